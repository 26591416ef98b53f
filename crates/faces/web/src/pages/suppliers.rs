//! Suppliers: the list, the form that adds one, and the page of one.

use axum::extract::{Form, Path};
use axum::response::{Html, IntoResponse, Redirect, Response};
use jiff::Timestamp;
use mainstay_markup::{
    Cell, Column, Control, Crumb, Field, FieldError, Icon, Markup, PageHead, Stat, Table, empty,
    error_summary, given, html, icon, section, stats, submit,
};
use mainstay_office::Error as OfficeError;
use mainstay_store::{
    PageRequest, RequestFilter, RequestStatus, Sbom, SbomFilter, StoreError, Superseded, Supplier,
};
use serde::Deserialize;
use uuid::Uuid;

use super::products::new::wrong;
use super::{requests, sboms};
use crate::error_page::form_again;
use crate::list::{Filter, Head, List, Query, Rows};
use crate::{Error, Frame, Page, Section, Seen, State, Visitor, address};

/// How many SBOMs and requests the page of a supplier shows.
const SHOWN: u32 = 25;

/// The suppliers.
#[derive(Debug)]
pub(crate) struct Suppliers;

impl List for Suppliers {
    type Row = Supplier;

    const PATH: &'static str = "/suppliers";
    const TITLE: &'static str = "Suppliers";
    const NOUN: (&'static str, &'static str) = ("supplier", "suppliers");
    const SECTION: Section = Section::Suppliers;
    const EXAMPLE: &'static str = "part of a name";
    const COLUMNS: &'static [Column<Supplier>] = &[
        Column::new("name", "Supplier", |row: &Supplier| Cell::Text(row.name.clone()))
            .head()
            .shown(|row, _| html! { a href={ "/suppliers/" (row.uid) } { (given(&row.name)) } }),
        Column::new("contact", "Contact", |row: &Supplier| Cell::text(row.contact.clone())),
        Column::number("sboms", "SBOMs", |row: &Supplier| Cell::Count(row.sboms)),
        Column::number("open_requests", "Open requests", |row: &Supplier| Cell::Count(row.open_requests)),
    ];
    const FILTERS: &'static [Filter] = &[];

    async fn load(state: &State, _: &Visitor, query: &Query) -> Result<Rows<Supplier>, Error> {
        let text = query.text_of_words();
        Ok(state.office().store().list_suppliers(text.as_deref(), &query.request()).await?.into())
    }

    async fn head(state: &State, _: &Query) -> Result<Option<Head>, Error> {
        Ok(Some(Head {
            section: Section::Suppliers,
            title: Self::TITLE.to_owned(),
            crumbs: Section::Home.way([Crumb::here(Self::TITLE)]),
            lead: Some(requests::answered(state).await?),
            actions: Self::actions(),
            tabs: Vec::new(),
        }))
    }

    fn actions() -> Option<Markup> {
        Some(html! {
            a class="button" href="/requests" { "Requests" }
            a class="button primary" href="/suppliers/new" { (icon(Icon::Add)) "Add a supplier" }
        })
    }

    fn nothing() -> Markup {
        html! { p { "Add who delivers software to you, then ask for its SBOM. " a href="/suppliers/new" { "Add a supplier" } } }
    }
}

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Told {
    #[serde(default)]
    name: String,
    #[serde(default)]
    contact: String,
    #[serde(default)]
    note: String,
}

/// `GET /suppliers/new`.
pub(crate) async fn new(_: Visitor, frame: Frame) -> Html<String> {
    form(&frame, &Told::default(), &[])
}

/// `POST /suppliers/new`.
pub(crate) async fn create(
    _: Visitor,
    Seen(state): Seen,
    frame: Frame,
    Form(told): Form<Told>,
) -> Result<Response, Error> {
    let errors = wrong_words([
        ("name", Supplier::check_name(&told.name)),
        ("contact", Supplier::check_contact(told.contact.trim())),
        ("note", Supplier::check_note(told.note.trim())),
    ]);
    if !errors.is_empty() {
        return Ok(form_again(form(&frame, &told, &errors)));
    }
    let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let (contact, note) = (given(&told.contact), given(&told.note));
    match state.office().add_supplier(&told.name, contact.as_deref(), note.as_deref()).await {
        Ok(uid) => Ok(Redirect::to(&format!("/suppliers/{uid}")).into_response()),
        // Of what fits, an id that nobody has is all that can be wrong.
        Err(OfficeError::Missing(message)) => Ok(form_again(form(&frame, &told, &[wrong("name", &message)]))),
        Err(error) => Err(error.into()),
    }
}

/// The fields that do not fit, with why.
pub(super) fn wrong_words<const N: usize>(checked: [(&str, Result<(), StoreError>); N]) -> Vec<FieldError> {
    let error =
        |(field, checked): (&str, Result<(), StoreError>)| Some(wrong(field, &checked.err()?.to_string()));
    checked.into_iter().filter_map(error).collect()
}

fn form(frame: &Frame, told: &Told, errors: &[FieldError]) -> Html<String> {
    let error =
        |field: &str| errors.iter().find(|error| error.field == field).map(|error| error.message.as_str());
    let body = html! {
        (error_summary(errors))
        form class="form" action="/suppliers/new" method="post" {
            (Field { value: &told.name, error: error("name"), autocomplete: Some("organization"), ..Field::new("name", "Name", Control::Input("text")) }.html())
            (Field { value: &told.contact, error: error("contact"), optional: true, hint: Some("Whom to write to: an address, a portal."), ..Field::new("contact", "Contact", Control::Input("text")) }.html())
            (Field { value: &told.note, error: error("note"), optional: true, ..Field::new("note", "Note", Control::Lines(3)) }.html())
            div { (submit("Add")) }
        }
    };
    let crumbs = Section::Suppliers.way([Crumb::here("Add a supplier")]);
    let head =
        PageHead { title: "Add a supplier", crumbs: &crumbs, lead: None, updated: None, actions: None };
    frame.render(Page::new("Add a supplier", body).section(Section::Suppliers).head(&head, frame.now))
}

/// `GET /suppliers/{uid}`.
pub(crate) async fn supplier(
    _: Visitor,
    Seen(state): Seen,
    frame: Frame,
    Path(uid): Path<Uuid>,
) -> Result<Html<String>, Error> {
    let store = state.office().store();
    let supplier = store.supplier(uid).await?;
    let first = PageRequest::first(SHOWN);
    let filter = SbomFilter { supplier: Some(uid), superseded: Superseded::Show, ..SbomFilter::default() };
    let sent = store.list_sboms(&filter, &first).await?;
    let filter = RequestFilter { supplier: Some(uid), status: None };
    let asked = store.list_requests(&filter, frame.now, &first).await?;
    let waiting = async |status| {
        let filter = RequestFilter { supplier: Some(uid), status: Some(status) };
        store
            .list_requests(&filter, frame.now, &PageRequest::first(1))
            .await
            .map(|page| page.total.at_least())
    };
    let (open, overdue) = (waiting(RequestStatus::Open).await?, waiting(RequestStatus::Overdue).await?);
    let name = address::value(&supplier.name);
    let ask = format!("/requests/new?supplier={name}");
    let upload = format!("/upload?source=supplier&supplier={name}");
    let crumbs = Section::Suppliers.way([Crumb::here(&supplier.name)]);
    let head = PageHead {
        title: &supplier.name,
        crumbs: &crumbs,
        lead: supplier.contact.as_ref().map(|contact| html! { "Contact: " (mail(contact)) }),
        updated: None,
        actions: Some(html! {
            a class="button" href=(upload) { "Upload what it sent" }
            a class="button primary" href=(ask) { "Ask for an SBOM" }
        }),
    };
    let body = html! {
        @if let Some(note) = &supplier.note { p class="prose" { (note) } }
        (stats(frame.now, &[
            Stat { label: "SBOMs".to_owned(), value: Cell::Count(supplier.sboms), href: Some(format!("/sboms?supplier={uid}&superseded=show")), note: None, source: "From the SBOMs that it sent, older ones too".to_owned() },
            Stat { label: "Open requests, not yet due".to_owned(), value: Cell::Count(open), href: Some(format!("/requests?supplier={uid}&status=open")), note: None, source: "From what it was asked for, did not answer and has time for".to_owned() },
            Stat { label: "Overdue requests".to_owned(), value: Cell::Count(overdue), href: Some(format!("/requests?supplier={uid}&status=overdue")), note: None, source: "From what it was asked for and did not answer in time".to_owned() },
        ]))
        (section("requests", "Requests", &requests::table(&asked.rows, frame.now)))
        (section("sboms", "SBOMs", &sent_table(&sent.rows, frame.now)))
        @if sent.next.is_some() { p { a href={ "/sboms?supplier=" (uid) "&superseded=show" } { "Show all SBOMs" } } }
    };
    Ok(frame.render(Page::new(&supplier.name, body).section(Section::Suppliers).head(&head, frame.now)))
}

/// A contact; a mail address can be written to.
fn mail(contact: &str) -> Markup {
    let is_mail = contact.contains('@') && !contact.contains([' ', '/', ':', '?', '&', '<']);
    html! { @if is_mail { a href={ "mailto:" (contact) } { (contact) } } @else { (contact) } }
}

const SENT: &[Column<Sbom>] = &[
    Column::new("release", "Product and release", |row: &Sbom| Cell::Text(sboms::name(row)))
        .head()
        .shown(|row, _| html! { a href=(address::sbom(row.uid)) { (given(&sboms::name(row))) } }),
    Column::new("format", "Format", |row: &Sbom| Cell::text(sboms::format(row))),
    Column::number("grade", "Quality", |row: &Sbom| match row.grade {
        Some(grade) => Cell::Count(u64::from(grade)),
        None => Cell::Unknown("not graded".to_owned()),
    }),
    Column::new("received", "Received", |row: &Sbom| Cell::Time(row.received_at)),
    Column::new("state", "State", |row: &Sbom| Cell::Text(row.state.as_str().to_owned()))
        .shown(|row, _| sboms::state(row)),
];

fn sent_table(rows: &[Sbom], now: Timestamp) -> Markup {
    let nothing = empty(
        "No SBOM yet",
        &html! { p { "Ask for one, or name this supplier when you upload what it sent." } },
    );
    Table { empty: nothing, ..Table::new("SBOMs of the supplier", SENT, rows, now) }.html()
}
