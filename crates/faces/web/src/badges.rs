//! Badges of products, for the README of a project. A README is read without a session, so the address of a badge carries a token
//! that this program made for exactly this product and kind.

use axum::extract::{Path, Query, State as Extract};
use axum::http::{HeaderMap, HeaderName, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use mainstay_markup::{Badge, Tone, count, plural};
use mainstay_office::Settings;
use mainstay_store::Product;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::cached::unless_had;
use crate::hex::hex;
use crate::{Error, State, Visitor, address};

/// How long others may keep a badge, in seconds.
const KEPT: u32 = 300;

/// What a badge tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// How many components the newest release with an SBOM has.
    Components,
    /// How old the newest SBOM of that release is: a new SBOM of an older release says nothing of what is delivered now.
    Sbom,
    /// The grade of the worst SBOM of that release.
    Quality,
}

impl Kind {
    /// All kinds.
    pub(crate) const ALL: [Self; 3] = [Self::Components, Self::Sbom, Self::Quality];

    /// The word in the address and on the badge.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Components => "components",
            Self::Sbom => "sbom",
            Self::Quality => "quality",
        }
    }

    /// What it tells, as a heading.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Components => "Components",
            Self::Sbom => "SBOM",
            Self::Quality => "SBOM quality",
        }
    }

    const fn label(self) -> &'static str {
        match self {
            Self::Quality => "SBOM quality",
            Self::Sbom => "SBOM",
            Self::Components => "components",
        }
    }

    /// The address of the badge on this server, without a token.
    pub(crate) fn path(self, product: &Product) -> String {
        format!("/badges/{}/{}.svg", address::value(&product.slug), self.word())
    }

    /// The address for those who have no session.
    pub(crate) async fn sealed_path(self, state: &State, product: &Product) -> Result<String, Error> {
        let token = state.seal().await?.token(&self.sealed(&product.uid.to_string()));
        Ok(format!("{}?token={token}", self.path(product)))
    }

    /// What a token is made for. The id, not the key: another product that takes the key later has other badges.
    fn sealed(self, product: &str) -> [&str; 3] {
        ["badge", product, self.word()]
    }

    /// The value in words and what it means. What is not known is said to be unknown, never 0.
    fn value(self, product: &Product, settings: &Settings, now: Timestamp) -> (String, Tone) {
        let newest = product.figures.newest.as_ref().map(|newest| &newest.figures);
        let unknown = ("unknown".to_owned(), Tone::Unknown);
        match self {
            Self::Components => newest.map_or(unknown, |figures| (count(figures.components), Tone::Neutral)),
            Self::Sbom => age(newest.and_then(|figures| figures.newest_sbom_at), settings.stale_days, now),
            Self::Quality => newest.and_then(|figures| figures.worst_grade).map_or(unknown, |grade| {
                let tone = if grade < settings.poor_below { Tone::Medium } else { Tone::Ok };
                (format!("{grade} of 100"), tone)
            }),
        }
    }
}

/// How old the newest SBOM is, in full days. That there is none is known.
fn age(newest: Option<Timestamp>, stale_days: u32, now: Timestamp) -> (String, Tone) {
    let Some(at) = newest else { return ("none".to_owned(), Tone::High) };
    let days = u64::try_from(now.duration_since(at).as_hours() / 24).unwrap_or(0);
    let old = plural(days, "day", "days");
    if days < u64::from(stale_days) {
        (if days == 0 { "today".to_owned() } else { format!("fresh, {old}") }, Tone::Ok)
    } else {
        (format!("stale, {old}"), Tone::Medium)
    }
}

/// What stands behind `?`.
#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    token: Option<String>,
}

/// `GET /badges/{product}/{kind}.svg`: for who is let in, and for who has the token of this badge.
pub(crate) async fn badge(
    Extract(state): Extract<State>,
    Path((slug, file)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    visitor: Result<Visitor, Error>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let Some(token) = asked.token else {
        let seen = visitor?.looking(&state).await?;
        let (product, kind) = find(&seen, &slug, &file).await?;
        return picture(&state, &headers, &product, kind, "private");
    };
    let (product, kind) = match find(&state, &slug, &file).await {
        Ok((product, kind)) if state.seal().await?.fits(&token, &kind.sealed(&product.uid.to_string())) => {
            (product, kind)
        }
        Err(error) if error.status.is_server_error() => return Err(error),
        // The same for what is not there: who has no token learns nothing.
        _ => return Err(Error::unsealed()),
    };
    picture(&state, &headers, &product, kind, "public")
}

/// The badge, which others may keep for a while: all, or the browser of who asks.
fn picture(
    state: &State,
    headers: &HeaderMap,
    product: &Product,
    kind: Kind,
    shared: &str,
) -> Result<Response, Error> {
    let (value, tone) = kind.value(product, state.office().settings(), Timestamp::now());
    let title = format!("{} of {}: {value}", kind.title(), product.name);
    let svg = Badge { label: kind.label(), value: &value, tone, title: &title }.svg().into_string();
    let tag = format!("\"{}\"", hex(&Sha256::digest(&svg)));
    let both = [
        (header::CACHE_CONTROL, format!("{shared}, max-age={KEPT}")),
        // Pages of other sites show it: that is what it is for.
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin".to_owned()),
    ];
    let picture = [(header::CONTENT_TYPE, "image/svg+xml; charset=utf-8")];
    Ok(unless_had(headers, tag, both, || (picture, svg).into_response()))
}

async fn find(state: &State, slug: &str, file: &str) -> Result<(Product, Kind), Error> {
    let product = state.office().store().product(slug).await?;
    let word = file.strip_suffix(".svg").unwrap_or_default();
    let kind = Kind::ALL.into_iter().find(|kind| kind.word() == word).ok_or_else(|| {
        let known = Kind::ALL.map(|kind| format!("{}.svg", kind.word())).join(", ");
        Error::not_found(format!("There is no badge `{file}`; there are {known}."))
    })?;
    Ok((product, kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_sbom_is_fresh_until_it_is_as_old_as_the_bound() {
        let now: Timestamp = "2026-11-22T12:00:00Z".parse().unwrap();
        let cases = [
            (None, "none", Tone::High),
            (Some("2026-11-22T11:00:00Z"), "today", Tone::Ok),
            (Some("2026-11-23T11:00:00Z"), "today", Tone::Ok),
            (Some("2026-11-21T11:00:00Z"), "fresh, 1 day", Tone::Ok),
            (Some("2026-10-24T11:00:00Z"), "fresh, 29 days", Tone::Ok),
            (Some("2026-10-23T11:00:00Z"), "stale, 30 days", Tone::Medium),
        ];
        for (at, words, tone) in cases {
            assert_eq!(age(at.map(|at| at.parse().unwrap()), 30, now), (words.to_owned(), tone), "{at:?}");
        }
    }
}
