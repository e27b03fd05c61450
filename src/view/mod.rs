//! One struct per template: everything a page shows, as formatted values. Made from the archive by pure
//! functions, one file per family of pages; a template never computes. Must never know how a page is
//! rendered or where it is written.
//!
//! `site` makes one [`Index`] per archive, asks [`routes`] for every route, and calls the function of a page
//! when that page is wanted; the view named `XView` is rendered with the template `x.html`.

mod activity;
mod artifact;
mod attention;
mod content;
mod facets;
mod facts;
mod family;
mod figure;
mod files;
pub mod format;
mod frame;
mod index;
mod marks;
mod not_found;
mod overview;
mod pager;
mod plan;
mod plan_list;
mod plan_page;
mod plans;
mod progress;
mod record;
mod register;
mod resolve;
pub mod routes;
mod search;
mod stats;
mod timeline;

use serde::Serialize;

pub use artifact::{ArtifactView, artifact, n_artifact_pages};
pub use attention::{AttentionView, attention};
pub use content::{ContentView, content};
pub use facets::{Facet, FacetView, State as RecordState, facet};
pub use facts::{PlanRow, State};
pub use family::{FamiliesView, families};
pub use files::{FileView, FilesView, file, files};
pub use frame::{Frame, MenuItem, Section, base_path, frame};
pub use index::Index;
pub use not_found::{NotFoundView, not_found};
pub use overview::{OverviewView, overview};
pub use pager::Pager;
pub use plan::{PlanView, plan};
pub use plan_list::{PlanList, PlanListView, plan_list};
pub use plan_page::{PlanPageView, plan_page};
pub use plans::{PlansView, plans};
pub use record::{Card, card};
pub use register::{RegisterView, register};
pub use resolve::Resolver;
pub use search::{SearchView, search};
pub use stats::{StatsView, stats};
pub use timeline::{TimelineView, timeline};

use crate::config::Config;
use crate::diag::Diagnostic;
use crate::model::{Archive, ContentPage, RecordKind};
use crate::text::Route;

/// What every page is made from. Cheap to copy; everything that costs is in [`Index`], made once.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// Every plan.
    pub archive: &'a Archive,
    /// The configuration.
    pub config: &'a Config,
    /// What is looked up more than once.
    pub index: &'a Index,
    /// Pages of the site's own, in menu order.
    pub pages: &'a [ContentPage],
    /// What every stage reported, settled, without secrets.
    pub diagnostics: &'a [Diagnostic],
    /// Name of the site, settled.
    pub title: &'a str,
    /// The mark of the site in a browser's tab, if the theme has one.
    pub icon: Option<&'a Route>,
    /// Style sheets of every page, in order.
    pub stylesheets: &'a [Route],
    /// Modules of every page, in order.
    pub scripts: &'a [Route],
    /// Which kinds of pages the site has; the menu and the links keep to them.
    pub sections: &'a [Section],
}

impl Scene<'_> {
    /// Whether the site has pages of this kind.
    pub fn has(&self, section: Section) -> bool {
        self.sections.contains(&section)
    }

    /// The language of some words where it is not that of the page around them; else empty.
    pub fn other_language(&self, language: &'static str) -> &'static str {
        let own = &self.config.book.language;
        if own == language || own.split('-').next() == Some(language) { "" } else { language }
    }
}

/// A link with its words.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Linked {
    /// The words.
    pub text: String,
    /// Where to; empty for plain words.
    pub href: String,
}

/// The three registers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RegisterKind {
    /// Of decisions.
    Decisions,
    /// Of surprises.
    Surprises,
    /// Of outcomes.
    Outcomes,
}

impl RegisterKind {
    /// All of them, in menu order.
    pub const ALL: [Self; 3] = [Self::Decisions, Self::Surprises, Self::Outcomes];

    /// The kind of record it lists.
    pub fn record(self) -> RecordKind {
        match self {
            Self::Decisions => RecordKind::Decision,
            Self::Surprises => RecordKind::Surprise,
            Self::Outcomes => RecordKind::Outcome,
        }
    }

    /// The word for several, in routes and in the menu.
    pub fn plural(self) -> &'static str {
        match self {
            Self::Decisions => "decisions",
            Self::Surprises => "surprises",
            Self::Outcomes => "outcomes",
        }
    }

    /// The word for one.
    pub fn word(self) -> &'static str {
        self.record().word()
    }

    /// The word for several as a title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Decisions => "Decisions",
            Self::Surprises => "Surprises",
            Self::Outcomes => "Outcomes",
        }
    }
}

/// The stretch of time a register page is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RegisterSpan {
    /// The newest of all.
    Latest,
    /// One year.
    Year(i16),
    /// Those without a date.
    Undated,
}
