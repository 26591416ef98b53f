//! Exit codes that scripts rely on. 3 beats 1, and 1 beats 4. 2 is wrong usage, which clap answers, and [`Usage`] for what clap cannot know.

use std::fmt;
use std::process::ExitCode;

use mainstay_sbom::WriteError;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// 0: done, nothing found.
    Clean,
    /// 1: findings at or over the threshold; for `validate`, some file is not valid.
    Findings,
    /// 3: something failed.
    Failure,
    /// 4: nothing was assessed.
    NotAssessed,
}

/// What was asked for cannot be, whatever the data: exit code 2.
#[derive(Debug)]
pub(crate) struct Usage(pub(crate) String);

impl std::error::Error for Usage {}

impl fmt::Display for Usage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The exit code for wrong usage.
pub(crate) const WRONG_USAGE: u8 = 2;

/// Whether a command failed because of what it was asked. What the office refuses as not acceptable is a question that cannot be read.
pub(crate) fn is_wrong_usage(error: &anyhow::Error) -> bool {
    error.downcast_ref::<Usage>().is_some()
        || matches!(error.downcast_ref::<WriteError>(), Some(WriteError::Unknown(_)))
        || matches!(error.downcast_ref::<mainstay_office::Error>(), Some(mainstay_office::Error::Invalid(_)))
}

impl Exit {
    /// How two parts of one command end together: 3 beats 1, 1 beats 4, and anything beats 0.
    pub(crate) fn worse(self, other: Self) -> Self {
        let rank = |exit: Self| match exit {
            Self::Clean => 0,
            Self::NotAssessed => 1,
            Self::Findings => 2,
            Self::Failure => 3,
        };
        if rank(self) >= rank(other) { self } else { other }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Clean => 0,
            Exit::Findings => 1,
            Exit::Failure => 3,
            Exit::NotAssessed => 4,
        })
    }
}
