//! The versions of a package that are in use.

use std::collections::{HashMap, HashSet};

use mainstay_markup::{Cell, Column, Markup, Pager, Table, Total, empty, given, html};
use mainstay_store::Component;

use super::{Subject, find};
use crate::list::{self, Filter, Kind, List, Query, Rows};
use crate::pages::component_cells::direct;
use crate::pages::components;
use crate::{Error, Frame, Section, State, Visitor, address};

/// How many rows the tab has; the exports have all.
const SHOWN: usize = 1_000;

const COLUMNS: &[Column<Component>] = &[
    Column::new("version", "Version", |row: &Component| row.version.clone().map_or(Cell::None, Cell::Code))
        .head()
        .shown(|row, _| {
            html! {
                a href=(address::component(row)) { (version(row)) }
                @if !row.variant().is_empty() { " " span class="meta" { (given(row.variant())) } }
            }
        }),
    Column::number("products", "Products", |row: &Component| Cell::Count(row.products)),
    Column::number("releases", "Releases", |row: &Component| Cell::Count(row.releases)),
    Column::number("direct", "Direct in", direct),
    Column::new("licenses", "Licenses", components::licenses),
    Column::new("purl", "Purl", |row: &Component| row.purl.clone().map_or(Cell::None, Cell::Purl))
        .export_only(),
];

/// The versions for exports; the page of a component shows them in a tab.
#[derive(Debug)]
pub(crate) struct Versions;

impl List for Versions {
    type Row = Component;

    const PATH: &'static str = "/versions";
    const TITLE: &'static str = "Versions in use";
    const NOUN: (&'static str, &'static str) = ("version", "versions");
    const SECTION: Section = Section::Components;
    const COLUMNS: &'static [Column<Component>] = COLUMNS;
    const FILTERS: &'static [Filter] = &[Filter::new("package", "Package", Kind::Text).single()];
    const WORDS: bool = false;
    const EXAMPLE: &'static str = "package:pkg:npm/lodash";

    async fn load(state: &State, _: &Visitor, query: &Query) -> Result<Rows<Component>, Error> {
        let asked = query.value("package").ok_or_else(|| {
            Error::bad_request("Name a package by its purl or id: `package=pkg:npm/lodash`.")
        })?;
        let rows = state.office().versions(find(state, asked).await?.package()).await?;
        Ok(Rows { total: Total::Exact(rows.len() as u64), rows, next: None })
    }
}

/// How many versions components are: the variants of one, such as its architectures, are one version.
pub(super) fn number<'c>(components: impl IntoIterator<Item = &'c Component>) -> u64 {
    components.into_iter().map(|one| &one.version).collect::<HashSet<_>>().len() as u64
}

/// What components of one package are called: their version, and where several are of it, what tells them apart.
pub(super) fn names(components: &[Component]) -> Vec<String> {
    let mut times: HashMap<_, u64> = HashMap::new();
    for one in components {
        *times.entry(&one.version).or_default() += 1;
    }
    let name = |one: &Component| match (times[&one.version], one.variant()) {
        (1, _) | (_, "") => version(one).to_owned(),
        (_, variant) => format!("{} {variant}", version(one)),
    };
    components.iter().map(name).collect()
}

fn version(component: &Component) -> &str {
    component.version.as_deref().unwrap_or("no version")
}

/// The tab of a component's page.
pub(super) fn table(subject: &Subject, versions: &[Component], frame: &Frame) -> Markup {
    let nothing =
        empty("No version is in use", &html! { p { "Older SBOMs named it; no current one does." } });
    let total = versions.len() as u64;
    let shown = &versions[..versions.len().min(SHOWN)];
    let pager = Pager {
        from: 1,
        shown: shown.len() as u64,
        total: Total::Exact(total),
        noun: None,
        first: None,
        next: None,
        sizes: Vec::new(),
        exports: list::export_links(Versions::PATH, &format!("package={}", subject.package())),
    };
    html! {
        (Table { empty: nothing, ..Table::new("Versions in use", COLUMNS, shown, frame.now) }.html())
        @if total > 0 { (pager.html()) }
    }
}
