//! Families: a parent plan with its parts, their parts, and so on, as a forest. Made from the links that say
//! [`Relation::PartOf`]; what they say against each other (two parents, a circle) is survived and reported. Must
//! never know how a family is shown.

use std::collections::BTreeSet;

use crate::diag::{Diagnostic, codes};
use crate::model::{Archive, PlanIndex, Progress, Relation};

/// Every plan with its parent and its parts.
#[derive(Clone, Debug, Default)]
pub struct Families {
    parents: Vec<Option<PlanIndex>>,
    parts: Vec<Vec<PlanIndex>>,
    sums: Vec<Progress>,
    sizes: Vec<u32>,
}

impl Families {
    /// Reads them from the links of an archive. Reports plans with several parents, and circles, each of which is
    /// cut open at its first plan.
    pub fn new(archive: &Archive) -> (Self, Vec<Diagnostic>) {
        let mut diagnostics = Vec::new();
        let named = named(archive);
        let mut parents: Vec<Option<PlanIndex>> = Vec::with_capacity(named.len());
        for (number, candidates) in (0..).zip(&named) {
            let closest = closest(candidates, &named);
            if let [first, .., last] = closest.as_slice() {
                diagnostics.push(several(archive, number, *first, *last, closest.len()));
            }
            parents.push(closest.first().copied());
        }
        for number in cut_circles(&mut parents) {
            diagnostics.push(circle(archive, number, named[number as usize][0]));
        }
        let mut families = Self { parts: vec![Vec::new(); parents.len()], sums: Vec::new(), sizes: vec![1; parents.len()], parents };
        for (number, parent) in (0..).zip(&families.parents) {
            if let Some(parent) = parent {
                families.parts[*parent as usize].push(number);
            }
        }
        for parts in &mut families.parts {
            parts.sort_by_key(|part| (leading_number(archive.plan(*part).document.source.path.file_name()), *part));
        }
        families.add_up(archive);
        (families, diagnostics)
    }

    /// Adds up steps and members from the leaves to the roots.
    fn add_up(&mut self, archive: &Archive) {
        self.sums = archive.plans.iter().map(|plan| plan.progress).collect();
        let mut order: Vec<PlanIndex> = (0..).take(self.parents.len()).filter(|plan| self.parents[*plan as usize].is_none()).collect();
        let mut at = 0;
        while let Some(plan) = order.get(at) {
            order.extend(&self.parts[*plan as usize]);
            at += 1;
        }
        for plan in order.into_iter().rev() {
            let (sum, size) = (self.sums[plan as usize], self.sizes[plan as usize]);
            if let Some(parent) = self.parents[plan as usize] {
                let total = &mut self.sums[parent as usize];
                total.done += sum.done;
                total.total += sum.total;
                self.sizes[parent as usize] += size;
            }
        }
    }

    /// The plan that this one is a part of.
    pub fn parent(&self, plan: PlanIndex) -> Option<PlanIndex> {
        self.parents.get(plan as usize).copied().flatten()
    }

    /// The parts of a plan, by the number their file names begin with, then in the order of the archive.
    pub fn parts(&self, plan: PlanIndex) -> &[PlanIndex] {
        self.parts.get(plan as usize).map_or(&[], Vec::as_slice)
    }

    /// Steps of a plan and of all its parts.
    pub fn sum(&self, plan: PlanIndex) -> Progress {
        self.sums.get(plan as usize).copied().unwrap_or_default()
    }

    /// How many plans the family below this one has, itself included.
    pub fn size(&self, plan: PlanIndex) -> u32 {
        self.sizes.get(plan as usize).copied().unwrap_or(1)
    }

    /// The plan at the top of the family of this one.
    pub fn root(&self, plan: PlanIndex) -> PlanIndex {
        let mut at = plan;
        while let Some(parent) = self.parent(at) {
            at = parent;
        }
        at
    }

    /// Every plan that has parts and is part of none.
    pub fn roots(&self) -> impl Iterator<Item = PlanIndex> + '_ {
        (0..).zip(&self.parents).filter(|(plan, parent)| parent.is_none() && !self.parts(*plan).is_empty()).map(|(plan, _)| plan)
    }
}

/// The number a file name begins with, so that `9-…` comes before `10-…`; names without one come last.
fn leading_number(name: &str) -> u64 {
    let n_digits = name.bytes().take_while(u8::is_ascii_digit).count();
    name[..n_digits].parse().unwrap_or(u64::MAX)
}

/// For each plan the plans it is said to be a part of.
fn named(archive: &Archive) -> Vec<Vec<PlanIndex>> {
    let mut named = vec![BTreeSet::new(); archive.plans.len()];
    for link in archive.links.iter().filter(|link| link.relation == Relation::PartOf) {
        if let (Some(part), Some(parent)) = (link.from.plan(), link.to.plan())
            && part != parent
        {
            named[part as usize].insert(parent);
        }
    }
    named.into_iter().map(|parents| parents.into_iter().collect()).collect()
}

/// The parents that are not themselves above another of the parents: a grandparent that is named too is none.
fn closest(parents: &[PlanIndex], named: &[Vec<PlanIndex>]) -> Vec<PlanIndex> {
    let [_, _, ..] = parents else { return parents.to_vec() };
    let mut above = BTreeSet::new();
    for start in parents {
        let mut rest: Vec<PlanIndex> = named[*start as usize].clone();
        let mut seen = BTreeSet::new();
        while let Some(next) = rest.pop() {
            if next != *start && seen.insert(next) {
                rest.extend(&named[next as usize]);
            }
        }
        above.extend(seen);
    }
    let kept: Vec<PlanIndex> = parents.iter().copied().filter(|parent| !above.contains(parent)).collect();
    if kept.is_empty() { parents.to_vec() } else { kept }
}

/// Takes the parent from the first plan of every circle; says which plans those were.
fn cut_circles(parents: &mut [Option<PlanIndex>]) -> Vec<PlanIndex> {
    // The walk in which a plan was first seen; one that meets itself again has found a circle.
    let mut walks: Vec<Option<usize>> = vec![None; parents.len()];
    let mut cut = Vec::new();
    for start in 0..parents.len() {
        let mut at = start;
        while walks[at].is_none() {
            walks[at] = Some(start);
            let Some(parent) = parents[at] else { break };
            let parent = parent as usize;
            if walks[parent] == Some(start) {
                let mut first = parent;
                let mut member = parents[parent].map_or(parent, |next| next as usize);
                while member != parent {
                    first = first.min(member);
                    member = parents[member].map_or(parent, |next| next as usize);
                }
                parents[first] = None;
                cut.extend(u32::try_from(first));
                break;
            }
            at = parent;
        }
    }
    cut
}

fn several(archive: &Archive, number: PlanIndex, first: PlanIndex, other: PlanIndex, n: usize) -> Diagnostic {
    let path = |plan: PlanIndex| &archive.plan(plan).document.source.path;
    let message = format!("part of {n} plans, `{}` and `{}` among them; shown below the first", path(first), path(other));
    Diagnostic::new(codes::SEVERAL_PARENTS, message).in_file(path(number)).at(archive.plan(number).document.source.first_line, None)
}

fn circle(archive: &Archive, number: PlanIndex, parent: PlanIndex) -> Diagnostic {
    let path = |plan: PlanIndex| &archive.plan(plan).document.source.path;
    let message = format!("part of `{}`, which is in turn a part of this plan", path(parent));
    Diagnostic::new(codes::CIRCULAR_FAMILY, message)
        .in_file(path(number))
        .at(archive.plan(number).document.source.first_line, None)
        .help("name the parent in the part only")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circles_are_cut_once_at_their_first_plan() {
        // 0 → 1 → 2 → 0, with 3 hanging on 1; 4 ↔ 5; 6 alone.
        let mut parents = vec![Some(1), Some(2), Some(0), Some(1), Some(5), Some(4), None];
        assert_eq!(cut_circles(&mut parents), [0, 4]);
        assert_eq!(parents, [None, Some(2), Some(0), Some(1), None, Some(4), None]);
    }

    #[test]
    fn a_circle_found_from_outside_is_cut_at_its_own_first_plan() {
        let mut parents = vec![Some(2), Some(2), Some(1)];
        assert_eq!(cut_circles(&mut parents), [1]);
        assert_eq!(parents, [Some(2), None, Some(1)]);
    }

    #[test]
    fn a_grandparent_that_is_named_too_is_no_parent() {
        let named = vec![vec![], vec![0], vec![0, 1]];
        assert_eq!(closest(&named[2], &named), [1]);
        let either = vec![vec![], vec![], vec![0, 1]];
        assert_eq!(closest(&either[2], &either), [0, 1]);
        let circle = vec![vec![1], vec![0], vec![0, 1]];
        assert_eq!(closest(&circle[2], &circle), [0, 1]);
    }
}
