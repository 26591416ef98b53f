//! Messages to the outside world: mail, webhooks, chat.
mod delivery;
mod http;
mod outbound;
mod outcome;
mod text;
pub mod webhook;

pub use delivery::DeliveryId;
pub use outbound::{Allowed, Host, Limits, Outbound};
pub use outcome::{Error, Outcome};
