//! The pages, one file each.

pub(crate) mod api_reference;
pub(crate) mod compare;
pub(crate) mod component;
pub(crate) mod component_cells;
pub(crate) mod components;
pub(crate) mod coverage;
pub(crate) mod enter;
pub(crate) mod home;
pub(crate) mod notices;
pub(crate) mod packages;
pub(crate) mod product;
pub(crate) mod products;
pub(crate) mod release;
pub(crate) mod requests;
pub(crate) mod sbom;
pub(crate) mod sbom_cells;
pub(crate) mod sbom_changes;
pub(crate) mod sboms;
pub(crate) mod search;
pub(crate) mod styleguide;
pub(crate) mod suppliers;
pub(crate) mod upload;
pub(crate) mod uses;
pub(crate) mod where_used;
pub(crate) mod words;
pub(crate) mod work;
