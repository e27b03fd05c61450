//! How sure the headings of a Markdown file make us that it is an ExecPlan. What a heading is called is known
//! to `parse::sections`; which of those names other documents have too is known here. Pure.

use std::collections::BTreeMap;

use crate::model::SectionKind;
use crate::parse::sections;

/// The four living sections.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Progress, To-do, steps.
    Steps,
    /// Surprises and discoveries.
    Surprises,
    /// Decisions.
    Decisions,
    /// Outcomes and retrospective.
    Outcomes,
}

/// How sure a heading makes us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Strength {
    /// Other documents have it too: Tasks, Findings, Results.
    Weak,
    /// Plans have it: Decision Log, Surprises & Discoveries.
    Strong,
}

/// The living sections of one text.
#[derive(Clone, Debug, Default)]
pub struct Living {
    kinds: BTreeMap<Kind, Strength>,
    /// A heading that is Progress itself.
    progress: bool,
}

/// Further headings, from the configuration: normalised heading to kind.
#[derive(Clone, Debug, Default)]
pub struct Names(BTreeMap<String, Kind>);

impl Names {
    /// Reads `[output.execplan-site.sections]`.
    pub fn new(sections: &BTreeMap<String, Vec<String>>) -> Self {
        let kind = |name: &str| match name {
            "steps" => Some(Kind::Steps),
            "surprises" => Some(Kind::Surprises),
            "decisions" => Some(Kind::Decisions),
            "outcomes" => Some(Kind::Outcomes),
            _ => None,
        };
        let pairs = sections.iter().filter_map(|(name, headings)| Some((kind(name)?, headings)));
        Self(pairs.flat_map(|(kind, headings)| headings.iter().map(move |heading| (sections::normal(heading), kind))).collect())
    }
}

impl Living {
    /// Takes a heading into account. `Progress / Decision Log` opens two sections.
    pub fn heading(&mut self, heading: &str, more: &Names) {
        if let Some(kind) = more.0.get(&sections::normal(heading)) {
            self.kinds.insert(*kind, Strength::Strong);
            return;
        }
        for (kind, strength) in heading.split(['/', '|', '／', '・']).filter_map(kind_of).chain(kind_of(heading)) {
            let known = self.kinds.entry(kind).or_insert(strength);
            *known = (*known).max(strength);
            self.progress |= kind == Kind::Steps && strength == Strength::Strong;
        }
    }

    /// How many of the four there are.
    pub fn n_kinds(&self) -> usize {
        self.kinds.len()
    }

    /// Whether one of them has a name that only plans use.
    pub fn has_strong(&self) -> bool {
        self.kinds.values().any(|strength| *strength == Strength::Strong)
    }

    /// Whether the sections alone make the text a plan, wherever it lies. Weak names count beside a strong
    /// one if there are boxes to tick: meeting notes have decisions, reports have findings and results.
    pub fn make_a_plan(&self, n_boxes: u32) -> bool {
        let n_strong = self.kinds.values().filter(|strength| **strength == Strength::Strong).count();
        let logs_both = self.kinds.contains_key(&Kind::Decisions) && self.kinds.get(&Kind::Surprises) == Some(&Strength::Strong);
        self.n_kinds() >= 2 && (n_strong >= 2 || self.progress || logs_both || (n_strong == 1 && n_boxes > 0))
    }

    /// The sections in words: `Steps, Decisions`.
    pub fn in_words(&self) -> String {
        let names: Vec<String> = self.kinds.keys().map(|kind| format!("{kind:?}").to_lowercase()).collect();
        names.join(", ")
    }
}

/// Words that only plans use for a section: with two of them a file is a plan wherever it lies. They are
/// written as [`sections::normal`] leaves them; a heading has the word if it begins or ends with it.
const STRONG: &[(Kind, &[&str])] = &[
    (
        Kind::Steps,
        &[
            "progress",
            "progreso",
            "прогресс",
            "进度",
            "進度",
            "进展",
            "進捗",
            "進行状況",
            "진행",
            "fortschritt",
            "avancement",
            "progresso",
            "avanzamento",
            "tiến độ",
        ],
    ),
    (
        Kind::Decisions,
        &[
            "decision log",
            "decisions log",
            "decision record",
            "decision records",
            "decision journal",
            "decision history",
            "决策记录",
            "决策日志",
            "決策記錄",
            "決策日誌",
            "決定ログ",
            "意思決定",
            "決定事項",
            "결정 기록",
            "결정 로그",
            "의사결정",
            "registro de decisiones",
            "registro de decisões",
            "registro delle decisioni",
            "journal des décisions",
            "registre des décisions",
            "entscheidungslog",
            "entscheidungsprotokoll",
            "nhật ký quyết định",
            "журнал решений",
            "принятые решения",
        ],
    ),
    (
        Kind::Surprises,
        &[
            "surprises",
            "surprise",
            "suprises",
            "surprizes",
            "surpises",
            "discoveries",
            "discovery log",
            "意外",
            "发现",
            "發現",
            "驚き",
            "発見",
            "気づき",
            "놀라움",
            "발견",
            "발견사항",
            "발견 사항",
            "의외",
            "sorpresas",
            "surpresas",
            "sorprese",
            "découvertes",
            "überraschungen",
            "hallazgos",
            "descubrimientos",
            "сюрпризы",
            "неожиданности",
            "открытия",
            "находки",
        ],
    ),
    (
        Kind::Outcomes,
        &[
            "outcomes",
            "retrospective",
            "复盘",
            "回顾",
            "振り返り",
            "ふりかえり",
            "회고",
            "retrospectiva",
            "rétrospective",
            "retrospektive",
            "ретроспектива",
            "итоги",
        ],
    ),
];

/// The kind of living section that a heading opens, and how sure that makes us.
fn kind_of(heading: &str) -> Option<(Kind, Strength)> {
    let kind = match sections::kind_of_heading(heading)? {
        SectionKind::Steps => Kind::Steps,
        SectionKind::Decisions => Kind::Decisions,
        SectionKind::Surprises => Kind::Surprises,
        SectionKind::Outcomes | SectionKind::Lessons => Kind::Outcomes,
        _ => return None,
    };
    let words = sections::normal(heading);
    let is_strong = STRONG.iter().any(|(of, names)| *of == kind && names.iter().any(|name| has(&words, name)));
    Some((kind, if is_strong { Strength::Strong } else { Strength::Weak }))
}

/// Whether `words` begin or end with `name`. Scripts without spaces between words join them freely.
fn has(words: &str, name: &str) -> bool {
    let free = !name.is_ascii();
    words.strip_prefix(name).is_some_and(|rest| free || rest.is_empty() || rest.starts_with(' '))
        || words.strip_suffix(name).is_some_and(|rest| free || rest.ends_with(' '))
}

/// Words for "status" before a colon.
const STATUS: &[&str] = &["status", "state", "状态", "狀態", "状態", "상태", "estado", "статус"];

/// Whether a line of a header states a status: `- **Status:** done`, `| Status | done |`, `> Status: done`.
pub fn states_status(line: &str) -> bool {
    let bare = line.trim_start_matches(['-', '*', '>', '|', '_', ' ', '#']);
    let Some((label, _)) = bare.split_once([':', '：', '|']) else { return false };
    let label = label.trim_matches(['*', '_', ' ']);
    label.len() <= 24 && STATUS.contains(&label.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(heading: &str, expected: &str) {
        let mut living = Living::default();
        living.heading(heading, &Names::default());
        assert_eq!(living.in_words(), expected, "{heading}");
    }

    #[test]
    fn headings_open_sections() {
        check("Progress", "steps");
        check("3. ✅ Progress (Running Log)", "steps");
        check("Surprises & Discoveries", "surprises");
        check("Outcomes and Retrospective", "outcomes");
        check("Progress / Decision Log", "steps, decisions");
        check("Key Decisions", "decisions");
        check("To-do", "steps");
        check("Concrete Steps (Checklist)", "steps");
        check("Hallazgos", "surprises");
        check("决策日志", "decisions");
        check("Work in progress by the other team over the summer", "");
        check("Resultados y retrospectiva", "outcomes");
    }

    #[test]
    fn weak_names_alone_make_no_plan() {
        let living = |headings: &[&str]| {
            let mut living = Living::default();
            headings.iter().for_each(|heading| living.heading(heading, &Names::default()));
            living
        };
        assert!(!living(&["Findings", "Results"]).make_a_plan(9));
        assert!(!living(&["Decisions", "Tasks"]).make_a_plan(0));
        assert!(living(&["Progress", "Decisions"]).make_a_plan(0));
        assert!(living(&["Surprises", "Decisions"]).make_a_plan(0));
        assert!(living(&["To-do", "Decision Log"]).make_a_plan(1));
        assert!(!living(&["Progress"]).make_a_plan(9));
    }

    #[test]
    fn configured_headings_count() {
        let names = Names::new(&BTreeMap::from([("steps".to_owned(), vec!["Arbeitspakete".to_owned()])]));
        let mut living = Living::default();
        living.heading("2. Arbeitspakete", &names);
        assert_eq!(living.in_words(), "steps");
    }

    #[test]
    fn status_lines() {
        assert!(states_status("- **Status:** done"));
        assert!(states_status("| 상태 | 완료 |"));
        assert!(states_status("> 状态：完成"));
        assert!(!states_status("The status: done"));
        assert!(!states_status("Status"));
    }
}
