//! Whether a build would make what is there already: what the last one was made from and what it made are kept as
//! two hashes, with what it told, in the cache outside the tree. Everything is taken for changed unless it is
//! certain that it is not.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::setup::Setup;
use crate::cache::{Cache, looks};
use crate::crawl::disk::Disk;
use crate::crawl::{self, Seen};
use crate::diag::Diagnostic;
use crate::publish::{self, Summary};
use crate::text::SourcePath;

/// What a build told.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Told {
    /// Plans of the archive.
    pub n_plans: usize,
    /// Records of every kind.
    pub n_records: usize,
    /// What was published.
    pub summary: Summary,
    /// What every stage reported, settled.
    pub diagnostics: Vec<Diagnostic>,
}

/// What is kept of a build.
#[derive(Serialize, Deserialize)]
struct Kept {
    taken: looks::Moment,
    /// Files beside the texts whose bytes the site was made from.
    artifacts: Vec<SourcePath>,
    inputs: String,
    outputs: String,
    told: Told,
}

/// The look taken before a build.
pub struct Before {
    cache: Cache,
    name: String,
    key: String,
    dst: PathBuf,
    seen: Seen,
    taken: looks::Moment,
    /// Of the texts; of every other file from outside, as its bytes may yet turn out to matter.
    looks: [Vec<blake3::Hash>; 2],
}

/// What is known of the last build into `dst`.
pub enum State {
    /// It would be made again as it is.
    Unchanged(Box<Told>),
    /// Something has changed, or nothing is known; what to keep this build by.
    Changed(Option<Box<Before>>),
}

/// Looks whether anything that a build into `dst` depends on has changed since the last one.
pub fn state(setup: &Setup, dst: &Path) -> State {
    let Some(cache) = Cache::of(&setup.root) else { return State::Changed(None) };
    let taken = looks::now();
    let Ok(seen) = crawl::see(&setup.root, &setup.config) else { return State::Changed(None) };
    let Some(key) = key(setup, &seen, dst) else { return State::Changed(None) };
    let name = format!("build-{}", &blake3::hash(dst.as_os_str().as_encoded_bytes()).to_hex()[..12]);
    if let Some(kept) = cache.get::<Kept>(&name, &key)
        && inputs(&seen, &kept.artifacts, kept.taken) == kept.inputs
        && publish::look(dst).is_some_and(|look| look.to_hex().as_str() == kept.outputs)
    {
        return State::Unchanged(Box::new(kept.told));
    }
    let looks = [looks::each(&seen.paths(true), taken), looks::outside(&seen.paths(false))];
    State::Changed(Some(Box::new(Before { cache, name, key, dst: dst.to_owned(), seen, taken, looks })))
}

impl Before {
    /// Keeps what was made of what was seen. A file that changed after it was seen shows the next time.
    pub fn keep(self, artifacts: BTreeSet<SourcePath>, told: &Told) {
        let Self { cache, name, key, dst, seen, taken, looks } = self;
        let Some(outputs) = publish::look(&dst) else { return };
        let [texts, others] = looks;
        let mut paths = Vec::new();
        let mut known = Vec::new();
        for ((_, path), look) in seen.files.iter().filter(|(is_read, _)| !is_read).zip(others) {
            if artifacts.contains(path) {
                paths.push(seen.root.join(path.as_str()));
                known.push(look);
            }
        }
        if looks::outside(&paths) != known {
            return;
        }
        let inputs = looks::together(texts.iter().chain(&looks::each(&paths, taken))).to_hex().to_string();
        let artifacts = artifacts.into_iter().collect();
        // What the next build has to tell: that it changed nothing.
        let summary = Summary { unchanged: told.summary.files, written: 0, removed: 0, ..told.summary.clone() };
        let told = Told { summary, ..told.clone() };
        cache.put(&name, &key, &Kept { taken, artifacts, inputs, outputs: outputs.to_hex().to_string(), told });
    }
}

fn inputs(seen: &Seen, artifacts: &[SourcePath], taken: looks::Moment) -> String {
    let artifacts = seen.files.iter().filter(|(is_read, path)| !is_read && artifacts.binary_search(path).is_ok());
    let mut paths = seen.paths(true);
    paths.extend(artifacts.map(|(_, path)| seen.root.join(path.as_str())));
    looks::together(&looks::each(&paths, taken)).to_hex().to_string()
}

/// Everything that a build depends on and that is not a file of the archive. The program itself is in every key.
fn key(setup: &Setup, seen: &Seen, dst: &Path) -> Option<String> {
    let (theme, found) = Disk::new(&seen.root).ok()?.overrides(&setup.config.output.html);
    let mut hasher = blake3::Hasher::new();
    let mut add = |bytes: &[u8]| {
        hasher.update(&(bytes.len() as u64).to_le_bytes()).update(bytes);
    };
    add(format!("{:?} {:?} {found:?}", setup.config, setup.as_of).as_bytes());
    add(dst.as_os_str().as_encoded_bytes());
    add(seen.root.as_os_str().as_encoded_bytes());
    add(seen.words.as_bytes());
    add(seen.repository.as_bytes());
    for (path, bytes) in &theme {
        add(path.as_str().as_bytes());
        add(bytes);
    }
    for (_, path) in &seen.files {
        add(path.as_str().as_bytes());
    }
    Some(format!("build {} {}", env!("CARGO_PKG_VERSION"), hasher.finalize().to_hex()))
}
