//! The description of the API, to read.

mod access;

use std::sync::Arc;

use axum::response::Html;
use mainstay_markup::{Crumb, Markup, PageHead, html, section};
use serde_json::{Map, Value};

use super::words;
use crate::{Access, Frame, Page, Section};

pub(super) use access::upload;

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// `GET /api`.
pub(crate) async fn show(frame: Frame, document: Arc<Value>, access: Access) -> Html<String> {
    let head = PageHead {
        title: "API",
        crumbs: &Section::Home.way([Crumb::here("API")]),
        lead: Some(prose(&document["info"])),
        updated: None,
        actions: Some(
            html! { a class="button" href="/api/v1/openapi.json" { "OpenAPI " (text(&document, "openapi")) } },
        ),
    };
    let empty = Map::new();
    let paths = document["paths"].as_object().unwrap_or(&empty);
    let body = html! {
        (access::access(access, &frame))
        @for (tag, operations) in by_tag(paths) {
            (section(&format!("tag-{tag}"), tag_title(&tag), &html! {
                @for (path, method, operation) in operations { (show_operation(path, method, operation)) }
            }))
        }
        @if let Some(schemas) = document["components"]["schemas"].as_object() {
            (section("schemas", "Schemas", &html! {
                @for (name, schema) in schemas { (show_schema(name, schema, schemas)) }
            }))
        }
    };
    frame.render(Page::new("API", body).head(&head, frame.now))
}

/// A tag as a heading.
fn tag_title(tag: &str) -> &str {
    match tag {
        "inventory" => "Inventory",
        "products" => "Products",
        "releases" => "Releases",
        "sboms" => "SBOMs",
        "suppliers" => "Suppliers",
        "work" => "Work",
        other => other,
    }
}

type Operation<'a> = (&'a str, &'static str, &'a Value);

/// Operations under their first tag, in the order of the document.
fn by_tag(paths: &Map<String, Value>) -> Vec<(String, Vec<Operation<'_>>)> {
    let mut groups: Vec<(String, Vec<Operation<'_>>)> = Vec::new();
    for (path, item) in paths {
        for method in METHODS {
            let Some(operation) = item.get(method) else { continue };
            let tag = operation["tags"][0].as_str().unwrap_or("other");
            match groups.iter_mut().find(|(known, _)| known == tag) {
                Some((_, operations)) => operations.push((path, method, operation)),
                None => groups.push((tag.to_owned(), vec![(path, method, operation)])),
            }
        }
    }
    groups
}

fn show_operation(path: &str, method: &str, operation: &Value) -> Markup {
    let public = operation["security"].as_array().is_some_and(Vec::is_empty);
    html! {
        details class="operation" {
            summary {
                span class="method" { (method) }
                code class="path" { (path) }
                span { (text(operation, "summary")) }
                @if public { span class="tag" { "public" } }
            }
            div class="stack" {
                p class="prose" { (prose(operation)) }
                (parameters(operation))
                @if let Some(body) = operation["requestBody"]["content"].as_object() {
                    @for (media, content) in body { p { "Body: " code { (media) } " " (schema_name(&content["schema"])) } }
                }
                (responses(operation))
            }
        }
    }
}

fn parameters(operation: &Value) -> Markup {
    let Some(parameters) = operation["parameters"].as_array() else { return html! {} };
    rows(
        "Parameters",
        &["Name", "In", "Type", "Meaning"],
        parameters.iter().map(|parameter| {
            let name = text(parameter, "name").to_owned();
            let name = if parameter["required"] == true { name } else { format!("{name} (optional)") };
            vec![
                html! { code { (name) } },
                html! { (text(parameter, "in")) },
                schema_name(&parameter["schema"]),
                prose(parameter),
            ]
        }),
    )
}

fn responses(operation: &Value) -> Markup {
    let Some(responses) = operation["responses"].as_object() else { return html! {} };
    rows(
        "Responses",
        &["Status", "Body", "Meaning"],
        responses.iter().map(|(status, response)| {
            let content = response["content"].as_object().and_then(|content| content.iter().next());
            let body = content
                .map(|(media, content)| html! { code { (media) } " " (schema_name(&content["schema"])) });
            vec![html! { (status) }, body.unwrap_or_else(|| html! { "no body" }), prose(response)]
        }),
    )
}

fn show_schema(name: &str, schema: &Value, schemas: &Map<String, Value>) -> Markup {
    html! {
        details class="operation" id={ "schema-" (name) } {
            summary { code { (name) } span { (prose(schema)) } }
            div {
                (rows(name, &["Field", "Type", "Meaning"], fields(schema, schemas).into_iter().map(|(field, property, needed)| {
                    vec![
                        html! { code { (field) @if !needed { " (optional)" } } },
                        schema_name(property),
                        prose(property),
                    ]
                })))
            }
        }
    }
}

/// A field: its name, its schema, and whether it is always there.
type Field<'a> = (&'a str, &'a Value, bool);

/// The fields of a schema; one that is put together of others (`allOf`) has theirs.
fn fields<'a>(schema: &'a Value, schemas: &'a Map<String, Value>) -> Vec<Field<'a>> {
    let parts = schema["allOf"].as_array().into_iter().flatten();
    let mut all: Vec<Field<'a>> = parts
        .flat_map(|part| match name_of(part).and_then(|name| schemas.get(name)) {
            Some(named) => fields(named, schemas),
            None => fields(part, schemas),
        })
        .collect();
    let needed = |field: &str| {
        schema["required"].as_array().is_some_and(|names| names.iter().any(|known| known == field))
    };
    let own = schema["properties"].as_object().into_iter().flatten();
    all.extend(own.map(|(field, property)| (field.as_str(), property, needed(field))));
    all
}

/// The name of the schema that a reference leads to.
fn name_of(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.rsplit('/').next()
}

fn rows(caption: &str, heads: &[&str], rows: impl Iterator<Item = Vec<Markup>>) -> Markup {
    html! {
        div class="table-region" role="group" aria-label=(caption) tabindex="0" {
            table {
                caption class="sr-only" { (caption) }
                thead { tr { @for head in heads { th scope="col" { (head) } } } }
                tbody {
                    @for row in rows {
                        tr {
                            @let last = row.len().saturating_sub(1);
                            @for (index, cell) in row.into_iter().enumerate() {
                                td class=[(index == last).then_some("wrap")] { (cell) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The name of a schema as a link, or its type.
fn schema_name(schema: &Value) -> Markup {
    if let Some(name) = name_of(schema) {
        return html! { a href={ "#schema-" (name) } { code { (name) } } };
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        return html! { @for (index, choice) in choices.iter().enumerate() { @if index > 0 { " or " } (schema_name(choice)) } };
    }
    let kind = match &schema["type"] {
        Value::String(kind) => kind.clone(),
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" or "),
        _ => "any".to_owned(),
    };
    match schema.get("items") {
        Some(items) => html! { (kind) " of " (schema_name(items)) },
        None => html! { (kind) @if let Some(format) = schema["format"].as_str() { " (" (format) ")" } },
    }
}

/// The description of something.
fn prose(value: &Value) -> Markup {
    words::prose(text(value, "description"))
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}
