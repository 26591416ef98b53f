//! What is said of a component in a document, in fifteen bits.

use mainstay_model::{Component, Directness, Graph as Completeness, LicenseClaim, Scope};

use crate::sbom::SbomSource;

/// What a document says of a component, in the bits that lists and counts need.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeFlags(pub(crate) u16);

const DIRECT: u16 = 1;
const TRANSITIVE: u16 = 2;
const SCOPE_SHIFT: u16 = 2;
const SCOPE: u16 = 0b111 << SCOPE_SHIFT;
const PARTIAL: u16 = 1 << 5;
const COMPLETE: u16 = 1 << 6;
const LICENSED: u16 = 1 << 7;
const PURL: u16 = 1 << 8;
const FIRST_PARTY: u16 = 1 << 9;
const SUBJECT: u16 = 1 << 10;
const SOURCE_SHIFT: u16 = 11;

const SCOPES: [Scope; 7] = [
    Scope::Runtime,
    Scope::Optional,
    Scope::Provided,
    Scope::Build,
    Scope::Development,
    Scope::Test,
    Scope::Excluded,
];

impl NodeFlags {
    /// The flags of a component of a document.
    pub(crate) fn of(component: &Component, subject: bool) -> Self {
        let directness = match component.directness {
            Directness::Unknown => 0,
            Directness::Direct => DIRECT,
            Directness::Transitive => TRANSITIVE,
        };
        let scope = component.scope.map_or(0, |scope| {
            SCOPES.iter().zip(1_u16..).find(|(known, _)| **known == scope).map_or(0, |(_, number)| number)
        });
        let completeness = match component.graph {
            Completeness::Unknown => 0,
            Completeness::Partial => PARTIAL,
            Completeness::Complete => COMPLETE,
        };
        let licensed = component.licenses.iter().any(LicenseClaim::states);
        Self(
            directness
                | scope << SCOPE_SHIFT
                | completeness
                | bit(licensed, LICENSED)
                | bit(component.purl.is_some(), PURL)
                | bit(component.first_party, FIRST_PARTY)
                | bit(subject, SUBJECT),
        )
    }

    /// The same flags, said by an SBOM of this source.
    pub(crate) fn said_by(self, source: SbomSource) -> Self {
        Self(self.0 | 1 << (SOURCE_SHIFT + source as u16))
    }

    /// Both together: the stronger word wins (direct before transitive, runtime before test, something before nothing);
    /// it is the organization's own only when both say so.
    pub(crate) fn joined(self, other: Self) -> Self {
        let any = self.0 | other.0;
        let both = self.0 & other.0;
        let directness = if any & DIRECT != 0 { DIRECT } else { any & TRANSITIVE };
        let scope = match (self.0 & SCOPE, other.0 & SCOPE) {
            (0, scope) | (scope, 0) => scope,
            (one, two) => one.min(two),
        };
        let completeness = if any & COMPLETE != 0 { COMPLETE } else { any & PARTIAL };
        let said = any & !(DIRECT | TRANSITIVE | SCOPE | PARTIAL | COMPLETE | FIRST_PARTY | SUBJECT);
        Self(said | directness | scope | completeness | both & (FIRST_PARTY | SUBJECT))
    }

    /// Whether it counts as something used: not the subject itself and not the organization's own part of it.
    pub fn is_used(self) -> bool {
        self.0 & (SUBJECT | FIRST_PARTY) == 0
    }

    /// Whether the subject names it itself.
    pub fn directness(self) -> Directness {
        match self.0 & (DIRECT | TRANSITIVE) {
            0 => Directness::Unknown,
            TRANSITIVE => Directness::Transitive,
            _ => Directness::Direct,
        }
    }

    /// Whether the subject names it itself; `None` when nothing is said.
    pub fn direct(self) -> Option<bool> {
        match self.directness() {
            Directness::Unknown => None,
            directness => Some(directness == Directness::Direct),
        }
    }

    /// Whether the subject names it itself, as far as is known.
    pub fn is_direct(self) -> bool {
        self.0 & DIRECT != 0
    }

    /// What it is used for; `None` when nothing is said.
    pub fn scope(self) -> Option<Scope> {
        match (self.0 & SCOPE) >> SCOPE_SHIFT {
            0 => None,
            number => SCOPES.get(usize::from(number) - 1).copied(),
        }
    }

    /// Whether all it depends on is told.
    pub fn completeness(self) -> Completeness {
        match self.0 & (PARTIAL | COMPLETE) {
            0 => Completeness::Unknown,
            PARTIAL => Completeness::Partial,
            _ => Completeness::Complete,
        }
    }

    /// Whether anything is said about its license.
    pub fn is_licensed(self) -> bool {
        self.0 & LICENSED != 0
    }

    /// Whether it has a purl.
    pub fn has_purl(self) -> bool {
        self.0 & PURL != 0
    }

    /// Whether it is a part that the organization builds itself.
    pub fn is_first_party(self) -> bool {
        self.0 & FIRST_PARTY != 0
    }

    /// Whether it is what the document is about.
    pub fn is_subject(self) -> bool {
        self.0 & SUBJECT != 0
    }

    /// Which kinds of SBOM say so.
    pub fn sources(self) -> impl Iterator<Item = SbomSource> {
        SbomSource::ALL
            .iter()
            .copied()
            .filter(move |source| self.0 & 1 << (SOURCE_SHIFT + *source as u16) != 0)
    }

    /// Flags from stored bits.
    pub(crate) fn load(stored: i16) -> Self {
        Self(stored.unsigned_abs())
    }
}

fn bit(set: bool, bit: u16) -> u16 {
    if set { bit } else { 0 }
}
