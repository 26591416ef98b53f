//! Organization units by their way from the top, and the releases of all products.

use mainstay_store::*;

use crate::support::{both, release, unit};

#[tokio::test]
async fn a_product_tells_the_way_to_its_unit_whatever_its_depth() {
    for store in both().await {
        let mut above = None;
        for name in ["Tools", "Build", "Web"] {
            above = Some(unit(&store, name, above).await);
        }
        let sales = unit(&store, "Sales", None).await;
        let other = unit(&store, "Web", Some(sales)).await;
        for (slug, unit) in [("deep", above), ("other", Some(other)), ("none", None)] {
            let new = NewProduct { unit, ..NewProduct::named(slug, slug) };
            store.create_product(&new).await.unwrap();
        }
        let page = store
            .list_products(&ProductFilter::default(), ProductOrder::Name, &PageRequest::default())
            .await
            .unwrap();
        let ways: Vec<String> = page
            .rows
            .iter()
            .map(|product| product.unit.as_ref().map(ToString::to_string).unwrap_or_default())
            .collect();
        assert_eq!(ways, ["Tools / Build / Web", "", "Sales / Web"]);
        for row in page.rows {
            assert_eq!(store.product(&row.slug).await.unwrap(), row);
        }
        for (units, left) in [
            (vec![other], 1),
            (vec![other, above.unwrap()], 2),
            (vec![sales], 1),
            (vec![sales, other], 1),
            (vec![], 0),
        ] {
            let filter = ProductFilter { units: Some(units), ..Default::default() };
            let page =
                store.list_products(&filter, ProductOrder::Name, &PageRequest::default()).await.unwrap();
            assert_eq!((page.rows.len(), page.total), (left, Total::Exact(left as u64)));
        }
    }
}

#[tokio::test]
async fn the_list_of_all_releases_has_as_many_as_the_coverage_counts() {
    for store in both().await {
        for version in 0..7 {
            release(&store, "web-shop", &version.to_string()).await;
        }
        release(&store, "till", "2024.1").await;
        release(&store, "gone", "1").await;
        let gone = store.product("gone").await.unwrap().uid;
        store.archive_product(gone, true).await.unwrap();
        let bounds = CoverageBounds { stale_before: jiff::Timestamp::UNIX_EPOCH, poor_below: 50 };
        let counted = store.coverage(bounds).await.unwrap().releases;
        let list = async |filter: ReleaseFilter, request: PageRequest| {
            store.list_all_releases(&filter, &request).await.unwrap()
        };
        let first = list(ReleaseFilter::default(), PageRequest::first(5)).await;
        assert_eq!((first.total, first.rows.len(), counted), (Total::Exact(8), 5, 8));
        let rest = list(ReleaseFilter::default(), PageRequest::after(5, first.next.unwrap())).await;
        assert_eq!((rest.rows.len(), rest.next), (3, None));
        assert_eq!(rest.rows.last().unwrap().version, "0", "the first one added comes last");
        for (text, left) in [("SHOP 3", 1), ("2024 till", 1), ("3 till", 0), ("gone", 0)] {
            let filter = ReleaseFilter { text: Some(text.to_owned()), ..Default::default() };
            assert_eq!(list(filter, PageRequest::default()).await.rows.len(), left, "{text}");
        }
        for (with_sbom, left) in [(true, 0), (false, 8)] {
            let filter = ReleaseFilter { with_sbom: Some(with_sbom), ..Default::default() };
            assert_eq!(list(filter, PageRequest::default()).await.rows.len(), left);
        }
    }
}
