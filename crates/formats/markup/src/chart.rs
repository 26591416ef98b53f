//! Figures: a caption that says the finding, the drawing, and the same numbers as a table. The server writes the data as a JSON block and
//! the table; a module of the page draws. Without JavaScript, in mails and for assistive technology the table is the chart.

use maud::{Markup, PreEscaped, html};
use serde_json::{Value, json};

use crate::{Cell, decimal};

/// How values are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Shape {
    /// Bars side by side.
    Bar,
    /// Bars on top of each other.
    StackedBar,
    /// Lines.
    Line,
    /// Lines that step; for counts that hold until they change.
    Step,
    /// Areas on top of each other.
    StackedArea,
    /// Shares of a whole: parts of one bar that lies.
    Shares,
    /// Dots, for values that were measured at single moments.
    Dots,
}

impl Shape {
    const fn name(self) -> &'static str {
        match self {
            Self::Bar => "bar",
            Self::StackedBar => "stacked-bar",
            Self::Line => "line",
            Self::Step => "step",
            Self::StackedArea => "stacked-area",
            Self::Shares => "shares",
            Self::Dots => "dots",
        }
    }
}

/// One row of values, as many as the chart has categories. `None` is unknown: a gap, never zero.
#[derive(Clone, Debug)]
pub struct Series {
    /// What it is.
    pub name: String,
    /// The values.
    pub values: Vec<Option<f64>>,
    /// The list behind each value, where there is one.
    pub links: Vec<Option<String>>,
    /// Whether it counts what is not known: drawn in gray and hatched.
    pub unknown: bool,
}

impl Series {
    /// Values of something known, without links.
    pub fn new(name: impl Into<String>, values: Vec<Option<f64>>) -> Self {
        Self { name: name.into(), values, links: Vec::new(), unknown: false }
    }

    /// The same values, each with the list behind it.
    #[must_use]
    pub fn linked(self, links: Vec<Option<String>>) -> Self {
        Self { links, ..self }
    }

    /// The same values as counts of what is not known.
    #[must_use]
    pub fn unknown(self) -> Self {
        Self { unknown: true, ..self }
    }
}

/// The data of a chart. At most four series are told apart by color; give more as small multiples.
#[derive(Clone, Debug)]
pub struct Chart {
    /// How it is drawn.
    pub shape: Shape,
    /// What the categories are: `Week`, `License class`.
    pub category: String,
    /// The unit of the values: `components`, `days`.
    pub unit: String,
    /// The categories.
    pub categories: Vec<String>,
    /// The values.
    pub series: Vec<Series>,
    /// The end of the scale, for values that have one: 100 of grades. `None` ends it at what is drawn.
    pub most: Option<u32>,
    /// Whether the series are severities, drawn in the severity colors (critical, high, medium, low).
    pub severity: bool,
}

/// A chart on a page.
#[derive(Debug)]
pub struct Figure<'a> {
    /// The id, for links.
    pub id: &'a str,
    /// The finding in a sentence: "Components with an unknown license fell from 412 to 37."
    pub finding: &'a str,
    /// The data.
    pub chart: &'a Chart,
    /// Where the same numbers are as CSV.
    pub csv: Option<&'a str>,
}

impl Figure<'_> {
    /// The figure as HTML.
    pub fn html(&self) -> Markup {
        html! {
            figure class={ "chart shape-" (self.chart.shape.name()) } id=(self.id) data-chart aria-labelledby={ (self.id) "-finding" } {
                figcaption id={ (self.id) "-finding" } { (self.finding) }
                div class="drawing needs-script" data-drawing role="img" aria-label=(self.finding) {}
                script type="application/json" { (PreEscaped(block(&self.chart.json()))) }
                details class="chart-data" {
                    summary { "Data" }
                    (self.chart.table(self.finding))
                    @if let Some(href) = self.csv { p class="meta" { a href=(href) download { "Download as CSV" } } }
                }
            }
        }
    }
}

impl Chart {
    /// The numbers as a plain table; all of the chart that a mail or a page without JavaScript shows.
    pub fn table(&self, caption: &str) -> Markup {
        html! {
            div class="table-region" role="group" aria-label={ "Data: " (caption) } tabindex="0" {
                table {
                    caption class="sr-only" { (caption) }
                    thead {
                        tr {
                            th scope="col" { (self.category) }
                            @for series in &self.series { th scope="col" class="numeric" { (series.name) } }
                        }
                    }
                    tbody {
                        @for (index, category) in self.categories.iter().enumerate() {
                            tr {
                                th scope="row" { (category) }
                                @for series in &self.series { td class="numeric" { (value(series, index)) } }
                            }
                        }
                    }
                }
            }
        }
    }

    fn json(&self) -> Value {
        let series: Vec<Value> = self
            .series
            .iter()
            .map(|series| json!({ "name": series.name, "values": series.values, "links": series.links, "unknown": series.unknown }))
            .collect();
        json!({
            "shape": self.shape.name(),
            "category": self.category,
            "unit": self.unit,
            "categories": self.categories,
            "series": series,
            "most": self.most,
            "severity": self.severity,
        })
    }
}

fn value(series: &Series, index: usize) -> Markup {
    let Some(number) = series.values.get(index).copied().flatten() else {
        return Cell::Unknown("not measured".to_owned()).html(jiff::Timestamp::UNIX_EPOCH);
    };
    match series.links.get(index).and_then(Option::as_deref) {
        Some(href) => html! { a href=(href) { (decimal(number)) } },
        None => html! { (decimal(number)) },
    }
}

/// JSON that cannot end its `<script>` element.
fn block(value: &Value) -> String {
    value.to_string().replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_data_block_cannot_be_left() {
        let text = block(&json!({ "name": "</script><script>alert(1)</script><!--" }));
        assert!(!text.contains('<'));
        assert_eq!(
            serde_json::from_str::<Value>(&text).unwrap()["name"],
            "</script><script>alert(1)</script><!--"
        );
    }

    #[test]
    fn a_scale_that_has_an_end_tells_it_to_the_drawing() {
        let chart = |most| Chart {
            shape: Shape::Dots,
            category: "Release".to_owned(),
            unit: "of 100".to_owned(),
            categories: vec!["1".to_owned()],
            series: vec![Series::new("Grade", vec![Some(20.0)])],
            most,
            severity: false,
        };
        assert_eq!(chart(Some(100)).json()["most"], 100);
        assert_eq!(chart(None).json()["most"], Value::Null);
    }

    #[test]
    fn an_unknown_value_is_not_a_zero() {
        let series = Series::new("a", vec![None, Some(0.0)]);
        assert!(value(&series, 0).0.contains("unknown"));
        assert_eq!(value(&series, 1).0, "0");
        assert!(value(&series, 2).0.contains("unknown"));
    }
}
