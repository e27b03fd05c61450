//! The words that name the parts of a record (`Decision:`, `Rationale:`, `证据：`), in six languages, and how
//! they are found at the start of words and within them. Must never know which section it is in.

mod names;

use std::collections::HashMap;
use std::sync::LazyLock;

use super::inline;
use super::phrases::with_unaccented;
use crate::text::{QuickHash, Span, lower};
use names::{BOLD_WORDS, LABELS};

/// What a label announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Label {
    /// What was decided: opens a decision.
    Decision,
    /// What was seen: opens a surprise.
    Observation,
    /// Why.
    Rationale,
    /// What else was considered.
    Alternatives,
    /// What came of it.
    Outcome,
    /// When.
    Date,
    /// Who.
    Author,
    /// When and who.
    DateAuthor,
    /// What it takes the place of.
    Supersedes,
    /// What shows it.
    Evidence,
    /// What it means for the work.
    Impact,
    /// What was done about it.
    Workaround,
    /// What may go wrong: opens a risk.
    Risk,
    /// What is done against it.
    Mitigation,
    /// How bad it would be. Of risks only.
    Severity,
    /// How likely it is. Of risks only.
    Likelihood,
    /// The words below a heading that is a record by itself.
    Body,
    /// A further part of a record that has no place of its own (`Reversible:`, `Failure mode:`).
    Further,
    /// What a row of a table is about. No label of words is one.
    Topic,
}

/// A label and the words it announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Where the label begins, its marks included.
    pub start: u32,
    /// Where the words after it begin.
    pub value: u32,
    /// What it announces.
    pub label: Label,
    /// Whether it stands at the start of a line.
    pub leads: bool,
}

/// What a label's own words (without colon and marks) announce; `Decision / 决策` says one thing twice.
pub fn lookup(name: &str) -> Option<Label> {
    let name = bare(name);
    if name.len() > LONGEST {
        return None;
    }
    if name.is_ascii() {
        if !may_be_label(name.as_bytes()) {
            return None;
        }
        let mut lower = [0; LONGEST];
        let lower = &mut lower[..name.len()];
        lower.copy_from_slice(name.as_bytes());
        lower.make_ascii_lowercase();
        return TABLE.get(&*lower).copied();
    }
    TABLE.get(lower(name).as_bytes()).copied().or_else(|| {
        let (left, right) = name.split_once('/')?;
        let label = lookup(left)?;
        (lookup(right) == Some(label)).then_some(label)
    })
}

/// More bytes than any name of a label has.
const LONGEST: usize = 64;

/// [`LABELS`] by name; the first label to claim a name has it.
static TABLE: LazyLock<HashMap<&'static [u8], Label, QuickHash>> = LazyLock::new(|| {
    let mut table = HashMap::default();
    for (name, label) in with_unaccented(LABELS.iter().flat_map(|(label, names)| names.iter().map(|name| (*name, *label)))) {
        table.entry(name.as_bytes()).or_insert(label);
    }
    table
});

/// Whether a label has as many bytes and begins with the same letter.
fn may_be_label(name: &[u8]) -> bool {
    /// For each number of bytes: a bit for each letter.
    static LETTERS: LazyLock<[u32; LONGEST + 1]> = LazyLock::new(|| {
        let mut letters = [0; LONGEST + 1];
        for name in TABLE.keys() {
            letters[name.len()] |= 1 << (name[0] & 31);
        }
        letters
    });
    name.first().is_some_and(|first| LETTERS[name.len()] & 1 << (first & 31) != 0)
}

/// Whether a name is words of English letters, the last of more than three.
fn is_plain(name: &[u8]) -> bool {
    let is_letter = |byte: &u8| byte.is_ascii_alphabetic();
    let ends = name.first().is_some_and(is_letter) && name.last_chunk::<4>().is_some_and(|last| last.iter().all(is_letter));
    ends && name.iter().fold(true, |all, byte| all & (byte.is_ascii_alphabetic() | (*byte == b' ') | (*byte == b'/')))
}

/// `name` without brackets and what they hold, numbers, ids and signs at either end.
fn bare(name: &str) -> &str {
    if is_plain(name.as_bytes()) {
        return name;
    }
    let bracket = memchr::memchr2(b'(', b'[', name.as_bytes());
    let wide = if name.is_ascii() { None } else { name.find(['（', '【']) };
    let name = bracket.into_iter().chain(wide).min().map_or(name, |at| &name[..at]);
    let name = name.trim_start_matches(|c: char| !c.is_alphabetic());
    let mut name = name.trim_end_matches(|c: char| !c.is_alphabetic());
    // `Decision D-3`, `Decision M2`, `Observation #2`: the last word is a number with at most three letters.
    let near_end = name.len().saturating_sub(4);
    if let Some(space) = name.as_bytes()[near_end..].iter().rposition(|byte| *byte == b' ')
        && let (head, last) = (&name[..near_end + space], &name[near_end + space + 1..])
        && last.chars().all(|c| c.is_ascii_uppercase())
        && head.chars().any(char::is_lowercase)
    {
        name = head.trim_end_matches(|c: char| !c.is_alphabetic());
    }
    name
}

/// The label that the words at `span` begin with. Besides those that end in a colon it knows a bold line of
/// its own (`**Rationale**` and the words below) and an opening word with a dash (`Decision 2 — words`).
pub fn lead(text: &str, span: Span) -> Option<Mark> {
    if let Some((name, value)) = inline::label(text, span)
        && let Some(label) = lookup(&name)
    {
        return Some(Mark { start: span.start, value: value.start, label, leads: true });
    }
    let words = span.of(text);
    let line_end = memchr::memchr(b'\n', words.as_bytes()).unwrap_or(words.len());
    let line = &words[..line_end];
    if line.starts_with("**")
        && let Some(inner) = line.trim_end().strip_prefix("**").and_then(|rest| rest.strip_suffix("**"))
        && !inner.contains("**")
        && let Some(label) = lookup(inner)
    {
        let value = inline::trim(text, Span::new(span.start as usize + line_end, span.end as usize));
        return Some(Mark { start: span.start, value: value.start, label, leads: true });
    }
    // `**Rationale.** words`
    if let Some((inner, rest)) = line.strip_prefix("**").and_then(|rest| rest.split_once(".**"))
        && inner.len() < LONGEST
        && rest.starts_with(' ')
        && let Some(label) = lookup(inner)
    {
        let value = inline::trim(text, span.tail(&words[line.len() - rest.len()..]));
        return Some(Mark { start: span.start, value: value.start, label, leads: true });
    }
    if line.starts_with("Decision - ") {
        let value = inline::trim(text, Span::new(span.start as usize + "Decision - ".len(), span.end as usize));
        return Some(Mark { start: span.start, value: value.start, label: Label::Decision, leads: true });
    }
    let dash = |at: usize| line[at..].chars().next().filter(|c| matches!(c, '—' | '–')).map(|c| (at, c));
    let head = &line.as_bytes()[..line.len().min(40 * 4)];
    let (at, dash) = memchr::memchr_iter(0xE2, head).find_map(dash)?;
    if at >= 40 && line[..at].chars().count() >= 40 {
        return None;
    }
    let name = inline::plain_words(&line[..at]);
    let label = lookup(&name).filter(|label| matches!(label, Label::Decision | Label::Observation | Label::Risk))?;
    // `Observation (measured — all confirmed).` goes on in its bracket: words of its own.
    if line[..at].rfind('(').is_some_and(|open| !line[open..at].contains(')')) {
        return None;
    }
    let value = inline::trim(text, Span::new(span.start as usize + at + dash.len_utf8(), span.end as usize));
    Some(Mark { start: span.start, value: value.start, label, leads: true })
}

/// An id that names a record at the start of its words (`D-1:`, `[D-2]`, `**D3 (limits)**:`, `S1.`, `D4 —`)
/// and where the words after it begin.
pub fn id(text: &str, span: Span) -> Option<(String, u32)> {
    const PREFIXES: &[&str] = &[
        "ADR", "A", "B", "C", "D", "DD", "DEC", "KD", "AD", "DR", "S", "SD", "SUR", "OBS", "DISC", "DL", "KDD", "F", "R", "N", "Q", "G",
        "L", "E", "Ü", "Р", "Н", "RISK",
    ];
    let words = span.of(text);
    let open = words.trim_start_matches(['*', '_', '[', '`', '#']);
    let letters = open.len() - open.trim_start_matches(char::is_uppercase).len();
    if letters == 0 || !PREFIXES.contains(&&open[..letters]) {
        return None;
    }
    let after = open[letters..].trim_start_matches(['-', '_', '.', '#']);
    let after = if &open[..letters] == "ADR" { after.trim_start() } else { after };
    let digits = after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if digits == 0 || digits > 4 {
        return None;
    }
    let mut rest = &after[digits..];
    // `S1-01` is one id.
    while let Some(more) = rest.strip_prefix(['-', '.']).filter(|more| more.starts_with(|c: char| c.is_ascii_digit())) {
        rest = more.trim_start_matches(|c: char| c.is_ascii_digit());
    }
    // `R2-D20` is one id, which tells which round it is of.
    let is_id = |more: &str| {
        let number = more.trim_start_matches(|c: char| c.is_ascii_uppercase());
        (1..=3).contains(&(more.len() - number.len())) && number.starts_with(|c: char| c.is_ascii_digit())
    };
    if rest.strip_prefix('-').is_some_and(is_id) {
        return None;
    }
    let name = open[..open.len() - rest.len()].to_owned();
    rest = rest.strip_prefix(|c: char| c.is_ascii_lowercase()).filter(|r| !r.starts_with(char::is_alphanumeric)).unwrap_or(rest);
    // A qualifier in brackets, then at least one sign that ends an id.
    let signs = |text: &str| text.len() - text.trim_start_matches(['*', '_', ']', '`', ' ']).len();
    rest = &rest[signs(rest)..];
    if rest.starts_with(['(', '（'])
        && let Some(end) = rest.find([')', '）'])
        && end < 60
    {
        let after = &rest[end..];
        let after = after.trim_start_matches([')', '）', '*', '_', ' ']);
        if after.starts_with([':', '：', '—', '–', '-']) {
            rest = after;
        }
    }
    // `**D-001** Use one list`: what is set off needs no sign behind it, unless the sentence speaks of it.
    let is_set_off = open.len() + 2 == words.len()
        && words.starts_with("**")
        && open[name.len()..].strip_prefix("**").is_some_and(|said| !said.trim_start().starts_with(|c: char| c.is_ascii_lowercase()));
    let is_bracketed = is_set_off || words.trim_start_matches(['*', '_']).starts_with('[');
    let value =
        rest.trim_start_matches(|c: char| matches!(c, ':' | '：' | '.' | '—' | '–' | '-' | '·' | '*' | '_' | ')') || c.is_whitespace());
    // `D1–D12` names several, as does `C1–C4 written to`.
    let after_letters = value.strip_prefix(&open[..letters]).unwrap_or("");
    let is_joined = rest.len() - value.len() <= '–'.len_utf8() && rest.starts_with(['-', '–', '—']);
    let is_range = !after_letters.is_empty()
        && if is_joined {
            after_letters.starts_with(|c: char| c.is_ascii_digit())
        } else {
            after_letters.bytes().all(|byte| byte.is_ascii_digit())
        };
    if (value.len() == rest.len() && !is_bracketed) || value.is_empty() || is_range {
        return None;
    }
    Some((name, span.end - u32::try_from(value.len()).unwrap_or(0)))
}

/// Every label within `span` that stands where one may (the start of a line, the end of a sentence, after a
/// bullet sign), code left out. `code` is sorted.
pub fn marks(text: &str, span: Span, code: &[Span]) -> Vec<Mark> {
    let mut out: Vec<Mark> = Vec::new();
    let words = span.of(text);
    let base = span.start as usize;
    for colon in colons(words) {
        let c = if words.as_bytes()[colon] == b':' { 1 } else { '：'.len_utf8() };
        let after = &words[colon + c..];
        if c == 1 && !after.is_empty() && !after.starts_with(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '`') || !c.is_ascii()) {
            continue;
        }
        if inside(code, base + colon) {
            continue;
        }
        if let Some(mark) = mark_before(text, span, base + colon, c)
            && out.last().is_none_or(|last| last.value <= mark.start)
        {
            out.push(mark);
        }
    }
    // A bold line of its own is a label without a colon.
    if memchr::memchr(b'*', words.as_bytes()).is_none() {
        return out;
    }
    let mut at = base;
    for line in words.split_inclusive('\n') {
        let here = Span::new(at, span.end as usize);
        if line.trim_start().starts_with("**") && line.trim_end().ends_with("**") {
            let here = inline::trim(text, here);
            if let Some(mark) = lead(text, here)
                && !out.iter().any(|other| other.start == mark.start)
            {
                out.push(mark);
            }
        }
        at += line.len();
    }
    out.sort_by_key(|mark| mark.start);
    out
}

fn colons(words: &str) -> impl Iterator<Item = usize> + '_ {
    let bytes = words.as_bytes();
    memchr::memchr2_iter(b':', 0xEF, bytes)
        .filter(move |at| bytes[*at] == b':' || words.get(*at..).is_some_and(|rest| rest.starts_with('：')))
}

fn inside(code: &[Span], at: usize) -> bool {
    let at = u32::try_from(at).unwrap_or(u32::MAX);
    let index = code.partition_point(|span| span.end <= at);
    code.get(index).is_some_and(|span| span.start <= at)
}

/// The label that ends at the colon at `colon`, if the words before it are one and stand where one may.
fn mark_before(text: &str, span: Span, colon: usize, n_colon: usize) -> Option<Mark> {
    let from = text[span.start as usize..colon].rfind('\n').map_or(span.start as usize, |at| span.start as usize + at + 1);
    let line = &text[from..colon];
    let (start, label) = name_at_end(line)?;
    let before = line[..start].trim_end_matches(['*', '_', ' ', '\t']);
    let marks = line[..start].len() - line[..start].trim_end_matches(['*', '_']).len();
    let start = start - marks;
    let leads = before.trim_start_matches(['-', '+', '>', ' ', '\t']).is_empty();
    let name = line[start..].trim_matches(['*', '_']).trim();
    // A wrapped line may begin with a small `decision:` that is only a word of its sentence.
    if leads
        && marks == 0
        && name.starts_with(char::is_lowercase)
        && from > span.start as usize
        && !matches!(label, Label::Rationale | Label::DateAuthor | Label::Evidence | Label::Severity | Label::Likelihood)
    {
        return None;
    }
    if !leads {
        let ends =
            before.ends_with(['.', '。', ';', '；', '•', '·', '|', '(', '（', ')', '）', '!', '?', '`', '"', '”', '”', '/', '—', '–', '→']);
        let capital = name.chars().next().is_some_and(|c| c.is_uppercase() || !c.is_ascii());
        let strong = BOLD_WORDS.contains(&name) || (marks >= 2 && capital);
        if !(strong || (ends && capital)) {
            return None;
        }
    }
    let mut value = colon + n_colon;
    // `**Label:** words`: the closing mark belongs to the label.
    if marks > 0 && text[value..].starts_with(&text[from + start..from + start + marks]) {
        value += marks;
    }
    let value = inline::trim(text, Span::new(value.min(span.end as usize), span.end as usize));
    Some(Mark { start: u32::try_from(from + start).unwrap_or(u32::MAX), value: value.start, label, leads })
}

/// Whether no label ends in the three letters that `head` ends in: nearly all words before a colon are none.
fn ends_as_no_label(head: &[u8]) -> bool {
    static ENDINGS: LazyLock<Vec<bool>> = LazyLock::new(|| {
        let mut endings = vec![false; 1 << 15];
        for last in TABLE.keys().filter_map(|name| name.last_chunk()) {
            endings[ending(last)] = true;
        }
        endings
    });
    let Some(last) = head.last_chunk() else { return false };
    // Letters in capitals may be a number behind the label: `Decision AB`.
    last.iter().all(u8::is_ascii_alphabetic) && last[2].is_ascii_lowercase() && !ENDINGS[ending(last)]
}

/// Three letters, large or small, as a number below 2^15.
fn ending(letters: &[u8; 3]) -> usize {
    letters.iter().fold(0, |number, letter| number << 5 | usize::from(letter & 31))
}

/// The longest known label at the end of `line`: where it begins and what it announces.
fn name_at_end(line: &str) -> Option<(usize, Label)> {
    let trimmed = line.trim_end_matches(['*', '_', ' ']);
    let mut from = trimmed.len();
    // A qualifier in brackets belongs to the label: `Decision (M3):`.
    if trimmed.ends_with([')', '）'])
        && let Some(open) = trimmed.rfind(['(', '（'])
        && trimmed.len() - open < 60
    {
        from = open;
    }
    let head = trimmed[..from].trim_end();
    if ends_as_no_label(head.as_bytes()) {
        return None;
    }
    let mut best = None;
    let mut n_words = 0;
    let is_edge = |c: char| c.is_whitespace() || matches!(c, '*' | '_' | '•' | '(' | '|' | '。' | '；' | '，');
    let mut at = head.len();
    while at > 0 && n_words < 4 && head.len() - at < 60 {
        let start = head[..at].rfind(is_edge).map_or(0, |edge| edge + head[edge..].chars().next().map_or(1, char::len_utf8));
        if start < at {
            n_words += 1;
            if head[start..].starts_with(|c: char| c.is_alphabetic() || matches!(c, '*' | '_'))
                && let Some(label) = lookup(&head[start..])
            {
                best = Some((start, label));
            }
        }
        at = head[..start].trim_end_matches(is_edge).len();
        if head[at..start].contains(['\n', '•', '|', '。', '；']) {
            break;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::Label::{DateAuthor, Decision, Evidence, Impact, Rationale};
    use super::*;

    fn values(words: &str) -> Vec<(Label, &str)> {
        let marks = marks(words, Span::new(0, words.len()), &[]);
        let ends = marks.iter().skip(1).map(|mark| mark.start as usize).chain([words.len()]);
        marks.iter().zip(ends).map(|(mark, end)| (mark.label, words[mark.value as usize..end].trim())).collect()
    }

    #[test]
    fn labels_are_found_wherever_they_may_stand() {
        assert_eq!(
            values("Decision: use it. Rationale: it is\n  small. Date/Author: 2026-01-01 / me"),
            [(Decision, "use it."), (Rationale, "it is\n  small."), (DateAuthor, "2026-01-01 / me")]
        );
        assert_eq!(values("**Decision** (M3): a\n**Why:** b"), [(Decision, "a"), (Rationale, "b")]);
        assert_eq!(values("as stated Evidence: x Impact: y"), [(Evidence, "x"), (Impact, "y")]);
        assert_eq!(values("决定：用它。理由：小"), [(Decision, "用它。"), (Rationale, "小")]);
        assert_eq!(values("the reason: no label"), []);
        assert_eq!(values("**이유**\n작다"), [(Rationale, "작다")]);
    }

    #[test]
    fn ids_are_cut_off() {
        let check = |words: &str| id(words, Span::new(0, words.len())).map(|(name, at)| (name, words[at as usize..].to_owned()));
        let some = |name: &str, rest: &str| Some((name.to_owned(), rest.to_owned()));
        assert_eq!(check("**D-1 (limits)**: count them"), some("D-1", "count them"));
        assert_eq!(check("[D-2] keep it"), some("D-2", "keep it"));
        assert_eq!(check("D4 — go"), some("D4", "go"));
        assert_eq!(check("S1. seen"), some("S1", "seen"));
        assert_eq!(check("D1 is a day"), None);
        assert_eq!(check("EP-4: not one"), None);
    }
}
