//! `mainstay inventory where-used QUERY`

use clap::Args;
use mainstay_office::Office;
use mainstay_store::{Asked, PageRequest, ProductUses, Use};
use serde::Serialize;

use super::asked;
use super::{Format, release_name};
use crate::exit::Exit;
use crate::output;

#[derive(Args)]
pub(super) struct Arguments {
    /// `pkg:npm/lodash@4.17.21`, `pkg:npm/lodash`, `lodash`, or with a range: `pkg:npm/lodash@<4.17.21`
    query: String,
}

/// The stable JSON shape.
#[derive(Serialize)]
struct Shape<'a> {
    query: &'a str,
    uses: Vec<Item>,
    not_comparable: Vec<String>,
    asked: Asked,
}

#[derive(Serialize)]
struct Item {
    product: String,
    release: String,
    variant: String,
    component: String,
    direct: Option<bool>,
    archived: bool,
}

/// Exit 4 when versions could not be compared with the range, so that the answer may be incomplete, and when there was no SBOM
/// to ask.
pub(super) async fn run(office: &Office, arguments: &Arguments, format: Format) -> anyhow::Result<Exit> {
    let mut request = PageRequest::first(1000);
    let mut uses = Vec::new();
    let not_comparable = loop {
        let usage = office.every_use(&arguments.query, &request).await?;
        uses.extend(usage.products.rows.iter().flat_map(items));
        match usage.products.next {
            Some(next) => request = PageRequest::after(1000, next),
            None => break usage.not_comparable,
        }
    };
    let not_comparable: Vec<String> = not_comparable
        .iter()
        .map(|component| component.purl.clone().unwrap_or_else(|| component.name.clone()))
        .collect();
    let asked = office.store().asked().await?;
    let exit = if not_comparable.is_empty() { Exit::Clean } else { Exit::NotAssessed };
    let exit = exit.worse(asked::tell(asked, uses.is_empty()));
    match format {
        Format::Json => output::json(&Shape { query: &arguments.query, uses, not_comparable, asked })?,
        Format::Table => {
            let rows: Vec<Vec<String>> = uses.iter().map(row).collect();
            output::bytes(
                output::columns(&["Product", "Release", "Component", "Direct"], &rows).as_bytes(),
                None,
            )?;
            for name in &not_comparable {
                output::note(&format!(
                    "not assessed: the version of {name} cannot be compared with the range"
                ));
            }
        }
    }
    Ok(exit)
}

fn items(product: &ProductUses) -> impl Iterator<Item = Item> + '_ {
    product.uses.iter().map(|found| Item {
        product: product.slug.clone(),
        release: found.version.clone(),
        variant: found.variant.clone(),
        component: component(found),
        direct: found.direct,
        archived: found.archived,
    })
}

fn component(found: &Use) -> String {
    found.purl.clone().unwrap_or_else(|| match &found.component_version {
        Some(version) => format!("{} {version}", found.name),
        None => found.name.clone(),
    })
}

fn row(item: &Item) -> Vec<String> {
    let direct = item.direct.map_or("?", |direct| if direct { "yes" } else { "no" });
    let product = if item.archived { format!("{} (archived)", item.product) } else { item.product.clone() };
    vec![product, release_name(&item.release, &item.variant), item.component.clone(), direct.to_owned()]
}
