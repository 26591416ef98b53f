//! Of how much a question was asked: an answer without a hit means little where little is known.

use mainstay_store::Asked;

use crate::exit::Exit;
use crate::output;

/// Says it beside the answer. Exit 4 when nothing was found and there was nothing to ask.
pub(super) fn tell(asked: Asked, found_nothing: bool) -> Exit {
    let Asked { releases, releases_without } = asked;
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
