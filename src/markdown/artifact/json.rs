//! JSON that came on one line, on many: blanks move, nothing else does.

use serde::de::IgnoredAny;

use super::super::highlight::LONGEST_CODE;

/// Columns of the longest line that is left alone.
const WIDE: usize = 200;

/// `text` with a line for each member, if it is small valid JSON with a line too long to read. Numbers and strings keep
/// every byte.
pub(super) fn pretty(text: &str) -> Option<String> {
    let is_small = text.len() <= LONGEST_CODE && text.lines().any(|line| line.len() > WIDE);
    if !is_small || serde_json::from_str::<IgnoredAny>(text).is_err() {
        return None;
    }
    let mut out = String::with_capacity(text.len() * 2);
    let mut depth = 0_usize;
    let mut in_string = false;
    let mut escaped = false;
    let mut after_open = false;
    for c in text.chars() {
        if in_string {
            out.push(c);
            in_string = escaped || c != '"';
            escaped = !escaped && c == '\\';
            continue;
        }
        if c.is_whitespace() {
            continue;
        }
        let closes = matches!(c, '}' | ']');
        if closes {
            depth = depth.saturating_sub(1);
        }
        if after_open != closes && (after_open || closes) {
            line(&mut out, depth);
        }
        after_open = false;
        out.push(c);
        match c {
            '"' => in_string = true,
            '{' | '[' => {
                depth += 1;
                after_open = true;
            }
            ',' => line(&mut out, depth),
            ':' => out.push(' '),
            _ => {}
        }
    }
    out.push('\n');
    Some(out)
}

/// Deeper levels are not set further in: a megabyte of brackets must not become a gigabyte of blanks.
fn line(out: &mut String, depth: usize) {
    out.push('\n');
    out.push_str(&"  ".repeat(depth.min(32)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_get_lines_and_values_keep_their_bytes() {
        let long = "x".repeat(WIDE);
        let text = format!("{{\"a\":[1.10,{{}},[]],\"b\\\"{{\":\"{long}\",\"n\":12345678901234567890123}}");
        let expected = format!(
            "{{\n  \"a\": [\n    1.10,\n    {{}},\n    []\n  ],\n  \"b\\\"{{\": \"{long}\",\n  \"n\": 12345678901234567890123\n}}\n"
        );
        assert_eq!(pretty(&text).as_deref(), Some(expected.as_str()));
        assert_eq!(pretty("{\"a\":1}"), None);
        assert_eq!(pretty(&text[1..]), None);
    }
}
