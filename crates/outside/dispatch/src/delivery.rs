//! The id of a delivery.

use std::fmt;

use crate::Error;

/// The id of one delivery to one receiver, the same at each attempt: receivers know a double by it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DeliveryId(String);

impl DeliveryId {
    /// Takes an id: 1 to 64 letters, digits, `-` and `_`, such as a UUID. A dot would not be told from those that part what is signed.
    ///
    /// # Errors
    /// When the text is something else.
    pub fn new(text: &str) -> Result<Self, Error> {
        let valid = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        if text.is_empty() || text.len() > 64 || !text.chars().all(valid) {
            return Err(Error::Message(
                "the id of a delivery has 1 to 64 letters, digits, - and _".to_owned(),
            ));
        }
        Ok(Self(text.to_owned()))
    }

    /// The id as it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DeliveryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
