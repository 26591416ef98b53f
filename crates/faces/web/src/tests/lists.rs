//! What every list does, on the list of the style guide.

use axum::http::StatusCode;
use scraper::{Html, Selector};

use super::{get, open};

fn links(html: &str, selector: &str) -> Vec<String> {
    let document = Html::parse_document(html);
    let selector = Selector::parse(selector).unwrap();
    document.select(&selector).filter_map(|node| node.value().attr("href")).map(str::to_owned).collect()
}

#[tokio::test]
async fn next_links_lead_through_every_row_once() {
    let state = open().await;
    let mut path = "/styleguide/samples?ecosystem=npm,cargo&sort=-position&size=25".to_owned();
    let (mut seen, mut pages) = (Vec::new(), 0);
    loop {
        let answer = get(&state, &path).await;
        assert_eq!(answer.status, StatusCode::OK);
        let document = Html::parse_document(&answer.text);
        let rows = Selector::parse("tbody th .purl").unwrap();
        seen.extend(document.select(&rows).filter_map(|row| row.value().attr("title")).map(str::to_owned));
        pages += 1;
        match links(&answer.text, "a[rel=next]").pop() {
            Some(next) => path = next,
            None => break,
        }
    }
    assert_eq!((seen.len(), pages), (206, 9));
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 206);
}

#[tokio::test]
async fn a_change_of_filter_sort_or_size_drops_the_cursor() {
    let state = open().await;
    let text = get(&state, "/styleguide/samples?ecosystem=npm&after=100&from=26&size=25").await.text;
    assert!(text.contains("26–50 of 103"), "the position is told");
    for selector in
        [".menu-list a", ".filter-chip", ".sort", ".sizes a", ".pager-links a:first-child", ".exports a"]
    {
        let found = links(&text, selector);
        assert!(!found.is_empty(), "{selector}");
        for link in found {
            assert!(!link.contains("after="), "{selector}: {link}");
        }
    }
}

#[tokio::test]
async fn text_of_the_filter_box_becomes_parameters() {
    let state = open().await;
    let answer = get(&state, "/styleguide/samples?filter=severity:high+-ecosystem:npm+tokio&size=100").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(
        answer.header("location"),
        "/styleguide/samples?severity=high&-ecosystem=npm&q=tokio&size=100"
    );
    let wrong = get(&state, "/styleguide/samples?filter=colour:red").await;
    assert_eq!(wrong.status, StatusCode::OK);
    assert!(wrong.text.contains("this list has no such filter. It has severity, ecosystem."));
}

#[tokio::test]
async fn a_list_without_filters_says_that_it_has_none() {
    let state = open().await;
    for (path, what) in [("/api/v1/suppliers", "is refused"), ("/suppliers", "was left out")] {
        let text = get(&state, &format!("{path}?zzz=1")).await.text;
        assert!(text.contains(&format!("`zzz:` {what}: this list has no filters.")), "{path}: {text}");
    }
}

#[tokio::test]
async fn an_empty_result_offers_to_remove_each_filter() {
    let state = open().await;
    let text = get(&state, "/styleguide/samples?ecosystem=npm&q=nothing-is-called-so").await.text;
    assert_eq!(
        links(&text, ".remove-list a"),
        [
            "/styleguide/samples?q=nothing-is-called-so",
            "/styleguide/samples?ecosystem=npm",
            "/styleguide/samples"
        ]
    );
}

#[tokio::test]
async fn csv_holds_all_rows_that_match_and_disarms_formulas() {
    let state = open().await;
    let answer = get(&state, "/styleguide/samples.csv?-ecosystem=npm&size=25&after=400").await;
    assert!(answer.header("content-type").starts_with("text/csv"));
    assert!(answer.header("content-disposition").contains("styleguide-samples.csv"));
    let mut reader = csv::Reader::from_reader(answer.text.as_bytes());
    assert_eq!(reader.headers().unwrap().iter().take(3).collect::<Vec<_>>(), ["purl", "name", "ecosystem"]);
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 309);
    assert!(rows.iter().any(|row| &row[1] == "'=cmd") && rows.iter().all(|row| !row[1].starts_with('=')));
}

#[tokio::test]
async fn the_json_file_holds_all_rows_that_match_as_the_csv_does() {
    let state = open().await;
    for (query, count) in [("?size=25", 412), ("?q=no-such-name", 0)] {
        let answer = get(&state, &format!("/styleguide/samples.json{query}")).await;
        assert_eq!(answer.header("content-type"), "application/json");
        assert_eq!(answer.header("content-disposition"), "attachment; filename=\"styleguide-samples.json\"");
        let file: serde_json::Value = serde_json::from_str(&answer.text).unwrap();
        let rows = file["items"].as_array().unwrap();
        let csv = get(&state, &format!("/styleguide/samples.csv{query}")).await.text;
        let records: Vec<csv::StringRecord> =
            csv::Reader::from_reader(csv.as_bytes()).records().map(Result::unwrap).collect();
        assert_eq!((rows.len(), records.len()), (count, count), "{query}");
        for (row, record) in rows.iter().zip(&records) {
            assert_eq!(row["purl"], record[0]);
        }
    }
}

#[tokio::test]
async fn progress_ends_with_its_final_state() {
    let state = open().await;
    let answer = get(&state, "/styleguide/events").await;
    assert_eq!(answer.header("content-type"), "text/event-stream");
    assert_eq!(answer.text.matches("event: progress").count(), 3);
    assert_eq!(answer.text.matches("event: done").count(), 1);
    assert!(answer.text.trim_end().ends_with("</p>"), "{}", answer.text);
}

#[tokio::test]
async fn words_are_answered_alike_by_every_list_that_has_none() {
    let state = open().await;
    for path in ["/sboms", "/requests", "/jobs", "/coverage/releases"] {
        let page = get(&state, &format!("{path}?filter=lodash")).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(
            page.text.contains("What is no filter was left out") && page.text.contains("id=\"results\""),
            "{path}"
        );
        assert!(!page.text.contains("Words search the name"), "{path} promises nothing that it does not do");
        let program = get(&state, &format!("{path}.json?q=lodash")).await;
        assert_eq!(program.status, StatusCode::BAD_REQUEST, "{path}");
        assert!(program.text.contains("this list has filters only"), "{path}: {}", program.text);
    }
    assert!(get(&state, "/products").await.text.contains("Words search name and key"));
}

#[tokio::test]
async fn a_hundred_words_or_values_are_answered_and_more_are_refused_with_the_limit() {
    let app = open().await;
    super::seed::seed(app.office()).await;
    let words = |number: usize| vec!["w"; number].join("+");
    let values = |key: &str, number: usize| {
        (0..number).map(|value| format!("{key}=v{value}")).collect::<Vec<_>>().join("&")
    };
    for (path, query) in [
        ("/components", values("license", 100)),
        ("/components", format!("q={}", words(100))),
        ("/components.csv", format!("q={}", words(100))),
        ("/products", values("tag", 100)),
        ("/products", values("-owner", 100)),
        ("/products", format!("q={}", words(100))),
        ("/packages", format!("q={}", words(100))),
        ("/packages", values("ecosystem", 100)),
        ("/releases", format!("q={}", words(100))),
        ("/suppliers", format!("q={}", words(100))),
        ("/search", format!("q={}", words(100))),
        ("/where-used", format!("q={}", words(100))),
        ("/where-used.csv", format!("q={}", words(100))),
        ("/api/v1/components", format!("filter={}", words(100))),
        ("/api/v1/products", format!("filter={}", words(100))),
        ("/api/v1/packages", format!("filter={}", words(100))),
        ("/api/v1/suppliers", format!("filter={}", words(100))),
        ("/api/v1/search", format!("q={}", words(100))),
        ("/api/v1/where-used", format!("q={}", words(100))),
    ] {
        let answer = get(&app, &format!("{path}?{query}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
        let more = if query.starts_with("q=") || query.starts_with("filter=") {
            format!("{query}+w")
        } else {
            format!("{query}&q=w")
        };
        let refused = get(&app, &format!("{path}?{more}")).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{path}");
        assert!(refused.text.contains("more than 100 words") && refused.text.contains("Leave some out"));
    }
    for path in ["/sboms", "/jobs"] {
        let refused = get(&app, &format!("{path}?{}", values("no-such", 101))).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{path}");
    }
}

#[tokio::test]
async fn a_flag_that_is_asked_for_and_left_out_lists_nothing() {
    let app = open().await;
    super::seed::seed(app.office()).await;
    for (list, flag) in [
        ("components", "without-purl"),
        ("components", "internal"),
        ("components", "without-license"),
        ("packages", "several-versions"),
        ("products/web-shop/releases", "deployed"),
        ("products/web-shop/releases", "with-sbom"),
    ] {
        for query in [format!("{flag}=yes&-{flag}=yes"), format!("-{flag}=yes&-{flag}=no")] {
            let answer = get(&app, &format!("/api/v1/{list}?{query}")).await;
            let found: serde_json::Value = serde_json::from_str(&answer.text).unwrap();
            assert_eq!(found["items"], serde_json::json!([]), "{list}?{query}");
            assert_eq!(found["total"]["value"], 0, "{list}?{query}");
            let page = get(&app, &format!("/{list}?{query}")).await;
            assert!(page.text.contains("0 of "), "{list}?{query}");
            let file = get(&app, &format!("/{list}.csv?{query}")).await;
            assert_eq!(file.text.lines().count(), 1, "only its head: {}", file.text);
        }
        let both = get(&app, &format!("/api/v1/{list}?{flag}=yes&{flag}=no")).await.text;
        let all = get(&app, &format!("/api/v1/{list}")).await.text;
        assert_eq!(both, all, "{list}: either answer is any row");
    }
}

#[tokio::test]
async fn names_of_any_length_are_paged_through() {
    let app = open().await;
    let names: Vec<String> = (0..30).map(|number| format!("{number:02}{}", "\"".repeat(998))).collect();
    for (number, name) in names.iter().enumerate() {
        let new = mainstay_store::NewProduct::named(format!("p{number}"), name);
        app.office().store().create_product(&new).await.unwrap();
    }
    let (mut seen, mut path) = (Vec::new(), "/api/v1/products?size=25".to_owned());
    loop {
        let answer = get(&app, &path).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        let list: serde_json::Value = serde_json::from_str(&answer.text).unwrap();
        let rows = list["items"].as_array().unwrap().iter();
        seen.extend(rows.map(|row| row["name"].as_str().unwrap().to_owned()));
        match list["next"].as_str() {
            Some(next) => path = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(seen, names);
}

#[tokio::test]
async fn every_kind_of_work_is_offered_where_work_is_filtered() {
    let state = open().await;
    let page = get(&state, "/jobs").await.text;
    for kind in mainstay_office::work::KINDS {
        assert!(page.contains(&format!("kind={}", kind.id)) && page.contains(kind.title), "{}", kind.id);
    }
}
