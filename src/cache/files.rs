//! Whole files kept between runs and read piece by piece: the search index of an archive that has not changed.

use std::fs::File;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::Cache;
use crate::search;

/// What a set of files and folders looked like.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Looks(Vec<(PathBuf, Option<(u64, u128)>)>);

impl Looks {
    /// Length and time of every path; what is not there counts too.
    pub fn of(paths: impl IntoIterator<Item = PathBuf>) -> Self {
        let mut paths: Vec<PathBuf> = paths.into_iter().collect();
        paths.sort();
        paths.dedup();
        Self(paths.into_par_iter().map(|path| (look(&path), path)).map(|(look, path)| (path, look)).collect())
    }

    /// Whether everything still looks the same.
    pub fn still_hold(&self) -> bool {
        self.0.par_iter().all(|(path, known)| look(path) == *known)
    }
}

/// Length and time; the length of a folder says nothing.
fn look(path: &Path) -> Option<(u64, u128)> {
    let data = path.metadata().ok()?;
    let since = data.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some((if data.is_dir() { 0 } else { data.len() }, since.as_nanos()))
}

impl Cache {
    /// Files that were kept as `name` under exactly this `key`, if what they were made of still looks the same.
    pub fn files(&self, name: &str, key: &str) -> Option<Arc<Files>> {
        let (looks, number): (Looks, String) = self.get(name, key)?;
        looks.still_hold().then(|| Arc::new(Files { folder: self.folder().join(format!("{name}-{number}")) }))
    }

    /// Keeps files as `name` under `key`, in place of what was there, with the looks of what they were made of.
    #[expect(clippy::disallowed_methods, reason = "the cache is files")]
    pub fn put_files(&self, name: &str, key: &str, looks: &Looks, files: &[(String, Vec<u8>)]) {
        let mut hash = blake3::Hasher::new();
        files.iter().for_each(|(name, bytes)| {
            hash.update(name.as_bytes()).update(bytes);
        });
        let number = hash.finalize().to_hex()[..16].to_owned();
        let folder = format!("{name}-{number}");
        let keep = || -> io::Result<()> {
            let place = self.folder().join(&folder);
            std::fs::create_dir_all(&place)?;
            files.iter().try_for_each(|(name, bytes)| std::fs::write(place.join(name), bytes))
        };
        // A full disk or a read-only home only means that the work is done again.
        if keep().is_ok() {
            self.put(name, key, &(looks, number));
            self.forget_others(&format!("{name}-"), &folder);
        }
    }

    #[expect(clippy::disallowed_methods, reason = "the cache is files")]
    fn forget_others(&self, prefix: &str, folder: &str) {
        for entry in std::fs::read_dir(self.folder()).into_iter().flatten().flatten() {
            let name = entry.file_name();
            if name.to_str().is_some_and(|name| name.starts_with(prefix) && name != folder) {
                // What cannot be removed now is tried again next time.
                let _ = std::fs::remove_dir_all(entry.path());
            }
        }
    }
}

/// A folder of kept files.
#[derive(Debug)]
pub struct Files {
    folder: PathBuf,
}

impl search::Source for Files {
    fn len(&self, name: &str) -> Option<usize> {
        let data = self.folder.join(name).metadata().ok()?;
        usize::try_from(data.len()).ok()
    }

    fn read(&self, name: &str, range: Range<usize>) -> io::Result<Vec<u8>> {
        use std::io::{Read as _, Seek as _};
        let mut file = File::open(self.folder.join(name))?;
        file.seek(io::SeekFrom::Start(range.start as u64))?;
        let mut bytes = vec![0; range.len()];
        file.read_exact(&mut bytes)?;
        Ok(bytes)
    }
}
