//! Facts of entries in columns, for filters and their counts.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::DAY_SHIFT;
use super::bytes::{deflate, runs, text, varint};
use crate::search::entry::{Entry, Kind, Records};
use crate::search::grammar::date_of;

/// Entries of one unit.
const STRETCH: usize = 8192;

/// For each stretch of entries its facts and its days, packed.
pub fn units(records: &Records) -> Vec<[Vec<u8>; 2]> {
    (records.entries.par_chunks(STRETCH))
        .map(|entries| {
            let mut days = Vec::new();
            runs(&mut days, entries.iter().map(|entry| entry.day.map_or(0, |day| usize::try_from(day + DAY_SHIFT).unwrap_or(0))));
            [deflate(&facts(records, entries)), deflate(&days)]
        })
        .collect()
}

fn facts(records: &Records, entries: &[Entry]) -> Vec<u8> {
    let mut sets: BTreeMap<&[String], usize> = BTreeMap::new();
    let mut in_order: Vec<&[String]> = Vec::new();
    let authors: Vec<usize> = entries
        .iter()
        .map(|entry| {
            let set = records.authors(entry);
            *sets.entry(set).or_insert_with(|| {
                in_order.push(set);
                in_order.len() - 1
            })
        })
        .collect();
    let mut out = Vec::new();
    text(&mut out, &serde_json::json!({ "authors": in_order }).to_string());
    let plan = |entry: &Entry| &records.plans[entry.plan as usize];
    runs(&mut out, entries.iter().map(|entry| kind_number(entry.kind)));
    runs(&mut out, entries.iter().map(|entry| usize::from(plan(entry).state)));
    runs(&mut out, entries.iter().map(|entry| usize::from(plan(entry).status)));
    runs(&mut out, entries.iter().map(|entry| entry.day.map_or(0, |day| usize::try_from(date_of(day).0).unwrap_or(0))));
    runs(&mut out, authors);
    out
}

/// Index of a kind in [`Kind::ALL`].
pub fn kind_number(kind: Kind) -> usize {
    Kind::ALL.iter().position(|one| *one == kind).unwrap_or(0)
}

/// Lengths of the units of [`units`].
pub fn lengths(out: &mut Vec<u8>, units: &[[Vec<u8>; 2]]) {
    varint(out, units.len());
    units.iter().flatten().for_each(|unit| varint(out, unit.len()));
}
