//! Families of plans as trees with their progress added up: on the page of each member, and all of them on pages
//! of their own. Trees are made as HTML here because a template cannot nest to a depth it does not know.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use serde::Serialize;

use super::facts::status_words;
use super::index::n_pages;
use super::{Frame, Pager, Scene, Section, format, frame, routes};
use crate::model::{PlanIndex, Progress};
use crate::text::{Route, escape};

/// Members shown on the page of one of them before the others are left to the family's own place.
const MOST_ON_PLAN: usize = 60;
/// Members shown of each family on the pages of families.
const MOST_ON_LIST: usize = 40;
/// Members before a tree is folded.
const LONG: usize = 14;
/// Levels that are set in; deeper ones stand below each other.
const DEEPEST: usize = 6;

/// The family of a plan.
#[derive(Clone, Debug, Serialize)]
pub struct Family {
    /// `Part of the rebuild of the parser`, or `Its 12 parts`.
    pub title: String,
    /// `13 plans, 45 of 60 steps done`
    pub words: String,
    /// Steps done by all members.
    pub done: u32,
    /// Steps of all members.
    pub total: u32,
    /// The tree.
    pub tree: String,
    /// Whether it is folded at first.
    pub folded: bool,
    /// How many members are not shown; 0 for none.
    pub more: usize,
    /// Where all are.
    pub all: String,
}

/// The family of a plan, if it has one.
pub fn family(scene: &Scene<'_>, route: &Route, number: PlanIndex) -> Option<Family> {
    let families = scene.index.families();
    let root = families.root(number);
    if families.parts(root).is_empty() {
        return None;
    }
    let title = if root == number {
        format!("Its {}", format::counted(families.size(root) as usize - 1, "part", "parts"))
    } else {
        format!("Part of {}", scene.archive.plan(root).document.title)
    };
    Some(tree(scene, route, root, Some(number), title))
}

fn tree(scene: &Scene<'_>, route: &Route, root: PlanIndex, here: Option<PlanIndex>, title: String) -> Family {
    let families = scene.index.families();
    let size = families.size(root) as usize;
    let most = if here.is_some() { MOST_ON_PLAN } else { MOST_ON_LIST };
    let shown = if size <= most { None } else { Some(excerpt(scene, root, here, most)) };
    let sum = families.sum(root);
    Family {
        title,
        words: words(size, sum),
        done: sum.done,
        total: sum.total,
        tree: html(scene, route, root, here, shown.as_ref()),
        folded: shown.as_ref().map_or(size, BTreeSet::len) > LONG,
        more: shown.as_ref().map_or(0, |shown| size - shown.len()),
        all: route.link_to(&routes::families(page_of(scene, root)), None).as_str().to_owned(),
    }
}

fn words(n_plans: usize, sum: Progress) -> String {
    let plans = format::counted(n_plans, "plan", "plans");
    match sum.total {
        0 => format!("{plans}, without steps"),
        total => format!("{plans}, {} of {} done", format::count(sum.done as usize), format::counted(total as usize, "step", "steps")),
    }
}

/// Members of a large family: those above the plan at hand, its neighbours and its parts; else the first ones.
fn excerpt(scene: &Scene<'_>, root: PlanIndex, here: Option<PlanIndex>, most: usize) -> BTreeSet<PlanIndex> {
    let families = scene.index.families();
    let mut shown = BTreeSet::from([root]);
    let Some(here) = here else {
        shown.extend(members(scene, root).take(most).map(|(plan, _)| plan));
        return shown;
    };
    let mut at = here;
    while let Some(parent) = families.parent(at).filter(|_| shown.len() < most / 3) {
        shown.insert(at);
        at = parent;
    }
    shown.extend(families.parts(here).iter().take(most / 3));
    if let Some(parent) = families.parent(here) {
        let siblings = families.parts(parent);
        let own = siblings.iter().position(|plan| *plan == here).unwrap_or(0);
        let first = own.saturating_sub(most / 6);
        shown.extend(siblings.iter().skip(first).take(most / 3));
        shown.insert(parent);
    }
    shown
}

/// Every member of a family with its level, each above its parts.
fn members<'a>(scene: &Scene<'a>, root: PlanIndex) -> impl Iterator<Item = (PlanIndex, usize)> + use<'a> {
    let families = scene.index.families();
    let mut rest = vec![(root, 0)];
    std::iter::from_fn(move || {
        let (plan, level) = rest.pop()?;
        rest.extend(families.parts(plan).iter().rev().map(|part| (*part, level + 1)));
        Some((plan, level))
    })
}

fn html(scene: &Scene<'_>, route: &Route, root: PlanIndex, here: Option<PlanIndex>, shown: Option<&BTreeSet<PlanIndex>>) -> String {
    let mut out = String::from("<ul class=\"tree\">");
    let mut open = 0;
    let mut is_first = true;
    for (plan, level) in members(scene, root).filter(|(plan, _)| shown.is_none_or(|shown| shown.contains(plan))) {
        let level = level.min(DEEPEST).min(open + 1);
        if !is_first && level > open {
            out.push_str("<ul>");
        } else if !is_first {
            out.push_str("</li>");
            out.push_str(&"</ul></li>".repeat(open - level));
        }
        out.push_str("<li>");
        out.push_str(&member(scene, route, plan, here == Some(plan)));
        (open, is_first) = (level, false);
    }
    out.push_str(&"</li></ul>".repeat(open + 1));
    out
}

fn member(scene: &Scene<'_>, route: &Route, number: PlanIndex, is_here: bool) -> String {
    let families = scene.index.families();
    let plan = scene.archive.plan(number);
    let (class, state) = plan.status.as_ref().map_or(("unknown", "no status"), |status| status_words(status.value));
    let title = escape(&plan.document.title);
    let language = match scene.other_language(plan.document.language) {
        "" => String::new(),
        language => format!(" lang=\"{language}\""),
    };
    let name = if is_here {
        format!("<b aria-current=\"true\"{language}>{title}</b>")
    } else {
        let href = route.link_to(&routes::plan(plan), None);
        format!("<a href=\"{}\"{language}>{title}</a>", escape(href.as_str()))
    };
    let mut steps = bar(plan.progress);
    if !families.parts(number).is_empty() {
        let sum = families.sum(number);
        steps.push_str(&format!(
            " <span class=\"with\">with its parts {}/{}</span>",
            format::count(sum.done as usize),
            format::count(sum.total as usize)
        ));
    }
    format!(
        "<div class=\"member\"><span class=\"name\"><i class=\"icon {class}\" role=\"img\" aria-label=\"{state}\"></i>{name}</span> \
         <span class=\"steps\">{steps}</span></div>"
    )
}

fn bar(progress: Progress) -> String {
    let Progress { done, total } = progress;
    if total == 0 {
        return "<span class=\"none\">no steps</span>".to_owned();
    }
    format!(
        "<progress value=\"{done}\" max=\"{total}\" aria-label=\"steps done\">{done} of {total}</progress><span class=\"n\">{done}/{total}</span>"
    )
}

/// `families.html`
#[derive(Clone, Debug, Serialize)]
pub struct FamiliesView {
    /// See [`Frame`].
    pub frame: Frame,
    /// `12 families of plans`.
    pub lead: String,
    /// The list of plans.
    pub plans: String,
    /// The families of this page.
    pub families: Vec<Listed>,
    /// Where this page stands.
    pub pager: Pager,
}

/// A family of the list.
#[derive(Clone, Debug, Serialize)]
pub struct Listed {
    /// Distinct on the page.
    pub id: String,
    /// The page of the plan at its top.
    pub href: String,
    /// Language of that plan; empty where it is the site's own.
    pub language: &'static str,
    /// The family.
    pub family: Family,
}

/// The plans at the top of families, that whose family had the last sign of life first.
pub fn order(scene_families: &crate::link::families::Families, archive: &crate::model::Archive) -> Vec<PlanIndex> {
    let mut newest: Vec<_> = archive.plans.iter().map(|plan| plan.updated.as_ref().map(|stamp| stamp.at)).collect();
    for number in 0..u32::try_from(newest.len()).unwrap_or(u32::MAX) {
        let root = scene_families.root(number) as usize;
        newest[root] = newest[root].max(newest[number as usize]);
    }
    let mut roots: Vec<PlanIndex> = scene_families.roots().collect();
    roots.sort_by_key(|root| (Reverse(newest[*root as usize]), *root));
    roots
}

fn per_page(scene: &Scene<'_>) -> usize {
    scene.index.page_size().div_ceil(2)
}

/// The page of the list on which a family stands.
fn page_of(scene: &Scene<'_>, root: PlanIndex) -> u32 {
    let at = scene.index.family_order().iter().position(|one| *one == root).unwrap_or(0);
    u32::try_from(at / per_page(scene) + 1).unwrap_or(1)
}

/// A page, from 1, of all families.
pub fn families(scene: &Scene<'_>, page: u32) -> FamiliesView {
    let route = routes::families(page);
    let size = per_page(scene);
    let all = scene.index.family_order();
    let shown = all.iter().skip((page.max(1) as usize - 1) * size).take(size);
    let listed = shown.map(|root| {
        let plan = scene.archive.plan(*root);
        Listed {
            id: format!("family-{}", plan.id),
            href: route.link_to(&routes::plan(plan), None).as_str().to_owned(),
            language: scene.other_language(plan.document.language),
            family: tree(scene, &route, *root, None, plan.document.title.clone()),
        }
    });
    let n_members: usize = all.iter().map(|root| scene.index.families().size(*root) as usize).sum();
    FamiliesView {
        frame: frame(scene, &route, Section::Plans, "Families of plans"),
        lead: match all.len() {
            0 => "No plan names another as its parent or its part.".to_owned(),
            n => format!(
                "{} of {}; steps are added up from the parts to the whole",
                format::counted(n, "family", "families"),
                format::counted(n_members, "plan", "plans")
            ),
        },
        plans: route.link_to(&routes::plans(1), None).as_str().to_owned(),
        families: listed.collect(),
        pager: Pager::new(&route, page, n_pages(all.len(), size), routes::families),
    }
}
