//! What every command does first: settle the root, the configuration, the moment and the threads, then
//! crawl and understand.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::Failure;
use crate::cache::Cache;
use crate::cli::{Global, Place};
use crate::config::{self, Config};
use crate::diag::{self, Diagnostic};
use crate::memo::Memo;
use crate::model::{Archive, Sources};
use crate::report::BadConfig;
use crate::{crawl, pipeline};

/// What the user said, settled.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The root, as given.
    pub root: PathBuf,
    /// The configuration.
    pub config: Config,
    /// The moment, if the user or the environment gives one.
    pub as_of: Option<Timestamp>,
}

/// An archive that has been read.
pub struct Read {
    /// As found.
    pub sources: Sources,
    /// As linked.
    pub archive: Archive,
    /// What every stage reported, settled.
    pub diagnostics: Vec<Diagnostic>,
}

impl Setup {
    /// Settles what the user said.
    ///
    /// # Errors
    /// An unreadable or invalid configuration file, or a time that is none.
    pub fn new(global: &Global, place: &Place) -> Result<Self, Failure> {
        let root = place.dir.clone().unwrap_or_else(|| global.root.clone());
        let config = config(&root, global.config.as_deref())?;
        if let Some(jobs) = global.jobs {
            rayon::ThreadPoolBuilder::new().num_threads(jobs).build_global()?;
        }
        Ok(Self { config, as_of: moment(global)?, root })
    }

    /// Reads the configuration again; threads and moment stay.
    ///
    /// # Errors
    /// An unreadable or invalid configuration file.
    pub fn reload(&mut self, global: &Global) -> Result<(), Failure> {
        self.config = config(&self.root, global.config.as_deref())?;
        Ok(())
    }

    /// As [`Setup::read`], reading again only the plans that have changed since `memo` was last used.
    ///
    /// # Errors
    /// An unreadable root.
    pub fn read_again(&self, memo: &mut Memo) -> Result<Read, Failure> {
        let (sources, found) = crawl::crawl(&self.root, &self.config)?;
        let (archive, understood) = pipeline::understand_again(&sources, &self.config, self.as_of, memo);
        Ok(settled(sources, archive, found, understood))
    }

    /// Crawls and understands the archive.
    ///
    /// # Errors
    /// An unreadable root.
    pub fn read(&self) -> Result<Read, Failure> {
        Ok(self.understand(self.crawl()?, &mut |_| ()))
    }

    /// Crawls the archive.
    ///
    /// # Errors
    /// An unreadable root.
    pub fn crawl(&self) -> Result<(Sources, Vec<Diagnostic>), Failure> {
        Ok(crawl::crawl_with(&self.root, &self.config, Cache::of(&self.root).as_ref())?)
    }

    /// Understands what was crawled; `lap` is told what has been done.
    pub fn understand(&self, (sources, found): (Sources, Vec<Diagnostic>), lap: &mut dyn FnMut(&'static str)) -> Read {
        let parts = pipeline::parse(&sources, &self.config);
        lap("parse");
        let (archive, understood) = pipeline::put_together(&sources, parts, self.as_of);
        lap("link");
        settled(sources, archive, found, understood)
    }
}

fn settled(sources: Sources, archive: Archive, found: Vec<Diagnostic>, understood: Vec<Diagnostic>) -> Read {
    let mut diagnostics: Vec<_> = found.into_iter().chain(understood).collect();
    diag::settle(&mut diagnostics);
    Read { sources, archive, diagnostics }
}

#[expect(clippy::disallowed_methods, reason = "reading the configuration file and the environment is the rim's")]
fn config(root: &Path, given: Option<&Path>) -> Result<Config, Failure> {
    let path = given.map_or_else(|| root.join("book.toml"), Path::to_path_buf);
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && given.is_none() => String::new(),
        Err(error) => return Err(format!("cannot read `{}`: {error}", path.display()).into()),
    };
    let environment = std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    config::read(&text, environment).map_err(|error| BadConfig { path, text, error }.into())
}

/// `--as-of`, else `SOURCE_DATE_EPOCH`, else nothing.
#[expect(clippy::disallowed_methods, reason = "reading the environment is the rim's")]
fn moment(global: &Global) -> Result<Option<Timestamp>, Failure> {
    if let Some(text) = &global.as_of {
        let date =
            || text.parse::<jiff::civil::Date>().and_then(|date| date.to_zoned(jiff::tz::TimeZone::UTC)).map(|zoned| zoned.timestamp());
        let at = text.parse::<Timestamp>().or_else(|_| date()).map_err(|_| {
            format!("`--as-of {text}` is not a time; expected RFC 3339 such as `2026-02-01T13:00:00Z`, or a date such as `2026-02-01`")
        })?;
        return Ok(Some(at));
    }
    match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(text) => {
            let seconds = text.trim().parse::<i64>().ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
            Ok(Some(seconds.ok_or_else(|| format!("SOURCE_DATE_EPOCH is `{text}`; expected seconds since 1970"))?))
        }
        Err(_) => Ok(None),
    }
}

/// The archive as it was at a revision: the tree is unpacked into a temporary folder and read there.
///
/// # Errors
/// A revision git does not know, or a folder that cannot be written.
pub fn at_revision(setup: &Setup, revision: &str) -> Result<Archive, Failure> {
    let folder = tempfile::tempdir()?;
    crawl::history::checkout(&setup.root, revision, folder.path())?;
    let (sources, _) = crawl::crawl(folder.path(), &setup.config)?;
    Ok(pipeline::understand(&sources, &setup.config, setup.as_of).0)
}
