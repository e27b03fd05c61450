//! The overview: what moves, what is stuck, what was decided, learnt and achieved last.

use serde::Serialize;

use super::facts::{PlanRow, is_over, plan_row};
use super::format::{self, Time};
use super::{Frame, Linked, RegisterKind, RegisterSpan, Scene, Section, activity, attention, frame, progress, routes};
use crate::model::{PlanIndex, RecordRef};
use crate::rates::{Standing, days_between};
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
    /// Whether any moving plan has a sparkline.
    pub has_sparklines: bool,
    /// Whether any moving plan has a pace or a forecast.
    pub has_rates: bool,
    /// How many more there are.
    pub more_moving: usize,
    /// Days without an event after which a plan counts as standing still.
    pub stalled_after: u32,
    /// Plans finished last or, without any, open ones, shown where nothing moves.
    pub others: Vec<PlanRow>,
    /// What these are: `Finished last`.
    pub others_are: &'static str,
    /// How many more open plans there are.
    pub more_others: usize,
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
    /// Language of its words; empty where it is the site's own.
    pub language: &'static str,
}

/// The overview.
pub fn overview(scene: &Scene<'_>) -> OverviewView {
    let route = routes::overview();
    let frame = frame(scene, &route, Section::Overview, scene.title);
    let moving = moving(scene);
    let (attention, n_attention) = needs_attention(scene, &route);
    let plans_href = route.link_to(&routes::plans(1), None).as_str().to_owned();
    let (others, others_are, more_others) = if moving.is_empty() { others(scene) } else { (Vec::new(), "", 0) };
    let rows: Vec<Moving> = moving.iter().take(N_MOVING).map(|number| moving_row(scene, &route, *number)).collect();
    let has_rates = moving.iter().take(N_MOVING).any(|number| scene.index.rates(*number).pace.per_active_day.is_some());
    OverviewView {
        description: scene.config.book.description.clone().unwrap_or_default(),
        plans: plan_totals(scene, &plans_href),
        records: record_totals(scene, &route),
        reach: reach(scene),
        strip: activity::strip(scene),
        more_moving: moving.len().saturating_sub(N_MOVING),
        has_sparklines: rows.iter().any(|row| !row.sparkline.is_empty()),
        moving: rows,
        has_rates,
        stalled_after: scene.config.options().stalled_after,
        others: others.into_iter().map(|number| plan_row(scene, &route, number)).collect(),
        others_are,
        more_others,
        more_attention: n_attention.saturating_sub(attention.len()),
        attention,
        attention_href: if scene.has(Section::Attention) {
            route.link_to(&routes::attention(), None).as_str().to_owned()
        } else {
            String::new()
        },
        latest: RegisterKind::ALL.into_iter().map(|kind| latest(scene, &route, kind)).collect(),
        calendar: activity::calendar(scene),
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

/// Open plans that had an event lately, newest first.
fn moving(scene: &Scene<'_>) -> Vec<PlanIndex> {
    let limit = i64::from(scene.config.options().stalled_after);
    let moves = |number: PlanIndex| {
        let rates = scene.index.rates(number);
        let last = rates.life.filter(|_| rates.standing == Standing::Open).map(|life| life.end.last_day);
        last.is_some_and(|last| days_between(last, scene.index.today()) <= limit)
    };
    scene.index.plan_order.iter().copied().filter(|number| moves(*number)).collect()
}

fn moving_row(scene: &Scene<'_>, route: &Route, number: PlanIndex) -> Moving {
    Moving {
        plan: plan_row(scene, route, number),
        sparkline: progress::sparkline(scene, number),
        pace: progress::pace(scene, number),
        forecast: progress::finish(scene, number),
    }
}

/// What is shown in place of plans that move, what it is, and how many more open plans there are.
fn others(scene: &Scene<'_>) -> (Vec<PlanIndex>, &'static str, usize) {
    let finished = finished(scene);
    if !finished.is_empty() {
        return (finished, "Finished last", 0);
    }
    let is_open = |number: &PlanIndex| scene.index.rates(*number).standing == Standing::Open;
    let mut open: Vec<PlanIndex> = scene.index.plan_order.iter().copied().filter(is_open).collect();
    let more = open.len().saturating_sub(N_MOVING);
    open.truncate(N_MOVING);
    (open, "Open plans", more)
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

/// The first of each kind that needs a hand, and how many there are of all.
fn needs_attention(scene: &Scene<'_>, route: &Route) -> (Vec<Finding>, usize) {
    let mut shown: Vec<Finding> = Vec::new();
    let mut total = 0;
    // More than two of a kind would push everything else off the page.
    let mut rest: Vec<Finding> = Vec::new();
    for (kind, _) in attention::KINDS {
        let (found, n) = attention::findings(scene, route, kind, N_ATTENTION);
        total += n;
        for (at, finding) in found.into_iter().enumerate() {
            let evidence = if finding.evidence.is_empty() { finding.place.text } else { finding.evidence };
            let finding = Finding { kind: finding.kind, subject: finding.subject, html: finding.html, evidence };
            if at < 2 { shown.push(finding) } else { rest.push(finding) }
        }
    }
    shown.extend(rest);
    shown.truncate(N_ATTENTION);
    (shown, total)
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
    let (meta, _) = scene.archive.record(record);
    let (target, anchor) = routes::record(scene.archive, record);
    Brief {
        text: format::clip(&scene.archive.said(record), 88),
        href: route.link_to(&target, Some(&anchor)).as_str().to_owned(),
        when: meta.stamp.as_ref().map(|stamp| scene.index.clock.time(stamp)),
        author: super::record::author(&plan.document, record).map_or_else(String::new, |author| format::clip(author, 28)),
        plan: Linked { text: format::clip(&plan.document.title, 56), href: route.link_to(&routes::plan(plan), None).as_str().to_owned() },
        note: String::new(),
        language: scene.other_language(plan.document.language),
    }
}
