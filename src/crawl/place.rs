//! What a path alone says: whether its folders are known places of plans, what its file name is for, and on
//! which shelf it lies. Words, not layouts, so that the next archive's variant is understood too. Pure.

use crate::model::{Shelf, Status, gsd, openspec};
use crate::text::SourcePath;

/// How much a folder says for a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Home {
    /// A folder of plans, by its own name: `execplans`, `plans`.
    Plans(String),
    /// A folder of work of any kind: `tasks`, `specs`. Needs a sign in the text too.
    Work(String),
    /// Test data, tool prompts, templates: never plans, whatever the text looks like.
    Never(String),
    /// Files that belong to plans: `artifacts`, below a folder of plans.
    Attachments(String),
    /// Nothing.
    None,
}

/// What a file name is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// No special one.
    Ordinary,
    /// It names a plan: `plan.md`, `x.plan.md`, `PLAN_x.md`.
    NamesPlan,
    /// It names an ExecPlan: `execplan-x.md`.
    NamesExecPlan,
    /// `README.md`, `index.md`: a plan only as the heart of a plan's own folder.
    Front,
    /// A list of plans by its name: `plans-index.md`.
    Index,
    /// `PLANS.md` and other guides to plans.
    Guide,
    /// A template.
    Template,
    /// A running register of debt, not a plan.
    Register,
    /// A file for agents or about the repository: `AGENTS.md`, `SKILL.md`, `CHANGELOG.md`.
    Meta,
}

impl Role {
    /// Why a file of this role is no plan.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Ordinary | Self::NamesPlan | Self::NamesExecPlan => "",
            Self::Front => "an index or readme",
            Self::Index => "an index of plans",
            Self::Guide => "a guide to plans",
            Self::Template => "a template",
            Self::Register => "a register of technical debt",
            Self::Meta => "a file about the repository or for agents",
        }
    }
}

/// Lower-case words of a file stem or folder name.
fn words(name: &str) -> Vec<String> {
    let is_gap = |c: char| !c.is_alphanumeric();
    name.split(is_gap).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// Words that stand for plans.
fn is_plan_word(word: &str) -> bool {
    matches!(
        word,
        "plan"
            | "plans"
            | "execplan"
            | "execplans"
            | "exec"
            | "execution"
            | "masterplan"
            | "masterplans"
            | "master"
            | "workplan"
            | "workplans"
    )
}

/// What plans are called in other languages, as the name of a folder.
const PLANS: &[&str] =
    &["planes", "planos", "pläne", "plaene", "piani", "plannen", "planer", "plany", "plány", "rencana", "планы", "план", "плани"];

/// What a plan is called in languages that join it to the words before it: `执行计划`, `実行計画`, `구현계획`.
pub const JOINED_PLANS: &[&str] = &["计划", "計劃", "計画", "계획"];

/// What a template is called there.
const JOINED_TEMPLATES: &[&str] = &["模板", "模版", "テンプレート", "雛形", "템플릿"];

/// Whether a folder's name says that it holds plans.
pub fn is_plan_folder(name: &str) -> bool {
    let words = words(name);
    let joined = words.concat();
    let with_state = words.first().is_some_and(|word| word == "plans") && words[1..].iter().all(|word| state(word).is_some());
    joined == "plan"
        || words.first().is_some_and(|word| PLANS.contains(&word.as_str()))
        || JOINED_PLANS.iter().any(|plans| joined.ends_with(plans))
        || joined.contains("execplan")
        || joined.contains("executionplan")
        || words.last().is_some_and(|word| word.ends_with("plans"))
        || words.len() > 1 && with_state
}

fn is_work_folder(name: &str) -> bool {
    let words = words(name);
    let first = words.first().map_or("", String::as_str);
    // `40-stories`, `04-sprint-execution`
    let is_counted = first.bytes().all(|byte| byte.is_ascii_digit());
    let first = if is_counted { words.get(1).map_or("", String::as_str) } else { first };
    matches!(
        first,
        "tasks"
            | "task"
            | "todo"
            | "todos"
            | "specs"
            | "sprints"
            | "milestones"
            | "programs"
            | "tracks"
            | "tickets"
            | "workitems"
            | "initiatives"
            | "iterations"
            | "stories"
            | "epics"
            | "issues"
            | "roadmap"
            | "roadmaps"
            | "planning"
            | "beans"
            | "breakdowns"
            | "sprint"
            | "chantiers"
            | "execuções"
            | "execucoes"
            | "ejecuciones"
            | "tareas"
            | "tarefas"
            | "aufgaben"
            | "tâches"
            | "taches"
            | "задачи"
            | "спринты"
            | "任务"
            | "任務"
            | "タスク"
            | "작업"
    ) || first.starts_with("specs")
        || words.concat().starts_with("workitem")
        // Not `.changeset/`, where packages say what they release.
        || words == ["change", "sets"]
}

/// What the folders of a path say.
pub fn home(path: &SourcePath) -> Home {
    let folders: Vec<&str> = path.folder().split('/').filter(|name| !name.is_empty()).collect();
    let mut found = Home::None;
    for (index, folder) in folders.iter().enumerate() {
        let after_dot = index > 0 && folders[index - 1].starts_with('.');
        let lower = folder.to_lowercase().replace(['_', ' '], "-");
        let is_below_plans = matches!(found, Home::Plans(_));
        match lower.trim_matches(['.', '-']) {
            "template" | "templates" => return Home::Never(format!("in a folder of templates, `{folder}/`")),
            "fixture" | "fixtures" | "testdata" | "test-data" | "snapshots" if !is_below_plans => {
                return Home::Never(format!("test data, in `{folder}/`"));
            }
            "skill" | "skills" | "issue-template" if !is_below_plans => return Home::Never(for_a_tool(folder)),
            "prompt" | "prompts" | "commands" | "rules" | "personas"
                if !is_below_plans && !folders[index + 1..].iter().any(|name| is_plan_folder(name)) =>
            {
                return Home::Never(for_a_tool(folder));
            }
            "agent" | "agents" if after_dot => return Home::Never(for_a_tool(folder)),
            name if found != Home::None && is_for_artifacts(name) => {
                return Home::Attachments((*folder).to_owned());
            }
            _ if is_plan_folder(folder) => found = Home::Plans((*folder).to_owned()),
            _ if found == Home::None
                && (is_work_folder(folder)
                    || is_stage(&lower)
                    || lower == "prps" && index + 1 == folders.len()
                    || index > 0 && is_of_tool(folders[index - 1], folder)) =>
            {
                found = Home::Work((*folder).to_owned());
            }
            _ => {}
        }
    }
    found
}

/// Whether a folder holds the work that a tool keeps: `conductor/tracks`, `openspec/changes`.
fn is_of_tool(tool: &str, folder: &str) -> bool {
    let is_one = match folder {
        "changes" => tool == "openspec",
        // Agent OS keeps a roadmap and decisions of the whole beside its specifications.
        "product" => tool.trim_start_matches('.') == "agent-os",
        // Trae keeps plans of one file each beside its specifications.
        "documents" => tool == ".trae",
        // Stories of BMad, and what came of them.
        "implementation-artifacts" => tool.starts_with("_bmad"),
        _ => false,
    };
    is_one || tool == "conductor"
}

fn for_a_tool(folder: &str) -> String {
    format!("written for a tool, in `{folder}/`")
}

/// Whether a folder is a stage that work passes through, whatever it stands in.
fn is_stage(name: &str) -> bool {
    matches!(name, "active" | "completed" | "in-progress" | "wip" | "doing" | "backlog" | "icebox" | "planned")
}

/// Stems of files that may hold a whole plan by their name, best first.
pub const MAIN: &[&str] =
    &["execplan", "exec-plan", "plan", "task-plan", "implementation-plan", "masterplan", "master-plan", "program", "project-plan"];

/// What a file's name is for.
pub fn role(path: &SourcePath) -> Role {
    let stem = path.stem();
    let words = words(stem);
    let joined = words.concat();
    let bare: Vec<&str> = words.iter().map(String::as_str).filter(|word| !word.chars().all(|c| c.is_ascii_digit())).collect();
    let is_vocabulary =
        |word: &&str| is_plan_word(word) || state(word).is_some() || matches!(*word, "milestone" | "task" | "spec" | "ep" | "adr");
    let all_but = |tail: &[&str]| bare.iter().all(|word| tail.contains(word) || is_vocabulary(word));
    let has = |tail: &[&str]| bare.iter().any(|word| tail.contains(word));
    const TEMPLATE: &[&str] =
        &["template", "templates", "skeleton", "boilerplate", "requirements", "example", "plantilla", "vorlage", "шаблон", "plano", "план"];
    const GUIDE: &[&str] = &["guide", "guides", "guidelines", "framework", "format", "conventions", "instructions", "howto", "handbook"];
    match joined.as_str() {
        // `README.zh.md`; `01-readme-section.md` is work on one.
        _ if words.first().is_some_and(|word| word == "readme") || bare == ["readme"] => Role::Front,
        "index" => Role::Front,
        "plans" | "execplans" | "executionplans" | "masterplans" | "programs" | "planning" => Role::Guide,
        "agents" | "claude" | "gemini" | "skill" | "copilotinstructions" | "contributing" | "changelog" | "license" | "codeofconduct" => {
            Role::Meta
        }
        _ if joined.contains("techdebt") || joined.contains("technicaldebt") || joined.contains("debttracker") => Role::Register,
        _ if names_template(&joined) => Role::Template,
        _ if is_template_name(stem) && (all_but(TEMPLATE) || stem.contains("TEMPLATE")) => Role::Template,
        _ if has(GUIDE) && bare.iter().any(|word| is_plan_word(word)) && all_but(GUIDE) => Role::Guide,
        _ if has(&["index"])
            && bare.iter().all(|word| *word == "index" || *word == "of" || is_plan_word(word) || state(word).is_some()) =>
        {
            Role::Index
        }
        _ if joined.contains("execplan") => Role::NamesExecPlan,
        _ if bare.first() == Some(&"plan") || bare.last() == Some(&"plan") => Role::NamesPlan,
        _ if bare.iter().any(|word| names_plan(word)) => Role::NamesPlan,
        _ => Role::Ordinary,
    }
}

/// Whether a word stands for a plan in another language, by itself or at the end or start of a longer one: `Umsetzungsplan`,
/// `実装計画`.
fn names_plan(word: &str) -> bool {
    matches!(word, "plano" | "план" | "projektplan")
        || word.ends_with("splan")
        || JOINED_PLANS.iter().any(|plan| word.starts_with(plan) || word.ends_with(plan))
}

/// `计划模板`, `テンプレート`: a template and nothing else than of plans. `更新模板` is about one.
fn names_template(joined: &str) -> bool {
    let of = JOINED_TEMPLATES.iter().find_map(|template| joined.strip_suffix(template));
    of.is_some_and(|of| of.is_empty() || is_plan_word(of) || JOINED_PLANS.iter().any(|plan| of.ends_with(plan)))
}

/// Whether a stem begins or ends with the word: `EP-TEMPLATE`, `template-feature`.
pub fn is_template_name(stem: &str) -> bool {
    let stem = stem.to_lowercase();
    let stem = stem.trim_start_matches(|c: char| !c.is_alphabetic());
    ["template", "templates", "skeleton", "plantilla", "vorlage", "шаблон"]
        .into_iter()
        .any(|word| stem.starts_with(word) || stem.ends_with(word))
}

/// Where a plan stands by its folders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The shelf.
    pub shelf: Shelf,
    /// Which folder or word says so.
    pub reason: String,
    /// What the folder alone states of the plan's state.
    pub status: Option<Status>,
}

/// What a word says of the plans it stands over.
fn state(word: &str) -> Option<(Shelf, Option<Status>)> {
    use Shelf::{Active, Archived};
    use Status::{Abandoned, Blocked, Complete, InProgress, Proposed, Superseded};
    Some(match word {
        "archive" | "archived" | "archives" | "history" | "legacy" | "old" | "past" | "closed" => (Archived, None),
        "complete" | "completed" | "done" | "finished" | "implemented" | "shipped" | "merged" => (Archived, Some(Complete)),
        "superseded" | "obsolete" | "deprecated" | "replaced" => (Archived, Some(Superseded)),
        "abandoned" | "cancelled" | "canceled" | "dropped" | "rejected" | "wontfix" => (Archived, Some(Abandoned)),
        "deferred" | "icebox" | "parked" | "shelved" => (Archived, Some(Blocked)),
        "paused" | "blocked" | "onhold" | "waiting" => (Active, Some(Blocked)),
        "wip" | "doing" | "inprogress" | "ongoing" => (Active, Some(InProgress)),
        "future" | "backlog" | "todo" | "planned" | "proposed" | "queued" | "upcoming" | "pending" | "drafts" | "draft" | "ideas" => {
            (Active, Some(Proposed))
        }
        "active" | "current" | "open" | "live" => (Active, None),
        _ => return foreign_state(word),
    })
}

/// The same in other languages.
fn foreign_state(word: &str) -> Option<(Shelf, Option<Status>)> {
    use Shelf::{Active, Archived};
    use Status::{Abandoned, Blocked, Complete, InProgress, Proposed};
    Some(match word {
        "архив" | "归档" | "已归档" | "存档" | "歸檔" | "アーカイブ" | "보관" | "아카이브" | "archiv" | "archiviert" | "arquivo"
        | "arquivados" | "archivados" | "archivés" | "archivio" => (Archived, None),
        "已完成"
        | "完成"
        | "完了"
        | "完了済み"
        | "완료"
        | "completados"
        | "completadas"
        | "concluidos"
        | "concluídos"
        | "concluídas"
        | "finalizados"
        | "finalizadas"
        | "terminados"
        | "terminés"
        | "termines"
        | "completati"
        | "abgeschlossen"
        | "erledigt"
        | "fertig"
        | "завершено"
        | "завершенные"
        | "завершённые"
        | "выполнено"
        | "выполненные"
        | "готово" => (Archived, Some(Complete)),
        "已取消" | "取消" | "已废弃" | "废弃" | "취소" | "cancelados" | "abgebrochen" | "отменено" => {
            (Archived, Some(Abandoned))
        }
        "暂停" | "已暂停" | "保留" | "보류" | "pausados" | "bloqueados" | "отложено" => (Active, Some(Blocked)),
        "进行中" | "進行中" | "진행중" | "encurso" | "enprogreso" | "emandamento" | "encours" | "laufend" | "inarbeit" | "вработе" => {
            (Active, Some(InProgress))
        }
        "待办" | "未着手" | "대기" | "예정" | "pendientes" | "pendentes" | "offen" | "ausstehend" | "запланировано" => {
            (Active, Some(Proposed))
        }
        "activos" | "ativos" | "aktiv" | "actifs" | "attivi" | "активные" | "текущие" => (Active, None),
        _ => return None,
    })
}

/// What one folder's name says: `completed`, `exec-plans-active`, `archive-2026-05`, `superseded-stubs`.
fn folder_state(name: &str, is_inside: bool) -> Option<(Shelf, Option<Status>)> {
    let words = words(name);
    let joined = words.concat();
    let is_sure =
        |word: &str| matches!(word, "archive" | "archived" | "completed" | "superseded" | "abandoned" | "deferred" | "deprecated");
    if let Some(found) = state(&joined).filter(|_| is_inside || is_sure(&joined)) {
        return Some(found);
    }
    let first = words.first().map_or("", String::as_str);
    if words.len() > 1 && is_sure(first) && (is_inside || words[1..].iter().all(|word| is_plan_word(word))) {
        return state(first);
    }
    let (states, rest): (Vec<_>, Vec<_>) = words.iter().partition(|word| state(word).is_some());
    if let [only] = states[..]
        && !rest.is_empty()
        && rest.iter().all(|word| is_plan_word(word) || matches!(word.as_str(), "specs" | "tasks"))
    {
        return state(only);
    }
    ["archive", "completed"].into_iter().find(|end| is_inside && joined.len() > end.len() && joined.ends_with(end)).and_then(state)
}

/// On which shelf a plan lies: its nearest folder that says so, else its file name.
pub fn standing(path: &SourcePath) -> Standing {
    if let Some(standing) = standing_of_tool(path.folder()) {
        return standing;
    }
    let folders: Vec<&str> = path.folder().split('/').filter(|name| !name.is_empty()).collect();
    let first_plans = folders.iter().position(|name| is_plan_folder(name) || is_work_folder(name));
    for (index, folder) in folders.iter().enumerate().rev() {
        let is_inside = first_plans.is_some_and(|first| index + 1 >= first);
        if let Some((shelf, status)) = folder_state(folder, is_inside) {
            return Standing { shelf, reason: format!("folder {folder}/"), status };
        }
    }
    let words = words(path.stem());
    let tail: Vec<&str> = words.iter().map(String::as_str).filter(|word| !word.chars().all(|c| c.is_ascii_digit())).collect();
    if let Some(word @ ("archived" | "archive" | "superseded" | "abandoned")) = tail.last().copied()
        && tail.len() > 1
        && let Some((shelf, status)) = state(word)
    {
        return Standing { shelf, reason: format!("file name ends in `{word}`"), status };
    }
    Standing { shelf: Shelf::Active, reason: "no folder says otherwise".to_owned(), status: None }
}

/// What lies in the archives of tools whose plans go there once they are done.
fn standing_of_tool(folder: &str) -> Option<Standing> {
    let done = |reason: &str| Standing { shelf: Shelf::Archived, reason: reason.to_owned(), status: Some(Status::Complete) };
    let is_archive = folder.rsplit_once('/').is_some_and(|(above, _)| above.ends_with("/archive"));
    if is_archive && openspec::change(folder).is_some() {
        return Some(done("folder archive/ of OpenSpec"));
    }
    let is_shipped =
        || gsd::unit(folder).is_some_and(|unit| unit.is_shipped) || folder.strip_suffix("/milestones").is_some_and(gsd::is_project);
    is_shipped().then(|| done("folder milestones/ of GSD"))
}

/// What a heading over several plans says of them: `Active Plans`, `Completed plans`.
pub fn heading_standing(heading: &str) -> Option<Standing> {
    let words = words(heading);
    let (shelf, status) = words.iter().find_map(|word| state(word))?;
    Some(Standing { shelf, reason: format!("section `{}`", heading.trim()), status })
}

/// Whether a folder's name says that plans or work are kept in it, or in what state.
pub fn is_kept_in(name: &str) -> bool {
    is_plan_folder(name) || is_work_folder(name) || folder_state(name, true).is_some()
}

/// The shelf a folder's name alone puts its plans on.
pub fn shelf_of_folder(name: &str) -> Option<Shelf> {
    folder_state(name, true).map(|(shelf, _)| shelf)
}

/// The status a folder's name alone states.
pub fn status_of_folder(name: &str) -> Option<Status> {
    folder_state(name, true).and_then(|(_, status)| status)
}

/// The folder that a plan's archive is known by: the outermost that holds plans or work by its name, else the outermost of
/// all; empty at the root.
pub fn outermost(path: &SourcePath) -> &str {
    let folder = path.folder();
    let ends = folder.match_indices('/').map(|(at, _)| at).chain([folder.len()]);
    let is_home = |end: &usize| {
        let name = folder[..*end].rsplit('/').next().unwrap_or(folder);
        is_plan_folder(name) || is_work_folder(name)
    };
    let end = ends.clone().find(is_home).or_else(|| ends.clone().next());
    &folder[..end.unwrap_or(0)]
}

/// Whether a folder holds artifacts of plans, by its name.
pub fn is_for_artifacts(name: &str) -> bool {
    matches!(name, "artifacts" | "artefacts" | "attachments" | "assets" | "screenshots" | "images" | "logs" | "evidence")
}

/// Whether a folder can be a plan's own: not a place of plans, a state, or a year, month or day.
pub fn can_be_own(folder: &str) -> bool {
    let name = folder.rsplit('/').next().unwrap_or(folder);
    let is_number = name.chars().all(|c| c.is_ascii_digit());
    !name.is_empty() && !is_number && !is_plan_folder(name) && !is_work_folder(name) && folder_state(name, true).is_none()
}

/// Whether a folder's name begins with a date or an id, as a plan's own folder does: `2026-06-05-x`,
/// `EP-20260101-001_x`, `014-x`.
pub fn names_one_plan(folder: &str) -> bool {
    let name = folder.rsplit('/').next().unwrap_or(folder);
    let head = name.trim_start_matches(|c: char| c.is_ascii_alphabetic()).trim_start_matches(['-', '_']);
    let letters = name.chars().take_while(char::is_ascii_alphabetic).count();
    letters <= 5 && head.chars().take_while(char::is_ascii_digit).count() >= 2
}

/// A name as words joined by `-`, for comparing `Decision_Log` with `decision-log`.
pub fn kebab(name: &str) -> String {
    words(name).join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_is_known_by_the_outermost_folder_of_plans() {
        for (path, folder) in [
            ("docs/exec-plans/completed/2026/a.md", "docs/exec-plans"),
            (".planning/phases/01-x/01-01-PLAN.md", ".planning"),
            (".agent/a.md", ".agent"),
            ("plans/plans/a.md", "plans"),
            ("PLANS.md", ""),
        ] {
            assert_eq!(outermost(&SourcePath::new(path)), folder, "{path}");
        }
    }

    #[test]
    fn shelves_come_from_the_nearest_folder() {
        use Status::*;
        let check = |path: &str, shelf: Shelf, status: Option<Status>, reason: &str| {
            let standing = standing(&SourcePath::new(path));
            assert_eq!((standing.shelf, standing.status, standing.reason.as_str()), (shelf, status, reason), "{path}");
        };
        check("docs/exec-plans/active/a.md", Shelf::Active, None, "folder active/");
        check("docs/exec-plans/completed/a.md", Shelf::Archived, Some(Complete), "folder completed/");
        check(".agent/plans/current/complete/a.md", Shelf::Archived, Some(Complete), "folder complete/");
        check(".agent/plans/current/paused/a.md", Shelf::Active, Some(Blocked), "folder paused/");
        check(".agent/plans/archive/superseded-stubs/a.md", Shelf::Archived, Some(Superseded), "folder superseded-stubs/");
        check("tasks/archive-users-2026-05/a.md", Shelf::Archived, None, "folder archive-users-2026-05/");
        check("docs/exec-plans-active/a.md", Shelf::Active, None, "folder exec-plans-active/");
        check("docs/specsarchive/a.md", Shelf::Archived, None, "folder specsarchive/");
        check(".agent/exec_plans/complete/2026/02/21/EP-1_x/EP-1_x.md", Shelf::Archived, Some(Complete), "folder complete/");
        check("legacy/app/docs/plans/a.md", Shelf::Active, None, "no folder says otherwise");
        check("plans/done-button/plan.md", Shelf::Active, None, "no folder says otherwise");
        check("docs/执行计划/已完成/a.md", Shelf::Archived, Some(Complete), "folder 已完成/");
        check("planes/en-curso/a.md", Shelf::Active, Some(InProgress), "folder en-curso/");
        check("планы/архив/a.md", Shelf::Archived, None, "folder архив/");
        check("plans/lessons-archived-2026-04-26.md", Shelf::Archived, None, "file name ends in `archived`");
    }

    #[test]
    fn folders_say_what_they_hold() {
        let home = |path: &str| home(&SourcePath::new(path));
        for path in [
            "prompts/execplans/a.md",
            "docs/superpowers/plans/a.md",
            ".agent/exec_plans/a.md",
            "collab/execplans/a.md",
            "docs/plans/templates-page/a.md",
            "_Projeto/planos/a.md",
            "docs/planes-de-trabajo/a.md",
            "doku/pläne/a.md",
            "docs/执行计划/a.md",
            "docs/実行計画/完了/a.md",
            "문서/구현 계획/a.md",
        ] {
            assert!(matches!(home(path), Home::Plans(_)), "{path}");
        }
        for path in [
            "work/active/a.md",
            "tasks/a.md",
            "specs/001-x/plan.md",
            "conductor/tracks/x/plan.md",
            "pm/roadmap/x/phase-1/status.md",
            "issues/closed/a.md",
            "prd/40-stories/a.md",
        ] {
            assert!(matches!(home(path), Home::Work(_)), "{path}");
        }
        for path in [".agents/skills/exec-plan/a.md", ".agent/templates/a.md", "tests/fixtures/docs/plans/a.md", ".claude/agents/a.md"] {
            assert!(matches!(home(path), Home::Never(_)), "{path}");
        }
        assert!(matches!(home("docs/plans/artifacts/x/a.md"), Home::Attachments(_)));
        assert_eq!(home("src/artifacts/a.md"), Home::None);
        assert_eq!(home(".agents/a.md"), Home::None);
    }

    #[test]
    fn names_say_what_a_file_is_for() {
        let role = |name: &str| role(&SourcePath::new(name));
        for name in ["PLANS.md", "ExecPlans.md", "plans/PROGRAMS.md", "execplan-guide.md"] {
            assert_eq!(role(name), Role::Guide, "{name}");
        }
        for name in
            ["FEATURE-TEMPLATE.md", "EP-TEMPLATE.md", "MILESTONE_TEMPLATE.md", "template.md", "_plan-template.md", "0000-template.md"]
        {
            assert_eq!(role(name), Role::Template, "{name}");
        }
        assert_eq!(role("README.ko.md"), Role::Front);
        assert_eq!(role("00-index.md"), Role::Index);
        assert_eq!(role("active-plans-index.md"), Role::Index);
        assert_eq!(role("tech-debt-tracker.md"), Role::Register);
        assert_eq!(role("2026-01-01-email-template.md"), Role::Ordinary);
        assert_eq!(role("TASK_01_index.md"), Role::Ordinary);
        assert_eq!(role("rebuild-search-index.md"), Role::Ordinary);
        assert_eq!(role("battle_summary_bugfix_execplan.md"), Role::NamesExecPlan);
        assert_eq!(role("PLAN_match.md"), Role::NamesPlan);
        assert_eq!(role("2026-01-17_plano_busca.md"), Role::NamesPlan);
        assert_eq!(role("搜索实施计划.md"), Role::NamesPlan);
        assert_eq!(role("実装計画-検索.md"), Role::NamesPlan);
        assert_eq!(role("Umsetzungsplan.md"), Role::NamesPlan);
        assert_eq!(role("计划模板.md"), Role::Template);
        assert_eq!(role("テンプレート.md"), Role::Template);
        assert_eq!(role("更新模板.md"), Role::Ordinary);
        assert_eq!(role("模板引擎重构计划.md"), Role::NamesPlan);
        assert_eq!(role("plantilla-plan.md"), Role::Template);
        assert_eq!(role("template-feature-page.md"), Role::Ordinary);
    }

    #[test]
    fn folders_of_one_plan() {
        assert!(names_one_plan("docs/programs/2026-06-05-x"));
        assert!(names_one_plan("EP-20260221-001_x"));
        assert!(names_one_plan("specs/014-x"));
        assert!(!names_one_plan("docs/opal"));
        assert!(!can_be_own("a/2026"));
        assert!(!can_be_own("a/completed"));
        assert!(!can_be_own("docs/plans"));
    }
}
