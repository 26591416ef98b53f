//! Search over everything.

use axum::extract::Query;
use axum::response::Html;
use mainstay_markup::{empty, html};
use serde::Deserialize;

use crate::{Frame, Page, Visitor};

#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    q: String,
}

/// `GET /search?q=…`.
pub(crate) async fn search(_: Visitor, frame: Frame, Query(asked): Query<Asked>) -> Html<String> {
    let body = html! {
        form class="row" action="/search" method="get" role="search" {
            label for="q" { "Search for" }
            input id="q" name="q" type="search" value=(asked.q) placeholder="purl, name, hash or license";
            button type="submit" { "Search" }
        }
        @if !asked.q.is_empty() {
            div class="section" {
                (empty("Nothing found", &html! { p { "The inventory is empty, so nothing matches “" (asked.q) "”." } }))
            }
        }
    };
    frame.render(Page::new("Search", body))
}
