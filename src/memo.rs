//! Remembers what each file was read as, by everything the reading depends on, so that a rebuild reads again
//! only what has changed. Same keys, same values: it can make a build faster, never different.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::config::{Config, Options};
use crate::diag::Diagnostic;
use crate::model::{Document, PlanSource, Sources};

/// What one plan's text was read as, and what was found on the way.
pub type Parsed = (Document, Vec<Diagnostic>);

type Key = [u8; 32];

/// The readings of the last build.
#[derive(Clone, Debug, Default)]
pub struct Memo {
    parsed: BTreeMap<Key, Parsed>,
}

impl Memo {
    /// What [`crate::parse::parse_or_report`] makes of each source, in order. Forgets what this build had no use for, so
    /// that it never holds more than one archive.
    pub fn parse(&mut self, sources: &[PlanSource], options: &Options) -> Vec<Parsed> {
        let common = *blake3::hash(format!("{options:?}").as_bytes()).as_bytes();
        let known = &self.parsed;
        let parsed: Vec<(Key, Parsed)> = sources
            .par_iter()
            .map(|source| {
                let key = key(source, &common);
                let parsed = known.get(&key).cloned().unwrap_or_else(|| crate::parse::parse_or_report(source, options));
                (key, parsed)
            })
            .collect();
        self.parsed = parsed.iter().cloned().collect();
        parsed.into_iter().map(|(_, parsed)| parsed).collect()
    }

    /// How many readings it holds.
    pub fn len(&self) -> usize {
        self.parsed.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.parsed.is_empty()
    }
}

/// Names everything that a site is made from, apart from its theme: the same name, the same pages. `stamps`
/// tells versions of files whose bytes are only read when a page is asked for.
pub fn fingerprint(sources: &Sources, config: &Config, stamps: &[String]) -> String {
    let Sources { root: _, plans, artifacts, pages, candidates: _, files, history } = sources;
    let common = *blake3::hash(format!("{config:?}").as_bytes()).as_bytes();
    let mut hasher = Hasher::default();
    let keys: Vec<Key> = plans.par_iter().map(|plan| key(plan, &common)).collect();
    hasher.add(&common);
    hasher.list(keys.iter());
    hasher.list(artifacts.iter().map(|artifact| format!("{artifact:?}")));
    hasher.list(pages.iter().map(|page| format!("{} {}", page.path, page.weight)));
    hasher.list(pages.iter().map(|page| &*page.text));
    hasher.list(files.iter().map(|path| path.as_str()));
    hasher.list(stamps.iter());
    hasher.add(format!("{:?}", history.repository).as_bytes());
    blake3::Hash::from(hasher.finish()).to_hex().to_string()
}

/// Names everything that reading a source depends on.
fn key(source: &PlanSource, common: &Key) -> Key {
    // Taken apart in full, so that a new field cannot be forgotten here.
    let PlanSource { path, text, first_line, layout, part, designed, sides, shelf, shelf_reason, folder_status, deletion } = source;
    let mut hasher = Hasher::default();
    hasher.add(common);
    hasher.add(path.as_str().as_bytes());
    hasher.add(text.as_bytes());
    hasher
        .add(format!("{first_line} {layout:?} {part:?} {designed:?} {shelf:?} {shelf_reason:?} {folder_status:?} {deletion:?}").as_bytes());
    hasher.list(sides.iter().map(|side| side.path.as_str()));
    hasher.list(sides.iter().map(|side| &*side.text));
    hasher.finish()
}

/// Hashes texts with their lengths, so that no two lists of texts look alike.
#[derive(Default)]
struct Hasher(blake3::Hasher);

impl Hasher {
    fn add(&mut self, bytes: &[u8]) {
        self.0.update(&(bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
    }

    fn list(&mut self, texts: impl ExactSizeIterator<Item: AsRef<[u8]>>) {
        self.0.update(&(texts.len() as u64).to_le_bytes());
        for text in texts {
            self.add(text.as_ref());
        }
    }

    fn finish(&self) -> Key {
        *self.0.finalize().as_bytes()
    }
}
