//! A list of components in CSV, as people keep it for what no tool finds: proprietary, legacy and bought parts.
//!
//! Columns are found by their headings, those of `cyclonedx-cli convert --output-format csv` among them. Other columns are
//! kept as properties of the component.

use mainstay_model::{
    Bom, Component, Hash, LicenseClaim, LicenseValue, Parsed, Party, Problem, Purl, Reference, Scope, says,
};
use mainstay_table::{Column, Layout};
use serde::de::IntoDeserializer;
use serde::de::value::Error;

use crate::spdx::ALGORITHMS;
use crate::{Encoding, Family, Format, Limits, ReadError, Reader, expression, text};

/// Reads lists of components.
pub(crate) const READER: Reader = Reader {
    format: Format {
        id: "components-csv",
        family: Family::List,
        encoding: Encoding::Csv,
        versions: &["RFC 4180"],
    },
    media_type: "text/csv",
    ending: "csv",
    claims,
    parse,
};

/// A row on its way to a component.
#[derive(Default)]
struct Row {
    component: Component,
    /// Cells that not every text is right for, with their heading.
    words: Vec<(&'static str, String)>,
}

const COLUMNS: &[Column<Row>] = &[
    Column {
        headings: &[
            "name",
            "component",
            "componentname",
            "part",
            "package",
            "library",
            "software",
            "product",
        ],
        set: |row, cell| cell.clone_into(&mut row.component.name),
    },
    Column { headings: &["purl", "packageurl"], set: |row, cell| row.words.push(("purl", cell.to_owned())) },
    Column {
        headings: &["version", "componentversion", "packageversion", "release"],
        set: |row, cell| row.component.version = Some(cell.to_owned()),
    },
    Column {
        headings: &["supplier", "suppliername", "vendor", "manufacturer"],
        set: |row, cell| row.component.supplier = Some(Box::new(Party::organization(cell))),
    },
    Column {
        headings: &["group", "groupid", "namespace"],
        set: |row, cell| row.component.group = Some(cell.to_owned()),
    },
    Column { headings: &["cpe"], set: |row, cell| row.component.cpes.push(cell.to_owned()) },
    Column {
        headings: &["license", "licence", "licenseexpression", "spdx"],
        set: |row, cell| license(row, cell, LicenseValue::Expression),
    },
    Column {
        headings: &["licenses", "licences", "licenseexpressions"],
        set: |row, cell| list(cell).for_each(|one| license(row, one, LicenseValue::Expression)),
    },
    Column { headings: &["licensename"], set: |row, cell| license(row, cell, LicenseValue::Name) },
    Column {
        headings: &["licensenames"],
        set: |row, cell| list(cell).for_each(|one| license(row, one, LicenseValue::Name)),
    },
    Column { headings: &["copyright"], set: |row, cell| row.component.copyright = Some(cell.to_owned()) },
    Column { headings: &["author", "authors"], set: |row, cell| row.component.authors.push(named(cell)) },
    Column { headings: &["publisher"], set: |row, cell| row.component.publisher = Some(cell.to_owned()) },
    Column {
        headings: &["description", "summary"],
        set: |row, cell| row.component.description = Some(cell.to_owned()),
    },
    Column {
        headings: &["type", "kind", "componenttype"],
        set: |row, cell| row.words.push(("type", cell.to_owned())),
    },
    Column { headings: &["scope"], set: |row, cell| row.words.push(("scope", cell.to_owned())) },
    Column {
        headings: &["website", "homepage", "url"],
        set: |row, cell| row.component.references.push(Reference::new("website", cell)),
    },
    Column {
        headings: &["repository", "vcs", "source", "sourceurl"],
        set: |row, cell| row.component.references.push(Reference::new("vcs", cell)),
    },
];

const fn layout(most: usize) -> Layout<Row> {
    let others = |row: &mut Row, heading: &str, cell: &str| match algorithm(heading) {
        Some(algorithm) => {
            row.component.hashes.push(Hash { algorithm: algorithm.to_owned(), value: cell.to_owned() })
        }
        None => row.component.properties.push((heading.to_owned(), cell.to_owned())),
    };
    Layout { columns: COLUMNS, needed: 2, others: Some(others), most }
}

/// How many bytes at the start hold the headings.
const HEAD: usize = 64 << 10;

/// A name alone is in many lists; with one of these the list is one of components.
const TELLING: &[&str] =
    &["version", "supplier", "cpe", "license", "licenses", "licensename", "licensenames"];

fn claims(bytes: &[u8]) -> bool {
    let text = text::lossy(&bytes[..bytes.len().min(HEAD)]);
    if text.trim_start().starts_with(['{', '[', '<']) {
        return false;
    }
    let named = layout(0).named(&text);
    named.contains(&"purl") || named.contains(&"name") && TELLING.iter().any(|one| named.contains(one))
}

fn parse(bytes: &[u8], limits: &Limits) -> Result<Parsed<Bom>, ReadError> {
    text::within(bytes, limits)?;
    let (text, told) = mainstay_table::decode(bytes);
    let Parsed { value, problems } = layout(limits.components).read(&text).map_err(refusal)?;
    let mut parsed = Parsed::<Bom>::default();
    parsed.value.document.format = READER.format.id.to_owned();
    parsed.problems.extend(told.into_iter().chain(problems));
    for (line, row) in value {
        let component = finished(row, line, &mut parsed.problems);
        if component.name.is_empty() {
            let message = "the row has neither a name nor a package URL and is left out";
            parsed.problems.push(Problem::error("csv-row-without-name", message).at_line(line));
        } else {
            parsed.value.add(component);
        }
    }
    Ok(parsed)
}

fn refusal(problem: Problem) -> ReadError {
    if problem.code == "csv-too-long" {
        return ReadError::Bound(problem.message);
    }
    ReadError::Syntax { encoding: "CSV", line: Some(1), message: problem.message }
}

/// Understands the cells that are words of a list or package URLs; the others become properties and are told.
fn finished(row: Row, line: u64, problems: &mut Vec<Problem>) -> Component {
    let Row { mut component, words } = row;
    for claim in &mut component.licenses {
        if let LicenseValue::Expression(text) = &claim.value
            && let Some(fault) = expression::fault(text)
        {
            let message = format!("{}; it is kept as the name of a license", fault.message(text));
            problems.push(Problem::warning(fault.code(), message).at_line(line));
            claim.value = LicenseValue::Name(text.clone());
        }
    }
    let (digests, others): (Vec<Hash>, Vec<Hash>) =
        std::mem::take(&mut component.hashes).into_iter().partition(is_digest);
    component.hashes = digests;
    component.hashes.iter_mut().for_each(|hash| hash.value.make_ascii_lowercase());
    // `n/a` says that there is none.
    for Hash { algorithm, value } in others.into_iter().filter(|hash| says(&hash.value)) {
        let message = format!("`{value}` is no {algorithm} digest in hexadecimal, and kept as a property");
        problems.push(Problem::error("csv-cell", message).at_line(line));
        component.properties.push((algorithm, value));
    }
    for (heading, cell) in words {
        let why = match heading {
            "purl" => {
                cell.parse().map(|purl| identify(&mut component, purl)).map_err(|error| error.to_string())
            }
            "type" => word(&cell).map(|kind| component.kind = kind),
            // CycloneDX's word.
            _ if cell.eq_ignore_ascii_case("required") => {
                component.scope = Some(Scope::Runtime);
                Ok(())
            }
            _ => word(&cell).map(|scope| component.scope = Some(scope)),
        };
        if let Err(why) = why {
            let message = format!("the {heading} is not understood and kept as a property: {why}");
            problems.push(Problem::error("csv-cell", message).at_line(line));
            component.properties.push((heading.to_owned(), cell));
        }
    }
    component
}

/// Fills from the package URL what no other column tells.
fn identify(component: &mut Component, purl: Purl) {
    if component.name.is_empty() {
        purl.name().clone_into(&mut component.name);
    }
    component.group = component.group.take().or_else(|| purl.namespace().map(str::to_owned));
    component.version = component.version.take().or_else(|| purl.version().map(str::to_owned));
    component.purl = Some(purl);
}

/// A word of the model, capitals and blanks aside: `Operating System`.
fn word<T: for<'de> serde::Deserialize<'de>>(cell: &str) -> Result<T, String> {
    let plain = cell.to_lowercase().replace([' ', '_'], "-");
    T::deserialize(plain.as_str().into_deserializer()).map_err(|error: Error| error.to_string())
}

fn license(row: &mut Row, cell: &str, said: fn(String) -> LicenseValue) {
    let value = LicenseValue::word(cell).unwrap_or_else(|| said(cell.to_owned()));
    row.component.licenses.push(LicenseClaim { value, ..LicenseClaim::declared("") });
}

/// Several values in a cell; no SPDX expression has these separators.
fn list(cell: &str) -> impl Iterator<Item = &str> {
    cell.split([',', ';']).map(str::trim).filter(|one| !one.is_empty())
}

/// The digest algorithm that a heading names: `SHA-256`, `sha256`, `SHA_256`.
fn algorithm(heading: &str) -> Option<&'static str> {
    ALGORITHMS.iter().map(|row| row.1).find(|name| plain(name).eq(plain(heading)))
}

/// Whether a cell is what its heading promises: hexadecimal digits, and as many as the algorithm gives.
fn is_digest(hash: &Hash) -> bool {
    let digits = ALGORITHMS.iter().find(|row| row.1 == hash.algorithm).and_then(|row| row.3);
    digits.is_none_or(|digits| hash.value.len() == digits)
        && hash.value.bytes().all(|digit| digit.is_ascii_hexdigit())
}

/// The letters and digits of a text, in lower case.
fn plain(text: &str) -> impl Iterator<Item = u8> {
    text.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase())
}

fn named(name: &str) -> Party {
    Party { name: name.to_owned(), ..Party::default() }
}

#[cfg(test)]
mod tests {
    use mainstay_model::{ComponentKind, Position};

    use super::*;

    fn read(text: &str) -> Parsed<Bom> {
        assert!(claims(text.as_bytes()), "{text}");
        parse(text.as_bytes(), &Limits::default()).unwrap()
    }

    #[test]
    fn a_bought_part_is_read_with_all_that_its_row_tells() {
        let parsed = read(
            "Part;Version;Vendor;License;Type;Contract no.;SHA-256\nQuickPay SDK;4.2;Acme Ltd;LicenseRef-Acme;Framework;C-17;00ff\n".replace("00ff", &"0f".repeat(32)).as_str(),
        );
        let component = &parsed.value.components[0];
        assert_eq!((component.name.as_str(), component.version.as_deref()), ("QuickPay SDK", Some("4.2")));
        assert_eq!(component.supplier.as_ref().map(|party| party.name.as_str()), Some("Acme Ltd"));
        assert_eq!(component.licenses[0].value.as_str(), "LicenseRef-Acme");
        assert_eq!(component.kind, ComponentKind::Framework);
        assert_eq!(component.properties, [("Contract no.".to_owned(), "C-17".to_owned())]);
        assert_eq!((component.hashes[0].algorithm.as_str(), parsed.problems.len()), ("SHA-256", 0));
    }

    #[test]
    fn a_digest_is_taken_where_it_is_one() {
        let text = format!("name,version,sha256,md5\na,1,n/a,{}\nb,1,00ff,TBD\n", "0F".repeat(16));
        let parsed = read(&text);
        let [a, b] = &parsed.value.components[..] else { panic!() };
        assert_eq!((a.hashes.len(), a.hashes[0].algorithm.as_str(), a.properties.len()), (1, "MD5", 0));
        assert_eq!(a.hashes[0].value, "0f".repeat(16));
        assert_eq!(
            (b.hashes.len(), &b.properties[..]),
            (0, &[("SHA-256".to_owned(), "00ff".to_owned())][..])
        );
        assert_eq!(parsed.problems.len(), 1);
    }

    #[test]
    fn words_of_cyclonedx_and_several_licenses_in_a_cell_are_read() {
        let parsed = read(
            "Type,Name,Version,Scope,LicenseExpressions,LicenseNames,SHA3-256,BLAKE2b-256\n\
             Operating_System,a,1,required,\"MIT,ISC OR Zlib\",Own words,DIGEST,DIGEST\n"
                .replace("DIGEST", &"0F".repeat(32))
                .as_str(),
        );
        let component = &parsed.value.components[0];
        assert_eq!((component.kind, component.scope), (ComponentKind::OperatingSystem, Some(Scope::Runtime)));
        let licenses: Vec<_> = component.licenses.iter().map(|claim| claim.value.as_str()).collect();
        assert_eq!(licenses, ["MIT", "ISC OR Zlib", "Own words"]);
        let digests: Vec<_> = component.hashes.iter().map(|hash| hash.algorithm.as_str()).collect();
        assert_eq!((digests, parsed.problems.len()), (vec!["SHA3-256", "BLAKE2b-256"], 0));
    }

    #[test]
    fn a_package_url_fills_what_no_other_column_tells() {
        let parsed = read("name,purl,scope\n,pkg:npm/%40a/b@1.0,Test\nown,pkg:npm/b@2,\n");
        let [one, two] = &parsed.value.components[..] else { panic!() };
        assert_eq!(
            (one.name.as_str(), one.group.as_deref(), one.version.as_deref()),
            ("b", Some("@a"), Some("1.0"))
        );
        assert_eq!(one.scope, Some(Scope::Test));
        assert_eq!((two.name.as_str(), two.version.as_deref()), ("own", Some("2")));
    }

    #[test]
    fn cells_that_are_not_understood_are_told_with_their_line_and_kept() {
        let parsed = read("name,version,purl,type\na,1,npm/a,thing\n,2,,\n");
        assert_eq!(parsed.value.components[0].properties.len(), 2);
        let lines: Vec<_> = parsed.problems.iter().map(|problem| problem.at.clone()).collect();
        assert_eq!(lines, [2, 2, 3].map(|line| Some(Position::Line(line))));
    }

    #[test]
    fn other_lists_and_documents_are_not_claimed() {
        for other in [
            "name,owner,unit\na,b,c\n",
            "version,license\n1,MIT\n",
            "name: a, version: b",
            "{\"name\", \"version\"}",
        ] {
            assert!(!claims(other.as_bytes()), "{other}");
        }
    }

    #[test]
    fn a_list_in_utf_16_as_spreadsheets_write_it_is_read() {
        let text: Vec<u8> = std::iter::once(0xfeff)
            .chain("Name\tVersion\r\nGrüße\t1\r\n".encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        assert!(claims(&text));
        assert_eq!(parse(&text, &Limits::default()).unwrap().value.components[0].name, "Grüße");
    }

    #[test]
    fn more_rows_than_the_bound_are_refused() {
        let limits = Limits { components: 1, ..Limits::default() };
        assert!(matches!(parse(b"name,version\na,1\nb,1\n", &limits), Err(ReadError::Bound(_))));
    }
}
