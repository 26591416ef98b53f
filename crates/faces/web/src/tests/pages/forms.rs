//! Forms come back with what was typed, and say beside which field the fault is.

use super::*;

/// The fields of a form, all fitting but one.
async fn refused(app: &App, path: &str, fitting: &[(&str, &str)], fault: (&str, &str)) -> String {
    let (field, _) = fault;
    let fields = fitting.iter().filter(|(name, _)| *name != field).chain([&fault]);
    let fields: Vec<String> =
        fields.map(|(name, value)| format!("{name}={}", crate::address::value(value))).collect();
    let answer = post(app, path, &fields.join("&")).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path} {field}: {}", answer.text);
    assert_eq!(wrong_fields(&answer.text), [field], "{path}");
    answer.text
}

#[tokio::test]
async fn a_limit_that_is_passed_is_told_beside_its_field() {
    let app = open().await;
    app.office().store().create_product(&mainstay_store::NewProduct::named("shop", "Shop")).await.unwrap();
    let [long, longer] = [1_001, 10_001].map(|bytes| "x".repeat(bytes));
    let id = Uuid::now_v7().to_string();
    let mail = format!("{long}@example.org");
    let (supplier, request) = ([("name", "Cogs")], [("supplier", "Cogs")]);
    let (product, release) = ([("name", "Till")], [("version", "1")]);
    for (path, fitting, fault) in [
        ("/suppliers/new", &supplier[..], ("name", long.as_str())),
        ("/suppliers/new", &supplier, ("name", id.as_str())),
        ("/suppliers/new", &supplier, ("contact", long.as_str())),
        ("/suppliers/new", &supplier, ("note", longer.as_str())),
        ("/requests/new", &request, ("supplier", long.as_str())),
        ("/requests/new", &request, ("note", longer.as_str())),
        ("/products/shop/releases/new", &release, ("version", long.as_str())),
        ("/products/shop/releases/new", &release, ("variant", long.as_str())),
        ("/products/new", &product, ("name", long.as_str())),
        ("/products/new", &product, ("key", id.as_str())),
        ("/products/new", &product, ("description", longer.as_str())),
        ("/products/new", &product, ("owner", long.as_str())),
        ("/products/new", &product, ("mail", mail.as_str())),
        ("/products/new", &product, ("unit", long.as_str())),
        ("/products/new", &product, ("class", long.as_str())),
        ("/products/new", &product, ("tags", long.as_str())),
        ("/products/new", &product, ("tags", "a|b")),
    ] {
        let again = refused(&app, path, fitting, fault).await;
        let (name, value) = fitting[0];
        if name != fault.0 {
            assert!(again.contains(&format!("value=\"{value}\"")), "{path}: {name} stays as it was typed");
        }
    }
    let suppliers = app.office().store().list_suppliers(None, &PageRequest::first(1)).await.unwrap();
    assert!(suppliers.rows.is_empty(), "of what is refused nothing stays");
}

#[tokio::test]
async fn a_reason_that_is_too_long_comes_back_beside_its_field() {
    let app = open().await;
    let store = app.office().store();
    let supplier = store.ensure_supplier("Cogs", None).await.unwrap();
    let asked = store.ask_supplier(supplier, &mainstay_store::NewRequest::default()).await.unwrap();
    let long = "why ".repeat(3_000);
    let path = format!("/requests/{asked}/actions/answer");
    let again = refused(&app, &path, &[("state", "declined")], ("note", &long)).await;
    assert!(again.contains(long.trim_end()), "it stays as it was typed");
    let request = store.supplier_request(asked, jiff::Timestamp::now()).await.unwrap();
    assert_eq!(request.answered_at, None);
}
