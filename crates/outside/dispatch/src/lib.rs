//! Messages to the outside world: mail over SMTP, webhooks signed by the Standard Webhooks scheme, chat through incoming webhooks.
//!
//! Plain values become deliveries, and each delivery has an [`Outcome`]: done, later, never, or unknown. Everything leaves through an
//! [`Outbound`], which knows the few hosts that the configuration names and connects only to addresses that it has checked. Redirects
//! are not followed, every wait and every answer is bounded, and addresses are told no further than to their host. There is no queue
//! and nothing is tried twice: whoever keeps the deliveries does that. Knows nothing of what is told to whom, or of why.
//!
//! ```no_run
//! use jiff::Timestamp;
//! use mainstay_dispatch::chat::{Kind, Message, Post};
//! use mainstay_dispatch::{Allowed, Host, Limits, Outbound, Outcome};
//!
//! # async fn example() -> Result<(), mainstay_dispatch::Error> {
//! let allowed = Allowed::new([Host::new("hooks.slack.com", &[443])?])?;
//! let outbound = Outbound::new(allowed, "", Limits::default())?;
//! let message = Message { title: "3 advisories match Shop 2.0".to_owned(), ..Message::default() };
//! let url = "https://hooks.slack.com/services/T0/B0/KEY".to_owned();
//! let post = Post { kind: Kind::find("slack").expect("a known kind"), url, message };
//! match post.send(&outbound, Timestamp::now()).await {
//!     Outcome::Done { said } => println!("taken: {said}"),
//!     other => println!("{other:?}"),
//! }
//! # Ok(())
//! # }
//! ```

pub mod chat;
mod delivery;
mod http;
pub mod mail;
mod outbound;
mod outcome;
mod text;
pub mod webhook;

pub use delivery::DeliveryId;
pub use outbound::{Allowed, Host, Limits, Outbound};
pub use outcome::{Error, Outcome};
