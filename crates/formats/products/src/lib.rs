//! A list of products as a CMDB or a spreadsheet exports it.
//!
//! A heading that is not known is told, not guessed at. Each row has a name, and one person at most owns a product.

mod owner;

use mainstay_model::{Parsed, Problem};
use mainstay_table::{Column, Layout};

pub use owner::{is_mail, is_nobody, is_one_person};

/// One product of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The line of the file, counted from one.
    pub line: u64,
    /// The key in the source's own records; empty when there is no such column.
    pub key: String,
    /// The name.
    pub name: String,
    /// What it is.
    pub description: String,
    /// Keys or names of the products that this one is part of.
    pub parents: Vec<String>,
    /// The organization unit, outermost first.
    pub unit: Vec<String>,
    /// The owner's name.
    pub owner: String,
    /// The owner's mail address.
    pub owner_mail: String,
    /// How much depends on it, in the source's own words.
    pub criticality: String,
    /// How it reaches its users: `internal`, `saas`, `shipped`, `embedded`.
    pub distribution: String,
    /// Where it is in its life.
    pub lifecycle: String,
    /// The product class that decides how deep its SBOM must be.
    pub class: String,
    /// Tags.
    pub tags: Vec<String>,
    /// Addresses of its repositories.
    pub repositories: Vec<String>,
}

const COLUMNS: &[Column<Row>] = &[
    Column {
        headings: &[
            "name",
            "product",
            "productname",
            "application",
            "applicationname",
            "appname",
            "ciname",
            "displayname",
        ],
        set: |row, cell| row.name = one_line(plain(cell)),
    },
    Column {
        headings: &["key", "id", "slug", "productid", "applicationid", "appid", "ciid", "sysid", "code"],
        set: |row, cell| row.key = plain(cell).to_owned(),
    },
    Column {
        headings: &["description", "shortdescription", "summary"],
        set: |row, cell| row.description = plain(cell).to_owned(),
    },
    Column {
        headings: &["parent", "parents", "partof", "parentproduct", "system"],
        set: |row, cell| row.parents = list(plain(cell)),
    },
    Column {
        headings: &[
            "unit",
            "orgunit",
            "organizationunit",
            "organisationunit",
            "department",
            "businessunit",
            "division",
            "team",
        ],
        set: |row, cell| row.unit = path(plain(cell)),
    },
    Column {
        headings: &[
            "owner",
            "ownername",
            "ownedby",
            "productowner",
            "responsible",
            "itowner",
            "businessowner",
        ],
        set: |row, cell| row.owner = plain(cell).to_owned(),
    },
    Column {
        headings: &["ownermail", "owneremail", "email", "mail", "contact"],
        set: |row, cell| row.owner_mail = plain(cell).to_owned(),
    },
    Column {
        headings: &["criticality", "businesscriticality", "importance", "tier"],
        set: |row, cell| row.criticality = cell.to_owned(),
    },
    Column {
        headings: &["distribution", "delivery", "distributionmodel", "exposure"],
        set: |row, cell| row.distribution = distribution(cell),
    },
    Column {
        headings: &["lifecycle", "lifecyclestatus", "status", "operationalstatus", "state", "phase"],
        set: |row, cell| row.lifecycle = cell.to_owned(),
    },
    Column {
        headings: &["class", "productclass", "type", "category"],
        set: |row, cell| row.class = one_line(plain(cell)),
    },
    Column {
        headings: &["tags", "tag", "labels", "label", "keywords"],
        set: |row, cell| row.tags = list(plain(cell)),
    },
    Column {
        headings: &[
            "repository",
            "repositories",
            "repo",
            "repos",
            "repositoryurl",
            "scm",
            "sourceurl",
            "vcs",
        ],
        set: |row, cell| row.repositories = list(plain(cell)),
    },
];

/// A list of products is not longer than a million.
const LAYOUT: Layout<Row> = Layout { columns: COLUMNS, needed: 1, others: None, most: 1_000_000 };

/// Reads a list of products.
///
/// # Errors
/// When no column holds a name, or the list is too long.
pub fn parse(bytes: &[u8]) -> Result<Parsed<Vec<Row>>, Problem> {
    let (text, told) = mainstay_table::decode(bytes);
    // No database keeps a NUL: the same list again would never be what is stored.
    let Parsed { value, problems: read } = LAYOUT.read(&text.replace('\0', "\u{fffd}"))?;
    let mut problems: Vec<Problem> = told.into_iter().chain(read).collect();
    let mut rows = Vec::with_capacity(value.len());
    for (line, row) in value {
        if row.name.is_empty() {
            let message = "the row has no product name and is left out";
            problems.push(Problem::error("csv-row-without-name", message).at_line(line));
        } else {
            let (owner, owner_mail) = owner::read(line, &row.owner, &row.owner_mail, &mut problems);
            rows.push(Row { line, owner, owner_mail, ..row });
        }
    }
    Ok(Parsed { value: rows, problems })
}

/// A cell without the apostrophe that our own exports put before what a spreadsheet would run.
fn plain(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|text| text.starts_with(['=', '+', '-', '@', '\t'])).unwrap_or(cell)
}

/// The lines of a cell as one: spreadsheets break them to fit a column.
fn one_line(cell: &str) -> String {
    cell.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A distribution by its word; pages call `saas` a service.
fn distribution(cell: &str) -> String {
    let word = cell.to_lowercase();
    if word == "service" { "saas".to_owned() } else { word }
}

/// Several values in a cell.
fn list(cell: &str) -> Vec<String> {
    cell.split([',', ';', '|', '\n'])
        .map(str::trim)
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
        .collect()
}

/// A unit with its parents, outermost first.
fn path(cell: &str) -> Vec<String> {
    cell.split(['/', '>', '\\']).map(one_line).filter(|text| !text.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Parsed<Vec<Row>> {
        parse(text.as_bytes()).unwrap()
    }

    #[test]
    fn columns_are_found_by_heading_in_any_order_and_spelling() {
        let parsed = read("Owner,Product Name,Business Unit\nAda <ada@example.org>,Shop,Retail / Web\n");
        let row = &parsed.value[0];
        assert_eq!(
            (row.name.as_str(), row.owner.as_str(), row.owner_mail.as_str()),
            ("Shop", "Ada", "ada@example.org")
        );
        assert_eq!(row.unit, ["Retail", "Web"]);
        assert_eq!((row.line, parsed.problems.len()), (2, 0));
    }

    #[test]
    fn unknown_and_repeated_columns_are_told() {
        let parsed = read("name,color,product\nShop,red,Other\n");
        assert_eq!(parsed.problems.len(), 2);
        assert_eq!(parsed.value[0].name, "Shop");
    }

    #[test]
    fn a_row_without_name_is_told_with_its_line_and_the_rest_stands() {
        let parsed = read("name,owner\n,Ada\n\nShop,Bob\n");
        assert_eq!(parsed.value.len(), 1);
        assert_eq!(parsed.problems[0].at, Some(mainstay_model::Position::Line(2)));
    }

    #[test]
    fn what_our_own_exports_write_is_read_as_it_was() {
        let parsed = read(
            "name,description,unit,distribution,tags\n'=Shop,'-x,'+A / B,Service,'@a; b\n'plain',,,saas,\n",
        );
        let row = &parsed.value[0];
        assert_eq!((row.name.as_str(), row.description.as_str()), ("=Shop", "-x"));
        assert_eq!((row.unit.join("|"), row.tags.join("|")), ("+A|B".to_owned(), "@a|b".to_owned()));
        assert_eq!(row.distribution, "saas");
        assert_eq!(
            (parsed.value[1].name.as_str(), parsed.value[1].distribution.as_str()),
            ("'plain'", "saas")
        );
    }

    #[test]
    fn what_is_guarded_from_formulas_is_read_without_its_guard_in_keys_and_mail_addresses_too() {
        let parsed =
            read("key,name,owner,mail\n'-shop,Shop,'-Team,'=a@b\n'-,Dash,Ada,'+o'neil@example.org\n");
        assert_eq!(parsed.problems, []);
        let told: Vec<_> = parsed
            .value
            .iter()
            .map(|row| (row.key.as_str(), row.owner.as_str(), row.owner_mail.as_str()))
            .collect();
        assert_eq!(told, [("-shop", "-Team", "=a@b"), ("-", "Ada", "+o'neil@example.org")]);
    }

    #[test]
    fn a_name_on_several_lines_of_a_cell_is_one_line() {
        let parsed = read("name,unit\n\"Web\r\n\n Shop\",\"Big\nSales/Web\"\n");
        assert_eq!(
            (parsed.value[0].name.as_str(), parsed.value[0].unit.join("|")),
            ("Web Shop", "Big Sales|Web".to_owned())
        );
    }

    #[test]
    fn a_list_without_names_is_refused() {
        assert_eq!(parse(b"color\nred\n").unwrap_err().code, "csv-no-name");
    }

    #[test]
    fn a_list_is_read_in_every_encoding_that_spreadsheets_write() {
        let text = "name,owner\nM\u{fc}ller,Ada\n";
        let utf16: Vec<u8> =
            [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        for (bytes, told) in [(text.as_bytes(), 0), (&utf16, 0), (b"name,owner\nM\xfcller,Ada\n", 1)] {
            let parsed = parse(bytes).unwrap();
            assert_eq!((parsed.value[0].name.as_str(), parsed.problems.len()), ("M\u{fc}ller", told));
        }
    }
}
