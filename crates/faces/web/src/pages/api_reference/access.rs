//! How programs are let in: what the page says, and a token for one.

use mainstay_markup::{Markup, html, section};

use crate::{Access, Frame};

/// The section of the page.
pub(super) fn access(access: Access, frame: &Frame) -> Markup {
    let body = match access {
        Access::Open => html! {
            p { "This server answers everybody who reaches it: it was started with " code { "--open" } ". No token is needed." }
            pre tabindex="0" { (upload(&frame.site, None)) }
        },
        Access::Accounts | Access::Loopback => html! {
            p { "A program sends a token with each request, in the header " code { "Authorization: Bearer TOKEN" } ". "
                a href="/profile#tokens" { "Make a token" } " in your profile: it may do what you allow it, and no more than you may." }
            pre tabindex="0" { (upload(&frame.site, Some("TOKEN"))) }
        },
    };
    section("access", "Access", &html! { div class="prose" { (body) } })
}

/// A command that sends an SBOM.
pub(in crate::pages) fn upload(site: &str, token: Option<&str>) -> String {
    let header = token.map(|token| format!("-H 'Authorization: Bearer {token}' ")).unwrap_or_default();
    format!("curl {header}--data-binary @bom.json '{site}/api/v1/sboms?product=web-shop&version=1.0'")
}
