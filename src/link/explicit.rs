//! The links the text itself makes, resolved, and the references that lead nowhere, reported.

use std::collections::{BTreeSet, HashMap};

use rayon::prelude::*;

use super::resolve::{Index, Resolution};
use crate::diag::{Diagnostic, codes};
use crate::model::{Archive, Document, Link, Node, Place, Plan, PlanIndex, RecordKind, RecordRef, Reference, ReferenceKind, Relation};

/// Every link the texts make, with findings about the references that lead nowhere or to several places.
pub fn links(archive: &Archive, index: &Index) -> (Vec<Link>, Vec<Diagnostic>) {
    let mut links = Vec::new();
    let mut diagnostics = Vec::new();
    let names = &Names::of(archive);
    let of_plan = |(number, plan): (usize, &Plan)| of_plan(archive, index, u32::try_from(number).unwrap_or(u32::MAX), plan, names);
    for (own, found) in archive.plans.par_iter().enumerate().map(of_plan).collect::<Vec<_>>() {
        links.extend(own);
        diagnostics.extend(found);
    }
    (links, diagnostics)
}

/// The links one plan makes; plans know nothing of each other's, so all are read at once.
fn of_plan(archive: &Archive, index: &Index, number: PlanIndex, plan: &Plan, names: &Names<'_>) -> (Vec<Link>, Vec<Diagnostic>) {
    let mut links = Vec::new();
    let mut diagnostics = Vec::new();
    let document = &plan.document;
    let holders = Holders::new(number, document);
    let mut said = BTreeSet::new();
    for reference in &document.references {
        let target = document.target(reference);
        match index.resolve(archive, number, document.source.file_of(reference.place.part), target, &reference.kind) {
            Resolution::Found(to, how) => {
                let from = holders.at(reference.place).unwrap_or(Node::Plan(number));
                links.extend(link(from, to, number, reference, target, how));
            }
            Resolution::Ambiguous(plans) if said.insert(target) => diagnostics.push(ambiguous(archive, document, reference, &plans)),
            Resolution::Dangling if said.insert(target) => diagnostics.push(dangling(names, document, reference)),
            _ => {}
        }
    }
    (links, diagnostics)
}

/// A word in more file names than this tells none of them from the others.
const COMMON: usize = 40;

/// The file names of the plans, by the words in them.
struct Names<'a>(HashMap<&'a str, Vec<&'a str>>);

impl<'a> Names<'a> {
    fn of(archive: &'a Archive) -> Self {
        let mut names: HashMap<&str, Vec<&str>> = HashMap::new();
        for plan in &archive.plans {
            let name = plan.document.source.path.file_name();
            for word in words(name) {
                names.entry(word).or_default().push(name);
            }
        }
        names.retain(|_, names| names.len() <= COMMON);
        Self(names)
    }

    /// The name that was meant: one that shares a word with the name found, and is near it.
    fn nearest(&self, found: &str) -> Option<&'a str> {
        let alike: BTreeSet<&str> = words(found).filter_map(|word| self.0.get(word)).flatten().copied().collect();
        crate::config::nearest(found, &alike.into_iter().collect::<Vec<_>>())
    }
}

/// Words and numbers of a file name, without its extension.
fn words(name: &str) -> impl Iterator<Item = &str> {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    stem.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// The link a reference makes. A plan that names itself makes none.
fn link(from: Node, to: Node, plan: PlanIndex, reference: &Reference, target: &str, how: Option<String>) -> Option<Link> {
    if matches!(&to, Node::Plan(other) | Node::Heading(other, _) | Node::Record(RecordRef { plan: other, .. }) if *other == plan) {
        return None;
    }
    let line = format!("line {} says `{target}`", reference.place.line);
    let reason = match how {
        Some(how) => format!("{line}; {how}"),
        None => line,
    };
    let ReferenceKind::Relation(label) = &reference.kind else {
        return Some(Link { from, to, relation: Relation::Mentions, reason, derived: false });
    };
    let reason = format!("{label}: {reason}");
    let own = Node::Plan(plan);
    let (from, to, relation) = match relation(label) {
        (relation, false) => (own, to, relation),
        (relation, true) => (to, own, relation),
    };
    Some(Link { from, to, relation, reason, derived: false })
}

/// What the label of a header field means, and whether it reads from the other plan to this one.
fn relation(label: &str) -> (Relation, bool) {
    let label = label.to_lowercase().replace(['_', '-'], " ");
    let has = |words: &[&str]| words.iter().any(|word| label.contains(word));
    if has(&["superseded by", "replaced by"]) {
        (Relation::Supersedes, true)
    } else if has(&["supersede", "replaces"]) {
        (Relation::Supersedes, false)
    } else if has(&["child", "sub plan", "subplan"]) {
        (Relation::PartOf, true)
    } else if has(&["parent", "master", "part of", "program", "epic"]) {
        (Relation::PartOf, false)
    } else if has(&["successor", "blocks", "required by", "followed by"]) {
        (Relation::DependsOn, true)
    } else if has(&["depend", "blocked by", "predecessor", "prerequisite", "requires", "builds on", "follows"]) {
        (Relation::DependsOn, false)
    } else {
        (Relation::Mentions, false)
    }
}

fn ambiguous(archive: &Archive, document: &Document, reference: &Reference, plans: &[PlanIndex]) -> Diagnostic {
    let paths: Vec<String> = plans.iter().take(4).map(|plan| format!("`{}`", archive.plan(*plan).document.source.path)).collect();
    Diagnostic::new(
        codes::AMBIGUOUS_REFERENCE,
        format!("`{}` names {} plans: {}", document.target(reference), plans.len(), paths.join(", ")),
    )
    .in_file(document.source.file_of(reference.place.part))
    .at(reference.place.line, Some(reference.place.span))
    .help("write the path from the root of the repository")
}

fn dangling(names: &Names<'_>, document: &Document, reference: &Reference) -> Diagnostic {
    let target = document.target(reference);
    let name = target.rsplit('/').next().unwrap_or(target);
    let near = if name.ends_with(".md") { names.nearest(name) } else { None };
    let finding = Diagnostic::new(codes::DANGLING_REFERENCE, format!("`{target}` is not in the repository"))
        .in_file(document.source.file_of(reference.place.part))
        .at(reference.place.line, Some(reference.place.span));
    match near {
        Some(near) => finding.help(format!("did you mean `{near}`?")),
        None => finding,
    }
}

/// Which record of a plan holds a place.
pub struct Holders(Vec<(u16, u32, u32, RecordRef)>);

impl Holders {
    /// Records of plan `number`, sorted by place; of nested ones the inner comes later.
    pub fn new(number: PlanIndex, document: &Document) -> Self {
        let mut all = Vec::new();
        let mut add = |kind, metas: &mut dyn Iterator<Item = &crate::model::RecordMeta>| {
            for (index, meta) in (0..).zip(metas) {
                all.push((meta.place.part, meta.place.span.start, meta.place.span.end, RecordRef { plan: number, kind, index }));
            }
        };
        add(RecordKind::Step, &mut document.steps.iter().map(|one| &one.meta));
        add(RecordKind::Criterion, &mut document.criteria.iter().map(|one| &one.meta));
        add(RecordKind::Log, &mut document.log.iter().map(|one| &one.meta));
        add(RecordKind::Decision, &mut document.decisions.iter().map(|one| &one.meta));
        add(RecordKind::Surprise, &mut document.surprises.iter().map(|one| &one.meta));
        add(RecordKind::Outcome, &mut document.outcomes.iter().map(|one| &one.meta));
        add(RecordKind::Revision, &mut document.revisions.iter().map(|one| &one.meta));
        add(RecordKind::Risk, &mut document.risks.iter().map(|one| &one.meta));
        all.sort_unstable();
        Self(all)
    }

    /// The innermost record that holds `place`.
    pub fn record_at(&self, place: Place) -> Option<RecordRef> {
        let end = self.0.partition_point(|(part, start, ..)| (*part, *start) <= (place.part, place.span.start));
        let inside = |(part, _, stop, _): &&(u16, u32, u32, RecordRef)| *part == place.part && place.span.start < *stop;
        self.0[..end].iter().rev().take(64).find(inside).map(|(.., record)| *record)
    }

    fn at(&self, place: Place) -> Option<Node> {
        self.record_at(place).map(Node::Record)
    }
}
