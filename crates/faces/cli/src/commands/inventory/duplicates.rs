//! `mainstay inventory duplicates`

use clap::Args;
use mainstay_office::Office;
use mainstay_office::inventory::Spread;
use mainstay_store::Component;

use super::list::named;
use super::{Format, ReleaseArguments, asked, unknown};
use crate::exit::Exit;
use crate::output;

#[derive(Args)]
pub(super) struct Arguments {
    /// Only of this product (its key, id or name), at its newest release with an SBOM unless --release names another
    #[arg(long)]
    product: Option<String>,
    #[command(flatten)]
    release: ReleaseArguments,
}

pub(super) async fn run(office: &Office, arguments: &Arguments, format: Format) -> anyhow::Result<Exit> {
    let release = match &arguments.product {
        Some(product) => Some(arguments.release.find(office, product).await?),
        None => None,
    };
    let found = match &release {
        Some(release) => office.spread(release.uid, usize::MAX).await?.0,
        None => office.spread_of_all().await?,
    };
    match format {
        Format::Json => output::json(&found)?,
        Format::Table => {
            let rows: Vec<Vec<String>> = found.iter().map(row).collect();
            let header = ["Package", "Number", "Versions, newest first"];
            output::bytes(output::columns(&header, &rows).as_bytes(), None)?;
        }
    }
    Ok(match &release {
        Some(release) => unknown(release).unwrap_or(Exit::Clean),
        None => asked::tell(office.store().asked().await?, found.is_empty()),
    })
}

fn row(spread: &Spread) -> Vec<String> {
    let version = |one: &Component| one.version.clone().unwrap_or_else(|| "?".to_owned());
    let versions: Vec<String> = spread.one_of_each().map(version).collect();
    vec![
        spread.components.first().map(named).unwrap_or_default(),
        spread.versions.to_string(),
        versions.join(", "),
    ]
}
