//! The keyboard alone.

use mainstay_testapp::browser::thirtyfour::{Key, TypingData};
use mainstay_testapp::browser::{Browser, Settings};
use mainstay_web::Config;

use super::{open, seed, start};

#[tokio::test(flavor = "multi_thread")]
async fn keys_lead_around_and_can_be_switched_off() {
    let browser = open(Settings::default()).await;
    let press = |key: &str| {
        let script = format!(
            "document.body.dispatchEvent(new KeyboardEvent('keydown', {{ key: '{key}', bubbles: true }}))"
        );
        let browser = &browser;
        async move { browser.script(&script).await }
    };
    browser.go("/styleguide").await;
    press("/").await;
    browser.wait_for("return document.activeElement.id === 'search'").await;
    press("?").await;
    browser.wait_for("return document.querySelector('dialog').open").await;
    browser.check("the list of keys").await;
    browser.script("document.querySelector('dialog button[value=off]').click(); document.querySelector('dialog').close()").await;
    press("?").await;
    assert_eq!(browser.script("return document.querySelector('dialog').open").await, false);
    browser.quit().await;
}

/// Presses keys as a person does: they go to whatever has the focus.
async fn press(browser: &Browser, keys: impl Into<TypingData>) {
    browser
        .session
        .active_element()
        .await
        .expect("something has the focus")
        .send_keys(keys)
        .await
        .expect("it takes keys");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_purl_is_copied_in_one_piece() {
    let (address, state) = start(Config::open()).await;
    seed::seed(state.office()).await;
    let browser = Browser::open(&format!("http://{address}"), Settings::default()).await;
    browser.go("/components?q=body-parser").await;
    let select = "const purl = document.querySelector('tbody .purl'); purl.closest('a').focus(); \
         getSelection().selectAllChildren(purl)";
    browser.script(select).await;
    press(&browser, Key::Control + "c").await;
    browser.script("document.getElementById('search').focus()").await;
    press(&browser, Key::Control + "v").await;
    let pasted = browser.script("return document.getElementById('search').value").await;
    assert_eq!(pasted, "pkg:npm/body-parser@1.20.2");
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_main_way_is_walked_by_keyboard_alone() {
    let (address, state) = start(Config::open()).await;
    seed::seed(state.office()).await;
    let browser = Browser::open(&format!("http://{address}"), Settings::default()).await;
    browser.go("/").await;
    press(&browser, Key::Tab).await;
    assert_eq!(
        browser.script("return document.activeElement.className").await,
        "skip",
        "the first stop skips the frame"
    );
    press(&browser, Key::Enter).await;
    browser.wait_for("return document.activeElement.id === 'main'").await;

    press(&browser, "g").await;
    press(&browser, "p").await;
    browser.wait_for("return location.pathname === '/products'").await;
    press(&browser, "j").await;
    press(&browser, "j").await;
    press(&browser, "j").await;
    press(&browser, "k").await;
    press(&browser, "j").await;
    browser.wait_for("return document.activeElement.textContent.trim() === 'Web Shop'").await;
    let seen = "const box = document.activeElement.getBoundingClientRect(); return box.top >= 48 && box.bottom <= innerHeight";
    assert_eq!(browser.script(seen).await, true, "no bar lies over what has the focus");
    press(&browser, Key::Enter).await;
    browser.wait_for("return location.pathname === '/products/web-shop'").await;

    press(&browser, "/").await;
    browser.wait_for("return document.activeElement.id === 'search'").await;
    press(&browser, "pkg:npm/util@0.9.0").await;
    press(&browser, Key::Enter).await;
    browser.wait_for("return location.pathname.startsWith('/components/')").await;

    press(&browser, "?").await;
    browser.wait_for("return document.querySelector('dialog').open").await;
    press(&browser, Key::Escape).await;
    browser.wait_for("return !document.querySelector('dialog').open").await;
    browser.check("a component after a walk by keyboard").await;
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_menu_opens_and_closes_by_keyboard_and_gives_the_focus_back() {
    let (address, state) = start(Config::open()).await;
    let made = seed::seed(state.office()).await;
    let browser = Browser::open(&format!("http://{address}"), Settings::default()).await;
    let graph = format!("/releases/{}/graph", made.second);
    for (path, head) in [("/components", ".facets summary"), ("/components", ".icon-menu > summary")] {
        browser.go(path).await;
        browser.script(&format!("document.querySelector('{head}').focus()")).await;
        press(&browser, Key::Enter).await;
        browser.wait_for(&format!("return document.querySelector('{head}').parentElement.open")).await;
        press(&browser, Key::Tab).await;
        let inside = format!(
            "const menu = document.querySelector('{head}').parentElement; \
             return menu.contains(document.activeElement) && document.activeElement.tagName !== 'SUMMARY'"
        );
        assert_eq!(browser.script(&inside).await, true, "{head}: its first entry comes next");
        press(&browser, Key::Escape).await;
        browser
            .wait_for(&format!(
                "const head = document.querySelector('{head}'); \
                 return !head.parentElement.open && document.activeElement === head"
            ))
            .await;
    }
    browser.go(&graph).await;
    browser.script("document.querySelector('.tree details[hx-get] > summary').focus()").await;
    press(&browser, Key::Enter).await;
    browser.wait_for("return document.querySelector('.tree').textContent.includes('body-parser')").await;
    let kept = "return document.activeElement.tagName";
    assert_eq!(browser.script(kept).await, "SUMMARY", "a branch that opens keeps the focus where it is");
    browser.quit().await;
}
