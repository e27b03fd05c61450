//! Blocks grouped into records: one mechanism for decisions, surprises and risks, whether they are written as
//! labelled bullets, dated bullets, label paragraphs, headings, table rows or prose. A draft knows spans only;
//! `decisions`, `surprises` and `extras` make records of it. Must never know which fields a record keeps.

mod draft;
mod first;
mod parts;
mod titled;
mod weigh;
mod words;

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::context::{Body, Context};
use super::header::fields::Fact;
use super::header::keys::{self, Key};
use super::labels::{self, Label, Mark};
use super::outline::{Block, BlockKind};
use super::{extras, front_matter, inline, placeholder, sections, tables};
use crate::diag::{Diagnostic, codes};
use crate::model::{Section, SectionKind, Stamp};
use crate::text::{Span, lower};
pub use draft::{Draft, author, stamp};
use weigh::{Siblings, is_log, is_open_question, siblings, singular};
pub use words::passage;
use words::{
    bracketed, first_words, introduces, is_bare, is_bold_line, is_in_brackets, is_one_line, is_short, list_mark, quotes_somebody,
    says_as_planned, skip_author, skip_qualifier, skip_role, skip_tag, strip_number, trim_end, without_day,
};

/// What reading a part gives.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// In order of the text.
    pub drafts: Vec<Draft>,
    /// What looks like a record and could not be read.
    pub notes: Vec<Diagnostic>,
}

/// Every draft of the part that stands in a section of this kind, and decisions that say so in bold elsewhere. Unlabelled
/// words are taken for `main`.
pub fn read(ctx: &Context<'_>, kind: SectionKind, main: Label) -> Found {
    let mut found = if ctx.bodies_of(kind).next().is_some() {
        in_sections(ctx, kind, main)
    } else if kind == SectionKind::Decisions {
        Found { drafts: in_tables(ctx, main), notes: Vec::new() }
    } else {
        Found::default()
    };
    if kind == SectionKind::Decisions {
        let n = found.drafts.len();
        found.drafts.extend(in_bold(ctx));
        found.drafts.extend(in_progress(ctx));
        if found.drafts.len() > n {
            found.drafts.sort_by_key(|draft| draft.span.start);
        }
    }
    found
}

fn in_sections(ctx: &Context<'_>, kind: SectionKind, main: Label) -> Found {
    let mut reader = Reader::new(ctx, main);
    reader.siblings = siblings(ctx, kind);
    for body in ctx.bodies_of(kind).filter(|body| main == Label::Risk || !is_open_question(ctx, body)) {
        reader.body(&body);
    }
    reader.close();
    reader.drafts.retain(|draft| !placeholder::is_nothing(&draft.words.text) && !placeholder::has_blank_stamp(ctx.of(draft.span)));
    // Beside a log, a section such as `Design decisions` or `Source findings` describes; only what says of itself
    // that it is a record counts there.
    let mut logs: BTreeMap<Option<u32>, bool> = BTreeMap::new();
    for draft in &reader.drafts {
        logs.entry(draft.section).or_insert_with(|| is_log(ctx, draft.section));
    }
    if logs.values().any(|is_log| *is_log) {
        reader.drafts.retain(|draft| draft.sure || logs.get(&draft.section) == Some(&true));
    }
    Found { drafts: reader.drafts, notes: reader.notes }
}

/// The items of lists that front matter calls by the name of a log (`key-decisions:`), for a part that has no record of
/// the kind. Names alone (`- ADR-3`) are none.
pub fn in_front_matter(ctx: &Context<'_>, facts: &[Fact], kind: SectionKind, main: Label) -> Vec<Draft> {
    let is_named = |fact: &&Fact| fact.field.front_matter && sections::kind_of_line(&fact.field.label) == Some(kind);
    let items = facts.iter().filter(is_named).flat_map(|fact| front_matter::items(ctx.text, fact.span));
    let draft = |(span, words): (Span, Span)| {
        let (stamp, words) = ctx.stamped(words);
        let words = passage(ctx, words);
        let is_said = words.text.split_whitespace().count() > 2 || !words.text.is_ascii() && words.text.chars().count() > 6;
        (is_said && !placeholder::is_nothing(&words.text)).then(|| Draft {
            main,
            span,
            words,
            fields: Vec::new(),
            stamp,
            section: None,
            sure: true,
        })
    };
    items.filter_map(draft).collect()
}

/// The rows of tables of decisions with their topics or reasons, for a plan that has no section of decisions.
fn in_tables(ctx: &Context<'_>, main: Label) -> Vec<Draft> {
    use SectionKind::{Artifacts, Context as Background, Purpose, Status, Steps};
    if ctx.layout.sections.iter().any(|section| section.kind == Some(SectionKind::Decisions)) {
        return Vec::new();
    }
    let may_hold = |body: &Body<'_>| matches!(body.kind, None | Some(Artifacts | Background | Purpose | Status | Steps));
    let mut drafts = Vec::new();
    for body in ctx.bodies().filter(may_hold) {
        for table in body.blocks.iter().filter(|block| block.kind == BlockKind::Table) {
            if let Some(columns) = tables::columns(ctx, table, main).filter(tables::Columns::is_log) {
                // `Scope agreed (2026-03-01)`
                let day = body.heading.and_then(|section| words::last_day(ctx, block_of(ctx, section)?.inline));
                let rows = table.children.iter().skip(1).filter_map(|row| columns.draft(ctx, row, body.section));
                drafts.extend(rows.map(|draft| Draft { stamp: draft.stamp.clone().or_else(|| day.clone()), ..draft }));
            }
        }
    }
    drafts.retain(|draft| !placeholder::is_nothing(&draft.words.text));
    drafts
}

/// Paragraphs below other headings that say in bold that a decision was taken (`**Decision:** Keep one list`), with the
/// labelled paragraphs that follow each.
fn in_bold(ctx: &Context<'_>) -> Vec<Draft> {
    use SectionKind::{Artifacts, Context as Background, Purpose, Status, Steps};
    let may_hold = |body: &Body<'_>| matches!(body.kind, None | Some(Artifacts | Background | Purpose | Status | Steps));
    let label = |block: &Block| labels::lead(ctx.text, block.inline).map(|mark| mark.label);
    let is_paragraph = |block: &&Block| block.kind == BlockKind::Paragraph;
    let says = |block: &Block| ctx.of(block.inline).starts_with("**") && label(block) == Some(Label::Decision);
    let is_part = |block: &Block| label(block).is_some_and(|label| !is_main(label));
    let mut reader = Reader::new(ctx, Label::Decision);
    for body in ctx.bodies().filter(may_hold) {
        let mut from = 0;
        while let Some(n) = body.blocks[from..].iter().position(|block| is_paragraph(&block) && says(block)) {
            let first = from + n;
            let n_parts = body.blocks[first + 1..].iter().take_while(is_paragraph).take_while(|block| is_part(block)).count();
            from = first + 1 + n_parts;
            if !is_open_question(ctx, &body) {
                let facts = sections::Facts::default();
                reader.body(&Body { heading: None, kind: Some(SectionKind::Decisions), facts, blocks: &body.blocks[first..from], ..body });
            }
        }
    }
    reader.drafts.retain(|draft| !placeholder::is_nothing(&draft.words.text));
    reader.drafts
}

/// Entries of a log of progress that its heading calls one of decisions too (`Progress / Decision Log`): those that say of
/// themselves that they are decisions.
fn in_progress(ctx: &Context<'_>) -> Vec<Draft> {
    const DECISIONS: &[&str] = &["decisi", "决", "決", "결정", "решени"];
    let names_both = |body: &Body<'_>| {
        body.heading.is_some_and(|section| {
            let heading = section.title.to_lowercase();
            DECISIONS.iter().any(|word| heading.contains(word))
        })
    };
    let mut reader = Reader::new(ctx, Label::Decision);
    for body in ctx.bodies_of(SectionKind::Steps).filter(names_both) {
        for unit in units(body.blocks) {
            let Unit::Item(block @ Block { kind: BlockKind::Item { task: None }, .. }) = unit else { continue };
            let lead = reader.lead(block.lead());
            if lead.label == Some(Label::Decision) && lead.stamp.is_some() {
                reader.item(block, &lead, body.section);
                reader.close();
            }
        }
    }
    reader.drafts.retain(|draft| !placeholder::is_nothing(&draft.words.text));
    reader.drafts
}

/// The heading that opens a section.
fn block_of<'a>(ctx: &Context<'a>, section: &Section) -> Option<&'a Block> {
    let at = ctx.blocks.partition_point(|block| block.span.start < section.place.span.start);
    ctx.blocks.get(at)
}

/// A block that can open a record by itself.
#[derive(Clone, Copy)]
enum Unit<'a> {
    Item(&'a Block),
    Paragraph(&'a Block),
    Table(&'a Block),
    Other(&'a Block),
}

/// What the words of a leaf begin with.
struct Lead {
    label: Option<Label>,
    /// Whether an id or a moment stands at the start.
    named: bool,
    stamp: Option<Stamp>,
    /// The leaf from the first of its own words on.
    words: Span,
}

/// A draft that is still taking parts.
struct Open {
    main: Label,
    labelled: bool,
    start: u32,
    end: u32,
    words: u32,
    marks: Vec<Mark>,
    /// Its date and author, where they stand before its own label.
    before: Vec<(Label, Span)>,
    stamp: Option<Stamp>,
    section: Option<u32>,
    /// The level of the heading that opened it; 0 if none did.
    level: u8,
    from_item: bool,
    /// Whether items beside the one that opened it are parts of it.
    parts_beside: bool,
    /// The label it was opened by.
    opened_by: Option<Label>,
    /// See [`Draft::sure`].
    sure: bool,
}

struct Reader<'a> {
    ctx: &'a Context<'a>,
    main: Label,
    drafts: Vec<Draft>,
    open: Option<Open>,
    notes: Vec<Diagnostic>,
    /// The section whose own records are a numbered list.
    listed: Option<u32>,
    /// The moment of the heading that groups the records at hand (`### 2026-03-01`).
    group: Option<Stamp>,
    /// By parent section: what the headings below it hold.
    siblings: BTreeMap<u32, Siblings>,
    /// The label of date or author that opens each group of siblings, and what stands before the record to come.
    opener: first::Opener,
    /// Whether the body at hand says that there is nothing.
    denied: Denied,
}

/// How far a body says that there is nothing to record.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Denied {
    No,
    /// `None, the plan was executed as written.`
    Said,
    /// The same, and a list of how.
    Explained,
}

impl<'a> Reader<'a> {
    fn new(ctx: &'a Context<'a>, main: Label) -> Self {
        Self {
            ctx,
            main,
            drafts: Vec::new(),
            open: None,
            notes: Vec::new(),
            listed: None,
            group: None,
            siblings: BTreeMap::new(),
            opener: first::Opener::default(),
            denied: Denied::No,
        }
    }

    fn body(&mut self, body: &Body<'a>) {
        self.notes.extend(body.blocks.iter().filter(|block| is_tagged(self.ctx, block)).map(|block| {
            let message = "found a record in tags of its own, expected a list, a table or headings";
            let help = "write it as `- Decision: …` with `Rationale: …` below, which a page shows too";
            self.ctx.finding(codes::UNREAD_RECORD, block.span, message).help(help)
        }));
        let units = units(body.blocks);
        let leads: Vec<Option<Lead>> = units.iter().map(|unit| self.unit_lead(unit)).collect();
        let n_main = leads.iter().flatten().filter(|lead| lead.label.is_some_and(is_main)).count();
        // A quotation above the headings that are the records tells how they are kept.
        let is_quote = || body.blocks.iter().all(|block| matches!(block.kind, BlockKind::Quote | BlockKind::Rule | BlockKind::Html));
        let is_below = |below: &Body<'_>| {
            below.facts.parent.is_some()
                && below.facts.parent == body.section
                && matches!(below.kind, Some(SectionKind::Decisions | SectionKind::Surprises))
        };
        let n_below = || self.ctx.bodies().filter(is_below).count();
        // Its rules may be a list, where several headings below are records.
        let is_prose = || units.iter().all(|unit| !matches!(unit, Unit::Item(_) | Unit::Table(_))) || n_below() > 1;
        let is_preface =
            leads.iter().flatten().all(|lead| !lead.named && lead.label.is_none()) && is_quote() && n_below() > 0 && is_prose();
        if is_preface || self.explains(body, n_main) {
            self.close();
            return;
        }
        self.listed = if is_numbered(body) { body.section } else { self.listed };
        if self.heading(body, &units, &leads, n_main) {
            self.attach_all(&units);
            return;
        }
        let has_items = units.iter().any(|unit| matches!(unit, Unit::Item(_)));
        let titles: Vec<usize> = (0..units.len()).filter(|index| titled::is_title(self.ctx, &units[*index..], &leads[*index..])).collect();
        let mut below_table = false;
        self.denied = Denied::No;
        self.opener = first::opener(self.ctx, &units, &leads, n_main);
        for (index, (unit, lead)) in units.iter().zip(leads).enumerate() {
            match (unit, lead) {
                (Unit::Item(_), Some(lead)) if self.denied == Denied::Explained && lead.label.is_none() && !lead.named => {}
                (Unit::Item(block), Some(lead)) => self.item(block, &lead, body.section),
                (Unit::Paragraph(block), Some(lead)) if titles.contains(&index) => {
                    self.start(block.span, &titled::lead(self.ctx, &lead), body.section, false);
                    self.takes_parts();
                }
                (Unit::Paragraph(block), Some(lead)) => {
                    let around = Around { next: units.get(index + 1), has_main: n_main > 0, has_items, below_table };
                    self.paragraph(block, &lead, body.section, &around);
                }
                (Unit::Table(block), _) => {
                    below_table |= self.names_records(block);
                    self.table(block, body.section, n_main > 0);
                }
                (Unit::Other(block), _) if block.kind == BlockKind::Rule => self.close(),
                (Unit::Other(block), _) if self.open.is_none() && self.is_unread(block) => {
                    let message = "found records in an indented code block, expected a list at the margin";
                    self.notes.push(self.ctx.finding(codes::UNREAD_RECORD, block.span, message).help("take the indentation away"));
                }
                (Unit::Other(block) | Unit::Item(block) | Unit::Paragraph(block), _) => self.extend(block.span.end),
            }
        }
        // A draft that a heading opened stays open for the headings below it; any other ends with its body.
        if self.open.as_ref().is_some_and(|open| open.level == 0) {
            self.close();
        }
    }

    /// Whether a body tells of records that its section has numbered already: its heading is none by itself, and
    /// nothing below it is labelled as one.
    fn explains(&self, body: &Body<'a>, n_main: usize) -> bool {
        if body.facts.own || n_main > 0 || self.listed.is_none() || body.facts.parent != self.listed {
            return false;
        }
        let Some(heading) = body.heading.and_then(|section| self.block_of(section)) else { return false };
        let lead = self.lead(heading.inline);
        lead.label.is_none() && !lead.named && strip_number(self.ctx, lead.words).start == lead.words.start
    }

    fn block_of(&self, section: &Section) -> Option<&'a Block> {
        block_of(self.ctx, section)
    }

    /// Indented code whose first line is a labelled bullet was meant as a list.
    fn is_unread(&self, block: &Block) -> bool {
        let BlockKind::Code { fenced: false, .. } = block.kind else { return false };
        let words = self.ctx.of(block.span);
        let line = list_mark(words.trim_start());
        let skipped = words.len() - line.len();
        labels::lead(self.ctx.text, Span::new(block.span.start as usize + skipped, block.span.end as usize))
            .is_some_and(|mark| is_main(mark.label))
    }

    /// Takes a heading: opens a record of its own, names a part of the open one, or groups those below.
    /// Returns whether the whole body belongs to the open record.
    fn heading(&mut self, body: &Body<'a>, units: &[Unit<'a>], leads: &[Option<Lead>], n_main: usize) -> bool {
        let Some(section) = body.heading else { return false };
        let level = section.level;
        let Some(block) = self.block_of(section) else { return false };
        let own = body.facts.own;
        if let Some(open) = &mut self.open
            && open.level > 0
            && level > open.level
            && let Some(label) = labels::lookup(&section.title).filter(|label| !is_main(*label))
        {
            let value = body.blocks.first().map_or(block.span.end, |first| first.span.start);
            open.marks.push(Mark { start: block.span.start, value, label, leads: true });
            return true;
        }
        self.close();
        self.group = if own { words::last_day(self.ctx, block.inline).or_else(|| self.day_above(body)) } else { None };
        let lead = self.lead(skip_role(self.ctx, block.inline));
        let has_words = lead.words.start < lead.words.end;
        let number = strip_number(self.ctx, lead.words);
        let labelled = lead.label.is_some_and(is_main) && (!own || singular(self.ctx.of(block.inline))) || own && lead.named;
        if own && !(labelled && has_words) {
            return false;
        }
        // `Decision 2 (2026-03-02) — Use one queue` has words behind its label, `Decision (limits)` has none.
        let says = lead.label.is_some_and(is_main) && has_words;
        let named_only =
            (!says && labels::lookup(&section.title).is_some_and(is_main)) || (lead.named && !has_words && lead.stamp.is_none());
        let has_fields = leads.iter().flatten().any(|lead| lead.label.is_some_and(|label| !is_main(label)));
        let has_items = units
            .iter()
            .zip(leads)
            .any(|(unit, lead)| matches!(unit, Unit::Item(_)) && lead.as_ref().is_some_and(|lead| lead.label.is_none()));
        // A table that names no record in its head is what the words of the heading rest on.
        let has_table = units.iter().any(|unit| matches!(unit, Unit::Table(table) if self.names_records(table)));
        let numbered = number.start > lead.words.start;
        let explicit = labelled || lead.named || numbered || named_only;
        let opens = if lead.stamp.is_some() && (!has_words || is_in_brackets(self.ctx.of(lead.words))) {
            false
        } else if explicit {
            n_main <= 1
        } else {
            // `… As a result:` leads over to the rest of what the heading tells of, `We decided:` to what was decided.
            let says = |words: &str| !words.ends_with([':', '：']) || words.contains(". ") || words.contains('。');
            // What comes before a list and goes on behind it is prose all the same.
            let goes_on = || matches!(units.last(), Some(Unit::Paragraph(_)));
            let prose_first =
                matches!(units.first(), Some(Unit::Paragraph(first)) if says(self.ctx.of(first.inline).trim_end()) || goes_on());
            let Siblings { n_prose, n_lists, n_reasoned } =
                body.facts.parent.and_then(|parent| self.siblings.get(&parent)).copied().unwrap_or_default();
            let lists_ok =
                !has_items || prose_first && n_prose >= 2 && n_prose > n_lists || n_reasoned >= 2 && n_lists <= 2 * n_reasoned + 1;
            n_main == 0 && lists_ok && !has_table && (has_fields || !units.is_empty()) && level <= 6
        };
        if !opens {
            self.group = lead.stamp;
            return false;
        }
        let main = lead.label.filter(|label| is_main(*label)).unwrap_or(self.main);
        let words = if has_words && !named_only { number } else { Span::new(block.span.end as usize, block.span.end as usize) };
        self.open = Some(Open {
            main,
            labelled: true,
            start: block.span.start,
            end: block.span.end,
            words: words.start,
            marks: Vec::new(),
            before: Vec::new(),
            stamp: lead
                .stamp
                .or_else(|| words::last_day(self.ctx, block.inline))
                .or_else(|| words::first_day(self.ctx, body.blocks))
                .or_else(|| self.day_above(body)),
            section: body.section,
            level,
            from_item: false,
            parts_beside: false,
            opened_by: lead.label,
            sure: explicit,
        });
        // The heading's own words end with it.
        if has_words && !named_only {
            let end = block.span.end;
            if let Some(open) = &mut self.open {
                let start = without_day(self.ctx, Span { start: open.words, end: block.inline.end }).end;
                open.marks.push(Mark { start, value: end, label: Label::Body, leads: true });
            }
        }
        true
    }

    /// The one moment in the nearest heading above that has any: `## Session of 2026-03-01` over `### Decisions`.
    fn day_above(&self, body: &Body<'_>) -> Option<Stamp> {
        let (sections, facts) = (&self.ctx.layout.sections, &self.ctx.layout.facts);
        // The first heading of all is the title: it tells when the plan was begun.
        let above = std::iter::successors(body.facts.parent, |index| facts[*index as usize].parent).filter(|index| *index > 0);
        let mut days =
            above.map(|index| &sections[index as usize]).filter(|section| (2..7).contains(&section.level)).filter_map(|section| {
                let heading = self.block_of(section).filter(|_| section.place.part == self.ctx.part)?;
                match self.ctx.stamps_in(heading.inline) {
                    [only] => Some(only.stamp.clone()),
                    _ => None,
                }
            });
        days.next()
    }

    /// What stands beside the words that opened the record tells its parts.
    fn takes_parts(&mut self) {
        if let Some(open) = &mut self.open {
            open.labelled = true;
            open.parts_beside = true;
        }
    }

    /// Gives the open record everything of a body.
    fn attach_all(&mut self, units: &[Unit<'a>]) {
        for unit in units {
            let (Unit::Item(block) | Unit::Paragraph(block) | Unit::Table(block) | Unit::Other(block)) = *unit;
            if !matches!(unit, Unit::Table(_) | Unit::Other(_)) {
                self.leaf_marks(block.lead(), block.span.start, 1);
                self.nested(block.rest());
            }
            if block.kind != BlockKind::Rule {
                self.extend(block.span.end);
            }
        }
    }

    fn item(&mut self, block: &'a Block, lead: &Lead, section: Option<u32>) {
        if self.opens_group(lead) {
            return;
        }
        let attaches = !first::holds_record(self.ctx, block, lead)
            && self.open.as_ref().is_some_and(|open| match lead.label {
                // A list of nothing but `Evidence:` items is a list of records.
                Some(label) if is_main(label) || open.opened_by == Some(label) => false,
                Some(label) => open.labelled || is_strong(label),
                // A part of no name of ours stands beside those of its record: `Notes:` below `Rationale:`.
                None if open.parts_beside && is_named_part(self.ctx, lead) => true,
                // Below label paragraphs a list is part of the last of them; below prose, a list of bare names is.
                None => !open.from_item && (open.labelled || is_bare(self.ctx, block)) && !lead.named,
            });
        if attaches {
            // Below words of its own a named part would be taken for more of them.
            let named_part = lead.label.is_none() && self.open.as_ref().is_some_and(|open| open.from_item || open.parts_beside);
            if let Some(open) = &mut self.open {
                open.parts_beside |= open.from_item && open.labelled && lead.label.is_some();
            }
            if let Some(label) = lead.label.or(named_part.then_some(Label::Further)) {
                self.mark(Mark { start: block.span.start, value: lead.words.start, label, leads: true });
            }
            self.marks_after(lead.words, 1);
        } else {
            self.start(block.span, lead, section, true);
        }
        // What stands below a title tells of it.
        let is_title = |words: &str| is_bold_line(words) && !words.trim_end_matches(['*', ' ']).ends_with([':', '：']);
        let titled = || is_title(self.ctx.of(lead.words).trim_end()) || lead.named && is_title(self.ctx.of(block.lead()).trim());
        if let Some(below) = block.rest().first().filter(|_| titled()) {
            self.mark(Mark { start: below.span.start, value: below.span.start, label: Label::Body, leads: true });
        }
        self.nested(block.rest());
        self.extend(block.span.end);
    }

    fn paragraph(&mut self, block: &'a Block, lead: &Lead, section: Option<u32>, around: &Around<'_, 'a>) {
        let markdown = self.ctx.of(block.inline);
        if self.opens_group(lead) {
            return;
        }
        let dated = if lead.stamp.is_some() { self.ctx.dated_lines(block.inline) } else { Vec::new() };
        if dated.len() > 1 && dated[0].start == inline::trim(self.ctx.text, block.inline).start {
            for span in dated {
                let lead = self.lead(span);
                self.start(span, &lead, section, false);
                self.close();
            }
            return;
        }
        match lead.label {
            Some(label) if is_main(label) || first::holds_record(self.ctx, block, lead) => self.start(block.span, lead, section, false),
            Some(label) => {
                let opened_by = self.open.as_ref().map(|open| open.opened_by);
                if opened_by.is_some_and(|by| by != Some(label)) {
                    self.mark(Mark { start: block.span.start, value: lead.words.start, label, leads: true });
                    self.marks_after(lead.words, 0);
                    self.extend(block.span.end);
                } else if !around.has_main {
                    // Paragraphs of nothing but `Evidence:` are records.
                    self.start(block.span, lead, section, false);
                } else {
                    let message = format!("found `{}` with no record before it, expected one", first_words(markdown));
                    self.notes.push(self.ctx.finding(codes::UNREAD_RECORD, block.span, message));
                }
            }
            None => self.prose(block, lead, section, around),
        }
    }

    /// Whether a unit is the date or author that opens a group, which waits for its record.
    fn opens_group(&mut self, lead: &Lead) -> bool {
        let Some(label) = lead.label.filter(|label| self.opener.takes(*label)) else { return false };
        self.close();
        self.opener.before.push((label, lead.words));
        true
    }

    /// A paragraph without a label: an instruction, an introduction, a continuation, or a record of its own.
    fn prose(&mut self, block: &'a Block, lead: &Lead, section: Option<u32>, around: &Around<'_, 'a>) {
        let markdown = self.ctx.of(block.inline);
        let words = inline::plain(markdown);
        if placeholder::is_nothing(&words) {
            self.denied = if says_as_planned(&words) { Denied::Said } else { self.denied };
            return;
        }
        // `None, executed as written.`, and then `All followed the plan:` with a list of how.
        let ends_open = words.ends_with([':', '：']);
        if self.denied == Denied::Said && ends_open && matches!(around.next, Some(Unit::Item(_))) {
            self.denied = Denied::Explained;
            let message = "found a list below words that there is nothing, expected one of records; its items are not read";
            self.notes.push(self.ctx.finding(codes::UNREAD_RECORD, block.span, message).help("give items that are records a label"));
            return;
        }
        if introduces(&words) || placeholder::is_instruction(&words, placeholder::is_emphasis(markdown)) {
            return;
        }
        if markdown.starts_with('|') {
            let message = "found bars of a table that Markdown takes for text, expected a row a line below a head";
            self.notes
                .push(self.ctx.finding(codes::UNREAD_RECORD, block.span, message).help("mend the table, so that its rows can be read"));
            return;
        }
        let foreign = |(name, _): (Cow<'_, str>, Span)| extras::is_note(&name) || matches!(keys::key(&name), Some(Key::Updated));
        // A date of its own before a list is that of every item, also with who wrote it: `2026-07-14, the reviewer:`.
        let is_head = |rest: &str| !rest.contains(char::is_alphanumeric) || is_one_line(rest) && rest.trim_end().ends_with([':', '：']);
        if lead.stamp.is_some() && matches!(around.next, Some(Unit::Item(_))) && is_head(self.ctx.of(lead.words)) {
            self.close();
            self.group = lead.stamp.clone();
            return;
        }
        if is_bold_line(markdown) || (!lead.named && inline::label(self.ctx.text, lead.words).is_some_and(foreign)) {
            self.close();
            return;
        }
        let before_list = matches!(around.next, Some(Unit::Item(_)));
        let before_table = matches!(around.next, Some(Unit::Table(_)));
        let next_is_bare = matches!(around.next, Some(Unit::Item(next)) if is_bare(self.ctx, next));
        let introduces = words.ends_with([':', '：']);
        if lead.named {
            self.start(block.span, lead, section, false);
        } else if around.below_table {
            self.close();
        } else if around.has_main {
            // Words between labelled records go on with the one before; words before the first introduce it.
            if let Some(open) = &self.open {
                let waits = open.marks.last().is_some_and(|mark| mark.value >= open.end);
                if !waits {
                    self.mark(Mark { start: block.span.start, value: block.span.start, label: Label::Further, leads: true });
                }
                self.extend(block.span.end);
            }
        } else if (before_list && !next_is_bare) || before_table {
            self.close();
        } else if is_short(&words) && (if next_is_bare { introduces && self.open.is_some() } else { around.has_items }) {
            self.extend(block.span.end);
        } else {
            self.start(block.span, lead, section, false);
        }
    }

    /// Whether the head of a table tells that its rows are records.
    fn names_records(&self, table: &Block) -> bool {
        tables::columns(self.ctx, table, self.main).is_some_and(|columns| columns.names_records())
    }

    fn table(&mut self, block: &'a Block, section: Option<u32>, has_main: bool) {
        let Some(columns) = tables::columns(self.ctx, block, self.main) else {
            if !has_main && block.children.len() > 1 {
                let message = format!("found a table of {} rows, expected a column of decisions or observations", block.children.len() - 1);
                self.notes.push(self.ctx.finding(codes::UNREAD_RECORD, block.span, message));
            }
            return;
        };
        if has_main && !columns.sure {
            self.extend(block.span.end);
            return;
        }
        self.close();
        for row in block.children.iter().skip(1) {
            if let Some(mut draft) = columns.draft(self.ctx, row, section) {
                draft.stamp = draft.stamp.or_else(|| self.group.clone());
                self.drafts.push(draft);
            }
        }
    }

    /// Opens a record at a unit.
    fn start(&mut self, span: Span, lead: &Lead, section: Option<u32>, from_item: bool) {
        self.close();
        let main = lead.label.filter(|label| is_main(*label)).unwrap_or(self.main);
        self.open = Some(Open {
            main,
            labelled: lead.label.is_some_and(is_main),
            start: span.start,
            end: span.end,
            words: lead.words.start,
            marks: Vec::new(),
            before: if lead.label.is_some_and(is_main) { std::mem::take(&mut self.opener.before) } else { Vec::new() },
            stamp: lead.stamp.clone(),
            section,
            level: 0,
            from_item,
            parts_beside: false,
            opened_by: lead.label,
            sure: lead.named || lead.label.is_some_and(is_main),
        });
        self.marks_after(lead.words, 0);
        if let (None, Some(open)) = (lead.label, &mut self.open) {
            let is_topic = |mark: &Mark| mark.label == Label::Further && mark.start == lead.words.start;
            open.marks.retain(|mark| !is_topic(mark));
        }
    }

    fn mark(&mut self, mark: Mark) {
        if let Some(open) = &mut self.open {
            open.marks.push(mark);
        }
    }

    fn extend(&mut self, end: u32) {
        if let Some(open) = &mut self.open {
            open.end = open.end.max(end);
        }
    }

    fn end_at(&mut self, end: u32) {
        if let Some(open) = &mut self.open {
            open.end = end;
        }
        self.close();
    }

    /// Ends the open record.
    fn close(&mut self) {
        let Some(mut open) = self.open.take() else { return };
        let text = self.ctx.text;
        open.marks.retain(|mark| mark.start >= open.words);
        open.marks.sort_by_key(|mark| mark.start);
        let first = open.marks.first().map_or(open.end, |mark| mark.start);
        let words = titled::without_end_of_bold(text, trim_end(text, Span { start: open.words, end: first.max(open.words) }));
        let ends = open.marks.iter().skip(1).map(|mark| mark.start).chain([open.end]);
        let marked = open.marks.iter().zip(ends).map(|(mark, end)| (mark.label, trim_end(text, Span { start: mark.value.min(end), end })));
        let fields = open.before.into_iter().chain(marked).collect();
        let (stamp, words) = match open.stamp {
            Some(stamp) => (Some(stamp), words),
            None => self.ctx.stamped(words),
        };
        self.drafts.push(Draft {
            main: open.main,
            span: inline::trim(text, Span { start: open.start, end: open.end }),
            words: passage(self.ctx, words),
            fields,
            stamp: stamp.or_else(|| self.group.clone()),
            section: open.section,
            sure: open.sure
                || open.marks.iter().any(|mark| matches!(mark.label, Label::Rationale | Label::DateAuthor | Label::Alternatives)),
        });
    }

    /// Whether records of the kind at hand have parts of this label.
    fn knows(&self, label: Label) -> bool {
        self.main == Label::Risk || !matches!(label, Label::Severity | Label::Likelihood)
    }

    fn unit_lead(&self, unit: &Unit<'a>) -> Option<Lead> {
        match unit {
            Unit::Item(block) | Unit::Paragraph(block) => Some(self.lead(block.lead())),
            _ => None,
        }
    }

    /// Reads moment, id and label off the start of a leaf, in whatever order they come.
    fn lead(&self, leaf: Span) -> Lead {
        let ctx = self.ctx;
        let mut lead = Lead { label: None, named: false, stamp: None, words: inline::trim(ctx.text, leaf) };
        for _ in 0..4 {
            let before = lead.words.start;
            lead.words = skip_tag(ctx, lead.words);
            if lead.stamp.is_none()
                && let Some(found) = ctx.stamps_in(lead.words).first()
                && ctx.of(Span { start: before, end: found.span.start }).chars().all(|c| !c.is_alphanumeric())
            {
                let (stamp, words) = ctx.stamped(lead.words);
                if words.start > before {
                    lead.stamp = stamp;
                    lead.named = true;
                    lead.words = skip_author(ctx, before, skip_qualifier(ctx, words));
                }
            }
            if lead.stamp.is_none()
                && let Some((stamp, words)) = bracketed(ctx, lead.words)
            {
                lead.stamp = Some(stamp);
                lead.named = true;
                lead.words = words;
            }
            // `2026-04-21 — Scope: only words` says what its record is about, not more of the one above.
            let is_topic = |mark: &Mark| mark.label == Label::Further && lead.stamp.is_some() && lead.named;
            let is_label = |mark: &Mark| self.knows(mark.label) && !is_topic(mark) && !quotes_somebody(ctx, mark, lead.words);
            if lead.label.is_none()
                && let Some(mark) = labels::lead(ctx.text, lead.words).filter(is_label)
            {
                lead.label = Some(mark.label);
                // `Decision (2026-06-11):` is stamped in its label.
                if lead.stamp.is_none() && is_main(mark.label) {
                    lead.stamp = ctx.stamps_in(Span { start: lead.words.start, end: mark.value }).first().map(|found| found.stamp.clone());
                }
                lead.words = Span { start: mark.value, ..lead.words };
                if !is_main(mark.label) {
                    break;
                }
            }
            if lead.label.is_none_or(is_main)
                && let Some((_, at)) = labels::id(ctx.text, lead.words)
            {
                // `D20 (2026-03-01): …` is stamped beside its id.
                if lead.stamp.is_none() {
                    lead.stamp = ctx.stamps_in(Span { start: lead.words.start, end: at }).first().map(|found| found.stamp.clone());
                }
                lead.named = true;
                lead.words = Span { start: at, ..lead.words };
            }
            if lead.words.start == before {
                break;
            }
        }
        lead
    }
}

struct Around<'b, 'a> {
    next: Option<&'b Unit<'a>>,
    has_main: bool,
    has_items: bool,
    /// Whether a table above holds the records: words below it are about them.
    below_table: bool,
}

fn is_main(label: Label) -> bool {
    matches!(label, Label::Decision | Label::Observation | Label::Risk)
}

/// Labels that belong to the record before them even if that has no label of its own.
fn is_strong(label: Label) -> bool {
    matches!(
        label,
        Label::Rationale
            | Label::Date
            | Label::Author
            | Label::DateAuthor
            | Label::Evidence
            | Label::Alternatives
            | Label::Impact
            | Label::Mitigation
            | Label::Severity
            | Label::Likelihood
    )
}

/// Whether an item beside the parts of a record names a further one: one or two words and a colon.
fn is_named_part(ctx: &Context<'_>, lead: &Lead) -> bool {
    let Some((name, value)) = inline::label(ctx.text, lead.words).filter(|_| !lead.named) else { return false };
    let name = lower(&name);
    let is_record = ["decision", "observation", "surprise", "决", "決", "결정", "решение"].iter().any(|word| name.contains(word));
    value.start < value.end && !is_record && name.split(' ').count() <= 3 && name.chars().count() <= 24
}

/// Whether a section is by itself a numbered list of three records or more.
fn is_numbered(body: &Body<'_>) -> bool {
    let is_list = |block: &&Block| block.kind == BlockKind::List { ordered: true };
    body.facts.own && body.blocks.iter().filter(is_list).map(|list| list.children.len()).sum::<usize>() >= 3
}

/// Raw HTML that opens with the name of a record: `<decision id="1">`.
fn is_tagged(ctx: &Context<'_>, block: &Block) -> bool {
    let name = || {
        let tag = ctx.of(block.span).trim_start().strip_prefix('<')?;
        Some(&tag[..tag.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(tag.len())])
    };
    block.kind == BlockKind::Html && name().and_then(labels::lookup).is_some_and(is_main)
}

fn units(blocks: &[Block]) -> Vec<Unit<'_>> {
    let mut out = Vec::new();
    for block in blocks {
        match block.kind {
            BlockKind::List { .. } => out.extend(block.children.iter().map(Unit::Item)),
            BlockKind::Paragraph => out.push(Unit::Paragraph(block)),
            BlockKind::Table => out.push(Unit::Table(block)),
            BlockKind::Quote => out.extend(units(&block.children)),
            BlockKind::Html => {}
            _ => out.push(Unit::Other(block)),
        }
    }
    out
}
