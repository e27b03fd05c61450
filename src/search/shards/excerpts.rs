//! Texts of entries in small files, so that ten results cost ten small fetches at most.

use serde_json::{Value, json};

use super::columns::kind_number;
use crate::search::entry::Records;

/// Bytes of text after which a file is closed: small in a small archive, larger in a large one so that
/// files stay fewer than about ten thousand.
fn target(records: &Records) -> usize {
    let total: usize = records.entries.iter().map(|entry| entry.text.len()).sum();
    (total / 8192).clamp(2 << 10, 6 << 10)
}

/// Writes `e/…`; returns the number of entries of each file.
pub fn export(records: &Records, file: &mut dyn FnMut(String, Vec<u8>)) -> Vec<usize> {
    let target = target(records);
    let mut counts = Vec::new();
    let mut start = 0;
    let mut bytes = 0;
    for (at, entry) in records.entries.iter().enumerate() {
        bytes += entry.text.len() + entry.heading.len() + 32;
        if bytes >= target || at + 1 == records.entries.len() {
            file(format!("e/{}", counts.len()), block(records, start, at + 1));
            counts.push(at + 1 - start);
            (start, bytes) = (at + 1, 0);
        }
    }
    counts
}

fn block(records: &Records, start: usize, end: usize) -> Vec<u8> {
    let mut plans: Vec<Value> = Vec::new();
    let mut last = None;
    let mut entries = Vec::new();
    for entry in &records.entries[start..end] {
        if last != Some(entry.plan) {
            let plan = &records.plans[entry.plan as usize];
            plans.push(json!([plan.id, plan.title, plan.path, plan.state, plan.status]));
            last = Some(entry.plan);
        }
        let day = entry.day.filter(|_| entry.dated);
        entries.push(json!([
            plans.len() - 1,
            kind_number(entry.kind),
            entry.heading,
            entry.anchor,
            day,
            entry.author,
            entry.line,
            entry.text
        ]));
    }
    json!({ "p": plans, "e": entries }).to_string().into_bytes()
}
