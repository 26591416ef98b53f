//! The dependency graph of a release over the API, one level at a time.

use axum::Json;
use axum::extract::{Path, Query};
use mainstay_office::inventory::{Branch, Tree};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::body::StepBody;
use super::shared::OfRelease;
use crate::pages::release::{find, graph::chosen};
use crate::{Error, Seen, Visitor};

/// Which level is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct LevelAsked {
    /// Which of several current SBOMs, by its id; the first when it is left out.
    sbom: Option<Uuid>,
    /// The node whose dependencies are asked for; left out, the first level is.
    node: Option<u32>,
    /// Instead of the first level, what no path from it reaches: of that, what nothing else leads to, and one node of each cycle.
    #[serde(default)]
    unreached: bool,
}

/// One level of a tree.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LevelBody {
    /// The SBOM that says so.
    sbom: Uuid,
    /// The components, by name; at most 1,000.
    branches: Vec<BranchBody>,
    /// How many there are.
    total: usize,
    /// With the first level: how many nodes of the document no path from it reaches. `null` otherwise.
    unreached: Option<usize>,
}

/// A component in the tree.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BranchBody {
    /// The node's number within the SBOM.
    node: u32,
    /// The component.
    #[serde(flatten)]
    step: StepBody,
    /// How it relates to the level above, in the words of SPDX; `null` at the first level and for a plain dependency.
    relation: Option<String>,
    /// What it is used for, such as `runtime` or `test`; `null` when the document does not say.
    #[schema(value_type = Option<String>)]
    scope: Option<mainstay_model::Scope>,
    /// How many it leads to.
    below: usize,
}

impl LevelBody {
    fn new(sbom: Uuid, tree: Tree, unreached: Option<usize>) -> Self {
        let branches = tree.branches.into_iter().map(BranchBody::from).collect();
        Self { sbom, branches, total: tree.total, unreached }
    }
}

impl From<Branch> for BranchBody {
    fn from(branch: Branch) -> Self {
        let Branch { node, step, relation, scope, below } = branch;
        Self { node, step: step.into(), relation, scope, below }
    }
}

/// Walk the dependency graph of a release
///
/// One level at a time: first what the SBOM is about, then what each node leads to. What no path reaches is a level of its own.
#[utoipa::path(
    get,
    path = "/api/v1/releases/{release}/graph",
    operation_id = "release_graph",
    tag = "releases",
    params(LevelAsked, OfRelease),
    responses(
        (status = 200, description = "The level.", body = LevelBody),
        (status = 404, description = "There is no such release, or it has no such SBOM or node.")
    )
)]
pub(crate) async fn level(
    Seen(state): Seen,
    _: Visitor,
    Path(OfRelease { release }): Path<OfRelease>,
    Query(asked): Query<LevelAsked>,
) -> Result<Json<LevelBody>, Error> {
    let release = find(&state, &release).await?;
    let sbom = chosen(&state, &release, asked.sbom).await?.uid;
    let office = state.office();
    Ok(Json(match asked.node {
        Some(node) => LevelBody::new(sbom, office.below(sbom, node).await?, None),
        None if asked.unreached => LevelBody::new(sbom, office.unreached(sbom).await?, None),
        None => {
            let roots = office.roots(sbom).await?;
            LevelBody::new(sbom, roots.tree, Some(roots.unreached))
        }
    }))
}
