//! The list of all routes. A route is guarded unless this list says `Public`, and there is no other way to add one.

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, get, post};
use mainstay_office::access::Permission;
use serde_json::Value;
use utoipa::openapi::{OpenApi, PathItem};
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouter};

use crate::api::parameters::{self, Parameters};
use crate::intake::UPLOAD_LIMIT;
use crate::list::{self, List};
use crate::pages::product::relations;
use crate::security::{Seen, guard};
use crate::{Config, State, api, assets, badges, pages, preferences};

/// The largest list of products, in bytes.
const CATALOG_LIMIT: usize = 64 << 20;

/// Who is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guard {
    /// Everybody. Gives nothing away: files of the program, health, the way in; or asks for a token of its own.
    Public,
    /// Whoever was let in, whatever they may do.
    Person,
    /// Who may do something somewhere; what is shown and changed is held to where.
    Needs {
        /// To look.
        ask: Permission,
        /// To change something.
        change: Permission,
    },
}

impl Guard {
    /// The permission that a request needs.
    pub fn needs(self, is_safe: bool) -> Option<Permission> {
        match self {
            Self::Public | Self::Person => None,
            Self::Needs { ask, change } => Some(if is_safe { ask } else { change }),
        }
    }
}

/// Nothing can be changed there.
const READ: Guard = changing(Permission::Read);

/// All may look at it, and some change it.
const fn changing(change: Permission) -> Guard {
    Guard::Needs { ask: Permission::Read, change }
}

/// A form for those who may send it.
const fn form(change: Permission) -> Guard {
    Guard::Needs { ask: change, change }
}

/// A route as it stands in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// The path, with `{parameters}`.
    pub path: String,
    /// Who is answered.
    pub guard: Guard,
    /// The operations of the API, by their methods; empty for pages.
    pub operations: Vec<&'static str>,
}

/// All routes of the program.
pub(crate) fn routes(state: &State) -> Routes {
    let mut routes = Routes::new(state.clone());
    routes.page(Guard::Public, "/assets/{file}", get(assets::asset));
    routes.page(Guard::Public, "/enter", get(pages::enter::enter));
    routes.page(Guard::Public, "/sign-in", get(pages::sign_in::form).post(pages::sign_in::sign_in));
    routes.page(Guard::Public, "/sign-in/provider", get(pages::provider::depart));
    routes.page(Guard::Public, "/sign-in/provider/callback", get(pages::provider::arrive));
    routes.page(Guard::Public, "/sign-out", post(pages::sign_in::sign_out));
    routes.page(Guard::Public, "/set-up", get(pages::set_up::form).post(pages::set_up::set_up));
    // Answers visitors, and who comes with the token of the badge: it judges by itself.
    routes.page(Guard::Public, "/badges/{slug}/{file}", get(badges::badge));
    routes.page(Guard::Person, "/", get(pages::home::home));
    routes.page(READ, "/search", get(pages::search::search));
    routes.page(Guard::Person, "/notices", get(pages::notices::notices));
    routes.page(Guard::Person, "/preferences", post(preferences::choose));
    routes.page(Guard::Person, "/profile", get(pages::profile::profile));
    routes.page(Guard::Person, "/profile/password", post(pages::profile::password));
    routes.page(Guard::Person, "/profile/sessions/actions/end-others", post(pages::profile::end_others));
    routes.page(Guard::Person, "/profile/sessions/{session}/actions/end", post(pages::profile::end));
    routes.page(Guard::Person, "/profile/tokens", post(pages::profile::make));
    routes.page(Guard::Person, "/profile/tokens/{token}/actions/revoke", post(pages::profile::revoke));
    routes.page(Guard::Person, "/styleguide", get(pages::styleguide::styleguide));
    routes.page(Guard::Person, "/styleguide/branch", get(pages::styleguide::branch));
    routes.page(Guard::Person, "/styleguide/progress", get(pages::styleguide::progress));
    routes.page(Guard::Person, "/styleguide/events", get(pages::styleguide::events));
    routes.list::<pages::styleguide::Samples>();
    routes.page(READ, "/components", get(pages::components::components));
    routes.exports::<pages::components::Components>();
    routes.page(READ, "/components/{*purl}", get(pages::component::component));
    routes.list::<pages::packages::Packages>();
    routes.exports::<pages::component::documents::Statements>();
    routes.exports::<pages::component::versions::Versions>();
    routes.page(READ, "/where-used", get(pages::where_used::where_used));
    routes.exports::<pages::uses::Uses>();
    routes.list::<pages::sboms::Sboms>();
    routes.page(READ, "/sboms/{uid}", get(pages::sbom::sbom));
    routes.page(READ, "/sboms/{uid}/document", get(pages::sbom::document));
    routes.page(READ, "/sboms/{uid}/problems.csv", get(pages::sbom::problem_file));
    routes.page(READ, "/sboms/{uid}/problems.json", get(pages::sbom::problem_file));
    routes.page(READ, "/sboms/{uid}/changes/{before}", get(pages::sbom_changes::changes));
    routes.list::<pages::suppliers::Suppliers>();
    routes.page(
        form(Permission::Supply),
        "/suppliers/new",
        get(pages::suppliers::new).post(pages::suppliers::create),
    );
    routes.page(READ, "/suppliers/{uid}", get(pages::suppliers::supplier));
    routes.list::<pages::requests::Requests>();
    routes.page(
        form(Permission::Supply),
        "/requests/new",
        get(pages::requests::new).post(pages::requests::create),
    );
    routes.page(READ, "/requests/{uid}", get(pages::requests::request));
    routes.page(form(Permission::Supply), "/requests/{uid}/actions/answer", post(pages::requests::answer));
    routes.list::<pages::work::WorkList>();
    routes.page(READ, "/jobs/{uid}", get(pages::work::work));
    routes.page(READ, "/jobs/{uid}/events", get(pages::work::events));
    routes.page(form(Permission::Contribute), "/jobs/{uid}/actions/retry", post(pages::work::retry));
    routes.page(form(Permission::Contribute), "/jobs/{uid}/actions/cancel", post(pages::work::cancel));
    routes.page(READ, "/coverage", get(pages::coverage::coverage));
    routes.exports::<pages::coverage::Gaps>();
    routes.list::<pages::coverage::Releases>();
    routes.admin();
    routes.api(Guard::Public, utoipa_axum::routes!(api::health::health));
    routes.api(Guard::Public, utoipa_axum::routes!(api::health::ready));
    routes.products();
    routes.releases();
    routes.products_api();
    routes.inventory_api();
    routes.finish()
}

/// The routes of the program with who is answered; for tests and documentation.
pub fn inventory(state: &State) -> Vec<Route> {
    routes(state).inventory
}

/// Routes in the making.
pub(crate) struct Routes {
    state: State,
    router: OpenApiRouter<State>,
    pub(crate) inventory: Vec<Route>,
}

impl Routes {
    fn new(state: State) -> Self {
        Self { state, router: OpenApiRouter::with_openapi(api::document()), inventory: Vec::new() }
    }

    fn admin(&mut self) {
        let access = form(Permission::ManageAccess);
        self.list::<pages::admin::accounts::Accounts>();
        let new = get(pages::admin::new_account::form).post(pages::admin::new_account::create);
        self.page(access, "/admin/accounts/new", new);
        let account = "/admin/accounts/{person}";
        self.page(access, account, get(pages::admin::account::account));
        self.page(access, &format!("{account}/roles"), post(pages::admin::account::grant));
        let revoke = format!("{account}/roles/{{grant}}/actions/revoke");
        self.page(access, &revoke, post(pages::admin::account::revoke));
        self.page(access, &format!("{account}/actions/{{verb}}"), post(pages::admin::account::act));
    }

    fn products(&mut self) {
        self.list::<pages::products::Products>();
        let new = get(pages::products::new::form).post(pages::products::new::create);
        self.page(form(Permission::Maintain), "/products/new", new);
        let import = get(pages::products::import::form).post(pages::products::import::import);
        self.page(
            form(Permission::Maintain),
            "/products/import",
            import.layer(DefaultBodyLimit::max(CATALOG_LIMIT)),
        );
        self.page(READ, "/products/{slug}", get(pages::product::overview));
        self.list::<pages::product::releases::Releases>();
        let new = get(pages::product::new_release::form).post(pages::product::new_release::create);
        self.page(form(Permission::Contribute), "/products/{slug}/releases/new", new);
        self.list::<pages::product::components::Components>();
        self.list::<pages::product::sboms::Sboms>();
        let edit = get(pages::product::edit::form).post(pages::product::edit::change);
        self.page(form(Permission::Maintain), "/products/{slug}/edit", edit);
        let part = "/products/{slug}/parts";
        self.page(form(Permission::Maintain), part, post(relations::add_part));
        self.page(
            form(Permission::Maintain),
            &format!("{part}/{{part}}/actions/{{verb}}"),
            post(relations::change_part),
        );
        let repository = "/products/{slug}/repositories";
        self.page(form(Permission::Maintain), repository, post(relations::add_repository));
        let change = format!("{repository}/{{repository}}/actions/{{verb}}");
        self.page(form(Permission::Maintain), &change, post(relations::change_repository));
        self.page(
            form(Permission::Maintain),
            "/products/{slug}/actions/{verb}",
            post(pages::product::edit::archive),
        );
        self.page(READ, "/products/{slug}/compare", get(pages::compare::choose));
        self.page(READ, "/products/{slug}/compare/{pair}", get(pages::compare::compare));
    }

    fn products_api(&mut self) {
        self.api(
            changing(Permission::Maintain),
            utoipa_axum::routes!(api::products::list, api::products::create),
        );
        self.api(
            changing(Permission::Maintain),
            utoipa_axum::routes!(api::products::get, api::products::change),
        );
        self.api(form(Permission::Maintain), utoipa_axum::routes!(api::products::archive));
        self.api(form(Permission::Maintain), utoipa_axum::routes!(api::products::restore));
        self.api(READ, utoipa_axum::routes!(api::relations::parts));
        self.api(
            changing(Permission::Maintain),
            utoipa_axum::routes!(api::relations::add_part, api::relations::remove_part),
        );
        let repositories = utoipa_axum::routes!(api::relations::repositories, api::relations::add_repository);
        self.api(changing(Permission::Maintain), repositories);
        self.api(form(Permission::Maintain), utoipa_axum::routes!(api::relations::remove_repository));
        self.api(
            changing(Permission::Contribute),
            utoipa_axum::routes!(api::releases::list, api::releases::create),
        );
        self.api(READ, utoipa_axum::routes!(api::releases::compare));
        self.api(
            changing(Permission::Maintain),
            utoipa_axum::routes!(api::releases::get, api::releases::change),
        );
        self.api(READ, utoipa_axum::routes!(api::releases::components));
        self.api(READ, utoipa_axum::routes!(api::releases::why));
        self.api(READ, utoipa_axum::routes!(api::releases::sbom));
        self.api(READ, utoipa_axum::routes!(api::graph::level));
        let (schemas, paths, methods) = utoipa_axum::routes!(api::intake::receive);
        self.api(
            form(Permission::Contribute),
            (schemas, paths, methods.layer(DefaultBodyLimit::max(UPLOAD_LIMIT))),
        );
    }

    fn inventory_api(&mut self) {
        self.api(READ, utoipa_axum::routes!(api::components::list));
        self.api(READ, utoipa_axum::routes!(api::components::get));
        self.api(READ, utoipa_axum::routes!(api::statements::list));
        self.api(READ, utoipa_axum::routes!(api::packages::list));
        self.api(READ, utoipa_axum::routes!(api::packages::get));
        self.api(READ, utoipa_axum::routes!(api::where_used::where_used));
        self.api(READ, utoipa_axum::routes!(api::sboms::list));
        self.api(READ, utoipa_axum::routes!(api::sboms::get));
        self.api(READ, utoipa_axum::routes!(api::sboms::document));
        self.api(READ, utoipa_axum::routes!(api::sboms::quality));
        self.api(
            changing(Permission::Supply),
            utoipa_axum::routes!(api::suppliers::list, api::suppliers::create),
        );
        self.api(READ, utoipa_axum::routes!(api::suppliers::get));
        self.api(
            changing(Permission::Supply),
            utoipa_axum::routes!(api::requests::list, api::requests::create),
        );
        self.api(READ, utoipa_axum::routes!(api::requests::get));
        self.api(form(Permission::Supply), utoipa_axum::routes!(api::requests::answer));
        self.api(READ, utoipa_axum::routes!(api::work::list));
        self.api(READ, utoipa_axum::routes!(api::work::get));
        self.api(form(Permission::Contribute), utoipa_axum::routes!(api::work::retry));
        self.api(form(Permission::Contribute), utoipa_axum::routes!(api::work::cancel));
        self.api(READ, utoipa_axum::routes!(api::search::search));
        self.api(READ, utoipa_axum::routes!(api::coverage::coverage));
        self.api(READ, utoipa_axum::routes!(api::coverage::gaps));
    }

    fn releases(&mut self) {
        let upload = get(pages::upload::form).post(pages::upload::upload);
        self.page(form(Permission::Contribute), "/upload", upload.layer(DefaultBodyLimit::max(UPLOAD_LIMIT)));
        self.list::<pages::releases::Releases>();
        self.page(READ, "/releases/{release}", get(pages::release::overview));
        let edit = get(pages::release::edit::form).post(pages::release::edit::change);
        self.page(form(Permission::Maintain), "/releases/{release}/edit", edit);
        self.list::<pages::release::components::Components>();
        self.page(READ, "/releases/{release}/graph", get(pages::release::graph::graph));
        self.page(READ, "/releases/{release}/unreached", get(pages::release::graph::unreached));
        self.page(READ, "/releases/{release}/graph/{node}", get(pages::release::graph::below));
        self.page(READ, "/releases/{release}/why", get(pages::release::why::why));
        self.list::<pages::release::sboms::Sboms>();
        self.page(READ, "/releases/{release}/export", get(pages::release::export::export));
        self.list::<pages::release::history::History>();
        let compare = get(pages::release::history::compare);
        self.page(READ, "/releases/{release}/history/compare", compare);
    }

    /// A page or an action.
    fn page(&mut self, guard: Guard, path: &str, methods: MethodRouter<State>) {
        let methods = self.guarded(guard, path, Vec::new(), methods);
        self.router = std::mem::take(&mut self.router).route(path, methods);
    }

    /// An operation of the API, with its description (`utoipa_axum::routes!`).
    fn api(&mut self, guard: Guard, (schemas, mut paths, methods): UtoipaMethodRouter<State>) {
        if guard == Guard::Public {
            paths.paths.values_mut().for_each(mark_public);
        }
        let path = paths.paths.keys().next().cloned().unwrap_or_default();
        // What is public asks nothing: probes add what they like to its address.
        let known = paths.paths.values().next().filter(|_| guard != Guard::Public).map(Parameters::of);
        let methods = match known {
            Some(known) => methods.layer(from_fn_with_state(Arc::new(known), parameters::check)),
            None => methods,
        };
        let operations = paths.paths.values().flat_map(operations).collect();
        let methods = self.guarded(guard, &path, operations, methods);
        self.router = std::mem::take(&mut self.router).routes((schemas, paths, methods));
    }

    /// A list: its page, and its exports under the same address with `.csv` and `.json`.
    fn list<L: List>(&mut self) {
        self.page(form(L::NEEDS), L::PATH, get(list::page::<L>));
        self.exports::<L>();
    }

    /// The exports of a list whose page has a handler of its own.
    fn exports<L: List>(&mut self) {
        self.page(form(L::NEEDS), &format!("{}.csv", L::PATH), get(list::csv::<L>));
        self.page(form(L::NEEDS), &format!("{}.json", L::PATH), get(list::json::<L>));
    }

    fn guarded(
        &mut self,
        access: Guard,
        path: &str,
        operations: Vec<&'static str>,
        methods: MethodRouter<State>,
    ) -> MethodRouter<State> {
        self.inventory.push(Route { path: path.to_owned(), guard: access, operations });
        match access {
            Guard::Public => methods,
            access => methods.layer(from_fn_with_state((self.state.clone(), access), guard)),
        }
    }

    /// The description of the API is a route too, and made of all the others.
    fn finish(mut self) -> Self {
        let access = self.state.config().access;
        let document = Arc::new(json_of(self.router.get_openapi(), self.state.config()));
        let page = Arc::clone(&document);
        self.page(
            Guard::Person,
            "/api/v1/openapi.json",
            get(move |headers, Seen(state)| api::openapi_json(headers, state, Arc::clone(&document))),
        );
        self.page(
            Guard::Person,
            "/api",
            get(move |frame| pages::api_reference::show(frame, Arc::clone(&page), access)),
        );
        self
    }

    pub(crate) fn into_parts(self) -> (axum::Router<State>, OpenApi) {
        self.router.split_for_parts()
    }
}

/// The methods of a path of the API.
fn operations(item: &PathItem) -> impl Iterator<Item = &'static str> {
    let all = [
        ("GET", &item.get),
        ("PUT", &item.put),
        ("POST", &item.post),
        ("DELETE", &item.delete),
        ("PATCH", &item.patch),
    ];
    all.into_iter().filter(|(_, operation)| operation.is_some()).map(|(method, _)| method)
}

/// A public operation says so by an empty list of security requirements.
fn mark_public(item: &mut PathItem) {
    let operations = [&mut item.get, &mut item.put, &mut item.post, &mut item.delete, &mut item.patch];
    for operation in operations.into_iter().flatten() {
        operation.security = Some(Vec::new());
    }
}

/// The description as JSON, with what all operations have in common. A parameter that takes the rest of a path is called like any other there.
fn json_of(document: &OpenApi, config: &Config) -> Value {
    let mut document = serde_json::to_value(document).expect("utoipa's document is JSON");
    if let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) {
        let operations =
            paths.values_mut().filter_map(Value::as_object_mut).flat_map(|item| item.values_mut());
        operations.for_each(api::errors::describe);
        *paths =
            std::mem::take(paths).into_iter().map(|(path, item)| (path.replace("{*", "{"), item)).collect();
    }
    api::access::describe(&mut document, config);
    document
}
