//! The list of products.

use std::collections::HashMap;

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{Criticality, Distribution, Lifecycle, NewestRelease, Product, ProductFigures, product_words};
use crate::id::public_id;
use crate::names::few;
use crate::page::{self, Page, PageRequest, limit_value};
use crate::people::Person;
use crate::release::figures;
use crate::sql::{Columns, Row, Sql, push_texts};
use crate::unit_path::{UnitPath, unit_paths};
use crate::{Result, Store, Wanted};

/// Which products a list shows; an empty filter shows all that are not archived.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProductFilter {
    /// Words, each of them part of the name or the key, letter case aside.
    pub text: Option<String>,
    /// Tags; where there is none in this letter case, in any.
    pub tag: Wanted,
    /// Units, any of them, with all below; empty for none at all.
    pub units: Option<Vec<Uuid>>,
    /// Owners, each by name or by mail address, whose letter case does not count; where nobody is called so, by words of the name.
    pub owner: Wanted,
    /// The lifecycle.
    pub lifecycle: Wanted<Lifecycle>,
    /// The distribution.
    pub distribution: Wanted<Distribution>,
    /// The criticality.
    pub criticality: Wanted<Criticality>,
    /// Archived products.
    pub archived: Archived,
}

/// What a list does with archived products.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Archived {
    /// Leaves them out.
    #[default]
    Hide,
    /// Shows them among the others.
    Show,
    /// Shows nothing else.
    Only,
}

/// The order of a list of products.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProductOrder {
    /// By name, letter case aside.
    #[default]
    Name,
    /// Last added first.
    Newest,
}

impl Store {
    /// Products.
    ///
    /// # Errors
    /// When the cursor belongs to another list.
    pub async fn list_products(
        &self,
        filter: &ProductFilter,
        order: ProductOrder,
        request: &PageRequest,
    ) -> Result<Page<Product>> {
        few(filter.text.iter().flat_map(|text| text.split_whitespace()).count())?;
        let condition = condition(&self.spelled(filter).await?);
        let mut counting = Sql::new("from product p");
        counting.append(&condition);
        let total = page::count(self.reader(), &counting).await?;
        let mut sql = Sql::new(SELECT);
        sql.append(&condition);
        let tag = format!("products-{order:?}");
        match order {
            ProductOrder::Name => {
                if let Some((search, id)) = request.keys::<(String, i64)>(&tag)? {
                    sql.push(" and (p.search, p.id) > (").bind(search).push(", ").bind(id).push(")");
                }
                sql.push(" order by p.search, p.id");
            }
            ProductOrder::Newest => {
                if let Some((_, id)) = request.keys::<(String, i64)>(&tag)? {
                    sql.push(" and p.id < ").bind(id);
                }
                sql.push(" order by p.id desc");
            }
        }
        sql.push(" limit ").bind(limit_value(request.limit() + 1));
        let mut products = read(sql, self.reader()).await?;
        add_tags(self.reader(), &mut products).await?;
        let keyed =
            products.into_iter().map(|(id, product)| ((product.name.to_lowercase(), id), product)).collect();
        Page::of(keyed, request.limit(), &tag, total)
    }
}

impl Store {
    /// The filter with tags and owners in the spelling in which they are kept, where nothing is spelled as asked: letter case aside, and
    /// of an owner some words of the name will do.
    async fn spelled(&self, filter: &ProductFilter) -> Result<ProductFilter> {
        let mut filter = filter.clone();
        for texts in [&mut filter.tag.any, &mut filter.tag.none] {
            if !self.knows_all(texts, &["select distinct tag as text from product_tag where tag in "]).await?
            {
                let rows = Sql::new("select distinct tag from product_tag").all(self.reader()).await?;
                let tags = rows.iter().map(|row| row.get("tag")).collect::<Result<Vec<String>>>()?;
                respell(texts, &tags, |tag, asked| tag.to_lowercase() == asked.to_lowercase());
            }
        }
        for texts in [&mut filter.owner.any, &mut filter.owner.none] {
            if !self.knows_all(texts, &OWNERS).await? {
                let mut names = Vec::new();
                for row in Sql::new("select name, mail_key from person").all(self.reader()).await? {
                    names.push(row.get::<String>("name")?);
                    names.extend(row.get::<Option<String>>("mail_key")?);
                }
                respell(texts, &names, |name, asked| {
                    let name = name.to_lowercase();
                    let words = name.split_whitespace();
                    let asked = asked.to_lowercase();
                    !asked.trim().is_empty()
                        && asked.split_whitespace().all(|word| words.clone().any(|own| own == word))
                });
            }
        }
        Ok(filter)
    }

    /// Whether each of the texts is a `text` of one of the queries, which end where a list follows: that is asked first, since the
    /// lists of all tags and of all people are long.
    async fn knows_all(&self, texts: &mut Vec<String>, queries: &[&str]) -> Result<bool> {
        texts.sort_unstable();
        texts.dedup();
        if texts.is_empty() {
            return Ok(true);
        }
        let mut sql = Sql::default();
        for (place, query) in queries.iter().enumerate() {
            sql.push(if place == 0 { "" } else { " union " }).push(query);
            sql.bind_list(texts.iter().map(|text| text.clone().into()));
        }
        Ok(sql.all(self.reader()).await?.len() == texts.len())
    }
}

/// The names and mail addresses by which people are known.
const OWNERS: [&str; 2] = [
    "select name as text from person where name in ",
    "select mail_key as text from person where mail_key in ",
];

/// Puts what is meant in the place of texts that are not known as they stand.
fn respell(texts: &mut Vec<String>, known: &[String], means: impl Fn(&str, &str) -> bool) {
    let mut spelled = Vec::with_capacity(texts.len());
    for text in texts.drain(..) {
        let count = spelled.len();
        if !known.contains(&text) {
            spelled.extend(known.iter().filter(|one| means(one, &text)).cloned());
        }
        if spelled.len() == count {
            spelled.push(text);
        }
    }
    spelled.sort_unstable();
    spelled.dedup();
    *texts = spelled;
}

/// A product with its unit, owner and figures; a `where` follows.
const SELECT: &str = "select p.id, p.uid, p.slug, p.name, p.description, p.criticality, p.distribution, \
     p.lifecycle, p.class, p.created_at, p.archived_at, p.unit_id, u.uid as unit_uid, o.uid as owner_uid, \
     o.name as owner_name, o.mail as owner_mail, pr.releases, pr.releases_with_sbom, pr.all_components, pr.newest_sbom_at as product_sbom_at, \
     r.uid as release_uid, r.version as release_version, rr.components, rr.direct, rr.transitive, rr.without_license, rr.without_purl, \
     rr.sboms, rr.newest_sbom_at, rr.worst_grade \
     from product p join product_rollup pr on pr.product_id = p.id left join org_unit u on u.id = p.unit_id \
     left join person o on o.id = p.owner_id left join release r on r.id = pr.newest_release_id \
     left join release_rollup rr on rr.release_id = r.id";

/// The products with these slugs or public ids, by what was asked for.
pub(super) async fn by_keys(
    at: &impl ConnectionTrait,
    keys: &[impl AsRef<str>],
) -> Result<HashMap<String, Product>> {
    let (mut slugs, mut uids) = (Vec::new(), Vec::new());
    for key in keys.iter().map(AsRef::as_ref) {
        match public_id(key) {
            Some(uid) => uids.push((uid, key)),
            None => slugs.push(key),
        }
    }
    let mut products = Vec::with_capacity(keys.len());
    if !slugs.is_empty() {
        let mut sql = Sql::new(SELECT);
        sql.push(" where p.slug in (select value from ");
        push_texts(&mut sql, at.get_database_backend(), &slugs)?;
        sql.push(" k)");
        products.append(&mut read(sql, at).await?);
    }
    if !uids.is_empty() {
        let mut sql = Sql::new(SELECT);
        sql.push(" where p.uid in ").bind_list(uids.iter().map(|(uid, _)| (*uid).into()));
        products.append(&mut read(sql, at).await?);
    }
    add_tags(at, &mut products).await?;
    let mut found: HashMap<String, Product> = HashMap::with_capacity(keys.len());
    let by_uid: HashMap<Uuid, &Product> =
        products.iter().map(|(_, product)| (product.uid, product)).collect();
    for (uid, key) in uids {
        found.extend(by_uid.get(&uid).map(|product| (key.to_owned(), Product::clone(product))));
    }
    found.extend(products.into_iter().map(|(_, product)| (product.slug.clone(), product)));
    Ok(found)
}

/// The first ten products of each of these names that fit a condition, in the order of the names and by their slugs.
pub(super) async fn by_names(
    at: &impl ConnectionTrait,
    names: &[impl AsRef<str>],
    condition: &str,
) -> Result<Vec<Vec<(String, Uuid)>>> {
    let searched: Vec<String> = names.iter().map(|name| name.as_ref().to_lowercase()).collect();
    let mut sql = Sql::new(
        "select place, slug, uid from (select k.place, p.slug, p.uid, row_number() over (partition by k.place \
         order by p.slug) as nth from ",
    );
    push_texts(&mut sql, at.get_database_backend(), &searched)?;
    sql.push(&format!(" k join product p on p.search = k.value where {condition}) named where nth <= 10"));
    sql.push(" order by place, nth");
    let mut found = vec![Vec::new(); names.len()];
    for row in sql.all(at).await? {
        if let Some(named) = found.get_mut(usize::try_from(row.count("place")?).unwrap_or(usize::MAX)) {
            named.push((row.get("slug")?, row.get("uid")?));
        }
    }
    Ok(found)
}

/// Reads a product from a row of [`SELECT`], without its tags and its unit.
fn product(row: &Row) -> Result<Product> {
    let (criticality, distribution, lifecycle) = product_words(row)?;
    let newest = match row.get::<Option<Uuid>>("release_uid")? {
        Some(uid) => {
            Some(NewestRelease { uid, version: row.get("release_version")?, figures: figures(row)? })
        }
        None => None,
    };
    Ok(Product {
        uid: row.get("uid")?,
        slug: row.get("slug")?,
        name: row.get("name")?,
        description: row.get("description")?,
        unit: None,
        owner: owner(row)?,
        criticality,
        distribution,
        lifecycle,
        class: row.get("class")?,
        tags: Vec::new(),
        created_at: row.time("created_at")?,
        archived_at: row.opt_time("archived_at")?,
        figures: ProductFigures {
            releases: row.count("releases")?,
            releases_with_sbom: row.count("releases_with_sbom")?,
            all_components: row.count("all_components")?,
            newest_sbom_at: row.opt_time("product_sbom_at")?,
            newest,
        },
    })
}

/// The products of a query that begins with [`SELECT`], by their keys, without their tags.
async fn read(sql: Sql, at: &impl ConnectionTrait) -> Result<Vec<(i64, Product)>> {
    let rows = sql.all(at).await?;
    let mut products =
        rows.iter().map(|row| Ok((row.get("id")?, product(row)?))).collect::<Result<Vec<_>>>()?;
    add_units(at, &rows, &mut products).await?;
    Ok(products)
}

/// Adds the ways to the units of all products with one query.
async fn add_units(at: &impl ConnectionTrait, rows: &[Row], products: &mut [(i64, Product)]) -> Result<()> {
    let keys = rows.iter().map(|row| row.get("unit_id")).collect::<Result<Vec<Option<i64>>>>()?;
    let mut units: Vec<i64> = keys.iter().flatten().copied().collect();
    units.sort_unstable();
    units.dedup();
    let paths = unit_paths(at, &units).await?;
    for ((row, key), (_, product)) in rows.iter().zip(keys).zip(products) {
        let Some(names) = key.and_then(|key| paths.get(&key)) else { continue };
        product.unit = Some(UnitPath { uid: row.get("unit_uid")?, names: names.clone() });
    }
    Ok(())
}

/// Adds the tags of all products with one query.
async fn add_tags(at: &impl ConnectionTrait, products: &mut [(i64, Product)]) -> Result<()> {
    if products.is_empty() {
        return Ok(());
    }
    let mut sql = Sql::new("select product_id, tag from product_tag where product_id in ");
    sql.bind_list(products.iter().map(|(id, _)| (*id).into())).push(" order by product_id, tag");
    let mut tags: HashMap<i64, Vec<String>> = HashMap::new();
    for row in sql.all(at).await? {
        tags.entry(row.get("product_id")?).or_default().push(row.get("tag")?);
    }
    for (id, product) in products {
        product.tags = tags.remove(id).unwrap_or_default();
    }
    Ok(())
}

fn condition(filter: &ProductFilter) -> Sql {
    let mut sql = Sql::new(" where 1 = 1");
    match filter.archived {
        Archived::Hide => sql.push(" and p.archived_at is null"),
        Archived::Only => sql.push(" and p.archived_at is not null"),
        Archived::Show => &mut sql,
    };
    if let Some(text) = filter.text.as_deref().filter(|text| !text.is_empty()) {
        for word in text.split_whitespace() {
            let like = like(word);
            sql.push(" and (p.search like ").bind(like.clone()).push(" escape '\\' or p.slug like ");
            sql.bind(like).push(" escape '\\')");
        }
    }
    for (word, tags) in [("in", &filter.tag.any), ("not in", &filter.tag.none)] {
        if !tags.is_empty() {
            sql.push(&format!(" and p.id {word} (select product_id from product_tag where tag in "));
            sql.bind_list(tags.iter().map(|tag| tag.clone().into())).push(")");
        }
    }
    match filter.units.as_deref() {
        None => {}
        Some([]) => {
            sql.push(" and 1 = 0");
        }
        Some(units) => {
            sql.push(
                " and p.unit_id in (with recursive below (id) as (select id from org_unit where uid in ",
            );
            sql.bind_list(units.iter().map(|unit| (*unit).into()));
            sql.push(" union select u.id from org_unit u join below b on b.id = u.parent_id) select id from below)");
        }
    }
    for (word, owners) in [
        ("p.owner_id in", &filter.owner.any),
        ("p.owner_id is null or p.owner_id not in", &filter.owner.none),
    ] {
        if !owners.is_empty() {
            sql.push(&format!(" and ({word} (select id from person where name in "));
            sql.bind_list(owners.iter().map(|owner| owner.clone().into())).push(" or mail_key in ");
            sql.bind_list(owners.iter().map(|owner| owner.to_lowercase().into())).push("))");
        }
    }
    filter.lifecycle.narrow(&mut sql, "p.lifecycle");
    filter.distribution.narrow(&mut sql, "p.distribution");
    filter.criticality.narrow(&mut sql, "p.criticality");
    sql
}

/// A pattern that finds text anywhere, letter case aside.
pub(crate) fn like(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('%');
    for c in text.to_lowercase().chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

fn owner(row: &Row) -> Result<Option<Person>> {
    match row.get::<Option<Uuid>>("owner_uid")? {
        Some(uid) => Ok(Some(Person { uid, name: row.get("owner_name")?, mail: row.get("owner_mail")? })),
        None => Ok(None),
    }
}
