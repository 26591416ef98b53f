//! What every page says of itself: its name, its address, as of when; and where its numbers come from.

use axum::http::StatusCode;
use mainstay_office::catalog::ProductEntry;
use mainstay_store::{PageRequest, SbomFilter, Superseded};
use scraper::{Html, Selector};

use super::seed::seed;
use super::{App, get, open};

async fn page(app: &App, path: &str) -> Html {
    let answer = get(app, path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}");
    Html::parse_document(&answer.text)
}

fn all(page: &Html, selector: &str) -> Vec<String> {
    let selector = Selector::parse(selector).unwrap();
    let texts = page.select(&selector).map(|node| node.text().collect::<String>());
    texts.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

#[tokio::test]
async fn every_page_has_a_stamp_a_permalink_and_a_title_from_the_thing_to_the_program() {
    let app = open().await;
    let made = seed(app.office()).await;
    let release = format!("/releases/{}", made.second);
    for (path, title) in [
        ("/", "Home · Mainstay"),
        ("/products", "Products · Mainstay"),
        ("/products/web-shop", "Overview · Web Shop · Products · Mainstay"),
        ("/products/web-shop/releases", "Releases · Web Shop · Products · Mainstay"),
        (release.as_str(), "Overview · Web Shop 2.0 · Products · Mainstay"),
        ("/products/new", "New product · Products · Mainstay"),
        ("/components", "Components · Mainstay"),
        ("/components/pkg:npm/util@1.1.0", "util 1.1.0 · Components · Mainstay"),
        ("/packages", "Packages · Components · Mainstay"),
        ("/where-used", "Where used · Components · Mainstay"),
        ("/sboms", "SBOMs · Mainstay"),
        ("/coverage", "Coverage · SBOMs · Mainstay"),
        ("/coverage/releases", "Releases without an SBOM · SBOMs · Mainstay"),
        ("/suppliers", "Suppliers · Mainstay"),
        ("/jobs", "Work · Mainstay"),
    ] {
        let page = page(&app, path).await;
        assert_eq!(all(&page, "title"), [title], "{path}");
        let stamps = all(&page, ".page-head #stamp");
        assert!(stamps.len() == 1 && stamps[0].starts_with("As of 20"), "{path}: {stamps:?}");
        assert_eq!(all(&page, ".page-head a.permalink[href=\"\"][data-copy]"), ["Permalink"], "{path}");
    }
}

#[tokio::test]
async fn a_page_tells_when_a_thing_changed_only_where_that_is_kept() {
    let app = open().await;
    let made = seed(app.office()).await;
    // The seed's documents say that they were made in 2126: of when, and not since when the product is as it is.
    for path in ["/products/web-shop".to_owned(), format!("/releases/{}", made.second)] {
        let page = page(&app, &path).await;
        assert!(!all(&page, ".page-head")[0].contains("2126"), "{path}: {:?}", all(&page, ".page-head"));
        let told = all(&page, ".facts div").into_iter().find(|row| row.starts_with("Newest SBOM")).unwrap();
        assert!(told.contains("when it was made, or received where none tells"), "{path}: {told}");
    }
    let store = app.office().store();
    let release = made.second;
    let filter = SbomFilter { release: Some(release), superseded: Superseded::Show, ..SbomFilter::default() };
    for sbom in store.list_sboms(&filter, &PageRequest::first(9)).await.unwrap().rows {
        let page = page(&app, &format!("/sboms/{}", sbom.uid)).await;
        let selector = Selector::parse("#stamp time").unwrap();
        let told = page.select(&selector).next().and_then(|time| time.value().attr("datetime")).unwrap();
        let at = sbom.superseded_at.or(sbom.ready_at).unwrap();
        assert_eq!(told.parse::<jiff::Timestamp>().unwrap().as_second(), at.as_second());
    }
}

#[tokio::test]
async fn every_number_names_its_source_and_time() {
    let app = open().await;
    let made = seed(app.office()).await;
    let release = format!("/releases/{}", made.second);
    for path in ["/", "/coverage", "/products/web-shop", release.as_str(), "/components/pkg:npm/util@1.1.0"] {
        let page = page(&app, path).await;
        let described = Selector::parse(".stat-value [aria-describedby]").unwrap();
        let sources: Vec<&str> =
            page.select(&described).filter_map(|node| node.value().attr("aria-describedby")).collect();
        let numbers = all(&page, ".stat").len();
        assert!(numbers > 0 && sources.len() == numbers, "{path}: {sources:?}");
        for source in sources {
            let text = all(&page, &format!("#{source}"));
            assert!(text.len() == 1 && text[0].contains(", as of 20"), "{path} {source}: {text:?}");
        }
    }
}

#[tokio::test]
async fn releases_without_an_sbom_are_listed_where_they_are_counted() {
    let app = open().await;
    seed(app.office()).await;
    let store = app.office().store();
    let shop = store.product("web-shop").await.unwrap().uid;
    for (version, deployed) in [("3.0", false), ("2.9", true)] {
        let new = mainstay_store::NewRelease { deployed, ..mainstay_store::NewRelease::version(version) };
        store.create_release(shop, &new).await.unwrap();
    }
    assert_eq!(
        all(&page(&app, "/coverage").await, ".stat-value a[href=\"/coverage/releases\"]"),
        ["Releases without: 2"]
    );
    let list = page(&app, "/coverage/releases").await;
    assert_eq!(all(&list, "tbody th a"), ["Web Shop 2.9", "Web Shop 3.0"]);
    assert_eq!(all(&page(&app, "/coverage/releases?deployed=yes").await, "tbody th a"), ["Web Shop 2.9"]);
    assert!(get(&app, "/coverage/releases.csv").await.text.contains("web-shop,3.0"));
}

#[tokio::test]
async fn products_are_found_by_their_owner() {
    let app = open().await;
    seed(app.office()).await;
    let names = |page: &Html| all(page, "tbody th a");
    assert_eq!(names(&page(&app, "/products?owner=Ada").await), ["Web Shop"]);
    assert_eq!(names(&page(&app, "/products?owner=ADA@example.org").await), ["Web Shop"]);
    let others = page(&app, "/products?-owner=Ada").await;
    assert_eq!(names(&others), ["Cart", "Old <b>Billing</b>"], "who has no owner is not left out");
    assert_eq!(all(&others, ".filter-chip"), ["Remove filter Owner: not Ada"]);
    assert!(get(&app, "/products.csv?owner=Bob").await.text.contains("Cart"));
    let answer = get(&app, "/api/v1/products?filter=owner:Ada").await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    assert!(answer.text.contains("web-shop") && !answer.text.contains("\"cart\""));
}

#[tokio::test]
async fn a_department_has_the_products_of_its_teams() {
    let app = open().await;
    for (name, unit) in [("A", "Sales"), ("B", "Sales/Web"), ("C", "Sales/Web/Front"), ("D", "Web")] {
        let unit = unit.split('/').map(str::to_owned).collect();
        let entry = ProductEntry { name: name.to_owned(), unit, ..ProductEntry::default() };
        app.office().add_product(&entry).await.unwrap();
    }
    for (query, found) in [
        ("unit=Sales", vec!["A", "B", "C"]),
        ("unit=Sales/Web", vec!["B", "C"]),
        ("unit=Front", vec!["C"]),
        ("unit=Web", vec!["D"]),
        ("unit=Nowhere", vec![]),
    ] {
        assert_eq!(all(&page(&app, &format!("/products?{query}")).await, "tbody th"), found, "{query}");
        let csv = get(&app, &format!("/products.csv?{query}")).await.text;
        assert_eq!(csv.lines().count(), found.len() + 1, "{query}: {csv}");
    }
}
