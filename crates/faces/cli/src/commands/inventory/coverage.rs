//! `mainstay inventory coverage`

use clap::Args;
use jiff::{Span, Timestamp};
use mainstay_office::Office;
use mainstay_store::CoverageBounds;

use super::Format;
use crate::exit::Exit;
use crate::output;

#[derive(Args)]
pub(super) struct Arguments {
    /// After how many days an SBOM counts as stale [default: as configured]
    #[arg(long, value_name = "DAYS")]
    stale_days: Option<u32>,
}

pub(super) async fn run(office: &Office, arguments: &Arguments, format: Format) -> anyhow::Result<Exit> {
    let days = arguments.stale_days.unwrap_or(office.settings().stale_days);
    let stale_before = Timestamp::now().checked_sub(Span::new().hours(i64::from(days) * 24))?;
    let bounds = CoverageBounds { stale_before, poor_below: office.settings().poor_below };
    let coverage = office.store().coverage(bounds).await?;
    if format == Format::Json {
        output::json(&coverage)?;
        return Ok(Exit::Clean);
    }
    let rows = [
        ("products", coverage.products),
        ("  without any SBOM", coverage.products_without),
        ("  with a stale SBOM", coverage.products_stale),
        ("  with a poor SBOM", coverage.products_poor),
        ("  with an SBOM that was not graded", coverage.products_ungraded),
        ("releases", coverage.releases),
        ("  without any SBOM", coverage.releases_without),
    ];
    let rows: Vec<Vec<String>> =
        rows.iter().map(|(what, count)| vec![(*what).to_owned(), count.to_string()]).collect();
    output::bytes(output::columns(&["", ""], &rows).as_bytes(), None)?;
    Ok(Exit::Clean)
}
