//! Checks a part of a document against the grammar of its version.

use std::sync::LazyLock;

use mainstay_model::{Purl, Severity};

use super::grammar::{EnumIndex, Field, GRAMMAR, Kind, Object, ObjectIndex, Rule, Scalar};
use super::outcome::{Outcome, Part};
use super::path::Path;
use super::scalar::{self, excerpt, is_number};
use super::unique::Unique;
use super::version::Version;
use crate::node::{Fields, Node};
use crate::{Encoding, expression};

/// Tells everything in which an object differs from what its version allows.
pub(super) fn object(
    object: &Object,
    fields: &Fields<'_>,
    path: &Path<'_>,
    version: Version,
    out: &mut Outcome,
) {
    Check { version, out }.object(object, fields, path);
}

/// Tells everything in which the value of a field differs from what its version allows.
pub(super) fn field(field: &Field, node: &Node<'_>, path: &Path<'_>, version: Version, out: &mut Outcome) {
    Check { version, out }.field(field, node, path);
}

/// Tells which fields of an object are missing or exclude each other; `has` says which are there.
pub(super) fn presence(
    object: &Object,
    has: &dyn Fn(&str) -> bool,
    path: &Path<'_>,
    version: Version,
    out: &mut Outcome,
) {
    Check { version, out }.presence(object, has, path);
}

/// Tells and counts a field that no version knows.
pub(super) fn unknown(object: &Object, name: &str, path: &Path<'_>, version: Version, out: &mut Outcome) {
    out.unread.count(&format!("{}.{name}", object.name));
    // The plain JSON schemas of 1.2 and 1.3 let a document add fields; XML lets it add attributes, and elements of
    // other namespaces.
    let open = out.encoding() == Encoding::Json && version <= Version(3);
    let foreign = out.encoding() == Encoding::Xml && name.starts_with(['@', '{']);
    let severity = if open || foreign { Severity::Warning } else { Severity::Error };
    out.tell(severity, "unknown-field", &path.name(name), || {
        format!("`{name}` is no field of `{}` in CycloneDX {version}; it is kept unread", object.name)
    });
}

/// Tells an item that stands in its list before, where that must not be.
pub(super) fn repeated(path: &Path<'_>, out: &mut Outcome) {
    out.error("repeated-item", path, || {
        "the list has this item before; each must differ from the others".to_owned()
    });
}

/// The field by which a part of a document is named elsewhere in it.
pub(super) const REFERENCE: &str = "bom-ref";

struct Check<'o> {
    version: Version,
    out: &'o mut Outcome,
}

impl Check<'_> {
    fn object(&mut self, object: &Object, fields: &Fields<'_>, path: &Path<'_>) {
        let mut seen = 0_u64;
        for (name, node) in &fields.0 {
            let Some(at) = object.find(name) else {
                unknown(object, name, path, self.version, self.out);
                continue;
            };
            let field = &object.fields[at];
            if seen & (1 << at) != 0 {
                let path = path.field(field);
                self.out.error("field-twice", &path, || format!("`{name}` is given twice; the first counts"));
            }
            seen |= 1 << at;
            if let (REFERENCE, Node::Text(reference)) = (field.name, node) {
                let part = match object.name {
                    "component" | "service" => Part::Component,
                    "vulnerability" => Part::Vulnerability,
                    _ => Part::Other,
                };
                self.out.reference(reference, part, &path.field(field));
            }
            self.field(field, node, path);
        }
        self.presence(object, &|term| has(fields, term), path);
    }

    fn field(&mut self, field: &Field, node: &Node<'_>, path: &Path<'_>) {
        let path = path.field(field);
        if field.since > self.version && self.is_listed(field) {
            let (since, version) = (field.since, self.version);
            self.out.error("field-of-later-version", &path, || {
                format!("`{}` came with CycloneDX {since}, but the document says {version}", field.name)
            });
        }
        self.value(&field.kind, node, &path);
        if let Node::List(items) = node
            && field.unique
            && self.out.encoding() == Encoding::Json
        {
            self.unique(items, &path);
        }
    }

    fn unique(&mut self, items: &[Node<'_>], path: &Path<'_>) {
        let mut seen = Unique::default();
        for (at, item) in items.iter().enumerate() {
            if !seen.insert(item) {
                repeated(&path.item(at), self.out);
            }
        }
    }

    /// XML 1.0 and 1.1 have no word of their own in the grammar, so their fields are not compared.
    fn is_listed(&self, field: &Field) -> bool {
        field.since > Version(2) || self.version >= Version(2)
    }

    fn presence(&mut self, object: &Object, has: &dyn Fn(&str) -> bool, path: &Path<'_>) {
        let encoding = self.out.encoding();
        for field in object.fields.iter().filter(|field| field.is_required(self.version, encoding)) {
            if !has(field.name) {
                self.out.error("missing-field", &path.field(field), || {
                    format!("`{}` is missing; `{}` must have it", field.name, object.name)
                });
            }
        }
        for rule in &object.rules {
            if let Some(fault) = rule_fault(rule, has) {
                self.out.error("wrong-combination", path, || format!("`{}` {fault}", object.name));
            }
        }
    }

    fn value(&mut self, kind: &Kind, node: &Node<'_>, path: &Path<'_>) {
        match kind {
            Kind::Scalar(scalar) => {
                let scalar = match scalar {
                    // Addresses are any text in 1.2.
                    Scalar::Uri if self.version <= Version(2) => &Scalar::Text,
                    Scalar::Revision if self.version <= Version(4) => &Scalar::Integer,
                    scalar => scalar,
                };
                if let Some(fault) = scalar::fault(*scalar, node, self.out.encoding()) {
                    self.out.error(code(*scalar, node), path, || fault);
                } else if let (Scalar::Purl, Node::Text(text)) = (scalar, node)
                    && let Err(error) = text.parse::<Purl>()
                {
                    self.out.warning("purl", path, || {
                        format!("the package URL `{}` cannot be used: {error}", excerpt(text))
                    });
                } else if let (Scalar::LicenseExpression, Node::Text(text)) = (scalar, node)
                    && let Some(fault) = expression::fault(text)
                {
                    self.out.warning(fault.code(), path, || fault.message(text));
                }
            }
            Kind::Enum(index) => self.enumeration(*index, node, path),
            Kind::Object(index) => match node {
                Node::Object(fields) => self.object(GRAMMAR.object_at(*index), fields, path),
                _ => self.wrong_type("an object", node, path),
            },
            Kind::List(kind) => match node {
                Node::List(items) => {
                    for (at, item) in items.iter().enumerate() {
                        self.value(kind, item, &path.item(at));
                    }
                    if **kind == Kind::Object(*LICENSE_CHOICE) && is_mixed(items) && !self.may_mix() {
                        self.out.error("mixed-licenses", path, || {
                            "an expression stands for all licenses and must be alone before CycloneDX 1.7"
                                .to_owned()
                        });
                    }
                }
                _ => self.wrong_type("a list", node, path),
            },
            Kind::Either(kinds) => {
                let (kind, since) = choose(kinds, node);
                if *since > self.version {
                    let version = self.version;
                    self.out.error("value-of-later-version", path, || {
                        format!(
                            "{} here came with CycloneDX {since}, but the document says {version}",
                            node.shape()
                        )
                    });
                }
                self.value(kind, node, path);
            }
        }
    }

    fn enumeration(&mut self, index: EnumIndex, node: &Node<'_>, path: &Path<'_>) {
        let values = &GRAMMAR.enum_at(index).values;
        let Some(text) = node.as_str() else { return self.wrong_type("text", node, path) };
        let version = self.version;
        match values.iter().find(|(value, _)| *value == text) {
            Some((_, since)) if *since <= version || version < Version(2) => {}
            Some((_, since)) => self.out.error("value-of-later-version", path, || {
                format!("`{text}` came with CycloneDX {since}, but the document says {version}")
            }),
            None => self.out.error("unknown-value", path, || {
                let known = values.iter().filter(|(_, since)| *since <= version);
                let known: Vec<_> = known.map(|(value, _)| *value).take(16).collect();
                format!("`{}` is not one of {}", excerpt(text), known.join(", "))
            }),
        }
    }

    /// JSON up to 1.4 forgot to say that an expression must be alone, and 1.7 allows more.
    fn may_mix(&self) -> bool {
        self.version >= Version(7) || (self.version <= Version(4) && self.out.encoding() == Encoding::Json)
    }

    fn wrong_type(&mut self, wanted: &str, node: &Node<'_>, path: &Path<'_>) {
        self.out.error("wrong-type", path, || format!("{} stands where {wanted} belongs", node.shape()));
    }
}

/// Where the grammar has a license or an expression.
pub(super) static LICENSE_CHOICE: LazyLock<ObjectIndex> = LazyLock::new(|| GRAMMAR.index("license-choice"));

/// Whether a list of licenses has an expression that is not alone.
pub(super) fn is_mixed(items: &[Node<'_>]) -> bool {
    items.len() > 1 && items.iter().any(|item| item.str("expression").is_some())
}

fn code(scalar: Scalar, node: &Node<'_>) -> &'static str {
    match (scalar, node) {
        (Scalar::LicenseId, Node::Text(_)) => "unknown-license-id",
        (Scalar::Digest, Node::Text(_)) => "bad-digest",
        (Scalar::DateTime | Scalar::Date, Node::Text(_)) => "bad-time",
        (Scalar::Number | Scalar::Integer, _) => "wrong-type",
        (scalar, Node::Number(_)) if is_number(scalar) => "bad-value",
        (scalar, _) if is_number(scalar) => "wrong-type",
        (Scalar::Text | Scalar::Boolean, _) => "wrong-type",
        (_, Node::Text(_)) => "bad-value",
        _ => "wrong-type",
    }
}

/// The first alternative that a node can be: of its shape and, for objects, with all that it must have.
pub(super) fn choose<'k>(kinds: &'k [(Kind, Version)], node: &Node<'_>) -> &'k (Kind, Version) {
    let same_shape = |kind: &Kind| match kind {
        Kind::Object(_) => matches!(node, Node::Object(_)),
        Kind::List(inner) => match node {
            Node::List(items) => items
                .first()
                .is_none_or(|first| matches!(**inner, Kind::Object(_)) == matches!(first, Node::Object(_))),
            _ => false,
        },
        Kind::Scalar(_) | Kind::Enum(_) => matches!(node, Node::Text(_)),
        Kind::Either(_) => true,
    };
    let fits = |kind: &&Kind| match (kind, node) {
        (Kind::Object(index), Node::Object(fields)) => {
            let object = GRAMMAR.object_at(*index);
            fields.0.iter().all(|(name, _)| object.find(name).is_some())
                && object
                    .fields
                    .iter()
                    .all(|field| field.required.is_none() || fields.get(field.name).is_some())
        }
        (kind, _) => same_shape(kind),
    };
    let first = |test: &dyn Fn(&&Kind) -> bool| kinds.iter().find(|(kind, _)| test(&kind));
    first(&fits).or_else(|| first(&|kind| same_shape(kind))).unwrap_or(&kinds[0])
}

/// Whether an object has a field, or has it with the value of `field=false`.
pub(super) fn has(fields: &Fields<'_>, term: &str) -> bool {
    match term.strip_suffix("=false") {
        Some(name) => fields.get(name) == Some(&Node::Bool(false)),
        None => fields.get(term).is_some(),
    }
}

/// What is wrong with the set of fields of an object.
pub(super) fn rule_fault(rule: &Rule, has: &dyn Fn(&str) -> bool) -> Option<String> {
    let whole = |term: &&Vec<&'static str>| term.iter().all(|name| has(name));
    let list = |terms: &[Vec<&'static str>]| {
        terms.iter().map(|term| format!("`{}`", term.join("` with `"))).collect::<Vec<_>>().join(", ")
    };
    match rule {
        Rule::One(terms) => match terms.iter().filter(whole).count() {
            0 => Some(format!("needs one of {}", list(terms))),
            1 => None,
            _ => Some(format!("must have only one of {}", list(terms))),
        },
        Rule::Some(terms) => {
            let none = terms.iter().all(|term| !whole(&term));
            none.then(|| format!("needs at least one of {}", list(terms)))
        }
        Rule::Not(names) => {
            let all = names.iter().all(|name| has(name));
            all.then(|| format!("must not have {} together", list(std::slice::from_ref(names))))
        }
    }
}
