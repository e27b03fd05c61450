//! References in prose: plan names, issues, commits and addresses outside code and links, found by the words around
//! what only a name holds. Must never look at code spans.

use std::borrow::Cow;

use super::shapes::is_local;
use super::{Found, address_kind, class, is_dated_name, is_hash, is_issue, is_plan_id};
use crate::model::ReferenceKind;
use crate::parse::context::Context;
use crate::parse::outline::Link;
use crate::text::Span;

/// Plan names, issues, commits and addresses outside code and links: the words around what only a name holds.
pub fn prose<'a>(ctx: &Context<'a>, out: &mut Vec<Found<'a>>) {
    let bytes = ctx.text.as_bytes();
    words(ctx, out);
    let is_hex = |at: &usize| bytes.get(*at).is_some_and(|byte| class::HEX[usize::from(*byte)]);
    // No further, so that a text full of digits stays linear.
    let n_hex = |at: usize| (at..).take(41).take_while(is_hex).count() + (0..at).rev().take(41).take_while(is_hex).count();
    // A commit in full has four digits at some place that is a multiple of 36; they are looked at without a branch.
    let four = |bytes: &[u8; 4]| bytes.iter().fold(true, |all, byte| all & class::HEX[usize::from(*byte)]);
    let (pieces, rest) = bytes.as_chunks::<36>();
    let within = pieces.iter().enumerate().filter(|(_, piece)| piece.first_chunk().is_some_and(four)).map(|(number, _)| number * 36);
    let mut skip = Skip::new(ctx);
    let mut done = 0;
    for at in within.chain(rest.first_chunk().is_some_and(four).then_some(pieces.len() * 36)) {
        if n_hex(at) == 40 && at >= done && !skip.holds(at) {
            done = around(ctx, at, out);
        }
    }
}

/// Whether two bytes are, or begin, what names hold: `#`, `-1`, `_1`, `.md`, `//`, `[[`.
fn is_joint(byte: u8, next: u8) -> u8 {
    let before_digit = (u8::from(byte == b'-') | u8::from(byte == b'_')) & u8::from(next.wrapping_sub(b'0') <= 9);
    let doubled = (u8::from(byte == b'/') | u8::from(byte == b'[')) & u8::from(next == byte);
    u8::from(byte == b'#') | before_digit | doubled | u8::from(byte == b'.') & u8::from(next == b'm')
}

/// Hands on every place where [`is_joint`] holds, except for many of those in long stretches of `code`.
fn each_joint(bytes: &[u8], code: &[Span], mut take: impl FnMut(usize)) {
    const STRETCH: usize = 32;
    let mut long = code.iter().map(|span| span.range()).filter(|code| code.len() > 2 * STRETCH).peekable();
    let mut from = 0;
    loop {
        if let Some(code) = long.next_if(|code| code.start <= from) {
            from = from.max(code.end);
            continue;
        }
        let to = long.peek().map_or(bytes.len(), |code| code.start);
        while from < to
            && let Some(these) = bytes.get(from..).and_then(<[u8]>::first_chunk::<STRETCH>)
            && let Some(next) = bytes.get(from + 1..).and_then(<[u8]>::first_chunk::<STRETCH>)
        {
            let mut joints = [0; STRETCH];
            joints.iter_mut().zip(these.iter().zip(next)).for_each(|(joint, (byte, next))| *joint = is_joint(*byte, *next));
            let (eights, _) = joints.as_chunks::<8>();
            if eights.iter().fold(0, |any, eight| any | u64::from_le_bytes(*eight)) != 0 {
                for (number, eight) in eights.iter().enumerate() {
                    let mut left = u64::from_le_bytes(*eight);
                    while left != 0 {
                        take(from + number * 8 + left.trailing_zeros() as usize / 8);
                        left &= left - 1;
                    }
                }
            }
            from += STRETCH;
        }
        if from < to || to == bytes.len() {
            break;
        }
    }
    let following = |at: usize| bytes.get(at + 1).copied().unwrap_or(0);
    (from..bytes.len()).filter(|at| is_joint(bytes[*at], following(*at)) != 0).for_each(take);
}

/// Reads the words that stand around joints, and wiki links.
fn words<'a>(ctx: &Context<'a>, out: &mut Vec<Found<'a>>) {
    let bytes = ctx.text.as_bytes();
    let mut skip = Skip::new(ctx);
    let (mut done, mut wiki_done) = (0, 0);
    each_joint(bytes, ctx.code, |at| match bytes[at] {
        b'[' if at >= wiki_done => {
            wiki_done = at + 2;
            wiki_link(ctx, at, &mut skip, out);
        }
        b'[' => {}
        b'.' if bytes.get(at + 2) != Some(&b'd') => {}
        _ if at < done || skip.holds(at) => {}
        _ => done = around(ctx, at, out),
    });
}

/// Reads the word around the byte at `at`, and says where what was read ends.
fn around<'a>(ctx: &Context<'a>, at: usize, out: &mut Vec<Found<'a>>) -> usize {
    let is_word = |byte: &u8| class::OF[usize::from(*byte)] & class::WORD != 0;
    let bytes = ctx.text.as_bytes();
    let start = bytes[..at].iter().rposition(|byte| !is_word(byte)).map_or(0, |before| before + 1);
    let end = bytes[at..].iter().position(|byte| !is_word(byte)).map_or(bytes.len(), |n| at + n);
    if end - start >= 2 { word(ctx, start, end, out) } else { end }
}

/// Reads a word and says where what was read ends.
fn word<'a>(ctx: &Context<'a>, start: usize, end: usize, out: &mut Vec<Found<'a>>) -> usize {
    let text = ctx.text;
    let Some(token) = text.get(start..end) else { return end };
    if token.starts_with("//") {
        return address(text, start, out).max(end);
    }
    // Words of other scripts stand right beside names: `见plan.md。`
    let (ascii, ascii_start) = if token.is_ascii() {
        (token, start)
    } else {
        let bare = token.trim_start_matches(|c: char| !c.is_ascii());
        (bare.trim_end_matches(|c: char| !c.is_ascii()), start + token.len() - bare.len())
    };
    let trimmed = ascii.trim_end_matches(['.', '-', '/', '_', '#']);
    let span = Span::new(ascii_start, ascii_start + trimmed.len());
    if let Some(at) = memchr::memchr(b'#', trimmed.as_bytes()) {
        let place = trimmed[..at].trim_end_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_'));
        let from = place.len();
        let issue = &trimmed[from..];
        let bare = &trimmed[at..];
        if is_issue(issue) {
            out.push((Span::new(ascii_start + from, span.end as usize), Cow::Borrowed(issue), ReferenceKind::Issue));
        } else if is_issue(bare) {
            out.push((Span::new(ascii_start + at, span.end as usize), Cow::Borrowed(bare), ReferenceKind::Issue));
        }
    } else if token.ends_with(".md") || trimmed.ends_with(".md") {
        // The whole name, whatever its script.
        let name = token.trim_end_matches(['.', '。']);
        if name.len() > 4 {
            out.push((Span::new(start, start + name.len()), Cow::Borrowed(name), ReferenceKind::PlanName));
        }
    } else if trimmed.len() == 40 && is_hash(trimmed) {
        out.push((span, Cow::Borrowed(trimmed), ReferenceKind::Commit));
    } else if is_plan_id(trimmed) || is_dated_name(trimmed) {
        out.push((span, Cow::Borrowed(trimmed), ReferenceKind::PlanName));
    }
    end
}

/// A bare address, whose `//` stands at `start`, and where it ends: an address inside another is part of it.
fn address<'a>(text: &'a str, start: usize, out: &mut Vec<Found<'a>>) -> usize {
    let Some(scheme) = ["https:", "http:"].iter().find(|scheme| text[..start].ends_with(**scheme)) else { return start };
    let from = start - scheme.len();
    let rest = &text[from..];
    let end = rest
        .find(|c: char| c.is_whitespace() || matches!(c, ')' | '>' | '"' | '\'' | '`' | '<' | ']' | '|' | '，' | '。' | '；' | '）'))
        .unwrap_or(rest.len());
    let address = rest[..end].trim_end_matches(['.', ',', ';', ':', '*', '_']);
    // `https://x.y/<name>` is a pattern; `https://x.y<br>` ends at a tag.
    let after = &rest[end..];
    let is_pattern = after.starts_with('<') && after[1..].starts_with(|c: char| c.is_alphanumeric()) && !after.starts_with("<br");
    if address.len() > scheme.len() + 4 && !is_pattern && !is_local(address) {
        out.push((Span::new(from, from + address.len()), Cow::Borrowed(address), address_kind(address)));
    }
    from + end
}

/// The link `[[name]]` or `[[name|words]]` that begins at `at`.
fn wiki_link<'a>(ctx: &Context<'a>, at: usize, skip: &mut Skip<'a>, out: &mut Vec<Found<'a>>) {
    // No further, so that text full of open brackets stays linear.
    let near = &ctx.text.as_bytes()[at + 2..ctx.text.len().min(at + 104)];
    let Some(end) = memchr::memmem::find(near, b"]]") else { return };
    let name = ctx.text[at + 2..at + 2 + end].split('|').next().unwrap_or("").trim();
    let is_name = !name.is_empty() && !name.contains(['\n', ',', '[', '"', '(']);
    if is_name && !skip.holds(at) {
        out.push((Span::new(at, at + end + 4), Cow::Borrowed(name), ReferenceKind::PlanName));
    }
}

/// Code and links, passed over in order.
struct Skip<'a> {
    code: std::iter::Peekable<std::slice::Iter<'a, Span>>,
    links: std::iter::Peekable<std::slice::Iter<'a, Link<'a>>>,
}

impl<'a> Skip<'a> {
    fn new(ctx: &Context<'a>) -> Self {
        Self { code: ctx.code.iter().peekable(), links: ctx.links.iter().peekable() }
    }

    /// Whether `at`, which never goes back, lies in code or a link.
    fn holds(&mut self, at: usize) -> bool {
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        while self.code.next_if(|span| span.end <= at).is_some() {}
        while self.links.next_if(|link| link.span.end <= at).is_some() {}
        self.code.peek().is_some_and(|span| span.start <= at) || self.links.peek().is_some_and(|link| link.span.start <= at)
    }
}
