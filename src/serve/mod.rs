//! The site while it is being written: built into memory, rendered as asked for, rebuilt when a file changes,
//! and reloaded in the browser. A build that fails leaves the last good site and says so over the page.
//! Must never know what a page is about, nor how a site is built: that comes in as a [`Build`].
//!
//! One thread watches and builds and hands each [`Stand`] to the server through a channel that only keeps the
//! newest; a request reads the stand it finds. Nothing is locked and nothing piles up, whatever the number of events.

mod find;
mod http;
mod range;
mod watch;

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs as _};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use tokio::sync::watch as newest;

use crate::site::Site;
use crate::text::Route;
pub use find::Finder;
pub use http::{Context, answer};
pub use watch::Changes;

/// Builds the site anew.
pub trait Build: Send + 'static {
    /// Builds it from what lies on the disk now.
    ///
    /// # Errors
    /// Why there is no site: an unreadable root, an invalid configuration. In words, for terminal and page.
    fn build(&mut self) -> Result<Built, String>;
    /// What to watch when not even the first build tells.
    fn watched(&self) -> Watched;
    /// What shows an edit while the whole is being built.
    fn editor(&self) -> Arc<dyn Edit>;
}

/// Shows edits of single plans at once: a build of the whole takes its time in a large archive.
pub trait Edit: Send + Sync {
    /// The site with the plans at these paths read again, and the routes that show them; `None` if none of the paths
    /// is a plan that only its own text has changed of.
    fn edited(&self, site: &Site, paths: &BTreeSet<PathBuf>) -> Option<(Site, Vec<Route>)>;
}

/// A site and what it was made from.
pub struct Built {
    /// The site.
    pub site: Arc<Site>,
    /// What to watch for the next change.
    pub watched: Watched,
    /// Names everything the site was made from except the theme: the same text, the same pages.
    pub fingerprint: String,
    /// Findings, in words, for the terminal.
    pub said: String,
}

/// Files and folders whose change means a rebuild.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Watched {
    /// Folders, not what is below them: anything that appears, changes or goes in them counts.
    pub folders: BTreeSet<PathBuf>,
    /// Single files in folders of which nothing else counts: `HEAD` in a `.git`.
    pub files: BTreeSet<PathBuf>,
    /// Folders in which nothing counts, nor below them: the output of a `build`.
    pub ignored: BTreeSet<PathBuf>,
}

/// What the server has to show at one moment.
#[derive(Clone)]
pub struct Stand {
    /// The last good site.
    pub site: Arc<Site>,
    /// Plans that were edited since it was built, and the routes that show them.
    pub edited: Option<Arc<(Site, BTreeSet<Route>)>>,
    /// Its search, once somebody asked for it.
    pub finder: Arc<OnceLock<Option<find::Finder>>>,
    /// Counts the changes a reader has to see.
    pub generation: u64,
    /// Whether the last change was one of style sheets only.
    pub styles_only: bool,
    /// Why the last build failed, if it did.
    pub failure: Option<String>,
}

/// Where to serve.
#[derive(Clone, Debug)]
pub struct Options {
    /// Name or address to listen on.
    pub host: String,
    /// First port to try.
    pub port: u16,
    /// Whether to open a browser.
    pub open: bool,
}

/// Listens on `port`, or on the next of a hundred that is free.
///
/// # Errors
/// A host that has no address here, or no free port.
pub fn listen(host: &str, port: u16) -> Result<std::net::TcpListener, String> {
    let mut last = None;
    for port in port..=port.saturating_add(99) {
        let addresses = (host, port).to_socket_addrs().map_err(|error| format!("`{host}` is not an address to listen on: {error}"))?;
        match std::net::TcpListener::bind(addresses.collect::<Vec<SocketAddr>>().as_slice()) {
            Ok(listener) => return Ok(listener),
            Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => last = Some(error),
            Err(error) => return Err(format!("cannot listen on `{host}` port {port}: {error}")),
        }
    }
    Err(format!("no free port on `{host}` from {port} on: {}", last.map_or_else(String::new, |error| error.to_string())))
}

/// The address a browser on this machine finds the listener at.
///
/// # Errors
/// A listener that has no address any more.
pub fn address(listener: &std::net::TcpListener, host: &str) -> Result<String, String> {
    let local = listener.local_addr().map_err(|error| format!("the listener has no address: {error}"))?;
    let name = match host.parse::<IpAddr>() {
        Ok(ip) if ip.is_unspecified() => "127.0.0.1".to_owned(),
        Ok(IpAddr::V6(ip)) => format!("[{ip}]"),
        _ => host.to_owned(),
    };
    Ok(format!("http://{name}:{}/", local.port()))
}

/// Serves the site until the user stops it. `say` takes what the terminal should show.
///
/// # Errors
/// A first build that fails, or a socket that does.
pub fn serve(
    listener: std::net::TcpListener,
    host: &str,
    mut build: impl Build,
    mut say: impl FnMut(&str) + Send + 'static,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let first = build.build()?;
    say(&first.said);
    let stand = Stand { site: first.site.clone(), edited: None, finder: Arc::default(), generation: 1, styles_only: false, failure: None };
    let (send, receive) = newest::channel(Arc::new(stand));
    let context = Context { stand: receive, host: host.to_owned() };
    std::thread::Builder::new().name("rebuild".into()).spawn(move || watch::follow(build, first, &send, &mut say))?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async move {
        listener.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let server = axum::serve(listener, http::router(context)).into_future();
        tokio::select! {
            done = server => done,
            stopped = tokio::signal::ctrl_c() => stopped,
        }
    })?;
    // Threads that still render a page must not hold up the end.
    runtime.shutdown_background();
    Ok(())
}
