//! The dependency graph of a release as a tree that opens one level at a time.

use axum::extract::{Path, Query};
use axum::response::Html;
use mainstay_markup::{
    Children, Markup, Node, Tone, branch, chip, empty, given, given_words, html, notice, plural, section,
    tag, tree,
};
use mainstay_office::inventory::{Branch, Roots, Step, Tree};
use mainstay_store::{ComponentFilter, ComponentOrder, PageRequest, Release, Sbom};
use serde::Deserialize;
use uuid::Uuid;

use super::{find, head};
use crate::pages::component_cells::{name, named, step, step_words};
use crate::pages::{sbom_cells, words};
use crate::{Error, Frame, Seen, State, Visitor, address};

/// Roots that are shown open; a graph with more has no single top.
const OPEN_ROOTS: usize = 3;
/// Steps above a node that its address names; deeper trees start again.
const LONGEST_WAY: usize = 60;
/// Components that the search lists.
const FOUND: u32 = 50;

/// What the address asks.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// Which of several current SBOMs.
    sbom: Option<Uuid>,
    /// Which component to look for.
    q: String,
    /// The component of the node, whose links its branch shows.
    of: Option<Uuid>,
    /// The nodes above, with dots between.
    via: String,
}

/// `GET /releases/{release}/graph`.
pub(crate) async fn graph(
    Seen(state): Seen,
    _: Visitor,
    frame: Frame,
    Path(uid): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, Error> {
    let release = find(&state, &uid).await?;
    let set = state.office().store().current_sboms(release.uid).await?;
    let chosen = set.iter().find(|sbom| asked.sbom.is_none_or(|uid| uid == sbom.uid));
    let found =
        if asked.q.trim().is_empty() { None } else { Some(search(&state, &release, &asked.q).await?) };
    let body = html! {
        (search_form(&release, &asked))
        @if let Some(found) = found { (section("found", &format!("Components called “{}”", asked.q.trim()), &found)) }
        @match chosen {
            Some(sbom) => {
                (choice(&release, &set, sbom))
                (section("tree", "Tree", &whole(&state, &release, sbom).await?))
            },
            None => (empty("Nothing to show", &html! { p { "The release has no SBOM that was read, so no relation is known." } })),
        }
    };
    Ok(frame.render(head(&release, "graph").page(&body, frame.now)))
}

/// `GET /releases/{release}/graph/{node}`: what one node leads to, for the tree and as a page of its own.
pub(crate) async fn below(
    Seen(state): Seen,
    _: Visitor,
    frame: Frame,
    Path((uid, node)): Path<(String, u32)>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, Error> {
    let release = find(&state, &uid).await?;
    let sbom = chosen(&state, &release, asked.sbom).await?;
    let level = state.office().below(sbom.uid, node).await?;
    let mut above: Vec<u32> =
        asked.via.split('.').filter_map(|node| node.parse().ok()).take(LONGEST_WAY).collect();
    above.push(node);
    let place = Place { release: release.uid, sbom: sbom.uid };
    let nodes = match asked.of {
        Some(of) => place.branches(of, &level, &above),
        None => level.branches.iter().map(|one| place.node(one, &above)).collect(),
    };
    Ok(frame.render(head(&release, "graph").page(&place.part(&nodes, &level), frame.now)))
}

/// `GET /releases/{release}/unreached`: what no path from the top of the tree reaches.
pub(crate) async fn unreached(
    Seen(state): Seen,
    _: Visitor,
    frame: Frame,
    Path(uid): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, Error> {
    let release = find(&state, &uid).await?;
    let sbom = chosen(&state, &release, asked.sbom).await?;
    let level = state.office().unreached(sbom.uid).await?;
    let place = Place { release: release.uid, sbom: sbom.uid };
    let about = html! { span class="meta" { "The SBOM lists these, and tells nothing that leads to them from its top." } };
    let first = std::iter::once(Node { label: about, children: Children::Leaf });
    let nodes: Vec<Node> = first.chain(level.branches.iter().map(|one| place.node(one, &[]))).collect();
    Ok(frame.render(head(&release, "graph").page(&place.part(&nodes, &level), frame.now)))
}

/// One of the current SBOMs of a release: the first, unless one is named.
pub(crate) async fn chosen(state: &State, release: &Release, sbom: Option<Uuid>) -> Result<Sbom, Error> {
    let set = state.office().store().current_sboms(release.uid).await?;
    let chosen = set.into_iter().find(|known| sbom.is_none_or(|uid| uid == known.uid));
    chosen.ok_or_else(|| {
        Error::not_found(match sbom {
            Some(_) => "This SBOM is not among the release's current ones; start again at the graph.",
            None => "The release has no SBOM that was read, so no relation is known.",
        })
    })
}

/// The first level, with the second below it when the top is narrow.
async fn whole(state: &State, release: &Release, sbom: &Sbom) -> Result<Markup, Error> {
    let Roots { tree: roots, unreached, relations } = state.office().roots(sbom.uid).await?;
    if roots.branches.is_empty() && unreached == 0 {
        return Ok(empty("The SBOM lists nothing", &html! { p { "It was read, and names no component." } }));
    }
    let place = Place { release: release.uid, sbom: sbom.uid };
    let mut nodes = Vec::with_capacity(roots.branches.len());
    for root in &roots.branches {
        let mut node = place.node(root, &[]);
        if roots.branches.len() <= OPEN_ROOTS && root.below > 0 {
            let level = state.office().below(sbom.uid, root.node).await?;
            node.children = Children::Here(place.branches(root.step.component, &level, &[root.node]));
        }
        nodes.push(node);
    }
    if unreached > 0 {
        let href = format!("/releases/{}/unreached?sbom={}", release.uid, sbom.uid);
        let label = html! { strong { "Reached by no path" } };
        nodes.push(Node { label, children: Children::Later(unreached as u64, href) });
    }
    Ok(html! {
        @if sbom.edges == 0 {
            @let title = if relations == 0 { "The SBOM tells no relations" } else { "The SBOM tells no dependencies" };
            (notice(Tone::Unknown, title, &html! {
                p { "What needs what is not known" @if relations > 0 { "; the tree shows what it tells beside that" }
                    ". Ask the program that made it for the dependency graph"
                    @if let Some(generator) = &sbom.generator { " (" (generator) ")" } "." }
            }))
        }
        (tree("Dependencies", &nodes))
        (more(&roots))
    })
}

fn more(level: &Tree) -> Markup {
    let hidden = level.total.saturating_sub(level.branches.len()) as u64;
    html! { @if hidden > 0 { p class="meta" { (plural(hidden, "more is", "more are")) " not shown; search for it by name." } } }
}

/// The tree of one SBOM of a release.
struct Place {
    release: Uuid,
    sbom: Uuid,
}

impl Place {
    /// A part of the tree as a page of its own.
    fn part(&self, nodes: &[Node], level: &Tree) -> Markup {
        html! {
            p { a href={ "/releases/" (self.release) "/graph?sbom=" (self.sbom) } { "The whole tree" } }
            div class="tree" { (branch(nodes)) }
            (more(level))
        }
    }

    fn node(&self, one: &Branch, above: &[u32]) -> Node {
        let children = if one.below == 0 {
            Children::Leaf
        } else if above.contains(&one.node) {
            Children::Seen(format!("/releases/{}/graph?sbom={}", self.release, self.sbom))
        } else {
            let via: Vec<String> = above.iter().map(u32::to_string).collect();
            let href = format!(
                "/releases/{}/graph/{}?sbom={}&of={}&via={}",
                self.release,
                one.node,
                self.sbom,
                one.step.component,
                via.join("."),
            );
            Children::Later(one.below as u64, href)
        };
        // A summary opens its branch and must hold no other control: the links of a branch stand first in it.
        let opens = matches!(children, Children::Later(..));
        let label = html! {
            @if opens { (name(&one.step)) } @else { (step(&one.step)) }
            @if let Some(scope) = one.scope { (tag(words::scope(scope))) }
            @if let Some(relation) = &one.relation { (tag(&relation.to_lowercase().replace('_', " "))) }
            @if !opens { (self.why(&one.step)) }
        };
        Node { label, children }
    }

    /// The branches of a node, its own links first.
    fn branches(&self, of: Uuid, level: &Tree, above: &[u32]) -> Vec<Node> {
        let links = html! {
            a class="meta" href={ "/components/" (of) } { "Its page" } " "
            // What stands at the top is what all of it is about.
            @if above.len() > 1 { a class="meta" href={ "/releases/" (self.release) "/why?component=" (of) } { "Why is it here?" } }
        };
        let own = Node { label: links, children: Children::Leaf };
        std::iter::once(own).chain(level.branches.iter().map(|one| self.node(one, above))).collect()
    }

    fn why(&self, one: &Step) -> Markup {
        html! {
            a class="meta" href={ "/releases/" (self.release) "/why?component=" (one.component) }
                aria-label={ "Why is " (given_words(&step_words(one))) " here?" } { "why?" }
        }
    }
}

fn choice(release: &Release, set: &[Sbom], chosen: &Sbom) -> Markup {
    html! {
        @if set.len() > 1 {
            p class="row" {
                "By the SBOM "
                @for sbom in set {
                    @if sbom.uid == chosen.uid { strong { (given(&sbom_cells::name(sbom))) } " " }
                    @else { a href={ "/releases/" (release.uid) "/graph?sbom=" (sbom.uid) } { (given(&sbom_cells::name(sbom))) } " " }
                }
            }
        }
    }
}

fn search_form(release: &Release, asked: &Asked) -> Markup {
    html! {
        form class="row" action={ "/releases/" (release.uid) "/graph" } method="get" role="search" aria-label="In this release" {
            label for="q" { "Find a component" }
            input id="q" name="q" type="search" value=(asked.q) placeholder="part of its name";
            @if let Some(sbom) = asked.sbom { input type="hidden" name="sbom" value=(sbom); }
            button type="submit" { "Find" }
        }
    }
}

/// Components by part of their name, each with the way to its paths.
async fn search(state: &State, release: &Release, text: &str) -> Result<Markup, Error> {
    let filter = ComponentFilter { words: vec![text.trim().to_owned()], ..ComponentFilter::default() };
    let request = PageRequest::first(FOUND);
    let page = state
        .office()
        .store()
        .list_release_components(release.uid, &filter, ComponentOrder::Name, &request)
        .await?;
    let hidden = page.total.at_least().saturating_sub(page.rows.len() as u64);
    Ok(html! {
        @if page.rows.is_empty() { p { "None in this release." } }
        ul class="remarks" {
            @for row in &page.rows {
                li {
                    (named(&row.component)) " "
                    @if row.direct_here == Some(true) { (chip(Tone::Neutral, "Direct")) " " }
                    a href={ "/releases/" (release.uid) "/why?component=" (row.component.uid) } { "Why is it here?" }
                }
            }
        }
        @if hidden > 0 {
            p { a href={ "/releases/" (release.uid) "/components?q=" (address::value(text.trim())) } { "All " (page.total.to_string()) " in the list" } }
        }
    })
}
