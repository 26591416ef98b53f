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
        }
    }

    fn text(self) -> &'static str {
        match self {
            Self::Annotated => "elements carry an annotation with what the format has no field for",
            Self::Extension => "native parts of another format were left out",
            Self::Digest => {
                "digests were left out, because the format does not name their algorithm or they are none of it"
            }
            Self::Party => {
                "people or organizations lost addresses, phones, a part of their name, or that it is not known which they are"
            }
            Self::Reference => "references without an address were left out",
            Self::ReferenceDigest => "references lost their digests",
            Self::Statement => "vulnerability statements were left out or lost a part of what they say",
            Self::Lifecycle => "lifecycle phases were left out",
            Self::Document => "fields of the document itself were left out",
            Self::JoinedLicenses => "elements had several licenses in one layer, which were joined with AND",
            Self::LicenseSource => "licenses that are nobody's word in particular are written as declared",
            Self::LicenseText => "licenses lost their own text or address",
            Self::Relation => "relations have no name in the format and are written as OTHER",
            Self::Dangling => "relationships to elements that are not in the document were left out",
            Self::ToolVendor => "tools lost their vendor",
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

    /// One problem for each kind; what an annotation still holds is only a note.
    pub(super) fn finish(self) -> Vec<Problem> {
        self.0
            .into_iter()
            .map(|(loss, count)| {
                let message = format!("{count} {}", loss.text());
                match loss {
                    Loss::Annotated => Problem::note(loss.code(), message),
                    _ => Problem::warning(loss.code(), message),
                }
            })
            .collect()
    }
}
