//! Background work: the list, and the page of one piece with its progress.

use std::collections::HashMap;
use std::time::Duration;

use axum::extract::Path;
use axum::response::{Html, IntoResponse, Redirect, Response};
use mainstay_markup::{
    Cell, Column, Crumb, Event, Markup, PageHead, Progress, State as Step, Tone, facts, html, notice,
    section, timeline,
};
use mainstay_office::work::{KINDS, sbom_of, title};
use mainstay_store::{Priority, Sbom, Work, WorkFilter, WorkState, WorkStep};
use uuid::Uuid;

use super::sbom::archived;
use super::{sboms, words};
use crate::list::{Filter, Kind, List, Query, Rows};
use crate::{Error, Frame, Page, Section, Seen, State, Visitor, address, live};

/// How often a page looks how far the work is.
const EVERY: Duration = Duration::from_millis(500);

/// The work.
#[derive(Debug)]
pub(crate) struct WorkList;

/// A piece of work, and what it is about in words.
#[derive(Debug)]
pub(crate) struct Piece {
    pub(crate) work: Work,
    about: Option<String>,
}

impl List for WorkList {
    type Row = Piece;

    const PATH: &'static str = "/jobs";
    const TITLE: &'static str = "Work";
    const NOUN: (&'static str, &'static str) = ("piece of work", "pieces of work");
    const SECTION: Section = Section::Work;
    const WORDS: bool = false;
    const EXAMPLE: &'static str = "state:failed kind:read-sbom";
    const COLUMNS: &'static [Column<Piece>] = &[
        Column::new("kind", "Work", |row: &Piece| Cell::Text(row.work.kind.clone())).head().shown(
            |row, _| {
                html! { a href={ "/jobs/" (row.work.uid) } { (name(&row.work, row.about.as_deref())) } }
            },
        ),
        Column::new("about", "About", |row: &Piece| Cell::text(row.about.clone())).export_only(),
        Column::new("state", "State", |row: &Piece| Cell::Text(row.work.state.as_str().to_owned())).shown(
            |row, _| {
                html! {
                    (step(row.work.state).chip())
                    @if row.work.attempts > 1 { " " span class="meta" { "attempt " (row.work.attempts) } }
                }
            },
        ),
        Column::new("note", "Doing or reason", |row: &Piece| Cell::text(row.said().cloned())).shown(
            |row, now| match row.said().filter(|_| row.work.state != WorkState::Done) {
                Some(text) => html! { span class="long" { (words::prose(text)) } },
                None => Cell::None.html(now),
            },
        ),
        Column::number("done", "Steps done", |row: &Piece| Cell::Count(row.work.done)).shown(|row, _| {
            html! { (row.work.done) @if let Some(total) = row.work.total { " of " (total) } }
        }),
        Column::number("total", "Of", |row: &Piece| {
            row.work.total.map_or_else(|| Cell::Unknown("not known yet".to_owned()), Cell::Count)
        })
        .export_only(),
        Column::number("attempts", "Attempts", |row: &Piece| Cell::Count(u64::from(row.work.attempts)))
            .export_only(),
        Column::new("added", "Added", |row: &Piece| Cell::Time(row.work.created_at)),
        Column::new("finished", "Finished", |row: &Piece| {
            row.work.finished_at.map_or(Cell::None, Cell::Time)
        }),
        Column::new("id", "Id", |row: &Piece| Cell::Code(row.work.uid.to_string())).export_only(),
    ];
    const FILTERS: &'static [Filter] = &[
        Filter::new(
            "state",
            "State",
            Kind::Choice(&[
                ("queued", "Waiting"),
                ("running", "Running"),
                ("done", "Done"),
                ("failed", "Failed"),
                ("canceled", "Canceled"),
            ]),
        ),
        Filter::new("kind", "Kind", Kind::Suggest(&SUGGESTED)),
    ];

    async fn load(state: &State, _: &Visitor, query: &Query) -> Result<Rows<Piece>, Error> {
        let filter = WorkFilter { state: query.wanted("state"), kind: query.wanted("kind") };
        let store = state.office().store();
        let Rows { rows, next, total } = store.list_work(&filter, &query.request()).await?.into();
        let about: Vec<Uuid> = rows.iter().filter_map(sbom_of).collect();
        let about: HashMap<Uuid, String> =
            store.sboms(&about).await?.into_iter().map(|sbom| (sbom.uid, sboms::name(&sbom))).collect();
        let piece = |work: Work| {
            let about = sbom_of(&work).and_then(|sbom| about.get(&sbom)).cloned();
            Piece { work, about }
        };
        Ok(Rows { rows: rows.into_iter().map(piece).collect(), next, total })
    }

    fn nothing() -> Markup {
        html! { p { "Reading SBOMs and whatever else takes time shows here." } }
    }
}

/// Every kind of work: its id and what people call it.
const SUGGESTED: [(&str, &str); KINDS.len()] = {
    let mut all = [("", ""); KINDS.len()];
    let mut at = 0;
    while at < KINDS.len() {
        all[at] = (KINDS[at].id, KINDS[at].title);
        at += 1;
    }
    all
};

impl Piece {
    /// Why it failed last, else what it does.
    fn said(&self) -> Option<&String> {
        self.work.error.as_ref().or(self.work.note.as_ref())
    }
}

/// The SBOM that work is about; work may outlive it.
async fn sbom_about(state: &State, work: &Work) -> Option<Sbom> {
    state.office().store().sbom(sbom_of(work)?).await.ok()
}

/// What a piece of work is called.
fn name(work: &Work, about: Option<&str>) -> String {
    match about {
        Some(about) => format!("{}: {about}", title(&work.kind)),
        None => title(&work.kind).to_owned(),
    }
}

/// `GET /jobs/{uid}`.
pub(crate) async fn work(
    _: Visitor,
    Seen(state): Seen,
    frame: Frame,
    Path(uid): Path<Uuid>,
) -> Result<Html<String>, Error> {
    let store = state.office().store();
    let work = store.work(uid).await?;
    let steps = store.work_steps(uid).await?;
    let sbom = sbom_about(&state, &work).await;
    let name = name(&work, sbom.as_ref().map(sboms::name).as_deref());
    let crumbs = Section::Work.way([Crumb::here(name.clone())]);
    let head = PageHead {
        title: &name,
        crumbs: &crumbs,
        lead: None,
        updated: work.finished_at.or(work.heartbeat_at),
        actions: Some(buttons(&work)),
    };
    let body = html! {
        (progress(&work, Some(format!("/jobs/{uid}/events"))).html())
        @if let Some(error) = &work.error {
            (notice(if work.state == WorkState::Failed { Tone::Critical } else { Tone::Medium },
                if work.state == WorkState::Failed { "It failed" } else { "The last attempt failed" }, &html! { p { (words::prose(error)) } }))
        }
        @if work.cancel_asked && !step(work.state).is_final() {
            (notice(Tone::Neutral, "It was asked to stop", &html! { p { "It stops at its next sign of life." } }))
        }
        @if let Some(sbom) = &sbom { (archived(&state, sbom).await?) }
        div class="columns" {
            (section("log", "Log", &log(&work, &steps, &frame)))
            (section("facts", "Facts", &work_facts(&work, sbom.as_ref(), &frame)))
        }
    };
    let page = Page::new(&name, body).section(Section::Work).head(&head, frame.now);
    let page = if step(work.state).is_final() { page } else { page.refreshing() };
    Ok(frame.render(page))
}

/// `GET /jobs/{uid}/events`: the progress until the end.
pub(crate) async fn events(_: Visitor, Seen(state): Seen, Path(uid): Path<Uuid>) -> Result<Response, Error> {
    state.office().store().work(uid).await?;
    let stream = live::progress(EVERY, move || {
        let state = state.clone();
        async move { Ok(progress(&state.office().store().work(uid).await?, None)) }
    });
    Ok(stream.into_response())
}

/// `POST /jobs/{uid}/actions/retry`.
pub(crate) async fn retry(_: Visitor, Seen(state): Seen, Path(uid): Path<Uuid>) -> Result<Redirect, Error> {
    state.office().retry_work(uid).await?;
    Ok(Redirect::to(&format!("/jobs/{uid}")))
}

/// `POST /jobs/{uid}/actions/cancel`.
pub(crate) async fn cancel(_: Visitor, Seen(state): Seen, Path(uid): Path<Uuid>) -> Result<Redirect, Error> {
    state.office().cancel_work(uid).await?;
    Ok(Redirect::to(&format!("/jobs/{uid}")))
}

pub(super) const fn step(state: WorkState) -> Step {
    match state {
        WorkState::Queued => Step::Waiting,
        WorkState::Running => Step::Running,
        WorkState::Done => Step::Done,
        WorkState::Failed => Step::Failed,
        WorkState::Canceled => Step::Canceled,
    }
}

fn progress(work: &Work, events: Option<String>) -> Progress {
    Progress {
        label: title(&work.kind).to_owned(),
        state: step(work.state),
        done: work.done,
        total: work.total,
        step: work.note.clone().filter(|_| !step(work.state).is_final()),
        events,
    }
}

fn buttons(work: &Work) -> Markup {
    let action = |verb: &str| format!("/jobs/{}/actions/{verb}", work.uid);
    html! {
        @if let Some(sbom) = sbom_of(work) { a class="button" href=(address::sbom(sbom)) { "The SBOM" } }
        @if matches!(work.state, WorkState::Failed | WorkState::Canceled) {
            form action=(action("retry")) method="post" { button class="primary" type="submit" { "Try again" } }
        }
        @if !step(work.state).is_final() && !work.cancel_asked {
            form action=(action("cancel")) method="post" { button class="danger" type="submit" { "Cancel" } }
        }
    }
}

fn log(work: &Work, steps: &[WorkStep], frame: &Frame) -> Markup {
    let mut events = vec![event(work.created_at, "added", Tone::Neutral)];
    events.extend(work.started_at.map(|at| event(at, &begun(work), Tone::Neutral)));
    events.extend(steps.iter().map(|step| event(step.at, &step.text, Tone::Neutral)));
    events.extend(work.finished_at.map(|at| match work.state {
        WorkState::Done => event(at, "done", Tone::Ok),
        WorkState::Canceled => event(at, "canceled", Tone::Waived),
        _ => event(at, "gave up", Tone::Critical),
    }));
    events.sort_by_key(|event| event.at);
    events.reverse();
    timeline(frame.now, &events)
}

/// Which attempt began; its number matters only when it is not the first.
fn begun(work: &Work) -> String {
    if work.attempts > 1 { format!("began attempt {}", work.attempts) } else { "began".to_owned() }
}

fn event(at: jiff::Timestamp, what: &str, tone: Tone) -> Event {
    Event { at, actor: "Mainstay".to_owned(), what: html! { (what) }, detail: None, tone }
}

fn work_facts(work: &Work, sbom: Option<&Sbom>, frame: &Frame) -> Markup {
    let time = |at: Option<jiff::Timestamp>| at.map_or(Cell::None, Cell::Time).html(frame.now);
    let priority = match work.priority {
        Priority::Interactive => "Somebody waits for it",
        Priority::Normal => "Normal",
        Priority::Scheduled => "By the clock",
    };
    let mut rows = Vec::new();
    if let Some(sbom) = sbom {
        rows.push((
            "SBOM",
            html! { a href=(address::sbom(sbom.uid)) { (sboms::name(sbom)) } " " (sboms::state(sbom)) },
        ));
        rows.push(("Release", html! { a href=(address::release(sbom.release)) { (sboms::name(sbom)) } }));
    }
    rows.extend([
        ("Priority", html! { (priority) }),
        ("Attempts", html! { (work.attempts) " of " (work.max_attempts) }),
        ("Added", time(Some(work.created_at))),
        ("Begun", time(work.started_at)),
        ("Finished", time(work.finished_at)),
        ("Worker", work.worker.clone().map_or(Cell::None, Cell::Code).html(frame.now)),
    ]);
    if work.state == WorkState::Queued {
        rows.push(("Not before", time(Some(work.run_after))));
    }
    facts(&rows)
}
