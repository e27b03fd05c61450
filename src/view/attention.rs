//! What needs a hand: plans that stand still, what contradicts itself, what is incomplete, what is broken;
//! each with its place, why it is listed and what to do about it.

use serde::Serialize;

use super::format::{self, clip, count};
use super::resolve::blob_url;
use super::{Frame, Linked, Scene, Section, frame, progress, routes};
use crate::chart::day;
use crate::diag::{Code, Diagnostic, Severity, codes};
use crate::model::{Plan, PlanIndex, RecordRef, SectionKind, Shelf};
use crate::rates::{PlanRates, Stalled, Standing, stalled_threshold};
use crate::text::Route;

/// `attention.html`
#[derive(Clone, Debug, Serialize)]
pub struct AttentionView {
    /// See [`Frame`].
    pub frame: Frame,
    /// What the page shows, in one sentence.
    pub lead: String,
    /// The findings by kind; kinds without any are left out.
    pub groups: Vec<Group>,
}

/// Findings of one kind.
#[derive(Clone, Debug, Serialize)]
pub struct Group {
    /// For classes and the icon: `stalled`, `contradictory`, `incomplete`, `broken`.
    pub kind: &'static str,
    /// `Standing still`
    pub title: &'static str,
    /// What the kind means, in one sentence.
    pub meaning: String,
    /// How many there are.
    pub n: String,
    /// The first of them.
    pub findings: Vec<Finding>,
    /// How many more there are, as HTML; may be empty.
    pub more: String,
}

/// Something that needs a hand.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    /// For classes and the icon.
    pub kind: &'static str,
    /// What it is about.
    pub subject: Linked,
    /// What is the matter, as HTML.
    pub html: String,
    /// What shows it: evidence and, on the overview, the place.
    pub evidence: String,
    /// File and line, with a link into the repository where there is one.
    pub place: Linked,
    /// What to do about it, as HTML.
    pub advice: String,
}

/// The kinds with their titles, in order.
pub const KINDS: [(&str, &str); 4] =
    [("stalled", "Standing still"), ("contradictory", "Contradictory"), ("incomplete", "Incomplete"), ("broken", "Broken")];

/// The page.
pub fn attention(scene: &Scene<'_>) -> AttentionView {
    let route = routes::attention();
    let most = scene.index.page_size();
    let options = scene.config.options();
    let groups: Vec<Group> = KINDS
        .into_iter()
        .filter_map(|(kind, title)| {
            let (findings, n) = findings(scene, &route, kind, most);
            let more = n - findings.len();
            (n > 0).then(|| Group {
                kind,
                title,
                meaning: match kind {
                    "stalled" => format!(
                        "Open plans without an event for more than {} days, or three times their usual interval where that is longer, as of {}.",
                        options.stalled_after,
                        day(scene.index.today())
                    ),
                    "contradictory" => "What a plan says of itself disagrees with where it lies or with its own steps.".to_owned(),
                    "incomplete" => "Something was begun and not written to its end.".to_owned(),
                    _ => "Something refers to what is not there, or could not be read as it was meant.".to_owned(),
                },
                n: count(n),
                findings,
                more: if more > 0 { format!("{} more of this kind; <code>execplan-site check</code> lists them all", count(more)) } else { String::new() },
            })
        })
        .collect();
    let words: Vec<String> = groups.iter().map(|group| format!("{} {}", group.n, group.title.to_lowercase())).collect();
    let mut lead = if groups.is_empty() {
        "Nothing stands still, contradicts itself or is broken.".to_owned()
    } else {
        format!("{}. Each with its place, the reason, and what to do about it.", words.join(", "))
    };
    let gone = scene.diagnostics.iter().filter(|found| found.severity != Severity::Note && is_gone(scene, found)).count();
    if gone > 0 {
        lead.push_str(&format!(" {} more in plans that are gone from the tree, where nothing can be mended, are left out.", count(gone)));
    }
    AttentionView { frame: frame(scene, &route, Section::Attention, "Attention"), lead, groups }
}

/// The first findings of a kind, at most `most`, and how many there are.
pub fn findings(scene: &Scene<'_>, route: &Route, kind: &'static str, most: usize) -> (Vec<Finding>, usize) {
    if kind == "stalled" {
        return stalled(scene, route, most);
    }
    // Where no plan was ever archived, a finished one that lies among the others is no contradiction.
    let archives = scene.index.totals.archived > 0;
    let counts = |found: &Diagnostic| {
        !is_gone(scene, found)
            && found.severity != Severity::Note
            && found.path.is_some()
            && (archives || found.code != codes::FINISHED_BUT_ACTIVE)
    };
    let mut found: Vec<&Diagnostic> = scene.diagnostics.iter().filter(|found| counts(found) && self::kind(found.code) == kind).collect();
    found.sort_by_key(|found| found.severity);
    let mut findings: Vec<Finding> = found.iter().take(most).map(|found| of_diagnostic(scene, route, found)).collect();
    let mut n = found.len();
    if kind == "incomplete" {
        for number in unfinished_outcomes(scene) {
            n += 1;
            if findings.len() < most {
                findings.push(without_outcome(scene, route, number));
            }
        }
    }
    (findings, n)
}

/// Whether a finding lies in a plan that was deleted from the tree: nobody can mend it any more.
fn is_gone(scene: &Scene<'_>, found: &Diagnostic) -> bool {
    let plans = found.path.as_ref().and_then(|path| scene.index.by_path.get(path));
    plans.is_some_and(|plans| !plans.is_empty() && plans.iter().all(|number| scene.archive.plan(*number).shelf() == Shelf::Deleted))
}

/// The kind a code belongs to.
pub fn kind(code: Code) -> &'static str {
    const CONTRADICTORY: [Code; 5] = [
        codes::ARCHIVED_IN_PROGRESS,
        codes::CIRCULAR_FAMILY,
        codes::COMPLETE_WITH_OPEN_STEPS,
        codes::FINISHED_BUT_ACTIVE,
        codes::DUPLICATE_ID,
    ];
    const INCOMPLETE: [Code; 3] = [codes::EMPTY_FILE, codes::UNCLOSED_FENCE, codes::MERGE_CONFLICT];
    if CONTRADICTORY.contains(&code) {
        "contradictory"
    } else if INCOMPLETE.contains(&code) {
        "incomplete"
    } else {
        "broken"
    }
}

fn of_diagnostic(scene: &Scene<'_>, route: &Route, found: &Diagnostic) -> Finding {
    let path = found.path.as_ref();
    let plan =
        path.and_then(|path| scene.index.by_path.get(path)).and_then(|plans| plans.first()).map(|number| scene.archive.plan(*number));
    let subject = match (plan, path) {
        (Some(plan), _) => linked(plan, route),
        (None, Some(path)) => Linked { text: path.file_name().to_owned(), href: String::new() },
        (None, None) => Linked::default(),
    };
    let deleted = plan.is_some_and(|plan| plan.shelf() == Shelf::Deleted);
    let place = path.map_or_else(Linked::default, |path| {
        let line = found.line.map_or_else(String::new, |line| format!(":{line}"));
        let anchor = found.line.map(|line| format!("L{line}"));
        let href = if deleted { None } else { blob_url(scene, path, anchor.as_deref()) };
        Linked { text: format!("{path}{line}"), href: href.unwrap_or_default() }
    });
    Finding {
        kind: kind(found.code),
        subject,
        html: format::with_code(&found.message),
        evidence: String::new(),
        place,
        advice: format::with_code(found.help.as_deref().unwrap_or_else(|| advice(found.code))),
    }
}

/// What to do about a finding that does not say so itself.
fn advice(code: Code) -> &'static str {
    const ADVICE: [(Code, &str); 12] = [
        (codes::AMBIGUOUS_REFERENCE, "name the plan by its path or its id"),
        (codes::ARCHIVED_IN_PROGRESS, "set its status to what became of it, or move it back among the active plans"),
        (codes::BAD_DATE, "mend the date"),
        (codes::COMPLETE_WITH_OPEN_STEPS, "tick or strike the open steps, or change the status"),
        (codes::DANGLING_REFERENCE, "mend or remove the reference"),
        (codes::DUPLICATE_ID, "give one of the two another id"),
        (codes::EMPTY_FILE, "write the plan or remove the file"),
        (codes::FINISHED_BUT_ACTIVE, "write its outcome, set its status to complete and archive it"),
        (codes::FUTURE_DATE, "mend the date"),
        (codes::MERGE_CONFLICT, "resolve the conflict"),
        (codes::OUTSIDE_ROOT, "point the link into the repository"),
        (codes::UNCLOSED_FENCE, "close the code fence"),
    ];
    ADVICE.iter().find(|(known, _)| *known == code).map_or("", |(_, advice)| advice)
}

/// Open plans that stand still, those that moved last first: they are the likeliest to be taken up again.
fn stalled(scene: &Scene<'_>, route: &Route, most: usize) -> (Vec<Finding>, usize) {
    let mut still: Vec<(i64, PlanIndex, &PlanRates, &Stalled)> = (0..)
        .zip(&scene.index.all_rates().plans)
        .filter_map(|(number, rates)| rates.stalled.as_ref().map(|stalled| (stalled.days, number, rates, stalled)))
        .collect();
    still.sort_by_key(|(days, number, ..)| (*days, *number));
    let findings = still.iter().take(most).map(|(_, number, rates, stalled)| of_stalled(scene, route, *number, rates, stalled));
    (findings.collect(), still.len())
}

fn of_stalled(scene: &Scene<'_>, route: &Route, number: PlanIndex, rates: &PlanRates, stalled: &Stalled) -> Finding {
    let plan = scene.archive.plan(number);
    let last = stalled.last.and_then(|index| rates.events.get(index));
    let (last_words, line) = match last {
        Some(event) => {
            let record = RecordRef { plan: number, kind: event.record.0, index: event.record.1 };
            let (meta, words) = scene.archive.record(record);
            let when = meta.stamp.as_ref().map_or_else(String::new, |stamp| progress::when_of(scene, stamp, event.moment.known));
            (format!("last: “{}”, {when}", clip(&words.text, 70)), Some(meta.place.line))
        }
        None => (format!("last change on {}", day(stalled.since)), None),
    };
    let interval = match (stalled.usual, stalled.own) {
        (Some(1), true) => "it used to move every day; ".to_owned(),
        (Some(usual), true) => format!("it used to move every {usual} days; "),
        (Some(1), false) => "plans here usually move every day; ".to_owned(),
        (Some(usual), false) => format!("plans here usually move every {usual} days; "),
        (None, _) => String::new(),
    };
    let limit = stalled_threshold(scene.config.options().stalled_after, stalled.usual);
    let path = &plan.document.source.path;
    let anchor = line.map(|line| format!("L{line}"));
    Finding {
        kind: "stalled",
        subject: linked(plan, route),
        html: format!("has stood still for {} days, since {}", count(usize::try_from(stalled.days).unwrap_or(0)), day(stalled.since)),
        evidence: format!("{interval}{last_words}"),
        place: Linked {
            text: format!("{path}{}", line.map_or_else(String::new, |line| format!(":{line}"))),
            href: blob_url(scene, path, anchor.as_deref()).unwrap_or_default(),
        },
        advice: format!("tick what is done, write what it waits for, or archive it (listed from {limit} days on)"),
    }
}

/// Finished plans that keep a section for outcomes and left it empty.
fn unfinished_outcomes<'a>(scene: &Scene<'a>) -> impl Iterator<Item = PlanIndex> + use<'a> {
    let index = scene.index;
    (0..).zip(&scene.archive.plans).filter_map(move |(number, plan): (PlanIndex, &Plan)| {
        let document = &plan.document;
        let finished = index.rates(number).standing == Standing::Finished;
        let kept = document.sections.iter().any(|section| section.kind == Some(SectionKind::Outcomes));
        (finished && kept && document.outcomes.is_empty()).then_some(number)
    })
}

fn without_outcome(scene: &Scene<'_>, route: &Route, number: PlanIndex) -> Finding {
    let plan = scene.archive.plan(number);
    let path = &plan.document.source.path;
    let section = plan.document.sections.iter().find(|section| section.kind == Some(SectionKind::Outcomes));
    let line = section.map_or(1, |section| section.place.line);
    Finding {
        kind: "incomplete",
        subject: linked(plan, route),
        html: "is finished, but its section for outcomes is empty".to_owned(),
        evidence: String::new(),
        place: Linked { text: format!("{path}:{line}"), href: blob_url(scene, path, Some(&format!("L{line}"))).unwrap_or_default() },
        advice: "write what came of it and what was learnt".to_owned(),
    }
}

fn linked(plan: &Plan, route: &Route) -> Linked {
    Linked { text: clip(&plan.document.title, 90), href: route.link_to(&routes::plan(plan), None).as_str().to_owned() }
}
