//! Two people who change one thing at a time. A form carries what it was filled with: of the fields that a person left alone, what stands
//! there by now stays; a field that both changed is told, and saved only when it is sent again.

use std::collections::BTreeMap;

use mainstay_markup::{FieldError, Markup, html};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::products::new::wrong;

/// The fields of a form by name.
type Fields = BTreeMap<String, String>;

/// So many times a form is merged anew when somebody else saves between reading and writing.
pub(crate) const TRIES: u32 = 20;

/// What a form is filled with, as it carries it.
pub(crate) fn filled(form: &impl Serialize) -> String {
    serde_json::to_string(&fields(form)).unwrap_or_default()
}

/// The field of a form that carries what it was filled with; none where there is nothing to change yet.
pub(crate) fn carried(filled: &str) -> Markup {
    html! { @if !filled.is_empty() { input type="hidden" name="filled" value=(filled); } }
}

/// A form as it is to be saved.
#[derive(Debug, PartialEq)]
pub(crate) struct Merged<F> {
    /// The fields: as they were sent where the person changed something, as they stand there elsewhere.
    pub(crate) form: F,
    /// The fields that somebody else changed too, to something else.
    pub(crate) conflicts: Vec<FieldError>,
}

/// What is to be saved of a form that was `sent`, carrying what it was `filled` with, where `now` stands there. A form that carries
/// nothing, as a program sends it, is saved as it is.
pub(crate) fn merged<F: Serialize + DeserializeOwned>(filled: &str, sent: F, now: &F) -> Merged<F> {
    let mut conflicts = Vec::new();
    let Ok(before) = serde_json::from_str::<Fields>(filled) else { return Merged { form: sent, conflicts } };
    let (mut merged, now) = (fields(&sent), fields(now));
    for (name, value) in &mut merged {
        let (before, now) = (text(&before, name), text(&now, name));
        // Browsers end the lines of a text with CR LF, whatever they were.
        let own = value.replace("\r\n", "\n");
        if own == before {
            *value = now;
        } else if now != before && now != own {
            conflicts.push(conflict(name, &now));
        }
    }
    let form = serde_json::to_value(&merged).and_then(serde_json::from_value);
    Merged { form: form.unwrap_or(sent), conflicts }
}

fn conflict(field: &str, now: &str) -> FieldError {
    let now = if now.is_empty() { "nothing".to_owned() } else { format!("“{now}”") };
    let told = format!(
        "Somebody else changed “{field}” since the form was opened: {now} stands there now. Save again to put yours in its place."
    );
    wrong(field, &told)
}

fn fields(form: &impl Serialize) -> Fields {
    serde_json::to_value(form).and_then(serde_json::from_value).unwrap_or_default()
}

fn text(fields: &Fields, name: &str) -> String {
    fields.get(name).map(|value| value.replace("\r\n", "\n")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
    #[serde(default)]
    struct Form {
        name: String,
        note: String,
        #[serde(skip_serializing)]
        filled: String,
    }

    fn form(name: &str, note: &str) -> Form {
        Form { name: name.to_owned(), note: note.to_owned(), filled: String::new() }
    }

    #[test]
    fn what_a_person_left_alone_stays_as_somebody_else_made_it() {
        let filled = filled(&form("a", "one\ntwo"));
        let cases = [
            // What was sent, what stands there by now, what is saved.
            (form("b", "one\r\ntwo"), form("a", "one\ntwo"), form("b", "one\ntwo")),
            (form("b", "one\r\ntwo"), form("a", "new"), form("b", "new")),
            (form("b", "new"), form("b", "one\ntwo"), form("b", "new")),
        ];
        for (sent, now, saved) in cases {
            assert_eq!(merged(&filled, sent, &now), Merged { form: saved, conflicts: Vec::new() });
        }
    }

    #[test]
    fn what_two_people_changed_is_told_and_saved_when_it_is_sent_again() {
        let (opened, now) = (form("a", "one"), form("", "other"));
        let Merged { form: again, conflicts } = merged(&filled(&opened), form("b", "one"), &now);
        assert_eq!((conflicts.len(), conflicts[0].field.as_str()), (1, "name"));
        assert!(conflicts[0].message.contains("nothing stands there now"), "{}", conflicts[0].message);
        assert_eq!(again, form("b", "other"), "one's own value beside what others did elsewhere");
        assert_eq!(
            merged(&filled(&now), again, &now),
            Merged { form: form("b", "other"), conflicts: Vec::new() }
        );
    }

    #[test]
    fn a_form_that_carries_nothing_is_saved_as_it_is() {
        for filled in ["", "{", "[1]", "{\"name\": 1}"] {
            let saved = merged(filled, form("b", ""), &form("c", "d"));
            assert_eq!(saved, Merged { form: form("b", ""), conflicts: Vec::new() }, "{filled}");
        }
    }
}
