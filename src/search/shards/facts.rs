//! What a result says of itself: one unit a plan, with where its words stand in the plan's published Markdown.
//! Only words that stand nowhere on the site as a text are repeated here.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde_json::json;

use super::Space;
use super::bytes::{deflate, text, unsigned, varint};
use super::coder::{Coder, number};
use super::columns::kind_number;
use crate::search::entry::{Entry, Kind, Named, PlanFacts, Records};
use crate::text::heading_anchor;

/// Plans whose lengths stand in one unit.
const GROUP: usize = 32;
/// Plans packed at a time.
const BATCH: usize = 1024;
/// Headings that the root says, at most, and plans that must have one.
const N_COMMON: usize = 64;
const COMMON: usize = 8;
/// Longest summary of a plan that is repeated, in bytes.
const SUMMARY: usize = 400;

/// The headings that most plans have, which the root says once.
pub fn common_headings(records: &Records) -> Vec<String> {
    let mut n_of: BTreeMap<&str, (u32, usize)> = BTreeMap::new();
    for entry in records.entries.iter().filter(|entry| entry.kind != Kind::Plan) {
        let (last, n) = n_of.entry(&entry.heading).or_insert((u32::MAX, 0));
        if std::mem::replace(last, entry.plan) != entry.plan {
            *n += 1;
        }
    }
    let mut names: Vec<(usize, &str)> = n_of.into_iter().map(|(name, (_, n))| (n, name)).filter(|(n, _)| *n >= COMMON).collect();
    names.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    names.into_iter().take(N_COMMON).map(|(_, name)| name.to_owned()).collect()
}

/// What the root says of a group of plans.
pub struct Group {
    /// Their entries.
    pub n_entries: usize,
    /// Length of their units together.
    pub size: usize,
    /// Length of the unit that tells them apart.
    pub unit: usize,
}

/// Writes the units of all plans, then those that say how long they are and how many entries each has.
pub fn export(records: &Records, headings: &[String], space: &mut Space<'_>) -> Vec<Group> {
    let mut plans: Vec<&[Entry]> = Vec::with_capacity(records.plans.len());
    let mut rest = &records.entries[..];
    for number in 0..records.plans.len() {
        let (own, others) = rest.split_at(rest.partition_point(|entry| entry.plan as usize <= number));
        plans.push(own);
        rest = others;
    }
    let mut lengths: Vec<[usize; 2]> = Vec::with_capacity(plans.len());
    for (batch, facts) in plans.chunks(BATCH).zip(records.plans.chunks(BATCH)) {
        let units: Vec<(Vec<u8>, Vec<u8>)> = batch.par_iter().zip(facts).map(|(entries, plan)| unit(plan, entries, headings)).collect();
        for (texts, facts) in units {
            lengths.push([texts.len(), facts.len()]);
            space.put(&texts);
            space.put(&facts);
        }
    }
    let group = |(lengths, plans): (&[[usize; 2]], &[&[Entry]])| {
        let mut out = Coder::default();
        for ([texts, facts], entries) in lengths.iter().zip(plans) {
            out.number(number::ENTRIES, entries.len());
            out.number(number::SIZE, *texts);
            out.number(number::OTHER_SIZE, *facts);
        }
        let unit = out.finish();
        space.put(&unit);
        let n_entries = plans.iter().map(|entries| entries.len()).sum();
        Group { n_entries, size: lengths.iter().flatten().sum(), unit: unit.len() }
    };
    lengths.chunks(GROUP).zip(plans.chunks(GROUP)).map(group).collect()
}

/// The texts that are repeated, each packed, and the facts of a plan.
fn unit(plan: &PlanFacts, entries: &[Entry], common: &[String]) -> (Vec<u8>, Vec<u8>) {
    let mut headings = Names::default();
    let mut heading = |name: &str| common.iter().position(|one| one == name).unwrap_or_else(|| common.len() + headings.number(name));
    let mut authors = Names::default();
    let mut anchors = Names::default();
    let (mut texts, mut columns) = (Vec::new(), Vec::new());
    let (mut day, mut line, mut at) = (0, 0, 0);
    let mut before: Option<&Entry> = None;
    varint(&mut columns, entries.len());
    for entry in entries {
        varint(&mut columns, kind_number(entry.kind));
        varint(&mut columns, heading(&entry.heading));
        varint(&mut columns, entry.author.as_deref().map_or(0, |author| 1 + authors.number(author)));
        match entry.day.filter(|_| entry.dated) {
            None => varint(&mut columns, 0),
            Some(own) => {
                varint(&mut columns, 1 + unsigned(i64::from(own) - day));
                day = i64::from(own);
            }
        }
        varint(&mut columns, unsigned(i64::from(entry.line) - line));
        line = i64::from(entry.line);
        match entry.place {
            Some(place) => {
                varint(&mut columns, (place.end - place.start) as usize);
                varint(&mut columns, unsigned(i64::from(place.start) - at));
                at = i64::from(place.end);
            }
            None => {
                let unit = deflate(repeated(entry).as_bytes());
                varint(&mut columns, 0);
                varint(&mut columns, texts.len());
                varint(&mut columns, unit.len());
                texts.extend(unit);
            }
        }
        anchor(&mut columns, &mut anchors, entry, before);
        before = Some(entry);
    }
    let mut header = json!([plan.id, plan.title, plan.path, plan.state, plan.status, headings.0, authors.0, anchors.0]);
    if let Some(pages) = header.as_array_mut().filter(|_| entries.iter().any(|entry| entry.page > 1)) {
        pages.push(entries.iter().map(|entry| entry.page).collect::<Vec<_>>().into());
    }
    let mut out = Vec::new();
    text(&mut out, &header.to_string());
    out.append(&mut columns);
    (texts, deflate(&out))
}

fn repeated(entry: &Entry) -> &str {
    let quoted = entry.quoted();
    if entry.kind != Kind::Plan || quoted.len() <= SUMMARY {
        return quoted;
    }
    let cut = (0..=SUMMARY).rev().find(|at| quoted.is_char_boundary(*at)).unwrap_or(0);
    &quoted[..quoted[..cut].rfind(' ').unwrap_or(cut)]
}

/// 0 none, 1 as of the entry before, 2 that of the heading, 3 one of the list, else the words of the stretch.
fn anchor(out: &mut Vec<u8>, anchors: &mut Names, entry: &Entry, before: Option<&Entry>) {
    let name = entry.anchor.as_str();
    if name.is_empty() {
        varint(out, 0);
    } else if before.is_some_and(|before| before.anchor == entry.anchor) {
        varint(out, 1);
    } else if name == heading_anchor(&entry.heading) {
        varint(out, 2);
    } else if let Some(Named { skipped, number }) = entry.named {
        varint(out, 4 + usize::from(skipped));
        varint(out, number as usize);
    } else {
        varint(out, 3);
        varint(out, anchors.number(name));
    }
}

/// Distinct names, in order of appearance.
#[derive(Default)]
struct Names(Vec<String>);

impl Names {
    fn number(&mut self, name: &str) -> usize {
        self.0.iter().position(|one| one == name).unwrap_or_else(|| {
            self.0.push(name.to_owned());
            self.0.len() - 1
        })
    }
}
