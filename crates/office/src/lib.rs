//! The use cases: where the floors below meet.
//!
//! Each module is one thing that people come for. Modules talk through plain values; faces read through them and
//! compute nothing. [`Office`] holds what they share: the store and the settings.

pub mod access;
pub mod accounts;
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
pub mod stamp;
pub mod suppliers;
pub mod work;

use std::sync::Arc;

use mainstay_store::Store;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

pub use error::{Error, Result};
pub use internal::Internal;
pub use progress::{Progress, Silent};
pub use settings::Settings;

/// How documents are counted that are in memory at a time; what is read from one takes some ten times its size.
const PIECE: usize = 1 << 18;
/// So many passwords are compared at a time: each takes 19 MiB and some ten milliseconds of a processor.
const HASHING: usize = 4;
/// So many pieces are in memory: documents of 32 MiB together.
const ROOM: usize = 128;

/// The office over one store. Cheap to clone.
#[derive(Clone)]
pub struct Office {
    store: Store,
    settings: Arc<Settings>,
    /// Wakes this process's workers when there is something new to do.
    wake: Arc<tokio::sync::Notify>,
    /// The document that was last read before its work began.
    ahead: Arc<intake::Kept>,
    /// Bounds the documents that are in memory at a time, in pieces of [`PIECE`] bytes.
    room: Arc<Semaphore>,
    /// Bounds the passwords that are compared at a time.
    hashing: Arc<Semaphore>,
}

impl Office {
    /// An office over an open store.
    pub fn new(store: Store, settings: Settings) -> Self {
        Self {
            store,
            settings: Arc::new(settings),
            wake: Arc::default(),
            ahead: Arc::default(),
            room: Arc::new(Semaphore::new(ROOM)),
            hashing: Arc::new(Semaphore::new(HASHING)),
        }
    }

    /// Waits until there is room for a document of this many bytes; one that is larger than all the room takes all of it.
    async fn room_for(&self, bytes: usize) -> Option<OwnedSemaphorePermit> {
        let pieces = (bytes / PIECE + 1).min(ROOM);
        Arc::clone(&self.room).acquire_many_owned(u32::try_from(pieces).ok()?).await.ok()
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
