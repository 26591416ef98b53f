//! The pages, one file each.

pub(crate) mod api_reference;
pub(crate) mod enter;
pub(crate) mod home;
pub(crate) mod notices;
pub(crate) mod search;
pub(crate) mod styleguide;
