//! Words and values: type, colors, chips, identifiers, times, numbers, facts.

use jiff::{Timestamp, ToSpan};
use mainstay_markup::{
    Badge, Cell, Markup, Stat, Tone, bytes, chip, code, copyable, count, count_up_to, day, digest, facts,
    given, html, percent, purl, section, stats, tag, time,
};

const SWATCHES: [&str; 12] = [
    "bg", "surface", "sunken", "border", "control", "muted", "text", "accent", "chart-1", "chart-2",
    "chart-3", "chart-4",
];
const LONG_PURL: &str = "pkg:maven/org.springframework.boot.experimental.autoconfigure/spring-boot-starter-data-elasticsearch@3.4.1";

pub(super) fn sections(now: Timestamp) -> Markup {
    html! {
        (section("numbers", "Key numbers", &numbers(now)))
        div class="columns" {
            (section("chips", "Chips and tags", &chips()))
            (section("type", "Type", &html! {
                div class="prose" {
                    h3 { "Heading of a part" }
                    p { "Prose is 14 on 20 with " a href="#type" { "underlined links" } ", " strong { "strong words" } ", " (code("inline code")) " and " kbd { "?" } " keys." }
                    pre tabindex="0" { "mainstay scan . --format cyclonedx-json -o sbom.json" }
                    p class="meta" { "Meta text is 12 on 16." }
                }
            }))
        }
        (section("values", "Values", &values(now)))
        (section("colors", "Colors", &html! {
            ul class="swatches" { @for name in SWATCHES { li { i class={ "swatch-" (name) } {} span { (name) } } } }
        }))
    }
}

fn numbers(now: Timestamp) -> Markup {
    let stat = |label: &str, value: Cell, href: Option<&str>, note: Option<&str>| Stat {
        label: label.to_owned(),
        value,
        href: href.map(str::to_owned),
        note: note.map(str::to_owned),
        source: "From the current SBOMs of all releases".to_owned(),
    };
    stats(
        now,
        &[
            stat("Products", Cell::Count(1_284), Some("/styleguide"), Some("37 without an SBOM")),
            stat("Components", Cell::Count(93_104), Some("/styleguide"), Some("in 4 812 SBOMs")),
            stat("Unknown license", Cell::Count(0), None, Some("of 93 104")),
            stat("Never scanned", Cell::Unknown("no scan has run".to_owned()), None, Some("no scan has run")),
            stat("Waivers", Cell::None, None, None),
        ],
    )
}

fn chips() -> Markup {
    let words =
        ["Critical", "High", "Medium", "Low", "Passed", "Running", "Not measured", "Waived until 2027-03-01"];
    html! {
        div class="stack" {
            p class="row" { @for (tone, words) in Tone::ALL.into_iter().zip(words) { (chip(tone, words)) } }
            p class="row" { @for (value, tone) in [("1 284", Tone::Neutral), ("fresh, 3 days", Tone::Ok), ("stale, 45 days", Tone::Medium), ("none", Tone::High), ("unknown", Tone::Unknown)] {
                (Badge { label: "SBOM", value, tone, title: &format!("SBOM: {value}") }.svg())
            } }
            p class="row" { (tag("npm")) (tag("runtime")) (tag("direct")) span class="count" { "412" } }
        }
    }
}

fn values(now: Timestamp) -> Markup {
    let recent = now.saturating_sub(3.hours()).unwrap_or(now);
    facts(&[
        ("Package URL", purl("pkg:npm/%40angular/animation@12.3.1")),
        ("Long package URL", purl(LONG_PURL)),
        ("Digest", digest("SHA-256", &"9f86d081884c7d65".repeat(4))),
        ("Command", copyable("mainstay inventory where-used pkg:npm/left-pad", "the command")),
        ("Lately", time(now, recent)),
        ("Long ago", time(now, Timestamp::UNIX_EPOCH)),
        ("Day", day(now)),
        (
            "Counts",
            html! { (count(9_310)) ", " (count_up_to(10_001, 10_000)) ", " (percent(412, 9_310).unwrap_or_default()) ", " (bytes(1_234_567)) },
        ),
        ("Blank name", given("  ")),
        ("Long name", given(&"a-name-that-a-generator-made-up-".repeat(9))),
        ("Name with unseen characters", given("\u{202e}gnp.exe\u{7}")),
        ("Zero", Cell::Count(0).html(now)),
        ("None", Cell::None.html(now)),
        ("Unknown", Cell::Unknown("the SBOM names no license".to_owned()).html(now)),
        ("List", Cell::List(vec!["MIT".to_owned(), "Apache-2.0".to_owned()]).html(now)),
    ])
}
