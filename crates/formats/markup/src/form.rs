//! Form fields with labels, hints and errors, and the summary of errors above them (the GOV.UK pattern): what is wrong is said at the
//! top with a link to the field, and again beside the field.

use maud::{Markup, html};

/// What a field takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Control<'a> {
    /// One line; the HTML type (`text`, `email`, `url`, `date`, ...).
    Input(&'a str),
    /// A whole number.
    Number,
    /// Several lines; how many show.
    Lines(u8),
    /// One of some values: value and label.
    Choice(&'a [(&'a str, &'a str)]),
    /// One line with suggestions.
    Suggest(&'a [&'a str]),
    /// Yes or no.
    Check,
    /// A file; which kinds the chooser offers (`.json,.xml`).
    File(&'a str),
}

/// A field of a form.
#[derive(Clone, Debug)]
pub struct Field<'a> {
    /// The name that is sent; also the id.
    pub name: &'a str,
    /// What people read.
    pub label: &'a str,
    /// What helps to fill it in.
    pub hint: Option<&'a str>,
    /// What was sent before.
    pub value: &'a str,
    /// What is wrong with it, and what to do.
    pub error: Option<&'a str>,
    /// Whether it may be left empty. Optional fields say so; the others need no star.
    pub optional: bool,
    /// What the browser may fill in (`autocomplete`).
    pub autocomplete: Option<&'a str>,
    /// What it takes.
    pub control: Control<'a>,
}

impl<'a> Field<'a> {
    /// A required field without hint and value.
    pub const fn new(name: &'a str, label: &'a str, control: Control<'a>) -> Self {
        Self { name, label, hint: None, value: "", error: None, optional: false, autocomplete: None, control }
    }

    /// The field as HTML.
    pub fn html(&self) -> Markup {
        let class = if self.error.is_some() { "field invalid" } else { "field" };
        if self.control == Control::Check {
            return html! {
                div class=(class) {
                    div class="check" { (self.input()) label for=(self.name) { (self.label) } }
                    (self.notes())
                }
            };
        }
        html! {
            div class=(class) {
                label for=(self.name) {
                    (self.label) @if self.optional { " " span class="meta" { "(optional)" } }
                }
                (self.notes())
                (self.input())
            }
        }
    }

    fn notes(&self) -> Markup {
        html! {
            @if let Some(hint) = self.hint { p class="hint" id={ (self.name) "-hint" } { (hint) } }
            @if let Some(error) = self.error {
                p class="field-error" id={ (self.name) "-error" } { span class="sr-only" { "Error: " } (error) }
            }
        }
    }

    fn input(&self) -> Markup {
        let described = self.described_by();
        let described = described.as_deref();
        let invalid = self.error.map(|_| "true");
        let (name, required) = (self.name, !self.optional);
        match &self.control {
            Control::Lines(rows) => html! {
                textarea id=(name) name=(name) rows=(rows) required[required] aria-describedby=[described] aria-invalid=[invalid] {
                    (self.value)
                }
            },
            Control::Choice(options) => html! {
                select id=(name) name=(name) required[required] aria-describedby=[described] aria-invalid=[invalid] {
                    @for (value, label) in *options { option value=(value) selected[*value == self.value] { (label) } }
                }
            },
            Control::Check => html! {
                input id=(name) name=(name) type="checkbox" value="yes" checked[self.value == "yes"]
                    aria-describedby=[described] aria-invalid=[invalid];
            },
            Control::File(accept) => html! {
                input id=(name) name=(name) type="file" accept=(accept) required[required]
                    aria-describedby=[described] aria-invalid=[invalid];
            },
            Control::Suggest(words) => html! {
                input id=(name) name=(name) type="text" value=(self.value) list={ (name) "-list" } required[required]
                    autocomplete="off" aria-describedby=[described] aria-invalid=[invalid];
                datalist id={ (name) "-list" } { @for word in *words { option value=(word) {} } }
            },
            Control::Number => self.line("text", Some("numeric"), described, invalid),
            Control::Input(kind) => self.line(kind, None, described, invalid),
        }
    }

    fn line(&self, kind: &str, mode: Option<&str>, described: Option<&str>, invalid: Option<&str>) -> Markup {
        html! {
            input id=(self.name) name=(self.name) type=(kind) value=(self.value) inputmode=[mode] required[!self.optional]
                autocomplete=[self.autocomplete] aria-describedby=[described] aria-invalid=[invalid];
        }
    }

    fn described_by(&self) -> Option<String> {
        let hint = self.hint.map(|_| format!("{}-hint", self.name));
        let error = self.error.map(|_| format!("{}-error", self.name));
        match (hint, error) {
            (Some(hint), Some(error)) => Some(format!("{hint} {error}")),
            (one, other) => one.or(other),
        }
    }
}

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name.
    pub field: String,
    /// What is wrong, and what to do.
    pub message: String,
}

/// The summary above a form; nothing when there is no error.
pub fn error_summary(errors: &[FieldError]) -> Markup {
    html! {
        @if !errors.is_empty() {
            div class="error-summary" role="alert" aria-labelledby="error-summary-title" tabindex="-1" {
                h2 id="error-summary-title" { "There is a problem" }
                ul { @for error in errors { li { a href={ "#" (error.field) } { (error.message) } } } }
            }
        }
    }
}

/// The button that sends a form.
pub fn submit(label: &str) -> Markup {
    html! { button class="primary" type="submit" { (label) } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hint_and_error_both_describe_the_field() {
        let field = Field {
            hint: Some("As on the invoice."),
            error: Some("Enter a name."),
            ..Field::new("name", "Name", Control::Input("text"))
        };
        let html = field.html().0;
        assert!(
            html.contains("aria-describedby=\"name-hint name-error\"")
                && html.contains("aria-invalid=\"true\"")
        );
    }

    #[test]
    fn the_summary_links_to_the_field_and_is_absent_without_errors() {
        let errors = [FieldError { field: "name".to_owned(), message: "Enter a name.".to_owned() }];
        assert!(error_summary(&errors).0.contains("href=\"#name\""));
        assert!(error_summary(&[]).0.is_empty());
    }
}
