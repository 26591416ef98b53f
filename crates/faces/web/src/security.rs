//! Who is answered and what browsers may do: host names, visitors, cross-site requests, response headers.

mod cross_site;
mod gate;
mod headers;
mod host;
mod seal;
mod visitor;

pub(crate) use cross_site::cross_site_layer;
pub(crate) use gate::Gate;
pub(crate) use headers::secure_headers;
pub(crate) use host::check_host;
pub(crate) use seal::Seal;
pub use visitor::{Seen, Visitor};
pub(crate) use visitor::{guard, origin, session, session_cookie};
