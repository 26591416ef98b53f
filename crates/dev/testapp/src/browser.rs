//! Chromium under control of tests: each page that is visited is checked for what no page may have.
//!
//! Chromium and chromedriver come from the distribution; when one is missing, the test fails and names the package. One chromedriver
//! serves a test process and ends with the last browser. axe-core comes from npm by the lock file beside this one.

mod axe;
mod driver;

use std::path::Path;
use std::sync::Arc;

use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::prelude::*;
use thirtyfour::{ChromeCapabilities, ChromiumLikeCapabilities, LoggingPrefsLogLevel};

use driver::Driver;

pub use thirtyfour;

/// The widths at which no page may scroll sideways, in CSS pixels.
pub const WIDTHS: [u32; 3] = [1280, 390, 320];

/// What kind of browser a test asks for.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Whether pages may run JavaScript.
    pub javascript: bool,
    /// What the system prefers: dark or light.
    pub dark: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { javascript: true, dark: false }
    }
}

/// A browser with a profile of its own. Call [`Browser::quit`] at the end.
#[derive(Debug)]
pub struct Browser {
    /// The session, for what the checks below do not cover.
    pub session: WebDriver,
    base: String,
    settings: Settings,
    profile: TempDir,
    driver: Arc<Driver>,
}

impl Browser {
    /// A browser for the server at `base` (`http://127.0.0.1:PORT`).
    ///
    /// # Panics
    /// When Chromium or chromedriver is missing or does not start; the message names the package.
    pub async fn open(base: &str, settings: Settings) -> Self {
        // The driver's HTTP client has TLS where a crate of the program asks for it, and then wants to be told which.
        rustls::crypto::ring::default_provider().install_default().ok();
        let driver = Driver::shared();
        let profile = tempfile::tempdir().expect("a temporary folder for the profile");
        let capabilities = capabilities(profile.path(), settings).expect("capabilities are JSON");
        let session = WebDriver::new(driver.url(), capabilities)
            .await
            .unwrap_or_else(|error| panic!("Chromium does not start: {error}"));
        let browser = Self { session, base: base.to_owned(), settings, profile, driver };
        browser.resize(WIDTHS[0]).await;
        browser
    }

    /// Goes to a page and looks at nothing.
    ///
    /// # Panics
    /// When the page cannot be loaded.
    pub async fn go(&self, path: &str) {
        let address = format!("{}{path}", self.base);
        self.session.goto(&address).await.unwrap_or_else(|error| panic!("{path}: {error}"));
    }

    /// Goes to a page and checks it at every width: no error in the console (a breach of the content security policy is one), no
    /// sideways scrolling, nothing that axe finds against WCAG 2.2 AA and its best practices.
    ///
    /// # Panics
    /// When a check fails; says which, where, and the page.
    pub async fn visit(&self, path: &str) {
        self.resize(WIDTHS[0]).await;
        self.go(path).await;
        self.check(path).await;
        for width in &WIDTHS[1..] {
            self.resize(*width).await;
            self.assert_no_sideways_scroll(path, *width).await;
        }
        self.assert_axe_finds_nothing(path).await;
        self.assert_console_is_clean(path).await;
        self.resize(WIDTHS[0]).await;
    }

    /// The checks on the page as it stands now, at the width that it has.
    ///
    /// # Panics
    /// When a check fails.
    pub async fn check(&self, name: &str) {
        let width = self.number("return innerWidth").await;
        self.assert_no_sideways_scroll(name, u32::try_from(width).unwrap_or(0)).await;
        self.assert_axe_finds_nothing(name).await;
        self.assert_console_is_clean(name).await;
    }

    /// Makes the page this wide, in CSS pixels; narrower than 500 is a phone.
    ///
    /// # Panics
    /// When the browser refuses.
    pub async fn resize(&self, width: u32) {
        let height = if width < 500 { 844 } else { 900 };
        let emulation = self.session.cdp();
        let emulation = emulation.emulation();
        emulation.set_device_metrics_override(width, height, 1.0, false).await.expect("the width can be set");
    }

    /// Writes the whole page as PNG, at the width that it has.
    ///
    /// # Panics
    /// When the picture cannot be taken or written.
    pub async fn screenshot(&self, file: &Path) {
        let width = u32::try_from(self.number("return innerWidth").await).unwrap_or(WIDTHS[0]);
        let height =
            u32::try_from(self.number("return document.documentElement.scrollHeight").await).unwrap_or(900);
        let cdp = self.session.cdp();
        cdp.emulation()
            .set_device_metrics_override(width, height, 1.0, false)
            .await
            .expect("the size can be set");
        std::thread::sleep(std::time::Duration::from_millis(600));
        self.session.screenshot(file).await.expect("a picture can be taken");
        self.resize(width).await;
    }

    /// What a script returns. Works with JavaScript off too, which binds pages and not tests.
    ///
    /// # Panics
    /// When the script throws.
    pub async fn script(&self, script: &str) -> Value {
        let reply = self.session.execute(script, Vec::new()).await;
        reply.unwrap_or_else(|error| panic!("{script}: {error}")).json().clone()
    }

    /// Waits up to fifteen seconds until a script returns true.
    ///
    /// # Panics
    /// When it never does.
    pub async fn wait_for(&self, condition: &str) {
        for _ in 0..300 {
            if self.script(condition).await == Value::Bool(true) {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        panic!("it did not come to this: {condition}");
    }

    /// Ends the browser and, with the last one, chromedriver.
    ///
    /// # Panics
    /// When the browser is gone already.
    pub async fn quit(self) {
        self.session.quit().await.expect("the browser ends");
        drop(self.profile);
        drop(self.driver);
    }

    async fn number(&self, script: &str) -> u64 {
        self.script(script).await.as_u64().unwrap_or(0)
    }

    async fn assert_no_sideways_scroll(&self, name: &str, width: u32) {
        let wide = self.number("return document.documentElement.scrollWidth").await;
        if wide <= u64::from(width) {
            return;
        }
        let culprits = self
            .script(
                "return [...document.querySelectorAll('main *, header *, nav *')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1 \
                 && !e.closest('.table-region, pre, .tabs, .sr-only')).slice(0, 5).map((e) => e.outerHTML.slice(0, 120))",
            )
            .await;
        panic!("{name} is {wide} px wide at {width} px: {culprits:#}");
    }

    async fn assert_axe_finds_nothing(&self, name: &str) {
        if !self.settings.javascript {
            return;
        }
        let found = axe::run(&self.session).await;
        assert!(found.is_empty(), "axe on {name}:\n{}", found.join("\n"));
    }

    async fn assert_console_is_clean(&self, name: &str) {
        let entries = self.session.browser_log().await.expect("the console can be read");
        let errors: Vec<String> =
            entries.into_iter().filter(|entry| entry.level == "SEVERE").map(|entry| entry.message).collect();
        assert!(errors.is_empty(), "console on {name}:\n{}", errors.join("\n"));
    }
}

fn capabilities(profile: &Path, settings: Settings) -> WebDriverResult<ChromeCapabilities> {
    let mut capabilities = DesiredCapabilities::chrome();
    capabilities.set_binary(driver::CHROMIUM)?;
    let user_data = format!("--user-data-dir={}", profile.display());
    let arguments = [
        "--headless=new",
        // Tests run as root in containers, where Chromium refuses its sandbox.
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
        user_data.as_str(),
    ];
    for argument in arguments {
        capabilities.add_arg(argument)?;
    }
    if settings.dark {
        capabilities.add_arg("--blink-settings=preferredColorScheme=0")?;
    } else {
        capabilities.add_arg("--blink-settings=preferredColorScheme=1")?;
    }
    if !settings.javascript {
        let off = json!({ "profile.managed_default_content_settings.javascript": 2 });
        capabilities.add_experimental_option("prefs", off)?;
    }
    capabilities.set_browser_log_level(LoggingPrefsLogLevel::All)?;
    Ok(capabilities)
}
