//! The same list for the API: one page of bodies of a type of their own, with more than a table shows.

use axum::http::{HeaderValue, Uri, header};
use axum::response::{IntoResponse, Response};
use mainstay_markup::Total;
use serde::Serialize;
use utoipa::ToSchema;

use super::query::Strict;
use super::{List, Rows, rows};
use crate::{Error, Seen, Visitor};

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Paged<T> {
    /// The things.
    pub(crate) items: Vec<T>,
    /// The address of the next page, also in the `Link` header; null on the last one.
    pub(crate) next: Option<String>,
    /// How many things the whole list has; null when that was not counted.
    pub(crate) total: Option<TotalBody>,
}

/// How many things a list has.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TotalBody {
    /// The number.
    value: u64,
    /// Whether it is all of them; otherwise there are more.
    exact: bool,
}

impl TotalBody {
    /// A number of the store, which is counted up to a limit at least.
    pub(crate) fn counted(total: mainstay_store::Total) -> Self {
        match total {
            mainstay_store::Total::Exact(value) => Self { value, exact: true },
            mainstay_store::Total::MoreThan(value) => Self { value, exact: false },
        }
    }

    /// A total; none when it was not counted.
    pub(crate) fn of(total: Total) -> Option<Self> {
        match total {
            Total::Exact(value) => Some(Self { value, exact: true }),
            Total::MoreThan(value) => Some(Self { value, exact: false }),
            Total::Unknown => None,
        }
    }
}

impl<T: Serialize> Paged<T> {
    /// The answer, with the next page in its head.
    pub(crate) fn answer(self) -> Result<Response, Error> {
        let link = self.next.as_ref().map(|next| HeaderValue::from_str(&format!("<{next}>; rel=\"next\"")));
        let mut response = axum::Json(self).into_response();
        if let Some(link) = link {
            response.headers_mut().insert(header::LINK, link?);
        }
        Ok(response)
    }
}

/// One page of list `L`, each row as a `T`.
///
/// # Errors
/// What [`List::load`] gives.
pub(crate) async fn typed<L: List, T: Serialize + From<L::Row>>(
    Seen(state): Seen,
    visitor: Visitor,
    uri: Uri,
    Strict(query, _): Strict<L>,
) -> Result<Response, Error> {
    let Rows { rows, next, total } = rows::<L>(&state, &visitor, &query).await?;
    let next = next.map(|cursor| query.next(&cursor, rows.len() as u64).href(uri.path()));
    let items = rows.into_iter().map(T::from).collect();
    Paged { items, next, total: TotalBody::of(total) }.answer()
}
