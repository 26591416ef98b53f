//! What CycloneDX documents consist of, as told by `grammar.txt`: one description for JSON and XML, for reading,
//! checking and writing. A version is what it adds to or drops from its neighbors.

use std::sync::LazyLock;

use super::version::Version;
use crate::Encoding;

mod notation;

/// The grammar of all versions.
pub(super) static GRAMMAR: LazyLock<Grammar> = LazyLock::new(|| notation::parse(include_str!("grammar.txt")));

/// Objects and enumerations.
#[derive(Debug, Default)]
pub(super) struct Grammar {
    objects: Vec<Object>,
    enums: Vec<Enum>,
}

impl Grammar {
    /// An object by its name in the grammar.
    ///
    /// # Panics
    /// When the grammar has no such object: the name is a constant of this crate, and a test names them all.
    pub(super) fn object(&self, name: &str) -> &Object {
        self.object_at(self.index(name))
    }

    /// The place of an object by its name in the grammar.
    ///
    /// # Panics
    /// When the grammar has no such object: the name is a constant of this crate, and a test names them all.
    pub(super) fn index(&self, name: &str) -> ObjectIndex {
        let at = self.objects.iter().position(|object| object.name == name);
        ObjectIndex(at.expect("an object of the grammar"))
    }

    /// The object that a type names.
    pub(super) fn object_at(&self, index: ObjectIndex) -> &Object {
        &self.objects[index.0]
    }

    /// The enumeration that a type names.
    pub(super) fn enum_at(&self, index: EnumIndex) -> &Enum {
        &self.enums[index.0]
    }
}

/// Place of an object in the grammar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ObjectIndex(usize);

/// Place of an enumeration in the grammar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct EnumIndex(usize);

/// An object and its fields, in the order in which XML wants them.
#[derive(Debug)]
pub(super) struct Object {
    /// Its name in the grammar.
    pub(super) name: &'static str,
    /// Its fields.
    pub(super) fields: Vec<Field>,
    /// What holds between its fields.
    pub(super) rules: Vec<Rule>,
    by_name: Vec<usize>,
}

impl Object {
    /// The place of a field by its JSON name.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        let found = self.by_name.binary_search_by(|&at| self.fields[at].name.cmp(name)).ok()?;
        Some(self.by_name[found])
    }
}

/// A field of an object.
#[derive(Debug)]
pub(super) struct Field {
    /// Its JSON name.
    pub(super) name: &'static str,
    /// What it holds.
    pub(super) kind: Kind,
    /// In which versions it must be there.
    pub(super) required: Option<(Version, Version)>,
    /// The first version that has it.
    pub(super) since: Version,
    /// How XML writes it.
    pub(super) place: Place,
    /// The first version whose XML lets it be repeated.
    pub(super) many_since: Version,
    /// Whether the schemas of JSON ask that no two items of the list be the same.
    pub(super) unique: bool,
}

impl Field {
    /// Whether a version asks for it. XML has always asked for the attributes that JSON came to ask for.
    pub(super) fn is_required(&self, version: Version, encoding: Encoding) -> bool {
        let always = encoding == Encoding::Xml && matches!(self.place, Place::Attribute(_));
        let asks = |(from, until)| (always || from <= version) && version <= until;
        self.since <= version && self.required.is_some_and(asks)
    }
}

/// What a field holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// One value without parts.
    Scalar(Scalar),
    /// One of the values of an enumeration.
    Enum(EnumIndex),
    /// An object.
    Object(ObjectIndex),
    /// A list.
    List(Box<Kind>),
    /// One of several, each with the first version that has it.
    Either(Vec<(Kind, Version)>),
}

/// A value without parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scalar {
    /// Anything at all, not looked into.
    Any,
    /// Text.
    Text,
    /// Text that is not empty.
    Filled,
    /// The `bom-ref` of another part of the document, or of one elsewhere.
    Reference,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// The number of a revision of a document, from 1 on since 1.5.
    Revision,
    /// The number of a weakness, from 1 on; any whole number in XML.
    Cwe,
    /// A whole number from 0 on.
    Natural,
    /// A number from 0 to 1.
    Share,
    /// A level of security that withstands quantum computers: 0 to 6.
    QuantumLevel,
    /// True or false.
    Boolean,
    /// RFC 3339 date and time.
    DateTime,
    /// A date.
    Date,
    /// An IRI reference.
    Uri,
    /// A mail address.
    Email,
    /// A digest in hexadecimal.
    Digest,
    /// An SPDX license or exception id.
    LicenseId,
    /// An SPDX license expression; the schemas take any text.
    LicenseExpression,
    /// A media type.
    Mime,
    /// `urn:uuid:` and a UUID.
    Serial,
    /// A language, with or without a country.
    Locale,
    /// A CPE name, of any form in JSON.
    Cpe,
    /// A package URL; the schemas take any text.
    Purl,
    /// A number of a patent.
    PatentNumber,
    /// A country code.
    Jurisdiction,
}

/// A fixed set of values.
#[derive(Debug)]
pub(super) struct Enum {
    name: &'static str,
    /// Each value with the first version that has it.
    pub(super) values: Vec<(&'static str, Version)>,
    /// What stands for a value that a version does not have.
    pub(super) fallback: Option<&'static str>,
}

/// What holds between the fields of an object; every term is a set of fields that stand together.
#[derive(Debug)]
pub(super) enum Rule {
    /// Exactly one.
    One(Vec<Vec<&'static str>>),
    /// At least one.
    Some(Vec<Vec<&'static str>>),
    /// Not all of them.
    Not(Vec<&'static str>),
}

/// How XML writes a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// As an element of this name.
    Element(&'static str),
    /// As an attribute.
    Attribute(&'static str),
    /// As the text of the element itself.
    Content,
    /// As repeated elements, each with its text in the attribute where one is named.
    Repeated(&'static str, Option<&'static str>),
    /// As an element that holds items, one element name for each alternative, with the text in the attribute.
    Wrapped(&'static str, Vec<&'static str>, Option<&'static str>),
    /// As repeated elements of this name, each with one element in it by alternative.
    Chosen(&'static str, Vec<&'static str>),
    /// The list of licenses and expressions.
    Licenses,
    /// The data that a service handles.
    Data,
    /// Not at all.
    Nowhere,
}
