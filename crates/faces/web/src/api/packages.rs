//! Packages: components without their version.

use axum::Json;
use axum::http::Uri;
use axum::response::Response;
use mainstay_store::Package;
use serde::Serialize;
use utoipa::ToSchema;

use super::body::ComponentBody;
use super::shared::BadQuery;
use crate::list::{self, Paged, Strict};
use crate::pages::component::{Subject, find};
use crate::pages::packages::Packages;
use crate::{Error, Seen, Visitor};

/// A package and how much it is used.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PackageBody {
    /// The public id.
    id: String,
    /// The purl without version; null where its components have none.
    purl: Option<String>,
    /// The purl type; empty without a purl.
    ecosystem: String,
    /// Namespace, group or supplier.
    namespace: String,
    /// The name.
    name: String,
    /// Versions in use; the variants of one, such as its architectures, are one.
    versions: u64,
    /// Uses: one for each component and release.
    uses: u64,
    /// Uses in which the release names it itself.
    direct: u64,
    /// Uses of which it is told that another component brings it in. Of the others nobody tells how it came in.
    transitive: u64,
}

impl From<Package> for PackageBody {
    fn from(row: Package) -> Self {
        Self {
            id: row.uid.to_string(),
            purl: row.purl,
            ecosystem: row.ecosystem,
            namespace: row.namespace,
            name: row.name,
            versions: row.versions,
            uses: row.uses,
            direct: row.direct,
            transitive: row.transitive,
        }
    }
}

/// A package with its versions.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PackageVersions {
    /// The package.
    package: PackageBody,
    /// The components in use, newest version first by the rules of the ecosystem; the variants of a version stand apart.
    versions: Vec<ComponentBody>,
}

/// List packages
///
/// Those of which a current SBOM names a version. `direct=no` is what is told to be transitive.
#[utoipa::path(get, path = "/api/v1/packages", operation_id = "list_packages", tag = "inventory", params(list::ParamsOf<Packages>),
    responses((status = 200, description = "One page of packages.", body = Paged<PackageBody>), BadQuery))]
pub(crate) async fn list(
    state: Seen,
    visitor: Visitor,
    uri: Uri,
    query: Strict<Packages>,
) -> Result<Response, Error> {
    list::typed::<Packages, PackageBody>(state, visitor, uri, query).await
}

/// Get a package and its versions in use
#[utoipa::path(get, path = "/api/v1/packages/{*purl}", operation_id = "get_package", tag = "inventory",
    params(("purl" = String, Path, description = "A purl; its version is not looked at. Or an id.", example = "pkg:npm/lodash")),
    responses((status = 200, description = "The package.", body = PackageVersions), (status = 404, description = "There is no such package.")))]
pub(crate) async fn get(Seen(state): Seen, _: Visitor, uri: Uri) -> Result<Json<PackageVersions>, Error> {
    let package = match find(&state, uri.path()).await? {
        Subject::Package(package) => package,
        Subject::Component(component) => {
            state.office().store().package(&component.package.to_string()).await?
        }
    };
    let versions = state.office().versions(package.uid).await?;
    Ok(Json(PackageVersions {
        package: package.into(),
        versions: versions.into_iter().map(ComponentBody::from).collect(),
    }))
}
