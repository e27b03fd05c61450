//! Records that begin with their date, author or id instead of their own label: `- Date: 2026-03-01` and, below it,
//! `Decision: …`. Must never take a date that closes a record for one that opens the next.

use super::{Lead, Open, Unit, is_main};
use crate::parse::context::Context;
use crate::parse::labels::{self, Label};
use crate::parse::outline::{Block, BlockKind};
use crate::text::Span;

/// What stands before the records of a body whose groups of siblings open with a date or an author.
#[derive(Default)]
pub(super) struct Opener {
    label: Option<Label>,
    /// The values that wait for their record.
    pub before: Vec<(Label, Span)>,
}

impl Opener {
    /// Whether a label opens a group, or goes on with what opened it.
    pub fn takes(&self, label: Label) -> bool {
        self.label == Some(label) || !self.before.is_empty() && is_of_first(label)
    }
}

/// The opener of a body: the label its very first unit has, if that is no record of its own and others follow.
pub(super) fn opener(ctx: &Context<'_>, units: &[Unit<'_>], leads: &[Option<Lead>], n_main: usize) -> Opener {
    let label = match (units.first(), leads.first()) {
        (Some(Unit::Item(block) | Unit::Paragraph(block)), Some(Some(lead))) if n_main > 0 && !holds_record(ctx, block, lead) => lead.label,
        _ => None,
    };
    Opener { label: label.filter(|label| is_of_first(*label)), before: Vec::new() }
}

fn is_of_first(label: Label) -> bool {
    matches!(label, Label::Date | Label::Author | Label::DateAuthor)
}

/// Whether a unit that begins with a date or an author holds the label of its record too, in its lines or as the first item below it.
pub(super) fn holds_record(ctx: &Context<'_>, block: &Block, lead: &Lead) -> bool {
    if !lead.label.is_some_and(is_of_first) {
        return false;
    }
    let below = || {
        let list = block.rest().first().filter(|block| matches!(block.kind, BlockKind::List { .. }))?;
        labels::lead(ctx.text, list.children.first()?.lead())
    };
    labels::marks(ctx.text, lead.words, ctx.code).iter().any(|mark| mark.leads && is_main(mark.label))
        || below().is_some_and(|mark| is_main(mark.label))
}

/// Whether all that an open record has before the label at `end` is its date, its author or its id.
pub(super) fn precedes(ctx: &Context<'_>, open: &Open, end: u32) -> bool {
    if open.labelled || !open.marks.is_empty() || open.level > 0 {
        return false;
    }
    open.opened_by.is_some_and(is_of_first)
        || open.opened_by.is_none() && is_id(ctx.of(Span { start: open.words, end: end.max(open.words) }))
}

/// `ID: D4`, `**ID:** D4`.
fn is_id(words: &str) -> bool {
    let words = words.trim_start_matches(['*', '_', ' ']);
    let rest = words.get(..2).filter(|id| id.eq_ignore_ascii_case("id")).map(|_| &words[2..]);
    rest.is_some_and(|rest| rest.trim_start_matches(['*', '_']).starts_with(':') && rest.trim().len() <= 24)
}
