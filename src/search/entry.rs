//! What is searched: one entry for each record of the archive, each stretch of prose between records, and
//! each plan as a whole. Made from the linked archive alone; it must never know how entries are indexed.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::plain::{plain, push_words};
use crate::model::{Archive, Document, Place, Plan, RecordMeta, Shelf, Stamp, Status};
use crate::text::{Anchor, Route, Slug, SourcePath, Span};

/// Texts longer than this many bytes are cut into several entries, so that no excerpt needs a large file
/// and a long section does not drown its own words.
const MAX_TEXT: usize = 3000;

/// Kinds of entries. Their order is the order of entries within a plan, and breaks ties.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A plan as a whole: its title, header and summary.
    Plan,
    /// See [`crate::model::Decision`].
    Decision,
    /// See [`crate::model::Surprise`].
    Surprise,
    /// See [`crate::model::Outcome`].
    Outcome,
    /// See [`crate::model::Step`].
    Step,
    /// See [`crate::model::Criterion`].
    Criterion,
    /// See [`crate::model::LogEntry`].
    Log,
    /// See [`crate::model::Risk`].
    Risk,
    /// See [`crate::model::Revision`].
    Revision,
    /// Prose of a section that is no record.
    Section,
    /// The text of an artifact.
    Artifact,
}

impl Kind {
    /// Every kind, in order.
    pub const ALL: [Self; 11] = [
        Self::Plan,
        Self::Decision,
        Self::Surprise,
        Self::Outcome,
        Self::Step,
        Self::Criterion,
        Self::Log,
        Self::Risk,
        Self::Revision,
        Self::Section,
        Self::Artifact,
    ];

    /// The word used in `kind:`, classes and JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::Decision => "decision",
            Self::Surprise => "surprise",
            Self::Outcome => "outcome",
            Self::Step => "step",
            Self::Criterion => "criterion",
            Self::Log => "log",
            Self::Risk => "risk",
            Self::Revision => "revision",
            Self::Section => "section",
            Self::Artifact => "artifact",
        }
    }
}

/// The words of `state:`, in the order of [`state_number`].
pub const STATES: [&str; 3] = ["active", "archived", "deleted"];

/// The words of `status:`, in the order of [`status_number`]; `unknown` where the plan says nothing.
pub const STATUSES: [&str; 7] = ["unknown", "proposed", "in-progress", "blocked", "complete", "superseded", "abandoned"];

/// Index of a shelf in [`STATES`].
pub fn state_number(shelf: Shelf) -> usize {
    match shelf {
        Shelf::Active => 0,
        Shelf::Archived => 1,
        Shelf::Deleted => 2,
    }
}

/// Index of a status in [`STATUSES`].
pub fn status_number(status: Option<Status>) -> usize {
    match status {
        None => 0,
        Some(Status::Proposed) => 1,
        Some(Status::InProgress) => 2,
        Some(Status::Blocked) => 3,
        Some(Status::Complete) => 4,
        Some(Status::Superseded) => 5,
        Some(Status::Abandoned) => 6,
    }
}

/// What all entries of a plan share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanFacts {
    /// The plan's id.
    pub id: Slug,
    /// Its title.
    pub title: String,
    /// Its file.
    pub path: SourcePath,
    /// Index into [`STATES`].
    pub state: u8,
    /// Index into [`STATUSES`].
    pub status: u8,
    /// Its people.
    pub authors: Vec<String>,
}

impl PlanFacts {
    /// Where the plan's page lies.
    pub fn route(&self) -> Route {
        Route::new(format!("plans/{}/", self.id))
    }

    /// Where an entry of it lies.
    pub fn route_of(&self, entry: &Entry) -> Route {
        let plan = self.route();
        match entry.kind {
            Kind::Artifact => Route::new(format!("{plan}artifacts/{}/", entry.heading)),
            _ if entry.page > 1 => Route::new(format!("{plan}{}/", entry.page)),
            _ => plan,
        }
    }
}

/// One thing that can be found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Index into [`Records::plans`].
    pub plan: u32,
    /// What it is.
    pub kind: Kind,
    /// The heading it stands under; for a plan its title, for an artifact its name.
    pub heading: String,
    /// Its words, without marks.
    pub text: String,
    /// Place on the plan's page; empty for the plan itself and for artifacts.
    pub anchor: Anchor,
    /// Which page of the plan that is, from 1.
    pub page: u32,
    /// Its own author, where it names one; else the plan's count.
    pub author: Option<String>,
    /// Day since 1970-01-01 that date filters compare: its own, else the plan's last sign of life.
    pub day: Option<i32>,
    /// Whether `day` is the entry's own.
    pub dated: bool,
    /// Line in the plan's file.
    pub line: u32,
    /// The first bytes of `text` that may be quoted; what follows is only there to be found.
    pub quoted: u32,
    /// Where the words stand in the plan's own text, if they stand there: a stretch of whole lines.
    pub place: Option<Span>,
    /// How `anchor` follows from the words at `place`, if it does.
    pub named: Option<Named>,
}

/// An anchor made of the kind and the first words of a stretch; see [`first_words`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Words of the stretch before those of the anchor.
    pub skipped: u16,
    /// The number at its end; 0 for none.
    pub number: u32,
}

impl Entry {
    /// What of its words may be shown.
    pub fn quoted(&self) -> &str {
        self.text.get(..self.quoted as usize).unwrap_or(&self.text)
    }
}

/// Every entry of an archive, most recently touched plan first; entries of a plan stand together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Records {
    /// The plans.
    pub plans: Vec<PlanFacts>,
    /// The entries, by plan, then kind, then place.
    pub entries: Vec<Entry>,
}

impl Records {
    /// The entries of an archive. `artifacts` holds the text of artifacts that are to be found too, by path.
    pub fn of(archive: &Archive, artifacts: &BTreeMap<SourcePath, String>) -> Self {
        Self::looked_at(archive, artifacts, |_, _, _| ()).0
    }

    /// As [`Records::of`]; `look` sees each run of plans with their entries, and the number of the first, while the others
    /// are still being gathered. It may take from entries what nobody asks for later. What it says comes in order.
    pub fn looked_at<T, F>(archive: &Archive, artifacts: &BTreeMap<SourcePath, String>, look: F) -> (Self, Vec<T>)
    where
        T: Send,
        F: Fn(u32, &[PlanFacts], &mut [Entry]) -> T + Sync,
    {
        let mut plans: Vec<&Plan> = archive.plans.iter().collect();
        plans.sort_by(|a, b| {
            let newest = |plan: &Plan| plan.updated.as_ref().map(|stamp| stamp.at);
            newest(b).cmp(&newest(a)).then_with(|| a.document.source.path.cmp(&b.document.source.path)).then_with(|| a.id.cmp(&b.id))
        });
        let length = run_length(plans.len());
        let gather = |(run, plans): (usize, &[&Plan])| {
            let first = count(run * length);
            let facts: Vec<PlanFacts> = plans.iter().map(|plan| facts(plan)).collect();
            let mut entries: Vec<Entry> = (first..).zip(plans).flat_map(|(number, plan)| gather(number, plan, artifacts)).collect();
            let said = look(first, &facts, &mut entries);
            entries.shrink_to_fit();
            (facts, entries, said)
        };
        let runs: Vec<_> = plans.par_chunks(length).enumerate().map(gather).collect();
        let mut records = Self { plans: Vec::with_capacity(plans.len()), entries: Vec::new() };
        records.entries.reserve_exact(runs.iter().map(|(_, entries, _)| entries.len()).sum());
        let said = runs.into_iter().map(|(facts, entries, said)| {
            records.plans.extend(facts);
            records.entries.extend(entries);
            said
        });
        let said = said.collect();
        (records, said)
    }

    /// The plans and entries by runs, each with the number of its first plan.
    pub(super) fn runs(&mut self) -> Vec<(u32, &[PlanFacts], &mut [Entry])> {
        let length = run_length(self.plans.len());
        let mut rest = &mut self.entries[..];
        let run = |(run, plans): (usize, _)| {
            let end = rest.partition_point(|entry| (entry.plan as usize) < (run + 1) * length);
            let (own, others) = std::mem::take(&mut rest).split_at_mut(end);
            rest = others;
            (count(run * length), plans, own)
        };
        self.plans.chunks(length).enumerate().map(run).collect()
    }

    /// The authors that count for an entry: its own, else the plan's.
    pub fn authors<'a>(&'a self, entry: &'a Entry) -> &'a [String] {
        match &entry.author {
            Some(author) => std::slice::from_ref(author),
            None => &self.plans[entry.plan as usize].authors,
        }
    }

    /// Where an entry's page lies.
    pub fn route(&self, entry: &Entry) -> Route {
        self.plans[entry.plan as usize].route_of(entry)
    }
}

/// How many plans are looked at together: enough runs for every core, and few enough that words are not kept often.
fn run_length(n_plans: usize) -> usize {
    (n_plans / 16).clamp(64, 1024)
}

/// The entries of one plan, by kind and place.
fn gather(number: u32, plan: &Plan, artifacts: &BTreeMap<SourcePath, String>) -> Vec<Entry> {
    let mut gather = Gather { plan, number, places: places(&plan.document), entries: Vec::new() };
    gather.plan_itself();
    gather.records();
    gather.prose();
    gather.artifacts(artifacts);
    gather.entries.sort_by_key(|entry| entry.kind);
    gather.entries
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn facts(plan: &Plan) -> PlanFacts {
    PlanFacts {
        id: plan.id.clone(),
        title: plan.document.title.clone(),
        path: plan.document.source.path.clone(),
        state: state_number(plan.shelf()) as u8,
        status: status_number(plan.status.as_ref().map(|status| status.value)) as u8,
        authors: plan.authors.clone(),
    }
}

/// The day of a stamp, counted from 1970-01-01 in UTC.
pub fn day_of(stamp: &Stamp) -> i32 {
    i32::try_from(stamp.at.as_second().div_euclid(86_400)).unwrap_or(0)
}

/// Collects the entries of one plan.
struct Gather<'a> {
    plan: &'a Plan,
    number: u32,
    /// Where the plan's records stand, by part and beginning; and how far those of the part up to each reach.
    places: Vec<(Place, u32)>,
    entries: Vec<Entry>,
}

impl Gather<'_> {
    fn push(&mut self, mut entry: Entry, text: &Words) {
        if entry.day.is_none() {
            entry.day = self.plan.updated.as_ref().map(day_of);
        }
        let pieces = pieces(&text.text);
        for (mut entry, piece) in std::iter::repeat_n(entry, pieces.len()).zip(pieces) {
            entry.text = String::with_capacity(piece.len());
            push_words(piece, &mut entry.text);
            entry.quoted = count(entry.text.len());
            let from = piece.as_ptr() as usize - text.text.as_ptr() as usize;
            entry.place = text.stretch(from, from + piece.len());
            let source = entry.place.map_or("", |place| place.of(&self.plan.document.source.text));
            entry.named = named(entry.kind, &entry.anchor, source);
            self.entries.push(entry);
        }
    }

    fn blank(&self, kind: Kind, heading: &str) -> Entry {
        Entry {
            plan: self.number,
            kind,
            heading: heading.to_owned(),
            text: String::new(),
            anchor: Anchor::default(),
            page: 1,
            author: None,
            day: None,
            dated: false,
            line: self.plan.document.source.first_line,
            quoted: 0,
            place: None,
            named: None,
        }
    }

    fn plan_itself(&mut self) {
        let document = &self.plan.document;
        let mut text = document.summary.clone();
        let quoted = text.split_whitespace().map(|word| word.len() + 1).sum::<usize>().saturating_sub(1);
        for field in &document.header {
            text.push_str(&format!("\n{}: {}", field.label, field.value));
        }
        text.push_str(&format!("\n{} {}", document.source.path, self.plan.id));
        let entry = self.blank(Kind::Plan, &document.title);
        let first = self.entries.len();
        self.push(entry, &Words { text, marks: Vec::new(), end: 0 });
        // Header fields and the path are there to be found; nobody wants to read them in a result.
        for (at, entry) in self.entries[first..].iter_mut().enumerate() {
            entry.quoted = if at == 0 { count(quoted.min(entry.text.len())) } else { 0 };
            entry.place = if at == 0 { summary_place(&document.summary, &document.source.text) } else { None };
        }
    }

    fn records(&mut self) {
        let document = self.plan.document.clone();
        for step in &document.steps {
            self.record(Kind::Step, &step.meta, &step.words.text, step.owner.as_deref(), step.milestone.as_deref());
        }
        for criterion in &document.criteria {
            self.record(Kind::Criterion, &criterion.meta, &criterion.words.text, None, None);
        }
        for log in &document.log {
            self.record(Kind::Log, &log.meta, &log.words.text, None, None);
        }
        for decision in &document.decisions {
            self.record(Kind::Decision, &decision.meta, &decision.words.text, decision.author.as_deref(), None);
        }
        for surprise in &document.surprises {
            self.record(Kind::Surprise, &surprise.meta, &surprise.words.text, None, None);
        }
        for outcome in &document.outcomes {
            self.record(Kind::Outcome, &outcome.meta, &outcome.words.text, None, None);
        }
        for revision in &document.revisions {
            self.record(Kind::Revision, &revision.meta, &revision.words.text, None, None);
        }
        for risk in &document.risks {
            self.record(Kind::Risk, &risk.meta, &risk.words.text, None, None);
        }
    }

    fn record(&mut self, kind: Kind, meta: &RecordMeta, words: &str, author: Option<&str>, milestone: Option<&str>) {
        let document = &self.plan.document;
        let section = meta.section.and_then(|at| document.sections.get(at as usize)).map_or("", |section| section.title.as_str());
        let mut entry = self.blank(kind, milestone.unwrap_or(section));
        entry.anchor = meta.id.clone();
        entry.page = self.plan.page(meta.place);
        entry.author = author.map(str::to_owned);
        entry.day = meta.stamp.as_ref().map(day_of);
        entry.dated = entry.day.is_some();
        entry.line = meta.place.line;
        let mut own = self.own_text(meta);
        // What stands before the words (box, stamp, label) is dropped; everything after them is kept.
        let head = &words[..words.char_indices().nth(24).map_or(words.len(), |(at, _)| at)];
        let near = &own.text.as_bytes()[..own.text.len().min(120 + head.len())];
        match memchr::memmem::find(near, head.as_bytes()) {
            Some(at) if at < 120 && !head.is_empty() => own.cut(at),
            _ if own.text.len() < words.len() => own = Words { text: words.to_owned(), ..own },
            _ => {}
        }
        self.push(entry, &own);
    }

    /// The plain text of a record without the records nested in it.
    fn own_text(&self, meta: &RecordMeta) -> Words {
        let Place { part, span, .. } = meta.place;
        let inner = self.within(part, span).filter(|inner| *inner != span && span.contains(*inner)).collect();
        self.text_without(part, span, inner)
    }

    fn text_without(&self, part: u16, span: Span, mut holes: Vec<Span>) -> Words {
        let text = self.plan.document.part_text(part);
        holes.sort();
        let mut out = String::new();
        // Where stretches of `out` come from.
        let mut origins: Vec<(usize, u32)> = Vec::new();
        let mut at = span.start;
        for hole in holes {
            if hole.start > at {
                origins.push((out.len(), at));
                out.push_str(Span { start: at, end: hole.start.min(span.end) }.of(text));
                out.push('\n');
            }
            at = at.max(hole.end);
        }
        if at < span.end {
            origins.push((out.len(), at));
            out.push_str(Span { start: at, end: span.end }.of(text));
        }
        let (plain, mut marks) = plain(&out);
        for (_, source) in &mut marks {
            let (from, origin) = origins[origins.partition_point(|(from, _)| from <= source).saturating_sub(1)];
            *source = origin as usize + (*source - from);
        }
        // Only the plan's own text is published beside its page.
        let marks = if part == 0 { marks } else { Vec::new() };
        Words { text: plain, marks, end: span.end }
    }

    /// Where the records stand that begin in a stretch.
    fn within(&self, part: u16, span: Span) -> impl Iterator<Item = Span> {
        let first = self.places.partition_point(|(place, _)| (place.part, place.span.start) < (part, span.start));
        let here = self.places[first..].iter().map(|(place, _)| place);
        here.take_while(move |place| place.part == part && place.span.start < span.end).map(|place| place.span)
    }

    /// Where the records stand that have something of a stretch.
    fn across(&self, part: u16, span: Span) -> impl Iterator<Item = Span> {
        let first = self.places.partition_point(|(place, reach)| (place.part, *reach) <= (part, span.start));
        let here = self.places[first..].iter().map(|(place, _)| place);
        let here = here.take_while(move |place| place.part == part && place.span.start < span.end).map(|place| place.span);
        here.filter(move |place| span.start < place.end)
    }

    /// The stretches between headings, without the records in them.
    fn prose(&mut self) {
        let document = self.plan.document.clone();
        for (at, section) in document.sections.iter().enumerate() {
            let next = document.sections.get(at + 1).filter(|next| next.place.part == section.place.part);
            let mut own = section.place.span;
            own.end = next.map_or(own.end, |next| own.end.min(next.place.span.start));
            // The heading line itself is the entry's heading.
            let text = document.part_text(section.place.part);
            own.start += own.of(text).find('\n').map_or(own.end - own.start, |line| count(line + 1));
            let holes = self.across(section.place.part, own).collect();
            let text = self.text_without(section.place.part, own, holes);
            if !text.text.is_empty() {
                let mut entry = self.blank(Kind::Section, &section.title);
                entry.anchor = section.anchor.clone();
                entry.page = self.plan.page(section.place);
                entry.line = section.place.line;
                self.push(entry, &text);
            }
        }
    }

    fn artifacts(&mut self, texts: &BTreeMap<SourcePath, String>) {
        for artifact in &self.plan.artifacts {
            if let Some(text) = texts.get(&artifact.path) {
                let entry = self.blank(Kind::Artifact, &artifact.name);
                self.push(entry, &Words { text: text.clone(), marks: Vec::new(), end: 0 });
            }
        }
    }
}

/// See [`Gather::places`].
fn places(document: &Document) -> Vec<(Place, u32)> {
    let mut places: Vec<Place> = (document.steps.iter().map(|r| r.meta.place))
        .chain(document.criteria.iter().map(|r| r.meta.place))
        .chain(document.log.iter().map(|r| r.meta.place))
        .chain(document.decisions.iter().map(|r| r.meta.place))
        .chain(document.surprises.iter().map(|r| r.meta.place))
        .chain(document.outcomes.iter().map(|r| r.meta.place))
        .chain(document.revisions.iter().map(|r| r.meta.place))
        .chain(document.risks.iter().map(|r| r.meta.place))
        .collect();
    places.sort_by_key(|place| (place.part, place.span.start));
    let mut reach = (0, 0);
    let mut further = |place: Place| {
        reach = if reach.0 == place.part { (place.part, place.span.end.max(reach.1)) } else { (place.part, place.span.end) };
        (place, reach.1)
    };
    places.into_iter().map(&mut further).collect()
}

/// The lines of the text that hold a summary, if it stands there as it is.
fn summary_place(summary: &str, text: &str) -> Option<Span> {
    let head: String = summary.chars().take(24).collect();
    let at = text.find(&head).filter(|_| !head.is_empty())?;
    let start = text[..at].rfind('\n').map_or(0, |line| line + 1);
    let end = text[at..].find("\n\n").map_or(text.len(), |end| at + end);
    Some(Span::new(start, end)).filter(|span| (span.end - span.start) as usize <= MAX_TEXT)
}

/// Words before the first one of an anchor that are looked at: a box, a stamp, labels.
const MAX_SKIPPED: usize = 24;

fn named(kind: Kind, anchor: &Anchor, source: &str) -> Option<Named> {
    let words = anchor.as_str().strip_prefix(kind.word())?.strip_prefix('-')?;
    let numbered = words.rsplit_once('-').and_then(|(words, number)| Some((words, number.parse().ok().filter(|n| *n > 1)?)));
    let initial = words.chars().next()?;
    (0..MAX_SKIPPED).zip(word_starts(source)).find_map(|(skipped, at)| {
        source[at..].chars().next()?.to_lowercase().next().filter(|c| *c == initial)?;
        let first = first_words(&source[at..]);
        let number = if first == words { 0 } else { numbered.filter(|(words, _)| first == *words)?.1 };
        Some(Named { skipped: skipped as u16, number })
    })
}

fn word_starts(text: &str) -> impl Iterator<Item = usize> + '_ {
    let mut inside = false;
    text.char_indices().filter(move |(_, c)| !std::mem::replace(&mut inside, c.is_alphanumeric()) && c.is_alphanumeric()).map(|(at, _)| at)
}

/// The first words of a text as names of records hold them: six at most, of 48 characters together, lower-cased,
/// joined by `-`. The browser makes them likewise.
fn first_words(text: &str) -> String {
    let mut out = String::new();
    let mut left = 48;
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(6) {
        let n = word.chars().count();
        if left == 0 || (n > left && left < 48) {
            break;
        }
        if left < 48 {
            out.push('-');
        }
        out.extend(word.chars().take(left).flat_map(char::to_lowercase));
        left = left.saturating_sub(n);
    }
    out
}

/// Plain text that knows where its lines come from.
struct Words {
    text: String,
    /// Offsets of lines of `text` and of the same lines in the source; none if it comes from elsewhere.
    marks: Vec<(usize, usize)>,
    /// Where the source ends.
    end: u32,
}

impl Words {
    /// Drops the first bytes.
    fn cut(&mut self, n: usize) {
        self.text.drain(..n);
        self.marks.iter_mut().for_each(|(at, _)| *at = at.saturating_sub(n));
    }

    /// The lines of the source that hold some bytes of the text.
    fn stretch(&self, from: usize, to: usize) -> Option<Span> {
        let first = self.marks.partition_point(|(at, _)| *at <= from).checked_sub(1)?;
        let after = self.marks.partition_point(|(at, _)| *at < to);
        let end = self.marks.get(after).map_or(self.end, |(_, source)| count(*source));
        Some(Span { start: count(self.marks[first].1), end }).filter(|span| span.start < span.end)
    }
}

/// Cuts a long text at line ends, else at spaces, into pieces of about [`MAX_TEXT`] bytes.
fn pieces(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut rest = text.trim();
    while rest.len() > MAX_TEXT + MAX_TEXT / 4 {
        let mut limit = MAX_TEXT;
        while !rest.is_char_boundary(limit) {
            limit -= 1;
        }
        let head = &rest[..limit];
        let cut = head.rfind('\n').filter(|at| *at > MAX_TEXT / 2).or_else(|| head.rfind(' ').filter(|at| *at > MAX_TEXT / 2));
        let cut = cut.unwrap_or(limit);
        out.push(rest[..cut].trim_end());
        rest = rest[cut..].trim_start();
    }
    out.push(rest);
    out
}
