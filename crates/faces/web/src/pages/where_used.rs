//! Where something is used: a purl, a name, a range of versions.

use axum::extract::Query;
use axum::response::Html;
use mainstay_markup::{
    Crumb, Markup, PageHead, Pager, Tone, empty, given, html, notice, plural, purl, section,
};
use mainstay_store::{Asked as AskedOf, Cursor, PageRequest};
use serde::Deserialize;

use super::uses;
use crate::list::{self, List};
use crate::{Error, Frame, Page, Section, Seen, State, Visitor, address};

/// How many products a page has.
pub(super) const PRODUCTS: u32 = 25;

/// How many packages of a similar name a page offers.
const RELATED: u32 = 8;

/// How many uses of one product a page has.
const USES: u32 = 100;

/// A question, and the place in its answer.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    q: String,
    product: Option<String>,
    after: Option<String>,
    from: Option<u64>,
}

impl Asked {
    fn request(&self, size: u32) -> PageRequest {
        match &self.after {
            Some(cursor) => PageRequest::after(size, Cursor::from_text(cursor.clone())),
            None => PageRequest::first(size),
        }
    }
}

/// `GET /where-used?q=…`.
pub(crate) async fn where_used(
    _: Visitor,
    Seen(state): Seen,
    frame: Frame,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, Error> {
    list::few_words("q", &asked.q)?;
    let question = asked.q.trim();
    let answer = match (question, &asked.product) {
        ("", _) => help(),
        (_, None) => products(&state, &frame, question, &asked).await?,
        (_, Some(product)) => one_product(&state, &frame, question, product, &asked).await?,
    };
    let crumbs = Section::Components.way([Crumb::here("Where used")]);
    let head = PageHead { title: "Where used", crumbs: &crumbs, lead: None, updated: None, actions: None };
    let body = html! { (form(question)) div class="stack" { (answer) } };
    Ok(frame.render(Page::new("Where used", body).section(Section::Components).head(&head, frame.now)))
}

async fn products(state: &State, frame: &Frame, question: &str, asked: &Asked) -> Result<Markup, Error> {
    let usage = match state.office().where_used(question, &asked.request(PRODUCTS)).await {
        Ok(usage) => usage,
        Err(mainstay_office::Error::Invalid(message)) => {
            return Ok(notice(Tone::High, "The question cannot be read", &html! { p { (message) } }));
        }
        Err(error) => return Err(error.into()),
    };
    let asked_of = state.office().store().asked().await?;
    if usage.components.is_empty() && usage.not_comparable.is_empty() {
        return not_in_use(state, question, asked_of).await;
    }
    let base = format!("/where-used?q={}", address::value(question));
    let pager = pager(&base, asked.after.is_some(), asked.from, &usage.products);
    let pager = Pager { exports: exports(question, None), noun: Some(("product", "products")), ..pager };
    let others = if question.starts_with("pkg:") {
        html! {}
    } else {
        related(state, question).await?
    };
    Ok(html! { (uses::usage(&usage, asked_of, question, &pager, frame.now)) (others) })
}

async fn one_product(
    state: &State,
    frame: &Frame,
    question: &str,
    product: &str,
    asked: &Asked,
) -> Result<Markup, Error> {
    let product = state.office().store().product(product).await?;
    let page = state.office().uses_in_product(question, product.uid, &asked.request(USES)).await?;
    let all = format!("/where-used?q={}", address::value(question));
    let base = format!("{all}&product={}", address::value(&product.slug));
    let pager = pager(&base, asked.after.is_some(), asked.from, &page);
    let pager =
        Pager { exports: exports(question, Some(&product.slug)), noun: Some(("use", "uses")), ..pager };
    Ok(html! {
        p { "In " a href=(address::product(&product.slug)) { (given(&product.name)) } ". " a href=(all) { "Show all products" } }
        @if page.rows.is_empty() && asked.after.is_none() {
            (uses::nowhere(uses::asked_in(&product), "Not used here", "No current SBOM of its releases names it."))
        } @else {
            (uses::asked(uses::asked_in(&product)))
            (uses::in_one(&page.rows, frame.now))
            (pager.html())
        }
    })
}

/// The links to the exports of an answer.
pub(super) fn exports(question: &str, product: Option<&str>) -> Vec<(&'static str, String)> {
    let product = product.map(|slug| format!("&product={}", address::value(slug))).unwrap_or_default();
    list::export_links(uses::Uses::PATH, &format!("q={}{product}", address::value(question)))
}

/// The foot of a page that stands at a cursor.
pub(super) fn pager<T>(base: &str, later: bool, from: Option<u64>, page: &mainstay_store::Page<T>) -> Pager {
    let (from, shown) = (from.filter(|_| later).unwrap_or(1), page.rows.len() as u64);
    let separator = if base.contains('?') { '&' } else { '?' };
    let next = page.next.as_ref().map(|cursor| {
        format!(
            "{base}{separator}after={}&from={}",
            address::value(cursor.as_str()),
            from.saturating_add(shown)
        )
    });
    Pager {
        from,
        shown,
        total: list::counted(page.total),
        noun: None,
        first: later.then(|| base.to_owned()),
        next,
        sizes: Vec::new(),
        exports: Vec::new(),
    }
}

fn form(question: &str) -> Markup {
    html! {
        form class="row" action="/where-used" method="get" role="search" {
            label for="q" { "Purl, name or range" }
            input id="q" name="q" type="search" value=(question) placeholder="pkg:npm/lodash@<4.17.21" size="40" autocomplete="off" spellcheck="false";
            button class="primary" type="submit" { "Ask" }
        }
    }
}

fn help() -> Markup {
    empty(
        "Ask for a component",
        &html! {
            ul class="remove-list" {
                @for (question, meaning) in [
                    ("pkg:npm/lodash@4.17.20", "one version"),
                    ("pkg:npm/lodash", "any version"),
                    ("pkg:npm/lodash@<4.17.21", "a range in the words of the ecosystem"),
                    ("pkg:maven/org.apache.logging.log4j/log4j-core@vers:maven/>=2.0|<2.17.1", "a range in VERS"),
                    ("log4j-core", "a name in any ecosystem"),
                    ("log4j-core <2.17.1", "a name with a range"),
                ] {
                    li { a href={ "/where-used?q=" (address::value(question)) } { code { (question) } } " — " (meaning) }
                }
            }
        },
    )
}

async fn not_in_use(state: &State, question: &str, asked_of: AskedOf) -> Result<Markup, Error> {
    let others = related(state, question).await?;
    Ok(html! {
        (uses::nowhere(asked_of, "Nothing in use matches", &format!("No current SBOM names “{question}”.")))
        (others)
    })
}

/// What the question may mean as well, each as the same question: a name is often that of a family.
async fn related(state: &State, question: &str) -> Result<Markup, Error> {
    let others = state.office().related(question, RELATED).await?;
    Ok(html! {
        @if !others.is_empty() {
            (section("related", "Packages in use with a similar name", &html! {
                p { "They are not part of the answer. Ask the same about:" }
                ul class="remarks" {
                    @for (package, question) in &others {
                        li {
                            a href={ "/where-used?q=" (address::value(question)) } {
                                @if package.purl.is_some() { (purl(question)) } @else { (given(question)) }
                            }
                            " " span class="meta" { (plural(package.versions, "version", "versions")) " in use" }
                        }
                    }
                }
            }))
        }
    })
}
