//! Charts with their tables.

use mainstay_markup::{Chart, Figure, Markup, Series, Shape, html, section};

pub(super) fn sections() -> Markup {
    let weeks: Vec<String> = (36..=47).map(|week| format!("W{week}")).collect();
    let trend = Chart {
        shape: Shape::StackedArea,
        category: "Week".to_owned(),
        unit: "findings".to_owned(),
        categories: weeks.clone(),
        series: vec![
            series("Critical", &[9, 9, 8, 7, 7, 6, 6, 4, 4, 3, 3, 2]),
            series("High", &[31, 30, 30, 28, 25, 26, 22, 21, 20, 18, 18, 15]),
            series("Medium", &[52, 55, 51, 50, 50, 46, 47, 45, 45, 44, 40, 41]),
            series("Low", &[80, 80, 82, 81, 77, 76, 76, 75, 74, 70, 71, 70]),
        ],
        most: None,
        severity: true,
    };
    let mut unknown = series("Unknown license", &[412, 390, 377, 0, 0, 310, 251, 204, 160, 96, 52, 37]);
    unknown.values[3] = None;
    unknown.values[4] = None;
    let line = Chart {
        shape: Shape::Line,
        unit: "components".to_owned(),
        category: "Week".to_owned(),
        categories: weeks,
        series: vec![unknown, series("Not reviewed", &[120, 118, 119, 101, 96, 96, 88, 70, 61, 60, 58, 57])],
        most: None,
        severity: false,
    };
    let mut by_class = series("Components", &[61_204, 8_120, 1_944, 310, 37]);
    by_class.links = vec![Some("/styleguide/samples".to_owned()); 5];
    let bars = Chart {
        shape: Shape::Bar,
        unit: "components".to_owned(),
        category: "License class".to_owned(),
        categories: ["Permissive", "Weak copyleft", "Strong copyleft", "Network", "Unknown"]
            .map(str::to_owned)
            .to_vec(),
        series: vec![by_class],
        most: None,
        severity: false,
    };
    section(
        "figures",
        "Figures",
        &html! {
            div class="columns" {
                (figure("trend", "Open findings fell from 172 to 128 in twelve weeks.", &trend))
                (figure("line", "Components with an unknown license fell from 412 to 37; weeks 39 and 40 were not measured.", &line))
                (figure("shares", "Six in ten components come from npm; of one in twenty nobody knows from where.", &shares()))
                (figure("dots", "The quality of the SBOMs rose from 62 to 91 of 100.", &dots()))
                (figure("bars", "Five in six components have a permissive license.", &bars))
            }
        },
    )
}

fn shares() -> Chart {
    let part = |name: &str, number: u32| series(name, &[number]);
    Chart {
        shape: Shape::Shares,
        category: "Of".to_owned(),
        unit: "components".to_owned(),
        categories: vec!["All components".to_owned()],
        series: vec![
            part("npm", 1_204),
            part("Maven", 420),
            part("Python", 210),
            part("Go", 96),
            part("Others", 60),
            part("Without purl", 104).unknown(),
        ],
        most: None,
        severity: false,
    }
}

fn dots() -> Chart {
    Chart {
        shape: Shape::Dots,
        category: "Release".to_owned(),
        unit: "of 100".to_owned(),
        categories: ["1.0", "1.1", "1.2", "2.0", "2.1"].map(str::to_owned).to_vec(),
        series: vec![series("Quality", &[62, 70, 71, 88, 91])],
        most: Some(100),
        severity: false,
    }
}

fn figure(id: &str, finding: &str, chart: &Chart) -> Markup {
    Figure { id, finding, chart, csv: Some("/styleguide/samples.csv") }.html()
}

fn series(name: &str, values: &[u32]) -> Series {
    let values: Vec<Option<f64>> = values.iter().map(|value| Some(f64::from(*value))).collect();
    Series::new(name, values)
}
