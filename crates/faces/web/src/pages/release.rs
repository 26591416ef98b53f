//! A release: what it is made of, and how much of that is known.

mod charts;
pub(crate) mod components;
pub(crate) mod edit;
pub(crate) mod export;
pub(crate) mod graph;
pub(crate) mod history;
pub(crate) mod sboms;
pub(crate) mod why;

use axum::extract::Path;
use axum::response::Html;
use mainstay_markup::{
    Cell, Column, Crumb, Icon, Markup, Stat, Tab, Table, empty, facts, given, html, icon, percent, plural,
    section, stats, tag, time,
};
use mainstay_office::inventory::Spread;
use mainstay_store::{Release, ReleaseFigures, Sbom, public_id};
use uuid::Uuid;

use super::product::{direct, name, newest_sbom};
use super::release_cells;
use super::sbom_cells::{COMPONENTS, FORMAT, GENERATOR, LABEL, NAME, PROBLEMS, QUALITY, RECEIVED, SOURCE};
use super::words::grade;
use crate::list::Head;
use crate::{Error, Frame, Section, Seen, State, Visitor, address};

/// Packages in several versions that the page lists; more are counted.
const SPREAD_SHOWN: usize = 20;

/// The columns of the SBOM set.
const SET: &[Column<Sbom>] =
    &[NAME, SOURCE, LABEL, FORMAT, GENERATOR, COMPONENTS, QUALITY, PROBLEMS, RECEIVED];

/// `GET /releases/{release}`.
pub(crate) async fn overview(
    Seen(state): Seen,
    _: Visitor,
    frame: Frame,
    Path(uid): Path<String>,
) -> Result<Html<String>, Error> {
    let office = state.office();
    let release = find(&state, &uid).await?;
    let (store, uid) = (office.store(), release.uid);
    let asked =
        async { Ok::<_, Error>((store.current_sboms(uid).await?, store.ecosystem_shares(uid).await?)) };
    // Both walk over all that the release uses.
    let spread = async { Ok(office.spread(uid, SPREAD_SHOWN).await?) };
    let ((set, shares), (spread, several_versions)) = tokio::try_join!(asked, spread)?;
    let poor_below = office.settings().poor_below;
    let body = html! {
        @match &release.figures {
            Some(figures) => (section("figures", "What it is made of", &known(&release, figures, &frame))),
            None => (section("figures", "What it is made of", &unknown(&release))),
        }
        @if !shares.is_empty() { (section("ecosystems", "Ecosystems", &charts::ecosystems(&release, &shares))) }
        @if !set.is_empty() {
            (section("set", "Current SBOMs", &Table::new("Current SBOMs", SET, &set, frame.now).html()))
        }
        div class="columns" {
            (section("facts", "Facts", &told(&release, poor_below, &frame)))
            @if !set.is_empty() { (section("spread", "Packages in several versions", &several(release.uid, &spread, several_versions))) }
        }
    };
    Ok(frame.render(head(&release, "overview").page(&body, frame.now).with_charts()))
}

/// A release by the id in an address.
pub(crate) async fn find(state: &State, uid: &str) -> Result<Release, Error> {
    let uid = public_id(uid).ok_or_else(|| Error::not_found(format!("There is no release `{uid}`.")))?;
    Ok(state.office().store().release(uid).await?)
}

/// The head above every tab of a release.
pub(crate) fn head(release: &Release, current: &str) -> Head {
    let base = format!("/releases/{}", release.uid);
    let figures = release.figures.as_ref();
    let tab = |key: &str, label: &str, path: &str, count| Tab {
        label: label.to_owned(),
        href: format!("{base}{path}"),
        count,
        current: key == current,
    };
    let tabs = vec![
        tab("overview", "Overview", "", None),
        tab("components", "Components", "/components", figures.map(|figures| figures.components)),
        tab("graph", "Graph", "/graph", None),
        tab("sboms", "SBOMs", "/sboms", figures.map(|figures| figures.sboms)),
        tab("history", "History", "/history", None),
        tab("edit", "Edit", "/edit", None),
    ];
    let version = name(release);
    let upload = format!(
        "/upload?product={}&version={}&variant={}",
        address::value(&release.product_slug),
        address::value(&release.version),
        address::value(&release.variant)
    );
    Head {
        section: Section::Products,
        title: format!("{} {version}", release.product_name),
        crumbs: way(release, &version, current, &tabs),
        lead: release.deployed.then(|| html! { "Runs or is in users' hands now." }),
        actions: Some(html! {
            a class="button" href={ "/products/" (release.product_slug) "/compare?b=" (release.uid) } { "Compare releases" }
            a class="button" href={ (base) "/export" } { "Export" }
            a class="button primary" href=(upload) { (icon(Icon::Add)) "Upload an SBOM" }
        }),
        tabs,
    }
}

fn way(release: &Release, version: &str, current: &str, tabs: &[Tab]) -> Vec<Crumb> {
    let product = format!("/products/{}", release.product_slug);
    let mut crumbs = Section::Products.way([
        Crumb::to(&release.product_name, &product),
        Crumb::to("Releases", format!("{product}/releases")),
    ]);
    if current == "overview" {
        crumbs.push(Crumb::here(version));
        return crumbs;
    }
    crumbs.push(Crumb::to(version, format!("/releases/{}", release.uid)));
    match tabs.iter().find(|tab| tab.current) {
        Some(tab) => crumbs.push(Crumb::here(&tab.label)),
        None if current == "export" => crumbs.push(Crumb::here("Export")),
        None => crumbs.push(Crumb::here("Why is this here?")),
    }
    crumbs
}

/// Where the numbers of a release come from.
pub(super) const STATED: &str = "From the current SBOMs of this release";

/// What the number of components of a release counts: its SBOMs list more.
pub(super) const COUNTED: &str = "each once, without the product's own parts";

fn known(release: &Release, figures: &ReleaseFigures, frame: &Frame) -> Markup {
    let share = |part| percent(part, figures.components).map(|share| format!("{share} of all"));
    let stat = |label: &str, number: u64, query: &str| Stat {
        label: label.to_owned(),
        value: Cell::Count(number),
        href: Some(format!("/releases/{}/components{query}", release.uid)),
        note: if query.is_empty() { Some(COUNTED.to_owned()) } else { share(number) },
        source: STATED.to_owned(),
    };
    stats(
        frame.now,
        &[
            stat("Components", figures.components, ""),
            direct(figures, &format!("/releases/{}", release.uid)),
            stat("Without a license", figures.without_license, "?without-license=yes"),
            stat("Without a purl", figures.without_purl, "?without-purl=yes"),
        ],
    )
}

fn unknown(release: &Release) -> Markup {
    empty(
        "Not known what it is made of",
        &html! {
            p { "It has no SBOM that was read. Send one from the build:" }
            pre tabindex="0" { "mainstay import bom.json --product " (release.product_slug) " --release " (release.version) }
        },
    )
}

fn told(release: &Release, poor_below: u8, frame: &Frame) -> Markup {
    let figures = release.figures.as_ref();
    let worst = figures.and_then(|figures| figures.worst_grade);
    let newest = figures.and_then(|figures| figures.newest_sbom_at);
    facts(&[
        (
            "Product",
            html! { a href={ "/products/" (release.product_slug) } { (given(&release.product_name)) } },
        ),
        ("Version", html! { code { (release.version) } }),
        ("Variant", Cell::text((!release.variant.is_empty()).then_some(&release.variant)).html(frame.now)),
        ("Released", release_cells::released(release, frame.now)),
        ("Supported until", release_cells::supported(release, frame.now)),
        ("Deployed", Cell::Flag(release.deployed).html(frame.now)),
        ("Quality of its worst SBOM", grade(worst, poor_below)),
        ("Newest SBOM", newest_sbom(newest, frame)),
        ("Added", time(frame.now, release.created_at)),
    ])
}

fn several(release: Uuid, spread: &[Spread], total: u64) -> Markup {
    html! {
        @if spread.is_empty() {
            p { "Each package is there in one version." }
        } @else {
            p class="meta" { (plural(total, "package", "packages")) " in more than one version." }
            ul class="versions" {
                @for one in spread {
                    li {
                        (tag(&one.ecosystem)) " " (given(&one.name)) ": "
                        @for (index, component) in one.one_of_each().enumerate() {
                            @if index > 0 { ", " }
                            a href={ "/components/" (component.uid) } { code { (component.version.as_deref().unwrap_or("no version")) } }
                        }
                    }
                }
            }
            @if total > spread.len() as u64 {
                p class="meta" {
                    "The " (spread.len()) " with the most versions are shown. "
                    a href={ "/packages?several-versions=yes&release=" (release) } { "All packages in several versions" }
                }
            }
        }
    }
}
