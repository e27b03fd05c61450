//! The site: every route and how to render it, on demand and purely. It never holds all pages, and never
//! touches a file itself: the bytes of artifacts come through [`Fetch`].
//!
//! Beside the pages of [`crate::view`] it knows what programs, hosts and crawlers read: JSON, feeds, raw
//! Markdown, the sitemap. What needs an absolute address (feeds, sitemap) is there only if `site-url` or `cname`
//! gives one.

mod address;
mod data;
mod entries;
mod feeds;
mod files;
mod pages;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::sync::Arc;

pub use address::Address;
pub use data::{PlanFile, PlanList, Schema};
pub use entries::entries;
pub use files::{POLICY, header_policy};

use crate::config::Config;
use crate::diag::{Diagnostic, codes};
use crate::model::{Archive, ContentPage, Document, Node, PlanIndex, RecordRef};
use crate::render::Renderer;
use crate::text::{Route, SourcePath};
use crate::theme::Theme;
use crate::view::{self, Index, Scene, Section};
use pages::Page;

/// Gives the bytes of files below the root; the rim implements it.
pub trait Fetch: Send + Sync {
    /// Opens a file for reading.
    ///
    /// # Errors
    /// A file that is gone, unreadable or outside the root.
    fn open(&self, path: &SourcePath) -> std::io::Result<Box<dyn Read + Send>>;
}

/// What a route holds.
#[derive(Debug)]
pub struct Rendered {
    /// The bytes, or where they lie.
    pub body: Body,
    /// MIME type, with the character set for text.
    pub content_type: &'static str,
    /// What went wrong while rendering.
    pub diagnostics: Vec<Diagnostic>,
}

impl Rendered {
    /// As it is written to the disk: a page without what HTML lets one leave out.
    pub fn squeezed(self) -> Self {
        let squeeze = |bytes: &[u8]| std::str::from_utf8(bytes).ok().map(crate::render::squeeze);
        match &self.body {
            Body::Bytes(bytes) if self.content_type.starts_with("text/html") => match squeeze(bytes) {
                Some(html) => Self { body: Body::Bytes(html.into_bytes().into()), ..self },
                None => self,
            },
            _ => self,
        }
    }
}

/// The bytes of a route, or where they lie.
#[derive(Debug)]
pub enum Body {
    /// The bytes.
    Bytes(Cow<'static, [u8]>),
    /// A file below the root, to be copied as it is.
    File(SourcePath),
}

/// What a site is made from.
pub struct Parts {
    /// Every plan.
    pub archive: Archive,
    /// Pages of the site's own, in menu order.
    pub pages: Vec<ContentPage>,
    /// What every stage reported, settled.
    pub diagnostics: Vec<Diagnostic>,
    /// The configuration.
    pub config: Config,
    /// The look.
    pub theme: Theme,
    /// Where the bytes of artifacts come from.
    pub fetch: Arc<dyn Fetch>,
    /// Name of the repository or folder, for a site without a title of its own.
    pub name: String,
}

/// Every route and how to render it.
#[derive(Clone)]
pub struct Site {
    archive: Archive,
    content: Arc<[ContentPage]>,
    diagnostics: Arc<[Diagnostic]>,
    config: Arc<Config>,
    theme: Arc<Theme>,
    fetch: Arc<dyn Fetch>,
    title: String,
    address: Option<Address>,
    renderer: Arc<Renderer>,
    index: Index,
    icon: Option<Route>,
    stylesheets: Vec<Route>,
    scripts: Vec<Route>,
    sections: Vec<Section>,
    /// Indices into the archive's links by the plan they start at.
    links: Arc<[Vec<u32>]>,
    routes: Arc<BTreeMap<Route, Page>>,
}

impl Site {
    /// Settles every route. Reports what of the theme and of the routes does not work.
    pub fn new(parts: Parts) -> (Self, Vec<Diagnostic>) {
        let Parts { archive, pages: content, mut diagnostics, mut config, theme, fetch, name } = parts;
        // Whoever builds the site is told where a secret stands, not whoever reads it.
        diagnostics.retain(|found| found.code != codes::SECRET);
        let address = Address::of(&config);
        if let Some(address) = &address {
            config.output.html.site_url = Some(address.as_str().to_owned());
        }
        let (renderer, mut found) = Renderer::new(&theme);
        let title = config.book.title.clone().filter(|title| !title.trim().is_empty()).unwrap_or_else(|| format!("{name} plans"));
        let mut site = Self {
            links: links_by_plan(&archive).into(),
            index: Index::new(&archive, &config),
            icon: theme.route("icon.svg"),
            stylesheets: stylesheets(&theme),
            scripts: scripts(&theme),
            sections: Vec::new(),
            routes: Arc::default(),
            archive,
            content: content.into(),
            diagnostics: diagnostics.into(),
            config: Arc::new(config),
            theme: Arc::new(theme),
            fetch,
            title,
            address,
            renderer: Arc::new(renderer),
        };
        site.sections = site.settle_sections();
        let mut routes = pages::all(&site);
        found.extend(drop_clashes(&mut routes));
        site.routes = Arc::new(routes);
        (site, found)
    }

    /// Every route, sorted.
    pub fn routes(&self) -> impl Iterator<Item = &Route> {
        self.routes.keys()
    }

    /// Whether the site has this route.
    pub fn has(&self, route: &Route) -> bool {
        self.routes.contains_key(route)
    }

    /// What the route holds; `None` if the site has none such.
    pub fn render(&self, route: &Route) -> Option<Rendered> {
        self.routes.get(route).map(|page| pages::render(self, route, page))
    }

    /// Where the bytes of files come from.
    pub fn fetch(&self) -> &dyn Fetch {
        self.fetch.as_ref()
    }

    /// The look.
    pub fn theme(&self) -> &Theme {
        &self.theme
    }

    /// Every plan.
    pub fn archive(&self) -> &Archive {
        &self.archive
    }

    /// Records of every kind.
    pub fn n_records(&self) -> usize {
        self.archive.plans.iter().map(|plan| crate::link::dates::records(&plan.document).count()).sum()
    }

    /// The name of the site.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Where it is published, if that is known.
    pub fn address(&self) -> Option<&Address> {
        self.address.as_ref()
    }

    /// The path of the site on its host, with a slash at both ends: what the page for lost addresses links through.
    pub fn base_path(&self) -> String {
        view::base_path(self.config.output.html.site_url.as_deref())
    }

    fn scene(&self) -> Scene<'_> {
        Scene {
            archive: &self.archive,
            config: &self.config,
            index: &self.index,
            pages: &self.content,
            diagnostics: &self.diagnostics,
            title: &self.title,
            icon: self.icon.as_ref(),
            stylesheets: &self.stylesheets,
            scripts: &self.scripts,
            sections: &self.sections,
        }
    }

    fn settle_sections(&self) -> Vec<Section> {
        let mut sections = vec![Section::Overview, Section::Plans, Section::Search];
        sections.extend(view::RegisterKind::ALL.map(Section::Register));
        sections.extend([Section::Timeline, Section::Stats, Section::Attention, Section::Files]);
        if !self.content.is_empty() {
            sections.push(Section::Guide);
        }
        if self.address.is_some() {
            sections.push(Section::Feeds);
        }
        sections
    }

    /// The site with another reading of one plan, and the routes that show it so: the plan's own. Cheap; every other
    /// page is that of before.
    pub fn again(&self, number: PlanIndex, document: Document, as_of: Option<jiff::Timestamp>) -> (Self, Vec<Route>) {
        let archive = crate::link::again(&self.archive, number, document, as_of);
        let index = self.index.again(&archive, number, &self.config);
        let plan = archive.plan(number);
        let own = [view::routes::plan_raw(plan), data::plan_route(plan), feeds::plan_route(plan)];
        let pages = (1..=plan.n_pages().max(self.archive.plan(number).n_pages())).map(|page| view::routes::plan_page(plan, page));
        let routes = pages.chain(own).filter(|route| self.has(route)).collect();
        (Self { archive, index, ..self.clone() }, routes)
    }

    /// The configuration.
    pub fn config(&self) -> &Config {
        &self.config
    }
}

/// Drops routes whose file would lie on another's or below it; an artifact may have any name.
fn drop_clashes(routes: &mut BTreeMap<Route, Page>) -> Vec<Diagnostic> {
    let mut files = BTreeSet::new();
    let mut clashes = Vec::new();
    for route in routes.keys() {
        if !files.insert(route.file()) {
            clashes.push(route.clone());
        }
    }
    for route in routes.keys() {
        let file = route.file();
        let is_below_a_file = file.match_indices('/').any(|(at, _)| files.contains(&file[..at]));
        if is_below_a_file {
            clashes.push(route.clone());
        }
    }
    let mut diagnostics = Vec::new();
    for route in clashes {
        routes.remove(&route);
        let words = format!("two things of the site would be called `{}`; only one of them is there", route.file());
        diagnostics.push(Diagnostic::new(codes::DUPLICATE_ID, words));
    }
    diagnostics
}

impl std::fmt::Debug for Site {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Site").field("title", &self.title).field("n_routes", &self.routes.len()).finish_non_exhaustive()
    }
}

/// The theme's style sheet as every page has it, then the site's own.
fn stylesheets(theme: &Theme) -> Vec<Route> {
    routes_of(theme, &[crate::theme::SHEET], theme.additional_css())
}

/// The theme's module as every page has it, then the site's own. It imports the others where they are needed.
fn scripts(theme: &Theme) -> Vec<Route> {
    routes_of(theme, &["js/site.js"], theme.additional_js())
}

fn routes_of(theme: &Theme, names: &[&str], additional: &[String]) -> Vec<Route> {
    names.iter().copied().chain(additional.iter().map(String::as_str)).filter_map(|name| theme.route(name)).collect()
}

fn links_by_plan(archive: &Archive) -> Vec<Vec<u32>> {
    let mut links = vec![Vec::new(); archive.plans.len()];
    for (number, link) in (0..).zip(&archive.links) {
        if let Node::Plan(plan) | Node::Heading(plan, _) | Node::Record(RecordRef { plan, .. }) = &link.from {
            links[*plan as usize].push(number);
        }
    }
    links
}
