//! CycloneDX: JSON 1.2 to 1.7, XML 1.0 to 1.7.
//!
//! One grammar tells what documents of all versions consist of (`grammar.txt`). JSON and XML are decoded into the
//! same parts, which are checked against the grammar and then read into the model; what the model has no word for is
//! kept beside it. Writing goes the same way back.

use crate::{Encoding, Family, Format, ReadError, Reader, Writer};

mod base64;
mod check;
mod cpe;
mod fit;
mod grammar;
mod json;
mod links;
mod notes;
mod outcome;
mod path;
mod read;
mod scalar;
mod seal;
mod unique;
mod version;
mod words;
mod write;
mod xml;

pub(crate) use links::{Role, bears, follow};
use version::Version;
pub(crate) use words::{restates, tools};

/// CycloneDX in JSON.
pub(crate) const JSON: Reader = Reader {
    format: Format {
        id: "cyclonedx-json",
        family: Family::CycloneDx,
        encoding: Encoding::Json,
        versions: &["1.2", "1.3", "1.4", "1.5", "1.6", "1.7"],
    },
    media_type: "application/vnd.cyclonedx+json",
    ending: "cdx.json",
    claims: json::claims,
    parse: json::parse,
};

/// CycloneDX 1.5 in JSON.
pub(crate) const JSON_1_5: Writer = Writer {
    format: writable("cyclonedx-1.5-json", Encoding::Json, &["1.5"]),
    render: |bom, stamp| json::render(bom, stamp, Version(5)),
};

/// CycloneDX 1.6 in JSON, the usual choice.
pub(crate) const JSON_1_6: Writer = Writer {
    format: writable("cyclonedx-json", Encoding::Json, &["1.6"]),
    render: |bom, stamp| json::render(bom, stamp, Version(6)),
};

/// CycloneDX 1.7 in JSON.
pub(crate) const JSON_1_7: Writer = Writer {
    format: writable("cyclonedx-1.7-json", Encoding::Json, &["1.7"]),
    render: |bom, stamp| json::render(bom, stamp, Version(7)),
};

const fn writable(id: &'static str, encoding: Encoding, versions: &'static [&'static str]) -> Format {
    Format { id, family: Family::CycloneDx, encoding, versions }
}

/// CycloneDX in XML.
pub(crate) const XML: Reader = Reader {
    format: Format {
        id: "cyclonedx-xml",
        family: Family::CycloneDx,
        encoding: Encoding::Xml,
        versions: &["1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7"],
    },
    media_type: "application/vnd.cyclonedx+xml",
    ending: "cdx.xml",
    claims: xml::claims,
    parse: xml::parse,
};

/// CycloneDX 1.5 in XML.
pub(crate) const XML_1_5: Writer = Writer {
    format: writable("cyclonedx-1.5-xml", Encoding::Xml, &["1.5"]),
    render: |bom, stamp| xml::render(bom, stamp, Version(5)),
};

/// CycloneDX 1.6 in XML.
pub(crate) const XML_1_6: Writer = Writer {
    format: writable("cyclonedx-xml", Encoding::Xml, &["1.6"]),
    render: |bom, stamp| xml::render(bom, stamp, Version(6)),
};

/// CycloneDX 1.7 in XML.
pub(crate) const XML_1_7: Writer = Writer {
    format: writable("cyclonedx-1.7-xml", Encoding::Xml, &["1.7"]),
    render: |bom, stamp| xml::render(bom, stamp, Version(7)),
};

/// CycloneDX in protocol buffers, which is told apart but not read.
pub(crate) const PROTOBUF: Reader = Reader {
    format: Format {
        id: "cyclonedx-protobuf",
        family: Family::CycloneDx,
        encoding: Encoding::Protobuf,
        versions: &[],
    },
    media_type: "application/x.vnd.cyclonedx+protobuf",
    ending: "cdx.pb",
    claims: is_protobuf,
    parse: |_, _| Err(ReadError::Unsupported(PROTOBUF_ADVICE)),
};

const PROTOBUF_ADVICE: &str = "CycloneDX in protocol buffers is not read; convert it with `cyclonedx-cli convert \
     --input-format protobuf --output-format json`";

/// The bytes that are looked at for what must stand near the start.
fn beginning(bytes: &[u8]) -> &[u8] {
    &bytes[..bytes.len().min(4096)]
}

/// The binary form begins with the version as its first field; the text form has it on a line of its own.
fn is_protobuf(bytes: &[u8]) -> bool {
    let mut lines = beginning(bytes).split(|&byte| byte == b'\n');
    matches!(bytes, [0x0a, 3, b'1', b'.', b'0'..=b'9', ..])
        || lines.any(|line| line.starts_with(b"spec_version:"))
}
