use mainstay_store::{NewProduct, PageRequest, ProductFilter, ProductOrder, Store, StoreOptions};
use mainstay_testapp::Database;

use super::*;
use crate::Settings;
use crate::catalog;

const LIST: &str = "key,name,parent,unit,owner,criticality,tags,repository\n\
                    cart,Cart,Shop,Retail / Web,Ada <ada@example.org>,High,\"pci,web\",https://git.example.org/cart\n\
                    shop,Shop,,Retail,Bob,critical,,\n";

async fn import(office: &Office, text: &str) -> CatalogReport {
    office.import_catalog(&catalog::parse(text.as_bytes()).unwrap().value).await.unwrap()
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
    let report = import(&office, "key,name\nnew,Foo\n,Foo\n").await;
    assert_eq!((report.created, report.problems.len()), (1, 1), "a key that is refused is nobody's");
    assert_eq!(office.store().product("foo").await.unwrap().name, "Foo");
}

#[tokio::test]
async fn keys_that_are_ids_of_other_systems_are_taken_and_find_their_products_again() {
    for database in Database::both() {
        let office = office(&database).await;
        let sys_id = "00a9a80f8d8f4a4d8d8f00a9a80f8d8f";
        let uuid = "6f9619ff-8b86-d011-b42d-00cf4fc964ff";
        let list =
            format!("sys_id,name,parent\n{},Till,\n{uuid},Shop,\n,Cart,{uuid}\n", sys_id.to_uppercase());
        for (created, unchanged) in [(3, 0), (0, 3)] {
            let report = import(&office, &list).await;
            assert_eq!((report.created, report.unchanged, report.problems), (created, unchanged, vec![]));
        }
        assert_eq!(office.store().product(sys_id).await.unwrap().name, "Till");
        let shop = office.store().product(&format!("{uuid}_")).await.unwrap();
        assert_eq!(office.product_called(uuid).await.unwrap(), Some(shop.uid));
        let cart = office.store().product("cart").await.unwrap();
        assert_eq!(office.store().part_of(cart.uid).await.unwrap()[0].uid, shop.uid);

        // An id of our own is no other system's.
        let report = import(&office, &format!("id,name\n{},Cart\n", cart.uid)).await;
        assert_eq!((report.created, report.unchanged, report.problems), (0, 1, vec![]));
    }
}

#[tokio::test]
async fn without_a_key_the_name_finds_the_product_and_no_other_one() {
    for database in Database::both() {
        let office = office(&database).await;
        for (created, unchanged) in [(4, 0), (0, 4)] {
            let report = import(&office, "name,parent\nC,\nC++,C#\nC#,\nWeb  Shop,c-2\n").await;
            assert_eq!((report.created, report.unchanged, report.problems), (created, unchanged, vec![]));
        }
        let name = async |key| office.store().product(key).await.unwrap().name;
        let cpp = office.store().product("c-2").await.unwrap();
        assert_eq!((name("c").await, name("c-3").await, cpp.name.as_str()), ("C".into(), "C#".into(), "C++"));
        assert_eq!(
            office.store().part_of(cpp.uid).await.unwrap()[0].name,
            "C#",
            "a name before a likely key"
        );

        import(&office, "key,name\n4711,Till\n").await;
        let report = import(&office, "name,owner\ntill,Ada\nC#,Zed\n").await;
        assert_eq!((report.created, report.updated, report.problems), (0, 2, vec![]));
        assert_eq!(office.store().product("4711").await.unwrap().owner.unwrap().name, "Ada");
        assert_eq!(office.store().product("c").await.unwrap().owner, None);
    }
}

#[tokio::test]
async fn a_name_that_several_products_have_finds_none_of_them_and_is_told() {
    let database = Database::sqlite();
    let office = office(&database).await;
    import(&office, "key,name\na1,Shop\nb1,Shop\n").await;
    let report = import(&office, "key,name,owner\n,shop,Ada\nb1,Shop,Bob\n").await;
    assert_eq!((report.created, report.updated), (0, 1));
    let [problem] = report.problems.as_slice() else { panic!("{:?}", report.problems) };
    assert_eq!(
        (&*problem.code, problem.at.clone()),
        ("catalog-row", Some(mainstay_model::Position::Line(2)))
    );
    assert!(problem.message.contains("2 products are called `shop`"), "{}", problem.message);

    // A row of the list may be what another one means.
    let report = import(&office, "key,name\n,New One\nn1,New One\n").await;
    assert_eq!((report.created, report.problems.len()), (1, 1));
    assert_eq!(office.store().product("n1").await.unwrap().name, "New One");
    let archived = office.store().product("n1").await.unwrap().uid;
    office.store().archive_product(archived, true).await.unwrap();
    let report = import(&office, "name\nNew One\n").await;
    assert_eq!((report.unchanged, &*report.problems[0].code), (1, "catalog-archived"));
}

#[tokio::test]
async fn keys_and_addresses_that_our_own_list_guards_from_formulas_find_what_they_were() {
    let database = Database::sqlite();
    let office = office(&database).await;
    let list = "key,name,owner,mail\n'-shop,Shop,Ada,'=a@b\n'-,Dash,Ada,'=a@b\n";
    for (created, unchanged) in [(2, 0), (0, 2)] {
        let report = import(&office, list).await;
        assert_eq!((report.created, report.unchanged, report.problems), (created, unchanged, vec![]));
    }
    let dash = office.store().product("-").await.unwrap();
    assert_eq!((dash.name.as_str(), dash.owner.unwrap().mail.as_deref()), ("Dash", Some("=a@b")));
    office.store().product("-shop").await.unwrap();
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
    let report = import(&office, "key,name,parent\na2,Alone,\nw,W,Alone\n").await;
    let [problem] = report.problems.as_slice() else { panic!("{:?}", report.problems) };
    assert_eq!(problem.message, "2 products are called `Alone`; say which by its key: `a2`, `c1`");
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

/// Rows with units, owners, tags, parents that stand below, and repositories.
fn long_list(rows: usize) -> String {
    let mut text = String::from("key,name,unit,owner,mail,tags,parent,repository\n");
    for row in 0..rows {
        let (unit, owner) = (row % 40, row % 90);
        let parent = if row % 3 == 0 { format!("p{}", (row + 7).min(rows - 1)) } else { String::new() };
        let parent = if parent == format!("p{row}") { "" } else { &parent };
        text.push_str(&format!(
            "p{row},Product {row},Unit {}/Team {unit},Owner {owner},o{owner}@example.org,t{};all,{parent},https://git.example.org/{row}\n",
            unit % 7,
            row % 5,
        ));
    }
    text
}

#[tokio::test]
async fn a_longer_list_takes_no_more_statements_but_by_the_thousand() {
    // Statements to take a list of so many rows in, and to take it in again.
    let statements = async |database: &Database, rows: usize| {
        let office = office(database).await;
        let rows = catalog::parse(long_list(rows).as_bytes()).unwrap().value;
        let mut taken = Vec::new();
        for new in [rows.len() as u64, 0] {
            let before = office.store().statements();
            let report = office.import_catalog(&rows).await.unwrap();
            assert_eq!((report.created, report.updated, report.problems), (new, 0, vec![]));
            taken.push(office.store().statements() - before);
        }
        taken
    };
    for (one, other) in Database::both().iter().zip(&Database::both()) {
        let (few, many) = (statements(one, 50).await, statements(other, 500).await);
        // Rows are inserted in pieces whose sizes are powers of two: some more for each table, nothing for each row.
        assert!(many[0] <= few[0] + 30, "{few:?} for 50 rows, {many:?} for 500");
        assert!(many[1] <= few[1] && many[1] <= 20, "{few:?} for 50 rows, {many:?} for 500");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_same_list_many_times_at_once_ends_without_error_and_with_one_result() {
    for database in Database::both() {
        let office = office(&database).await;
        let rows = catalog::parse(long_list(300).as_bytes()).unwrap().value;
        let mut imports = tokio::task::JoinSet::new();
        for number in 0..6 {
            let (office, mut rows) = (office.clone(), rows.clone());
            if number % 2 == 1 {
                rows.reverse();
            }
            imports.spawn(async move { office.import_catalog(&rows).await });
        }
        for report in imports.join_all().await {
            assert_eq!(report.unwrap().problems, []);
        }
        let report = office.import_catalog(&rows).await.unwrap();
        assert_eq!((report.created, report.updated, report.unchanged), (0, 0, 300));
        let units = office.store().units().await.unwrap();
        let mut places: Vec<_> = units.iter().map(|unit| (unit.parent, &unit.name)).collect();
        places.sort();
        places.dedup();
        assert_eq!(places.len(), units.len(), "no unit is there twice");
        office.store().check().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn lists_at_once_whose_names_would_have_one_key_each_get_their_products() {
    for database in Database::both() {
        let office = office(&database).await;
        let mut imports = tokio::task::JoinSet::new();
        for end in ["", "+", "#", "!"] {
            let office = office.clone();
            let names: Vec<String> = (0..200).map(|number| format!("Race {number}{end}")).collect();
            let rows = catalog::parse(format!("name\n{}\n", names.join("\n")).as_bytes()).unwrap().value;
            imports.spawn(async move { office.import_catalog(&rows).await });
        }
        for report in imports.join_all().await {
            let report = report.unwrap();
            assert_eq!((report.created, report.problems), (200, vec![]));
        }
        let page = PageRequest::first(1);
        let all = office.store().list_products(&ProductFilter::default(), ProductOrder::Name, &page).await;
        assert_eq!(all.unwrap().total.at_least(), 800);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_list_and_a_person_who_change_one_product_each_keep_what_the_other_told() {
    for database in Database::both() {
        let office = office(&database).await;
        let named = "key,name\na,A\n";
        import(&office, named).await;
        let uid = office.store().product("a").await.unwrap().uid;
        for round in 0..20 {
            let rows = catalog::parse(format!("key,name,tags\na,A,{round}\n").as_bytes()).unwrap().value;
            let list = tokio::spawn({
                let office = office.clone();
                async move { office.import_catalog(&rows).await.unwrap() }
            });
            let read = office.store().product("a").await.unwrap();
            let new = NewProduct { description: round.to_string(), ..NewProduct::from(&read) };
            let told = office.store().change_product(uid, &new.into(), |now| *now == read).await.is_ok();
            assert_eq!(list.await.unwrap().problems, []);
            let now = office.store().product("a").await.unwrap();
            assert_eq!(now.tags, [round.to_string()]);
            assert!(!told || now.description == round.to_string(), "{now:?}");
        }
    }
}

#[tokio::test]
async fn what_is_beyond_the_limits_is_told_with_its_row_and_the_others_go_on() {
    for database in Database::both() {
        let office = office(&database).await;
        let long = "x".repeat(1_001);
        let list = format!(
            "key,name,unit,owner,mail,tags,repository\n\
             a,{long},,,,,\n\
             b,B,Unit/{long},,,,\n\
             c,C,,{long},,,\n\
             d,D,,Ada,ada@{long},,\n\
             e,E,,,,one;{long},\n\
             f,F,,,,,https://git.example.org/{long}{long}\n\
             g,G,{deep},,,,\n\
             h,H,,,,{many},\n\
             a,A,Unit,Ada,,one,https://git.example.org/a\n",
            deep = "x/".repeat(102),
            many = (0..201).map(|tag| format!("t{tag};")).collect::<String>(),
        );
        for (created, unchanged) in [(2, 0), (0, 2)] {
            let report = import(&office, &list).await;
            assert_eq!((report.created, report.unchanged), (created, unchanged));
            let told: Vec<_> = report
                .problems
                .iter()
                .map(|problem| (problem.code.as_ref(), problem.at.clone().unwrap()))
                .collect();
            let row = |line| ("catalog-row", mainstay_model::Position::Line(line));
            let repository = ("catalog-repository", mainstay_model::Position::Line(7));
            assert_eq!(told, [row(2), row(3), row(4), row(5), row(6), row(8), row(9), repository]);
            assert!(report.problems[1].message.contains("a unit's name of 1001 bytes is too long"));
        }
        let a = office.store().product("a").await.unwrap();
        assert_eq!((a.name.as_str(), a.unit.unwrap().names), ("A", vec!["Unit".to_owned()]));
        let names: Vec<String> =
            office.store().units().await.unwrap().into_iter().map(|one| one.name).collect();
        assert_eq!(names, ["Unit"], "nothing of a row that is left out is kept");
    }
}

#[tokio::test]
async fn a_cell_with_nul_is_taken_in_and_unchanged_the_next_time() {
    for database in Database::both() {
        let office = office(&database).await;
        let list = "name,parent,unit,owner,mail,tags,repository\n\
                    A\0,,U\0/T\0,O\0,,t\0,https://git.example.org/\0\n\
                    B,a\0,U\0/T\0,O\0,m\0@example.org,t\0;t,https://git.example.org/\0\n";
        let first = import(&office, list).await;
        assert_eq!((first.created, first.problems.len()), (2, 0), "{:?}", first.problems);
        let again = import(&office, list).await;
        assert_eq!((again.unchanged, again.problems.len()), (2, 0), "{:?}", again.problems);
    }
}

#[tokio::test]
async fn what_a_row_cannot_change_is_told() {
    let database = Database::sqlite();
    let office = office(&database).await;
    assert!(import(&office, LIST).await.problems.is_empty());
    let cart = office.store().product("cart").await.unwrap();
    office.store().archive_product(cart.uid, true).await.unwrap();
    let list = "key,name,owner,lifecycle\ncart,Cart,Ada L. <ada@example.org>,active\nshop,Shop,Bob,\n";
    let report = import(&office, list).await;
    assert_eq!((report.updated, report.unchanged), (1, 1));
    let told: Vec<(&str, &str)> =
        report.problems.iter().map(|problem| (&*problem.code, problem.message.as_str())).collect();
    assert_eq!(
        told,
        [
            ("catalog-archived", "`cart` is archived and stays so: restore it to see it in lists again"),
            ("catalog-owner", "`ada@example.org` is the address of `Ada`; the name `Ada L.` is left out"),
        ]
    );
    assert!(office.store().product("cart").await.unwrap().archived_at.is_some());
}
