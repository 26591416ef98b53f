//! Which format a document is in, by its beginning.

use crate::{READERS, ReadError, Reader};

/// The reader for a document, by its first bytes and without reading it.
///
/// # Errors
/// When no reader claims it; a packed file is told as what it is. Nothing is unpacked: a small file may hold a large one.
pub fn recognize(bytes: &[u8]) -> Result<&'static Reader, ReadError> {
    let reader = READERS.iter().copied().find(|reader| (reader.claims)(bytes));
    reader.ok_or_else(|| {
        if bytes.trim_ascii().is_empty() {
            return ReadError::Unsupported("the document is empty; check how it was made and try again");
        }
        let packed = PACKED.iter().find(|(start, _)| bytes.starts_with(start));
        packed.map_or(ReadError::Unrecognized, |(_, advice)| ReadError::Unsupported(advice))
    })
}

/// How packed files begin, and what to do.
const PACKED: [(&[u8], &str); 5] = [
    (b"\x1f\x8b", "the document is packed with gzip; unpack it and try again"),
    (b"PK\x03\x04", "the document is a ZIP archive; unpack it and try again with what is in it"),
    (b"\xfd7zXZ\0", "the document is packed with xz; unpack it and try again"),
    (b"\x28\xb5\x2f\xfd", "the document is packed with Zstandard; unpack it and try again"),
    (b"BZh", "the document is packed with bzip2; unpack it and try again"),
];

#[cfg(test)]
mod tests {
    use super::recognize;

    #[test]
    fn an_empty_document_is_told_as_such() {
        for bytes in [&b""[..], b" \r\n"] {
            assert!(recognize(bytes).err().is_some_and(|error| error.to_string().contains("is empty")));
        }
    }

    #[test]
    fn a_packed_document_is_told_as_such() {
        for (bytes, word) in
            [(&b"\x1f\x8b\x08\0"[..], "gzip"), (b"PK\x03\x04\x14", "ZIP"), (b"\x28\xb5\x2f\xfd", "Zstandard")]
        {
            let refused = recognize(bytes).err().map(|error| error.to_string());
            assert!(refused.is_some_and(|text| text.contains(word) && text.contains("unpack")), "{word}");
        }
    }
}
