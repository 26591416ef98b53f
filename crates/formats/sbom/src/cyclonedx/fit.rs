//! Cuts a part down to what a version can hold, so that what is written is valid; what is cut is counted.

use std::collections::{BTreeMap, HashSet};

use mainstay_model::Problem;

use super::check::{LICENSE_CHOICE, choose, has, is_mixed, rule_fault};
use super::grammar::{EnumIndex, Field, GRAMMAR, Kind, Object, ObjectIndex, Place, Rule, Scalar};
use super::scalar;
use super::seal;
use super::unique::Unique;
use super::version::Version;
use super::xml;
use crate::Encoding;
use crate::node::{Fields, Node};
use crate::taken;

/// A signature that is no longer for what it stands in.
pub(super) const LOST_SIGNATURE: &str = "lost-signature";

/// A serial number in place of a name that CycloneDX cannot hold as one.
pub(super) const NEW_SERIAL: &str = "new-serial-number";

/// So many kinds of losses are told apart.
const KINDS: usize = 1_000;

/// What a version cannot hold, with how often it was met.
#[derive(Debug, Default)]
pub(super) struct Losses(BTreeMap<(&'static str, String), u64>);

impl Losses {
    /// One more loss of a kind. Beyond many kinds, which only a hostile document has, they are no longer told apart.
    pub(super) fn count(&mut self, code: &'static str, what: String) {
        let key = (code, what);
        let is_new = self.0.len() >= KINDS && !self.0.contains_key(&key);
        *self.0.entry(if is_new { (code, "others".to_owned()) } else { key }).or_default() += 1;
    }

    /// One note for each kind of loss.
    pub(super) fn into_problems(self, version: Version) -> Vec<Problem> {
        self.0.into_iter().map(|((code, what), times)| told(version, code, &what, times)).collect()
    }
}

fn told(version: Version, code: &'static str, what: &str, times: u64) -> Problem {
    let often = if times == 1 { "once".to_owned() } else { format!("{times} times") };
    match code {
        LOST_SIGNATURE => Problem::warning(
            code,
            format!(
                "the signature of a `{what}` was left out {often}, because what it signs is not written as it was; sign the new document"
            ),
        ),
        NEW_SERIAL => Problem::note(
            code,
            format!(
                "the document got a new serial number in place of the namespace or serial number `{what}` that it had, which is no `urn:uuid:`"
            ),
        ),
        _ => Problem::note(
            code,
            format!("CycloneDX {version} has no place for {what}; {} {often}", done(code)),
        ),
    }
}

/// What became of a loss of this kind.
fn done(code: &str) -> &'static str {
    if code == "changed-value" { "changed" } else { "left out" }
}

/// The references that were written so far.
#[derive(Debug, Default)]
pub(super) struct Taken {
    /// Those of the model's components that are not written yet: they keep them.
    reserved: HashSet<String>,
    names: taken::Taken<'static>,
}

impl Taken {
    /// None but those that components will have.
    pub(super) fn of(reserved: impl Iterator<Item = String>) -> Self {
        let mut taken = Self::default();
        for reference in reserved {
            taken.names.take(reference.clone());
            taken.reserved.insert(reference);
        }
        taken
    }

    /// Another reference, where this one is taken.
    fn other(&mut self, reference: &str, is_component: bool) -> Option<String> {
        let is_free =
            is_component && self.reserved.remove(reference) || self.names.take(reference.to_owned());
        (!is_free).then(|| self.names.fresh(reference, '#'))
    }
}

/// The bounds to which parts are cut.
pub(super) struct Fit<'l> {
    /// The version.
    pub(super) version: Version,
    /// The encoding: XML has no place for some fields of JSON.
    pub(super) encoding: Encoding,
    /// Whether XML takes over what the XML that was read had beyond the grammar.
    pub(super) keeps_foreign: bool,
    /// References that are taken: each must be given once.
    pub(super) taken: &'l mut Taken,
    /// Where losses are counted.
    pub(super) losses: &'l mut Losses,
}

impl Fit<'_> {
    /// The value of a field as the version can hold it.
    pub(super) fn field<'n>(&mut self, object: &Object, field: &Field, node: Node<'n>) -> Option<Node<'n>> {
        let nowhere = field.place == Place::Nowhere && self.encoding == Encoding::Xml;
        if field.since > self.version || nowhere {
            self.losses.count("lost-field", format!("`{}.{}`", object.name, field.name));
            return None;
        }
        let mut value = self.value(&field.kind, node);
        if let Some(Node::List(items)) = &mut value
            && self.encoding == Encoding::Xml
            && field.many_since > self.version
            && items.len() > 1
        {
            items.truncate(1);
            self.losses.count("lost-value", format!("more than one `{}.{}`", object.name, field.name));
        }
        if let Some(Node::List(items)) = &mut value
            && field.unique
            && self.encoding == Encoding::Json
        {
            let (before, mut seen) = (items.len(), Unique::default());
            items.retain(|item| seen.insert(item));
            for _ in items.len()..before {
                self.losses.count("lost-value", format!("an item of `{}.{}` twice", object.name, field.name));
            }
        }
        if value.is_none() {
            self.losses.count("lost-value", format!("this value of `{}.{}`", object.name, field.name));
        }
        value
    }

    fn value<'n>(&mut self, kind: &Kind, node: Node<'n>) -> Option<Node<'n>> {
        match (kind, node) {
            (Kind::Scalar(scalar), node) => {
                let node = self.held(node);
                scalar::fault(*scalar, &node, self.encoding).is_none().then_some(node)
            }
            (Kind::Enum(index), Node::Text(text)) if self.has(*index, &text) => Some(Node::Text(text)),
            (Kind::Enum(index), Node::Text(_)) => self.fallback(*index),
            (Kind::Object(index), Node::Object(fields)) => self.object(*index, fields),
            (Kind::List(kind), Node::List(mut items)) => {
                if **kind == Kind::Object(*LICENSE_CHOICE) && self.version < Version(7) && is_mixed(&items) {
                    items = items.into_iter().map(|item| self.named(item)).collect();
                }
                let had = !items.is_empty();
                let items: Vec<_> = items.into_iter().filter_map(|item| self.item(kind, item)).collect();
                (!had || !items.is_empty()).then_some(Node::List(items))
            }
            (Kind::Either(kinds), node) => self.alternative(kinds, node),
            _ => None,
        }
    }

    /// A text without the characters that XML has no place for.
    fn held<'n>(&mut self, node: Node<'n>) -> Node<'n> {
        match node {
            Node::Text(text) if self.encoding == Encoding::Xml && !text.chars().all(xml::is_held) => {
                let what = "texts with control characters, which XML cannot hold".to_owned();
                self.losses.count("changed-value", what);
                Node::Text(text.chars().filter(|letter| xml::is_held(*letter)).collect::<String>().into())
            }
            node => node,
        }
    }

    /// A value of a form that the version has; the first of a list where it has room for one only.
    fn alternative<'n>(&mut self, kinds: &[(Kind, Version)], node: Node<'n>) -> Option<Node<'n>> {
        let (kind, since) = choose(kinds, &node);
        if *since <= self.version {
            return self.value(kind, node);
        }
        let Node::List(items) = node else { return None };
        let first = items.into_iter().next()?;
        let (kind, since) = choose(kinds, &first);
        (*since <= self.version).then(|| self.value(kind, first))?
    }

    /// An expression as a license by name, where it cannot stand beside others.
    fn named<'n>(&mut self, mut item: Node<'n>) -> Node<'n> {
        if let Node::Object(fields) = &mut item
            && let Some(expression) = fields.take("expression")
        {
            self.losses.count("changed-value", "expressions beside licenses (written as names)".to_owned());
            let mut license = std::mem::take(fields);
            license.put("name", expression);
            fields.put("license", Node::Object(license));
        }
        item
    }

    fn item<'n>(&mut self, kind: &Kind, node: Node<'n>) -> Option<Node<'n>> {
        let name = match kind {
            Kind::Object(index) => GRAMMAR.object_at(*index).name,
            _ => "list",
        };
        let item = self.value(kind, node);
        if item.is_none() {
            self.losses.count("lost-value", format!("this item of `{name}`"));
        }
        item
    }

    fn has(&self, index: EnumIndex, text: &str) -> bool {
        let values = &GRAMMAR.enum_at(index).values;
        values.iter().any(|(value, since)| *value == text && *since <= self.version)
    }

    /// What stands for a value that the version does not have.
    fn fallback<'n>(&mut self, index: EnumIndex) -> Option<Node<'n>> {
        let fallback = GRAMMAR.enum_at(index).fallback?;
        self.losses.count("changed-value", format!("a value for which `{fallback}` stands"));
        Some(Node::text(fallback))
    }

    /// An object as the version can hold it; nothing when it would lack what it must have.
    pub(super) fn object<'n>(&mut self, index: ObjectIndex, mut fields: Fields<'n>) -> Option<Node<'n>> {
        let object = GRAMMAR.object_at(index);
        let mut out = Fields::default();
        let sealed = seal::open(&mut fields);
        for (name, node) in fields.0 {
            let Some(at) = object.find(&name) else {
                if self.encoding == Encoding::Xml && seal::is_xml(&name) {
                    self.losses.count(LOST_SIGNATURE, object.name.to_owned());
                    continue;
                }
                if self.keeps_foreign && xml::is_writable(&name) {
                    out.put(name, node);
                    continue;
                }
                self.losses.count("lost-field", format!("`{}.{name}`", object.name));
                continue;
            };
            let mut field = &object.fields[at];
            if field.kind == Kind::Scalar(Scalar::LicenseId)
                && scalar::fault(Scalar::LicenseId, &node, self.encoding).is_some()
                && let Some(name) = object.find("name")
            {
                field = &object.fields[name];
            }
            if out.get(field.name).is_none()
                && let Some(node) = self.field(object, field, node)
            {
                out.put(field.name, node);
            }
        }
        self.rules(object, &mut out)?;
        let mut required =
            object.fields.iter().filter(|field| field.is_required(self.version, self.encoding));
        let missing = required.any(|field| out.get(field.name).is_none());
        if missing {
            return None;
        }
        self.rename(object, &mut out);
        if out.get(seal::FIELD).is_some() && !seal::holds(&out, sealed.as_deref()) {
            out.take(seal::FIELD);
            self.losses.count(LOST_SIGNATURE, object.name.to_owned());
        }
        Some(Node::Object(out))
    }

    /// Gives an object another reference where its own is taken.
    fn rename(&mut self, object: &Object, fields: &mut Fields<'_>) {
        let Some((_, Node::Text(reference))) = fields.0.iter_mut().find(|(name, _)| name == "bom-ref") else {
            return;
        };
        let is_component = matches!(object.name, "component" | "service");
        if let Some(name) = self.taken.other(reference, is_component) {
            *reference = name.into();
            self.losses
                .count("changed-value", "a `bom-ref` that is given twice (written with a number)".to_owned());
        }
    }

    fn rules(&mut self, object: &Object, fields: &mut Fields<'_>) -> Option<()> {
        for rule in &object.rules {
            if rule_fault(rule, &|term| has(fields, term)).is_none() {
                continue;
            }
            match rule {
                Rule::One(terms) => {
                    let first = terms.iter().position(|term| term.iter().all(|name| has(fields, name)))?;
                    for name in terms[first + 1..].iter().flatten() {
                        self.cut(object, fields, name);
                    }
                }
                Rule::Some(_) => return None,
                Rule::Not(names) => {
                    if let Some(name) = names.last() {
                        self.cut(object, fields, name);
                    }
                }
            }
        }
        Some(())
    }

    fn cut(&mut self, object: &Object, fields: &mut Fields<'_>, name: &str) {
        if fields.take(name).is_some() {
            self.losses
                .count("lost-field", format!("`{}.{name}` beside the fields that exclude it", object.name));
        }
    }
}
