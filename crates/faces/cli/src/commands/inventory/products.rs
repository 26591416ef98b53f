//! `mainstay inventory products`

use clap::Args;
use mainstay_office::Office;
use mainstay_store::{Product, ProductFilter, ProductOrder};

use super::{Format, list::every};
use crate::exit::Exit;
use crate::output;

#[derive(Args)]
pub(super) struct Arguments {
    /// Part of the name
    text: Option<String>,
}

pub(super) async fn run(office: &Office, arguments: &Arguments, format: Format) -> anyhow::Result<Exit> {
    let filter = ProductFilter { text: arguments.text.clone(), ..ProductFilter::default() };
    let filter = &filter;
    let products: Vec<Product> =
        every(async |request| Ok(office.store().list_products(filter, ProductOrder::Name, &request).await?))
            .await?;
    match format {
        Format::Json => output::json(&products)?,
        Format::Table => {
            let rows: Vec<Vec<String>> = products.iter().map(row).collect();
            output::bytes(
                output::columns(&["Product", "Key", "Newest release", "Components", "Newest SBOM"], &rows)
                    .as_bytes(),
                None,
            )?;
        }
    }
    Ok(Exit::Clean)
}

fn row(product: &Product) -> Vec<String> {
    let newest = product.figures.newest.as_ref();
    vec![
        product.name.clone(),
        product.slug.clone(),
        newest.map_or_else(|| "-".to_owned(), |newest| newest.version.clone()),
        newest.map_or_else(|| "not known".to_owned(), |newest| newest.figures.components.to_string()),
        product
            .figures
            .newest_sbom_at
            .map_or_else(|| "none".to_owned(), |time| time.strftime("%Y-%m-%d").to_string()),
    ]
}
