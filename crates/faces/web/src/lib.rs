//! Pages and the REST API, on axum.
//!
//! Knows HTTP: routes, queries, cookies, headers, errors, exports. Does not know SQL and judges nothing: what a page shows comes from the
//! office. A new page is one file in `pages` and one line in [`routes`]; a new list implements [`list::List`] and gets its filters,
//! sorting, paging, CSV and JSON from there.
//!
//! Every page works without JavaScript. Nothing is inline: the content security policy is strict and the same for all pages.
//!
//! ```no_run
//! # async fn run(office: mainstay_office::Office) -> std::io::Result<()> {
//! use mainstay_web::{Config, State};
//!
//! let state = State::new(Config::loopback(), office);
//! let listener = tokio::net::TcpListener::bind("127.0.0.1:7878").await?;
//! println!("{}", state.entry_url(listener.local_addr()?));
//! mainstay_web::serve(listener, state, std::future::pending()).await
//! # }
//! ```

mod address;
mod api;
mod assets;
mod attachment;
mod badges;
mod cached;
mod cookie;
mod day;
mod error;
mod error_page;
mod frame;
mod hex;
mod intake;
pub mod list;
pub mod live;
mod observe;
mod packed;
mod pages;
mod preferences;
mod routes;
mod security;
mod serve;
mod state;

pub use error::Error;
pub use error_page::Problem;
pub use frame::{Frame, Page, Section};
pub use routes::{Guard, Route, inventory};
pub use security::{Seen, Visitor};
pub use serve::{router, serve};
pub use state::{Access, Config, Reach, State};

#[cfg(test)]
mod tests;
