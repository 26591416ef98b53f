//! Every route, by every role in every kind of place, asked for what is in that place and for what is not. What is expected follows
//! from what the route says that it needs, from the role and from the place; nothing here knows how it is enforced.

mod sent;

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use mainstay_office::access::{Permission, ROLES};
use mainstay_office::accounts::Newcomer;
use mainstay_store::*;
use serde_json::Value;
use uuid::Uuid;

use super::seed::deliver;
use super::sign_in::PASSWORD;
use super::{App, request, send, start};
use crate::{Config, Guard, State, inventory};

/// What is in reach of those whose place is not the whole organization, and what is not.
const OWN: &str = "alpha";
const FOREIGN: &str = "omega";

/// A place, as a grant has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Organization,
    Unit,
    Product,
}

/// To what the things of a request belong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bound {
    /// To no product.
    Nothing,
    /// To a product.
    Product,
    /// To a product and to a part of it, which is seen by who sees the unit.
    Part,
    /// To a unit, where something is added.
    Unit,
    /// To the whole organization.
    Organization,
}

/// Somebody who asks.
struct Actor {
    name: String,
    token: String,
    /// What each grant allows, and where.
    grants: Vec<(&'static [Permission], Place)>,
}

impl Actor {
    /// Whether they may do something to what is in their place, or to what is not.
    fn may(&self, permission: Permission, own: bool) -> bool {
        self.may_within(permission, own, Bound::Product)
    }

    /// The same for what belongs to a product, or for something new in a unit.
    fn may_within(&self, permission: Permission, own: bool, bound: Bound) -> bool {
        let holds = |(granted, place): &(&[Permission], Place)| {
            granted.contains(&permission)
                && match place {
                    Place::Organization => true,
                    Place::Unit => own,
                    Place::Product => own && bound == Bound::Product,
                }
        };
        self.grants.iter().any(holds)
    }

    fn anywhere(&self, permission: Permission) -> bool {
        self.may(permission, true)
    }
}

/// The things of one product, by the parameters of routes.
#[derive(Clone, Debug)]
struct Things {
    slug: String,
    unit: &'static str,
    part: String,
    purl: String,
    product: Uuid,
    piece: Uuid,
    repository: Uuid,
    releases: Vec<Uuid>,
    sboms: Vec<Uuid>,
    request: Uuid,
    work: Uuid,
    supplier: Uuid,
    /// Who has an account.
    person: Uuid,
}

/// Two products alike, each with releases, SBOMs, a part, a repository, a request, and work.
async fn things(app: &App, slug: &str, unit: &'static str) -> Things {
    let (office, store) = (app.office(), app.office().store());
    let at = store.ensure_units(&[NewUnit { name: unit.to_owned(), parent: None }]).await.unwrap()[0];
    let owner = store.ensure_person(&format!("Owner of {slug}"), None).await.unwrap();
    let new = |slug: &str| NewProduct {
        unit: Some(at),
        owner: Some(owner),
        tags: vec![format!("tag-{slug}")],
        ..NewProduct::named(slug, slug)
    };
    let product = store.create_product(&new(slug)).await.unwrap();
    let part = format!("{slug}-part");
    let piece = store.create_product(&new(&part)).await.unwrap();
    store.add_part(product, piece).await.unwrap();
    let repository = store.ensure_repository(&format!("https://git.example.org/{slug}")).await.unwrap();
    store.link_repository(product, repository).await.unwrap();
    for version in ["1.0", "2.0"] {
        deliver(office, slug, version, &document(slug, version)).await;
    }
    let sboms = SbomFilter { product: Some(product), ..Default::default() };
    let sboms: Vec<Uuid> = store
        .list_sboms(&sboms, &PageRequest::first(10))
        .await
        .unwrap()
        .rows
        .iter()
        .map(|one| one.uid)
        .collect();
    let releases = store.list_releases(product, &PageRequest::first(10)).await.unwrap().rows;
    let supplier = store.ensure_supplier("Acme", None).await.unwrap();
    let login = format!("{slug}-login");
    let newcomer = Newcomer { name: &login, mail: None, login: &login, password: PASSWORD };
    let person = office.add_account(&newcomer, false).await.unwrap();
    let note = format!("for {slug}");
    let ask = NewRequest { product: Some(product), note, ..Default::default() };
    Things {
        slug: slug.to_owned(),
        unit,
        part,
        purl: format!("pkg:npm/only-{slug}@1.0"),
        product,
        piece,
        repository,
        releases: releases.iter().map(|one| one.uid).collect(),
        work: store.work_of_sbom(sboms[0]).await.unwrap()[0].uid,
        sboms,
        request: store.ask_supplier(supplier, &ask).await.unwrap(),
        supplier,
        person,
    }
}

fn document(slug: &str, version: &str) -> Value {
    let component = |name: &str, version: &str| {
        serde_json::json!({ "type": "library", "bom-ref": name, "name": name, "version": version,
            "purl": format!("pkg:npm/{name}@{version}"), "licenses": [{ "license": { "name": format!("License of {name}") } }] })
    };
    let own = format!("only-{slug}");
    serde_json::json!({
        "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
        "metadata": { "component": { "type": "application", "bom-ref": "root", "name": format!("root-{slug}"), "version": version } },
        "components": [component(&own, "1.0"), component("common", "1.0")],
        "dependencies": [{ "ref": "root", "dependsOn": [own.clone()] }, { "ref": own, "dependsOn": ["common"] }]
    })
}

async fn actor(app: &App, name: String, grants: Vec<(&'static str, GrantPlace, Place)>) -> Actor {
    let store = app.office().store();
    let person = store.ensure_person(&name, None).await.unwrap();
    let mut allowed = Vec::new();
    for (role, place, kind) in grants {
        let new = NewGrant { person, role: role.to_owned(), place, granted_by: None, until: None };
        store.add_grant(&new).await.unwrap();
        let role = ROLES.iter().find(|one| one.id == role).unwrap();
        allowed.push((role.permissions, kind));
    }
    let token = app.office().make_token(person, None, "matrix", None, None).await.unwrap();
    Actor { name, token: token.text().to_owned(), grants: allowed }
}

/// All who ask: each role in each kind of place, somebody without a role, and somebody who looks at all and changes one product.
async fn actors(app: &App, own: &Things) -> Vec<Actor> {
    let unit = app.office().store().units().await.unwrap();
    let unit = unit.iter().find(|one| one.name == own.unit).unwrap().uid;
    let places = [
        (Place::Organization, GrantPlace::Organization),
        (Place::Unit, GrantPlace::Unit(unit)),
        (Place::Product, GrantPlace::Product(own.product)),
    ];
    let mut all = vec![actor(app, "nobody".to_owned(), Vec::new()).await];
    for role in ROLES {
        for (kind, place) in &places {
            let name = format!("{} {kind:?}", role.id);
            all.push(actor(app, name, vec![(role.id, place.clone(), *kind)]).await);
        }
    }
    let mixed = vec![
        ("viewer", GrantPlace::Organization, Place::Organization),
        ("product-owner", GrantPlace::Product(own.product), Place::Product),
    ];
    all.push(actor(app, "looks at all, changes one".to_owned(), mixed).await);
    all
}

/// The address of a route for some things.
fn address(method: &Method, route: &str, things: &Things) -> String {
    let uid =
        match route.split('/').find(|part| ["sboms", "suppliers", "requests", "jobs", "work"].contains(part))
        {
            Some("sboms") => things.sboms[0],
            Some("suppliers") => things.supplier,
            Some("requests") => things.request,
            _ => things.work,
        };
    let values: BTreeMap<&str, String> = BTreeMap::from([
        ("{slug}", things.slug.clone()),
        ("{release}", things.releases[0].to_string()),
        ("{part}", things.piece.to_string()),
        ("{repository}", things.repository.to_string()),
        ("{before}", things.sboms[1].to_string()),
        ("{pair}", "1.0...2.0".to_owned()),
        ("{node}", "1".to_owned()),
        ("{uid}", uid.to_string()),
        ("{id}", if route.contains("/releases/") { things.releases[0].to_string() } else { uid.to_string() }),
        ("{*purl}", things.purl.clone()),
        ("{*key}", things.purl.clone()),
        (
            "{verb}",
            if route.starts_with("/admin/") {
                "enable"
            } else if route.contains("/parts/") || route.contains("/repositories/") {
                "remove"
            } else {
                "restore"
            }
            .to_owned(),
        ),
        ("{sbom}", things.sboms[0].to_string()),
        ("{person}", things.person.to_string()),
        ("{grant}", Uuid::nil().to_string()),
        ("{session}", Uuid::nil().to_string()),
        ("{token}", Uuid::nil().to_string()),
        ("{format}", "cyclonedx-1.5-json".to_owned()),
    ]);
    let mut path = route.to_owned();
    for (parameter, value) in &values {
        path = path.replace(parameter, value);
    }
    assert!(!path.contains('{'), "{route}: tell here what stands for its parameters");
    let query = sent::query(method, route, things);
    query.map_or(path.clone(), |query| format!("{path}?{query}"))
}

/// What is expected of an answer.
fn expected(guard: Guard, method: &Method, bound: Bound, own: bool, actor: &Actor) -> Expected {
    let is_safe = method.is_safe();
    let Some(permission) = guard.needs(is_safe) else { return Expected::Answered };
    if !actor.anywhere(permission) {
        return Expected::Forbidden;
    }
    if bound == Bound::Part && own {
        // Who sees the product and not its part finds nothing to link.
        let sees_part = actor.may_within(Permission::Read, own, Bound::Unit);
        let changes = actor.may(permission, own);
        return if changes && sees_part {
            Expected::Answered
        } else if changes {
            Expected::Missing
        } else {
            Expected::Forbidden
        };
    }
    if bound == Bound::Organization {
        let everywhere = actor.may(permission, false);
        return if everywhere { Expected::Answered } else { Expected::Forbidden };
    }
    let bound = if bound == Bound::Part { Bound::Product } else { bound };
    if bound == Bound::Nothing || actor.may_within(permission, own, bound) {
        return Expected::Answered;
    }
    // What may be looked at and not changed is refused; what may not even be looked at is not there.
    if actor.may(Permission::Read, own) && permission != Permission::Read {
        Expected::Forbidden
    } else {
        Expected::Missing
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expected {
    Answered,
    Forbidden,
    Missing,
}

/// Whether a status is what was expected. A form for what is not in reach is refused as what is not there is: who asks learns no
/// difference.
fn fits(status: StatusCode, expected: Expected) -> bool {
    match expected {
        Expected::Forbidden => status == StatusCode::FORBIDDEN,
        Expected::Missing => matches!(status, StatusCode::NOT_FOUND | StatusCode::FORBIDDEN),
        Expected::Answered => {
            !status.is_server_error()
                && !matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::NOT_FOUND)
        }
    }
}

/// The methods of each route: those of the description for the API, and for pages those that are answered.
async fn methods(app: &App, open: &State, own: &Things) -> Vec<(String, Guard, Method)> {
    let mut all = Vec::new();
    for route in inventory(app).into_iter().filter(|route| route.guard != Guard::Public) {
        for method in [Method::GET, Method::POST, Method::PUT, Method::DELETE, Method::PATCH] {
            let known = if route.operations.is_empty() {
                // A method that is not known is refused before anything is looked at.
                let path = address(&Method::GET, &route.path, own);
                let probe = request(method.as_str(), &path, &[]);
                send(open, probe).await.status != StatusCode::METHOD_NOT_ALLOWED
            } else {
                route.operations.contains(&method.as_str())
            };
            if known {
                all.push((route.path.clone(), route.guard, method));
            }
        }
    }
    all
}

async fn ask(
    app: &State,
    method: &Method,
    path: &str,
    body: &sent::Sent,
    token: Option<&str>,
) -> super::Answer {
    let mut builder = Request::builder().method(method).uri(path).header("host", "127.0.0.1:7878");
    builder = builder.header("content-type", body.kind);
    if let Some(token) = token {
        builder = builder.header("authorization", format!("Bearer {token}"));
    }
    let body = if method.is_safe() || *method == Method::DELETE { Vec::new() } else { body.bytes.clone() };
    send(app, builder.body(Body::from(body)).unwrap()).await
}

/// Words that only what is out of reach has.
const TRACES: [&str; 5] = ["only-omega", "omega-part", "Owner of omega", "tag-omega", "root-omega"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_route_answers_every_role_as_its_guard_says_and_shows_nothing_else() {
    let app = start(Config::accounts()).await;
    let (own, foreign) = (things(&app, OWN, "Tools").await, things(&app, FOREIGN, "Sales").await);
    let open = State::new(Config::open(), app.office().clone());
    let actors = actors(&app, &own).await;
    let (mut cases, mut wrong) = (0, BTreeSet::new());
    let mut counted: BTreeMap<&str, u32> = BTreeMap::new();
    for (route, guard, method) in methods(&app, &open, &own).await {
        for (things, is_own) in [(&own, true), (&foreign, false)] {
            let bound = bound(&method, &route);
            if matches!(bound, Bound::Nothing | Bound::Organization) && !is_own {
                continue;
            }
            let path = address(&method, &route, things);
            let stranger = ask(&app, &method, &path, &sent::body(&method, &route, things), None).await;
            cases += 1;
            if stranger.status != StatusCode::UNAUTHORIZED {
                wrong.insert(format!("{method} {route} by a stranger: {}", stranger.status));
            }
            for actor in &actors {
                if !method.is_safe() {
                    mend(&app, things).await;
                }
                let (path, body) = (address(&method, &route, things), sent::body(&method, &route, things));
                let answer = ask(&app, &method, &path, &body, Some(&actor.token)).await;
                let wanted = expected(guard, &method, bound, is_own, actor);
                cases += 1;
                *counted.entry(word(wanted)).or_default() += 1;
                if !fits(answer.status, wanted) && !sent::excused(&route, answer.status, wanted) {
                    let (status, told) = (answer.status, told(&answer.text));
                    wrong.insert(format!(
                        "{method} {path} by {}: {status} instead of {wanted:?}: {told}",
                        actor.name
                    ));
                }
                let sees_all = actor.may(Permission::Read, false);
                let trace = TRACES.iter().find(|trace| !sees_all && answer.text.contains(**trace));
                if let Some(trace) = trace.filter(|trace| !path.contains(**trace)) {
                    wrong.insert(format!("{method} {path} by {}: shows `{trace}`", actor.name));
                }
            }
        }
    }
    println!("{cases} cases: {counted:?}");
    assert!(
        wrong.is_empty(),
        "{} of {cases}:\n{}",
        wrong.len(),
        wrong.into_iter().collect::<Vec<_>>().join("\n")
    );
    assert!(counted.values().all(|count| *count > 100), "{counted:?}");
}

/// Links what was taken apart, so that whoever asks next finds it.
async fn mend(app: &App, things: &Things) {
    let store = app.office().store();
    store.add_part(things.product, things.piece).await.unwrap();
    store.link_repository(things.product, things.repository).await.unwrap();
}

/// To what the things of a route belong.
fn bound(method: &Method, route: &str) -> Bound {
    let changes = !method.is_safe();
    match route {
        _ if route.starts_with("/admin/") => Bound::Organization,
        "/products/new" | "/products/import" | "/api/v1/products" if changes => Bound::Unit,
        "/requests/new" | "/upload" | "/api/v1/requests" | "/api/v1/sboms" if changes => Bound::Product,
        _ if changes && route.contains("/parts") => Bound::Part,
        _ if route.contains("/suppliers/{") || route.contains("/profile/") || !route.contains('{') => {
            Bound::Nothing
        }
        _ => Bound::Product,
    }
}

fn word(expected: Expected) -> &'static str {
    match expected {
        Expected::Answered => "answered",
        Expected::Forbidden => "forbidden",
        Expected::Missing => "missing",
    }
}

fn told(text: &str) -> String {
    text.chars().take(200).collect::<String>().replace('\n', " ")
}
