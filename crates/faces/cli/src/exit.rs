//! Exit codes that scripts rely on. 3 beats 1, and 1 beats 4. (2 is wrong usage, which clap answers, or a command by
//! [`Usage`].)

use std::process::ExitCode;

use mainstay_office::Error as OfficeError;
use mainstay_sbom::WriteError;
use mainstay_store::StoreError;

/// An argument that is wrong in a way that only the command can tell: a format that does not exist, a range that is none.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Usage(pub(crate) String);

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// 0: done, nothing found.
    Clean,
    /// 1: findings at or over the threshold; for `validate`, some file is not valid.
    Findings,
    /// 2: the command was called in a wrong way.
    Usage,
    /// 3: something failed.
    Failure,
    /// 4: nothing was assessed.
    NotAssessed,
}

impl Exit {
    /// How a command ends that fails. What office and store refuse as not acceptable is a question that cannot be read.
    pub(crate) fn of(error: &anyhow::Error) -> Self {
        let wrong = error.is::<Usage>()
            || matches!(error.downcast_ref(), Some(WriteError::Unknown(_)))
            || matches!(error.downcast_ref(), Some(OfficeError::Invalid(_)))
            || matches!(error.downcast_ref(), Some(StoreError::Invalid(_)));
        if wrong { Self::Usage } else { Self::Failure }
    }

    /// How two parts of one command end together: 3 beats 1, 1 beats 4, and anything beats 0.
    pub(crate) fn worse(self, other: Self) -> Self {
        let rank = |exit: Self| match exit {
            Self::Clean => 0,
            Self::NotAssessed => 1,
            Self::Findings => 2,
            Self::Usage => 3,
            Self::Failure => 4,
        };
        if rank(self) >= rank(other) { self } else { other }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Clean => 0,
            Exit::Findings => 1,
            Exit::Usage => 2,
            Exit::Failure => 3,
            Exit::NotAssessed => 4,
        })
    }
}
