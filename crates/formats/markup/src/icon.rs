//! The icons: 16 by 16, drawn in the color of the text.

use maud::{Markup, html};

/// An icon. It is decoration: the word stands beside it, or the control has a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Icon {
    /// A house: home.
    Home,
    /// A box: products.
    Product,
    /// Four squares: components.
    Component,
    /// A sheet with lines: SBOMs and documents.
    Document,
    /// A lorry: suppliers.
    Supplier,
    /// A clock: background work.
    Work,
    /// A magnifier.
    Search,
    /// Half a disc: theme and density.
    Contrast,
    /// Three lines: the menu on small screens.
    Menu,
    /// Two sheets: copy.
    Copy,
    /// A cross: remove.
    Remove,
    /// An arrow into a tray: download.
    Download,
    /// A chain link: permalink.
    Link,
    /// Brackets: API.
    Api,
    /// A plus: add.
    Add,
}

/// The icon as inline SVG, hidden from assistive technology.
pub fn icon(icon: Icon) -> Markup {
    html! {
        svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false" {
            path d=(path(icon)) {}
        }
    }
}

const fn path(icon: Icon) -> &'static str {
    match icon {
        Icon::Home => "M2 7.5 8 2.5l6 5M3.5 6.5v7h9v-7M6.5 13.5v-4h3v4",
        Icon::Product => "M2.5 4.75 8 2l5.5 2.75v6.5L8 14l-5.5-2.75zM2.5 4.75 8 7.5l5.5-2.75M8 7.5V14",
        Icon::Component => "M2.5 2.5h4.5v4.5H2.5zM9 2.5h4.5v4.5H9zM2.5 9h4.5v4.5H2.5zM9 9h4.5v4.5H9z",
        Icon::Document => "M3.5 1.5h6l3 3v10h-9zM9.5 1.5v3h3M5.5 7.5h5M5.5 10h5M5.5 12.5h3",
        Icon::Supplier => {
            "M1.5 3.5h8v8h-8zM9.5 6h2.75l2.25 2.5v3h-5M4.5 13.5a1.25 1.25 0 1 0 0-2.5 1.25 1.25 0 0 0 0 2.5zM11.5 13.5a1.25 1.25 0 1 0 0-2.5 1.25 1.25 0 0 0 0 2.5z"
        }
        Icon::Work => "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 4.5V8l2.5 1.5",
        Icon::Search => "M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.75 10.75 14 14",
        Icon::Contrast => "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 2v12M8 4.5h3.5M8 8h6M8 11.5h3.5",
        Icon::Menu => "M2 4h12M2 8h12M2 12h12",
        Icon::Copy => "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
        Icon::Remove => "M4 4l8 8M12 4l-8 8",
        Icon::Download => "M8 2v8M4.5 7 8 10.5 11.5 7M2.5 13.5h11",
        Icon::Link => "M6.5 9.5l3-3M7 5l2-2a2.8 2.8 0 0 1 4 4l-2 2M9 11l-2 2a2.8 2.8 0 0 1-4-4l2-2",
        Icon::Api => {
            "M5.5 2.5c-2 0-2 1-2 2.75S3.5 8 1.75 8c1.75 0 1.75 1 1.75 2.75s0 2.75 2 2.75M10.5 2.5c2 0 2 1 2 2.75S12.5 8 14.25 8c-1.75 0-1.75 1-1.75 2.75s0 2.75-2 2.75"
        }
        Icon::Add => "M8 3v10M3 8h10",
    }
}
