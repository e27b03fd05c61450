//! What a section of records is worth: whether it is the log of the plan, whether it holds what is still open, and
//! whether its headings are records or group them. Looks at headings and at the shapes below them, not at the words of records.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::super::context::{Body, Context};
use super::super::labels::{self, Label};
use super::super::outline::{Block, BlockKind};
use super::super::phrases::Phrases;
use crate::model::SectionKind;
use crate::text::lower;

/// What the headings of one kind below a section hold.
#[derive(Clone, Copy, Debug, Default)]
pub struct Siblings {
    /// How many open prose.
    pub n_prose: u32,
    /// How many open a list.
    pub n_lists: u32,
    /// How many of these lists give the reason of one thing: the heading is what was decided.
    pub n_reasoned: u32,
}

/// By parent section: what the headings of this kind below it hold.
pub fn siblings(ctx: &Context<'_>, kind: SectionKind) -> BTreeMap<u32, Siblings> {
    let mut out: BTreeMap<u32, Siblings> = BTreeMap::new();
    for body in ctx.bodies_of(kind).filter(|body| !body.facts.own) {
        let Some(parent) = body.facts.parent else { continue };
        let counts = out.entry(parent).or_default();
        let lists = || body.blocks.iter().filter(|block| matches!(block.kind, BlockKind::List { .. }));
        if lists().next().is_some() && body.blocks.iter().filter(|block| block.kind == BlockKind::Paragraph).count() <= 1 {
            counts.n_lists += 1;
            counts.n_reasoned += u32::from(lists().count() == 1 && lists().all(|list| is_reasoned(ctx, list)));
        } else {
            counts.n_prose += 1;
        }
    }
    out
}

/// Whether a short list names one reason or the alternatives of one decision, and no decision itself.
fn is_reasoned(ctx: &Context<'_>, list: &Block) -> bool {
    const LONGEST: usize = 8;
    if list.children.len() > LONGEST {
        return false;
    }
    let labels: Vec<Label> = list.children.iter().filter_map(|item| labels::lead(ctx.text, item.lead())).map(|mark| mark.label).collect();
    let n = |label: Label| labels.iter().filter(|found| **found == label).count();
    let reasons = [Label::Rationale, Label::Alternatives].map(n);
    reasons.iter().all(|n| *n <= 1) && reasons.contains(&1) && n(Label::Decision) + n(Label::Observation) == 0
}

/// Whether the section, or one it is nested under, is by its name the log of the plan.
pub fn is_log(ctx: &Context<'_>, mut section: Option<u32>) -> bool {
    const NAMES: &[&str] = &[
        "log",
        "record",
        "surprise",
        "discover",
        "记录",
        "日志",
        "意外",
        "发现",
        "記録",
        "ログ",
        "発見",
        "기록",
        "로그",
        "발견",
        "registro",
        "bitácora",
        "decisiones tomadas",
        "hallazgo",
        "sorpresa",
        "surpres",
        "descobert",
        "journal",
        "settled",
        "agreed",
        "découvert",
        "protokoll",
        "überraschung",
        "entdeckung",
        "журнал",
        "сюрприз",
        "открыти",
        "неожидан",
        "unexpected",
        "bugs found",
        "problems found",
        "gotcha",
        "revisited",
        "想定外",
        "踩坑",
        "deviation",
        "偏差",
        "計画との差",
        "逸脱",
        "気づいた",
        "놀라",
        "달라진",
        "desviaci",
        "отклонени",
        "wrong turn",
    ];
    const WHOLE: &[&str] = &[
        "decisions",
        "decisions made",
        "decisions taken",
        "key decisions",
        "final decisions",
        "confirmed decisions",
        "resolved decisions",
    ];
    static NAMED: LazyLock<Phrases<()>> = LazyLock::new(|| Phrases::new(NAMES.iter().map(|name| (*name, ()))));
    while let Some(index) = section {
        let title = lower(&ctx.layout.sections[index as usize].title);
        if WHOLE.contains(&title.trim_matches(|c: char| !c.is_alphabetic())) {
            return true;
        }
        // `Decisions made during implementation`
        let is_made = || title.strip_prefix("decisions made ").is_some_and(|rest| rest.contains("implement") || rest.contains("execut"));
        if ctx.layout.facts[index as usize].own && (NAMED.any_in(&title) || is_made()) {
            return true;
        }
        section = ctx.layout.facts[index as usize].parent;
    }
    false
}

/// Decisions still to be taken are none (`Open decisions`, `Decisions required`), nor is the work of writing
/// them down (`M3 — Record the decisions`).
pub fn is_open_question(ctx: &Context<'_>, body: &Body<'_>) -> bool {
    const WORK: &[&str] = &["record", "document", "capture", "write", "make", "confirm", "ratify", "review", "draft", "publish"];
    const CLOSED: &[&str] = &["resolved", "settled", "answered", "closed"];
    const OPEN: &[&str] = &[
        "open",
        "pending",
        "required",
        "needed",
        "unresolved",
        "outstanding",
        "待定",
        "未决",
        "미결",
        "미해결",
        "필요",
        "필요한",
        "남은",
        "열린",
        "보류",
        "未決",
        "pendientes",
        "pendentes",
        "abertas",
        "offen",
        "offene",
        "ausstehend",
        "ausstehende",
        "attente",
        "ouvertes",
        "открытые",
    ];
    let mut section = body.section;
    while let Some(index) = section {
        let title = lower(&ctx.layout.sections[index as usize].title);
        let is_name = |word: &str| ["decision", "finding", "discover"].iter().any(|name| word.starts_with(name));
        let is_sign = |c: char| !c.is_alphanumeric();
        // `Decision (2026-03-01): the window takes the focus on open` is one that was taken.
        let head = title.split_once(": ").map(|(head, _)| head).filter(|head| head.split(is_sign).any(is_name));
        let words: Vec<&str> = head.unwrap_or(&title).split(is_sign).filter(|word| !word.is_empty()).collect();
        let named = words.iter().position(|word| is_name(word));
        let is_work = words.iter().take(named.unwrap_or(0)).any(|word| WORK.contains(word));
        // `Open decisions / Decision log` holds those taken as well, and so may `Open questions / Decisions`.
        let asks = || words.iter().any(|word| word.starts_with("question")) && words.contains(&"decisions");
        let is_log = words.iter().any(|word| matches!(*word, "log" | "record" | "register")) || asks();
        // `Required decisions — resolved` were.
        let is_log = is_log || words.iter().any(|word| CLOSED.contains(word));
        // `Vitest configuration required a type` is what was seen, not what is open.
        let may_ask = named.is_some() || words.len() <= 3 || !title.is_ascii();
        if is_work || !is_log && may_ask && words.iter().any(|word| OPEN.contains(word)) {
            return true;
        }
        let facts = ctx.layout.facts[index as usize];
        section = if facts.own { None } else { facts.parent };
    }
    false
}

/// A heading `Decision 3: words` names one record; `Decisions: words` many.
pub fn singular(heading: &str) -> bool {
    let first = heading.split([':', '：', '—']).next().unwrap_or("");
    !first.to_lowercase().contains("decisions") && !first.to_lowercase().contains("surprises") && !first.to_lowercase().contains("findings")
}
