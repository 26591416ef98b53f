//! The licenses of other people's work that pages use.

use axum::response::Html;
use mainstay_markup::{Crumb, PageHead, html, section};

use crate::{Frame, Page, Section, Visitor};

/// `GET /notices`.
pub(crate) async fn notices(_: Visitor, frame: Frame) -> Html<String> {
    let body = html! {
        @for notice in mainstay_assets::notices() {
            (section(&notice.package.replace('.', "-"), &format!("{} {}", notice.package, notice.version), &html! {
                p class="meta" { (notice.license) }
                pre tabindex="0" { (notice.text) }
            }))
        }
    };
    let crumbs = Section::Home.way([Crumb::here("Notices")]);
    let lead = html! { "Pages use these packages. Their licenses and notices, as they ship with them." };
    let head = PageHead { title: "Notices", crumbs: &crumbs, lead: Some(lead), updated: None, actions: None };
    frame.render(Page::new("Notices", body).head(&head, frame.now))
}
