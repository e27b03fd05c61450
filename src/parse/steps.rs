//! Checkable work items, acceptance boxes and dated log lines of a part: walks the blocks under every heading.
//! Where a box stands decides what it is; what it says decides its state. Must never lose a box in silence.

mod mark;
mod milestones;
mod names;
mod stated;
mod tables;
mod tasks;
mod todos;

use std::rc::Rc;

use super::context::{Body, Context};
use super::outline::{Block, BlockKind};
use super::{inline, records, sections, status};
use crate::diag::{Diagnostic, codes};
use crate::model::{Criterion, LogEntry, Passage, RecordKind, SectionKind, Stamp, Step, StepState};
use crate::text::{self, Span, is_one_of, lower};
use mark::Mark;
use names::{halves_of, owner_in, without_blank, without_ordinal, without_owner};

/// What this module reads.
#[derive(Clone, Debug, Default)]
pub struct Work {
    /// Steps.
    pub steps: Vec<Step>,
    /// Criteria.
    pub criteria: Vec<Criterion>,
    /// Log entries.
    pub log: Vec<LogEntry>,
}

/// Reads them from one part of a plan.
pub fn read(ctx: &Context<'_>) -> (Work, Vec<Diagnostic>) {
    let mut walk = Walk { ctx, work: Work::default(), diagnostics: Vec::new() };
    for body in ctx.bodies() {
        let is_log = matches!(body.kind, Some(SectionKind::Steps | SectionKind::Criteria));
        let may_hold_boxes = || {
            body.blocks.first().zip(body.blocks.last()).is_some_and(|(first, last)| {
                let text = ctx.of(first.span.join(last.span));
                memchr::memchr(b'[', text.as_bytes()).is_some() || first.kind == BlockKind::FrontMatter
            })
        };
        if !is_log && !may_hold_boxes() {
            continue;
        }
        let at = walk.entered(&body);
        walk.blocks(body.blocks, &at);
    }
    walk.tasks();
    let has_boxes = |text: &str| text.lines().any(|line| mark::line_box(line).is_some());
    let is_bare = walk.work.steps.is_empty() && ctx.part == 0 && !ctx.source.sides.iter().any(|side| has_boxes(&side.text));
    if is_bare {
        walk.without_boxes();
        return (walk.work, walk.diagnostics);
    }
    // A running log tells of all of it, and so does front matter, which stands in no section.
    let tells_all = |step: &Step| step.meta.section.is_none_or(|index| ctx.layout.facts[index as usize].log);
    let is_untold = ctx.part == 0 && !walk.work.steps.is_empty() && !walk.work.steps.iter().any(tells_all);
    if is_untold {
        walk.lists_of_signs(false);
    }
    milestones::name(ctx, &mut walk.work.steps);
    if is_untold {
        let by_heading = walk.headings_of_state(false);
        walk.work.steps.extend(by_heading);
        walk.work.steps.sort_by_key(|step| step.meta.place.span.start);
        walk.drop_doubles();
    }
    (walk.work, walk.diagnostics)
}

/// What a box is by the section it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Step,
    Criterion,
    /// Read as a record of another kind: named for the note that says so.
    Other(&'static str),
    /// To be copied: no work of this plan.
    Template,
    /// What the plan says it will not do.
    LeftOut,
}

/// How a running log is read here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Log {
    /// Not a log.
    No,
    /// Dated lines are entries.
    Dated,
    /// So are lines without a date.
    All,
}

/// Where the walk is: what surrounds the blocks it looks at.
#[derive(Clone)]
struct At {
    section: Option<u32>,
    role: Role,
    log: Log,
    milestone: Option<Rc<str>>,
    owner: Option<Rc<str>>,
    /// The date of the heading, for log lines below it.
    day: Option<Stamp>,
    depth: u8,
    /// Whether emoji may stand for boxes here.
    signs: bool,
    /// Whether words may: the items beside this one have boxes.
    said: bool,
    /// Whether boxes in code may: each item beside this one begins with one.
    coded: bool,
}

struct Walk<'c> {
    ctx: &'c Context<'c>,
    work: Work,
    diagnostics: Vec<Diagnostic>,
}

/// `Out of scope`, `What we're NOT doing`: a heading by itself of what is not to be done.
fn is_left_out(title: &str) -> bool {
    const BEGINNINGS: &[&str] = &[
        "non-goal",
        "non goal",
        "nongoal",
        "explicit non-goal",
        "out of scope",
        "not in scope",
        "fuera de alcance",
        "fuera del alcance",
        "fora de escopo",
        "fora do escopo",
        "hors périmètre",
        "hors-périmètre",
        "nicht-ziele",
        "nicht im umfang",
        "非目标",
        "不在范围",
        "范围外",
        "スコープ外",
        "対象外",
        "비목표",
        "범위 외",
        "범위 밖",
        "вне рамок",
        "не входит",
    ];
    const WITHIN: &[&str] = &["re not doing", "are not doing", "não estamos fazendo", "no estamos haciendo", "nicht machen"];
    const JOINTS: &[&str] = &[" and ", "&", "/", "+", " y ", " и ", " und ", " et "];
    let title = lower(title);
    let bare = title.trim_start_matches(|c: char| !c.is_alphabetic());
    let begins = BEGINNINGS.iter().any(|name| bare.starts_with(name)) || WITHIN.iter().any(|name| text::find(bare, name).is_some());
    begins && !JOINTS.iter().any(|joint| bare.contains(joint))
}

impl Walk<'_> {
    fn entered(&self, body: &Body<'_>) -> At {
        let kind = body.kind;
        let role = match kind {
            _ if self.is_template(body) => Role::Template,
            _ if !body.facts.own && body.heading.is_some_and(|section| is_left_out(&section.title)) => Role::LeftOut,
            Some(SectionKind::Criteria | SectionKind::Gates) => Role::Criterion,
            Some(SectionKind::Decisions) => Role::Other("decision"),
            Some(SectionKind::Outcomes | SectionKind::Lessons) => Role::Other("follow-up"),
            Some(SectionKind::FollowUps) if self.is_under(body, SectionKind::Outcomes) => Role::Other("follow-up"),
            _ => Role::Step,
        };
        let log = match kind {
            Some(SectionKind::Steps) if self.is_running_log(body) => Log::All,
            Some(SectionKind::Steps) => Log::Dated,
            _ => Log::No,
        };
        let day = match (log, body.heading) {
            (Log::All | Log::Dated, Some(section)) => {
                self.ctx.stamps_in(heading_span(self.ctx.text, section.place.span)).first().map(|found| found.stamp.clone())
            }
            _ => None,
        };
        let milestone = self.milestone(body).map(Rc::from);
        let signs = kind == Some(SectionKind::Steps) || kind == Some(SectionKind::Criteria) && self.is_of_criteria(body);
        At { section: body.section, role, log, milestone, owner: None, day, depth: 0, signs, said: false, coded: false }
    }

    /// Whether the section, or one it is nested under, is by its name a list of criteria rather than of checks that ran.
    fn is_of_criteria(&self, body: &Body<'_>) -> bool {
        const NAMES: &[&str] = &[
            "criteri",
            "accept",
            "definition of done",
            "done when",
            "验收",
            "完成标准",
            "受け入れ",
            "完了条件",
            "완료 조건",
            "인수 조건",
            "수용 기준",
            "критери",
        ];
        let sections = self.upwards(body).map(|index| &self.ctx.layout.sections[index]);
        let mut of_criteria = sections.take_while(|section| section.kind == Some(SectionKind::Criteria));
        of_criteria.any(|section| {
            let title = lower(&section.title);
            NAMES.iter().any(|name| (!title.is_ascii() || name.is_ascii()) && text::find(&title, name).is_some())
        })
    }

    /// Whether the section, or one it is nested under, says in brackets that it is to be copied: `Closing checklist (template)`.
    fn is_template(&self, body: &Body<'_>) -> bool {
        const NAMES: &[&str] = &["template", "模板", "模版", "テンプレート", "템플릿", "plantilla", "шаблон"];
        self.upwards(body).any(|index| {
            let title = self.ctx.layout.sections[index].title.trim_end();
            let inside = title.strip_suffix([')', '）']).and_then(|rest| rest.rsplit_once(['(', '（']));
            inside.is_some_and(|(_, word)| NAMES.contains(&&*word.trim().to_lowercase()))
        })
    }

    fn is_under(&self, body: &Body<'_>, kind: SectionKind) -> bool {
        self.upwards(body).any(|index| self.ctx.layout.sections[index].kind == Some(kind))
    }

    /// Whether the section, or a list of steps it is nested under, is a log by name: Progress, Work Log.
    fn is_running_log(&self, body: &Body<'_>) -> bool {
        if body.section.is_none() {
            return sections::is_log_name(&sections::normal(self.ctx.path().stem()));
        }
        self.upwards(body).any(|index| self.ctx.layout.facts[index].log)
    }

    /// The section of a body and those it is nested under, innermost first.
    fn upwards(&self, body: &Body<'_>) -> impl Iterator<Item = usize> + '_ {
        let facts = &self.ctx.layout.facts;
        std::iter::successors(body.section.map(|index| index as usize), move |index| facts[*index].parent.map(|parent| parent as usize))
    }

    fn blocks(&mut self, blocks: &[Block], at: &At) {
        let mut here = at.clone();
        for (index, block) in blocks.iter().enumerate() {
            match &block.kind {
                BlockKind::Paragraph => {
                    if self.boxes_in_lines(block.inline, &here) {
                        continue;
                    }
                    let next = blocks.get(index + 1);
                    if let Some(lead) = self.lead(block, next, at) {
                        self.led(&mut here, lead, at);
                    } else if here.depth == 0 {
                        self.log_paragraph(block.inline, &here);
                    }
                }
                BlockKind::List { .. } => self.list(block, &here),
                BlockKind::Quote | BlockKind::Footnote => self.blocks(&block.children, &here),
                BlockKind::Code { fenced: false, .. } => self.indented(block, blocks, &here),
                BlockKind::Table if !self.traces(&here) => self.table(block, &here),
                BlockKind::FrontMatter => self.front_matter(block),
                _ => {}
            }
        }
    }

    /// Whether a table here only says where each thing is done: its rows are told of elsewhere.
    fn traces(&self, at: &At) -> bool {
        let title = at.section.map(|index| lower(&self.ctx.layout.sections[index as usize].title));
        title.is_some_and(|title| title.trim_start_matches(|c: char| !c.is_alphabetic()).starts_with("traceability"))
    }

    fn front_matter(&mut self, block: &Block) {
        let todos = todos::todos(self.ctx.text, block.inline);
        // A list that tells no state only names what the boxes below are about.
        if !todos.iter().any(|todo| todo.stated) && self.ctx.blocks.iter().any(|block| self.holds_boxes(block)) {
            if let Some(first) = todos.first() {
                let message =
                    format!("found {} tasks without a state, expected `status`; the boxes below are read as the steps", todos.len());
                self.note(first.span, message);
            }
            return;
        }
        for todo in todos {
            let words = self.ctx.passage(todo.words);
            let when = todo.when.and_then(|span| self.ctx.stamps_in(span).first()).map(|found| found.stamp.clone());
            let stamp = when.or_else(|| self.ctx.stamped(todo.words).0);
            let meta = self.ctx.meta(RecordKind::Step, &words.text, todo.span, stamp, None);
            self.work.steps.push(Step {
                meta,
                words,
                state: todo.state,
                depth: 0,
                milestone: None,
                owner: todo.owner,
                completed: None,
                remaining: None,
            });
        }
    }

    /// Boxes at the starts of lines that are no list for Markdown; whether there was one. Text before the first is passed over.
    fn boxes_in_lines(&mut self, span: Span, at: &At) -> bool {
        let text = self.ctx.of(span);
        if !text.contains('[') {
            return false;
        }
        let mut open: Option<(Mark, usize, usize)> = None;
        let mut any = false;
        let mut start = span.start as usize;
        for line in text.split_inclusive('\n') {
            if let Some((mark, n)) = mark::line_box(line.trim_end_matches('\n')) {
                if let Some((mark, from, words)) = open.replace((mark, start, start + n)) {
                    self.take_box(mark, Span::new(from, start), Span::new(words, start), &[], at);
                }
                any = true;
            }
            start += line.len();
        }
        if let Some((mark, from, words)) = open {
            self.take_box(mark, Span::new(from, start), Span::new(words, start), &[], at);
        }
        any
    }

    /// Code by its indentation. Where it is all a list of steps holds, its author meant a list; else it quotes one.
    fn indented(&mut self, block: &Block, siblings: &[Block], at: &At) {
        let first = siblings.first().is_some_and(|first| first.span == block.span);
        let is_all = (at.log == Log::All || at.log == Log::Dated && first) && !siblings.iter().any(|block| self.holds_boxes(block));
        if is_all {
            self.boxes_in_lines(block.span, at);
            return;
        }
        let n_boxes = self.ctx.of(block.span).lines().filter(|line| mark::line_box(line).is_some()).count();
        if n_boxes > 0 {
            self.note(block.span, format!("text indented by four spaces is code; boxes in it not read as steps: {n_boxes}"));
        }
    }

    fn list(&mut self, list: &Block, at: &At) {
        if self.is_legend(list, at) {
            for item in &list.children {
                self.note(item.span, "a box that tells what a mark of the plan means, which is no step");
                self.blocks(item.rest(), at);
            }
            return;
        }
        let mut here = at.clone();
        // Signs stand for boxes where every item has one or the other.
        let marked = |item: &Block| mark::leading_sign(self.ctx.of(item.lead())).is_some() || self.box_of(item).is_some();
        here.signs = at.signs && list.children.len() > 1 && list.children.iter().all(marked);
        // In a list with boxes a line without one is a lead or a remark, not a log entry, unless it is dated.
        let has_boxes = list.children.iter().any(|item| self.box_of(item).is_some());
        here.said = has_boxes && at.log != Log::No && at.depth == 0;
        here.coded = !has_boxes && self.are_coded(list);
        if has_boxes && at.log == Log::All {
            here.log = Log::Dated;
        }
        for item in &list.children {
            self.item(item, &here);
        }
    }

    /// Whether a list below `Legend` has boxes of which each has another mark.
    fn is_legend(&self, list: &Block, at: &At) -> bool {
        const NAMES: &[&str] = &["legend", "legende", "légende", "leyenda", "legenda", "图例", "圖例", "凡例", "범례", "легенда"];
        let title = at.section.map_or("", |index| &self.ctx.layout.sections[index as usize].title);
        let last = title.trim_end_matches([':', ' ']).rsplit(' ').next().unwrap_or_default();
        if !is_one_of(last, NAMES) {
            return false;
        }
        let marks: Option<Vec<Mark>> = list.children.iter().map(|item| Some(self.box_of(item)?.0)).collect();
        marks.is_some_and(|marks| marks.len() > 1 && marks.iter().enumerate().all(|(at, mark)| !marks[..at].contains(mark)))
    }

    /// Whether every item begins with a box in code. Where each has another mark, the list explains the marks.
    fn are_coded(&self, list: &Block) -> bool {
        let marks: Option<Vec<Mark>> = list.children.iter().map(|item| Some(mark::coded_box(self.ctx.of(item.lead()))?.0)).collect();
        marks.is_some_and(|marks| marks.iter().enumerate().any(|(at, mark)| marks[..at].contains(mark)))
    }

    fn box_of(&self, item: &Block) -> Option<(Mark, Span)> {
        let lead = item.lead();
        match item.kind {
            BlockKind::Item { task: Some(ticked) } => Some((if ticked { Mark::Ticked } else { Mark::Open }, lead)),
            BlockKind::Item { task: None } => {
                let (mark, n) = mark::leading_box(self.ctx.of(lead))?;
                Some((mark, inline::trim(self.ctx.text, Span { start: lead.start + u32::try_from(n).unwrap_or(0), end: lead.end })))
            }
            _ => None,
        }
    }

    fn item(&mut self, item: &Block, at: &At) {
        if let Some((mark, words)) = self.box_of(item) {
            self.take_box(mark, item.span, words, item.rest(), at);
            // Boxes indented too far below, which Markdown takes for more of the words.
            let own = own_lines(self.ctx.text, words);
            let further = Span { start: own.end, end: words.end };
            let holds_more = own.end < words.end && memchr::memchr(b'[', self.ctx.of(further).as_bytes()).is_some();
            if item.rest().is_empty() && !holds_more {
                return;
            }
            let inner = At { depth: at.depth.saturating_add(1), log: Log::No, ..at.clone() };
            if holds_more {
                self.boxes_in_lines(further, &inner);
            }
            self.blocks(item.rest(), &inner);
            return;
        }
        let lead = item.lead();
        if at.coded
            && let Some((mark, n)) = mark::coded_box(self.ctx.of(lead))
        {
            let words = Span { start: lead.start + u32::try_from(n).unwrap_or(0), end: lead.end };
            self.take_box(mark, item.span, words, item.rest(), at);
            self.blocks(item.rest(), &At { depth: at.depth.saturating_add(1), log: Log::No, coded: false, ..at.clone() });
            return;
        }
        if at.signs
            && let Some((state, n)) = mark::leading_sign(self.ctx.of(lead))
        {
            let words = inline::trim(self.ctx.text, Span { start: lead.start + u32::try_from(n).unwrap_or(0), end: lead.end });
            match at.role {
                Role::Criterion => self.criterion(state == StepState::Done, item.span, words, at),
                _ => self.step(state, item.span, words, item.rest(), at),
            }
            self.boxes_below(item, at);
            return;
        }
        if at.said
            && at.role == Role::Step
            && let Some((state, words)) = self.said(lead)
        {
            self.step(state, item.span, words, item.rest(), at);
            self.boxes_below(item, at);
            return;
        }
        if self.nests_boxes(item) {
            let title = self.ctx.plain(lead);
            let owner = owner_in(&title).map(Rc::from).or_else(|| at.owner.clone());
            let title = without_owner(&title).trim_end_matches([':', '：', ' ']).to_owned();
            if at.role == Role::Step && sections::kind_of_line(&title) == Some(SectionKind::Criteria) {
                self.blocks(item.rest(), &At { owner, log: Log::No, role: Role::Criterion, ..at.clone() });
                return;
            }
            let milestone = (!title.is_empty() && title.chars().count() <= 120).then(|| Rc::from(title)).or_else(|| at.milestone.clone());
            self.blocks(item.rest(), &At { milestone, owner, log: Log::No, ..at.clone() });
        } else if at.depth == 0 {
            self.log_item(item, at);
        }
    }

    fn nests_boxes(&self, item: &Block) -> bool {
        item.rest().iter().any(|block| self.holds_boxes(block))
    }

    /// The boxes nested below an item that is a step or criterion without one.
    fn boxes_below(&mut self, item: &Block, at: &At) {
        if self.nests_boxes(item) {
            self.blocks(item.rest(), &At { depth: at.depth.saturating_add(1), log: Log::No, signs: false, ..at.clone() });
        }
    }

    /// The state that a label names in place of a box, and the words after it: `Planned: write the index`.
    fn said(&self, lead: Span) -> Option<(StepState, Span)> {
        let (label, words) = inline::label(self.ctx.text, lead)?;
        let state = mark::labelled(&label)?;
        self.ctx.of(words).contains(char::is_alphanumeric).then_some((state, words))
    }

    fn holds_boxes(&self, block: &Block) -> bool {
        match block.kind {
            BlockKind::List { .. } | BlockKind::Quote => block.children.iter().any(|child| self.holds_boxes(child)),
            BlockKind::Item { .. } => self.box_of(block).is_some() || block.children.iter().any(|child| self.holds_boxes(child)),
            _ => false,
        }
    }

    /// A box, wherever it was found: becomes a step, a criterion or a note.
    fn take_box(&mut self, mark: Mark, span: Span, words: Span, rest: &[Block], at: &At) {
        let words = inline::trim(self.ctx.text, own_lines(self.ctx.text, words));
        if !self.ctx.of(words).contains(|c: char| c.is_alphanumeric()) {
            self.note(span, "a box without words, expected what is to be done");
            return;
        }
        if status::chosen(self.ctx.of(span).trim()).is_some() {
            self.note(span, "boxes beside each other in one line are a choice, not steps");
            return;
        }
        match at.role {
            Role::Step if self.is_labelled_criterion(words) => self.criterion(mark == Mark::Ticked, span, words, at),
            Role::Step => {
                let state = if mark == Mark::Ticked { StepState::Done } else { mark::state(mark, &self.without_code(words)) };
                self.step(state, span, words, rest, at);
            }
            Role::Criterion if self.counts_on(words) => {
                self.step(if mark == Mark::Ticked { StepState::Done } else { StepState::Todo }, span, words, rest, at);
            }
            Role::Criterion => self.criterion(mark == Mark::Ticked, span, words, at),
            Role::Template => self.note(span, "a box of a template, which is no step of this plan"),
            Role::LeftOut => self.note(span, "a box of what the plan leaves out, which is no step"),
            Role::Other(kind) => self.note(span, format!("a box among records of another kind is kept as a {kind}, not as a step")),
        }
    }

    /// `TASK-7: …` among checks, where the steps before are `TASK-1` and so on: one of them, whatever its list is called.
    fn counts_on(&self, words: Span) -> bool {
        /// Steps looked at: further up another series may have ended long ago.
        const N_BEFORE: usize = 200;
        let own = series(self.ctx.of(words).trim_start_matches(['*', '_'])).filter(|own| *own != "AC");
        own.is_some_and(|own| {
            let before = self.work.steps.iter().rev().take(N_BEFORE);
            before.filter(|step| series(&step.words.text) == Some(own)).take(2).count() == 2
        })
    }

    /// `**Acceptance:** the guest is let in`: a box among steps that says it is none.
    fn is_labelled_criterion(&self, words: Span) -> bool {
        const LABELS: &[&str] = &[
            "acceptance",
            "acceptance criteria",
            "acceptance criterion",
            "exit criteria",
            "exit criterion",
            "success criteria",
            "success criterion",
            "done when",
            "验收",
            "验收标准",
            "受け入れ基準",
            "受け入れ条件",
            "인수 조건",
            "수용 기준",
            "criterio de aceptación",
            "criterios de aceptación",
            "критерий приёмки",
            "критерии приёмки",
        ];
        // What a label of these begins with, below the marks of bold words.
        let may_be = |byte: u8| byte >= 0x80 || matches!(byte | 0x20, b'a' | b'c' | b'd' | b'e' | b's');
        let first = self.ctx.of(words).bytes().find(|byte| !matches!(byte, b'*' | b'_'));
        first.is_some_and(may_be) && inline::label(self.ctx.text, words).is_some_and(|(label, _)| is_one_of(&label, LABELS))
    }

    fn note(&mut self, span: Span, message: impl Into<String>) {
        self.diagnostics.push(self.ctx.finding(codes::UNREAD_RECORD, span, message));
    }

    fn criterion(&mut self, met: bool, span: Span, words: Span, at: &At) {
        let stamped = self.ctx.stamping(words);
        let words = self.own_words(words, stamped.words);
        let meta = self.ctx.meta(RecordKind::Criterion, &words.text, span, stamped.stamp, at.section);
        self.work.criteria.push(Criterion { meta, words, met });
    }

    /// The Markdown of a span with code blanked out, so that a state named in code is not taken for the step's.
    fn without_code(&self, span: Span) -> String {
        let mut text = self.ctx.of(span).to_owned();
        let code = self.ctx.code;
        let from = code.partition_point(|code| code.start < span.start);
        for code in code[from..].iter().take_while(|code| code.end <= span.end).collect::<Vec<_>>().into_iter().rev() {
            let range = (code.start - span.start) as usize..(code.end - span.start) as usize;
            text.replace_range(range, "·");
        }
        text
    }

    fn step(&mut self, state: StepState, span: Span, words: Span, rest: &[Block], at: &At) {
        let stamped = self.ctx.stamping(words);
        let stamp = stamped.stamp.or_else(|| if self.ctx.stamps_in(span).is_empty() { None } else { self.stamp_below(rest) });
        let passage = self.own_words(words, without_ordinal(self.ctx.text, without_blank(self.ctx.text, stamped.words)));
        let (completed, remaining) = self.halves(&passage.text, rest);
        let state = match state {
            StepState::Todo if completed.is_some() && remaining.is_some() => StepState::Partial,
            // An open box says no more than that it is not done; a line below may.
            StepState::Todo => self.state_below(rest).unwrap_or(state),
            _ => state,
        };
        let owner = owner_in(&passage.text).or_else(|| at.owner.as_deref().map(str::to_owned));
        let milestone = at.milestone.as_deref().map(str::to_owned);
        let meta = self.ctx.meta(RecordKind::Step, &passage.text, span, stamp, at.section);
        self.work.steps.push(Step { meta, words: passage, state, depth: at.depth, milestone, owner, completed, remaining });
    }

    /// The passage of the words that remain of `whole` once stamp and label are cut off. Where the cut falls inside
    /// bold text its place is the whole, so that it is still whole Markdown.
    fn own_words(&self, whole: Span, words: Span) -> Passage {
        let cut = self.ctx.of(Span { start: whole.start, end: words.start });
        let rest = self.ctx.of(words);
        let mut passage = self.ctx.passage(words);
        if cut.bytes().filter(|byte| *byte == b'`').count() % 2 == 1 && rest.contains('`') {
            // The moment stood in the same code span as the first words.
            passage.text = passage.text.replacen('`', "", 1);
            passage.place = self.ctx.place(whole);
        } else if memchr::memchr(b'*', cut.as_bytes()).is_some() && cut.matches("**").count() % 2 == 1 {
            match rest.strip_suffix("**").filter(|inner| !inner.contains("**")) {
                Some(inner) => passage.place.span.end = passage.place.span.start + u32::try_from(inner.len()).unwrap_or(0),
                None => passage.place = self.ctx.place(whole),
            }
        }
        passage
    }

    /// A stamp on a line of its own below the step: `Completed: 2026-05-22`.
    fn stamp_below(&self, rest: &[Block]) -> Option<Stamp> {
        let lines = rest.iter().flat_map(|block| match block.kind {
            BlockKind::List { .. } => block.children.iter().map(Block::lead).collect::<Vec<_>>(),
            BlockKind::Paragraph => vec![block.inline],
            _ => Vec::new(),
        });
        lines.into_iter().find_map(|line| {
            let (label, value) = inline::label(self.ctx.text, line)?;
            let label = label.to_lowercase();
            let is_date = matches!(
                label.as_str(),
                "completed"
                    | "done"
                    | "completed at"
                    | "completed on"
                    | "finished"
                    | "date"
                    | "timestamp"
                    | "when"
                    | "completion"
                    | "완료"
                    | "完成"
                    | "完成时间"
                    | "完了"
            );
            let found = is_date.then(|| self.ctx.stamps_in(value)).and_then(|found| found.first())?;
            (found.span.start <= value.start + 2).then(|| found.stamp.clone())
        })
    }

    /// What is done and what remains of a step, where it says both or the latter.
    fn halves(&self, words: &str, rest: &[Block]) -> (Option<String>, Option<String>) {
        let (completed, remaining) = halves_of(words);
        if completed.is_some() || remaining.is_some() {
            return (completed, remaining);
        }
        let (mut completed, mut remaining) = (None, None);
        for item in rest.iter().filter(|block| matches!(block.kind, BlockKind::List { .. })).flat_map(|list| &list.children) {
            if self.box_of(item).is_none()
                && let Some((label, value)) = inline::label(self.ctx.text, item.lead())
            {
                if self.ctx.stamps_in(value).first().is_some_and(|found| found.span.start <= value.start + 2) {
                    continue;
                }
                let value = self.ctx.plain(value);
                match label.to_lowercase().as_str() {
                    "completed" | "done" | "done so far" if !value.is_empty() => completed = completed.or(Some(value)),
                    "remaining" | "remains" | "left" | "to do" | "todo" if !value.is_empty() => remaining = remaining.or(Some(value)),
                    _ => {}
                }
            }
        }
        (completed, remaining)
    }

    fn log_item(&mut self, item: &Block, at: &At) {
        if at.log == Log::No {
            return;
        }
        let lead = item.lead();
        let stamped = self.ctx.stamping(lead);
        let dated = stamped.leads || (at.log == Log::All && stamped.stamp.is_some());
        if !dated && at.log != Log::All {
            return;
        }
        let words = if stamped.words.start < stamped.words.end { self.with_nested(item, stamped.words) } else { first_words(item) };
        self.log(item.span, words, stamped.stamp, at);
    }

    /// Words of an entry with what is nested below it, unless an entry of its own is.
    fn with_nested(&self, item: &Block, words: Span) -> Span {
        let is_dated = |item: &Block| self.ctx.stamping(item.lead()).leads;
        let holds_dated = |block: &Block| matches!(block.kind, BlockKind::List { .. }) && block.children.iter().any(is_dated);
        match item.rest().last() {
            Some(last) if !item.rest().iter().any(holds_dated) => Span { end: last.span.end.max(words.end), ..words },
            _ => words,
        }
    }

    /// Lines of a paragraph that begin with a moment, each an entry with the lines after it.
    fn log_paragraph(&mut self, span: Span, at: &At) {
        if at.log == Log::No || self.ctx.stamps_in(span).is_empty() {
            if at.log == Log::All && at.day.is_some() {
                self.log(span, span, None, at);
            }
            return;
        }
        for entry in self.ctx.dated_lines(span) {
            let stamped = self.ctx.stamping(entry);
            self.log(entry, stamped.words, stamped.stamp, at);
        }
    }

    fn log(&mut self, span: Span, words: Span, stamp: Option<Stamp>, at: &At) {
        let words = records::passage(self.ctx, inline::trim(self.ctx.text, words));
        let is_words = words.text.contains(|c: char| c.is_alphanumeric());
        if !is_words || super::placeholder::is_nothing(&words.text) || super::placeholder::is_template(&words.text) {
            return;
        }
        let stamp = stamp.or_else(|| at.day.clone());
        let meta = self.ctx.meta(RecordKind::Log, &words.text, span, stamp, at.section);
        self.work.log.push(LogEntry { meta, words });
    }
}

/// The letters of an id that counts tasks: `TASK-7`, `T060`.
fn series(words: &str) -> Option<&str> {
    let n_letters = words.bytes().take_while(u8::is_ascii_uppercase).count();
    let rest = &words[n_letters..];
    let n_digits = rest.trim_start_matches('-').bytes().take_while(u8::is_ascii_digit).count();
    let counts = (2..=8).contains(&n_letters) && rest.starts_with('-') && n_digits > 0 || n_letters == 1 && n_digits == 3;
    counts.then(|| &words[..n_letters])
}

/// Words without the rows of a table, the bullets indented too far, or the bold name of another section at the start of a
/// line, right below them, which Markdown takes for more of the words.
fn own_lines(text: &str, words: Span) -> Span {
    let all = words.of(text);
    let row = memchr::memchr_iter(b'\n', all.as_bytes()).find(|at| {
        let below = &all[at + 1..];
        let line = below.trim_start_matches([' ', '\t']);
        line.starts_with('|') || line.starts_with("- ") || line.starts_with("* ") || begins_anew(below)
    });
    row.map_or(words, |at| Span::new(words.start as usize, words.start as usize + at))
}

/// Whether the first line is nothing but the bold name of a section other than one of work: `**Success criteria** (what must
/// be true):`. `**Completed:** 2026-05-22` says more of the step.
fn begins_anew(lines: &str) -> bool {
    let line = lines.lines().next().unwrap_or("").trim_end();
    let Some((name, after)) = line.strip_prefix("**").and_then(|rest| rest.split_once("**")) else { return false };
    let after = after.strip_prefix(" (").and_then(|rest| rest.split_once(')')).map_or(after, |(_, after)| after);
    let is_label = name.ends_with(':') && after.is_empty() || matches!(after, ":" | "：");
    let other = [SectionKind::Criteria, SectionKind::Decisions, SectionKind::Surprises, SectionKind::Outcomes, SectionKind::Risks];
    is_label && sections::kind_of_line(name).is_some_and(|kind| other.contains(&kind))
}

/// The words of an item whose first line is only its stamp.
fn first_words(item: &Block) -> Span {
    item.rest().first().map_or(Span::default(), |block| match block.kind {
        BlockKind::List { .. } => block.children.first().map_or(Span::default(), Block::lead),
        _ => block.inline,
    })
}

/// The heading line of a section's bytes.
fn heading_span(text: &str, section: Span) -> Span {
    let line = section.of(text).find('\n').unwrap_or(section.range().len());
    Span::new(section.start as usize, section.start as usize + line)
}
