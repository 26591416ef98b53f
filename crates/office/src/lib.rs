//! The use cases: where the floors below meet.
//!
//! Each module is one thing that people come for. Modules talk through plain values; faces read through them and
//! compute nothing.

pub mod catalog;
mod progress;
pub mod scan;

pub use progress::{Progress, Silent};
