//! Whether the server answers, and whether it can do its work.

use std::time::Duration;

use axum::Json;
use axum::extract::State as Extract;
use mainstay_office::Error as OfficeError;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{Error, State};

/// How long a load balancer waits for the database.
const PATIENCE: Duration = Duration::from_secs(2);

/// The state of the server.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Health {
    /// Always `ok`: what is not is told by the status.
    #[schema(example = "ok")]
    status: &'static str,
    /// The version of the program.
    version: &'static str,
}

const OK: Health = Health { status: "ok", version: env!("CARGO_PKG_VERSION") };

/// Whether the server answers
///
/// For supervisors, which start it again when it does not. Asks nothing of the database: a new start would not mend that.
#[utoipa::path(
    get,
    path = "/healthz",
    tag = "server",
    responses((status = 200, description = "The server answers.", body = Health))
)]
pub(crate) async fn health() -> Json<Health> {
    Json(OK)
}

/// Whether the server can do its work
///
/// For load balancers, which send requests elsewhere while it cannot. The database has two seconds to answer.
#[utoipa::path(
    get,
    path = "/readyz",
    tag = "server",
    responses(
        (status = 200, description = "The server and its database answer.", body = Health),
        (status = 503, description = "The database does not answer.")
    )
)]
pub(crate) async fn ready(Extract(state): Extract<State>) -> Result<Json<Health>, Error> {
    match tokio::time::timeout(PATIENCE, state.office().store().answers()).await {
        Ok(answer) => answer.map(|()| Json(OK)).map_err(Error::from),
        Err(_) => {
            Err(OfficeError::Unavailable("the database did not answer within two seconds".into()).into())
        }
    }
}
