//! What is kept, on SQLite or PostgreSQL.
//!
//! The only crate that names SQL. It keeps products, releases, SBOM documents byte for byte, components and where they are
//! used, suppliers, people and background work; it gives and takes plain values, public ids (UUIDv7) and pages. It does
//! not parse documents, judge anything or know a network.
//!
//! The life of an SBOM, on either database:
//!
//! ```no_run
//! # async fn example(bytes: &[u8], bom: mainstay_model::Bom) -> Result<(), mainstay_store::StoreError> {
//! use std::time::Duration;
//! use jiff::Timestamp;
//! use mainstay_store::*;
//!
//! // Opens or makes the database and brings its tables up to date.
//! let store = Store::open("sqlite:/data/mainstay.db", StoreOptions::default()).await?;
//! let product = store.ensure_product(&NewProduct::named("shop", "Shop")).await?;
//! let release = store.ensure_release(product, &NewRelease::version("1.0")).await?;
//!
//! // Durable when this returns: the document, its SBOM row and the work that reads it.
//! let received = store.receive(&NewSbom::new(release, SbomSource::Source, bytes)).await?;
//!
//! // A worker claims the work, reads the document with the sbom crate and saves what it says.
//! if let Some(claimed) = store.claim_work("worker-1", &[READ_SBOM], Duration::from_secs(60), Timestamp::now()).await? {
//!     let document = store.document(received.sbom).await?;
//!     // ... parse document.bytes into `bom` ...
//!     let say = |saved: &Saved| format!("Components: {}", saved.components);
//!     let ending = Ending { claimed: &claimed, steps: 1, say: &say };
//!     store.finish_inventory(received.sbom, &InventoryRecord::new(&bom), &ending).await?;
//! }
//!
//! let products = store.list_products(&ProductFilter::default(), ProductOrder::Name, &PageRequest::default()).await?;
//! let filter = ComponentFilter { within: Some(Within::Release(release)), ..Default::default() };
//! let components = store.list_components(&filter, ComponentOrder::Uses, &PageRequest::first(50)).await?;
//! # Ok(())
//! # }
//! ```

mod access;
mod all_releases;
mod check;
mod component;
mod coverage;
mod decision;
mod error;
mod evidence;
mod figures;
mod graph;
mod id;
mod intake;
mod inventory;
mod license;
mod names;
mod narrow;
mod occurrence;
mod package;
mod packed;
mod page;
mod people;
mod product;
mod rank;
mod release;
mod repository;
mod sbom;
mod schema;
mod search;
mod secret;
mod shares;
mod sight;
mod sql;
mod store;
mod supplier;
mod text;
mod turns;
mod unit;
mod unit_path;
mod upstream;
mod usage;
mod wanted;
mod where_used;
mod words;
mod work;
mod writer;

pub use access::{
    Account, AccountFilter, Attempt, CustomRole, Digest, Failures, Grant, GrantFilter, GrantPlace, GroupRole,
    NewAccount, NewFailure, NewGrant, NewGroupRole, NewSession, NewTicket, NewToken, Session, Ticket, Token,
};
pub use component::{Component, ComponentFilter, ComponentOrder, Within};
pub use coverage::{Asked, Coverage, CoverageBounds, Gap, GapRelease, ProductGap};
pub use decision::{DecisionEvent, DecisionScope, NewDecision};
pub use error::{Result, StoreError};
pub use evidence::Evidence;
pub use graph::{ComponentKey, EdgeKind, Graph, NodeFlags};
pub use id::public_id;
pub use intake::{Document, NewSbom, READ_SBOM, ReadSbom, Received};
pub use inventory::{Ending, InventoryRecord, Quality, Saved};
pub use names::MOST_WORDS;
pub use package::{Package, PackageFilter, PackageOrder};
pub use page::{COUNTED, Cursor, Page, PageRequest, Total};
pub use people::{Named, NewPerson, Person};
pub use product::{
    Archived, Criticality, Distribution, EnteredProduct, Lifecycle, NewProduct, NewestRelease, Product,
    ProductFigures, ProductFilter, ProductOrder, ProductPut,
};
pub use release::{NewRelease, Release, ReleaseFigures, ReleaseFilter};
pub use repository::Repository;
pub use sbom::{Beside, GRADE_SBOM, Sbom, SbomFilter, SbomReport, SbomSource, SbomState, Superseded};
pub use search::{Found, LicenseUse};
pub use sight::{Places, Reach};
pub use store::{Backend, Observer, Store, StoreOptions};
pub use supplier::{
    Answer, NewRequest, RequestFilter, RequestState, RequestStatus, Supplier, SupplierAnswers,
    SupplierRequest,
};
pub use text::kept;
pub use unit::{NewUnit, OrgUnit};
pub use unit_path::UnitPath;
pub use upstream::UpstreamLink;
pub use usage::{Duplicate, ReleaseComponent};
pub use wanted::Wanted;
pub use where_used::{ProductUses, USES_SHOWN, Use};
pub use work::{Claimed, Enqueued, NewWork, Priority, Signal, Work, WorkFilter, WorkState, WorkStep};
