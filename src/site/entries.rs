//! What of a site is searched: its records and prose, and the text of artifacts where the configuration asks
//! for it. How it is indexed is `search`'s.

use std::collections::BTreeMap;

use super::{Fetch, Site};
use crate::config::Config;
use crate::model::Archive;
use crate::search::{Records, shards};
use crate::text::{Route, SourcePath};

/// Artifacts larger than this, in bytes, are not searched.
const MAX_SEARCHED: u64 = 1 << 20;

/// The entries of the search index of an archive.
pub fn entries(archive: &Archive, config: &Config, fetch: &dyn Fetch) -> Records {
    Records::of(archive, &texts(archive, config, fetch))
}

/// The texts of artifacts that are to be found too.
fn texts(archive: &Archive, config: &Config, fetch: &dyn Fetch) -> BTreeMap<SourcePath, String> {
    let mut texts = BTreeMap::new();
    if config.options().search_artifacts {
        for artifact in archive.plans.iter().flat_map(|plan| &plan.artifacts).filter(|artifact| artifact.bytes <= MAX_SEARCHED) {
            let mut bytes = Vec::new();
            let is_read = fetch.open(&artifact.path).and_then(|mut file| file.read_to_end(&mut bytes));
            if let (Ok(_), Ok(text)) = (is_read, String::from_utf8(bytes)) {
                texts.insert(artifact.path.clone(), text);
            }
        }
    }
    texts
}

impl Site {
    /// The entries of its search index.
    pub fn entries(&self) -> Records {
        entries(&self.archive, &self.config, self.fetch.as_ref())
    }

    /// Makes the files that its pages search.
    ///
    /// # Errors
    /// Why they could not be made.
    pub fn search_files(&self, put: &mut dyn FnMut(Route, Vec<u8>)) -> std::io::Result<()> {
        let texts = texts(&self.archive, &self.config, self.fetch.as_ref());
        shards::make(&self.archive, &texts, &mut |route, bytes| put(route, bytes)).map_err(std::io::Error::other)
    }
}
