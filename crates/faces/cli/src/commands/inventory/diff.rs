//! `mainstay inventory diff --product SLUG BEFORE AFTER`

use clap::Args;
use mainstay_office::Office;
use mainstay_office::inventory::{Comparison, Difference};
use mainstay_store::Component;

use super::{Format, list::named, product_called, unknown};
use crate::exit::Exit;
use crate::output;

#[derive(Args)]
pub(super) struct Arguments {
    /// The product: its key, id or name
    #[arg(long)]
    product: String,
    /// The older release: its version, its version and variant (`2.1 linux`), or its id
    before: String,
    /// The newer release, named likewise
    after: String,
}

pub(super) async fn run(office: &Office, arguments: &Arguments, format: Format) -> anyhow::Result<Exit> {
    let product = product_called(office, &arguments.product).await?;
    let before = office.release_named(product.uid, &arguments.before).await?;
    let after = office.release_named(product.uid, &arguments.after).await?;
    if let Some(exit) = [&before, &after].into_iter().find_map(unknown) {
        return Ok(exit);
    }
    let comparison = office.compare(before.uid, after.uid).await?;
    match format {
        Format::Json => output::json(&comparison)?,
        Format::Table => output::bytes(table(&comparison).as_bytes(), None)?,
    }
    Ok(Exit::Clean)
}

fn table(comparison: &Comparison) -> String {
    let version = |component: &Component| component.version.clone().unwrap_or_else(|| "?".to_owned());
    let row = |sign: &str, component: &Component, before: String, after: String, what: &str| {
        vec![sign.to_owned(), named(component), before, after, what.to_owned()]
    };
    let mut rows = Vec::new();
    rows.extend(comparison.added.iter().map(|new| row("+", new, String::new(), version(new), "")));
    rows.extend(comparison.removed.iter().map(|old| row("-", old, version(old), String::new(), "")));
    rows.extend(comparison.changed.iter().map(|changed| {
        let differs = match changed.difference {
            Difference::Version => "version",
            Difference::Spelling => "spelling",
            Difference::Purl => "purl",
            Difference::Identity => "identity",
        };
        let what = if changed.license { format!("{differs}, license") } else { differs.to_owned() };
        // Two package URLs of one version differ in what the name and the version do not show.
        let shown = |component: &Component| match changed.difference {
            Difference::Purl => component.purl.clone().unwrap_or_else(|| version(component)),
            _ => version(component),
        };
        row("~", &changed.after, shown(&changed.before), shown(&changed.after), &what)
    }));
    rows.extend(comparison.moved.iter().map(|moved| {
        let version = version(&moved.component);
        let differs = [
            ("directness", moved.direct[0] != moved.direct[1]),
            ("scope", moved.scope[0] != moved.scope[1]),
            ("license", moved.licenses[0] != moved.licenses[1]),
            ("content", moved.content),
        ];
        let what: Vec<&str> = differs.iter().filter(|(_, differs)| *differs).map(|(what, _)| *what).collect();
        row("~", &moved.component, version.clone(), version, &what.join(", "))
    }));
    let mut text = output::columns(&["", "Component", "Before", "After", "Changed"], &rows);
    text.push_str(&format!(
        "{} added, {} removed, {} changed, {} used differently, {} unchanged\n",
        comparison.added.len(),
        comparison.removed.len(),
        comparison.changed.len(),
        comparison.moved.len(),
        comparison.unchanged
    ));
    text
}
