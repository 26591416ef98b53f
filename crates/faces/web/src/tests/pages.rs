//! The pages of products and releases, over nothing and over a small inventory.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use mainstay_office::intake::{Delivery, ReleaseName};
use mainstay_store::{PageRequest, SbomSource};
use scraper::{Html, Selector};
use serde_json::{Value, json};
use uuid::Uuid;

use super::seed::{self, HOSTILE, Seeded, seed};
use super::{Answer, App, get, open, send};

async fn seeded() -> (App, Seeded) {
    let app = open().await;
    let made = seed(app.office()).await;
    (app, made)
}

/// A page that answers with one heading and nothing that came from a document as markup.
async fn page(app: &App, path: &str) -> String {
    let answer = get(app, path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
    assert_eq!(answer.text.matches("<h1").count(), 1, "{path}");
    assert!(!answer.text.contains("<script>alert"), "{path} holds a script of a document");
    answer.text
}

fn texts(html: &str, selector: &str) -> Vec<String> {
    let document = Html::parse_document(html);
    let selector = Selector::parse(selector).unwrap();
    let nodes = document.select(&selector).map(|node| node.text().collect::<String>());
    nodes.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

fn links(html: &str, selector: &str) -> Vec<String> {
    attributes(html, selector, "href")
}

fn attributes(html: &str, selector: &str, name: &str) -> Vec<String> {
    let document = Html::parse_document(html);
    let selector = Selector::parse(selector).unwrap();
    document.select(&selector).filter_map(|node| node.value().attr(name)).map(str::to_owned).collect()
}

/// The value of a key number by its label.
fn stat(html: &str, label: &str) -> String {
    let document = Html::parse_document(html);
    let (stat, dt, dd) = (
        Selector::parse(".stat").unwrap(),
        Selector::parse("dt").unwrap(),
        Selector::parse(".stat-value").unwrap(),
    );
    let text = |node: scraper::ElementRef<'_>| node.text().collect::<String>();
    let found =
        document.select(&stat).find(|node| node.select(&dt).next().map(text).as_deref() == Some(label));
    // A number that is a link has its label in the link, for those who hear it.
    let value = text(found.unwrap_or_else(|| panic!("no stat {label}")).select(&dd).next().unwrap());
    value.strip_prefix(&format!("{label}: ")).map_or(value.clone(), str::to_owned)
}

async fn post(app: &App, path: &str, body: &str) -> Answer {
    let request = Request::post(path)
        .header("host", "127.0.0.1:7878")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(body.to_owned()));
    send(app, request.unwrap()).await
}

async fn post_parts(app: &App, path: &str, fields: &[(&str, &str)], file: &str) -> Answer {
    let mut body = String::new();
    for (name, value) in fields {
        body.push_str(&format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"));
    }
    body.push_str(&format!(
        "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.json\"\r\n\r\n{file}\r\n--x--\r\n"
    ));
    let request = Request::post(path)
        .header("host", "127.0.0.1:7878")
        .header("content-type", "multipart/form-data; boundary=x")
        .body(Body::from(body));
    send(app, request.unwrap()).await
}

#[tokio::test]
async fn an_empty_home_leads_to_the_first_steps_and_a_filled_one_counts() {
    let app = open().await;
    let empty = page(&app, "/").await;
    assert!(
        empty.contains("mainstay quickstart .")
            && empty.contains("/products/import")
            && !empty.contains("class=\"stat\"")
    );

    seed(app.office()).await;
    let home = page(&app, "/").await;
    assert_eq!((stat(&home, "Products"), stat(&home, "Releases")), ("3".to_owned(), "3".to_owned()));
    assert_eq!(stat(&home, "Components"), "7", "a superseded SBOM no longer counts");
    assert_eq!(stat(&home, "Products without SBOM"), "1");
    assert_eq!(
        (stat(&home, "Waiting to be read"), stat(&home, "Failed imports")),
        ("0".to_owned(), "0".to_owned())
    );
    assert_eq!(texts(&home, "#newest tbody tr").len(), 3, "superseded ones are left out");
}

#[tokio::test]
async fn components_are_unknown_and_not_zero_while_no_sbom_was_read() {
    let app = open().await;
    assert_eq!(post(&app, "/products/new", "name=Shop").await.status, StatusCode::SEE_OTHER);
    let home = page(&app, "/").await;
    assert_eq!((stat(&home, "Products"), stat(&home, "Components")), ("1".to_owned(), "unknown".to_owned()));
    let product = page(&app, "/products/shop").await;
    assert!(product.contains("Not known what it is made of"));
    let list = get(&app, "/products.csv").await.text;
    assert!(list.lines().nth(1).unwrap().contains("unknown"), "{list}");
}

#[tokio::test]
async fn products_are_listed_filtered_sorted_and_exported() {
    let (app, _) = seeded().await;
    let all = page(&app, "/products").await;
    assert_eq!(texts(&all, "tbody th"), ["Cart", "Old <b>Billing</b>", "Web Shop"]);
    assert_eq!(texts(&page(&app, "/products?tag=pci").await, "tbody th"), ["Web Shop"]);
    assert_eq!(texts(&page(&app, "/products?lifecycle=development").await, "tbody th"), ["Cart"]);
    assert_eq!(texts(&page(&app, "/products?distribution=saas&q=shop").await, "tbody th"), ["Web Shop"]);
    assert_eq!(texts(&page(&app, "/products?unit=Retail").await, "tbody th").len(), 2);
    assert_eq!(texts(&page(&app, "/products?unit=Nowhere").await, "tbody th").len(), 0);
    assert_eq!(texts(&page(&app, "/products?-tag=pci").await, "tbody th"), ["Cart", "Old <b>Billing</b>"]);
    let two = "/products?lifecycle=development&lifecycle=active";
    assert_eq!(texts(&page(&app, two).await, "tbody th"), ["Cart", "Web Shop"]);
    assert!(page(&app, "/products?-unit=Retail").await.contains("this filter cannot exclude"));
    assert!(page(&app, "/products?sort=-name").await.contains("sorts by name or -added"));
    assert_eq!(texts(&page(&app, "/products?sort=-added").await, "tbody th")[0], "Old <b>Billing</b>");
    let csv = get(&app, "/products.csv").await.text;
    assert!(
        csv.starts_with("name,owner,lifecycle,") && csv.contains("Web Shop,Ada,Active,High,Service,2,6,"),
        "{csv}"
    );
    let json = get(&app, "/products.json?tag=web").await.text;
    assert!(json.contains("\"total\":{\"value\":1,\"exact\":true}"), "{json}");
}

#[tokio::test]
async fn a_product_is_added_changed_and_put_away() {
    let app = open().await;
    let made = post(
        &app,
        "/products/new",
        "name=Web+Shop&owner=Ada&mail=ada%40example.org&unit=Retail&lifecycle=active&tags=b%2Ca",
    )
    .await;
    assert_eq!((made.status, made.header("location")), (StatusCode::SEE_OTHER, "/products/web-shop"));
    let overview = page(&app, "/products/web-shop").await;
    assert!(overview.contains("mailto:ada@example.org") && overview.contains("Retail"));
    let again = post(&app, "/products/new", "name=Web+Shop&description=kept").await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.text.contains("exists already") && again.text.contains("kept"), "what was typed stays");
    assert_eq!(post(&app, "/products/new", "name=").await.status, StatusCode::UNPROCESSABLE_ENTITY);

    let form = page(&app, "/products/web-shop/edit").await;
    assert!(form.contains("value=\"ada@example.org\"") && form.contains("value=\"a, b\""));
    let changed = post(&app, "/products/web-shop/edit", "name=Shop&key=shop").await;
    assert_eq!(changed.header("location"), "/products/shop");
    post(&app, "/products/new", "name=Cart").await;
    assert_eq!(post(&app, "/products/shop/parts", "part=cart").await.status, StatusCode::SEE_OTHER);
    assert_eq!(post(&app, "/products/cart/parts", "part=shop").await.status, StatusCode::CONFLICT);
    post(&app, "/products/shop/repositories", "repository=https%3A%2F%2Fgit.example.org%2Fshop").await;
    assert!(page(&app, "/products/shop").await.contains("https://git.example.org/shop"));
    assert_eq!(post(&app, "/products/shop/actions/archive", "").await.status, StatusCode::SEE_OTHER);
    assert_eq!(texts(&page(&app, "/products").await, "tbody th"), ["Cart"]);
    assert_eq!(texts(&page(&app, "/products?archived=only").await, "tbody th"), ["Shop"]);
}

#[tokio::test]
async fn a_part_or_repository_that_was_removed_can_be_put_back() {
    let (app, _) = seeded().await;
    let edit = page(&app, "/products/web-shop/edit").await;
    assert_eq!(texts(&edit, ".removable li span"), ["Cart", "https://git.example.org/shop"]);
    let actions = attributes(&edit, ".removable form", "action");
    for (action, name) in actions.iter().zip(["Cart", "https://git.example.org/shop"]) {
        let removed = post(&app, action, "").await;
        assert_eq!(removed.status, StatusCode::SEE_OTHER, "{}", removed.text);
        let told = page(&app, removed.header("location")).await;
        assert!(texts(&told, ".flash p")[0].contains(name), "{:?}", texts(&told, ".flash p"));
        assert!(!texts(&told, ".removable li span").contains(&name.to_owned()));
        let back = post(&app, &attributes(&told, ".flash form", "action")[0], "").await;
        let told = page(&app, back.header("location")).await;
        assert!(texts(&told, ".removable li span").contains(&name.to_owned()));
        assert_eq!(post(&app, &action.replace("/remove", "/burn"), "").await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn a_release_is_changed_and_its_sboms_stay() {
    let (app, made) = seeded().await;
    let at = format!("/releases/{}", made.second);
    assert!(attributes(&page(&app, &format!("{at}/edit")).await, "#version", "value") == ["2.0"]);
    let sent = "version=2.0.1&variant=arm64&released=2026-11-01&supported=2028-11-01&deployed=yes";
    assert_eq!(post(&app, &format!("{at}/edit"), sent).await.header("location"), at);
    let overview = page(&app, &at).await;
    assert!(overview.contains("arm64") && overview.contains("2028-11-01"));
    assert_eq!(stat(&overview, "Components"), "6", "what it is made of stays");
    assert!(page(&app, &format!("{at}/edit")).await.contains("value=\"2026-11-01\""));
    for (sent, told) in [
        ("version=1.0", "already"),
        ("version=", "Enter a version"),
        ("version=3&supported=soon", "Enter a day"),
    ] {
        let refused = post(&app, &format!("{at}/edit"), sent).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{sent}");
        assert!(refused.text.contains(told), "{sent}");
    }
}

#[tokio::test]
async fn a_list_of_products_is_imported_with_its_problems_told() {
    let app = open().await;
    let answer = post_parts(&app, "/products/import", &[], "name,parent\nA,B\nB,\nC,Nowhere\n").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(
        (stat(&answer.text, "Added"), stat(&answer.text, "Problems")),
        ("3".to_owned(), "1".to_owned())
    );
    let told = &texts(&answer.text, "#problems tbody tr")[0];
    assert!(told.starts_with('4') && told.contains("there is no product `Nowhere`"), "{told}");
    let refused = post_parts(&app, "/products/import", &[], "color\nred\n").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("give one the heading"));
}

#[tokio::test]
async fn a_long_list_of_products_goes_through_the_form_and_changes_nothing_the_second_time() {
    let app = open().await;
    let mut list = String::from("key,name,unit,owner,tags,parent,repository\n");
    for row in 0..600 {
        let (unit, owner, parent) = (row % 50, row % 120, (row + 1) / 2);
        list.push_str(&format!(
            "p{row},Product {row},Group/Unit {unit},Owner {owner},t{unit},p{parent},https://git.example/{row}\n"
        ));
    }
    for (added, as_they_were) in [("600", "0"), ("0", "600")] {
        let answer = post_parts(&app, "/products/import", &[], &list).await;
        assert_eq!(answer.status, StatusCode::OK);
        let told = ["Added", "Changed", "As they were"].map(|label| stat(&answer.text, label));
        assert_eq!(told, [added, "0", as_they_were]);
        let problems = texts(&answer.text, "#problems tbody tr");
        let own = "`Product 0` below `p0`: a product cannot be part of itself";
        let own_and = "`Product 1` below `p1`: a product cannot be part of itself";
        assert!(
            problems.len() == 2 && problems[0].contains(own) && problems[1].contains(own_and),
            "{problems:?}"
        );
    }
    let statements = app.office().store().statements();
    post_parts(&app, "/products/import", &[], &list).await;
    let took = app.office().store().statements() - statements;
    assert!(took < 60, "{took} statements: not one for each row");
    assert!(page(&app, "/products/p299").await.contains("Product 598"));
}

#[tokio::test]
async fn a_product_shows_its_figures_releases_components_and_sboms() {
    let (app, made) = seeded().await;
    let overview = page(&app, "/products/web-shop").await;
    assert_eq!(stat(&overview, "Components"), "6");
    assert_eq!(stat(&overview, "Without a license"), "2");
    assert!(overview.contains("From 5 components in 1.0 to 6 in 2.0."), "the chart says its finding");
    assert_eq!(texts(&overview, "#components-over-releases tbody td"), ["2", "3", "3", "3"]);
    assert!(overview.contains("Cart"), "parts are shown");
    assert_eq!(texts(&page(&app, "/products/cart").await, "#relations dd")[0], "Web Shop");

    let releases = page(&app, "/products/web-shop/releases").await;
    assert_eq!(texts(&releases, "tbody th"), ["2.0", "1.0"]);
    assert_eq!(links(&releases, "tbody th a")[0], format!("/releases/{}", made.second));
    assert!(links(&releases, ".exports a").contains(&"/products/web-shop/releases.csv".to_owned()));
    assert_eq!(get(&app, "/products/web-shop/releases.csv").await.text.lines().count(), 3);

    assert_eq!(texts(&page(&app, "/products/web-shop/components").await, "tbody tr").len(), 7);
    assert_eq!(texts(&page(&app, "/products/web-shop/components?q=util").await, "tbody tr").len(), 2);
    assert_eq!(texts(&page(&app, "/products/web-shop/sboms").await, "tbody tr").len(), 2);
    assert_eq!(texts(&page(&app, "/products/web-shop/sboms?superseded=show").await, "tbody tr").len(), 3);
    assert_eq!(get(&app, "/products/none").await.status, StatusCode::NOT_FOUND);
    assert_eq!(get(&app, "/products/none/releases").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_release_is_added_and_says_that_nothing_is_known() {
    let app = open().await;
    post(&app, "/products/new", "name=Shop").await;
    let wrong = post(&app, "/products/shop/releases/new", "version=1&supported=soon").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let made = post(
        &app,
        "/products/shop/releases/new",
        "version=1.0&variant=arm64&supported=2027-03-01&deployed=yes",
    )
    .await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text);
    let at = made.header("location").to_owned();
    let overview = page(&app, &at).await;
    assert!(
        overview.contains("Not known what it is made of")
            && overview.contains("2027-03-01")
            && overview.contains("arm64")
    );
    for tab in ["components", "graph", "sboms", "history", "why"] {
        page(&app, &format!("{at}/{tab}")).await;
    }
    let again = post(&app, "/products/shop/releases/new", "version=1.0&variant=arm64").await;
    assert!(again.text.contains("has a release `1.0 arm64` already"));
}

#[tokio::test]
async fn a_product_whose_documents_were_refused_says_so() {
    let (app, _) = seeded().await;
    assert!(!page(&app, "/products/legacy").await.contains("could not be read"));
    let delivery = Delivery {
        bytes: b"{\"bomFormat\": \"CycloneDX\"",
        release: ReleaseName { product: "legacy", version: "7", variant: "" },
        source: SbomSource::Build,
        label: "",
        supplier: None,
        file_name: None,
    };
    app.office().receive(&delivery).await.unwrap();
    app.office().work_off().await.unwrap();
    let told = page(&app, "/products/legacy").await;
    assert!(texts(&told, ".empty").concat().contains("1 document was received and could not be read"));
}

#[tokio::test]
async fn a_release_shows_figures_components_and_versions_in_spread() {
    let (app, made) = seeded().await;
    let at = format!("/releases/{}", made.second);
    let overview = page(&app, &at).await;
    assert_eq!((stat(&overview, "Components"), stat(&overview, "Direct")), ("6".to_owned(), "3".to_owned()));
    assert_eq!(stat(&overview, "Without a purl"), "1");
    assert!(texts(&overview, "#spread li")[0].starts_with("npm util: "));
    assert_eq!(texts(&overview, "#set tbody tr").len(), 1);

    let components = page(&app, &format!("{at}/components")).await;
    assert_eq!(texts(&components, "tbody tr").len(), 6);
    assert!(
        texts(&components, "tbody th").iter().any(|name| name.contains(HOSTILE)),
        "the hostile name is text"
    );
    let filtered = |query: &str| format!("{at}/components?{query}");
    assert_eq!(texts(&page(&app, &filtered("direct=yes")).await, "tbody tr").len(), 3);
    assert_eq!(texts(&page(&app, &filtered("without-license=yes")).await, "tbody tr").len(), 2);
    assert_eq!(texts(&page(&app, &filtered("license=MIT")).await, "tbody tr").len(), 2);
    assert_eq!(texts(&page(&app, &filtered("ecosystem=npm")).await, "tbody tr").len(), 5);
    let csv = get(&app, &format!("{at}/components.csv?direct=yes")).await.text;
    assert_eq!(csv.lines().count(), 4, "{csv}");

    let history = page(&app, &format!("{at}/history")).await;
    assert_eq!(texts(&history, "tbody tr").len(), 2, "what stands now, and what stood before it");
    let changes = links(&history, "td a[aria-label^='What changed']");
    assert_eq!(changes.len(), 1, "the first has nothing before it");
    assert!(page(&app, &changes[0]).await.contains("Changes in the SBOM"));
    let form = page(&app, &format!("{at}/history/compare")).await;
    let chosen = attributes(&form, "option[selected]", "value");
    let asked = format!("{at}/history/compare?a={}&b={}", chosen[0], chosen[1]);
    assert_eq!(get(&app, &asked).await.header("location"), changes[0]);
    let sbom = page(&app, changes[0].split("/changes").next().unwrap()).await;
    let work = links(&sbom, "dd a").into_iter().find(|href| href.starts_with("/jobs/")).unwrap();
    assert!(links(&page(&app, &work).await, "dd a").iter().any(|href| changes[0].starts_with(href)));
    assert_eq!(texts(&page(&app, &format!("{at}/sboms")).await, "tbody tr").len(), 1);
    assert_eq!(get(&app, &format!("/releases/{}", Uuid::nil())).await.status, StatusCode::NOT_FOUND);
    assert_eq!(get(&app, "/releases/x/components").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_tree_opens_by_links_and_ends_at_cycles() {
    let (app, made) = seeded().await;
    let at = format!("/releases/{}/graph", made.second);
    let graph = page(&app, &at).await;
    assert!(graph.contains("alert") && !graph.contains("<script>alert"));
    let mut opened = links(&graph, ".tree .later a");
    assert_eq!(opened.len(), 1, "only web leads on");
    let mut seen = 0;
    while let Some(next) = opened.pop() {
        let level = page(&app, &next).await;
        assert!(level.contains("id=\"branch\""));
        opened.extend(links(&level, "#branch .later a"));
        seen += 1;
        assert!(seen < 20, "a cycle is opened for ever");
    }
    assert!(seen > 2);
    let found = page(&app, &format!("{at}?q=util")).await;
    assert_eq!(texts(&found, "#found li").len(), 2);
    assert_eq!(get(&app, &format!("{at}/999")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_no_path_reaches_is_a_branch_of_its_own() {
    let (app, _) = seeded().await;
    let component = |name: &str| json!({ "type": "library", "bom-ref": name, "name": name, "version": "1", "purl": format!("pkg:npm/{name}@1") });
    let components = ["led", "orphan", "i1", "i2"].map(component);
    let document = json!({
        "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
        "metadata": { "component": { "type": "application", "bom-ref": "top", "name": "top", "version": "1" } },
        "components": components,
        "dependencies": [
            { "ref": "top", "dependsOn": ["led"] },
            { "ref": "i1", "dependsOn": ["i2"] },
            { "ref": "i2", "dependsOn": ["i1", "led"] },
        ]
    });
    seed::deliver(app.office(), "beside", "1", &document).await;
    let product = app.office().store().product("beside").await.unwrap().uid;
    let release = app.office().release_named(product, "1").await.unwrap().uid;
    let graph = page(&app, &format!("/releases/{release}/graph")).await;
    assert!(texts(&graph, ".tree summary").iter().any(|label| label == "Reached by no path 3"), "{graph}");
    let opened = links(&graph, ".tree .later a");
    let beside = page(&app, opened.last().unwrap()).await;
    let told = texts(&beside, "#branch > li").concat();
    assert!(told.contains("orphan") && told.contains("i1") && !told.contains("led"), "{told}");
    let cycle = page(&app, links(&beside, "#branch .later a").last().unwrap()).await;
    assert!(texts(&cycle, "#branch").concat().contains("i2"));

    let level = async |query: &str| -> Value {
        let answer = get(&app, &format!("/api/v1/releases/{release}/graph{query}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{query}: {}", answer.text);
        serde_json::from_str(&answer.text).unwrap()
    };
    let first = level("").await;
    assert_eq!((&first["branches"][0]["name"], &first["unreached"]), (&json!("top"), &json!(3)));
    let node = first["branches"][0]["node"].as_u64().unwrap();
    assert_eq!(level(&format!("?node={node}")).await["branches"][0]["purl"], "pkg:npm/led@1");
    let beside = level("?unreached=true").await;
    assert_eq!((&beside["total"], &beside["unreached"]), (&json!(2), &Value::Null));
    assert_eq!(
        get(&app, &format!("/api/v1/releases/{release}/graph?node=99")).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn why_tells_paths_and_what_to_change_first() {
    let (app, made) = seeded().await;
    let at = format!("/releases/{}/why?component=", made.second);
    let why = page(&app, &format!("{at}pkg:npm/util@0.9.0")).await;
    assert!(why.contains("Change this one first"), "{why}");
    let paths = texts(&why, ".paths li");
    assert!(paths[0].contains("web@3.0.0") && paths[0].contains("body-parser"), "{paths:?}");
    let direct = page(&app, &format!("{at}pkg:npm/web@3.0.0")).await;
    assert!(direct.contains("It is a direct dependency"));
    let absent = page(&app, &format!("{at}pkg:npm/web@1.0.0")).await;
    assert!(absent.contains("No current SBOM of this release lists it"));
    assert_eq!(get(&app, &format!("{at}pkg:npm/none@1")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn two_releases_are_compared_by_version_or_id() {
    let (app, made) = seeded().await;
    let by_version = page(&app, "/products/web-shop/compare/1.0...2.0").await;
    assert_eq!(stat(&by_version, "Added"), "1");
    assert_eq!(
        (stat(&by_version, "Other version"), stat(&by_version, "Alike")),
        ("1".to_owned(), "4".to_owned())
    );
    let by_id = page(&app, &format!("/products/web-shop/compare/{}...{}", made.first, made.second)).await;
    assert_eq!(stat(&by_id, "Added"), "1");
    let csv = get(&app, "/products/web-shop/compare/1.0...2.0.csv").await;
    assert!(csv.header("content-type").starts_with("text/csv"));
    assert_eq!(
        csv.text,
        "change,component,before,after,note\r\nadded,pkg:npm/fresh@1.0.0,,1.0.0,\r\nchanged,pkg:npm/web@3.0.0,1.0.0,3.0.0,\r\n"
    );

    let asked = get(&app, "/products/web-shop/compare").await;
    let pair = format!("/products/web-shop/compare/{}...{}", made.first, made.second);
    assert_eq!(asked.header("location"), pair, "the newest release with the one before it");
    let oldest = get(&app, &format!("/products/web-shop/compare?b={}", made.first)).await;
    assert!(oldest.header("location").ends_with(&made.first.to_string()));
    let form = page(&app, &pair).await;
    assert_eq!(texts(&form, "select[name=a] option"), ["2.0", "1.0"]);
    let chosen = get(&app, "/products/web-shop/compare?a=1.0&b=2.0").await;
    assert_eq!(chosen.header("location"), "/products/web-shop/compare/1.0...2.0");
    assert_eq!(get(&app, "/products/web-shop/compare/1.0...9").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_upload_is_kept_and_leads_to_its_work() {
    let app = open().await;
    let fields = [("product", "Web Shop"), ("version", "1.0"), ("source", "build"), ("label", "server")];
    let document = super::seed::document(1).to_string();
    let sent = post_parts(&app, "/upload", &fields, &document).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    assert!(sent.header("location").starts_with("/jobs/"));
    assert_eq!(app.office().work_off().await.unwrap(), 1);
    let again = post_parts(&app, "/upload", &fields, &document).await;
    assert!(again.header("location").starts_with("/sboms/"), "the same again leads to what it was read as");

    let wrong = post_parts(&app, "/upload", &fields, "hello").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("neither CycloneDX nor SPDX") && wrong.text.contains("value=\"Web Shop\""));
}

#[tokio::test]
async fn what_an_upload_does_not_name_the_document_tells() {
    let app = open().await;
    let mut document = super::seed::document(1);
    let sent = post_parts(&app, "/upload", &[("version", " ")], &document.to_string()).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    let shop = app.office().store().product("shop").await.unwrap();
    let releases = app.office().store().list_releases(shop.uid, &PageRequest::first(9)).await.unwrap().rows;
    assert_eq!(releases.iter().map(|release| release.version.as_str()).collect::<Vec<_>>(), ["1.0.0"]);

    document["metadata"].as_object_mut().unwrap().remove("component");
    let nameless = post_parts(&app, "/upload", &[("version", "1.0")], &document.to_string()).await;
    assert_eq!(nameless.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nameless.text.contains("the document does not tell it"));
}

#[tokio::test]
async fn products_without_an_sbom_are_listed() {
    let (app, _) = seeded().await;
    assert_eq!(texts(&page(&app, "/coverage").await, "tbody th"), ["Old <b>Billing</b>"]);
    assert!(page(&app, "/coverage?gap=stale").await.contains("No product's SBOM is stale"));
}
