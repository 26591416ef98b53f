//! What is known of a component or a package.

use jiff::Timestamp;
use mainstay_markup::{
    Cell, Chart, Figure, Markup, Series, Shape, Stat, count, facts, given, html, plural, section, stats, tag,
};
use mainstay_store::Component;

use super::{Subject, versions};
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

fn numbers(subject: &Subject, components: &[Component]) -> Vec<Stat> {
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
            stat("Uses", package.uses, Some(used_by), Some("one for each component and release")),
            direct(stat("Direct uses", package.direct, None, None), package.transitive, package.uses),
        ],
    };
    stats.push(stat("Versions in use", versions::number(components), Some(all), None));
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
    let mut declared: Vec<(&str, Vec<&Component>)> = Vec::new();
    let own;
    let among: &[Component] = match subject {
        Subject::Component(component) => {
            own = [component.clone()];
            &own
        }
        Subject::Package(_) => versions,
    };
    for (component, license) in among.iter().flat_map(|one| one.licenses.iter().map(move |text| (one, text)))
    {
        match declared.iter_mut().find(|(text, _)| text == license) {
            Some((_, components)) => components.push(component),
            None => declared.push((license, vec![component])),
        }
    }
    if declared.is_empty() {
        return html! { p { (components::licenses_unknown(now)) ": no document names a license." } };
    }
    html! {
        ul {
            @for (text, components) in &declared {
                li {
                    a href={ "/components?license=" (address::value(text)) } { (given(text)) }
                    @if matches!(subject, Subject::Package(_)) { " " span class="meta" { "of " (plural(versions::number(components.iter().copied()), "version", "versions")) } }
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

/// How many versions there are, and in how many variants where those are more.
fn told(components: &[Component]) -> String {
    let (versions, all) = (versions::number(components), components.len() as u64);
    let are = if versions == 1 { "is" } else { "are" };
    let variants = if versions == all { String::new() } else { format!(" in {} variants", count(all)) };
    format!("{}{variants} {are}", plural(versions, "version", "versions"))
}

fn figure(versions: &[Component]) -> Markup {
    let drawn = &versions[..versions.len().min(DRAWN)];
    let names = versions::names(versions);
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
        categories: names[..drawn.len()].to_vec(),
        series,
        most: None,
        severity: false,
    };
    let most = versions.iter().zip(&names).max_by_key(|(version, _)| version.releases);
    let most =
        most.filter(|(most, _)| versions.iter().filter(|other| other.releases == most.releases).count() == 1);
    let finding = match (versions, most) {
        ([one], _) => format!("One version is in use, by {}.", plural(one.releases, "release", "releases")),
        (_, Some((most, name))) => format!(
            "{} in use; {} is used by most, {}.",
            told(versions),
            most.version.as_ref().map_or("the one without a version", |_| name),
            plural(most.releases, "release", "releases"),
        ),
        (_, None) => format!("{} in use, and none by more releases than any other.", told(versions)),
    };
    html! {
        (Figure { id: "spread", finding: &finding, chart: &chart, csv: None }.html())
        @if versions.len() > DRAWN { p class="meta" { "Only the newest " (DRAWN) " are drawn." } }
    }
}
