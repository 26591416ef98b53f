//! Text that must not show in logs.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Text that is a secret: its `Debug` shows three dots, and it has no `Display`.
///
/// It is written out by serde, since a [`Flow`](crate::Flow) is kept between two requests.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Takes the text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself; for sending and keeping, never for a message.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}
