//! `mainstay import`: what becomes of files, and what is said of it.

use std::fs;

use crate::inventory::{document, imported};
use crate::run::{json, mainstay, printed, told};

#[test]
fn a_list_of_components_is_not_taken_for_one_of_products() {
    let folder = tempfile::tempdir().unwrap();
    for list in [
        "Name,Version,PURL,SHA256\nzlib,1.3,pkg:generic/zlib@1.3,\n",
        "name;version;license\nzlib;1.3;Zlib\n",
    ] {
        fs::write(folder.path().join("p.csv"), list).unwrap();
        let output = mainstay(folder.path(), &["import", "p.csv"]);
        assert_eq!(output.status.code(), Some(3), "{}", printed(&output));
        assert!(told(&output).contains("say which product"), "{}", told(&output));
    }
    assert_eq!(
        json(&mainstay(folder.path(), &["inventory", "products", "--format", "json"])),
        serde_json::json!([])
    );
    // A configuration database tells versions and vendors of products too.
    fs::write(folder.path().join("p.csv"), "name;version;vendor\nTill;7;Acme\n").unwrap();
    assert_eq!(json(&mainstay(folder.path(), &["import", "p.csv", "--format", "json"]))["created"], 1);
}

#[test]
fn parts_of_a_release_do_not_take_each_others_place_in_silence() {
    let folder = tempfile::tempdir().unwrap();
    for (file, made, lodash) in
        [("front.json", "2022-01-01T00:00:00Z", "4.17.20"), ("back.json", "2021-01-01T00:00:00Z", "4.17.21")]
    {
        let document = document("1.0", lodash)
            .replace("{\"component\"", &format!("{{\"timestamp\": \"{made}\", \"component\""));
        fs::write(folder.path().join(file), document).unwrap();
    }
    fs::copy(folder.path().join("front.json"), folder.path().join("again.json")).unwrap();
    let import = |words: &[&str]| mainstay(folder.path(), &[&["import"], words].concat());
    let both = import(&["front.json", "again.json", "back.json"]);
    assert_eq!(both.status.code(), Some(3));
    assert!(
        told(&both).contains("back.json: not read: it would take the place of front.json"),
        "{}",
        told(&both)
    );
    let used = || json(&mainstay(folder.path(), &["inventory", "where-used", "lodash", "--format", "json"]));
    assert_eq!(used()["uses"].as_array().unwrap().len(), 1);
    assert_eq!(import(&["back.json", "--label", "back"]).status.code(), Some(0));
    assert_eq!(used()["uses"].as_array().unwrap().len(), 2);
    let instead = import(&["back.json", "--format", "json"]);
    let replaced = &json(&instead)["replaces"];
    assert_eq!((&replaced["file"], &replaced["newer"]), (&"front.json".into(), &true.into()), "{replaced}");
    let back = printed(&import(&["front.json"]));
    assert!(back.contains("takes the place of back.json, made 2021-01-01T00:00:00Z; a part"), "{back}");
    assert!(json(&import(&["front.json", "--format", "json"]))["replaces"].is_null());
}

#[test]
fn an_import_into_an_archived_product_says_so() {
    let folder = tempfile::tempdir().unwrap();
    imported(folder.path());
    let database = format!("sqlite:{}", folder.path().join("data/mainstay.db").display());
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let store =
            mainstay_store::Store::open(&database, mainstay_store::StoreOptions::default()).await.unwrap();
        let shop = store.product("shop").await.unwrap();
        store.archive_product(shop.uid, true).await.unwrap();
        store.close().await.unwrap();
    });
    let output = mainstay(folder.path(), &["import", "one.json"]);
    assert!(printed(&output).contains("the product is archived"), "{}", printed(&output));
}

#[test]
fn a_list_of_products_is_imported_once_and_its_slips_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let list = "name;owner;tags\nShop;Ada <ada@example.org>;\"pci, web\"\n;nobody;\n";
    fs::write(folder.path().join("products.csv"), list).unwrap();
    let import = || mainstay(folder.path(), &["import", "products.csv", "--format", "json"]);
    let first = import();
    assert_eq!(first.status.code(), Some(1), "{}", told(&first));
    assert_eq!(
        (&json(&first)["created"], &json(&first)["problems"][0]["code"]),
        (&1.into(), &"csv-row-without-name".into())
    );
    assert_eq!(json(&import())["unchanged"], 1);
}

#[test]
fn bought_parts_of_a_spreadsheet_are_components_of_the_release_that_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let list =
        "Part;Version;Vendor;License;Contract\nQuickPay SDK;4.2;Acme Ltd;LicenseRef-Acme;C-17\n;9;;;\n";
    fs::write(folder.path().join("parts.csv"), list).unwrap();
    let import = [
        "import",
        "parts.csv",
        "--product",
        "shop",
        "--release",
        "1",
        "--label",
        "bought",
        "--format",
        "json",
    ];
    let imported = mainstay(folder.path(), &import);
    assert_eq!(imported.status.code(), Some(0), "{}", told(&imported));
    assert_eq!((&json(&imported)["components"], &json(&imported)["problems"]), (&1.into(), &1.into()));
    let uses = mainstay(folder.path(), &["inventory", "where-used", "QuickPay SDK", "--format", "json"]);
    assert_eq!(json(&uses)["uses"][0]["product"], "shop", "{}", told(&uses));
}

#[test]
fn sboms_are_graded_by_the_class_that_a_list_gives_their_product() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.json"), document("1.0", "4.17.21")).unwrap();
    let sbom =
        || json(&mainstay(folder.path(), &["import", "a.json", "--product", "Shop", "--format", "json"]));
    let before = sbom();
    fs::write(folder.path().join("p.csv"), "name,class\nShop,delivered\n").unwrap();
    let list = mainstay(folder.path(), &["import", "p.csv", "--format", "json"]);
    assert_eq!((list.status.code(), &json(&list)["updated"]), (Some(0), &1.into()), "{}", told(&list));
    let after = sbom();
    assert_eq!(after["already"], true);
    assert_ne!(before["grade"], after["grade"], "no worker runs, and it is graded all the same");
}

#[test]
fn the_first_problems_are_told_and_where_the_others_are() {
    let folder = tempfile::tempdir().unwrap();
    let list = "name;version;purl\na;1;no\nb;1;no\nc;1;no\nd;1;no\n";
    fs::write(folder.path().join("parts.csv"), list).unwrap();
    let import = ["import", "parts.csv", "--product", "Shop", "--release", "1"];
    let output = printed(&mainstay(folder.path(), &import));
    assert!(output.contains("4 components, 0 edges, 4 problems"), "{output}");
    assert!(output.contains("  error[csv-cell] :2: ") || output.contains("  error[csv-cell] "), "{output}");
    assert!(output.contains("and 1 more: `mainstay sbom validate parts.csv` tells them"), "{output}");
    let products = printed(&mainstay(folder.path(), &["inventory", "products"]));
    let line = products.lines().nth(1).unwrap();
    assert!(line.starts_with("Shop") && line.contains(" shop "), "name and key: {line}");
}
