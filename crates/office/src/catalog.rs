//! The catalog: products with their owners, units and tags, as an organization's own records tell them.

pub mod csv;
mod import;

pub use import::CatalogReport;
