//! What is known of a component or a package.

use jiff::Timestamp;
use mainstay_markup::{
    Cell, Chart, Figure, Markup, Series, Shape, Stat, count, facts, given, html, plural, section, stats, tag,
};
use mainstay_store::Component;

use super::Subject;
use crate::address;
use crate::pages::components;

/// How many versions the figure has; the tab has all.
const DRAWN: usize = 20;

/// Key numbers, identity, licenses and the versions in use.
pub(super) fn overview(subject: &Subject, versions: &[Component], now: Timestamp) -> Markup {
    html! {
        (stats(now, &numbers(subject, versions)))
        div class="columns section" {
            (section("identity", "Identity", &identity(subject, now)))
            (section("licenses", "Licenses", &licenses(subject, versions, now)))
        }
        @if !versions.is_empty() { (section("versions", "Versions in use", &figure(versions))) }
    }
}

fn numbers(subject: &Subject, versions: &[Component]) -> Vec<Stat> {
    let used_by = format!("{}?tab=used-by", subject.address());
    let stat = |label: &str, value: u64, href: Option<String>, note: Option<&str>| Stat {
        label: label.to_owned(),
        value: Cell::Count(value),
        href,
        note: note.map(str::to_owned),
        source: "From the current SBOMs of all releases".to_owned(),
    };
    let all = format!("{}?tab=versions", subject.package_address());
    let mut stats = match subject {
        Subject::Component(component) => vec![
            stat("Products", component.products, Some(used_by.clone()), None),
            stat("Releases", component.releases, Some(used_by), None),
            direct(stat("Direct in", component.direct, None, None), component.transitive, component.releases),
        ],
        Subject::Package(package) => vec![
            stat("Uses", package.uses, Some(used_by), Some("one for each version and release")),
            direct(stat("Direct uses", package.direct, None, None), package.transitive, package.uses),
        ],
    };
    stats.push(stat("Versions in use", versions.len() as u64, Some(all), None));
    stats
}

/// In how many releases it is direct, with what is not told of the others.
fn direct(stat: Stat, transitive: u64, all: u64) -> Stat {
    let Cell::Count(direct) = stat.value else { return stat };
    let untold = all.saturating_sub(direct + transitive);
    if untold == all && all > 0 {
        let why = "no SBOM says how it came in".to_owned();
        return Stat { value: Cell::Unknown(why.clone()), note: Some(why), ..stat };
    }
    let note = match untold {
        0 => "releases that name it themselves".to_owned(),
        untold => format!("releases that name it themselves; {} do not tell", count(untold)),
    };
    Stat { note: Some(note), ..stat }
}

fn identity(subject: &Subject, now: Timestamp) -> Markup {
    let (ecosystem, namespace, name) = match subject {
        Subject::Component(component) => (&component.ecosystem, &component.namespace, &component.name),
        Subject::Package(package) => (&package.ecosystem, &package.namespace, &package.name),
    };
    let text =
        |text: &str| Cell::text(Some(text).filter(|text| !text.is_empty()).map(str::to_owned)).html(now);
    let mut rows = vec![("Name", text(name)), ("Namespace", text(namespace)), ("Ecosystem", text(ecosystem))];
    if let Subject::Component(component) = subject {
        rows.push(("Version", component.version.clone().map_or(Cell::None, Cell::Code).html(now)));
        rows.push(("Package", html! { a href=(subject.package_address()) { "All versions" } }));
        rows.push((
            "Origin",
            if component.internal {
                html! { "The organization's own " (tag("own")) }
            } else {
                html! { "Others' work" }
            },
        ));
    }
    facts(&rows)
}

/// What documents declare; a package shows what they declare of its versions.
fn licenses(subject: &Subject, versions: &[Component], now: Timestamp) -> Markup {
    let mut declared: Vec<(&str, u64)> = Vec::new();
    let own;
    let among: &[Component] = match subject {
        Subject::Component(component) => {
            own = [component.clone()];
            &own
        }
        Subject::Package(_) => versions,
    };
    for license in among.iter().flat_map(|component| &component.licenses) {
        match declared.iter_mut().find(|(text, _)| text == license) {
            Some((_, number)) => *number += 1,
            None => declared.push((license, 1)),
        }
    }
    if declared.is_empty() {
        return html! { p { (components::licenses_unknown(now)) ": no document names a license." } };
    }
    html! {
        ul {
            @for (text, number) in &declared {
                li {
                    a href={ "/components?license=" (address::value(text)) } { (given(text)) }
                    @if matches!(subject, Subject::Package(_)) { " " span class="meta" { "of " (plural(*number, "version", "versions")) } }
                }
            }
        }
        p class="meta" {
            "As documents have it, word for word. Nobody has reviewed it here. "
            @if matches!(subject, Subject::Component(_)) { a href={ (subject.address()) "?tab=documents" } { "Which document says so" } }
        }
    }
}

fn small(number: u64) -> Option<f64> {
    u32::try_from(number).ok().map(f64::from)
}

fn figure(versions: &[Component]) -> Markup {
    let drawn = &versions[..versions.len().min(DRAWN)];
    let links = || drawn.iter().map(|version| Some(address::component(version))).collect();
    let direct = Series::new("Direct", drawn.iter().map(|version| small(version.direct)).collect());
    let transitive = drawn.iter().map(|version| small(version.transitive)).collect();
    let untold = |version: &Component| version.releases.saturating_sub(version.direct + version.transitive);
    let mut series = vec![direct.linked(links()), Series::new("Transitive", transitive).linked(links())];
    if drawn.iter().any(|version| untold(version) > 0) {
        let rest = drawn.iter().map(|version| small(untold(version))).collect();
        series.push(Series::new("Not told how", rest).linked(links()).unknown());
    }
    let chart = Chart {
        shape: Shape::StackedBar,
        category: "Version".to_owned(),
        unit: "releases".to_owned(),
        categories: drawn
            .iter()
            .map(|version| version.version.clone().unwrap_or_else(|| "no version".to_owned()))
            .collect(),
        series,
        most: None,
        severity: false,
    };
    let most = versions.iter().max_by_key(|version| version.releases);
    let most =
        most.filter(|most| versions.iter().filter(|other| other.releases == most.releases).count() == 1);
    let finding = match (versions, most) {
        ([one], _) => format!("One version is in use, by {}.", plural(one.releases, "release", "releases")),
        (_, Some(most)) => format!(
            "{} versions are in use; {} is used by most, {}.",
            count(versions.len() as u64),
            most.version.as_deref().unwrap_or("the one without a version"),
            plural(most.releases, "release", "releases"),
        ),
        (_, None) => format!(
            "{} versions are in use, and none by more releases than any other.",
            count(versions.len() as u64)
        ),
    };
    html! {
        (Figure { id: "spread", finding: &finding, chart: &chart, csv: None }.html())
        @if versions.len() > DRAWN { p class="meta" { "Only the newest " (DRAWN) " are drawn." } }
    }
}
