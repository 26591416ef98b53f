//! What the inventory does not know.

use axum::Json;
use axum::extract::Query;
use axum::response::Response;
use jiff::Timestamp;
use mainstay_store::{Cursor, PageRequest, ProductGap};
use serde::{Deserialize, Serialize};
use utoipa::openapi::schema::{Object, ObjectBuilder, Type};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::shared::BadQuery;
use crate::list::{Paged, Rows, TotalBody, within};
use crate::pages::coverage::gap;
use crate::{Error, Seen, Visitor, address};

/// How many products and releases are covered; archived products are left out. A release counts when it is deployed now or is the newest of
/// its product that has an SBOM.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CoverageBody {
    /// Products.
    products: u64,
    /// Products without any current SBOM.
    products_without: u64,
    /// Products of which a release that counts has only stale SBOMs.
    products_stale: u64,
    /// Products of which a release that counts has a poor SBOM.
    products_poor: u64,
    /// Products of which a release that counts has SBOMs, and none of them was graded.
    products_ungraded: u64,
    /// Releases.
    releases: u64,
    /// Releases without any current SBOM.
    releases_without: u64,
    /// After how many days an SBOM counts as stale.
    stale_days: u32,
    /// Below which grade an SBOM counts as poor, of 100.
    poor_below: u8,
}

/// Which gap, and the place in its list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asked {
    /// What is missing: `without` an SBOM, a `stale` one or a `poor` one.
    #[param(required = true, schema_with = gap_schema)]
    gap: String,
    /// The cursor of the page before, as its `next` holds it.
    after: Option<String>,
    /// How many products a page has, 1 to 250; 50 when nothing is said.
    #[param(minimum = 1, maximum = 250, default = 50)]
    size: Option<u32>,
}

fn gap_schema() -> Object {
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(["without", "stale", "poor"])).build()
}

/// The release of a product that has a gap.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GapReleaseBody {
    /// The public id.
    id: Uuid,
    /// The version.
    version: String,
    /// Platform or edition; empty for the only one.
    variant: String,
    /// Whether it runs or is in users' hands now.
    deployed: bool,
}

/// A product with a gap.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GapBody {
    /// The product's key.
    product: String,
    /// The product's name.
    name: String,
    /// Who answers for it.
    owner: Option<String>,
    /// The release that has the gap, of several the one with the oldest or the worst SBOM; `null` when no release has an SBOM.
    release: Option<GapReleaseBody>,
    /// When the release's newest SBOM was made, or received where none tells (RFC 3339).
    newest_sbom_at: Option<String>,
    /// The worst grade of the release's SBOMs.
    worst_grade: Option<u8>,
}

impl From<ProductGap> for GapBody {
    fn from(row: ProductGap) -> Self {
        Self {
            product: row.slug,
            name: row.product.name,
            owner: row.owner.map(|owner| owner.name),
            release: row.release.map(|release| GapReleaseBody {
                id: release.uid,
                version: release.version,
                variant: release.variant,
                deployed: release.deployed,
            }),
            newest_sbom_at: row.newest_sbom_at.map(|at| at.to_string()),
            worst_grade: row.worst_grade,
        }
    }
}

/// Get the coverage
#[utoipa::path(get, path = "/api/v1/coverage", operation_id = "get_coverage", tag = "inventory",
    responses((status = 200, description = "The counts, and the bounds that they are made by.", body = CoverageBody)))]
pub(crate) async fn coverage(Seen(state): Seen, _: Visitor) -> Result<Json<CoverageBody>, Error> {
    let report = state.office().coverage(Timestamp::now()).await?;
    let counts = report.counts;
    Ok(Json(CoverageBody {
        products: counts.products,
        products_without: counts.products_without,
        products_stale: counts.products_stale,
        products_poor: counts.products_poor,
        products_ungraded: counts.products_ungraded,
        releases: counts.releases,
        releases_without: counts.releases_without,
        stale_days: report.stale_days,
        poor_below: report.poor_below,
    }))
}

/// List products with a gap
#[utoipa::path(get, path = "/api/v1/coverage/products", operation_id = "list_coverage_gaps", tag = "inventory", params(Asked),
    responses((status = 200, description = "One page of products.", body = Paged<GapBody>), BadQuery))]
pub(crate) async fn gaps(
    Seen(state): Seen,
    _: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let kind = gap(&asked.gap)?;
    let size = within("size", asked.size, 50, 250)?;
    let request = PageRequest { size, after: asked.after.map(Cursor::from_text) };
    let Rows { rows, next, total } =
        state.office().product_gaps(kind, Timestamp::now(), &request).await?.into();
    let next = next.map(|cursor| {
        format!("/api/v1/coverage/products?gap={}&size={size}&after={}", asked.gap, address::value(&cursor))
    });
    let items = rows.into_iter().map(GapBody::from).collect();
    Paged { items, next, total: TotalBody::of(total) }.answer()
}
