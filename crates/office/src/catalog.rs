//! The catalog: products with their owners, units and tags.

mod entry;
mod import;

pub use entry::ProductEntry;
pub use import::CatalogReport;
pub use mainstay_products::{is_mail, is_nobody, is_one_person, parse};
