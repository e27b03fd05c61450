//! Footnotes: numbered by their first mention, set at the end of the text.

use std::collections::{BTreeMap, BTreeSet};

use super::Writer;

/// The footnotes of a text.
#[derive(Default)]
pub(super) struct Notes {
    /// How many came before, in earlier texts of the page.
    pub(super) first: u32,
    /// Numbers that are settled already, by label: those of a text of which this is a stretch.
    pub(super) settled: BTreeMap<String, u32>,
    /// Number and count of mentions, by label.
    mentioned: BTreeMap<String, (u32, u32)>,
    /// Their HTML, by label.
    bodies: BTreeMap<String, String>,
    /// Notes being written: label, and the HTML set aside meanwhile.
    open: Vec<(String, String)>,
}

impl Notes {
    /// How many there are on the page so far.
    pub(super) fn last(&self) -> u32 {
        self.first + u32::try_from(self.mentioned.len()).unwrap_or(u32::MAX)
    }

    fn mention(&mut self, label: &str) -> (u32, u32) {
        let next = self.settled.get(label).copied().unwrap_or(self.last() + 1);
        let entry = self.mentioned.entry(label.to_owned()).or_insert((next, 0));
        entry.1 += 1;
        *entry
    }
}

impl Writer<'_> {
    pub(super) fn note_reference(&mut self, label: &str) {
        let (number, nth) = self.notes.mention(label);
        if self.names.is_none() || self.in_link > 0 {
            self.out.push_str(&format!("<sup>{number}</sup>"));
            return;
        }
        let again = if nth > 1 { format!("-{nth}") } else { String::new() };
        self.out.push_str(&format!(
            "<sup class=\"note\"><a href=\"#fn-{number}\" id=\"fnref-{number}{again}\" role=\"doc-noteref\">{number}</a></sup>"
        ));
    }

    pub(super) fn open_note(&mut self, label: &str) {
        let before = std::mem::take(&mut self.out);
        self.notes.open.push((label.to_owned(), before));
        self.depth += 1;
    }

    pub(super) fn close_note(&mut self) {
        if let Some((label, before)) = self.notes.open.pop() {
            let body = std::mem::replace(&mut self.out, before);
            self.notes.bodies.entry(label).or_default().push_str(&body);
        }
    }

    /// Writes the notes at the end: those mentioned in their order, then the others.
    pub(super) fn write_notes(&mut self) {
        let bodies = std::mem::take(&mut self.notes.bodies);
        if bodies.is_empty() {
            return;
        }
        let unmentioned: BTreeSet<&String> = bodies.keys().filter(|label| !self.notes.mentioned.contains_key(*label)).collect();
        for label in &unmentioned {
            self.notes.mention(label);
        }
        let mut notes: Vec<(u32, &String, &String)> =
            bodies.iter().map(|(label, body)| (self.notes.mentioned.get(label).map_or(0, |(number, _)| *number), label, body)).collect();
        notes.sort_unstable();
        self.out.push_str("<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"Footnotes\"><ol>\n");
        for (number, label, body) in notes {
            if self.names.is_none() {
                self.out.push_str(&format!("<li value=\"{number}\">{body}</li>\n"));
            } else if unmentioned.contains(label) {
                self.out.push_str(&format!("<li id=\"fn-{number}\" value=\"{number}\">{body}</li>\n"));
            } else {
                self.out.push_str(&format!(
                    "<li id=\"fn-{number}\" value=\"{number}\">{body}<a href=\"#fnref-{number}\" role=\"doc-backlink\" \
                     aria-label=\"Back to note {number} in the text\">↩</a></li>\n"
                ));
            }
        }
        self.out.push_str("</ol></section>\n");
    }
}
