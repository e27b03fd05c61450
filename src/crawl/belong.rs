//! Which Markdown files belong to a plan: further files that hold its records (`progress.md` beside `plan.md`,
//! `x.progress.md` beside `x.md`) and the rest of its own folder. Pure.

use std::collections::{BTreeMap, BTreeSet};

use super::classify::Class;
use super::designs;
use super::place::{self, Home, Role};
use super::text::TextFile;
use crate::model::{gsd, openspec, papers};
use crate::text::SourcePath;

/// What a Markdown file is to a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tie {
    /// It holds further records of the plan.
    Side {
        /// Index of the plan's text.
        plan: usize,
        /// Why.
        reason: String,
    },
    /// It lies with the plan but holds no records.
    Artifact {
        /// Index of the plan's text.
        plan: usize,
        /// Why.
        reason: String,
    },
}

impl Tie {
    /// Index of the plan's text.
    pub fn plan(&self) -> usize {
        match self {
            Self::Side { plan, .. } | Self::Artifact { plan, .. } => *plan,
        }
    }
}

/// Who belongs to whom.
#[derive(Debug, Default)]
pub struct Belonging {
    /// By index of the text.
    pub ties: BTreeMap<usize, Tie>,
    /// A plan's own folder: the folder, and the index of its main text.
    pub own: BTreeMap<String, usize>,
}

impl Belonging {
    /// The plan in whose own folder (the deepest, if several) a file lies.
    pub fn owner(&self, path: &SourcePath) -> Option<(&str, usize)> {
        let mut folder = path.folder();
        while !folder.is_empty() {
            if let Some((folder, main)) = self.own.get_key_value(folder) {
                return Some((folder, *main));
            }
            folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
        }
        None
    }
}

/// Ties the texts, sorted by path, to the plans among them.
pub fn belong(texts: &[TextFile]) -> Belonging {
    let by_path: BTreeMap<&str, usize> = texts.iter().enumerate().map(|(index, text)| (text.path.as_str(), index)).collect();
    let own = own_folders(texts);
    let mut belonging = Belonging { own, ties: BTreeMap::new() };
    let is_plan = |index: usize| matches!(texts[index].class, Class::Plan(_));
    for (index, text) in texts.iter().enumerate() {
        if text.is_given {
            continue;
        }
        let tie = of_gsd(index, texts, &by_path, &belonging).unwrap_or_else(|| {
            beside(text, &by_path, &is_plan)
                .or_else(|| recap(text, &belonging))
                .or_else(|| in_own_folder(index, texts, &belonging))
                .or_else(|| named_in_front_matter(text, &by_path, &is_plan))
        });
        if let Some(tie) = tie {
            belonging.ties.insert(index, tie);
        }
    }
    let tied: Vec<_> = {
        let is_free = |index: usize| !belonging.ties.contains_key(&index) && belonging.owner(&texts[index].path).is_none();
        designs::tied(texts, is_free).collect()
    };
    belonging.ties.extend(tied);
    settle(&mut belonging.ties);
    belonging
}

/// A side of a side belongs to the plan itself.
fn settle(ties: &mut BTreeMap<usize, Tie>) {
    let plan_of: BTreeMap<usize, usize> = ties.iter().map(|(index, tie)| (*index, tie.plan())).collect();
    let settled = |mut plan: usize| {
        for _ in 0..8 {
            match plan_of.get(&plan) {
                Some(above) => plan = *above,
                None => return Some(plan),
            }
        }
        None
    };
    ties.retain(|_, tie| match tie {
        Tie::Side { plan, .. } | Tie::Artifact { plan, .. } => settled(*plan).map(|main| *plan = main).is_some(),
    });
}

/// Folders that are one plan's own, with their main text.
fn own_folders(texts: &[TextFile]) -> BTreeMap<String, usize> {
    let mut by_folder: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, text) in texts.iter().enumerate() {
        if matches!(text.class, Class::Plan(_)) {
            by_folder.entry(text.path.folder()).or_default().push(index);
        }
    }
    let folders = |is_sign: &dyn Fn(&TextFile) -> bool| -> BTreeSet<&str> {
        texts.iter().filter(|text| is_sign(text)).map(|text| text.path.folder()).collect()
    };
    let specified = folders(&|text| papers::is_specification(text.path.stem()));
    // `search-tasks.md` and `search-context.md` in `search/`, whatever that lies in.
    let shared = folders(&|text| matches!(after_folder(&text.path).as_deref(), Some("tasks" | "context")));
    let own = by_folder.into_iter().filter(|(folder, _)| place::can_be_own(folder));
    let signs = |folder: &str| Signs {
        is_specified: folder.rsplit('/').nth(1) == Some("specs") || specified.contains(folder),
        is_shared: shared.contains(folder),
    };
    let main = |folder: &str, plans: &[usize]| main_of(folder, plans, texts, signs(folder));
    let mut own: BTreeMap<String, usize> = own.filter_map(|(folder, plans)| Some((folder.to_owned(), main(folder, &plans)?))).collect();
    // The roadmap of a project is its heart.
    let roadmap = |text: &TextFile| gsd::is_project(text.path.folder()) && text.path.file_name() == "ROADMAP.md";
    own.extend(texts.iter().enumerate().filter(|(_, text)| roadmap(text)).map(|(index, text)| (text.path.folder().to_owned(), index)));
    own
}

/// Whether a file specifies all of the work of a plan, by its name and place: `spec.md` beside it, `prd-search.md`.
pub fn specifies(path: &SourcePath, plan: &SourcePath) -> bool {
    let is_beside = path.folder() == plan.folder() && papers::is_specification(path.stem());
    is_beside || papers::product(path.stem()).is_some_and(|product| !product.is_tasks)
}

/// What tells that a folder is one plan's own.
#[derive(Clone, Copy)]
struct Signs {
    /// It holds a specification of the work.
    is_specified: bool,
    /// It holds tasks or context that are named after it.
    is_shared: bool,
}

/// The name of a folder, for comparing.
fn name_of(folder: &str) -> String {
    place::kebab(folder.rsplit('/').next().unwrap_or(folder))
}

/// What the name of a file says beyond that of its folder: `tasks` of `search/search-tasks.md`.
fn after_folder(path: &SourcePath) -> Option<String> {
    let name = name_of(path.folder());
    let stem = place::kebab(path.stem());
    stem.strip_prefix(&name).and_then(|rest| rest.strip_prefix('-')).filter(|_| !name.is_empty()).map(str::to_owned)
}

/// The main text of a folder, if it is one plan's own.
fn main_of(folder: &str, plans: &[usize], texts: &[TextFile], signs: Signs) -> Option<usize> {
    let Signs { is_specified, is_shared } = signs;
    if !is_shared && !matches!(place::home(&texts[plans[0]].path), Home::Plans(_) | Home::Work(_)) {
        return None;
    }
    let name = name_of(folder);
    let stem = |index: &usize| place::kebab(texts[*index].path.stem());
    if openspec::change(folder).is_some() {
        return ["proposal", "tasks"].into_iter().find_map(|wanted| plans.iter().find(|index| stem(index) == wanted)).copied();
    }
    if gsd::unit(folder).is_some() {
        let part = |index: &&usize| gsd::part(texts[**index].path.stem()).1;
        let wanted = [gsd::Part::Context, gsd::Part::Plan, gsd::Part::Summary];
        return wanted.into_iter().find_map(|wanted| plans.iter().find(|index| part(index) == wanted)).copied();
    }
    let bare = |name: &str| {
        let name = name.strip_prefix("plan-").unwrap_or(name);
        name.strip_suffix("-plan").unwrap_or(name).to_owned()
    };
    if let Some(same) = plans.iter().find(|index| bare(&stem(index)) == bare(&name)) {
        return Some(*same);
    }
    if let Some(main) = place::MAIN.iter().find_map(|wanted| plans.iter().find(|index| stem(index) == *wanted)) {
        return Some(*main);
    }
    if let Some(tasks) = plans.iter().find(|index| is_specified && stem(index) == "tasks") {
        return Some(*tasks);
    }
    if let Some(front) = plans.iter().find(|index| place::role(&texts[**index].path) == Role::Front) {
        return Some(*front);
    }
    let by_sections: Vec<_> =
        plans.iter().filter(|index| matches!(&texts[**index].class, Class::Plan(found) if found.by_sections)).collect();
    match (&by_sections[..], plans) {
        ([only], _) if place::names_one_plan(folder) => Some(**only),
        // `active/search/tasks.md`, where nothing else tells of the work.
        (_, [only]) if matches!(stem(only).as_str(), "tasks" | "todo" | "task-list") => Some(*only),
        _ => None,
    }
}

/// What a file of a project of GSD is tied to: the phase it is of, else the roadmap of the milestone or project. Nothing if
/// it stands by itself; `None` if it is of no such project.
fn of_gsd(index: usize, texts: &[TextFile], by_path: &BTreeMap<&str, usize>, belonging: &Belonging) -> Option<Option<Tie>> {
    let path = &texts[index].path;
    let is_plan = |index: &usize| matches!(texts[*index].class, Class::Plan(_));
    let is_own = |own: &str| gsd::is_project(own) || gsd::unit(own).is_some();
    let (own, plan) = belonging.owner(path).filter(|(own, plan)| is_own(own) && *plan != index && is_plan(plan))?;
    let stem = path.stem();
    let in_milestones = || path.folder().strip_prefix(own) == Some("/milestones");
    let (plan, is_side) = if gsd::unit(own).is_some() {
        (plan, own == path.folder() && gsd::part(stem).1 != gsd::Part::Other)
    } else if own == path.folder() {
        (plan, matches!(stem, "PROJECT" | "REQUIREMENTS" | "MILESTONES"))
    } else if let Some((milestone, part)) = stem.split_once('-').filter(|_| in_milestones()) {
        // `v1.0-REQUIREMENTS.md` beside `v1.0-ROADMAP.md`
        if part == "ROADMAP" && is_plan(&index) {
            return Some(None);
        }
        let beside = path.resolve(&format!("{milestone}-ROADMAP.md")).and_then(|path| by_path.get(path.as_str()).copied());
        let roadmap = beside.filter(is_plan);
        (roadmap.unwrap_or(plan), roadmap.is_some() && part == "REQUIREMENTS")
    } else {
        (plan, false)
    };
    let reason = format!("of GSD, in `{own}/`");
    Some(Some(if is_side { Tie::Side { plan, reason } } else { Tie::Artifact { plan, reason } }))
}

/// What file names call records of a plan.
const RECORDS: &[&str] = &[
    "progress",
    "progress-log",
    "todo",
    "todos",
    "tasks",
    "task-list",
    "checklist",
    "steps",
    "status",
    "decisions",
    "decision",
    "decision-log",
    "decisions-log",
    "surprises",
    "discoveries",
    "surprises-and-discoveries",
    "findings",
    "outcomes",
    "outcome",
    "retrospective",
    "retro",
    "lessons",
    "lessons-learned",
    "log",
    "journal",
    "worklog",
    "work-log",
    "milestones",
];

/// Whether a stem names records: `decision-log`, `TASK_01_x`, `02-progress`.
fn names_records(stem: &str) -> bool {
    let kebab = place::kebab(stem);
    let bare = kebab.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-');
    let numbered =
        |word: &str| bare.strip_prefix(word).is_some_and(|rest| rest.trim_start_matches('-').starts_with(|c: char| c.is_ascii_digit()));
    RECORDS.contains(&bare) || ["task", "phase", "step"].into_iter().any(numbered)
}

/// `x.progress.md`, `x-decision-log.md` beside `x.md`; `progress.md` beside `task_plan.md`.
fn beside(text: &TextFile, by_path: &BTreeMap<&str, usize>, is_plan: &dyn Fn(usize) -> bool) -> Option<Tie> {
    let stem = text.path.stem();
    let plan_named = |stem: &str| {
        let path = text.path.resolve(&format!("{stem}.{}", text.path.extension()))?;
        by_path.get(path.as_str()).copied().filter(|index| is_plan(*index))
    };
    let side = |plan: usize, of: &str| Tie::Side { plan, reason: format!("`{}` of `{of}`", text.path.file_name()) };
    for (at, _) in stem.match_indices(['.', '-', '_']).collect::<Vec<_>>().into_iter().rev() {
        let (name, records) = (&stem[..at], &stem[at + 1..]);
        if !RECORDS.contains(&place::kebab(records).as_str()) {
            continue;
        }
        // With a hyphen the whole may be a plan of its own: `x-tasks.md` beside `x.md`.
        let is_own = stem[at..].starts_with(['-', '_']) && matches!(&text.class, Class::Plan(found) if found.by_sections);
        if let Some(plan) = plan_named(name).or_else(|| plan_named(&format!("{name}.plan"))).filter(|_| !is_own) {
            return Some(side(plan, name));
        }
    }
    let is_bare = matches!(place::kebab(stem).as_str(), "progress" | "findings" | "decisions" | "decision-log");
    let folder = text.path.folder().rsplit('/').next().unwrap_or("");
    if is_bare && !place::is_plan_folder(folder) && !matches!(&text.class, Class::Plan(found) if found.by_sections) {
        return ["task_plan", "plan", "execplan", "PLAN"].into_iter().find_map(|main| Some(side(plan_named(main)?, main)));
    }
    None
}

fn in_own_folder(index: usize, texts: &[TextFile], belonging: &Belonging) -> Option<Tie> {
    let text = &texts[index];
    let (folder, plan) = belonging.owner(&text.path).filter(|(_, plan)| *plan != index)?;
    let reason = format!("in the plan's own folder `{folder}/`");
    let attached = matches!(place::home(&text.path), Home::Attachments(_));
    let role = place::role(&text.path);
    let is_writing = matches!(role, Role::Ordinary | Role::NamesPlan | Role::NamesExecPlan);
    if attached && role != Role::Template {
        return Some(Tie::Artifact { plan, reason });
    }
    if !is_writing || matches!(place::home(&text.path), Home::Never(_)) {
        return None;
    }
    let further = after_folder(&text.path);
    if names_records(further.as_deref().unwrap_or(text.path.stem())) {
        return Some(Tie::Side { plan, reason });
    }
    let is_its_own = match &text.class {
        Class::Plan(found) => found.by_sections || starts_with_date(text.path.stem()) || (text.identity.is_some() && text.look.has_status),
        Class::Parts(_) => true,
        Class::Not { .. } => false,
    };
    // What specifies the work holds decisions under a weak name: `## Decisions` of a design.
    let is_context = further.as_deref().unwrap_or(text.path.stem()) == "context";
    let specifies = (is_context || matches!(texts[plan].path.stem(), "proposal" | "tasks")) && text.look.living.n_kinds() > 0;
    match text.look.n_boxes > 0 || text.look.living.has_strong() || specifies {
        _ if is_its_own => None,
        true => Some(Tie::Side { plan, reason }),
        false => Some(Tie::Artifact { plan, reason }),
    }
}

/// `recaps/2026-01-31-add-search.md`, which Agent OS writes of the plan in the folder of that name.
fn recap(text: &TextFile, belonging: &Belonging) -> Option<Tie> {
    if text.path.folder().rsplit('/').next() != Some("recaps") {
        return None;
    }
    let is_of = |folder: &str| folder.rsplit('/').next() == Some(text.path.stem());
    let (folder, plan) = belonging.own.iter().find(|(folder, _)| is_of(folder))?;
    Some(Tie::Side { plan: *plan, reason: format!("what came of `{folder}/`") })
}

fn starts_with_date(stem: &str) -> bool {
    let digits = stem.chars().filter(char::is_ascii_digit).count();
    digits >= 6 && stem.starts_with(|c: char| c.is_ascii_digit())
}

/// A task file that names its plan: `plan_file: ./PLAN_x.md`.
fn named_in_front_matter(text: &TextFile, by_path: &BTreeMap<&str, usize>, is_plan: &dyn Fn(usize) -> bool) -> Option<Tie> {
    let target = text.plan_file.as_deref()?;
    let path = text.path.resolve(target)?;
    let plan = by_path.get(path.as_str()).copied().filter(|index| is_plan(*index))?;
    names_records(text.path.stem()).then(|| Tie::Side { plan, reason: format!("its front matter names `{target}`") })
}
