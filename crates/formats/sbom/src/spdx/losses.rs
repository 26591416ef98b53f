//! What a written document cannot hold, counted by kind.

use std::collections::BTreeMap;

use mainstay_model::Problem;

/// A kind of loss.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Loss {
    /// Kept in an annotation.
    Annotated,
    /// Native parts of another format.
    Extension,
    /// A digest whose algorithm the target does not name, or that is none of it.
    Digest,
    /// Addresses, phones and names of people.
    Party,
    /// References without an address.
    Reference,
    /// Digests of references.
    ReferenceDigest,
    /// Vulnerability statements.
    Statement,
    /// Phases of the software's life.
    Lifecycle,
    /// Supplier, references, properties, revision of the document.
    Document,
    /// Several licenses in one layer.
    JoinedLicenses,
    /// Who states a license, where some are declared and others are nobody's word.
    LicenseSource,
    /// The text or address of a license that is on the license list.
    LicenseText,
    /// A relation without a name in the target.
    Relation,
    /// Relationships to elements that are not there.
    Dangling,
    /// Who makes a tool.
    ToolVendor,
    /// A time of making that is no date as SPDX has them.
    Created,
    /// The namespace that the document had.
    Namespace,
}

impl Loss {
    fn code(self) -> &'static str {
        match self {
            Self::Annotated => "kept-in-annotation",
            Self::Extension => "lost-extension",
            Self::Digest => "lost-digest",
            Self::Party => "lost-contact",
            Self::Reference => "lost-reference",
            Self::ReferenceDigest => "lost-reference-digest",
            Self::Statement => "lost-statement",
            Self::Lifecycle => "lost-lifecycle",
            Self::Document => "lost-document-field",
            Self::JoinedLicenses => "joined-licenses",
            Self::LicenseSource => "lost-license-source",
            Self::LicenseText => "lost-license-text",
            Self::Relation => "renamed-relation",
            Self::Dangling => "lost-relationship",
            Self::ToolVendor => "lost-tool-vendor",
            Self::Created => "lost-created",
            Self::Namespace => "new-namespace",
        }
    }

    /// What happened to one, and to several.
    fn text(self) -> (&'static str, &'static str) {
        match self {
            Self::Annotated => (
                "element carries an annotation with what the format has no field for",
                "elements carry an annotation with what the format has no field for",
            ),
            Self::Extension => {
                ("native part of another format was left out", "native parts of another format were left out")
            }
            Self::Digest => (
                "digest was left out, because the format does not name its algorithm or it is none of it",
                "digests were left out, because the format does not name their algorithm or they are none of it",
            ),
            Self::Party => (
                "person or organization lost addresses, phones, a part of its name, or that it is not known which it is",
                "people or organizations lost addresses, phones, a part of their name, or that it is not known which they are",
            ),
            Self::Reference => {
                ("reference without an address was left out", "references without an address were left out")
            }
            Self::ReferenceDigest => ("reference lost its digests", "references lost their digests"),
            Self::Statement => (
                "vulnerability statement was left out or lost a part of what it says",
                "vulnerability statements were left out or lost a part of what they say",
            ),
            Self::Lifecycle => ("lifecycle phase was left out", "lifecycle phases were left out"),
            Self::Document => {
                ("field of the document itself was left out", "fields of the document itself were left out")
            }
            Self::JoinedLicenses => (
                "element had several licenses in one layer, which were joined with AND",
                "elements had several licenses in one layer, which were joined with AND",
            ),
            Self::LicenseSource => (
                "license that is nobody's word in particular is written as declared",
                "licenses that are nobody's word in particular are written as declared",
            ),
            Self::LicenseText => {
                ("license lost its own text or address", "licenses lost their own text or address")
            }
            Self::Relation => (
                "relation has no name in the format and is written as OTHER",
                "relations have no name in the format and are written as OTHER",
            ),
            Self::Dangling => (
                "relationship to an element that is not in the document was left out",
                "relationships to elements that are not in the document were left out",
            ),
            Self::ToolVendor => ("tool lost its vendor", "tools lost their vendor"),
            Self::Created => (
                "time of making is none of the form that the format asks for, and is replaced by the time of writing",
                "times of making are none of the form that the format asks for, and are replaced by the time of writing",
            ),
            Self::Namespace => (
                "document got a new namespace in place of the serial number or namespace that it had, as SPDX asks of what is changed",
                "documents got a new namespace in place of the serial number or namespace that they had, as SPDX asks of what is changed",
            ),
        }
    }
}

/// Counts losses.
#[derive(Default)]
pub(super) struct Losses(BTreeMap<Loss, u64>);

impl Losses {
    /// Counts one.
    pub(super) fn count(&mut self, loss: Loss) {
        self.add(loss, 1);
    }

    /// Counts several.
    pub(super) fn add(&mut self, loss: Loss, many: usize) {
        if many > 0 {
            *self.0.entry(loss).or_default() += many as u64;
        }
    }

    /// One problem for each kind; what an annotation still holds, and what must be, is only a note.
    pub(super) fn finish(self) -> Vec<Problem> {
        self.0
            .into_iter()
            .map(|(loss, count)| {
                let (one, several) = loss.text();
                let message = format!("{count} {}", if count == 1 { one } else { several });
                match loss {
                    Loss::Annotated | Loss::Namespace => Problem::note(loss.code(), message),
                    _ => Problem::warning(loss.code(), message),
                }
            })
            .collect()
    }
}
