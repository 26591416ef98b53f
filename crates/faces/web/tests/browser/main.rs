//! Pages in a real browser. `MAINSTAY_SHOTS=folder` also writes pictures of what is visited.

mod flows;
mod keyboard;
mod pages;
#[path = "../../src/tests/seed.rs"]
mod seed;
mod sign_in;
mod upload;

use std::env;
use std::net::SocketAddr;
use std::path::Path;

use mainstay_office::{Office, Settings as OfficeSettings};
use mainstay_store::{Store, StoreOptions};
use mainstay_testapp::Database;
use mainstay_testapp::browser::{Browser, Settings};
use mainstay_web::{Config, State};
use tokio::net::TcpListener;

/// The program on a free port, until the test ends.
async fn start(config: Config) -> (SocketAddr, State) {
    start_with(config, OfficeSettings::default()).await
}

async fn start_with(config: Config, settings: OfficeSettings) -> (SocketAddr, State) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback has a free port");
    let address = listener.local_addr().expect("a bound listener has an address");
    (address, start_on(listener, config, settings).await)
}

async fn start_on(listener: TcpListener, config: Config, settings: OfficeSettings) -> State {
    let database = Database::sqlite();
    let store = Store::open(database.url(), StoreOptions::default()).await.expect("an empty database opens");
    // The folder goes with the process: tests of one process share no server.
    std::mem::forget(database);
    let state = State::new(config, Office::new(store, settings));
    tokio::spawn(mainstay_web::serve(listener, state.clone(), std::future::pending()));
    state
}

async fn open(settings: Settings) -> Browser {
    let (address, _) = start(Config::open()).await;
    Browser::open(&format!("http://{address}"), settings).await
}

async fn shots(browser: &Browser, name: &str) {
    let Ok(folder) = env::var("MAINSTAY_SHOTS") else { return };
    for width in [1280, 390] {
        browser.resize(width).await;
        browser.screenshot(&Path::new(&folder).join(format!("{name}-{width}.png"))).await;
    }
}
