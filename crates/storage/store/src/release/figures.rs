//! What the current SBOMs of a release say together, in numbers.

use jiff::Timestamp;
use serde::Serialize;

use crate::Result;
use crate::sql::{Columns, Row};

/// What the current SBOMs of a release say together. Subjects and the organization's own parts are not counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ReleaseFigures {
    /// Distinct components.
    pub components: u64,
    /// Components that the subject names itself; `None` when no SBOM tells of any component how it came in.
    pub direct: Option<u64>,
    /// Components of which it is told that another one brings them in; `None` likewise. How the others came in is not known.
    pub transitive: Option<u64>,
    /// Components without any license statement.
    pub without_license: u64,
    /// Components without a purl.
    pub without_purl: u64,
    /// Current SBOMs.
    pub sboms: u64,
    /// When the newest of them was made; where none tells, received.
    pub newest_sbom_at: Option<Timestamp>,
    /// The worst quality grade among them, 0 to 100; `None` when none was graded.
    pub worst_grade: Option<u8>,
}

impl ReleaseFigures {
    /// Components of which no SBOM tells how they came in.
    pub fn untold(&self) -> u64 {
        self.components.saturating_sub(self.direct.unwrap_or(0) + self.transitive.unwrap_or(0))
    }
}

/// Reads the figures of a release from the columns of `release_rollup`.
pub(crate) fn figures(row: &Row) -> Result<ReleaseFigures> {
    let [components, direct, transitive] =
        [row.count("components")?, row.count("direct")?, row.count("transitive")?];
    // An SBOM without dependencies tells of none, and its zeros are unknown.
    let tells = direct > 0 || transitive > 0 || components == 0;
    Ok(ReleaseFigures {
        components,
        direct: tells.then_some(direct),
        transitive: tells.then_some(transitive),
        without_license: row.count("without_license")?,
        without_purl: row.count("without_purl")?,
        sboms: row.count("sboms")?,
        newest_sbom_at: row.opt_time("newest_sbom_at")?,
        worst_grade: row.get::<Option<i64>>("worst_grade")?.and_then(|grade| u8::try_from(grade).ok()),
    })
}
