//! Documents that come by the form.

use mainstay_store::NewProduct;

use super::*;
use crate::tests::uploads::supported;

#[tokio::test]
async fn an_upload_of_an_unknown_source_or_of_two_files_is_refused_in_words() {
    let app = open().await;
    let document = super::seed::document(1).to_string();
    let fields = [("product", "Web Shop"), ("version", "1.0"), ("source", "bogus")];
    let sent = post_parts(&app, "/upload", &fields, &document).await;
    assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(sent.text.contains("source, build or supplier"), "{}", sent.text);
    let part = format!(
        "{document}\r\n--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"b.json\"\r\n\r\n{document}"
    );
    let two = post_parts(&app, "/upload", &fields[..2], &part).await;
    assert_eq!(two.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(two.text.contains("One upload takes one file"), "{}", two.text);
    assert!(app.office().store().product("web-shop").await.is_err(), "nothing was taken in");
}

#[tokio::test]
async fn an_upload_is_kept_and_leads_to_its_work() {
    let app = open().await;
    let fields = [("product", "Web Shop"), ("version", "1.0"), ("source", "build"), ("label", "server")];
    let document = super::seed::document(1).to_string();
    let sent = post_parts(&app, "/upload", &fields, &document).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    assert!(sent.header("location").starts_with("/jobs/"));
    assert_eq!(app.office().work_off().await.unwrap(), 1);
    let again = post_parts(&app, "/upload", &fields, &document).await;
    assert!(again.header("location").starts_with("/sboms/"), "the same again leads to what it was read as");

    let wrong = post_parts(&app, "/upload", &fields, "hello").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("neither CycloneDX nor SPDX") && wrong.text.contains("value=\"Web Shop\""));
}

#[tokio::test]
async fn what_an_upload_does_not_name_the_document_tells() {
    let app = open().await;
    let mut document = super::seed::document(1);
    let sent = post_parts(&app, "/upload", &[("version", " ")], &document.to_string()).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    let shop = app.office().store().product("shop").await.unwrap();
    let releases = app.office().store().list_releases(shop.uid, &PageRequest::first(9)).await.unwrap().rows;
    assert_eq!(releases.iter().map(|release| release.version.as_str()).collect::<Vec<_>>(), ["1.0.0"]);

    document["metadata"].as_object_mut().unwrap().remove("component");
    let nameless = post_parts(&app, "/upload", &[("version", "1.0")], &document.to_string()).await;
    assert_eq!(nameless.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nameless.text.contains("the document does not tell it"));
}

#[tokio::test]
async fn what_an_upload_is_refused_for_stands_beside_the_field_that_is_wrong() {
    let app = open().await;
    let document = super::seed::document(1).to_string();
    supported(&app).await;
    for key in ["one", "two"] {
        app.office().store().ensure_product(&NewProduct::named(key, "Twin")).await.unwrap();
    }
    let id = uuid::Uuid::now_v7().to_string();
    for (field, value) in [
        ("product", id.as_str()),
        ("product", "Twin"),
        ("supplier", &id),
        ("released", "2026-02-01"),
        ("released", "soon"),
    ] {
        let fields = [("product", "shop"), ("version", "1"), ("supplier", "Acme"), (field, value)];
        let answer = post_parts(&app, "/upload", &fields, &document).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}: {value}");
        assert_eq!(wrong_fields(&answer.text), [field], "{value}");
    }
    let suppliers = app.office().store().list_suppliers(None, &PageRequest::first(1)).await.unwrap();
    assert!(suppliers.rows.is_empty(), "of what is refused nothing stays");
}
