//! The output folder and the stage beside it: claiming them, and putting the new site in the old one's place.
//! Knows files and folders only.
#![expect(clippy::disallowed_methods, reason = "writing the site is this module's work")]

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::{MARKER, Refusal, Staged, create};

const MARKER_TEXT: &str = "This folder is written by execplan-site, which replaces all of it on every build.\n";

/// Entries of an output folder that are never ours: a checkout of the branch the site is published from.
const KEPT: &str = ".git";

/// The output folder and the hidden one beside it.
pub struct Place {
    /// The output folder, symlinks resolved.
    dst: PathBuf,
    /// Holds `lock`, `new` and, for a moment, `old`. Removed in the end, whatever happens.
    stage: PathBuf,
    /// Whether the output folder itself must stay, so that files are moved one by one.
    in_place: bool,
    /// Held while we write.
    _lock: File,
}

impl Place {
    /// Checks that the folder is ours and that no one else is writing it.
    pub fn claim(dst: &Path) -> Result<Self, Refusal> {
        let dst = match fs::canonicalize(dst) {
            Ok(path) => path,
            Err(error) if error.kind() == io::ErrorKind::NotFound => std::path::absolute(dst).map_err(at(dst))?,
            Err(error) => return Err(Refusal::Io(dst.to_owned(), error)),
        };
        let (Some(parent), Some(name)) = (dst.parent(), dst.file_name()) else { return Err(Refusal::Foreign(dst)) };
        fs::create_dir_all(parent).map_err(at(parent))?;
        let hidden = format!(".{}.execplan-stage", name.to_string_lossy());
        let (stage, beside) = match fs::create_dir(parent.join(&hidden)) {
            Ok(()) => (parent.join(&hidden), true),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => (parent.join(&hidden), true),
            Err(error) if is_ours(&dst).map_err(at(&dst))? => {
                // The folder around it cannot be written: stage inside.
                let stage = dst.join(".execplan-stage");
                fs::create_dir_all(&stage).map_err(|_| Refusal::Io(parent.to_owned(), error))?;
                (stage, false)
            }
            Err(error) => return Err(Refusal::Io(parent.to_owned(), error)),
        };
        let lock = lock(&stage, &dst)?;
        let in_place = !beside || dst.join(KEPT).symlink_metadata().is_ok();
        let place = Self { dst, stage, in_place, _lock: lock };
        place.recover()?;
        if !is_ours(&place.dst).map_err(at(&place.dst))? {
            return Err(Refusal::Foreign(place.dst.clone()));
        }
        Ok(place)
    }

    /// Where a file of the present site lies.
    pub fn present(&self, name: &str) -> PathBuf {
        self.dst.join(name)
    }

    /// Where a file of the new site is written.
    pub fn staged(&self, name: &str) -> PathBuf {
        self.fresh().join(name)
    }

    /// Every file of the present site.
    pub fn present_files(&self) -> Result<BTreeSet<String>, Refusal> {
        let mut files = BTreeSet::new();
        if self.dst.exists() {
            list(&self.dst, "", &mut files)?;
        }
        Ok(files)
    }

    /// Puts the new site in the place of the present one. What is unchanged is taken from there.
    pub fn put(&self, files: &[Staged], stale: &[&str]) -> Result<(), Refusal> {
        if self.in_place {
            return self.move_over(files, stale);
        }
        files.par_iter().filter(|file| !file.changed).try_for_each(|file| self.take(&file.name))?;
        self.write_marker(&self.fresh())?;
        match self.swap() {
            // A mount, or a folder on another disk: it cannot be renamed.
            Err(Refusal::Io(_, error)) if matches!(error.kind(), io::ErrorKind::ResourceBusy | io::ErrorKind::CrossesDevices) => {
                self.move_over(files, stale)
            }
            other => other,
        }
    }

    fn fresh(&self) -> PathBuf {
        self.stage.join("new")
    }

    /// What a build that was killed left behind: the old site, if it died between two renames, and its stage.
    fn recover(&self) -> Result<(), Refusal> {
        let old = self.stage.join("old");
        if old.exists() && !self.dst.exists() {
            fs::rename(&old, &self.dst).map_err(at(&self.dst))?;
        }
        for folder in [old, self.fresh()] {
            remove(&folder).map_err(at(&folder))?;
        }
        // The crawl passes by every folder with a marker: no build takes another's stage for plans.
        let marker = self.stage.join(MARKER);
        fs::write(&marker, MARKER_TEXT).map_err(at(&marker))?;
        fs::create_dir(self.fresh()).map_err(at(&self.fresh()))
    }

    /// Takes an unchanged file into the stage: the same inode where the disk can, so its time stays.
    fn take(&self, name: &str) -> Result<(), Refusal> {
        let (from, to) = (self.present(name), self.staged(name));
        match fs::hard_link(&from, &to) {
            Ok(()) => return Ok(()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let folder = to.parent().unwrap_or(&to);
                fs::create_dir_all(folder).map_err(at(folder))?;
            }
            Err(_) => {}
        }
        if fs::hard_link(&from, &to).is_ok() {
            return Ok(());
        }
        let copied = fs::copy(&from, &to).and_then(|_| fs::metadata(&from)?.modified());
        copied.and_then(|time| File::options().write(true).open(&to)?.set_modified(time)).map_err(at(&to))
    }

    /// Exchanges the stage and the output folder, in one step where the system can.
    fn swap(&self) -> Result<(), Refusal> {
        if !self.dst.exists() {
            return fs::rename(self.fresh(), &self.dst).map_err(at(&self.dst));
        }
        if exchange(&self.fresh(), &self.dst).is_ok() {
            return Ok(());
        }
        let old = self.stage.join("old");
        fs::rename(&self.dst, &old).map_err(at(&self.dst))?;
        fs::rename(self.fresh(), &self.dst).map_err(|error| {
            // Back to where it was; if that fails too, the next build does it.
            let _ = fs::rename(&old, &self.dst);
            Refusal::Io(self.dst.clone(), error)
        })
    }

    /// Moves what has changed over, file by file, then removes what is stale.
    fn move_over(&self, files: &[Staged], stale: &[&str]) -> Result<(), Refusal> {
        fs::create_dir_all(&self.dst).map_err(at(&self.dst))?;
        self.write_marker(&self.dst)?;
        for name in stale {
            let path = self.present(name);
            fs::remove_file(&path).map_err(at(&path))?;
            remove_empty_folders(&path, &self.dst);
        }
        files.par_iter().filter(|file| file.changed).try_for_each(|file| {
            let (from, to) = (self.staged(&file.name), self.present(&file.name));
            let folder = to.parent().unwrap_or(&self.dst);
            fs::create_dir_all(folder).map_err(at(folder))?;
            match fs::rename(&from, &to) {
                Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
                    let beside = to.with_extension("execplan-new");
                    fs::copy(&from, &beside).and_then(|_| fs::rename(&beside, &to)).map_err(at(&to))
                }
                other => other.map_err(at(&to)),
            }
        })
    }

    /// Writes the marker unless it is there: an unchanged file keeps its time.
    fn write_marker(&self, folder: &Path) -> Result<(), Refusal> {
        let path = folder.join(MARKER);
        if self.dst.join(MARKER).is_file() {
            return if folder == self.dst { Ok(()) } else { self.take(MARKER) };
        }
        create(&path).and_then(|mut file| io::Write::write_all(&mut file, MARKER_TEXT.as_bytes())).map_err(at(&path))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // What cannot be removed now is removed by the next build.
        let _ = remove(&self.stage);
    }
}

/// What the output folder looks like, as one hash; `None` if it is not ours, or a build is writing it or broke off.
pub fn look(dst: &Path) -> Option<blake3::Hash> {
    let dst = fs::canonicalize(dst).ok()?;
    let hidden = format!(".{}.execplan-stage", dst.file_name()?.to_string_lossy());
    let is_settled = !dst.parent()?.join(hidden).exists() && !dst.join(".execplan-stage").exists();
    (is_settled && dst.join(MARKER).is_file()).then(|| look_below(&dst, true)).flatten()
}

fn look_below(folder: &Path, is_top: bool) -> Option<blake3::Hash> {
    let entries: Vec<fs::DirEntry> = fs::read_dir(folder).ok()?.collect::<io::Result<_>>().ok()?;
    let mut entries: Vec<(std::ffi::OsString, fs::DirEntry)> = entries.into_iter().map(|entry| (entry.file_name(), entry)).collect();
    entries.retain(|(name, _)| !(is_top && name == KEPT));
    entries.sort_by(|a, b| a.0.cmp(&b.0));
    let look = |(_, entry): &(std::ffi::OsString, fs::DirEntry)| {
        if entry.file_type().ok()?.is_dir() {
            return look_below(&entry.path(), false);
        }
        let mut hasher = blake3::Hasher::new();
        crate::cache::looks::add(&mut hasher, &entry.metadata().ok()?);
        Some(hasher.finalize())
    };
    let looks: Vec<blake3::Hash> = entries.par_iter().with_min_len(64).map(look).collect::<Option<_>>()?;
    let mut hasher = blake3::Hasher::new();
    for ((name, _), look) in entries.iter().zip(looks) {
        let name = name.as_encoded_bytes();
        hasher.update(&(name.len() as u64).to_le_bytes()).update(name).update(look.as_bytes());
    }
    Some(hasher.finalize())
}

/// Takes the lock of the stage; the one who has it may write the output folder.
fn lock(stage: &Path, dst: &Path) -> Result<File, Refusal> {
    let path = stage.join("lock");
    for _ in 0..100 {
        let file = create(&path).map_err(at(&path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(Refusal::Busy(dst.to_owned())),
            // A disk without locks: go on without.
            Err(TryLockError::Error(_)) => return Ok(file),
        }
        // Another build may have removed the stage between our opening and our locking it.
        if same_file(&file, &path) {
            return Ok(file);
        }
    }
    Err(Refusal::Busy(dst.to_owned()))
}

#[cfg(unix)]
fn same_file(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    match (file.metadata(), fs::metadata(path)) {
        (Ok(a), Ok(b)) => (a.dev(), a.ino()) == (b.dev(), b.ino()),
        _ => false,
    }
}

#[cfg(not(unix))]
fn same_file(_: &File, path: &Path) -> bool {
    path.exists()
}

#[cfg(target_os = "linux")]
fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE)?)
}

#[cfg(not(target_os = "linux"))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Whether the folder may be written to: it carries the marker, holds nothing, or is not there.
fn is_ours(dst: &Path) -> io::Result<bool> {
    if dst.join(MARKER).symlink_metadata().is_ok_and(|meta| meta.is_file()) {
        return Ok(true);
    }
    match fs::read_dir(dst) {
        Ok(mut entries) => entries.next().transpose().map(|entry| entry.is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error),
    }
}

fn list(folder: &Path, prefix: &str, files: &mut BTreeSet<String>) -> Result<(), Refusal> {
    for entry in fs::read_dir(folder).map_err(at(folder))? {
        let entry = entry.map_err(at(folder))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if prefix.is_empty() && (name == KEPT || name == ".execplan-stage") {
            continue;
        }
        let name = format!("{prefix}{name}");
        if entry.file_type().map_err(at(&entry.path()))?.is_dir() {
            list(&entry.path(), &format!("{name}/"), files)?;
        } else {
            files.insert(name);
        }
    }
    Ok(())
}

fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// Removes the folders above `path` that are empty now, up to `top`.
fn remove_empty_folders(path: &Path, top: &Path) {
    let above = path.ancestors().skip(1).take_while(|folder| *folder != top && folder.starts_with(top));
    for folder in above {
        if fs::remove_dir(folder).is_err() {
            return;
        }
    }
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> Refusal {
    let path = path.to_owned();
    move |error| Refusal::Io(path, error)
}
