//! What the API sends and takes. Absent facts are `null`: unknown is never zero.

mod component;
mod product;

use axum::Json;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use mainstay_markup::Total;
use serde::Serialize;
use utoipa::ToSchema;

pub(crate) use component::{ComparisonBody, ReleaseComponentBody, WhyBody};
pub(crate) use product::{NewProductBody, NewReleaseBody, ProductBody, ReleaseBody};

use crate::Error;
use crate::list::{Query, Rows};

/// One page of a list. The next page is in the `Link` header too.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Listed<T> {
    /// The rows.
    items: Vec<T>,
    /// The address of the next page; `null` on the last one.
    next: Option<String>,
    /// How many rows match.
    total: TotalBody,
}

/// How many rows a list has.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TotalBody {
    /// The number, or the bound up to which was counted; `null` when it was not counted.
    value: Option<u64>,
    /// Whether the list has exactly so many.
    exact: bool,
}

/// One page of rows as the API sends it.
pub(crate) fn listed<R, T: Serialize>(
    rows: Rows<R>,
    query: &Query,
    body: impl FnMut(R) -> T,
) -> Result<Response, Error> {
    let shown = rows.rows.len() as u64;
    let next = rows.next.map(|cursor| query.next_address(&cursor, shown));
    let (value, exact) = match rows.total {
        Total::Exact(number) => (Some(number), true),
        Total::MoreThan(limit) => (Some(limit), false),
        Total::Unknown => (None, false),
    };
    let link =
        next.as_ref().map(|next| HeaderValue::from_str(&format!("<{next}>; rel=\"next\""))).transpose()?;
    let body =
        Listed { items: rows.rows.into_iter().map(body).collect(), next, total: TotalBody { value, exact } };
    let mut response = Json(body).into_response();
    if let Some(link) = link {
        response.headers_mut().insert(header::LINK, link);
    }
    Ok(response)
}
