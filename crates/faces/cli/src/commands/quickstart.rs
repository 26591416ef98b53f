//! `mainstay quickstart [PATH]`: scan, keep, serve, look.

use std::io::IsTerminal;
use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use mainstay_model::Problem;
use mainstay_office::quickstart::Project;
use mainstay_office::scan::{Coverage, Scan, scan};
use mainstay_office::stamp;
use mainstay_office::{Office, Progress};
use mainstay_web::{Config, State};
use serde::Serialize;

use super::scan::{NotAssessed, Tree};
use super::serve;
use crate::config::Place;
use crate::exit::Exit;
use crate::output::{self, Format};
use crate::program;
use crate::progress::Shown;

#[derive(Args)]
pub(crate) struct Arguments {
    /// The folder to scan
    #[arg(default_value = ".")]
    path: PathBuf,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    tree: Tree,
    /// The address to listen on
    #[arg(long, value_name = "ADDRESS", default_value_t = serve::DEFAULT, env = "MAINSTAY_LISTEN")]
    listen: SocketAddr,
    /// What the product is called [default: the name of the folder]
    #[arg(long)]
    product: Option<String>,
    /// Do not open the browser
    #[arg(long)]
    no_open: bool,
    /// Scan and keep, and end without serving
    #[arg(long)]
    no_serve: bool,
    /// What to do when something known was not assessed: no lockfile could be read, one of them could not, or a manifest that
    /// names dependencies has none
    #[arg(long, value_enum, default_value = "warn")]
    not_assessed: NotAssessed,
    /// How to print what was kept
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

#[derive(Serialize)]
struct Shape<'a> {
    product: &'a str,
    release: &'a str,
    release_id: uuid::Uuid,
    coverage: &'a Coverage,
    problems: &'a [Problem],
}

pub(crate) async fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    if !arguments.listen.ip().is_loopback() {
        anyhow::bail!(
            "quickstart is for one person on this machine and listens on 127.0.0.1 only; use `mainstay serve`"
        );
    }
    let office = program::open(&arguments.place).await?;
    program::using(office, async |office| show(office, arguments).await).await
}

/// Keeps what a scan finds and answers in the browser until the process is asked to stop.
async fn show(office: &Office, arguments: &Arguments) -> anyhow::Result<Exit> {
    let scan = scanned(arguments)?;
    let exit = arguments.not_assessed.exit(&scan);
    let project = Project::at(&arguments.path, arguments.product.as_deref())?;
    let progress = Shown::start();
    progress.step("Keeping the inventory", 0, None);
    let kept = office.keep_scan(&project, &scan, &stamp::now()).await;
    progress.finish();
    let kept = kept?;
    match arguments.format {
        Format::Json => output::json(&Shape {
            product: &project.product,
            release: &project.version,
            release_id: kept.release,
            coverage: &scan.coverage,
            problems: &scan.problems,
        })?,
        Format::Table => summary(&project, &scan),
    }
    if kept.sbom.is_none() {
        output::note("No SBOM was kept of it: an empty one would say that it uses nothing.");
    }
    if arguments.no_serve {
        return Ok(exit);
    }
    let listener = serve::bind(arguments.listen).await?;
    let state = State::new(Config::loopback(), office.clone());
    let mut url = state.entry_url(listener.local_addr()?);
    url.push_str(&format!("&next=/releases/{}", kept.release));
    output::note(&format!(
        "\nLook at it here (this address lets one browser in, once):\n\n    {url}\n\nStop with Ctrl-C."
    ));
    if !arguments.no_open && std::io::stderr().is_terminal() {
        // Without a desktop nothing opens; the address is printed anyway.
        let _ = open::that_detached(&url);
    }
    let stop = program::stop_signal();
    let serving = mainstay_web::serve(listener, state, program::stopped(stop.clone()));
    let (served, ()) = tokio::join!(serving, office.work(1, stop));
    served?;
    Ok(exit)
}

fn scanned(arguments: &Arguments) -> anyhow::Result<Scan> {
    let options = program::scanning(arguments.place.configuration(), arguments.tree.options())?;
    let progress = Shown::start();
    let scan = scan(&arguments.path, &options, &progress);
    progress.finish();
    scan
}

fn summary(project: &Project, scan: &Scan) {
    let coverage = &scan.coverage;
    output::note(&format!(
        "{} {}: {} components from {} of {} lockfiles and manifests among {} files",
        project.product,
        project.version,
        coverage.components,
        coverage.parsed,
        coverage.parsed + coverage.failed,
        coverage.files_seen,
    ));
    if coverage.without_lockfile > 0 {
        output::note(&format!(
            "{} manifests have no lockfile: what they stand for is not known",
            coverage.without_lockfile
        ));
    }
    for problem in scan.problems.iter().take(10) {
        output::note(&output::problem(problem));
    }
    if scan.problems.len() > 10 {
        output::note(&format!(
            "... and {} more problems; `mainstay scan` lists them all",
            scan.problems.len() - 10
        ));
    }
}
