//! The records of one SBOM: its row, its graph and its details.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use mainstay_model::{Document, Tool};
use sea_orm::Value;

use super::claims::license_keys;
use super::{Place, Ready};
use crate::Result;
use crate::license::Licenses;
use crate::sql::{Sql, insert_rows, ms};
use crate::writer::Tx;

/// Writes graph and details, marks the SBOM ready and what it replaces superseded; when a newer one is in use already,
/// the SBOM itself is superseded from the start.
pub(super) async fn records(tx: &Tx, place: &Place, ready: &Ready<'_>, newer: bool) -> Result<()> {
    let prepared = ready.prepared;
    Sql::with(
        "insert into sbom_graph (sbom_id, data) values ($1, $2) on conflict (sbom_id) do update set data = excluded.data",
        [place.sbom.into(), ready.bytes.to_vec().into()],
    )
    .run(&**tx)
    .await?;
    Sql::with("delete from sbom_detail where sbom_id = $1", [place.sbom.into()]).run(&**tx).await?;
    let blocks: Vec<[Value; 3]> = (0_i64..)
        .zip(&prepared.blocks)
        .map(|(block, data)| [place.sbom.into(), block.into(), data.clone().into()])
        .collect();
    insert_rows(&**tx, "insert into sbom_detail (sbom_id, block, data)", blocks, "").await?;
    licenses(tx, place, ready).await?;
    if !newer {
        Sql::with(
            "update sbom set superseded_at = $5 where release_id = $1 and source = $2 and label = $3 and id < $4 \
             and superseded_at is null",
            [
                place.release.into(),
                place.source.into(),
                place.label.clone().into(),
                place.sbom.into(),
                ms(Timestamp::now()),
            ],
        )
        .run(&**tx)
        .await?;
    }
    row(tx, place, ready, newer).await
}

/// Keeps which license statements the document makes about which component.
async fn licenses(tx: &Tx, place: &Place, ready: &Ready<'_>) -> Result<()> {
    let said = &ready.prepared.licenses;
    let known = license_keys(tx, said.keys().map(String::as_str).collect()).await?;
    let mut licenses = Licenses::default();
    for (text, components) in said {
        licenses.add(known[text], components.iter().map(|at| ready.keys[*at].component));
    }
    licenses.save(tx, place.sbom).await
}

async fn row(tx: &Tx, place: &Place, ready: &Ready<'_>, newer: bool) -> Result<()> {
    let prepared = ready.prepared;
    let document = &prepared.bom.document;
    let now = Timestamp::now();
    let count = |count: usize| Value::from(i64::try_from(count).unwrap_or(i64::MAX));
    let quality = prepared.quality.map(|quality| quality.report.to_string());
    Sql::with(
        "update sbom set state = 'ready', error = null, format = $2, spec_version = $3, generator = $4, author = $5, \
         made_at = $6, serial = $7, components = $8, edges = $9, problem_count = $10, problems = $11, grade = $12, \
         quality = $13, ready_at = coalesce(ready_at, $14), \
         dated_at = case when $16 < received_at then $16 else received_at end, \
         superseded_at = case when $15 then coalesce(superseded_at, $14) else superseded_at end where id = $1",
        [
            place.sbom.into(),
            document.format.clone().into(),
            document.spec_version.clone().into(),
            generator(document).into(),
            author(document).into(),
            document.created.clone().into(),
            document.serial.clone().into(),
            count(ready.used),
            count(prepared.edges()),
            count(prepared.problem_count),
            prepared.problems.clone().into(),
            prepared.quality.map(|quality| i64::from(quality.grade)).into(),
            quality.into(),
            ms(now),
            newer.into(),
            document.created.as_deref().and_then(told_time).map(|made| made.as_millisecond()).into(),
        ],
    )
    .run(&**tx)
    .await?;
    Ok(())
}

/// The time that a document tells, in UTC where it names no zone.
fn told_time(text: &str) -> Option<Timestamp> {
    let utc = || text.parse::<DateTime>().ok()?.to_zoned(TimeZone::UTC).ok();
    text.parse().ok().or_else(|| Some(utc()?.timestamp()))
}

fn generator(document: &Document) -> Option<String> {
    let tools: Vec<String> = document.tools.iter().map(tool).collect();
    (!tools.is_empty()).then(|| tools.join(", "))
}

fn tool(tool: &Tool) -> String {
    match &tool.version {
        Some(version) => format!("{} {version}", tool.name),
        None => tool.name.clone(),
    }
}

/// Who made the document; who supplies or makes what it is about is another question.
fn author(document: &Document) -> Option<String> {
    document.authors.iter().map(|party| &party.name).find(|name| !name.is_empty()).cloned()
}

#[cfg(test)]
mod tests {
    use mainstay_model::Party;

    use super::*;

    #[test]
    fn who_makes_the_product_is_not_the_author_of_its_document() {
        let maker = Some(Box::new(Party::organization("Maker")));
        let mut document = Document { supplier: maker.clone(), manufacturer: maker, ..Document::default() };
        assert_eq!(author(&document), None);
        document.authors = vec![Party::default(), Party::organization("Author")];
        assert_eq!(author(&document).as_deref(), Some("Author"));
    }
}
