//! Documents by form: told at once when they are too large, shown while they are sent, refused in words.

use std::path::Path;

use mainstay_office::Settings as OfficeSettings;
use mainstay_testapp::browser::thirtyfour::By;
use mainstay_testapp::browser::{Browser, Settings};
use mainstay_web::Config;

use super::{seed, start_with};

/// The largest document that this server takes, in bytes.
const LIMIT: usize = 64 << 10;

/// Fills the form in and sends a file with it.
async fn send(browser: &Browser, file: &Path) {
    let fill = "document.querySelector('#product').value = 'Kiosk'; document.querySelector('#version').value = '3.1'";
    browser.script(fill).await;
    let path = file.to_str().expect("a path in words");
    choose(browser, path).await;
    browser.script("document.querySelector('form[data-upload] [type=submit]').click()").await;
}

async fn choose(browser: &Browser, path: &str) {
    let input = browser.session.find(By::Css("#file")).await.expect("a field for the file");
    input.send_keys(path).await.expect("the file is chosen");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_is_taken_or_refused_in_words_with_javascript_and_without() {
    let folder = tempfile::tempdir().expect("a folder");
    let files = [
        ("large.json", "x".repeat(5 * LIMIT)),
        ("no-sbom.json", "hello".to_owned()),
        ("bom.json", seed::document(1).to_string()),
    ]
    .map(|(name, text)| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("a file is written");
        path
    });
    let [large, no_sbom, sound] = &files;
    let mut settings = OfficeSettings::default();
    settings.limits.bytes = LIMIT;
    for javascript in [true, false] {
        let (address, _) = start_with(Config::open(), settings.clone()).await;
        let browser =
            Browser::open(&format!("http://{address}"), Settings { javascript, ..Settings::default() }).await;
        browser.go("/upload").await;
        send(&browser, large).await;
        let told = if javascript { "[data-upload-error]:not([hidden])" } else { ".error-summary" };
        browser
            .wait_for(&format!("return !!document.querySelector('{told}')?.textContent.includes('At most')"))
            .await;
        let product = "return document.querySelector('#product').value";
        assert_eq!(browser.script(product).await, "Kiosk", "what was filled in stays");
        browser.session.browser_log().await.expect("the console can be read");
        browser.check("/upload with a file that is too large").await;

        browser.go("/upload").await;
        send(&browser, no_sbom).await;
        browser.wait_for("return !!document.querySelector('.error-summary')").await;
        assert_eq!(browser.script(product).await, "Kiosk");
        if javascript {
            let focus = "return document.activeElement.className";
            assert_eq!(browser.script(focus).await, "error-summary", "the reader is told");
        }

        browser.script("document.querySelector('#file').value = ''").await;
        send(&browser, sound).await;
        browser.wait_for("return location.pathname.startsWith('/jobs/')").await;
        browser.quit().await;
    }
}
