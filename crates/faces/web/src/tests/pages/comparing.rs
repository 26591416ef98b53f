//! Two releases side by side.

use super::*;

#[tokio::test]
async fn two_releases_are_compared_by_version_or_id() {
    let (app, made) = seeded().await;
    let by_version = page(&app, "/products/web-shop/compare/1.0...2.0").await;
    assert_eq!(stat(&by_version, "Added"), "1");
    assert_eq!(
        (stat(&by_version, "Other version"), stat(&by_version, "Alike")),
        ("1".to_owned(), "4".to_owned())
    );
    let by_id = page(&app, &format!("/products/web-shop/compare/{}...{}", made.first, made.second)).await;
    assert_eq!(stat(&by_id, "Added"), "1");
    let csv = get(&app, "/products/web-shop/compare/1.0...2.0.csv").await;
    assert!(csv.header("content-type").starts_with("text/csv"));
    assert_eq!(
        csv.text,
        "change,component,before,after,note\r\nadded,pkg:npm/fresh@1.0.0,,1.0.0,\r\nchanged,pkg:npm/web@3.0.0,1.0.0,3.0.0,\r\n"
    );

    let asked = get(&app, "/products/web-shop/compare").await;
    let pair = format!("/products/web-shop/compare/{}...{}", made.first, made.second);
    assert_eq!(asked.header("location"), pair, "the newest release with the one before it");
    let oldest = get(&app, &format!("/products/web-shop/compare?b={}", made.first)).await;
    assert!(oldest.header("location").ends_with(&made.first.to_string()));
    let form = page(&app, &pair).await;
    assert_eq!(texts(&form, "select[name=a] option"), ["2.0", "1.0"]);
    let chosen = get(&app, "/products/web-shop/compare?a=1.0&b=2.0").await;
    assert_eq!(chosen.header("location"), "/products/web-shop/compare/1.0...2.0");
    assert_eq!(get(&app, "/products/web-shop/compare/1.0...9").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn another_package_url_of_one_version_is_not_called_another_version() {
    let (app, _) = seeded().await;
    for (version, arch) in [("3.0", "amd64"), ("4.0", "arm64")] {
        let text = super::seed::document(1).to_string();
        let document = text.replace("pkg:npm/web@1.0.0", &format!("pkg:npm/web@1.0.0?arch={arch}"));
        super::seed::deliver(app.office(), "web-shop", version, &serde_json::from_str(&document).unwrap())
            .await;
    }
    let compared = page(&app, "/products/web-shop/compare/3.0...4.0").await;
    assert_eq!(
        (stat(&compared, "Other version"), stat(&compared, "Other identity")),
        ("0".to_owned(), "1".to_owned())
    );
    let row = texts(&compared, "#identity tbody tr").concat();
    assert!(row.contains("?arch=amd64") && row.contains("?arch=arm64"), "{row}");
}

#[tokio::test]
async fn a_comparison_by_a_version_that_comes_in_variants_says_so() {
    let (app, _) = seeded().await;
    let product = app.office().store().product("web-shop").await.unwrap().uid;
    let server = NewRelease { variant: "server".to_owned(), ..NewRelease::version("3.0") };
    app.office().store().create_release(product, &server).await.unwrap();
    for path in ["/products/web-shop/compare/3.0...2.0", "/api/v1/products/web-shop/compare?from=3.0&to=2.0"]
    {
        let answer = get(&app, path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(
            answer.text.contains("in variants only") && answer.text.contains("3.0 server"),
            "{}",
            answer.text
        );
    }
    assert_eq!(get(&app, "/products/web-shop/compare/3.0%20server...2.0").await.status, StatusCode::OK);
    assert!(get(&app, "/products/web-shop/compare/3...2.0").await.text.contains("has no release"));
}
