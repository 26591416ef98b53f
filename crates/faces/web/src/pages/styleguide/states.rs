//! Messages and things that go on: notices, flashes, empty states, progress, timeline, tree.

use jiff::{Timestamp, ToSpan};
use mainstay_markup::{
    Children, Event, Markup, Node, Progress, State as Step, Tone, chip, empty, flash, html, notice, purl,
    section, tag, timeline, tree,
};

pub(super) fn sections(now: Timestamp) -> Markup {
    html! {
        (section("messages", "Messages", &html! {
            (flash("12 SBOMs deleted.", Some(("/preferences", "Undo"))))
            div class="stack" {
                (notice(Tone::Critical, "The import failed", &html! { p { "Line 14: " code { "bomFormat" } " is missing. Add it, or say which format the file has." } }))
                (notice(Tone::Medium, "Part of the document was not read", &html! { p { "3 of 412 components have no name; they are listed under Problems." } }))
                (notice(Tone::Ok, "All licenses in use are reviewed", &html! {}))
                (notice(Tone::Unknown, "Not measured yet", &html! { p { "No scan has looked at this product." } }))
            }
        }))
        (section("empty", "Empty", &empty("No SBOMs yet", &html! {
            p { "Upload one, or send it from the build:" }
            pre tabindex="0" { "mainstay import sbom.json --product web" }
        })))
        div class="columns" {
            (section("progress", "Progress", &all_progress()))
            (section("timeline", "Timeline", &events(now)))
        }
        (section("tree", "Tree", &dependencies()))
    }
}

fn all_progress() -> Markup {
    let states = [
        (Step::Waiting, 0, Some(40), Some("Behind two other imports")),
        (Step::Running, 412, Some(1_200), Some("Reading components")),
        (Step::Running, 9_310, None, Some("Walking the tree")),
        (Step::Done, 1_200, Some(1_200), None),
        (Step::Failed, 37, Some(1_200), Some("The file ends in the middle of component 38.")),
        (Step::Canceled, 10, Some(20), None),
    ];
    html! {
        @for (index, (state, done, total, step)) in states.into_iter().enumerate() {
            (Progress {
                label: format!("Import {}", index + 1),
                state,
                done,
                total,
                step: step.map(str::to_owned),
                events: None,
            }.html())
        }
    }
}

fn events(now: Timestamp) -> Markup {
    let ago = |hours: i64| now.saturating_sub(hours.hours()).unwrap_or(now);
    let event = |hours, actor: &str, what: &str, detail: Option<&str>, tone| Event {
        at: ago(hours),
        actor: actor.to_owned(),
        what: html! { (what) },
        detail: detail.map(|text| html! { (text) }),
        tone,
    };
    timeline(
        now,
        &[
            event(1, "Mainstay", "read the SBOM", Some("412 components, 3 problems"), Tone::Ok),
            event(2, "ci@example.org", "uploaded backend-2.4.cdx.json", None, Tone::Neutral),
            event(
                30,
                "Mainstay",
                "could not read backend-2.3.cdx.json",
                Some("The file is cut off at byte 1 048 576."),
                Tone::Critical,
            ),
            event(400, "Ada", "created the product", None, Tone::Neutral),
        ],
    )
}

fn dependencies() -> Markup {
    let node = |text: &str, children| Node { label: html! { (purl(text)) }, children };
    tree(
        "Dependencies",
        &[Node {
            label: html! { (purl("pkg:npm/web@2.4.0")) (tag("root")) },
            children: Children::Here(vec![
                Node {
                    label: html! { (purl("pkg:npm/express@4.19.2")) (chip(Tone::High, "High")) },
                    children: Children::Here(vec![
                        node(
                            "pkg:npm/body-parser@1.20.2",
                            Children::Later(2, "/styleguide/branch".to_owned()),
                        ),
                        node("pkg:npm/cookie@0.6.0", Children::Leaf),
                    ]),
                },
                node("pkg:npm/%40angular/platform-browser-dynamic@17.3.0", Children::Leaf),
                node("pkg:npm/cookie@0.6.0", Children::Seen("#tree".to_owned())),
            ]),
        }],
    )
}
