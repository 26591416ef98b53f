//! Upstream: the projects behind packages; a link has a source and a confidence, and several may disagree.

use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;

use crate::people::key;
use crate::sql::{Columns, Sql, ms};
use crate::text::fitted;
use crate::{Result, Store};

/// A link from a package to the project behind it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UpstreamLink {
    /// The project's public id.
    pub upstream: Uuid,
    /// The project's address.
    pub url: String,
    /// Who says so: `document`, `deps.dev`, `person`, ...
    pub source: String,
    /// How sure, 0 to 100.
    pub confidence: u8,
}

impl Store {
    /// Says that a package comes from an upstream project, by whom and how sure. Saying it again changes the confidence.
    ///
    /// # Errors
    /// When there is no such package.
    pub async fn link_upstream(&self, package: Uuid, url: &str, source: &str, confidence: u8) -> Result<()> {
        let tx = self.begin().await?;
        tx.permit_organization("the projects behind packages")?;
        let package = key(&*tx, "package", "package", package).await?;
        let now = ms(Timestamp::now());
        Sql::with(
            "insert into upstream (uid, url, name, created_at) values ($1, $2, $2, $3) on conflict (url) do nothing",
            [Uuid::now_v7().into(), fitted(url).into(), now.clone()],
        )
        .run(&*tx)
        .await?;
        Sql::with(
            "insert into package_upstream (package_id, upstream_id, source, confidence, created_at) \
             select $1, id, $3, $4, $5 from upstream where url = $2 \
             on conflict (package_id, upstream_id, source) do update set confidence = excluded.confidence",
            [package.into(), fitted(url).into(), source.into(), i64::from(confidence.min(100)).into(), now],
        )
        .run(&*tx)
        .await?;
        tx.commit().await
    }

    /// The projects that a package may come from, the surest link first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn upstreams(&self, package: Uuid) -> Result<Vec<UpstreamLink>> {
        let rows = Sql::with(
            "select u.uid, u.url, l.source, l.confidence from package p join package_upstream l on l.package_id = p.id \
             join upstream u on u.id = l.upstream_id where p.uid = $1 order by l.confidence desc, u.url",
            [package.into()],
        )
        .all(self.reader())
        .await?;
        rows.iter()
            .map(|row| {
                Ok(UpstreamLink {
                    upstream: row.get("uid")?,
                    url: row.get("url")?,
                    source: row.get("source")?,
                    confidence: u8::try_from(row.count("confidence")?).unwrap_or(100),
                })
            })
            .collect()
    }
}
