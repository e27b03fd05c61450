//! A plan's title: what its heading says, without the words that only say it is a plan. Must never look at
//! anything but the candidates it is given.

use crate::model::papers;
use crate::text::{bare, lower};

/// Words before a colon or dash that say what kind of document follows, lower case.
const KINDS: &[&str] = &[
    "exec plan",
    "execplan",
    "exec-plan",
    "execution plan",
    "execplan addendum",
    "addendum",
    "plan addendum",
    "plan",
    "master plan",
    "masterplan",
    "implementation plan",
    "design plan",
    "task",
    "task plan",
    "tasks",
    "action plan",
    "work plan",
    "project plan",
    "refactoring plan",
    "migration plan",
    "remediation plan",
    "development plan",
    "task list",
    "todo",
    "to-do",
    "checkpoint",
    "progress",
    "progress.txt",
    "plan id",
    "title",
    "handoff",
    "change",
    "change set",
    "change proposal",
    "proposal",
    "openspec change proposal",
    "living plan",
    "feature",
    "фича",
    "apply progress",
    "design",
    "design doc",
    "plans.md",
    "decisions.md",
    "todo.md",
    "tasks.md",
    "progress.md",
    "backlog.md",
    "plan document",
    "execution specification",
    "spec",
    "specification",
    "feature specification",
    "prd",
    "prp",
    "plan.md",
    "sprint contract",
    "스프린트 계약서",
    "product requirements document",
    "product requirements",
    "计划",
    "执行计划",
    "实施计划",
    "任务计划",
    "工作计划",
    "作業計画",
    "작업 계획",
    "чекпоинт-план",
    "開発計画",
    "実行計画",
    "実装計画",
    "計画",
    "계획",
    "실행 계획",
    "실행계획",
    "구현 계획",
    "plano",
    "plano de execução",
    "plano de implementação",
    "execução",
    "plan d'exécution",
    "plan d’exécution",
    "umsetzungsplan",
    "implementierungsplan",
    "ausführungsplan",
    "plan de ejecución",
    "plan de implementación",
    "tareas",
    "tarefas",
    "план",
    "план выполнения",
    "план работ",
    "план реализации",
];

/// Names that are no title by themselves.
const GENERIC: &[&str] = &[
    "title",
    "spec",
    "specification",
    "requirements",
    "requirements document",
    "product requirements document",
    "prd",
    "design",
    "design document",
    "technical design",
    "checklist",
    "plan",
    "exec plan",
    "execplan",
    "execution plan",
    "implementation plan",
    "todo",
    "to-do",
    "readme",
    "index",
    "计划",
    "執行計画",
    "계획",
    "план",
];

/// Whether a file stem says what part of a plan the file is, and nothing of the plan.
pub fn is_role(stem: &str) -> bool {
    matches!(
        &*lower(stem),
        "plan" | "tasks" | "proposal" | "execplan" | "readme" | "index" | "task_plan" | "task-plan" | "implementation-plan"
    )
}

/// Names of sections that name no plan, lower case; below some of them its name follows.
const PARTS: &[&str] = &[
    "relevant files",
    "task dependencies",
    "dependencies",
    "notes",
    "question",
    "what to build",
    "description",
    "metadata",
    "tasks",
    "spec tasks",
    "task list",
    "タスクリスト",
    "任务清单",
    "任务列表",
    "작업 목록",
    "tareas",
    "tarefas",
    "задачи",
];

/// Whether a heading names a part that any plan has, so that it is no title.
pub fn is_part(heading: &str) -> bool {
    PARTS.contains(&&*lower(bare(heading)))
}

/// Whether a heading counts the parts of a plan: `1. Value objects`, `Batch 1`.
pub fn is_counted(heading: &str) -> bool {
    const COUNTED: &[&str] = &["batch", "phase", "step", "task", "stage", "part", "wave", "sprint", "milestone"];
    let digits = heading.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_numbered =
        digits.len() < heading.len() && heading.len() - digits.len() <= 2 && digits.starts_with([')', '.']) && digits[1..].starts_with(' ');
    let mut words = heading.split([' ', ':', '—']).filter(|word| !word.is_empty());
    let named = words.next().is_some_and(|word| COUNTED.contains(&&*lower(word)));
    is_numbered || named && words.next().is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()))
}

/// `heading` (plain text) without prefixes; empty if nothing else was there.
pub fn clean(heading: &str) -> String {
    let mut rest = heading.trim();
    while let Some(shorter) = strip(rest) {
        rest = shorter;
    }
    let rest = without_kind(rest);
    let bare = lower(bare(rest));
    if GENERIC.contains(&&*bare) || PARTS.contains(&&*bare) || is_placeholder(rest) { String::new() } else { rest.to_owned() }
}

fn is_placeholder(title: &str) -> bool {
    let title = title.trim();
    (title.starts_with('<') && title.ends_with('>')) || (title.starts_with('[') && title.ends_with(']')) || title.is_empty()
}

/// What a heading of a text that specifies the work calls it: `Search Spec`, `PRD: Search`; empty if nothing.
pub fn of_design(heading: &str) -> String {
    let clean = clean(heading);
    let bare = [" spec", " specification", " prd", " design"].iter().find_map(|kind| {
        let at = clean.len().checked_sub(kind.len())?;
        clean.get(at..).filter(|end| end.eq_ignore_ascii_case(kind)).map(|_| clean[..at].trim_end().to_owned())
    });
    const KINDS: &[&str] = &[
        "spec",
        "specification",
        "product",
        "feature",
        "functional",
        "requirements",
        "design",
        "technical",
        "document",
        "prd",
        "overview",
    ];
    let title = bare.unwrap_or(clean);
    if lower(&title).split_whitespace().all(|word| KINDS.contains(&word)) { String::new() } else { title }
}

/// What a title may end in that only says it is a plan: `State management - ExecPlan`.
fn without_kind(title: &str) -> &str {
    const NAMES: &[&str] = &["execplan", "exec plan", "execution plan", "exec-plan"];
    let ends_so = title.len().checked_sub(4).and_then(|at| title.get(at..)).is_some_and(|end| end.eq_ignore_ascii_case("plan"));
    if !ends_so {
        return title;
    }
    [" - ", " — ", " – "]
        .iter()
        .find_map(|mark| title.rsplit_once(mark))
        .filter(|(_, last)| NAMES.contains(&&*lower(last.trim())))
        .map_or(title, |(rest, _)| rest.trim_end())
}

/// One prefix less: `ExecPlan:`, `Plan (Paused) —`, `EP-20260101-001 -`.
fn strip(title: &str) -> Option<&str> {
    let (head, rest) = split(title)?;
    let kind = head.split(['(', '（']).next().unwrap_or(head).trim().trim_start_matches(|c: char| !c.is_alphanumeric());
    (KINDS.contains(&&*lower(kind)) || is_plan_id(head)).then_some(rest)
}

/// A title without the name of its file before it: `PLAN_METRICS: Count cycles` in `PLAN_METRICS.md`.
pub fn without_stem<'t>(title: &'t str, stem: &str) -> &'t str {
    // `TSK-7-count-cycles`, `plan_7_count_cycles`; `META-TASKS` and `M6-03` are ids.
    let is_long = |head: &str| head.matches(['_', '-']).count() > 2 && head.contains(|c: char| c.is_lowercase());
    let is_file_name = |head: &str| {
        head.matches('_').count() > 1 || is_long(head) || !head.contains(|c: char| c.is_ascii_digit()) && lower(head).contains("plan")
    };
    let is_name = |head: &str| head.eq_ignore_ascii_case(stem) && is_file_name(head);
    split(title).filter(|(head, _)| is_name(head)).map_or(title, |(_, rest)| rest)
}

/// A title without the tick and the state that end it: `Count cycles ✅ done`.
pub fn without_state(title: &str) -> &str {
    let Some(at) = title.rfind(['✅', '✔']).filter(|at| *at > 0) else { return title };
    let said = title[at..].trim_start_matches(['✅', '✔', '\u{fe0f}']).trim();
    if said.is_empty() || super::status::status(said).is_some() { title[..at].trim_end() } else { title }
}

/// A title without the day that ends it: `Count cycles — 2026-01-31`.
pub fn without_day(title: &str) -> &str {
    let is_day = |end: &str| {
        let end = end.trim_end_matches(')').as_bytes();
        end.len() == 10 && end.iter().enumerate().all(|(at, byte)| if at == 4 || at == 7 { *byte == b'-' } else { byte.is_ascii_digit() })
    };
    let cut = [" — ", " – ", " - ", " ("].iter().find_map(|mark| title.rsplit_once(mark).filter(|(_, end)| is_day(end)));
    cut.map_or(title, |(rest, _)| rest.trim_end())
}

/// Whether a heading is a name of another kind and the title behind it: `ABC-7: Count cycles`.
pub fn ends_in(heading: &str, title: &str) -> bool {
    split(heading).is_some_and(|(_, rest)| rest == title)
}

/// A title at its first `: `, `：`, ` — `, ` – `, ` - ` or ` | `.
fn split(title: &str) -> Option<(&str, &str)> {
    const MARKS: &[&[u8]] = &[b": ", "：".as_bytes(), " — ".as_bytes(), " – ".as_bytes(), b" - ", b" | "];
    let bytes = title.as_bytes();
    let at = memchr::memchr3_iter(b':', b' ', 0xEF, bytes)
        .find_map(|at| MARKS.iter().find(|mark| bytes[at..].starts_with(mark)).map(|mark| (at, mark.len())))?;
    let rest = title[at.0 + at.1..].trim_start();
    (!rest.is_empty() && at.0 > 0).then(|| (title[..at.0].trim(), rest))
}

/// The plan id a heading begins with, if it begins with one.
pub fn plan_id(heading: &str) -> Option<String> {
    let mut rest = heading.trim();
    loop {
        let head = split(rest).map_or(rest, |(head, _)| head);
        if is_plan_id(head) {
            return Some(head.to_owned());
        }
        rest = strip(rest)?;
    }
}

/// `EP-20260101-001`, `EXECPLAN-12`, `PLAN_7`: an id that only plans have.
fn is_plan_id(head: &str) -> bool {
    ["EP", "EXECPLAN", "EXEC-PLAN", "PLAN", "PLANS", "MP"].iter().any(|prefix| {
        head.split_at_checked(prefix.len()).filter(|(start, _)| start.eq_ignore_ascii_case(prefix)).is_some_and(|(_, rest)| {
            rest.starts_with(['-', '_', ' ', '#'])
                && rest.contains(|c: char| c.is_ascii_digit())
                && rest.chars().all(|c| c.is_ascii_digit() || "-_#. ".contains(c))
        })
    })
}

/// A title made of a file's name, for a text that has none: words for hyphens, dates and `.plan` cut off.
pub fn from_stem(stem: &str) -> String {
    let stem = stem.trim_end_matches(".plan").trim_end_matches(".execplan");
    let words = papers::product(stem).map_or(stem, |product| product.topic).replace(['_', '-'], " ");
    let rest = words.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ');
    let rest = if rest.is_empty() { words.as_str() } else { rest };
    let quiet = quiet(rest);
    let mut chars = quiet.trim().chars();
    chars.next().map_or_else(|| stem.to_owned(), |first| first.to_uppercase().chain(chars).collect())
}

/// Words in capitals without them, but for those so short that they may be initials: `IMPLEMENTATION PLAN`, `CI rewrite`.
fn quiet(words: &str) -> String {
    if words.contains(char::is_lowercase) || !words.contains(' ') {
        return words.to_owned();
    }
    let one = |word: &str| if word.chars().count() > 3 { word.to_lowercase() } else { word.to_owned() };
    words.split(' ').map(one).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticked_state_is_no_part_of_the_title() {
        for (heading, title) in [
            ("Stage 3. Build ✅ выполнен", "Stage 3. Build"),
            ("Build ✅", "Build"),
            ("Build ✅ all of the pages of the site", "Build ✅ all of the pages of the site"),
            ("✅ Build", "✅ Build"),
        ] {
            assert_eq!(without_state(heading), title);
        }
    }

    #[test]
    fn prefixes_go_and_names_stay() {
        for (heading, title) in [
            ("ExecPlan: Add search", "Add search"),
            ("Exec plan: Probe v1", "Probe v1"),
            ("PRP: Add search", "Add search"),
            ("PLAN.md — Add search", "Add search"),
            ("ExecPlan Addendum: Review 18", "Review 18"),
            ("Plan (Paused Umbrella): Limits", "Limits"),
            ("EP-20260101-001 - Harden it", "Harden it"),
            ("CHECKPOINT — Backlog E · M6", "Backlog E · M6"),
            ("ExecPlan: Task 1.1 — Protocol types", "Task 1.1 — Protocol types"),
            ("ExecPlan: EP-2026-02-12__phase2", "EP-2026-02-12__phase2"),
            ("feat-033: Envelopes", "feat-033: Envelopes"),
            ("Phase 3: Limits - ExecPlan", "Phase 3: Limits"),
            ("Task list", ""),
            ("Task: Try the thread", "Try the thread"),
            ("Plan 0008 | Install it", "Install it"),
            ("ExecPlan 4.1 – Pair queries", "Pair queries"),
            ("Refactoring Plan — One source", "One source"),
            ("3.10.2. Prefixes", "3.10.2. Prefixes"),
            ("Gen3D: nodes", "Gen3D: nodes"),
            ("实行计划：搜索", "实行计划：搜索"),
            ("执行计划：搜索", "搜索"),
            ("Search Implementation Plan", "Search Implementation Plan"),
            ("Title", ""),
            ("PLANS.md — Plano do curso", "Plano do curso"),
            ("📐 PLANO: Busca sem servidor", "Busca sem servidor"),
            ("任务计划：搜索", "搜索"),
            ("Apply Progress: owner links", "owner links"),
            ("Design language: signs", "Design language: signs"),
            ("ExecPlan: <Short title>", ""),
            ("PLANS-008: Search", "Search"),
            ("Task List: Search", "Search"),
            ("PRD: Search", "Search"),
            ("Relevant Files", ""),
            ("Task Dependencies", ""),
            ("Spec for search", "Spec for search"),
        ] {
            assert_eq!(clean(heading), title, "{heading}");
        }
        assert_eq!(without_stem("PLAN_METRICS: Count cycles", "plan_metrics"), "Count cycles");
        assert_eq!(without_stem("META-TASKS: Count cycles", "meta-tasks"), "META-TASKS: Count cycles");
        assert_eq!(without_stem("plan_7_count_cycles - Count cycles", "plan_7_count_cycles"), "Count cycles");
        assert_eq!(without_stem("TSK-7-count-cycles: Count cycles", "TSK-7-count-cycles"), "Count cycles");
        assert_eq!(without_stem("M6-03: Count cycles", "m6-03"), "M6-03: Count cycles");
        assert_eq!(without_day("Count cycles — 2026-01-31"), "Count cycles");
        assert_eq!(without_day("Count cycles (2026-01-31)"), "Count cycles");
        assert_eq!(without_day("Week of 2026-01-31"), "Week of 2026-01-31");
        for heading in ["1. Value objects", "Batch 1", "Phase 2: the parser"] {
            assert!(is_counted(heading), "{heading}");
        }
        for heading in ["2026 goals", "Batch jobs", "Value objects"] {
            assert!(!is_counted(heading), "{heading}");
        }
        for (stem, title) in [
            ("2026-01-02-add_search.plan", "Add search"),
            ("tasks-prd-add-search", "Add search"),
            ("tasks-0001-prd-add-search", "Add search"),
            ("tasks-for-search", "Tasks for search"),
            ("IMPLEMENTATION_PLAN", "Implementation plan"),
            ("CI_REWRITE", "CI rewrite"),
            ("API", "API"),
        ] {
            assert_eq!(from_stem(stem), title, "{stem}");
        }
        for (heading, title) in [
            ("Fix file upload Spec", "Fix file upload"),
            ("Product Requirements Document: Search", "Search"),
            ("PRD", ""),
            ("Search index design", "Search index"),
            ("Design Document", ""),
            ("Spec Requirements Document", ""),
            ("Feature Specification: Search", "Search"),
        ] {
            assert_eq!(of_design(heading), title, "{heading}");
        }
    }
}
