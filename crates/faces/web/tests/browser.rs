//! Pages in a real browser. `MAINSTAY_SHOTS=folder` also writes pictures of what is visited.

use std::env;
use std::net::SocketAddr;
use std::path::Path;

use mainstay_office::{Office, Settings as OfficeSettings};
use mainstay_store::{Store, StoreOptions};
use mainstay_testapp::Database;
use mainstay_testapp::browser::thirtyfour::{Key, TypingData};
use mainstay_testapp::browser::{Browser, Settings};
use mainstay_web::{Config, State};
use tokio::net::TcpListener;

#[path = "../src/tests/seed.rs"]
mod seed;

/// The program on a free port, until the test ends.
async fn start(config: Config) -> (SocketAddr, State) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback has a free port");
    let address = listener.local_addr().expect("a bound listener has an address");
    let database = Database::sqlite();
    let store = Store::open(database.url(), StoreOptions::default()).await.expect("an empty database opens");
    // The folder goes with the process: tests of one process share no server.
    std::mem::forget(database);
    let state = State::new(config, Office::new(store, OfficeSettings::default()));
    tokio::spawn(mainstay_web::serve(listener, state.clone(), std::future::pending()));
    (address, state)
}

async fn open(settings: Settings) -> Browser {
    let (address, _) = start(Config::open()).await;
    Browser::open(&format!("http://{address}"), settings).await
}

async fn shots(browser: &Browser, name: &str) {
    let Ok(folder) = env::var("MAINSTAY_SHOTS") else { return };
    for width in [1280, 390] {
        browser.resize(width).await;
        browser.screenshot(&Path::new(&folder).join(format!("{name}-{width}.png"))).await;
    }
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

/// A document that says enough for every page of the inventory.
const DOCUMENT: &str = r#"{ "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
  "metadata": { "component": { "type": "application", "bom-ref": "app", "name": "shop", "version": "1.0" } },
  "components": [
    { "type": "library", "bom-ref": "l", "name": "lodash", "version": "VERSION", "purl": "pkg:npm/lodash@VERSION", "licenses": [{ "license": { "id": "MIT" } }] },
    { "type": "library", "bom-ref": "c", "group": "@scope", "name": "core", "version": "1.2.3", "purl": "pkg:npm/%40scope/core@1.2.3" } ],
  "dependencies": [ { "ref": "app", "dependsOn": ["c"] }, { "ref": "c", "dependsOn": ["l"] } ] }"#;

/// An inventory of two products, and the pages that show it.
async fn seed(office: &Office) -> Vec<(&'static str, String)> {
    use mainstay_office::intake::{Delivery, ReleaseName};
    use mainstay_store::SbomSource;

    let mut sboms = Vec::new();
    for (product, version) in
        [("Web Shop", "4.17.20"), ("Web Shop", "4.17.21"), ("Till", "4.17.19"), ("Till", "")]
    {
        let bytes = if version.is_empty() {
            "{\"bomFormat\": \"CycloneDX\"".to_owned()
        } else {
            DOCUMENT.replace("VERSION", version)
        };
        let source = if version.is_empty() { SbomSource::Build } else { SbomSource::Source };
        let delivery = Delivery {
            bytes: bytes.as_bytes(),
            release: ReleaseName { product, version: "1.0", variant: "" },
            source,
            label: "",
            supplier: None,
            file_name: None,
        };
        sboms.push(office.receive(&delivery).await.expect("the document is taken in").sbom);
        office.work_off().await.expect("the work is done");
    }
    let supplier =
        office.add_supplier("Widget Works", Some("sbom@widgets.example"), None).await.expect("a supplier");
    let ask = mainstay_office::suppliers::Ask { supplier: "Widget Works", ..Default::default() };
    let request = office.ask_supplier(&ask).await.expect("a request");
    let failed =
        office.store().list_work(&Default::default(), &Default::default()).await.expect("work").rows[0].uid;
    vec![
        ("components", "/components".to_owned()),
        ("packages", "/packages".to_owned()),
        ("component", "/components/pkg:npm/lodash@4.17.21".to_owned()),
        ("package", "/components/pkg:npm/lodash".to_owned()),
        ("used-by", "/components/pkg:npm/lodash?tab=used-by".to_owned()),
        ("documents", "/components/pkg:npm/lodash@4.17.21?tab=documents".to_owned()),
        ("components-none", "/components?-ecosystem=npm&ecosystem=deb&without-purl=yes&q=none".to_owned()),
        ("where-used", "/where-used?q=pkg:npm/lodash@%3C4.17.21".to_owned()),
        ("sboms", "/sboms?superseded=show".to_owned()),
        ("sbom", format!("/sboms/{}", sboms[1])),
        ("sbom-refused", format!("/sboms/{}", sboms[3])),
        ("sbom-changes", format!("/sboms/{}/changes/{}", sboms[1], sboms[0])),
        ("suppliers", "/suppliers".to_owned()),
        ("supplier", format!("/suppliers/{supplier}")),
        ("requests", "/requests".to_owned()),
        ("request", format!("/requests/{request}")),
        ("request-new", "/requests/new".to_owned()),
        ("work", "/jobs".to_owned()),
        ("work-failed", format!("/jobs/{failed}")),
        ("search", "/search?q=lod".to_owned()),
        ("coverage", "/coverage?gap=poor".to_owned()),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn the_inventory_is_sound_in_light_and_dark() {
    let (address, state) = start(Config::open()).await;
    let pages = seed(state.office()).await;
    for dark in [false, true] {
        let browser =
            Browser::open(&format!("http://{address}"), Settings { dark, ..Settings::default() }).await;
        for (name, path) in &pages {
            browser.visit(path).await;
            shots(&browser, &format!("{name}-{}", if dark { "dark" } else { "light" })).await;
        }
        browser.quit().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_other_page_is_sound() {
    let browser = open(Settings::default()).await;
    for path in ["/", "/search?q=left-pad", "/notices", "/api", "/styleguide/samples?q=none-such"] {
        browser.visit(path).await;
        shots(
            &browser,
            path.trim_matches('/').split(['?', '/']).next().filter(|name| !name.is_empty()).unwrap_or("home"),
        )
        .await;
    }
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_products_and_releases_are_sound_in_light_and_dark() {
    let (address, state) = start(Config::open()).await;
    let made = seed::seed(state.office()).await;
    let at = format!("/releases/{}", made.second);
    let pages = [
        ("filled-home", "/".to_owned()),
        ("products", "/products".to_owned()),
        ("product-new", "/products/new".to_owned()),
        ("product-import", "/products/import".to_owned()),
        ("product", "/products/web-shop".to_owned()),
        ("product-empty", "/products/legacy".to_owned()),
        ("product-releases", "/products/web-shop/releases".to_owned()),
        ("release-new", "/products/web-shop/releases/new".to_owned()),
        ("product-components", "/products/web-shop/components".to_owned()),
        ("product-sboms", "/products/web-shop/sboms".to_owned()),
        ("product-edit", "/products/web-shop/edit".to_owned()),
        ("compare", format!("/products/web-shop/compare/{}...{}", made.first, made.second)),
        ("coverage", "/coverage".to_owned()),
        ("upload", "/upload?product=web-shop".to_owned()),
        ("release", at.clone()),
        ("release-components", format!("{at}/components?direct=yes")),
        ("release-graph", format!("{at}/graph?q=util")),
        ("release-why", format!("{at}/why?component=pkg:npm/util@0.9.0")),
        ("release-sboms", format!("{at}/sboms")),
        ("release-history", format!("{at}/history")),
        ("release-history-compare", format!("{at}/history/compare")),
        ("release-edit", format!("{at}/edit")),
    ];
    for dark in [false, true] {
        let browser =
            Browser::open(&format!("http://{address}"), Settings { dark, ..Settings::default() }).await;
        let theme = if dark { "dark" } else { "light" };
        for (name, path) in &pages {
            browser.visit(path).await;
            if *name == "product" {
                browser.script("document.querySelector('figure').scrollIntoView()").await;
                browser.wait_for("return !!document.querySelector('figure[data-drawn] svg')").await;
                browser.check("/products/web-shop with its chart drawn").await;
            }
            shots(&browser, &format!("{name}-{theme}")).await;
        }
        browser.quit().await;
    }
}

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
