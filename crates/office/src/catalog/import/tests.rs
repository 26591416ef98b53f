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
    assert_eq!(cart.unit.unwrap().names.last().unwrap(), "Web");
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

#[tokio::test]
async fn of_two_rows_with_one_key_the_first_is_taken_every_night() {
    let database = Database::sqlite();
    let office = office(&database).await;
    let list = "key,name,owner\nA1,One,Ada\nA1,Two,Bob\na1,One,Ada\nB1,Other,\nA1,One,Ada\n";
    for (created, unchanged) in [(2, 0), (0, 2)] {
        let report = import(&office, list).await;
        assert_eq!((report.created, report.updated, report.unchanged), (created, 0, unchanged));
        let told: Vec<_> =
            report.problems.iter().map(|problem| (problem.severity, problem.at.clone().unwrap())).collect();
        let line = mainstay_model::Position::Line;
        let (error, note) = (mainstay_model::Severity::Error, mainstay_model::Severity::Note);
        assert_eq!(told, [(error, line(3)), (error, line(4)), (note, line(6))]);
        assert!(
            report.problems[0].message.contains("`a1` stands in line 2"),
            "{}",
            report.problems[0].message
        );
    }
    let one = office.store().product("a1").await.unwrap();
    assert_eq!((one.name.as_str(), one.owner.unwrap().name.as_str()), ("One", "Ada"));
}

#[tokio::test]
async fn a_class_is_a_profile_of_the_settings_and_anything_else_is_told_once() {
    let database = Database::sqlite();
    let office = office(&database).await;
    let report = import(&office, "name,class\nA,bogus\nB,Delivered\nC,bogus\n").await;
    assert_eq!(report.created, 3);
    let [problem] = report.problems.as_slice() else { panic!("{:?}", report.problems) };
    assert_eq!(problem.code, "catalog-word");
    assert!(
        problem.message.contains("`bogus` is not one of: ") && problem.message.ends_with("in 1 more row")
    );
    let class = async |key| office.store().product(key).await.unwrap().class;
    assert_eq!((class("a").await, class("b").await.as_deref()), (None, Some("delivered")));
}

#[tokio::test]
async fn a_parent_is_found_by_key_or_by_a_name_that_only_one_product_has() {
    let database = Database::sqlite();
    let office = office(&database).await;
    import(&office, "key,name\na1,One\nb1,One\nc1,Alone\n").await;
    let report = import(&office, "name,parent\nX,One\nY,b1\nZ,alone\n").await;
    let [problem] = report.problems.as_slice() else { panic!("{:?}", report.problems) };
    assert_eq!(
        (problem.code.as_ref(), problem.at.clone()),
        ("catalog-parent", Some(mainstay_model::Position::Line(2)))
    );
    assert_eq!(problem.message, "2 products are called `One`; say which by its key: `a1`, `b1`");
    let above = async |key| {
        let uid = office.store().product(key).await.unwrap().uid;
        office.store().part_of(uid).await.unwrap().into_iter().map(|one| one.name).collect::<Vec<_>>()
    };
    assert_eq!(
        (above("x").await.len(), above("y").await, above("z").await),
        (0, vec!["One".to_owned()], vec!["Alone".to_owned()])
    );
}

#[tokio::test]
async fn words_for_nobody_leave_the_owner_that_is_known() {
    let database = Database::sqlite();
    let office = office(&database).await;
    import(&office, "name,owner\nA,Ada\n").await;
    let report = import(&office, "name,owner\nA,n/a\nB,unbekannt\nC,Ada; Bob\n").await;
    assert_eq!(report.problems.iter().map(|problem| problem.code.as_ref()).collect::<Vec<_>>(), [""; 0]);
    let owner = async |key| office.store().product(key).await.unwrap().owner.map(|owner| owner.name);
    let ada = Some("Ada".to_owned());
    assert_eq!((owner("a").await, owner("b").await, owner("c").await), (ada.clone(), None, ada));
}
