//! Headings: what each is for, its anchor, and the run of blocks it opens. One table of names (`names`) knows
//! the words; this module knows how a heading is cut down to them and how kinds pass to nested headings.

mod joined;
pub(super) mod names;
mod words;

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::LazyLock;

use super::inline;
use super::outline::{Block, BlockKind, Heading};
use super::phrases::{Endings, Entry, Phrases, with_unaccented};
use crate::config::Options;
use crate::model::{Place, Section, SectionKind};
use crate::text::{Anchors, LineIndex, QuickHash, Span, lower, slug};
pub use words::normal;
use words::normal_into;

/// Every section of a plan and the blocks each one holds.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// The headings of all parts, in order.
    pub sections: Vec<Section>,
    /// What is known of each section beyond the model, by the same index.
    pub facts: Vec<Facts>,
    /// Stretches of top-level blocks with the section they belong to, in order.
    pub runs: Vec<Run>,
    /// What all of each part is for, where its file name says so.
    pub parts: Vec<Option<SectionKind>>,
}

/// What the readers of records need to know of a section.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Whether its own heading says what it is for (as against a section it is nested under).
    pub own: bool,
    /// The section it is nested under.
    pub parent: Option<u32>,
    /// Whether its heading names a running log: see [`is_log_name`].
    pub log: bool,
    /// Whether it is, or stands in, a task, phase or decision below the title, so that what it says is of that.
    pub of_piece: bool,
}

/// A stretch of top-level blocks between two headings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The part of the plan.
    pub part: u16,
    /// The section; `None` before the first heading.
    pub section: Option<u32>,
    /// Indices into the part's top-level blocks, the heading itself left out.
    pub blocks: Range<usize>,
    /// What it is for: the section's kind, or that of the file before its first heading.
    pub kind: Option<SectionKind>,
}

/// One part of a plan, as [`sections`] needs it.
pub struct Part<'a> {
    /// Its text.
    pub text: &'a str,
    /// Its top-level blocks.
    pub blocks: &'a [Block],
    /// Its headings, those inside other blocks included; none once its sections are read.
    pub headings: Vec<Heading>,
    /// Its lines.
    pub lines: &'a LineIndex<'a>,
    /// The line of its file on which the text begins.
    pub first_line: u32,
    /// What all of the part is for, where its file name says so.
    pub kind: Option<SectionKind>,
}

/// What a heading is for by its own words, whatever it is nested under.
pub fn kind_of_heading(heading: &str) -> Option<SectionKind> {
    kind_of(&normal(heading), &BTreeMap::new())
}

/// What a line that stands in for a heading is for: only by a whole name.
pub fn kind_of_line(line: &str) -> Option<SectionKind> {
    TABLE.get(normal(line).as_str()).copied()
}

static TABLE: LazyLock<HashMap<&'static str, SectionKind, QuickHash>> = LazyLock::new(|| {
    let mut table = HashMap::default();
    for (name, kind) in with_unaccented(names::NAMES.iter().flat_map(|(kind, list)| list.iter().map(|name| (*name, *kind)))) {
        table.entry(name).or_insert(kind);
    }
    table
});

fn kind_of(name: &str, extra: &BTreeMap<String, SectionKind>) -> Option<SectionKind> {
    if name.is_empty() {
        return None;
    }
    extra
        .get(name)
        .or_else(|| TABLE.get(name))
        .copied()
        .or_else(|| by_halves(name))
        .or_else(|| by_phrase(name))
        .or_else(|| joined::kind(name))
}

/// `Tranche 1 Outcome: unknown keys`: the words before a colon name a log, those after it say which.
fn kind_before_colon(title: &str) -> Option<SectionKind> {
    use SectionKind::{Decisions, Lessons, Outcomes, Surprises};
    if names_decision(title) {
        return Some(Decisions);
    }
    memchr::memchr3(b':', 0xEF, 0xE2, title.as_bytes())?;
    // `Owner decisions (15 Sep) — binding for the build`
    let before_dash = || title.split_once(" — ").filter(|(head, _)| head.matches('(').count() == head.matches(')').count());
    let colon = title.split_once(": ").or_else(|| title.split_once('：'));
    let (head, _) = colon.or_else(before_dash)?;
    let head = normal(head);
    // `Decision 2: Keep one list`, with no heading above that names a log.
    let is_counted = |name: &str| head.strip_prefix(name).is_some_and(|n| !n.is_empty() && n.bytes().all(|byte| byte.is_ascii_digit()));
    let counted = || is_counted("decision ").then_some(Decisions).or_else(|| is_counted("finding ").then_some(Surprises));
    let known = TABLE.get(head.as_str()).copied().or_else(counted).or_else(|| by_phrase(&head));
    let kind = known.or_else(|| head.ends_with(" outcome").then_some(Outcomes));
    // `Checkpoint: Foundation` lists what has to hold before work goes on.
    kind.filter(|kind| matches!(kind, Decisions | Surprises | Outcomes | Lessons) || colon.is_some() && head == "checkpoint")
}

/// `D-01: Keep one list`, `DEC-3 — …`: a heading by the id of a decision.
fn names_decision(title: &str) -> bool {
    let number = ["D-", "DEC-"].iter().find_map(|id| title.strip_prefix(id));
    let behind = number.map(|number| number.trim_start_matches(|c: char| c.is_ascii_digit()));
    number.zip(behind).is_some_and(|(number, behind)| {
        (1..=4).contains(&(number.len() - behind.len())) && [": ", "：", " — ", " – ", ". "].iter().any(|sign| behind.starts_with(sign))
    })
}

/// `完了結果 (Outcomes & Retrospective)`, `A better hub (exit criteria)`: the name that is known stands in the brackets.
fn kind_in_brackets(title: &str) -> Option<SectionKind> {
    // `Definition of a better hub (exit criteria)`
    let is_criteria = |name: &str| name.ends_with("criteria") || name.ends_with("definition of done");
    let end = title.trim_end();
    if end.is_ascii() && !end.ends_with(')') {
        return None;
    }
    if let Some((_, name)) = end.strip_suffix(')').and_then(|inside| inside.rsplit_once('('))
        && is_criteria(&lower(name))
    {
        return TABLE.get(normal(name).as_str()).copied().filter(|kind| *kind == SectionKind::Criteria);
    }
    if title.is_ascii() {
        return None;
    }
    let inside = title.trim_end().strip_suffix([')', '）'])?;
    let (own, name) = inside.rsplit_once(['(', '（'])?;
    // The bracket says in another language what stands before it; else it only adds something.
    let is_foreign = own.chars().any(|c| !c.is_ascii() && c.is_alphabetic()) && name.is_ascii();
    if !is_foreign {
        return None;
    }
    TABLE.get(normal(name).as_str()).copied()
}

/// `체크리스트 (통합 검증용)`, `Checklist (acceptance)`: a list to tick whose bracket says that it is to check what was done.
fn is_checklist_of_criteria(title: &str) -> bool {
    const USES: &[&str] = &["acceptance", "validation", "verification", "验收", "验证", "検証", "검증"];
    let Some((own, uses)) = title.trim_end().strip_suffix([')', '）']).and_then(|inside| inside.rsplit_once(['(', '（'])) else {
        return false;
    };
    let uses = lower(uses);
    is_checklist(&lower(own.trim_end())) && USES.iter().any(|word| uses.contains(word))
}

fn is_checklist(name: &str) -> bool {
    ["checklist", "체크리스트", "清单", "チェックリスト"].iter().any(|list| name.ends_with(list))
}

/// `5.1.1 test_resume_accepts_standard_decisions`: a heading whose last word is a name in code is about that.
fn is_symbol(title: &str) -> bool {
    title.split(' ').next_back().is_some_and(|last| memchr::memchr_iter(b'_', last.as_bytes()).count() > 1)
}

/// `Progress / 진행 상황`: two names for one thing.
fn by_halves(name: &str) -> Option<SectionKind> {
    if name.is_ascii() {
        return None;
    }
    let (left, right) = name.split_once(" and ")?;
    let ascii = |text: &str| text.is_ascii();
    if ascii(left) == ascii(right) {
        return None;
    }
    TABLE.get(left).or_else(|| TABLE.get(right)).copied()
}

fn by_phrase(name: &str) -> Option<SectionKind> {
    let n_words = 1 + name.bytes().filter(|byte| *byte == b' ').count();
    if n_words > 8 {
        return None;
    }
    // `未決定事項`, `미결정 사항`: what is not decided.
    let denies = |rest: &str| rest.ends_with(['未', '미']) || matches!(rest, "待" | "尚待" | "有待");
    let ends = |phrase: &str| name.strip_suffix(phrase).is_some_and(|rest| rest.ends_with(' ') || !phrase.is_ascii() && !denies(rest));
    if is_numbered_work(name) {
        // `Task 7: final verification` is a task, whatever it is about; `Task 7 acceptance criteria` are its criteria.
        let by_end = names::NUMBERED_ENDINGS.iter().find(|(_, phrase)| ends(phrase)).map(|(kind, _)| *kind);
        return by_end.or_else(|| is_result_of_work(name).then_some(SectionKind::Outcomes));
    }
    let checks = || {
        // `Decision 1 — keep the safety gates`
        let is_record = ["decision ", "finding ", "surprise "].iter().any(|word| name.starts_with(word));
        let Some((before, last)) = name.rsplit_once(' ') else { return false };
        !is_record && n_words <= 6 && names::CHECKS.contains(&last) && before.split(' ').any(|word| names::CHECKED.contains(&word))
    };
    let starts = |entry: &&Entry<SectionKind>| name[entry.phrase.len()..].starts_with(' ') || !entry.phrase.is_ascii();
    let by_start = BEGINNINGS.leading(name.as_bytes()).find(starts).map(|entry| entry.value);
    let by_end = || {
        let may = ENDINGS.trailing(name.as_bytes());
        may.filter(|entry| n_words <= 6 && ends(entry.phrase)).max_by_key(|entry| entry.phrase.len()).map(|entry| entry.value)
    };
    by_start.or_else(by_end).or_else(|| checks().then_some(SectionKind::Criteria))
}

/// `phase 3 result`, `wave 6 and 7 결과`, `m1 m4 results`: nothing but which work, and that it is its result.
fn is_result_of_work(name: &str) -> bool {
    let Some((_, mut rest)) = name.split_once(' ') else { return false };
    let counts = |word: &str| {
        let digits = word.trim_start_matches(|c: char| c.is_ascii_lowercase());
        word == "and" || digits.starts_with(|c: char| c.is_ascii_digit()) && digits.len() <= 3 && word.len() - digits.len() <= 1
    };
    while let Some((_, more)) = rest.split_once(' ').filter(|(word, _)| counts(word)) {
        rest = more;
    }
    names::RESULTS.contains(&rest)
}

/// [`names::BEGINNINGS`] by how they begin.
static BEGINNINGS: LazyLock<Phrases<SectionKind>> =
    LazyLock::new(|| Phrases::new(with_unaccented(names::BEGINNINGS.iter().map(|(kind, phrase)| (*phrase, *kind)))));

/// [`names::ENDINGS`] by how they end.
static ENDINGS: LazyLock<Endings<SectionKind>> =
    LazyLock::new(|| Endings::new(with_unaccented(names::ENDINGS.iter().map(|(kind, phrase)| (*phrase, *kind)))));

/// Whether a heading is that of one piece of work by its number: `Task 7: Sort the list`.
pub fn heads_work(heading: &str) -> bool {
    is_numbered_work(&normal(heading))
}

/// `task 7 …`, `phase 2 …`, `m3 …`: the heading of one piece of work.
pub(super) fn is_numbered_work(name: &str) -> bool {
    let (first, rest) = cut_at_space(name);
    let (second, _) = cut_at_space(rest);
    let numbered =
        second.chars().next().is_some_and(|c| c.is_ascii_digit()) || (second.len() <= 2 && !second.is_empty() && second.is_ascii());
    let digits = first.trim_start_matches(|c: char| c.is_ascii_lowercase());
    let is_id = first.len() > digits.len()
        && first.len() - digits.len() <= 3
        && digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.len() <= 3;
    is_id || numbered && (names::WORK.contains(&first) || names::PIECES.contains(&first))
}

/// The words before the first space and those after it.
fn cut_at_space(name: &str) -> (&str, &str) {
    name.bytes().position(|byte| byte == b' ').map_or((name, ""), |at| (&name[..at], &name[at + 1..]))
}

/// Whether a heading, as [`normal`] leaves it, is that of one piece of work or one decision, by its number:
/// `Phase 2: Parser`, `ADR-3`.
fn names_piece(name: &str) -> bool {
    let numbered = |rest: &str| rest.trim_start().starts_with(|c: char| c.is_ascii_digit());
    is_numbered_work(name) || ["adr", "dec", "decision"].iter().any(|word| name.strip_prefix(word).is_some_and(numbered))
}

/// Whether a heading, as [`normal`] leaves it, names a running log rather than a list of things to do.
pub fn is_log_name(name: &str) -> bool {
    const NAMES: &[&str] = &[
        "progress",
        "progess",
        "log",
        "worklog",
        "进度",
        "进展",
        "日志",
        "進度",
        "進展",
        "日誌",
        "执行记录",
        "進捗",
        "ログ",
        "진행",
        "진척",
        "로그",
        "progreso",
        "avance",
        "прогресс",
        "журнал",
        "ход работ",
        "ход выполнения",
    ];
    let is_word = |part: &[u8]| NAMES.iter().any(|word| word.as_bytes() == part);
    name.as_bytes().split(|byte| *byte == b' ').any(is_word)
        || !name.is_ascii() && NAMES.iter().any(|word| !word.is_ascii() && name.contains(word))
}

/// The user's own names for kinds, from `options.sections`.
fn extra(options: &Options) -> BTreeMap<String, SectionKind> {
    let mut out = BTreeMap::new();
    for (kind, headings) in &options.sections {
        if let Some(kind) = kind_named(kind) {
            out.extend(headings.iter().map(|heading| (normal(heading), kind)));
        }
    }
    out
}

/// The kind of that name, as book.toml spells it: `steps`, `follow-ups`.
pub fn kind_named(name: &str) -> Option<SectionKind> {
    use SectionKind::*;
    Some(match name {
        "purpose" => Purpose,
        "steps" | "progress" => Steps,
        "criteria" => Criteria,
        "decisions" => Decisions,
        "surprises" => Surprises,
        "outcomes" => Outcomes,
        "lessons" => Lessons,
        "follow-ups" => FollowUps,
        "risks" => Risks,
        "gates" => Gates,
        "revisions" => Revisions,
        "artifacts" => Artifacts,
        "context" => Context,
        "status" => Status,
        _ => return None,
    })
}

/// Reads the headings of every part.
pub fn sections(parts: &mut [Part<'_>], options: &Options) -> Layout {
    let extra = extra(options);
    let mut layout = Layout { parts: parts.iter().map(|part| part.kind).collect(), ..Layout::default() };
    let n_headings = parts.iter().map(|part| part.headings.len()).sum();
    let mut anchors = Anchors::with_capacity(n_headings);
    layout.sections.reserve(n_headings);
    layout.facts.reserve(n_headings);
    for (number, part) in parts.iter_mut().enumerate() {
        let headings = std::mem::take(&mut part.headings);
        let mut walk = Walk {
            part,
            number: u16::try_from(number).unwrap_or(u16::MAX),
            extra: &extra,
            open: Vec::new(),
            layout: &mut layout,
            anchors: &mut anchors,
        };
        walk.part(headings);
    }
    layout
}

struct Walk<'a> {
    part: &'a Part<'a>,
    number: u16,
    extra: &'a BTreeMap<String, SectionKind>,
    /// Sections that are open, outermost first.
    open: Vec<u32>,
    layout: &'a mut Layout,
    anchors: &'a mut Anchors,
}

impl Walk<'_> {
    fn part(&mut self, headings: Vec<Heading>) {
        let blocks = self.part.blocks;
        let mut headings = headings.into_iter().peekable();
        let mut from = 0;
        let mut name = String::new();
        for (index, block) in blocks.iter().enumerate() {
            let heading = match block.kind {
                BlockKind::Heading(level) => headings.next().map(|heading| (level, heading.text)),
                BlockKind::Paragraph => plain_heading(self.part.text, block, blocks.get(index + 1)),
                _ => {
                    // Headings inside other blocks have an anchor of their own, which counts.
                    while headings.next_if(|heading| heading.span.start < block.span.end).is_some_and(|heading| self.spend(&heading)) {}
                    None
                }
            };
            let Some((level, title)) = heading else { continue };
            normal_into(&title, &mut name);
            let own = if level == 7 { self.plain_kind(&name) } else { self.heading_kind(level, &title, &name, index) };
            if level == 7 && own.is_none() {
                // A lead line that is no section of its own still ends one that a lead line opened.
                if self.open.last().is_some_and(|open| self.layout.sections[*open as usize].level == 7) {
                    self.close_run(from..index);
                    self.close(7, block.span.start);
                    from = index;
                }
                continue;
            }
            self.close_run(from..index);
            self.close(level, block.span.start);
            self.open(level, title, &name, own, block.span);
            let steps = self.layout.sections.last().is_some_and(|section| section.kind == Some(SectionKind::Steps));
            if let Some(facts) = self.layout.facts.last_mut() {
                facts.log = steps && is_log_name(&name);
            }
            from = index + 1;
        }
        self.close_run(from..blocks.len());
        self.close(0, u32::try_from(self.part.text.len()).unwrap_or(u32::MAX));
    }

    /// Takes the anchor of a heading that opens no section here.
    fn spend(&mut self, heading: &Heading) -> bool {
        self.anchors.heading(&heading.text);
        true
    }

    fn close_run(&mut self, blocks: Range<usize>) {
        if !blocks.is_empty() {
            let section = self.open.last().copied();
            let kind = section.map_or(self.part.kind, |section| self.layout.sections[section as usize].kind);
            self.layout.runs.push(Run { part: self.number, section, blocks, kind });
        }
    }

    /// Ends every open section of this level or deeper at `end`.
    fn close(&mut self, level: u8, end: u32) {
        while let Some(last) = self.open.last().copied()
            && self.layout.sections[last as usize].level >= level
        {
            self.layout.sections[last as usize].place.span.end = end;
            self.open.pop();
        }
    }

    fn open(&mut self, level: u8, title: String, name: &str, own: Option<SectionKind>, span: Span) {
        let parent = self.open.last().copied();
        let inherited = parent.map_or(self.part.kind, |parent| self.layout.sections[parent as usize].kind);
        let anchor = if level == 7 { self.anchors.distinct(&format!("section-{}", slug(&title))) } else { self.anchors.heading(&title) };
        let line = self.part.lines.line(span.start) + self.part.first_line - 1;
        let index = u32::try_from(self.layout.sections.len()).unwrap_or(u32::MAX);
        let place = Place { part: self.number, span, line };
        self.layout.sections.push(Section { level, title, anchor, kind: own.or(inherited), place });
        let in_piece = parent.is_some_and(|parent| self.layout.facts[parent as usize].of_piece);
        let of_piece = in_piece || index > 0 && matches!(level, 2..7) && names_piece(name);
        self.layout.facts.push(Facts { own: own.is_some(), parent, log: false, of_piece });
        self.open.push(index);
    }

    fn heading_kind(&self, level: u8, title: &str, name: &str, index: usize) -> Option<SectionKind> {
        // The plan's title says what the plan is about, not what the section is for.
        let is_title = level == 1
            && self.number == 0
            && !self.part.blocks[..index].iter().any(|block| matches!(block.kind, BlockKind::Heading(_)))
            && !self.part.blocks[index + 1..].iter().any(|block| block.kind == BlockKind::Heading(1));
        if is_title {
            return None;
        }
        if is_symbol(title) {
            return None;
        }
        let kind = kind_of(name, self.extra).or_else(|| kind_before_colon(title)).or_else(|| kind_in_brackets(title));
        let kind = if kind == Some(SectionKind::Steps) && is_checklist_of_criteria(title) { Some(SectionKind::Criteria) } else { kind };
        kind.filter(|kind| match kind {
            // `# Checklist` over a whole file of criteria, or anywhere in it.
            SectionKind::Steps if self.part.kind == Some(SectionKind::Criteria) && (level == 1 || is_checklist(name)) => false,
            SectionKind::Steps => !self.tells_outcomes(level, name, index),
            // `Summary`, `Quality gates`, `Evidence` below outcomes are of them.
            SectionKind::Purpose
            | SectionKind::Context
            | SectionKind::Status
            | SectionKind::Artifacts
            | SectionKind::Criteria
            | SectionKind::Gates => level < 3 || !self.is_among_outcomes(level) || self.has_boxes(index),
            _ => true,
        })
    }

    /// Whether a heading that may name a list of work stands among outcomes and holds no boxes: `Completed`, `Remaining`.
    fn tells_outcomes(&self, level: u8, name: &str, index: usize) -> bool {
        const NAMES: &[&str] = &[
            "completed",
            "completed work",
            "done",
            "deliverables",
            "remaining",
            "remaining work",
            "milestones",
            "timeline",
            "in progress",
        ];
        self.is_among_outcomes(level) && NAMES.contains(&name) && !self.has_boxes(index)
    }

    /// Whether the heading that a heading of this level is nested under is of outcomes.
    fn is_among_outcomes(&self, level: u8) -> bool {
        let around = self.open.iter().rev().map(|open| &self.layout.sections[*open as usize]).find(|section| section.level < level);
        around.is_some_and(|section| matches!(section.kind, Some(SectionKind::Outcomes | SectionKind::Lessons)))
    }

    /// Whether boxes stand below the heading at `index`, down to the next one.
    fn has_boxes(&self, index: usize) -> bool {
        let below = self.part.blocks[index + 1..].iter().take_while(|block| !matches!(block.kind, BlockKind::Heading(_)));
        let is_box = |item: &Block| matches!(item.kind, BlockKind::Item { task: Some(_) });
        below.flat_map(|block| &block.children).any(is_box)
    }

    /// Plain lines open a section only by a whole name, and not inside a log whose records have labels of the same words.
    fn plain_kind(&self, name: &str) -> Option<SectionKind> {
        use SectionKind::{Criteria, Decisions, FollowUps, Lessons, Outcomes, Revisions, Risks, Steps, Surprises};
        let kind = self.extra.get(name).or_else(|| TABLE.get(name)).copied().or_else(|| names_decisions(name).then_some(Decisions))?;
        let around = self.open.iter().rev().map(|open| &self.layout.sections[*open as usize]).find(|section| section.level < 7);
        let in_log = around.and_then(|section| section.kind).is_some_and(|kind| matches!(kind, Decisions | Surprises | Outcomes | Lessons));
        let opens = matches!(kind, Steps | Criteria | Decisions | Surprises | Outcomes | Lessons | FollowUps | Risks | Revisions);
        let is_label = matches!(
            name,
            "decision" | "surprise" | "outcome" | "result" | "results" | "risk" | "decision rationale" | "plan" | "done" | "log"
        );
        // The whole name of another log is no label of this one.
        let is_living = matches!(name, "surprises and discoveries" | "decision log" | "outcomes and retrospective");
        (opens && (!in_log || is_living) && !is_label).then_some(kind)
    }
}

/// Whether a name says no more of decisions than how many or which: `8 locked decisions`.
fn names_decisions(name: &str) -> bool {
    const WHICH: &[&str] = &[
        "agreed",
        "architectural",
        "architecture",
        "confirmed",
        "design",
        "final",
        "important",
        "key",
        "locked",
        "main",
        "major",
        "product",
        "resolved",
        "settled",
        "technical",
    ];
    let says_which = |word: &str| WHICH.contains(&word) || word.bytes().all(|byte| byte.is_ascii_digit());
    name.strip_suffix(" decisions").is_some_and(|which| which.split(' ').all(says_which))
}

/// A paragraph that serves as a heading: one line that is all bold, or that ends in a colon and is followed by a list or table.
fn plain_heading(text: &str, block: &Block, next: Option<&Block>) -> Option<(u8, String)> {
    let words = block.inline.of(text);
    if words.len() > 80 || memchr::memchr(b'\n', words.as_bytes()).is_some() {
        return None;
    }
    let bold = |open: &str| words.len() > 2 * open.len() && words.starts_with(open) && words.trim_end_matches([':', '：']).ends_with(open);
    let colon = words.ends_with([':', '：']) && next.is_some_and(|next| matches!(next.kind, BlockKind::List { .. } | BlockKind::Table));
    (bold("**") || bold("__") || colon).then(|| (7, inline::plain(words)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_known_however_they_are_dressed() {
        use SectionKind::*;
        for (heading, kind) in [
            ("Surprises & Discoveries", Some(Surprises)),
            ("3. Surprises and Discoveries (Running Log)", Some(Surprises)),
            ("🚧 Progress", Some(Steps)),
            ("The Progress", Some(Steps)),
            ("The &", None),
            ("The", None),
            ("Progress / 진행 상황", Some(Steps)),
            ("Phase 3 — Result", Some(Outcomes)),
            ("Wave 6/7 결과 (사용자 피드백)", Some(Outcomes)),
            ("M1–M4 results (2026-07-05)", Some(Outcomes)),
            ("✅ Session 3.2 Completion Summary", Some(Outcomes)),
            ("Task 4: Decode the results", None),
            ("To-do", Some(Steps)),
            ("Milestone 1 boundary decisions", Some(Decisions)),
            ("决策记录", Some(Decisions)),
            ("二、验收标准", Some(Criteria)),
            ("Outcomes & Retrospective:", Some(Outcomes)),
            ("Definition of Done", Some(Criteria)),
            ("Purpose / Big Picture", Some(Purpose)),
            ("Журнал решений", Some(Decisions)),
            ("Follow-ups", Some(FollowUps)),
            ("Interfaces and Dependencies", None),
            ("Task 7: Make the decisions visible everywhere at once please", None),
        ] {
            assert_eq!(kind_of_heading(heading), kind, "{heading}: {}", normal(heading));
        }
    }
}
