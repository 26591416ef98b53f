//! Search by purl, digest, name or license, in one box.

use sea_orm::Value;
use serde::Serialize;

use crate::component::Component;
use crate::package::{self, Package, PackageFilter, PackageOrder};
use crate::page::{COUNTED, PageRequest, Total, limit_value, unhex};
use crate::product::{ProductFilter, ProductOrder, like};
use crate::sql::{Columns, Sql};
use crate::{Archived, Product, Result, Store};

/// What a search found; each list is short, and empty when nothing fits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Found {
    /// Products by name or key.
    pub products: Vec<Product>,
    /// Packages in use by name.
    pub packages: Vec<Package>,
    /// Components by purl or by digest.
    pub components: Vec<Component>,
    /// License statements.
    pub licenses: Vec<LicenseUse>,
}

/// A license statement and how many components in use it was made about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LicenseUse {
    /// The statement, as documents make it.
    pub text: String,
    /// Components in use, as their list has them with this statement for its filter.
    pub components: Total,
}

/// Digits of a digest that a search takes for one.
const DIGITS: usize = 8;

impl Store {
    /// Finds what a text may mean: `pkg:` opens a purl; eight or more hexadecimal digits may be a digest; anything else is a
    /// name, a product or a license.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn search(&self, text: &str, limit: u32) -> Result<Found> {
        let text = text.trim();
        let mut found = Found::default();
        if text.is_empty() {
            return Ok(found);
        }
        if text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("pkg:")) {
            found.components = self.components_by_purl(text, limit).await?;
            return Ok(found);
        }
        if text.len() >= DIGITS && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            found.components = self.components_by_digest(text, limit).await?;
        }
        let filter =
            ProductFilter { text: Some(text.to_owned()), archived: Archived::Show, ..Default::default() };
        found.products =
            self.list_products(&filter, ProductOrder::Name, &PageRequest::first(limit)).await?.rows;
        found.packages = self.packages_by_name(text, limit).await?;
        found.licenses = self.licenses(Some(text), limit).await?;
        Ok(found)
    }

    /// License statements about components in use, with their number, the most frequent first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn licenses(&self, text: Option<&str>, limit: u32) -> Result<Vec<LicenseUse>> {
        // What is kept of a statement counts components of strangers that nobody uses any more, too.
        let used = "from component_license cl join component_rollup r on r.component_id = cl.component_id \
             where cl.license_id = l.id and r.used limit ";
        let mut sql = Sql::new(&format!("select l.text, (select count(*) from (select 1 {used}"));
        sql.bind(limit_value(COUNTED as usize + 1))
            .push(") as counted) as components from license_text l where ");
        if let Some(text) = text {
            sql.push("l.search like ").bind(like(text)).push(" escape '\\' and ");
        }
        sql.push(&format!("exists (select 1 {used}1) order by l.components desc, l.identity limit "));
        sql.bind(i64::from(limit));
        let rows = sql.all(self.reader()).await?;
        let mut licenses = rows
            .iter()
            .map(|row| Ok((row.count("components")?, row.get("text")?)))
            .collect::<Result<Vec<(u64, String)>>>()?;
        licenses.sort_by_key(|(components, _)| std::cmp::Reverse(*components));
        Ok(licenses
            .into_iter()
            .map(|(components, text)| LicenseUse { text, components: Total::capped(components) })
            .collect())
    }

    /// The purl types in use with the number of components, by name; the empty one has no purl.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn ecosystems(&self) -> Result<Vec<(String, u64)>> {
        let sql = "select kind, count(*) as components from component_rollup where used group by kind order by kind";
        let rows = Sql::new(sql).all(self.reader()).await?;
        rows.iter().map(|row| Ok((row.get("kind")?, row.count("components")?))).collect()
    }

    async fn components_by_purl(&self, text: &str, limit: u32) -> Result<Vec<Component>> {
        // What is typed may stop anywhere; a whole purl is brought into the form of the identities first.
        let start = text
            .parse::<mainstay_model::Purl>()
            .map_or_else(|_| text.to_owned(), |purl| purl.identity().to_string());
        let mut sql = Sql::new("select id from component where identity >= ");
        sql.bind(start.clone()).push(" and identity < ").bind(format!("{start}\u{10ffff}"));
        sql.push(" order by identity limit ").bind(i64::from(limit));
        self.described_by(sql).await
    }

    async fn components_by_digest(&self, digits: &str, limit: u32) -> Result<Vec<Component>> {
        let mut even = digits.to_ascii_lowercase();
        if !even.len().is_multiple_of(2) {
            even.pop();
        }
        let Some(mut low) = unhex(&even) else { return Ok(Vec::new()) };
        low.truncate(16);
        let mut high = low.clone();
        high.resize(17, 0xff);
        let values: [Value; 3] = [low.into(), high.into(), i64::from(limit).into()];
        let sql = "select distinct component_id as id from component_hash where digest >= $1 and digest < $2 order by 1 limit $3";
        self.described_by(Sql::with(sql, values)).await
    }

    async fn packages_by_name(&self, text: &str, limit: u32) -> Result<Vec<Package>> {
        // The most used first; one of exactly this name before all others.
        let filter = PackageFilter { words: vec![text.to_owned()], ..Default::default() };
        let page = PageRequest::first(limit);
        let mut found = self.list_packages(&filter, PackageOrder::Uses, &page).await?.rows;
        let mut sql = Sql::new(package::SELECT);
        sql.push(" where pr.used and pr.search = ").bind(text.to_lowercase());
        sql.push(" order by pr.search, pr.package_id limit ").bind(i64::from(limit));
        let mut exact: Vec<Package> =
            sql.all(self.reader()).await?.iter().map(package::package).collect::<Result<_>>()?;
        found.retain(|one| exact.iter().all(|other| other.uid != one.uid));
        exact.append(&mut found);
        exact.truncate(limit as usize);
        Ok(exact)
    }

    async fn described_by(&self, keys: Sql) -> Result<Vec<Component>> {
        let keys: Vec<i64> =
            keys.all(self.reader()).await?.iter().map(|row| row.get("id")).collect::<Result<_>>()?;
        Ok(self.described(&keys).await?.into_iter().map(|(_, component)| component).collect())
    }
}
