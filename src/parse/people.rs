//! Whether words beside a date name somebody, and whom: `Codex, from the review` names Codex, `plan draft` nobody.
//! Must never know who exists.

/// What may come between a name and words about how or when: everything from it on is cut off.
const CUTS: &[&str] =
    &[" after ", " based on ", " with ", " per ", " during ", " from ", " for ", " at ", " in ", " following ", " via ", " on "];

/// Words that lead to a name and are none of it.
const LEADS: &[&str] = &["with ", "by ", "the ", "an ", "a "];

/// Last words of what is done, lower case: no person.
const WORK: &[&str] = &[
    "acceptance",
    "accepted",
    "action",
    "applied",
    "artifact",
    "audit",
    "authoring",
    "bench",
    "calibration",
    "change",
    "check",
    "choice",
    "confirmation",
    "control",
    "correction",
    "decision",
    "design",
    "direction",
    "directive",
    "discussion",
    "draft",
    "drafting",
    "evidence",
    "execution",
    "execplan",
    "feasibility",
    "feedback",
    "fix",
    "follow-up",
    "grilling",
    "handoff",
    "implementation",
    "implementing",
    "intent",
    "investigation",
    "iteration",
    "milestone",
    "parity",
    "pass",
    "phase",
    "plan",
    "planning",
    "recommendation",
    "reconciliation",
    "refinement",
    "refresh",
    "request",
    "requirement",
    "research",
    "response",
    "reversal",
    "review",
    "revision",
    "round",
    "session",
    "slice",
    "stage",
    "step",
    "test",
    "testing",
    "turn",
    "update",
    "validation",
    "verification",
    "work",
];

/// Last words of who does it, lower case: a person or agent, whatever stands before.
const ACTORS: &[&str] = &[
    "agent",
    "agents",
    "architect",
    "assistant",
    "assistants",
    "claude",
    "codex",
    "developer",
    "engineer",
    "executor",
    "implementer",
    "lead",
    "maintainer",
    "maintainers",
    "operator",
    "orchestrator",
    "owner",
    "planner",
    "reviewer",
    "team",
    "user",
    "users",
    "writer",
];

/// The people that words name, without what is said about them; `None` if they name nobody.
pub fn people(words: &str) -> Option<String> {
    let words = words.split(['\n', ';', '；']).next().unwrap_or(words);
    let words = match words.find(". ") {
        // `J. Doe` goes on, `Codex. Awaits approval` does not.
        Some(at) if words[..at].chars().count() > 2 && !words[..at].ends_with(|c: char| c.is_uppercase()) => &words[..at],
        _ => words,
    };
    let mut named: Vec<String> = Vec::new();
    for part in words.split([',', '，', '、']) {
        if let Some(name) = person(part) {
            named.push(name);
        }
    }
    (!named.is_empty()).then(|| named.join(", "))
}

/// The name in words without commas.
fn person(words: &str) -> Option<String> {
    let mut name = words.trim();
    while let Some(rest) = LEADS.iter().find_map(|lead| name.strip_prefix(lead)) {
        name = rest.trim_start();
    }
    if CUTS.iter().any(|cut| name.starts_with(cut.trim_start())) {
        return None;
    }
    let bracket = name.find(" (").or_else(|| name.find('（'));
    let mut kept = "";
    if let Some(at) = bracket {
        kept = &name[at..];
        name = &name[..at];
    }
    let cuts = |at: &usize| CUTS.iter().any(|cut| name.as_bytes()[*at..].starts_with(cut.as_bytes()));
    if let Some(at) = memchr::memchr_iter(b' ', name.as_bytes()).find(cuts) {
        name = &name[..at];
        kept = "";
    }
    let name = name.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '.' | '/' | '—' | '–' | '-' | ':' | '('));
    let lower = name.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| c.is_whitespace() || c == '/').filter(|word| !word.is_empty()).collect();
    let (first, last) = (*words.first()?, *words.last()?);
    if words.len() == 1 && (last == "author" || last == "authors") || words.len() > 1 && last == "author" {
        return None;
    }
    if !ACTORS.contains(&last) {
        let is_verb = name.starts_with(char::is_lowercase) && first.len() > 4 && (first.ends_with("ed") || first.ends_with("ing"));
        if is_verb || words.len() > 8 {
            return None;
        }
        if WORK.contains(&last) {
            // `user direction`: the user's, whatever was done.
            return ACTORS.contains(&first).then(|| name.split_whitespace().next().unwrap_or(name).to_owned());
        }
    }
    if !name.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '@' | '"' | '~')) || !name.contains(char::is_alphabetic) {
        return None;
    }
    // A bracket says which model or role, not what was done.
    let inside = kept.trim().trim_matches(['(', ')', '（', '）']);
    let says_which = inside.starts_with(|c: char| c.is_uppercase() || !c.is_ascii())
        && !inside.split_whitespace().any(|word| WORK.contains(&word.to_lowercase().as_str()));
    Some(if says_which { format!("{name}{}", kept.trim_end()) } else { name.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_from_what_was_done() {
        for (words, want) in [
            ("Codex", Some("Codex")),
            ("Ann + Ben", Some("Ann + Ben")),
            ("Copilot (GPT-5)", Some("Copilot (GPT-5)")),
            ("Ann (second review pass)", Some("Ann")),
            ("Ann, from the review of the parser", Some("Ann")),
            ("Ann, from review agent", Some("Ann")),
            ("Ann; superseded by the next", Some("Ann")),
            ("Ann, Ben", Some("Ann, Ben")),
            ("J. Doe", Some("J. Doe")),
            ("planning agent", Some("planning agent")),
            ("planning agent after the review", Some("planning agent")),
            ("user direction", Some("user")),
            ("with the user", Some("user")),
            ("@ann", Some("@ann")),
            ("담당자", Some("담당자")),
            ("authoring", None),
            ("updated", None),
            ("plan author", None),
            ("Initial plan", None),
            ("implementation session", None),
            ("M4 parser slice", None),
            ("settled before the work began", None),
            ("§4", None),
        ] {
            assert_eq!(people(words).as_deref(), want, "{words}");
        }
    }
}
