//! What pages do when they are used, with JavaScript and without.

use mainstay_testapp::browser::thirtyfour::By;
use mainstay_testapp::browser::{Browser, Settings};
use mainstay_web::Config;

use super::{open, seed, shots, start};

#[tokio::test(flavor = "multi_thread")]
async fn the_graph_opens_in_place_with_javascript_and_by_links_without() {
    let (address, state) = start(Config::open()).await;
    let made = seed::seed(state.office()).await;
    let graph = format!("/releases/{}/graph", made.second);
    for javascript in [true, false] {
        let browser =
            Browser::open(&format!("http://{address}"), Settings { javascript, ..Settings::default() }).await;
        browser.go(&graph).await;
        browser.script("document.querySelector('.tree details[hx-get] > summary').click()").await;
        if !javascript {
            browser.script("document.querySelector('.tree .later a').click()").await;
        }
        browser.wait_for("return document.querySelector('.tree').textContent.includes('body-parser')").await;
        browser.quit().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_trees_progress_and_preferences_follow_at_once() {
    let browser = open(Settings::default()).await;

    browser.go("/styleguide/samples").await;
    browser.script("const box = document.querySelector('#filter'); box.value = 'ecosystem:npm'; box.form.requestSubmit()").await;
    browser.wait_for("return location.search === '?ecosystem=npm' && document.querySelectorAll('.filter-chip').length === 1").await;
    browser.script("document.querySelector('.filter-chip').click()").await;
    browser
        .wait_for("return location.search === '' && document.querySelectorAll('.filter-chip').length === 0")
        .await;

    browser.script("history.back()").await;
    browser
        .wait_for("return location.search === '?ecosystem=npm' && document.querySelectorAll('.filter-chip').length === 1")
        .await;
    browser.check("a list that the browser went back to").await;
    assert_eq!(browser.script("return document.querySelectorAll('main').length").await, 1);

    browser.go("/styleguide").await;
    browser.script("document.querySelector('.tree details[hx-get] summary').click()").await;
    browser
        .wait_for("return document.querySelector('.tree').textContent.includes('opened, second child')")
        .await;
    browser.script("document.querySelector('[data-select-all]').click()").await;
    browser
        .wait_for("return document.querySelector('[data-bulk-count]').textContent === '6 rows selected'")
        .await;

    browser.script("document.querySelector('button[name=theme][value=dark]').click()").await;
    browser.wait_for("return document.documentElement.dataset.theme === 'dark'").await;
    browser.wait_for("return fetch('/').then((reply) => reply.text()).then((text) => text.includes('data-theme=\"dark\"'))").await;
    browser.check("/styleguide, dark by choice").await;

    browser.go("/styleguide/progress").await;
    browser.wait_for("return document.querySelector('.progress .chip').textContent.includes('Done')").await;
    browser.check("/styleguide/progress at its end").await;
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_that_change_and_undo_work_with_javascript_and_without() {
    for javascript in [true, false] {
        let (address, state) = start(Config::open()).await;
        let made = seed::seed(state.office()).await;
        let browser =
            Browser::open(&format!("http://{address}"), Settings { javascript, ..Settings::default() }).await;
        let parts = "return [...document.querySelectorAll('.removable span')].map((one) => one.textContent).includes('Cart')";
        browser.go("/products/web-shop/edit").await;
        browser.script("document.querySelector('button[aria-label=\"Remove Cart\"]').click()").await;
        browser.wait_for("return !!document.querySelector('.flash')").await;
        assert_eq!(browser.script(parts).await, false);
        browser.script("document.querySelector('.flash button').click()").await;
        browser
            .wait_for(&format!("return !document.querySelector('.flash') && (() => {{ {parts} }})()"))
            .await;

        browser.go(&format!("/releases/{}/edit", made.second)).await;
        browser.script("const form = document.querySelector('#variant').form; form.variant.value = 'arm64'; form.querySelector('button').click()").await;
        browser.wait_for("return document.querySelector('h1').textContent.includes('arm64')").await;

        browser.go("/components").await;
        browser.script("document.querySelector('a.exclude[aria-label=\"Leave out npm\"]').click()").await;
        browser.wait_for("return location.search === '?-ecosystem=npm' && document.querySelectorAll('.filter-chip').length === 1").await;
        browser.quit().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_work_without_javascript() {
    let browser = open(Settings { javascript: false, ..Settings::default() }).await;
    browser.go("/styleguide").await;
    let marks = "return [!!window.htmx, !!document.querySelector('figure[data-drawn]'), \
                 document.querySelector('.chart table').getBoundingClientRect().height > 0, \
                 getComputedStyle(document.querySelector('.needs-script')).display]";
    assert_eq!(browser.script(marks).await, serde_json::json!([false, false, true, "none"]));
    shots(&browser, "styleguide-no-script").await;

    browser.go("/styleguide/samples").await;
    browser.script("const box = document.querySelector('#filter'); box.value = 'ecosystem:npm'; box.form.querySelector('button').click()").await;
    browser.wait_for("return location.search === '?ecosystem=npm'").await;
    browser.script("document.querySelector('button[name=theme][value=dark]').click()").await;
    browser.wait_for("return document.documentElement.dataset.theme === 'dark' && location.search === '?ecosystem=npm'").await;
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_printed_address_lets_in() {
    let (address, state) = start(Config::loopback()).await;
    let base = format!("http://{address}");
    let browser = Browser::open(&base, Settings::default()).await;
    browser.go("/styleguide").await;
    assert_eq!(browser.script("return document.querySelector('h1').textContent").await, "You are not let in");
    let entry = state.entry_url(address);
    browser.go(entry.strip_prefix(&base).unwrap()).await;
    assert_eq!(
        browser.script("return location.pathname + document.querySelector('h1').textContent").await,
        "/Home"
    );
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn products_suppliers_and_requests_come_in_by_plain_forms() {
    let folder = tempfile::tempdir().expect("a folder");
    let list = folder.path().join("products.csv");
    std::fs::write(&list, "key,name\nnew,Refused\nkiosk,Kiosk\n").expect("a file is written");
    let browser = open(Settings { javascript: false, ..Settings::default() }).await;
    browser.go("/products/import").await;
    let input = browser.session.find(By::Css("#file")).await.expect("a field for the file");
    input.send_keys(list.to_str().expect("a path in words")).await.expect("the file is chosen");
    browser.script("document.querySelector('main form button').click()").await;
    browser.wait_for("return document.querySelector('main').textContent.includes('is no product key')").await;
    browser.check("/products/import with a row that is refused").await;

    browser.go("/suppliers/new").await;
    browser.script("document.querySelector('#name').value = 'Widget Works'; document.querySelector('main form button').click()").await;
    browser.wait_for("return document.querySelector('h1').textContent === 'Widget Works'").await;
    browser.script("document.querySelector('.actions .primary').click()").await;
    browser.wait_for("return document.querySelector('#supplier')?.value === 'Widget Works'").await;
    browser.script("document.querySelector('#product').value = 'kiosk'; document.querySelector('main form button').click()").await;
    browser.wait_for("return document.querySelector('h1').textContent === 'Request to Widget Works'").await;
    browser.script("document.querySelector('#note').value = 'No SBOM is made'; document.querySelector('main button.danger').click()").await;
    browser.wait_for("return document.querySelector('.lead .chip')?.textContent.includes('Declined')").await;

    browser.go("/search?q=widget").await;
    let found = "return [...document.querySelectorAll('main table a')].map((one) => one.textContent.trim())";
    assert_eq!(browser.script(found).await, serde_json::json!(["Widget Works"]));
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_permalink_follows_the_filters_and_copies() {
    let browser = open(Settings::default()).await;
    browser.go("/styleguide/samples").await;
    browser.script("const box = document.querySelector('#filter'); box.value = 'ecosystem:npm'; box.form.requestSubmit()").await;
    browser
        .wait_for(
            "return document.querySelector('.permalink').href.endsWith('/styleguide/samples?ecosystem=npm')",
        )
        .await;
    browser.script("document.querySelector('.permalink').click()").await;
    browser.wait_for("return document.querySelector('.permalink').dataset.done === ''").await;
    assert_eq!(browser.script("return document.querySelectorAll('#stamp').length").await, 1);
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_shows_its_source_on_focus_and_escape_hides_it() {
    let browser = open(Settings::default()).await;
    browser.go("/styleguide").await;
    for number in [".stat-value > a", ".stat-value > span[tabindex]"] {
        browser.script(&format!("document.querySelector('{number}').focus()")).await;
        let shown = |opacity: &str| {
            format!(
                "return getComputedStyle(document.activeElement.closest('.stat').querySelector('.stat-source')).opacity === '{opacity}'"
            )
        };
        browser.wait_for(&shown("1")).await;
        shots(&browser, "number-source").await;
        browser.check("a number that tells its source").await;
        browser.script("document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))").await;
        browser.wait_for(&shown("0")).await;
    }
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_and_not_sent_is_back_until_it_is_sent_or_discarded() {
    let (address, state) = start(Config::open()).await;
    seed::seed(state.office()).await;
    let browser = Browser::open(&format!("http://{address}"), Settings::default()).await;
    let typing = "const field = document.querySelector('#description'); field.value = 'Half a word'; \
                  field.dispatchEvent(new Event('input', { bubbles: true }))";
    let value = "return document.querySelector('#description').value";
    browser.go("/products/web-shop/edit").await;
    let told = browser.script(value).await;
    browser.script(typing).await;
    browser.go("/components").await;
    browser.go("/products/web-shop/edit").await;
    assert_eq!(browser.script(value).await, "Half a word");
    browser.check("/products/web-shop/edit with what was typed before").await;
    shots(&browser, "draft").await;
    browser.script("document.querySelector('.draft button').click()").await;
    assert_eq!(browser.script(value).await, told);
    browser.go("/products/web-shop/edit").await;
    assert_eq!(browser.script("return !!document.querySelector('.draft')").await, false);

    browser.script(typing).await;
    browser
        .script("document.querySelector('#description').form.querySelector('button[type=submit]').click()")
        .await;
    browser
        .wait_for(
            "return location.pathname !== '/products/web-shop/edit' || !!document.querySelector('.flash')",
        )
        .await;
    browser.go("/products/web-shop/edit").await;
    assert_eq!(browser.script(value).await, "Half a word");
    assert_eq!(browser.script("return !!document.querySelector('.draft')").await, false);
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_entered_is_back_with_days_and_choices_and_after_a_refusal() {
    let browser = open(Settings::default()).await;
    let enter = async |field: &str, value: &str| {
        let typing = format!(
            "const field = document.querySelector('#{field}'); field.value = '{value}'; \
             field.dispatchEvent(new Event('input', {{ bubbles: true }}))"
        );
        browser.script(&typing).await;
    };
    let values = async |path: &str, fields: &str| {
        browser.go(path).await;
        let told = "return [!!document.querySelector('.draft'), ...[...document.querySelectorAll('{}')].map((one) => one.value)].join()";
        browser.script(&told.replace("{}", fields)).await
    };
    browser.go("/requests/new").await;
    enter("due", "2027-03-01").await;
    assert_eq!(values("/requests/new", "#due").await, "true,2027-03-01");
    enter("due", "").await;
    assert_eq!(values("/requests/new", "#due").await, "false,", "nothing is entered any more");

    browser.go("/products/new").await;
    enter("criticality", "high").await;
    assert_eq!(values("/products/new", "#criticality").await, "true,high");
    enter("name", "Till").await;
    enter("key", "No key").await;
    browser.script("document.querySelector('#name').form.requestSubmit()").await;
    browser.wait_for("return !!document.querySelector('[aria-invalid=true]')").await;
    enter("description", "Half a word").await;
    let entered = "#name, #key, #criticality, #description";
    assert_eq!(values("/products/new", entered).await, "true,Till,No key,Half a word,high");
    enter("key", "").await;
    browser.script("document.querySelector('#name').form.requestSubmit()").await;
    browser.wait_for("return location.pathname === '/products/till'").await;
    assert_eq!(values("/products/new", entered).await, "false,,,,", "it was taken");
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn back_brings_scroll_and_selected_rows_back() {
    let browser = open(Settings::default()).await;
    browser.go("/styleguide").await;
    browser.script("document.querySelectorAll('tbody .select input')[3].click(); scrollTo(0, 300)").await;
    browser.wait_for("return scrollY === 300").await;
    browser.script("document.querySelector('a[href=\"/components\"]').click()").await;
    browser.wait_for("return location.pathname === '/components'").await;
    browser.script("history.back()").await;
    browser.wait_for("return location.pathname === '/styleguide' && scrollY === 300").await;
    let kept = "return [document.querySelectorAll('tbody .select input')[3].checked, \
                document.querySelector('[data-bulk-count]').textContent]";
    assert_eq!(browser.script(kept).await, serde_json::json!([true, "1 row selected"]));
    browser.quit().await;
}
