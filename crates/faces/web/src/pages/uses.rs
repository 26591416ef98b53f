//! Where components are used, as pages show it: by product, each with its releases.

use jiff::Timestamp;
use mainstay_markup::{
    Cell, Column, Markup, Pager, Tone, Total, chip, count, empty, given, given_words, html, notice, plural,
    purl,
};
use mainstay_office::inventory::Usage;
use mainstay_store::{Asked, Component, Named, PageRequest, Product, ProductUses, Use};

use super::{components, words};
use crate::list::{self, Filter, Kind, List, Query, Rows};
use crate::{Error, Section, State, Visitor, address};

/// How many of the components in question a page names.
const NAMED: usize = 12;

/// What was matched, what could not be compared, and the products.
pub(super) fn usage(usage: &Usage, asked_of: Asked, question: &str, pager: &Pager, now: Timestamp) -> Markup {
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
            (nowhere(asked_of, "Used nowhere", "No current SBOM of any release names it."))
        } @else {
            (asked(asked_of))
            (table(&usage.products.rows, question, now))
            (pager.html())
        }
    }
}

/// That nothing was found, which is no answer where there was nothing to ask.
pub(super) fn nowhere(asked_of: Asked, title: &str, words: &str) -> Markup {
    if asked_of.releases == 0 {
        let words = "No release has an SBOM that was read, so nothing is known.";
        return notice(
            Tone::Unknown,
            "Whether it is used is not known",
            &html! { p { (words) " " (missing(asked_of)) } },
        );
    }
    empty(title, &html! { p { (words) } (asked(asked_of)) })
}

/// Of how many releases a question was asked, and of how many it could not be.
pub(super) fn asked(asked_of: Asked) -> Markup {
    let Asked { releases, releases_without } = asked_of;
    html! {
        p class="meta" {
            "Asked of " (plural(releases, "release", "releases")) " with an SBOM"
            @if releases_without > 0 { "; of " (count(releases_without)) " more nothing is known, since they have no SBOM. " (missing(asked_of)) }
            @else { "." }
        }
    }
}

fn missing(asked_of: Asked) -> Markup {
    html! { @if asked_of.releases_without > 0 { a href="/releases?with-sbom=no" { "Releases without an SBOM" } } }
}

/// Of how many releases of one product a question is asked.
pub(super) fn asked_in(product: &Product) -> Asked {
    let releases = product.figures.releases_with_sbom;
    Asked { releases, releases_without: product.figures.releases.saturating_sub(releases) }
}

fn matched(usage: &Usage) -> Markup {
    let products = match list::counted(usage.products.total) {
        Total::Exact(number) => plural(number, "product", "products"),
        total => format!("{} products", total.words()),
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
        div class="table-region" role="group" aria-label="Where it is used" tabindex="0" {
            table {
                caption class="sr-only" { "Where it is used" }
                thead { tr { @for title in HEADS { th scope="col" { (title) } } } }
                @for product in products {
                    tbody {
                        tr {
                            th scope="rowgroup" colspan=(HEADS.len()) {
                                // All of it is the link: beside other text in a cell a link would be told by its color alone.
                                a href=(address::product(&product.slug)) {
                                    (given(&product.product.name)) ", " span class="meta" { (plural(product.count, "use", "uses")) }
                                }
                                @if product.uses.iter().any(|one| one.archived) { " " (chip(Tone::Waived, "Archived")) }
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
        div class="table-region" role="group" aria-label="Uses in the product" tabindex="0" {
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

const HEADS: [&str; 6] = ["Release", "Component", "Relation", "Used for", "Told by", "Why"];

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
                a href=(address::identified(one.purl.as_deref(), one.component)) {
                    @match &one.purl {
                        Some(text) => (purl(text)),
                        None => {
                            (given(&one.name))
                            @if let Some(version) = &one.component_version { " " (given(version)) }
                        },
                    }
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
            td {
                a href={ (address::release(one.release)) "/why?component=" (one.component) }
                    aria-label={ "Why is " (given_words(&one.name)) " in " (given_words(&one.version)) "?" } { "Why?" }
            }
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

/// A line of an export: a release that uses a component, or what is not known.
#[derive(Debug)]
pub(crate) enum Line {
    /// A use, in a product with its key.
    Used { product: Named, slug: String, one: Box<Use> },
    /// Its version cannot be compared with the range, so whether it is meant is not known.
    NotComparable(Box<Component>),
    /// So many releases have no SBOM.
    NotAsked(u64),
}

/// The answer to a question, for exports: every use, one a line.
#[derive(Debug)]
pub(crate) struct Uses;

/// Products that an export reads at a time: with each come all of its uses.
const AT_A_TIME: u32 = 50;

impl List for Uses {
    type Row = Line;

    const PATH: &'static str = "/where-used";
    const TITLE: &'static str = "Where used";
    const NOUN: (&'static str, &'static str) = ("use", "uses");
    const SECTION: Section = Section::Components;
    const COLUMNS: &'static [Column<Line>] = LINES;
    const FILTERS: &'static [Filter] = &[Filter::new("product", "Product", Kind::Text).single()];
    const EXAMPLE: &'static str = "pkg:npm/lodash@<4.17.21";

    async fn load(state: &State, _: &Visitor, query: &Query) -> Result<Rows<Line>, Error> {
        let question = query.text_of_words().unwrap_or_default();
        if question.is_empty() {
            return Err(Error::bad_request("Ask for something: `q=pkg:npm/lodash@<4.17.21`."));
        }
        if let Some(product) = query.value("product") {
            return in_product_lines(state, &question, product, query).await;
        }
        let request = PageRequest { size: query.request().size.min(AT_A_TIME), ..query.request() };
        let usage = state.office().every_use(&question, &request).await?;
        let Rows { rows, next, .. } = usage.products.into();
        let mut lines: Vec<Line> = rows
            .into_iter()
            .flat_map(|ProductUses { product, slug, uses, .. }| {
                uses.into_iter().map(move |one| used(product.clone(), slug.clone(), one))
            })
            .collect();
        if next.is_none() {
            lines.extend(usage.not_comparable.into_iter().map(|one| Line::NotComparable(Box::new(one))));
            lines.extend(not_asked(state.office().store().asked().await?));
        }
        // The total of the answer is of products, and these are lines.
        Ok(Rows { rows: lines, next, total: Total::Unknown })
    }
}

async fn in_product_lines(
    state: &State,
    question: &str,
    product: &str,
    query: &Query,
) -> Result<Rows<Line>, Error> {
    let product = state.office().store().product(product).await?;
    let page = state.office().uses_in_product(question, product.uid, &query.request()).await?;
    let named = Named { uid: product.uid, name: product.name.clone() };
    let mut rows: Rows<Line> = page.map(|one| used(named.clone(), product.slug.clone(), one)).into();
    if rows.next.is_none() {
        rows.rows.extend(not_asked(asked_in(&product)));
    }
    Ok(rows)
}

/// The line that a file ends with where some releases could not be asked.
fn not_asked(asked_of: Asked) -> Option<Line> {
    (asked_of.releases_without > 0).then_some(Line::NotAsked(asked_of.releases_without))
}

fn used(product: Named, slug: String, one: Use) -> Line {
    Line::Used { product, slug, one: Box::new(one) }
}

impl Line {
    fn of_use(&self, cell: impl Fn(&Use) -> Cell) -> Cell {
        match self {
            Self::Used { one, .. } => cell(one),
            Self::NotComparable(_) => {
                Cell::Unknown("its version cannot be compared with the range".to_owned())
            }
            Self::NotAsked(_) => Cell::Unknown("these releases have no SBOM".to_owned()),
        }
    }

    fn component(&self) -> Cell {
        let (purl, name, version) = match self {
            Self::Used { one, .. } => (&one.purl, &one.name, &one.component_version),
            Self::NotComparable(one) => (&one.purl, &one.name, &one.version),
            Self::NotAsked(_) => return self.of_use(|_| Cell::None),
        };
        match (purl, version) {
            (Some(purl), _) => Cell::Purl(purl.clone()),
            (None, Some(version)) => Cell::Text(format!("{name} {version}")),
            (None, None) => Cell::Text(name.clone()),
        }
    }
}

fn told(words: Option<&'static str>) -> Cell {
    words.map_or_else(|| Cell::Unknown("no document says".to_owned()), |words| Cell::Text(words.to_owned()))
}

const LINES: &[Column<Line>] = &[
    Column::new("product", "Product", |line: &Line| match line {
        Line::Used { product, .. } => Cell::Text(product.name.clone()),
        _ => line.of_use(|_| Cell::None),
    }),
    Column::new("key", "Key", |line: &Line| match line {
        Line::Used { slug, .. } => Cell::Code(slug.clone()),
        _ => line.of_use(|_| Cell::None),
    }),
    Column::new("release", "Release", |line: &Line| match line {
        Line::NotAsked(releases) => {
            Cell::Text(format!("{} without an SBOM", plural(*releases, "release", "releases")))
        }
        _ => line.of_use(|one| Cell::Code(one.version.clone())),
    }),
    Column::new("variant", "Variant", |line: &Line| {
        line.of_use(|one| Cell::text((!one.variant.is_empty()).then_some(&one.variant)))
    }),
    Column::new("deployed", "Deployed", |line: &Line| line.of_use(|one| Cell::Flag(one.deployed))),
    Column::new("archived", "Product archived", |line: &Line| line.of_use(|one| Cell::Flag(one.archived))),
    Column::new("component", "Component", Line::component).head(),
    Column::new("relation", "Relation", |line: &Line| {
        line.of_use(|one| told(one.direct.map(|direct| if direct { "direct" } else { "transitive" })))
    }),
    Column::new("scope", "Used for", |line: &Line| line.of_use(|one| told(one.scope.map(words::scope)))),
    Column::new("sources", "Told by", |line: &Line| {
        line.of_use(|one| {
            Cell::List(one.sources.iter().map(|source| words::source(*source).to_owned()).collect())
        })
    }),
];
