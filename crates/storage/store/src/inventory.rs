//! Saving what a document says: first its components, which all documents share, then in one transaction occurrences, the
//! graph, every index, the figures of release and product, and a note of how those that all documents share change.

mod claims;
mod identity;
mod keep;
mod known;
mod prepare;
mod rollup;
mod usage;

use mainstay_model::{Bom, NodeId, Problem};
use serde::Serialize;
use uuid::Uuid;

pub(crate) use identity::shown_purl;
use known::Key;
pub(crate) use known::Known;
use prepare::Prepared;
pub(crate) use rollup::newest_release;

use crate::graph::{Graph, NodeFlags};
use crate::release::order::is_numbered;
use crate::sbom::SbomSource;
use crate::sbom::grade::grading;
use crate::sql::{Columns, Row, Sql};
use crate::store::{aside, retried};
use crate::supplier::answers;
use crate::words::read;
use crate::work::enqueue;
use crate::writer::Tx;
use crate::{Claimed, Result, Store, StoreError};

/// What is saved for an SBOM: the document as it was read, and what office computed from it.
#[derive(Clone, Debug)]
pub struct InventoryRecord<'a> {
    /// What the document says.
    pub bom: &'a Bom,
    /// What was wrong with it.
    pub problems: &'a [Problem],
    /// Components that match the organization's patterns for its own; they never leave the machine.
    pub internal: &'a [NodeId],
    /// The quality, where it was graded.
    pub quality: Option<Quality>,
    /// The class of the product as it was asked for the quality.
    pub class: Option<&'a str>,
}

impl<'a> InventoryRecord<'a> {
    /// A record without problems, internal components and quality, for a product without a class.
    pub fn new(bom: &'a Bom) -> Self {
        Self { bom, problems: &[], internal: &[], quality: None, class: None }
    }
}

/// The quality of a document as office computed it.
#[derive(Clone, Debug, PartialEq)]
pub struct Quality {
    /// From 0 to 100.
    pub grade: u8,
    /// The points behind it, for the page of the SBOM.
    pub report: serde_json::Value,
}

/// What saving changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Saved {
    /// Distinct components in the document, as a release counts them: without what is the organization's own.
    pub components: u64,
    /// Components that the release uses now and did not use before.
    pub added: u64,
    /// Components that the release used before and no longer uses.
    pub removed: u64,
    /// Whether this SBOM is in use; `false` when a newer one of its slot was read before it.
    pub current: bool,
}

/// How the work ends that read a document, once what it says is saved.
pub struct Ending<'a> {
    /// The work.
    pub claimed: &'a Claimed,
    /// In how many steps it is done.
    pub steps: u64,
    /// Words what came of it.
    pub say: &'a (dyn Fn(&Saved) -> String + Send + Sync),
}

/// A document whose components have keys: all that is left is to write.
struct Ready<'a> {
    prepared: &'a Prepared<'a>,
    /// The keys of its identities.
    keys: &'a [Key],
    graph: &'a Graph,
    /// The graph as it is stored.
    bytes: &'a [u8],
    /// How many distinct components are used: not what the document is about, nor the organization's own parts of it.
    used: usize,
    /// The class that its quality was asked for.
    class: Option<&'a str>,
}

/// Where an SBOM stands, by internal keys.
#[derive(Clone, Debug)]
struct Place {
    sbom: i64,
    release: i64,
    product: i64,
    source: SbomSource,
    label: String,
    /// Whether the release has a version by numbers.
    numbered: bool,
    /// The class of the product.
    class: Option<String>,
}

/// A current SBOM of the release besides the one that is saved.
struct Neighbor {
    graph: Graph,
    source: SbomSource,
    /// Whether the SBOM that is saved takes its place.
    replaced: bool,
}

impl Store {
    /// Saves what was read from an SBOM and brings it into use: the SBOM becomes ready, an older one of the same release,
    /// source and label is superseded, requests to its supplier are answered, where-used, release and product follow, and the work
    /// that read it ends with a last line in its log that `say` words, all in one transaction: so canceled work has changed nothing,
    /// and work that has changed something is done. The figures of components and packages are right when this returns, or two
    /// seconds later while others are saving. Saving the same again changes nothing. Where the product has another class by now than
    /// the quality was asked for, the SBOM waits to be graded again.
    ///
    /// # Errors
    /// When there is no such SBOM; [`StoreError::Busy`] when others kept writing to the same rows; [`StoreError::Canceled`] when a
    /// person asked to cancel before, and [`StoreError::LeaseLost`] when another worker has the work: nothing is in use then.
    pub async fn finish_inventory(
        &self,
        sbom: Uuid,
        record: &InventoryRecord<'_>,
        ending: &Ending<'_>,
    ) -> Result<Saved> {
        let saving = self.unsettled().saving();
        let saved = self.save_prepared(sbom, record, ending).await;
        drop(saving);
        // What was noted is durable: should this fail, the next document brings figures up to date.
        self.settle_figures().await.inspect_err(|error| tracing::warn!(%error, "figures lag")).ok();
        saved
    }

    async fn save_prepared(
        &self,
        sbom: Uuid,
        record: &InventoryRecord<'_>,
        ending: &Ending<'_>,
    ) -> Result<Saved> {
        let prepared = aside(|| Prepared::new(record))?;
        let keys = {
            let _turn = self.turn(None).await?;
            identity::save(self, &prepared).await?
        };
        let (graph, used, bytes) = aside(|| {
            let graph = prepared.graph(&keys);
            let used = graph.usage().iter().filter(|(_, flags)| flags.is_used()).count();
            graph.to_bytes().map(|bytes| (graph, used, bytes))
        })?;
        let ready = Ready {
            prepared: &prepared,
            keys: &keys,
            graph: &graph,
            used,
            bytes: &bytes,
            class: record.class,
        };
        retried(|| self.try_save(sbom, &ready, ending)).await
    }

    async fn try_save(&self, sbom: Uuid, ready: &Ready<'_>, ending: &Ending<'_>) -> Result<Saved> {
        let _turn = self.turn(Some(sbom)).await?;
        let tx = self.begin().await?;
        let (place, newer) = place(&tx, sbom).await?;
        let neighbors = neighbors(&tx, &place).await?;
        let before = union(neighbors.iter().map(|one| (&one.graph, one.source)));
        let kept = neighbors.iter().filter(|one| !one.replaced || newer).map(|one| (&one.graph, one.source));
        let this = (!newer).then_some((ready.graph, place.source));
        let after = union(kept.chain(this));
        keep::records(&tx, &place, ready, newer).await?;
        answers(&tx, place.sbom).await?;
        let change = usage::Change::between(&before, &after);
        let differences = usage::apply(&tx, &place, ready, &change).await?;
        rollup::of_release(&tx, &place, &after, differences.product).await?;
        differences.figures.save(&tx).await?;
        if place.class.as_deref() != ready.class {
            enqueue(&*tx, &grading(sbom)?).await?;
        }
        let saved = Saved {
            components: ready.used as u64,
            added: change.added.len() as u64,
            removed: change.removed.len() as u64,
            current: !newer,
        };
        let Ending { claimed, steps, say } = ending;
        claimed.done_within(&tx, *steps, &say(&saved)).await?;
        tx.commit().await?;
        Ok(saved)
    }
}

/// Finds the SBOM, locks its product (counts per product are only right one writer at a time) and tells whether a newer
/// SBOM of its slot is in use already.
async fn place(tx: &Tx, uid: Uuid) -> Result<(Place, bool)> {
    let row = Sql::with(
        "select s.id, s.release_id, r.product_id, r.version, s.source, s.label from sbom s join release r on r.id = s.release_id where s.uid = $1",
        [uid.into()],
    )
    .one(&**tx)
    .await?
    .ok_or_else(|| StoreError::missing("SBOM", uid))?;
    let lock = format!("select class from product where id = $1{}", tx.for_update());
    let product: i64 = row.get("product_id")?;
    let locked = Sql::with(&lock, [product.into()]).one(&**tx).await?;
    let place = Place {
        sbom: row.get("id")?,
        release: row.get("release_id")?,
        product,
        source: read(&row, "source")?,
        label: row.get("label")?,
        numbered: is_numbered(&row.get::<String>("version")?),
        class: locked.map_or(Ok(None), |row| row.get("class"))?,
    };
    let newer = Sql::with(
        "select 1 as hit from sbom where release_id = $1 and source = $2 and label = $3 and id > $4 and state = 'ready' limit 1",
        [place.release.into(), place.source.into(), place.label.clone().into(), place.sbom.into()],
    );
    Ok((place, newer.one(&**tx).await?.is_some()))
}

/// The graphs of the release's current SBOMs; the one being saved is among them when it was saved before.
async fn neighbors(tx: &Tx, place: &Place) -> Result<Vec<Neighbor>> {
    let rows = Sql::with(
        "select s.source, cast(case when s.source = own.source and s.label = own.label then 1 else 0 end as bigint) as replaced, g.data \
         from sbom own join sbom s on s.release_id = own.release_id join sbom_graph g on g.sbom_id = s.id \
         where own.id = $1 and s.state = 'ready' and s.superseded_at is null",
        [place.sbom.into()],
    )
    .all(&**tx)
    .await?;
    rows.iter().map(neighbor).collect()
}

fn neighbor(row: &Row) -> Result<Neighbor> {
    let data: Vec<u8> = row.get("data")?;
    Ok(Neighbor {
        graph: Graph::from_bytes(&data)?,
        source: read(row, "source")?,
        replaced: row.count("replaced")? > 0,
    })
}

/// What several SBOMs say together of the components of a release, by component.
pub(crate) fn union<'a>(graphs: impl Iterator<Item = (&'a Graph, SbomSource)>) -> Vec<(i64, NodeFlags)> {
    let mut all: Vec<(i64, NodeFlags)> = Vec::new();
    for (graph, source) in graphs {
        all.extend(graph.usage().into_iter().map(|(component, flags)| (component, flags.said_by(source))));
    }
    all.sort_by_key(|(component, _)| *component);
    all.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 = kept.1.joined(next.1);
        }
        same
    });
    all
}
