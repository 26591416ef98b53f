//! Grades follow what is asked of a product.

use mainstay_office::intake::{Delivery, ReleaseName};
use mainstay_office::{Settings, catalog};
use mainstay_store::{EnteredProduct, NewProduct, PageRequest, SbomSource};

use crate::support::offices;

#[tokio::test]
async fn another_class_grades_the_sboms_of_a_product_again() {
    for (_database, office) in offices(Settings::default()).await {
        let bytes = br#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": [{"type": "library", "name": "a", "version": "1"}]}"#;
        let release = |product| ReleaseName { product, version: "1", variant: "" };
        let delivery = |product| Delivery::new(release(product), SbomSource::Build, bytes);
        let store = office.store();
        let minimum = NewProduct { class: Some("minimum".into()), ..NewProduct::named("first", "First") };
        store.create_product(&minimum).await.unwrap();
        let expected = office.receive(&delivery("first")).await.unwrap().sbom;
        let graded = office.receive(&delivery("second")).await.unwrap().sbom;
        office.work_off().await.unwrap();
        let told = async |sbom| {
            (store.sbom(sbom).await.unwrap().grade, store.sbom_report(sbom).await.unwrap().quality)
        };
        let expected = told(expected).await;
        let standard = told(graded).await;
        assert_ne!(standard, expected);

        let read = store.product("second").await.unwrap();
        let change =
            EnteredProduct::from(NewProduct { class: Some("minimum".into()), ..NewProduct::from(&read) });
        store.change_product(read.uid, &change, |_| true).await.unwrap();
        office.work_off().await.unwrap();
        assert_eq!(told(graded).await, expected);
        let release = store.list_releases(read.uid, &PageRequest::first(1)).await.unwrap().rows.remove(0);
        assert_eq!(release.figures.unwrap().worst_grade, expected.0);

        let list = catalog::parse(b"key,name,class\nsecond,Second,standard\n").unwrap().value;
        office.import_catalog(&list).await.unwrap();
        office.work_off().await.unwrap();
        assert_eq!(told(graded).await, standard);
        store.check().await.unwrap();
    }
}
