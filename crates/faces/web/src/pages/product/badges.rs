//! The badges of a product, with the texts that put them into a README.

use mainstay_markup::{Markup, copy_button, html, section};
use mainstay_store::Product;

use crate::badges::Kind;
use crate::{Error, Frame, State, address};

/// The section of the product's page.
pub(super) async fn embed(state: &State, product: &Product, frame: &Frame) -> Result<Markup, Error> {
    let page = format!("{}{}", frame.site, address::product(&product.slug));
    let mut rows = Vec::new();
    for kind in Kind::ALL {
        let picture = format!("{}{}", frame.site, kind.sealed_path(state, product).await?);
        rows.push(row(kind, &kind.path(product), &picture, &page));
    }
    let body = html! {
        p class="meta" { "The address of a badge holds a token: who has it sees this badge without being let in, and nothing else." }
        ul class="stack" { @for row in rows { (row) } }
    };
    Ok(section("badges", "Badges", &body))
}

fn row(kind: Kind, path: &str, picture: &str, page: &str) -> Markup {
    let title = kind.title();
    let markdown = format!("[![{title}]({picture})]({page})");
    let html = format!("<a href=\"{page}\"><img src=\"{picture}\" alt=\"{title}\"></a>");
    html! {
        li {
            div class="row" {
                img class="badge" src=(path) alt=(title) height="20";
                (copy_button(&markdown, "Copy Markdown", title))
                (copy_button(&html, "Copy HTML", title))
            }
            details class="more" {
                summary { "Markdown and HTML" span class="sr-only" { " of the badge " (title) } }
                pre tabindex="0" { (markdown) }
                pre tabindex="0" { (html) }
            }
        }
    }
}
