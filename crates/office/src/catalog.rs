//! The catalog: products with their owners, units and tags.

pub mod csv;
mod entry;
mod import;
mod owner;

pub use entry::ProductEntry;
pub use import::CatalogReport;
pub use owner::is_nobody;
