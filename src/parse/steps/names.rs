//! What a step's own words, or those of the line above its list, name: a milestone, an owner, a count, what is
//! done and what remains. Must never know where the step stands.

use std::borrow::Cow;

use crate::parse::inline;
use crate::parse::sections::names::WORK;
use crate::text::{Span, is_alphanumeric, is_one_of, lower};

/// `Milestone 2: …`, `Phase 1`, `M3 — …`, `Task 7`, `3. Week 1`.
pub fn numbered_work(title: &str) -> bool {
    let title = title.trim_start_matches(|c: char| !is_alphanumeric(c));
    let counted = title.trim_start_matches(|c: char| c.is_ascii_digit());
    let title = if counted.len() < title.len() { counted.strip_prefix(['.', ')']).map_or(title, str::trim_start) } else { title };
    let is_milestone = || title.starts_with(['M', 'P', 'S']) && is_milestone_id(title.split([' ', ':', '—']).next().unwrap_or(""));
    let (first, mut rest) = cut(title);
    let mut second = "";
    while second.is_empty() && !rest.is_empty() {
        (second, rest) = cut(rest);
    }
    let numbered = second.chars().next().is_some_and(|c| c.is_ascii_digit() || c.is_ascii_uppercase()) && second.chars().count() <= 4;
    numbered && is_one_of(first, WORK) || is_milestone()
}

/// The words before the first space or sign, and those after it.
fn cut(words: &str) -> (&str, &str) {
    let bytes = words.as_bytes();
    let width = |at: usize| match bytes[at] {
        b' ' | b':' | b'.' | b'-' | b'_' => 1,
        0xE2 if words[at..].starts_with(['—', '–']) => '—'.len_utf8(),
        _ => 0,
    };
    let sign = (0..bytes.len()).map(|at| (at, width(at))).find(|(_, width)| *width > 0);
    sign.map_or((words, ""), |(at, width)| (&words[..at], &words[at + width..]))
}

/// `M1`, `M2b`, `M3.1`, `P0`, `S4`.
fn is_milestone_id(word: &str) -> bool {
    let mut chars = word.chars();
    let letter = chars.next().is_some_and(|c| matches!(c, 'M' | 'P' | 'S'));
    let rest = chars.as_str();
    letter
        && rest.len() <= 5
        && rest.starts_with(|c: char| c.is_ascii_digit())
        && rest.chars().all(|c| c.is_ascii_alphanumeric() || c == '.')
}

/// The milestone that a step's own first words name: `M1: write the parser`, `Milestone 2 — …`.
pub fn leading_milestone(words: &str) -> Option<String> {
    if !begins_with(words, b"mpswe") {
        return None;
    }
    // `EP-1 M2: …`: a milestone of another plan, by the name it has here.
    let plan = words.split(' ').next().filter(|plan| is_plan_id(plan)).map_or(0, |plan| plan.len() + 1);
    let behind = words.get(plan..).unwrap_or("");
    let id = behind.split([' ', ':', '—', '(']).next().filter(|id| plan > 0 && id.starts_with('M') && is_milestone_id(id));
    if let Some(id) = id {
        return Some(words[..plan + id.len()].to_owned());
    }
    let first = words.split([' ', ':', '—', '(']).next().unwrap_or("");
    if first.starts_with('M') && is_milestone_id(first) {
        return Some(first.to_owned());
    }
    let mut parts = words.split([' ', ':', '—', '(', ',']);
    let (name, number) = (parts.next()?, parts.next()?);
    let named = is_one_of(name, &["milestone", "phase", "stage", "wave", "sprint"]);
    (named && number.starts_with(|c: char| c.is_ascii_digit()) && number.len() <= 4).then(|| format!("{name} {number}"))
}

/// `EP-1`, `EP12`.
fn is_plan_id(word: &str) -> bool {
    let number = word.strip_prefix("EP").map(|rest| rest.trim_start_matches('-'));
    number.is_some_and(|number| (1..=4).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether words begin with one of these small letters or its capital.
fn begins_with(words: &str, letters: &[u8]) -> bool {
    words.bytes().next().is_some_and(|first| letters.contains(&first.to_ascii_lowercase()))
}

/// Work of [`WORK`] whose numbers make no milestones: a step is only itself, and a pull request may be anyone's.
const NO_MILESTONES: &[&str] = &["step", "步骤", "ステップ", "paso", "шаг", "pr"];

/// Work that counts, by number or letter, at the start of a step's words: its kind and its name (`stage`,
/// `Stage A`).
pub fn leading_work(words: &str) -> Option<(&'static str, &str)> {
    let space = memchr::memchr(b' ', words.as_bytes())?;
    let (name, rest) = (&words[..space], &words[space + 1..]);
    // Looked at first: few second words begin so, and each first one would be looked for in a long list.
    if !rest.starts_with(|c: char| c.is_ascii_digit() || c.is_ascii_uppercase()) {
        return None;
    }
    if name.len() > 24 || name.starts_with(|c: char| c.is_lowercase()) {
        return None;
    }
    let in_small = if name.is_ascii() { Cow::Borrowed(name) } else { lower(name) };
    let is_kind = |kind: &&&str| in_small.eq_ignore_ascii_case(kind);
    let kind = WORK.iter().find(is_kind).filter(|kind| !NO_MILESTONES.contains(kind))?;
    let number = &rest[..rest.find([' ', ':', '：', '—', '(', ',', '.']).unwrap_or(rest.len())];
    let mut chars = number.chars();
    let counts = match chars.next()? {
        '0'..='9' => number.len() <= 3 && chars.all(|c| c.is_ascii_alphanumeric()),
        'A'..='Z' => chars.all(|c| c.is_ascii_digit()) && number.len() <= 3,
        _ => false,
    };
    counts.then(|| (*kind, &words[..name.len() + 1 + number.len()]))
}

/// Words without what stands in the place of a moment and says that there is none yet: `(pending) words`.
pub fn without_blank(text: &str, words: Span) -> Span {
    const BLANKS: &[&str] = &["pending", "todo", "to do", "tbd", "not started", "planned", "open"];
    let inside = words.of(text).strip_prefix('(').and_then(|rest| rest.split_once(") "));
    inside.filter(|(state, _)| is_one_of(state, BLANKS)).map_or(words, |(_, rest)| words.tail(rest.trim_start()))
}

/// Words without a label that only counts: `**Step 3:** words`, `Task: words`, `3. words`, `B3. words`.
pub fn without_ordinal(text: &str, words: Span) -> Span {
    if let Some(rest) = without_number(text, words).or_else(|| without_count(text, words)) {
        return rest;
    }
    let bare = words.of(text).trim_start_matches(['*', '_']);
    let may_count = match bare.as_bytes().first_chunk::<2>().map(|bytes| bytes.map(|byte| byte.to_ascii_lowercase())) {
        Some([first, second]) if first.is_ascii_alphanumeric() && second.is_ascii_alphanumeric() => {
            matches!(&[first, second], b"st" | b"ta" | b"to" | b"pa")
        }
        // A mark may stand within a word.
        Some([first, _]) if first.is_ascii_alphanumeric() => matches!(first, b's' | b't' | b'p'),
        Some([first, _]) if first >= 0x80 => bare.starts_with(['步', '단', 'ス', 'ш', 'Ш']),
        _ => true,
    };
    if !may_count {
        return words;
    }
    let Some((label, rest)) = inline::label(text, words) else { return words };
    let mut parts = label.split(' ');
    let name = lower(parts.next().unwrap_or(""));
    let number = parts.next();
    let counts = match &*name {
        "step" | "步骤" | "단계" | "ステップ" | "paso" | "шаг" => {
            number.is_none_or(|number| number.starts_with(|c: char| c.is_ascii_digit()))
        }
        "task" | "todo" => number.is_none(),
        _ => false,
    };
    if counts && parts.next().is_none() && rest.start < rest.end { rest } else { words }
}

/// `B3. Write the index`, `B3-a. …`: a letter and its number count tasks as a number alone does.
fn without_count(text: &str, words: Span) -> Option<Span> {
    let own = words.of(text);
    let digits = own.strip_prefix(|c: char| c.is_ascii_uppercase())?;
    let rest = digits.trim_start_matches(|c: char| c.is_ascii_digit());
    let part = rest.strip_prefix('-').and_then(|rest| rest.strip_prefix(|c: char| c.is_ascii_lowercase()));
    let behind = part.unwrap_or(rest).strip_prefix(". ")?.trim_start();
    // `B3. is done` speaks of another task.
    const OF_IT: &[&str] = &["is ", "was ", "are ", "has ", "had ", "needs ", "must ", "can ", "may ", "should ", "will ", "and ", "or "];
    let is_start = |c: char| c.is_alphanumeric() || matches!(c, '`' | '*');
    if OF_IT.iter().any(|word| behind.starts_with(word)) {
        return None;
    }
    ((1..=2).contains(&(digits.len() - rest.len())) && behind.starts_with(is_start)).then(|| words.tail(behind))
}

/// `1. Write the index`, as an item that is numbered behind its box.
fn without_number(text: &str, words: Span) -> Option<Span> {
    let own = words.of(text);
    let n_digits = own.bytes().take_while(u8::is_ascii_digit).count();
    let rest = own[n_digits..].strip_prefix(['.', ')'])?;
    let after = rest.trim_start_matches(' ');
    let counts = (1..=3).contains(&n_digits) && after.len() < rest.len() && after.starts_with(|c: char| !c.is_ascii_digit());
    counts.then(|| Span { start: words.end - after.len() as u32, end: words.end })
}

/// Brackets that say who has a step, as they begin, lower case.
const OWNER_BRACKETS: &[&str] = &[
    "assigned to ",
    "assigned:",
    "owner:",
    "assignee:",
    "负责人：",
    "负责人:",
    "담당:",
    "担当:",
    "担当：",
    "responsable:",
    "исполнитель:",
];

/// Who has a step: `(assigned: Backend-Agent)`, `(owner: Ann)`, `@ann`.
pub fn owner_in(words: &str) -> Option<String> {
    for at in memchr::memchr_iter(b'(', words.as_bytes()) {
        let inside = &words[at + 1..];
        if inside.starts_with(|c: char| c.is_ascii()) && !begins_with(inside, b"aor") {
            continue;
        }
        for open in OWNER_BRACKETS {
            if let Some(lead) = inside.get(..open.len())
                && (lead.eq_ignore_ascii_case(open) || (!open.is_ascii() && !lead.is_ascii() && lower(lead) == *open))
            {
                let name = inside[open.len()..].split(')').next().unwrap_or("").trim();
                return (!name.is_empty() && name.chars().count() <= 60).then(|| name.to_owned());
            }
        }
    }
    for at in memchr::memchr_iter(b'@', words.as_bytes()) {
        let before = words[..at].chars().next_back();
        let rest = &words[at + 1..];
        let n = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')).count();
        let name = rest[..n].trim_end_matches(['-', '_']);
        let stands_alone = before.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | ',' | '/'))
            && !rest[n..].starts_with(['/', '.', '@', ':', '(']);
        if stands_alone && name.len() >= 2 && name.starts_with(|c: char| c.is_ascii_alphabetic()) && at_end_or_start(words, at, n + 1) {
            return Some(name.to_owned());
        }
    }
    None
}

/// A handle is an owner's only at an end of the words (annotations such as `@Injectable` stand in the middle).
fn at_end_or_start(words: &str, at: usize, n: usize) -> bool {
    let after = words[at + n..].trim_matches(|c: char| !c.is_alphanumeric());
    at <= 1 || after.is_empty()
}

/// Where a label (ASCII, lower case, its colon included) first stands in `words`.
fn find_label(words: &str, label: &str) -> Option<usize> {
    memchr::memchr_iter(b':', words.as_bytes()).find_map(|colon| {
        let start = (colon + 1).checked_sub(label.len())?;
        words.as_bytes()[start..=colon].eq_ignore_ascii_case(label.as_bytes()).then_some(start)
    })
}

pub fn without_owner(title: &str) -> String {
    match title.find('(').filter(|at| owner_in(&title[*at..]).is_some()) {
        Some(at) => title[..at].trim_end().to_owned(),
        None => title.to_owned(),
    }
}

/// `(completed: X; remaining: Y)` in a step's words.
pub fn halves_of(words: &str) -> (Option<String>, Option<String>) {
    // Each label of the second half ends in one of these.
    let may_remain = |colon: usize| colon > 0 && matches!(words.as_bytes()[colon - 1].to_ascii_lowercase(), b'g' | b'o' | b's');
    if !memchr::memchr_iter(b':', words.as_bytes()).any(may_remain) {
        return (None, None);
    }
    let Some(remaining) = ["remaining:", "still to do:", "left to do:", "remains:"]
        .iter()
        .find_map(|label| find_label(words, label).map(|at| (at, label.len())))
    else {
        return (None, None);
    };
    let (at, n) = remaining;
    let end = words[at + n..].find(')').map_or(words.len(), |close| at + n + close);
    let tidy = |text: &str| {
        let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, ';' | ',' | '.' | '(' | ')'));
        (!text.is_empty()).then(|| text.to_owned())
    };
    let before = &words[..at];
    let completed = ["completed:", "done:", "finished:"].iter().find_map(|label| find_label(before, label).map(|at| at + label.len()));
    (completed.and_then(|from| tidy(&before[from..])), tidy(&words[at + n..end]))
}
