//! The timeline: one row for each plan, its life as a bar, grouped by the quarter it last moved in, newest
//! first, a year to a page; parts of a plan stand below it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, date};
use serde::Serialize;

use super::format::{clip, count, counted};
use super::{Frame, Linked, Pager, Scene, Section, facts, frame, routes};
use crate::chart::{Lane, LaneMark, Shape, day, lane, lane_axis, time_labels};
use crate::model::{Archive, Node, PlanIndex, Relation};
use crate::rates::{Kind, Rates, Standing, days_between};
use crate::text::Route;

/// `timeline.html`
#[derive(Clone, Debug, Serialize)]
pub struct TimelineView {
    /// See [`Frame`].
    pub frame: Frame,
    /// `2026`
    pub year: String,
    /// What the page shows, in one sentence.
    pub lead: String,
    /// Every year with its number of plans.
    pub years: Vec<YearLink>,
    /// The quarters of this page, newest first.
    pub quarters: Vec<Quarter>,
    /// Links to the other pages of the year.
    pub pager: Pager,
    /// Plans of which nobody knows when they moved last: `12 plans have no last date`; may be empty.
    pub undated: String,
    /// The list of plans.
    pub plans_href: String,
}

/// A year in the list of years.
#[derive(Clone, Debug, Serialize)]
pub struct YearLink {
    /// `2026`
    pub text: String,
    /// Its page.
    pub href: String,
    /// How many plans.
    pub n: String,
    /// Whether it is the page's own.
    pub current: bool,
}

/// One quarter.
#[derive(Clone, Debug, Serialize)]
pub struct Quarter {
    /// `January to March 2026`
    pub title: String,
    /// For its heading.
    pub anchor: String,
    /// `14 plans last moved in it`
    pub words: String,
    /// The axis above its rows.
    pub axis: String,
    /// Its rows.
    pub rows: Vec<LaneRow>,
}

/// One plan.
#[derive(Clone, Debug, Serialize)]
pub struct LaneRow {
    /// The plan.
    pub plan: Linked,
    /// Its language; empty where it is the site's own.
    pub language: &'static str,
    /// How deep it stands below its parent.
    pub depth: usize,
    /// Class of its status.
    pub status: &'static str,
    /// Its status in words.
    pub status_words: &'static str,
    /// `12/18 steps`
    pub steps: String,
    /// When, in words: `10 Feb 2026`, `3 to 11 Feb 2026`.
    pub when: String,
    /// Of what it is a part, where that stands elsewhere.
    pub part_of: String,
    /// The row's drawing.
    pub lane: String,
}

/// Which plans stand on which page: made once for an archive.
#[derive(Clone, Debug, Default)]
pub struct Lanes {
    /// Plans by year, each with its quarter (1 to 4), newest quarter first, parents before their parts.
    years: BTreeMap<i16, Vec<(i8, PlanIndex, usize)>>,
    /// Plans without any date.
    undated: usize,
    /// The parent of each plan that has one.
    parents: BTreeMap<PlanIndex, PlanIndex>,
}

impl Lanes {
    /// Puts every plan under the quarter of its last sign of life.
    pub fn new(archive: &Archive, rates: &Rates) -> Self {
        let mut lanes = Self { parents: parents(archive), ..Self::default() };
        let mut quarters: BTreeMap<(i16, i8), Vec<(Date, PlanIndex)>> = BTreeMap::new();
        for (number, rates) in (0..).zip(&rates.plans) {
            match &rates.life {
                Some(life) => {
                    let last = life.end.last_day.min(life.end.first_day.max(life.start.last_day));
                    quarters.entry((last.year(), (last.month() - 1) / 3 + 1)).or_default().push((last, number));
                }
                None => lanes.undated += 1,
            }
        }
        for ((year, quarter), mut plans) in quarters.into_iter().rev() {
            plans.sort_by_key(|(last, number)| (std::cmp::Reverse(*last), *number));
            let rows = lanes.years.entry(year).or_default();
            rows.extend(nested(&plans, &lanes.parents).into_iter().map(|(plan, depth)| (quarter, plan, depth)));
        }
        lanes
    }

    /// Every page: year and page of the year; the newest year alone where there is none.
    pub fn pages(&self, page_size: usize) -> Vec<(i16, u32)> {
        self.years
            .iter()
            .rev()
            .flat_map(|(year, plans)| (1..=super::index::n_pages(plans.len(), page_size)).map(|page| (*year, page)))
            .collect()
    }

    /// The newest year with a plan.
    pub fn newest(&self) -> Option<i16> {
        self.years.keys().next_back().copied()
    }
}

fn parents(archive: &Archive) -> BTreeMap<PlanIndex, PlanIndex> {
    let links = archive.links.iter().filter(|link| link.relation == Relation::PartOf);
    links
        .filter_map(|link| match (&link.from, &link.to) {
            (Node::Plan(child), Node::Plan(parent)) if child != parent => Some((*child, *parent)),
            _ => None,
        })
        .collect()
}

/// The plans of a quarter in order, each followed by its parts of the same quarter. Circles are cut.
fn nested(plans: &[(Date, PlanIndex)], parents: &BTreeMap<PlanIndex, PlanIndex>) -> Vec<(PlanIndex, usize)> {
    let here: BTreeSet<PlanIndex> = plans.iter().map(|(_, plan)| *plan).collect();
    let mut children: BTreeMap<PlanIndex, Vec<PlanIndex>> = BTreeMap::new();
    let mut roots = Vec::new();
    for (_, plan) in plans {
        match parents.get(plan).filter(|parent| here.contains(parent)) {
            Some(parent) => children.entry(*parent).or_default().push(*plan),
            None => roots.push(*plan),
        }
    }
    let mut rows = Vec::new();
    let mut seen = BTreeSet::new();
    let left = plans.iter().map(|(_, plan)| *plan);
    for root in roots.into_iter().chain(left) {
        let mut stack = vec![(root, 0usize)];
        while let Some((plan, depth)) = stack.pop() {
            if seen.insert(plan) {
                rows.push((plan, depth.min(3)));
                let parts = children.get(&plan).map_or(&[][..], Vec::as_slice);
                stack.extend(parts.iter().rev().map(|part| (*part, depth + 1)));
            }
        }
    }
    rows
}

/// The timeline of a year; the newest year where none is named.
pub fn timeline(scene: &Scene<'_>, year: Option<i16>, page: u32) -> TimelineView {
    let lanes = scene.index.lanes();
    let route = routes::timeline(year, page);
    let shown = year.or_else(|| lanes.newest());
    let empty = Vec::new();
    let rows = shown.and_then(|year| lanes.years.get(&year)).unwrap_or(&empty);
    let page_size = scene.index.page_size();
    let from = (page.max(1) as usize - 1) * page_size;
    let of_page = rows.iter().skip(from).take(page_size);
    let mut quarters: BTreeMap<i8, Vec<(PlanIndex, usize)>> = BTreeMap::new();
    for (quarter, plan, depth) in of_page {
        quarters.entry(*quarter).or_default().push((*plan, *depth));
    }
    let title = shown.map_or_else(|| "Timeline".to_owned(), |year| format!("Timeline {year}"));
    let link = |to: &Route| route.link_to(to, None).as_str().to_owned();
    let undated = match lanes.undated {
        0 => String::new(),
        1 => "1 plan has no last date and is not drawn.".to_owned(),
        n => format!("{} plans have no last date and are not drawn.", count(n)),
    };
    TimelineView {
        lead: format!(
            "{} of {} last moved in {}. A bar runs from a plan's first to its last sign of life, in {}; what is known only to the day stands in the middle of that day.",
            counted(rows.len(), "plan", "plans"),
            count(scene.archive.plans.len()),
            shown.map_or_else(|| "any year".to_owned(), |year| year.to_string()),
            scene.index.clock.zone_name(),
        ),
        years: lanes
            .years
            .iter()
            .rev()
            .map(|(year, plans)| YearLink {
                text: year.to_string(),
                href: link(&routes::timeline(Some(*year), 1)),
                n: count(plans.len()),
                current: Some(*year) == shown,
            })
            .collect(),
        quarters: quarters
            .into_iter()
            .rev()
            .filter_map(|(quarter, plans)| Some(self::quarter(scene, &route, (shown?, quarter), &plans)))
            .collect(),
        pager: Pager::new(&route, page, super::index::n_pages(rows.len(), page_size), |page| routes::timeline(shown, page)),
        undated,
        plans_href: link(&routes::plans(1)),
        year: shown.map_or_else(String::new, |year| year.to_string()),
        frame: frame(scene, &route, Section::Timeline, &title),
    }
}

fn quarter(scene: &Scene<'_>, route: &Route, (year, quarter): (i16, i8), plans: &[(PlanIndex, usize)]) -> Quarter {
    let first = date(year, (quarter - 1) * 3 + 1, 1);
    let last = first.checked_add(jiff::Span::new().months(3)).and_then(|next| next.yesterday()).unwrap_or(first);
    // Only the stretch in which something happened: in a quarter of two busy days, two days.
    let lives = || plans.iter().filter_map(|(plan, _)| scene.index.rates(*plan).life);
    let from = lives().map(|life| life.start.first_day).min().unwrap_or(first).max(first);
    let to = lives().map(|life| life.end.last_day).max().unwrap_or(last).min(last);
    let axis = Axis { from, days: (days_between(from, to) + 1) as f64, zone: scene.index.zone() };
    let names = ["January to March", "April to June", "July to September", "October to December"];
    let labels = time_labels(from, to);
    Quarter {
        title: format!("{} {year}", names[usize::try_from(quarter - 1).unwrap_or(0).min(3)]),
        anchor: format!("q{quarter}"),
        words: format!("{}, drawn from {} to {}", counted(plans.len(), "plan", "plans"), day(from), day(to)),
        axis: lane_axis(&labels.into_iter().map(|(date, label)| (axis.start(date), label)).collect::<Vec<_>>()),
        rows: plans.iter().map(|(plan, depth)| row(scene, route, *plan, *depth, &axis)).collect(),
    }
}

struct Axis<'a> {
    from: Date,
    days: f64,
    zone: &'a jiff::tz::TimeZone,
}

impl Axis<'_> {
    fn start(&self, date: Date) -> f64 {
        days_between(self.from, date) as f64 / self.days
    }

    fn at(&self, at: jiff::Timestamp) -> f64 {
        let zoned = at.to_zoned(self.zone.clone());
        let share = f64::from(zoned.hour()) / 24.0 + f64::from(zoned.minute()) / 1440.0;
        self.start(zoned.date()) + share / self.days
    }
}

fn row(scene: &Scene<'_>, route: &Route, number: PlanIndex, depth: usize, axis: &Axis<'_>) -> LaneRow {
    let plan = scene.archive.plan(number);
    let rates = scene.index.rates(number);
    let state = facts::state(scene, plan);
    let when = rates.life.map_or_else(String::new, |life| reach(life.start.first_day, life.end.last_day));
    let marks = rates.events.iter().filter_map(|event| {
        let shape = match event.kind {
            Kind::Step => Shape::Step,
            Kind::Decision => Shape::Decision,
            Kind::Surprise => Shape::Surprise,
            Kind::Outcome => Shape::Outcome,
            Kind::Other => return None,
        };
        let at = (axis.at(event.moment.from) + axis.at(event.moment.to)) / 2.0;
        (0.0..=1.0).contains(&at).then_some(LaneMark { shape, at })
    });
    let marks: Vec<LaneMark> = marks.collect();
    let (from, to) = rates.life.map_or((0.0, 0.0), |life| (axis.at(life.start.from), axis.at(life.end.to)));
    let lane = lane(&Lane {
        title: format!("{}: {when}", plan.document.title),
        from: from.max(0.0),
        to: to.min(1.0),
        from_before: from < -0.001,
        open: rates.standing == Standing::Open,
        marks,
    });
    let parent = scene.index.lanes().parents.get(&number).filter(|_| depth == 0).map(|parent| scene.archive.plan(*parent));
    LaneRow {
        plan: Linked { text: clip(&plan.document.title, 90), href: route.link_to(&routes::plan(plan), None).as_str().to_owned() },
        language: scene.other_language(plan.document.language),
        depth,
        status: state.status,
        status_words: state.status_words,
        steps: if plan.progress.total > 0 { format!("{}/{} steps", plan.progress.done, plan.progress.total) } else { String::new() },
        when,
        part_of: parent.map_or_else(String::new, |parent| clip(&parent.document.title, 50)),
        lane,
    }
}

/// `10 Feb 2026`, `3 Feb to 11 Feb 2026`.
fn reach(from: Date, to: Date) -> String {
    if from == to {
        day(from)
    } else if from.year() == to.year() {
        format!("{} to {}", crate::chart::day_month(from), day(to))
    } else {
        format!("{} to {}", day(from), day(to))
    }
}
