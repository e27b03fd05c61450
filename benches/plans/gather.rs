//! The plans of a folder, for benches that read them.
#![expect(clippy::disallowed_methods, reason = "a bench may read its text from files")]

use std::path::Path;

/// Adds every Markdown file below a folder, in order of path.
pub fn gather(folder: &Path, texts: &mut Vec<String>) {
    let mut paths: Vec<_> = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            gather(&path, texts);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            texts.extend(std::fs::read_to_string(&path));
        }
    }
}
