//! From the parts of a document to the model. JSON and XML hand their parts in here, the long lists item by item,
//! so that a document is never in memory as a whole tree.

use std::collections::HashMap;

use mainstay_model::{Bom, NodeId, Parsed, Problem, RelationKind};

use super::check;
use super::grammar::{Field, GRAMMAR, Kind, Object};
use super::outcome::Outcome;
use super::path::Path;
use super::seal::{self, Seal};
use super::unique::Unique;
use super::version::Version;
use crate::node::{Fields, Node};
use crate::{Encoding, Limits, ReadError};
use dependencies::Dependencies;
use license::Definitions;

mod component;
mod dependencies;
mod document;
mod graph;
mod license;
mod statement;

/// A document on its way into the model.
pub(super) struct Reading<'d> {
    version: Version,
    limits: Limits,
    object: &'static Object,
    bom: Bom,
    out: Outcome,
    seen: Vec<&'static str>,
    dependencies: Dependencies<'d>,
    compositions: Vec<Node<'d>>,
    vulnerabilities: Vec<Node<'d>>,
    /// The items so far of the lists that are read one by one.
    unique: HashMap<&'static str, Unique>,
    definitions: Definitions,
    /// What a signature of the document would be for, where there may be one.
    seal: Option<Seal>,
}

/// What a component with its dependencies takes of a document, at least in documents of many.
const COMPONENT_BYTES: usize = 450;

impl<'d> Reading<'d> {
    /// A document of which only the version is known, and what is wrong with its bytes.
    pub(super) fn new(
        version: Version,
        encoding: Encoding,
        limits: &Limits,
        broken: Option<Problem>,
    ) -> Self {
        let mut bom = Bom::default();
        bom.document.format = document::format_id(encoding).to_owned();
        bom.document.spec_version = Some(version.to_string());
        Self {
            version,
            limits: *limits,
            object: GRAMMAR.object("bom"),
            bom,
            out: Outcome::new(encoding, broken),
            seen: Vec::new(),
            dependencies: Dependencies::default(),
            compositions: Vec::new(),
            vulnerabilities: Vec::new(),
            unique: HashMap::new(),
            definitions: Definitions::default(),
            seal: None,
        }
    }

    /// Says that the document may be signed, so that what is signed is to be remembered.
    pub(super) fn may_be_signed(&mut self) {
        self.seal = Some(Seal::default());
    }

    /// Makes room for the components of a document of so many bytes: moving a long list to a larger place again and again
    /// took a third of the time of reading it. Room that is not needed is never touched.
    pub(super) fn room(mut self, bytes: usize) -> Self {
        self.bom.components.reserve((bytes / COMPONENT_BYTES).min(self.limits.components));
        self
    }

    /// Says that the document itself names no version: it is read as the newest, and is not said to be that.
    pub(super) fn forget_version(&mut self) {
        self.bom.document.spec_version = None;
    }

    /// The name of a list of the document whose items come one by one to [`Self::item`].
    pub(super) fn streamed(name: &str) -> Option<&'static str> {
        ["components", "services", "dependencies", "vulnerabilities"].into_iter().find(|known| *known == name)
    }

    /// Problems and unknown fields, for what a decoder meets itself.
    pub(super) fn outcome(&mut self) -> &mut Outcome {
        &mut self.out
    }

    /// Says that the document has a field whose items follow.
    pub(super) fn begin(&mut self, name: &'static str) {
        self.seen.push(name);
        if let Some(seal) = &mut self.seal {
            seal.list(name);
        }
    }

    /// One item of a list of the document.
    ///
    /// # Errors
    /// When a bound is passed.
    pub(super) fn item(
        &mut self,
        name: &'static str,
        index: usize,
        mut node: Node<'d>,
    ) -> Result<(), ReadError> {
        let field = self.known(name);
        if let Kind::List(kind) = &field.kind
            && let Kind::Object(object) = **kind
        {
            let list = Path::ROOT.field(field);
            // The references of components and services must differ themselves.
            let refers = node.str("bom-ref").is_some() && matches!(name, "components" | "services");
            if field.unique && !refers && self.out.encoding() == Encoding::Json {
                let seen = self.unique.entry(name).or_default();
                if !seen.insert(&node) {
                    check::repeated(&list.item(index), &mut self.out);
                }
            }
            match &node {
                Node::Object(fields) => {
                    let object = GRAMMAR.object_at(object);
                    check::object(object, fields, &list.item(index), self.version, &mut self.out);
                }
                _ => {
                    let shape = node.shape();
                    let message = || format!("{shape} stands where an object belongs");
                    self.out.error("wrong-type", &list.item(index), message);
                }
            }
        }
        if let Some(seal) = &mut self.seal {
            seal::close(&mut node);
            seal.item(name, index, &node);
        }
        match (name, node) {
            ("components", Node::Object(fields)) => self.component(fields, None, component::read).map(|_| ()),
            ("services", Node::Object(fields)) => {
                self.component(fields, None, component::read_service).map(|_| ())
            }
            ("dependencies", Node::Object(fields)) => {
                self.dependencies.push(index, fields);
                Ok(())
            }
            ("vulnerabilities", node) => {
                self.vulnerabilities.push(node);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// A field of the document as a whole.
    ///
    /// # Errors
    /// When a bound is passed.
    pub(super) fn field(&mut self, name: &str, mut node: Node<'d>) -> Result<(), ReadError> {
        let Some(at) = self.object.find(name) else {
            self.seal_field(name, &mut node);
            check::unknown(self.object, name, &Path::ROOT, self.version, &mut self.out);
            self.bom.document.extensions.insert(format!("cyclonedx:{name}"), node.into_value());
            return Ok(());
        };
        let field = &self.object.fields[at];
        self.seen.push(field.name);
        check::field(field, &node, &Path::ROOT, self.version, &mut self.out);
        self.seal_field(field.name, &mut node);
        self.document_field(field.name, node)
    }

    fn seal_field(&mut self, name: &str, node: &mut Node<'_>) {
        if let Some(seal) = &mut self.seal {
            seal::close(node);
            seal.field(name, node);
        }
    }

    /// Ends the document: what is missing, and how its components relate.
    ///
    /// # Errors
    /// When a bound is passed.
    pub(super) fn finish(mut self) -> Result<Parsed<Bom>, ReadError> {
        let seen = std::mem::take(&mut self.seen);
        check::presence(self.object, &|name| seen.contains(&name), &Path::ROOT, self.version, &mut self.out);
        self.relate()?;
        if let Some(seal) = &self.seal {
            seal.close(&mut self.bom.document.extensions);
        }
        self.bom.unread = std::mem::take(&mut self.out.unread);
        Ok(Parsed { value: self.bom, problems: self.out.into_problems() })
    }

    fn known(&self, name: &str) -> &'static Field {
        let at = self.object.find(name).expect("a list of the document");
        &self.object.fields[at]
    }

    /// Adds a component or service with everything nested in it.
    fn component(
        &mut self,
        mut fields: Fields<'_>,
        parent: Option<NodeId>,
        read: fn(Fields<'_>) -> mainstay_model::Component,
    ) -> Result<NodeId, ReadError> {
        if self.bom.components.len() >= self.limits.components {
            let most = self.limits.components;
            return Err(ReadError::Bound(format!(
                "more than {most} components are not read; split the document"
            )));
        }
        let nested = fields.take("components").or_else(|| fields.take("services"));
        let found = license::found(&fields);
        let mut component = read(fields);
        self.definitions.add(found, &mut component.licenses, &mut self.bom.document.license_texts);
        let id = self.bom.add(component);
        if let Some(parent) = parent {
            self.bom.relate(parent, id, RelationKind::Contains);
        }
        if let Some(Node::List(items)) = nested {
            for item in items {
                if let Node::Object(fields) = item {
                    self.component(fields, Some(id), read)?;
                }
            }
        }
        Ok(id)
    }
}
