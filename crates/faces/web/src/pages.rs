//! The pages, one file each.

pub(crate) mod api_reference;
pub(crate) mod compare;
pub(crate) mod component_cells;
pub(crate) mod coverage;
pub(crate) mod enter;
pub(crate) mod home;
pub(crate) mod notices;
pub(crate) mod product;
pub(crate) mod products;
pub(crate) mod release;
pub(crate) mod sbom_cells;
pub(crate) mod search;
pub(crate) mod styleguide;
pub(crate) mod upload;
pub(crate) mod words;
