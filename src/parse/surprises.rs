//! Surprises and discoveries of a part.

use super::context::Context;
use super::labels::Label;
use super::records::{self, Draft, Found};
use crate::diag::codes;
use crate::model::{RecordKind, Surprise};

/// Makes them of the drafts of one part: those of their own sections, and of `others` those labelled as one.
/// Each draft is one of them or none, so that it gives its words away.
pub fn read(ctx: &Context<'_>, own: &mut Found, others: &mut Found) -> Vec<Surprise> {
    own.notes.extend(own.drafts.iter().chain(&others.drafts).filter(|draft| is_looked_at(draft)).map(|draft| {
        let message = format!("found `{}` alone, expected what was seen there", draft.words.text);
        ctx.finding(codes::UNREAD_RECORD, draft.span, message).help("write what surprised beside the name of the file")
    }));
    let all = own.drafts.iter_mut().chain(&mut others.drafts);
    let mut drafts: Vec<&mut Draft> = all.filter(|draft| draft.main == Label::Observation && !is_looked_at(draft)).collect();
    drafts.sort_by_key(|draft| draft.span.start);
    drafts.into_iter().map(|draft| surprise(ctx, draft)).collect()
}

/// Whether a draft only names a file that was looked at: `src/lib/events.ts`.
fn is_looked_at(draft: &Draft) -> bool {
    draft.main == Label::Observation
        && !draft.sure
        && draft.fields.is_empty()
        && draft.stamp.is_none()
        && super::references::names_path(&draft.words.text)
}

fn surprise(ctx: &Context<'_>, draft: &mut Draft) -> Surprise {
    let words = draft.take_words();
    let part = |labels: &[Label]| {
        let span = labels.iter().find_map(|label| draft.field(*label))?;
        Some(records::passage(ctx, span)).filter(|passage| !passage.text.is_empty())
    };
    Surprise {
        meta: ctx.meta(RecordKind::Surprise, &words.text, draft.span, records::stamp(ctx, draft), draft.section),
        about: part(&[Label::Topic]),
        evidence: part(&[Label::Evidence]),
        impact: part(&[Label::Impact, Label::Outcome]),
        workaround: part(&[Label::Workaround, Label::Mitigation]),
        words,
    }
}
