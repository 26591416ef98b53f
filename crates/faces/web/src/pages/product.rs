//! A product: what it is, what it is made of over its releases.

mod badges;
pub(crate) mod charts;
pub(crate) mod components;
pub(crate) mod edit;
pub(crate) mod new_release;
pub(crate) mod relations;
pub(crate) mod releases;
pub(crate) mod sboms;

use axum::extract::Path;
use axum::response::Html;
use jiff::Timestamp;
use mainstay_markup::{
    Cell, Crumb, Icon, Markup, Stat, Tab, count, empty, facts, given, html, icon, percent, plural, section,
    stats, tag,
};
use mainstay_store::{
    Named, NewestRelease, PageRequest, Person, Product, Release, ReleaseFigures, Repository, SbomFilter,
    SbomState, Wanted,
};

use super::release_cells::{is_ahead, released};
use super::words::{CRITICALITIES, DISTRIBUTIONS, LIFECYCLES, grade, label};
use crate::list::Head;
use crate::pages::products::unit_filter;
use crate::{Error, Frame, Section, Seen, State, Visitor, address};

/// Releases that the chart shows.
const CHARTED: u32 = 30;

/// `GET /products/{slug}`.
pub(crate) async fn overview(
    Seen(state): Seen,
    _: Visitor,
    frame: Frame,
    Path(slug): Path<String>,
) -> Result<Html<String>, Error> {
    let office = state.office();
    let store = office.store();
    let product = store.product(&slug).await?;
    let parts = store.parts(product.uid).await?;
    let part_of = store.part_of(product.uid).await?;
    let repositories = store.repositories(product.uid).await?;
    let releases = office.last_releases(product.uid, CHARTED).await?;
    let poor_below = office.settings().poor_below;
    let embedded = badges::embed(&state, &product, &frame).await?;
    let ahead = match &product.figures.newest {
        Some(newest) => Some(store.release(newest.uid).await?).filter(|newest| is_ahead(newest, frame.now)),
        None => None,
    };
    let body = html! {
        @match &product.figures.newest {
            Some(newest) => (section("newest", &format!("Newest release with an SBOM: {}", newest.version), &html! {
                (figures(newest, poor_below, &frame))
                @if let Some(ahead) = &ahead { p class="meta" { "Its release: " (released(ahead, frame.now)) ". " (AHEAD) } }
            })),
            None => (section("newest", "Newest release with an SBOM", &no_sbom(&product, refused(&state, &product).await?))),
        }
        @if releases.len() > 1 { (charts::over_releases(&product, &releases)) }
        div class="columns" {
            (section("facts", "Facts", &known(&product, product.owner.as_ref(), &frame)))
            (section("relations", "Around it", &around(&parts, &part_of, &repositories)))
        }
        (embedded)
    };
    Ok(frame.render(head(&product, "overview").page(&body, frame.now).with_charts()))
}

/// The head above every tab of a product.
pub(crate) fn head(product: &Product, current: &str) -> Head {
    let base = format!("/products/{}", product.slug);
    let figures = &product.figures;
    let tab = |key: &str, label: &str, path: &str, count| Tab {
        label: label.to_owned(),
        href: format!("{base}{path}"),
        count,
        current: key == current,
    };
    let tabs = vec![
        tab("overview", "Overview", "", None),
        tab("releases", "Releases", "/releases", Some(figures.releases)),
        tab(
            "components",
            "Components",
            "/components",
            figures.newest.as_ref().map(|_| figures.all_components),
        ),
        tab("sboms", "SBOMs", "/sboms", None),
        tab("edit", "Edit", "/edit", None),
    ];
    let lead = html! {
        @if product.archived_at.is_some() { (mainstay_markup::chip(mainstay_markup::Tone::Waived, "Archived")) " " }
        @if !product.description.is_empty() { (product.description) }
    };
    Head {
        section: Section::Products,
        title: product.name.clone(),
        crumbs: way(product, &tabs),
        lead: (product.archived_at.is_some() || !product.description.is_empty()).then_some(lead),
        actions: Some(html! {
            @if figures.releases > 1 { a class="button" href={ (base) "/compare" } { "Compare releases" } }
            a class="button" href={ (base) "/releases/new" } { "New release" }
            a class="button primary" href={ "/upload?product=" (product.slug) } { (icon(Icon::Add)) "Upload an SBOM" }
        }),
        tabs,
    }
}

fn way(product: &Product, tabs: &[Tab]) -> Vec<Crumb> {
    let mut crumbs = Section::Products.way([]);
    match tabs.iter().find(|tab| tab.current) {
        Some(tab) if tab.label != "Overview" => {
            crumbs.push(Crumb::to(&product.name, format!("/products/{}", product.slug)));
            crumbs.push(Crumb::here(&tab.label));
        }
        _ => crumbs.push(Crumb::here(&product.name)),
    }
    crumbs
}

fn figures(newest: &NewestRelease, poor_below: u8, frame: &Frame) -> Markup {
    let figures = &newest.figures;
    let at = format!("/releases/{}", newest.uid);
    let stat = |label: &str, number: u64, query: &str, note: Option<String>| Stat {
        label: label.to_owned(),
        value: Cell::Count(number),
        href: Some(format!("{at}/components{query}")),
        note,
        source: super::release::STATED.to_owned(),
    };
    let of_all = |part| percent(part, figures.components).map(|share| format!("{share} of its components"));
    html! {
        (stats(frame.now, &[
            stat("Components", figures.components, "", Some(super::release::COUNTED.to_owned())),
            direct(figures, &at),
            stat("Without a license", figures.without_license, "?without-license=yes", of_all(figures.without_license)),
            Stat {
                label: "SBOMs".to_owned(),
                value: Cell::Count(figures.sboms),
                href: Some(format!("{at}/sboms")),
                note: figures.worst_grade.map(|grade| format!("worst graded {grade} of 100")),
                source: super::release::STATED.to_owned(),
            },
        ]))
        p { a href=(at) { "Release " (newest.version) } " · quality " (grade(figures.worst_grade, poor_below)) }
        p class="meta" { (NEWEST_BY) }
    }
}

/// The rule by which releases stand in order, wherever they do.
pub(crate) const NEWEST_BY: &str = "Newest by the day of its release; a release without a day stands by its version, and what is no version (main, a commit) behind all that are.";

/// What a day that is still to come means for the order.
const AHEAD: &str = "What is dated ahead is the newest all the same, as the next version is without a day.";

/// How many components a release names itself; not told is not zero.
pub(crate) fn direct(figures: &ReleaseFigures, release: &str) -> Stat {
    let (value, note) = if let Some(direct) = figures.direct {
        let share = percent(direct, figures.components);
        let note = match figures.untold() {
            0 => share.map(|share| format!("{share} of its components")),
            untold => Some(format!("of {} others no SBOM tells how they came in", count(untold))),
        };
        (Cell::Count(direct), note)
    } else {
        let why = "no SBOM says what the release names itself";
        (Cell::Unknown(why.to_owned()), Some(why.to_owned()))
    };
    Stat {
        label: "Direct".to_owned(),
        value,
        href: Some(format!("{release}/components?direct=yes")),
        note,
        source: super::release::STATED.to_owned(),
    }
}

/// How many documents of a product could not be read.
async fn refused(state: &State, product: &Product) -> Result<u64, Error> {
    let filter = SbomFilter {
        product: Some(product.uid),
        state: Wanted { any: vec![SbomState::Refused], none: Vec::new() },
        ..SbomFilter::default()
    };
    Ok(state.office().store().list_sboms(&filter, &PageRequest::first(1)).await?.total.at_least())
}

fn no_sbom(product: &Product, refused: u64) -> Markup {
    empty(
        "Not known what it is made of",
        &html! {
            @if refused > 0 {
                p { (plural(refused, "document was", "documents were")) " received and could not be read: "
                    a href={ "/products/" (product.slug) "/sboms?state=refused" } { "see why" } "." }
            }
            p { @if refused == 0 { "No release has an SBOM. " } @else { "No release has an SBOM that was read. " }
                a href={ "/upload?product=" (product.slug) } { "Upload one" } ", or send it from the build:" }
            pre tabindex="0" { "mainstay import bom.json --product " (product.slug) " --release 1.0" }
        },
    )
}

/// Version and variant.
pub(crate) fn name(release: &Release) -> String {
    format!("{} {}", release.version, release.variant).trim_end().to_owned()
}

fn known(product: &Product, owner: Option<&Person>, frame: &Frame) -> Markup {
    let word = |word: &str| Cell::text((!word.is_empty()).then(|| word.to_owned())).html(frame.now);
    let lifecycle = product.lifecycle.map_or("", |one| label(LIFECYCLES, one.as_str()));
    let criticality = product.criticality.map_or("", |one| label(CRITICALITIES, one.as_str()));
    let distribution = product.distribution.map_or("", |one| label(DISTRIBUTIONS, one.as_str()));
    facts(&[
        ("Key", html! { code { (product.slug) } }),
        (
            "Owner",
            match owner {
                Some(person) => {
                    html! { (person.name) @if let Some(mail) = &person.mail { " " a href={ "mailto:" (mail) } { (mail) } } }
                }
                None => word(""),
            },
        ),
        (
            "Unit",
            match &product.unit {
                Some(unit) => {
                    html! { a href={ "/products?unit=" (address::value(&unit_filter(unit))) } { (unit) } }
                }
                None => word(""),
            },
        ),
        ("Lifecycle", word(lifecycle)),
        ("Criticality", word(criticality)),
        ("Distribution", word(distribution)),
        ("Class", word(product.class.as_deref().unwrap_or_default())),
        (
            "Tags",
            html! {
                @if product.tags.is_empty() { (word("")) }
                span class="tags" { @for one in &product.tags { a href={ "/products?tag=" (address::value(one)) } { (tag(one)) } } }
            },
        ),
        ("Newest SBOM", newest_sbom(product.figures.newest_sbom_at, frame)),
        ("Added", mainstay_markup::time(frame.now, product.created_at)),
    ])
}

/// By which time an SBOM is the newest. It is not when the product or release changed: that is not kept.
pub(crate) fn newest_sbom(at: Option<Timestamp>, frame: &Frame) -> Markup {
    html! {
        (at.map_or(Cell::None, Cell::Time).html(frame.now))
        @if at.is_some() { " " span class="meta" { "when it was made, or received where none tells" } }
    }
}

fn around(parts: &[Named], part_of: &[Named], repositories: &[Repository]) -> Markup {
    let products = |list: &[Named]| {
        html! {
            @if list.is_empty() { (Cell::None.html(jiff::Timestamp::UNIX_EPOCH)) }
            ul { @for one in list { li { a href={ "/products/" (one.uid) } { (given(&one.name)) } } } }
        }
    };
    facts(&[
        ("Part of", products(part_of)),
        ("Parts", products(parts)),
        (
            "Repositories",
            html! {
                @if repositories.is_empty() { (Cell::None.html(jiff::Timestamp::UNIX_EPOCH)) }
                ul { @for one in repositories { li { (repository(&one.url)) } } }
            },
        ),
    ])
}

/// Only an address of the web becomes a link; whatever else somebody entered is text.
fn repository(url: &str) -> Markup {
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    html! { @if is_web { a href=(url) rel="noreferrer" { (url) } } @else { code { (url) } } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_become_links() {
        assert!(repository("https://git.example.org/a").0.contains("<a href"));
        assert!(!repository("javascript:alert(1)").0.contains("<a"));
    }
}
