//! Where every page of the site lies. The one place that spells routes; everything else links through
//! [`Route::link_to`]. Must never know what a page shows.

use std::borrow::Cow;

use super::index::Index;
use super::{Facet, PlanList, RegisterKind, RegisterSpan};
use crate::model::{Archive, Artifact, Plan, RecordRef};
use crate::text::{Anchor, Route, SourcePath, slug};

/// The overview.
pub fn overview() -> Route {
    Route::new("")
}

/// A page, from 1, of the list of plans. A plan may be called `2`, so the pages have a folder of their own.
pub fn plans(page: u32) -> Route {
    if page <= 1 { Route::new("plans/") } else { Route::new(format!("plans/page/{page}/")) }
}

/// A page, from 1, of families of plans.
pub fn families(page: u32) -> Route {
    paged("families/", page)
}

/// A plan.
pub fn plan(plan: &Plan) -> Route {
    plan_page(plan, 1)
}

/// A page, from 1, of a plan whose text is too long for one.
pub fn plan_page(plan: &Plan, page: u32) -> Route {
    Route::new(if page <= 1 { format!("plans/{}/", plan.id) } else { format!("plans/{}/{page}/", plan.id) })
}

/// A page, from 1, of a list of what belongs to a plan. Artifacts lie in the same folder, so its pages keep apart.
pub fn plan_list(plan: &Plan, list: PlanList, page: u32) -> Route {
    let folder = format!("plans/{}/{}/", plan.id, list.folder());
    if list == PlanList::Artifacts && page > 1 { Route::new(format!("{folder}-/{page}/")) } else { paged(&folder, page) }
}

/// Where a heading or record of a plan stands.
pub fn place(plan: &Plan, anchor: &Anchor) -> Route {
    plan_page(plan, plan.page_of(anchor))
}

/// A plan's raw Markdown.
pub fn plan_raw(plan: &Plan) -> Route {
    Route::new(format!("plans/{}/index.md", plan.id))
}

/// A page, from 1, of an artifact.
pub fn artifact(plan: &Plan, artifact: &Artifact, page: u32) -> Route {
    let folder = format!("plans/{}/artifacts/{}/", plan.id, portable(&artifact.name));
    Route::new(if page <= 1 { folder } else { format!("{folder}page-{page}/") })
}

/// An artifact's bytes. What a browser might run or render gets `.txt` put on its name, so that it does neither.
pub fn artifact_raw(plan: &Plan, artifact: &Artifact) -> Route {
    let suffix = if is_inert(&artifact.path) { "" } else { ".txt" };
    let (folder, name) = (portable(&artifact.name), portable(artifact.path.file_name()));
    Route::new(format!("plans/{}/artifacts/{folder}/raw/{name}{suffix}", plan.id))
}

/// Whether a file with this extension is plain data to every browser.
fn is_inert(path: &SourcePath) -> bool {
    const INERT: [&str; 20] = [
        "avif", "bmp", "csv", "diff", "gif", "gz", "ico", "jpeg", "jpg", "json", "log", "md", "parquet", "patch", "png", "tsv", "txt",
        "webp", "xz", "zip",
    ];
    INERT.contains(&path.extension().to_ascii_lowercase().as_str())
}

/// A page, from 1, of a register.
pub fn register(kind: RegisterKind, span: RegisterSpan, page: u32) -> Route {
    let folder = match span {
        RegisterSpan::Latest => format!("{}/", kind.plural()),
        RegisterSpan::Year(year) => format!("{}/{year}/", kind.plural()),
        RegisterSpan::Undated => format!("{}/undated/", kind.plural()),
    };
    paged(&folder, page)
}

/// A page, from 1, of what a register is narrowed to. No author's slug is a lone dash.
pub fn facet(kind: RegisterKind, facet: &Facet, page: u32) -> Route {
    let kind = kind.plural();
    match facet {
        Facet::State(state) => paged(&format!("{kind}/state/{}/", state.word()), page),
        Facet::Author(slug) => paged(&format!("{kind}/by/{slug}/"), page),
        Facet::Authors if page > 1 => Route::new(format!("{kind}/by/-/{page}/")),
        Facet::Authors => Route::new(format!("{kind}/by/")),
        Facet::Plans => paged(&format!("{kind}/plans/"), page),
    }
}

/// A page of the site's own: its path below the book's source folder, in slugs. Names that belong to the
/// tool's own pages are kept apart below `pages/`.
pub fn content(path: &SourcePath, src: &str) -> Route {
    const RESERVED: [&str; 15] = [
        "plans",
        "decisions",
        "surprises",
        "outcomes",
        "timeline",
        "stats",
        "attention",
        "families",
        "files",
        "search",
        "api",
        "assets",
        "pages",
        "css",
        "js",
    ];
    let src = src.trim_matches('/');
    let below = path.as_str().strip_prefix(src).map_or(path.as_str(), |rest| rest.trim_start_matches('/'));
    let below = below.rsplit_once('.').map_or(below, |(stem, _)| stem);
    let mut segments: Vec<String> = below.split('/').map(|segment| slug(segment).to_string()).filter(|s| !s.is_empty()).collect();
    if segments.len() > 1 && segments.last().is_some_and(|last| last == "index" || last == "readme") {
        segments.pop();
    } else if segments.len() == 1 && segments[0] == "index" {
        segments[0] = "guide".into();
    }
    if segments.first().is_none_or(|first| RESERVED.contains(&first.as_str())) {
        segments.insert(0, "pages".into());
    }
    Route::new(format!("{}/", segments.join("/")))
}

/// The page that is shown for an address that leads nowhere.
pub fn not_found() -> Route {
    Route::new("404.html")
}

/// A page, from 1, of the timeline of a year; of the newest year where none is named.
pub fn timeline(year: Option<i16>, page: u32) -> Route {
    year.map_or_else(|| Route::new("timeline/"), |year| paged(&format!("timeline/{year}/"), page))
}

/// Every page of the timeline: the newest year first without its name, then each year.
pub fn all_timeline(index: &Index) -> Vec<(Route, Option<i16>, u32)> {
    let newest = (timeline(None, 1), None, 1);
    let years = index.timeline_pages().into_iter().map(|(year, page)| (timeline(Some(year), page), Some(year), page));
    std::iter::once(newest).chain(years).collect()
}

/// Rates.
pub fn stats() -> Route {
    Route::new("stats/")
}

/// A page, from 1, of the list of code paths.
pub fn files(page: u32) -> Route {
    if page <= 1 { Route::new("files/") } else { Route::new(format!("files/-/{page}/")) }
}

/// A page, from 1, of the records that name a code path.
pub fn file(path: &SourcePath, page: u32) -> Route {
    let path = portable(path.as_str());
    Route::new(if page <= 1 { format!("files/{path}/") } else { format!("files/{path}/-/{page}/") })
}

/// A path whose parts can be the names of files on every system: `~` for a sign that Windows forbids, behind a full stop
/// or space at the end of a part, and before the name of a device.
fn portable(path: &str) -> Cow<'_, str> {
    let is_sign = |c: char| matches!(c, '<' | '>' | ':' | '"' | '\\' | '|' | '?' | '*') || c.is_control();
    let is_portable = |part: &str| !part.contains(is_sign) && !part.ends_with(['.', ' ']) && !is_device(part);
    if path.split('/').all(is_portable) {
        return Cow::Borrowed(path);
    }
    let mut portable = String::with_capacity(path.len() + 2);
    for (number, part) in path.split('/').enumerate() {
        if number > 0 {
            portable.push('/');
        }
        if is_device(part) {
            portable.push('~');
        }
        portable.extend(part.chars().map(|c| if is_sign(c) { '~' } else { c }));
        if part.ends_with(['.', ' ']) {
            portable.push('~');
        }
    }
    Cow::Owned(portable)
}

/// `aux`, `COM1.txt`: what Windows takes for a device.
fn is_device(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or_default().trim_end();
    let is_numbered =
        || matches!(stem.as_bytes(), [.., b'1'..=b'9']) && ["com", "lpt"].iter().any(|port| stem[..3].eq_ignore_ascii_case(port));
    match stem.len() {
        3 => ["con", "prn", "aux", "nul"].iter().any(|device| stem.eq_ignore_ascii_case(device)),
        4 => stem.is_ascii() && is_numbered(),
        _ => false,
    }
}

/// Every page of the list of code paths.
pub fn all_files(index: &Index) -> Vec<(Route, u32)> {
    (1..=index.n_pages(index.paths().iter().count())).map(|page| (files(page), page)).collect()
}

/// Every page of every code path.
pub fn all_file(index: &Index) -> Vec<(Route, SourcePath, u32)> {
    let pages = index
        .paths()
        .iter()
        .flat_map(|(path, records)| (1..=index.n_pages(records.len())).map(move |page| (file(path, page), path.clone(), page)));
    pages.collect()
}

/// What needs a hand.
pub fn attention() -> Route {
    Route::new("attention/")
}

/// Search.
pub fn search() -> Route {
    Route::new("search/")
}

/// The feed of the whole archive, or of one register.
pub fn feed(kind: Option<RegisterKind>) -> Route {
    kind.map_or_else(|| Route::new("atom.xml"), |kind| Route::new(format!("{}/atom.xml", kind.plural())))
}

/// The page of its plan on which a record stands, and where.
pub fn record(archive: &Archive, record: RecordRef) -> (Route, Anchor) {
    let (plan, meta) = (archive.plan(record.plan), archive.record(record).0);
    (plan_page(plan, plan.page(meta.place)), meta.id.clone())
}

/// Every page of the list of plans.
pub fn all_plans(index: &Index) -> Vec<(Route, u32)> {
    (1..=index.n_plan_pages()).map(|page| (plans(page), page)).collect()
}

/// Every page of a register.
pub fn all_register(index: &Index, kind: RegisterKind) -> Vec<(Route, RegisterSpan, u32)> {
    index.register_pages(kind).into_iter().map(|(span, page)| (register(kind, span, page), span, page)).collect()
}

/// Every page of what a register can be narrowed to.
pub fn all_facets(index: &Index, kind: RegisterKind) -> Vec<(Route, Facet, u32)> {
    let pages = |n: usize| n.div_ceil(index.line_page_size()).max(1);
    let all = index.facets(kind).all();
    let all = all.flat_map(|(of, n)| (1..=u32::try_from(pages(n)).unwrap_or(u32::MAX)).map(move |page| (of.clone(), page)));
    all.map(|(of, page)| (facet(kind, &of, page), of, page)).collect()
}

fn paged(folder: &str, page: u32) -> Route {
    Route::new(if page <= 1 { folder.to_owned() } else { format!("{folder}{page}/") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_pages_keep_clear_of_the_tools_own() {
        let route = |path: &str| content(&SourcePath::new(path), "content").to_string();
        assert_eq!(route("content/install.md"), "install/");
        assert_eq!(route("content/guide/index.md"), "guide/");
        assert_eq!(route("content/Plans.md"), "pages/plans/");
        assert_eq!(route("content/index.md"), "guide/");
    }

    #[test]
    fn every_system_can_hold_a_file_of_that_name() {
        for (path, name) in [
            ("docs/plans/52-...", "docs/plans/52-...~"),
            ("src/aux.rs", "src/~aux.rs"),
            ("COM1/a", "~COM1/a"),
            ("src/auxiliary/nul_byte.rs", "src/auxiliary/nul_byte.rs"),
            ("a:b?/c*", "a~b~/c~"),
            ("日本/com九", "日本/com九"),
        ] {
            assert_eq!(portable(path), name);
        }
    }

    #[test]
    fn what_a_browser_might_run_is_served_as_text() {
        assert!(is_inert(&SourcePath::new("a/run.LOG")));
        for name in ["a.html", "a.svg", "a.js", "a", "a.pdf", "a.xml"] {
            assert!(!is_inert(&SourcePath::new(name)), "{name}");
        }
    }
}
