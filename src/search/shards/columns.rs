//! Facts of entries in columns, for filters and their counts.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::DAY_SHIFT;
use super::bytes::{deflate, unsigned, varint};
use super::coder::{Coder, number};
use crate::search::entry::{Entry, Kind, Records};
use crate::search::grammar::date_of;

/// Entries of one unit.
const STRETCH: usize = 8192;

/// Units of a stretch: kinds; shelves and statuses; years; authors; days.
pub const N_UNITS: usize = 5;

/// For each stretch of entries its units.
pub fn units(records: &Records) -> Vec<[Vec<u8>; N_UNITS]> {
    records.entries.par_chunks(STRETCH).map(|entries| stretch(records, entries)).collect()
}

fn stretch(records: &Records, entries: &[Entry]) -> [Vec<u8>; N_UNITS] {
    let plan = |entry: &Entry| &records.plans[entry.plan as usize];
    let day = |entry: &Entry| entry.day.map_or(0, |day| usize::try_from(day + DAY_SHIFT).unwrap_or(0));
    let year = |entry: &Entry| entry.day.map_or(0, |day| usize::try_from(date_of(day).0).unwrap_or(0));
    let one = |value: &dyn Fn(&Entry) -> usize| {
        let mut out = Coder::default();
        runs(&mut out, entries.iter().map(value));
        out.finish()
    };
    let mut shelves = Coder::default();
    runs(&mut shelves, entries.iter().map(|entry| usize::from(plan(entry).state)));
    runs(&mut shelves, entries.iter().map(|entry| usize::from(plan(entry).status)));
    [one(&|entry| kind_number(entry.kind)), shelves.finish(), one(&year), authors(records, entries), one(&day)]
}

/// The sets of authors, packed and said how long; then which of them each entry has.
fn authors(records: &Records, entries: &[Entry]) -> Vec<u8> {
    let mut sets: BTreeMap<&[String], usize> = BTreeMap::new();
    let mut in_order: Vec<&[String]> = Vec::new();
    let numbers: Vec<usize> = entries
        .iter()
        .map(|entry| {
            let set = records.authors(entry);
            *sets.entry(set).or_insert_with(|| {
                in_order.push(set);
                in_order.len() - 1
            })
        })
        .collect();
    let names = deflate(serde_json::json!(in_order).to_string().as_bytes());
    let mut out = Coder::default();
    runs(&mut out, numbers);
    let mut unit = Vec::new();
    varint(&mut unit, names.len());
    unit.extend(names);
    unit.extend(out.finish());
    unit
}

/// Runs of equal values: value and length of each, until all entries have one.
fn runs(out: &mut Coder, values: impl IntoIterator<Item = usize>) {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for value in values {
        match runs.last_mut() {
            Some((last, length)) if *last == value => *length += 1,
            _ => runs.push((value, 1)),
        }
    }
    // A day is near the one before, a kind the one after it.
    let mut before = 0;
    for (value, length) in runs {
        out.number(number::FIRST, unsigned(value as i64 - before));
        before = value as i64;
        out.number(number::COUNT, length);
    }
}

/// Index of a kind in [`Kind::ALL`].
pub fn kind_number(kind: Kind) -> usize {
    Kind::ALL.iter().position(|one| *one == kind).unwrap_or(0)
}

/// Lengths of the units of [`units`].
pub fn lengths(out: &mut Vec<u8>, units: &[[Vec<u8>; N_UNITS]]) {
    varint(out, units.len());
    units.iter().flatten().for_each(|unit| varint(out, unit.len()));
}
