//! Signing in with a real provider of identities in a real browser, and what becomes of a form when a session ends.

use jiff::Timestamp;
use mainstay_office::Settings as OfficeSettings;
use mainstay_office::accounts::SignInProvider;
use mainstay_store::{GrantPlace, NewGroupRole};
use mainstay_testapp::browser::thirtyfour::By;
use mainstay_testapp::browser::{Browser, Settings};
use mainstay_testapp::servers::{OIDC, Server};
use mainstay_web::{Config, State};
use serde_json::json;
use tokio::net::TcpListener;

use super::{start, start_on};

/// Types into a field and goes on.
async fn fill(browser: &Browser, fields: &[(&str, &str)]) {
    for (name, text) in fields {
        let field = browser.session.find(By::Css(format!("[name={name}]"))).await.expect("a field");
        field.send_keys(*text).await.expect("text is typed");
    }
    browser.script("document.querySelector('form [type=submit]').click()").await;
}

/// Signs in at the provider as an account of it, through its own pages.
async fn at_the_provider(browser: &Browser, subject: &str) {
    browser
        .wait_for(
            "return !!document.querySelector('[name=login]') && location.pathname.startsWith('/interaction')",
        )
        .await;
    fill(browser, &[("login", subject), ("password", "any")]).await;
    browser.wait_for("return !!document.querySelector('form [type=submit]') && !document.querySelector('[name=password]')").await;
    browser.script("document.querySelector('form [type=submit]').click()").await;
}

/// Waits until a page of ours is there that holds a text.
async fn shows(browser: &Browser, text: &str) {
    browser.wait_for(&format!("return document.body?.innerText.includes({})", json!(text))).await;
}

fn account(groups: &[&str]) -> serde_json::Value {
    json!({ "name": "Alice Archer", "email": "alice@example.org", "email_verified": true,
        "preferred_username": "alice", "groups": groups })
}

async fn group_gives(state: &State, group: &str, role: &str) {
    let new =
        NewGroupRole { group: group.to_owned(), role: role.to_owned(), place: GrantPlace::Organization };
    state.office().store().add_group_role(&new).await.expect("a role for a group");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_signs_people_in_whose_groups_give_them_roles_until_they_sign_out() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback has a free port");
    let site = format!("http://{}", listener.local_addr().expect("an address"));
    let callback = format!("{site}/sign-in/provider/callback");
    let provider = Server::start(
        OIDC,
        &json!({
            "accounts": { "alice": account(&["staff"]) },
            "configuration": { "clients": [{ "client_id": "mainstay", "client_secret": "known to both", "redirect_uris": [callback] }],
                "conformIdTokenClaims": false, "scopes": ["openid", "profile", "email", "groups"] },
        }),
    );
    let issuer = provider.started()["issuer"].as_str().expect("an issuer").to_owned();
    let mut settings = mainstay_oidc::Settings::new(issuer.as_str(), "mainstay", callback);
    settings.client_secret = Some(mainstay_oidc::Secret::new("known to both"));
    settings.scopes.push("groups".to_owned());
    let known = mainstay_oidc::Provider::new(settings).expect("sound settings");
    let office = OfficeSettings {
        provider: Some(SignInProvider::new(known, "Example ID".to_owned())),
        ..OfficeSettings::default()
    };
    let state = start_on(listener, Config::accounts(), office).await;
    group_gives(&state, "staff", "viewer").await;
    group_gives(&state, "office", "product-owner").await;

    let browser = Browser::open(&site, Settings::default()).await;
    browser.go("/suppliers").await;
    shows(&browser, "Sign in with Example ID").await;
    browser.check("/sign-in").await;
    super::shots(&browser, "sign-in").await;
    browser.script("document.querySelector('a[href^=\"/sign-in/provider\"]').click()").await;
    at_the_provider(&browser, "alice").await;
    // Back where they wanted to go, and may look.
    browser.wait_for("return location.pathname === '/suppliers'").await;
    shows(&browser, "Alice Archer").await;
    // What the provider's own pages complain about is not ours.
    browser.session.browser_log().await.expect("the console can be read");
    browser.go("/suppliers/new").await;
    shows(&browser, "You may not do this").await;
    // The refusal stands in the console, too.
    browser.session.browser_log().await.expect("the console can be read");
    browser.visit("/profile").await;
    shows(&browser, "group staff").await;
    super::shots(&browser, "profile").await;

    // Another group at the next sign-in, which the provider grants without asking.
    change(&issuer, "alice", &account(&["office"])).await;
    browser.script("document.querySelector('form[action=\"/sign-out\"] button').click()").await;
    browser.wait_for("return location.pathname === '/sign-in'").await;
    browser.go("/suppliers/new").await;
    shows(&browser, "Sign in with Example ID").await;
    browser.script("document.querySelector('a[href^=\"/sign-in/provider\"]').click()").await;
    browser.wait_for("return location.pathname === '/suppliers/new'").await;
    shows(&browser, "Add a supplier").await;
    browser.session.browser_log().await.expect("the console can be read");
    browser.visit("/profile").await;
    shows(&browser, "group office").await;
    assert_eq!(browser.script("return document.body.innerText.includes('group staff')").await, false);
    browser.quit().await;
}

/// Changes an account at the provider.
async fn change(issuer: &str, subject: &str, claims: &serde_json::Value) {
    let address = issuer.strip_prefix("http://").and_then(|at| at.parse().ok()).expect("an address");
    let (path, body) = (format!("/accounts/{subject}"), claims.to_string());
    let sent = tokio::task::spawn_blocking(move || {
        mainstay_testapp::http::request(address, "PUT", &path, body.as_bytes())
    });
    assert_eq!(sent.await.expect("it runs").expect("the provider answers").status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_ends_in_the_middle_of_a_form_loses_no_text() {
    let (address, state) = start(Config::accounts()).await;
    let password = "seven otters read maps";
    let ticket = state.set_up_url(address).await.expect("it answers").expect("nobody has an account");
    let browser = Browser::open(&format!("http://{address}"), Settings::default()).await;
    browser.visit(ticket.strip_prefix(&format!("http://{address}")).expect("an address of ours")).await;
    super::shots(&browser, "set-up").await;
    fill(&browser, &[("name", "Ada"), ("login", "ada"), ("password", password)]).await;
    shows(&browser, "Ada").await;
    browser.visit("/suppliers/new").await;
    let name = browser.session.find(By::Css("#name")).await.expect("a field");
    name.send_keys("Acme of the lost session").await.expect("text is typed");
    let person =
        state.office().store().find_account("ada").await.expect("it answers").expect("an account").person;
    state.office().store().end_sessions(person, None).await.expect("they end");
    browser.script("document.querySelector('main form [type=submit]').click()").await;
    shows(&browser, "You are not signed in any more").await;
    fill(&browser, &[("login", "ada"), ("password", password)]).await;
    browser.wait_for("return location.pathname === '/suppliers/new'").await;
    browser.wait_for("return document.querySelector('#name')?.value === 'Acme of the lost session'").await;
    shows(&browser, "What you had entered here is back").await;
    browser.script("document.querySelector('main form [type=submit]').click()").await;
    browser.wait_for("return /^.suppliers.[0-9a-f-]{36}$/.test(location.pathname)").await;
    let kept = state.office().store().find_supplier("acme of the lost session").await.expect("it answers");
    assert!(kept.is_some(), "sent once, as it was typed, at {}", Timestamp::now());
    browser.quit().await;
}
