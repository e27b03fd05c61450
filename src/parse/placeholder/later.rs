//! Sentences that promise the words of a section for later: "Fill in after implementation", "Outcomes will be added
//! after execution." Must never know which record it judges.

use crate::text::{is_alphanumeric, lower};

/// Longest promise, in characters.
const LONGEST: usize = 240;

/// Whether plain words promise, by their first sentence, what shall stand in their place.
pub fn is_promise(words: &str) -> bool {
    let bare = words.trim_start_matches(|c: char| !is_alphanumeric(c));
    if bare.starts_with("아직") {
        return is_not_begun_in_korean(bare);
    }
    // What a promise begins with.
    if !bare.starts_with(['a', 'A', 'd', 'D', 'e', 'E', 'f', 'F', 'i', 'I', 'l', 'L', 'm', 'M', 'n', 'N', 'o', 'O', 'p', 'P'])
        && !bare.starts_with(['r', 'R', 't', 'T', 'u', 'U', 'w', 'W'])
    {
        return false;
    }
    let bytes = bare.as_bytes();
    // Nearly all words end here, before they are copied.
    let is_wrapped = words.len() > bare.len() && words.trim_start().starts_with(['(', '[']);
    let (begins, names) = (begins_so(bytes), names_section(bytes));
    if !is_wrapped && !begins && !names {
        return false;
    }
    let end = memchr::memchr_iter(b'.', bytes).find(|at| bytes.get(at + 1) == Some(&b' ')).unwrap_or(bare.len());
    if !is_wrapped && !begins && !holds_be(&bytes[..end]) {
        return false;
    }
    let cut = bare[..end].char_indices().nth(LONGEST + 1).map_or(end, |(at, _)| at);
    let sentence = lower(&bare[..cut]);
    let sentence = sentence.trim_end_matches(|c: char| !c.is_alphanumeric());
    sentence.len() <= LONGEST && (is_marked(words) || is_filled_later(sentence) || is_not_begun(sentence) || is_section_later(sentence))
}

/// `아직 구현은 시작하지 않았다.`
fn is_not_begun_in_korean(words: &str) -> bool {
    const BEGUN: &[&str] = &["시작하지 않", "시작되지 않", "착수하지 않", "진행하지 않", "진행되지 않", "구현하지 않", "구현되지 않"];
    let sentence = words.split('.').next().unwrap_or(words);
    sentence.chars().count() <= 40 && BEGUN.iter().any(|begun| sentence.contains(begun))
}

/// Whether words begin with the letters of what is filled in later or not begun.
fn begins_so(words: &[u8]) -> bool {
    const HEADS: [&[u8; 3]; 9] = [b"fil", b"at ", b"on ", b"upo", b"aft", b"imp", b"wor", b"exe", b"not"];
    let head = words.first_chunk().map(|letters: &[u8; 3]| letters.map(|letter| letter.to_ascii_lowercase()));
    head.is_some_and(|head| HEADS.contains(&&head))
}

/// Whether one of the first words is, as it begins, the name of a section.
fn names_section(words: &[u8]) -> bool {
    let is_name = |word: &[u8]| {
        let may_be = word.first().is_some_and(|first| matches!(first | 0x20, b'o' | b'l' | b'd' | b'r'));
        let begins = |name: &&str| word.get(..name.len()).is_some_and(|head| head.eq_ignore_ascii_case(name.as_bytes()));
        may_be && ABOUT.iter().any(begins)
    };
    words.split(|byte| *byte == b' ').take(3).any(is_name)
}

/// Whether a sentence holds ` be `, as all do that say what will be added.
fn holds_be(sentence: &[u8]) -> bool {
    let is_be = |at: usize| {
        let word = at.checked_sub(1).and_then(|before| sentence.get(before..at + 3));
        word.is_some_and(|word| word.eq_ignore_ascii_case(b" be "))
    };
    memchr::memchr2_iter(b'b', b'B', sentence).any(is_be)
}

/// What the words of a section that comes later are called.
const ABOUT: &[&str] = &["outcome", "lesson", "deviation", "retrospective"];

/// `(TBD) Which loops went away.`
fn is_marked(words: &str) -> bool {
    let Some(inner) = words.trim_start().strip_prefix(['(', '[']) else { return false };
    let Some((mark, _)) = inner.split_once([')', ']']) else { return false };
    ["tbd", "pending", "to do"].iter().any(|word| mark.eq_ignore_ascii_case(word)) && !inner[mark.len() + 1..].starts_with('(')
}

/// `Fill in after …`, `Filled at completion`, `At completion, summarize …`
fn is_filled_later(sentence: &str) -> bool {
    const WHEN: &[&str] = &["after ", "at ", "as ", "once ", "when ", "upon "];
    const AT: &[&str] = &["at completion", "on completion", "upon completion", "after completion", "after implementation"];
    const WRITE: &[&str] = &["summarize", "summarise", "record", "fill", "document", "describe", "capture"];
    let filled = sentence.strip_prefix("filled ").or_else(|| sentence.strip_prefix("fill "));
    if let Some(rest) = filled {
        let rest = ["in this section ", "this section ", "this in ", "in ", "this "]
            .iter()
            .find_map(|word| rest.strip_prefix(word))
            .unwrap_or(rest);
        return WHEN.iter().any(|word| rest.starts_with(word));
    }
    let rest = AT.iter().find_map(|at| sentence.strip_prefix(at));
    let verb = rest.map(|rest| rest.trim_start_matches([',', ':', ' ']));
    verb.is_some_and(|verb| WRITE.iter().any(|word| verb.strip_prefix(word).is_some_and(|more| more.starts_with([' ', ':']))))
}

/// `Implementation has not started yet`, and no more.
fn is_not_begun(sentence: &str) -> bool {
    const SUBJECTS: &[&str] = &["implementation ", "work ", "execution ", "coding "];
    const STATES: &[&str] =
        &["has not started", "has not yet started", "has not begun", "has not yet begun", "hasn't started", "not started"];
    const WHOLE: &[&str] = &[
        "not completed",
        "not completed yet",
        "not yet completed",
        "not complete yet",
        "nothing implemented yet",
        "nothing has been implemented yet",
    ];
    let begun = SUBJECTS.iter().find_map(|subject| sentence.strip_prefix(subject));
    let begun = begun.map(|rest| rest.strip_suffix(" yet").unwrap_or(rest));
    WHOLE.contains(&sentence) || begun.is_some_and(|rest| STATES.contains(&rest))
}

/// `Outcomes, deviations and lessons learned will be added after execution`
fn is_section_later(sentence: &str) -> bool {
    const LATER: &[&str] = &["filled", "added", "recorded", "completed", "captured", "summarized", "written"];
    if !names_section(sentence.as_bytes()) {
        return false;
    }
    let Some((subject, rest)) = [" will be ", " should be ", " to be "].iter().find_map(|verb| sentence.split_once(verb)) else {
        return false;
    };
    let named = subject.split(' ').take(3).any(|word| ABOUT.iter().any(|about| word.starts_with(about)));
    named && subject.split(' ').count() <= 8 && LATER.contains(&rest.split([' ', ',']).next().unwrap_or(""))
}

/// Where the last sentence of Markdown begins, if it promises what is not there yet.
pub fn last_promise(markdown: &str) -> Option<usize> {
    if !markdown.ends_with('.') || memchr::memmem::find(markdown.as_bytes(), b" be ").is_none() {
        return None;
    }
    let at = markdown.rmatch_indices('.').map(|(at, _)| at + 1).find(|at| markdown[*at..].starts_with([' ', '\n']))?;
    let sentence = markdown[at..].split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    is_section_later(sentence.trim_end_matches('.')).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn promises_are_told_from_statements() {
        for words in [
            "(TBD) After implementation, summarize what was seen.",
            "Fill in after implementation completes.",
            "(Filled at completion.)",
            "At completion, record: which tools were added.",
            "Implementation has not started yet. Success is defined by what a user sees.",
            "(not completed yet)",
            "Milestone outcomes will be recorded here as each closes.",
        ] {
            assert!(is_promise(words), "{words}");
        }
        for words in [
            "Pending AI actions use the queue.",
            "After implementation, the analyzer emits one finding.",
            "No code changes yet",
            "No new dependencies added",
            "Filled the gap at the end of the table.",
            "Work has not started on the second reader, which waits for the first.",
            "[TBD](notes.md) lists what is open",
        ] {
            assert!(!is_promise(words), "{words}");
        }
        assert_eq!(last_promise("The plan is written. Lessons will be added after execution."), Some(20));
        assert_eq!(last_promise("The index will be rebuilt. Results are to be read there."), None);
    }
}
