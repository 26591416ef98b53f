//! Every SBOM that a release ever had, each with what changed from the one before it; and any two of them compared.

use axum::extract::{Path, Query as Asking};
use axum::response::{Html, IntoResponse, Redirect, Response};
use mainstay_markup::{Cell, Column, Control, Field, Markup, empty, given, given_words, html, submit};
use mainstay_store::{PageRequest, Sbom, SbomFilter, SbomState, Superseded, public_id};
use serde::Deserialize;
use uuid::Uuid;

use super::{find, head};
use crate::list::{Filter, Head, List, Query, Rows};
use crate::pages::product::sboms::{FILTERS, filter};
use crate::pages::sbom_cells::{name, state};
use crate::pages::words::source;
use crate::{Error, Frame, Section, Seen, State, Visitor, address};

/// SBOMs that the form offers; any others are compared by their address.
const OFFERED: u32 = 250;

/// The SBOMs of a release, last received first.
#[derive(Debug)]
pub(crate) struct History;

/// An SBOM, and the one whose place it took.
#[derive(Debug)]
pub(crate) struct Kept {
    sbom: Sbom,
    /// The last one before it that was read; none when it was not read itself: what was not cannot be compared.
    before: Option<Uuid>,
}

impl List for History {
    type Row = Kept;

    const PATH: &'static str = "/releases/{release}/history";
    const TITLE: &'static str = "History of SBOMs";
    const NOUN: (&'static str, &'static str) = ("SBOM", "SBOMs");
    const SECTION: Section = Section::Products;
    const EXAMPLE: &'static str = "source:build state:ready";
    const WORDS: bool = false;
    const FILTERS: &'static [Filter] = FILTERS;
    const COLUMNS: &'static [Column<Kept>] = &[
        Column::new("received", "Received", |row: &Kept| Cell::Time(row.sbom.received_at)),
        Column::new("sbom", "SBOM", |row: &Kept| Cell::Text(name(&row.sbom)))
            .head()
            .shown(|row, _| html! { a class="file" href=(address::sbom(row.sbom.uid)) { (given(&name(&row.sbom))) } }),
        Column::new("source", "Source", |row: &Kept| Cell::Text(source(row.sbom.source).to_owned())),
        Column::new("label", "Part", |row: &Kept| {
            Cell::text(Some(&row.sbom.label).filter(|label| !label.is_empty()))
        }),
        Column::new("state", "State", |row: &Kept| Cell::Text(row.sbom.state.as_str().to_owned()))
            .shown(|row, _| state(&row.sbom)),
        Column::number("components", "Components", |row: &Kept| match row.sbom.state {
            SbomState::Ready => Cell::Count(row.sbom.components),
            _ => Cell::Unknown("it was not read".to_owned()),
        }),
        Column::number("quality", "Quality", |row: &Kept| {
            let graded = row.sbom.grade.map(|grade| Cell::Count(grade.into()));
            graded.unwrap_or_else(|| Cell::Unknown("it was not graded".to_owned()))
        }),
        Column::new("superseded", "Superseded", |row: &Kept| {
            row.sbom.superseded_at.map_or(Cell::None, Cell::Time)
        }),
        Column::new("changes", "Changes", |row: &Kept| Cell::text(changes(row)))
            .shown(|row, now| match changes(row) {
                Some(href) => html! { a href=(href) aria-label={ "What changed in " (given_words(&name(&row.sbom))) " from the one before" } { "What changed?" } },
                None => Cell::None.html(now),
            }),
    ];

    async fn load(state: &State, _: &Visitor, query: &Query) -> Result<Rows<Kept>, Error> {
        let release = find(state, query.place.param("release")).await?.uid;
        let asked = filter(query);
        // A history leaves nothing out unless it is asked to.
        let superseded =
            if query.value("superseded").is_some() { asked.superseded } else { Superseded::Show };
        let filter = SbomFilter { release: Some(release), superseded, ..asked };
        let page = state.office().store().list_sboms(&filter, &query.request()).await?;
        let Rows { rows, next, total } = Rows::from(page);
        Ok(Rows { rows: with_before(state, rows).await?, next, total })
    }

    async fn head(state: &State, query: &Query) -> Result<Option<Head>, Error> {
        let release = find(state, query.place.param("release")).await?;
        let compare = html! { a class="button" href={ (address::release(release.uid)) "/history/compare" } { "Compare two SBOMs" } };
        let head = head(&release, "history");
        Ok(Some(Head { actions: Some(html! { (compare) (head.actions.unwrap_or_default()) }), ..head }))
    }

    fn nothing() -> Markup {
        html! { p { "The release has no SBOM yet. Upload one; each newer one is compared with the one before it." } }
    }
}

/// Which two SBOMs the form asks to compare.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Two {
    a: String,
    b: String,
}

/// `GET /releases/{release}/history/compare`: any two SBOMs of the release, whatever they are called and whoever made them.
pub(crate) async fn compare(
    Seen(state): Seen,
    _: Visitor,
    frame: Frame,
    Path(uid): Path<String>,
    Asking(two): Asking<Two>,
) -> Result<Response, Error> {
    let release = find(&state, &uid).await?;
    let id = |text: &str| {
        public_id(text).ok_or_else(|| Error::bad_request(format!("`{text}` is no id of an SBOM.")))
    };
    if !two.a.is_empty() && !two.b.is_empty() {
        let (before, after) = (id(&two.a)?, id(&two.b)?);
        return Ok(Redirect::to(&format!("{}/changes/{before}", address::sbom(after))).into_response());
    }
    let ready = SbomState::Ready.into();
    let filter = SbomFilter {
        release: Some(release.uid),
        superseded: Superseded::Show,
        state: ready,
        ..SbomFilter::default()
    };
    let sboms = state.office().store().list_sboms(&filter, &PageRequest::first(OFFERED)).await?.rows;
    let page: Html<String> =
        frame.render(head(&release, "history").page(&form(&release.uid, &sboms, frame.now), frame.now));
    Ok(page.into_response())
}

fn form(release: &Uuid, sboms: &[Sbom], now: jiff::Timestamp) -> Markup {
    let [newest, .., oldest] = sboms else {
        return empty(
            "Nothing to compare",
            &html! { p { "The release has fewer than two SBOMs that were read." } },
        );
    };
    let names: Vec<(String, String)> =
        sboms.iter().map(|sbom| (sbom.uid.to_string(), told(sbom, now))).collect();
    let names: Vec<(&str, &str)> = names.iter().map(|(uid, name)| (uid.as_str(), name.as_str())).collect();
    let (before, after) = (oldest.uid.to_string(), newest.uid.to_string());
    let select = |name: &'static str, label: &'static str, value| Field {
        value,
        ..Field::new(name, label, Control::Choice(&names))
    };
    html! {
        form class="form" action={ "/releases/" (release) "/history/compare" } method="get" {
            (select("a", "From", &before).html())
            (select("b", "To", &after).html())
            div { (submit("Compare")) }
        }
    }
}

/// An SBOM where only words can be: its file, who made it, and when it came.
fn told(sbom: &Sbom, now: jiff::Timestamp) -> String {
    let part = if sbom.label.is_empty() { String::new() } else { format!(", {}", sbom.label) };
    let now_in_use = if sbom.superseded_at.is_none_or(|at| at > now) { ", in use" } else { "" };
    let at = sbom.received_at.strftime("%Y-%m-%d %H:%M");
    format!("{} ({}{part}{now_in_use}), received {at} UTC", name(sbom), source(sbom.source))
}

/// Each SBOM with the one before it in its place.
async fn with_before(state: &State, sboms: Vec<Sbom>) -> Result<Vec<Kept>, Error> {
    let read = sboms.iter().filter(|sbom| sbom.state == SbomState::Ready);
    let read: Vec<Uuid> = read.map(|sbom| sbom.uid).collect();
    let beside = state.office().store().sboms_beside(&read).await?;
    let before = |sbom: &Sbom| beside.get(&sbom.uid).and_then(|beside| beside.previous);
    Ok(sboms.into_iter().map(|sbom| Kept { before: before(&sbom), sbom }).collect())
}

fn changes(row: &Kept) -> Option<String> {
    row.before.map(|before| format!("{}/changes/{before}", address::sbom(row.sbom.uid)))
}
