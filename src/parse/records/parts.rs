//! Labels inside the words of a record: its parts, or the next record of the same kind. Must never open a record by
//! anything but a label.

use super::words::{quotes_somebody, trim_end};
use super::{Open, Reader, first, is_main};
use crate::parse::labels::{self, Label, Mark};
use crate::parse::outline::{Block, BlockKind};
use crate::text::Span;

impl<'a> Reader<'a> {
    /// Finds the labels inside the words of a leaf whose own label is known already.
    pub(super) fn marks_after(&mut self, words: Span, depth: u8) {
        for mark in labels::marks(self.ctx.text, words, self.ctx.code) {
            self.inner(mark, words, depth);
        }
    }

    pub(super) fn leaf_marks(&mut self, leaf: Span, start: u32, depth: u8) {
        let lead = self.lead(leaf);
        if let Some(label) = lead.label {
            self.inner(Mark { start, value: lead.words.start, label, leads: true }, leaf, depth);
        }
        self.marks_after(lead.words, depth);
    }

    /// A label within a record: a part of it, or the next record of the same kind.
    fn inner(&mut self, mark: Mark, leaf: Span, depth: u8) {
        let Some(open) = &self.open else { return };
        if !self.knows(mark.label) || quotes_somebody(self.ctx, &mark, leaf) {
            return;
        }
        if !is_main(mark.label) {
            self.mark(mark);
            return;
        }
        let own = open.main == mark.label;
        if own && first::precedes(self.ctx, open, mark.start) {
            if let Some(open) = &mut self.open {
                open.before
                    .extend(open.opened_by.map(|label| (label, trim_end(self.ctx.text, Span { start: open.words, end: mark.start }))));
                (open.words, open.labelled, open.sure) = (mark.value, true, true);
            }
            return;
        }
        let (start, section, level) = (open.start, open.section, open.level);
        let words_empty = open.marks.is_empty()
            && self
                .ctx
                .of(Span { start: open.words, end: mark.start.max(open.words) })
                .trim_matches(|c: char| !c.is_alphanumeric())
                .is_empty();
        if own && words_empty {
            if let Some(open) = &mut self.open {
                open.words = mark.value;
                open.labelled = true;
            }
        } else if own && !open.labelled && depth > 0 && open.marks.iter().any(|mark| mark.label == Label::Alternatives) {
            // `Options considered: …` and `Chosen: …` below what was decided.
            self.mark(Mark { label: Label::Outcome, ..mark });
        } else if own && mark.leads && level == 0 {
            // `Decision: a` and, lines below in the same leaf or nested, `Decision: b`.
            let group = self.open.as_ref().is_some_and(|open| !open.labelled && depth > 0 && open.marks.is_empty());
            let stamp = self.open.as_ref().and_then(|open| open.stamp.clone());
            if group {
                self.open = None;
            } else {
                self.end_at(mark.start);
            }
            self.open = Some(Open {
                main: mark.label,
                labelled: true,
                start: if group { start } else { mark.start },
                end: leaf.end,
                words: mark.value,
                marks: Vec::new(),
                before: Vec::new(),
                stamp: if group { stamp } else { None },
                section,
                level: 0,
                from_item: true,
                parts_beside: false,
                opened_by: Some(mark.label),
                sure: true,
            });
        } else if own && level > 0 {
            // A heading per record. Where it says nothing itself, the words under the record's own label are its words;
            // else they tell which of the choices was taken.
            let says = open.marks.iter().any(|mark| mark.label == Label::Body);
            if says {
                let label = if mark.label == Label::Decision { Label::Outcome } else { Label::Further };
                self.mark(Mark { label, ..mark });
            } else if let Some(open) = &mut self.open
                && open.marks.iter().all(|mark| mark.label == Label::Further)
            {
                open.marks.clear();
                open.words = mark.value;
            }
        } else {
            self.mark(Mark { label: Label::Further, ..mark });
        }
    }

    pub(super) fn nested(&mut self, blocks: &'a [Block]) {
        for block in blocks {
            match block.kind {
                BlockKind::List { .. } => {
                    for item in &block.children {
                        self.leaf_marks(item.lead(), item.span.start, 1);
                        self.nested(item.rest());
                    }
                }
                BlockKind::Paragraph => self.leaf_marks(block.inline, block.span.start, 1),
                BlockKind::Quote => self.nested(&block.children),
                _ => {}
            }
            self.extend(block.span.end);
        }
    }
}
