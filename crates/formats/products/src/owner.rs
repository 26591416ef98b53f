//! Who answers for a product, in the words of a list.
//!
//! Lists hold more than names: words for nobody, several people in one cell, two columns for one person. A product has one owner; what does
//! not name one person is told and left out.

use mainstay_model::Problem;

/// The owner that a row names, and their mail address; what is no person is told and left out.
pub(crate) fn read(line: u64, cell: &str, mail_cell: &str, problems: &mut Vec<Problem>) -> (String, String) {
    let mut tell = |message: String| problems.push(Problem::warning("catalog-owner", message).at_line(line));
    // Nothing in a formula parts two people, least of all a `|`.
    let mut formula = |text: &str| {
        let is_formula = is_formula(text);
        if is_formula {
            tell(format!("`{text}` looks like a formula, names no person and is left out"));
        }
        is_formula
    };
    let cell = if formula(cell) { "" } else { cell };
    let mail_cell = if formula(mail_cell) { "" } else { mail_cell };
    let people_of_cell: Vec<&str> = people_of(cell).into_iter().filter(|text| !formula(text)).collect();
    let mut people: Vec<(String, String)> = Vec::new();
    for text in people_of_cell {
        let (name, mail) = name_and_mail(text);
        if (name.is_empty() || is_nobody(name)) && mail.is_empty() {
            tell(format!("`{text}` names no person and is left out"));
        } else {
            people.push((if is_nobody(name) { "" } else { name }.to_owned(), mail.to_owned()));
        }
    }
    let mut mails = Vec::new();
    for text in mail_cell.split([';', '|', ',', '\n']).map(str::trim).filter(|text| !text.is_empty()) {
        let (name, mail) = name_and_mail(text);
        if !is_mail(mail) {
            tell(format!("`{text}` is no mail address and is left out"));
        } else {
            mails.push((name.to_owned(), mail.to_owned()));
        }
    }
    match (people.len(), mails.len()) {
        (0, _) => people = mails,
        (_, 0) => {}
        (several, many) if several == many || several == 1 => {
            for (person, (_, mail)) in people.iter_mut().zip(&mails) {
                if person.1.is_empty() {
                    mail.clone_into(&mut person.1);
                } else if person.1.to_lowercase() != mail.to_lowercase() {
                    let (name, own) = &*person;
                    tell(format!("`{name}` has two mail addresses: `{own}` is taken, `{mail}` is left out"));
                }
            }
            if many > several {
                tell(format!("of the mail addresses only `{}` is taken", people[0].1));
            }
        }
        _ => tell(format!("it is not said whose mail address `{mail_cell}` is; it is left out")),
    }
    if let [first, others @ ..] = people.as_slice()
        && !others.is_empty()
    {
        let shown =
            |(name, mail): &(String, String)| if name.is_empty() { mail.clone() } else { name.clone() };
        let others: Vec<String> = others.iter().map(shown).collect();
        let (first, others) = (shown(first), others.join("`, `"));
        tell(format!("a product has one owner: `{first}` is taken, `{others}` is left out"));
    }
    people.into_iter().next().unwrap_or_default()
}

/// Whether a text is one mail address: something on both sides of one `@`, and nothing that stands between several or calls a function.
pub fn is_mail(text: &str) -> bool {
    let odd = |c: char| c.is_whitespace() || c.is_control() || "()<>[]\\,;:|!\"".contains(c);
    let sides = text.split_once('@');
    sides.is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains('@'))
        && !text.starts_with('\'')
        && !text.contains(odd)
}

/// Whether a list that names this person is read as naming just them.
pub fn is_one_person(name: &str, mail: &str) -> bool {
    let mut problems = Vec::new();
    let (known, address) = read(0, name, mail, &mut problems);
    problems.is_empty() && (known == name || known.is_empty() && name == address) && address == mail
}

/// Whether a spreadsheet would run a text, or had to be kept from it by an apostrophe. Names begin with letters, `@` with a handle.
fn is_formula(text: &str) -> bool {
    let text = text.trim().trim_start_matches('\'');
    let starts_one = text.starts_with(['=', '+']) && text.len() > 1;
    !is_mail(text) && (starts_one || text.starts_with(['-', '@']) && text.contains(['(', '|', '!']))
}

/// Whether a text stands for nobody: `n/a`, `-`, `unknown`, `tbd` and what else people write where no name is known.
pub fn is_nobody(text: &str) -> bool {
    let plain: String = text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    // `Na` and `Ka` are names; `N/A` and `k. A.` are none.
    let is_abbreviation =
        text.chars().any(|c| !c.is_alphanumeric() && !c.is_whitespace()) || text == text.to_uppercase();
    NOBODY.contains(&plain.as_str()) || is_abbreviation && ABBREVIATIONS.contains(&plain.as_str())
}

/// Letters and digits of words for nobody, as lists in English, German, French and Spanish have them.
const NOBODY: &[&str] = &[
    "",
    "aucun",
    "desconocido",
    "empty",
    "inconnu",
    "kein",
    "keine",
    "keiner",
    "keinverantwortlicher",
    "leer",
    "missing",
    "nichtbekannt",
    "nichtzugewiesen",
    "niemand",
    "nil",
    "ninguno",
    "nobody",
    "none",
    "noone",
    "noowner",
    "notapplicable",
    "notassigned",
    "notavailable",
    "notdefined",
    "notknown",
    "notset",
    "null",
    "offen",
    "tba",
    "tbc",
    "tbd",
    "tobeassigned",
    "tobeconfirmed",
    "tobedefined",
    "tobedetermined",
    "todo",
    "unassigned",
    "unbekannt",
    "undefined",
    "unknown",
    "unowned",
    "unset",
    "unspecified",
    "vacant",
    "vakant",
    "x",
    "xx",
    "xxx",
];

/// The same for abbreviations, which without their dots could be names.
const ABBREVIATIONS: &[&str] = &["ka", "na", "nb", "nn", "nv"];

/// The people of a cell. Commas stand within names (`Lovelace, Ada`) unless each part has its own mail address.
fn people_of(cell: &str) -> Vec<&str> {
    let several = cell.matches('@').count() > 1;
    let parts = cell.split(|c| matches!(c, ';' | '|' | '\n') || c == ',' && several);
    parts.flat_map(|part| part.split(" / ")).map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// `Ada Lovelace <ada@example.org>`, or one of the two alone.
fn name_and_mail(text: &str) -> (&str, &str) {
    match text.split_once('<') {
        Some((name, mail)) if mail.contains('@') => (name.trim(), mail.trim_end_matches('>').trim()),
        None if text.contains('@') => ("", text),
        _ => (text, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The owner, their mail address, and how much was told.
    fn owner(cell: &str, mail: &str) -> (String, String, usize) {
        let mut problems = Vec::new();
        let (name, mail) = read(2, cell, mail, &mut problems);
        (name, mail, problems.len())
    }

    #[test]
    fn a_name_a_mail_address_or_both_name_one_person() {
        let told = |name: &str, mail: &str| (name.to_owned(), mail.to_owned(), 0);
        assert_eq!(owner("Ada <ada@example.org>", ""), told("Ada", "ada@example.org"));
        assert_eq!(owner("ada@example.org", ""), told("", "ada@example.org"));
        assert_eq!(owner("Lovelace, Ada", "ada@example.org"), told("Lovelace, Ada", "ada@example.org"));
        assert_eq!(owner("", "Ada <ada@example.org>"), told("Ada", "ada@example.org"));
        assert_eq!(owner("", ""), told("", ""));
        assert_eq!(owner("Ada <ada@example.org>", "ADA@example.org"), told("Ada", "ada@example.org"));
        let two = owner("Ada <ada@example.org>", "ada@example.net");
        assert_eq!(two, ("Ada".to_owned(), "ada@example.org".to_owned(), 1), "the other address is told");
    }

    #[test]
    fn words_for_nobody_are_told_and_no_person() {
        for word in [
            "n/a",
            "N/A",
            "NA",
            "#N/A",
            "-",
            "--",
            "?",
            "unknown",
            "None",
            "TBD",
            "unbekannt",
            "k. A.",
            "(none)",
        ] {
            assert_eq!(owner(word, ""), (String::new(), String::new(), 1), "{word}");
        }
        for name in ["Na", "Ka Ho", "Noneman", "Xu", "X \u{c6} A-12", "\u{738b}"] {
            assert_eq!(owner(name, ""), (name.to_owned(), String::new(), 0), "{name}");
        }
        assert_eq!(owner("Ada", "n/a"), ("Ada".to_owned(), String::new(), 1));
        assert_eq!(owner("n/a", "ada@example.org"), (String::new(), "ada@example.org".to_owned(), 1));
    }

    #[test]
    fn a_formula_is_nobody_and_is_not_taken_apart() {
        for cell in [
            "=cmd|' /C calc'!A0",
            "'=cmd|' /C calc'!A0",
            "+cmd|' /C calc'!A0",
            "-2+3+cmd|' /C calc'!A0",
            "@SUM(A1:A9)",
        ] {
            assert_eq!(owner(cell, ""), (String::new(), String::new(), 1), "{cell}");
        }
        let hidden = r#"=HYPERLINK("mailto:ada@example.org")"#;
        assert_eq!(owner("", hidden), (String::new(), String::new(), 1));
        assert_eq!(owner(hidden, "ada@example.org"), (String::new(), "ada@example.org".to_owned(), 1));
        assert_eq!(owner("Ada; =1+1", ""), ("Ada".to_owned(), String::new(), 1));
    }

    #[test]
    fn a_mail_address_is_one_and_a_person_is_one() {
        for mail in ["ada@example.org", "=a@b", "-x+y@z", "o'neil@example.org", "\u{e4}@\u{fc}.de"] {
            assert!(is_mail(mail), "{mail}");
            assert!(is_one_person("Ada", mail) && is_one_person(mail, mail), "{mail}");
        }
        for text in
            ["", "notamail", "@b", "a@", "a@b@c", "a b@c", "a@b;c@d", "Ada <a@b>", "'a@b", "=X(\"a@b\")"]
        {
            assert!(!is_mail(text), "{text}");
        }
        for name in ["Ada", "Lovelace, Ada", "Team A/B", "-Team", "\u{738b}"] {
            assert!(is_one_person(name, "") && is_one_person(name, "a@b"), "{name}");
        }
        for name in ["Ada; Bob", "Ada\nBob", "Ada|Bob", "Ada / Bob", "Ada <a@b>", "=Ada", "n/a", "Ada @ Home"]
        {
            assert!(!is_one_person(name, "a@b"), "{name}");
        }
    }

    #[test]
    fn of_several_people_the_first_is_taken_and_the_others_are_told() {
        let (name, mail, told) = owner("Ada Lovelace; Bob", "");
        assert_eq!((name.as_str(), mail.as_str(), told), ("Ada Lovelace", "", 1));
        let (name, mail, told) = owner("Ada <a@example.org>, Bob <b@example.org>", "");
        assert_eq!((name.as_str(), mail.as_str(), told), ("Ada", "a@example.org", 1));
        let (name, mail, told) = owner("", "a@example.org, b@example.org");
        assert_eq!((name.as_str(), mail.as_str(), told), ("", "a@example.org", 1));
        assert_eq!(owner("Ada; n/a", ""), ("Ada".to_owned(), String::new(), 1));
        let (_, mail, told) = owner("Ada; Bob", "a@example.org; b@example.org");
        assert_eq!((mail.as_str(), told), ("a@example.org", 1));
        let (_, mail, told) = owner("Ada; Bob", "team@example.org");
        assert_eq!((mail.as_str(), told), ("", 2), "nobody said whose it is");
    }
}
