//! Checkable work items, acceptance boxes and dated log lines of a part.

use super::context::Context;
use crate::diag::Diagnostic;
use crate::model::{Criterion, LogEntry, Step};

/// What this module reads.
#[derive(Clone, Debug, Default)]
pub struct Work {
    /// Steps.
    pub steps: Vec<Step>,
    /// Criteria.
    pub criteria: Vec<Criterion>,
    /// Log entries.
    pub log: Vec<LogEntry>,
}

/// Reads them from one part of a plan.
pub fn read(_ctx: &Context<'_>) -> (Work, Vec<Diagnostic>) {
    (Work::default(), Vec::new())
}
