//! One plan's text to its records: typed, placed, stamped. Never fails: what cannot be read is a
//! diagnostic. Pure, and ignorant of other plans, of HTML and of the clock.

pub mod outline;

use crate::config::Options;
use crate::diag::Diagnostic;
use crate::model::{Document, PlanSource};

/// Reads one plan.
pub fn parse(source: &PlanSource, _options: &Options) -> (Document, Vec<Diagnostic>) {
    let document = Document {
        source: source.clone(),
        title: source.path.stem().to_owned(),
        own_id: None,
        status: None,
        header: Vec::new(),
        created: None,
        updated: None,
        completed: None,
        authors: Vec::new(),
        language: "en",
        summary: String::new(),
        sections: Vec::new(),
        steps: Vec::new(),
        criteria: Vec::new(),
        log: Vec::new(),
        decisions: Vec::new(),
        surprises: Vec::new(),
        outcomes: Vec::new(),
        revisions: Vec::new(),
        risks: Vec::new(),
        gates: Vec::new(),
        references: Vec::new(),
    };
    (document, Vec::new())
}
