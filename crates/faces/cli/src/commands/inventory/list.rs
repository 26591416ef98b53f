//! `mainstay inventory list`

use clap::{Args, ValueEnum};
use mainstay_model::Directness;
use mainstay_office::Office;
use mainstay_store::{Component, ComponentFilter, ComponentOrder, Page, PageRequest, Wanted, Within};

use super::asked;
use super::{Format, ReleaseArguments, unknown};
use crate::exit::Exit;
use crate::output;

#[derive(Args)]
pub(super) struct Arguments {
    /// Words that the name must have, or a purl
    text: Option<String>,
    /// Only of this product (its key, id or name), at its newest release with an SBOM unless --release names another
    #[arg(long)]
    product: Option<String>,
    #[command(flatten)]
    release: ReleaseArguments,
    /// Only of this package type: `npm`, `maven`, ...
    #[arg(long)]
    ecosystem: Option<String>,
    /// Only what some release names itself (`yes`), what is told to be transitive everywhere (`no`), or what nobody tells of (`unknown`)
    #[arg(long, value_enum, value_name = "WAY", num_args = 0..=1, require_equals = true, default_missing_value = "yes")]
    direct: Option<Direct>,
    /// Only what nobody told a license of
    #[arg(long)]
    without_license: bool,
}

/// How a component came in.
#[derive(Clone, Copy, ValueEnum)]
enum Direct {
    /// A release names it itself
    Yes,
    /// Another component brings it in
    No,
    /// No document says
    Unknown,
}

impl From<Direct> for Directness {
    fn from(way: Direct) -> Self {
        match way {
            Direct::Yes => Self::Direct,
            Direct::No => Self::Transitive,
            Direct::Unknown => Self::Unknown,
        }
    }
}

pub(super) async fn run(office: &Office, arguments: &Arguments, format: Format) -> anyhow::Result<Exit> {
    let release = match &arguments.product {
        Some(product) => Some(arguments.release.find(office, product).await?),
        None => None,
    };
    let within = release.as_ref().map(|release| Within::Release(release.uid));
    let filter = &ComponentFilter {
        words: arguments.text.iter().flat_map(|text| text.split_whitespace()).map(str::to_owned).collect(),
        ecosystem: Wanted::any(arguments.ecosystem.clone()),
        direct: arguments.direct.map(|way| vec![way.into()]),
        without_license: arguments.without_license.then_some(true),
        within,
        ..ComponentFilter::default()
    };
    let components: Vec<Component> = every(async |request| {
        Ok(office.store().list_components(filter, ComponentOrder::Name, &request).await?)
    })
    .await?;
    match format {
        Format::Json => output::json(&components)?,
        Format::Table => {
            let rows: Vec<Vec<String>> = components.iter().map(row).collect();
            let header = ["Component", "Version", "Products", "Releases", "License"];
            output::bytes(output::columns(&header, &rows).as_bytes(), None)?;
        }
    }
    Ok(match &release {
        Some(release) => unknown(release).unwrap_or(Exit::Clean),
        None => asked::tell(office.store().asked().await?, components.is_empty()),
    })
}

fn row(component: &Component) -> Vec<String> {
    vec![
        named(component),
        component.version.clone().unwrap_or_else(|| "?".to_owned()),
        component.products.to_string(),
        component.releases.to_string(),
        if component.licenses.is_empty() { "?".to_owned() } else { component.licenses.join(", ") },
    ]
}

/// A component as a table names it: by its purl without version, else by its name.
pub(super) fn named(component: &Component) -> String {
    let name = component.full_name();
    if component.ecosystem.is_empty() { name } else { format!("{}:{name}", component.ecosystem) }
}

/// All pages of a list.
pub(super) async fn every<T>(
    page: impl AsyncFn(PageRequest) -> anyhow::Result<Page<T>>,
) -> anyhow::Result<Vec<T>> {
    const SIZE: u32 = 1000;
    let mut all = Vec::new();
    let mut request = PageRequest::first(SIZE);
    loop {
        let mut found = page(request).await?;
        all.append(&mut found.rows);
        match found.next {
            Some(next) => request = PageRequest::after(SIZE, next),
            None => return Ok(all),
        }
    }
}
