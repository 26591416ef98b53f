//! A list of invented components: shows the table and is the list that tests of filtering, paging and exports run on.

use jiff::{Timestamp, ToSpan};
use mainstay_markup::{
    Cell, Column, Direction, Markup, Selection, SortLink, Table, Tone, Total, chip, html, purl, section,
};

use crate::list::{Filter, Kind, List, Query, Rows};
use crate::{Error, Section, State, Visitor};

/// How many samples there are.
pub(super) const COUNT: u64 = 412;

/// An invented component.
#[derive(Debug)]
pub(crate) struct Sample {
    number: u64,
    ecosystem: &'static str,
    name: &'static str,
    severity: Option<usize>,
}

const ECOSYSTEMS: [&str; 4] = ["cargo", "maven", "npm", "pypi"];
const NAMES: [&str; 5] = ["tokio", "left-pad", "spring-boot-starter-web", "requests", "=cmd"];
const SEVERITIES: [(&str, &str, Tone); 4] = [
    ("critical", "Critical", Tone::Critical),
    ("high", "High", Tone::High),
    ("medium", "Medium", Tone::Medium),
    ("low", "Low", Tone::Low),
];

impl Sample {
    fn new(number: u64) -> Self {
        let pick = |length: usize, step: u64| usize::try_from(number / step).unwrap_or(0) % length;
        let severity = pick(6, 3);
        Self {
            number,
            ecosystem: ECOSYSTEMS[pick(4, 1)],
            name: NAMES[pick(5, 1)],
            severity: (severity < 4).then_some(severity),
        }
    }

    fn purl(&self) -> String {
        format!("pkg:{}/example/{}@1.{}.0", self.ecosystem, self.name.trim_start_matches('='), self.number)
    }

    fn severity(&self) -> Cell {
        match self.severity {
            Some(index) => Cell::Text(SEVERITIES[index].0.to_owned()),
            None => Cell::Unknown("not matched against any advisory data".to_owned()),
        }
    }

    fn used_by(&self) -> Cell {
        if self.number.is_multiple_of(7) { Cell::Count(0) } else { Cell::Count(self.number * 37 % 1_900) }
    }
}

/// The samples as a list.
#[derive(Debug)]
pub(crate) struct Samples;

impl List for Samples {
    type Row = Sample;

    const PATH: &'static str = "/styleguide/samples";
    const TITLE: &'static str = "Samples";
    const NOUN: (&'static str, &'static str) = ("sample", "samples");
    const SECTION: Section = Section::Home;
    const EXAMPLE: &'static str = "severity:critical,high -ecosystem:npm";
    const COLUMNS: &'static [Column<Sample>] = &[
        Column::new("purl", "Component", |row: &Sample| Cell::Purl(row.purl())).head().shown(|row, _| {
            html! { a href={ "/styleguide/samples?q=" (row.name) } { (purl(&row.purl())) } }
        }),
        Column::new("name", "Name", |row: &Sample| Cell::Text(row.name.to_owned())),
        Column::new("ecosystem", "Ecosystem", |row: &Sample| Cell::List(vec![row.ecosystem.to_owned()])),
        Column::new("severity", "Severity", Sample::severity).shown(|row, _| match row.severity {
            Some(index) => chip(SEVERITIES[index].2, SEVERITIES[index].1),
            None => chip(Tone::Unknown, "Not assessed"),
        }),
        Column::number("used_by", "Used by", Sample::used_by),
        Column::number("position", "Position", |row: &Sample| Cell::Count(row.number)).sortable(),
        Column::new("license", "License", |row: &Sample| match row.number % 5 {
            0 => Cell::Unknown("the document names none".to_owned()),
            1 => Cell::None,
            _ => Cell::List(vec!["MIT".to_owned()]),
        }),
        Column::new("seen", "First seen", |row: &Sample| {
            Cell::Time("2026-11-20T08:00:00Z".parse().map_or(Timestamp::UNIX_EPOCH, |at: Timestamp| {
                at.saturating_sub((i64::try_from(row.number).unwrap_or(0) * 5).hours()).unwrap_or(at)
            }))
        }),
    ];
    const FILTERS: &'static [Filter] = &[
        Filter::new(
            "severity",
            "Severity",
            Kind::Choice(&[
                ("critical", "Critical"),
                ("high", "High"),
                ("medium", "Medium"),
                ("low", "Low"),
                ("unknown", "Not assessed"),
            ]),
        ),
        Filter::new(
            "ecosystem",
            "Ecosystem",
            Kind::Choice(&[("cargo", "Cargo"), ("maven", "Maven"), ("npm", "npm"), ("pypi", "PyPI")]),
        ),
    ];

    async fn load(_: &State, _: &Visitor, query: &Query) -> Result<Rows<Sample>, Error> {
        let after: Option<u64> = match query.after.as_deref().map(str::parse) {
            Some(Err(_)) => return Err(Error::bad_request("`after` is not a cursor of this list.")),
            Some(Ok(number)) => Some(number),
            None => None,
        };
        let mut matching: Vec<Sample> =
            (1..=COUNT).map(Sample::new).filter(|sample| matches(sample, query)).collect();
        let descending = query.sort.first().is_some_and(|key| key.descending);
        if descending {
            matching.reverse();
        }
        let total = Total::Exact(matching.len() as u64);
        let is_later = |sample: &Sample| {
            after.is_none_or(|at| if descending { sample.number < at } else { sample.number > at })
        };
        let mut rows: Vec<Sample> =
            matching.into_iter().filter(is_later).take(usize::from(query.size.rows()) + 1).collect();
        let more = rows.len() > usize::from(query.size.rows());
        rows.truncate(usize::from(query.size.rows()));
        let next = rows.last().filter(|_| more).map(|row| row.number.to_string());
        Ok(Rows { rows, next, total })
    }
}

fn matches(sample: &Sample, query: &Query) -> bool {
    let value = |key: &str| match key {
        "severity" => sample.severity.map_or("unknown", |index| SEVERITIES[index].0),
        _ => sample.ecosystem,
    };
    let terms = query
        .terms
        .iter()
        .all(|term| term.negated != term.values.iter().any(|wanted| wanted == value(term.key)));
    terms && query.words.iter().all(|word| sample.purl().contains(word.as_str()))
}

/// Tables in states that the list does not reach.
pub(super) fn sections(now: Timestamp) -> Markup {
    let rows: Vec<Sample> = (1..=6).map(Sample::new).collect();
    let sort = |key: &str| SortLink {
        href: "/styleguide".to_owned(),
        current: (key == "position").then_some(Direction::Ascending),
    };
    let table = Table {
        sort: Some(&sort),
        select: Some(Selection {
            action: "/preferences",
            id: |row: &Sample| row.number.to_string(),
            label: Sample::purl,
            buttons: html! { button type="submit" { "Watch" } button class="danger" type="submit" { "Delete" } },
        }),
        actions: Some(|_| html! { button class="quiet" type="button" { "Open" } }),
        ..Table::new("Components", Samples::COLUMNS, &rows, now)
    };
    section("table", "Table with selection and actions", &table.html())
}
