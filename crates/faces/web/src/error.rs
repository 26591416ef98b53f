//! The one error of handlers. Rules: what a person can mend is said to them (4xx, `detail`); a database that is full (507) or away (503)
//! is said without its cause; everything else is `internal` (500): they
//! see a fixed text and the request id, the cause goes to the log. Handlers write `?`; the form, page or `application/problem+json`,
//! is chosen where the request is known (`error_page`).

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use mainstay_office::Error as OfficeError;
use mainstay_office::access::Permission;
use mainstay_store::StoreError;

use crate::security::MUST_CHANGE;

/// Why a request was not done.
#[derive(Clone)]
pub struct Error {
    pub(crate) status: StatusCode,
    pub(crate) code: &'static str,
    pub(crate) title: &'static str,
    pub(crate) detail: Option<String>,
    pub(crate) cause: Option<Arc<dyn StdError + Send + Sync>>,
    /// Things that may be meant instead: what they are called, and their addresses.
    pub(crate) nearest: Vec<(String, String)>,
}

impl Error {
    /// There is no such thing; `what` names it.
    pub fn not_found(what: impl Into<String>) -> Self {
        Self::told(StatusCode::NOT_FOUND, "not-found", "Not found", what)
    }

    /// The request cannot be understood; says what to change.
    pub fn bad_request(detail: impl Into<String>) -> Self {
        Self::told(StatusCode::BAD_REQUEST, "bad-request", "The request cannot be understood", detail)
    }

    /// The request is understood, but its content breaks a rule; says which.
    pub fn unprocessable(detail: impl Into<String>) -> Self {
        Self::told(
            StatusCode::UNPROCESSABLE_ENTITY,
            "unprocessable",
            "The content cannot be accepted",
            detail,
        )
    }

    /// What is there already stands in the way: a thing of the same name, or the state that a thing is in; says which.
    pub fn conflict(detail: impl Into<String>) -> Self {
        Self::told(StatusCode::CONFLICT, "conflict", "It conflicts with what is there", detail)
    }

    /// Something else stands there than what a change was made from.
    fn changed() -> Self {
        let detail = "It was changed since you read it, and stays as it is now. Read it again, and send your change with the new `ETag`.";
        Self::told(StatusCode::PRECONDITION_FAILED, "changed", "It was changed meanwhile", detail)
    }

    /// Everything that the person cannot mend. The cause is logged and never shown.
    pub fn internal(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            cause: Some(Arc::from(cause.into())),
            detail: None,
            ..Self::of_status(StatusCode::INTERNAL_SERVER_ERROR)
        }
    }

    /// There is no room for what was sent. Where the database is stands in the cause, which is logged and not shown.
    fn full(cause: OfficeError) -> Self {
        let detail =
            "The disk of the server's database is full. It was not done; have room made, then try again.";
        let told = Self::told(StatusCode::INSUFFICIENT_STORAGE, "disk-full", "The disk is full", detail);
        Self { cause: Some(Arc::new(cause)), ..told }
    }

    /// The database does not answer or takes no writes. The cause is logged and not shown.
    fn unavailable(cause: OfficeError) -> Self {
        let detail =
            "It was not done. Try again in a while; the reason is in the server's log under the request id.";
        let title = "The database does not answer";
        let told = Self::told(StatusCode::SERVICE_UNAVAILABLE, "no-database", title, detail);
        Self { cause: Some(Arc::new(cause)), ..told }
    }

    /// Others kept writing to what this was to change.
    pub(crate) fn busy() -> Self {
        let detail = "Others are changing the same things at this moment. It was not done; try again in a few seconds.";
        Self::told(StatusCode::SERVICE_UNAVAILABLE, "busy", "The server is busy", detail)
    }

    /// A handler was stopped. What it did before is not known, so who wanted something changed is told to look.
    pub(crate) fn too_slow(only_asked: bool) -> Self {
        let detail = if only_asked {
            "The server stopped looking for the answer. Ask a narrower question, or try again later."
        } else {
            "The server stopped waiting. Whether it was done is not known: look before you send it again."
        };
        Self::told(StatusCode::SERVICE_UNAVAILABLE, "too-slow", "This took too long", detail)
    }

    /// After how many seconds the same request may succeed, where that is not up to who asks.
    pub(crate) fn again_after(&self) -> Option<u32> {
        match self.code {
            "busy" => Some(3),
            "no-database" => Some(30),
            _ => None,
        }
    }

    pub(crate) fn unauthorized() -> Self {
        let detail = "Open the address that the program printed when it started; it lets one browser in, once. Start the program again for a new one.";
        Self::told(StatusCode::UNAUTHORIZED, "not-let-in", "You are not let in", detail)
    }

    /// Who asks is known, and may not do this.
    pub(crate) fn forbidden(permission: Option<Permission>) -> Self {
        let detail = match permission {
            Some(permission) => format!(
                "It takes the permission `{}` ({}), which none of your roles gives here, or which your token is not for. Ask an administrator.",
                permission.id(),
                permission.title()
            ),
            None => {
                "There is no such thing, or you may look at it and not change it. Ask who answers for it."
                    .to_owned()
            }
        };
        Self::told(StatusCode::FORBIDDEN, "forbidden", "You may not do this", detail)
    }

    /// The password was set by somebody else, who knows it.
    pub(crate) fn must_change() -> Self {
        let detail = "Change your password first, in your profile.";
        Self::told(StatusCode::FORBIDDEN, MUST_CHANGE, "You may not do this yet", detail)
    }

    pub(crate) fn cross_site() -> Self {
        let detail = "The request came from another site. Open the page here and try again; behind a proxy, set the public address of this server.";
        Self::told(StatusCode::FORBIDDEN, "cross-site", "Refused", detail)
    }

    pub(crate) fn unsealed() -> Self {
        let detail =
            "The token of this address does not fit. Copy the address again from the page of the product.";
        Self::told(StatusCode::FORBIDDEN, "wrong-token", "Refused", detail)
    }

    pub(crate) fn misdirected() -> Self {
        let detail = "This server does not answer at this host name. Use its IP address or its public address; \
                      who runs it sets that with --public-url, and further names with --host.";
        Self::told(StatusCode::MISDIRECTED_REQUEST, "wrong-host", "Wrong host name", detail)
    }

    /// The error for a status that a layer or an extractor set without one.
    pub(crate) fn of_status(status: StatusCode) -> Self {
        let (code, title, detail) = match status {
            StatusCode::NOT_FOUND => ("not-found", "Not found", None),
            StatusCode::METHOD_NOT_ALLOWED => ("method", "The method is not allowed here", None),
            StatusCode::PAYLOAD_TOO_LARGE => {
                ("too-large", "Too large", Some("The request is larger than is accepted here."))
            }
            StatusCode::UNPROCESSABLE_ENTITY => ("unprocessable", "The content cannot be accepted", None),
            StatusCode::CONFLICT => ("conflict", "It conflicts with what is there", None),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => ("media-type", "The media type is not accepted here", None),
            status if status.is_server_error() => (
                "internal",
                "Something went wrong here",
                Some("The reason is in the server's log under the request id."),
            ),
            _ => ("bad-request", "The request cannot be understood", None),
        };
        Self { status, code, title, detail: detail.map(str::to_owned), cause: None, nearest: Vec::new() }
    }

    /// What the office refuses is told in its words; what is broken is not.
    fn of_office(error: OfficeError) -> Self {
        match error {
            OfficeError::Missing(what) => Self::not_found(what),
            OfficeError::Invalid(what) => Self::unprocessable(what),
            OfficeError::Forbidden(what) => {
                Self::told(StatusCode::FORBIDDEN, "forbidden", "You may not do this", format!("{what}."))
            }
            OfficeError::Conflict(what) => Self::conflict(what),
            OfficeError::Changed(_) => Self::changed(),
            OfficeError::Busy(_) => Self::busy(),
            error @ OfficeError::Full(_) => Self::full(error),
            error @ OfficeError::Unavailable(_) => Self::unavailable(error),
            error => Self::internal(error),
        }
    }

    /// The same error with things that may be meant instead: what they are called, and their addresses.
    #[must_use]
    pub(crate) fn nearest(self, nearest: Vec<(String, String)>) -> Self {
        Self { nearest, ..self }
    }

    fn told(status: StatusCode, code: &'static str, title: &'static str, detail: impl Into<String>) -> Self {
        Self { status, code, title, detail: Some(detail.into()), cause: None, nearest: Vec::new() }
    }
}

impl<E: StdError + Send + Sync + 'static> From<E> for Error {
    fn from(cause: E) -> Self {
        let cause: Box<dyn StdError + Send + Sync> = Box::new(cause);
        let cause = match cause.downcast::<StoreError>() {
            Ok(error) => return Self::of_office((*error).into()),
            Err(cause) => cause,
        };
        match cause.downcast::<OfficeError>() {
            Ok(error) => Self::of_office(*error),
            Err(cause) => Self::internal(cause),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("code", &self.code)
            .field("detail", &self.detail)
            .field("cause", &self.cause)
            .finish_non_exhaustive()
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_busy_database_is_no_slow_question() {
        let busy = Error::from(StoreError::Busy("40001".into()));
        assert_eq!((busy.status, busy.code), (StatusCode::SERVICE_UNAVAILABLE, "busy"));
        assert!(busy.again_after().is_some() && busy.detail.unwrap().contains("It was not done; try again"));
        let (asked, sent) = (Error::too_slow(true), Error::too_slow(false));
        assert!(asked.detail.unwrap().contains("narrower") && sent.detail.unwrap().contains("not known"));
    }

    #[test]
    fn a_database_that_is_full_or_away_is_told_apart_and_its_cause_is_not_shown() {
        for (error, status) in [
            (StoreError::Full("/secret".into()), StatusCode::INSUFFICIENT_STORAGE),
            (StoreError::Unavailable("/secret".into()), StatusCode::SERVICE_UNAVAILABLE),
            (StoreError::Corrupt("/secret".into()), StatusCode::INTERNAL_SERVER_ERROR),
        ] {
            let error = Error::from(error);
            assert_eq!(error.status, status);
            assert!(error.cause.is_some_and(|cause| cause.to_string().contains("/secret")));
            assert!(!error.detail.unwrap_or_default().contains("secret"));
        }
    }
}
