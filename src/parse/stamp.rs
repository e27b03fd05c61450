//! Dates and times as people write them: found in one pass over a part's text, computed with jiff.
//! Must never read the clock or guess a year.

use jiff::Timestamp;
use jiff::civil::{Date, Time};

use super::context::Context;
use crate::config::Options;
use crate::model::{Precision, Stamp, Zone};
use crate::text::Span;

/// A moment found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The moment.
    pub stamp: Stamp,
    /// The bytes of date, time and zone, brackets left out.
    pub span: Span,
    /// The abbreviation, where it has several meanings and no option decides.
    pub ambiguous: Option<String>,
}

/// What a scan of a text finds, in order of the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stamps {
    /// Moments.
    pub found: Vec<Found>,
    /// Dates or times that do not exist.
    pub bad: Vec<Span>,
}

/// Finds every moment in `text`; those that begin inside one of `skip` (sorted) are passed over.
pub fn scan(text: &str, skip: &[Span], options: &Options) -> Stamps {
    let _ = options;
    let mut out = Stamps::default();
    let bytes = text.as_bytes();
    let mut skip = skip.iter().peekable();
    let mut at = 0;
    while let Some(n) = memchr::memchr(b'-', &bytes[at..]) {
        let dash = at + n;
        at = dash + 1;
        if dash < 4 || dash + 6 > bytes.len() {
            continue;
        }
        let start = dash - 4;
        while skip.next_if(|span| (span.end as usize) <= start).is_some() {}
        if skip.peek().is_some_and(|span| (span.start as usize) <= start) {
            continue;
        }
        let (Some(year), Some(month), Some(day)) = (number(bytes, start, 4), number(bytes, dash + 1, 2), number(bytes, dash + 4, 2)) else {
            continue;
        };
        if bytes[dash + 3] != b'-' {
            continue;
        }
        let Ok(date) = Date::new(year, month as i8, day as i8) else { continue };
        let Ok(zoned) = date.to_datetime(Time::midnight()).to_zoned(jiff::tz::TimeZone::UTC) else { continue };
        let at: Timestamp = zoned.timestamp();
        out.found.push(Found {
            stamp: Stamp::written(at, Precision::Day, Zone::Assumed),
            span: Span::new(start, dash + 6),
            ambiguous: None,
        });
    }
    out
}

fn number(bytes: &[u8], at: usize, n: usize) -> Option<i16> {
    bytes.get(at..at + n)?.iter().try_fold(0i16, |sum, b| b.is_ascii_digit().then(|| sum * 10 + i16::from(b - b'0')))
}

/// The moment that stamps the words at `span` and the words without a leading one: the leading moment, in
/// brackets or bare; else a trailing one in brackets.
pub fn stamped(ctx: &Context<'_>, span: Span) -> (Option<Stamp>, Span) {
    let found = ctx.stamps_in(span);
    let Some(first) = found.first() else { return (None, span) };
    let before = Span { start: span.start, end: first.span.start };
    if ctx.of(before).chars().all(|c| c.is_whitespace() || matches!(c, '(' | '[' | '（' | '【' | '*' | '_')) {
        let after = Span { start: first.span.end, end: span.end };
        let rest = ctx.of(after).trim_start_matches(|c: char| c.is_whitespace() || ":：)]）】*_—–-,，".contains(c));
        let words = Span { start: span.end - u32::try_from(rest.len()).unwrap_or(0), end: span.end };
        return (Some(first.stamp.clone()), words);
    }
    (None, span)
}
