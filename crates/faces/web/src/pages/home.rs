//! The first page.

use mainstay_markup::{copyable, html, section};

use axum::response::Html;

use crate::{Frame, Page, Section, Visitor};

/// `GET /`.
pub(crate) async fn home(_: Visitor, frame: Frame) -> Html<String> {
    let start = html! {
        div class="prose" {
            p { "The inventory is empty. It fills from source trees and from SBOM documents:" }
            ol {
                li { "Scan a source tree: " (copyable("mainstay scan .", "the command")) }
                li { "Import the SBOMs that you make or get: " (copyable("mainstay import FILE...", "the command")) }
            }
        }
    };
    frame.render(Page::new("Home", section("start", "Start", &start)).section(Section::Home))
}
