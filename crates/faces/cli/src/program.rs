//! What the commands that keep the program running share: the office, the log, the signal to stop.

use std::num::NonZeroU64;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use mainstay_office::accounts::SignInProvider;
use mainstay_office::scan::Options;
use mainstay_office::{Internal, Office, Settings};
use mainstay_sbom::Profile;
use mainstay_store::{Store, StoreOptions};
use tokio::sync::watch;
use tracing_subscriber::EnvFilter;

use crate::config::{Configuration, Place};
use crate::exit::Usage;

/// How a process that keeps running does background work.
#[derive(Args, Clone, Debug)]
pub(crate) struct Working {
    /// Seconds that a worker may be silent before its work is given to another one [default: 60]
    #[arg(long, value_name = "SECONDS", env = "MAINSTAY_LEASE")]
    lease: Option<NonZeroU64>,
}

/// Opens the store and the office over it.
pub(crate) async fn open(place: &Place) -> anyhow::Result<Office> {
    open_with(place, settings(place)?.0).await
}

/// The same where there is something: a new inventory would answer every question with "nothing".
pub(crate) async fn open_existing(place: &Place) -> anyhow::Result<Office> {
    if let Some(file) = missing(place)? {
        anyhow::bail!(
            "there is no inventory at {}: {MAKES_ONE}; another place is named with --data or --database",
            file.display()
        );
    }
    open(place).await
}

/// What makes an inventory.
pub(crate) const MAKES_ONE: &str = "`mainstay import` and `mainstay quickstart` make one";

/// The file of the embedded database, where it is not there yet.
pub(crate) fn missing(place: &Place) -> anyhow::Result<Option<PathBuf>> {
    Ok(place.embedded()?.filter(|file| !file.exists()))
}

/// Opens the store and the office over it, for background work.
pub(crate) async fn open_to_work(
    place: &Place,
    working: &Working,
    provider: Option<SignInProvider>,
) -> anyhow::Result<Office> {
    let (mut settings, _) = settings(place)?;
    settings.provider = provider;
    if let Some(seconds) = working.lease {
        settings.lease = Duration::from_secs(seconds.get());
    }
    open_with(place, settings).await
}

/// Runs a command over the office. However it ends, the store is closed behind it: a SQLite file is whole without its
/// write-ahead log then, unless another process uses it.
pub(crate) async fn using<T>(office: Office, command: impl AsyncFnOnce(&Office) -> T) -> T {
    let ended = command(&office).await;
    // What is durable stays so: whoever opens the database next goes on from its log.
    match tokio::time::timeout(CLOSING, office.store().clone().close()).await {
        Ok(closed) => closed.unwrap_or_else(|error| tracing::warn!(%error, "the database is not closed")),
        Err(_) => tracing::warn!("the database is still in use and not closed"),
    }
    ended
}

/// How long closing waits for what still uses a connection.
const CLOSING: Duration = Duration::from_secs(10);

async fn open_with(place: &Place, settings: Settings) -> anyhow::Result<Office> {
    let store = Store::open(&place.database()?, StoreOptions::default()).await?;
    Ok(Office::new(store, settings))
}

/// What the organization decided, by its configuration, and where that stands.
pub(crate) fn settings(place: &Place) -> anyhow::Result<(Settings, String)> {
    let (path, file) = (place.path(), place.file()?);
    let mut settings = Settings { internal: Internal::new(file.internal), ..Settings::default() };
    let quality = file.quality;
    if let Some(profiles) = quality.profiles {
        settings.profiles = self::profiles(&path.parent().unwrap_or(Path::new("")).join(profiles))?;
    }
    settings.stale_days = quality.stale_days.unwrap_or(settings.stale_days);
    settings.poor_below = quality.poor_below.unwrap_or(settings.poor_below);
    if settings.poor_below > BEST {
        anyhow::bail!(
            "{} is not valid: poor_below = {} would call every SBOM poor; grades end at {BEST}",
            path.display(),
            settings.poor_below
        );
    }
    let told = if path.exists() { format!("{} is valid", path.display()) } else { "defaults".to_owned() };
    Ok((settings, told))
}

/// The best grade of an SBOM.
const BEST: u8 = 100;

/// The profiles of a file.
pub(crate) fn profiles(path: &Path) -> anyhow::Result<Vec<Profile>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    mainstay_sbom::profiles(Some(&text)).with_context(|| format!("{} is not valid", path.display()))
}

/// How a tree is scanned by the flags, and by the configuration where they say nothing: the organization's own registries
/// are those of both, and its name is the one of the flag if there is one.
pub(crate) fn scanning(configuration: &Configuration, mut options: Options) -> anyhow::Result<Options> {
    let file = configuration.file()?;
    options.registries.private.extend(file.private_registries);
    options.author = options.author.or(file.author).filter(|name| !name.trim().is_empty());
    Ok(options)
}

/// Writes the log to standard error; `MAINSTAY_LOG` sets what is written (`info` by default).
///
/// # Errors
/// When the setting cannot be read: it must not be a silent default.
pub(crate) fn log() -> anyhow::Result<()> {
    let asked = std::env::var_os("MAINSTAY_LOG").filter(|asked| !asked.is_empty());
    let asked = asked.map_or_else(|| "info,sqlx=warn".into(), |asked| asked.to_string_lossy().into_owned());
    let filter = filter(&asked).map_err(|why| {
        let form = "write a level (error, warn, info, debug, trace, off) or parts with theirs, as `info,mainstay_office=debug`";
        Usage(format!("MAINSTAY_LOG is `{asked}`: {why}; {form}"))
    })?;
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    Ok(())
}

/// A word alone would be taken for a part of the program of which everything is logged, and nothing else is.
fn filter(text: &str) -> Result<EnvFilter, String> {
    let is_level = |word: &str| word.parse::<tracing_subscriber::filter::LevelFilter>().is_ok();
    let alone = |word: &&str| !word.is_empty() && !word.contains(['=', '[', ']']) && !is_level(word);
    match text.split(',').map(str::trim).find(alone) {
        Some(word) => Err(format!("`{word}` is no level")),
        None => EnvFilter::try_new(text).map_err(|error| error.to_string()),
    }
}

/// Turns true when the process is asked to stop: interrupt or, on Unix, terminate.
pub(crate) fn stop_signal() -> watch::Receiver<bool> {
    let (sender, receiver) = watch::channel(false);
    tokio::spawn(async move {
        interrupted().await;
        // Nobody listens any more when the program is ending by itself.
        let _ = sender.send(true);
    });
    receiver
}

/// Waits for the signal to stop.
pub(crate) async fn stopped(mut stop: watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await.map(|_| ());
}

#[cfg(unix)]
async fn interrupted() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        let _ = tokio::signal::ctrl_c().await;
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

#[cfg(not(unix))]
async fn interrupted() {
    let _ = tokio::signal::ctrl_c().await;
}

/// How many pieces of background work run at a time.
pub(crate) fn workers(asked: Option<usize>) -> usize {
    asked.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(4))
}

#[cfg(test)]
mod tests {
    use super::filter;

    #[test]
    fn what_is_logged_is_told_in_levels_or_not_at_all() {
        for text in [
            "info",
            "DEBUG",
            "off",
            "info,mainstay_office=debug",
            "warn,sqlx=off",
            "[request]=trace",
            "info,",
        ] {
            assert!(filter(text).is_ok(), "{text}");
        }
        for text in ["verbose", "info,debugg", "mainstay_office=loud", "info;debug"] {
            assert!(filter(text).is_err(), "{text}");
        }
    }
}
