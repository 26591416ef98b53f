//! The history of a release: each SBOM with the one whose place it took.

use axum::http::StatusCode;
use mainstay_office::intake::{Delivery, ReleaseName};
use mainstay_store::SbomSource;
use serde_json::Value;
use uuid::Uuid;

use super::seed::document;
use super::{App, get, open};

/// Sends a document for a part of the one release; gives the SBOM's id.
async fn send(app: &App, part: &str, bytes: &[u8]) -> Uuid {
    let delivery = Delivery {
        label: part,
        ..Delivery::new(
            ReleaseName { product: "shop", version: "1.0", variant: "" },
            SbomSource::Build,
            bytes,
        )
    };
    let received = app.office().receive(&delivery).await.unwrap();
    app.office().work_off().await.unwrap();
    received.sbom
}

async fn release(app: &App) -> Uuid {
    let product = app.office().store().product("shop").await.unwrap().uid;
    app.office().release_named(product, "1.0").await.unwrap().uid
}

#[tokio::test]
async fn a_longer_history_takes_no_more_statements() {
    let mut taken = Vec::new();
    for parts in [2, 20] {
        let app = open().await;
        for generation in [1, 2] {
            for part in 0..parts {
                send(&app, &format!("part-{part}"), document(generation).to_string().as_bytes()).await;
            }
        }
        let store = app.office().store();
        let path = format!("/releases/{}/history", release(&app).await);
        // By their order of receipt no second generation has its first one on the page of 25.
        for path in [format!("{path}?size=25"), format!("{path}.json?size=25")] {
            let before = store.statements();
            assert_eq!(get(&app, &path).await.status, StatusCode::OK);
            taken.push(store.statements() - before);
        }
    }
    assert_eq!(taken[..2], taken[2..], "of two parts, of twenty");
}

#[tokio::test]
async fn an_sbom_is_compared_with_the_last_one_of_its_place_that_was_read() {
    let app = open().await;
    let first = send(&app, "", document(1).to_string().as_bytes()).await;
    // Received as what it says it is, and then not readable.
    let broken =
        send(&app, "", b"{\"bomFormat\": \"CycloneDX\", \"specVersion\": \"1.5\", \"components\": 7").await;
    let other = send(&app, "other part", document(1).to_string().as_bytes()).await;
    let second = send(&app, "", document(2).to_string().as_bytes()).await;
    let third = send(&app, "", document(3).to_string().as_bytes()).await;

    let answer = get(&app, &format!("/releases/{}/history.json", release(&app).await)).await;
    let answer: Value = serde_json::from_str(&answer.text).unwrap();
    let changes: Vec<Option<&str>> =
        answer["items"].as_array().unwrap().iter().map(|row| row["changes"].as_str()).collect();
    let of = |after: Uuid, before: Uuid| format!("/sboms/{after}/changes/{before}");
    let (newer, newest) = (of(second, first), of(third, second));
    assert_eq!(changes, [Some(newest.as_str()), Some(newer.as_str()), None, None, None]);

    let page = get(&app, &format!("/sboms/{second}")).await.text;
    assert!(page.contains(&newer) && page.contains(&format!("href=\"/sboms/{third}\"")));
    let page = get(&app, &format!("/sboms/{first}")).await.text;
    let names = |sbom: Uuid| page.contains(&format!("href=\"/sboms/{sbom}\""));
    assert!(names(second) && !names(broken) && !names(other), "what took its place was read");
}
