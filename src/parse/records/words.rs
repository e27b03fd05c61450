//! Words of records: without list marks, numbers, brackets and signs that lead on, and whether they are a
//! statement or only a name. Must never know which record they are of.

use super::super::context::Context;
use super::super::inline;
use super::super::labels::{Label, Mark};
use super::super::outline::{Block, BlockKind};
use super::super::people;
use super::super::stamp::Found;
use crate::model::{Passage, Stamp};
use crate::text::{Span, is_alphanumeric, lower};

/// The plain text and place of a span that may hold several blocks: list marks, quote marks and fences go.
pub fn passage(ctx: &Context<'_>, span: Span) -> Passage {
    let text = ctx.of(span);
    if is_flat(text) {
        return ctx.passage(span);
    }
    let mut flat = String::with_capacity(text.len());
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()]);
    let mut from = 0;
    for to in ends {
        let mut line = text[from..to].trim_start();
        if from > 0 {
            while let Some(rest) = line.strip_prefix("> ") {
                line = rest;
            }
            line = list_mark(line);
        } else {
            line = line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")).unwrap_or(line);
        }
        from = to + 1;
        if line.starts_with("```") || line.starts_with("~~~") {
            continue;
        }
        if !flat.is_empty() {
            flat.push('\n');
        }
        flat.push_str(line.trim_end());
    }
    Passage { text: inline::plain(&flat), place: ctx.place(span) }
}

/// Whether no line of the text has a mark, or white space that matters, at its ends.
pub fn is_flat(text: &str) -> bool {
    let bytes = text.as_bytes();
    let opens_fence = |at: usize| bytes[at..].starts_with(b"```") || bytes[at..].starts_with(b"~~~");
    let mut ends = memchr::memchr_iter(b'\n', bytes).peekable();
    if ends.peek().is_none() {
        return !text.starts_with("- ") && !text.starts_with("* ");
    }
    let starts_plain = |at: usize| match bytes[at..].iter().position(|byte| !matches!(byte, b' ' | b'\t')).map(|n| at + n) {
        None => true,
        Some(first) if bytes[first] < 0x80 => !matches!(bytes[first], b'>' | b'-' | b'*' | b'+' | b'0'..=b'9' | b'`' | b'~'),
        Some(first) => !text[first..].starts_with(char::is_whitespace),
    };
    let ends_plain = |at: usize| match at.checked_sub(1).map(|before| bytes[before]) {
        Some(byte) if byte < 0x80 => !matches!(byte, b' ' | b'\t' | b'\\' | b'\r'),
        _ => !text[..at].ends_with(char::is_whitespace),
    };
    let first = bytes[0];
    let last_plain = ends_plain(bytes.len());
    !opens_fence(0) && first < 0x80 && !first.is_ascii_whitespace() && last_plain && ends.all(|at| ends_plain(at) && starts_plain(at + 1))
}

/// A line without a bullet or number at its start.
pub fn list_mark(line: &str) -> &str {
    if let Some(rest) = line.strip_prefix(['-', '*', '+'])
        && rest.starts_with([' ', '\t'])
    {
        return rest.trim_start();
    }
    let digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    if digits.len() < line.len()
        && line.len() - digits.len() <= 3
        && let Some(rest) = digits.strip_prefix(['.', ')'])
        && rest.starts_with(' ')
    {
        return rest.trim_start();
    }
    line
}

/// An item that is only a name: one code span, or two words at most, and nothing below it.
pub fn is_bare(ctx: &Context<'_>, item: &Block) -> bool {
    let words = ctx.of(item.lead()).trim();
    let code = words.len() > 2 && words.starts_with('`') && words.find(['`']).is_some() && words[1..].find('`') == Some(words.len() - 2);
    item.rest().is_empty() && (code || (is_short(words) && words.split_whitespace().count() <= 2 && words.chars().count() <= 30))
}

/// Few enough words to be a name or a lead rather than a statement.
pub fn is_short(words: &str) -> bool {
    let n_wide = words.chars().filter(|c| *c as u32 >= 0x2E80).count();
    n_wide <= 6 && words.split_whitespace().count() <= 5
}

/// Whether a paragraph only announces records below: `The following decisions are now fixed.`
pub fn introduces(words: &str) -> bool {
    const OPENINGS: &[&str] = &[
        "the following decisions",
        "the following findings",
        "the following surprises",
        "以下决策",
        "以下决定",
        "以下の決定",
        "다음 결정",
    ];
    let begins = |opening: &str| words.get(..opening.len()).is_some_and(|head| head.eq_ignore_ascii_case(opening));
    OPENINGS.iter().any(|opening| begins(opening))
}

/// Whether words that tell of nothing say that all went as the plan has it.
pub fn says_as_planned(words: &str) -> bool {
    const SO: &[&str] =
        &["as written", "as planned", "as specified", "as designed", "by the plan", "per plan", "按计划", "按計畫", "計画通り", "계획대로"];
    let words = lower(words);
    SO.iter().any(|so| words.contains(so))
}

pub fn is_bold_line(markdown: &str) -> bool {
    let line = markdown.trim().trim_end_matches([':', '：']);
    line.len() > 4
        && line.starts_with("**")
        && line.ends_with("**")
        && !line[2..line.len() - 2].contains("**")
        && line.chars().count() < 60
        && !line.ends_with(".**")
        && !line.ends_with("。**")
}

/// `words` without a number such as `1.` or `2)` at their start.
pub fn strip_number(ctx: &Context<'_>, words: Span) -> Span {
    let text = ctx.of(words);
    let digits = text.trim_start_matches(|c: char| c.is_ascii_digit());
    if digits.len() < text.len()
        && let Some(rest) = digits.strip_prefix(['.', ')', '、'])
        && !rest.trim_start().is_empty()
        && !rest.starts_with(|c: char| c.is_ascii_digit())
    {
        let rest = rest.trim_start();
        return words.tail(rest);
    }
    words
}

/// The moment in a bracket that opens words, and the words after it: `(review, 2026-06-20 / user) words`.
pub fn bracketed(ctx: &Context<'_>, words: Span) -> Option<(Stamp, Span)> {
    let text = ctx.of(words);
    let close = match text.chars().next()? {
        '(' => text.find(')')?,
        '[' => text.find(']').filter(|at| !text[*at..].starts_with("]("))?,
        '（' => text.find('）')?,
        _ => return None,
    };
    if close > 120 {
        return None;
    }
    let inside = Span { start: words.start, end: words.start + u32::try_from(close).unwrap_or(0) };
    let stamp = ctx.stamps_in(inside).first()?.stamp.clone();
    let rest = text[close..].trim_start_matches([')', ']', '）', ' ', ':', '：', '\n', '-', '—', '–']);
    (!rest.is_empty()).then(|| (stamp, words.tail(rest)))
}

/// `words` without a bracket and colon that go with the moment before them: `2026-06-10 (M1): words`.
pub fn skip_qualifier(ctx: &Context<'_>, words: Span) -> Span {
    let text = ctx.of(words);
    if text.starts_with(['(', '（'])
        && let Some(close) = text.find([')', '）'])
        && close < 60
    {
        let after = text[close..].trim_start_matches([')', '）', ' ', '*']);
        if let Some(rest) = after.strip_prefix([':', '：', '—', '–']) {
            let rest = rest.trim_start_matches([' ', '*', '\n']);
            return words.tail(rest);
        }
    }
    words
}

/// What stands in a bracket in front of words, and those words.
fn in_front(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix('[')?.split_once("] ")
}

/// `words` without a tag before their date: `[DIRECTION] [2026-04-04] words`.
pub fn skip_tag(ctx: &Context<'_>, words: Span) -> Span {
    let text = ctx.of(words);
    let Some((tag, rest)) = in_front(text) else { return words };
    let is_tag = (3..=20).contains(&tag.len()) && tag.bytes().all(|byte| byte.is_ascii_uppercase() || matches!(byte, b'-' | b'_'));
    if is_tag && rest.starts_with(['[', '(']) { words.tail(rest) } else { words }
}

/// A heading without whose part it was: `[Implementer] The call broke`.
pub fn skip_role(ctx: &Context<'_>, heading: Span) -> Span {
    let text = ctx.of(heading);
    let Some((role, rest)) = in_front(text) else { return heading };
    let is_role = (3..=20).contains(&role.len()) && role.chars().all(char::is_alphabetic);
    if is_role { heading.tail(rest) } else { heading }
}

/// `words` without who wrote them, where that stands behind the date with a comma, `2026-09-24, worker: words`, or is the name of
/// an agent, `2026-09-24 — Codex: words`.
pub fn skip_author(ctx: &Context<'_>, from: u32, words: Span) -> Span {
    let text = ctx.of(words);
    let Some((name, rest)) = text.split_once(": ") else { return words };
    if people::is_agent(name) {
        return words.tail(rest);
    }
    let cut = ctx.of(Span { start: from, end: words.start });
    if !cut.trim_end().ends_with([',', '，', '/', '／']) {
        return words;
    }
    let is_name =
        name.len() <= 32 && name.split(['/', ' ']).count() <= 3 && name.chars().all(|c| c.is_alphanumeric() || "/ -_@".contains(c));
    if is_name { words.tail(rest) } else { words }
}

/// Whether what looks like the label of an author only says whose words follow: `Owner: *"and the database?"* — yes.`
pub fn quotes_somebody(ctx: &Context<'_>, mark: &Mark, words: Span) -> bool {
    let said = || ctx.of(Span { start: mark.value.min(words.end), end: words.end }).trim_start_matches(['*', '_', ' ']);
    mark.label == Label::Author && said().starts_with(['"', '“', '„', '«', '「'])
}

/// `（Sprint 1）`, `(afternoon)`: words that only add to what stands before them.
pub fn is_in_brackets(words: &str) -> bool {
    let words = words.trim();
    let inside = words.strip_prefix(['(', '（']).and_then(|rest| rest.strip_suffix([')', '）']));
    inside.is_some_and(|inside| !inside.contains(['(', '（', ')', '）']))
}

pub fn is_one_line(words: &str) -> bool {
    !words.trim_end().contains('\n')
}

/// A span without white space at its ends and without signs that lead over to the next label.
pub fn trim_end(text: &str, span: Span) -> Span {
    let words = span.of(text);
    let kept = words.trim_end();
    let kept = kept.trim_end_matches(['•', '·', '|', '\n', ' ', '\t', '(', '（']);
    let kept = kept.strip_suffix("\n-").or_else(|| kept.strip_suffix("\n*")).unwrap_or(kept).trim_end();
    let skipped = kept.len() - kept.trim_start().len();
    Span::new(span.start as usize + skipped, span.start as usize + kept.len().max(skipped))
}

pub fn first_words(markdown: &str) -> String {
    inline::plain(markdown.lines().next().unwrap_or("")).chars().take(40).collect()
}

/// The words of a heading without the day in brackets that ends them: it is the record's moment, see [`last_day`].
pub fn without_day(ctx: &Context<'_>, words: Span) -> Span {
    let Some(open) =
        ending_day(ctx, words).and_then(|found| ctx.of(Span { start: words.start, end: found.span.start }).rfind(['(', '[', '（']))
    else {
        return words;
    };
    let kept = ctx.of(words)[..open].trim_end();
    if !kept.contains(is_alphanumeric) {
        return words;
    }
    Span { start: words.start, end: words.start + u32::try_from(kept.len()).unwrap_or(0) }
}

/// The moment in brackets that ends the words of a heading.
pub fn last_day(ctx: &Context<'_>, words: Span) -> Option<Stamp> {
    ending_day(ctx, words).map(|found| found.stamp.clone())
}

fn ending_day<'c>(ctx: &'c Context<'_>, words: Span) -> Option<&'c Found> {
    let last = ctx.stamps_in(words).last()?;
    let before = ctx.of(Span { start: words.start, end: last.span.start });
    let after = ctx.of(Span { start: last.span.end, end: words.end });
    // `(2026-03-01 승인)`: what happened then.
    let said = after.trim_end().strip_suffix([')', ']', '）']);
    let is_short = |said: &str| {
        said.is_empty()
            || said.len() <= 24 && said.starts_with(' ') && said.split(' ').count() == 2 && !said.contains(|c: char| c.is_ascii_digit())
    };
    (before.ends_with(['(', '[', '（']) && said.is_some_and(is_short)).then_some(last)
}

/// The moment that the first line below a heading consists of, but for tags in brackets: `2026-03-01 [draft]`.
pub fn first_day(ctx: &Context<'_>, blocks: &[Block]) -> Option<Stamp> {
    let words = blocks.first().filter(|block| block.kind == BlockKind::Paragraph)?.inline;
    let text = ctx.of(words);
    let line = Span::new(words.start as usize, words.start as usize + memchr::memchr(b'\n', text.as_bytes()).unwrap_or(text.len()));
    let [only] = ctx.stamps_in(line) else { return None };
    let before = ctx.of(Span { start: line.start, end: only.span.start });
    let after = ctx.of(Span { start: only.span.end, end: line.end }).trim_matches([' ', '*', '_', ')']);
    let is_tag = after.is_empty() || after.starts_with('[') && after.ends_with(']');
    (is_tag && !before.contains(is_alphanumeric)).then(|| only.stamp.clone())
}
