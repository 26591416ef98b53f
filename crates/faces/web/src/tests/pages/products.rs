//! Products: listed, changed, imported.

use super::*;

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
    // The products of one list were added at once, in the order of their keys.
    assert_eq!(texts(&page(&app, "/products?sort=-added").await, "tbody th")[0], "Web Shop");
    let csv = get(&app, "/products.csv").await.text;
    assert!(
        csv.starts_with("name,owner,owner_mail,lifecycle,")
            && csv.contains("Web Shop,Ada,ada@example.org,active,high,saas,,2,6,"),
        "{csv}"
    );
    let json = get(&app, "/products.json?tag=web").await.text;
    assert_eq!(json.matches("\"key\":").count(), 1, "{json}");
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
async fn what_is_wrong_with_an_owner_is_told_beside_the_field() {
    let app = open().await;
    for (sent, field) in
        [("owner=n%2Fa", "owner"), ("owner=Ada&mail=notamail", "mail"), ("owner=Ada%3B+Bob", "owner")]
    {
        let answer = post(&app, "/products/new", &format!("name=Shop&{sent}")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{sent}");
        assert_eq!(texts(&answer.text, &format!("#{field}-error")).len(), 1, "{sent}: {}", answer.text);
    }
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
    assert!(told.contains("Partly taken in"), "the product is there, its parent is not: {told}");
    let circle = post_parts(&app, "/products/import", &[], "name,parent\nB,A\nX,X\n,A\n").await;
    let outcomes: Vec<bool> = texts(&circle.text, "#problems tbody tr")
        .iter()
        .map(|row| row.contains("Partly taken in") && !row.contains("Left out"))
        .collect();
    assert_eq!(outcomes, [false, true, true], "only the row without a name is left out: {}", circle.text);
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
async fn a_product_whose_documents_were_refused_says_so() {
    let (app, _) = seeded().await;
    assert!(!page(&app, "/products/legacy").await.contains("could not be read"));
    let release = ReleaseName { product: "legacy", version: "7", variant: "" };
    let delivery = Delivery::new(release, SbomSource::Build, b"{\"bomFormat\": \"CycloneDX\"");
    app.office().receive(&delivery).await.unwrap();
    app.office().work_off().await.unwrap();
    let told = page(&app, "/products/legacy").await;
    assert!(texts(&told, ".empty").concat().contains("1 document was received and could not be read"));
}

#[tokio::test]
async fn products_without_an_sbom_are_listed() {
    let (app, _) = seeded().await;
    assert_eq!(texts(&page(&app, "/coverage").await, "tbody th"), ["Old <b>Billing</b>"]);
    assert!(page(&app, "/coverage?gap=stale").await.contains("No product's SBOM is stale"));
}

#[tokio::test]
async fn two_lists_in_one_import_are_refused_and_none_is_taken_in() {
    let app = open().await;
    let two = "name\nFirst\n\r\n--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"b.csv\"\r\n\r\nname\nSecond\n";
    let refused = post_parts(&app, "/products/import", &[], two).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("One import takes one list"), "{}", refused.text);
    for product in ["first", "second"] {
        assert!(app.office().store().product(product).await.is_err(), "{product}");
    }
}

#[tokio::test]
async fn that_there_is_no_sbom_is_known_and_told_alike_everywhere() {
    let app = open().await;
    let store = app.office().store();
    let bare = store.create_product(&mainstay_store::NewProduct::named("bare", "Bare")).await.unwrap();
    let release = store.create_release(bare, &NewRelease::version("1")).await.unwrap();
    for path in ["/products", "/releases", "/products/bare/releases"] {
        let list = page(&app, path).await;
        let headings = texts(&list, "thead th");
        let place = headings.iter().position(|heading| heading.starts_with("Newest SBOM")).unwrap();
        let cells = texts(&list, "tbody tr > *");
        assert_eq!(cells[place], "—none", "{path}: {cells:?}");
        let json: Value = serde_json::from_str(&get(&app, &format!("{path}.json")).await.text).unwrap();
        assert_eq!(json["items"][0]["newest_sbom"], Value::Null, "{path}");
    }
    for path in ["/products/bare".to_owned(), format!("/releases/{release}")] {
        let facts = texts(&page(&app, &path).await, "#facts dl").join(" ");
        assert!(facts.contains("Newest SBOM—none"), "{path}: {facts}");
    }
}
