//! The first page: what there is, what is not known, what waits.

use axum::response::Html;
use mainstay_markup::{
    Cell, Column, Markup, PageHead, Stat, Table, Tone, copyable, count, empty, given, html, notice, percent,
    plural, section, stats,
};
use mainstay_office::inventory::Overview;
use mainstay_store::{Sbom, Total};

use super::coverage::COUNTED;
use super::sbom_cells::{COMPONENTS, NAME, QUALITY, RECEIVED, RELEASE, SOURCE, STATE};
use crate::{Error, Frame, Page, Section, Seen, Visitor};

const PRODUCT: Column<Sbom> =
    Column::new("product", "Product", |row: &Sbom| Cell::Text(row.product.name.clone()))
        .shown(|row, _| html! { a href={ "/products/" (row.product_slug) } { (given(&row.product.name)) } });

const NEWEST: &[Column<Sbom>] = &[NAME, PRODUCT, RELEASE, SOURCE, STATE, COMPONENTS, QUALITY, RECEIVED];

/// `GET /`.
pub(crate) async fn home(Seen(state): Seen, _: Visitor, frame: Frame) -> Result<Html<String>, Error> {
    let overview = state.office().overview(frame.now).await?;
    let body = if overview.is_empty() { start() } else { filled(&overview, &frame) };
    let head = PageHead { title: "Home", crumbs: &[], lead: None, updated: None, actions: None };
    Ok(frame.render(Page::new("Home", body).section(Section::Home).head(&head, frame.now)))
}

fn filled(overview: &Overview, frame: &Frame) -> Markup {
    html! {
        (failures(overview))
        (section("inventory", "Inventory", &inventory(overview, frame)))
        (section("coverage", "What is not known", &coverage(overview, frame)))
        (section("newest", "Newest SBOMs", &newest(overview, frame)))
        @if overview.coverage.releases_without == overview.coverage.releases { (section("next", "Next steps", &steps())) }
    }
}

fn failures(overview: &Overview) -> Markup {
    let failed = overview.failed.at_least();
    html! {
        @if failed > 0 {
            (notice(Tone::High, &plural(failed, "import failed", "imports failed"), &html! {
                p { a href="/jobs?state=failed" { "See why" } ". What failed is kept and can be tried again." }
            }))
        }
    }
}

fn inventory(overview: &Overview, frame: &Frame) -> Markup {
    let coverage = &overview.coverage;
    // Without one document that was read, the number of components is not zero but unknown.
    let nothing_read = coverage.releases_without == coverage.releases;
    let components = if nothing_read {
        Cell::Unknown("no SBOM was read yet".to_owned())
    } else {
        total(overview.components)
    };
    stats(
        frame.now,
        &[
            stat("Products", Cell::Count(coverage.products), "/products", CATALOG, None),
            stat("Releases", Cell::Count(coverage.releases), "/releases", CATALOG, with_sbom(overview)),
            stat("Components", components, "/components", SBOMS, None),
            stat("SBOMs in use", total(overview.sboms), "/sboms?state=ready", SBOMS, None),
            stat(
                "Waiting or being read",
                Cell::Count(overview.pending),
                "/jobs?state=queued,running",
                WORK,
                None,
            ),
            stat("Failed imports", total(overview.failed), "/jobs?state=failed", WORK, None),
        ],
    )
}

fn with_sbom(overview: &Overview) -> Option<String> {
    let coverage = &overview.coverage;
    let known = coverage.releases.saturating_sub(coverage.releases_without);
    percent(known, coverage.releases).map(|share| format!("{share} have an SBOM"))
}

fn coverage(overview: &Overview, frame: &Frame) -> Markup {
    let coverage = &overview.coverage;
    let share = |part| percent(part, coverage.products).map(|share| format!("{share} of the products"));
    let ungraded = (coverage.products_ungraded > 0)
        .then(|| format!("{} more are not graded", count(coverage.products_ungraded)));
    let poor = format!("below {} of 100", overview.poor_below);
    stats(
        frame.now,
        &[
            stat(
                "Products without SBOM",
                Cell::Count(coverage.products_without),
                "/coverage?gap=without",
                CATALOG,
                share(coverage.products_without),
            ),
            stat(
                "With a stale SBOM",
                Cell::Count(coverage.products_stale),
                "/coverage?gap=stale",
                COUNTED,
                Some(format!("older than {}", plural(overview.stale_days.into(), "day", "days"))),
            ),
            stat(
                "With a poor SBOM",
                Cell::Count(coverage.products_poor),
                "/coverage?gap=poor",
                COUNTED,
                Some(ungraded.map_or(poor.clone(), |ungraded| format!("{poor}; {ungraded}"))),
            ),
            stat(
                "Overdue answers of suppliers",
                total(overview.overdue),
                "/requests?status=overdue",
                "From the requests to suppliers",
                Some(match overview.suppliers.asked {
                    0 => "no supplier was asked".to_owned(),
                    asked => format!(
                        "{} of {} that were asked answered with an SBOM",
                        count(overview.suppliers.answered),
                        count(asked)
                    ),
                }),
            ),
        ],
    )
}

fn newest(overview: &Overview, frame: &Frame) -> Markup {
    let table = Table {
        empty: empty("No SBOMs yet", &html! { p { a href="/upload" { "Upload one" } } }),
        ..Table::new("Newest SBOMs", NEWEST, &overview.newest, frame.now)
    };
    table.html()
}

/// Where numbers of products and releases come from, those of what is in them, and those of the work.
const CATALOG: &str = "From the products and releases that are not archived, and their current SBOMs";
const SBOMS: &str = "From the current SBOMs of all releases";
const WORK: &str = "From the background work";

fn stat(label: &str, value: Cell, href: &str, source: &str, note: Option<String>) -> Stat {
    Stat { label: label.to_owned(), value, href: Some(href.to_owned()), note, source: source.to_owned() }
}

/// A number of rows, of which there may be more than are counted.
pub(super) fn total(total: Total) -> Cell {
    match total {
        Total::Exact(number) => Cell::Count(number),
        Total::MoreThan(limit) => Cell::Text(format!("{}+", count(limit))),
    }
}

fn start() -> Markup {
    html! {
        p class="lead" { "The inventory is empty. Fill it in one of three ways:" }
        (section("start", "First steps", &steps()))
    }
}

fn steps() -> Markup {
    html! {
        div class="columns" {
            (step("Scan a source tree", "Finds lockfiles and manifests, and reads what they name.", "mainstay quickstart .", None))
            (step("Upload an SBOM", "CycloneDX or SPDX, from your build or a supplier.",
                "mainstay import bom.json --product web-shop --release 1.0", Some(("/upload", "Upload an SBOM"))))
            (step("Import your products", "A list as a CMDB or a spreadsheet exports it; SBOMs find their product by its key or name.",
                "mainstay import products.csv", Some(("/products/import", "Import a list"))))
        }
    }
}

fn step(title: &str, what: &str, command: &str, link: Option<(&str, &str)>) -> Markup {
    html! {
        div class="stack" {
            h3 { (title) }
            p { (what) }
            p { (copyable(command, "the command")) }
            @if let Some((href, label)) = link { p { a class="button" href=(href) { (label) } } }
        }
    }
}
