//! Components.

use axum::Json;
use axum::http::Uri;
use axum::response::Response;

use super::body::ComponentBody;
use super::shared::BadQuery;
use crate::list::{self, Paged, Strict};
use crate::pages::component::{Subject, find};
use crate::pages::components::Components;
use crate::{Error, Seen, Visitor};

/// List components
///
/// Those that a current SBOM names. `direct=no` is what is told to be transitive.
#[utoipa::path(get, path = "/api/v1/components", operation_id = "list_components", tag = "inventory", params(list::ParamsOf<Components>),
    responses((status = 200, description = "One page of components.", body = Paged<ComponentBody>), BadQuery))]
pub(crate) async fn list(
    state: Seen,
    visitor: Visitor,
    uri: Uri,
    query: Strict<Components>,
) -> Result<Response, Error> {
    list::typed::<Components, ComponentBody>(state, visitor, uri, query).await
}

/// Get a component
///
/// By its purl, percent-encoded or as it is, or by its id.
#[utoipa::path(get, path = "/api/v1/components/{*purl}", operation_id = "get_component", tag = "inventory",
    params(("purl" = String, Path, description = "A purl with a version, or an id.", example = "pkg:npm/%40scope/name@1.2.3")),
    responses((status = 200, description = "The component.", body = ComponentBody), (status = 404, description = "There is no such component.")))]
pub(crate) async fn get(Seen(state): Seen, _: Visitor, uri: Uri) -> Result<Json<ComponentBody>, Error> {
    match find(&state, uri.path()).await? {
        Subject::Component(component) => Ok(Json(component.into())),
        Subject::Package(_) => Err(Error::not_found(
            "This names a package; ask for one of its versions, or at `/api/v1/packages/`.",
        )),
    }
}
