//! Which license statements the SBOMs of a release make about its components: nobody else's word counts in a release.

use std::collections::{BTreeMap, HashMap, HashSet};

use mainstay_model::Component as Occurrence;
use uuid::Uuid;

use crate::graph::ComponentKey;
use crate::packed::{count, pack, put, put_signed, signed, unpack};
use crate::sql::{Columns, Row, Sql, chunks};
use crate::text::{fitted, start};
use crate::writer::Tx;
use crate::{Result, Store, StoreError, Wanted};

/// The first byte of every record; another layout takes another number.
const VERSION: u8 = 1;
/// No record is larger than this before compression.
const LARGEST: usize = 256 << 20;

/// License statements by key, with the components that they are about, sorted.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Licenses(BTreeMap<i64, Vec<i64>>);

/// The license statements that a document makes about a component, as they are kept.
pub(crate) fn statements(component: &Occurrence) -> impl Iterator<Item = String> {
    component.licenses.iter().filter_map(|claim| claim.statement()).map(fitted)
}

/// What a license statement is searched by.
pub(crate) fn searched(text: &str) -> String {
    start(&text.to_lowercase(), 256).to_owned()
}

impl Licenses {
    /// Notes a statement about components.
    pub(crate) fn add(&mut self, license: i64, components: impl IntoIterator<Item = i64>) {
        let known = self.0.entry(license).or_default();
        known.extend(components);
        known.sort_unstable();
        known.dedup();
    }

    /// Keeps them for an SBOM.
    pub(crate) async fn save(&self, tx: &Tx, sbom: i64) -> Result<()> {
        Sql::with(
            "insert into sbom_license (sbom_id, data) values ($1, $2) on conflict (sbom_id) do update set data = excluded.data",
            [sbom.into(), self.to_bytes()?.into()],
        )
        .run(&**tx)
        .await?;
        Ok(())
    }

    /// Whether one of these statements is made about a component.
    fn any_about(&self, licenses: &[i64], component: i64) -> bool {
        licenses.iter().filter_map(|key| self.0.get(key)).any(|of| of.binary_search(&component).is_ok())
    }

    /// The statements about some components: each license with one of them, by license.
    fn about(&self, components: &[i64]) -> Vec<(i64, i64)> {
        let asked: HashSet<i64> = components.iter().copied().collect();
        let mut pairs = Vec::new();
        for (license, of) in &self.0 {
            pairs.extend(of.iter().filter(|one| asked.contains(one)).map(|one| (*license, *one)));
        }
        pairs
    }

    fn to_bytes(&self) -> Result<Vec<u8>> {
        let mut out = vec![VERSION];
        put(&mut out, self.0.len() as u64);
        for (license, components) in &self.0 {
            put_signed(&mut out, *license);
            put(&mut out, components.len() as u64);
            let mut before = 0;
            for component in components {
                put_signed(&mut out, component - before);
                before = *component;
            }
        }
        pack(&out, 3)
    }

    fn from_bytes(record: &[u8]) -> Option<Self> {
        let bytes = unpack(record, LARGEST)?;
        let mut rest = bytes.strip_prefix(&[VERSION])?;
        let input = &mut rest;
        let mut all = BTreeMap::new();
        for _ in 0..count(input)? {
            let license = signed(input)?;
            let mut components = Vec::with_capacity(count(input)?);
            let mut component = 0_i64;
            for _ in 0..components.capacity() {
                component = component.checked_add(signed(input)?)?;
                components.push(component);
            }
            all.insert(license, components);
        }
        input.is_empty().then_some(Self(all))
    }
}

impl Store {
    /// Keeps those components about which the statements that are wanted are made.
    pub(crate) async fn licensed_in(
        &self,
        licenses: &Licenses,
        components: &mut Vec<i64>,
        wanted: &Wanted,
    ) -> Result<()> {
        let (any, none) = (self.license_keys(&wanted.any).await?, self.license_keys(&wanted.none).await?);
        let fits = |component: i64| {
            (wanted.any.is_empty() || licenses.any_about(&any, component))
                && !licenses.any_about(&none, component)
        };
        components.retain(|component| fits(*component));
        Ok(())
    }

    /// The keys of those statements that some document makes; one that none makes stands for those that differ from it by letter
    /// case alone, as names of licenses may.
    pub(crate) async fn license_keys(&self, texts: &[String]) -> Result<Vec<i64>> {
        if texts.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql = Sql::new("select id, identity from license_text where identity in ");
        sql.bind_list(texts.iter().map(|text| fitted(text).into()));
        let mut found = HashMap::new();
        for row in sql.all(self.reader()).await? {
            found.insert(row.get::<String>("identity")?, row.get("id")?);
        }
        let missing = texts.iter().filter(|text| !found.contains_key(&fitted(text)));
        let missing: HashSet<String> = missing.map(|text| text.to_lowercase()).collect();
        let mut keys: Vec<i64> = found.into_values().collect();
        if !missing.is_empty() {
            let mut sql = Sql::new("select id, text from license_text where search in ");
            sql.bind_list(missing.iter().map(|text| searched(text).into()));
            for row in sql.all(self.reader()).await? {
                if missing.contains(&row.get::<String>("text")?.to_lowercase()) {
                    keys.push(row.get("id")?);
                }
            }
        }
        Ok(keys)
    }

    /// What the current SBOMs of a release say about licenses, by component in the words of the documents, sorted.
    ///
    /// # Errors
    /// When there is no such release, or a record is damaged.
    pub async fn release_licenses(&self, release: Uuid) -> Result<HashMap<ComponentKey, Vec<String>>> {
        let (_, licenses) = self.usage_and_licenses(release).await?;
        let mut components: Vec<i64> = licenses.0.values().flatten().copied().collect();
        components.sort_unstable();
        components.dedup();
        let said = self.in_words(&licenses, &components).await?;
        Ok(said.into_iter().map(|(component, words)| (ComponentKey(component), words)).collect())
    }

    /// The statements about some components in words, sorted.
    pub(crate) async fn in_words(
        &self,
        licenses: &Licenses,
        components: &[i64],
    ) -> Result<HashMap<i64, Vec<String>>> {
        let said = licenses.about(components);
        let mut keys: Vec<i64> = said.iter().map(|(license, _)| *license).collect();
        keys.dedup();
        let mut texts: HashMap<i64, String> = HashMap::with_capacity(keys.len());
        for chunk in chunks(&keys) {
            let mut sql = Sql::new("select id, text from license_text where id in ");
            sql.bind_list(chunk.iter().map(|key| (*key).into()));
            for row in sql.all(self.reader()).await? {
                texts.insert(row.get("id")?, row.get("text")?);
            }
        }
        let mut words: HashMap<i64, Vec<String>> = HashMap::with_capacity(components.len());
        for (license, component) in said {
            words.entry(component).or_default().extend(texts.get(&license).cloned());
        }
        words.values_mut().for_each(|words| words.sort_unstable());
        Ok(words)
    }

    /// The statements of several SBOMs together: of rows with their `uid` and their record, `licenses`.
    pub(crate) async fn licenses_in(&self, sboms: &[Row]) -> Result<Licenses> {
        let damaged = || StoreError::Corrupt("a record of licenses does not decode".into());
        let mut all = Licenses::default();
        for row in sboms {
            let one = match row.get::<Option<Vec<u8>>>("licenses")? {
                Some(data) => Licenses::from_bytes(&data).ok_or_else(damaged)?,
                None => self.licenses_told(row.get("uid")?).await?,
            };
            one.0.into_iter().for_each(|(license, components)| all.add(license, components));
        }
        Ok(all)
    }

    /// What an SBOM that was read before there were such records says.
    async fn licenses_told(&self, sbom: Uuid) -> Result<Licenses> {
        let (graph, occurrences) = (self.graph(sbom).await?, self.occurrences(sbom).await?);
        let mut told: BTreeMap<String, Vec<i64>> = BTreeMap::new();
        for (node, occurrence) in (0..).zip(occurrences.iter().take(graph.len())) {
            let component = graph.component(node).0;
            statements(occurrence).for_each(|text| told.entry(text).or_default().push(component));
        }
        let mut all = Licenses::default();
        for (text, components) in told {
            let keys = self.license_keys(std::slice::from_ref(&text)).await?;
            keys.into_iter().for_each(|license| all.add(license, components.iter().copied()));
        }
        Ok(all)
    }
}
