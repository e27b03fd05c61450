//! What is worth saying about the moments of a part: days that do not exist, zones that had to be guessed.
//! Only moments inside records and the header count; a date that a plan merely talks about is its own affair.

use std::collections::BTreeMap;

use super::zones;
use crate::diag::{Diagnostic, codes};
use crate::model::{Document, Precision, RecordMeta, Zone};
use crate::parse::context::Context;
use crate::text::Span;

/// The findings of one part, once its records are read.
pub fn findings(ctx: &Context<'_>, document: &Document) -> Vec<Diagnostic> {
    let mut spans: Vec<Span> = Vec::new();
    if !ctx.stamps.bad.is_empty() || ctx.stamps.found.iter().any(|found| found.ambiguous.is_some()) {
        spans.extend(metas(document).map(|meta| meta.place).filter(|place| place.part == ctx.part).map(|place| place.span));
    }
    if let Some(first) = ctx.layout.runs.iter().find(|run| run.part == ctx.part)
        && let (Some(from), Some(to)) = (ctx.blocks.get(first.blocks.start), ctx.blocks.get(first.blocks.end.saturating_sub(1)))
    {
        spans.push(from.span.join(to.span));
    }
    spans.sort();
    let mut out = Vec::new();
    for bad in ctx.stamps.bad.iter().filter(|bad| is_in(&spans, **bad)) {
        out.push(ctx.finding(codes::BAD_DATE, *bad, format!("`{}` does not exist, expected a day and time of the calendar", ctx.of(*bad))));
    }
    let mut ambiguous: BTreeMap<&str, Span> = BTreeMap::new();
    for found in ctx.stamps.found.iter().filter(|found| is_in(&spans, found.span)) {
        if let Some(name) = &found.ambiguous {
            ambiguous.entry(name).or_insert(found.span);
        }
    }
    for (name, span) in ambiguous {
        let senses = zones::AMBIGUOUS.iter().find(|(known, _)| *known == name).map_or("", |(_, senses)| senses);
        let finding = ctx.finding(codes::AMBIGUOUS_ZONE, span, format!("`{name}` may mean {senses}; taken as UTC"));
        out.push(finding.help(format!("say in book.toml which of them: `zones.{name} = \"…\"` under `[output.execplan-site]`")));
    }
    let assumed: Vec<_> = metas(document)
        .filter(|meta| meta.place.part == ctx.part)
        .filter(|meta| meta.stamp.as_ref().is_some_and(|stamp| stamp.zone == Zone::Assumed && stamp.precision != Precision::Day))
        .filter(|meta| !ctx.stamps_in(meta.place.span).iter().any(|found| found.ambiguous.is_some()))
        .map(|meta| meta.place.span)
        .collect();
    if let Some(first) = assumed.iter().min() {
        out.push(ctx.finding(codes::ZONE_ASSUMED, *first, format!("times without a zone taken as UTC: {}", assumed.len())));
    }
    out
}

fn metas(document: &Document) -> impl Iterator<Item = &RecordMeta> {
    let steps = document.steps.iter().map(|record| &record.meta);
    let log = document.log.iter().map(|record| &record.meta);
    let decisions = document.decisions.iter().map(|record| &record.meta);
    let surprises = document.surprises.iter().map(|record| &record.meta);
    let outcomes = document.outcomes.iter().map(|record| &record.meta);
    let revisions = document.revisions.iter().map(|record| &record.meta);
    steps.chain(log).chain(decisions).chain(surprises).chain(outcomes).chain(revisions)
}

/// Whether one of the sorted spans holds `inner`. They may nest, so a few before the nearest are looked at.
fn is_in(spans: &[Span], inner: Span) -> bool {
    let at = spans.partition_point(|span| span.start <= inner.start);
    spans[..at].iter().rev().take(12).any(|span| span.contains(inner))
}
