//! Search over everything.

use axum::extract::Query;
use axum::response::{IntoResponse, Redirect, Response};
use mainstay_markup::{
    Cell, Column, Crumb, Markup, PageHead, Table, Tone, chip, empty, given, html, notice, plural, section,
};
use mainstay_office::inventory::{Exact, Reading, Search};
use mainstay_store::{Component, LicenseUse, Package, Product, Supplier};
use serde::Deserialize;

use super::{components, packages};
use crate::list::few_words;
use crate::{Error, Frame, Page, Section, Seen, State, Visitor, address};

/// How many hits of each kind the page has.
const HITS: u32 = 20;

#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    q: String,
}

/// `GET /search?q=…`: one exact hit leads to it.
pub(crate) async fn search(
    _: Visitor,
    Seen(state): Seen,
    frame: Frame,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    few_words("q", &asked.q)?;
    let text = asked.q.trim();
    let found = if text.is_empty() {
        html! {}
    } else {
        let search = state.office().search(text, HITS).await?;
        if let Some(exact) = &search.exact
            && (search.reading == Reading::Purl || number(&search) == 1)
        {
            return Ok(Redirect::to(&address_of(exact)).into_response());
        }
        hits(&state, text, &search, &frame).await?
    };
    let body = html! {
        form class="row" action="/search" method="get" role="search" {
            label for="q" { "Search for" }
            input id="q" name="q" type="search" value=(asked.q) placeholder="purl, name, hash or license" size="40" autocomplete="off" spellcheck="false";
            button type="submit" { "Search" }
        }
        (found)
    };
    let crumbs = Section::Home.way([Crumb::here("Search")]);
    let head = PageHead { title: "Search", crumbs: &crumbs, lead: None, updated: None, actions: None };
    Ok(frame.render(Page::new("Search", body).head(&head, frame.now)).into_response())
}

/// Where the one thing that is meant stands.
pub(crate) fn address_of(exact: &Exact) -> String {
    match exact {
        Exact::Product(slug) => address::product(slug),
        Exact::Package(package) => address::package(package),
        Exact::Component(component) => address::component(component),
        Exact::Supplier(uid) => format!("/suppliers/{uid}"),
        Exact::License(text) => format!("/components?license={}", address::value(text)),
    }
}

const PRODUCTS: &[Column<Product>] = &[
    Column::new("name", "Product", |row: &Product| Cell::Text(row.name.clone())).head().shown(|row, _| {
        html! {
            a href=(address::product(&row.slug)) { (given(&row.name)) }
            @if row.archived_at.is_some() { " " (chip(Tone::Waived, "Archived")) }
        }
    }),
    Column::number("releases", "Releases", |row: &Product| Cell::Count(row.figures.releases)),
];

const PACKAGES: &[Column<Package>] = &[
    Column::new("purl", "Package", |row: &Package| Cell::Text(row.name.clone()))
        .head()
        .shown(|row, _| packages::link(row)),
    Column::number("versions", "Versions in use", |row: &Package| Cell::Count(row.versions)),
    Column::number("uses", "Uses", |row: &Package| Cell::Count(row.uses)),
];

const COMPONENTS: &[Column<Component>] = &[
    Column::new("purl", "Component", |row: &Component| Cell::Text(row.name.clone()))
        .head()
        .shown(|row, _| components::link(row)),
    Column::number("products", "Products", |row: &Component| Cell::Count(row.products)),
    Column::number("releases", "Releases", |row: &Component| Cell::Count(row.releases)),
];

const SUPPLIERS: &[Column<Supplier>] = &[
    Column::new("name", "Supplier", |row: &Supplier| Cell::Text(row.name.clone()))
        .head()
        .shown(|row, _| html! { a href={ "/suppliers/" (row.uid) } { (given(&row.name)) } }),
    Column::number("sboms", "SBOMs", |row: &Supplier| Cell::Count(row.sboms)),
    Column::number("open_requests", "Open requests", |row: &Supplier| Cell::Count(row.open_requests)),
];

const LICENSES: &[Column<LicenseUse>] = &[
    Column::new("text", "License statement", |row: &LicenseUse| Cell::Text(row.text.clone())).head().shown(
        |row, _| html! { a href={ "/components?license=" (address::value(&row.text)) } { (row.text) } },
    ),
    Column::number("components", "Components", |row: &LicenseUse| super::home::total(row.components)),
];

async fn hits(state: &State, text: &str, search: &Search, frame: &Frame) -> Result<Markup, Error> {
    let found = &search.found;
    let number = number(search);
    if number == 0 {
        return nothing(state, text, search.reading).await;
    }
    Ok(html! {
        p class="meta" { (shown(number, search)) ", read as " (read_as(search.reading)) "." }
        @if let Some(exact) = &search.exact {
            p { "Exactly of that name: " a href=(address_of(exact)) { (exact_name(exact)) } }
        }
        (group("products", "Products", PRODUCTS, &found.products, frame))
        (group("packages", "Packages", PACKAGES, &found.packages, frame))
        (group("components", "Components", COMPONENTS, &found.components, frame))
        (group("suppliers", "Suppliers", SUPPLIERS, &search.suppliers, frame))
        (group("licenses", "Licenses", LICENSES, &found.licenses, frame))
    })
}

fn number(search: &Search) -> u64 {
    parts(search).iter().sum::<usize>() as u64
}

fn parts(search: &Search) -> [usize; 5] {
    let found = &search.found;
    let hits = [found.products.len(), found.packages.len(), found.components.len(), found.licenses.len()];
    let [products, packages, components, licenses] = hits;
    [products, packages, components, licenses, search.suppliers.len()]
}

/// What the one thing that is meant is called, and what it is.
fn exact_name(exact: &Exact) -> Markup {
    match exact {
        Exact::Product(key) => html! { "the product " (key) },
        Exact::Package(package) => {
            html! { "the package " (given(package.purl.as_deref().unwrap_or(&package.name))) }
        }
        Exact::Component(component) => {
            html! { "the component " (given(component.purl.as_deref().unwrap_or(&component.name))) }
        }
        Exact::License(text) => html! { "the license statement " (text) },
        Exact::Supplier(_) => html! { "the supplier" },
    }
}

/// How many hits there are; where a kind fills its part of the page, more may exist.
fn shown(number: u64, search: &Search) -> String {
    if parts(search).iter().any(|part| *part >= HITS as usize) {
        format!("The first {HITS} hits of each kind")
    } else {
        plural(number, "hit", "hits")
    }
}

fn group<R>(id: &str, title: &str, columns: &[Column<R>], rows: &[R], frame: &Frame) -> Markup {
    html! { @if !rows.is_empty() { (section(id, title, &Table::new(title, columns, rows, frame.now).html())) } }
}

const fn read_as(reading: Reading) -> &'static str {
    match reading {
        Reading::Purl => "a purl or the beginning of one",
        Reading::Digest => "the beginning of a digest, and as a name",
        Reading::Advisory => "the id of an advisory, and as a name",
        Reading::Coordinates => "a package with its version or group",
        Reading::Words => "the name of a product, a package or a supplier, or a license",
    }
}

async fn nothing(state: &State, text: &str, reading: Reading) -> Result<Markup, Error> {
    if reading == Reading::Advisory {
        // To find nothing would read as "not affected", and nobody has looked.
        return Ok(notice(
            Tone::Unknown,
            "Whether this advisory concerns you is not known",
            &html! {
                p { "“" (text) "” is the id of an advisory, and Mainstay keeps no advisories yet." }
                p { "Where the component that it names is used can be told: " a href="/where-used" { "ask by its purl and range of versions" } "." }
            },
        ));
    }
    let nearest = state.office().nearest(text, 8).await?;
    Ok(empty(
        "Nothing found",
        &html! {
            p { "“" (text) "” was read as " (read_as(reading)) "; nothing in the inventory fits." }
            @if !nearest.is_empty() {
                p { "Perhaps one of these is meant:" }
                ul class="remove-list" { @for package in &nearest { li { (packages::link(package)) } } }
            }
            p { a href={ "/where-used?q=" (address::value(text)) } { "Ask where it is used" } " understands ranges of versions too." }
        },
    ))
}
