//! A plan whose text is too long for one page: what each page shows of it, the contents that lead to all of them,
//! and the further pages themselves. The first is the plan's own page and has all there is beside the text.

use serde::Serialize;

use super::plan_list::relations;
use super::resolve::{Resolver, blob_url};
use super::{Frame, Scene, Section, format, frame, marks, plan, routes};
use crate::markdown::{self, Mark, Page};
use crate::model::{Break, Document, Place, Plan, PlanIndex};
use crate::parse::title;
use crate::text::{Anchor, Route, Span, encode_segment};

/// Headings of other pages in the contents, of all and of each.
const N_HEADINGS: usize = 28;
const N_OF_OTHERS: usize = 8;
/// Headings of the page itself in its contents.
const N_OWN: usize = 60;
/// Pages whose headings are named on the others.
const N_NAMED: u32 = 12;
/// Pages before and after the one at hand that its contents name.
const N_NEAR: u32 = 40;

/// `plan_page.html`: a page of a plan but the first.
#[derive(Clone, Debug, Serialize)]
pub struct PlanPageView {
    /// See [`Frame`].
    pub frame: Frame,
    /// Title of the plan.
    pub title: String,
    /// Its language; empty where it is the site's own.
    pub language: &'static str,
    /// The plan's own page.
    pub home: String,
    /// Where its file lies.
    pub path: String,
    /// Its raw Markdown on this site.
    pub raw: String,
    /// All pages.
    pub pages: Pages,
    /// What stands below the text on the first page.
    pub after: Vec<After>,
    /// What this page shows of the plan's own text.
    pub text: String,
    /// What it shows of its other files.
    pub sides: Vec<Side>,
}

/// What stands below the text on the plan's own page.
#[derive(Clone, Debug, Serialize)]
pub struct After {
    /// `Artifacts`
    pub text: &'static str,
    /// Where.
    pub href: String,
    /// How many; empty where that is not counted.
    pub n: String,
}

/// The pages of a plan, as seen from one of them.
#[derive(Clone, Debug, Serialize)]
pub struct Pages {
    /// This page, from 1.
    pub page: u32,
    /// All pages.
    pub n_pages: u32,
    /// What this page begins with; empty for the first.
    pub name: String,
    /// The page before.
    pub previous: Option<Leaf>,
    /// The page after.
    pub next: Option<Leaf>,
    /// Every page with what stands on it.
    pub contents: Vec<Leaf>,
}

/// A page in the contents.
#[derive(Clone, Debug, Serialize)]
pub struct Leaf {
    /// Its number, from 1; 0 for pages that are left out.
    pub page: u32,
    /// Where it is.
    pub href: String,
    /// What it begins with; empty for the first, and where its headings are named.
    pub name: String,
    /// Whether it is the page at hand.
    pub current: bool,
    /// Its headings.
    pub items: Vec<LeafItem>,
    /// How many more there are.
    pub more: usize,
}

/// A heading or file in the contents.
#[derive(Clone, Debug, Serialize)]
pub struct LeafItem {
    /// 2 to 4.
    pub level: u8,
    /// Plain text.
    pub text: String,
    /// Where it stands.
    pub href: String,
    /// `12/18` or `3`; may be empty.
    pub n: String,
}

/// A further file of a plan.
#[derive(Clone, Debug, Serialize)]
pub struct Side {
    /// Its path.
    pub path: String,
    /// Distinct on the page.
    pub anchor: String,
    /// It in the repository's web view; may be empty.
    pub source: String,
    /// Its text.
    pub text: String,
}

/// What one page shows of a plan's texts.
pub struct Texts {
    /// Its own text, with the headings in it.
    pub own: markdown::Body,
    /// Its other files.
    pub sides: Vec<Side>,
    /// Numbers and anchors of all other files, on this page or not.
    anchors: Vec<(u16, Anchor)>,
}

/// A further page of a plan.
pub fn plan_page(scene: &Scene<'_>, number: PlanIndex, page: u32) -> PlanPageView {
    let plan = scene.archive.plan(number);
    let document = &plan.document;
    let route = routes::plan_page(plan, page);
    let texts = texts(scene, &route, number, page);
    let frame = frame(scene, &route, Section::Plans, &format!("{}, page {page}", document.title));
    let first = routes::plan(plan);
    let after = |text: &'static str, anchor: &str, n: usize| After {
        text,
        href: format!("{}#plan:{anchor}", route.link_to(&first, None)),
        n: format::count(n),
    };
    let n_mentions = relations(scene, &first, number).1.len();
    let n_changes = plan.history.as_ref().map_or(0, |history| history.changes.len());
    let after = [
        after("Artifacts", "artifacts", plan.artifacts.len()),
        after("Mentioned by", "mentioned", n_mentions),
        after("History", "history", n_changes),
    ];
    PlanPageView {
        title: document.title.clone(),
        language: scene.other_language(document.language),
        home: route.link_to(&first, None).as_str().to_owned(),
        path: document.source.path.to_string(),
        raw: route.link_to(&routes::plan_raw(plan), None).as_str().to_owned(),
        pages: pages(&route, plan, page, &texts),
        after: after.into_iter().filter(|after| after.n != "0").collect(),
        text: texts.own.html,
        sides: texts.sides,
        frame,
    }
}

/// What a page shows of a plan's texts: its own, without the heading that is the page's title, then those of its other
/// files.
pub fn texts(scene: &Scene<'_>, route: &Route, number: PlanIndex, number_of_page: u32) -> Texts {
    let plan = scene.archive.plan(number);
    let document = &plan.document;
    let mut page = Page::default();
    let write = |part: u16, path, page: &mut Page| {
        let text = document.part_text(part);
        let stretch = stretch(plan, number_of_page, part);
        let mut marks = marks::marks(scene, route, number, part, &stretch);
        if part == 0
            && let Some(title) = title_of(document)
        {
            marks.insert(0, Mark { hidden: vec![title], ..Mark::default() });
        }
        let resolver = Resolver::plan(scene, route, number, path);
        if plan.breaks.is_empty() {
            markdown::part(text, &marks, &resolver, page)
        } else {
            markdown::slice(text, stretch.range(), &marks, &resolver, page)
        }
    };
    let own = write(0, &document.source.path, &mut page);
    let (mut sides, mut anchors) = (Vec::new(), Vec::new());
    for (part, side) in (1..).zip(&document.source.sides) {
        let anchor = page.anchors.distinct(&format!("file-{}", crate::text::slug(side.path.file_name())));
        let body = write(part, &side.path, &mut page);
        let is_here = plan.breaks.is_empty() || !stretch(plan, number_of_page, part).range().is_empty();
        if is_here {
            sides.push(Side {
                path: side.path.to_string(),
                anchor: anchor.to_string(),
                source: blob_url(scene, &side.path, None).unwrap_or_default(),
                text: body.html,
            });
        }
        anchors.push((part, anchor));
    }
    Texts { own, sides, anchors }
}

/// The bytes of a part that stand on a page; all of them where there is one page.
fn stretch(plan: &Plan, page: u32, part: u16) -> Span {
    let end = plan.document.part_text(part).len();
    let bound = |page: u32| match page {
        0 => Break { part: 0, at: 0 },
        page => plan.breaks.get(page as usize - 1).copied().unwrap_or(Break { part: u16::MAX, at: 0 }),
    };
    let within = |bound: Break| match bound.part.cmp(&part) {
        std::cmp::Ordering::Less => 0,
        std::cmp::Ordering::Equal => (bound.at as usize).min(end),
        std::cmp::Ordering::Greater => end,
    };
    let page = page.clamp(1, plan.n_pages());
    Span::new(within(bound(page - 1)), within(bound(page)))
}

/// The bytes of the heading that is the page's title: the first, if it says the title or nothing of its own.
fn title_of(document: &Document) -> Option<Span> {
    let first = document.sections.iter().find(|section| section.place.part == 0)?;
    let says = first.title.to_lowercase().contains(&document.title.to_lowercase());
    let is_title = says && first.place.span.start == 0 || first.level == 1 && (says || title::clean(&first.title).is_empty());
    is_title.then(|| title_line(&document.source.text, first.place.span))
}

/// The bytes of a section's heading, with its underline if it has one.
fn title_line(text: &str, section: Span) -> Span {
    let start = section.start as usize;
    let line_end = |from: usize| text.get(from..).and_then(|rest| rest.find('\n')).map_or(text.len(), |at| from + at);
    let end = line_end(start);
    let second = line_end((end + 1).min(text.len()));
    let underline = text.get((end + 1).min(second)..second).unwrap_or("").trim();
    let is_underline = !underline.is_empty() && (underline.bytes().all(|b| b == b'=') || underline.bytes().all(|b| b == b'-'));
    let is_setext = is_underline && !text.get(start..).is_some_and(|rest| rest.trim_start().starts_with('#'));
    Span::new(start, if is_setext { second } else { end })
}

/// The pages of a plan, as seen from page `page` of it at `route`.
pub fn pages(route: &Route, plan: &Plan, page: u32, texts: &Texts) -> Pages {
    let contents = Contents::new(route, plan, page, texts);
    let beside = |other: u32| (1..=plan.n_pages()).contains(&other).then(|| contents.leaf(other, true));
    let near = |other: &u32| other.abs_diff(page) <= N_NEAR || *other == 1 || *other == plan.n_pages();
    let mut leaves = Vec::new();
    let mut last = 0;
    for other in (1..=plan.n_pages()).filter(near) {
        if other > last + 1 {
            leaves.push(Leaf { page: 0, href: String::new(), name: String::new(), current: false, items: Vec::new(), more: 0 });
        }
        leaves.push(contents.leaf(other, false));
        last = other;
    }
    Pages {
        page,
        n_pages: plan.n_pages(),
        name: name(plan, page),
        previous: page.checked_sub(1).and_then(beside),
        next: beside(page + 1),
        contents: leaves,
    }
}

/// What the contents of a page are made from.
struct Contents<'a> {
    route: &'a Route,
    plan: &'a Plan,
    page: u32,
    /// Headings and files with their pages, in order.
    items: Vec<(u32, LeafItem)>,
    /// The deepest level that is named on other pages.
    depth: u8,
}

impl<'a> Contents<'a> {
    fn new(route: &'a Route, plan: &'a Plan, page: u32, texts: &Texts) -> Self {
        let document = &plan.document;
        let is_title = |section: &crate::model::Section| title_of(document).is_some_and(|title| title.start == section.place.span.start);
        let mut items = Vec::new();
        for section in document.sections.iter().filter(|section| section.place.part == 0 && section.level < 7 && !is_title(section)) {
            let here = plan.page(section.place);
            let n = plan::section_count(document, section);
            items.push((here, item(route, plan, here, section.level.max(2), &section.title, &section.anchor, n)));
        }
        for ((part, anchor), side) in texts.anchors.iter().zip(&document.source.sides) {
            let here = plan.page(Place { part: *part, span: Span::default(), line: 0 });
            // What lies beside the plan, or below it, needs no folder here.
            let (own, path) = (document.source.path.folder(), side.path.as_str());
            let name = path.strip_prefix(own).and_then(|rest| rest.strip_prefix('/')).unwrap_or(path);
            items.push((here, item(route, plan, here, 2, name, anchor, String::new())));
        }
        let depth = depth(items.iter().map(|(_, item)| item.level), N_HEADINGS);
        Self { route, plan, page, items, depth }
    }

    fn leaf(&self, page: u32, alone: bool) -> Leaf {
        let own: Vec<&LeafItem> = self.items.iter().filter(|(of, _)| *of == page).map(|(_, item)| item).collect();
        let current = page == self.page;
        let is_named = !alone && (current || self.plan.n_pages() <= N_NAMED);
        let (depth, most) = match (is_named, current) {
            (false, _) => (0, 0),
            (true, true) => (depth(own.iter().map(|item| item.level), N_HEADINGS).max(self.depth), N_OWN),
            (true, false) => (self.depth, N_OF_OTHERS),
        };
        let shown: Vec<&LeafItem> = own.into_iter().filter(|item| item.level <= depth).collect();
        Leaf {
            page,
            href: self.route.link_to(&routes::plan_page(self.plan, page), None).as_str().to_owned(),
            name: if is_named && !shown.is_empty() { String::new() } else { name(self.plan, page) },
            current,
            more: shown.len().saturating_sub(most),
            items: shown.into_iter().take(most).cloned().collect(),
        }
    }
}

/// The deepest level, of 2 to 4, with no more than `most` headings down to it.
pub fn depth(levels: impl Iterator<Item = u8> + Clone, most: usize) -> u8 {
    (2..=4).rev().find(|depth| levels.clone().filter(|level| level <= depth).count() <= most).unwrap_or(2)
}

fn item(route: &Route, plan: &Plan, page: u32, level: u8, text: &str, anchor: &Anchor, n: String) -> LeafItem {
    let target = routes::plan_page(plan, page);
    let href =
        if target == *route { format!("#{}", encode_segment(anchor.as_str())) } else { route.link_to(&target, Some(anchor)).to_string() };
    LeafItem { level, text: format::clip(text, 120), href, n }
}

/// What a page begins with: its first heading, or the one it continues.
fn name(plan: &Plan, page: u32) -> String {
    let document = &plan.document;
    let Some(first) = page.checked_sub(2).and_then(|at| plan.breaks.get(at as usize)) else { return String::new() };
    if first.part > 0 && first.at == 0 {
        return document.source.sides.get(usize::from(first.part) - 1).map_or_else(String::new, |side| side.path.file_name().to_owned());
    }
    let text = document.part_text(first.part);
    let rest = text.get(first.at as usize..).unwrap_or("");
    let at = first.at + u32::try_from(rest.len() - rest.trim_start().len()).unwrap_or(0);
    let around = document.sections.iter().filter(|section| section.place.part == first.part && section.level < 7);
    let around = around.filter(|section| section.place.span.start <= at && at < section.place.span.end);
    match around.max_by_key(|section| (section.place.span.start, section.level)) {
        Some(section) if section.place.span.start == at => format::clip(&section.title, 80),
        Some(section) => format!("{}, continued", format::clip(&section.title, 70)),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_of_the_title_is_found() {
        let of = |text: &str| title_line(text, Span::new(0, text.len())).of(text).to_owned();
        assert_eq!(of("# A 计划\n\ntext\n"), "# A 计划");
        assert_eq!(of("A plan\n===\nb"), "A plan\n===");
        assert_eq!(of("# A plan\n---\nb"), "# A plan");
    }
}
