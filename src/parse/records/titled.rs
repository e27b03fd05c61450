//! Records that a bold line titles and the list below it tells part by part:
//! `**1. The cache was never emptied**` above `- **Found during:** …` and `- **Fix:** …`.

use super::super::context::Context;
use super::super::inline;
use super::words::strip_number;
use super::{Lead, Unit, is_main};
use crate::text::Span;

/// Whether the first of `units`, which begin as `leads` say, is the title of such a record.
pub fn is_title(ctx: &Context<'_>, units: &[Unit<'_>], leads: &[Option<Lead>]) -> bool {
    let [Unit::Paragraph(block), Unit::Item(_), ..] = units else { return false };
    let inner = ctx.of(block.inline).trim().strip_prefix("**").and_then(|rest| rest.strip_suffix("**"));
    if inner.is_none_or(|title| title.contains("**")) || leads[0].as_ref().is_none_or(|lead| lead.label.is_some()) {
        return false;
    }
    let below = units[1..].iter().zip(&leads[1..]).take_while(|(unit, _)| matches!(unit, Unit::Item(_)));
    let items: Vec<&Lead> = below.filter_map(|(_, lead)| lead.as_ref()).collect();
    let is_part = |lead: &&Lead| match lead.label {
        Some(label) => !is_main(label),
        None => !lead.named && inline::label(ctx.text, lead.words).is_some(),
    };
    items.len() > 1 && items.iter().all(is_part) && items.iter().any(|lead| lead.label.is_some())
}

/// The start of the record, without the number of its title.
pub fn lead(ctx: &Context<'_>, title: &Lead) -> Lead {
    let words = inline::trim(ctx.text, title.words);
    let inner = ctx.of(words).strip_prefix("**");
    let words = inner.map_or(words, |inner| strip_number(ctx, words.tail(inner)));
    Lead { label: None, named: true, stamp: title.stamp.clone(), words }
}

/// Words without the marks that end bold text which began before them.
pub fn without_end_of_bold(text: &str, words: Span) -> Span {
    let own = words.of(text);
    match own.strip_suffix("**") {
        Some(bare) if own.matches("**").count() % 2 == 1 => Span::new(words.start as usize, words.start as usize + bare.len()),
        _ => words,
    }
}
