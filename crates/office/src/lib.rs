//! The use cases: where the floors below meet.
//!
//! Each module is one thing that people come for. Modules talk through plain values; faces read through them and
//! compute nothing. [`Office`] holds what they share: the store and the settings.

pub mod catalog;
mod error;
pub mod intake;
mod internal;
pub mod inventory;
mod progress;
pub mod quality;
pub mod quickstart;
pub mod scan;
mod settings;
pub mod suppliers;
pub mod work;

use std::sync::Arc;

use mainstay_store::Store;

pub use error::{Error, Result};
pub use internal::Internal;
pub use progress::{Progress, Silent};
pub use settings::Settings;

/// The office over one store. Cheap to clone.
#[derive(Clone)]
pub struct Office {
    store: Store,
    settings: Arc<Settings>,
    /// Wakes this process's workers when there is something new to do.
    wake: Arc<tokio::sync::Notify>,
    /// The document that was last read before its work began.
    read_ahead: Arc<intake::Kept>,
}

impl Office {
    /// An office over an open store.
    pub fn new(store: Store, settings: Settings) -> Self {
        Self { store, settings: Arc::new(settings), wake: Arc::default(), read_ahead: Arc::default() }
    }

    /// The store, for plain lists and look-ups. What writes, joins or judges goes through the office's own methods.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }
}
