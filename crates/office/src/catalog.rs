//! The catalog: products with their owners, units and tags.

pub mod csv;
mod entry;
mod import;

pub use entry::ProductEntry;
pub use import::CatalogReport;
