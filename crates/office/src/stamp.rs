//! What a new document says of its own making: the clock and the random numbers that pure crates may not ask for.

use mainstay_model::Tool;
use mainstay_sbom::Stamp;

/// A stamp of now, by this program.
pub fn now() -> Stamp {
    Stamp {
        created: jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        serial: uuid::Uuid::now_v7().to_string(),
        tool: Tool {
            vendor: Some("Mainstay".to_owned()),
            name: "mainstay".to_owned(),
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        },
    }
}
