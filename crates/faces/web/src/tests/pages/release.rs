//! One release: its figures, its graph and why something is in it.

use super::*;

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
    assert!(texts(&why, "title")[0].starts_with("Why util 0.9.0 · "), "{:?}", texts(&why, "title"));
    let paths = texts(&why, ".paths li");
    assert!(paths[0].contains("web@3.0.0") && paths[0].contains("body-parser"), "{paths:?}");
    let direct = page(&app, &format!("{at}pkg:npm/web@3.0.0")).await;
    assert!(direct.contains("It is a direct dependency"));
    let absent = page(&app, &format!("{at}pkg:npm/web@1.0.0")).await;
    assert!(absent.contains("No current SBOM of this release lists it"));
    assert_eq!(get(&app, &format!("{at}pkg:npm/none@1")).await.status, StatusCode::NOT_FOUND);
}
