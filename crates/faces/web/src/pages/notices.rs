//! The licenses of other people's work that pages use.

use axum::response::Html;
use mainstay_markup::{html, section};

use crate::{Frame, Page, Visitor};

/// `GET /notices`.
pub(crate) async fn notices(_: Visitor, frame: Frame) -> Html<String> {
    let body = html! {
        p class="lead" { "Pages use these packages. Their licenses and notices, as they ship with them:" }
        @for notice in mainstay_assets::notices() {
            (section(&notice.package.replace('.', "-"), &format!("{} {}", notice.package, notice.version), &html! {
                p class="meta" { (notice.license) }
                pre tabindex="0" { (notice.text) }
            }))
        }
    };
    frame.render(Page::new("Notices", body))
}
