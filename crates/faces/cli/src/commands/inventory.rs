//! `mainstay inventory ...`: questions to the inventory.

mod coverage;
mod diff;
mod list;
mod products;
mod used;
mod why;

use anyhow::Context;
use clap::{Args, Subcommand};
use mainstay_office::Office;
use mainstay_store::Release;

use crate::config::Place;
use crate::exit::Exit;
use crate::output::Format;
use crate::program;

#[derive(Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Action,
    #[command(flatten)]
    place: Place,
    /// How to print
    #[arg(long, value_enum, default_value = "table", global = true)]
    format: Format,
}

#[derive(Subcommand)]
enum Action {
    /// List products with their newest release
    Products(products::Arguments),
    /// List the components in use, of everything or of one release
    List(list::Arguments),
    /// Tell where a component is used: a purl, a name, a purl with a range of versions
    WhereUsed(used::Arguments),
    /// Tell why a component is in a release: paths, and what to change
    Why(why::Arguments),
    /// Tell what changed from one release to another
    Diff(diff::Arguments),
    /// Tell which products have no SBOM, a stale one or a poor one
    Coverage(coverage::Arguments),
}

pub(crate) async fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let format = arguments.format;
    program::using(program::open(&arguments.place).await?, async |office| match &arguments.command {
        Action::Products(arguments) => products::run(office, arguments, format).await,
        Action::List(arguments) => list::run(office, arguments, format).await,
        Action::WhereUsed(arguments) => used::run(office, arguments, format).await,
        Action::Why(arguments) => why::run(office, arguments, format).await,
        Action::Diff(arguments) => diff::run(office, arguments, format).await,
        Action::Coverage(arguments) => coverage::run(office, arguments, format).await,
    })
    .await
}

/// A release named as people write it.
#[derive(Args)]
struct ReleaseArguments {
    /// The product's slug
    #[arg(long)]
    product: String,
    /// The version [default: the newest release]
    #[arg(long)]
    release: Option<String>,
    /// Platform or edition
    #[arg(long, default_value = "")]
    variant: String,
}

impl ReleaseArguments {
    async fn find(&self, office: &Office) -> anyhow::Result<Release> {
        release(office, &self.product, self.release.as_deref(), &self.variant).await
    }
}

async fn release(
    office: &Office,
    product: &str,
    version: Option<&str>,
    variant: &str,
) -> anyhow::Result<Release> {
    let product = office.store().product(product).await?;
    let found = match version {
        Some(version) => office.store().find_release(product.uid, version, variant).await?,
        None => product.figures.newest.as_ref().map(|newest| newest.uid),
    };
    let found = found.with_context(|| match version {
        Some(version) => format!("{} has no release `{version}`", product.slug),
        None => format!("{} has no release with an SBOM", product.slug),
    })?;
    Ok(office.store().release(found).await?)
}
