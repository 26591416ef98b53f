//! Why the office cannot do something, named after what the caller can do about it.

use mainstay_store::StoreError;

/// The office's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why the office cannot do something.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// What was asked for does not exist: ask for something else.
    #[error("{0}")]
    Missing(String),
    /// What was given is not acceptable: change it as the message says.
    #[error("{0}")]
    Invalid(String),
    /// Who asks may see it and not change it: somebody else must, or give the right to.
    #[error("{0}")]
    Forbidden(String),
    /// It contradicts what is there: look at it and decide.
    #[error("{0}")]
    Conflict(String),
    /// Something else stands there than what a change was made from: look at it, then decide.
    #[error("{0}")]
    Changed(String),
    /// Others are writing: try again.
    #[error("{0}")]
    Busy(String),
    /// The disk of the database is full: have room made, then try again.
    #[error("{0}")]
    Full(String),
    /// The database does not answer or takes no writes: have it mended, then try again.
    #[error("{0}")]
    Unavailable(String),
    /// Something is broken that the caller cannot mend.
    #[error("{0:#}")]
    Fault(anyhow::Error),
}

impl Error {
    /// Itself as a fault of a word that somebody gave; what the word cannot mend stays an error.
    pub(crate) fn about<T>(self, word: T) -> Result<Option<(T, Self)>> {
        match self {
            Self::Missing(_) | Self::Invalid(_) => Ok(Some((word, self))),
            error => Err(error),
        }
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound { .. } => Self::Missing(error.to_string()),
            StoreError::Forbidden(_) => Self::Forbidden(error.to_string()),
            StoreError::Invalid(message) => Self::Invalid(message),
            StoreError::Conflict(message) => Self::Conflict(message),
            StoreError::Changed => Self::Changed(error.to_string()),
            error if error.is_busy() => Self::Busy(error.to_string()),
            StoreError::Full(_) => Self::Full(error.to_string()),
            StoreError::Unavailable(_) => Self::Unavailable(error.to_string()),
            error => Self::Fault(error.into()),
        }
    }
}
