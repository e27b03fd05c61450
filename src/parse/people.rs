//! Whether words beside a date name somebody, and whom: `Codex, from the review` names Codex, `plan draft` nobody.
//! Must never know who exists.

use crate::text::{find, lower};

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

/// Agents by name, lower case.
const AGENTS: &[&str] =
    &["claude", "claude code", "codex", "copilot", "github copilot", "cursor", "devin", "gemini", "gemini cli", "jules", "opencode"];

/// Whether words are the name of an agent and nothing else.
pub fn is_agent(words: &str) -> bool {
    words.len() <= 16 && AGENTS.contains(&&*lower(words))
}

/// The people that words name, without what is said about them; `None` if they name nobody.
pub fn people(words: &str) -> Option<String> {
    let words = words.split(['\n', ';', '；']).next().unwrap_or(words);
    let words = match find(words, ". ") {
        // `J. Doe` goes on, `Codex. Awaits approval` does not.
        Some(at) if words[..at].chars().count() > 2 && !words[..at].ends_with(|c: char| c.is_uppercase()) => &words[..at],
        _ => words,
    };
    let mut named: Vec<String> = Vec::new();
    let mut depth = 0_i32;
    let outside = |c: char| {
        depth += i32::from(matches!(c, '(' | '（')) - i32::from(matches!(c, ')' | '）'));
        depth <= 0 && matches!(c, ',' | '，' | '、')
    };
    for part in words.split(outside) {
        if let Some(name) = person(part) {
            named.push(name);
        }
    }
    (!named.is_empty()).then(|| named.join(", "))
}

/// The names that stand joined outside brackets: `User + Codex`, `Ann and Ben`; all of it, where a side is no short name.
pub fn split(words: &str) -> Vec<&str> {
    const JOINTS: &[&str] = &[" + ", " & ", " and ", " / ", ", ", "、", "，"];
    let mut names = Vec::new();
    let (mut depth, mut from, mut at) = (0_u32, 0, 0);
    while let Some(c) = words[at..].chars().next() {
        match c {
            '(' | '（' => depth += 1,
            ')' | '）' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let joint = JOINTS.iter().find(|joint| depth == 0 && words[at..].starts_with(**joint));
        if let Some(joint) = joint {
            names.push(words[from..at].trim());
            from = at + joint.len();
        }
        at += joint.map_or(c.len_utf8(), |joint| joint.len());
    }
    names.push(words[from..].trim());
    let is_short = |name: &&str| {
        let bare = name.split(['(', '（']).next().unwrap_or(name);
        bare.starts_with(|c: char| c.is_alphanumeric() || c == '@') && bare.split_whitespace().count() <= 3
    };
    if names.iter().all(is_short) { names } else { vec![words] }
}

/// The name in words without commas.
fn person(words: &str) -> Option<String> {
    let mut name = words.trim();
    // `User, implemented by Codex`
    if let Some((verb, by)) = find(name, " by ").map(|at| (&name[..at], &name[at + " by ".len()..]))
        && verb.ends_with("ed")
        && !verb.contains(' ')
    {
        name = by;
    }
    if name.matches(['(', '（']).count() < name.matches([')', '）']).count() {
        return None;
    }
    while let Some(rest) = LEADS.iter().find_map(|lead| name.strip_prefix(lead)) {
        name = rest.trim_start();
    }
    if CUTS.iter().any(|cut| name.starts_with(&cut[1..])) {
        return None;
    }
    let bracket = find(name, " (").or_else(|| find(name, "（"));
    let mut kept = "";
    if let Some(at) = bracket {
        // A bracket that nothing closes says nothing whole.
        kept = if name[at..].contains([')', '）']) { &name[at..] } else { "" };
        name = &name[..at];
    }
    let cuts = |at: &usize| CUTS.iter().any(|cut| name.as_bytes()[*at..].starts_with(cut.as_bytes()));
    if let Some(at) = memchr::memchr_iter(b' ', name.as_bytes()).find(cuts) {
        name = &name[..at];
        kept = "";
    }
    let name = name.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '.' | '/' | '—' | '–' | '-' | ':' | '('));
    let lower = lower(name);
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
            ("User, implemented by Codex", Some("User, Codex")),
            ("second scan)", None),
            ("Ann (QA, Model 4)", Some("Ann (QA, Model 4)")),
            ("Ann (Parser, from", Some("Ann")),
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

    #[test]
    fn joint_names_come_apart() {
        for (words, want) in [
            ("User + Codex", vec!["User", "Codex"]),
            ("Ann and Ben", vec!["Ann", "Ben"]),
            ("Copilot (GPT-5 + tools)", vec!["Copilot (GPT-5 + tools)"]),
            ("Ann / Copilot (GPT-5)", vec!["Ann", "Copilot (GPT-5)"]),
            ("research and development of the new team", vec!["research and development of the new team"]),
        ] {
            assert_eq!(split(words), want, "{words}");
        }
    }
}
