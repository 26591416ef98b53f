//! The shape of an SPDX 2 document, whatever its encoding. Fields that the model has words for are typed; the
//! others are kept as the JSON encoding of SPDX 2.3 writes them, in `rest`.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

/// Fields by the names of the JSON encoding.
pub(super) type Rest = Map<String, Value>;

/// A whole document.
#[derive(Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Document {
    /// For encodings that are told by lines: the lines of fields, by their path in the JSON encoding. Then the
    /// elements' `at` counts lines too; else it counts list places.
    #[serde(skip)]
    pub(super) lines: Option<HashMap<String, usize>>,
    /// `SPDX-2.3`.
    pub(super) spdx_version: String,
    /// `CC0-1.0`.
    pub(super) data_license: String,
    /// `SPDXRef-DOCUMENT`.
    #[serde(rename = "SPDXID")]
    pub(super) id: String,
    /// The document's title.
    pub(super) name: String,
    /// Its unique address.
    pub(super) document_namespace: String,
    /// Who made it, when and with what.
    pub(super) creation_info: Creation,
    /// A comment of its author.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) comment: Option<String>,
    /// Documents it refers to, reviews, annotations, snippets, and license texts.
    #[serde(flatten)]
    pub(super) rest: Rest,
    /// The subjects, in the short form of the JSON encoding.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) document_describes: Vec<String>,
    /// Packages, each by itself: its place is given back as soon as the model has its words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[expect(
        clippy::vec_box,
        reason = "a list in one piece would stay whole until its last package is read"
    )]
    pub(super) packages: Vec<Box<Package>>,
    /// Files.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) files: Vec<File>,
    /// How the elements relate.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) relationships: Vec<Relationship>,
}

/// Who made a document.
#[derive(Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Creation {
    /// When, RFC 3339 in UTC with seconds.
    pub(super) created: String,
    /// `Tool: x-1`, `Person: y (mail)`, `Organization: z`.
    pub(super) creators: Vec<String>,
    /// A comment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) comment: Option<String>,
    /// The version of the SPDX license list in use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) license_list_version: Option<String>,
}

/// A package.
#[derive(Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Package {
    /// Its place in the list, or its line.
    #[serde(skip)]
    pub(super) at: usize,
    /// `SPDXRef-...`.
    #[serde(rename = "SPDXID")]
    pub(super) id: String,
    /// The name.
    pub(super) name: String,
    /// The version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) version_info: Option<String>,
    /// What it is used as.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "json_purpose")]
    pub(super) primary_package_purpose: Option<String>,
    /// Who supplies it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) supplier: Option<String>,
    /// Who made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) originator: Option<String>,
    /// Where it comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) download_location: Option<String>,
    /// Whether its files were looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) files_analyzed: Option<bool>,
    /// Digests.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) checksums: Vec<Checksum>,
    /// Its home on the web.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) homepage: Option<String>,
    /// The license that somebody concluded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) license_concluded: Option<String>,
    /// The license that it declares.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) license_declared: Option<String>,
    /// Licenses found in its files.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) license_info_from_files: Vec<String>,
    /// The copyright text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) copyright_text: Option<String>,
    /// What it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<String>,
    /// Identities and pointers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) external_refs: Vec<ExternalRef>,
    /// The files it contains, in the short form of the JSON encoding.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) has_files: Vec<String>,
    /// Everything else.
    #[serde(flatten)]
    pub(super) rest: Rest,
}

/// A file.
#[derive(Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct File {
    /// Its place in the list, or its line.
    #[serde(skip)]
    pub(super) at: usize,
    /// `SPDXRef-...`.
    #[serde(rename = "SPDXID")]
    pub(super) id: String,
    /// The path.
    #[serde(rename = "fileName")]
    pub(super) name: String,
    /// Digests.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) checksums: Vec<Checksum>,
    /// The license that somebody concluded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) license_concluded: Option<String>,
    /// Licenses found in it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) license_info_in_files: Vec<String>,
    /// The copyright text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) copyright_text: Option<String>,
    /// Everything else.
    #[serde(flatten)]
    pub(super) rest: Rest,
}

/// A digest.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(super) struct Checksum {
    /// In SPDX's spelling.
    pub(super) algorithm: String,
    /// Lower-case hexadecimal.
    #[serde(rename = "checksumValue")]
    pub(super) value: String,
}

/// An identity or a pointer of a package.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(super) struct ExternalRef {
    /// `PACKAGE-MANAGER`, `SECURITY`, `PERSISTENT-ID` or `OTHER`.
    #[serde(rename = "referenceCategory")]
    pub(super) category: String,
    /// `purl`, `cpe23Type`, ...
    #[serde(rename = "referenceType")]
    pub(super) kind: String,
    /// The identity or address itself.
    #[serde(rename = "referenceLocator")]
    pub(super) locator: String,
    /// A comment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) comment: Option<String>,
}

/// How two elements relate.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(super) struct Relationship {
    /// Its place in the list, or its line.
    #[serde(skip)]
    pub(super) at: usize,
    /// The element that it is about.
    #[serde(rename = "spdxElementId")]
    pub(super) from: Rc<str>,
    /// `DEPENDS_ON`, ...
    #[serde(rename = "relationshipType")]
    pub(super) kind: Rc<str>,
    /// The other element, `NONE` or `NOASSERTION`.
    #[serde(rename = "relatedSpdxElement")]
    pub(super) to: Rc<str>,
    /// A comment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) comment: Option<String>,
}

/// The texts of relationships, each kept once: there are several relationships for every element that they name.
#[derive(Default)]
pub(super) struct Shared(HashSet<Rc<str>>);

impl Shared {
    /// A text that all who ask for it share.
    pub(super) fn text(&mut self, text: &str) -> Rc<str> {
        if let Some(known) = self.0.get(text) {
            return Rc::clone(known);
        }
        let shared: Rc<str> = text.into();
        self.0.insert(Rc::clone(&shared));
        shared
    }
}

/// Adds to a list that is kept verbatim.
pub(super) fn push(rest: &mut Rest, field: &str, value: Value) {
    let list = rest.entry(field.to_owned()).or_insert_with(|| Value::Array(Vec::new()));
    if let Some(list) = list.as_array_mut() {
        list.push(value);
    }
}

/// The schema of the JSON encoding spells the operating system with a low line.
fn json_purpose<S: Serializer>(purpose: &Option<String>, serializer: S) -> Result<S::Ok, S::Error> {
    purpose.as_ref().map(|purpose| purpose.replace('-', "_")).serialize(serializer)
}
