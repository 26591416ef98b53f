//! Messages to real servers: other people's implementations, run by Node.js on this machine.
#![allow(clippy::unwrap_used)]

mod chat;
mod mail;
mod script;
mod silent;
mod webhooks;
mod world;
