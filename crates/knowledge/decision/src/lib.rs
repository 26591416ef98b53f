//! Decisions.
mod case;
mod coverage;
mod index;
mod organization;
mod package;
mod place;
mod resolve;
mod scope;
mod subject;
mod versions;

pub use case::Case;
pub use coverage::{Coverage, Missing};
pub use index::Index;
pub use organization::Organization;
pub use package::{Component, Package, PackageError};
pub use place::Place;
pub use resolve::{Answer, Beaten, Decision, Possible, Verdict, resolve};
pub use scope::{Part, Scope, ScopeError, ScopeReadError};
pub use subject::{Matter, Subject};
pub use versions::{Versions, VersionsError};
