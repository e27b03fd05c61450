//! The site to disk, all or nothing. Pages are rendered in parallel and streamed into a hidden folder beside
//! the output folder; only once every one is there do the two change places. Nothing here knows what a page
//! is about.
//!
//! What is unchanged is not written again: its file moves over as a hard link, so it keeps its time and its
//! inode, and a build that changes nothing leaves the output folder untouched. Only a folder that carries the
//! [`MARKER`] (or is empty, or is not there) is ever written to.
#![expect(clippy::disallowed_methods, reason = "writing the site is this module's work")]

mod place;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::diag::{self, Diagnostic, codes};
use crate::site::{Body, Fetch, Rendered};
use crate::text::{Route, SourcePath};
use place::Place;
pub use place::look;

/// The file that says a folder is ours to empty.
pub const MARKER: &str = ".execplan-site";

/// Pages that one thread takes at a time.
const LOT: usize = 16;

/// What a publish needs of a site.
pub trait Source: Sync {
    /// Every route, sorted.
    fn routes(&self) -> Vec<&Route>;
    /// What the route holds; `None` if it is none of ours.
    fn render(&self, route: &Route) -> Option<Rendered>;
    /// Where files to be copied come from.
    fn fetch(&self) -> &dyn Fetch;
    /// Hands over the files that no route renders, one by one and in a fixed order. Called beside the rendering, so
    /// that what takes long and one thread only (the search index) keeps no page waiting.
    ///
    /// # Errors
    /// Why they could not be made; nothing is published then.
    fn more(&self, _put: Put<'_>) -> io::Result<()> {
        Ok(())
    }
}

/// Takes a file that no route renders.
pub type Put<'a> = &'a mut (dyn FnMut(Route, Vec<u8>) + Send);

impl Source for crate::site::Site {
    fn routes(&self) -> Vec<&Route> {
        self.routes().collect()
    }

    fn render(&self, route: &Route) -> Option<Rendered> {
        self.render(route).map(Rendered::squeezed)
    }

    fn fetch(&self) -> &dyn Fetch {
        self.fetch()
    }
}

/// What a publish did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// HTML pages.
    pub pages: usize,
    /// Files, pages included.
    pub files: usize,
    /// Bytes of all files.
    pub bytes: u64,
    /// Files that are new or have changed.
    pub written: usize,
    /// Files left as they were.
    pub unchanged: usize,
    /// Files of the previous site that are gone.
    pub removed: usize,
    /// The largest files, largest first, at most ten.
    pub largest: Vec<(u64, Route)>,
    /// What rendering and copying reported.
    pub diagnostics: Vec<Diagnostic>,
}

/// Why nothing was published; the previous site is as it was.
#[derive(Debug)]
pub enum Refusal {
    /// The folder holds files and is not known to be ours.
    Foreign(PathBuf),
    /// Another build is writing the same folder.
    Busy(PathBuf),
    /// A file or folder could not be read or written.
    Io(PathBuf, io::Error),
    /// The files that no route renders could not be made.
    Unmade(io::Error),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Foreign(path) => write!(
                f,
                "`{0}` is not empty and was not written by execplan-site; choose another folder with `--dest-dir`, empty it yourself, \
                 or put a file named `{MARKER}` into it to give it to execplan-site",
                path.display()
            ),
            Self::Busy(path) => write!(f, "another build is writing `{}`", path.display()),
            Self::Io(path, error) => write!(f, "`{}`: {error}", path.display()),
            Self::Unmade(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for Refusal {}

/// Renders every route of `site` into the folder `dst`.
///
/// # Errors
/// See [`Refusal`]; whatever it is, the previous site is as it was.
pub fn publish(site: &dyn Source, dst: &Path) -> Result<Summary, Refusal> {
    let place = Place::claim(dst)?;
    let Outcome { files, mut summary } = stage(site, &place)?;
    let old = place.present_files()?;
    let kept: BTreeSet<&str> = files.iter().map(|file| file.name.as_str()).collect();
    let stale: Vec<&str> = old.iter().map(String::as_str).filter(|name| !kept.contains(name) && *name != MARKER).collect();
    summary.removed = stale.len();
    let nothing_to_do = summary.written == 0 && stale.is_empty() && old.contains(MARKER);
    if !nothing_to_do {
        place.put(&files, &stale)?;
    }
    Ok(summary)
}

/// One file of the new site.
struct Staged {
    /// Below the top of the site, `/`-separated.
    name: String,
    /// Its size.
    bytes: u64,
    /// Whether it lies in the stage; otherwise the present site has it already.
    changed: bool,
}

struct Outcome {
    files: Vec<Staged>,
    summary: Summary,
}

/// Renders everything; what differs from the present site lies in the stage afterwards.
fn stage(site: &dyn Source, place: &Place) -> Result<Outcome, Refusal> {
    let routes = site.routes();
    let failed = AtomicBool::new(false);
    let pages = || -> Vec<Result<One, Refusal>> {
        let one = |route: &&Route| {
            let rendered = if failed.load(Ordering::Relaxed) { None } else { site.render(route) };
            let result = rendered.map_or_else(|| Ok(One::default()), |rendered| stage_one(site.fetch(), place, route, rendered));
            failed.fetch_or(result.is_err(), Ordering::Relaxed);
            result
        };
        // In small lots: neighbours are alike, and a lot of large pages at the end would be one thread's alone.
        routes.par_iter().with_max_len(LOT).map(one).collect()
    };
    let (pages, more) = rayon::join(pages, || stage_more(site, place, &failed));
    let more = more?;
    let mut summary = Summary::default();
    let mut files = Vec::with_capacity(routes.len() + more.len());
    let more = more.into_iter().map(|(route, one)| (Cow::Owned(route), Ok(one)));
    for (route, result) in routes.iter().copied().map(Cow::Borrowed).zip(pages).chain(more) {
        let One { file, diagnostics } = result?;
        summary.diagnostics.extend(diagnostics);
        let Some(file) = file else { continue };
        summary.files += 1;
        summary.pages += usize::from(file.name.ends_with(".html"));
        summary.bytes += file.bytes;
        summary.written += usize::from(file.changed);
        summary.unchanged += usize::from(!file.changed);
        summary.largest.push((file.bytes, route.into_owned()));
        if summary.largest.len() > 1000 {
            keep_largest(&mut summary.largest);
        }
        files.push(file);
    }
    keep_largest(&mut summary.largest);
    diag::settle(&mut summary.diagnostics);
    Ok(Outcome { files, summary })
}

/// Stages the files that no route renders, as they come.
fn stage_more(site: &dyn Source, place: &Place, failed: &AtomicBool) -> Result<Vec<(Route, One)>, Refusal> {
    let mut staged = Vec::new();
    let mut refusal = None;
    let made = site.more(&mut |route, bytes| {
        if failed.load(Ordering::Relaxed) {
            return;
        }
        let rendered = Rendered { body: Body::Bytes(bytes.into()), content_type: "", diagnostics: Vec::new() };
        match stage_one(site.fetch(), place, &route, rendered) {
            Ok(one) => staged.push((route, one)),
            Err(error) => {
                failed.store(true, Ordering::Relaxed);
                refusal = Some(error);
            }
        }
    });
    match (refusal, made) {
        (Some(refusal), _) => Err(refusal),
        (None, Err(error)) => {
            failed.store(true, Ordering::Relaxed);
            Err(Refusal::Unmade(error))
        }
        (None, Ok(())) => Ok(staged),
    }
}

fn keep_largest(files: &mut Vec<(u64, Route)>) {
    files.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    files.truncate(10);
}

/// What became of one route: a file, or a reason why there is none.
#[derive(Default)]
struct One {
    file: Option<Staged>,
    diagnostics: Vec<Diagnostic>,
}

fn stage_one(fetch: &dyn Fetch, place: &Place, route: &Route, rendered: Rendered) -> Result<One, Refusal> {
    let name = route.file();
    let mut diagnostics = rendered.diagnostics;
    if name.split('/').any(|segment| matches!(segment, "" | "." | "..") || segment.contains(['\\', '\0'])) {
        diagnostics.push(Diagnostic::new(codes::OUTSIDE_ROOT, format!("`{name}` cannot be the name of a file of the site")));
        return Ok(One { file: None, diagnostics });
    }
    let (present, staged) = (place.present(&name), place.staged(&name));
    let copied = match rendered.body {
        Body::Bytes(bytes) if holds(&present, &bytes) => Ok((bytes.len() as u64, false)),
        Body::Bytes(bytes) => create(&staged).and_then(|mut file| file.write_all(&bytes)).map(|()| (bytes.len() as u64, true)),
        Body::File(path) => match copy(fetch, &path, &present, &staged) {
            Ok(copied) => Ok(copied),
            Err(Trouble::Source(error)) => {
                diagnostics.push(Diagnostic::new(codes::UNREADABLE, format!("could not be copied to the site: {error}")).in_file(&path));
                return Ok(One { file: None, diagnostics });
            }
            Err(Trouble::Target(error)) => Err(error),
        },
    };
    match copied {
        Ok((bytes, changed)) => Ok(One { file: Some(Staged { name, bytes, changed }), diagnostics }),
        Err(error) if is_no_name(&error) => {
            diagnostics.push(Diagnostic::new(
                codes::UNREADABLE,
                format!("`{name}` cannot be a name on this disk ({error}); the page is left out"),
            ));
            Ok(One { file: None, diagnostics })
        }
        Err(error) => Err(Refusal::Io(staged, error)),
    }
}

/// Whether a disk refuses a name. Windows may say that there is no such path, though its folders were made.
fn is_no_name(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidFilename, InvalidInput, NotFound};
    error.kind() == InvalidFilename || cfg!(windows) && matches!(error.kind(), InvalidInput | NotFound)
}

/// Which side of a copy failed.
enum Trouble {
    Source(io::Error),
    Target(io::Error),
}

/// Copies a file of the root into the stage unless the present site already holds the same bytes.
/// Returns its length and whether it was copied. It is streamed, whatever its size.
fn copy(fetch: &dyn Fetch, path: &SourcePath, present: &Path, staged: &Path) -> Result<(u64, bool), Trouble> {
    if let Ok(mut old) = File::open(present) {
        let mut source = fetch.open(path).map_err(Trouble::Source)?;
        if let Some(length) = same_bytes(&mut source, &mut old).map_err(Trouble::Source)? {
            return Ok((length, false));
        }
    }
    let mut source = fetch.open(path).map_err(Trouble::Source)?;
    let mut target = create(staged).map_err(Trouble::Target)?;
    let mut buffer = vec![0; 64 << 10];
    let mut length = 0;
    loop {
        let n = match fill(&mut source, &mut buffer) {
            Ok(0) => return Ok((length, true)),
            Ok(n) => n,
            Err(error) => {
                drop(target);
                fs::remove_file(staged).map_err(Trouble::Target)?;
                return Err(Trouble::Source(error));
            }
        };
        target.write_all(&buffer[..n]).map_err(Trouble::Target)?;
        length += n as u64;
    }
}

/// The common length of two streams with the same bytes; `None` if they differ.
fn same_bytes(a: &mut dyn Read, b: &mut dyn Read) -> io::Result<Option<u64>> {
    let (mut left, mut right) = (vec![0; 64 << 10], vec![0; 64 << 10]);
    let mut length = 0;
    loop {
        let n = fill(a, &mut left)?;
        let m = fill(b, &mut right)?;
        if left[..n] != right[..m] {
            return Ok(None);
        }
        if n == 0 {
            return Ok(Some(length));
        }
        length += n as u64;
    }
}

/// Reads until the buffer is full or the source ends.
fn fill(source: &mut dyn Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut n = 0;
    while n < buffer.len() {
        match source.read(&mut buffer[n..]) {
            Ok(0) => break,
            Ok(more) => n += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(n)
}

/// Whether the file is there, is a plain file and holds exactly these bytes.
fn holds(path: &Path, bytes: &[u8]) -> bool {
    let same_length = fs::symlink_metadata(path).is_ok_and(|meta| meta.is_file() && meta.len() == bytes.len() as u64);
    same_length && fs::read(path).is_ok_and(|present| present == bytes)
}

/// Creates a file, and its folders where they are missing: most are there, so the file is tried first.
fn create(path: &Path) -> io::Result<File> {
    match File::create(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            path.parent().map_or(Ok(()), fs::create_dir_all)?;
            File::create(path)
        }
        other => other,
    }
}
