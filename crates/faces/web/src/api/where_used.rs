//! Where components are used.

use axum::Json;
use axum::extract::Query;
use mainstay_office::inventory::Usage;
use mainstay_store::{Cursor, PageRequest};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::body::ComponentBody;
use crate::list::{Rows, TotalBody, few_words, within};
use crate::{Error, Seen, Visitor, address};

/// How many products a page has when nothing is said.
const PRODUCTS: u32 = 50;

/// A question and a place in its answer.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asked {
    /// A purl, a name, or either with a range of versions: `pkg:npm/lodash@<4.17.21`; at most 100 words.
    q: String,
    /// The cursor of the page before, as its `next` holds it.
    after: Option<String>,
    /// How many products a page has, 1 to 250; 50 when nothing is said.
    #[param(minimum = 1, maximum = 250, default = 50)]
    size: Option<u32>,
}

/// Where something is used.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Uses {
    /// The question.
    query: String,
    /// Every use in the products of this page.
    uses: Vec<UseBody>,
    /// Components whose version cannot be compared with the range: whether they are meant is unknown.
    not_comparable: Vec<ComponentBody>,
    /// Of how many releases this was asked: no use among few says little.
    asked: AskedBody,
    /// How many products there are.
    products: Option<TotalBody>,
    /// The address of the next page; null on the last one.
    next: Option<String>,
}

/// The releases that a question was asked of.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AskedBody {
    /// Releases with an SBOM that was read, those of archived products too. With none, nothing is known.
    releases: u64,
    /// Releases without one, but for archived products: whether they use it is not known.
    releases_without: u64,
}

/// A release uses a component.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UseBody {
    /// The product's key.
    product: String,
    /// The release's version.
    release: String,
    /// The release's variant; empty for none.
    variant: String,
    /// The release's public id.
    release_id: String,
    /// Whether the release is deployed.
    deployed: bool,
    /// Whether the product is archived.
    archived: bool,
    /// The component: its purl, else its name and version.
    component: String,
    /// The component's public id.
    component_id: String,
    /// Whether the release names it itself; null when no document says.
    direct: Option<bool>,
}

/// Find where something is used
///
/// One row for each release and component, by product. `asked` tells of how many releases something is known. A page holds whole products:
/// of those that have more than 10,000 uses together, fewer than `size`.
#[utoipa::path(get, path = "/api/v1/where-used", tag = "inventory", params(Asked),
    responses((status = 200, description = "One page of uses.", body = Uses), (status = 422, description = "The question cannot be read.")))]
pub(crate) async fn where_used(
    Seen(state): Seen,
    _: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Json<Uses>, Error> {
    few_words("q", &asked.q)?;
    let size = within("size", asked.size, PRODUCTS, 250)?;
    let request = PageRequest { size, after: asked.after.clone().map(Cursor::from_text) };
    let Usage { not_comparable, products, .. } = state.office().every_use(&asked.q, &request).await?;
    let mainstay_store::Asked { releases, releases_without } = state.office().store().asked().await?;
    let Rows { rows, next, total } = products.into();
    let next = next.map(|cursor| {
        format!(
            "/api/v1/where-used?q={}&size={size}&after={}",
            address::value(&asked.q),
            address::value(&cursor)
        )
    });
    let uses = rows.into_iter().flat_map(|product| {
        let slug = product.slug;
        product.uses.into_iter().map(move |one| UseBody {
            product: slug.clone(),
            release: one.version,
            variant: one.variant,
            release_id: one.release.to_string(),
            deployed: one.deployed,
            archived: one.archived,
            component: one.purl.unwrap_or_else(|| match one.component_version {
                Some(version) => format!("{} {version}", one.name),
                None => one.name,
            }),
            component_id: one.component.to_string(),
            direct: one.direct,
        })
    });
    Ok(Json(Uses {
        uses: uses.collect(),
        not_comparable: not_comparable.into_iter().map(ComponentBody::from).collect(),
        asked: AskedBody { releases, releases_without },
        products: TotalBody::of(total),
        next,
        query: asked.q,
    }))
}
