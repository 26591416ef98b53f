//! Errors as people and programs read them: a page, or `application/problem+json` (RFC 9457).

use axum::body::to_bytes;
use axum::extract::{FromRequestParts, Request, State as Extract};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use maud::{Markup, html};
use serde::Serialize;
use utoipa::ToSchema;

use crate::observe::RequestId;
use crate::pages::words;
use crate::{Error, Frame, Page, State};

/// The longest text of an extractor that is passed on to the person who asked, in bytes.
const LONGEST_REASON: usize = 500;

/// Why a request was not done, as RFC 9457 writes it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Problem {
    /// What kind of problem, as a stable URN: `urn:mainstay:problem:not-found`.
    #[serde(rename = "type")]
    kind: String,
    /// The kind in words.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// What happened this time, and what to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// The id of the request; the server's log has it too.
    instance: String,
}

/// Marks an answer that tells what is wrong by itself.
#[derive(Clone, Copy)]
struct Told;

/// A form again, with what is wrong beside its fields (422).
pub(crate) fn form_again(page: Html<String>) -> Response {
    let mut response = (StatusCode::UNPROCESSABLE_ENTITY, page).into_response();
    response.extensions_mut().insert(Told);
    response
}

/// Gives every refusal its form. Causes of 5xx are logged here and shown nowhere.
pub(crate) async fn render_errors(Extract(state): Extract<State>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let wants_json = wants_json(parts.uri.path(), &parts.headers);
    let id = parts.extensions.get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
    let frame = Frame::from_request_parts(&mut parts, &state).await;
    let response = next.run(Request::from_parts(parts, body)).await;
    let refused = response.status().is_client_error() || response.status().is_server_error();
    if !refused || response.extensions().get::<Told>().is_some() {
        return response;
    }
    let allow = response.headers().get(header::ALLOW).cloned();
    let error = error_of(response).await;
    if let Some(cause) = &error.cause {
        tracing::error!(request = %id, error = %chain(cause.as_ref()), "request failed");
    }
    let mut answer = match frame {
        Ok(frame) if !wants_json => page(&error, &frame, &id),
        _ => problem(&error, &id),
    };
    if let Some(seconds) = error.again_after() {
        answer.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    if error.status == StatusCode::UNAUTHORIZED {
        // RFC 9110 asks for it. Browsers know no form for this way in and ask for no password.
        answer.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    if let Some(allow) = allow {
        answer.headers_mut().insert(header::ALLOW, allow);
    }
    answer
}

/// The error that a handler gave, or one made from what axum's extractors say.
async fn error_of(response: Response) -> Error {
    let status = response.status();
    if let Some(error) = response.extensions().get::<Error>() {
        return error.clone();
    }
    let mut error = Error::of_status(status);
    if status.is_client_error() && error.detail.is_none() {
        let bytes = to_bytes(response.into_body(), LONGEST_REASON).await.unwrap_or_default();
        error.detail = String::from_utf8(bytes.to_vec()).ok().filter(|text| !text.is_empty());
    }
    error
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text = format!("{text}: {error}");
        source = error.source();
    }
    text
}

/// Programs say so in `Accept`, or ask for the API or an export.
fn wants_json(path: &str, headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    path.starts_with("/api/")
        || path.ends_with(".json")
        || path.ends_with(".csv")
        || (accept.contains("json") && !accept.contains("text/html"))
}

fn problem(error: &Error, id: &str) -> Response {
    let body = Problem {
        kind: format!("urn:mainstay:problem:{}", error.code),
        title: error.title,
        status: error.status.as_u16(),
        detail: error.detail.clone(),
        instance: format!("urn:uuid:{id}"),
    };
    let content_type = HeaderValue::from_static("application/problem+json");
    (error.status, [(header::CONTENT_TYPE, content_type)], axum::Json(body)).into_response()
}

fn page(error: &Error, frame: &Frame, id: &str) -> Response {
    let body = html! {
        @if let Some(detail) = &error.detail { p { (words::prose(detail)) } }
        @if !error.nearest.is_empty() {
            p { "Perhaps one of these is meant:" }
            ul { @for (name, href) in &error.nearest { li { a href=(href) { (name) } } } }
        }
        @if error.status == StatusCode::NOT_FOUND { (search()) }
        p class="meta" { "Status " (error.status.as_u16()) ", request " code { (id) } }
    };
    let body = html! { div class="prose" { (body) } };
    let page = Page::new(error.title, body);
    // Who is not let in sees no frame: it is made of links that would all be refused.
    let page = if matches!(error.status, StatusCode::UNAUTHORIZED | StatusCode::MISDIRECTED_REQUEST) {
        page.bare()
    } else {
        page
    };
    (error.status, frame.render(page)).into_response()
}

fn search() -> Markup {
    html! {
        form class="row" action="/search" method="get" role="search" {
            label for="again" { "Search for it" }
            input id="again" type="search" name="q" placeholder="purl, name, hash or license" size="30";
            button type="submit" { "Search" }
        }
    }
}
