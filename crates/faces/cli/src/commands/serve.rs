//! `mainstay serve`

use std::net::{IpAddr, SocketAddr};
use std::path::Path;

use anyhow::{Context, bail};
use clap::Args;
use mainstay_office::Office;
use mainstay_office::accounts::SignInProvider;
use mainstay_web::{Access, Config, Reach, State};
use tokio::net::TcpListener;

use crate::config::Place;
use crate::exit::Exit;
use crate::{output, program};

#[derive(Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    place: Place,
    /// The address to listen on [default: 127.0.0.1:7878]
    #[arg(long, value_name = "ADDRESS", env = "MAINSTAY_LISTEN")]
    listen: Option<SocketAddr>,
    /// The address people use, behind a proxy: scheme and host
    #[arg(long, value_name = "URL", env = "MAINSTAY_PUBLIC_URL")]
    public_url: Option<String>,
    /// A further host name to answer; loopback hosts, the public address and, on a network, IP addresses and this machine's name are answered anyway
    #[arg(long = "host", value_name = "NAME", env = "MAINSTAY_HOSTS", value_delimiter = ',')]
    hosts: Vec<String>,
    /// A proxy in front of the server, whose word on where a request comes from counts
    #[arg(long = "proxy", value_name = "IP", env = "MAINSTAY_PROXIES", value_delimiter = ',')]
    proxies: Vec<IpAddr>,
    /// For one person on this machine: let in who opens the address that is printed, once
    #[arg(long, conflicts_with = "open")]
    local: bool,
    /// Answer everybody who reaches the address, without any sign-in: for closed networks, and on a loopback address behind a proxy that signs people in
    #[arg(long)]
    open: bool,
    /// Pieces of background work at a time; 0 leaves it to `mainstay worker` [default: one a core, at most four]
    #[arg(long, value_name = "N")]
    workers: Option<usize>,
    #[command(flatten)]
    working: program::Working,
}

pub(crate) async fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    program::log()?;
    let listen = match (arguments.listen, arguments.place.file()?.listen) {
        (Some(address), _) => address,
        (None, Some(text)) => {
            text.parse().with_context(|| format!("`listen = {text:?}` is no address with a port"))?
        }
        (None, None) => DEFAULT,
    };
    if !listen.ip().is_loopback() && arguments.local {
        bail!("{listen} is reachable by others: --local is for one person on this machine");
    }
    let config = config(arguments, listen);
    let provider = provider(arguments, listen)?;
    let office = program::open_to_work(&arguments.place, &arguments.working, provider).await?;
    let workers = program::workers(arguments.workers);
    program::using(office, async |office| answer(office, config, listen, workers).await).await
}

/// With whom people sign in, by the configuration.
fn provider(arguments: &Arguments, listen: SocketAddr) -> anyhow::Result<Option<SignInProvider>> {
    let Some(told) = arguments.place.file()?.provider else { return Ok(None) };
    let site = arguments.public_url.clone().unwrap_or_else(|| format!("http://{listen}"));
    let redirect = format!("{}/sign-in/provider/callback", site.trim_end_matches('/'));
    let mut settings = mainstay_oidc::Settings::new(told.issuer, told.client_id, redirect);
    settings.client_secret = match (std::env::var("MAINSTAY_PROVIDER_SECRET"), told.client_secret_file) {
        (Ok(secret), _) => Some(mainstay_oidc::Secret::new(secret)),
        (Err(_), Some(file)) => {
            let file = arguments.place.path().parent().unwrap_or(Path::new("")).join(file);
            let secret =
                std::fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
            Some(mainstay_oidc::Secret::new(secret.trim()))
        }
        (Err(_), None) => None,
    };
    settings.allowed_hosts = told.allowed_hosts;
    settings.groups_claim = told.groups_claim.unwrap_or(settings.groups_claim);
    settings.scopes = told.scopes.unwrap_or(settings.scopes);
    let provider = mainstay_oidc::Provider::new(settings).context("the provider of identities")?;
    Ok(Some(SignInProvider::new(provider, told.title)))
}

/// Who is answered, at which hosts.
fn config(arguments: &Arguments, listen: SocketAddr) -> Config {
    let mut hosts = arguments.hosts.clone();
    let reach = if listen.ip().is_loopback() {
        Reach::Loopback
    } else {
        hosts.extend(own_name());
        Reach::Network
    };
    Config {
        access: match (arguments.open, arguments.local) {
            (true, _) => Access::Open,
            (_, true) => Access::Loopback,
            _ => Access::Accounts,
        },
        proxies: arguments.proxies.clone(),
        public_url: arguments.public_url.clone(),
        reach,
        hosts,
        ..Config::loopback()
    }
}

/// The name of this machine.
#[cfg(unix)]
fn own_name() -> Option<String> {
    rustix::system::uname().nodename().to_str().ok().map(str::to_owned)
}

/// The name of this machine.
#[cfg(not(unix))]
fn own_name() -> Option<String> {
    std::env::var("COMPUTERNAME").ok()
}

/// Answers at an address, and works in the background beside it, until the process is asked to stop.
async fn answer(office: &Office, config: Config, listen: SocketAddr, workers: usize) -> anyhow::Result<Exit> {
    let state = State::new(config, office.clone());
    let listener = bind(listen).await?;
    let address = listener.local_addr()?;
    output::note(&format!("Mainstay answers at {}", state.entry_url(address)));
    if let Some(url) = state.set_up_url(address).await? {
        output::note(&format!("Nobody can sign in yet who runs this server. Make that account at {url}"));
    }
    let stop = program::stop_signal();
    let work = async {
        if workers > 0 {
            office.work(workers, stop.clone()).await;
        }
    };
    let serving = mainstay_web::serve(listener, state, program::stopped(stop.clone()));
    let (served, ()) = tokio::join!(serving, work);
    served?;
    Ok(Exit::Clean)
}

/// Where the program listens unless told otherwise.
pub(crate) const DEFAULT: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 7878);

/// Listens on an address.
pub(crate) async fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    let busy =
        || format!("cannot listen on {address}; another program may hold it: choose another with --listen");
    TcpListener::bind(address).await.with_context(busy)
}
