use mainstay_store::{Store, StoreOptions};
use mainstay_testapp::Database;

use super::*;
use crate::Settings;

async fn office(database: &Database) -> Office {
    Office::new(Store::open(database.url(), StoreOptions::default()).await.unwrap(), Settings::default())
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn shop() -> ProductEntry {
    ProductEntry {
        name: " Web Shop ".to_owned(),
        owner: Some("Ada".to_owned()),
        owner_mail: Some("ada@example.org".to_owned()),
        unit: words(&["Retail", "Web"]),
        criticality: Some(Criticality::High),
        tags: words(&["pci", " ", "pci", "java"]),
        ..ProductEntry::default()
    }
}

#[tokio::test]
async fn an_entry_brings_its_owner_and_unit_and_what_it_leaves_out_is_no_longer_told() {
    let database = Database::sqlite();
    let office = office(&database).await;
    let made = office.add_product(&shop()).await.unwrap();
    assert_eq!((made.slug.as_str(), made.name.as_str()), ("web-shop", "Web Shop"));
    assert_eq!(made.tags, ["java", "pci"]);
    let unit = made.unit.unwrap();
    assert_eq!(unit.names, ["Retail", "Web"]);

    let changed = ProductEntry { owner: None, owner_mail: None, unit: words(&["Web"]), ..shop() };
    let changed = office.change_product(made.uid, &changed, |_| true).await.unwrap();
    assert_eq!(changed.owner, None);
    let top = changed.unit.unwrap();
    assert_eq!((top.names, top.uid == unit.uid), (words(&["Web"]), false), "a way starts at the top");
    assert!(matches!(office.add_product(&shop()).await, Err(Error::Conflict(_))));
    let nameless = ProductEntry { name: " ".to_owned(), ..shop() };
    assert!(matches!(office.change_product(made.uid, &nameless, |_| true).await, Err(Error::Invalid(_))));
}

#[tokio::test]
async fn a_class_that_no_profile_has_and_an_owner_who_is_nobody_are_refused() {
    let database = Database::sqlite();
    let office = office(&database).await;
    let with_class = |class: &str| ProductEntry { class: Some(class.to_owned()), ..shop() };
    assert_eq!(office.add_product(&with_class("Minimum")).await.unwrap().class.as_deref(), Some("minimum"));
    assert!(matches!(office.add_product(&with_class("bogus")).await, Err(Error::Invalid(_))));
    let nobody = ProductEntry { owner: Some("n/a".to_owned()), key: Some("other".to_owned()), ..shop() };
    assert!(matches!(office.add_product(&nobody).await, Err(Error::Invalid(_))));
    assert!(office.store().product("other").await.is_err());
}

#[tokio::test]
async fn units_of_one_name_are_told_apart_by_their_way() {
    let database = Database::sqlite();
    let office = office(&database).await;
    let made = office.add_product(&shop()).await.unwrap();
    let other = ProductEntry { key: Some("other".to_owned()), unit: words(&["Sales", "Web"]), ..shop() };
    let other = office.add_product(&other).await.unwrap();
    assert_ne!(made.unit.unwrap().uid, other.unit.as_ref().unwrap().uid);
    let way = other.unit.as_ref().unwrap().names.clone();
    let again = ProductEntry { key: Some("other".to_owned()), unit: way, ..shop() };
    assert_eq!(office.change_product(other.uid, &again, |_| true).await.unwrap().unit, other.unit);
}

#[tokio::test]
async fn the_name_of_the_present_owner_means_the_present_owner_and_of_a_new_product_somebody_without_mail() {
    let database = Database::sqlite();
    let office = office(&database).await;
    let made = office.add_product(&shop()).await.unwrap();
    let by_name = ProductEntry { owner_mail: None, ..shop() };
    let changed = office.change_product(made.uid, &by_name, |_| true).await.unwrap();
    assert_eq!(changed.owner, made.owner);
    assert_eq!(changed.owner.unwrap().mail.as_deref(), Some("ada@example.org"));
    let new = ProductEntry { key: Some("new-one".to_owned()), ..by_name };
    assert_ne!(office.add_product(&new).await.unwrap().owner, made.owner, "nobody said that they are one");
}

#[tokio::test]
async fn a_tag_or_a_unit_that_a_list_would_read_as_several_is_refused() {
    let database = Database::sqlite();
    let office = office(&database).await;
    for (tags, unit) in
        [(&["a,b"][..], &[][..]), (&["a|b"], &[]), (&["a\nb"], &[]), (&[], &["A/B"]), (&[], &["A", "B>C"])]
    {
        let entry = ProductEntry { tags: words(tags), unit: words(unit), ..shop() };
        assert!(matches!(office.add_product(&entry).await, Err(Error::Invalid(_))), "{tags:?} {unit:?}");
    }
    assert!(office.store().units().await.unwrap().is_empty(), "nothing of it was made");
}

#[tokio::test]
async fn names_are_one_line_and_an_owner_is_one_person_with_a_mail_address() {
    let database = Database::sqlite();
    let office = office(&database).await;
    let owned = |name: &str, mail: &str| ProductEntry {
        owner: Some(name.to_owned()),
        owner_mail: Some(mail.to_owned()),
        ..shop()
    };
    for entry in [
        ProductEntry { name: "Web\nShop".to_owned(), ..shop() },
        ProductEntry { unit: words(&["Re\ntail"]), ..shop() },
        owned("Ada; Bob", ""),
        owned("Ada\nBob", "ada@example.org"),
        owned("Ada", "notamail"),
        owned("Ada", "a@b; c@d"),
    ] {
        let refused = office.add_product(&entry).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    }
    let made = office.add_product(&owned("=a@b", "")).await.unwrap();
    assert_eq!(made.owner.unwrap().mail.as_deref(), Some("=a@b"), "who is called by an address has it");
}

#[tokio::test]
async fn a_refused_change_leaves_owners_and_units_as_they_were() {
    let database = Database::sqlite();
    let office = office(&database).await;
    let made = office.add_product(&shop()).await.unwrap();
    let taken = ProductEntry { name: "Taken".to_owned(), ..ProductEntry::default() };
    office.add_product(&taken).await.unwrap();
    let refused = ProductEntry {
        key: Some("taken".to_owned()),
        owner: Some("Somebody Else".to_owned()),
        unit: words(&["New"]),
        ..shop()
    };
    let refused = office.change_product(made.uid, &refused, |_| true).await;
    assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
    assert_eq!(office.store().product("web-shop").await.unwrap(), made);
    assert_eq!(office.store().units().await.unwrap().len(), 2);
}

#[tokio::test]
async fn parts_and_repositories_come_and_go_and_what_is_none_is_told() {
    let database = Database::sqlite();
    let office = office(&database).await;
    let shop = office.add_product(&shop()).await.unwrap().uid;
    let cart = ProductEntry { name: "Cart".to_owned(), ..ProductEntry::default() };
    office.add_product(&cart).await.unwrap();
    office.add_part(shop, "cart").await.unwrap();
    assert!(matches!(office.add_part(shop, "web-shop").await, Err(Error::Conflict(_))));
    assert_eq!(office.remove_part(shop, "cart").await.unwrap().name, "Cart");
    assert!(matches!(office.remove_part(shop, "cart").await, Err(Error::Missing(_))));
    assert!(office.store().parts(shop).await.unwrap().is_empty());

    let source = office.add_repository(shop, " https://git.example.org/shop ").await.unwrap();
    assert_eq!(source.url, "https://git.example.org/shop");
    assert_eq!(office.remove_repository(shop, source.uid).await.unwrap(), source);
    assert!(matches!(office.remove_repository(shop, source.uid).await, Err(Error::Missing(_))));
    assert!(matches!(office.add_repository(shop, " ").await, Err(Error::Invalid(_))));
}

#[tokio::test]
async fn a_release_is_told_anew_but_never_as_one_that_is_there() {
    let database = Database::sqlite();
    let office = office(&database).await;
    let shop = office.add_product(&shop()).await.unwrap().uid;
    let arm = NewRelease { variant: "arm".to_owned(), ..NewRelease::version("1.0") };
    office.store().create_release(shop, &arm).await.unwrap();
    let plain = office.store().create_release(shop, &NewRelease::version("1.0")).await.unwrap();
    assert!(matches!(office.change_release(plain, &arm, |_| true).await, Err(Error::Conflict(_))));
    let told = NewRelease { variant: "x86".to_owned(), deployed: true, ..NewRelease::version("1.0.1") };
    let told = office.change_release(plain, &told, |_| true).await.unwrap();
    assert_eq!((told.version.as_str(), told.variant.as_str(), told.deployed), ("1.0.1", "x86", true));
    assert!(matches!(
        office.change_release(plain, &NewRelease::default(), |_| true).await,
        Err(Error::Invalid(_))
    ));
}

#[tokio::test]
async fn a_typed_key_whose_address_is_another_pages_is_refused_for_new_and_changed_products() {
    let database = Database::sqlite();
    let office = office(&database).await;
    let made = office.add_product(&shop()).await.unwrap();
    for key in ["new", "import", ".", ".."] {
        let entry = ProductEntry { key: Some(key.to_owned()), ..shop() };
        assert!(matches!(office.add_product(&entry).await, Err(Error::Invalid(_))), "{key}");
        assert!(
            matches!(office.change_product(made.uid, &entry, |_| true).await, Err(Error::Invalid(_))),
            "{key}"
        );
    }
}

#[tokio::test]
async fn an_owner_gets_another_name_where_the_address_stays_theirs_and_nobody_gets_one_by_a_slip() {
    let database = Database::sqlite();
    let office = office(&database).await;
    let made = office.add_product(&shop()).await.unwrap();
    let named = |name: &str, mail: Option<&str>| ProductEntry {
        owner: Some(name.to_owned()),
        owner_mail: mail.map(str::to_owned),
        ..shop()
    };
    let owner = async |entry: &ProductEntry| {
        let changed = office.change_product(made.uid, entry, |_| true).await.unwrap();
        changed.owner.map(|owner| (owner.name, owner.uid)).unwrap()
    };
    let ada = made.owner.unwrap().uid;
    assert_eq!(
        owner(&named("Ada Lovelace", Some("ADA@example.org"))).await,
        ("Ada Lovelace".to_owned(), ada)
    );

    // Bob's product with Ada's address.
    let bobs = ProductEntry { key: Some("bobs".to_owned()), ..named("Bob", Some("bob@example.org")) };
    let bobs = office.add_product(&bobs).await.unwrap();
    for refused in [
        office.change_product(bobs.uid, &named("Bob", Some("ada@example.org")), |_| true).await,
        office
            .add_product(&ProductEntry {
                key: Some("other".to_owned()),
                ..named("Bob", Some("ada@example.org"))
            })
            .await,
    ] {
        assert!(
            matches!(&refused, Err(Error::Conflict(why)) if why.contains("`Ada Lovelace`")),
            "{refused:?}"
        );
    }
    assert_eq!(office.store().person(ada).await.unwrap().name, "Ada Lovelace");

    // Who is known by an address alone has no name yet.
    let nameless = ProductEntry { owner: None, ..named("", Some("eve@example.org")) };
    assert_eq!(owner(&nameless).await.0, "eve@example.org");
    let eve = ProductEntry { key: Some("eves".to_owned()), ..named("Eve", Some("eve@example.org")) };
    assert_eq!(office.add_product(&eve).await.unwrap().owner.unwrap().name, "Eve");
}
