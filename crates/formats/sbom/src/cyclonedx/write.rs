//! From the model to the parts of a document, cut to what the version can hold.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;

use mainstay_model::{Bom, ComponentKind, Directness, NodeId, Party, PartyKind, RelationKind};

use super::fit::{Fit, LOST_SIGNATURE, Losses, Taken};
use super::grammar::{GRAMMAR, Object};
use super::seal::{self, Seal};
use super::version::Version;
use crate::node::{Fields, Node};
use crate::{Encoding, Stamp};

mod component;
mod document;
mod graph;
mod license;
mod names;
mod native;
mod nesting;
mod statement;

use license::Licenses;
use names::Names;
use nesting::Nesting;

/// Where the signature of a document is kept.
const SIGNATURE: &str = "cyclonedx:signature";

/// A document on its way out of the model.
pub(super) struct Writing<'b> {
    bom: &'b Bom,
    stamp: &'b Stamp,
    version: Version,
    encoding: Encoding,
    object: &'static Object,
    names: Names<'b>,
    nesting: Nesting,
    root: Option<NodeId>,
    makers: Makers,
    subjects: HashSet<NodeId>,
    /// Who is direct by the edges alone.
    told_direct: Vec<Directness>,
    /// References that must not be given again.
    taken: RefCell<Taken>,
    losses: RefCell<Losses>,
    /// What was written so far, where the document is signed.
    seal: Option<Cell<Seal>>,
    licenses: Licenses<'b>,
}

/// Who made the document, as CycloneDX tells them apart.
struct Makers {
    /// The organization; only from 1.6 on there is a place for it.
    creator: Option<Box<Party>>,
    /// All others, as people.
    people: Vec<Party>,
}

impl Makers {
    fn of(bom: &Bom, version: Version) -> Self {
        let mut people = bom.document.authors.clone();
        let is_organization = |party: &Party| party.kind == PartyKind::Organization;
        let first = people.iter().position(is_organization).filter(|_| version >= Version(6));
        Self { creator: first.map(|first| Box::new(people.remove(first))), people }
    }
}

/// What stands in a field of the document.
pub(super) enum Part<'p> {
    /// Nothing: the field is left out.
    Nothing,
    /// A value.
    One(Node<'p>),
    /// A list, made item by item.
    Many(Box<dyn Iterator<Item = Node<'p>> + 'p>),
}

impl<'b> Writing<'b> {
    /// Looks over a model before it is written.
    pub(super) fn new(bom: &'b Bom, stamp: &'b Stamp, version: Version, encoding: Encoding) -> Self {
        let mut losses = Losses::default();
        let root = root(bom);
        let nesting = Nesting::of(bom, root, &mut losses);
        for relation in bom.relations.iter().filter(|relation| !is_native(&relation.kind)) {
            let word = relation.kind.word();
            if relation.kind.is_dependency() {
                losses.count("changed-value", format!("relations like `{word}` (written as `dependsOn`)"));
            } else {
                losses.count("lost-relation", format!("relations like `{word}`"));
            }
        }
        native::tell(bom, encoding, &mut losses);
        let names = Names::of(bom);
        let taken = RefCell::new(Taken::of(names.all()));
        Self {
            bom,
            stamp,
            version,
            encoding,
            object: GRAMMAR.object("bom"),
            names,
            taken,
            nesting,
            root,
            makers: Makers::of(bom, version),
            subjects: bom.subjects.iter().copied().collect(),
            told_direct: crate::direct::told_by_edges(bom),
            seal: bom.document.extensions.contains_key(SIGNATURE).then(Cell::default),
            licenses: Licenses::of(bom, &mut losses),
            losses: RefCell::new(losses),
        }
    }

    /// The document's fields in the order in which they are written.
    pub(super) fn fields(&self) -> impl Iterator<Item = &'static str> + use<> {
        let rest = self.object.fields.iter().map(|field| field.name);
        let first = ["serialNumber", "version"];
        first.into_iter().chain(rest.filter(move |name| !first.contains(name)))
    }

    /// The version that is written.
    pub(super) fn version(&self) -> Version {
        self.version
    }

    /// What stands in a field of the document.
    pub(super) fn part(&self, name: &'static str) -> Part<'_> {
        match name {
            "components" => {
                self.many(name, self.nesting.top(self.bom, self.root, false), Self::component, "component")
            }
            "services" => {
                self.many(name, self.nesting.top(self.bom, self.root, true), Self::component, "service")
            }
            "dependencies" => self.items(name, "dependency", self.dependencies()),
            "vulnerabilities" => {
                let statements = self.bom.statements.iter().map(|statement| self.statement(statement));
                self.items(name, "vulnerability", statements)
            }
            "bomFormat" | "specVersion" | "$schema" => Part::Nothing,
            seal::FIELD => self.signature(),
            _ => self.document_part(name).map_or(Part::Nothing, |node| self.cut(name, node)),
        }
    }

    /// Whether the document was CycloneDX: each license then explains itself.
    fn is_cyclonedx(&self) -> bool {
        self.bom.document.format.starts_with("cyclonedx")
    }

    /// What the version could not hold of all that was made so far.
    pub(super) fn into_losses(self) -> Losses {
        self.losses.into_inner()
    }

    /// Tells parties of which a field says less than the model: it holds people, organizations, or names alone.
    fn tell_parties<'p>(&self, kind: PartyKind, parties: impl IntoIterator<Item = &'p Party>) {
        for party in parties {
            let what = match kind {
                _ if party.kind != kind => "whether a party is a person or an organization",
                PartyKind::Person if party.mails.len() > 1 || !party.urls.is_empty() => {
                    "web addresses and further mail addresses of a person"
                }
                PartyKind::Unknown if *party != Party { name: party.name.clone(), ..Party::default() } => {
                    "the contacts of an author"
                }
                _ => continue,
            };
            self.losses.borrow_mut().count("lost-contact", what.to_owned());
        }
    }

    fn cut<'p>(&self, name: &str, node: Node<'p>) -> Part<'p> {
        let Some(at) = self.object.find(name) else { return Part::Nothing };
        let node = self.fit(|fit| fit.field(self.object, &self.object.fields[at], node));
        if let Some(node) = &node {
            self.seal(|seal| seal.field(name, node));
        }
        node.map_or(Part::Nothing, Part::One)
    }

    /// The signature of the document, when all else is written and says what was signed.
    fn signature(&self) -> Part<'_> {
        let Some(raw) = self.bom.document.extensions.get(SIGNATURE) else { return Part::Nothing };
        let mut fields = Fields::default();
        fields.put(seal::FIELD, Node::of(raw));
        let sealed = seal::open(&mut fields);
        let Some(node) = fields.take(seal::FIELD) else { return Part::Nothing };
        let version = self.version.to_string();
        for (name, value) in [
            ("bomFormat", "CycloneDX"),
            ("specVersion", &version),
            ("$schema", &format!("http://cyclonedx.org/schema/bom-{version}.schema.json")),
        ] {
            self.seal(|seal| seal.field(name, &Node::text(value)));
        }
        let mut all = self.seal.as_ref().map(Cell::get).unwrap_or_default();
        all.field(seal::FIELD, &node);
        if self.encoding != Encoding::Json || !all.is_of(sealed.as_deref()) {
            self.losses.borrow_mut().count(LOST_SIGNATURE, self.object.name.to_owned());
            return Part::Nothing;
        }
        self.cut(seal::FIELD, node)
    }

    fn seal(&self, add: impl FnOnce(&mut Seal)) {
        if let Some(cell) = &self.seal {
            let mut seal = cell.get();
            add(&mut seal);
            cell.set(seal);
        }
    }

    fn many<'p>(
        &'p self,
        name: &'static str,
        ids: Vec<NodeId>,
        render: fn(&'p Self, NodeId) -> Fields<'p>,
        object: &'static str,
    ) -> Part<'p> {
        self.items(name, object, ids.into_iter().map(move |id| render(self, id)))
    }

    /// A list of objects, made and cut one by one; nothing when there are none.
    fn items<'p>(
        &'p self,
        name: &'static str,
        object: &'static str,
        items: impl Iterator<Item = Fields<'p>> + 'p,
    ) -> Part<'p> {
        let index = GRAMMAR.index(object);
        let mut items = items.filter_map(move |fields| self.fit(|fit| fit.object(index, fields))).peekable();
        if items.peek().is_none() {
            return Part::Nothing;
        }
        self.seal(|seal| seal.list(name));
        let items = items.enumerate().map(move |(index, node)| {
            self.seal(|seal| seal.item(name, index, &node));
            node
        });
        Part::Many(Box::new(items))
    }

    fn fit<T>(&self, cut: impl FnOnce(&mut Fit<'_>) -> T) -> T {
        let mut losses = self.losses.borrow_mut();
        cut(&mut Fit {
            version: self.version,
            encoding: self.encoding,
            keeps_foreign: native::keeps_foreign(self.bom, self.encoding),
            taken: &mut self.taken.borrow_mut(),
            losses: &mut losses,
        })
    }
}

/// The one component that the document is about; none when there are several, since CycloneDX has room for one.
fn root(bom: &Bom) -> Option<NodeId> {
    match bom.subjects.as_slice() {
        [one] if bom.component(*one).kind != ComponentKind::Service => Some(*one),
        _ => None,
    }
}

/// Whether CycloneDX has a way to say that two components relate like this.
fn is_native(kind: &RelationKind) -> bool {
    matches!(kind, RelationKind::DependsOn | RelationKind::Contains | RelationKind::Provides)
}
