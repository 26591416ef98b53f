//! Every part in every state, for people who build pages and for the tests that look at pages closely.

mod figures;
mod forms;
mod samples;
mod states;
mod words;

use std::time::Duration;

use axum::response::{Html, IntoResponse};
use jiff::Timestamp;
use mainstay_markup::{
    Children, Crumb, Markup, Node, PageHead, Progress, State as Step, Tab, html, section, tabs,
};

use crate::{Frame, Page, Section, Visitor, live};

pub(crate) use samples::Samples;

const TABS: [(&str, &str); 3] =
    [("Parts", "/styleguide"), ("List", "/styleguide/samples"), ("Progress", "/styleguide/progress")];

/// `GET /styleguide`.
pub(crate) async fn styleguide(_: Visitor, frame: Frame) -> Html<String> {
    let body = html! {
        (words::sections(frame.now))
        (states::sections(frame.now))
        (samples::sections(frame.now))
        (forms::sections())
        (figures::sections())
    };
    frame.render(page("/styleguide", body, frame.now).with_charts())
}

/// `GET /styleguide/branch`: what opening a branch of the sample tree brings.
pub(crate) async fn branch(_: Visitor, frame: Frame) -> Html<String> {
    let leaf = |text: &str| Node { label: html! { (text) }, children: Children::Leaf };
    let nodes = [leaf("opened, first child"), leaf("opened, second child")];
    frame.render(page("/styleguide/branch", mainstay_markup::branch(&nodes), frame.now))
}

/// `GET /styleguide/progress`: work that goes on.
pub(crate) async fn progress(_: Visitor, frame: Frame) -> Html<String> {
    let body = section("running", "Live progress", &import(1, Some("/styleguide/events")).html());
    frame.render(page("/styleguide/progress", body, frame.now).refreshing())
}

/// `GET /styleguide/events`: three steps and the end.
pub(crate) async fn events(_: Visitor) -> impl IntoResponse {
    let step = std::sync::Arc::new(std::sync::atomic::AtomicU64::new(1));
    live::progress(Duration::from_millis(50), move || {
        let step = std::sync::Arc::clone(&step);
        async move { Ok(import(step.fetch_add(1, std::sync::atomic::Ordering::Relaxed), None)) }
    })
}

fn import(step: u64, events: Option<&str>) -> Progress {
    Progress {
        label: "Import of backend-2.4.cdx.json".to_owned(),
        state: if step < 4 { Step::Running } else { Step::Done },
        done: step.min(4) * 1000,
        total: Some(4000),
        step: (step < 4).then(|| "Reading components".to_owned()),
        events: events.map(str::to_owned),
    }
}

fn page(current: &str, body: Markup, now: Timestamp) -> Page {
    let crumbs = Section::Home.way([Crumb::here("Style guide")]);
    let head = PageHead {
        title: "Style guide",
        crumbs: &crumbs,
        lead: Some(html! { "Every part in every state." }),
        updated: Some(now),
        actions: Some(
            html! { a class="button" href="/api" { "API" } button class="primary" type="button" { "Primary" } },
        ),
    };
    let list = TABS.map(|(label, href)| Tab {
        label: label.to_owned(),
        href: href.to_owned(),
        count: (label == "List").then_some(samples::COUNT),
        current: href == current,
    });
    let body = html! { (tabs("Style guide", &list)) (body) };
    Page::new("Style guide", body).section(Section::Home).head(&head, now)
}
