//! Why a component is in a release, and what to change first.

use axum::extract::{Path, Query};
use axum::response::Html;
use mainstay_markup::{Markup, Tone, chip, count, given_words, html, notice, plural, section};
use mainstay_office::inventory::{Along, Lead, Step, WhyHere};
use mainstay_store::{Component, Release};
use serde::Deserialize;

use super::{find, head};
use crate::pages::component_cells::{named, step, step_words};
use crate::pages::words::source;
use crate::{Error, Frame, Seen, Visitor};

/// What the address asks.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// A component's id or purl.
    component: String,
}

/// `GET /releases/{release}/why?component=…`.
pub(crate) async fn why(
    Seen(state): Seen,
    _: Visitor,
    frame: Frame,
    Path(uid): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, Error> {
    let release = find(&state, &uid).await?;
    let head = head(&release, "why");
    if asked.component.trim().is_empty() {
        return Ok(frame.render(head.page(&ask(&release), frame.now)));
    }
    let component = state.office().store().component(asked.component.trim()).await?;
    let answers = state.office().why(release.uid, component.uid).await?;
    let body = html! {
        p { "Why is " (named(&component)) " here?" }
        @if answers.is_empty() { (absent(&component)) }
        @for (index, answer) in answers.iter().enumerate() { (one(index, answer, place(&answers, index))) }
    };
    // Of several questions side by side each tab of the browser tells its own.
    let name = format!("{} {}", component.full_name(), component.version.as_deref().unwrap_or_default());
    let title = format!("Why {} · {}", name.trim_end(), head.title);
    Ok(frame.render(head.page(&body, frame.now).titled(title)))
}

fn ask(release: &Release) -> Markup {
    html! {
        form class="row" action={ "/releases/" (release.uid) "/why" } method="get" {
            label for="component" { "Why is here" }
            input id="component" name="component" type="search" placeholder="a purl";
            button type="submit" { "Tell" }
        }
    }
}

fn absent(component: &Component) -> Markup {
    notice(
        Tone::Unknown,
        "No current SBOM of this release lists it",
        &html! { p { a href={ "/components/" (component.uid) } { "Where it is used" } } },
    )
}

/// Which of how many places in its document an answer is of; a document may list a component more than once.
fn place(answers: &[WhyHere], index: usize) -> Option<(usize, usize)> {
    let same = |answer: &&WhyHere| answer.sbom == answers[index].sbom;
    let all = answers.iter().filter(same).count();
    (all > 1).then(|| (answers[..=index].iter().filter(same).count(), all))
}

fn one(index: usize, answer: &WhyHere, place: Option<(usize, usize)>) -> Markup {
    let mut title = match answer.label.as_str() {
        "" => format!("By the {} SBOM", source(answer.source).to_lowercase()),
        label => format!("By the {} SBOM “{label}”", source(answer.source).to_lowercase()),
    };
    if let Some((at, all)) = place {
        title = format!("{title}, place {at} of {all}");
    }
    section(
        &format!("answer-{}", index + 1),
        &title,
        &html! { div class="stack" {
            p {
                a href={ "/sboms/" (answer.sbom) } { "The SBOM" } " tells "
                @if answer.at_least { "at least " } strong { (number(answer.paths)) }
                @if answer.at_least { ": cycles lie on the way, and each counts as one step" } "."
            }
            (advice(answer))
            @if !answer.shortest.is_empty() { (paths(answer)) }
            @if answer.leads.len() > 1 { (leads(&answer.leads)) }
        } },
    )
}

fn number(paths: Option<u64>) -> String {
    match paths {
        Some(0) => "no path to it".to_owned(),
        Some(number) => plural(number, "path", "paths"),
        None => "more paths than can be counted".to_owned(),
    }
}

/// What to change first: the lead at the front.
fn advice(answer: &WhyHere) -> Markup {
    match answer.leads.first() {
        None if answer.paths == Some(0) => notice(
            Tone::Unknown,
            "It is listed, and nothing leads to it",
            &html! { p { "The document has no relation from the product to this component, so why it is here is not known." } },
        ),
        None if answer.along == Along::Relations => notice(
            Tone::Neutral,
            "It is a part, by relations other than dependencies",
            &html! { p { "The document does not tell what needs it. The paths follow what it tells beside that, such as what contains what." } },
        ),
        None => html! {},
        Some(lead) if lead.distance == 0 => notice(
            Tone::Neutral,
            "It is a direct dependency",
            &html! { p { "The product names it itself: change it there." } },
        ),
        Some(lead) => notice(
            Tone::Neutral,
            "Change this one first",
            &html! {
                p { (step(&lead.step)) ": "
                    @match (lead.paths, answer.paths) {
                        (Some(part), Some(all)) if !answer.at_least => { (count(part)) " of " (plural(all, "path goes", "paths go")) " through it." },
                        _ => "most paths go through it.",
                    }
                    @let others = answer.leads.len() as u64 - 1;
                    @if others > 0 {
                        " That alone is not enough: " (plural(others, "other direct dependency leads", "other direct dependencies lead")) " here too."
                    }
                }
            },
        ),
    }
}

fn paths(answer: &WhyHere) -> Markup {
    let shown = answer.shortest.len() as u64;
    let all = answer.paths == Some(shown) && !answer.at_least;
    html! {
        h3 { @if all { "Paths" } @else { "The " (plural(shown, "shortest path", "shortest paths")) } }
        ol class="paths" { @for path in &answer.shortest { li { (line(answer.along, path)) } } }
    }
}

fn line(along: Along, path: &[Step]) -> Markup {
    let leads = if along == Along::Dependencies { "needs" } else { "leads to" };
    html! {
        @for (index, one) in path.iter().enumerate() {
            @if index > 0 { " " span aria-hidden="true" { "→" } span class="sr-only" { (leads) } " " }
            (step(one))
        }
    }
}

fn leads(leads: &[Lead]) -> Markup {
    html! {
        h3 { "Direct dependencies that lead here" }
        ul class="stack" {
            @for lead in leads {
                li {
                    (step(&lead.step)) " "
                    @if lead.distance == 0 { (chip(Tone::Neutral, "Itself")) }
                    @else { span class="meta" { (plural(lead.distance.into(), "step", "steps")) ", " (number(lead.paths)) } }
                }
            }
        }
        p class="sr-only" { "The first is " (leads.first().map(|lead| given_words(&step_words(&lead.step))).unwrap_or_default()) "." }
    }
}
