//! Changes on the disk to new stands. Folders are watched one by one, never whole trees, so that a repository
//! with a million files that are no plans costs nothing; where the system has no more watches to give, or a
//! folder is gone, it is looked at every two seconds instead.
#![expect(clippy::disallowed_methods, reason = "how long a burst lasts is a question to the clock, and never reaches the output")]

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::time::{Duration, Instant, SystemTime};

use notify::event::{AccessKind, AccessMode};
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use tokio::sync::watch as newest;

use super::{Build, Built, Edit, Stand, Watched};
use crate::site::Site;

/// A burst of events is over when nothing has come for this long …
const QUIET: Duration = Duration::from_millis(25);
/// … or has been coming for this long.
const AT_MOST: Duration = Duration::from_millis(500);
/// How often to look where watching is not possible.
const POLL: Duration = Duration::from_secs(2);

/// Paths remembered between two looks; a burst of more is followed by a build alone.
const MOST_PATHS: usize = 16;

/// What has happened on the disk since the last look.
#[derive(Default)]
struct Noticed {
    /// Whether anything has.
    any: bool,
    /// The paths, unless they are many.
    paths: BTreeSet<PathBuf>,
}

/// A build that has ended, with what builds the next one.
struct Done<B> {
    build: B,
    result: Result<Built, String>,
}

/// Follows the disk and sends a new stand for each change a reader has to see: at once for the plans that were
/// edited, then for the whole. Returns when the server is gone.
pub fn follow<B: Build>(build: B, first: Built, send: &newest::Sender<Arc<Stand>>, say: &mut dyn FnMut(&str)) {
    let (wake, woken) = sync_channel(1);
    let noticed = newest::channel(Noticed::default()).0;
    let mut watcher = Watcher::new(wake.clone(), noticed.clone());
    let (done, ended) = sync_channel::<Done<B>>(1);
    let editor = build.editor();
    let mut build = Some(build);
    let mut last = first;
    let mut again = watcher.follow(&last.watched, say);
    // Edited since the build began that is running, or since the last one.
    let mut since = BTreeSet::new();
    while !send.is_closed() {
        if !again || build.is_none() {
            match wait(&woken, watcher.must_poll() && build.is_some()) {
                Woken::Changed => {}
                Woken::Poll => again = true,
                Woken::Never => return,
            }
        }
        let mut now = Noticed::default();
        noticed.send_modify(|noticed| now = std::mem::take(noticed));
        since.extend(now.paths.iter().cloned());
        let stand = send.borrow().clone();
        let ended = ended.try_recv().ok();
        let mut whole = None;
        if let Some(Done { result: Ok(built), .. }) = &ended {
            whole = next(&stand, &last, built).inspect(|_| say(&built.said));
        }
        let shown = match &whole {
            Some(whole) => edited(editor.as_ref(), whole, &since),
            None => edited(editor.as_ref(), &stand, &now.paths),
        };
        if let Some(next) = shown.or(whole) {
            send.send_replace(Arc::new(next));
        }
        if let Some(Done { build: free, result }) = ended {
            // A folder that is new may have changed between the build and its watch: look once more.
            again |= !since.is_empty();
            again |= match result {
                Ok(built) => {
                    last = built;
                    watcher.follow(&last.watched, say)
                }
                Err(failure) => {
                    let stand = send.borrow().clone();
                    if stand.failure.as_ref() != Some(&failure) {
                        say(&failure);
                        send.send_replace(Arc::new(Stand { failure: Some(failure), ..Stand::clone(&stand) }));
                    }
                    watcher.follow(&free.watched(), say)
                }
            };
            build = Some(free);
        }
        again |= now.any;
        let Some(mut free) = build.take_if(|_| again) else { continue };
        again = false;
        since.clear();
        let (done, wake) = (done.clone(), wake.clone());
        std::thread::spawn(move || {
            // A panic is a bug of ours, but no reason to leave the author without a preview.
            let result = catch_unwind(AssertUnwindSafe(|| free.build()))
                .unwrap_or_else(|_| Err("the build broke off with a bug of execplan-site; what it said stands in the terminal".into()));
            // There is one build at a time, so there is room; where nobody listens any more, nobody waits.
            let _ = done.try_send(Done { build: free, result });
            let _ = wake.try_send(());
        });
    }
}

/// The stand with the plans at these paths as they are now; `None` if that shows nothing new.
fn edited(editor: &dyn Edit, stand: &Stand, paths: &BTreeSet<PathBuf>) -> Option<Stand> {
    if paths.is_empty() || paths.len() > MOST_PATHS {
        return None;
    }
    let before = stand.edited.as_deref();
    let site = before.map_or(stand.site.as_ref(), |(site, _)| site);
    let (site, routes) = catch_unwind(AssertUnwindSafe(|| editor.edited(site, paths))).ok().flatten()?;
    let routes = before.into_iter().flat_map(|(_, routes)| routes.iter().cloned()).chain(routes).collect();
    Some(Stand { edited: Some(Arc::new((site, routes))), generation: stand.generation + 1, styles_only: false, ..Stand::clone(stand) })
}

/// Changes on the disk, waited for one by one: for what builds to the disk instead of serving.
pub struct Changes {
    watcher: Watcher,
    woken: Receiver<()>,
}

impl Changes {
    /// Nothing is watched yet.
    pub fn new() -> Self {
        let (wake, woken) = sync_channel(1);
        Self { watcher: Watcher::new(wake, newest::channel(Noticed::default()).0), woken }
    }

    /// Watches these folders and no others, and returns after the next change, or at once if one of them was not
    /// watched before: it may have changed already. Returns `false` if there will never be another.
    pub fn next(&mut self, watched: &Watched, say: &mut dyn FnMut(&str)) -> bool {
        self.watcher.follow(watched, say) || !matches!(wait(&self.woken, self.watcher.must_poll()), Woken::Never)
    }
}

impl Default for Changes {
    fn default() -> Self {
        Self::new()
    }
}

/// The stand after a build that succeeded; `None` if a reader would see no difference.
fn next(stand: &Stand, last: &Built, built: &Built) -> Option<Stand> {
    let same_content = last.fingerprint == built.fingerprint;
    let theme = theme_change(&last.site, &built.site);
    let is_edited = stand.edited.is_some();
    if same_content && theme == ThemeChange::None && stand.failure.is_none() && !is_edited {
        return None;
    }
    let changed = !same_content || theme != ThemeChange::None || is_edited;
    Some(Stand {
        site: built.site.clone(),
        edited: None,
        finder: Arc::default(),
        generation: stand.generation + u64::from(changed),
        styles_only: same_content && theme == ThemeChange::Styles && !is_edited,
        failure: None,
    })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ThemeChange {
    None,
    Styles,
    Other,
}

fn theme_change(last: &Site, next: &Site) -> ThemeChange {
    let (a, b) = (last.theme(), next.theme());
    if a.templates() != b.templates() || a.assets().map(|(name, _)| name).ne(b.assets().map(|(name, _)| name)) {
        return ThemeChange::Other;
    }
    let changed: Vec<&str> = a.assets().map(|(name, _)| name).filter(|name| a.asset(name) != b.asset(name)).collect();
    match changed.as_slice() {
        [] => ThemeChange::None,
        names if names.iter().all(|name| name.ends_with(".css")) => ThemeChange::Styles,
        _ => ThemeChange::Other,
    }
}

enum Woken {
    Changed,
    Poll,
    Never,
}

/// Waits for a change and for the burst that comes with it to end.
fn wait(woken: &Receiver<()>, poll: bool) -> Woken {
    if poll {
        match woken.recv_timeout(POLL) {
            Ok(()) => {}
            Err(RecvTimeoutError::Timeout) => return Woken::Poll,
            Err(RecvTimeoutError::Disconnected) => return Woken::Never,
        }
    } else if woken.recv().is_err() {
        return Woken::Never;
    }
    let begin = Instant::now();
    while begin.elapsed() < AT_MOST && woken.recv_timeout(QUIET).is_ok() {}
    Woken::Changed
}

/// The system's watches on the folders of the last build.
struct Watcher {
    system: Option<RecommendedWatcher>,
    /// What is watched, shared with the system's own thread through a copy each time it changes.
    filter: newest::Sender<Arc<Watched>>,
    /// Folders with a watch, and what told them apart then, so that one made anew is watched anew.
    folders: BTreeMap<PathBuf, Option<Identity>>,
    /// Folders that could not be watched.
    missing: BTreeSet<PathBuf>,
    told: bool,
}

impl Watcher {
    fn new(wake: SyncSender<()>, noticed: newest::Sender<Noticed>) -> Self {
        let (filter, of) = newest::channel(Arc::new(Watched::default()));
        let handler = move |event: notify::Result<notify::Event>| {
            let counts = event.as_ref().map_or(true, |event| counts(event, &of.borrow()));
            if counts {
                let paths = event.map(|event| event.paths).unwrap_or_default();
                noticed.send_modify(|noticed| {
                    noticed.any = true;
                    if noticed.paths.len() <= MOST_PATHS {
                        noticed.paths.extend(paths);
                    }
                });
                // One waiting signal says it all: a full channel is as good as a sent one.
                match wake.try_send(()) {
                    Ok(()) | Err(TrySendError::Full(()) | TrySendError::Disconnected(())) => {}
                }
            }
        };
        let system = notify::recommended_watcher(handler).ok();
        Self { system, filter, folders: BTreeMap::new(), missing: BTreeSet::new(), told: false }
    }

    /// Watches these folders and no others. Returns whether any of them is newly watched.
    fn follow(&mut self, watched: &Watched, say: &mut dyn FnMut(&str)) -> bool {
        self.filter.send_replace(Arc::new(watched.clone()));
        let in_folders = watched.files.iter().filter_map(|file| file.parent().map(Path::to_path_buf));
        let wanted: BTreeSet<PathBuf> = watched.folders.iter().cloned().chain(in_folders).collect();
        self.missing.clear();
        let Some(system) = &mut self.system else {
            self.missing = wanted;
            return self.tell("the system offers no way to watch files", say);
        };
        let gone: Vec<PathBuf> = self.folders.keys().filter(|folder| !wanted.contains(*folder)).cloned().collect();
        for folder in gone {
            // Fails if the folder itself is gone, and its watch with it.
            let _ = system.unwatch(&folder);
            self.folders.remove(&folder);
        }
        let mut is_new = false;
        let mut trouble = None;
        for folder in wanted {
            let identity = identity(&folder);
            if identity.is_some() && self.folders.get(&folder) == Some(&identity) {
                continue;
            }
            if self.folders.remove(&folder).is_some() {
                let _ = system.unwatch(&folder);
            }
            match system.watch(&folder, RecursiveMode::NonRecursive) {
                Ok(()) => {
                    self.folders.insert(folder, identity);
                    is_new = true;
                }
                Err(error) => {
                    trouble = Some(error.to_string());
                    self.missing.insert(folder);
                }
            }
        }
        match trouble {
            Some(trouble) => self.tell(&trouble, say) || is_new,
            None => is_new,
        }
    }

    fn must_poll(&self) -> bool {
        !self.missing.is_empty()
    }

    fn tell(&mut self, trouble: &str, say: &mut dyn FnMut(&str)) -> bool {
        if !self.told {
            let n = self.missing.len();
            say(&format!("{n} folders cannot be watched ({trouble}); looking for changes every {} s instead", POLL.as_secs()));
            self.told = true;
        }
        false
    }
}

/// Whether an event can have changed the site. Reading a file is none: we read them all ourselves.
fn counts(event: &notify::Event, watched: &Watched) -> bool {
    let is_change = match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
        EventKind::Access(_) => false,
        EventKind::Any | EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_) | EventKind::Other => true,
    };
    if !is_change {
        return false;
    }
    // Without paths the system says that it lost track.
    event.paths.is_empty()
        || event.paths.iter().any(|path| {
            let folder = path.parent().unwrap_or(path);
            let is_ignored = watched.ignored.iter().any(|ignored| path.starts_with(ignored));
            let in_folder = watched.folders.contains(folder) && !is_passing(path);
            !is_ignored && (in_folder || watched.files.contains(path) || watched.folders.contains(path))
        })
}

/// Files that editors and git make for a moment beside the one they write.
fn is_passing(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    name.ends_with('~')
        || name.starts_with(".#")
        || name == "4913"
        || [".swp", ".swx", ".swo", ".lock"].iter().any(|end| name.ends_with(end))
}

/// Tells a folder from another that takes its place: systems give inode numbers out again at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Identity {
    inode: u64,
    born: Option<SystemTime>,
}

fn identity(path: &Path) -> Option<Identity> {
    let meta = std::fs::metadata(path).ok()?;
    Some(Identity { inode: inode(&meta), born: meta.created().ok() })
}

#[cfg(unix)]
fn inode(meta: &std::fs::Metadata) -> u64 {
    use std::os::unix::fs::MetadataExt as _;
    meta.ino()
}

#[cfg(not(unix))]
fn inode(_: &std::fs::Metadata) -> u64 {
    0
}

#[cfg(test)]
mod tests {
    use notify::event::{CreateKind, ModifyKind, RenameMode};

    use super::*;

    fn watched() -> Watched {
        Watched {
            folders: BTreeSet::from([PathBuf::from("/r"), PathBuf::from("/r/plans")]),
            files: BTreeSet::from([PathBuf::from("/r/.git/HEAD")]),
            ignored: BTreeSet::from([PathBuf::from("/r/site")]),
        }
    }

    fn event(kind: EventKind, path: &str) -> notify::Event {
        notify::Event::new(kind).add_path(path.into())
    }

    #[test]
    fn what_can_change_the_site_counts() {
        let renamed = EventKind::Modify(ModifyKind::Name(RenameMode::To));
        let created = EventKind::Create(CreateKind::Folder);
        for (kind, path) in
            [(renamed, "/r/plans/a.md"), (created, "/r/plans/new"), (renamed, "/r/.git/HEAD"), (EventKind::Any, "/r/book.toml")]
        {
            assert!(counts(&event(kind, path), &watched()), "{path}");
        }
        assert!(counts(&notify::Event::new(EventKind::Other), &watched()), "an overflow of the queue");
    }

    #[test]
    fn what_cannot_does_not() {
        let read = EventKind::Access(AccessKind::Open(AccessMode::Read));
        let created = EventKind::Create(CreateKind::File);
        for (kind, path) in [
            (read, "/r/plans/a.md"),
            (created, "/r/plans/.a.md.swp"),
            (created, "/r/.git/index.lock"),
            (created, "/r/site/index.html"),
            (created, "/r/site"),
        ] {
            assert!(!counts(&event(kind, path), &watched()), "{path}");
        }
    }
}
