//! Work that has no boxes: headings with a line that says how far each is (`Status: done`), and lists whose items begin
//! with signs. Must never count work twice that boxes tell of.

use std::collections::BTreeSet;

use super::super::context::Body;
use super::super::inline;
use super::super::outline::{Block, BlockKind};
use super::mark;
use super::names::numbered_work;
use super::tables::cell_state;
use super::{At, Role, Walk, milestones};
use crate::model::{RecordKind, SectionKind, Step, StepState};
use crate::text::{Span, is_one_of, lower};

/// What a line that tells a state is called, lower case.
const LABELS: &[&str] =
    &["status", "state", "current status", "状态", "当前状态", "状態", "상태", "현재 상태", "estado", "статус", "stand", "statut", "état"];

/// A heading whose work tells its state.
struct Stated<'c> {
    body: Body<'c>,
    level: u8,
    state: StepState,
    /// What stands behind the label.
    value: Span,
}

impl Walk<'_> {
    /// The work of a plan that has no boxes: by headings, or by lists and tables, whichever tell of more. Both tell of the
    /// same work.
    pub(super) fn without_boxes(&mut self) {
        let by_heading = self.headings_of_state(true);
        let notes = self.diagnostics.clone();
        self.lists_of_signs(true);
        self.lists_of_ends();
        self.tables_of_state();
        self.work.steps.sort_by_key(|step| step.meta.place.span.start);
        if !by_heading.is_empty() && by_heading.len() >= self.work.steps.len() {
            self.work.steps = by_heading;
            self.diagnostics = notes;
        } else {
            milestones::name(self.ctx, &mut self.work.steps);
        }
        self.drop_doubles();
    }

    /// What is a criterion is no step, and what is a step no entry of the log besides.
    pub(super) fn drop_doubles(&mut self) {
        let criteria: BTreeSet<u32> = self.work.criteria.iter().map(|criterion| criterion.meta.place.span.start).collect();
        self.work.steps.retain(|step| !criteria.contains(&step.meta.place.span.start));
        let steps = &self.work.steps;
        self.work.log.retain(|entry| !steps.iter().any(|step| step.meta.place.span == entry.meta.place.span));
    }

    /// Headings that tell the state of their work in a line of its own, two or more beside each other, as steps. Where
    /// boxes tell of other work only those that count (`Task 3: …`) and hold none.
    pub(super) fn headings_of_state(&self, is_bare: bool) -> Vec<Step> {
        let ctx = self.ctx;
        let mut found: Vec<Stated<'_>> = Vec::new();
        for body in ctx.bodies() {
            let Some(section) = body.heading.filter(|section| (2..=6).contains(&section.level)) else { continue };
            let may_be_bare = is_bare && !body.facts.own && matches!(body.kind, None | Some(SectionKind::Steps));
            let is_of_work = matches!(body.kind, None | Some(SectionKind::Steps)) || body.facts.of_piece;
            let counts = (may_be_bare || is_of_work) && numbered_work(&section.title);
            if !may_be_bare && !counts {
                continue;
            }
            // What counts may have its state behind much else.
            let n_looked_at = if counts { 12 } else { 2 };
            if let Some((state, value)) = self.state_line(body.blocks, n_looked_at).filter(|_| !self.is_template(&body)) {
                found.push(Stated { body, level: section.level, state, value });
            }
        }
        let is_beside = |one: &Stated<'_>, other: &Stated<'_>| {
            let counts = |stated: &Stated<'_>| stated.body.heading.is_some_and(|section| numbered_work(&section.title));
            one.level == other.level && (one.body.facts.parent == other.body.facts.parent || counts(one) && counts(other))
        };
        let n_beside = |one: &Stated<'_>| found.iter().filter(|other| is_beside(one, other)).count();
        let mut steps = Vec::new();
        for stated in &found {
            let Some(section) = stated.body.heading.filter(|_| n_beside(stated) > 1) else { continue };
            let place = section.place.span;
            let holds = |step: &Step| place.start <= step.meta.place.span.start && step.meta.place.span.end <= place.end;
            if !is_bare && self.work.steps.iter().any(holds) || ctx.is_decision(stated.body.section) {
                continue;
            }
            let at = ctx.blocks.partition_point(|block| block.span.start < place.start);
            let Some(heading) = ctx.blocks.get(at).filter(|block| block.inline.start < block.inline.end) else { continue };
            let stamp = ctx.stamps_in(stated.value).last().map(|found| found.stamp.clone());
            let stamp = stamp.or_else(|| self.stamp_below(stated.body.blocks));
            let words = ctx.passage(heading.inline);
            let meta = ctx.meta(RecordKind::Step, &words.text, heading.span, stamp, stated.body.section);
            let state = stated.state;
            steps.push(Step { meta, words, state, depth: 0, milestone: None, owner: None, completed: None, remaining: None });
        }
        steps
    }

    /// The state that one of the first lines below a heading names, and its words.
    fn state_line(&self, blocks: &[Block], n_looked_at: usize) -> Option<(StepState, Span)> {
        // What each of the labels begins with, behind the marks of bold words.
        let may_be = |byte: u8| byte >= 0x80 || matches!(byte | 0x20, b's' | b'c' | b'e');
        // A label ends in a colon, soon.
        let may_tell = |line: &[u8]| {
            let is_mark = |byte: &&u8| matches!(byte, b'*' | b'_' | b'\\' | b'[' | b'<' | b'~' | b'`' | b'!' | b' ' | b'\t' | b'\r');
            let n_marks = line.iter().take_while(is_mark).count();
            line.get(n_marks).is_some_and(|byte| may_be(*byte)) && memchr::memchr2(b':', 0xEF, &line[..line.len().min(80)]).is_some()
        };
        let state = |line: Span| {
            let (label, value) = may_tell(self.ctx.of(line).as_bytes()).then(|| inline::label(self.ctx.text, line))??;
            is_one_of(&label, LABELS).then(|| cell_state(self.ctx.of(value))).flatten().map(|state| (state, value))
        };
        blocks.iter().take(n_looked_at).find_map(|block| match block.kind {
            BlockKind::Paragraph if self.ctx.of(block.inline).as_bytes().split(|byte| *byte == b'\n').any(may_tell) => {
                inline::lines(self.ctx.text, block.inline).into_iter().find_map(state)
            }
            BlockKind::List { .. } => block.children.iter().take(6).find_map(|item| state(item.lead())),
            _ => None,
        })
    }

    /// What a line below an open box says of it, if that is more than that it is not done: `Status: BLOCKED (waits)`.
    pub(super) fn state_below(&self, rest: &[Block]) -> Option<StepState> {
        let (state, _) = self.state_line(rest, 2)?;
        matches!(state, StepState::Partial | StepState::Blocked | StepState::Dropped).then_some(state)
    }

    /// Lists of steps whose items end in their state or have it in bold words, in a plan that has no boxes:
    /// `1. Write the reader. Done.`, `- M1: **DONE** — the reader`.
    pub(super) fn lists_of_ends(&mut self) {
        let ctx = self.ctx;
        let at_end = |item: &Block| {
            let words = ctx.plain(item.lead());
            let words = words.trim_end_matches(['.', '。', '!']);
            let at = words.rfind(['.', '。', ';', '—', '–']).filter(|at| *at > 0)?;
            mark::labelled(words[at..].trim_start_matches(|c: char| !c.is_alphanumeric()))
        };
        let in_bold = |item: &Block| {
            let bold = ctx.of(item.lead()).split("**").skip(1).step_by(2);
            bold.filter(|words| words.len() <= 24).find_map(|words| mark::labelled(words.trim_matches([':', '：', '.'])))
        };
        let state = |item: &Block| at_end(item).or_else(|| in_bold(item));
        for body in ctx.bodies().filter(|body| body.kind == Some(SectionKind::Steps)) {
            for list in body.blocks.iter().filter(|block| matches!(block.kind, BlockKind::List { .. })) {
                let states: Vec<Option<StepState>> = list.children.iter().map(state).collect();
                let n_told = states.iter().flatten().count();
                if n_told < 2 || n_told * 5 < states.len() * 4 {
                    continue;
                }
                let at = self.entered(&body);
                // Signs may have told of the same items.
                let is_read = || self.work.steps.iter().any(|step| list.span.contains(step.meta.place.span));
                if at.role != Role::Step || is_read() {
                    continue;
                }
                for (item, state) in list.children.iter().zip(states) {
                    self.step(state.unwrap_or(StepState::Todo), item.span, item.lead(), item.rest(), &at);
                }
            }
        }
    }

    /// Lists most of whose items begin with a sign, in a plan that has no boxes: `- ✅ done`, `- ⬜ to do`. One of the signs
    /// has to say that something is still to be done, or they praise, and `❌` tells what is left out. Beside boxes only
    /// lists below work that counts (`Phase 2`), which no line leads (`Checked:`) and all of whose items have one.
    pub(super) fn lists_of_signs(&mut self, is_bare: bool) {
        let ctx = self.ctx;
        let sign = |item: &Block| mark::leading_sign(ctx.of(item.lead()));
        let mut lists: Vec<(At, &Block)> = Vec::new();
        let (mut n_signs, mut n_open) = (0, 0);
        // `Phase 4 verification` tells that the work was done, and is none.
        let is_check = |title: &str| {
            let title = lower(title);
            ["確認", "検証", "验证", "检查", "검증", "확인", "verif", "check", "result", "summary"].iter().any(|word| title.contains(word))
        };
        let is_work = |title: &str| numbered_work(title) && !is_check(title);
        let may_hold = |body: &Body<'_>| match body.kind {
            None => is_bare || body.heading.is_some_and(|section| is_work(&section.title)),
            Some(SectionKind::Steps | SectionKind::Status) => is_bare,
            Some(_) => false,
        };
        for body in ctx.bodies().filter(may_hold) {
            for (index, list) in body.blocks.iter().enumerate().filter(|(_, block)| matches!(block.kind, BlockKind::List { .. })) {
                let is_led = || index > 0 && ctx.of(body.blocks[index - 1].inline).trim_end().ends_with([':', '：']);
                if !is_bare && is_led() {
                    continue;
                }
                let signs: Vec<(StepState, usize)> = list.children.iter().filter_map(sign).collect();
                // Where each item has another sign, the list explains them.
                let explains = signs.len() > 1 && signs.iter().enumerate().all(|(at, sign)| !signs[..at].contains(sign));
                let n_to_come = list.children.iter().filter(|item| mark::is_open_sign(ctx.of(item.lead()))).count();
                let is_left_out = n_to_come == 0 && signs.iter().all(|(state, _)| *state != StepState::Done);
                let n_enough = if is_bare { list.children.len().div_ceil(2) } else { list.children.len() };
                if is_left_out || signs.len() < n_enough || explains && signs.len() > 2 {
                    continue;
                }
                n_signs += signs.len();
                n_open += n_to_come;
                lists.push((self.entered(&body), list));
            }
        }
        if n_signs < 3 || is_bare && n_open == 0 {
            return;
        }
        for (at, list) in lists.iter().filter(|(at, _)| at.role == Role::Step) {
            for item in &list.children {
                if let Some((state, n)) = sign(item) {
                    let lead = item.lead();
                    let words = inline::trim(ctx.text, Span { start: lead.start + u32::try_from(n).unwrap_or(0), end: lead.end });
                    self.step(state, item.span, words, item.rest(), at);
                }
            }
        }
    }
}
