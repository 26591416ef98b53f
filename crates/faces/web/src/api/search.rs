//! Search over everything.

use axum::Json;
use axum::extract::Query;
use mainstay_office::inventory::Reading;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::body::ComponentBody;
use super::packages::PackageBody;
use super::suppliers::SupplierBody;
use crate::list::{TotalBody, few_words, within};
use crate::pages::search::address_of;
use crate::{Error, Seen, Visitor};

/// What to search for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asked {
    /// A purl, the beginning of a digest (with or without its algorithm), a name, a name with a version or group, or a license; at most 100 words.
    q: String,
    /// How many hits of each kind, 1 to 100; 20 when nothing is said.
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<u32>,
}

/// What a search found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FoundBody {
    /// What the text was taken for: `purl`, `digest`, `advisory` (of which none are kept yet), `coordinates` (a name with a version or group) or
    /// `words`.
    read_as: &'static str,
    /// The address of the page of the one thing that is meant; null when it is not one.
    exact: Option<String>,
    /// Products by name or key.
    products: Vec<ProductHit>,
    /// Packages by name.
    packages: Vec<PackageBody>,
    /// Components by purl or digest.
    components: Vec<ComponentBody>,
    /// Suppliers by name.
    suppliers: Vec<SupplierBody>,
    /// License statements.
    licenses: Vec<LicenseHit>,
}

/// A product that a search found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProductHit {
    /// The product's key.
    slug: String,
    /// The name.
    name: String,
    /// Whether it is archived.
    archived: bool,
}

/// A license statement that a search found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LicenseHit {
    /// The statement, as documents make it.
    text: String,
    /// Components in use that it was made about, as `/components?license=` lists them.
    components: TotalBody,
}

/// Search
#[utoipa::path(get, path = "/api/v1/search", tag = "inventory", params(Asked),
    responses((status = 200, description = "What was found.", body = FoundBody)))]
pub(crate) async fn search(
    Seen(state): Seen,
    _: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Json<FoundBody>, Error> {
    few_words("q", &asked.q)?;
    let search = state.office().search(&asked.q, within("limit", asked.limit, 20, 100)?).await?;
    let found = search.found;
    Ok(Json(FoundBody {
        read_as: match search.reading {
            Reading::Purl => "purl",
            Reading::Digest => "digest",
            Reading::Advisory => "advisory",
            Reading::Coordinates => "coordinates",
            Reading::Words => "words",
        },
        exact: search.exact.as_ref().map(address_of),
        products: found
            .products
            .into_iter()
            .map(|product| ProductHit {
                slug: product.slug,
                name: product.name,
                archived: product.archived_at.is_some(),
            })
            .collect(),
        packages: found.packages.into_iter().map(PackageBody::from).collect(),
        components: found.components.into_iter().map(ComponentBody::from).collect(),
        suppliers: search.suppliers.into_iter().map(SupplierBody::from).collect(),
        licenses: found
            .licenses
            .into_iter()
            .map(|license| LicenseHit {
                text: license.text,
                components: TotalBody::counted(license.components),
            })
            .collect(),
    }))
}
