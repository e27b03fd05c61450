//! Headings made of names that are known: two joined ones (`Gotchas & Surprises`, `发现与教训`), and one with a word
//! before or after it that says no more than what it is (`Surprises Log`, `Unexpected findings`). Only the logs of a
//! plan are named so; it must never judge what is a list of work.

use std::sync::LazyLock;

use super::super::phrases::{Endings, Phrases};
use super::TABLE;
use crate::model::SectionKind::{self, Decisions, Lessons, Outcomes, Surprises};

/// Bytes of the longest such heading.
const LONGEST: usize = 80;

/// Words that go with a log's name but name none themselves, with the log they go with.
const COMPANIONS: &[(SectionKind, &[&str])] = &[
    (
        Surprises,
        &[
            "gotchas",
            "insights",
            "issues",
            "learnings",
            "lessons",
            "notes",
            "pitfalls",
            "problems",
            "evidence",
            "问题",
            "教训",
            "惊讶",
            "驚き",
            "サプライズ",
            "教訓",
            "知見",
            "所見",
            "놀라움",
            "교훈",
            "문제",
            "problemas",
            "lecciones",
            "resultados",
            "evidencia",
            "наблюдения",
            "уроки",
            "проблемы",
            "replanning",
            "deviations",
            "偏差",
            "学び",
            "学んだこと",
            "罠",
            "不具合",
            "리스크",
            "인사이트",
            "조치",
            "수정",
            "한계",
            "aprendizajes",
            "подводные камни",
            "аномалии",
            "メモ",
            "備考",
            "补充",
            "备注",
            "메모",
            "notas",
            "заметки",
        ],
    ),
    (
        Decisions,
        &[
            "adr",
            "adrs",
            "rationale",
            "rationales",
            "reasoning",
            "trade offs",
            "tradeoffs",
            "理由",
            "근거",
            "justificación",
            "обоснования",
            "alternatives",
            "alternatives considered",
            "代替案",
            "根拠",
            "备选方案",
            "備選方案",
            "取舍",
            "取捨",
            "대안",
            "이유",
            "alternativas",
            "альтернативы",
            "ход реализации",
            "notas",
            "заметки",
        ],
    ),
    (
        Outcomes,
        &[
            "conclusions",
            "evidence",
            "learnings",
            "lessons",
            "lessons learned",
            "notes",
            "reflection",
            "reflections",
            "validation",
            "verification",
            "反思",
            "反省",
            "经验",
            "教训",
            "経験",
            "教訓",
            "学び",
            "교훈",
            "배운 점",
            "conclusiones",
            "lecciones",
            "lecciones aprendidas",
            "выводы",
            "уроки",
            "next actions",
            "ネクストアクション",
            "改善点",
            "改善",
            "경과",
            "контрольная точка",
        ],
    ),
];

/// What may stay behind, which goes with what surprised and with what came of it.
const REMAINS: &[&str] = &[
    "remaining risk",
    "remaining risks",
    "residual risk",
    "residual risks",
    "open risks",
    "残存リスク",
    "残リスク",
    "剩余风险",
    "遗留风险",
    "残余风险",
    "남은 위험",
    "남은 리스크",
    "잔여 리스크",
    "잔여 위험",
    "riesgos restantes",
    "riesgos residuales",
    "остаточные риски",
];

/// What may stand before a log's name; those that end in a letter of ours are whole words.
const BEFORE: &[(SectionKind, &[&str])] = &[
    (
        Surprises,
        &[
            "key ",
            "new ",
            "notable ",
            "technical ",
            "unexpected ",
            "log of ",
            "关键",
            "重要",
            "主要",
            "意外",
            "想定外の",
            "予想外の",
            "予期しない",
            "予期せぬ",
            "重要な",
            "새로운 ",
            "주요 ",
            "예상 밖의 ",
            "뜻밖의 ",
            "registro de ",
            "diario de ",
            "неожиданные ",
            "ключевые ",
            "новые ",
            "журнал ",
            "關鍵",
            "主要な",
            "重大な",
            "핵심 ",
        ],
    ),
    (
        Decisions,
        &[
            "key ",
            "technical ",
            "architecture ",
            "architectural ",
            "design ",
            "关键",
            "重要",
            "主要",
            "技术",
            "架构",
            "设计",
            "設計上の",
            "技術的な",
            "重要な",
            "주요 ",
            "핵심 ",
            "기술 ",
            "log de ",
            "diario de ",
            "historial de ",
            "registro de ",
            "история ",
            "реестр ",
            "протокол ",
            "журнал ",
            "архитектурные ",
            "технические ",
            "ключевые ",
            "最终",
            "最終",
            "已",
            "核心",
            "主要な",
            "최종 ",
            "사용자 ",
            "핵심 설계 ",
            "важные ",
            "основные ",
        ],
    ),
    (Outcomes, &["summary of ", "summary of the ", "最终", "最終", "最終的な", "최종 ", "итоговые "]),
];

/// What may stand behind the name of a log of decisions or surprises.
const CONTAINERS: &[&str] = &[
    " log",
    " notes",
    " journal",
    " record",
    " records",
    " register",
    " tracker",
    "记录",
    "日志",
    "汇总",
    "ログ",
    "の記録",
    "記録",
    "メモ",
    " 로그",
    " 기록",
    " 내역",
    " 목록",
    " clave",
];

/// What else may stand behind a log's name.
const BEHIND: &[(SectionKind, &[&str])] = &[
    (Surprises, &[" during implementation", " during execution", " encountered", " found", " inesperados", " inesperadas"]),
    (Decisions, &[" during implementation", " during execution", " history", " 이력", " tomadas", " técnicas"]),
    (Outcomes, &[" notes", " summary", "总结", "摘要", "汇总", "メモ", " 요약", " 메모"]),
];

/// What joins two names.
const JOINTS: &[&str] = &[" and ", " y ", " и ", " 및 ", "와 ", "과 ", "与", "與", "和", "及", "と", "・"];

/// Names of decisions, discoveries and results as they are written behind `журнал` and the like.
const OF: &[(SectionKind, &[&str])] = &[
    (Decisions, &["adr", "decisions", "decisiones", "решений", "принятых решений"]),
    (Surprises, &["surprises", "discoveries", "sorpresas", "hallazgos", "descubrimientos", "находок", "открытий", "сюрпризов"]),
];

/// What a heading, as [`super::normal`] leaves it, is for by the names it is made of.
pub fn kind(name: &str) -> Option<SectionKind> {
    if name.len() > LONGEST {
        return None;
    }
    let joint = || {
        let places = JOINTS.iter().filter(|joint| joint.is_ascii() || !name.is_ascii());
        places.flat_map(|joint| places_of(name, joint)).find_map(|(at, joint)| both(&name[..at], name[at + joint.len()..].trim_start()))
    };
    let dressed = if may_be_dressed(name) { LOGS.into_iter().find(|kind| is_dressed(name, *kind)) } else { None };
    dressed.or_else(|| if may_be_joined(name) { joint() } else { None })
}

/// The logs whose names may be dressed.
const LOGS: [SectionKind; 3] = [Surprises, Decisions, Outcomes];

/// Whether a name holds one of [`JOINTS`].
fn may_be_joined(name: &str) -> bool {
    static ANY: LazyLock<Phrases<()>> = LazyLock::new(|| Phrases::new(JOINTS.iter().map(|joint| (*joint, ()))));
    let bytes = name.as_bytes();
    let joins = |at: usize| bytes[at + 1..].starts_with(b"and ") || bytes[at + 1..].starts_with(b"y ");
    if name.is_ascii() { memchr::memchr_iter(b' ', bytes).any(joins) } else { ANY.any_in(name) }
}

/// Where a joint stands in a name, one behind the other.
fn places_of<'a>(name: &'a str, joint: &'static str) -> impl Iterator<Item = (usize, &'static str)> + 'a {
    let mut end = 0;
    memchr::memchr_iter(joint.as_bytes()[0], name.as_bytes()).filter_map(move |at| {
        let stands = at >= end && name.as_bytes()[at..].starts_with(joint.as_bytes());
        stands.then(|| {
            end = at + joint.len();
            (at, joint)
        })
    })
}

/// What two joined names are for, if both belong to one log and at least one names it.
fn both(left: &str, right: &str) -> Option<SectionKind> {
    let kinds = [left, right].map(|part| TABLE.get(part).copied());
    let may_be = [left, right].map(may_be_dressed);
    let may_name = |n: usize| may_be[n] || kinds[n].is_some_and(|kind| kind == Lessons || LOGS.contains(&kind));
    if !may_name(0) && !may_name(1) {
        return None;
    }
    let named = |n: usize, part: &str, kind| kinds[n] == Some(kind) || may_be[n] && is_dressed(part, kind);
    let remains = |part: &str, kind| matches!(kind, Surprises | Outcomes) && REMAINS.contains(&part);
    let goes = |n: usize, part: &str, kind| named(n, part, kind) || is_one_of(part, kind, COMPANIONS) || remains(part, kind);
    let goes_together =
        |kind: &SectionKind| named(0, left, *kind) && goes(1, right, *kind) || goes(0, left, *kind) && named(1, right, *kind);
    // Where both logs share a section, its records are of the one named first unless they say otherwise.
    let shared = || {
        let mut first = [Surprises, Decisions].into_iter().filter(|kind| named(0, left, *kind));
        first.next().filter(|kind| [Surprises, Decisions].iter().any(|other| other != kind && named(1, right, *other)))
    };
    LOGS.into_iter().chain([Lessons]).find(goes_together).or_else(shared)
}

fn names(part: &str, kind: SectionKind) -> bool {
    TABLE.get(part) == Some(&kind)
}

/// Whether a name begins or ends with what may stand before or behind that of a log.
fn may_be_dressed(name: &str) -> bool {
    static BEFORE_ANY: LazyLock<Phrases<()>> = LazyLock::new(|| Phrases::new(words_of(BEFORE)));
    static BEHIND_ANY: LazyLock<Endings<()>> =
        LazyLock::new(|| Endings::new(words_of(BEHIND).chain(CONTAINERS.iter().map(|word| (*word, ())))));
    let bytes = name.as_bytes();
    BEFORE_ANY.leading(bytes).next().is_some() || BEHIND_ANY.trailing(bytes).next().is_some()
}

fn words_of(lists: &'static [(SectionKind, &'static [&'static str])]) -> impl Iterator<Item = (&'static str, ())> {
    lists.iter().flat_map(|(_, words)| *words).map(|word| (*word, ()))
}

/// Whether a name of that log stands with nothing but a word before it, behind it, or both.
fn is_dressed(name: &str, kind: SectionKind) -> bool {
    let bare = |name: &str| names(name, kind) || is_one_of(name, kind, OF);
    let containers: &[&str] = if kind == Outcomes { &[] } else { CONTAINERS };
    let behind = containers.iter().chain(list(kind, BEHIND)).filter_map(|word| name.strip_suffix(word)).find(|rest| !rest.is_empty());
    // `Key observations`, `Architecture decision` head what a plan starts from, or how all of it is built.
    const UNDRESSED: &[&str] = &["observations", "decision", "decision rationale", "discovery"];
    let before = |name: &str| {
        let rests = list(kind, BEFORE).iter().filter_map(|word| name.strip_prefix(word));
        rests.filter(|rest| !UNDRESSED.contains(rest)).any(bare)
    };
    before(name) || behind.is_some_and(|rest| bare(rest) || before(rest))
}

fn is_one_of(part: &str, kind: SectionKind, lists: &[(SectionKind, &'static [&'static str])]) -> bool {
    list(kind, lists).contains(&part)
}

fn list(kind: SectionKind, lists: &[(SectionKind, &'static [&'static str])]) -> &'static [&'static str] {
    lists.iter().find(|(of, _)| *of == kind).map_or(&[], |(_, list)| list)
}

#[cfg(test)]
mod tests {
    use super::super::{kind_of_heading, normal};
    use super::*;

    #[test]
    fn joined_and_dressed_names_are_known() {
        for (headings, kind) in [
            (
                "Surprises Encountered|Surprise & Discovery|Surprise Log|Discovery Notes|Discoveries Log|Issues & Surprises|\
                 Gotchas & Surprises|Findings / Evidence|惊讶与发现|问题与发现|关键发现|意外发现记录|想定外の発見|予期しない発見|\
                 気づきと発見|発見・気づき|驚き・発見|예상 밖의 발견|새로운 발견|발견과 교훈|Hallazgos inesperados|Descubrimientos y sorpresas|\
                 Неожиданные находки|Находки и сюрпризы|Сюрпризы и наблюдения|Журнал находок|Discoveries and remaining risks|発見とメモ|\
                 關鍵發現|발견과 조치|Desviaciones del plan|Отклонения от плана|Deviations from plan|偏差记录",
                Surprises,
            ),
            (
                "Design decisions and rationale|Technical decisions log|Decisions Record|Decision Tracker|ADR Log|关键决定|架构决策|\
                 意思決定の記録|決定の記録|設計上の決定|결정 내역|Decisiones tomadas|Log de decisiones|Diario de decisiones|\
                 Historial de decisiones|История решений|Реестр решений|Протокол решений|Архитектурные решения|判断・代替案|最终决策|\
                 최종 결정|Judgement calls",
                Decisions,
            ),
            (
                "Results and Lessons|Verification and outcome|Retrospective Notes|Summary of Results|总结与复盘|结果与总结|结果与反思|成果与反思|\
                 結果・振り返り|結果とふりかえり|成果とふりかえり|결과 & 회고|회고 및 결과|Resultados y lecciones|Resultado y retrospectiva|\
                 Результаты и выводы|Итоги и выводы|最終結果・残存リスク|Results and remaining gaps|Qué funcionó|Что сделано",
                Outcomes,
            ),
            ("经验与教训|Takeaways & learnings", Lessons),
        ] {
            for heading in headings.split('|') {
                assert_eq!(kind_of_heading(heading), Some(kind), "{heading}: {}", normal(heading));
            }
        }
        for heading in [
            "Decision outputs required",
            "Test decision",
            "Variant discovery matrix",
            "Transport and discovery",
            "Key observations",
            "Architecture decision",
            "Technical discovery",
            "Notes and evidence",
            "Key results",
            "Results table",
            "Decision table",
            "Decision Summary",
            "Decision Flow",
            "New results and old ones",
            "未決定事項",
            "미결정 사항",
            "実行計画",
        ] {
            assert_eq!(kind_of_heading(heading), None, "{heading}");
        }
    }
}
