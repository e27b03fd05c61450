//! YAML front matter as top-level entries with their places. saphyr reads the values; the places come from the
//! lines, so that front matter saphyr refuses is still read line by line. Must never know what a key means.

use saphyr::{LoadableYamlNode, Scalar, Yaml};

use crate::text::Span;

/// One top-level key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// As written, quotes taken off.
    pub key: String,
    /// What it holds.
    pub value: Value,
    /// The bytes after its colon, following lines of the value included, trimmed.
    pub span: Span,
}

/// What a key holds. Scalars stay as written: `1.10` is a text, not a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Nothing, `null` or `~`.
    Empty,
    /// A scalar.
    Text(String),
    /// A sequence.
    List(Vec<Value>),
    /// A mapping, in order.
    Map(Vec<(String, Value)>),
}

impl Value {
    /// The value as one line: items joined by `, `, pairs as `key: value`.
    pub fn line(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
            Self::List(items) => items.iter().map(Self::line).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(", "),
            Self::Map(pairs) => pairs.iter().map(|(key, value)| format!("{key}: {}", value.line())).collect::<Vec<_>>().join(", "),
        }
    }

    /// Every scalar in it, in order.
    pub fn texts(&self) -> Vec<&str> {
        match self {
            Self::Empty => Vec::new(),
            Self::Text(text) => vec![text.trim()],
            Self::List(items) => items.iter().flat_map(Self::texts).collect(),
            Self::Map(pairs) => pairs.iter().flat_map(|(_, value)| value.texts()).collect(),
        }
    }

    /// The value of a key, if this is a mapping that has it.
    pub fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Map(pairs) => pairs.iter().find(|(name, _)| name == key).map(|(_, value)| value),
            _ => None,
        }
    }
}

/// Front matter that is not valid YAML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Where saphyr stopped.
    pub span: Span,
    /// What it says.
    pub reason: String,
}

/// Reads the YAML at `yaml` (the inside of the dashes). What cannot be read as YAML is read line by line.
pub fn read(text: &str, yaml: Span) -> (Vec<Entry>, Option<Broken>) {
    let keys = keys(text, yaml);
    let source = yaml.of(text);
    match load(source) {
        Ok(Value::Map(pairs)) => {
            let entries = pairs
                .into_iter()
                .map(|(key, value)| match keys.iter().find(|found| found.key == key) {
                    // Numbers as written, not as YAML counts them: an id `007` is no 7.
                    Some(found) if is_number(&value) => by_hand(text, found.clone()),
                    Some(found) => Entry { key, value, span: found.span },
                    None => Entry { key, value, span: yaml },
                })
                .collect();
            (entries, None)
        }
        Ok(_) => (Vec::new(), None),
        Err((line, reason)) => {
            (keys.into_iter().map(|entry| by_hand(text, entry)).collect(), Some(Broken { span: line_span(text, yaml, line), reason }))
        }
    }
}

/// The items of a list in lines of their own, each with its words: quotes left out, following lines included.
pub fn items(text: &str, list: Span) -> Vec<(Span, Span)> {
    let mut items: Vec<(Span, Span)> = Vec::new();
    let mut indent = None;
    let mut at = list.start as usize;
    for line in list.of(text).split_inclusive('\n') {
        let bare = line.trim();
        let start = at + (line.len() - line.trim_start().len());
        let n_indent = text[..start].len() - text[..start].rfind('\n').map_or(0, |end| end + 1);
        let end = start + bare.len();
        if bare.starts_with("- ") && indent.is_none_or(|indent| indent == n_indent) {
            indent = Some(n_indent);
            items.push((Span::new(start, end), Span::new(start + 2, end)));
        } else if let Some((whole, words)) = items.last_mut()
            && !bare.is_empty()
        {
            (whole.end, words.end) = (Span::new(start, end).end, Span::new(start, end).end);
        }
        at += line.len();
    }
    items.into_iter().map(|(whole, words)| (whole, unquoted(text, words))).filter(|(_, words)| words.start < words.end).collect()
}

/// A value without quotes, comment or the mark of a folded scalar.
pub fn unquoted(text: &str, span: Span) -> Span {
    let value = span.of(text);
    let mut start = span.start as usize;
    let mut end = span.end as usize;
    if let Some(first) = value.lines().next()
        && matches!(first.trim(), ">" | ">-" | "|" | "|-" | ">+" | "|+")
    {
        start += first.len();
    } else if let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        start += 1;
        end = value[1..].rfind(quote).map_or(end, |at| start + at);
    } else if !value.contains('\n')
        && let Some(at) = value.find(" #")
    {
        end = start + at;
    }
    super::inline::trim(text, Span::new(start, end.max(start)))
}

fn load(source: &str) -> Result<Value, (usize, String)> {
    match Yaml::load_from_str(source) {
        Ok(documents) => Ok(documents.into_iter().next().map_or(Value::Empty, |yaml| value(&yaml))),
        Err(error) => Err((error.marker().line(), error.info().to_owned())),
    }
}

fn value(yaml: &Yaml<'_>) -> Value {
    match yaml {
        Yaml::Sequence(items) => Value::List(items.iter().map(value).collect()),
        Yaml::Mapping(pairs) => Value::Map(pairs.iter().map(|(key, item)| (value(key).line(), value(item))).collect()),
        Yaml::Tagged(_, inner) => value(inner),
        Yaml::Representation(text, ..) => Value::Text(text.to_string()),
        Yaml::Value(scalar) => scalar_text(scalar),
        Yaml::Alias(_) | Yaml::BadValue => Value::Empty,
    }
}

fn scalar_text(scalar: &Scalar<'_>) -> Value {
    match scalar {
        Scalar::Null => Value::Empty,
        Scalar::Boolean(value) => Value::Text(value.to_string()),
        Scalar::Integer(value) => Value::Text(value.to_string()),
        Scalar::FloatingPoint(value) => Value::Text(value.to_string()),
        Scalar::String(text) => Value::Text(text.to_string()),
    }
}

fn is_number(value: &Value) -> bool {
    matches!(value, Value::Text(text) if text.parse::<f64>().is_ok())
}

/// The top-level keys by their lines: `key: value` at the margin, with the lines that follow indented.
fn keys(text: &str, yaml: Span) -> Vec<Entry> {
    let mut out: Vec<Entry> = Vec::new();
    let mut at = yaml.start as usize;
    for line in yaml.of(text).split_inclusive('\n') {
        let end = at + line.trim_end().len();
        match key_of(line) {
            Some((key, colon)) => out.push(Entry { key, value: Value::Empty, span: Span::new(at + colon + 1, end) }),
            None => {
                if let Some(last) = out.last_mut()
                    && !line.trim().is_empty()
                {
                    last.span.end = u32::try_from(end).unwrap_or(u32::MAX);
                }
            }
        }
        at += line.len();
    }
    for entry in &mut out {
        entry.span = super::inline::trim(text, entry.span);
    }
    out
}

/// The key that a line at the margin opens, and where its colon stands.
fn key_of(line: &str) -> Option<(String, usize)> {
    if line.starts_with([' ', '\t', '#', '-', '>', '|', '{', '[']) {
        return None;
    }
    let colon =
        line.char_indices().find(|(at, c)| *c == ':' && line[at + 1..].chars().next().is_none_or(char::is_whitespace)).map(|(at, _)| at)?;
    let key = line[..colon].trim().trim_matches(['"', '\'']);
    (!key.is_empty() && key.len() <= 60).then(|| (key.to_owned(), colon))
}

/// A value read without YAML: quotes and comments off, a block of `- ` lines as a list, folded text as one line.
fn by_hand(text: &str, entry: Entry) -> Entry {
    let raw = entry.span.of(text);
    let items: Vec<Value> = raw
        .lines()
        .skip_while(|line| line.trim().is_empty())
        .filter_map(|line| line.trim_start().strip_prefix("- "))
        .map(|item| Value::Text(unquote(item)))
        .collect();
    let value = if !items.is_empty() && raw.trim_start().starts_with("- ") {
        Value::List(items)
    } else if let Some(inner) = raw.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')) {
        Value::List(inner.split(',').map(unquote).filter(|item| !item.is_empty()).map(Value::Text).collect())
    } else {
        let body = raw.trim_start_matches(['>', '|']).trim_start_matches(['-', '+']);
        match unquote(&body.split_whitespace().collect::<Vec<_>>().join(" ")) {
            empty if empty.is_empty() || empty == "null" || empty == "~" => Value::Empty,
            text => Value::Text(text),
        }
    };
    Entry { value, ..entry }
}

fn unquote(text: &str) -> String {
    let text = text.trim();
    for quote in ['"', '\''] {
        if let Some(inner) = text.strip_prefix(quote)
            && let Some(end) = inner.find(quote)
            && inner[end + 1..].trim_start().trim_start_matches('#').len() <= inner[end + 1..].trim_start().len()
        {
            return inner[..end].to_owned();
        }
    }
    text.split(" #").next().unwrap_or(text).trim().to_owned()
}

/// The line of that number (from 1) of the YAML.
fn line_span(text: &str, yaml: Span, line: usize) -> Span {
    let mut at = yaml.start as usize;
    for (number, content) in (1..).zip(yaml.of(text).split_inclusive('\n')) {
        if number == line {
            return Span::new(at, at + content.trim_end().len());
        }
        at += content.len();
    }
    Span::new(at, at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(yaml: &str) -> (Vec<(String, String, String)>, Option<String>) {
        let (entries, broken) = read(yaml, Span::new(0, yaml.len()));
        let entries = entries.into_iter().map(|e| (e.key, e.value.line(), e.span.of(yaml).to_owned())).collect();
        (entries, broken.map(|broken| broken.span.of(yaml).to_owned()))
    }

    #[test]
    fn values_of_every_form_are_one_line() {
        let yaml = "id: 007\ntitle: \"A: b\"\nover: >-\n  one\n  two\nlist: [a, b]\nblock:\n- x\n- y\nnone: null\nversion: 1.10\n";
        let (entries, broken) = check(yaml);
        let pairs: Vec<_> = entries.iter().map(|(key, value, _)| (key.as_str(), value.as_str())).collect();
        assert_eq!(
            pairs,
            [("id", "007"), ("title", "A: b"), ("over", "one two"), ("list", "a, b"), ("block", "x, y"), ("none", ""), ("version", "1.10")]
        );
        assert_eq!(entries[1].2, "\"A: b\"");
        assert_eq!(broken, None);
    }

    #[test]
    fn items_keep_their_places() {
        let text = "decisions:\n  - \"One: two\" # so\n  - three\n    four\n\n  - >-\n    five\n    six\nother: x\n";
        let list = read(text, Span::new(0, text.len())).0[0].span;
        let found: Vec<&str> = items(text, list).iter().map(|(_, words)| words.of(text)).collect();
        assert_eq!(found, ["One: two", "three\n    four", "five\n    six"]);
        assert_eq!(items("list: [a, b]", Span::new(6, 12)), []);
    }

    #[test]
    fn broken_yaml_is_read_line_by_line() {
        let (entries, broken) = check("title: Dashboard: the move\nstatus: done # really\ntags:\n  - a\n  - b\n");
        let pairs: Vec<_> = entries.iter().map(|(key, value, _)| (key.as_str(), value.as_str())).collect();
        assert_eq!(pairs, [("title", "Dashboard: the move"), ("status", "done"), ("tags", "a, b")]);
        assert_eq!(broken.as_deref(), Some("title: Dashboard: the move"));
    }
}
