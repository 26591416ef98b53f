//! Version order and ranges, ecosystem by ecosystem.
//!
//! Knows how the versions of each package ecosystem compare and how ranges of them are written, natively and as
//! `vers:`. Does not know which versions exist, nor which one a resolver would pick.
//!
//! ```
//! use std::cmp::Ordering;
//!
//! use mainstay_version::{Ecosystem, Range, Version, compare};
//!
//! let pypi = Ecosystem::from_purl_type("pypi");
//! assert_eq!(compare(pypi, "1.0rc1", "1.0"), Ordering::Less);
//!
//! let range = Range::parse_native(Ecosystem::from_purl_type("npm"), "^1.2.0").unwrap();
//! assert!(range.contains(&Version::parse(range.ecosystem(), "1.9.3")));
//! assert_eq!(range.to_string(), "vers:npm/>=1.2.0|<2.0.0-0");
//! ```

mod ecosystem;
mod key;
mod range;
mod scheme;
mod schemes;
mod version;

pub use ecosystem::Ecosystem;
pub use range::{Comparator, Constraint, Range, RangeError, Vers, VersError};
pub use scheme::{SCHEMES, Scheme};
pub use version::{Version, compare};
