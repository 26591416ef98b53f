//! Names as documents tell them: blank, endless, with characters that nobody sees.

use axum::http::StatusCode;
use scraper::{ElementRef, Html, Selector};
use serde_json::json;

use super::seed::deliver;
use super::{App, get, open};

const BIDI: &str = "\u{202e}gnp.exe\u{7}\u{1b}[31m";

async fn filled() -> App {
    let app = open().await;
    let component = |reference: &str, name: &str, version: &str| json!({ "type": "library", "bom-ref": reference, "name": name, "version": version });
    let mut components = vec![
        component("blank", "   ", "  "),
        component("long", &"n".repeat(60_000), "1"),
        component("bidi", BIDI, "1"),
    ];
    for (index, purl) in
        ["pkg:golang/./api", "pkg:generic/a/../b@1", "pkg:generic/../x@1"].into_iter().enumerate()
    {
        let reference = format!("dots{index}");
        components.push(
            json!({ "type": "library", "bom-ref": reference, "name": "dots", "version": "1", "purl": purl }),
        );
    }
    let document = json!({
        "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
        "metadata": { "component": { "type": "application", "bom-ref": "root", "name": "shop", "version": "1" } },
        "components": components,
        "dependencies": [{ "ref": "root", "dependsOn": ["blank", "long", "bidi"] }]
    });
    deliver(app.office(), "shop", "1", &document).await;
    for name in [BIDI, &"m".repeat(900)] {
        let supplier = name.chars().take(200).collect::<String>();
        app.office().store().ensure_supplier(&supplier, None).await.unwrap();
    }
    app
}

/// What a link is called, by its text and its label.
fn called(link: ElementRef<'_>) -> String {
    link.attr("aria-label").map_or_else(|| link.text().collect::<String>(), str::to_owned)
}

fn links(html: &str) -> Vec<(String, String)> {
    let page = Html::parse_document(html);
    let all = Selector::parse("main a[href], nav a[href]").unwrap();
    page.select(&all).map(|link| (link.attr("href").unwrap().to_owned(), called(link))).collect()
}

#[tokio::test]
async fn every_link_and_heading_has_a_name_that_shows_and_lists_stay_short() {
    let app = filled().await;
    let release = app.office().store().product("shop").await.unwrap().figures.newest.unwrap().uid;
    let mut pages = vec![
        "/components".to_owned(),
        "/packages".to_owned(),
        "/products/shop/components".to_owned(),
        format!("/releases/{release}/components"),
        format!("/releases/{release}/graph"),
        format!("/releases/{release}"),
        "/suppliers".to_owned(),
    ];
    let list = get(&app, "/components").await.text;
    pages.extend(
        links(&list).into_iter().map(|(href, _)| href).filter(|href| href.starts_with("/components/")),
    );
    assert!(pages.len() >= 13, "{pages:?}");
    for page in pages {
        let answer = get(&app, &page).await;
        assert_eq!(answer.status, StatusCode::OK, "{page}");
        for (href, name) in links(&answer.text) {
            assert!(!name.trim().is_empty(), "{page}: {href} has no name");
        }
        let document = Html::parse_document(&answer.text);
        for heading in document.select(&Selector::parse("h1, h2, title").unwrap()) {
            assert!(!heading.text().collect::<String>().trim().is_empty(), "{page}: {}", heading.html());
        }
        // What a browser takes back as it was may hold anything; what people read and hear may not.
        for node in document.select(&Selector::parse("main *").unwrap()) {
            let heard = ["aria-label", "title"].into_iter().filter_map(|name| node.attr(name));
            let read = node.text().filter(|_| !["script", "textarea", "pre"].contains(&node.value().name()));
            for text in heard.chain(read) {
                assert!(!text.contains(['\u{202e}', '\u{7}', '\u{1b}']), "{page}: {text:.200}");
            }
        }
        let is_list = !page.starts_with("/components/");
        assert!(!is_list || answer.text.len() < 120_000, "{page} has {} bytes", answer.text.len());
    }
}

#[tokio::test]
async fn a_purl_that_a_browser_would_shorten_leads_to_its_page_all_the_same() {
    let app = filled().await;
    for page in ["/components", "/packages", "/where-used?q=dots", "/where-used?q=api", "/where-used?q=b"] {
        for (href, name) in links(&get(&app, page).await.text) {
            let path = href.split('?').next().unwrap_or_default();
            let shortened = path.split('/').any(|part| part == "." || part == "..");
            assert!(!shortened, "{page}: {href} ({name})");
            if href.starts_with("/components/") {
                assert_eq!(get(&app, &href).await.status, StatusCode::OK, "{page}: {href}");
            }
        }
    }
    let linked = links(&get(&app, "/components").await.text);
    let named = |name: &str| linked.iter().filter(|(_, called)| called.trim() == name).count();
    for purl in ["pkg:golang/./api@1", "pkg:generic/a/../b@1", "pkg:generic/../x@1"] {
        assert_eq!(named(purl), 1, "{purl}: {linked:?}");
    }
}
