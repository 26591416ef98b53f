use mainstay_store::{Store, StoreOptions};
use mainstay_testapp::Database;

use super::*;
use crate::Settings;
use crate::catalog::csv;

const LIST: &str = "key,name,parent,unit,owner,criticality,tags,repository\n\
                    cart,Cart,Shop,Retail / Web,Ada <ada@example.org>,High,\"pci,web\",https://git.example.org/cart\n\
                    shop,Shop,,Retail,Bob,critical,,\n";

async fn import(office: &Office, text: &str) -> CatalogReport {
    office.import_catalog(&csv::parse(text.as_bytes()).unwrap().value).await.unwrap()
}

async fn office(database: &Database) -> Office {
    Office::new(Store::open(database.url(), StoreOptions::default()).await.unwrap(), Settings::default())
}

#[tokio::test]
async fn a_parent_may_come_later_and_the_same_list_again_changes_nothing() {
    let database = Database::sqlite();
    let office = office(&database).await;
    let first = import(&office, LIST).await;
    assert_eq!((first.created, first.updated, first.unchanged, first.problems.len()), (2, 0, 0, 0));
    let cart = office.store().product("cart").await.unwrap();
    assert_eq!(cart.unit.unwrap().name, "Web");
    assert_eq!(
        (cart.owner.unwrap().name, cart.tags),
        ("Ada".to_owned(), vec!["pci".to_owned(), "web".to_owned()])
    );
    assert_eq!(office.store().part_of(cart.uid).await.unwrap()[0].name, "Shop");
    assert_eq!(office.store().repositories(cart.uid).await.unwrap().len(), 1);

    let again = import(&office, LIST).await;
    assert_eq!((again.created, again.updated, again.unchanged), (0, 0, 2));
    let changed = import(&office, "key,name\ncart,Basket\n").await;
    assert_eq!(changed.updated, 1);
    let cart = office.store().product("cart").await.unwrap();
    assert_eq!((cart.name.as_str(), cart.tags.len()), ("Basket", 2), "an absent column changes nothing");
}

#[tokio::test]
async fn unknown_parents_cycles_and_words_are_told_with_their_line_and_the_rest_stands() {
    let database = Database::sqlite();
    let office = office(&database).await;
    let report =
        import(&office, "name,parent,lifecycle\nA,B,active\nB,A,somehow\nC,Nowhere,End of life\n").await;
    assert_eq!(report.created, 3);
    let found: Vec<(&str, Option<mainstay_model::Position>)> =
        report.problems.iter().map(|problem| (&*problem.code, problem.at.clone())).collect();
    let line = |line| Some(mainstay_model::Position::Line(line));
    assert_eq!(found, [("catalog-word", line(3)), ("catalog-cycle", line(3)), ("catalog-parent", line(4))]);
    let c = office.store().product("c").await.unwrap();
    assert_eq!(c.lifecycle, Some(mainstay_store::Lifecycle::EndOfLife));
}

#[tokio::test]
async fn a_name_in_any_script_has_a_key() {
    let database = Database::sqlite();
    let office = office(&database).await;
    let report = import(&office, "name\nGröße\nGrüße\n製品\n").await;
    assert_eq!((report.created, report.problems.len()), (3, 0), "{:?}", report.problems);
}

#[tokio::test]
async fn a_key_whose_address_is_another_pages_is_refused_and_a_name_is_given_another_key() {
    let database = Database::sqlite();
    let office = office(&database).await;
    let report = import(&office, "key,name\nnew,One\nIMPORT,Two\n..,Three\n,New\n").await;
    assert_eq!(report.created, 1);
    let lines: Vec<_> = report.problems.iter().map(|problem| problem.code.as_ref()).collect();
    assert_eq!(lines, ["catalog-row"; 3]);
    assert!(report.problems[0].message.contains("`new` is no product key"));
    assert!(office.store().product("new").await.is_err());
}
