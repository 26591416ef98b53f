//! The page about SBOM formats.

use mainstay_sbom::{Format, Reader, Writer};

use super::table::{code, table};

const INTRODUCTION: &str = "\
# SBOM formats

A document is recognized by its content, not by its name. Whatever a reader does not understand is counted and
shown with the document; whatever a writer's format cannot hold is named when the document is written.";

/// The page.
pub(super) fn page(readers: &[&Reader], writers: &[&Writer]) -> String {
    let read = readers.iter().map(|reader| row(&reader.format));
    let written = writers.iter().map(|writer| row(&writer.format));
    format!("{INTRODUCTION}\n\n## Read\n\n{}\n## Written\n\n{}", section(read), section(written))
}

fn section(rows: impl ExactSizeIterator<Item = Vec<String>>) -> String {
    if rows.len() == 0 {
        return "None yet.\n".to_owned();
    }
    table(&["Family", "Encoding", "Versions", "Id"], rows)
}

fn row(format: &Format) -> Vec<String> {
    let versions =
        if format.versions.is_empty() { "refused by name".to_owned() } else { format.versions.join(", ") };
    vec![format.family.name().to_owned(), format.encoding.name().to_owned(), versions, code(&[format.id])]
}

#[cfg(test)]
mod tests {
    use mainstay_sbom::{Encoding, Family, Format};

    use super::{page, row};

    #[test]
    fn a_row_tells_family_encoding_and_versions() {
        let format = Format {
            id: "spdx-tag",
            family: Family::Spdx,
            encoding: Encoding::TagValue,
            versions: &["2.2", "2.3"],
        };
        assert_eq!(row(&format), ["SPDX", "tag-value", "2.2, 2.3", "`spdx-tag`"]);
    }

    #[test]
    fn no_format_at_all_is_said_and_not_hidden() {
        assert_eq!(page(&[], &[]).matches("None yet.").count(), 2);
    }
}
