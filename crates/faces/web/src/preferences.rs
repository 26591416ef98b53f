//! How a person likes the pages: theme, density, shortcuts. Kept in cookies, so that the server renders them and nothing flashes.

use axum::extract::Form;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use mainstay_markup::{Markup, html};
use serde::Deserialize;

use crate::security::Visitor;
use crate::{Config, Error, Seen, cookie};

/// A preference: its name, its values with their labels. The first value is the default and keeps no cookie's word in the page.
struct Preference {
    name: &'static str,
    label: &'static str,
    values: &'static [(&'static str, &'static str)],
}

const THEME: Preference = Preference {
    name: "theme",
    label: "Theme",
    values: &[("system", "As the system"), ("light", "Light"), ("dark", "Dark")],
};
const DENSITY: Preference = Preference {
    name: "density",
    label: "Density",
    values: &[("compact", "Compact"), ("comfortable", "Comfortable"), ("dense", "Dense")],
};
const SHORTCUTS: Preference =
    Preference { name: "shortcuts", label: "Keyboard shortcuts", values: &[("on", "On"), ("off", "Off")] };

/// What a person chose; `None` is the default.
#[derive(Clone, Debug, Default)]
pub(crate) struct Preferences {
    pub(crate) theme: Option<&'static str>,
    pub(crate) density: Option<&'static str>,
    pub(crate) shortcuts: Option<&'static str>,
}

impl Preferences {
    /// What the cookies say; words that are not ours count as the default.
    pub(crate) fn from_headers(headers: &HeaderMap, config: &Config) -> Self {
        let chosen = |preference: &Preference| {
            let value = cookie::read(headers, config, &cookie_name(preference.name))?;
            preference.values[1..].iter().find(|(known, _)| *known == value).map(|(known, _)| *known)
        };
        Self { theme: chosen(&THEME), density: chosen(&DENSITY), shortcuts: chosen(&SHORTCUTS) }
    }
}

/// The menu in the top bar. `here` is where to return to without JavaScript.
pub(crate) fn menu(chosen: &Preferences, here: &str) -> Markup {
    let set = [(&THEME, chosen.theme), (&DENSITY, chosen.density)];
    html! {
        form class="menu-list" action="/preferences" method="post" data-preferences {
            input type="hidden" name="back" value=(here);
            @for (preference, value) in set {
                p class="menu-title" { (preference.label) }
                @for (index, (word, label)) in preference.values.iter().enumerate() {
                    @let pressed = value.map_or(index == 0, |value| value == *word);
                    button type="submit" name=(preference.name) value=(word) aria-pressed=(pressed) { (label) }
                }
            }
        }
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct Choice {
    theme: Option<String>,
    density: Option<String>,
    shortcuts: Option<String>,
    back: Option<String>,
}

/// `POST /preferences`: keeps the choice and returns to the page.
pub(crate) async fn choose(
    _: Visitor,
    Seen(state): Seen,
    Form(choice): Form<Choice>,
) -> Result<Response, Error> {
    let mut headers = HeaderMap::new();
    for (preference, value) in
        [(&THEME, choice.theme), (&DENSITY, choice.density), (&SHORTCUTS, choice.shortcuts)]
    {
        let Some(value) = value else { continue };
        if !preference.values.iter().any(|(known, _)| *known == value) {
            return Err(Error::bad_request(format!("There is no {} `{value}`.", preference.name)));
        }
        let cookie = cookie::write(state.config(), &cookie_name(preference.name), &value, 365);
        headers.append(header::SET_COOKIE, HeaderValue::from_str(&cookie)?);
    }
    let back = choice.back.filter(|back| is_local(back)).unwrap_or_else(|| "/".to_owned());
    Ok((headers, Redirect::to(&back)).into_response())
}

/// Whether an address stays on this server: one slash at the start and nothing that a browser reads as a host.
pub(crate) fn is_local(address: &str) -> bool {
    address.starts_with('/')
        && !address.starts_with("//")
        && !address.contains('\\')
        && !address.contains(|character: char| character.is_control())
}

fn cookie_name(preference: &str) -> String {
    format!("mainstay-{preference}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_this_server_are_returned_to() {
        for address in ["/", "/products?sort=-name", "/components/pkg:npm/a@1"] {
            assert!(is_local(address), "{address}");
        }
        for address in
            ["//example.org", "https://example.org", "/\\example.org", "", "products", "/\t/example.org"]
        {
            assert!(!is_local(address), "{address}");
        }
    }
}
