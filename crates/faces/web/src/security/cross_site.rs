//! Requests that another site makes a browser send (CSRF). No tokens: browsers say where a request comes from, by `Sec-Fetch-Site` and
//! `Origin`, and tower-http judges it as Go's `CrossOriginProtection` does. A request with neither is a program's and passes, with a
//! cookie too: every browser sends `Origin` with what it posts, and the session's cookie is `SameSite=Lax` besides.

use axum::http::Response as HttpResponse;
use axum::response::IntoResponse;
use tower_http::csrf::{CsrfLayer, ProtectionError, ResponseForProtectionError};

use crate::{Config, Error};

/// Refusal in the form of all errors.
#[derive(Clone, Debug)]
pub(crate) struct Refusal;

impl ResponseForProtectionError<axum::body::Body> for Refusal {
    fn response_for_protection_error(&mut self, _: ProtectionError) -> HttpResponse<axum::body::Body> {
        Error::cross_site().into_response()
    }
}

/// The layer; the public address is trusted as an origin, because a proxy may change `Host`.
pub(crate) fn cross_site_layer(config: &Config) -> CsrfLayer<Refusal> {
    let layer = CsrfLayer::new();
    let layer = match &config.public_url {
        Some(url) => layer.clone().add_trusted_origin(url).unwrap_or_else(|error| {
            tracing::warn!(%error, "the public address is not an origin; forms behind a proxy may be refused");
            layer
        }),
        None => layer,
    };
    layer.with_rejection_response(Refusal)
}
