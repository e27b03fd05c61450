//! Decisions and plans that take the place of others, where their own words say so: by a link, by a label such as `D3`, or
//! by the words of the other. What names no single decision makes no link.

use std::collections::BTreeSet;

use super::explicit::Holders;
use super::resolve::{Index, Resolution};
use crate::model::{Archive, Decision, Document, Link, Node, PlanIndex, RecordKind, RecordRef, Reference, ReferenceKind, Relation};

/// Words of this many letters count when a decision is named by its words.
const LONG: usize = 4;
/// That many of them must be shared, and three in five.
const SHARED: usize = 3;

/// Every such link.
pub fn links(archive: &Archive, index: &Index) -> Vec<Link> {
    let mut links = Vec::new();
    for (number, plan) in (0..).zip(&archive.plans) {
        let document = &plan.document;
        for (at, decision) in (0..).zip(&document.decisions) {
            let own = RecordRef { plan: number, kind: RecordKind::Decision, index: at };
            if let Some(words) = &decision.supersedes
                && let Some(other) = named(document, at, words)
            {
                links.push(link(own, RecordRef { index: other, ..own }, decision, &format!("supersedes “{words}”")));
            }
            if let Some(words) = superseded_by(document, decision)
                && let Some(other) = named(document, at, words)
            {
                links.push(link(RecordRef { index: other, ..own }, own, decision, &format!("superseded by “{words}”")));
            }
        }
        let mut holders = None;
        for (reference, way) in document.references.iter().filter_map(|reference| way(document, reference).map(|way| (reference, way))) {
            let holders = holders.get_or_insert_with(|| Holders::new(number, document));
            links.extend(by_link(archive, index, number, holders, reference, way));
            links.extend(of_plans(archive, index, number, holders, reference, way));
        }
    }
    links
}

fn link(from: RecordRef, to: RecordRef, says: &Decision, words: &str) -> Link {
    let reason = format!("line {} says {words}", says.meta.place.line);
    Link { from: Node::Record(from), to: Node::Record(to), relation: Relation::Supersedes, reason, derived: false }
}

/// Which end of the relation a reference names.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Old,
    New,
}

/// What the words right before a reference make of it.
fn way(document: &Document, reference: &Reference) -> Option<Way> {
    let text = document.part_text(reference.place.part);
    let before = text.get(..reference.place.span.start as usize)?;
    let start = before.char_indices().rev().nth(31).map_or(0, |(at, _)| at);
    let before = before[start..].to_lowercase();
    let before = before.trim_end_matches(|c: char| !c.is_alphanumeric());
    if before.ends_with("superseded by") || before.ends_with("replaced by") {
        Some(Way::New)
    } else if before.ends_with("supersedes") || before.ends_with("superseding") {
        Some(Way::Old)
    } else {
        None
    }
}

fn by_link(archive: &Archive, index: &Index, plan: PlanIndex, holders: &Holders, reference: &Reference, way: Way) -> Option<Link> {
    let own = holders.record_at(reference.place).filter(|own| own.kind == RecordKind::Decision)?;
    let document = &archive.plan(plan).document;
    let (file, target) = (document.source.file_of(reference.place.part), document.target(reference));
    let Resolution::Found(Node::Record(other), _) = index.resolve(archive, plan, file, target, &reference.kind) else { return None };
    let (from, to, words) = match way {
        Way::Old => (own, other, "supersedes"),
        Way::New => (other, own, "superseded by"),
    };
    let reason = format!("line {} says {words} `{target}`", reference.place.line);
    let link = Link { from: Node::Record(from), to: Node::Record(to), relation: Relation::Supersedes, reason, derived: false };
    (other.kind == RecordKind::Decision && other != own).then_some(link)
}

/// What a plan says of itself at its head: that another took its place, or that it took another's.
fn of_plans(archive: &Archive, index: &Index, plan: PlanIndex, holders: &Holders, reference: &Reference, way: Way) -> Option<Link> {
    let document = &archive.plan(plan).document;
    let place = reference.place;
    let is_head = place.part == 0 && document.sections.get(1).is_none_or(|second| place.span.start < second.place.span.start);
    // A field of the header that relates plans makes its own link.
    let is_said = |other: &&Reference| matches!(other.kind, ReferenceKind::Relation(_)) && other.place.line == place.line;
    if !is_head || holders.record_at(place).is_some() || document.references.iter().any(|other| is_said(&other)) {
        return None;
    }
    let (file, target) = (document.source.file_of(reference.place.part), document.target(reference));
    let Resolution::Found(Node::Plan(other), _) = index.resolve(archive, plan, file, target, &reference.kind) else { return None };
    let (from, to, words) = match way {
        Way::Old => (plan, other, "supersedes"),
        Way::New => (other, plan, "superseded by"),
    };
    let reason = format!("line {} says {words} `{target}`", place.line);
    let link = Link { from: Node::Plan(from), to: Node::Plan(to), relation: Relation::Supersedes, reason, derived: false };
    (other != plan).then_some(link)
}

/// What a decision says it was superseded by, to the end of the clause.
fn superseded_by<'a>(document: &'a Document, decision: &Decision) -> Option<&'a str> {
    let place = decision.meta.place;
    let text = place.span.of(document.part_text(place.part));
    let at =
        ["uperseded by ", "UPERSEDED BY ", "eplaced by decision "].iter().find_map(|verb| text.find(verb).map(|at| at + verb.len()))?;
    let rest = &text[at..];
    let end = rest.find([',', ';', '\n', ')', '(', ']']).into_iter().chain(rest.find(". ")).min().unwrap_or(rest.len());
    let words = rest[..end].trim().trim_end_matches('.');
    (!words.is_empty() && words.len() <= 160).then_some(words)
}

/// The one other decision of a plan that some words name: by its label, else by most of its words.
fn named(document: &Document, own: u32, words: &str) -> Option<u32> {
    let others = || (0..).zip(&document.decisions).filter(move |(at, _)| *at != own);
    let labels: BTreeSet<String> = labels(words).collect();
    if !labels.is_empty() {
        let mut found = others().filter(|(_, other)| label(document, other).is_some_and(|label| labels.contains(&label)));
        return found.next().map(|(at, _)| at).filter(|_| found.next().is_none());
    }
    let said = long_words(words);
    let mut hits: Vec<(usize, u32)> = others()
        .map(|(at, other)| (long_words(&other.words.text).intersection(&said).count(), at))
        .filter(|(n, _)| *n >= SHARED && n * 5 >= said.len() * 3)
        .collect();
    hits.sort_unstable();
    match hits.as_slice() {
        [.., (second, _), (first, _)] if first == second => None,
        [.., (_, at)] => Some(*at),
        [] => None,
    }
}

/// Words such as `D3`, `D-03`, `ADR-12`: letters, then a number; leading zeros dropped, without the dash.
fn labels(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphanumeric() && c != '-').filter_map(|word| {
        let letters = word.bytes().take_while(u8::is_ascii_alphabetic).count();
        let digits = word[letters..].trim_start_matches('-');
        let is_label = (1..=5).contains(&letters) && (1..=4).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        let number = digits.trim_start_matches('0');
        is_label.then(|| format!("{}{number}", word[..letters].to_ascii_lowercase()))
    })
}

/// The label a decision begins with.
fn label(document: &Document, decision: &Decision) -> Option<String> {
    let place = decision.meta.place;
    let text = place.span.of(document.part_text(place.part));
    let end = text.char_indices().nth(48).map_or(text.len(), |(at, _)| at);
    labels(&text[..end]).next()
}

fn long_words(text: &str) -> BTreeSet<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() >= LONG).map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_letters_and_a_number() {
        let of = |text: &str| labels(text).collect::<Vec<_>>();
        assert_eq!(of("supersedes D-03 and ADR-12, not 2026-02-10 or src/a2b.rs"), ["d3", "adr12"]);
    }
}
