//! A product over its releases, to be looked at.

use mainstay_markup::{Chart, Figure, Markup, Series, Shape, count, html, plural, section};
use mainstay_store::{Product, Release, ReleaseFigures};

use super::name;
use crate::address;

/// What the releases are made of, and how good their SBOMs are: of the newest ones, oldest first.
pub(super) fn over_releases(product: &Product, releases: &[Release]) -> Markup {
    let graded = releases.iter().filter(|release| grade(release).is_some()).count();
    html! {
        div class="columns charts" {
            (section("growth", "Components over releases", &growth(product, releases)))
            @if graded > 1 { (section("quality", "Quality over releases", &quality(product, releases))) }
        }
    }
}

fn growth(product: &Product, releases: &[Release]) -> Markup {
    let links = |query: &str| -> Vec<Option<String>> {
        releases.iter().map(|one| Some(format!("{}/components{query}", address::release(one.uid)))).collect()
    };
    let values = |pick: fn(&ReleaseFigures) -> Option<u64>| {
        releases.iter().map(|one| one.figures.as_ref().and_then(pick).and_then(drawn)).collect()
    };
    let mut series = vec![
        Series::new("Direct", values(|of| of.direct)).linked(links("?direct=yes")),
        Series::new("Transitive", values(|of| of.transitive)).linked(links("?direct=no")),
    ];
    // Documents tell how each component came in, or they do not; what is not told is neither.
    if releases.iter().filter_map(|one| one.figures.as_ref()).any(|of| of.untold() > 0) {
        let untold = values(|of| Some(of.untold()));
        series.push(Series::new("Not told how", untold).linked(links("?direct=unknown")).unknown());
    }
    series.retain(|one| one.values.iter().any(Option::is_some));
    let chart = Chart {
        shape: Shape::StackedBar,
        category: "Release".to_owned(),
        unit: "components".to_owned(),
        categories: releases.iter().map(name).collect(),
        series,
        most: None,
        severity: false,
    };
    let csv = format!("{}/releases.csv", address::product(&product.slug));
    Figure {
        id: "components-over-releases",
        finding: &told(finding(releases), product, releases),
        chart: &chart,
        csv: Some(&csv),
    }
    .html()
}

fn quality(product: &Product, releases: &[Release]) -> Markup {
    let links = releases.iter().map(|one| Some(format!("{}/sboms", address::release(one.uid)))).collect();
    let values = releases.iter().map(|one| grade(one).map(f64::from)).collect();
    let chart = Chart {
        shape: Shape::Dots,
        category: "Release".to_owned(),
        unit: "of 100".to_owned(),
        categories: releases.iter().map(name).collect(),
        series: vec![Series::new("Worst grade", values).linked(links)],
        most: Some(100),
        severity: false,
    };
    let csv = format!("{}/releases.csv", address::product(&product.slug));
    Figure {
        id: "quality-over-releases",
        finding: &told(trend(releases), product, releases),
        chart: &chart,
        csv: Some(&csv),
    }
    .html()
}

/// A finding, with how much of the history it is about where that is not all of it.
fn told(finding: String, product: &Product, releases: &[Release]) -> String {
    let (drawn, all) = (releases.len() as u64, product.figures.releases);
    if drawn >= all {
        return finding;
    }
    format!("{finding} Only the newest {} of {} releases are drawn.", count(drawn), count(all))
}

/// What the dots say, in a sentence.
fn trend(releases: &[Release]) -> String {
    let known: Vec<(&Release, u8)> = releases.iter().filter_map(|one| Some((one, grade(one)?))).collect();
    match known.as_slice() {
        [] => "No release was graded.".to_owned(),
        [(only, grade)] => format!("Only {} was graded: {grade} of 100.", name(only)),
        [(_, from), .., (last, to)] if from == to => {
            format!("The worst SBOM of {} has grade {to} of 100, as before.", name(last))
        }
        [(first, from), .., (last, to)] => {
            let way = if to > from { "rose" } else { "fell" };
            format!("The worst grade {way} from {from} in {} to {to} in {}.", name(first), name(last))
        }
    }
}

fn grade(release: &Release) -> Option<u8> {
    release.figures.as_ref()?.worst_grade
}

fn drawn(number: u64) -> Option<f64> {
    u32::try_from(number).ok().map(f64::from)
}

/// What the line says, in a sentence.
fn finding(releases: &[Release]) -> String {
    let known: Vec<(&Release, u64)> =
        releases.iter().filter_map(|release| Some((release, release.figures.as_ref()?.components))).collect();
    match known.as_slice() {
        [] => "No release has an SBOM, so nothing is known.".to_owned(),
        [(only, number)] => format!("Only {} has an SBOM: {}.", name(only), components(*number)),
        [(first, from), .., (last, to)] if from == to => {
            format!("{} in {} as in {}.", components(*to), name(last), name(first))
        }
        [(first, from), .., (last, to)] => {
            format!("From {} in {} to {} in {}.", components(*from), name(first), count(*to), name(last))
        }
    }
}

fn components(number: u64) -> String {
    plural(number, "component", "components")
}
