//! `serve`: the site while it is being written.
#![expect(clippy::disallowed_methods, reason = "how long it took is told to the user and never reaches the output")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Instant, UNIX_EPOCH};

use super::Failure;
use super::assemble::{Assembled, assemble};
use super::setup::Setup;
use crate::cli::{Global, Serve};
use crate::config::Options;
use crate::crawl;
use crate::diag::Severity;
use crate::memo::{self, Memo};
use crate::model::Sources;
use crate::report;
use crate::serve::{self, Build, Built, Edit, Watched};
use crate::site::Site;
use crate::text::Route;
use crate::view::format::counted;

/// Folders watched at most, where none but those of plans matter.
const MAX_FOLDERS: usize = 4_000;

/// Serves the site until stopped.
///
/// # Errors
/// What [`Setup`] cannot settle or read; a port or address that cannot be had.
pub fn run(global: &Global, args: &Serve) -> Result<ExitCode, Failure> {
    let listener = serve::listen(&args.hostname, args.port)?;
    let address = serve::address(&listener, &args.hostname)?;
    let mut setup = Setup::new(global, &args.place)?;
    let quiet = global.quiet;
    // `.` would follow the folder when it is moved away, and never be missed.
    let root = std::path::absolute(&setup.root)?;
    setup.root.clone_from(&root);
    let builder = Builder { setup, global: global.clone(), root, address: address.clone(), memo: Memo::default() };
    let port = listener.local_addr()?.port();
    let taken = if port == args.port || args.port == 0 { String::new() } else { format!(" (port {} is taken)", args.port) };
    let open = args.open;
    let mut is_first = true;
    let say = move |words: &str| {
        if !quiet || words.is_empty() {
            report::say(words);
        }
        if is_first {
            is_first = false;
            report::say(&format!("serving at {address}{taken}; stop with Ctrl-C"));
            if open && let Err(error) = opener::open(&address) {
                report::say(&format!("no browser could be opened: {error}"));
            }
        }
    };
    serve::serve(listener, &args.hostname, builder, say)?;
    Ok(ExitCode::SUCCESS)
}

/// Builds the site anew from what lies on the disk.
struct Builder {
    setup: Setup,
    global: Global,
    /// The root, absolute: it may be gone for a while.
    root: PathBuf,
    address: String,
    memo: Memo,
}

impl Build for Builder {
    fn build(&mut self) -> Result<Built, String> {
        let begin = Instant::now();
        self.setup.reload(&self.global).map_err(|failure| report::words(failure.as_ref()))?;
        let mut config = self.setup.config.clone();
        config.output.html.site_url = Some(self.address.clone());
        config.output.html.cname = None;
        let read = self.setup.read_again(&mut self.memo).map_err(|failure| report::words(failure.as_ref()))?;
        let stamps = stamps(&read.sources);
        let fingerprint = memo::fingerprint(&read.sources, &config, &stamps);
        let Assembled { site, diagnostics, sources } = assemble(read, config).map_err(|failure| report::words(failure.as_ref()))?;
        let n_warnings = diagnostics.iter().filter(|one| one.severity != Severity::Note).count();
        let said = format!(
            "{}, {} in {} ms; {}",
            counted(site.archive().plans.len(), "plan", "plans"),
            counted(site.n_records(), "record", "records"),
            begin.elapsed().as_millis(),
            counted(n_warnings, "warning", "warnings")
        );
        let watched = self.around(Some(&sources));
        Ok(Built { site: Arc::new(site), watched, fingerprint, said })
    }

    fn watched(&self) -> Watched {
        self.around(None)
    }

    fn editor(&self) -> Arc<dyn Edit> {
        Arc::new(Editor { root: self.root.clone(), as_of: self.setup.as_of })
    }
}

/// Reads edited plans again, and nothing else.
struct Editor {
    root: PathBuf,
    as_of: Option<jiff::Timestamp>,
}

impl Edit for Editor {
    fn edited(&self, site: &Site, paths: &BTreeSet<PathBuf>) -> Option<(Site, Vec<Route>)> {
        let root = self.root.canonicalize().ok()?;
        let mut edited: Option<Site> = None;
        let mut routes = Vec::new();
        for path in paths {
            let Ok(below) = path.strip_prefix(&root) else { continue };
            let base = edited.as_ref().unwrap_or(site);
            let plans = (0..).zip(&base.archive().plans);
            let mut own = plans.filter(|(_, plan)| Path::new(plan.document.source.path.as_str()) == below);
            let (Some((number, plan)), None) = (own.next(), own.next()) else { continue };
            let old = &plan.document.source;
            let Some(source) = crawl::read_again(&root, base.config(), old).filter(|source| source.text != old.text) else { continue };
            let options = Options { usual_zones: base.archive().zones.clone(), ..base.config().options().clone() };
            let (document, _) = crate::parse::parse_or_report(&source, &options);
            let (next, more) = base.again(number, document, self.as_of);
            routes.extend(more);
            edited = Some(next);
        }
        edited.map(|site| (site, routes))
    }
}

impl Builder {
    fn around(&self, sources: Option<&Sources>) -> Watched {
        around(&self.root, &self.setup.config.build.build_dir, &self.global, sources)
    }
}

/// What to watch for the next change: the folders of what was read, the configuration, the theme and git's `HEAD`.
pub(super) fn around(given: &Path, build_dir: &str, global: &Global, sources: Option<&Sources>) -> Watched {
    let root = sources.map_or(given, |sources| &sources.root);
    let mut watched = Watched::default();
    watched.folders.insert(root.to_owned());
    if let Some(parent) = root.parent() {
        // A root that is moved away or made anew is seen from above.
        watched.files.insert(parent.join(root.file_name().unwrap_or_default()));
    }
    if let Some(config) = &global.config
        && let Ok(config) = std::path::absolute(config)
    {
        watched.files.insert(config);
    }
    watched.ignored.insert(root.join(build_dir));
    watched.files.extend(git_files(root));
    if let Some(sources) = sources {
        watched.folders.extend(folders(sources));
    }
    add_below(&root.join(crate::theme::FOLDER), &mut watched.folders, 0);
    watched
}

/// Every folder that holds a file of the repository; in a huge one, only those of plans and what belongs to
/// them, and the folders around those.
pub(super) fn folders(sources: &Sources) -> BTreeSet<PathBuf> {
    let all: BTreeSet<&str> = sources.files.iter().map(crate::text::SourcePath::folder).collect();
    let mut folders: BTreeSet<&str> = BTreeSet::new();
    if all.len() <= MAX_FOLDERS {
        folders = all;
    }
    folders.extend(sources.plans.iter().map(|plan| plan.path.folder()));
    folders.extend(sources.plans.iter().flat_map(|plan| plan.sides.iter().map(|side| side.path.folder())));
    folders.extend(sources.artifacts.iter().map(|artifact| artifact.path.folder()));
    folders.extend(sources.pages.iter().map(|page| page.path.folder()));
    let with_above = folders.into_iter().flat_map(|folder| Path::new(folder).ancestors());
    with_above.map(|folder| sources.root.join(folder)).collect()
}

/// `HEAD` and what moves with it: a commit, a checkout, a fetch of the branch.
pub(super) fn git_files(root: &Path) -> Vec<PathBuf> {
    let Some(dot_git) = root.ancestors().map(|folder| folder.join(".git")).find(|path| path.exists()) else { return Vec::new() };
    let git = match std::fs::read_to_string(&dot_git) {
        // A worktree or submodule: the file says where.
        Ok(text) => {
            let Some(path) = text.trim().strip_prefix("gitdir: ") else { return Vec::new() };
            dot_git.parent().unwrap_or(root).join(path)
        }
        Err(_) => dot_git,
    };
    let files = [git.join("HEAD"), git.join("packed-refs"), git.join("logs").join("HEAD")];
    files.into_iter().filter(|file| file.parent().is_some_and(Path::is_dir)).collect()
}

fn add_below(folder: &Path, folders: &mut BTreeSet<PathBuf>, depth: usize) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    folders.insert(folder.to_owned());
    if depth < 5 {
        for entry in entries.flatten().filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir())) {
            add_below(&entry.path(), folders, depth + 1);
        }
    }
}

/// When each artifact was last written: its bytes are only read when a page is asked for.
fn stamps(sources: &Sources) -> Vec<String> {
    let time = |path: &crate::text::SourcePath| {
        let meta = std::fs::metadata(sources.root.join(path.as_str())).ok()?;
        let modified = meta.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        Some(format!("{} {}", meta.len(), modified.as_nanos()))
    };
    sources.artifacts.iter().map(|artifact| time(&artifact.path).unwrap_or_default()).collect()
}
