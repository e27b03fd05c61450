//! What pages look up again and again, worked out once per archive: plans by path, artifacts by path,
//! links by end, the order of lists. Linear in the archive; no page may scan it again.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use super::facets::{Facets, Relations};
use super::files::Paths;
use super::format::Clock;
use super::timeline::Lanes;
use super::{RegisterKind, RegisterSpan};
use crate::config::Config;
use crate::link::families::Families;
use crate::link::resolve::Index as References;
use crate::model::{Archive, Node, PlanIndex, RecordKind, RecordRef, Shelf, Status};
use crate::rates::{self, PlanRates, Rates};
use crate::text::{QuickHash, SourcePath};

/// See the module.
#[derive(Clone, Debug)]
pub struct Index {
    pub(super) clock: Clock,
    page_size: usize,
    /// What a reference in a text means.
    pub(super) references: References,
    /// Plans by the path of their file and of their side files.
    pub(super) by_path: HashMap<SourcePath, Vec<PlanIndex>, QuickHash>,
    /// Plans by file name, for names that are cited without their folder.
    pub(super) by_name: HashMap<String, Vec<PlanIndex>, QuickHash>,
    /// Artifacts by path.
    pub(super) artifacts: HashMap<SourcePath, (PlanIndex, u32), QuickHash>,
    /// Indices into the archive's links by the record at either end.
    links_of_record: HashMap<RecordRef, Vec<u32>, QuickHash>,
    /// Every plan as the list of plans has them: active first, then by year, newest first.
    pub(super) plan_order: Vec<PlanIndex>,
    /// The stretches of that order that stand under one heading.
    pub(super) plan_groups: Vec<PlanGroup>,
    /// How many plans say what of their state.
    pub(super) status_counts: BTreeMap<Option<Status>, usize>,
    /// Every record of each register, newest first, undated last.
    registers: [Vec<(RecordRef, Option<i16>)>; 3],
    /// The years of each, with how many records each has; newest first, undated last.
    spans: [Vec<(RegisterSpan, usize)>; 3],
    /// What each register can be narrowed to.
    facets: [Facets; 3],
    /// What links say of the state of records.
    pub(super) relations: Relations,
    /// Plans with their parents and parts.
    families: Families,
    /// The plans at the top of families, in the order of the list.
    family_order: Vec<PlanIndex>,
    /// How many plans have a record in each.
    plans_with: [usize; 3],
    /// Totals.
    pub(super) totals: Totals,
    /// How fast the work went.
    rates: Rates,
    /// Which plan stands where on the timeline.
    lanes: Lanes,
    /// Code paths with pages of their own.
    paths: Paths,
}

/// Where a plan stands in the list of plans: its shelf, and whether it is at an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Among current plans, and not at an end.
    Active,
    /// Among current plans, but by its own words at an end.
    Finished,
    /// Among finished plans.
    Archived,
    /// Gone from the tree.
    Deleted,
}

/// Where a plan stands.
fn standing(plan: &crate::model::Plan) -> Standing {
    match plan.shelf() {
        Shelf::Active if super::facts::is_finished(plan) => Standing::Finished,
        Shelf::Active => Standing::Active,
        Shelf::Archived => Standing::Archived,
        Shelf::Deleted => Standing::Deleted,
    }
}

/// Plans that follow each other in the list under one heading.
#[derive(Clone, Copy, Debug)]
pub struct PlanGroup {
    /// Where they stand.
    pub standing: Standing,
    /// Their year; `None` for active ones and those without a date.
    pub year: Option<i16>,
    /// How many.
    pub n: usize,
}

/// How much there is of everything.
#[derive(Clone, Copy, Debug, Default)]
pub struct Totals {
    /// Plans by where they stand.
    pub active: usize,
    /// See [`Totals::active`].
    pub finished: usize,
    /// See [`Totals::active`].
    pub archived: usize,
    /// See [`Totals::active`].
    pub deleted: usize,
    /// Records of each kind.
    pub steps: usize,
    /// See [`Totals::steps`].
    pub decisions: usize,
    /// See [`Totals::steps`].
    pub surprises: usize,
    /// See [`Totals::steps`].
    pub outcomes: usize,
    /// Records of every kind.
    pub records: usize,
}

impl Index {
    /// Looks everything up once.
    pub fn new(archive: &Archive, config: &Config) -> Self {
        let clock = Clock::new(&config.options().time_zone, archive.as_of);
        let plan_order = plan_order(archive, &clock);
        let configured = config.output.html.git_repository_url.clone();
        let repository = configured.or_else(|| archive.repository.as_ref().and_then(|repository| repository.url.clone()));
        let speed = || {
            let rates = rates::rates(archive, config.options());
            (Lanes::new(archive, &rates), rates)
        };
        let relations = Relations::new(archive);
        let registers = || {
            let registers = RegisterKind::ALL.map(|kind| register_order(archive, &clock, kind));
            (registers.each_ref().map(|records| Facets::new(archive, records, &relations)), registers)
        };
        let references = || (References::new(archive, repository), Paths::new(archive));
        let ((lanes, rates), ((facets, registers), (references, paths))) = rayon::join(speed, || rayon::join(registers, references));
        let (families, _) = Families::new(archive);
        let mut index = Self {
            family_order: super::family::order(&families, archive),
            families,
            references,
            plan_groups: plan_groups(archive, &clock, &plan_order),
            status_counts: status_counts(archive),
            page_size: config.options().page_size.max(1) as usize,
            by_path: HashMap::default(),
            by_name: HashMap::default(),
            artifacts: HashMap::default(),
            links_of_record: HashMap::default(),
            plan_order,
            facets,
            relations,
            spans: registers.each_ref().map(|records| spans(records)),
            registers,
            plans_with: RegisterKind::ALL
                .map(|kind| archive.plans.iter().filter(|plan| n_records(&plan.document, kind.record()) > 0).count()),
            totals: totals(archive),
            lanes,
            paths,
            rates,
            clock,
        };
        index.add_paths(archive);
        index.add_links(archive);
        index
    }

    /// As it is for `archive`, in which plan `number` alone was read again: right for the pages of that plan; the
    /// lists of other pages are those of before.
    #[must_use]
    pub fn again(&self, archive: &Archive, number: PlanIndex, config: &Config) -> Self {
        let mut index = Self { links_of_record: HashMap::default(), ..self.clone() };
        index.clock = Clock::new(&config.options().time_zone, archive.as_of);
        index.rates.again(archive, number, config.options());
        index.add_links(archive);
        index
    }

    /// How fast one plan went.
    pub(super) fn rates(&self, plan: PlanIndex) -> &PlanRates {
        &self.rates.plans[plan as usize]
    }

    /// How fast the work went.
    pub fn all_rates(&self) -> &Rates {
        &self.rates
    }

    /// Which plan stands where on the timeline.
    pub(super) fn lanes(&self) -> &Lanes {
        &self.lanes
    }

    /// Code paths with pages of their own.
    pub fn paths(&self) -> &Paths {
        &self.paths
    }

    /// The zone that times are shown in.
    pub(super) fn zone(&self) -> &jiff::tz::TimeZone {
        &self.rates.zone
    }

    /// The day of the reading in that zone.
    pub(super) fn today(&self) -> jiff::civil::Date {
        self.rates.today
    }

    /// Every page of the timeline: year and page, newest first.
    pub fn timeline_pages(&self) -> Vec<(i16, u32)> {
        self.lanes.pages(self.page_size)
    }

    /// How many pages the list of plans has; at least one.
    pub fn n_plan_pages(&self) -> u32 {
        n_pages(self.plan_order.len(), self.page_size)
    }

    /// Every page of a register: the newest of all, then each year, then the undated.
    pub fn register_pages(&self, kind: RegisterKind) -> Vec<(RegisterSpan, u32)> {
        let mut pages = vec![(RegisterSpan::Latest, 1)];
        for &(span, n) in self.register_spans(kind) {
            pages.extend((1..=n_pages(n, self.page_size)).map(|page| (span, page)));
        }
        pages
    }

    /// The years of a register with the number of records in each, newest first, undated last.
    pub(super) fn register_spans(&self, kind: RegisterKind) -> &[(RegisterSpan, usize)] {
        &self.spans[kind as usize]
    }

    /// Every record of a register with its year, newest first, undated last.
    pub(super) fn register(&self, kind: RegisterKind) -> &[(RecordRef, Option<i16>)] {
        &self.registers[kind as usize]
    }

    /// What a register can be narrowed to.
    pub(super) fn facets(&self, kind: RegisterKind) -> &Facets {
        &self.facets[kind as usize]
    }

    /// Plans with their parents and parts.
    pub(super) fn families(&self) -> &Families {
        &self.families
    }

    /// The plans at the top of families, that whose family had the last sign of life first.
    pub(super) fn family_order(&self) -> &[PlanIndex] {
        &self.family_order
    }

    /// How many pages the list of families has; none without a family.
    pub fn n_family_pages(&self) -> u32 {
        if self.family_order.is_empty() { 0 } else { n_pages(self.family_order.len(), self.page_size.div_ceil(2)) }
    }

    /// Rows on a page of lists that have one line a record.
    pub(super) fn line_page_size(&self) -> usize {
        4 * self.page_size
    }

    /// How many plans have a record in a register.
    pub(super) fn plans_with(&self, kind: RegisterKind) -> usize {
        self.plans_with[kind as usize]
    }

    /// How many pages a list of `n` rows has; at least one.
    pub fn n_pages(&self, n: usize) -> u32 {
        n_pages(n, self.page_size)
    }

    /// Rows on a page.
    pub(super) fn page_size(&self) -> usize {
        self.page_size
    }

    /// Indices of the links at either end of which this record stands.
    pub(super) fn links_of_record(&self, record: RecordRef) -> &[u32] {
        self.links_of_record.get(&record).map_or(&[], Vec::as_slice)
    }

    fn add_paths(&mut self, archive: &Archive) {
        for (number, plan) in (0..).zip(&archive.plans) {
            let source = &plan.document.source;
            for path in std::iter::once(&source.path).chain(source.sides.iter().map(|side| &side.path)) {
                self.by_path.entry(path.clone()).or_default().push(number);
            }
            // The last places a moved plan lay at still lead to it.
            for change in plan.history.iter().flat_map(|history| &history.changes) {
                if let crate::model::ChangeKind::Moved { from } = &change.kind {
                    let plans = self.by_path.entry(from.clone()).or_default();
                    if plans.is_empty() {
                        plans.push(number);
                    }
                }
            }
            self.by_name.entry(source.path.file_name().to_owned()).or_default().push(number);
            for (at, artifact) in (0..).zip(&plan.artifacts) {
                self.artifacts.entry(artifact.path.clone()).or_insert((number, at));
            }
        }
    }

    fn add_links(&mut self, archive: &Archive) {
        for (number, link) in (0..).zip(&archive.links) {
            for node in [&link.from, &link.to] {
                if let Node::Record(record) = node {
                    self.links_of_record.entry(*record).or_default().push(number);
                }
            }
        }
    }
}

/// The plan an end of a link lies in.
pub(super) fn plan_of(node: &Node) -> Option<PlanIndex> {
    match node {
        Node::Plan(plan) | Node::Heading(plan, _) => Some(*plan),
        Node::Record(record) => Some(record.plan),
        Node::File(_) | Node::Web(_) => None,
    }
}

/// How many pages `n` rows make; at least one.
pub(super) fn n_pages(n: usize, page_size: usize) -> u32 {
    u32::try_from(n.div_ceil(page_size).max(1)).unwrap_or(u32::MAX)
}

/// The year a plan is listed under: that of its end, else of its last sign of life. Active plans stand under none.
fn group_year(plan: &crate::model::Plan, clock: &Clock) -> Option<i16> {
    if standing(plan) == Standing::Active {
        return None;
    }
    plan.completed.as_ref().or(plan.updated.as_ref()).or(plan.created.as_ref()).map(|stamp| clock.year(stamp))
}

fn plan_order(archive: &Archive, clock: &Clock) -> Vec<PlanIndex> {
    let mut order: Vec<PlanIndex> = (0..).take(archive.plans.len()).collect();
    order.sort_by_key(|&number| {
        let plan = archive.plan(number);
        let year = group_year(plan, clock);
        let last = plan.updated.as_ref().or(plan.created.as_ref()).map(|stamp| stamp.at);
        (standing(plan), Reverse(year), Reverse(last), number)
    });
    order
}

fn plan_groups(archive: &Archive, clock: &Clock, order: &[PlanIndex]) -> Vec<PlanGroup> {
    let mut groups: Vec<PlanGroup> = Vec::new();
    for &number in order {
        let plan = archive.plan(number);
        let (standing, year) = (standing(plan), group_year(plan, clock));
        match groups.last_mut() {
            Some(group) if (group.standing, group.year) == (standing, year) => group.n += 1,
            _ => groups.push(PlanGroup { standing, year, n: 1 }),
        }
    }
    groups
}

fn status_counts(archive: &Archive) -> BTreeMap<Option<Status>, usize> {
    let mut counts = BTreeMap::new();
    for plan in &archive.plans {
        *counts.entry(plan.status.as_ref().map(|status| status.value)).or_default() += 1;
    }
    counts
}

fn register_order(archive: &Archive, clock: &Clock, kind: RegisterKind) -> Vec<(RecordRef, Option<i16>)> {
    let kind = kind.record();
    let mut order = Vec::new();
    for (number, plan) in (0..).zip(&archive.plans) {
        for index in (0..).take(n_records(&plan.document, kind)) {
            let record = RecordRef { plan: number, kind, index };
            let stamp = archive.record(record).0.stamp.as_ref();
            let year = stamp.map(|stamp| clock.year(stamp));
            let last = plan.updated.as_ref().map(|stamp| stamp.at);
            order.push((Reverse(year), Reverse(stamp.map(|stamp| stamp.at)), Reverse(last), record));
        }
    }
    order.sort();
    order.into_iter().map(|(year, _, _, record)| (record, year.0)).collect()
}

fn spans(records: &[(RecordRef, Option<i16>)]) -> Vec<(RegisterSpan, usize)> {
    let span = |year: Option<i16>| year.map_or(RegisterSpan::Undated, RegisterSpan::Year);
    records.chunk_by(|(_, a), (_, b)| a == b).map(|some| (span(some[0].1), some.len())).collect()
}

fn n_records(document: &crate::model::Document, kind: RecordKind) -> usize {
    match kind {
        RecordKind::Step => document.steps.len(),
        RecordKind::Criterion => document.criteria.len(),
        RecordKind::Log => document.log.len(),
        RecordKind::Decision => document.decisions.len(),
        RecordKind::Surprise => document.surprises.len(),
        RecordKind::Outcome => document.outcomes.len(),
        RecordKind::Revision => document.revisions.len(),
        RecordKind::Risk => document.risks.len(),
    }
}

fn totals(archive: &Archive) -> Totals {
    let mut totals = Totals::default();
    for plan in &archive.plans {
        match standing(plan) {
            Standing::Active => totals.active += 1,
            Standing::Finished => totals.finished += 1,
            Standing::Archived => totals.archived += 1,
            Standing::Deleted => totals.deleted += 1,
        }
        let document = &plan.document;
        totals.steps += document.steps.len();
        totals.decisions += document.decisions.len();
        totals.surprises += document.surprises.len();
        totals.outcomes += document.outcomes.len();
        totals.records += document.criteria.len() + document.log.len() + document.revisions.len() + document.risks.len();
    }
    totals.records += totals.steps + totals.decisions + totals.surprises + totals.outcomes;
    totals
}
