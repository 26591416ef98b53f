//! How programs are let in: what the page says, and a token for one.

use axum::response::Html;
use mainstay_markup::{Crumb, Markup, PageHead, copyable, html, section, submit};

use crate::{Access, Error, Frame, Page, Section, Seen, Visitor};

/// The section of the page.
pub(super) fn access(access: Access, frame: &Frame) -> Markup {
    let body = match access {
        Access::Open => html! {
            p { "This server answers everybody who reaches it: it was started with " code { "--open" } ". No token is needed." }
            pre tabindex="0" { (upload(&frame.site, None)) }
        },
        Access::Loopback => html! {
            p { "Browsers are let in by the address that " code { "mainstay serve" } " prints. A program sends a token with each request, "
                "in the header " code { "Authorization: Bearer TOKEN" } ". A token is good until the server stops." }
            pre tabindex="0" { (upload(&frame.site, Some("TOKEN"))) }
            form action="/api/tokens" method="post" { (submit("Make a token")) }
        },
    };
    section("access", "Access", &html! { div class="prose" { (body) } })
}

/// `POST /api/tokens`: a token for a program, shown this once.
pub(crate) async fn token(Seen(state): Seen, visitor: Visitor, frame: Frame) -> Result<Html<String>, Error> {
    let person = visitor.person()?.person.uid;
    let secret = state.office().make_token(person, Some(person), "API", None, None).await?;
    let token = secret.text();
    let title = "A token for a program";
    let body = html! {
        div class="prose" {
            p { "It is shown this once and is good until the server stops. Who has it may do all that you may do here." }
            p { (copyable(token, "the token")) }
            p { "To send an SBOM with it:" }
            pre tabindex="0" { (upload(&frame.site, Some(token))) }
        }
    };
    let crumbs = Section::Home.way([Crumb::to("API", "/api"), Crumb::here(title)]);
    let head = PageHead { title, crumbs: &crumbs, lead: None, updated: None, actions: None };
    Ok(frame.render(Page::new(title, body).head(&head, frame.now)))
}

/// A command that sends an SBOM.
fn upload(site: &str, token: Option<&str>) -> String {
    let header = token.map(|token| format!("-H 'Authorization: Bearer {token}' ")).unwrap_or_default();
    format!("curl {header}--data-binary @bom.json '{site}/api/v1/sboms?product=web-shop&version=1.0'")
}
