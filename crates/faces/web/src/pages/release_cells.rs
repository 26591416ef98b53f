//! What is told of a release, as rows and facts of pages show it.

use jiff::Timestamp;
use mainstay_markup::{Cell, Column, Markup, day_or_time, html};
use mainstay_store::Release;

/// When it was released.
pub(crate) const RELEASED: Column<Release> =
    Column::new("released", "Released", |row: &Release| row.released_at.map_or(Cell::None, Cell::Time))
        .shown(released);

/// Until when it is supported.
pub(crate) const SUPPORTED: Column<Release> =
    Column::new("supported_until", "Supported until", |row: &Release| {
        row.support_until.map_or(Cell::None, Cell::Time)
    })
    .shown(supported);

/// When a release was released. A day that is still to come says so: such a release stands before all that are out.
pub(crate) fn released(release: &Release, now: Timestamp) -> Markup {
    html! {
        (told(release.released_at, now))
        @if is_ahead(release, now) { " " span class="meta" { "still to come" } }
    }
}

/// Until when a release is supported.
pub(crate) fn supported(release: &Release, now: Timestamp) -> Markup {
    told(release.support_until, now)
}

/// Whether a release is dated in the future.
pub(crate) fn is_ahead(release: &Release, now: Timestamp) -> bool {
    release.released_at.is_some_and(|at| at > now)
}

fn told(at: Option<Timestamp>, now: Timestamp) -> Markup {
    at.map_or_else(|| Cell::None.html(now), |at| day_or_time(now, at))
}
