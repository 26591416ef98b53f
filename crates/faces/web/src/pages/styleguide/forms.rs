//! Forms: buttons, fields, errors.

use mainstay_markup::{Control, Field, FieldError, Icon, Markup, error_summary, html, icon, section, submit};

const STAGES: [(&str, &str); 3] = [("", "Choose one"), ("active", "Active"), ("retired", "Retired")];
const TEAMS: [&str; 2] = ["Payments", "Platform"];

pub(super) fn sections() -> Markup {
    html! {
        (section("buttons", "Buttons", &html! {
            p class="row" {
                button class="primary" type="button" { "Primary" }
                button type="button" { "Secondary" }
                button class="danger" type="button" { "Delete" }
                button class="quiet" type="button" { "Quiet" }
                button type="button" disabled { "Disabled" }
                a class="button" href="#buttons" { (icon(Icon::Add)) "Link" }
            }
        }))
        div class="columns" {
            (section("form", "Form", &fields()))
            (section("errors", "Form with errors", &errors()))
        }
    }
}

fn fields() -> Markup {
    html! {
        form class="form" action="/styleguide" method="get" {
            (Field { hint: Some("As people call it."), ..Field::new("name", "Name", Control::Input("text")) }.html())
            (Field { optional: true, autocomplete: Some("email"), ..Field::new("owner", "Owner's address", Control::Input("email")) }.html())
            (Field::new("stage", "Life cycle", Control::Choice(&STAGES)).html())
            (Field { optional: true, ..Field::new("team", "Team", Control::Suggest(&TEAMS)) }.html())
            (Field { optional: true, ..Field::new("about", "What it is", Control::Lines(3)) }.html())
            (Field { hint: Some("CycloneDX or SPDX."), optional: true, ..Field::new("file", "SBOM", Control::File(".json,.xml,.spdx")) }.html())
            (Field { value: "yes", optional: true, ..Field::new("shipped", "Shipped to customers", Control::Check) }.html())
            div { (submit("Save")) }
        }
    }
}

fn errors() -> Markup {
    let errors =
        [("wrong-name", "Enter a name."), ("wrong-limit", "Enter a whole number of days, as in 30.")];
    let list =
        errors.map(|(field, message)| FieldError { field: field.to_owned(), message: message.to_owned() });
    html! {
        div class="stack" {
            (error_summary(&list))
            form class="form" action="/styleguide" method="get" {
                (Field { error: Some(errors[0].1), ..Field::new("wrong-name", "Name", Control::Input("text")) }.html())
                (Field { error: Some(errors[1].1), value: "soon", hint: Some("In days."), ..Field::new("wrong-limit", "Time limit", Control::Number) }.html())
            }
        }
    }
}
