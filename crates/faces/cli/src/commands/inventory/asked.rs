//! Of how much a question was asked: an answer without a hit means little where little is known.

use mainstay_office::Office;
use serde::Serialize;

use crate::exit::Exit;
use crate::output;

/// The releases that a question was asked of.
#[derive(Clone, Copy, Serialize)]
pub(super) struct Asked {
    /// Releases with an SBOM that was read.
    releases: u64,
    /// Releases without one, of which nothing is known.
    releases_without: u64,
}

impl Asked {
    pub(super) async fn of(office: &Office) -> anyhow::Result<Self> {
        let counts = office.coverage(jiff::Timestamp::now()).await?.counts;
        let releases_without = counts.releases_without;
        Ok(Self { releases: counts.releases.saturating_sub(releases_without), releases_without })
    }

    /// Says it beside the answer. Exit 4 when nothing was found and there was nothing to ask.
    pub(super) fn tell(self, found_nothing: bool) -> Exit {
        let Self { releases, releases_without } = self;
        if releases == 0 && found_nothing {
            output::note("Not assessed: the inventory has no SBOM that was read, so nothing is known.");
            return Exit::NotAssessed;
        }
        let without = match releases_without {
            0 => String::new(),
            without => format!("; of {without} more nothing is known, since they have no SBOM"),
        };
        output::note(&format!("Asked of {} with an SBOM{without}.", output::plural(releases, "release")));
        Exit::Clean
    }
}
