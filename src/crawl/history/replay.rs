//! The log replayed: what each version of a file knows of when its items appeared and were ticked.

use std::collections::{BTreeMap, BTreeSet};

use super::git::{Blob, Log};
use super::matching::{Item, continued};
use crate::model::{Change, ChangeKind, Commit, Dating, ItemHistory};
use crate::text::SourcePath;

/// A version of a file: its path and content.
pub type Version = (SourcePath, Blob);

/// What is known of one version.
#[derive(Clone, Debug)]
struct State {
    /// The commit that made it.
    commit: u32,
    /// Parallel to the items of its content.
    items: Vec<Known>,
    /// The version it was made from.
    from: Option<Version>,
}

/// What is known of one item.
#[derive(Clone, Copy, Debug)]
struct Known {
    appeared: u32,
    ticked: Option<Tick>,
}

/// When an item was ticked, best knowledge first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Tick {
    /// By this commit.
    Seen(u32),
    /// After the first commit and no later than the second.
    Between(u32, u32),
    /// No later than this commit.
    Before(u32),
}

/// The replayed log.
pub struct Replay<'a> {
    log: &'a Log,
    items: &'a BTreeMap<Blob, Vec<Item>>,
    states: BTreeMap<Version, State>,
}

/// Replays `log`, whose blobs hold `items`.
pub fn replay<'a>(log: &'a Log, items: &'a BTreeMap<Blob, Vec<Item>>) -> Replay<'a> {
    let mut replay = Replay { log, items, states: BTreeMap::new() };
    for edge in &log.edges {
        if let Some(new) = &edge.new {
            replay.version(edge.commit, edge.old.as_ref(), new);
        }
    }
    replay
}

impl Replay<'_> {
    /// Learns of a version. A version known from an earlier commit keeps what is known (a merge only
    /// brings it again); one commit's second parent can improve on the first.
    fn version(&mut self, commit: u32, old: Option<&Version>, new: &Version) {
        let state = self.derive(commit, old, &new.1);
        match self.states.get_mut(new) {
            None => {
                self.states.insert(new.clone(), state);
            }
            Some(known) if known.commit == commit => {
                for (known, other) in known.items.iter_mut().zip(state.items) {
                    known.appeared = known.appeared.min(other.appeared);
                    known.ticked = match (known.ticked, other.ticked) {
                        (Some(a), Some(b)) => Some(a.min(b)),
                        (a, b) => a.or(b),
                    };
                }
            }
            Some(_) => {}
        }
    }

    fn derive(&self, commit: u32, old: Option<&Version>, blob: &Blob) -> State {
        let none = Vec::new();
        let new_items = self.items.get(blob).unwrap_or(&none);
        let before = old.and_then(|old| Some((self.states.get(old)?, self.items.get(&old.1)?)));
        let Some((before, old_items)) = before else {
            let fresh = |item: &Item| Known { appeared: commit, ticked: (item.ticked == Some(true)).then_some(Tick::Before(commit)) };
            return State { commit, items: new_items.iter().map(fresh).collect(), from: None };
        };
        let links = continued(old_items, new_items);
        let known = new_items.iter().zip(links).map(|(item, link)| {
            let is_ticked = item.ticked == Some(true);
            match link {
                Some(index) => {
                    let was = before.items[index];
                    let was_ticked = old_items[index].ticked == Some(true);
                    let tick = if was_ticked { was.ticked } else { Some(Tick::Seen(commit)) };
                    Known { appeared: was.appeared, ticked: is_ticked.then_some(tick).flatten() }
                }
                None => Known { appeared: commit, ticked: is_ticked.then_some(Tick::Between(before.commit, commit)) },
            }
        });
        State { commit, items: known.collect(), from: old.cloned() }
    }

    fn at(&self, commit: u32) -> Commit {
        self.log.commits[commit as usize].0.clone()
    }

    /// What is known of the items of a version, parallel to its items; empty for an unknown version.
    pub fn known(&self, version: &Version) -> Vec<ItemHistory> {
        let Some(state) = self.states.get(version) else { return Vec::new() };
        let dating = |tick: Tick| match tick {
            Tick::Seen(commit) => Dating::Seen(self.at(commit)),
            Tick::Between(from, commit) => Dating::Between { from: self.at(from).at, commit: self.at(commit) },
            Tick::Before(commit) => Dating::Before(self.at(commit)),
        };
        state.items.iter().map(|known| ItemHistory { appeared: self.at(known.appeared), ticked: known.ticked.map(dating) }).collect()
    }

    /// The changes that led to a version, oldest first, with the count of done and all steps in scope after each.
    pub fn changes(&self, version: &Version) -> (Vec<Change>, Vec<(u32, u32)>) {
        let mut changes = Vec::new();
        let mut counts = Vec::new();
        let mut seen = BTreeSet::new();
        let mut next = Some(version.clone());
        while let Some(version) = next {
            let Some(state) = self.states.get(&version).filter(|_| seen.insert(version.clone())) else { break };
            let kind = match &state.from {
                None => ChangeKind::Created,
                Some((path, _)) if *path != version.0 => ChangeKind::Moved { from: path.clone() },
                Some(_) => ChangeKind::Edited,
            };
            changes.push(Change { commit: self.at(state.commit), kind, path: version.0.clone() });
            counts.push(self.count(&version.1));
            next = state.from.clone();
        }
        changes.reverse();
        counts.reverse();
        (changes, counts)
    }

    fn count(&self, blob: &Blob) -> (u32, u32) {
        let steps = self.items.get(blob).into_iter().flatten().filter(|item| item.in_scope);
        steps.fold((0, 0), |(done, all), step| (done + u32::from(step.ticked == Some(true)), all + 1))
    }
}
