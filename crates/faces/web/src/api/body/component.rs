//! Components of a release: as a list, by their paths, and in comparison.

use mainstay_model::Scope;
use mainstay_office::inventory::{Along, Changed, Comparison, Difference, Lead, Moved, Step, WhyHere};
use mainstay_store::{Component, SbomSource};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::pages::release::components::Row;

/// A component, and how many use it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ComponentFacts {
    /// The public id.
    id: Uuid,
    /// The canonical purl; null where it has none.
    purl: Option<String>,
    /// The purl type; empty without a purl.
    ecosystem: String,
    /// Namespace, group or supplier.
    namespace: String,
    /// The name.
    name: String,
    /// The version.
    version: Option<String>,
    /// Whether it is the organization's own.
    internal: bool,
    /// Products that use it.
    products: u64,
    /// Releases that use it.
    releases: u64,
    /// License statements of documents, word for word; empty when nothing is known.
    licenses: Vec<String>,
}

/// A component and how much it is used.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ComponentBody {
    /// The component.
    #[serde(flatten)]
    facts: ComponentFacts,
    /// Releases that name it themselves.
    direct: u64,
    /// Releases of which it is told that another component brings it in. Of the others nobody tells how it came in.
    transitive: u64,
}

impl From<Component> for ComponentFacts {
    fn from(row: Component) -> Self {
        Self {
            id: row.uid,
            purl: row.purl,
            ecosystem: row.ecosystem,
            namespace: row.namespace,
            name: row.name,
            version: row.version,
            internal: row.internal,
            products: row.products,
            releases: row.releases,
            licenses: row.licenses,
        }
    }
}

impl From<Component> for ComponentBody {
    fn from(row: Component) -> Self {
        Self { direct: row.direct, transitive: row.transitive, facts: row.into() }
    }
}

/// A component as a release uses it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReleaseComponentBody {
    /// The component.
    #[serde(flatten)]
    facts: ComponentFacts,
    /// Whether the release names it itself; `null` when no document says.
    direct: Option<bool>,
    /// What it is used for; `null` when no document says.
    #[schema(value_type = Option<String>)]
    scope: Option<Scope>,
    /// Which kinds of SBOM say so: `source`, `build`, `supplier`.
    #[schema(value_type = Vec<String>)]
    sources: Vec<SbomSource>,
}

/// Why a component is in a release, by one of its SBOMs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WhyBody {
    /// The SBOM that says so.
    sbom: Uuid,
    /// `source`, `build` or `supplier`.
    #[schema(value_type = String)]
    source: SbomSource,
    /// The part of the release that the SBOM describes.
    label: String,
    /// What the paths follow: `dependencies`, or `relations` of every kind where no dependency is told to lead there.
    #[schema(value_type = String)]
    along: Along,
    /// How many paths lead to it; `null` for more than can be counted, 0 when none is told.
    paths: Option<u64>,
    /// Whether there may be more paths: cycles lie on the way, and each counts as one step.
    at_least: bool,
    /// The shortest paths, at most 20, each from one of the product's own parts to the component.
    shortest: Vec<Vec<StepBody>>,
    /// The direct dependencies that lead here, the one to change first at the front; none where the paths follow `relations`.
    leads: Vec<LeadBody>,
}

/// A component on a path.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StepBody {
    /// The component's public id.
    id: Uuid,
    /// Its purl.
    purl: Option<String>,
    /// Group and name.
    name: String,
    /// Its version.
    version: Option<String>,
}

/// A direct dependency through which a component comes in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LeadBody {
    /// The direct dependency.
    #[serde(flatten)]
    step: StepBody,
    /// Steps from it to the component; 0 when it is the component itself.
    distance: u32,
    /// How many paths go through it; `null` for more than can be counted.
    paths: Option<u64>,
}

/// What changed from one release to another, by their current SBOMs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ComparisonBody {
    /// Components that only the second uses.
    added: Vec<ComponentBody>,
    /// Components that only the first uses.
    removed: Vec<ComponentBody>,
    /// Packages that both use, in another version or under another identity: another package URL of the same version, or
    /// another digest or supplier where there is none.
    changed: Vec<ChangedBody>,
    /// Components that both use, in another way.
    moved: Vec<MovedBody>,
    /// How many components both use alike.
    unchanged: u64,
}

/// A package in another version, or the same version under another identity.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChangedBody {
    /// The component of the first release.
    before: ComponentBody,
    /// The component of the second.
    after: ComponentBody,
    /// What differs: the `version`; or of the same version its `spelling` (`1.0` and `1.0.0` of NuGet), its `purl` (other qualifiers or
    /// another subpath) or, where there is none, its `identity` (another digest or supplier).
    #[schema(value_type = String)]
    difference: Difference,
    /// Whether what is said of its license differs.
    license_changed: bool,
}

/// The same component, used in another way; each pair is the first release, then the second.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MovedBody {
    /// The component.
    component: ComponentBody,
    /// Whether the release names it itself.
    direct: Vec<Option<bool>>,
    /// What the release uses it for.
    #[schema(value_type = Vec<Option<String>>)]
    scope: Vec<Option<Scope>>,
    /// What the release's SBOMs say of its license.
    licenses: Vec<Vec<String>>,
    /// Whether both tell a digest of one algorithm and none in common: another artifact under the same version.
    content_changed: bool,
}

impl From<Row> for ReleaseComponentBody {
    fn from(Row { used, .. }: Row) -> Self {
        Self {
            facts: used.component.into(),
            direct: used.direct_here,
            scope: used.scope,
            sources: used.sources,
        }
    }
}

impl From<WhyHere> for WhyBody {
    fn from(why: WhyHere) -> Self {
        Self {
            sbom: why.sbom,
            source: why.source,
            label: why.label,
            along: why.along,
            paths: why.paths,
            at_least: why.at_least,
            shortest: why
                .shortest
                .into_iter()
                .map(|path| path.into_iter().map(Into::into).collect())
                .collect(),
            leads: why.leads.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<Step> for StepBody {
    fn from(step: Step) -> Self {
        Self { id: step.component, purl: step.purl, name: step.name, version: step.version }
    }
}

impl From<Lead> for LeadBody {
    fn from(lead: Lead) -> Self {
        Self { step: lead.step.into(), distance: lead.distance, paths: lead.paths }
    }
}

impl From<Comparison> for ComparisonBody {
    fn from(comparison: Comparison) -> Self {
        let all = |list: Vec<Component>| list.into_iter().map(Into::into).collect();
        Self {
            added: all(comparison.added),
            removed: all(comparison.removed),
            changed: comparison.changed.into_iter().map(Into::into).collect(),
            moved: comparison.moved.into_iter().map(Into::into).collect(),
            unchanged: comparison.unchanged as u64,
        }
    }
}

impl From<Changed> for ChangedBody {
    fn from(changed: Changed) -> Self {
        Self {
            before: changed.before.into(),
            after: changed.after.into(),
            difference: changed.difference,
            license_changed: changed.license,
        }
    }
}

impl From<Moved> for MovedBody {
    fn from(moved: Moved) -> Self {
        Self {
            component: moved.component.into(),
            direct: moved.direct.to_vec(),
            scope: moved.scope.to_vec(),
            licenses: moved.licenses.to_vec(),
            content_changed: moved.content,
        }
    }
}
