//! Who is answered and what browsers may do: host names, visitors, cross-site requests, response headers.

mod client;
mod cross_site;
mod gate;
mod headers;
mod host;
mod seal;
mod visitor;

pub(crate) use client::{ClientAddress, device, keep_device, keep_session, origin};
pub(crate) use cross_site::cross_site_layer;
pub(crate) use gate::Gate;
pub(crate) use headers::secure_headers;
pub(crate) use host::check_host;
pub(crate) use seal::Seal;
pub(crate) use visitor::{MUST_CHANGE, guard, session, session_cookie};
pub use visitor::{Seen, Visitor};
