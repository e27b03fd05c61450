//! What stands around every page: title, menu, style sheets, search box, foot.

use serde::Serialize;

use super::{Linked, RegisterKind, Scene, format, routes};
use crate::text::Route;

/// Kinds of pages, as the menu has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// The overview.
    Overview,
    /// The list of plans and the plans themselves.
    Plans,
    /// A register.
    Register(RegisterKind),
    /// Swimlanes.
    Timeline,
    /// Rates.
    Stats,
    /// What needs a hand.
    Attention,
    /// Code paths and the records that name them.
    Files,
    /// The site's own pages.
    Guide,
    /// The search page; not in the menu: the box beside it leads there.
    Search,
    /// Feeds; not in the menu.
    Feeds,
}

/// What stands around a page.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Frame {
    /// Name of the site.
    pub site: String,
    /// Name of the page.
    pub title: String,
    /// For the `title` element: page and site, or the site alone.
    pub head_title: String,
    /// The page's route.
    pub route: String,
    /// From the page to the top of the site: `../../`, or an absolute path on the page for lost addresses.
    pub top: String,
    /// The overview.
    pub home: String,
    /// Language of the site's own words.
    pub language: String,
    /// One sentence for search engines; may be empty.
    pub description: String,
    /// The page's address once published; empty if that is not known.
    pub canonical: String,
    /// The main parts of the site.
    pub menu: Vec<MenuItem>,
    /// Address of the mark in a browser's tab; may be empty.
    pub icon: String,
    /// Addresses of style sheets.
    pub stylesheets: Vec<String>,
    /// Addresses of modules.
    pub scripts: Vec<String>,
    /// Feeds that go with the page.
    pub feeds: Vec<Linked>,
    /// Where the search form leads.
    pub search: String,
    /// What stands in the empty search box.
    pub search_words: String,
    /// The moment the archive was read as of: `11 Feb 2026, 12:00`; empty where nothing is dated.
    pub as_of: String,
    /// The same for machines.
    pub as_of_iso: String,
    /// The zone that times are shown in.
    pub zone: String,
    /// Whether search engines are asked to stay away.
    pub noindex: bool,
    /// Version of this tool.
    pub version: &'static str,
}

/// A part of the site in the menu.
#[derive(Clone, Debug, Serialize)]
pub struct MenuItem {
    /// Its name.
    pub text: String,
    /// Its address.
    pub href: String,
    /// Whether the page lies in it.
    pub current: bool,
}

/// The frame of the page at `route`, which lies in `section`.
pub fn frame(scene: &Scene<'_>, route: &Route, section: Section, title: &str) -> Frame {
    let links = Links { route, base: None };
    build(scene, &links, section, title)
}

/// The frame of the page for lost addresses: it is shown at any depth, so its links start at the site's own base.
pub(super) fn lost_frame(scene: &Scene<'_>, title: &str) -> Frame {
    let base = base_path(scene.config.output.html.site_url.as_deref());
    build(scene, &Links { route: &routes::not_found(), base: Some(base) }, Section::Search, title)
}

/// Makes addresses for one page.
struct Links<'a> {
    route: &'a Route,
    base: Option<String>,
}

impl Links<'_> {
    fn to(&self, target: &Route) -> String {
        match &self.base {
            None => self.route.link_to(target, None).as_str().to_owned(),
            Some(base) => format!("{base}{}", Route::new("").link_to(target, None)),
        }
    }
}

fn build(scene: &Scene<'_>, links: &Links<'_>, section: Section, title: &str) -> Frame {
    let config = scene.config;
    let home = section == Section::Overview;
    let (search, search_words) = search_box(scene, links);
    Frame {
        site: scene.title.to_owned(),
        title: title.to_owned(),
        head_title: if home || title.is_empty() { scene.title.to_owned() } else { format!("{title} · {}", scene.title) },
        route: links.route.as_str().to_owned(),
        top: links.base.clone().unwrap_or_else(|| links.route.to_top()),
        home: links.to(&routes::overview()),
        language: config.book.language.clone(),
        description: if home { config.book.description.clone().unwrap_or_default() } else { String::new() },
        canonical: config
            .output
            .html
            .site_url
            .as_deref()
            .filter(|url| url.contains("://"))
            .map_or_else(String::new, |url| format!("{}/{}", url.trim_end_matches('/'), links.route.as_str())),
        menu: menu(scene, links, section),
        icon: scene.icon.map_or_else(String::new, |route| links.to(route)),
        stylesheets: scene.stylesheets.iter().map(|route| links.to(route)).collect(),
        scripts: scene.scripts.iter().map(|route| links.to(route)).collect(),
        feeds: feeds(scene, links, section),
        search,
        search_words,
        as_of: scene.index.clock.as_of(scene.archive.as_of),
        as_of_iso: scene.archive.as_of.to_string(),
        zone: scene.index.clock.zone_name().to_owned(),
        noindex: config.options().noindex,
        version: env!("CARGO_PKG_VERSION"),
    }
}

fn menu(scene: &Scene<'_>, links: &Links<'_>, section: Section) -> Vec<MenuItem> {
    let mut items = vec![(Section::Plans, "Plans", routes::plans(1))];
    for kind in RegisterKind::ALL {
        items.push((Section::Register(kind), kind.title(), routes::register(kind, super::RegisterSpan::Latest, 1)));
    }
    items.push((Section::Timeline, "Timeline", routes::timeline(None, 1)));
    items.push((Section::Stats, "Stats", routes::stats()));
    items.push((Section::Attention, "Attention", routes::attention()));
    items.push((Section::Files, "Files", routes::files(1)));
    if let Some(page) = scene.pages.first() {
        items.push((Section::Guide, "Guide", routes::content(&page.path, &scene.config.book.src)));
    }
    items
        .into_iter()
        .filter(|(item, ..)| scene.has(*item))
        .map(|(item, text, route)| MenuItem { text: text.to_owned(), href: links.to(&route), current: item == section })
        .collect()
}

/// The search page where there is one, else the list of plans, which filters by the same query.
fn search_box(scene: &Scene<'_>, links: &Links<'_>) -> (String, String) {
    let totals = &scene.index.totals;
    if scene.has(Section::Search) {
        (links.to(&routes::search()), format!("Search {}", format::counted(totals.records, "record", "records")))
    } else {
        (links.to(&routes::plans(1)), format!("Find in {}", format::counted(scene.archive.plans.len(), "plan", "plans")))
    }
}

fn feeds(scene: &Scene<'_>, links: &Links<'_>, section: Section) -> Vec<Linked> {
    if !scene.has(Section::Feeds) {
        return Vec::new();
    }
    let mut feeds = vec![Linked { text: scene.title.to_owned(), href: links.to(&routes::feed(None)) }];
    if let Section::Register(kind) = section {
        feeds.insert(0, Linked { text: format!("{}: {}", scene.title, kind.plural()), href: links.to(&routes::feed(Some(kind))) });
    }
    feeds
}

/// The path of the address a site is published at, with a slash at both ends; `/` if that is not known.
pub fn base_path(site_url: Option<&str>) -> String {
    let url = site_url.unwrap_or("/");
    let path = url.split_once("://").map_or(url, |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
    let path = path.trim_matches('/');
    if path.is_empty() { "/".to_owned() } else { format!("/{path}/") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_base_is_the_path_of_the_sites_address() {
        assert_eq!(base_path(None), "/");
        assert_eq!(base_path(Some("https://example.org")), "/");
        assert_eq!(base_path(Some("https://example.org/repo")), "/repo/");
        assert_eq!(base_path(Some("/repo/docs/")), "/repo/docs/");
    }
}
