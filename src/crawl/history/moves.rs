//! Which file became which: what git's rename detection finds, and what it misses.

use std::collections::{BTreeMap, BTreeSet};

use super::git::{Edge, Log};
use super::replay::Version;
use crate::text::SourcePath;

/// File names that many folders have: two of them are not the same file.
const COMMON: &[&str] = &["readme.md", "index.md", "plan.md", "plans.md", "agents.md", "template.md"];

/// Whether a file of this name is known by it wherever it lies.
pub fn is_telling(path: &SourcePath) -> bool {
    !COMMON.contains(&path.file_name().to_lowercase().as_str())
}

/// Joins, in each commit, a file that went and one of the same name that came into a move.
pub fn join(log: &mut Log) {
    let edges = std::mem::take(&mut log.edges);
    for now in edges.chunk_by(|a, b| a.commit == b.commit) {
        log.edges.extend(moves(now));
    }
}

/// The edges of one commit, with a file that went and one of the same name that came joined into a move:
/// a plan archived and rewritten in one commit is less alike than git's rename detection asks for.
fn moves(edges: &[Edge]) -> Vec<Edge> {
    let mut gone: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, edge) in edges.iter().enumerate() {
        if let (Some((path, _)), None) = (&edge.old, &edge.new) {
            gone.entry(path.file_name()).or_default().push(index);
        }
    }
    gone.retain(|name, list| list.len() == 1 && !COMMON.contains(&name.to_lowercase().as_str()));
    let mut joined: BTreeSet<usize> = BTreeSet::new();
    let mut out: Vec<Edge> = Vec::with_capacity(edges.len());
    for edge in edges {
        let mut edge = edge.clone();
        if let (None, Some((path, _))) = (&edge.old, &edge.new)
            && let Some(list) = gone.get(path.file_name())
            && joined.insert(list[0])
        {
            edge.old = edges[list[0]].old.clone();
        }
        out.push(edge);
    }
    let mut index = 0;
    out.retain(|_| {
        index += 1;
        !joined.contains(&(index - 1))
    });
    out
}

/// For each file that left the tree for good: its last version and the commit that removed it.
pub fn removed(log: &Log) -> BTreeMap<SourcePath, (Version, u32)> {
    let mut removed = BTreeMap::new();
    for edge in &log.edges {
        if let Some((path, _)) = &edge.old {
            removed.remove(path);
        }
        match (&edge.old, &edge.new) {
            (_, Some((path, _))) => {
                removed.remove(path);
            }
            (Some(old), None) => {
                removed.insert(old.0.clone(), (old.clone(), edge.commit));
            }
            (None, None) => {}
        }
    }
    removed
}

/// The paths that `wanted` had at any time: itself and, through moves, all before.
pub fn earlier(log: &Log, wanted: BTreeSet<SourcePath>) -> BTreeSet<SourcePath> {
    let mut paths = wanted;
    for edge in log.edges.iter().rev() {
        if let (Some((old, _)), Some((new, _))) = (&edge.old, &edge.new)
            && old != new
            && paths.contains(new)
        {
            paths.insert(old.clone());
        }
    }
    paths
}
