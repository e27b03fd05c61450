//! Papers of one piece of work that only their names join: `plans/2026-01-31-add-search.md` and
//! `specs/2026-01-31-add-search-design.md`, or an implementation plan beside the plan that logs the work. Pure.

use std::collections::BTreeMap;

use super::artifacts::{plan_stem, undated};
use super::belong::Tie;
use super::classify::Class;
use super::place::{self, Home, Role};
use super::text::TextFile;
use crate::model::papers;

/// What a file's name ends in that says what paper of the work it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    Plan,
    Nothing,
    Design,
    /// What a product has to do, which tasks are made of.
    Requirements,
}

const ENDINGS: &[(&str, Ending)] = &[
    ("-implementation-plan", Ending::Plan),
    ("-implementation", Ending::Plan),
    ("-execplan", Ending::Plan),
    ("-exec-plan", Ending::Plan),
    ("-plan", Ending::Plan),
    ("-impl", Ending::Plan),
    ("-technical-design", Ending::Design),
    ("-design-spec", Ending::Design),
    ("-design-doc", Ending::Design),
    ("-design", Ending::Design),
    ("-spec", Ending::Design),
    // What came of the plan, as a tool writes it once the plan is carried out.
    ("-implementation-report", Ending::Design),
    ("-report", Ending::Design),
];

/// A file as its name tells of it.
struct Paper {
    text: usize,
    ending: Ending,
    /// The date that its name begins with, as written, or what stands for one; empty without.
    date: String,
    /// How much its text says that it is the plan of the work.
    weight: u8,
}

/// Ties designs and drafts to the one plan of the same work, for `texts` that `is_free`.
///
/// Of several papers the plan is the one with living sections, else boxes, else the name of a plan, else no ending of its own;
/// two that are alike in this are two plans. A paper with boxes is never tied, unless they are of requirements, nor is one that lies
/// among plans and has a living section.
pub fn tied<'a>(texts: &'a [TextFile], is_free: impl Fn(usize) -> bool + 'a) -> impl Iterator<Item = (usize, Tie)> + 'a {
    let mut works: BTreeMap<(&str, String), Vec<Paper>> = BTreeMap::new();
    for (index, text) in texts.iter().enumerate().filter(|(index, text)| is_free(*index) && can_be_paper(text)) {
        let (date, topic, ending) = named(plan_stem(&text.path));
        let paper = Paper { text: index, ending, date, weight: weight(text, ending) };
        works.entry((base(text.path.folder()), topic)).or_default().push(paper);
    }
    works.into_iter().flat_map(move |((_, topic), papers)| {
        let main = main(&papers).map(|main| (main.text, main.date.clone(), main.weight == LOG));
        let n_designs = papers.iter().filter(|paper| paper.ending == Ending::Design).count();
        papers.into_iter().filter_map(move |paper| {
            let (plan, date, is_log) = main.as_ref().filter(|(plan, ..)| *plan != paper.text)?;
            let is_dated_alike = !date.is_empty() && *date == paper.date;
            // The only design of its topic may be of another day than the plan.
            let is_only = || paper.ending == Ending::Design && n_designs == 1 && topic.contains('-');
            let is_named = is_dated_alike || is_only();
            let text = &texts[paper.text];
            let is_tied = is_named && (is_bare(text) || paper.ending == Ending::Requirements && !text.look.living.has_strong());
            is_tied.then(|| (paper.text, tie(text, *plan, *is_log)))
        })
    })
}

/// What a stem says of a paper: its date, or what joins it to another as a date does; its topic; what it is.
fn named(stem: &str) -> (String, String, Ending) {
    if let Some(product) = papers::product(stem) {
        let ending = if product.is_tasks { Ending::Plan } else { Ending::Requirements };
        return (place::kebab(product.before), place::kebab(product.topic), ending);
    }
    let stem = place::kebab(stem);
    let topic = undated(&stem).unwrap_or(&stem);
    let date = stem[..stem.len() - topic.len()].to_owned();
    let ended = |(ending, kind): &(&str, Ending)| Some((topic.strip_suffix(ending).filter(|rest| !rest.is_empty())?, *kind));
    let (bare, ending) = ENDINGS.iter().find_map(ended).unwrap_or((topic, Ending::Nothing));
    (date, bare.to_owned(), ending)
}

/// Whether a text may be a paper of some work: a plan, or what lies where plans or work are kept.
fn can_be_paper(text: &TextFile) -> bool {
    let is_writing = matches!(place::role(&text.path), Role::Ordinary | Role::NamesPlan | Role::NamesExecPlan);
    let is_kept = || matches!(place::home(&text.path), Home::Plans(_) | Home::Work(_)) || is_of_designs(last(text.path.folder()));
    !text.is_given && is_writing && !matches!(text.class, Class::Parts(_)) && (matches!(text.class, Class::Plan(_)) || is_kept())
}

/// The weight of a plan with living sections of its own.
const LOG: u8 = 4;

fn weight(text: &TextFile, ending: Ending) -> u8 {
    match (&text.class, ending) {
        (_, Ending::Requirements) => 0,
        (Class::Plan(found), _) if found.by_sections => LOG,
        (Class::Plan(_), _) if text.look.n_boxes > 0 => 3,
        (Class::Plan(_), Ending::Plan) => 2,
        (Class::Plan(_), Ending::Nothing) => 1,
        _ => 0,
    }
}

/// The plan of some work, if there is one and no other like it.
fn main(papers: &[Paper]) -> Option<&Paper> {
    let main = papers.iter().max_by_key(|paper| paper.weight).filter(|main| main.weight > 0)?;
    (papers.iter().filter(|paper| paper.weight == main.weight).count() == 1).then_some(main)
}

/// Whether a text keeps nothing that is done step by step and, where it lies among plans, no decisions of its own either.
fn is_bare(text: &TextFile) -> bool {
    let records = || text.look.living.n_kinds() > 0 && matches!(place::home(&text.path), Home::Plans(_));
    text.look.n_boxes == 0 && !text.look.living.has_strong() && !records()
}

/// What specifies the work holds decisions under a weak name, `## Decisions` of a design; a plan that is a log has its own.
fn tie(text: &TextFile, plan: usize, is_log: bool) -> Tie {
    let reason = "named like the plan".to_owned();
    if text.look.n_boxes > 0 || text.look.living.n_kinds() > 0 && !is_log {
        Tie::Side { plan, reason }
    } else {
        Tie::Artifact { plan, reason }
    }
}

/// The folder in which a piece of work has its papers: what is left without folders of plans, of work, of designs and of states.
fn base(folder: &str) -> &str {
    let mut base = folder;
    while !base.is_empty() && (place::is_kept_in(last(base)) || is_of_designs(last(base))) {
        base = base.rsplit_once('/').map_or("", |(above, _)| above);
    }
    base
}

fn last(folder: &str) -> &str {
    folder.rsplit('/').next().unwrap_or(folder)
}

fn is_of_designs(name: &str) -> bool {
    matches!(name, "design" | "designs" | "spec" | "reports")
}
