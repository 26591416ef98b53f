//! What is wrong with a license expression (SPDX 2.3, annex D).

use std::collections::HashSet;

use spdx::identifiers::{EXCEPTIONS, LICENSES};
use spdx::lexer::{Lexer, Token};
use spdx::{Expression, ParseMode};

/// What is wrong with a license expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It is no expression; with the reason.
    Syntax(String),
    /// It names a license or an exception that is neither on SPDX's list nor a `LicenseRef-`.
    Unknown(String),
}

impl Fault {
    /// The code of a problem.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Syntax(_) => "license-expression",
            Self::Unknown(_) => "unknown-license-id",
        }
    }

    /// What to tell of an expression with this fault.
    pub(crate) fn message(&self, expression: &str) -> String {
        let expression = excerpt(expression);
        match self {
            Self::Syntax(reason) => format!("`{expression}` is no license expression: {reason}"),
            Self::Unknown(name) => format!(
                "`{}` in the license `{expression}` is not on SPDX's list; a license of your own is a `LicenseRef-` with its text",
                excerpt(name)
            ),
        }
    }
}

/// Operators and ids of any case, deprecated ones too; unknown ids are told apart.
const MODE: ParseMode = ParseMode {
    allow_slash_as_or_operator: false,
    allow_imprecise_license_names: false,
    allow_postfix_plus_on_gpl: true,
    allow_deprecated: true,
    allow_unknown: true,
};

/// What is wrong with an expression; `NONE` and `NOASSERTION` alone are right.
pub(crate) fn fault(expression: &str) -> Option<Fault> {
    if matches!(expression, "NONE" | "NOASSERTION") {
        return None;
    }
    match Expression::parse_mode(expression, MODE) {
        // The grammar lets a plus follow any id; that some ids do not need it is no fault of form.
        Err(error) if is_plus(&error.reason) => None,
        Err(error) => Some(Fault::Syntax(error.reason.to_string())),
        Ok(_) => unknown(expression).map(|name| Fault::Unknown(name.to_owned())),
    }
}

fn is_plus(reason: &spdx::error::Reason) -> bool {
    matches!(reason, spdx::error::Reason::GnuNoPlus | spdx::error::Reason::GnuPlusWithSuffix)
}

/// The first id that is on no list, in any case: ids match whatever their case.
fn unknown(expression: &str) -> Option<&str> {
    Lexer::new_mode(expression, MODE).flatten().find_map(|found| match found.token {
        Token::Unknown(name) if !is_listed(name) => Some(name),
        Token::Spdx(id) if id.name == "NOASSERTION" => Some("NOASSERTION"),
        _ => None,
    })
}

fn is_listed(name: &str) -> bool {
    let same = |id: &str| id.eq_ignore_ascii_case(name);
    LICENSES.iter().any(|license| same(license.name))
        || EXCEPTIONS.iter().any(|exception| same(exception.name))
}

/// Whether the document's own list of licenses is newer than the one that is known here: then an id may be new.
pub(crate) fn is_newer(list: &str) -> bool {
    let number = |text: &str| {
        let mut parts = text.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
        (parts.next().unwrap_or(0), parts.next().unwrap_or(0))
    };
    number(list) > number(spdx::license_version())
}

/// Expressions that were looked at: documents repeat a few of them very often.
#[derive(Default)]
pub(crate) struct Seen<'e>(HashSet<&'e str>);

impl<'e> Seen<'e> {
    /// What is wrong with an expression; nothing where it was found right before.
    pub(crate) fn fault(&mut self, expression: &'e str) -> Option<Fault> {
        if self.0.contains(expression) {
            return None;
        }
        let fault = fault(expression);
        if fault.is_none() {
            self.0.insert(expression);
        }
        fault
    }
}

fn excerpt(text: &str) -> String {
    match text.char_indices().nth(120) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_grammar_allows_has_no_fault() {
        for right in [
            "MIT",
            "mit OR apache-2.0",
            "(MIT OR Apache-2.0) AND BSD-3-Clause",
            "GPL-2.0",
            "GPL-2.0+",
            "GPL-2.0-or-later+",
            "Apache-2.0+",
            "GPL-2.0-only WITH Classpath-exception-2.0",
            "LicenseRef-acme AND DocumentRef-x:LicenseRef-y",
            "NONE",
            "NOASSERTION",
        ] {
            assert_eq!(fault(right), None, "{right}");
        }
    }

    #[test]
    fn what_does_not_parse_is_told_apart_from_what_is_on_no_list() {
        for broken in
            ["MIT OR", "OR MIT", "(MIT", "MIT)", "MIT Apache-2.0", "Apache License 2.0", "MIT/X11", ""]
        {
            assert!(matches!(fault(broken), Some(Fault::Syntax(_))), "{broken}");
        }
        for (text, name) in [
            ("Foo-9.9 OR MIT", "Foo-9.9"),
            ("Commercial", "Commercial"),
            ("MIT AND NOASSERTION", "NOASSERTION"),
        ] {
            assert_eq!(fault(text), Some(Fault::Unknown(name.to_owned())));
        }
    }

    #[test]
    fn a_list_of_a_later_version_may_know_more() {
        assert!(is_newer("99.1"));
        assert!(!is_newer("3.9") && !is_newer("") && !is_newer("x"));
    }
}
