use mainstay_store::{PageRequest, SbomSource, Store, StoreOptions};
use mainstay_testapp::Database;

use crate::intake::{Delivery, ReleaseName};
use crate::{Office, Settings};

/// A document of an application that uses `a`.
const DOCUMENT: &str = r#"{
  "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
  "components": [{"type": "library", "name": "a", "version": "1.0", "purl": "pkg:npm/a@1.0"}]
}"#;

#[tokio::test]
async fn a_page_for_programs_ends_where_its_products_have_enough_uses() {
    for database in Database::both() {
        let store = Store::open(database.url(), StoreOptions::default()).await.unwrap();
        let office = Office::new(store, Settings::default());
        for product in ["one", "two", "three"] {
            for version in ["1.0", "2.0"] {
                let delivery = Delivery::new(
                    ReleaseName { product, version, variant: "" },
                    SbomSource::Build,
                    DOCUMENT.as_bytes(),
                );
                office.receive(&delivery).await.unwrap();
            }
        }
        office.work_off().await.unwrap();
        // Uses that a page may hold, and how many it has on each page: whole products, one at least.
        for (most, pages) in [(6, vec![6]), (5, vec![4, 2]), (3, vec![2, 2, 2]), (0, vec![2, 2, 2])] {
            let mut found = Vec::new();
            let mut products = Vec::new();
            let mut request = PageRequest::first(50);
            loop {
                let page = office.uses_up_to(most, "pkg:npm/a", &request).await.unwrap().products;
                found.push(page.rows.iter().map(|product| product.uses.len()).sum::<usize>());
                products.extend(page.rows.into_iter().map(|product| product.slug));
                match page.next {
                    Some(next) => request = PageRequest::after(50, next),
                    None => break,
                }
            }
            products.sort();
            assert_eq!(
                (found, products),
                (pages, ["one", "three", "two"].map(str::to_owned).to_vec()),
                "{most}"
            );
        }
    }
}
