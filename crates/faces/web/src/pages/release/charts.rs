//! A release, to be looked at.

use mainstay_markup::{Chart, Figure, Markup, Series, Shape, count, percent};
use mainstay_store::Release;

use crate::address;
use crate::pages::component_filter;

/// Ecosystems that are told apart by color; the others are one part.
const TOLD_APART: usize = 4;

/// Which ecosystems the components are of.
pub(super) fn ecosystems(release: &Release, shares: &[(String, u64)]) -> Markup {
    let base = format!("{}/components", address::release(release.uid));
    let part = |name: &str, number: u64, link: Option<String>| {
        Series::new(name, vec![u32::try_from(number).ok().map(f64::from)]).linked(vec![link])
    };
    let known: Vec<&(String, u64)> = shares.iter().filter(|(kind, _)| !kind.is_empty()).collect();
    let (first, rest) = known.split_at(known.len().min(TOLD_APART));
    let mut series: Vec<Series> = first
        .iter()
        .map(|(kind, number)| {
            part(
                component_filter::ecosystem_name(kind),
                *number,
                Some(format!("{base}?ecosystem={}", address::value(kind))),
            )
        })
        .collect();
    if !rest.is_empty() {
        let without: String =
            first.iter().map(|(kind, _)| format!("-ecosystem={}&", address::value(kind))).collect();
        let number = rest.iter().map(|(_, number)| number).sum();
        series.push(part("Others", number, Some(format!("{base}?{without}-ecosystem=none"))));
    }
    if let Some((_, number)) = shares.iter().find(|(kind, _)| kind.is_empty()) {
        series.push(part("Without purl", *number, Some(format!("{base}?without-purl=yes"))).unknown());
    }
    let chart = Chart {
        shape: Shape::Shares,
        category: "Of".to_owned(),
        unit: "components".to_owned(),
        categories: vec!["All components".to_owned()],
        series,
        most: None,
        severity: false,
    };
    Figure { id: "shares", finding: &finding(&known, shares), chart: &chart, csv: None }.html()
}

fn finding(known: &[&(String, u64)], shares: &[(String, u64)]) -> String {
    let all: u64 = shares.iter().map(|(_, number)| number).sum();
    let Some((kind, most)) = known.first() else {
        if all == 1 {
            return "Its one component has no purl, so its ecosystem is unknown.".to_owned();
        }
        return format!("None of the {} components has a purl, so their ecosystems are unknown.", count(all));
    };
    let name = component_filter::ecosystem_name(kind);
    match known.len() {
        1 if all == 1 => format!("Its one component is of the ecosystem {name}."),
        1 if *most == all => format!("All {} components are of one ecosystem: {name}.", count(all)),
        _ => {
            let share = percent(*most, all).unwrap_or_default();
            format!(
                "{share} of the components, {} of {}, are of one ecosystem: {name}.",
                count(*most),
                count(all)
            )
        }
    }
}
