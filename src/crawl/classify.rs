//! One Markdown file: a plan, several, or none, and why. By its text and its place, never by the archive it
//! comes from. Pure; which plan a further file belongs to is `belong`'s business.

use std::collections::BTreeMap;
use std::ops::Range;

use super::living::{self, Living};
use super::place::{self, Home, Role, Standing};
use super::scan::{Heading, Scan, scan};
use crate::model::{Candidate, gsd, openspec};
use crate::text::SourcePath;

/// What a file is.
#[derive(Debug)]
pub enum Class {
    /// One plan.
    Plan(Found),
    /// Several plans, each under a heading of its own.
    Parts(Vec<Part>),
    /// No plan.
    Not {
        /// Why.
        reason: String,
        /// Whether only its place speaks against it: it has boxes or a living section.
        likely: bool,
    },
}

/// A plan that a file holds.
#[derive(Debug)]
pub struct Found {
    /// Why it was taken for one.
    pub reason: String,
    /// Whether its living sections alone make it one.
    pub by_sections: bool,
    /// The bytes and first line of the inside, if the whole plan stands in a fence.
    pub inside: Option<(Range<usize>, u32)>,
}

/// One of several plans in a file.
#[derive(Debug)]
pub struct Part {
    /// Its heading.
    pub heading: String,
    /// Its bytes.
    pub range: Range<usize>,
    /// Its first line.
    pub first_line: u32,
    /// What the heading above says of it.
    pub standing: Option<Standing>,
}

/// Says what a file is; `in_book` for files of the folder of the site's own pages.
pub fn classify(path: &SourcePath, text: &str, look: &Scan, more: &living::Names, in_book: bool) -> Class {
    let home = place::home(path);
    let role = place::role(path);
    if let Home::Never(reason) = home {
        return if is_kept_among_prompts(path, role, look) {
            plan(format!("living sections: {}", look.living.in_words()), true)
        } else {
            not(reason)
        };
    }
    if role != Role::Meta
        && let Some(parts) = parts(text, look, more, role)
    {
        return Class::Parts(parts);
    }
    if openspec::change(path.folder()).is_some() && path.stem() == "proposal" {
        return plan("the proposal of a change of OpenSpec".to_owned(), false);
    }
    if openspec::is_spec(path.folder()) {
        return not("a specification of OpenSpec: it says what holds, not what is to be done");
    }
    if gsd::unit(path.folder()).is_some() {
        return match gsd::part(path.stem()).1 {
            gsd::Part::Other => not("notes of a phase of GSD"),
            _ => plan("a file of a phase of GSD".to_owned(), false),
        };
    }
    let by_sections = look.living.make_a_plan(look.n_boxes);
    match role {
        Role::Ordinary | Role::NamesPlan | Role::NamesExecPlan => {}
        // The heart of a plan's own folder may be called README: the folder decides.
        Role::Front if by_sections && place::can_be_own(path.folder()) && home != Home::None => {
            return plan(format!("living sections: {}", look.living.in_words()), true);
        }
        // Nor does a `PLANS.md` explain how plans are written where it has a title and work of its own, or a long log.
        Role::Guide if by_sections && (look.n_dated >= LONG_LOG || look.n_boxes >= 10 && look.title().is_some_and(names_work)) => {
            return plan(format!("living sections: {}", look.living.in_words()), true);
        }
        _ => return not(role.reason()),
    }
    if let Home::Attachments(folder) = &home {
        return not(format!("in the folder `{folder}/` of no plan known"));
    }
    if is_pointer(text) {
        return not("only names another file");
    }
    if let Some(reason) = template_or_guide(look).or_else(|| filled_in_nowhere(path, text)) {
        return not(reason);
    }
    if let Some(found) = in_fence(text, look, more, &home, role) {
        return Class::Plan(found);
    }
    if by_sections && !(in_book && look.n_boxes == 0 && !matches!(home, Home::Plans(_))) {
        return plan(format!("living sections: {}", look.living.in_words()), true);
    }
    let names_others = || text.matches(".md").count() > 1;
    if path.stem().eq_ignore_ascii_case("summary") && look.living.n_kinds() == 0 && look.n_boxes == 0 && names_others() {
        return not("a summary of other files");
    }
    by_place(look, home, role)
}

/// Whether a text is nothing but the name of another: `active.md` that says `phase-2.md`.
fn is_pointer(text: &str) -> bool {
    let words = text.trim();
    words.len() <= 200 && words.ends_with(".md") && !words.contains(char::is_whitespace)
}

/// Whether a file of a folder of prompts is no prompt but the plan that one asked for: named one, with work of its own and
/// three kinds of living sections. A sample in a prompt has no title of its own.
fn is_kept_among_prompts(path: &SourcePath, role: Role, look: &Scan) -> bool {
    let in_prompts = path.folder().split('/').any(|folder| folder.eq_ignore_ascii_case("prompts"));
    in_prompts
        && role == Role::NamesExecPlan
        && look.living.n_kinds() >= 3
        && look.n_boxes >= 2
        && look.title().is_some_and(|title| names_work(title) && !says_execplan(title))
        && template_or_guide(look).is_none()
}

/// What may be plans where no file was taken for one, as globs, and how many files they are: those that only their place speaks
/// against, of the folder that has most of them.
pub fn likely(candidates: &[Candidate]) -> (Vec<String>, usize) {
    let mut found: BTreeMap<&str, Vec<&SourcePath>> = BTreeMap::new();
    for one in candidates.iter().filter(|one| one.likely) {
        found.entry(one.path.folder()).or_default().push(&one.path);
    }
    match found.into_iter().max_by_key(|(_, paths)| paths.len()) {
        Some((folder, paths)) if paths.len() > 1 && !folder.is_empty() => (vec![format!("{}/**", globset::escape(folder))], paths.len()),
        Some((_, paths)) => (paths.iter().take(3).map(|path| globset::escape(path.as_str())).collect(), paths.len().min(3)),
        None => (Vec::new(), 0),
    }
}

/// Entries that no guide has: its samples show a few.
const LONG_LOG: u32 = 12;

fn by_place(look: &Scan, home: Home, role: Role) -> Class {
    let signs = signs(look);
    match home {
        Home::Plans(folder) => plan(format!("in a folder of plans, `{folder}/`"), false),
        _ if role == Role::NamesExecPlan => plan("its file name says ExecPlan".to_owned(), false),
        _ if look.title().is_some_and(says_execplan) => plan("its title says ExecPlan".to_owned(), false),
        Home::Work(folder) if role == Role::NamesPlan => {
            plan(format!("in a folder of work, `{folder}/`, and its file name says plan"), false)
        }
        Home::Work(folder) if look.title().is_some_and(is_plan_of_work) => {
            plan(format!("in a folder of work, `{folder}/`, and its title says plan"), false)
        }
        Home::Work(folder) => match signs {
            Some(sign) => plan(format!("in a folder of work, `{folder}/`, with {sign}"), false),
            None => not(format!("in a folder of work, `{folder}/`, but without boxes, status or living sections")),
        },
        _ if role == Role::NamesPlan => match signs {
            Some(sign) => plan(format!("its file name says plan, with {sign}"), false),
            None => not("its file name says plan, but it has no boxes, status or living sections"),
        },
        _ => {
            let lacks = match (look.living.n_kinds(), look.n_boxes) {
                (0, 0) => "no living sections".to_owned(),
                (0, 1) => "no living sections, only a checkbox".to_owned(),
                (0, n) => format!("no living sections, only {n} checkboxes"),
                _ => format!("too few living sections: {}", look.living.in_words()),
            };
            let likely = look.living.n_kinds() > 0 || look.n_boxes > 0;
            Class::Not { reason: format!("not in a folder of plans, and {lacks}"), likely }
        }
    }
}

/// What in the text speaks for a plan, short of two living sections.
fn signs(look: &Scan) -> Option<String> {
    if look.living.n_kinds() > 0 {
        return Some(format!("living sections: {}", look.living.in_words()));
    }
    match look.n_boxes {
        0 if look.has_status => Some("a status".to_owned()),
        0 => None,
        1 => Some("a checkbox".to_owned()),
        n => Some(format!("{n} checkboxes")),
    }
}

fn plan(reason: String, by_sections: bool) -> Class {
    Class::Plan(Found { reason, by_sections, inside: None })
}

fn not(reason: impl Into<String>) -> Class {
    Class::Not { reason: reason.into(), likely: false }
}

fn says_execplan(title: &str) -> bool {
    let lower = title.to_lowercase();
    lower.contains("execplan") || lower.contains("exec plan") || lower.starts_with("execution plan")
}

/// Whether a title says that it is the plan of something: `Implementation Plan: Search`, `用户画像页收口计划`.
fn is_plan_of_work(title: &str) -> bool {
    let lower = title.to_lowercase();
    let of = lower.split_once([':', '：']).filter(|(_, of)| !of.trim().is_empty()).map(|(kind, _)| kind.trim());
    let is_kind =
        |kind: &str| kind.ends_with("plan") || kind.starts_with("plano d") || kind.starts_with("plan d") || kind.starts_with("план");
    let is_joined = |name: &str| place::JOINED_PLANS.iter().any(|plan| name.len() > plan.len() && name.ends_with(plan));
    of.is_some_and(is_kind) || is_joined(lower.trim())
}

/// Whether a title says what is to be done, and nothing of plans and how to write them.
fn names_work(title: &str) -> bool {
    const ABOUT_PLANS: &[&str] = &[
        "plans",
        "plan",
        "execplan",
        "execplans",
        "exec",
        "execution",
        "guide",
        "guidelines",
        "format",
        "framework",
        "standard",
        "how",
        "writing",
        "计划",
        "計画",
        "계획",
        "планы",
        "planes",
    ];
    let lower = title.to_lowercase();
    let own = lower.strip_prefix("plans.md").unwrap_or(&lower);
    let mut words = own.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).peekable();
    words.peek().is_some() && !words.any(|word| ABOUT_PLANS.iter().any(|about| word == *about || !about.is_ascii() && word.contains(about)))
}

/// Why a text is a template or a guide to plans, if it is.
fn template_or_guide(look: &Scan) -> Option<&'static str> {
    let title = look.title()?;
    let bare = title.split_once(": ").map_or(title, |(_, rest)| rest).trim_matches(['*', '_', ' ']);
    let is_in = |open: char, close: char| bare.starts_with(open) && bare.ends_with(close) && bare.len() > 2;
    if is_in('<', '>') || is_in('[', ']') || is_in('{', '}') || title.contains("YYYY-MM-DD") || title.contains("{{") {
        return Some("a template: its title is a placeholder");
    }
    let lower = title.to_lowercase();
    let is_vocabulary =
        |word: &str| matches!(word, "execplan" | "exec" | "execution" | "plan" | "template" | "skeleton" | "milestone" | "the");
    if !look.living.make_a_plan(look.n_boxes) && lower.contains("template") && place::kebab(&lower).split('-').all(is_vocabulary) {
        return Some("a template, by its title");
    }
    let asks = ["how to use", "when to use", "when to write", "what is", "what are", "how to write", "where"];
    let is_question = |heading: &Heading| {
        let heading = heading.text.to_lowercase();
        heading.contains("execplan") && asks.iter().any(|ask| heading.starts_with(ask))
    };
    // A file of this name whose title tells what is planned, with boxes, is used as a plan.
    let is_used = names_work(title) && look.n_boxes >= 5;
    let is_named = !is_used && lower.starts_with("plans.md") || lower.contains("(execplans)") || lower == "execplans";
    let n_questions = look.headings.iter().filter(|heading| is_question(heading)).count();
    if is_named || n_questions >= 2 || look.headings.iter().any(|heading| is_question(heading) && heading.text.contains("ExecPlans")) {
        return Some("a guide to plans, by its headings");
    }
    None
}

/// Why a text whose name says template is one: it has places left to fill in.
fn filled_in_nowhere(path: &SourcePath, text: &str) -> Option<&'static str> {
    let is_blank = |line: &str| {
        line.contains("YYYY-MM-DD")
            || line.contains("{{")
            || line
                .split('<')
                .skip(1)
                .any(|rest| rest.split('>').next().is_some_and(|inner| inner.contains(' ') && inner.len() < rest.len()))
    };
    (place::is_template_name(path.stem()) && text.lines().any(is_blank)).then_some("a template: it has places left to fill in")
}

/// The plan inside the one fence that a file consists of.
fn in_fence(text: &str, look: &Scan, more: &living::Names, home: &Home, role: Role) -> Option<Found> {
    let fence = look.fence.as_ref()?;
    let inner = scan(&text[fence.inside.clone()], more);
    let by_sections = inner.living.make_a_plan(inner.n_boxes);
    let by_place = matches!(home, Home::Plans(_)) || role == Role::NamesExecPlan;
    if template_or_guide(&inner).is_some() || !(by_sections || by_place) {
        return None;
    }
    let reason =
        if by_sections { format!("one fence with living sections: {}", inner.living.in_words()) } else { "one fence, by its place".into() };
    Some(Found { reason, by_sections, inside: Some((fence.inside.clone(), fence.first_line)) })
}

/// The plans of a file that holds several: dated headings under a heading about plans (`Active Plans`), or headings that
/// have the living sections of a plan below them and are called one (`ExecPlan: Title`) or stand under such a heading.
fn parts(text: &str, look: &Scan, more: &living::Names, role: Role) -> Option<Vec<Part>> {
    let end_of = |index: usize| {
        let level = look.headings[index].level;
        look.headings[index + 1..].iter().find(|next| next.level <= level).map_or(text.len(), |next| next.start)
    };
    let holds_plan = |index: usize| {
        let inner = scan(&text[look.headings[index].start..end_of(index)], more);
        inner.living.make_a_plan(inner.n_boxes)
    };
    let mut above: Option<&Heading> = None;
    let mut outer = Living::default();
    let mut parts: Vec<Part> = Vec::new();
    let (mut level, mut n_dated, mut sample_until) = (0, 0, 0);
    for (index, heading) in look.headings.iter().enumerate() {
        if heading.start < sample_until {
            continue;
        }
        if is_sample(&heading.text) && !names_one_plan(&heading.text) {
            sample_until = end_of(index);
            continue;
        }
        let is_dated = starts_with_date(&heading.text);
        let names_plans =
            heading.text.to_lowercase().split(|c: char| !c.is_alphanumeric()).any(|word| word == "plans" || word == "execplans");
        if names_plans && !is_dated {
            above = Some(heading);
        } else if above.is_some_and(|above| heading.level <= above.level) {
            above = None;
        }
        let over = above.filter(|above| heading.level > above.level);
        let can_be_part = level == 0 || heading.level == level;
        let is_part = over.is_some() && is_dated
            || can_be_part
                && !names_plans
                && (over.is_some_and(|over| over.level > 1) || names_one_plan(&heading.text))
                && holds_plan(index);
        if is_part {
            level = if parts.is_empty() { heading.level } else { level };
            if heading.level != level {
                continue;
            }
            n_dated += usize::from(is_dated);
            parts.push(Part {
                heading: heading.text.clone(),
                range: heading.start..end_of(index),
                first_line: heading.line,
                standing: over.and_then(|over| place::heading_standing(&over.text)),
            });
        } else if level == 0 || heading.level < level {
            outer.heading(&heading.text, more);
        }
    }
    // One heading like that may be all there is of a plan, with a title above it.
    let are_sure = n_dated > 0 || parts.len() > 1 || role == Role::Guide;
    (!parts.is_empty() && are_sure && !outer.make_a_plan(look.n_boxes)).then_some(parts)
}

/// Whether a heading stands over a sample of a plan.
fn is_sample(heading: &str) -> bool {
    let lower = heading.to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).any(|word| matches!(word, "template" | "skeleton" | "example" | "format"))
}

/// Whether a heading calls what is below it a plan and says of what: `ExecPlan: Title`, `Plan 3 — Title`.
fn names_one_plan(heading: &str) -> bool {
    let lower = heading.trim_matches(['*', '_', ' ']).to_lowercase();
    let word = ["execplan", "exec plan", "execution plan", "plan"].into_iter().find_map(|word| lower.strip_prefix(word));
    let Some(rest) = word.filter(|rest| rest.starts_with([':', '：', ' '])) else { return false };
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ' || c == '#');
    let title = rest.strip_prefix([':', '：', '—', '–', '-']).map(str::trim);
    title.is_some_and(|title| !title.is_empty() && !title.starts_with(['<', '[', '{']))
}

/// Whether a heading begins with a bracketed date: `[2026-01-31] Title`.
fn starts_with_date(heading: &str) -> bool {
    let Some(rest) = heading.trim_start_matches(['*', '~', ' ']).strip_prefix('[') else { return false };
    let bytes = rest.as_bytes();
    bytes.len() > 10
        && bytes[..10].iter().enumerate().all(|(at, byte)| if at == 4 || at == 7 { *byte == b'-' } else { byte.is_ascii_digit() })
        && rest[10..].contains(']')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Lines that files of plans hold, and some that none does.
    fn line() -> impl Strategy<Value = String> {
        const LINES: &[&str] = &[
            "# PLANS.md",
            "## Active Plans",
            "## ExecPlan: é — 2026-01-02",
            "### [2026-01-02] ü",
            "### Progress",
            "### Decision Log",
            "## Template",
            "The &",
            "===",
            "---",
            "```md",
            "- [ ] a",
        ];
        prop_oneof![3 => prop::sample::select(LINES).prop_map(str::to_owned), 1 => "#{0,3} ?\\PC{0,12}"]
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_file_is_told(lines in prop::collection::vec(line(), 0..30)) {
            let text = lines.join("\n");
            let more = living::Names::default();
            let path = SourcePath::new("todo/PLANS.md");
            if let Class::Parts(parts) = classify(&path, &text, &scan(&text, &more), &more, false) {
                let mut end = 0;
                for part in parts {
                    prop_assert!(part.range.start >= end && text.get(part.range.clone()).is_some(), "{:?}", part.range);
                    end = part.range.end;
                }
            }
        }
    }
}
