//! Sentences by which formats tell their authors what to write: "Record every decision made while working on the plan."
//! Must never know where they stand.

use std::sync::LazyLock;

use crate::parse::phrases::Phrases;
use crate::text::lower;

/// Verbs a format's instructions begin with.
const VERBS: &[&str] = &[
    "add",
    "append",
    "assume",
    "at",
    "be",
    "capture",
    "cite",
    "compare",
    "define",
    "describe",
    "document",
    "explain",
    "fill",
    "keep",
    "list",
    "log",
    "mark",
    "name",
    "note",
    "provide",
    "record",
    "reference",
    "state",
    "store",
    "summaries",
    "summarise",
    "summarize",
    "summary",
    "track",
    "update",
    "use",
    "write",
    "unexpected",
    "major",
    "final",
    "timestamped",
    "actionable",
    "key",
    "this",
];

/// Words that show a sentence speaks of the plan's own sections.
const ABOUT: &[&str] = &[
    "what someone gains",
    "what this task achieves",
    "why this work matters",
    "why it matters",
    "any decision",
    "as it happens",
    "as they happen",
    "as work",
    "as you go",
    "as you work",
    "at completion",
    "at major milestones",
    "bugs, optimizations",
    "checkboxes",
    "completed; remaining",
    "decisions made",
    "discovered during",
    "each decision",
    "each entry",
    "entries",
    "every decision",
    "every surprise",
    "findings here",
    "follow-up items",
    "gaps, and lessons",
    "go here",
    " here.",
    " here with",
    "implementation, with",
    "in the format",
    "in this format",
    "insights discovered",
    "issues here",
    "key decisions",
    "lessons learned",
    "living document",
    "major decisions",
    "or discoveries",
    "outcomes, gaps",
    "perf tradeoffs",
    "performance tradeoffs",
    "stopping point",
    "surprises here",
    "this section",
    "unexpected behavior",
    "unexpected behaviour",
    "unexpected findings",
    "what shipped",
    "what was achieved",
    "what was learned",
    "when the task is complete",
    "when complete",
    "when the plan",
    "when work",
    "while working",
    "with evidence",
    "with rationale",
    "while implementing",
    "during implementation",
    "cross-plan insights",
    "concise evidence",
    "rates of progress",
    "up to date",
];

/// What other languages tell their authors.
const ABOUT_OTHER: &[&str] = &[
    "在此记录",
    "在这里记录",
    "此处记录",
    "记录所有",
    "记录每",
    "请记录",
    "ここに記録",
    "ここに記入",
    "をすべて記録",
    "を記録する",
    "여기에 기록",
    "기록한다",
    "기록하세요",
    "기록할 것",
    "registrar aquí",
    "registra cada",
    "documentar aquí",
    "registre cada",
    "записывайте",
    "фиксируйте",
    "записать сюда",
    "здесь фикс",
];

/// Whether a paragraph tells the author what to write, instead of saying it. `whole_emphasis`: it stands
/// wholly in `*…*` or `_…_`, as hints do.
pub fn is_instruction(words: &str, whole_emphasis: bool) -> bool {
    // `_(here goes what was decided)_`
    if whole_emphasis && words.starts_with(['(', '（']) && words.ends_with([')', '）']) {
        return true;
    }
    let is_long = |n_chars: usize| words.len() >= n_chars && words.chars().count() >= n_chars;
    if !words.is_ascii() && !is_long(200) {
        static OTHER: LazyLock<Phrases<()>> = LazyLock::new(|| Phrases::new(ABOUT_OTHER.iter().map(|words| (*words, ()))));
        if OTHER.any_in(&lower(words)) {
            return true;
        }
    }
    let first = words.split(|c: char| !c.is_alphabetic()).find(|word| !word.is_empty()).unwrap_or("");
    let verb = VERBS.iter().any(|verb| first.eq_ignore_ascii_case(verb));
    if !(verb && !is_long(700) || whole_emphasis) {
        return false;
    }
    static ABOUT_WORDS: LazyLock<Phrases<()>> = LazyLock::new(|| Phrases::new(ABOUT.iter().map(|words| (*words, ()))));
    let lower = lower(words);
    // `At completion the reader has …`, `Unexpected behavior was seen in …` say what was.
    const STATES: &[&str] = &[" was ", " were ", " now ", " has ", " had ", " did "];
    const NO_VERBS: &[&str] = &["at", "unexpected", "major", "final", "key", "actionable", "timestamped", "summary", "summaries"];
    let verb = verb && !(NO_VERBS.iter().any(|word| first.eq_ignore_ascii_case(word)) && STATES.iter().any(|state| lower.contains(state)));
    let about = ABOUT_WORDS.any_in(&lower) || (lower.ends_with(" here") || lower.ends_with(" here."));
    (verb && about && !is_long(700)) || (whole_emphasis && (verb || about))
}

/// Whether Markdown stands wholly in one pair of single emphasis marks.
pub fn is_emphasis(markdown: &str) -> bool {
    let markdown = markdown.trim();
    ['*', '_'].iter().any(|mark| {
        markdown.len() > 2 && markdown.starts_with(*mark) && markdown.ends_with(*mark) && !markdown[1..markdown.len() - 1].contains(*mark)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instructions_are_told_from_statements() {
        for words in [
            "Record every decision made while working on the plan in the format:",
            "Document unexpected behaviors, bugs, optimizations, or insights discovered during implementation. Provide concise evidence.",
            "Summarize outcomes, gaps, and lessons learned at major milestones or at completion.",
            "Record decisions with rationale.",
            "Record scan, cache and state-restore issues here.",
            "在此记录每个决定",
            "At major milestones or at completion, summarize outcomes and gaps.",
        ] {
            assert!(is_instruction(words, false), "{words}");
        }
        assert!(is_instruction("Fill this section when the task is complete.", true));
        for words in [
            "Record the state restore as a separate pass.",
            "Use one queue per key.",
            "The runner has two caches.",
            "At completion, the reader now has one entry point.",
            "Unexpected behavior was seen in the queue.",
        ] {
            assert!(!is_instruction(words, false), "{words}");
        }
    }
}
