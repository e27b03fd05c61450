//! Which of the moments in some words stamps them: the leading one, else a trailing one, else one that is
//! called done.

use super::Found;
use crate::model::{Precision, Stamp};
use crate::parse::context::Context;
use crate::text::Span;

/// Words with their stamp.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamped {
    /// The moment, if one stamps the words.
    pub stamp: Option<Stamp>,
    /// Bytes of that moment.
    pub at: Option<Span>,
    /// Whether it stands before the words.
    pub leads: bool,
    /// The words without a leading moment and its brackets.
    pub words: Span,
}

/// Finds what stamps the words at `span`.
pub fn stamped(ctx: &Context<'_>, span: Span) -> Stamped {
    let found = ctx.stamps_in(span);
    if found.is_empty() {
        return Stamped { stamp: None, at: None, leads: false, words: without_blank_stamp(ctx, span) };
    }
    if let Some(leading) = leading(ctx, span, found) {
        return leading;
    }
    let words = without_blank_stamp(ctx, span);
    let later = trailing(ctx, span, found)
        .or_else(|| called_done(ctx, span, found))
        .or_else(|| bracketed(ctx, span, found))
        .or_else(|| dashed(ctx, span, found));
    match later {
        Some(found) => Stamped { stamp: Some(found.stamp.clone()), at: Some(found.span), leads: false, words },
        None => Stamped { stamp: None, at: None, leads: false, words },
    }
}

fn is_opening(c: char) -> bool {
    c.is_whitespace() || matches!(c, '(' | '[' | '（' | '【' | '*' | '_' | '<' | '{' | '`')
}

fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, ':' | '：' | '-' | '–' | '—' | ',' | '，' | ';' | '·' | '|' | '*' | '_' | '.' | '、' | '→' | '>' | '/' | '`')
}

/// A moment before the words, bare or in brackets: `(2026-05-01 10:00Z) x`, `**2026-05-01** — x`, `[2026-05-01, later] x`.
fn leading(ctx: &Context<'_>, span: Span, found: &[Found]) -> Option<Stamped> {
    let first = found.first()?;
    let before = ctx.of(Span { start: span.start, end: first.span.start });
    let said = before.trim_end_matches(|c: char| is_opening(c) || matches!(c, ':' | '：'));
    let opening = &before[said.len()..];
    let word = said.trim_start_matches(is_opening);
    let in_bracket = word.len() < said.len();
    let is_beginning = || {
        let rest = ctx.of(Span { start: first.span.end, end: span.end });
        !is_name(word) && is_short_beginning(word) && rest.starts_with([':', '：'])
    };
    if is_article(word) || is_beginning() {
        // The sentence needs its beginning.
        return Some(Stamped { stamp: Some(first.stamp.clone()), at: Some(first.span), leads: false, words: span });
    }
    let named = || {
        let rest = ctx.of(Span { start: first.span.end, end: span.end });
        let bracketed = in_bracket && said.contains(['(', '[', '（', '【']) && !opening.contains(['(', '[', '（', '【']);
        let ends = if bracketed { rest.starts_with([')', ']', '）']) } else { word.ends_with(',') && rest.starts_with([':', '：']) };
        ends && is_name(word)
    };
    if !(word.is_empty() || is_done_word(word) || in_bracket && is_start_word(word) || is_cheer(word) || named()) {
        return None;
    }
    let open = opening.rfind(['(', '[', '（', '【']).or_else(|| said.find(['(', '[', '（', '【']));
    let after_first = ctx.of(Span { start: first.span.end, end: span.end });
    let close = open.and_then(|_| closing(after_first));
    let mut chosen = first;
    let mut end = first.span.end;
    if let Some(close) = close {
        end = first.span.end + u32::try_from(close).ok()?;
        // Start and end in one bracket: the end is when it was done.
        chosen = found.iter().take_while(|found| found.span.end <= end).last()?;
    } else if let Some(second) = found.get(1) {
        let between = ctx.of(Span { start: first.span.end, end: second.span.start });
        if is_done_word(between.trim_matches(|c: char| is_opening(c) || is_separator(c) || c == ')' || c == ']')) {
            chosen = second;
            end = second.span.end;
        }
    }
    let rest = ctx.of(Span { start: end, end: span.end });
    // Marks that open before the moment close after it; any other opens the words' own code or emphasis.
    let own = |c: char| !matches!(c, '`' | '*' | '_') || opening.contains(c);
    let words = rest.trim_start_matches(|c: char| own(c) && is_separator(c) || matches!(c, ')' | ']' | '）' | '】' | '}'));
    if words.is_empty() && close.is_some_and(|close| close > 20) {
        // The whole item is the bracket: its words are what stands in it.
        let inside = after_first.trim_start_matches(is_separator);
        return Some(Stamped { stamp: Some(first.stamp.clone()), at: Some(first.span), leads: true, words: span.tail(inside) });
    }
    Some(Stamped { stamp: Some(chosen.stamp.clone()), at: Some(chosen.span), leads: true, words: span.tail(words) })
}

/// Where the bracket that is open at the start of `text` closes: one past it, within 160 bytes.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 1;
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' | '（' | '【' => depth += 1,
            ')' | ']' | '）' | '】' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at + c.len_utf8());
        }
        if at > 160 {
            return None;
        }
    }
    None
}

/// A moment at the end: in a bracket that closes the words (or their first line), or after a word or mark that makes it a stamp.
fn trailing<'f>(ctx: &Context<'_>, span: Span, found: &'f [Found]) -> Option<&'f Found> {
    let words = ctx.of(span);
    let first_line = words.find('\n').map_or(words, |n| &words[..n]);
    [words, first_line].into_iter().find_map(|words| {
        let end = span.start + u32::try_from(words.trim_end().len()).unwrap_or(0);
        let last = found.iter().rfind(|found| found.span.end <= end)?;
        let after = ctx.of(Span { start: last.span.end, end });
        let before = ctx.of(Span { start: span.start, end: last.span.start });
        let bracket = before.rfind(['(', '[', '（']).filter(|at| !before[*at..].contains([')', ']', '）']));
        if let Some(bracket) = bracket {
            let close = closing(after)?;
            let short = before.len() - bracket + close <= 90;
            let ends = after[close..].chars().all(|c| is_separator(c) || matches!(c, ')' | '✅' | '✓' | '~'));
            let lead = before[bracket..].trim_start_matches(['(', '[', '（', ' ', '*', '`']);
            let is_of_another = lead.split([' ', ':']).next().is_some_and(is_of_another);
            return (ends && (lead.is_empty() || short && !is_of_another)).then_some(last);
        }
        // `… — 2026-05-22 done`
        let said = after.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_'));
        let after = if !said.is_empty() && is_done_word(said) { "" } else { after };
        let ends = after.chars().all(|c| is_separator(c) || matches!(c, ')' | ']' | '~' | '✅' | '。' | '!'));
        let lead = before.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '`'));
        let marked = lead.ends_with(['.', '。', '—', '–', '-', ':', '：', '@', '|', '✅', '✓', ',', '→', '·', ';']);
        // A clock time that is all its code span holds was set off to stamp the words.
        let set_off = before.ends_with('`') && after.starts_with('`') && last.stamp.precision != Precision::Day;
        (ends && (marked || set_off || ends_in_done_word(lead))).then_some(last)
    })
}

/// `… completed 2026-05-22 …`, anywhere in the words.
fn called_done<'f>(ctx: &Context<'_>, span: Span, found: &'f [Found]) -> Option<&'f Found> {
    found.iter().rfind(|found| {
        let before = ctx.of(Span { start: span.start, end: found.span.start });
        let lead = before.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '(' | '[' | ':' | '：' | '—' | '-'));
        let lead = [" on", " at", " le", " am"].iter().find_map(|word| lead.strip_suffix(word)).unwrap_or(lead);
        DONE_WORDS.iter().any(|word| ends_in_word(lead, word))
    })
}

/// A moment that leads a bracket in the middle of the words, or ends one after a name: `**M1** (2026-05-22): …`,
/// `Done it (2026-05-22 — green)`, `**M1** (EP-1, 2026-05-22) …`;
/// or the only one, said to be when: `all passed on 2026-05-22 with …`.
fn bracketed<'f>(ctx: &Context<'_>, span: Span, found: &'f [Found]) -> Option<&'f Found> {
    let leads = found.iter().rfind(|found| {
        let before = ctx.of(Span { start: span.start, end: found.span.start }).trim_end_matches(['*', '_', '`']);
        let after = ctx.of(Span { start: found.span.end, end: span.end });
        let closes = after.starts_with([')', ']', '）']);
        let opened = before.strip_suffix(['(', '[', '（']);
        let opened = opened.or_else(|| before_name(before).or_else(|| before_change(before)).filter(|_| closes));
        let Some(before) = opened.map(str::trim_end) else { return false };
        let close = closing(after).unwrap_or(after.len());
        // `the day (Aug 29, 2026) of the party` is a thing's date, not the step's.
        let set_off = after[close..].trim_start().chars().next().is_none_or(|c| !c.is_alphanumeric() || c.is_uppercase());
        let names_it = ["date", "deadline", "due", "event"].iter().any(|word| ends_in_word(before, word));
        set_off && !names_it && after.starts_with(|c: char| is_separator(c) || matches!(c, ')' | ']' | '）'))
    });
    leads.or_else(|| {
        let [only] = found else { return None };
        let before = ctx.of(Span { start: span.start, end: only.span.start });
        before.trim_end().ends_with(" on").then_some(only)
    })
}

/// The only moment, set off by a dash and a comma or a last bracket: `The guide is written — 2026-05-22, commit 1c6e6c9`,
/// `The guide is written — 2026-05-22 (with a sample)`.
fn dashed<'f>(ctx: &Context<'_>, span: Span, found: &'f [Found]) -> Option<&'f Found> {
    let [only] = found else { return None };
    let before = ctx.of(Span { start: span.start, end: only.span.start });
    let after = ctx.of(Span { start: only.span.end, end: span.end });
    let is_last = |rest: &str| closing(rest).is_some_and(|close| rest[close..].chars().all(is_separator));
    let goes_on = || after.trim_start().strip_prefix(['(', '（']).is_some_and(is_last);
    ((before.ends_with("— ") || before.ends_with("– ")) && (after.starts_with([',', ';']) || goes_on())).then_some(only)
}

/// What stands before a bracket that holds a short name and a comma before the moment: `**Head** (EP-1, 2026-08-05)`.
fn before_name(before: &str) -> Option<&str> {
    let named = before.trim_end().strip_suffix([',', '，', '、'])?;
    let at = named.rfind(['(', '[', '（'])?;
    let name = named[at..].trim_start_matches(['(', '[', '（']);
    (!name.is_empty() && name.len() <= 24 && !name.contains([')', ']', '）'])).then(|| &named[..at])
}

/// What stands before a bracket that says only what happened then: `**One list** (revised 2026-08-05).`
fn before_change(before: &str) -> Option<&str> {
    let (rest, word) = before.trim_end().rsplit_once(['(', '[', '（'])?;
    ["revised", "updated", "amended", "changed", "decided", "added", "agreed"].contains(&&*word.trim().to_lowercase()).then_some(rest)
}

/// Words that say something was finished, lower case.
const DONE_WORDS: &[&str] = &[
    "done",
    "completed",
    "complete",
    "finished",
    "landed",
    "merged",
    "closed",
    "shipped",
    "delivered",
    "implemented",
    "verified",
    "resolved",
    "fixed",
    "accepted",
    "deployed",
    "released",
    "passed",
    "updated",
    "recorded",
    "executed",
    "ran",
    "green",
    "approved",
    "validated",
    "confirmed",
    "committed",
    "archived",
    "ended",
    "end",
    "date",
    "timestamp",
    "time",
    "완료",
    "完成",
    "完了",
    "готово",
    "выполнено",
    "завершено",
    "завершён",
    "completado",
    "completada",
    "hecho",
    "terminado",
    "livré",
    "livrée",
    "terminé",
    "terminée",
    "erledigt",
    "abgeschlossen",
    "umgesetzt",
];

fn is_done_word(text: &str) -> bool {
    const LONGEST: usize = 40;
    let text = text.trim_matches(|c: char| !c.is_alphanumeric());
    if text.len() > LONGEST {
        return false;
    }
    let text = text.to_lowercase();
    let text = text.strip_suffix(" on").or_else(|| text.strip_suffix(" at")).unwrap_or(&text);
    DONE_WORDS.contains(&text)
}

/// `✅ 2026-05-01 …`: a sign that says no more than that it was done.
fn is_cheer(word: &str) -> bool {
    matches!(word.trim_end_matches('\u{fe0f}'), "✅" | "✔" | "☑" | "✓" | "🎉" | "🚀" | "🏁")
}

/// `On 2026-05-01, …`, `Le 16/09/2026, …`: the little word before a day that begins a sentence.
fn is_article(word: &str) -> bool {
    ["On", "Le", "El", "Am", "Em"].contains(&word)
}

/// `Tester feedback, 2026-05-01: …`: a few words and a comma before a day.
fn is_short_beginning(word: &str) -> bool {
    let Some(words) = word.strip_suffix(',') else { return false };
    words.split(' ').count() <= 3 && words.len() <= 32 && !words.split(' ').any(is_of_another)
}

/// `(Codex, 2026-05-01)`, `(M1, …`, `(Sun, 1 Mar 2026)`, `(~2026-05-01 …`: who, for what or about when, and not what for.
fn is_name(word: &str) -> bool {
    if matches!(word, "~" | "≈") {
        return true;
    }
    let mut n = 0;
    let names = word.split([' ', ',']).filter(|part| !part.is_empty()).all(|part| {
        n += 1;
        part.starts_with(char::is_uppercase) && !is_of_another(part)
    });
    names && (1..=2).contains(&n) && word.len() <= 32
}

/// A word before a moment that is not when its step was done: `(due 2026-05-01)`, `(measured 2026-05-01)`.
fn is_of_another(word: &str) -> bool {
    const OTHERS: &[&str] = &[
        "after",
        "before",
        "by",
        "dated",
        "deadline",
        "due",
        "eta",
        "event",
        "expires",
        "except",
        "follow",
        "for",
        "if",
        "in",
        "measured",
        "next",
        "not",
        "per",
        "planned",
        "release",
        "revisit",
        "scheduled",
        "see",
        "since",
        "target",
        "until",
        "version",
    ];
    OTHERS.iter().any(|other| word.eq_ignore_ascii_case(other))
}

/// `(started …`, `(created …`, `(blocked …`: a bracket that says when.
fn is_start_word(text: &str) -> bool {
    let text = text.to_lowercase();
    matches!(
        text.trim_end_matches([':', ' ']),
        "started"
            | "start"
            | "begun"
            | "began"
            | "created"
            | "opened"
            | "reopened"
            | "blocked"
            | "paused"
            | "deferred"
            | "skipped"
            | "dropped"
            | "cancelled"
            | "superseded"
            | "partial"
            | "partially done"
            | "in progress"
            | "since"
            | "from"
            | "last updated"
            | "as of"
            | "on"
            | "at"
    )
}

fn ends_in_done_word(text: &str) -> bool {
    DONE_WORDS.iter().chain(&["on", "at", "as of"]).any(|word| ends_in_word(text, word))
}

fn ends_in_word(text: &str, word: &str) -> bool {
    let Some(start) = text.len().checked_sub(word.len()) else { return false };
    text.get(start..).is_some_and(|end| end.eq_ignore_ascii_case(word))
        && text[..start].chars().next_back().is_none_or(|c| !(c.is_alphanumeric() || c == '_') || !word.is_ascii())
}

/// The words after an unfilled stamp of a template (`(YYYY-MM-DD HH:MMZ) words`) or one of no real day.
fn without_blank_stamp(ctx: &Context<'_>, span: Span) -> Span {
    let words = ctx.of(span);
    // Nearly all words begin with a letter of another kind.
    let may_be_blank = words.bytes().next().is_none_or(|first| !first.is_ascii_alphanumeric() || matches!(first, b'Y' | b'y'));
    if !may_be_blank && ctx.stamps.bad.is_empty() {
        return span;
    }
    let inner = words.trim_start_matches(is_opening);
    let start = span.end - u32::try_from(inner.len()).unwrap_or(0);
    let is_bad = ctx.stamps.bad.binary_search_by_key(&start, |bad| bad.start).is_ok();
    if !inner.starts_with("YYYY-") && !inner.starts_with("yyyy-") && !is_bad {
        return span;
    }
    let end = if inner.len() < words.len() { closing(inner) } else { inner.find([':', '：']).map(|at| at + 1) };
    end.and_then(|end| inner.get(end..)).map_or(span, |rest| span.tail(rest.trim_start_matches(is_separator)))
}
