//! The quality of a document: its points, those that are missed first, with what is missing and how to mend it.

use mainstay_markup::{Markup, Tone, chip, count, empty, html, percent, plural};
use mainstay_office::quality::{Point, Report};
use mainstay_store::Sbom;
use serde_json::Value;

use crate::pages::words;

/// The grade, and one part a point.
pub(super) fn quality(sbom: &Sbom, report: Option<&Value>, poor_below: u8) -> Markup {
    let report: Option<Report> = report.and_then(|report| serde_json::from_value(report.clone()).ok());
    let Some(report) = report else {
        return empty(
            "Not graded",
            &html! { p { "Only documents that were read and have components are graded." } },
        );
    };
    let (mut missed, met): (Vec<&Point>, Vec<&Point>) =
        report.points.iter().partition(|point| is_missed(point));
    missed.sort_by_key(|point| !point.required);
    html! {
        p {
            "Grade " (words::grade(sbom.grade, poor_below)) " by the profile " strong { (report.title) } ". "
            @if report.sufficient { (chip(Tone::Ok, "All that is required is there")) }
            @else { (chip(Tone::High, "Required points are missed")) }
        }
        @if !missed.is_empty() {
            h3 { (plural(missed.len() as u64, "point to mend", "points to mend")) }
            ul class="stack" { @for point in missed { li { (missed_point(point)) } } }
        }
        @if !met.is_empty() {
            details class="more" {
                summary { (plural(met.len() as u64, "point is met", "points are met")) }
                ul { @for point in met { li { (state(point)) " " (point.question) " " (share(point)) } } }
            }
        }
    }
}

/// What is required and had nothing to look at is not met, as in the grade; what is only wanted is left out of it.
fn is_missed(point: &Point) -> bool {
    point.met < point.of || (point.of == 0 && point.required)
}

fn missed_point(point: &Point) -> Markup {
    html! {
        p { (state(point)) " " strong { (point.question) } " " (share(point)) }
        p { (point.remedy) }
        p class="meta" { (point.why) }
        @if !point.missing.is_empty() {
            details class="more" {
                summary { "Missing at" }
                ul { @for name in &point.missing { li { code { (name) } } } }
                @if point.of - point.met > point.missing.len() as u64 {
                    p class="meta" { "and " (count(point.of - point.met - point.missing.len() as u64)) " more" }
                }
            }
        }
    }
}

fn state(point: &Point) -> Markup {
    match (point.of == 0, point.met >= point.of, point.required) {
        (true, ..) => chip(Tone::Unknown, "Nothing to ask"),
        (_, true, _) => chip(Tone::Ok, "Met"),
        (_, false, true) => chip(Tone::High, "Required"),
        (_, false, false) => chip(Tone::Medium, "Wanted"),
    }
}

fn share(point: &Point) -> Markup {
    html! {
        span class="meta numeric" {
            (count(point.met)) " of " (count(point.of))
            @if let Some(percent) = percent(point.met, point.of) { ", " (percent) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(of: u64, met: u64, required: bool) -> Point {
        let text = String::new;
        Point {
            check: text(),
            question: text(),
            why: text(),
            remedy: text(),
            required,
            met,
            of,
            missing: Vec::new(),
        }
    }

    #[test]
    fn what_is_required_and_had_nothing_to_look_at_is_to_mend_as_in_the_grade() {
        assert!(is_missed(&point(0, 0, true)));
        assert!(!is_missed(&point(0, 0, false)));
        assert!(is_missed(&point(2, 1, false)));
        assert!(!is_missed(&point(2, 2, true)));
    }
}
