//! Who is answered.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use mainstay_office::catalog::ProductEntry;

use super::{get, open, request, send, start};
use crate::{Config, Guard, inventory};

/// The routes that answer everybody. A route that is added here gives something to people who were not let in: say why.
/// Badges stand in a README, which is read without a session: their handler asks for a token of theirs, and else for a visitor.
/// Who signs in, out or up is nobody yet.
const PUBLIC: [&str; 10] = [
    "/assets/{file}",
    "/badges/{slug}/{file}",
    "/enter",
    "/healthz",
    "/readyz",
    "/set-up",
    "/sign-in",
    "/sign-in/provider",
    "/sign-in/provider/callback",
    "/sign-out",
];

#[tokio::test]
async fn every_route_is_public_by_this_list_or_refuses_who_is_not_let_in() {
    let state = start(Config::loopback()).await;
    for route in inventory(&state) {
        let public = PUBLIC.contains(&route.path.as_str());
        assert_eq!(route.guard == Guard::Public, public, "{}", route.path);
        let path = route.path.replace(['{', '}', '*'], "");
        for method in ["GET", "POST", "DELETE"] {
            let answer = send(&state, request(method, &path, &[])).await;
            if !public {
                assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{method} {path}");
            }
        }
    }
    assert_eq!(get(&state, "/no/such/page").await.status, StatusCode::UNAUTHORIZED);
    for probe in ["/healthz", "/readyz"] {
        assert_eq!(get(&state, probe).await.status, StatusCode::OK, "{probe}");
    }
    state.office().store().clone().close().await.unwrap();
    assert_eq!(
        get(&state, "/healthz").await.status,
        StatusCode::OK,
        "a new start would not mend the database"
    );
    let ready = get(&state, "/readyz").await;
    assert_eq!(ready.status, StatusCode::SERVICE_UNAVAILABLE, "{}", ready.text);
    assert_eq!(ready.header("retry-after"), "30");
}

#[tokio::test]
async fn every_page_answers_a_visitor_in_html_with_one_heading_and_nothing_inline() {
    let state = open().await;
    for route in
        inventory(&state).iter().filter(|route| route.guard != Guard::Public && !route.path.contains('{'))
    {
        let answer = get(&state, &route.path).await;
        // Nobody is signed in where the server is open.
        if route.path == "/profile"
            || !answer.header("content-type").starts_with("text/html")
            || answer.status == StatusCode::METHOD_NOT_ALLOWED
        {
            continue;
        }
        assert_eq!(answer.status, StatusCode::OK, "{}", route.path);
        assert_eq!(answer.text.matches("<h1").count(), 1, "{}", route.path);
        let forbidden =
            [" style=", "<style", "<script>", "hx-on", "javascript:", "hx-vals=\"js", " onclick="];
        for inline in forbidden {
            assert!(!answer.text.contains(inline), "{} has {inline}", route.path);
        }
    }
}

#[tokio::test]
async fn a_token_lets_one_browser_in_once() {
    let state = start(Config::loopback()).await;
    let token = state.issue_token();
    let path = format!("/enter?token={token}&next=/styleguide");
    let entered = get(&state, &path).await;
    assert_eq!(entered.status, StatusCode::SEE_OTHER);
    assert_eq!(entered.header("location"), "/styleguide");
    let cookie = entered.header("set-cookie").to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");

    let pair = cookie.split(';').next().unwrap();
    assert_eq!(send(&state, request("GET", "/", &[("cookie", pair)])).await.status, StatusCode::OK);
    assert_eq!(get(&state, &path).await.status, StatusCode::UNAUTHORIZED, "used up");
    assert_eq!(get(&state, "/enter?token=").await.status, StatusCode::UNAUTHORIZED);
    let other_port = [("cookie", pair), ("host", "127.0.0.1:9999")];
    assert_eq!(send(&state, request("GET", "/", &other_port)).await.status, StatusCode::UNAUTHORIZED);
    let away = format!("/enter?token={}&next=//example.org", state.issue_token());
    assert_eq!(get(&state, &away).await.header("location"), "/");
}

#[tokio::test]
async fn cookies_go_over_tls_and_to_this_host_alone_where_the_public_address_is_https() {
    // The session cookie's name, and whether it is for TLS alone.
    for (url, name, secure) in [
        (None, "mainstay-session-7878=", false),
        (Some("http://mainstay.example.org"), "mainstay-session-7878=", false),
        (Some("https://mainstay.example.org"), "__Host-mainstay-session-7878=", true),
        (Some("HTTPS://Mainstay.example.org:8443/"), "__Host-mainstay-session-7878=", true),
    ] {
        let config = Config { public_url: url.map(str::to_owned), ..Config::loopback() };
        let state = start(config).await;
        let judge = |cookie: &str| {
            assert_eq!(cookie.starts_with("__Host-"), secure, "{url:?}: {cookie}");
            let attributes: Vec<&str> = cookie.split("; ").skip(1).collect();
            assert_eq!(attributes.contains(&"Secure"), secure, "{url:?}: {cookie}");
            assert!(attributes.contains(&"Path=/") && !cookie.contains("Domain"), "{url:?}: {cookie}");
        };
        let entry = state.entry_url("127.0.0.1:7878".parse().unwrap());
        let begins = if secure { url.unwrap().trim_end_matches('/') } else { "http://127.0.0.1:7878" };
        let path = entry.strip_prefix(begins).unwrap_or_else(|| panic!("{url:?}: {entry}"));
        let entered = get(&state, path).await;
        let cookie = entered.header("set-cookie");
        judge(cookie);
        let session = cookie.split(';').next().unwrap().to_owned();
        assert!(session.starts_with(name), "{url:?}: {session}");
        assert_eq!(send(&state, request("GET", "/", &[("cookie", &session)])).await.status, StatusCode::OK);
        let planted = session.trim_start_matches("__Host-");
        let answer = send(&state, request("GET", "/", &[("cookie", planted)])).await;
        assert_eq!(
            answer.status == StatusCode::UNAUTHORIZED,
            secure,
            "{url:?}: a name that any page can write"
        );

        let kind = ("content-type", "application/x-www-form-urlencoded");
        let (mut parts, _) = request("POST", "/preferences", &[("cookie", &session), kind]).into_parts();
        parts.headers.remove("content-length");
        let chosen = send(&state, Request::from_parts(parts, Body::from("theme=dark"))).await;
        judge(chosen.header("set-cookie"));
        let theme = chosen.header("set-cookie").split(';').next().unwrap();
        let both = format!("{session}; {theme}");
        let page = send(&state, request("GET", "/", &[("cookie", &both)])).await;
        assert!(page.text.contains("data-theme=\"dark\""), "{url:?}: {theme}");
    }
}

#[tokio::test]
async fn other_host_names_are_refused_even_with_a_session() {
    let state = start(Config::loopback()).await;
    let host = [("host", "rebound.example.org")];
    assert_eq!(send(&state, request("GET", "/healthz", &host)).await.status, StatusCode::MISDIRECTED_REQUEST);
}

#[tokio::test]
async fn a_page_of_another_site_that_took_our_address_for_its_name_is_refused_however_open_we_are() {
    let state = open().await;
    let forged =
        [("host", "evil.example"), ("origin", "http://evil.example"), ("sec-fetch-site", "same-origin")];
    for (method, path) in
        [("GET", "/"), ("GET", "/api/v1/products"), ("POST", "/api/v1/products"), ("GET", "/healthz")]
    {
        let answer = send(&state, request(method, path, &forged)).await;
        assert_eq!(answer.status, StatusCode::MISDIRECTED_REQUEST, "{method} {path}");
    }
    let twice = [("host", "evil.example")];
    let answer = send(&state, request("GET", "http://127.0.0.1:7878/products", &twice)).await;
    assert_eq!(answer.status, StatusCode::MISDIRECTED_REQUEST, "a host that is named twice is ours twice");
    let two = [("host", "127.0.0.1:7878"), ("host", "evil.example")];
    assert_eq!(send(&state, request("GET", "/", &two)).await.status, StatusCode::MISDIRECTED_REQUEST);
    assert_eq!(get(&state, "/").await.status, StatusCode::OK);
}

#[tokio::test]
async fn requests_that_change_something_must_come_from_here() {
    // Method, headers, whether it passes.
    type Case<'a> = (&'a str, &'a [(&'a str, &'a str)], bool);
    let here = "http://127.0.0.1:7878";
    let cases: [Case<'_>; 12] = [
        ("GET", &[("sec-fetch-site", "cross-site")], true),
        ("POST", &[("sec-fetch-site", "same-origin"), ("cookie", "a=b")], true),
        ("POST", &[("sec-fetch-site", "none")], true),
        ("POST", &[("sec-fetch-site", "same-site")], false),
        ("POST", &[("sec-fetch-site", "cross-site")], false),
        ("POST", &[("sec-fetch-site", "cross-site"), ("origin", "https://mainstay.example.org")], true),
        ("POST", &[("origin", here)], true),
        ("POST", &[("origin", "https://mainstay.example.org"), ("cookie", "a=b")], true),
        ("POST", &[("origin", "https://other.example.org")], false),
        ("POST", &[("origin", "null")], false),
        ("POST", &[("cookie", "a=b")], true),
        ("POST", &[("authorization", "Bearer x")], true),
    ];
    let config = Config { public_url: Some("https://mainstay.example.org".to_owned()), ..Config::open() };
    let state = start(config).await;
    for (method, headers, passes) in cases {
        let path = if method == "GET" { "/" } else { "/preferences" };
        let status = send(&state, request(method, path, headers)).await.status;
        assert_eq!(status != StatusCode::FORBIDDEN, passes, "{method} {headers:?}: {status}");
    }
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let state = open().await;
    for path in ["/", "/no/such/page", "/healthz", "/assets/none.js", "/styleguide/samples.csv"] {
        let answer = get(&state, path).await;
        assert!(
            answer.header("content-security-policy").starts_with("default-src 'none'; script-src 'self'"),
            "{path}"
        );
        assert!(!answer.header("content-security-policy").contains("unsafe"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert!(!answer.header("x-request-id").is_empty(), "{path}");
    }
}

#[tokio::test]
async fn public_operations_of_the_api_say_so() {
    let state = open().await;
    let document: serde_json::Value =
        serde_json::from_str(&get(&state, "/api/v1/openapi.json").await.text).unwrap();
    assert_eq!(document["openapi"], "3.1.0");
    let guards: Vec<_> = inventory(&state);
    for (path, item) in document["paths"].as_object().unwrap() {
        let route = guards.iter().find(|route| route.path.replace("{*", "{") == *path).unwrap();
        for operation in item.as_object().unwrap().values().filter(|value| value.is_object()) {
            let public = operation["security"].as_array().is_some_and(Vec::is_empty);
            assert_eq!(public, route.guard == Guard::Public, "{path}");
        }
    }
}

#[tokio::test]
async fn assets_are_packed_kept_for_ever_and_not_sent_twice() {
    let state = open().await;
    let path = mainstay_assets::url::MAINSTAY_CSS;
    let packed = send(&state, request("GET", path, &[("accept-encoding", "gzip")])).await;
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert!(packed.header("cache-control").contains("immutable"));
    let plain = send(&state, request("GET", path, &[])).await;
    assert_eq!(packed.header("etag"), format!("W/{}", plain.header("etag")), "other bytes, no strong tag");
    assert_eq!(plain.header("content-encoding"), "");
    let again = send(&state, request("GET", path, &[("if-none-match", packed.header("etag"))])).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    let page = send(&state, request("GET", "/styleguide", &[("accept-encoding", "gzip")])).await;
    assert_eq!(page.header("content-encoding"), "gzip");
}

#[tokio::test]
async fn no_key_that_somebody_types_has_the_address_of_another_page() {
    let state = open().await;
    let routes = inventory(&state);
    for route in &routes {
        let Some((before, parameter)) = route.path.rsplit_once("/{").filter(|(_, end)| end.ends_with('}'))
        else {
            continue;
        };
        let beside = routes.iter().filter_map(|other| other.path.strip_prefix(before)?.strip_prefix('/'));
        for word in beside.filter(|rest| !rest.is_empty() && !rest.contains(['/', '{'])) {
            // Everything but a product goes by an id that the program gives.
            if parameter != "slug}" {
                assert!(
                    ["uid}", "release}", "id}", "person}", "grant}", "session}", "token}"]
                        .contains(&parameter),
                    "{}: `{word}`",
                    route.path
                );
                continue;
            }
            let entry =
                ProductEntry { name: "A".to_owned(), key: Some(word.to_owned()), ..ProductEntry::default() };
            let refused = state.office().add_product(&entry).await;
            assert!(matches!(refused, Err(mainstay_office::Error::Invalid(_))), "`{word}` is a page");
            let named = ProductEntry { name: word.to_owned(), key: None, ..entry };
            let named = state.office().add_product(&named).await.unwrap();
            assert_ne!(named.slug, word, "a product of that name has an address of its own");
        }
    }
}

#[tokio::test]
async fn a_program_is_let_in_by_its_token_and_uploads_without_an_origin() {
    let state = start(Config::loopback()).await;
    let entered = get(&state, &format!("/enter?token={}", state.issue_token())).await;
    let cookie = entered.header("set-cookie").split(';').next().unwrap().to_owned();
    let form = "name=build&may=contribute&days=30";
    let made = super::sign_in::post(&state, "/profile/tokens", &[("cookie", &cookie)], form).await;
    assert_eq!((made.status, made.header("cache-control")), (StatusCode::OK, "no-store"));
    let at = made.text.find("data-copy=\"").unwrap() + "data-copy=\"".len();
    let at = at + made.text[at..].find("data-copy=\"").unwrap() + "data-copy=\"".len();
    let token = &made.text[at..at + 62];
    let upload = "/api/v1/sboms?product=shop&version=1.0";
    let bom = super::seed::document(1).to_string();
    for (name, value, status) in [
        ("authorization", format!("Bearer {token}"), StatusCode::ACCEPTED),
        ("authorization", format!("bearer  {token}"), StatusCode::ACCEPTED),
        ("cookie", cookie.clone(), StatusCode::ACCEPTED),
        ("authorization", "Bearer x".to_owned(), StatusCode::UNAUTHORIZED),
        ("authorization", format!("Basic {token}"), StatusCode::UNAUTHORIZED),
    ] {
        let sent = Request::post(upload).header("host", "127.0.0.1:7878").header(name, &value);
        let answer = send(&state, sent.body(Body::from(bom.clone())).unwrap()).await;
        assert_eq!(answer.status, status, "{name}: {value}: {}", answer.text);
    }
    let page = send(&state, request("GET", "/api", &[("cookie", &cookie)])).await;
    assert!(page.text.contains("Authorization: Bearer TOKEN") && page.text.contains("/profile#tokens"));
}

#[tokio::test]
async fn the_description_says_how_programs_are_let_in() {
    for (config, ways) in [(Config::loopback(), 2), (Config::open(), 3)] {
        let access = config.access;
        let state = start(config).await;
        let person = state.office().local_person("Local user").await.unwrap();
        let token = state.office().make_token(person, None, "test", None, None).await.unwrap();
        let headers = format!("Bearer {}", token.text());
        let answer =
            send(&state, request("GET", "/api/v1/openapi.json", &[("authorization", &headers)])).await;
        let document: serde_json::Value = serde_json::from_str(&answer.text).unwrap();
        let security = document["security"].as_array().unwrap();
        assert_eq!(security.len(), ways, "{access:?}");
        let schemes = document["components"]["securitySchemes"].as_object().unwrap();
        for way in security.iter().filter_map(|way| way.as_object()?.keys().next()) {
            assert!(schemes.contains_key(way), "{way}");
        }
    }
}

#[tokio::test]
async fn the_description_names_the_cookie_of_the_server_that_is_asked() {
    for (host, url, name) in [
        ("127.0.0.1:9123", None, "mainstay-session-9123"),
        ("127.0.0.1:7878", None, "mainstay-session-7878"),
        ("mainstay.example.org", Some("https://mainstay.example.org"), "__Host-mainstay-session-443"),
    ] {
        let state = start(Config { public_url: url.map(str::to_owned), ..Config::open() }).await;
        let answer = send(&state, request("GET", "/api/v1/openapi.json", &[("host", host)])).await;
        let document: serde_json::Value = serde_json::from_str(&answer.text).unwrap();
        assert_eq!(document["components"]["securitySchemes"]["session"]["name"], name, "{host}");
    }
}

#[tokio::test]
async fn who_is_not_let_in_is_told_how_programs_are() {
    let state = start(Config::loopback()).await;
    for path in ["/api/v1/products", "/products", "/no/such/page"] {
        let answer = get(&state, path).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
        assert_eq!(answer.header("www-authenticate"), "Bearer", "{path}");
    }
}
