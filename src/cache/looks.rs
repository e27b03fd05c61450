//! What files looked like, as one hash: to tell that nothing has changed without reading everything again.
//! A file is told by its length, its times and its number on the disk. One that was written so shortly before the
//! look that its next change might bear the same time is told by its bytes too.

use std::fs::Metadata;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rayon::prelude::*;

/// No clock of a file system is coarser.
const GRAIN: Duration = Duration::from_secs(2);

/// When a look was taken, in nanoseconds since 1970: files as young as that are told by their bytes.
pub type Moment = u64;

/// Now.
#[expect(clippy::disallowed_methods, reason = "how young a file is can only be told by the clock; it never reaches the output")]
pub fn now() -> Moment {
    nanoseconds(SystemTime::now())
}

/// What each of these files looks like; what is not there or cannot be read counts too.
pub fn each<P: AsRef<Path> + Sync>(paths: &[P], taken: Moment) -> Vec<blake3::Hash> {
    paths.par_iter().map(|path| file(path.as_ref(), taken)).collect()
}

/// What each of these files looks like by length and times alone.
pub fn outside<P: AsRef<Path> + Sync>(paths: &[P]) -> Vec<blake3::Hash> {
    paths.par_iter().map(|path| file(path.as_ref(), Moment::MAX)).collect()
}

/// Several looks as one; their order counts.
pub fn together<'a>(looks: impl IntoIterator<Item = &'a blake3::Hash>) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    for look in looks {
        hasher.update(look.as_bytes());
    }
    hasher.finalize()
}

#[expect(clippy::disallowed_methods, reason = "a file is told by its bytes where its time does not tell")]
fn file(path: &Path, taken: Moment) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    let Ok(data) = path.symlink_metadata() else { return hasher.update(b"none").finalize() };
    add(&mut hasher, &data);
    if nanoseconds_of(&data).max(changed(&data)) + nanos(GRAIN) >= taken {
        match std::fs::read(path) {
            Ok(bytes) => hasher.update(&bytes),
            Err(error) => hasher.update(error.kind().to_string().as_bytes()),
        };
    }
    hasher.finalize()
}

/// Adds everything about a file that changes when it does.
pub fn add(hasher: &mut blake3::Hasher, data: &Metadata) {
    let kind = u64::from(data.is_file()) + 2 * u64::from(data.is_dir()) + 4 * u64::from(data.is_symlink());
    for number in [kind, data.len(), nanoseconds_of(data), changed(data), number(data)] {
        hasher.update(&number.to_le_bytes());
    }
}

fn nanoseconds_of(data: &Metadata) -> u64 {
    data.modified().map_or(0, nanoseconds)
}

fn nanoseconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, nanos)
}

fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

/// When the file or what is known of it last changed: nobody can set that time back.
#[cfg(unix)]
fn changed(data: &Metadata) -> u64 {
    use std::os::unix::fs::MetadataExt as _;
    let nanoseconds = i128::from(data.ctime()) * 1_000_000_000 + i128::from(data.ctime_nsec());
    u64::try_from(nanoseconds).unwrap_or(0)
}

#[cfg(not(unix))]
fn changed(_: &Metadata) -> u64 {
    0
}

#[cfg(unix)]
fn number(data: &Metadata) -> u64 {
    use std::os::unix::fs::MetadataExt as _;
    data.ino()
}

#[cfg(not(unix))]
fn number(_: &Metadata) -> u64 {
    0
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the test writes files")]
mod tests {
    use super::*;

    #[test]
    fn a_young_file_is_told_by_its_bytes() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("a");
        std::fs::write(&path, "one").expect("written");
        let taken = now();
        let first = each(&[&path], taken);
        assert_eq!(each(&[&path], taken), first);
        std::fs::write(&path, "two").expect("written");
        assert_ne!(each(&[&path], taken), first);
        std::fs::remove_file(&path).expect("removed");
        assert_ne!(each(&[&path], taken), first);
    }
}
