//! The pages of components, SBOMs, suppliers, work, search and coverage: empty, and over a small inventory.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use mainstay_office::intake::{Delivery, ReleaseName};
use mainstay_store::{NewProduct, SbomSource};
use scraper::{Html, Selector};

use super::stock::{HOSTILE, document, seed};
use super::{Answer, get, open, request, send};
use crate::State;

/// What can be asked of an empty inventory.
const LISTS: [&str; 8] =
    ["/components", "/packages", "/where-used", "/sboms", "/suppliers", "/requests", "/jobs", "/coverage"];

fn texts(answer: &Answer, selector: &str) -> Vec<String> {
    let document = Html::parse_document(&answer.text);
    let selector = Selector::parse(selector).unwrap();
    document
        .select(&selector)
        .map(|node| node.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" "))
        .collect()
}

async fn page(state: &State, path: &str) -> Answer {
    let answer = get(state, path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
    assert_eq!(answer.text.matches("<h1").count(), 1, "{path}");
    answer
}

async fn post(state: &State, path: &str, form: &str) -> Answer {
    let request = Request::post(path)
        .header("host", "127.0.0.1:7878")
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "application/x-www-form-urlencoded");
    send(state, request.body(Body::from(form.to_owned())).unwrap()).await
}

#[tokio::test]
async fn an_empty_inventory_says_what_to_do_next() {
    let state = open().await;
    for path in LISTS {
        let answer = page(&state, path).await;
        assert_eq!(texts(&answer, ".empty-title").len(), 1, "{path}");
    }
    for path in ["/suppliers/new", "/requests/new", "/search?q=nothing"] {
        page(&state, path).await;
    }
}

#[tokio::test]
async fn components_are_listed_filtered_and_grouped() {
    let state = open().await;
    seed(state.office()).await;
    let purls = texts(&page(&state, "/components").await, "tbody th");
    assert!(purls.iter().any(|purl| purl.contains("%40scope/core@1.2.3")), "{purls:?}");
    let npm = texts(&page(&state, "/components?ecosystem=deb").await, "tbody th");
    assert_eq!(npm.len(), 1, "{npm:?}");
    let count = async |query: &str| {
        let path = format!("/api/v1/components?{query}");
        let json: serde_json::Value = serde_json::from_str(&get(&state, &path).await.text).unwrap();
        json["total"]["value"].as_u64().unwrap()
    };
    let all = count("").await;
    assert_eq!(count("ecosystem=deb&ecosystem=npm&ecosystem=none").await, all);
    assert_eq!(count("ecosystem=deb").await + count("-ecosystem=deb").await, all);
    assert_eq!(count("without-purl=yes").await + count("without-purl=no").await, all);
    assert_eq!(count("without-purl=yes").await, count("ecosystem=none").await);
    let pills = page(&state, "/components?ecosystem=npm&-ecosystem=deb&-license=MIT&q=x").await;
    assert_eq!(texts(&pills, ".filter-chip").len(), 4);
    let nothing = page(&state, "/components?ecosystem=deb&q=none-such").await;
    assert_eq!(
        texts(&nothing, ".remove-list li"),
        [
            "Remove the filter Ecosystem: Debian packages leaves 0",
            "Remove the filter “none-such” leaves 1",
            "Remove all filters"
        ]
    );
    let direct = texts(&page(&state, "/components?direct=yes&sort=-releases").await, "tbody th");
    assert_eq!(direct, ["pkg:npm/%40scope/core@1.2.3"]);
    let licensed = texts(&page(&state, "/components?license=MIT&product=till").await, "tbody th");
    assert_eq!(licensed, ["pkg:npm/lodash@4.17.19"]);
    let grouped = get(&state, "/components?group=package&ecosystem=npm").await;
    assert_eq!(grouped.header("location"), "/packages?ecosystem=npm");
    let spread = page(&state, "/packages?several-versions=yes").await;
    assert_eq!(texts(&spread, "tbody th"), ["pkg:npm/lodash"]);
    assert!(get(&state, "/components.csv").await.text.contains("pkg:npm/lodash@4.17.21"));
}

#[tokio::test]
async fn the_variants_of_a_version_are_told_apart_and_counted_as_one() {
    let state = open().await;
    let part = |version: &str, arch: &str| {
        format!(
            r#"{{"type": "library", "name": "curl", "version": "{version}", "licenses": [{{"license": {{"id": "curl"}}}}],
            "purl": "pkg:deb/debian/curl@{version}?arch={arch}"}}"#
        )
    };
    let parts = [part("8.1", "amd64"), part("8.1", "arm64"), part("8.0", "amd64")].join(",");
    let document = format!(
        r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": [{parts}]}}"#
    );
    let release = ReleaseName { product: "image", version: "1", variant: "" };
    let delivery = Delivery::new(release, SbomSource::Build, document.as_bytes());
    state.office().receive(&delivery).await.unwrap();
    state.office().work_off().await.unwrap();
    let package = page(&state, "/components/pkg:deb/debian/curl").await;
    assert_eq!(texts(&package, ".chart tbody th"), ["8.1 ?arch=amd64", "8.1 ?arch=arm64", "8.0"]);
    for told in ["2 versions in 3 variants are in use", "of 2 versions"] {
        assert!(package.text.contains(told), "{told}");
    }
    let tab = page(&state, "/components/pkg:deb/debian/curl?tab=versions").await;
    let rows = texts(&tab, "tbody th");
    assert_eq!(rows, ["8.1 ?arch=amd64", "8.1 ?arch=arm64", "8.0 ?arch=amd64"]);
    assert!(texts(&tab, ".tabs a").iter().any(|tab| tab.split_whitespace().eq(["Versions", "2"])));
}

#[tokio::test]
async fn a_component_has_its_purl_as_address() {
    let state = open().await;
    seed(state.office()).await;
    for path in [
        "/components/pkg:npm/%40scope/core@1.2.3",
        "/components/pkg%3Anpm%2F%2540scope%2Fcore%401.2.3",
        "/components/pkg:npm/@scope/core@1.2.3",
        "/components/pkg:deb/debian/curl@7.50.3-1%3Farch=i386&distro=jessie",
        "/components/pkg:npm/lodash@4.17.21?tab=used-by",
        "/components/pkg:npm/lodash@4.17.21?tab=versions",
    ] {
        page(&state, path).await;
    }
    let package = page(&state, "/components/pkg:npm/lodash").await;
    assert_eq!(texts(&package, ".chart tbody th"), ["4.17.21", "4.17.19", "not~a version"]);
    let range = page(&state, "/components/pkg:npm/lodash?tab=used-by&q=%3C4.17.20").await;
    assert!(range.text.contains("/products/till") && !range.text.contains("/products/web-shop"));
    let missing = get(&state, "/components/pkg:npm/lodahs@1").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    assert!(missing.text.contains("href=\"/components/pkg:npm/lodash\""), "{}", missing.text);
}

#[tokio::test]
async fn a_range_finds_what_it_holds_and_tells_what_cannot_be_compared() {
    let state = open().await;
    seed(state.office()).await;
    let answer = page(&state, "/where-used?q=pkg:npm/lodash@%3C4.17.20").await;
    assert_eq!(texts(&answer, "tbody th[scope=rowgroup] a"), ["Till, 1 use"]);
    assert!(texts(&answer, ".notice").iter().any(|text| text.contains("cannot be compared")));
    let unreadable = page(&state, "/where-used?q=pkg:").await;
    assert_eq!(texts(&unreadable, ".notice-title").len(), 1);
    assert!(page(&state, "/where-used?q=lodash&product=till").await.text.contains("4.17.19"));
}

#[tokio::test]
async fn an_sbom_tells_its_state_quality_and_neighbors_and_comes_back_byte_for_byte() {
    let state = open().await;
    let seed = seed(state.office()).await;
    assert_eq!(texts(&page(&state, "/sboms").await, "tbody th").len(), 3);
    assert_eq!(texts(&page(&state, "/sboms?superseded=only").await, "tbody th").len(), 1);
    let current = page(&state, &format!("/sboms/{}", seed.current)).await;
    assert!(texts(&current, "#quality").concat().contains("Grade"));
    assert!(current.text.contains(&format!("/changes/{}", seed.superseded)));
    let changes = page(&state, &format!("/sboms/{}/changes/{}", seed.current, seed.superseded)).await;
    assert!(texts(&changes, "#changed").concat().contains("lodash@4.17.20"));
    let old = page(&state, &format!("/sboms/{}", seed.superseded)).await;
    assert!(old.text.contains(&format!("/sboms/{}", seed.current)), "links what superseded it");
    let refused = page(&state, &format!("/sboms/{}", seed.refused)).await;
    assert!(texts(&refused, ".notice-title").concat().contains("could not be read"));
    let file = get(&state, &format!("/sboms/{}/document", seed.superseded)).await;
    assert_eq!(file.text.as_bytes(), document("4.17.20", ""));
    assert_eq!(file.header("content-type"), "application/vnd.cyclonedx+json");
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"web-shop-1.0.cdx.json\"");
}

#[tokio::test]
async fn suppliers_are_added_asked_and_answer() {
    let state = open().await;
    let seed = seed(state.office()).await;
    let added = post(&state, "/suppliers/new", "name=Cogs&contact=&note=").await;
    assert_eq!(added.status, StatusCode::SEE_OTHER);
    assert!(page(&state, added.header("location")).await.text.contains("Cogs"));
    assert!(texts(&post(&state, "/suppliers/new", "name=").await, ".error-summary").len() == 1);
    let wrong = post(&state, "/requests/new", "supplier=&product=none&due=soon").await;
    assert_eq!(texts(&wrong, ".error-summary li").len(), 3);
    let list = page(&state, "/requests").await;
    assert!(texts(&list, "tbody").concat().contains("Overdue"));
    // It sent an SBOM before it was asked for one: that answers nothing.
    let told = "0 of 1 suppliers that were asked answered a request with an SBOM: ";
    assert!(texts(&list, ".lead").concat().starts_with(told));
    assert!(page(&state, "/").await.text.contains("0 of 1 that were asked answered with an SBOM"));
    let supplier = page(&state, &format!("/suppliers/{}", seed.supplier)).await;
    assert!(texts(&supplier, ".stats").concat().contains("Overdue requests"));
    let own = format!("/requests/{}", seed.request);
    let form = page(&state, &own).await;
    let choices = Html::parse_document(&form.text);
    let sbom = choices
        .select(&Selector::parse("#sbom option").unwrap())
        .next()
        .unwrap()
        .attr("value")
        .unwrap()
        .to_owned();
    post(&state, &format!("{own}/actions/answer"), &format!("sbom={sbom}")).await;
    assert!(texts(&page(&state, &own).await, ".lead").concat().contains("Received"));
    assert!(texts(&page(&state, "/requests").await, ".lead").concat().starts_with("1 of 1 suppliers"));
}

#[tokio::test]
async fn work_shows_its_end_and_only_what_failed_is_tried_again() {
    let state = open().await;
    seed(state.office()).await;
    let failed = page(&state, "/jobs?state=failed").await;
    let named = texts(&failed, "tbody th");
    assert!(
        named.len() == 1 && named[0].starts_with("Read an SBOM: "),
        "it says what it is about: {named:?}"
    );
    let document = Html::parse_document(&failed.text);
    let path = document
        .select(&Selector::parse("tbody th a").unwrap())
        .next()
        .unwrap()
        .attr("href")
        .unwrap()
        .to_owned();
    let one = page(&state, &path).await;
    assert_eq!(texts(&one, ".notice-title"), ["▲▲It failed"]);
    assert!(get(&state, &format!("{path}/events")).await.text.contains("event: done"));
    let again = post(&state, &format!("{path}/actions/retry"), "").await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    assert!(page(&state, &path).await.text.contains("http-equiv=\"refresh\""), "it waits");
    assert_eq!(post(&state, &format!("{path}/actions/retry"), "").await.status, StatusCode::CONFLICT);
    post(&state, &format!("{path}/actions/cancel"), "").await;
    assert!(page(&state, &path).await.text.contains("Canceled"));
}

#[tokio::test]
async fn search_leads_to_the_one_thing_and_says_how_it_read_the_rest() {
    let state = open().await;
    seed(state.office()).await;
    for (asked, to) in [
        ("pkg:npm/lodash@4.17.21", "/components/pkg:npm/lodash@4.17.21"),
        ("pkg:npm/lodash", "/components/pkg:npm/lodash"),
        ("lodash", "/components/pkg:npm/lodash"),
        ("lodash@4.17.21", "/components/pkg:npm/lodash@4.17.21"),
        ("lodash%20v4.17.21", "/components/pkg:npm/lodash@4.17.21"),
        ("debian:curl", "/components/pkg:deb/debian/curl"),
        ("debian:curl:7.50.3-1", "/components/pkg:deb/debian/curl@7.50.3-1%3Farch=i386&distro=jessie"),
        ("sha256:aaaabbbbcccc", "/components/pkg:deb/debian/curl@7.50.3-1%3Farch=i386&distro=jessie"),
        ("web%20shop", "/products/web-shop"),
        ("mit", "/components?license=MIT"),
        ("aaaabbbbcccc", "/components/pkg:deb/debian/curl@7.50.3-1%3Farch=i386&distro=jessie"),
    ] {
        let answer = get(&state, &format!("/search?q={asked}")).await;
        assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, to), "{asked}");
    }
    let other = page(&state, "/search?q=lodash@9.9.9").await.text;
    assert!(
        other.contains("a package with its version or group") && other.contains("Packages"),
        "the package is there"
    );
    assert!(page(&state, "/search?q=lod").await.text.contains("Packages"));
    assert!(page(&state, "/search?q=zzz").await.text.contains("was read as"));
}

#[tokio::test]
async fn coverage_counts_what_is_missing() {
    let state = open().await;
    seed(state.office()).await;
    let without = page(&state, "/coverage").await;
    assert_eq!(texts(&without, "tbody th").len(), 1);
    page(&state, "/coverage?gap=stale").await;
    page(&state, "/coverage?gap=poor").await;
    assert_eq!(get(&state, "/coverage?gap=none").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_name_that_is_markup_stays_a_name() {
    let state = open().await;
    let seed = seed(state.office()).await;
    for path in [
        "/components".to_owned(),
        "/coverage".to_owned(),
        format!("/search?q={}", crate::address::value(HOSTILE)),
        format!("/where-used?q={}", crate::address::value(HOSTILE)),
        format!("/sboms/{}", seed.current),
        format!("/sboms/{}/changes/{}", seed.current, seed.superseded),
    ] {
        let answer = send(&state, request("GET", &path, &[])).await;
        assert!(!answer.text.contains("<script>alert") && !answer.text.contains("<b>Own"), "{path}");
        assert!(answer.status != StatusCode::INTERNAL_SERVER_ERROR, "{path}");
    }
    assert!(get(&state, "/components").await.text.contains("&lt;script&gt;"));
}

#[tokio::test]
async fn a_search_for_an_advisory_never_reads_as_not_affected() {
    let state = open().await;
    seed(state.office()).await;
    let found = page(&state, "/search?q=CVE-2021-44228").await;
    assert_eq!(texts(&found, ".notice-title"), ["?Whether this advisory concerns you is not known"]);
    assert!(!found.text.contains("Nothing found"));
}

/// Whether a page leads to an address.
fn leads(text: &str, href: &str) -> bool {
    let link = Selector::parse("main a").unwrap();
    Html::parse_document(text).select(&link).any(|one| one.attr("href") == Some(href))
}

#[tokio::test]
async fn search_finds_suppliers_and_hides_nothing_behind_an_exact_name() {
    let state = open().await;
    let made = seed(state.office()).await;
    let supplier = format!("/suppliers/{}", made.supplier);
    assert!(leads(&page(&state, "/search?q=widget").await.text, &supplier));
    assert_eq!(get(&state, "/search?q=widget+works").await.header("location"), supplier);

    let other = NewProduct::named("till-two", "Till Two");
    state.office().store().create_product(&other).await.unwrap();
    let found = page(&state, "/search?q=till").await.text;
    assert!(found.contains("Exactly of that name"));
    assert!(leads(&found, "/products/till") && leads(&found, "/products/till-two"));
}

#[tokio::test]
async fn a_question_with_a_range_behind_a_name_is_understood_and_leads_to_packages_of_similar_name() {
    let state = open().await;
    seed(state.office()).await;
    let asked = page(&state, "/where-used?q=lodash+%3C4.17.21").await.text;
    assert!(asked.contains("pkg:npm/lodash@4.17.19") || asked.contains("lodash@4.17.19"), "{asked}");
    assert!(leads(&asked, "/products/till") && !leads(&asked, "/products/web-shop"));
    let asked = page(&state, "/where-used?q=lod+%3C4.17.21").await.text;
    assert!(leads(&asked, "/where-used?q=pkg:npm/lodash@%3C4.17.21"), "the range goes along");
}

#[tokio::test]
async fn a_list_without_rows_names_what_it_lists_and_offers_to_remove_the_filters() {
    let state = open().await;
    seed(state.office()).await;
    for (path, told) in [
        ("/components?q=none-such", "No component matches this filter"),
        ("/components?q=none-such&ecosystem=npm", "No component matches these filters"),
        ("/products?tag=none-such", "No product matches this filter"),
        ("/jobs?state=running", "No piece of work matches this filter"),
        ("/requests?status=declined", "No request matches this filter"),
    ] {
        let answer = page(&state, path).await.text;
        assert!(answer.contains(told), "{path}");
        let clear = path.split('?').next().unwrap();
        assert!(leads(&answer, clear), "{path} leads to {clear}");
    }
}

#[tokio::test]
async fn words_where_none_are_searched_are_told_and_not_an_error() {
    let state = open().await;
    seed(state.office()).await;
    for path in ["/jobs?q=bom", "/requests?q=mail"] {
        assert!(page(&state, path).await.text.contains("filters only"), "{path}");
    }
}

#[tokio::test]
async fn when_a_document_was_made_is_a_moment() {
    let state = open().await;
    let seed = seed(state.office()).await;
    let html = page(&state, &format!("/sboms/{}", seed.current)).await.text;
    assert!(html.contains("<time datetime=\"2026-11-20T10:00:00Z\""), "{html}");
}
