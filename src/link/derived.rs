//! The links nobody wrote: worked out from what records name, say and when they happened. Each carries its
//! evidence in words; precision goes before recall, so one shared common word is never enough.
//!
//! Evidence is weighed in points ([`evidence()`]), each term only if few records of the archive have it
//! ([`Terms::is_rare`]). This is the weighting of "more like this" queries (inverse document frequency over the
//! terms of one record) with a cut-off instead of a sum: linear in the size of the archive, and the shared terms
//! are the reason itself.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;

use super::dates;
use super::evidence::{self, Evidence};
use super::explicit::Holders;
use super::resolve::without_line;
use crate::model::{Archive, Link, Node, OutcomeRole, Plan, PlanIndex, RecordKind, RecordRef, ReferenceKind, Relation, Stamp};
use crate::search::text::{Mode, each_token, tokenize};
use crate::text::QuickHash;

/// Points below which evidence is none.
const ENOUGH: u32 = 6;
/// More are needed where nothing says what came first.
const UNDATED: u32 = 2;
/// Points below which two records of different plans do not read alike.
const ALIKE: u32 = 10;
/// Links of one kind from one record.
const MOST: usize = 2;
/// A word in more titles than this says nothing about a plan, however large the archive is.
const MOST_TITLES: usize = 60;
/// A term in more records than this says nothing about two of them.
const COMMON: u32 = 12;

/// What one record names and says: numbers of terms, sorted, each once.
struct Gist {
    record: RecordRef,
    /// Code paths and symbols.
    names: Vec<u32>,
    /// Words.
    words: Vec<u32>,
}

/// What the records of a plan name and say; the numbers are the plan's own, until [`Terms::add`] says what they became.
#[derive(Default)]
struct Said {
    /// Only ever asked, never walked: its order is nobody's.
    numbers: HashMap<Box<str>, u32, QuickHash>,
    /// How many records have each.
    counts: Vec<u32>,
    gists: Vec<Gist>,
}

impl Said {
    fn number(&mut self, term: &str) -> u32 {
        if let Some(number) = self.numbers.get(term) {
            return *number;
        }
        let number = number_of(self.counts.len());
        self.numbers.insert(term.into(), number);
        self.counts.push(0);
        number
    }

    /// Takes what a record names and says, and counts it.
    fn add(&mut self, record: RecordRef, mut names: Vec<u32>, mut words: Vec<u32>) {
        for terms in [&mut names, &mut words] {
            terms.sort_unstable();
            terms.dedup();
            terms.iter().for_each(|term| self.counts[*term as usize] += 1);
        }
        self.gists.push(Gist { record, names, words });
    }
}

/// The terms of the archive: numbered, and counted by the records that have them.
#[derive(Default)]
struct Terms {
    numbers: HashMap<Box<str>, u32, QuickHash>,
    counts: Vec<u32>,
    /// The terms that are rare, by number.
    texts: HashMap<u32, Box<str>, QuickHash>,
}

impl Terms {
    /// Numbers the terms of one plan after those of the others, and counts them; what its own numbers became.
    fn add(&mut self, numbers: HashMap<Box<str>, u32, QuickHash>, counts: &[u32]) -> Vec<u32> {
        let mut became = vec![0; counts.len()];
        for (term, own) in numbers {
            let next = number_of(self.counts.len());
            let number = *self.numbers.entry(term).or_insert(next);
            if number == next {
                self.counts.push(0);
            }
            self.counts[number as usize] += counts[own as usize];
            became[own as usize] = number;
        }
        became
    }

    /// Once all are counted.
    fn settle(&mut self) {
        let numbers = std::mem::take(&mut self.numbers);
        self.texts = numbers.into_iter().filter(|(_, number)| self.is_rare(*number)).map(|(term, number)| (number, term)).collect();
    }

    fn is_rare(&self, term: u32) -> bool {
        (2..=COMMON).contains(&self.counts[term as usize])
    }
}

fn number_of(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Every link that can be worked out.
pub fn links(archive: &Archive) -> Vec<Link> {
    let plans = || archive.plans.par_iter().enumerate().map(|(number, plan)| (number_of(number), plan));
    let (follow_ups, said) = rayon::join(|| follow_ups(archive), || plans().map(|(number, plan)| said(number, plan, archive)).collect());
    let said: Vec<Said> = said;
    let mut terms = Terms::default();
    let one = |said: Said| (terms.add(said.numbers, &said.counts), said.gists);
    let said: Vec<(Vec<u32>, Vec<Gist>)> = said.into_iter().map(one).collect();
    terms.settle();
    let gists: Vec<Vec<Gist>> = said.into_par_iter().map(|(became, gists)| renumbered(gists, &became)).collect();
    let mut links: Vec<Link> = gists.par_iter().flat_map_iter(|own| within(archive, own, &terms)).collect();
    links.extend(across(archive, &gists, &terms));
    links.extend(follow_ups);
    links
}

/// Gists with the numbers that the archive has for their terms.
fn renumbered(mut gists: Vec<Gist>, became: &[u32]) -> Vec<Gist> {
    for terms in gists.iter_mut().flat_map(|gist| [&mut gist.names, &mut gist.words]) {
        terms.iter_mut().for_each(|term| *term = became[*term as usize]);
        terms.sort_unstable();
    }
    gists
}

/// What a plan's decisions, surprises and outcomes name and say.
fn said(number: PlanIndex, plan: &Plan, archive: &Archive) -> Said {
    let document = &plan.document;
    let holders = Holders::new(number, document);
    let mut names: BTreeMap<RecordRef, BTreeSet<String>> = BTreeMap::new();
    for reference in &document.references {
        let name = match reference.kind {
            ReferenceKind::CodePath => without_line(document.target(reference)).trim_start_matches("./"),
            ReferenceKind::Symbol => document.target(reference).trim_end_matches("()"),
            _ => continue,
        };
        if let Some(record) = holders.record_at(reference.place).filter(|_| name.len() >= 5) {
            names.entry(record).or_default().insert(name.to_owned());
        }
    }
    let list = |kind, n: usize| (0..u32::try_from(n).unwrap_or(u32::MAX)).map(move |index| RecordRef { plan: number, kind, index });
    let records = list(RecordKind::Decision, document.decisions.len())
        .chain(list(RecordKind::Surprise, document.surprises.len()))
        .chain(list(RecordKind::Outcome, document.outcomes.len()));
    let mut said = Said::default();
    for record in records {
        let mut words = Vec::new();
        each_token(&whole_text(archive, plan, record), Mode::Query, |_, word| {
            if is_word(word) {
                words.push(said.number(word));
            }
        });
        let names = names.remove(&record).unwrap_or_default();
        let names = names.into_iter().map(|name| said.number(&format!("`{name}`"))).collect();
        said.add(record, names, words);
    }
    said
}

/// A word that can be evidence: five letters or more in scripts with spaces, a bigram elsewhere.
fn is_word(word: &str) -> bool {
    let n = word.chars().count();
    let is_latin = word.chars().all(|c| c.is_ascii_alphabetic());
    (is_latin && n >= 5) || (!word.is_ascii() && n >= 2)
}

/// All the words of a record.
fn whole_text(archive: &Archive, plan: &Plan, record: RecordRef) -> String {
    let mut text = archive.record(record).1.text.clone();
    let index = record.index as usize;
    let document = &plan.document;
    let more = match record.kind {
        RecordKind::Decision => {
            let decision = &document.decisions[index];
            vec![&decision.about, &decision.rationale, &decision.alternatives]
        }
        RecordKind::Surprise => {
            let surprise = &document.surprises[index];
            vec![&surprise.about, &surprise.evidence, &surprise.impact, &surprise.workaround]
        }
        _ => Vec::new(),
    };
    for passage in more.into_iter().flatten() {
        text.push(' ');
        text.push_str(&passage.text);
    }
    text
}

/// What two records share that few have.
fn shared(a: &Gist, b: &Gist, terms: &Terms) -> Vec<u32> {
    both(&a.names, &b.names).chain(both(&a.words, &b.words)).filter(|term| terms.is_rare(*term)).collect()
}

/// What is in two sorted lists.
fn both<'a>(a: &'a [u32], b: &'a [u32]) -> impl Iterator<Item = u32> + 'a {
    let mut rest = b;
    a.iter().copied().filter(move |term| {
        let before = rest.iter().take_while(|other| *other < term).count();
        rest = &rest[before..];
        rest.first() == Some(term)
    })
}

/// Surprise → decision and outcome → decision, inside one plan.
fn within(archive: &Archive, own: &[Gist], terms: &Terms) -> Vec<Link> {
    let mut links = Vec::new();
    let of = |kind| own.iter().filter(move |gist| gist.record.kind == kind);
    for (kind, relation) in [(RecordKind::Surprise, Relation::Prompted), (RecordKind::Outcome, Relation::Judges)] {
        for from in of(kind).filter(|gist| !is_follow_up(archive, gist.record)) {
            let mut candidates = Vec::new();
            for decision in of(RecordKind::Decision) {
                let found = evidence(&shared(from, decision, terms), terms);
                let (cause, effect) = if kind == RecordKind::Surprise { (from, decision) } else { (decision, from) };
                let Some(order) = order(stamp(archive, cause), stamp(archive, effect)) else { continue };
                let enough = if order.is_known { ENOUGH } else { ENOUGH + UNDATED };
                if found.points >= enough {
                    candidates.push((std::cmp::Reverse(found.points), decision.record, format!("{}{}", found.words(), order.words)));
                }
            }
            candidates.sort();
            for (_, to, reason) in candidates.into_iter().take(MOST) {
                links.push(Link { from: Node::Record(from.record), to: Node::Record(to), relation, reason, derived: true });
            }
        }
    }
    links
}

/// What is left for later judges no decision, though it may speak of the same things.
fn is_follow_up(archive: &Archive, record: RecordRef) -> bool {
    let outcomes = &archive.plan(record.plan).document.outcomes;
    record.kind == RecordKind::Outcome && outcomes[record.index as usize].role == OutcomeRole::FollowUp
}

fn stamp(archive: &Archive, gist: &Gist) -> Option<Stamp> {
    archive.record(gist.record).0.stamp.clone()
}

/// How two moments follow each other.
struct Order {
    is_known: bool,
    words: String,
}

/// `None` if the effect came before its cause.
fn order(cause: Option<Stamp>, effect: Option<Stamp>) -> Option<Order> {
    let (Some(cause), Some(effect)) = (cause, effect) else { return Some(Order { is_known: false, words: String::new() }) };
    if dates::latest(&effect) < cause.at {
        return None;
    }
    let is_day = cause.is_day() || effect.is_day();
    let minutes = (effect.at.as_second() - cause.at.as_second()) / 60;
    Some(match (is_day, minutes) {
        (true, minutes) if minutes < 24 * 60 => Order { is_known: false, words: "; the same day".into() },
        (false, ..0) => return None,
        (_, 0) => Order { is_known: true, words: "; within the same minute".into() },
        (_, minutes) => Order { is_known: true, words: format!("; {} later", span(minutes)) },
    })
}

/// A stretch of minutes in words, in its largest whole unit.
fn span(minutes: i64) -> String {
    let (n, unit) = match minutes {
        0..120 => (minutes, "minute"),
        120..2880 => (minutes / 60, "hour"),
        _ => (minutes / 1440, "day"),
    };
    format!("{n} {unit}{}", if n == 1 { "" } else { "s" })
}

/// Records of different plans that read alike, the later pointing to the earlier.
fn across(archive: &Archive, gists: &[Vec<Gist>], terms: &Terms) -> Vec<Link> {
    let mut postings: HashMap<u32, Vec<(u32, u32)>, QuickHash> = HashMap::default();
    for (plan, own) in (0..).zip(gists) {
        for (index, gist) in (0..).zip(own) {
            for term in gist.names.iter().chain(&gist.words).filter(|term| terms.is_rare(**term)) {
                postings.entry(*term).or_default().push((plan, index));
            }
        }
    }
    let of_plan = |(plan, own): (usize, &Vec<Gist>)| {
        let plan = number_of(plan);
        let mut links = Vec::new();
        for gist in own {
            let mut hits: BTreeMap<(u32, u32), Vec<u32>> = BTreeMap::new();
            for term in gist.names.iter().chain(&gist.words).filter(|term| terms.is_rare(**term)) {
                for other in postings.get(term).into_iter().flatten().filter(|(other, _)| *other != plan) {
                    hits.entry(*other).or_default().push(*term);
                }
            }
            let mut candidates = Vec::new();
            for ((other_plan, index), found) in hits {
                let other = &gists[other_plan as usize][index as usize];
                if let Some((points, link)) = alike(archive, gist, other, &found, terms) {
                    candidates.push((std::cmp::Reverse(points), other.record, link));
                }
            }
            candidates.sort();
            links.extend(candidates.into_iter().take(MOST).map(|(.., link)| link));
        }
        links
    };
    gists.par_iter().enumerate().flat_map_iter(of_plan).collect()
}

/// Whether `gist` reads like `other` of another plan, and how much speaks for it. A copy of the same record, or
/// one with another number in it, is no likeness, and only the later of two points to the earlier.
fn alike(archive: &Archive, gist: &Gist, other: &Gist, found: &[u32], terms: &Terms) -> Option<(u32, Link)> {
    let smaller = gist.words.len().min(other.words.len());
    let when = |one: &Gist| (stamp(archive, one).map(|stamp| stamp.at), one.record);
    if found.len() * (evidence::MOST as usize) < ALIKE as usize
        || found.len() * 5 < smaller
        || when(gist) < when(other)
        || is_copy(gist, other)
    {
        return None;
    }
    let evidence = evidence(found, terms);
    if evidence.points < ALIKE {
        return None;
    }
    let apart = match (stamp(archive, other), stamp(archive, gist)) {
        (Some(first), Some(second)) => {
            let minutes = (second.at.as_second() - first.at.as_second()) / 60;
            if minutes < 1440 { "; the same day or the next".into() } else { format!("; {} later", span(minutes)) }
        }
        _ => String::new(),
    };
    let relation = if evidence.is_code_alone() { Relation::SharesCode } else { Relation::Resembles };
    let reason = format!("{}{apart}", evidence.words());
    let link = Link { from: Node::Record(gist.record), to: Node::Record(other.record), relation, reason, derived: true };
    Some((evidence.points, link))
}

/// Whether two records say the same but for a few words: boilerplate that every plan repeats.
fn is_copy(a: &Gist, b: &Gist) -> bool {
    let both = both(&a.words, &b.words).count();
    let all = a.words.len() + b.words.len() - both;
    both * 10 >= all * 6
}

/// What the shared terms weigh.
fn evidence(found: &[u32], terms: &Terms) -> Evidence {
    evidence::weigh(found.iter().map(|term| (terms.texts.get(term).map_or("", |text| &**text), terms.counts[*term as usize])))
}

/// Follow-ups and the later plans whose titles say the same.
fn follow_ups(archive: &Archive) -> Vec<Link> {
    let words = |text: &str| -> BTreeSet<String> {
        tokenize(text, Mode::Query).into_iter().map(|token| token.text).filter(|word| is_word(word)).collect()
    };
    let titles: Vec<BTreeSet<String>> = archive.plans.par_iter().map(|plan| words(&plan.document.title)).collect();
    let mut by_word: BTreeMap<&str, Vec<PlanIndex>> = BTreeMap::new();
    for (number, title) in (0..).zip(&titles) {
        for word in title {
            by_word.entry(word).or_default().push(number);
        }
    }
    let limit = (archive.plans.len() / 20).clamp(3, MOST_TITLES);
    let of_plan = |(number, plan): (usize, &Plan)| {
        let number = number_of(number);
        let mut links = Vec::new();
        for (index, outcome) in (0..).zip(&plan.document.outcomes).filter(|(_, outcome)| outcome.role == OutcomeRole::FollowUp) {
            let said = words(&outcome.words.text);
            let mut hits: BTreeMap<PlanIndex, Vec<&str>> = BTreeMap::new();
            for word in &said {
                for other in
                    by_word.get(word.as_str()).filter(|list| list.len() <= limit).into_iter().flatten().filter(|other| **other != number)
                {
                    hits.entry(*other).or_default().push(word);
                }
            }
            let since = outcome.meta.stamp.clone().or_else(|| plan.completed.clone()).or_else(|| plan.updated.clone());
            let taken = hits.into_iter().filter_map(|(other, found)| {
                let is_enough = found.len() >= 2 && found.len() * 5 >= titles[other as usize].len() * 3;
                let begun = archive.plan(other).created.clone()?;
                let later = dates::latest(&begun) >= since.as_ref()?.at;
                (is_enough && later).then_some((std::cmp::Reverse(found.len()), begun.at, other, found))
            });
            if let Some((_, begun, other, found)) = taken.min() {
                let quoted: Vec<String> = found.iter().map(|word| format!("“{word}”")).collect();
                let reason = format!("its title says {} too; begun {}", quoted.join(", "), begun.strftime("%Y-%m-%d"));
                let from = Node::Record(RecordRef { plan: number, kind: RecordKind::Outcome, index });
                links.push(Link { from, to: Node::Plan(other), relation: Relation::TakenUpBy, reason, derived: true });
            }
        }
        links
    };
    archive.plans.par_iter().enumerate().flat_map_iter(of_plan).collect()
}
