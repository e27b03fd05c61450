//! `book.toml` as this tool understands it: mdBook's own keys with their own meaning, ours under
//! `[output.execplan-site]`. Pure: text in, [`Config`] or [`Error`] out; reading the file is the rim's.

mod read;

use std::collections::BTreeMap;

use serde::Deserialize;

pub use read::{Error, nearest, read, section_kind};

/// The whole configuration, every default filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Config {
    /// `[book]`
    pub book: Book,
    /// `[build]`
    pub build: Build,
    /// `[output]`
    pub output: Output,
}

/// `[book]`, as mdBook has it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Book {
    /// Name of the site; by default the repository's or folder's name followed by `plans`.
    pub title: Option<String>,
    /// People behind it.
    pub authors: Vec<String>,
    /// One sentence for search engines and feeds.
    pub description: Option<String>,
    /// Folder of the site's own pages.
    pub src: String,
    /// Language of the site's own pages.
    pub language: String,
}

impl Default for Book {
    fn default() -> Self {
        Self { title: None, authors: Vec::new(), description: None, src: "content".into(), language: "en".into() }
    }
}

/// `[build]`, as mdBook has it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Build {
    /// Where the site is written, relative to the root.
    pub build_dir: String,
}

impl Default for Build {
    fn default() -> Self {
        Self { build_dir: "site".into() }
    }
}

/// `[output]`: the tables we read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Output {
    /// `[output.html]`, as mdBook has it.
    pub html: Html,
    /// `[output.execplan-site]`
    pub execplan_site: Options,
}

/// `[output.html]`, as mdBook has it: the keys we read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Html {
    /// Address the site is published at, for feeds, sitemap and canonical links.
    pub site_url: Option<String>,
    /// Address of the repository; by default that of git's `origin`.
    pub git_repository_url: Option<String>,
    /// Address at which a file is edited, with `{path}`.
    pub edit_url_template: Option<String>,
    /// Style sheets added after the theme's.
    pub additional_css: Vec<String>,
    /// Modules added after the theme's.
    pub additional_js: Vec<String>,
    /// Domain for a `CNAME` file.
    pub cname: Option<String>,
}

/// `[output.execplan-site]`: everything of ours.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Options {
    /// Globs of files that are plans whatever they look like.
    pub include: Vec<String>,
    /// Globs of files that are never plans.
    pub exclude: Vec<String>,
    /// More names for sections: kind (`decisions`, `steps`, …) to headings.
    pub sections: BTreeMap<String, Vec<String>>,
    /// Whether to read git at all.
    pub history: bool,
    /// Whether plans deleted from the tree come back as archived pages.
    pub deleted: bool,
    /// IANA zone that times are shown in.
    pub time_zone: String,
    /// What an ambiguous zone abbreviation means here: `CST = "+08:00"`.
    pub zones: BTreeMap<String, String>,
    /// The same as the archive itself shows it; no key of the configuration. See [`crate::parse::stamp::usual`].
    #[serde(skip)]
    pub usual_zones: BTreeMap<String, String>,
    /// Minutes without an event after which a work spell has ended.
    pub idle_gap: u32,
    /// Rows on a page of a list.
    pub page_size: u32,
    /// Days without an event after which an active plan counts as stalled, at the least.
    pub stalled_after: u32,
    /// Whether the text of artifacts is searched.
    pub search_artifacts: bool,
    /// Whether search engines are asked to stay away.
    pub noindex: bool,
    /// Largest file read as a plan, in bytes.
    pub max_plan_bytes: u64,
    /// Largest artifact copied to the site, in bytes.
    pub max_artifact_bytes: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            include: Vec::new(),
            exclude: Vec::new(),
            sections: BTreeMap::new(),
            history: true,
            deleted: true,
            time_zone: "UTC".into(),
            zones: BTreeMap::new(),
            usual_zones: BTreeMap::new(),
            idle_gap: 120,
            page_size: 50,
            stalled_after: 14,
            search_artifacts: false,
            noindex: false,
            max_plan_bytes: 8 << 20,
            max_artifact_bytes: 32 << 20,
        }
    }
}

impl Config {
    /// Our own options.
    pub fn options(&self) -> &Options {
        &self.output.execplan_site
    }
}
