//! Ways into a register beside time: by state, by author, by plan. Each value has pages of one line a record, so
//! that a filter works over the whole archive without scripts and without repeating its cards. Must never know how
//! the register itself is paged.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::format;
use super::index::n_pages;
use super::record::{Line, lines};
use super::{Frame, Linked, Pager, RegisterKind, RegisterSpan, Scene, Section, frame, routes};
use crate::model::{Archive, Node, OutcomeRole, PlanIndex, RecordKind, RecordRef, Relation, Shelf};
use crate::parse::people;
use crate::text::{Route, Slug, slug};

/// Records of the longest list that has pages although most records of the register are in it.
const N_MOST: usize = 200;
/// Authors named beside a register before it leads to the list of all.
const N_AUTHORS: usize = 8;
/// Authors offered by the form that combines filters.
const N_OFFERED: usize = 60;

/// What a list of records is narrowed to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Facet {
    /// Records in a state.
    State(State),
    /// Records of one author.
    Author(Slug),
    /// The list of authors.
    Authors,
    /// The list of plans.
    Plans,
}

/// A state a record can be in, of itself or through its plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// A decision another one takes the place of.
    Superseded,
    /// A decision that an outcome judges.
    Judged,
    /// A surprise that led to a decision.
    Prompted,
    /// An outcome that plays this part.
    Role(OutcomeRole),
    /// A follow-up with an empty box.
    Open,
    /// A follow-up with a ticked box.
    Done,
    /// A record of a plan on this shelf.
    Shelf(Shelf),
}

impl State {
    /// In addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Superseded => "superseded",
            Self::Judged => "judged",
            Self::Prompted => "led-to-a-decision",
            Self::Role(OutcomeRole::Result) => "results",
            Self::Role(OutcomeRole::Well) => "went-well",
            Self::Role(OutcomeRole::Badly) => "went-badly",
            Self::Role(OutcomeRole::Lesson) => "lessons",
            Self::Role(OutcomeRole::FollowUp) => "follow-ups",
            Self::Open => "open-follow-ups",
            Self::Done => "done-follow-ups",
            Self::Shelf(Shelf::Active) => "active",
            Self::Shelf(Shelf::Archived) => "archived",
            Self::Shelf(Shelf::Deleted) => "deleted",
        }
    }

    /// In a list of choices.
    fn choice(self) -> &'static str {
        match self {
            Self::Superseded => "superseded",
            Self::Judged => "judged by an outcome",
            Self::Prompted => "led to a decision",
            Self::Role(OutcomeRole::Result) => "results",
            Self::Role(OutcomeRole::Well) => "what went well",
            Self::Role(OutcomeRole::Badly) => "what went badly",
            Self::Role(OutcomeRole::Lesson) => "lessons",
            Self::Role(OutcomeRole::FollowUp) => "follow-ups without a box",
            Self::Open => "follow-ups, open",
            Self::Done => "follow-ups, done",
            Self::Shelf(Shelf::Active) => "in active plans",
            Self::Shelf(Shelf::Archived) => "in archived plans",
            Self::Shelf(Shelf::Deleted) => "in deleted plans",
        }
    }

    /// As a title.
    fn title(self, kind: RegisterKind) -> String {
        match self {
            Self::Superseded => "Superseded decisions".to_owned(),
            Self::Judged => "Decisions judged by an outcome".to_owned(),
            Self::Prompted => "Surprises that led to a decision".to_owned(),
            Self::Role(OutcomeRole::Result) => "Results".to_owned(),
            Self::Role(OutcomeRole::Well) => "What went well".to_owned(),
            Self::Role(OutcomeRole::Badly) => "What went badly".to_owned(),
            Self::Role(OutcomeRole::Lesson) => "Lessons".to_owned(),
            Self::Role(OutcomeRole::FollowUp) => "Follow-ups without a box".to_owned(),
            Self::Open => "Open follow-ups".to_owned(),
            Self::Done => "Follow-ups done".to_owned(),
            Self::Shelf(_) => format!("{} {}", kind.title(), self.choice()),
        }
    }
}

/// Everything one register can be narrowed to. Records stand as in the register, newest first.
#[derive(Clone, Debug, Default)]
pub struct Facets {
    states: BTreeMap<State, Vec<RecordRef>>,
    /// In all.
    n_records: usize,
    /// How many plans the records of a state are from.
    n_plans: BTreeMap<State, usize>,
    /// The most prolific first.
    authors: Vec<Author>,
    by_slug: BTreeMap<Slug, usize>,
    /// In the order of the newest record of each.
    plans: Vec<(PlanIndex, Vec<RecordRef>)>,
}

#[derive(Clone, Debug)]
struct Author {
    name: String,
    slug: Slug,
    records: Vec<RecordRef>,
    /// How many plans these are from.
    n_plans: usize,
}

impl Facets {
    /// Gathers them for a register with these records, in one pass over them. `relations` are those of [`Relations`].
    pub fn new(archive: &Archive, records: &[(RecordRef, Option<i16>)], relations: &Relations) -> Self {
        let mut facets = Self { n_records: records.len(), ..Self::default() };
        let mut authors: BTreeMap<Slug, Author> = BTreeMap::new();
        let mut known: BTreeMap<&str, Slug> = BTreeMap::new();
        let mut plans: BTreeMap<PlanIndex, usize> = BTreeMap::new();
        for (record, _) in records {
            for state in states(archive, *record, relations) {
                facets.states.entry(state).or_default().push(*record);
            }
            for name in names(archive, *record) {
                let slug = known.entry(name).or_insert_with(|| slug(name)).clone();
                if slug.as_str().is_empty() {
                    continue;
                }
                let author =
                    authors.entry(slug.clone()).or_insert_with(|| Author { name: name.to_owned(), slug, records: Vec::new(), n_plans: 0 });
                author.records.push(*record);
            }
            let at = *plans.entry(record.plan).or_insert(facets.plans.len());
            if at == facets.plans.len() {
                facets.plans.push((record.plan, Vec::new()));
            }
            facets.plans[at].1.push(*record);
        }
        // A state that all records share narrows nothing.
        facets.states.retain(|_, list| list.len() < records.len());
        facets.n_plans = facets.states.iter().map(|(state, records)| (*state, n_plans(records))).collect();
        facets.authors = authors.into_values().map(|author| Author { n_plans: n_plans(&author.records), ..author }).collect();
        facets.authors.sort_by(|a, b| (b.records.len(), &a.slug).cmp(&(a.records.len(), &b.slug)));
        facets.by_slug = facets.authors.iter().enumerate().map(|(at, author)| (author.slug.clone(), at)).collect();
        facets
    }

    /// Every value that has pages of its own, with the number of its rows.
    pub fn all(&self) -> impl Iterator<Item = (Facet, usize)> + '_ {
        let states = self.states.iter().filter(|(state, _)| self.has_pages(**state));
        let states = states.map(|(state, records)| (Facet::State(*state), records.len()));
        let authors = self.authors.iter().filter(|author| author.records.len() > 1);
        let authors = authors.map(|author| (Facet::Author(author.slug.clone()), author.records.len()));
        let lists = [(Facet::Authors, self.authors.len()), (Facet::Plans, self.plans.len())].into_iter().filter(|(_, n)| *n > 0);
        states.chain(authors).chain(lists)
    }

    /// Whether a state has pages: not if most records of a long register share it, which would be that register
    /// once more. It is counted, and left to the search.
    fn has_pages(&self, state: State) -> bool {
        let n = self.states.get(&state).map_or(0, Vec::len);
        n <= N_MOST || n * 4 <= self.n_records * 3
    }

    fn author(&self, slug: &Slug) -> Option<&Author> {
        self.by_slug.get(slug).map(|at| &self.authors[*at])
    }
}

fn n_plans(records: &[RecordRef]) -> usize {
    records.iter().map(|record| record.plan).collect::<BTreeSet<_>>().len()
}

/// What links say of the state of records.
#[derive(Clone, Debug, Default)]
pub struct Relations {
    superseded: BTreeSet<RecordRef>,
    judged: BTreeSet<RecordRef>,
    prompted: BTreeSet<RecordRef>,
}

impl Relations {
    /// Reads every link once.
    pub fn new(archive: &Archive) -> Self {
        let mut relations = Self::default();
        for link in &archive.links {
            match (&link.from, &link.to, link.relation) {
                (_, Node::Record(to), Relation::Supersedes) => relations.superseded.insert(*to),
                (_, Node::Record(to), Relation::Judges) => relations.judged.insert(*to),
                (Node::Record(from), _, Relation::Prompted) => relations.prompted.insert(*from),
                _ => false,
            };
        }
        relations
    }

    /// Whether another record takes the place of this one.
    pub fn is_superseded(&self, record: RecordRef) -> bool {
        self.superseded.contains(&record)
    }
}

fn states(archive: &Archive, record: RecordRef, relations: &Relations) -> Vec<State> {
    let plan = archive.plan(record.plan);
    let mut states = vec![State::Shelf(plan.shelf())];
    match record.kind {
        RecordKind::Decision => {
            states.extend(relations.superseded.contains(&record).then_some(State::Superseded));
            states.extend(relations.judged.contains(&record).then_some(State::Judged));
        }
        RecordKind::Surprise => states.extend(relations.prompted.contains(&record).then_some(State::Prompted)),
        RecordKind::Outcome => {
            let outcome = &plan.document.outcomes[record.index as usize];
            states.push(match (outcome.role, outcome.done) {
                (OutcomeRole::FollowUp, Some(true)) => State::Done,
                (OutcomeRole::FollowUp, Some(false)) => State::Open,
                (role, _) => State::Role(role),
            });
        }
        _ => {}
    }
    states
}

/// Whose a record is: its own author; else those its plan names; else who first committed the plan.
fn names(archive: &Archive, record: RecordRef) -> Vec<&str> {
    let plan = archive.plan(record.plan);
    match super::record::author(&plan.document, record) {
        Some(author) => people::split(author),
        None if !plan.document.authors.is_empty() => plan.document.authors.iter().map(String::as_str).collect(),
        None => plan.authors.first().map(String::as_str).into_iter().collect(),
    }
}

/// What stands beside a register: its values with counts, and a form for scripts that combines them.
#[derive(Clone, Debug, Serialize)]
pub struct Sidebar {
    /// Years, states, authors, plans.
    pub groups: Vec<Group>,
    /// For the query of the form: `decision`.
    pub kind: &'static str,
    /// The page for searching.
    pub search: String,
    /// Years of the form.
    pub years: Vec<Choice>,
    /// Shelves of the form.
    pub shelves: Vec<Choice>,
    /// Authors of the form.
    pub authors: Vec<String>,
}

/// Values of one kind.
#[derive(Clone, Debug, Serialize)]
pub struct Group {
    /// `Years`
    pub title: &'static str,
    /// The values.
    pub items: Vec<Choice>,
    /// Where the rest is.
    pub more: Linked,
}

/// One value.
#[derive(Clone, Debug, Serialize)]
pub struct Choice {
    /// As read.
    pub text: String,
    /// In a query.
    pub value: String,
    /// How many records it has.
    pub n: String,
    /// Its first page; empty where it has none.
    pub href: String,
    /// Whether the page is about it.
    pub current: bool,
}

/// Where the records of a state without pages are found: the search, for those on a shelf.
fn search_for(scene: &Scene<'_>, route: &Route, kind: RegisterKind, state: State) -> String {
    match state {
        State::Shelf(_) if scene.has(Section::Search) => {
            format!("{}?q=kind:{}+state:{}", route.link_to(&routes::search(), None).as_str(), kind.word(), state.word())
        }
        _ => String::new(),
    }
}

/// What stands beside the page at `route` of a register.
pub fn sidebar(scene: &Scene<'_>, route: &Route, kind: RegisterKind, span: Option<RegisterSpan>, facet: Option<&Facet>) -> Sidebar {
    let facets = scene.index.facets(kind);
    let to = |facet: &Facet| route.link_to(&routes::facet(kind, facet, 1), None).as_str().to_owned();
    let years = scene.index.register_spans(kind).iter().map(|&(of, n)| {
        let text = match of {
            RegisterSpan::Year(year) => year.to_string(),
            _ => "undated".to_owned(),
        };
        let href = route.link_to(&routes::register(kind, of, 1), None).as_str().to_owned();
        Choice { value: text.clone(), text, n: format::count(n), href, current: span == Some(of) }
    });
    let years: Vec<Choice> = years.collect();
    let states = facets.states.iter().map(|(state, records)| {
        let one = Facet::State(*state);
        Choice {
            text: state.choice().to_owned(),
            value: state.word().to_owned(),
            n: format::count(records.len()),
            href: if facets.has_pages(*state) { to(&one) } else { search_for(scene, route, kind, *state) },
            current: facet == Some(&one),
        }
    });
    let states: Vec<Choice> = states.collect();
    let current = facet.and_then(|facet| if let Facet::Author(slug) = facet { facets.author(slug) } else { None });
    let mut named: Vec<&Author> = facets.authors.iter().filter(|author| author.records.len() > 1).take(N_AUTHORS).collect();
    if let Some(current) = current.filter(|current| !named.iter().any(|author| author.slug == current.slug)) {
        named.push(current);
    }
    let authors = named.iter().map(|author| Choice {
        text: format::clip(&author.name, 26),
        value: author.name.clone(),
        n: format::count(author.records.len()),
        href: to(&Facet::Author(author.slug.clone())),
        current: current.is_some_and(|current| current.slug == author.slug),
    });
    let authors: Vec<Choice> = authors.collect();
    let list = |n: usize, words: &str, facet: Facet| match n {
        0 | 1 => Linked::default(),
        n => Linked { text: format!("all {} {words}", format::count(n)), href: to(&facet) },
    };
    let groups = vec![
        Group { title: "Years", items: years.clone(), more: Linked::default() },
        Group { title: "State", items: states.clone(), more: Linked::default() },
        Group { title: "Authors", items: authors, more: list(facets.authors.len(), "authors", Facet::Authors) },
        Group { title: "Plans", items: Vec::new(), more: list(facets.plans.len(), "plans, with counts", Facet::Plans) },
    ];
    Sidebar {
        groups: groups.into_iter().filter(|group| !group.items.is_empty() || !group.more.href.is_empty()).collect(),
        kind: kind.word(),
        search: route.link_to(&routes::search(), None).as_str().to_owned(),
        years: years.into_iter().filter(|year| year.value.starts_with(|c: char| c.is_ascii_digit())).collect(),
        shelves: states.into_iter().filter(|state| matches!(state.value.as_str(), "active" | "archived" | "deleted")).collect(),
        authors: facets.authors.iter().take(N_OFFERED).map(|author| author.name.clone()).collect(),
    }
}

/// `facet.html`
#[derive(Clone, Debug, Serialize)]
pub struct FacetView {
    /// See [`Frame`].
    pub frame: Frame,
    /// For classes and the mark: `decision`.
    pub kind: &'static str,
    /// `Superseded decisions`, `Decisions by author`.
    pub title: String,
    /// What the list holds, in a sentence.
    pub lead: String,
    /// The whole register.
    pub register: Linked,
    /// What stands beside the list.
    pub sidebar: Sidebar,
    /// The records of this page by year.
    pub years: Vec<Year>,
    /// For lists of authors and plans: what is listed.
    pub values: Vec<Value>,
    /// Where this page stands.
    pub pager: Pager,
}

/// The records of one year.
#[derive(Clone, Debug, Serialize)]
pub struct Year {
    /// `2026`
    pub title: String,
    /// Distinct on the page.
    pub id: String,
    /// One line a record.
    pub lines: Vec<Line>,
}

/// An author or plan.
#[derive(Clone, Debug, Serialize)]
pub struct Value {
    /// Its name.
    pub text: String,
    /// Its records.
    pub href: String,
    /// `12 decisions, the last on 3 Feb 2026`
    pub words: String,
    /// Language of the name; empty where it is the site's own.
    pub language: &'static str,
}

/// A page, from 1, of what a register is narrowed to.
pub fn facet(scene: &Scene<'_>, kind: RegisterKind, facet: &Facet, page: u32) -> FacetView {
    let route = routes::facet(kind, facet, page);
    let facets = scene.index.facets(kind);
    let size = scene.index.line_page_size();
    let first = (page.max(1) as usize - 1) * size;
    let (one, many) = (kind.word(), kind.plural());
    let (records, n_plans): (&[RecordRef], usize) = match facet {
        Facet::State(state) => (facets.states.get(state).map_or(&[], Vec::as_slice), facets.n_plans.get(state).copied().unwrap_or(0)),
        Facet::Author(slug) => facets.author(slug).map_or((&[], 0), |author| (author.records.as_slice(), author.n_plans)),
        Facet::Authors | Facet::Plans => (&[], 0),
    };
    let title = match facet {
        Facet::State(state) => state.title(kind),
        Facet::Author(slug) => {
            format!("{} by {}", kind.title(), facets.author(slug).map_or("", |author| author.name.as_str()))
        }
        Facet::Authors => format!("{} by author", kind.title()),
        Facet::Plans => format!("{} by plan", kind.title()),
    };
    let (n, lead) = match facet {
        Facet::Authors => {
            let n = facets.authors.len();
            let words = "A record without an author of its own counts for those its plan names.";
            (n, format!("{}, the most prolific first. {words}", format::counted(n, "author", "authors")))
        }
        Facet::Plans => {
            let n = facets.plans.len();
            (n, format!("{} with {many}, that of the newest first", format::counted(n, "plan", "plans")))
        }
        Facet::State(_) | Facet::Author(_) => {
            let plans = format::counted(n_plans, "plan", "plans");
            (records.len(), format!("{} from {plans}, newest first", format::counted(records.len(), one, many)))
        }
    };
    let shown = records.get(first..records.len().min(first + size)).unwrap_or(&[]);
    let values = match facet {
        Facet::Authors => facets.authors.iter().skip(first).take(size).map(|author| value(scene, &route, kind, author)).collect(),
        Facet::Plans => facets.plans.iter().skip(first).take(size).map(|(plan, of)| plan_value(scene, &route, kind, *plan, of)).collect(),
        Facet::State(_) | Facet::Author(_) => Vec::new(),
    };
    let head = if page > 1 { format!("{title}, page {page}") } else { title.clone() };
    FacetView {
        frame: frame(scene, &route, Section::Register(kind), &head),
        kind: one,
        title,
        lead,
        register: Linked {
            text: format!("all {many}"),
            href: route.link_to(&routes::register(kind, RegisterSpan::Latest, 1), None).as_str().to_owned(),
        },
        sidebar: sidebar(scene, &route, kind, None, Some(facet)),
        years: years(scene, &route, facet, shown),
        values,
        pager: Pager::new(&route, page, n_pages(n, size), |page| routes::facet(kind, facet, page)),
    }
}

/// The records of a page by year, without what the title of the list says of them all.
fn years(scene: &Scene<'_>, route: &Route, facet: &Facet, records: &[RecordRef]) -> Vec<Year> {
    let mut years: Vec<Year> = Vec::new();
    for (record, mut line) in records.iter().zip(lines(scene, route, records)) {
        let stamp = scene.archive.record(*record).0.stamp.as_ref();
        let title = stamp.map_or_else(|| "Without a date".to_owned(), |stamp| scene.index.clock.year(stamp).to_string());
        let is_role = matches!(facet, Facet::State(State::Role(_) | State::Done | State::Open));
        if record.kind != RecordKind::Outcome || is_role {
            line.label = "";
        }
        if matches!(facet, Facet::Author(_)) {
            line.author.clear();
        }
        match years.last_mut() {
            Some(year) if year.title == title => year.lines.push(line),
            // A year begins with the title of its first plan.
            _ => years.push(Year { id: format!("year-{}", slug(&title)), title, lines: vec![Line { leads: true, ..line }] }),
        }
    }
    years
}

/// `12 decisions, the last on 3 Feb 2026`
fn summary(scene: &Scene<'_>, kind: RegisterKind, records: &[RecordRef]) -> String {
    let last = records.iter().find_map(|record| scene.archive.record(*record).0.stamp.as_ref());
    let last = last.map_or_else(String::new, |stamp| format!(", the last on {}", scene.index.clock.time(stamp).day));
    format!("{}{last}", format::counted(records.len(), kind.word(), kind.plural()))
}

fn value(scene: &Scene<'_>, route: &Route, kind: RegisterKind, author: &Author) -> Value {
    let href = match author.records.as_slice() {
        [only] => record_href(scene, route, *only),
        _ => route.link_to(&routes::facet(kind, &Facet::Author(author.slug.clone()), 1), None).as_str().to_owned(),
    };
    Value { text: author.name.clone(), href, words: summary(scene, kind, &author.records), language: "" }
}

/// A plan leads to the first of its records as its text has them.
fn plan_value(scene: &Scene<'_>, route: &Route, kind: RegisterKind, plan: PlanIndex, records: &[RecordRef]) -> Value {
    let document = &scene.archive.plan(plan).document;
    let href = records.iter().min().map_or_else(String::new, |first| record_href(scene, route, *first));
    Value { text: document.title.clone(), href, words: summary(scene, kind, records), language: scene.other_language(document.language) }
}

fn record_href(scene: &Scene<'_>, route: &Route, record: RecordRef) -> String {
    let (target, anchor) = routes::record(scene.archive, record);
    route.link_to(&target, Some(&anchor)).as_str().to_owned()
}
