//! Where components are used, as pages show it: by product, each with its releases.

use jiff::Timestamp;
use mainstay_markup::{Cell, Markup, Pager, Tone, Total, chip, count, empty, html, notice, plural, purl};
use mainstay_office::inventory::Usage;
use mainstay_store::{Component, ProductUses, Use};

use super::{components, words};
use crate::address;

/// How many of the components in question a page names.
const NAMED: usize = 12;

/// What was matched, what could not be compared, and the products.
pub(super) fn usage(usage: &Usage, question: &str, pager: &Pager, now: Timestamp) -> Markup {
    html! {
        (matched(usage))
        @if !usage.not_comparable.is_empty() {
            (notice(
                Tone::Unknown,
                &format!("{} cannot be compared", plural(usage.not_comparable.len() as u64, "component", "components")),
                &html! {
                    p { "Their version is missing or not one of their ecosystem, so whether they are meant is unknown. They are not counted below." }
                    (named(&usage.not_comparable))
                },
            ))
        }
        @if usage.products.rows.is_empty() {
            (empty("Used nowhere", &html! { p { "No current SBOM of any release names it." } }))
        } @else {
            (table(&usage.products.rows, question, now))
            (pager.html())
        }
    }
}

fn matched(usage: &Usage) -> Markup {
    let products = match usage.products.total {
        mainstay_store::Total::Exact(number) => plural(number, "product", "products"),
        mainstay_store::Total::MoreThan(limit) => format!("{} products", Total::MoreThan(limit).words()),
    };
    html! {
        @if !usage.components.is_empty() {
            p { strong { (plural(usage.components.len() as u64, "component", "components")) } (if usage.components.len() == 1 { " matches, used by " } else { " match, used by " }) strong { (products) } "." }
            (named(&usage.components))
        }
    }
}

fn named(list: &[Component]) -> Markup {
    html! {
        ul class="tags" {
            @for component in list.iter().take(NAMED) { li { (components::link(component)) } }
            @if list.len() > NAMED { li class="meta" { "and " (count((list.len() - NAMED) as u64)) " more" } }
        }
    }
}

/// One body of the table a product.
fn table(products: &[ProductUses], question: &str, now: Timestamp) -> Markup {
    html! {
        div class="table-region" role="region" aria-label="Where it is used" tabindex="0" {
            table {
                caption class="sr-only" { "Where it is used" }
                thead { tr { @for title in HEADS { th scope="col" { (title) } } } }
                @for product in products {
                    tbody {
                        tr {
                            th scope="rowgroup" colspan=(HEADS.len()) {
                                // All of it is the link: beside other text in a cell a link would be told by its color alone.
                                a href=(address::product(&product.slug)) {
                                    (product.product.name) ", " span class="meta" { (plural(product.count, "use", "uses")) }
                                }
                                @if product.count > product.uses.len() as u64 {
                                    " · " a href=(in_product(question, &product.slug)) { "Show all" }
                                }
                            }
                        }
                        @for one in &product.uses { (row(one, now)) }
                    }
                }
            }
        }
    }
}

/// All uses of one product.
pub(super) fn in_one(uses: &[Use], now: Timestamp) -> Markup {
    html! {
        div class="table-region" role="region" aria-label="Uses in the product" tabindex="0" {
            table {
                caption class="sr-only" { "Uses in the product" }
                thead { tr { @for title in HEADS { th scope="col" { (title) } } } }
                tbody { @for one in uses { (row(one, now)) } }
            }
        }
    }
}

fn in_product(question: &str, slug: &str) -> String {
    format!("/where-used?q={}&product={}", address::value(question), address::value(slug))
}

const HEADS: [&str; 5] = ["Release", "Component", "Relation", "Used for", "Said by"];

fn row(one: &Use, now: Timestamp) -> Markup {
    html! {
        tr {
            td {
                a href=(address::release(one.release)) {
                    (one.version) @if !one.variant.is_empty() { " · " (one.variant) }
                    @if one.deployed { " " (chip(Tone::Neutral, "Deployed")) }
                }
            }
            td {
                @match &one.purl {
                    Some(text) => a href=(address::purl(text)) { (purl(text)) },
                    None => a href={ "/components/" (one.component) } { (one.name) " " (one.component_version.as_deref().unwrap_or_default()) },
                }
            }
            td { (relation(one.direct, now)) }
            td {
                @match one.scope {
                    Some(scope) => (words::scope(scope)),
                    None => (Cell::Unknown("no document says".to_owned()).html(now)),
                }
            }
            td { (one.sources.iter().map(|source| words::source(*source)).collect::<Vec<_>>().join(", ")) }
        }
    }
}

fn relation(direct: Option<bool>, now: Timestamp) -> Markup {
    match direct {
        Some(true) => html! { "Direct" },
        Some(false) => html! { "Transitive" },
        None => Cell::Unknown("no document says how it came in".to_owned()).html(now),
    }
}
