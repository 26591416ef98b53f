//! Products and releases.

use jiff::Timestamp;
use mainstay_office::catalog::ProductEntry;
use mainstay_store::{Criticality, Distribution, Lifecycle, NewRelease, Product, Release, ReleaseFigures};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::day;

/// A product.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProductBody {
    /// The public id.
    id: Uuid,
    /// The key for addresses and scripts.
    key: String,
    /// The name.
    name: String,
    /// What it is.
    description: String,
    /// The name of the person who answers for it.
    owner: Option<String>,
    /// The owner's mail address.
    owner_mail: Option<String>,
    /// The organization unit by its way from the top, outermost first; empty when none is told.
    unit: Vec<String>,
    /// `planned`, `development`, `active`, `maintenance` or `end-of-life`.
    #[schema(value_type = Option<String>)]
    lifecycle: Option<Lifecycle>,
    /// `low`, `medium`, `high` or `critical`.
    #[schema(value_type = Option<String>)]
    criticality: Option<Criticality>,
    /// `internal`, `saas`, `shipped` or `embedded`.
    #[schema(value_type = Option<String>)]
    distribution: Option<Distribution>,
    /// The class: the id of one of the profiles by which SBOMs are graded.
    class: Option<String>,
    /// Words to find it by.
    tags: Vec<String>,
    /// Releases.
    releases: u64,
    /// Releases with an SBOM.
    releases_with_sbom: u64,
    /// The newest release that has an SBOM, by the day of its release, else by version; `null` when none has: nothing is known then.
    newest: Option<NewestBody>,
    /// When it was added.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When it was put away.
    #[schema(value_type = Option<String>, format = DateTime)]
    archived_at: Option<Timestamp>,
}

/// The newest release of a product that has an SBOM.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NewestBody {
    /// The public id.
    id: Uuid,
    /// The version.
    version: String,
    /// What it is made of.
    figures: FiguresBody,
}

/// What the current SBOMs of a release say together.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FiguresBody {
    /// Components.
    components: u64,
    /// Components that the release names itself; `null` when no SBOM tells how any came in.
    direct: Option<u64>,
    /// Components of which it is told that another one brings them in; `null` when no SBOM tells how any came in. How the others came
    /// in is not known.
    transitive: Option<u64>,
    /// Components without any license statement.
    without_license: u64,
    /// Components without a purl.
    without_purl: u64,
    /// Current SBOMs.
    sboms: u64,
    /// When the newest of them was made; where it does not tell, received.
    #[schema(value_type = Option<String>, format = DateTime)]
    newest_sbom_at: Option<Timestamp>,
    /// The worst quality grade of them, 0 to 100; `null` when none was graded.
    worst_grade: Option<u8>,
}

/// A release.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReleaseBody {
    /// The public id.
    id: Uuid,
    /// The product's key.
    product: String,
    /// The version.
    version: String,
    /// Platform or edition; empty for the only one.
    variant: String,
    /// When it was released.
    #[schema(value_type = Option<String>, format = DateTime)]
    released_at: Option<Timestamp>,
    /// Until when it is supported.
    #[schema(value_type = Option<String>, format = DateTime)]
    support_until: Option<Timestamp>,
    /// Whether it runs or is in users' hands now.
    deployed: bool,
    /// What it is made of; `null` without an SBOM: nothing is known then.
    figures: Option<FiguresBody>,
    /// When it was added.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

/// What is told of a product. What `GET` gives may be sent as it is: what is only read is not taken.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewProductBody {
    /// The name.
    name: String,
    /// The key; made from the name when it is left out.
    #[serde(default)]
    key: Option<String>,
    /// What it is.
    #[serde(default)]
    description: String,
    /// The name of the person who answers for it.
    #[serde(default)]
    owner: Option<String>,
    /// The owner's mail address.
    #[serde(default)]
    owner_mail: Option<String>,
    /// The organization unit by its way from the top, outermost first.
    #[serde(default)]
    unit: Vec<String>,
    /// `planned`, `development`, `active`, `maintenance` or `end-of-life`.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    lifecycle: Option<Lifecycle>,
    /// `low`, `medium`, `high` or `critical`.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    criticality: Option<Criticality>,
    /// `internal`, `saas`, `shipped` or `embedded`.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    distribution: Option<Distribution>,
    /// The class: the id of one of the profiles by which SBOMs are graded.
    #[serde(default)]
    class: Option<String>,
    /// Words to find it by.
    #[serde(default)]
    tags: Vec<String>,
    /// As it is read; not taken.
    #[serde(default, rename = "id")]
    #[schema(value_type = Option<Object>, read_only)]
    _id: IgnoredAny,
    /// As it is read; not taken.
    #[serde(default, rename = "releases")]
    #[schema(value_type = Option<Object>, read_only)]
    _releases: IgnoredAny,
    /// As it is read; not taken.
    #[serde(default, rename = "releases_with_sbom")]
    #[schema(value_type = Option<Object>, read_only)]
    _releases_with_sbom: IgnoredAny,
    /// As it is read; not taken.
    #[serde(default, rename = "newest")]
    #[schema(value_type = Option<Object>, read_only)]
    _newest: IgnoredAny,
    /// As it is read; not taken.
    #[serde(default, rename = "created_at")]
    #[schema(value_type = Option<Object>, read_only)]
    _created_at: IgnoredAny,
    /// As it is read; not taken.
    #[serde(default, rename = "archived_at")]
    #[schema(value_type = Option<Object>, read_only)]
    _archived_at: IgnoredAny,
}

/// What is told of a release. The newest of a product is found by the day of its release, and by version where that is not told. What
/// `GET` gives may be sent as it is: what is only read is not taken.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewReleaseBody {
    /// The version.
    version: String,
    /// Platform or edition; empty for the only one.
    #[serde(default)]
    variant: String,
    /// When it was released: a day, which starts in UTC, or a moment (RFC 3339).
    #[serde(default, deserialize_with = "day::optional")]
    #[schema(value_type = Option<String>, examples("2027-01-31", "2027-01-31T12:00:00Z"))]
    released_at: Option<Timestamp>,
    /// Until when it is supported: a day, which starts in UTC, or a moment (RFC 3339).
    #[serde(default, deserialize_with = "day::optional")]
    #[schema(value_type = Option<String>, examples("2027-01-31", "2027-01-31T12:00:00Z"))]
    support_until: Option<Timestamp>,
    /// Whether it runs or is in users' hands now.
    #[serde(default)]
    deployed: bool,
    /// As it is read; not taken.
    #[serde(default, rename = "id")]
    #[schema(value_type = Option<Object>, read_only)]
    _id: IgnoredAny,
    /// As it is read; not taken.
    #[serde(default, rename = "product")]
    #[schema(value_type = Option<Object>, read_only)]
    _product: IgnoredAny,
    /// As it is read; not taken.
    #[serde(default, rename = "figures")]
    #[schema(value_type = Option<Object>, read_only)]
    _figures: IgnoredAny,
    /// As it is read; not taken.
    #[serde(default, rename = "created_at")]
    #[schema(value_type = Option<Object>, read_only)]
    _created_at: IgnoredAny,
}

impl From<NewProductBody> for ProductEntry {
    fn from(body: NewProductBody) -> Self {
        Self {
            name: body.name,
            key: body.key,
            description: body.description,
            owner: body.owner,
            owner_mail: body.owner_mail,
            unit: body.unit,
            lifecycle: body.lifecycle,
            criticality: body.criticality,
            distribution: body.distribution,
            class: body.class,
            tags: body.tags,
        }
    }
}

impl From<NewReleaseBody> for NewRelease {
    fn from(body: NewReleaseBody) -> Self {
        Self {
            version: body.version,
            variant: body.variant,
            released_at: body.released_at,
            support_until: body.support_until,
            deployed: body.deployed,
        }
    }
}

impl From<Product> for ProductBody {
    fn from(product: Product) -> Self {
        Self {
            id: product.uid,
            key: product.slug,
            name: product.name,
            description: product.description,
            owner: product.owner.as_ref().map(|owner| owner.name.clone()),
            owner_mail: product.owner.and_then(|owner| owner.mail),
            unit: product.unit.map(|unit| unit.names).unwrap_or_default(),
            lifecycle: product.lifecycle,
            criticality: product.criticality,
            distribution: product.distribution,
            class: product.class,
            tags: product.tags,
            releases: product.figures.releases,
            releases_with_sbom: product.figures.releases_with_sbom,
            newest: product.figures.newest.map(|newest| NewestBody {
                id: newest.uid,
                version: newest.version,
                figures: newest.figures.into(),
            }),
            created_at: product.created_at,
            archived_at: product.archived_at,
        }
    }
}

impl From<ReleaseFigures> for FiguresBody {
    fn from(figures: ReleaseFigures) -> Self {
        Self {
            components: figures.components,
            direct: figures.direct,
            transitive: figures.transitive,
            without_license: figures.without_license,
            without_purl: figures.without_purl,
            sboms: figures.sboms,
            newest_sbom_at: figures.newest_sbom_at,
            worst_grade: figures.worst_grade,
        }
    }
}

impl From<Release> for ReleaseBody {
    fn from(release: Release) -> Self {
        Self {
            id: release.uid,
            product: release.product_slug,
            version: release.version,
            variant: release.variant,
            released_at: release.released_at,
            support_until: release.support_until,
            deployed: release.deployed,
            figures: release.figures.map(Into::into),
            created_at: release.created_at,
        }
    }
}
