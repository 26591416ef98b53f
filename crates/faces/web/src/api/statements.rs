//! What documents say of components.

use axum::http::Uri;
use axum::response::Response;
use mainstay_model::{Hash, LicenseClaim, LicenseSource};
use mainstay_office::inventory::Statement;
use mainstay_store::SbomSource;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::shared::BadQuery;
use crate::list::{self, Paged, Strict};
use crate::pages::component::documents::Statements;
use crate::{Error, Seen, Visitor};

/// What one document says of a component, word for word.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StatementBody {
    /// The SBOM that says so.
    sbom: Uuid,
    /// `source`, `build` or `supplier`.
    #[schema(value_type = String)]
    source: SbomSource,
    /// The product's key.
    product: String,
    /// The release's version.
    release: String,
    /// The release's public id.
    release_id: Uuid,
    /// What it says of the license; empty when it says nothing.
    licenses: Vec<LicenseBody>,
    /// Digests of the artifact; empty when it has none.
    digests: Vec<DigestBody>,
    /// Who supplies the component; null when it names nobody.
    supplier: Option<String>,
    /// At how many places the document lists the component and says just this.
    places: usize,
}

/// What a document says of a license.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LicenseBody {
    /// The statement, word for word.
    text: String,
    /// By whose word: `declared`, `detected` or `concluded`; null when the document does not say.
    said: Option<&'static str>,
}

/// A digest.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DigestBody {
    /// As in `SHA-256`.
    algorithm: String,
    /// In hexadecimal.
    value: String,
}

impl From<Statement> for StatementBody {
    fn from(row: Statement) -> Self {
        Self {
            sbom: row.sbom.uid,
            source: row.sbom.source,
            product: row.sbom.product_slug,
            release: row.sbom.release_version,
            release_id: row.sbom.release,
            licenses: row.licenses.into_iter().map(LicenseBody::from).collect(),
            digests: row.hashes.into_iter().map(DigestBody::from).collect(),
            supplier: row.supplier,
            places: row.places,
        }
    }
}

impl From<LicenseClaim> for LicenseBody {
    fn from(claim: LicenseClaim) -> Self {
        let said = match claim.source {
            LicenseSource::Declared => Some("declared"),
            LicenseSource::Detected => Some("detected"),
            LicenseSource::Concluded => Some("concluded"),
            LicenseSource::Unstated => None,
        };
        Self { text: claim.value.as_str().to_owned(), said }
    }
}

impl From<Hash> for DigestBody {
    fn from(hash: Hash) -> Self {
        Self { algorithm: hash.algorithm, value: hash.value }
    }
}

/// List what documents say of a component
///
/// The current SBOMs that name it, those of different products first, each word for word: where they differ, nobody has decided yet. The same statement at
/// several places of one document is one item; the statements of one document stay on one page, which may make it longer than `size`.
#[utoipa::path(get, path = "/api/v1/statements", operation_id = "list_statements", tag = "inventory",
    params(("component" = String, Query, description = "The component: a purl with its version, or an id.", example = "pkg:npm/lodash@4.17.21"), list::Params),
    responses((status = 200, description = "One page of statements.", body = Paged<StatementBody>), BadQuery, (status = 404, description = "There is no such component.")))]
pub(crate) async fn list(
    state: Seen,
    visitor: Visitor,
    uri: Uri,
    query: Strict<Statements>,
) -> Result<Response, Error> {
    list::typed::<Statements, StatementBody>(state, visitor, uri, query).await
}
