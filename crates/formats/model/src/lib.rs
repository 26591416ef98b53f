//! The nouns that parsers, judges and storage share.
//!
//! A [`Bom`] is what one input says: a lockfile, an SBOM document, a scanned tree. It keeps what was said, by
//! whom, and what could not be read. This crate holds no algorithms, reads no files and knows no format.
//!
//! ```
//! use mainstay_model::{Bom, Component, RelationKind};
//!
//! let mut bom = Bom::default();
//! let app = bom.add(Component::named("shop", Some("1.0")));
//! let lib = bom.add(Component::from_purl("pkg:npm/left-pad@1.3.0".parse().unwrap()));
//! bom.subjects.push(app);
//! bom.relate(app, lib, RelationKind::DependsOn);
//! assert_eq!(bom.components[lib.index()].name, "left-pad");
//! ```

mod bom;
mod claim;
mod component;
mod extensions;
mod problem;
mod said;
mod statement;

pub use bom::{Bom, Document, Lifecycle, NodeId, Relation, RelationKind, Tool, Unread};
pub use claim::{Hash, LicenseClaim, LicenseSource, LicenseText, LicenseValue, Party, PartyKind, Reference};
pub use component::{Component, ComponentKind, Directness, Graph, Location, Origin, Scope};
pub use extensions::Extensions;
pub use mainstay_purl::{Purl, PurlError};
pub use problem::{Parsed, Position, Problem, Severity};
pub use said::says;
pub use statement::{Statement, StatementState, VulnerabilityRef};
