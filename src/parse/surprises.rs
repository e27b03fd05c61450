//! Surprises and discoveries of a part.

use super::context::Context;
use super::labels::Label;
use super::records::{self, Draft};
use crate::diag::Diagnostic;
use crate::model::{RecordKind, SectionKind, Surprise};

/// Reads them from one part of a plan.
pub fn read(ctx: &Context<'_>) -> (Vec<Surprise>, Vec<Diagnostic>) {
    let found = records::read(ctx, SectionKind::Surprises, Label::Observation);
    // A log of decisions may hold observations too, under their own label.
    let others = records::read(ctx, SectionKind::Decisions, Label::Decision);
    let mut drafts: Vec<Draft> = found.drafts.into_iter().chain(others.drafts).filter(|draft| draft.main == Label::Observation).collect();
    drafts.sort_by_key(|draft| draft.span.start);
    (drafts.iter().map(|draft| surprise(ctx, draft)).collect(), found.notes)
}

fn surprise(ctx: &Context<'_>, draft: &Draft) -> Surprise {
    let words = records::passage(ctx, draft.words);
    let part = |labels: &[Label]| {
        let span = labels.iter().find_map(|label| draft.field(*label))?;
        Some(records::passage(ctx, span)).filter(|passage| !passage.text.is_empty())
    };
    Surprise {
        meta: ctx.meta(RecordKind::Surprise, &words.text, draft.span, records::stamp(ctx, draft), draft.section),
        evidence: part(&[Label::Evidence]),
        impact: part(&[Label::Impact, Label::Outcome]),
        workaround: part(&[Label::Workaround, Label::Mitigation]),
        words,
    }
}
