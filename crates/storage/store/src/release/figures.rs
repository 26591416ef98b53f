//! What the current SBOMs of a release say together, in numbers.

use jiff::Timestamp;
use serde::Serialize;

use crate::Result;
use crate::sql::{Columns, Row};

/// What the current SBOMs of a release say together. Subjects and the organization's own parts are not counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(into = "FiguresTold")]
pub struct ReleaseFigures {
    /// Distinct components.
    pub components: u64,
    /// Components that the subject names itself.
    pub direct: u64,
    /// Components of which it is told that another one brings them in. How the others came in is not known.
    pub transitive: u64,
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

/// Figures as programs read them: what no SBOM tells is not 0.
#[derive(Serialize)]
struct FiguresTold {
    components: u64,
    direct: Option<u64>,
    transitive: Option<u64>,
    without_license: u64,
    without_purl: u64,
    sboms: u64,
    newest_sbom_at: Option<Timestamp>,
    worst_grade: Option<u8>,
}

impl From<ReleaseFigures> for FiguresTold {
    fn from(figures: ReleaseFigures) -> Self {
        let tells = figures.tells_directness();
        Self {
            components: figures.components,
            direct: tells.then_some(figures.direct),
            transitive: tells.then_some(figures.transitive),
            without_license: figures.without_license,
            without_purl: figures.without_purl,
            sboms: figures.sboms,
            newest_sbom_at: figures.newest_sbom_at,
            worst_grade: figures.worst_grade,
        }
    }
}

impl ReleaseFigures {
    /// Whether an SBOM tells of any component how it came in. An SBOM without dependencies tells of none, and its zeros are unknown.
    pub const fn tells_directness(&self) -> bool {
        self.direct > 0 || self.transitive > 0 || self.components == 0
    }

    /// Components of which no SBOM tells how they came in.
    pub fn untold(&self) -> u64 {
        self.components.saturating_sub(self.direct + self.transitive)
    }
}

/// Reads the figures of a release from the columns of `release_rollup`.
pub(crate) fn figures(row: &Row) -> Result<ReleaseFigures> {
    Ok(ReleaseFigures {
        components: row.count("components")?,
        direct: row.count("direct")?,
        transitive: row.count("transitive")?,
        without_license: row.count("without_license")?,
        without_purl: row.count("without_purl")?,
        sboms: row.count("sboms")?,
        newest_sbom_at: row.opt_time("newest_sbom_at")?,
        worst_grade: row.get::<Option<i64>>("worst_grade")?.and_then(|grade| u8::try_from(grade).ok()),
    })
}
