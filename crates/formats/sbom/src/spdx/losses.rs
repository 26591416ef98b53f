//! What a written document cannot hold: counted by kind, and named.

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
    /// What vulnerability statements say beyond what the target can hold.
    StatementPart,
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
    /// A license whose text is told elsewhere in the document under the same name.
    SharedText,
    /// What a definition of a license says beyond its text.
    LicensePart,
    /// A license whose name stands for another text.
    RenamedLicense,
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
    /// Line breaks where the format has one line.
    Line,
    /// What would end a text of several lines too soon, and carriage returns in it.
    EndMark,
    /// Blanks in an address.
    Blank,
}

impl Loss {
    /// Its code, and what happened to one and to several.
    #[rustfmt::skip] // One entry a kind.
    fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Annotated => ("kept-in-annotation",
                "element carries an annotation with what the format has no field for",
                "elements carry an annotation with what the format has no field for"),
            Self::Extension => ("lost-extension",
                "native part of another format was left out",
                "native parts of another format were left out"),
            Self::Digest => ("lost-digest",
                "digest was left out, because the format does not name its algorithm or it is none of it",
                "digests were left out, because the format does not name their algorithm or they are none of it"),
            Self::Party => ("lost-contact",
                "person or organization lost addresses, phones, a part of its name, or that it is not known which it is",
                "people or organizations lost addresses, phones, a part of their name, or that it is not known which they are"),
            Self::Reference => ("lost-reference",
                "reference without an address was left out",
                "references without an address were left out"),
            Self::ReferenceDigest => ("lost-reference-digest",
                "reference lost its digests",
                "references lost their digests"),
            Self::Statement => ("lost-statement",
                "vulnerability statement was left out",
                "vulnerability statements were left out"),
            Self::StatementPart => ("lost-statement-part",
                "part of a vulnerability statement was left out",
                "parts of vulnerability statements were left out"),
            Self::Lifecycle => ("lost-lifecycle",
                "lifecycle phase was left out",
                "lifecycle phases were left out"),
            Self::Document => ("lost-document-field",
                "field of the document itself was left out",
                "fields of the document itself were left out"),
            Self::JoinedLicenses => ("joined-licenses",
                "element had several licenses in one layer, which were joined with AND",
                "elements had several licenses in one layer, which were joined with AND"),
            Self::LicenseSource => ("lost-license-source",
                "license that is nobody's word in particular is written as declared",
                "licenses that are nobody's word in particular are written as declared"),
            Self::LicenseText => ("lost-license-text",
                "license lost its own text or address",
                "licenses lost their own text or address"),
            Self::SharedText => ("shared-license-text",
                "license without a text stands with the text that the document tells elsewhere under its name",
                "licenses without a text stand with the text that the document tells elsewhere under their name"),
            Self::LicensePart => ("lost-license-part",
                "part of a license text's description was left out",
                "parts of license texts' descriptions were left out"),
            Self::RenamedLicense => ("renamed-license",
                "license got another name, because its own stands for another text",
                "licenses got another name, because their own stands for another text"),
            Self::Relation => ("renamed-relation",
                "relation has no name in the format and is written as OTHER",
                "relations have no name in the format and are written as OTHER"),
            Self::Dangling => ("lost-relationship",
                "relationship to an element that is not in the document was left out",
                "relationships to elements that are not in the document were left out"),
            Self::ToolVendor => ("lost-tool-vendor",
                "tool lost its vendor",
                "tools lost their vendor"),
            Self::Created => ("lost-created",
                "time of making is none of the form that the format asks for, and is replaced by the time of writing",
                "times of making are none of the form that the format asks for, and are replaced by the time of writing"),
            Self::Namespace => ("new-namespace",
                "document got a new namespace in place of the serial number or namespace that it had, as SPDX asks of what is changed",
                "documents got a new namespace in place of the serial number or namespace that they had, as SPDX asks of what is changed"),
            Self::Line => ("joined-lines",
                "text of several lines stands in one, because the format has one for it",
                "texts of several lines stand in one, because the format has one for them"),
            Self::EndMark => ("changed-text",
                "text was changed where it holds the mark `</text>` that ends it, or lost the carriage returns that end its lines",
                "texts were changed where they hold the mark `</text>` that ends them, or lost the carriage returns that end their lines"),
            Self::Blank => ("changed-address",
                "address or locator was changed where it holds blanks",
                "addresses or locators were changed where they hold blanks"),
        }
    }
}

/// So many names of one kind are remembered; a hostile document may have millions.
const KNOWN: usize = 1_000;
/// So many are told.
const TOLD: usize = 30;
/// So many characters of a name are told.
const SHOWN: usize = 80;

/// Counts losses.
#[derive(Default)]
pub(super) struct Losses(BTreeMap<Loss, Count>);

/// How often something was lost, by its name.
#[derive(Default)]
struct Count {
    all: u64,
    names: BTreeMap<String, u64>,
}

impl Losses {
    /// Counts one that has no name.
    pub(super) fn count(&mut self, loss: Loss) {
        self.0.entry(loss).or_default().all += 1;
    }

    /// Counts one by its name.
    pub(super) fn name(&mut self, loss: Loss, name: &str) {
        let count = self.0.entry(loss).or_default();
        count.all += 1;
        if let Some(times) = count.names.get_mut(name) {
            *times += 1;
        } else if count.names.len() < KNOWN {
            count.names.insert(name.to_owned(), 1);
        }
    }

    /// Counts one by its name, where it is one.
    pub(super) fn name_if(&mut self, is_lost: bool, loss: Loss, name: &str) {
        if is_lost {
            self.name(loss, name);
        }
    }

    /// One problem for each kind; what an annotation still holds, and what must be, is only a note.
    pub(super) fn finish(self) -> Vec<Problem> {
        self.0
            .into_iter()
            .map(|(loss, count)| {
                let (code, one, several) = loss.words();
                let all = count.all;
                let message =
                    format!("{all} {}{}", if all == 1 { one } else { several }, named(all, &count.names));
                match loss {
                    Loss::Annotated | Loss::Namespace | Loss::SharedText | Loss::RenamedLicense => {
                        Problem::note(code, message)
                    }
                    _ => Problem::warning(code, message),
                }
            })
            .collect()
    }
}

/// The names with how often each was met, where it was more than once.
fn named(all: u64, names: &BTreeMap<String, u64>) -> String {
    if names.is_empty() {
        return String::new();
    }
    let told = names.iter().take(TOLD).map(|(name, times)| {
        let name = match name.char_indices().nth(SHOWN) {
            Some((end, _)) => format!("`{}…`", &name[..end]),
            None => format!("`{name}`"),
        };
        if *times == 1 { name } else { format!("{name} ({times} times)") }
    });
    let list = told.collect::<Vec<_>>().join(", ");
    let untold = all - names.values().take(TOLD).sum::<u64>();
    if untold > 0 { format!(": {list}, and {untold} more") } else { format!(": {list}") }
}

#[cfg(test)]
mod tests {
    use super::{KNOWN, Loss, Losses, TOLD};

    #[test]
    fn what_is_lost_is_named_with_how_often() {
        let mut losses = Losses::default();
        for name in ["b", "a", "b"] {
            losses.name(Loss::Extension, name);
        }
        let message = &losses.finish()[0].message;
        assert_eq!(message, "3 native parts of another format were left out: `a`, `b` (2 times)");
    }

    #[test]
    fn many_and_long_names_are_cut_and_counted() {
        let mut losses = Losses::default();
        for number in 0..2 * KNOWN {
            losses.name(Loss::Extension, &format!("{number:04}{}", "x".repeat(500)));
        }
        let message = &losses.finish()[0].message;
        assert!(message.len() < 90 * TOLD, "{}", message.len());
        assert!(message.starts_with("2000 native parts") && message.ends_with("and 1970 more"), "{message}");
    }
}
