//! The list of plans: a table to scan, by shelf and year.

use serde::Serialize;

use super::facts::{PlanRow, plan_row, status_words};
use super::index::Standing;
use super::{Frame, Linked, Pager, Scene, Section, format, frame, routes};
use crate::model::Status;

/// `plans.html`
#[derive(Clone, Debug, Serialize)]
pub struct PlansView {
    /// See [`Frame`].
    pub frame: Frame,
    /// `216 plans: 4 active, 212 archived`.
    pub lead: String,
    /// The pages of families; empty link where there is none.
    pub families: Linked,
    /// The plans of this page.
    pub groups: Vec<Group>,
    /// Where this page stands.
    pub pager: Pager,
    /// Addresses of all pages, for the filter; empty where this is the only one.
    pub all_pages: Vec<String>,
    /// States to choose from, with counts.
    pub statuses: Vec<Choice>,
    /// Shelves to choose from, with counts.
    pub shelves: Vec<Choice>,
    /// The archive has no plan at all.
    pub is_empty: bool,
}

/// Plans under one heading.
#[derive(Clone, Debug, Serialize)]
pub struct Group {
    /// `Active`, `Archived, 2025`.
    pub title: String,
    /// How many there are on all pages.
    pub n: String,
    /// Distinct on the page.
    pub id: String,
    /// Those of this page.
    pub rows: Vec<PlanRow>,
}

/// A value to choose.
#[derive(Clone, Debug, Serialize)]
pub struct Choice {
    /// As in the query string.
    pub value: &'static str,
    /// As read.
    pub words: &'static str,
    /// How many plans have it.
    pub n: String,
}

/// Page `page`, from 1, of the list of plans.
pub fn plans(scene: &Scene<'_>, page: u32) -> PlansView {
    let route = routes::plans(page);
    let size = scene.index.page_size();
    let n_pages = scene.index.n_plan_pages();
    let title = if page > 1 { format!("Plans, page {page}") } else { "Plans".to_owned() };
    let mut groups = Vec::new();
    let (first, last) = ((page as usize - 1) * size, page as usize * size);
    let mut at = 0;
    for group in &scene.index.plan_groups {
        let (from, to) = (at.max(first), (at + group.n).min(last));
        at += group.n;
        if from >= to {
            continue;
        }
        groups.push(Group {
            title: group_title(scene, group.standing, group.year),
            id: format!("{}{}", group_word(group.standing), group.year.map_or_else(String::new, |year| format!("-{year}"))),
            n: format::count(group.n),
            rows: scene.index.plan_order[from..to].iter().map(|&number| plan_row(scene, &route, number)).collect(),
        });
    }
    PlansView {
        frame: frame(scene, &route, Section::Plans, &title),
        lead: lead(scene),
        families: match scene.index.family_order().len() {
            0 => Linked::default(),
            n => Linked {
                text: format::counted(n, "family of plans", "families of plans"),
                href: route.link_to(&routes::families(1), None).as_str().to_owned(),
            },
        },
        groups,
        pager: Pager::new(&route, page, n_pages, routes::plans),
        all_pages: (1..=n_pages)
            .filter(|_| n_pages > 1)
            .map(|page| route.link_to(&routes::plans(page), None).as_str().to_owned())
            .collect(),
        statuses: statuses(scene),
        shelves: shelves(scene),
        is_empty: scene.archive.plans.is_empty(),
    }
}

fn group_word(standing: Standing) -> &'static str {
    match standing {
        Standing::Active => "active",
        Standing::Finished => "finished",
        Standing::Archived => "archived",
        Standing::Deleted => "deleted",
    }
}

fn group_title(scene: &Scene<'_>, standing: Standing, year: Option<i16>) -> String {
    let word = match standing {
        Standing::Active => return "Active".to_owned(),
        Standing::Finished if scene.index.totals.archived > 0 => "Finished, not archived",
        Standing::Finished => "Finished",
        Standing::Archived => "Archived",
        Standing::Deleted => "Deleted, alive in the history",
    };
    match year {
        Some(year) => format!("{word}, {year}"),
        None => format!("{word}, without a date"),
    }
}

fn lead(scene: &Scene<'_>) -> String {
    let totals = &scene.index.totals;
    let finished = if totals.archived > 0 { "finished but not archived" } else { "finished" };
    let parts: Vec<String> =
        [(totals.active, "active"), (totals.finished, finished), (totals.archived, "archived"), (totals.deleted, "recovered from history")]
            .into_iter()
            .filter(|(n, _)| *n > 0)
            .map(|(n, word)| format!("{} {word}", format::count(n)))
            .collect();
    let all = format::counted(scene.archive.plans.len(), "plan", "plans");
    if parts.is_empty() { all } else { format!("{all}: {}", parts.join(", ")) }
}

fn statuses(scene: &Scene<'_>) -> Vec<Choice> {
    const ALL: [Status; 6] =
        [Status::InProgress, Status::Proposed, Status::Blocked, Status::Complete, Status::Superseded, Status::Abandoned];
    let counts = &scene.index.status_counts;
    let mut choices: Vec<Choice> = ALL
        .into_iter()
        .filter_map(|status| counts.get(&Some(status)).map(|n| (status_words(status), *n)))
        .map(|((value, words), n)| Choice { value, words, n: format::count(n) })
        .collect();
    if let Some(n) = counts.get(&None) {
        choices.push(Choice { value: "unknown", words: "no status", n: format::count(*n) });
    }
    choices
}

fn shelves(scene: &Scene<'_>) -> Vec<Choice> {
    let totals = &scene.index.totals;
    [("active", totals.active + totals.finished), ("archived", totals.archived), ("deleted", totals.deleted)]
        .into_iter()
        .filter(|(_, n)| *n > 0)
        .map(|(word, n)| Choice { value: word, words: word, n: format::count(n) })
        .collect()
}
