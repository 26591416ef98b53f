//! The form of a product: a new one, and one that is changed.

use axum::Form;
use axum::response::{Html, IntoResponse, Redirect, Response};
use mainstay_markup::{Control, Crumb, Field, FieldError, Markup, PageHead, error_summary, html, submit};
use mainstay_office::catalog::ProductEntry;
use mainstay_office::{Error as OfficeError, Office};
use mainstay_store::Product;
use serde::{Deserialize, Serialize};

use crate::error_page::form_again;
use crate::pages::meanwhile;
use crate::pages::words::{CRITICALITIES, DISTRIBUTIONS, LIFECYCLES};
use crate::{Error, Frame, Page, Section, Seen, State, Visitor, address};

/// What the form sends.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Sent {
    name: String,
    key: String,
    description: String,
    owner: String,
    mail: String,
    unit: String,
    lifecycle: String,
    criticality: String,
    distribution: String,
    class: String,
    tags: String,
    /// What a form was filled with that changes a product ([`meanwhile`]).
    #[serde(skip_serializing)]
    pub(crate) filled: String,
}

impl Sent {
    /// What is known of a product, ready to be changed.
    pub(crate) fn of(product: &Product) -> Self {
        let owner = product.owner.as_ref();
        let word = |word: Option<&str>| word.unwrap_or_default().to_owned();
        Self {
            name: product.name.clone(),
            key: product.slug.clone(),
            description: product.description.clone(),
            mail: owner.and_then(|owner| owner.mail.clone()).unwrap_or_default(),
            owner: owner.map(|owner| owner.name.clone()).unwrap_or_default(),
            unit: product.unit.as_ref().map(ToString::to_string).unwrap_or_default(),
            lifecycle: word(product.lifecycle.map(|word| word.as_str())),
            criticality: word(product.criticality.map(|word| word.as_str())),
            distribution: word(product.distribution.map(|word| word.as_str())),
            class: product.class.clone().unwrap_or_default(),
            tags: product.tags.join(", "),
            filled: String::new(),
        }
    }

    /// The form as it opens on a product: it knows what it was filled with.
    pub(crate) fn opened(self, product: &Product) -> Self {
        Self { filled: meanwhile::filled(&Self::of(product)), ..self }
    }

    /// The product that is asked for.
    pub(crate) fn entry(&self) -> ProductEntry {
        let text = |text: &str| Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned);
        ProductEntry {
            name: self.name.clone(),
            key: text(&self.key),
            // A form sends its line breaks as CR LF, whatever they were.
            description: self.description.replace("\r\n", "\n"),
            owner: text(&self.owner),
            owner_mail: text(&self.mail),
            unit: self.unit.split('/').filter_map(text).collect(),
            lifecycle: self.lifecycle.parse().ok(),
            criticality: self.criticality.parse().ok(),
            distribution: self.distribution.parse().ok(),
            class: text(&self.class),
            tags: self.tags.split(',').filter_map(text).collect(),
        }
    }

    /// The field that an error is about; one that no field can mend stays an error.
    pub(crate) fn wrong(&self, error: OfficeError, office: &Office) -> Result<FieldError, Error> {
        match error {
            OfficeError::Invalid(_) if self.name.trim().is_empty() => Ok(wrong("name", "Enter a name.")),
            OfficeError::Invalid(message) => {
                let field = office.wrong_field(&self.entry()).map_or("key", |(field, _)| field);
                Ok(wrong(field, &message))
            }
            OfficeError::Conflict(message) => Ok(wrong("key", &message)),
            error => Err(error.into()),
        }
    }

    /// The fields, with what is wrong beside them.
    pub(crate) fn form(&self, action: &str, button: &str, office: &Office, errors: &[FieldError]) -> Markup {
        let classes: Vec<&str> =
            office.settings().profiles.iter().map(|profile| profile.id.as_str()).collect();
        let error =
            |name: &str| errors.iter().find(|error| error.field == name).map(|error| error.message.as_str());
        let [lifecycles, criticalities, distributions] =
            [LIFECYCLES, CRITICALITIES, DISTRIBUTIONS].map(with_none);
        let more = |name: &'static str, label: &'static str, value, control| Field {
            value,
            optional: true,
            error: error(name),
            ..Field::new(name, label, control)
        };
        html! {
            (error_summary(errors))
            form class="form" action=(action) method="post" {
                (meanwhile::carried(&self.filled))
                (Field { value: &self.name, error: error("name"), hint: Some("As people call it."), ..Field::new("name", "Name", Control::Input("text")) }.html())
                (Field { hint: Some("For addresses and scripts: lower-case letters, digits, hyphens, underscores and dots. Empty makes it from the name."),
                    ..more("key", "Key", &self.key, Control::Input("text")) }.html())
                (more("description", "Description", &self.description, Control::Lines(3)).html())
                (more("owner", "Owner", &self.owner, Control::Input("text")).html())
                (Field { autocomplete: Some("off"), ..more("mail", "Owner's mail address", &self.mail, Control::Input("email")) }.html())
                (Field { hint: Some("With those above it, outermost first: Retail / Online. One that is not known yet is added."),
                    ..more("unit", "Organization unit", &self.unit, Control::Input("text")) }.html())
                (more("lifecycle", "Lifecycle", &self.lifecycle, Control::Choice(&lifecycles)).html())
                (more("criticality", "Criticality", &self.criticality, Control::Choice(&criticalities)).html())
                (Field { hint: Some("How it reaches its users; license obligations depend on it."),
                    ..more("distribution", "Distribution", &self.distribution, Control::Choice(&distributions)) }.html())
                (Field { hint: Some("Decides what is asked of its SBOMs."),
                    ..more("class", "Class", &self.class, Control::Suggest(&classes)) }.html())
                (Field { hint: Some("Words to find it by, with commas between."),
                    ..more("tags", "Tags", &self.tags, Control::Input("text")) }.html())
                div { (submit(button)) }
            }
        }
    }
}

/// `GET /products/new`.
pub(crate) async fn form(Seen(state): Seen, _: Visitor, frame: Frame) -> Html<String> {
    show(&Sent::default(), &state, &frame, &[])
}

/// `POST /products/new`.
pub(crate) async fn create(
    Seen(state): Seen,
    _: Visitor,
    frame: Frame,
    Form(sent): Form<Sent>,
) -> Result<Response, Error> {
    match state.office().add_product(&sent.entry()).await {
        Ok(product) => Ok(Redirect::to(&address::product(&product.slug)).into_response()),
        Err(error) => Ok(form_again(show(&sent, &state, &frame, &[sent.wrong(error, state.office())?]))),
    }
}

/// What is wrong with a field.
pub(crate) fn wrong(field: &str, message: &str) -> FieldError {
    FieldError { field: field.to_owned(), message: message.to_owned() }
}

fn show(sent: &Sent, state: &State, frame: &Frame, errors: &[FieldError]) -> Html<String> {
    let head = PageHead {
        title: "New product",
        crumbs: &Section::Products.way([Crumb::here("New product")]),
        lead: None,
        updated: None,
        actions: None,
    };
    let body = sent.form("/products/new", "Add the product", state.office(), errors);
    frame.render(Page::new("New product", body).section(Section::Products).head(&head, frame.now))
}

fn with_none(words: &'static [(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    std::iter::once(("", "Not known")).chain(words.iter().copied()).collect()
}
