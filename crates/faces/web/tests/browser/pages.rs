//! Every page there is, derived from the list of routes: light and dark, wide and narrow, filled and empty.

use mainstay_office::Office;
use mainstay_office::accounts::Newcomer;
use mainstay_office::intake::{Delivery, ReleaseName};
use mainstay_office::suppliers::Ask;
use mainstay_store::{PageRequest, SbomFilter, SbomSource, Superseded};
use mainstay_testapp::browser::{Browser, Settings};
use mainstay_testapp::http;
use mainstay_web::{Config, inventory};
use serde_json::{Value, json};

use super::seed::{self, Seeded};
use super::{open, shots, start};

/// Routes that answer `GET` with something that is no page, and what it is. Exports and the API are told by their address.
const NO_PAGE: [(&str, &str); 13] = [
    ("/assets/{file}", "a file of the program"),
    ("/badges/{slug}/{file}", "a picture"),
    ("/enter", "the way in, which leads on"),
    ("/healthz", "a word for probes"),
    ("/readyz", "a word for probes"),
    ("/sboms/{uid}/document", "a document of somebody else's"),
    ("/jobs/{uid}/events", "a stream"),
    ("/styleguide/events", "a stream"),
    ("/sign-in", "for people with accounts: see `sign_in`"),
    ("/sign-in/provider", "leads to the provider"),
    ("/sign-in/provider/callback", "leads back"),
    ("/set-up", "while there is no account: see `sign_in`"),
    ("/profile", "of who is signed in: see `sign_in`"),
];

/// Fills an office with what every page needs, and gives the addresses to visit: at least one a page.
async fn fill(office: &Office) -> Vec<String> {
    let made = seed::seed(office).await;
    let sboms = documents(office).await;
    let [refused, current, before] = sboms.as_slice() else { panic!("three documents, not {sboms:?}") };
    let supplier =
        office.add_supplier("Widget Works", Some("sbom@widgets.example"), None).await.expect("a supplier");
    let ask = Ask { supplier: "Widget Works", product: Some("till"), ..Ask::default() };
    let request = office.ask_supplier(&ask).await.expect("a request");
    let till = office.store().product("till").await.expect("documents made it").uid;
    let wide = office.release_named(till, "1.0").await.expect("it has long names").uid;
    let work = office.store().list_work(&Default::default(), &Default::default()).await.expect("work");
    let failed = work.rows.iter().find(|work| work.error.is_some()).expect("one failed").uid;
    let (name, mail) = ("Ada Lovelace", Some("ada@example.org"));
    let newcomer = Newcomer { name, mail, login: "ada", password: "seven otters read maps" };
    let person = office.add_account(&newcomer, true).await.expect("an account");
    let mut visits = of_the_inventory();
    visits.extend([
        "/admin/accounts".into(),
        "/admin/accounts/new".into(),
        format!("/admin/accounts/{person}"),
    ]);
    visits.extend(of_products(&made));
    visits.extend([
        format!("/releases/{wide}/graph"),
        format!("/sboms/{current}"),
        format!("/sboms/{refused}"),
        format!("/sboms/{current}/changes/{before}"),
        format!("/suppliers/{supplier}"),
        format!("/requests/{request}"),
        format!("/jobs/{failed}"),
        format!("/jobs/{}", work.rows.iter().find(|work| work.error.is_none()).expect("one is done").uid),
    ]);
    visits
}

/// Takes in a document, a newer one of the same place and a broken one; gives their ids, the last first.
async fn documents(office: &Office) -> Vec<String> {
    for (version, text) in
        [("1.0", Some(1)), ("1.0", Some(2)), ("2.0-rc.1+build.20261122.0123456789abcdef", None)]
    {
        let bytes = text.map_or_else(
            || "{\"bomFormat\": \"CycloneDX\"".to_owned(),
            |generation| with_long_names(seed::document(generation)).to_string(),
        );
        let variant = if text.is_none() { "linux-arm64" } else { "" };
        let release = ReleaseName { product: "Till", version, variant };
        let delivery = Delivery {
            file_name: Some("a-document-with-a-long-name-that-a-generator-gave-it.cdx.json"),
            ..Delivery::new(release, SbomSource::Source, bytes.as_bytes())
        };
        office.receive(&delivery).await.expect("the document is taken in");
        office.work_off().await.expect("the work is done");
    }
    let filter = SbomFilter { superseded: Superseded::Show, ..SbomFilter::default() };
    let page = office.store().list_sboms(&filter, &PageRequest::first(3)).await.expect("SBOMs");
    page.rows.iter().map(|sbom| sbom.uid.to_string()).collect()
}

/// The same document with a component whose name has no place to break, and one whose purl is wider than a phone.
fn with_long_names(mut document: Value) -> Value {
    let purl = "pkg:npm/%40a-scope-of-some-length/a-name-that-is-wider-than-a-phone@1.17.9?arch=i386";
    let long = "x".repeat(3_000);
    for (name, purl) in [(long.as_str(), None), ("wide", Some(purl))] {
        let mut component = json!({ "type": "library", "bom-ref": name, "name": name, "version": "1.17.9" });
        if let Some(purl) = purl {
            component["purl"] = purl.into();
        }
        document["components"].as_array_mut().expect("a list").push(component);
        document["dependencies"][0]["dependsOn"].as_array_mut().expect("a list").push(name.into());
    }
    document
}

fn of_the_inventory() -> Vec<String> {
    let fixed = [
        "/",
        "/search",
        "/search?q=util",
        "/search?q=left-pad",
        "/search?q=CVE-2021-44228",
        "/notices",
        "/api",
        "/styleguide",
        "/styleguide/progress",
        "/styleguide/branch",
        "/styleguide/samples?severity=high,critical&size=25",
        "/styleguide/samples?q=none-such",
        "/components",
        "/components?-ecosystem=npm&ecosystem=deb&without-purl=yes&q=none",
        "/components/pkg:npm/util@1.1.0",
        "/components/pkg:npm/util",
        "/components/pkg:npm/util?tab=used-by",
        "/components/pkg:npm/util?tab=versions",
        "/components/pkg:npm/util@1.1.0?tab=documents",
        "/packages",
        "/releases",
        "/where-used",
        "/where-used?q=pkg:npm/util@%3C1.0.0",
        "/where-used?q=none-such",
        "/where-used?q=util&product=web-shop",
        "/sboms?superseded=show",
        "/suppliers",
        "/suppliers/new",
        "/requests",
        "/requests/new",
        "/jobs",
        "/coverage",
        "/coverage?gap=stale",
        "/coverage?gap=poor",
        "/coverage/releases",
        "/upload?product=web-shop",
    ];
    fixed.map(str::to_owned).into()
}

fn of_products(made: &Seeded) -> Vec<String> {
    let product = "/products/web-shop";
    let release = format!("/releases/{}", made.second);
    let mut visits = vec![
        "/products".to_owned(),
        "/products/new".to_owned(),
        "/products/import".to_owned(),
        "/products/legacy".to_owned(),
        format!("{product}/compare/{}...{}", made.first, made.second),
        format!("{release}/components?direct=yes"),
        format!("{release}/graph?q=util"),
        format!("{release}/why?component=pkg:npm/util@0.9.0"),
    ];
    for tab in ["", "/releases", "/releases/new", "/components", "/sboms", "/edit", "/compare"] {
        visits.push(format!("{product}{tab}"));
    }
    for tab in [
        "",
        "/export",
        "/export?format=spdx-2.3-json",
        "/graph",
        "/graph/0",
        "/unreached",
        "/why",
        "/sboms",
        "/history",
        "/history/compare",
        "/edit",
    ] {
        visits.push(format!("{release}{tab}"));
    }
    visits
}

/// Whether a route with `{parameters}` serves an address.
fn serves(route: &str, address: &str) -> bool {
    let path = address.split('?').next().unwrap_or_default();
    let (mut asked, mut known) = (path.split('/'), route.split('/'));
    loop {
        match (known.next(), asked.next()) {
            (Some(part), Some(_)) if part.starts_with("{*") => return true,
            (Some(part), Some(text)) if part == text || (part.starts_with('{') && !text.is_empty()) => {}
            (None, None) => return true,
            _ => return false,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_that_is_a_page_is_visited() {
    let (address, state) = start(Config::open()).await;
    let visits = fill(state.office()).await;
    let routes = inventory(&state);
    let fixed = |address: &str| routes.iter().any(|route| route.path == address);
    let mut missed = Vec::new();
    for route in &routes {
        let path = route.path.as_str();
        let told = path.starts_with("/api/v1/") || path.ends_with(".csv") || path.ends_with(".json");
        if told || NO_PAGE.iter().any(|(known, _)| *known == path) {
            continue;
        }
        // `/products/new` stands for itself and not for `/products/{slug}`.
        let is_visited = |visit: &String| {
            serves(path, visit)
                && (!path.contains('{') || !fixed(visit.split('?').next().unwrap_or_default()))
        };
        let concrete = path.replace(['{', '}', '*'], "");
        if !visits.iter().any(is_visited)
            && http::request(address, "GET", &concrete, b"").expect("it answers").status != 405
        {
            missed.push(path);
        }
    }
    assert!(missed.is_empty(), "pages that no browser test visits: {missed:?}");
    for (known, _) in NO_PAGE {
        assert!(fixed(known), "{known} is no route any more");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_sound_in_light() {
    all_pages(false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_sound_in_dark() {
    all_pages(true).await;
}

async fn all_pages(dark: bool) {
    let (address, state) = start(Config::open()).await;
    let visits = fill(state.office()).await;
    let browser = Browser::open(&format!("http://{address}"), Settings { dark, ..Settings::default() }).await;
    for path in &visits {
        smoke(&browser, path, if dark { "dark" } else { "light" }).await;
    }
    browser.quit().await;
}

/// Looks at a page at a desk and on a phone, and at the narrowest width for what sticks out.
async fn smoke(browser: &Browser, path: &str, name: &str) {
    browser.go(path).await;
    browser.check(path).await;
    browser.resize(390).await;
    browser.check(&format!("{path} on a phone")).await;
    browser.resize(320).await;
    let wide = browser.script("return document.documentElement.scrollWidth").await;
    assert!(wide.as_u64() <= Some(320), "{path} is {wide} px wide at 320 px");
    let title = browser.script("return document.title").await;
    assert!(title.as_str().is_some_and(|title| title.ends_with(" · Mainstay")), "{path}: {title}");
    assert_eq!(browser.script("return document.querySelectorAll('h1').length").await, 1, "{path}");
    browser.resize(1280).await;
    let file: String = path.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    shots(browser, &format!("{}-{name}", file.trim_matches('-'))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_tells_two_versions_apart_is_not_cut_off_on_a_phone() {
    let (address, state) = start(Config::open()).await;
    fill(state.office()).await;
    let browser = Browser::open(&format!("http://{address}"), Settings::default()).await;
    browser.resize(390).await;
    browser.go("/components?q=wide").await;
    let seen = browser
        .script(
            "const version = document.querySelector('td .purl .version, th .purl .version'); \
             const name = version.previousElementSibling; \
             return [version.textContent, version.scrollWidth <= version.clientWidth, name.scrollWidth > name.clientWidth]",
        )
        .await;
    assert_eq!(seen, json!(["@1.17.9", true, true]), "the name gives way, the version stays");
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_an_empty_inventory_are_sound() {
    let browser = open(Settings::default()).await;
    for path in [
        "/",
        "/products",
        "/components",
        "/packages",
        "/releases",
        "/sboms",
        "/suppliers",
        "/requests",
        "/jobs",
        "/coverage",
        "/where-used?q=pkg:npm/util",
        "/search?q=left-pad",
    ] {
        smoke(&browser, path, "empty").await;
    }
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_style_guide_is_sound_in_light_and_dark() {
    for dark in [false, true] {
        let browser = open(Settings { dark, ..Settings::default() }).await;
        let name = if dark { "dark" } else { "light" };
        browser.visit("/styleguide").await;
        browser
            .script("document.querySelectorAll('figure').forEach((figure) => figure.scrollIntoView())")
            .await;
        browser.wait_for("return document.querySelectorAll('figure[data-drawn] svg').length >= 3").await;
        browser.check("/styleguide with its charts drawn").await;
        shots(&browser, &format!("styleguide-{name}")).await;
        browser.visit("/styleguide/samples?severity=high,critical&size=25").await;
        shots(&browser, &format!("samples-{name}")).await;
        browser.quit().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_are_sound_pages_too() {
    let (address, state) = start(Config::open()).await;
    seed::seed(state.office()).await;
    for dark in [false, true] {
        let browser =
            Browser::open(&format!("http://{address}"), Settings { dark, ..Settings::default() }).await;
        for path in ["/nowhere", "/components/pkg:npm/left-pad", "/coverage?gap=wrong", "/products/none"] {
            browser.go(path).await;
            // The console tells the status, which is what is asked for here.
            browser.session.browser_log().await.expect("the console can be read");
            browser.check(path).await;
            browser.resize(390).await;
            browser.check(path).await;
            browser.resize(1280).await;
        }
        browser.quit().await;
    }
}

/// Sends a form as it is, past what the browser would ask first.
const SEND: &str =
    "const form = document.querySelector('main form[method=post]'); form.noValidate = true; form.submit()";

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_is_refused_says_what_is_wrong_beside_its_field() {
    let (address, state) = start(Config::open()).await;
    seed::seed(state.office()).await;
    for dark in [false, true] {
        let browser =
            Browser::open(&format!("http://{address}"), Settings { dark, ..Settings::default() }).await;
        for path in
            ["/products/new", "/products/web-shop/releases/new", "/suppliers/new", "/requests/new", "/upload"]
        {
            browser.go(path).await;
            browser.script(SEND).await;
            browser.wait_for("return !!document.querySelector('.error-summary a')").await;
            browser.session.browser_log().await.expect("the console can be read");
            browser.check(&format!("{path} with errors")).await;
            let told = "const link = document.querySelector('.error-summary a'); \
                        return !!document.querySelector(link.getAttribute('href') + '[aria-invalid=true]')";
            assert_eq!(browser.script(told).await, true, "{path}: the summary leads to the field");
            shots(&browser, &format!("errors{}-{dark}", path.replace('/', "-"))).await;
        }
        browser.quit().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn charts_of_a_product_are_sound_when_they_are_drawn() {
    let (address, state) = start(Config::open()).await;
    seed::seed(state.office()).await;
    for dark in [false, true] {
        let browser =
            Browser::open(&format!("http://{address}"), Settings { dark, ..Settings::default() }).await;
        browser.go("/products/web-shop").await;
        browser.script("document.querySelector('figure').scrollIntoView()").await;
        browser.wait_for("return !!document.querySelector('figure[data-drawn] svg')").await;
        browser.check("/products/web-shop with its chart drawn").await;
        browser.quit().await;
    }
}
