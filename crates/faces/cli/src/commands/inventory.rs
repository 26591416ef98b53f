//! `mainstay inventory ...`: questions to the inventory.

mod asked;
mod coverage;
mod diff;
mod duplicates;
mod list;
mod products;
mod used;
mod why;

use anyhow::Context;
use clap::{Args, Subcommand};
use mainstay_office::Office;
use mainstay_store::{Product, Release};

use crate::config::Place;
use crate::exit::Exit;
use crate::output::{self, Format};
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
    /// List packages in use in several versions, of everything or within one release
    Duplicates(duplicates::Arguments),
    /// Tell which products have no SBOM, a stale one or a poor one
    Coverage(coverage::Arguments),
}

pub(crate) async fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let format = arguments.format;
    program::using(program::open_existing(&arguments.place).await?, async |office| match &arguments.command {
        Action::Products(arguments) => products::run(office, arguments, format).await,
        Action::List(arguments) => list::run(office, arguments, format).await,
        Action::WhereUsed(arguments) => used::run(office, arguments, format).await,
        Action::Why(arguments) => why::run(office, arguments, format).await,
        Action::Diff(arguments) => diff::run(office, arguments, format).await,
        Action::Duplicates(arguments) => duplicates::run(office, arguments, format).await,
        Action::Coverage(arguments) => coverage::run(office, arguments, format).await,
    })
    .await
}

/// A release of the product that `--product` names.
#[derive(Args)]
struct ReleaseArguments {
    /// The release: its version, its version and variant (`2.1 linux`), or its id [default: the newest with an SBOM]
    #[arg(long, requires = "product")]
    release: Option<String>,
    /// Platform or edition of the version
    #[arg(long, requires = "release")]
    variant: Option<String>,
}

impl ReleaseArguments {
    async fn find(&self, office: &Office, product: &str) -> anyhow::Result<Release> {
        let product = product_called(office, product).await?;
        if let Some(release) = &self.release {
            let name = release_name(release, self.variant.as_deref().unwrap_or_default());
            return Ok(office.release_named(product.uid, &name).await?);
        }
        let newest = product.figures.newest;
        let newest = newest.with_context(|| format!("{} has no release with an SBOM", product.slug))?;
        Ok(office.store().release(newest.uid).await?)
    }
}

/// The product with this key, id or name.
async fn product_called(office: &Office, text: &str) -> anyhow::Result<Product> {
    let found = office.product_called(text).await?;
    let found = found
        .with_context(|| format!("there is no product `{text}`; `mainstay inventory products` lists them"))?;
    Ok(office.store().product(&found.to_string()).await?)
}

/// How a question ends to a release of which no SBOM was read: with that, and no answer. What is known of others says
/// nothing of it.
fn unknown(release: &Release) -> Option<Exit> {
    release.figures.is_none().then(|| {
        let name = release_name(&release.version, &release.variant);
        output::note(&format!(
            "Not assessed: {} {name} has no SBOM that was read, so what it uses is not known.",
            release.product_slug
        ));
        Exit::NotAssessed
    })
}

/// A release as it is written and as commands understand it.
fn release_name(version: &str, variant: &str) -> String {
    format!("{version} {variant}").trim_end().to_owned()
}
