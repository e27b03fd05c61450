//! The overview: what moves, what is stuck, what was decided, learnt and achieved last.

use std::collections::BTreeMap;

use serde::Serialize;

use super::facts::{PlanRow, is_over, plan_row};
use super::format::{self, Time};
use super::{Frame, Linked, RegisterKind, RegisterSpan, Scene, Section, frame, routes};
use crate::diag::{Code, Diagnostic, Severity, codes};
use crate::model::{Plan, PlanIndex, RecordRef};
use crate::text::Route;

/// How many moving plans are listed before the list of plans takes over.
const N_MOVING: usize = 12;
/// How many things that need a hand are listed.
const N_ATTENTION: usize = 5;
/// How many records of each kind are listed.
const N_LATEST: usize = 5;

/// `overview.html`
#[derive(Clone, Debug, Serialize)]
pub struct OverviewView {
    /// See [`Frame`].
    pub frame: Frame,
    /// One sentence about the archive, if the configuration has one.
    pub description: String,
    /// Plans by shelf.
    pub plans: Vec<Total>,
    /// Records by kind.
    pub records: Vec<Total>,
    /// First and last sign of life in the archive: `10 Mar 2024 to 11 Feb 2026`; empty where nothing is dated.
    pub reach: String,
    /// Activity by week, as a figure; empty where there is none to show.
    pub strip: String,
    /// Active plans that moved lately.
    pub moving: Vec<Moving>,
    /// Whether any moving plan has a sparkline, a pace or a forecast.
    pub has_rates: bool,
    /// How many more there are.
    pub more_moving: usize,
    /// Days without an event after which a plan counts as standing still.
    pub stalled_after: u32,
    /// Plans finished last, shown where nothing moves.
    pub finished: Vec<PlanRow>,
    /// What needs a hand.
    pub attention: Vec<Finding>,
    /// How many more there are.
    pub more_attention: usize,
    /// Where all of them are; empty without such a page.
    pub attention_href: String,
    /// The newest records of each kind.
    pub latest: Vec<Latest>,
    /// A year by days, as a figure; empty where there is none to show.
    pub calendar: String,
    /// The list of plans.
    pub plans_href: String,
    /// The archive has no plan at all.
    pub is_empty: bool,
}

/// How many there are of something.
#[derive(Clone, Debug, Serialize)]
pub struct Total {
    /// `3,118`
    pub n: String,
    /// `steps`
    pub words: &'static str,
    /// For the mark: `step`; empty for none.
    pub kind: &'static str,
    /// Where they are listed; may be empty.
    pub href: String,
}

/// A plan that moves.
#[derive(Clone, Debug, Serialize)]
pub struct Moving {
    /// The plan.
    pub plan: PlanRow,
    /// Its steps over time, as a small figure; may be empty.
    pub sparkline: String,
    /// `2.2 / h`; may be empty.
    pub pace: String,
    /// `12–14 Feb`; may be empty.
    pub forecast: String,
}

/// Something that needs a hand.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    /// For classes and the icon: `stalled`, `contradictory`, `incomplete`, `broken`.
    pub kind: &'static str,
    /// What it is about.
    pub subject: Linked,
    /// What is the matter, as HTML.
    pub html: String,
    /// What shows it.
    pub evidence: String,
}

/// The newest records of one kind.
#[derive(Clone, Debug, Serialize)]
pub struct Latest {
    /// For the mark: `decision`.
    pub kind: &'static str,
    /// `Decisions`
    pub title: &'static str,
    /// The register.
    pub href: String,
    /// `871`
    pub n: String,
    /// The records.
    pub records: Vec<Brief>,
}

/// A record in one or two lines.
#[derive(Clone, Debug, Serialize)]
pub struct Brief {
    /// Its words, cut.
    pub text: String,
    /// Where it stands.
    pub href: String,
    /// When.
    pub when: Option<Time>,
    /// Who, where the record says so.
    pub author: String,
    /// Its plan; empty on the plan's own page.
    pub plan: Linked,
    /// What it says about its relations, in words: `after ▲ …`; may be empty.
    pub note: String,
    /// Language of its words.
    pub language: &'static str,
}

/// The overview.
pub fn overview(scene: &Scene<'_>) -> OverviewView {
    let route = routes::overview();
    let frame = frame(scene, &route, Section::Overview, scene.title);
    let moving = moving(scene);
    let attention = attention(scene, &route);
    let plans_href = route.link_to(&routes::plans(1), None).as_str().to_owned();
    let finished = if moving.is_empty() { finished(scene) } else { Vec::new() };
    OverviewView {
        description: scene.config.book.description.clone().unwrap_or_default(),
        plans: plan_totals(scene, &plans_href),
        records: record_totals(scene, &route),
        reach: reach(scene),
        strip: String::new(),
        more_moving: moving.len().saturating_sub(N_MOVING),
        moving: moving
            .into_iter()
            .take(N_MOVING)
            .map(|number| Moving {
                plan: plan_row(scene, &route, number),
                sparkline: String::new(),
                pace: String::new(),
                forecast: String::new(),
            })
            .collect(),
        has_rates: false,
        stalled_after: scene.config.options().stalled_after,
        finished: finished.into_iter().map(|number| plan_row(scene, &route, number)).collect(),
        more_attention: attention.len().saturating_sub(N_ATTENTION),
        attention: attention.into_iter().take(N_ATTENTION).collect(),
        attention_href: if scene.has(Section::Attention) {
            route.link_to(&routes::attention(), None).as_str().to_owned()
        } else {
            String::new()
        },
        latest: RegisterKind::ALL.into_iter().map(|kind| latest(scene, &route, kind)).collect(),
        calendar: String::new(),
        plans_href,
        is_empty: scene.archive.plans.is_empty(),
        frame,
    }
}

fn plan_totals(scene: &Scene<'_>, plans_href: &str) -> Vec<Total> {
    let totals = &scene.index.totals;
    [
        (totals.active, "active"),
        (totals.finished, if totals.archived > 0 { "finished, not archived" } else { "finished" }),
        (totals.archived, "archived"),
        (totals.deleted, "recovered from history"),
    ]
    .into_iter()
    .filter(|(n, words)| *n > 0 || *words == "active")
    .map(|(n, words)| Total { n: format::count(n), words, kind: "", href: plans_href.to_owned() })
    .collect()
}

fn record_totals(scene: &Scene<'_>, route: &Route) -> Vec<Total> {
    let totals = &scene.index.totals;
    let register = |kind| route.link_to(&routes::register(kind, RegisterSpan::Latest, 1), None).as_str().to_owned();
    let word = |n: usize, one: &'static str, many: &'static str| if n == 1 { one } else { many };
    vec![
        Total { n: format::count(totals.steps), words: word(totals.steps, "step", "steps"), kind: "step", href: String::new() },
        Total {
            n: format::count(totals.decisions),
            words: word(totals.decisions, "decision", "decisions"),
            kind: "decision",
            href: register(RegisterKind::Decisions),
        },
        Total {
            n: format::count(totals.surprises),
            words: word(totals.surprises, "surprise", "surprises"),
            kind: "surprise",
            href: register(RegisterKind::Surprises),
        },
        Total {
            n: format::count(totals.outcomes),
            words: word(totals.outcomes, "outcome", "outcomes"),
            kind: "outcome",
            href: register(RegisterKind::Outcomes),
        },
    ]
}

fn reach(scene: &Scene<'_>) -> String {
    let plans = &scene.archive.plans;
    let first = plans.iter().filter_map(|plan| plan.created.as_ref()).map(|stamp| stamp.at).min();
    let last = plans.iter().filter_map(|plan| plan.updated.as_ref()).map(|stamp| stamp.at).max();
    let (Some(first), Some(last)) = (first, last) else { return String::new() };
    let (first, last) = (scene.index.clock.day(first), scene.index.clock.day(last));
    if first == last { first } else { format!("{first} to {last}") }
}

/// Whole days between a plan's last sign of life and the moment of reading.
fn days_still(scene: &Scene<'_>, plan: &Plan) -> Option<i64> {
    plan.updated.as_ref().map(|stamp| scene.archive.as_of.duration_since(stamp.at).as_hours() / 24)
}

/// Active plans that are not over and had an event lately, newest first.
fn moving(scene: &Scene<'_>) -> Vec<PlanIndex> {
    let limit = i64::from(scene.config.options().stalled_after);
    let moves = |plan: &Plan| !is_over(plan) && days_still(scene, plan).is_some_and(|days| days < limit);
    scene.index.plan_order.iter().copied().filter(|number| moves(scene.archive.plan(*number))).collect()
}

fn finished(scene: &Scene<'_>) -> Vec<PlanIndex> {
    let mut done: Vec<_> = (0..)
        .zip(&scene.archive.plans)
        .filter_map(|(number, plan): (PlanIndex, _)| {
            let end = plan.completed.as_ref().or(plan.updated.as_ref())?;
            is_over(plan).then_some((std::cmp::Reverse(end.at), number))
        })
        .collect();
    done.sort();
    done.into_iter().take(N_ATTENTION).map(|(_, number)| number).collect()
}

/// Plans that stand still, then what the stages found contradictory, incomplete and broken.
fn attention(scene: &Scene<'_>, route: &Route) -> Vec<Finding> {
    let mut findings: Vec<Finding> = stalled(scene, route);
    // Where no plan was ever archived, a finished one that lies among the others is no contradiction.
    let archives = scene.index.totals.archived > 0;
    let counts = |found: &Diagnostic| found.severity != Severity::Note && (archives || found.code != codes::FINISHED_BUT_ACTIVE);
    let mut found: Vec<_> = scene.diagnostics.iter().filter(|found| counts(found)).collect();
    found.sort_by_key(|found| (rank(found.code), found.severity));
    findings.extend(found.into_iter().filter_map(|found| {
        let path = found.path.as_ref()?;
        let plan = scene.index.by_path.get(path).and_then(|plans| plans.first()).map(|number| scene.archive.plan(*number));
        let subject = match plan {
            Some(plan) => Linked { text: plan.document.title.clone(), href: route.link_to(&routes::plan(plan), None).as_str().to_owned() },
            None => Linked { text: path.file_name().to_owned(), href: String::new() },
        };
        let line = found.line.map_or_else(String::new, |line| format!(":{line}"));
        Some(Finding { kind: kind(found.code), subject, html: with_code(&found.message), evidence: format!("{path}{line}") })
    }));
    findings
}

/// The newest of the plans that stand still first: they are the likeliest to be taken up again.
fn stalled(scene: &Scene<'_>, route: &Route) -> Vec<Finding> {
    let limit = i64::from(scene.config.options().stalled_after);
    let mut stalled = Vec::new();
    for &number in &scene.index.plan_order {
        let plan = scene.archive.plan(number);
        let Some(days) = days_still(scene, plan).filter(|days| *days >= limit && !is_over(plan)) else { continue };
        let row = plan_row(scene, route, number);
        let last = row.last.as_ref().map_or("", |time| time.text.as_str());
        let step = if row.last_step.is_empty() { String::new() } else { format!("; last step: “{}”", row.last_step) };
        stalled.push(Finding {
            kind: "stalled",
            subject: Linked { text: row.title.clone(), href: row.href.clone() },
            html: format!("has stood still for {days} days"),
            evidence: format!("last event {last}{step}"),
        });
    }
    let n = stalled.len();
    // More than two of a kind would push everything else off the page.
    let rest = stalled.split_off(n.min(2));
    let more = rest.len();
    if let (Some(last), true) = (stalled.last_mut(), more > 0) {
        last.evidence.push_str(&format!(" · {} more stand still", format::count(more)));
    }
    stalled
}

/// A message as HTML; what stands in backticks is code.
pub(super) fn with_code(message: &str) -> String {
    let mut html = String::with_capacity(message.len() + 16);
    let mut parts = message.split('`').peekable();
    let mut is_code = false;
    while let Some(part) = parts.next() {
        if is_code && parts.peek().is_some() {
            html.push_str(&format!("<code>{}</code>", crate::text::escape(part)));
        } else {
            html.push_str(if is_code { "`" } else { "" });
            html.push_str(&crate::text::escape(part));
        }
        is_code = !is_code;
    }
    html
}

fn kind(code: Code) -> &'static str {
    let kinds: BTreeMap<Code, &'static str> = [
        (codes::ARCHIVED_IN_PROGRESS, "contradictory"),
        (codes::COMPLETE_WITH_OPEN_STEPS, "contradictory"),
        (codes::FINISHED_BUT_ACTIVE, "contradictory"),
        (codes::DUPLICATE_ID, "contradictory"),
        (codes::EMPTY_FILE, "incomplete"),
        (codes::UNCLOSED_FENCE, "incomplete"),
    ]
    .into();
    kinds.get(&code).copied().unwrap_or("broken")
}

fn rank(code: Code) -> u8 {
    match kind(code) {
        "contradictory" => 0,
        "incomplete" => 1,
        _ => 2,
    }
}

fn latest(scene: &Scene<'_>, route: &Route, kind: RegisterKind) -> Latest {
    let records = scene.index.register(kind);
    Latest {
        kind: kind.word(),
        title: kind.title(),
        href: route.link_to(&routes::register(kind, RegisterSpan::Latest, 1), None).as_str().to_owned(),
        n: format::count(records.len()),
        records: records.iter().take(N_LATEST).map(|(record, _)| brief(scene, route, *record)).collect(),
    }
}

/// A record in one or two lines, with its plan.
pub(super) fn brief(scene: &Scene<'_>, route: &Route, record: RecordRef) -> Brief {
    let plan = scene.archive.plan(record.plan);
    let (meta, words) = scene.archive.record(record);
    let (target, anchor) = routes::record(scene.archive, record);
    Brief {
        text: format::clip(&words.text, 104),
        href: route.link_to(&target, Some(&anchor)).as_str().to_owned(),
        when: meta.stamp.as_ref().map(|stamp| scene.index.clock.time(stamp)),
        author: super::record::author(&plan.document, record).map_or_else(String::new, |author| format::clip(author, 28)),
        plan: Linked { text: format::clip(&plan.document.title, 56), href: route.link_to(&routes::plan(plan), None).as_str().to_owned() },
        note: String::new(),
        language: plan.document.language,
    }
}
