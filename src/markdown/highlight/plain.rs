//! Languages simple enough to be read by hand, faster than by grammar: diffs, JSON and shell sessions.

use super::scopes::Class;
use super::{escape, find, known, token};

/// Lines added, removed and marked.
pub(super) fn diff(out: &mut String, code: &str) {
    for line in code.split_inclusive('\n') {
        let (words, end) = split_end(line);
        token(out, diff_class(words), words);
        out.push_str(end);
    }
}

/// What a line of a diff is.
fn diff_class(line: &str) -> Option<Class> {
    let is_head = ["+++ ", "--- ", "@@", "diff ", "index ", "Index: ", "rename ", "new file ", "deleted file ", "similarity "];
    if is_head.iter().any(|head| line.starts_with(head)) {
        return Some(Class::Heading);
    }
    match line.as_bytes().first() {
        Some(b'+' | b'>') => Some(Class::Inserted),
        Some(b'-' | b'<') => Some(Class::Deleted),
        _ => None,
    }
}

fn split_end(line: &str) -> (&str, &str) {
    line.split_at(line.trim_end_matches(['\n', '\r']).len())
}

/// A shell session: commands after their prompt as shell code, what they print as it is.
pub(super) fn session(out: &mut String, code: &str) {
    let shell = find("bash");
    let mut goes_on = false;
    for line in code.split_inclusive('\n') {
        let n_prompt = if goes_on { 0 } else { prompt(line) };
        if n_prompt == 0 && !goes_on {
            escape(out, line);
            continue;
        }
        let (prompt, command) = line.split_at(n_prompt);
        token(out, Some(Class::Heading), prompt);
        match shell {
            Some(shell) if command.len() < super::LONGEST_LINE => known::paint(out, shell, command),
            _ => escape(out, command),
        }
        goes_on = command.trim_end().ends_with('\\');
    }
}

/// Bytes of the prompt a line begins with: `$ `, `% `, `> `, `PS C:\> `, `me@host:~$ `.
fn prompt(line: &str) -> usize {
    let n_blank = line.len() - line.trim_start_matches(' ').len();
    let rest = &line[n_blank..];
    if rest.starts_with("$ ") || rest.starts_with("% ") || rest.starts_with("> ") {
        return n_blank + 2;
    }
    let is_named = rest.starts_with("PS ") || rest.split(' ').next().is_some_and(|word| word.contains('@') || word.starts_with('('));
    if is_named && let Some(at) = ["$ ", "# ", "% ", "> "].iter().filter_map(|end| rest.find(end)).min() {
        return n_blank + at + 2;
    }
    0
}

/// JSON, with comments; also what is not quite JSON, such as `{ … }`.
pub(super) fn json(out: &mut String, code: &str) {
    let bytes = code.as_bytes();
    let mut at = 0;
    let mut plain_from = 0;
    while at < bytes.len() {
        let (end, class) = match bytes[at] {
            b'"' => {
                let end = string_end(bytes, at);
                let is_key = bytes[end..].iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b':');
                (end, if is_key { Class::Attribute } else { Class::String })
            }
            b'/' if bytes[at..].starts_with(b"//") => (line_end(bytes, at), Class::Comment),
            b'-' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'_' => {
                let n_word =
                    bytes[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.' | b'_'));
                let end = at + n_word.count();
                let is_value = matches!(&code[at..end], "true" | "false" | "null") || bytes[at] == b'-' || bytes[at].is_ascii_digit();
                if !is_value {
                    at = end;
                    continue;
                }
                (end, Class::Number)
            }
            _ => {
                at += 1;
                continue;
            }
        };
        escape(out, &code[plain_from..at]);
        token(out, Some(class), &code[at..end]);
        at = end;
        plain_from = end;
    }
    escape(out, &code[plain_from..]);
}

/// One past the quote that closes the string begun at `start`, or the end of its line.
fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if bytes.get(at + 1).is_some_and(|next| *next != b'\n') => at += 2,
            b'"' => return at + 1,
            b'\n' => return at,
            _ => at += 1,
        }
    }
    bytes.len()
}

fn line_end(bytes: &[u8], start: usize) -> usize {
    memchr::memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |at| start + at)
}
