//! Risks, quality gates and revision notes of a part.

use super::context::Context;
use crate::diag::Diagnostic;
use crate::model::{Gate, Revision, Risk};

/// What this module reads.
#[derive(Clone, Debug, Default)]
pub struct Extras {
    /// Risks.
    pub risks: Vec<Risk>,
    /// Quality gates.
    pub gates: Vec<Gate>,
    /// Revision notes.
    pub revisions: Vec<Revision>,
}

/// Reads them from one part of a plan.
pub fn read(_ctx: &Context<'_>) -> (Extras, Vec<Diagnostic>) {
    (Extras::default(), Vec::new())
}
