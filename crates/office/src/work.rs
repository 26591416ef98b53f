//! Background work: what kinds there are, and the worker that does them.
//!
//! Work is a row of the store. A worker claims it under a lease, keeps the lease alive while it works, and ends it;
//! when the worker dies, the lease runs out and another takes over. Every kind must therefore bear being done twice.

mod read_sbom;
mod worker;

use std::pin::Pin;

use mainstay_store::{Claimed, StoreError};

use crate::{Error, Office, Result};

/// One kind of work.
pub struct Kind {
    /// The stable id under which it is stored.
    pub id: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// Does it.
    pub(crate) run: fn(Job) -> Running,
}

/// Work under way.
pub(crate) type Running = Pin<Box<dyn Future<Output = Result<(), Failure>> + Send>>;

/// Every kind of work.
pub const KINDS: &[&Kind] = &[&read_sbom::KIND];

/// Claimed work in the hands of the code that does it.
pub(crate) struct Job {
    pub(crate) office: Office,
    pub(crate) claimed: Claimed,
}

impl Job {
    /// Tells how far the work is.
    pub(crate) async fn progress(&self, done: u64, total: u64, note: &str) -> Result<(), Failure> {
        Ok(self.office.store.progress(&self.claimed, done, Some(total), note).await?)
    }

    /// Adds a line to the log of the work.
    pub(crate) async fn log(&self, text: &str) -> Result<(), Failure> {
        Ok(self.office.store.log_step(&self.claimed, text).await?)
    }
}

/// Why an attempt failed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Another attempt may do better.
    Again(Error),
    /// No attempt will.
    Final(Error),
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Again(error.into())
    }
}
