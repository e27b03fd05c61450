//! A record as grouped, and who and when it names. Must never know how it was grouped.

use crate::model::{Passage, Stamp};
use crate::parse::context::Context;
use crate::parse::labels::Label;
use crate::parse::{inline, people, placeholder};
use crate::text::{Span, find, lower};

/// A record as grouped: where its own words and its labelled parts stand.
#[derive(Clone, Debug)]
pub struct Draft {
    /// What it is: [`Label::Decision`], [`Label::Observation`] or [`Label::Risk`].
    pub main: Label,
    /// All of it.
    pub span: Span,
    /// Its own words.
    pub words: Passage,
    /// Its labelled parts, in order.
    pub fields: Vec<(Label, Span)>,
    /// The moment that stands beside its words, its label or its group's heading.
    pub stamp: Option<Stamp>,
    /// The section it stands in.
    pub section: Option<u32>,
    /// Whether a label, an id, a moment, a reason or a table's head says that it is a record.
    pub sure: bool,
}

impl Draft {
    /// The first part of this label.
    pub fn field(&self, label: Label) -> Option<Span> {
        self.fields.iter().find(|(name, _)| *name == label).map(|(_, span)| *span)
    }

    /// Its own words, for the record made of it.
    pub fn take_words(&mut self) -> Passage {
        Passage { text: std::mem::take(&mut self.words.text), place: self.words.place }
    }
}

/// The moment of a draft: that of its date field, else the one beside its words.
pub fn stamp(ctx: &Context<'_>, draft: &Draft) -> Option<Stamp> {
    let dated = [Label::DateAuthor, Label::Date, Label::Author].into_iter().filter_map(|label| draft.field(label));
    let beside = || draft.stamp.clone().or_else(|| at_the_end(ctx, draft));
    dated.flat_map(|span| ctx.stamps_in(span).first()).map(|found| found.stamp.clone()).next().or_else(beside)
}

/// The moment in a bracket that ends all of a draft and says what was done then: `… (Owner decision, 2026-03-02.)`.
fn at_the_end(ctx: &Context<'_>, draft: &Draft) -> Option<Stamp> {
    let last = ctx.stamps_in(draft.span).last()?;
    let after = ctx.of(Span { start: last.span.end, end: draft.span.end }).trim_end();
    let before = ctx.of(Span { start: draft.span.start, end: last.span.start });
    let said = lower(&before[before.rfind(['(', '（'])?..]);
    let is_told = said.len() <= 60 && ["decision", "decided", "agreed", "approved", "confirmed"].iter().any(|word| said.contains(word));
    (is_told && matches!(after, ")" | ".)" | ")." | "）" | "）。")).then(|| last.stamp.clone())
}

/// The agent that stands between the moment of a draft and its words: `2026-09-24 — Codex: words`.
fn agent(ctx: &Context<'_>, draft: &Draft) -> Option<String> {
    let before = Span { start: draft.span.start, end: draft.words.place.span.start.max(draft.span.start) };
    let start = ctx.stamps_in(before).last()?.span.end;
    let name = ctx.of(Span { start, end: before.end }).trim_end().strip_suffix(':')?;
    let name = name.trim_start_matches(|c: char| !c.is_alphanumeric());
    people::is_agent(name).then(|| name.to_owned())
}

/// Who a draft names: what stands beside the date in its date field, or its author field.
pub fn author(ctx: &Context<'_>, draft: &Draft) -> Option<String> {
    let field = draft.field(Label::Author).or_else(|| draft.field(Label::DateAuthor)).or_else(|| draft.field(Label::Date));
    let Some(span) = field else { return agent(ctx, draft) };
    // Only the field's first paragraph names people.
    let text = ctx.of(span);
    let end = find(text, "\n\n").unwrap_or(text.len());
    let mut words = String::new();
    let mut at = span.start as usize;
    let stop = at + end;
    for found in ctx.stamps_in(Span::new(at, stop)) {
        words.push_str(ctx.of(Span::new(at, found.span.start as usize)));
        at = found.span.end as usize;
    }
    words.push_str(ctx.of(Span::new(at, stop)));
    let name = inline::plain(&words);
    let is_sign = |c: char| {
        let is_east_asian = matches!(c, '（' | '）' | '。' | '、' | '，' | '；');
        is_east_asian || matches!(c, '/' | ',' | ';' | ':' | '.' | '·' | '•' | '|' | '—' | '–' | '-' | '(' | '[' | ']')
    };
    let name = name.trim_matches(|c: char| c.is_whitespace() || is_sign(c));
    let name = if name.contains('(') { name.to_owned() } else { name.trim_end_matches(')').to_owned() };
    let is_name = name.chars().any(char::is_alphabetic) && name.chars().count() <= 80 && !placeholder::is_nothing(&name);
    if is_name { people::people(&name) } else { None }
}
