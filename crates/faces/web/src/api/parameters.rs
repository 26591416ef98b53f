//! Parameters that an operation does not have. A misspelled one would else be left out in silence, and the answer be to another question:
//! so what an operation takes is what its description says, checked for all of them at one place.

use std::sync::Arc;

use axum::extract::{Query, Request, State as Extract};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use utoipa::openapi::path::{Operation, ParameterIn};
use utoipa::openapi::{PathItem, RefOr};

use crate::Error;

/// What stands in the address of each operation of one path.
#[derive(Debug, Default)]
pub(crate) struct Parameters(Vec<(Method, Vec<String>)>);

impl Parameters {
    /// What the descriptions of a path's operations name. A list is not among them: it reads its whole query itself, because each of
    /// its filters may be a parameter ([`crate::list::Strict`]).
    pub(crate) fn of(item: &PathItem) -> Self {
        let operations = [
            (Method::GET, &item.get),
            (Method::PUT, &item.put),
            (Method::POST, &item.post),
            (Method::DELETE, &item.delete),
            (Method::PATCH, &item.patch),
        ];
        let named = operations
            .into_iter()
            .filter_map(|(method, operation)| Some((method, named(operation.as_ref()?))));
        Self(named.filter(|(_, names)| !names.iter().any(|name| name == "filter")).collect())
    }

    fn names(&self, method: &Method) -> Option<&[String]> {
        let method = if method == Method::HEAD { &Method::GET } else { method };
        self.0.iter().find(|(known, _)| known == method).map(|(_, names)| names.as_slice())
    }
}

/// Refuses a request with a parameter that its operation does not have.
pub(crate) async fn check(
    Extract(known): Extract<Arc<Parameters>>,
    request: Request,
    next: Next,
) -> Response {
    let unknown = known.names(request.method()).and_then(|names| {
        // What cannot be read at all is for the handler to refuse.
        let Query(asked) = Query::<Vec<(String, String)>>::try_from_uri(request.uri()).ok()?;
        asked
            .into_iter()
            .find(|(key, _)| !names.contains(key))
            .map(|(key, _)| refusal(&key, names, request.uri().path()))
    });
    match unknown {
        Some(refusal) => refusal.into_response(),
        None => next.run(request).await,
    }
}

fn refusal(key: &str, names: &[String], path: &str) -> Error {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    let takes = if names.is_empty() { "none".to_owned() } else { quoted.join(", ") };
    let purl = if path.contains("/pkg:") { " A `?` that belongs to a purl is written `%3F`." } else { "" };
    Error::bad_request(format!("`{key}` is no parameter of this operation, which takes {takes}.{purl}"))
}

fn named(operation: &Operation) -> Vec<String> {
    let parameters = operation.parameters.iter().flatten().filter_map(|parameter| match parameter {
        RefOr::T(parameter) if parameter.parameter_in == ParameterIn::Query => Some(parameter.name.clone()),
        _ => None,
    });
    parameters.collect()
}
