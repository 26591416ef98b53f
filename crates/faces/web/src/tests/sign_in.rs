//! Signing in, staying in, and out.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use mainstay_office::accounts::Newcomer;
use mainstay_store::{GrantPlace, NewGrant};

use super::{Answer, App, get, request, send, start};
use crate::{Config, State};

pub(super) const PASSWORD: &str = "seven otters read maps";

/// A server with one account, of who may look at everything.
pub(super) async fn with_account(login: &str, must_change: bool) -> App {
    let app = start(Config::accounts()).await;
    let newcomer = Newcomer { name: "Ada", mail: None, login, password: PASSWORD };
    let person = app.office().add_account(&newcomer, must_change).await.unwrap();
    let (role, place) = ("viewer".to_owned(), GrantPlace::Organization);
    app.office()
        .store()
        .add_grant(&NewGrant { person, role, place, granted_by: None, until: None })
        .await
        .unwrap();
    app
}

/// Sends a form.
pub(super) async fn post(state: &State, path: &str, headers: &[(&str, &str)], form: &str) -> Answer {
    let kind = ("content-type", "application/x-www-form-urlencoded");
    let headers: Vec<_> = headers.iter().copied().chain([kind, ("accept", "text/html")]).collect();
    let (parts, _) = request("POST", path, &headers).into_parts();
    send(state, Request::from_parts(parts, Body::from(form.to_owned()))).await
}

async fn sign_in(state: &State, login: &str, password: &str, cookies: &str) -> Answer {
    let form = format!("login={login}&password={}&next=%2Fproducts", password.replace(' ', "+"));
    post(state, "/sign-in", &[("cookie", cookies)], &form).await
}

/// The cookies that an answer sets, as a browser sends them.
pub(super) fn cookies(answer: &Answer) -> String {
    let set = answer.head.headers().get_all("set-cookie").iter();
    let pairs: Vec<&str> = set.filter_map(|cookie| cookie.to_str().ok()?.split(';').next()).collect();
    pairs.join("; ")
}

async fn page(state: &State, path: &str, cookies: &str) -> Answer {
    send(state, request("GET", path, &[("cookie", cookies), ("accept", "text/html")])).await
}

#[tokio::test]
async fn who_wants_a_page_signs_in_and_gets_it() {
    let app = with_account("ada", false).await;
    let asked = page(&app, "/products?sort=-name", "").await;
    assert_eq!(
        (asked.status, asked.header("location")),
        (StatusCode::SEE_OTHER, "/sign-in?next=/products%3Fsort%3D-name")
    );
    assert_eq!(get(&app, "/api/v1/products").await.status, StatusCode::UNAUTHORIZED, "programs are told");
    let form = page(&app, asked.header("location"), "").await;
    assert!(
        form.status.is_success() && form.text.contains("value=\"/products?sort=-name\""),
        "{}",
        form.text
    );
    let entered = sign_in(&app, "ADA", PASSWORD, "").await;
    assert_eq!((entered.status, entered.header("location")), (StatusCode::SEE_OTHER, "/products"));
    let kept = cookies(&entered);
    assert!(page(&app, "/products", &kept).await.status.is_success());
    let left = post(&app, "/sign-out", &[("cookie", &kept)], "").await;
    assert_eq!(left.status, StatusCode::SEE_OTHER);
    assert_eq!(page(&app, "/products", &kept).await.status, StatusCode::SEE_OTHER, "signed out");
}

#[tokio::test]
async fn nobody_is_sent_elsewhere_after_signing_in() {
    let app = with_account("ada", false).await;
    for next in ["//evil.example", "https://evil.example", "/\\evil.example"] {
        let form = format!("login=ada&password={}&next={next}", PASSWORD.replace(' ', "+"));
        assert_eq!(post(&app, "/sign-in", &[], &form).await.header("location"), "/", "{next}");
    }
}

#[tokio::test]
async fn a_session_that_somebody_planted_is_not_the_one_that_opens() {
    let app = with_account("ada", false).await;
    let planted = cookies(&sign_in(&app, "ada", PASSWORD, "").await);
    let opened = cookies(&sign_in(&app, "ada", PASSWORD, &planted).await);
    assert_ne!(planted, opened);
    assert!(page(&app, "/products", &opened).await.status.is_success());
    assert_eq!(page(&app, "/products", &planted).await.status, StatusCode::SEE_OTHER, "ended");
    let made_up = format!("mainstay-session-7878={}", "0".repeat(64));
    let opened = cookies(&sign_in(&app, "ada", PASSWORD, &made_up).await);
    assert!(
        !opened.contains(&made_up) && page(&app, "/products", &made_up).await.status == StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn who_fails_learns_nothing_and_waits_but_no_browser_of_the_owner_does() {
    let app = with_account("ada", false).await;
    let owner = cookies(&sign_in(&app, "ada", PASSWORD, "").await);
    let wrong = sign_in(&app, "ada", "wrong", "").await;
    let unknown = sign_in(&app, "nobody", "wrong", "").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.text.replace("ada", "nobody"), unknown.text);
    for _ in 0..4 {
        sign_in(&app, "ada", "wrong", "").await;
    }
    for (login, password) in [("ada", "wrong"), ("ada", PASSWORD)] {
        let answer = sign_in(&app, login, password, "").await;
        assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS, "{password}");
        assert!(answer.header("retry-after").parse::<u64>().unwrap() <= 60);
    }
    assert_eq!(sign_in(&app, "ada", PASSWORD, &owner).await.status, StatusCode::SEE_OTHER, "known browser");
}

#[tokio::test]
async fn a_disabled_account_is_as_one_that_does_not_exist() {
    let app = with_account("ada", false).await;
    let opened = cookies(&sign_in(&app, "ada", PASSWORD, "").await);
    let person = app.office().store().find_account("ada").await.unwrap().unwrap().person;
    app.office().store().disable_account(person, true).await.unwrap();
    assert_eq!(page(&app, "/products", &opened).await.status, StatusCode::SEE_OTHER);
    assert_eq!(sign_in(&app, "ada", PASSWORD, "").await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_password_that_somebody_else_set_is_changed_first() {
    let app = with_account("ada", true).await;
    let entered = sign_in(&app, "ada", PASSWORD, "").await;
    assert_eq!(entered.header("location"), "/profile#password");
    let kept = cookies(&entered);
    assert_eq!(page(&app, "/products", &kept).await.header("location"), "/profile#password");
    assert!(page(&app, "/profile", &kept).await.text.contains("Somebody else chose your password"));
    let change = async |present: &str, new: &str| {
        let form = format!("present={present}&password={new}").replace(' ', "+");
        post(&app, "/profile/password", &[("cookie", &kept)], &form).await
    };
    assert_eq!(change("wrong", "nine herons sort mail").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let short = change(PASSWORD, "short").await;
    assert!(
        short.text.contains("has 5 characters. Use at least 15") && !short.text.contains("otters"),
        "{}",
        short.text
    );
    let other = cookies(&sign_in(&app, "ada", PASSWORD, "").await);
    assert_eq!(change(PASSWORD, "nine herons sort mail").await.status, StatusCode::SEE_OTHER);
    assert!(page(&app, "/products", &kept).await.status.is_success(), "this browser stays");
    assert_eq!(page(&app, "/products", &other).await.status, StatusCode::SEE_OTHER, "others are out");
    assert_eq!(sign_in(&app, "ada", PASSWORD, "").await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn the_first_account_is_made_once_by_who_has_the_address() {
    let app = start(Config::accounts()).await;
    let address = app.set_up_url("127.0.0.1:7878".parse().unwrap()).await.unwrap().unwrap();
    let path = address.strip_prefix("http://127.0.0.1:7878").unwrap();
    let token = path.split('=').nth(1).unwrap();
    assert_eq!(get(&app, "/set-up?token=").await.status, StatusCode::UNAUTHORIZED);
    assert!(get(&app, path).await.status.is_success());
    let fields = |password: &str| {
        format!("token={token}&name=Ada&mail=&login=ada&password={}", password.replace(' ', "+"))
    };
    let weak = post(&app, "/set-up", &[], &fields("password password")).await;
    assert_eq!(weak.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!weak.text.contains("password password") && weak.text.contains("value=\"Ada\""), "{}", weak.text);
    let made = post(&app, "/set-up", &[], &fields(PASSWORD)).await;
    assert_eq!((made.status, made.header("location")), (StatusCode::SEE_OTHER, "/"));
    assert!(page(&app, "/products/new", &cookies(&made)).await.status.is_success());
    assert_eq!(post(&app, "/set-up", &[], &fields(PASSWORD)).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(get(&app, path).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(app.set_up_url("127.0.0.1:7878".parse().unwrap()).await.unwrap(), None);
}

#[tokio::test]
async fn a_form_that_is_sent_after_the_session_ended_leads_back_to_itself() {
    let app = with_account("ada", false).await;
    let headers =
        [("referer", "http://127.0.0.1:7878/suppliers/new?x=1"), ("origin", "http://127.0.0.1:7878")];
    let answer = post(&app, "/suppliers/new", &headers, "name=Acme").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.header("location"), "/sign-in?next=/suppliers/new%3Fx%3D1&ended=true");
    let form = page(&app, answer.header("location"), "").await;
    // What marks an error keeps the draft of the form.
    assert!(
        form.text.contains("class=\"error-summary\"") && form.text.contains("was not done"),
        "{}",
        form.text
    );
}

#[tokio::test]
async fn a_token_does_what_it_is_held_to_until_it_is_taken_back() {
    let app = with_account("ada", false).await;
    let kept = cookies(&sign_in(&app, "ada", PASSWORD, "").await);
    let made = post(&app, "/profile/tokens", &[("cookie", &kept)], "name=CI&may=read&days=30").await;
    let token = made
        .text
        .split("Bearer ")
        .nth(1)
        .unwrap()
        .split('&')
        .next()
        .unwrap()
        .split('\'')
        .next()
        .unwrap()
        .to_owned();
    let bearer = format!("Bearer {token}");
    let ask = async |path: &str| send(&app, request("GET", path, &[("authorization", &bearer)])).await.status;
    assert_eq!(ask("/api/v1/products").await, StatusCode::OK);
    let sent = send(&app, request("POST", "/api/v1/suppliers", &[("authorization", &bearer)])).await;
    assert_eq!(sent.status, StatusCode::FORBIDDEN);
    let form =
        post(&app, "/profile/tokens", &[("authorization", &bearer)], "name=more&may=all&days=30").await;
    assert_eq!(form.status, StatusCode::CONFLICT, "a token makes no tokens");
    let person = app.office().store().find_account("ada").await.unwrap().unwrap().person;
    let uid = app.office().store().tokens(person).await.unwrap()[0].uid;
    post(&app, &format!("/profile/tokens/{uid}/actions/revoke"), &[("cookie", &kept)], "").await;
    assert_eq!(ask("/api/v1/products").await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn while_nobody_runs_the_server_the_first_account_can_be_made_and_afterwards_not() {
    let app = with_account("ada", false).await;
    let address = "127.0.0.1:7878".parse().unwrap();
    assert!(app.set_up_url(address).await.unwrap().is_some(), "a viewer runs no server");
    let person = app.office().store().find_account("ada").await.unwrap().unwrap().person;
    let (role, place) = ("administrator".to_owned(), GrantPlace::Organization);
    let grant = NewGrant { person, role, place, granted_by: None, until: None };
    let grant = app.office().store().add_grant(&grant).await.unwrap();
    assert_eq!(app.set_up_url(address).await.unwrap(), None);
    app.office().store().revoke_grant(grant).await.unwrap();
    assert!(app.set_up_url(address).await.unwrap().is_some());
}

#[tokio::test]
async fn a_session_that_somebody_took_over_guesses_the_password_no_faster() {
    let app = with_account("ada", false).await;
    let kept = cookies(&sign_in(&app, "ada", PASSWORD, "").await);
    let guess = async |present: &str| {
        let form = format!("present={present}&password=nine herons sort mail").replace(' ', "+");
        post(&app, "/profile/password", &[("cookie", &kept)], &form).await.text
    };
    for _ in 0..5 {
        assert!(guess("wrong").await.contains("the present password is not right"));
    }
    assert!(guess(PASSWORD).await.contains("was wrong too often: try again in"));
    assert_eq!(sign_in(&app, "ada", PASSWORD, "").await.status, StatusCode::SEE_OTHER, "others sign in");
}

#[tokio::test]
async fn who_is_called_as_the_local_user_is_somebody_else() {
    let app = start(Config::loopback()).await;
    let other = app.office().store().ensure_person("Local user", None).await.unwrap();
    let local = app.office().local_person("Local user").await.unwrap();
    assert_ne!(local, other);
    assert_eq!(app.office().local_person("Local user").await.unwrap(), local, "the same each time");
}
