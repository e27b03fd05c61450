//! Decisions of a part.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::context::Context;
use super::labels::Label;
use super::records::{self, Draft, Found};
use crate::model::{Decision, RecordKind};
use crate::text::Span;

/// Makes them of the drafts of one part: those of their own sections, and of `others` those labelled as one.
/// Each draft is one of them or none, so that it gives its words away.
pub fn read(ctx: &Context<'_>, own: &mut Found, others: &mut Found) -> Vec<Decision> {
    let all = own.drafts.iter_mut().chain(&mut others.drafts);
    let mut drafts: Vec<&mut Draft> = all.filter(|draft| draft.main == Label::Decision).collect();
    drafts.sort_by_key(|draft| draft.span.start);
    let mut decisions: Vec<Decision> = drafts.iter_mut().map(|draft| decision(ctx, draft)).collect();
    let whole = drafts.iter().map(|draft| draft.span).reduce(Span::join).unwrap_or_default();
    if holds_stem(ctx.of(whole)) {
        for (decision, draft) in decisions.iter_mut().zip(drafts).filter(|(decision, _)| decision.supersedes.is_none()) {
            decision.supersedes = supersedes(ctx, draft.span);
        }
    }
    decisions
}

fn decision(ctx: &Context<'_>, draft: &mut Draft) -> Decision {
    let words = draft.take_words();
    let part = |label| draft.field(label).map(|span| records::passage(ctx, span)).filter(|passage| !passage.text.is_empty());
    Decision {
        meta: ctx.meta(RecordKind::Decision, &words.text, draft.span, records::stamp(ctx, draft), draft.section),
        rationale: part(Label::Rationale).or_else(|| part(Label::Body)),
        alternatives: part(Label::Alternatives),
        about: part(Label::Topic),
        outcome: part(Label::Outcome),
        author: records::author(ctx, draft),
        supersedes: draft.field(Label::Supersedes).map(|span| ctx.plain(span)),
        words,
    }
}

/// Whether a text holds what each verb of [`supersedes`] holds: in most no decision takes the place of another.
fn holds_stem(text: &str) -> bool {
    static STEMS: LazyLock<[Finder<'static>; 4]> = LazyLock::new(|| ["upersed", "es decision ", "取代", "置き換え"].map(Finder::new));
    let stems = if text.is_ascii() { &STEMS[..2] } else { &STEMS[..] };
    stems.iter().any(|stem| stem.find(text.as_bytes()).is_some())
}

/// What the text says the decision takes the place of: the words after `supersedes`, to the end of the clause.
fn supersedes(ctx: &Context<'_>, span: Span) -> Option<String> {
    const VERBS: &[&str] =
        &["supersedes ", "Supersedes ", "superseding ", "replaces decision ", "reverses decision ", "取代", "を置き換える"];
    let text = ctx.of(span);
    if !holds_stem(text) {
        return None;
    }
    let (at, verb) = VERBS.iter().filter_map(|verb| memchr::memmem::find(text.as_bytes(), verb.as_bytes()).map(|at| (at, *verb))).min()?;
    let rest = &text[at + verb.len()..];
    let end = rest.find([',', ';', '。', '，', '\n', ')', '(']).into_iter().chain(rest.find(". ")).min().unwrap_or(rest.len());
    let words = super::inline::plain(&rest[..end]);
    let words = words.trim().trim_end_matches('.');
    (!words.is_empty() && words.chars().count() <= 120).then(|| words.to_owned())
}
