//! What may be kept between runs, outside the tree and the site: safe to delete, never trusted when its
//! key does not match. A cache that cannot be read or written costs time, never a build.

mod files;
pub mod looks;

use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

pub use files::{Files, Looks};

/// One root's folder of kept things.
#[derive(Clone, Debug)]
pub struct Cache {
    folder: PathBuf,
}

impl Cache {
    /// The folder for `root` below `$XDG_CACHE_HOME` or `~/.cache`; `None` if neither is known or
    /// `EXECPLAN_SITE_NO_CACHE` is set.
    #[expect(clippy::disallowed_methods, reason = "where caches lie is the environment's to say")]
    pub fn of(root: &Path) -> Option<Self> {
        if std::env::var_os("EXECPLAN_SITE_NO_CACHE").is_some() {
            return None;
        }
        let base = match std::env::var("XDG_CACHE_HOME") {
            Ok(folder) if Path::new(&folder).is_absolute() => PathBuf::from(folder),
            _ => PathBuf::from(std::env::var("HOME").ok()?).join(".cache"),
        };
        let root = root.canonicalize().ok()?;
        let name = blake3::hash(root.as_os_str().as_encoded_bytes()).to_hex();
        Some(Self { folder: base.join("execplan-site").join(&name[..16]) })
    }

    /// A cache in a folder of the caller's choice.
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// The folder itself; it need not exist.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What was kept as `name` under exactly this `key`.
    #[expect(clippy::disallowed_methods, reason = "the cache is files")]
    pub fn get<T: DeserializeOwned>(&self, name: &str, key: &str) -> Option<T> {
        let bytes = std::fs::read(self.folder.join(name)).ok()?;
        let split = bytes.iter().position(|byte| *byte == b'\n')?;
        let (head, body) = bytes.split_at(split);
        (head == head_line(key).as_bytes()).then(|| serde_json::from_slice(&body[1..]).ok()).flatten()
    }

    /// Keeps a value as `name` under `key`, in place of what was there.
    #[expect(clippy::disallowed_methods, reason = "the cache is files")]
    pub fn put<T: Serialize>(&self, name: &str, key: &str, value: &T) {
        let keep = || -> std::io::Result<()> {
            std::fs::create_dir_all(&self.folder)?;
            let mut bytes = format!("{}\n", head_line(key)).into_bytes();
            serde_json::to_writer(&mut bytes, value)?;
            let part = self.folder.join(format!("{name}.{}", std::process::id()));
            std::fs::write(&part, bytes)?;
            std::fs::rename(&part, self.folder.join(name))
        };
        // A full disk or a read-only home only means that the work is done again.
        let _ = keep();
    }
}

/// The key with what tells this build of the program from any other: its size and time.
fn head_line(key: &str) -> String {
    let program = std::env::current_exe().and_then(std::fs::metadata);
    let build = program.map_or_else(
        |_| String::new(),
        |data| {
            let modified = data.modified().ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
            format!("{}-{}", data.len(), modified.map_or(0, |since| since.as_nanos()))
        },
    );
    format!("{key} {build}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_key_finds_what_was_kept() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let cache = Cache::at(folder.path());
        cache.put("numbers", "v1 abc", &vec![1, 2]);
        assert_eq!(cache.get::<Vec<u32>>("numbers", "v1 abc"), Some(vec![1, 2]));
        assert_eq!(cache.get::<Vec<u32>>("numbers", "v2 abc"), None);
    }
}
