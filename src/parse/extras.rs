//! Risks, quality gates and revision notes of a part. Must never know how they are judged.

use super::context::Context;
use super::labels::Label;
use super::outline::{Block, BlockKind};
use super::{inline, people, placeholder, records};
use crate::diag::Diagnostic;
use crate::model::{Gate, RecordKind, RecordMeta, Revision, Risk, SectionKind, Stamp};
use crate::text::{Anchor, Span, lower, slug};

/// What this module reads.
#[derive(Clone, Debug, Default)]
pub struct Extras {
    /// Risks.
    pub risks: Vec<Risk>,
    /// Quality gates.
    pub gates: Vec<Gate>,
    /// Revision notes.
    pub revisions: Vec<Revision>,
}

/// Reads them from one part of a plan.
pub fn read(ctx: &Context<'_>) -> (Extras, Vec<Diagnostic>) {
    let extras = Extras { risks: risks(ctx), gates: gates(ctx), revisions: revisions(ctx) };
    (extras, Vec::new())
}

fn risks(ctx: &Context<'_>) -> Vec<Risk> {
    let mut drafts = records::read(ctx, SectionKind::Risks, Label::Risk).drafts;
    drafts
        .iter_mut()
        .filter(|draft| draft.main == Label::Risk)
        .filter(|draft| !is_question(&draft.words.text))
        .map(|draft| {
            let words = draft.take_words();
            let part =
                |label| draft.field(label).map(|span| records::passage(ctx, span)).filter(|part| !placeholder::is_nothing(&part.text));
            let word = |label| draft.field(label).map(|span| records::passage(ctx, without_stop(ctx, span)));
            Risk {
                meta: ctx.meta(RecordKind::Risk, &words.text, draft.span, records::stamp(ctx, draft), draft.section),
                severity: word(Label::Severity),
                likelihood: word(Label::Likelihood),
                impact: part(Label::Impact).or_else(|| part(Label::Outcome)),
                mitigation: part(Label::Mitigation).or_else(|| part(Label::Workaround)),
                owner: draft.field(Label::Author).map(|span| ctx.plain(span)).filter(|name| !placeholder::is_nothing(name)),
                words,
            }
        })
        .collect()
}

/// A span without the sign that ends it: `Severity: high.`
fn without_stop(ctx: &Context<'_>, span: Span) -> Span {
    let words = ctx.of(span);
    Span::new(span.start as usize, span.start as usize + words.trim_end_matches(['.', ';', ',', '。', '；', '，']).len())
}

/// Whether an item among risks asks rather than warns: `Open question: which port?`.
fn is_question(words: &str) -> bool {
    const LABELS: &[&str] =
        &["open question", "question", "开放问题", "未解決", "미해결", "열린 질문", "pregunta abierta", "открытый вопрос"];
    let label = words.split([':', '：']).next().unwrap_or("");
    words.ends_with(['?', '？']) || label.len() < 60 && label.len() < words.len() && LABELS.contains(&label.to_lowercase().as_str())
}

/// Names of the columns of a gate table, lower case.
const GATE: &[&str] = &["gate", "gates", "check", "quality gate", "门禁", "检查", "ゲート", "게이트", "control", "проверка"];
const COMMAND: &[&str] = &["command", "commands", "how", "how to run", "命令", "コマンド", "명령", "명령어", "comando", "команда"];
const THRESHOLD: &[&str] = &[
    "threshold",
    "expectation",
    "expected",
    "threshold / expectation",
    "target",
    "pass criteria",
    "阈值",
    "期望",
    "基準",
    "기준",
    "umbral",
    "порог",
];

/// Rows of tables in gate sections, and of any table whose head names gate, command and threshold.
fn gates(ctx: &Context<'_>) -> Vec<Gate> {
    let mut out = Vec::new();
    for body in ctx.bodies() {
        let in_section = body.heading.is_some_and(|section| section.kind == Some(SectionKind::Gates));
        for table in body.blocks.iter().filter(|block| block.kind == BlockKind::Table) {
            let Some(head) = table.children.first() else { continue };
            let names: Vec<String> = head.children.iter().map(|cell| ctx.plain(cell.inline).to_lowercase()).collect();
            let column = |list: &[&str]| names.iter().position(|name| list.contains(&name.as_str()));
            let (gate, command, threshold) = (column(GATE), column(COMMAND), column(THRESHOLD));
            if !(in_section || (gate.is_some() && command.is_some())) {
                continue;
            }
            let (gate, command, threshold) = (gate.unwrap_or(0), command.unwrap_or(1), threshold.unwrap_or(2));
            out.extend(table.children.iter().skip(1).filter_map(|row| {
                let cell = |index: usize| row.children.get(index).map(|cell| ctx.plain(cell.inline)).unwrap_or_default();
                let name = cell(gate);
                (!placeholder::is_nothing(&name)).then(|| Gate {
                    meta: gate_meta(ctx, &name, inline::trim(ctx.text, row.span), body.section),
                    command: cell(command),
                    threshold: cell(threshold),
                    name,
                })
            }));
        }
    }
    out
}

fn gate_meta(ctx: &Context<'_>, name: &str, span: Span, section: Option<u32>) -> RecordMeta {
    RecordMeta { id: Anchor::new(format!("gate-{}", slug(name))), place: ctx.place(span), stamp: None, section }
}

/// Lines that open a revision note outside a section of their own, lower case.
const NOTES: &[&str] = &[
    "revision note",
    "revision notes",
    "revision",
    "revised",
    "change note",
    "change notes",
    "plan revision",
    "plan revision note",
    "plan change note",
    "plan update note",
    "plan update",
    "plan updates",
    "update note",
    "revision history",
    "note on revision",
    "修订说明",
    "修订记录",
    "变更说明",
    "変更メモ",
    "改訂メモ",
    "개정 노트",
    "변경 노트",
    "변경 사항",
    "nota de revisión",
    "примечание к редакции",
];

fn revisions(ctx: &Context<'_>) -> Vec<Revision> {
    let mut out = Vec::new();
    for body in ctx.bodies() {
        let in_section = body.heading.is_some_and(|section| section.kind == Some(SectionKind::Revisions));
        if in_section {
            let dated = body.heading.and_then(|section| heading_stamp(ctx, section.place.span, body.blocks));
            for block in body.blocks {
                revision_blocks(ctx, block, body.section, dated.as_ref(), &mut out);
            }
            continue;
        }
        // A note at the bottom of another section: `Revision note (2026-01-02): …`.
        for block in body.blocks.iter().filter(|block| matches!(block.kind, BlockKind::Paragraph)) {
            let words = inline::trim(ctx.text, block.inline);
            if note(ctx, words).is_some() {
                for (number, words) in notes_in(ctx, words).into_iter().enumerate() {
                    let Some((stamp, value)) = note(ctx, words) else { continue };
                    revision(
                        ctx,
                        value,
                        if number == 0 { Span { end: words.end, ..block.span } } else { words },
                        stamp,
                        body.section,
                        &mut out,
                    );
                }
            }
        }
    }
    out
}

/// The moment in the label of a note, and the words after it, if the words are one.
fn note(ctx: &Context<'_>, words: Span) -> Option<(Option<Stamp>, Span)> {
    let (_, value) = Some(words)
        .filter(|words| may_be_note(ctx.of(*words)))
        .and_then(|words| inline::label(ctx.text, words))
        .filter(|(name, _)| is_note(name))?;
    let stamp = ctx.stamps_in(Span { start: words.start, end: value.start }).first().map(|found| found.stamp.clone());
    Some((stamp, value))
}

/// The notes of a paragraph: each line that begins with the label of one begins one.
fn notes_in(ctx: &Context<'_>, words: Span) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    for line in inline::lines(ctx.text, words) {
        match out.last_mut() {
            Some(last) if note(ctx, line).is_none() => last.end = line.end,
            _ => out.push(line),
        }
    }
    out
}

/// Words without the name that stands between their moment and them: `2026-04-05 / Ana - Created …`.
fn without_author(ctx: &Context<'_>, whole: Span, words: Span) -> Span {
    let between = ctx.of(Span { start: whole.start, end: words.start }).trim_end();
    let text = ctx.of(words);
    let cut = || {
        let at = [" - ", " — ", " – ", ": ", ". "].iter().filter_map(|sign| text.find(sign).map(|at| (at, sign.len()))).min()?;
        let name = text.get(..at.0).filter(|name| name.split_whitespace().count() <= 3 && !name.contains('\n'))?;
        people::people(name).map(|_| words.start + u32::try_from(at.0 + at.1).unwrap_or(0))
    };
    match between.ends_with('/').then(cut).flatten() {
        Some(start) => inline::trim(ctx.text, Span { start, ..words }),
        None => words,
    }
}

/// Whether words begin as one of [`NOTES`] does, as far as their first three letters tell.
fn may_be_note(words: &str) -> bool {
    let bytes = words.trim_start_matches(['*', '_']).as_bytes();
    match bytes.first_chunk::<3>().map(|first| first.map(|byte| byte.to_ascii_lowercase())) {
        Some(first) if first.iter().all(u8::is_ascii_alphanumeric) => matches!(&first, b"rev" | b"cha" | b"pla" | b"upd" | b"not"),
        // A mark may stand within a word.
        Some([first, ..]) if first.is_ascii_alphanumeric() => matches!(first, b'r' | b'c' | b'p' | b'u' | b'n'),
        _ => true,
    }
}

/// Whether a label opens a revision note.
pub fn is_note(name: &str) -> bool {
    if !may_be_note(name.trim_start()) {
        return false;
    }
    let name = lower(name.split(['(', '（', ',']).next().unwrap_or(name).trim());
    let name = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-' || c.is_whitespace() || c == '#');
    NOTES.contains(&name)
}

/// The moment in a heading such as `Revision note (2026-01-02)`.
fn heading_stamp(ctx: &Context<'_>, section: Span, blocks: &[Block]) -> Option<Stamp> {
    let end = blocks.first().map_or(section.end, |block| block.span.start);
    ctx.stamps_in(Span { start: section.start, end }).first().map(|found| found.stamp.clone())
}

fn revision_blocks(ctx: &Context<'_>, block: &Block, section: Option<u32>, dated: Option<&Stamp>, out: &mut Vec<Revision>) {
    match block.kind {
        BlockKind::List { .. } => {
            for item in &block.children {
                let words = inline::trim(ctx.text, item.lead());
                let end = item.rest().last().map_or(words.end, |last| last.span.end);
                revision(ctx, Span { end, ..words }, item.span, dated.cloned(), section, out);
            }
        }
        BlockKind::Paragraph => {
            let words = inline::trim(ctx.text, block.inline);
            let markdown = ctx.of(words);
            if placeholder::is_instruction(&inline::plain(markdown), placeholder::is_emphasis(markdown)) {
                return;
            }
            for (number, words) in notes_in(ctx, words).into_iter().enumerate() {
                let span = if number == 0 { Span { end: words.end, ..block.span } } else { words };
                let (stamp, words) = note(ctx, words).unwrap_or((None, words));
                revision(ctx, words, span, stamp.or_else(|| dated.cloned()), section, out);
            }
        }
        BlockKind::Table => {
            for row in block.children.iter().skip(1) {
                // The longest cell says what changed; a dated one says when.
                let longest = row.children.iter().max_by_key(|cell| cell.inline.end - cell.inline.start);
                let stamp = ctx.stamps_in(row.span).first().map(|found| found.stamp.clone()).or_else(|| dated.cloned());
                if let Some(cell) = longest {
                    revision(ctx, inline::trim(ctx.text, cell.inline), row.span, stamp, section, out);
                }
            }
        }
        BlockKind::Quote => {
            for child in &block.children {
                revision_blocks(ctx, child, section, dated, out);
            }
        }
        _ => {}
    }
}

fn revision(ctx: &Context<'_>, words: Span, span: Span, stamp: Option<Stamp>, section: Option<u32>, out: &mut Vec<Revision>) {
    let whole = words;
    let (own, words) = ctx.stamped(words);
    let words = without_author(ctx, whole, words);
    let passage = records::passage(ctx, words);
    if placeholder::is_nothing(&passage.text) {
        return;
    }
    let stamp = own.or(stamp);
    out.push(Revision {
        meta: ctx.meta(RecordKind::Revision, &passage.text, inline::trim(ctx.text, span), stamp, section),
        words: passage,
    });
}
