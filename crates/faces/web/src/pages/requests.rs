//! Requests for SBOMs to suppliers: the list, asking, answering.

use axum::extract::{Form, Path, Query as Params};
use axum::response::{Html, IntoResponse, Redirect, Response};
use jiff::Timestamp;
use mainstay_markup::{
    Cell, Column, Control, Crumb, Field, FieldError, Icon, Markup, PageHead, Table, Tone, chip, count, day,
    empty, error_summary, facts, given, html, icon, percent, section, submit,
};
use mainstay_office::suppliers::Ask;
use mainstay_store::{
    PageRequest, Product, RequestFilter, RequestStatus, SbomFilter, SbomState, StoreError, Superseded,
    Supplier, SupplierAnswers, SupplierRequest, public_id,
};
use serde::Deserialize;
use uuid::Uuid;

use super::suppliers::wrong_words;
use super::{component_filter, products, sboms};
use crate::api::requests::AnswerBody;
use crate::error_page::form_again;
use crate::list::{Filter, Head, Kind, List, Query, Rows};
use crate::{Error, Frame, Page, Section, Seen, State, Visitor, address, day};

/// How many suppliers and products a form suggests.
const SUGGESTED: u32 = 500;

/// The requests.
#[derive(Debug)]
pub(crate) struct Requests;

const COLUMNS: &[Column<SupplierRequest>] = &[REQUEST, SUPPLIER, PRODUCT, STATUS, ASKED, DUE, ANSWERED, NOTE];

/// The columns where all requests are of one supplier.
const OF_ONE: &[Column<SupplierRequest>] = &[REQUEST, PRODUCT, STATUS, ASKED, DUE, ANSWERED, NOTE];

const REQUEST: Column<SupplierRequest> =
    Column::new("request", "Request", |row: &SupplierRequest| Cell::Text(name(row)))
        .head()
        .shown(|row, _| html! { a href={ "/requests/" (row.uid) } { (given(&name(row))) } });
const SUPPLIER: Column<SupplierRequest> =
    Column::new("supplier", "Supplier", |row: &SupplierRequest| Cell::Text(row.supplier.name.clone())).shown(
        |row, _| html! { a href={ "/suppliers/" (row.supplier.uid) } { (given(&row.supplier.name)) } },
    );
const PRODUCT: Column<SupplierRequest> = Column::new("product", "For product", |row: &SupplierRequest| {
    Cell::text(row.product.as_ref().map(|product| product.name.clone()))
})
.export_only();
const STATUS: Column<SupplierRequest> =
    Column::new("status", "State", |row: &SupplierRequest| Cell::Text(row.status.as_str().to_owned()))
        .shown(|row, _| status(row.status));
const ASKED: Column<SupplierRequest> =
    Column::new("asked", "Asked", |row: &SupplierRequest| Cell::Time(row.asked_at));
const DUE: Column<SupplierRequest> =
    Column::new("due", "Due", |row: &SupplierRequest| row.due_at.map_or(Cell::None, Cell::Time))
        .shown(|row, now| row.due_at.map_or_else(|| Cell::None.html(now), day));
const ANSWERED: Column<SupplierRequest> = Column::new("answered", "Answered", |row: &SupplierRequest| {
    row.answered_at.map_or(Cell::None, Cell::Time)
});
const NOTE: Column<SupplierRequest> = Column::new("note", "Note", |row: &SupplierRequest| {
    Cell::text(Some(row.note.clone()).filter(|note| !note.is_empty()))
})
.shown(|row, now| match row.note.as_str() {
    "" => Cell::None.html(now),
    note => html! { span class="long" { (note) } },
});

impl List for Requests {
    type Row = SupplierRequest;

    const PATH: &'static str = "/requests";
    const TITLE: &'static str = "Requests to suppliers";
    const NOUN: (&'static str, &'static str) = ("request", "requests");
    const SECTION: Section = Section::Suppliers;
    const WORDS: bool = false;
    const EXAMPLE: &'static str = "status:overdue";
    const COLUMNS: &'static [Column<SupplierRequest>] = COLUMNS;
    const FILTERS: &'static [Filter] = &[
        Filter::new(
            "status",
            "State",
            Kind::Choice(&[
                ("open", "Open"),
                ("overdue", "Overdue"),
                ("received", "Received"),
                ("declined", "Declined"),
            ]),
        )
        .single(),
        component_filter::SUPPLIER,
    ];

    async fn load(state: &State, _: &Visitor, query: &Query) -> Result<Rows<SupplierRequest>, Error> {
        let supplier = component_filter::supplier(state, query).await?;
        let filter =
            RequestFilter { status: query.value("status").and_then(|word| word.parse().ok()), supplier };
        Ok(state.office().store().list_requests(&filter, Timestamp::now(), &query.request()).await?.into())
    }

    async fn head(state: &State, _: &Query) -> Result<Option<Head>, Error> {
        Ok(Some(Head {
            section: Section::Suppliers,
            title: Self::TITLE.to_owned(),
            crumbs: crumbs(None),
            lead: Some(answered(state).await?),
            actions: Self::actions(),
            tabs: Vec::new(),
        }))
    }

    fn actions() -> Option<Markup> {
        Some(html! { a class="button primary" href="/requests/new" { (icon(Icon::Add)) "Ask for an SBOM" } })
    }

    fn nothing() -> Markup {
        html! { p { "Ask the suppliers of what you ship for their SBOMs. " a href="/requests/new" { "Ask for an SBOM" } } }
    }
}

fn crumbs(here: Option<&str>) -> Vec<Crumb> {
    let mut crumbs = Section::Suppliers.way([]);
    match here {
        None => crumbs.push(Crumb::here("Requests")),
        Some(here) => crumbs.extend([Crumb::to("Requests", "/requests"), Crumb::here(here)]),
    }
    crumbs
}

/// How many suppliers answered, and how many answers are late.
pub(super) async fn answered(state: &State) -> Result<Markup, Error> {
    let store = state.office().store();
    let late = RequestFilter { status: Some(RequestStatus::Overdue), supplier: None };
    let late = store.list_requests(&late, Timestamp::now(), &PageRequest::first(1)).await?.total;
    let share = share(store.supplier_answers().await?);
    Ok(html! {
        span {
            (share)
            @if late.at_least() > 0 { " · " a href="/requests?status=overdue" { (late.to_string()) " overdue" } }
        }
    })
}

/// Nobody asked is not zero percent.
fn share(answers: SupplierAnswers) -> Markup {
    match percent(answers.answered, answers.asked) {
        Some(percent) => html! {
            (count(answers.answered)) " of " (count(answers.asked)) " suppliers that were asked answered a request with an SBOM: " strong { (percent) }
        },
        None => html! { "No supplier has been asked yet." },
    }
}

/// The requests of one supplier.
pub(super) fn table(rows: &[SupplierRequest], now: Timestamp) -> Markup {
    let nothing = empty("Nothing was asked yet", &html! { p { "Ask for an SBOM of what it delivers." } });
    Table { empty: nothing, ..Table::new("Requests", OF_ONE, rows, now) }.html()
}

/// What a request is called: what it asks for.
fn name(request: &SupplierRequest) -> String {
    match &request.product {
        Some(product) => format!("SBOM for {}", product.name),
        None => "SBOM".to_owned(),
    }
}

fn status(status: RequestStatus) -> Markup {
    match status {
        RequestStatus::Open => chip(Tone::Neutral, "Open"),
        RequestStatus::Overdue => chip(Tone::High, "Overdue"),
        RequestStatus::Received => chip(Tone::Ok, "Received"),
        RequestStatus::Declined => chip(Tone::Medium, "Declined"),
    }
}

/// What the form sends, and what a link to it fills in.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Told {
    #[serde(default)]
    supplier: String,
    #[serde(default)]
    product: String,
    #[serde(default)]
    due: String,
    #[serde(default)]
    note: String,
}

/// `GET /requests/new`.
pub(crate) async fn new(
    _: Visitor,
    Seen(state): Seen,
    frame: Frame,
    Params(told): Params<Told>,
) -> Result<Html<String>, Error> {
    form(&state, &frame, &told, &[]).await
}

/// `POST /requests/new`.
pub(crate) async fn create(
    _: Visitor,
    Seen(state): Seen,
    frame: Frame,
    Form(told): Form<Told>,
) -> Result<Response, Error> {
    let mut errors = wrong_words([
        ("supplier", Supplier::check_name(&told.supplier)),
        ("note", Supplier::check_note(told.note.trim())),
    ]);
    let mut wrong = |field: &str, message: &str| errors.push(products::new::wrong(field, message));
    let due_at = due(&told.due, frame.now).unwrap_or_else(|message| {
        wrong("due", &message);
        None
    });
    let product = told.product.trim();
    let store = state.office().store();
    if let Some(id) = public_id(told.supplier.trim())
        && matches!(store.supplier(id).await, Err(StoreError::NotFound { .. }))
    {
        wrong("supplier", "No supplier has this id.");
    }
    if !product.is_empty() && matches!(store.product(product).await, Err(StoreError::NotFound { .. })) {
        wrong("product", "There is no such product. Enter the key that stands in its address.");
    }
    if !errors.is_empty() {
        return Ok(form_again(form(&state, &frame, &told, &errors).await?));
    }
    let ask = Ask { supplier: told.supplier.trim(), product: Some(product), due_at, note: told.note.trim() };
    let uid = state.office().ask_supplier(&ask).await?;
    Ok(Redirect::to(&format!("/requests/{uid}")).into_response())
}

/// Until when an answer is due: the end of the day that is named, or the moment.
///
/// # Errors
/// What to say when the text is neither, or the day is over.
pub(crate) fn due(text: &str, now: Timestamp) -> Result<Option<Timestamp>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    match day::end(text) {
        Some(at) if at < now => Err(format!("{text} is over: an answer can only be due from today on.")),
        Some(at) => Ok(Some(at)),
        None => Err(format!("`{text}` is not {}.", day::FORMS)),
    }
}

async fn form(
    state: &State,
    frame: &Frame,
    told: &Told,
    errors: &[FieldError],
) -> Result<Html<String>, Error> {
    let store = state.office().store();
    let first = PageRequest::first(SUGGESTED);
    let suppliers = store.list_suppliers(None, &first).await?.rows;
    let suppliers: Vec<&str> = suppliers.iter().map(|supplier| supplier.name.as_str()).collect();
    let products = store.list_products(&Default::default(), Default::default(), &first).await?.rows;
    let products: Vec<&str> = products.iter().map(|product| product.slug.as_str()).collect();
    let error =
        |field: &str| errors.iter().find(|error| error.field == field).map(|error| error.message.as_str());
    let body = html! {
        (error_summary(errors))
        form class="form" action="/requests/new" method="post" {
            (Field { value: &told.supplier, error: error("supplier"), hint: Some("A name that is not known is added."), ..Field::new("supplier", "Supplier", Control::Suggest(&suppliers)) }.html())
            (Field { value: &told.product, error: error("product"), optional: true, hint: Some("The product that contains what is supplied, by its key."), ..Field::new("product", "Product", Control::Suggest(&products)) }.html())
            (Field { value: &told.due, error: error("due"), optional: true, hint: Some("Without a date it never becomes overdue."), ..Field::new("due", "Due", Control::Input("date")) }.html())
            (Field { value: &told.note, error: error("note"), optional: true, hint: Some("What was asked, and of whom."), ..Field::new("note", "Note", Control::Lines(3)) }.html())
            div { (submit("Note the request")) }
        }
    };
    let crumbs = crumbs(Some("Ask for an SBOM"));
    let lead = html! { "Mainstay keeps the request and its due date; it does not send it." };
    let head = PageHead {
        title: "Ask for an SBOM",
        crumbs: &crumbs,
        lead: Some(lead),
        updated: None,
        actions: None,
    };
    Ok(frame.render(Page::new("Ask for an SBOM", body).section(Section::Suppliers).head(&head, frame.now)))
}

/// `GET /requests/{uid}`.
pub(crate) async fn request(
    _: Visitor,
    Seen(state): Seen,
    frame: Frame,
    Path(uid): Path<Uuid>,
) -> Result<Html<String>, Error> {
    page(&state, &frame, uid, None).await
}

/// A reason that was refused, and why.
struct Refused<'a> {
    note: &'a str,
    why: String,
}

async fn page(
    state: &State,
    frame: &Frame,
    uid: Uuid,
    refused: Option<&Refused<'_>>,
) -> Result<Html<String>, Error> {
    let store = state.office().store();
    let request = store.supplier_request(uid, frame.now).await?;
    let product = match &request.product {
        Some(product) => Some(store.product(&product.uid.to_string()).await?),
        None => None,
    };
    let open = matches!(request.status, RequestStatus::Open | RequestStatus::Overdue);
    let forms = if open {
        answer_forms(state, &request, product.as_ref(), refused).await?
    } else {
        html! {}
    };
    let time = |at: Option<Timestamp>| at.map_or(Cell::None, Cell::Time).html(frame.now);
    let errors: Vec<FieldError> =
        refused.iter().map(|refused| products::new::wrong("note", &refused.why)).collect();
    let body = html! {
        (error_summary(&errors))
        (facts(&[
            ("Supplier", html! { a href={ "/suppliers/" (request.supplier.uid) } { (given(&request.supplier.name)) } }),
            ("Product", html! { @match &product { Some(product) => a href=(address::product(&product.slug)) { (given(&product.name)) }, None => (Cell::None.html(frame.now)) } }),
            ("Asked", time(Some(request.asked_at))),
            ("Due", request.due_at.map_or_else(|| Cell::None.html(frame.now), day)),
            ("Answered", time(request.answered_at)),
            ("SBOM", html! { @match request.sbom { Some(sbom) => a href=(address::sbom(sbom)) { "The SBOM that answered it" }, None => (Cell::None.html(frame.now)) } }),
            ("Note", Cell::text(Some(request.note.clone()).filter(|note| !note.is_empty())).html(frame.now)),
        ]))
        (forms)
    };
    let title = format!("Request to {}", request.supplier.name);
    let crumbs = crumbs(Some(&request.supplier.name));
    let head = PageHead {
        title: &title,
        crumbs: &crumbs,
        lead: Some(status(request.status)),
        updated: None,
        actions: None,
    };
    Ok(frame.render(Page::new(&title, body).section(Section::Suppliers).head(&head, frame.now)))
}

async fn answer_forms(
    state: &State,
    request: &SupplierRequest,
    product: Option<&Product>,
    refused: Option<&Refused<'_>>,
) -> Result<Markup, Error> {
    let filter = SbomFilter {
        supplier: Some(request.supplier.uid),
        product: product.map(|product| product.uid),
        release: request.release,
        superseded: Superseded::Show,
        // Nothing else answers a request.
        state: SbomState::Ready.into(),
        ..SbomFilter::default()
    };
    let sent = state.office().store().list_sboms(&filter, &PageRequest::first(100)).await?.rows;
    let names: Vec<(String, String)> = sent
        .iter()
        .map(|sbom| {
            (
                sbom.uid.to_string(),
                format!("{}, received {}", sboms::name(sbom), sbom.received_at.strftime("%Y-%m-%d")),
            )
        })
        .collect();
    let choices: Vec<(&str, &str)> = names.iter().map(|(uid, name)| (uid.as_str(), name.as_str())).collect();
    let action = format!("/requests/{}/actions/answer", request.uid);
    let of = product.map_or(String::new(), |product| format!("&product={}", address::value(&product.slug)));
    let upload = format!("/upload?source=supplier&supplier={}{of}", address::value(&request.supplier.name));
    let own = html! { "taken in with this supplier's name " @if product.is_some() { "for this product " } "answers the request by itself once it is read" };
    Ok(html! {
        div class="columns" {
            (section("received", "It came", &html! {
                @if choices.is_empty() {
                    p { "An SBOM " (own) "." }
                    p { a href=(upload) { "Upload what it sent" } }
                } @else {
                    p { "An SBOM " (own) ". " a href=(upload) { "Upload what it sent" } ", or choose one that came before it was asked for:" }
                    form class="form" action=(action) method="post" {
                        input type="hidden" name="state" value="received";
                        (Field::new("sbom", "The SBOM", Control::Choice(&choices)).html())
                        div { (submit("Note as received")) }
                    }
                }
            }))
            (section("declined", "The supplier declines", &html! {
                form class="form" action=(action) method="post" {
                    input type="hidden" name="state" value="declined";
                    (Field {
                        value: refused.map_or("", |refused| refused.note),
                        error: refused.map(|refused| refused.why.as_str()),
                        hint: Some("What it said; kept with the request."),
                        ..Field::new("note", "Reason", Control::Lines(2))
                    }.html())
                    div { button class="danger" type="submit" { "Note as declined" } }
                }
            }))
        }
    })
}

/// `POST /requests/{uid}/actions/answer`.
pub(crate) async fn answer(
    _: Visitor,
    Seen(state): Seen,
    frame: Frame,
    Path(uid): Path<Uuid>,
    Form(answer): Form<AnswerBody>,
) -> Result<Response, Error> {
    if let Err(error) = Supplier::check_note(answer.note.trim()) {
        let refused = Refused { note: &answer.note, why: error.to_string() };
        return Ok(form_again(page(&state, &frame, uid, Some(&refused)).await?));
    }
    state.office().answer_request(uid, answer.answer()?, answer.note.trim()).await?;
    Ok(Redirect::to(&format!("/requests/{uid}")).into_response())
}
