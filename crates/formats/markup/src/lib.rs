//! HTML parts for pages, mails and reports: plain functions and small structs that become [`maud::Markup`].
//!
//! Knows the design language (classes of the style sheet, glyphs, the form of numbers, times and purls) and what makes a part
//! accessible. Does not know HTTP, addresses of this program, the store or the clock: links, `now` and values come in. No part
//! writes an inline style or script, so that pages work under a strict content security policy.
//!
//! ```
//! use mainstay_markup::{Tone, chip};
//!
//! let html = chip(Tone::Critical, "Critical").into_string();
//! assert!(html.contains("Critical") && html.contains("aria-hidden"));
//! ```

mod badge;
mod cell;
mod chart;
mod chip;
mod code;
mod filter;
mod form;
mod given;
mod icon;
mod nav;
mod notice;
mod pager;
mod progress;
mod purl;
mod section;
mod table;
mod text;
mod time;
mod timeline;
mod tree;

pub use badge::Badge;
pub use cell::Cell;
pub use chart::{Chart, Figure, Series, Shape};
pub use chip::{Tone, chip, tag};
pub use code::{code, copy_button, copyable, digest};
pub use filter::{Facet, FacetValue, FilterBar, FilterChip};
pub use form::{Control, Field, FieldError, error_summary, submit};
pub use given::{given, given_words, visible};
pub use icon::{Icon, icon};
pub use nav::{Crumb, Tab, breadcrumb, tabs};
pub use notice::{empty, flash, notice};
pub use pager::{Pager, Total};
pub use progress::{Progress, State};
pub use purl::purl;
pub use section::{PageHead, Stat, facts, section, stats};
pub use table::{Column, Direction, Selection, SortLink, Table};
pub use text::{bytes, count, count_up_to, decimal, percent, plural};
pub use time::{day, day_or_time, moment, time};
pub use timeline::{Event, timeline};
pub use tree::{Children, Node, branch, tree};

pub use maud::{Markup, PreEscaped, html};
