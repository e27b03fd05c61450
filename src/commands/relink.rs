//! Relative links after a move: the same targets from the new place. Pure; code is left as it is.

use std::borrow::Cow;
use std::ops::Range;

use crate::text::{SourcePath, encode_segment};

/// A file or folder that moves.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Move {
    /// Where it is.
    pub from: SourcePath,
    /// Where it will be.
    pub to: SourcePath,
}

/// Where `path` is after `moves`.
pub fn moved(path: &SourcePath, moves: &[Move]) -> SourcePath {
    for one in moves {
        if let Some(rest) = path.as_str().strip_prefix(one.from.as_str()) {
            if rest.is_empty() {
                return one.to.clone();
            }
            if rest.starts_with('/') {
                return SourcePath::new(format!("{}{rest}", one.to));
            }
        }
    }
    path.clone()
}

/// The text of the file at `path` with its relative links set right after `moves`, and how many changed.
/// Only links whose target `exists` are touched.
pub fn relink(text: &str, path: &SourcePath, moves: &[Move], exists: &dyn Fn(&SourcePath) -> bool) -> (String, usize) {
    let new_path = moved(path, moves);
    let mut out = String::with_capacity(text.len());
    let (mut copied, mut n_changed) = (0, 0);
    for span in destinations(text) {
        let written = &text[span.clone()];
        let end = written.find(['#', '?']).unwrap_or(written.len());
        let (target, tail) = written.split_at(end);
        let Some(old) = local(target).and_then(|target| path.resolve(&target)).filter(|old| exists(old)) else { continue };
        let new = moved(&old, moves);
        if new_path.resolve(&decoded(target)).as_ref() == Some(&new) {
            continue;
        }
        let mut link = relative(&new_path, &new);
        if target.starts_with("./") && !link.starts_with("../") {
            link.insert_str(0, "./");
        }
        if target.ends_with('/') && !link.ends_with('/') {
            link.push('/');
        }
        out.push_str(&text[copied..span.start]);
        out.push_str(&link);
        out.push_str(tail);
        copied = span.end;
        n_changed += 1;
    }
    out.push_str(&text[copied..]);
    (out, n_changed)
}

/// A link destination that is a relative path, percent-encoding undone.
fn local(target: &str) -> Option<Cow<'_, str>> {
    let has_scheme = target.split('/').next().is_some_and(|first| first.contains(':'));
    (!target.is_empty() && !has_scheme && !target.starts_with('/')).then(|| decoded(target))
}

fn decoded(target: &str) -> Cow<'_, str> {
    if !target.contains('%') {
        return Cow::Borrowed(target);
    }
    let bytes = target.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = (bytes[at] == b'%').then(|| target.get(at + 1..at + 3)).flatten().and_then(|hex| u8::from_str_radix(hex, 16).ok());
        out.push(code.unwrap_or(bytes[at]));
        at += if code.is_some() { 3 } else { 1 };
    }
    String::from_utf8(out).map_or(Cow::Borrowed(target), Cow::Owned)
}

/// How the file at `from` links to `to`. Letters of every script stay readable; what would end a link is
/// encoded.
fn relative(from: &SourcePath, to: &SourcePath) -> String {
    let base: Vec<&str> = from.folder().split('/').filter(|name| !name.is_empty()).collect();
    let target: Vec<&str> = to.as_str().split('/').collect();
    let shared = base.iter().zip(&target[..target.len() - 1]).take_while(|(a, b)| a == b).count();
    let mut out = "../".repeat(base.len() - shared);
    let encoded = |name: &&str| match name.contains([' ', '(', ')', '<', '>', '#', '?', '%', '"', '\\']) {
        true => encode_segment(name),
        false => (*name).to_owned(),
    };
    out.push_str(&target[shared..].iter().map(encoded).collect::<Vec<_>>().join("/"));
    out
}

/// The bytes of every link destination outside code: `[a](HERE)`, `[a](<HERE>)`, `[a]: HERE`.
fn destinations(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut fence: Option<(u8, usize)> = None;
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let start = offset;
        offset += line.len();
        let bare = line.trim_start();
        let mark = bare.bytes().next().filter(|byte| matches!(byte, b'`' | b'~'));
        let length = mark.map_or(0, |mark| bare.bytes().take_while(|byte| *byte == mark).count());
        match (fence, mark) {
            (None, Some(mark)) if length >= 3 => fence = Some((mark, length)),
            (Some((open, n)), Some(mark)) if open == mark && length >= n && bare[length..].trim().is_empty() => fence = None,
            (None, _) => in_line(line, start, &mut found),
            _ => {}
        }
    }
    found
}

fn in_line(line: &str, start: usize, found: &mut Vec<Range<usize>>) {
    let code = code_spans(line);
    let in_code = |at: usize| code.iter().any(|span| span.contains(&at));
    let mut push = |from: usize| {
        let rest = &line[from..];
        let (from, length) = match rest.strip_prefix('<') {
            Some(inner) => (from + 1, inner.find('>')),
            None => (from, rest.find([')', ' ', '\t', '\n'])),
        };
        let length = length.unwrap_or(line[from..].trim_end().len());
        found.push(start + from..start + from + length);
    };
    for (at, _) in line.match_indices("](").filter(|(at, _)| !in_code(*at)) {
        push(at + 2);
    }
    if line.trim_start().starts_with('[')
        && let Some(at) = line.find("]: ").filter(|at| !in_code(*at))
    {
        push(at + 3);
    }
}

/// Code spans of one line, their backticks included.
fn code_spans(line: &str) -> Vec<Range<usize>> {
    let mut spans = Vec::new();
    let mut at = 0;
    while let Some(open) = line[at..].find('`').map(|found| at + found) {
        let length = line[open..].bytes().take_while(|byte| *byte == b'`').count();
        let ticks = &line[open..open + length];
        let mut from = open + length;
        let close = loop {
            let Some(next) = line[from..].find(ticks).map(|found| from + found) else { break None };
            let run = line[next..].bytes().take_while(|byte| *byte == b'`').count();
            if run == length {
                break Some(next + length);
            }
            from = next + run;
        };
        match close {
            Some(close) => {
                spans.push(open..close);
                at = close;
            }
            None => at = open + length,
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, text: &str, expected: &str) {
        let moves = [
            Move { from: SourcePath::new("plans/a.md"), to: SourcePath::new("plans/archive/a.md") },
            Move { from: SourcePath::new("plans/artifacts/a"), to: SourcePath::new("plans/archive/artifacts/a") },
        ];
        let files = ["plans/a.md", "plans/b.md", "plans/artifacts/a/x y.png", "docs/c.md"];
        let (out, _) = relink(text, &SourcePath::new(path), &moves, &|path| files.contains(&path.as_str()));
        assert_eq!(out, expected);
    }

    #[test]
    fn links_keep_their_targets() {
        check("plans/a.md", "[b](b.md#x), [c](../docs/c.md), [self](./a.md)", "[b](../b.md#x), [c](../../docs/c.md), [self](./a.md)");
        check(
            "plans/a.md",
            "![x](artifacts/a/x%20y.png) [x](<artifacts/a/x y.png>)",
            "![x](artifacts/a/x%20y.png) [x](<artifacts/a/x y.png>)",
        );
        check("plans/b.md", "[a](a.md) and ![x](artifacts/a/x%20y.png)", "[a](archive/a.md) and ![x](archive/artifacts/a/x%20y.png)");
        check("docs/c.md", "[a]: ../plans/a.md \"title\"\n", "[a]: ../plans/archive/a.md \"title\"\n");
    }

    #[test]
    fn what_is_no_local_link_stays() {
        let text = "`[a](b.md)` [w](https://x.y/b.md) [r](/b.md) [n](gone.md) [m](mailto:b.md)\n```\n[b](b.md)\n```\n";
        check("plans/a.md", text, text);
    }
}
