//! What changed from one release to another.

use axum::extract::{Path, Query};
use axum::response::{Html, IntoResponse, Redirect, Response};
use mainstay_markup::{
    Cell, Column, Control, Crumb, Field, Markup, PageHead, Stat, Table, empty, given, html, plural, section,
    stats, submit,
};
use mainstay_office::inventory::{Changed, Comparison, Difference};
use mainstay_store::{Component, PageRequest, Product, Release};
use serde::Deserialize;

use super::component_cells::{named, purl_cell};
use super::product::name;
use super::words::scope;
use crate::list::{self, form_of, whole_file};
use crate::{Error, Frame, Page, Section, Seen, State, Visitor, address};

/// Lines of one kind that the page shows; the export holds all.
const SHOWN: usize = 500;
/// Releases that the form offers; older ones are named in the address.
const OFFERED: u32 = 250;

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    a: String,
    b: String,
}

/// One difference.
#[derive(Clone, Debug)]
struct Line {
    kind: &'static str,
    component: Component,
    before: Option<String>,
    after: Option<String>,
    note: String,
}

const COLUMNS: &[Column<Line>] = &[
    Column::new("change", "Change", |line: &Line| Cell::Text(line.kind.to_owned())),
    Column::new("component", "Component", |line: &Line| purl_cell(&line.component))
        .head()
        .shown(|line, _| named(&line.component)),
    Column::new("before", "Before", |line: &Line| line.before.clone().map_or(Cell::None, Cell::Code)),
    Column::new("after", "After", |line: &Line| line.after.clone().map_or(Cell::None, Cell::Code)),
    Column::new("note", "What else", |line: &Line| Cell::text((!line.note.is_empty()).then_some(&line.note))),
];

const KINDS: [(&str, &str); 5] = [
    ("added", "Added"),
    ("removed", "Removed"),
    ("changed", "Other version"),
    ("identity", "Other identity"),
    ("moved", "Used in another way"),
];

/// `GET /products/{slug}/compare?a=…&b=…`: the form, or the way to the comparison.
pub(crate) async fn choose(
    Seen(state): Seen,
    _: Visitor,
    frame: Frame,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let product = state.office().store().product(&slug).await?;
    if !asked.a.is_empty() && !asked.b.is_empty() {
        return Ok(Redirect::to(&address(&product, &asked.a, &asked.b)).into_response());
    }
    let releases = releases(&state, &product).await?;
    if let Some((a, b)) = pair(&releases, &asked.a, &asked.b) {
        return Ok(Redirect::to(&address(&product, &a, &b)).into_response());
    }
    let body = alone(&product);
    Ok(page(&product, &frame, &body, &[]).into_response())
}

/// `GET /products/{slug}/compare/{a}...{b}`, by version or id; with `.csv` or `.json` behind it all lines as a file.
pub(crate) async fn compare(
    Seen(state): Seen,
    _: Visitor,
    frame: Frame,
    Path((slug, pair)): Path<(String, String)>,
) -> Result<Response, Error> {
    let (pair, suffix) = form_of(&pair);
    let (a, b) = pair
        .split_once("...")
        .ok_or_else(|| Error::not_found("Name two releases with three dots between: 1.0...2.0."))?;
    let office = state.office();
    let product = office.store().product(&slug).await?;
    let before = office.release_named(product.uid, a).await?;
    let after = office.release_named(product.uid, b).await?;
    let unknown = [&before, &after].into_iter().find(|release| release.figures.is_none());
    let (left, right) = (before.uid.to_string(), after.uid.to_string());
    if let Some(unknown) = unknown.filter(|_| suffix.is_none()) {
        let releases = releases(&state, &product).await?;
        let body = html! { (form(&product, &releases, &left, &right)) (not_comparable(unknown)) };
        return Ok(page(&product, &frame, &body, &[]).into_response());
    }
    let comparison = office.compare(before.uid, after.uid).await?;
    let lines = lines(&comparison);
    if let Some(suffix) = suffix {
        return whole_file(COLUMNS, &lines, &format!("{}-compare-{a}-{b}", product.slug), suffix);
    }
    let releases = releases(&state, &product).await?;
    let body = html! {
        (form(&product, &releases, &left, &right))
        (result(&comparison, &lines, &frame))
    };
    let exports = list::export_links(&address(&product, a, b), "");
    Ok(page(&product, &frame, &body, &exports).into_response())
}

fn address(product: &Product, a: &str, b: &str) -> String {
    format!("/products/{}/compare/{}...{}", product.slug, address::segment(a), address::segment(b))
}

async fn releases(state: &State, product: &Product) -> Result<Vec<Release>, Error> {
    Ok(state.office().store().list_releases(product.uid, &PageRequest::first(OFFERED)).await?.rows)
}

/// What to do about a product of fewer than two releases.
fn alone(product: &Product) -> Markup {
    let slug = &product.slug;
    let (new, upload) = (format!("/products/{slug}/releases/new"), format!("/upload?product={slug}"));
    empty(
        "Nothing to compare",
        &html! {
            p {
                "The product has fewer than two releases. " a href=(new) { "Add one" } ", or "
                a href=(upload) { "upload the SBOM of another one" } "."
            }
        },
    )
}

/// What is compared where nothing else is asked for: a release with the one before it, and the newest one is what most people
/// come for.
fn pair(releases: &[Release], a: &str, b: &str) -> Option<(String, String)> {
    let [newest, _, ..] = releases else { return None };
    let known = |uid: &str| releases.iter().position(|release| release.uid.to_string() == uid);
    let after = known(b).unwrap_or(0);
    let before = known(a).unwrap_or(if after + 1 < releases.len() { after + 1 } else { 0 });
    let b = releases.get(after).unwrap_or(newest);
    let a = releases.get(before).unwrap_or(newest);
    Some((a.uid.to_string(), b.uid.to_string()))
}

fn form(product: &Product, releases: &[Release], a: &str, b: &str) -> Markup {
    let names: Vec<(String, String)> =
        releases.iter().map(|release| (release.uid.to_string(), name(release))).collect();
    let options: Vec<(&str, &str)> = names.iter().map(|(uid, name)| (uid.as_str(), name.as_str())).collect();
    html! {
        form class="row" action={ "/products/" (product.slug) "/compare" } method="get" {
            (Field { value: a, ..Field::new("a", "From", Control::Choice(&options)) }.html())
            (Field { value: b, ..Field::new("b", "To", Control::Choice(&options)) }.html())
            (submit("Compare"))
        }
    }
}

fn not_comparable(release: &Release) -> Markup {
    empty(
        "These cannot be compared",
        &html! { p { a href={ "/releases/" (release.uid) } { (name(release)) } " has no SBOM that was read, so what it is made of is not known." } },
    )
}

fn result(comparison: &Comparison, lines: &[Line], frame: &Frame) -> Markup {
    let number = |kind: &str| lines.iter().filter(|line| line.kind == kind).count() as u64;
    let mut figures: Vec<Stat> = KINDS
        .iter()
        .map(|(kind, label)| stat(label, number(kind), (number(kind) > 0).then(|| format!("#{kind}"))))
        .collect();
    figures.push(stat("Alike", comparison.unchanged as u64, None));
    html! {
        div class="section" { (stats(frame.now, &figures)) }
        @if lines.is_empty() { (empty("No difference", &html! { p { "Both are made of the same components." } })) }
        @for (kind, label) in KINDS { (of_kind(kind, label, lines, frame)) }
    }
}

fn stat(label: &str, number: u64, href: Option<String>) -> Stat {
    let source = "From the current SBOMs of both releases".to_owned();
    Stat { label: label.to_owned(), value: Cell::Count(number), href, note: None, source }
}

fn of_kind(kind: &str, label: &str, lines: &[Line], frame: &Frame) -> Markup {
    let mut all: Vec<Line> = lines.iter().filter(|line| line.kind == kind).cloned().collect();
    let hidden = all.len().saturating_sub(SHOWN) as u64;
    all.truncate(SHOWN);
    html! {
        @if !all.is_empty() {
            (section(kind, label, &html! {
                (Table::new(label, &COLUMNS[1..], &all, frame.now).html())
                @if hidden > 0 { p class="meta" { (plural(hidden, "more is", "more are")) " in the export." } }
            }))
        }
    }
}

fn lines(comparison: &Comparison) -> Vec<Line> {
    let line = |kind, component: &Component, before: Option<&str>, after: Option<&str>, note: String| Line {
        kind,
        component: component.clone(),
        before: before.map(str::to_owned),
        after: after.map(str::to_owned),
        note,
    };
    let version = |component: &Component| component.version.clone();
    let added =
        comparison.added.iter().map(|one| line("added", one, None, version(one).as_deref(), String::new()));
    let removed = comparison
        .removed
        .iter()
        .map(|one| line("removed", one, version(one).as_deref(), None, String::new()));
    let changed = comparison.changed.iter().map(|one| {
        let (kind, [before, after], what) = difference(one);
        let license = licenses(&one.before.licenses, &one.after.licenses);
        let note: Vec<&str> = [what, &license].into_iter().filter(|part| !part.is_empty()).collect();
        line(kind, &one.after, before, after, note.join("; "))
    });
    let moved = comparison.moved.iter().flat_map(|one| {
        let direct = |direct: Option<bool>| match direct {
            Some(true) => "direct",
            Some(false) => "transitive",
            None => "unknown",
        };
        let use_of = |at: usize| {
            let scope = one.scope[at].map_or("unknown scope", scope);
            format!("{}, {}", direct(one.direct[at]), scope.to_lowercase())
        };
        let license = licenses(&one.licenses[0], &one.licenses[1]);
        let is_moved = !one.content || !license.is_empty() || use_of(0) != use_of(1);
        let version = version(&one.component);
        let content = one.content.then(|| {
            let note =
                "another artifact under the same version: no digest of one algorithm in common".to_owned();
            line("identity", &one.component, version.as_deref(), version.as_deref(), note)
        });
        let moved =
            is_moved.then(|| line("moved", &one.component, Some(&use_of(0)), Some(&use_of(1)), license));
        content.into_iter().chain(moved)
    });
    added.chain(removed).chain(changed).chain(moved).collect()
}

/// The kind of a change, what is told of both sides, and what else there is to say. Two package URLs of one version differ
/// in what the version does not show.
fn difference(changed: &Changed) -> (&'static str, [Option<&str>; 2], &'static str) {
    let sides = [&changed.before, &changed.after];
    let versions = sides.map(|component| component.version.as_deref());
    match changed.difference {
        Difference::Version => ("changed", versions, ""),
        Difference::Spelling => ("identity", versions, "the same version, written in another way"),
        Difference::Purl => ("identity", sides.map(|component| component.purl.as_deref()), ""),
        Difference::Identity => ("identity", versions, "another digest or supplier"),
    }
}

/// What is said of the license, where that changed.
fn licenses(before: &[String], after: &[String]) -> String {
    if before == after {
        return String::new();
    }
    let words = |said: &[String]| if said.is_empty() { "unknown".to_owned() } else { said.join(", ") };
    format!("license: {}, before {}", words(after), words(before))
}

/// Links to all lines as files, for the head of a page.
pub(super) fn export_buttons(exports: &[(&str, String)]) -> Markup {
    html! { @for (name, href) in exports { a class="button" href=(href) download { "Export " (name) } } }
}

fn page(product: &Product, frame: &Frame, body: &Markup, exports: &[(&str, String)]) -> Html<String> {
    let at = format!("/products/{}", product.slug);
    let head = PageHead {
        title: "Compare releases",
        crumbs: &Section::Products.way([Crumb::to(&product.name, &at), Crumb::here("Compare")]),
        lead: Some(html! { "Of " (given(&product.name)) ", by their current SBOMs." }),
        updated: None,
        actions: Some(export_buttons(exports)),
    };
    let title = format!("Compare releases · {}", product.name);
    frame.render(Page::new(title, body.clone()).section(Section::Products).head(&head, frame.now))
}
