//! Decisions of a part.

use super::context::Context;
use crate::diag::Diagnostic;
use crate::model::Decision;

/// Reads them from one part of a plan.
pub fn read(_ctx: &Context<'_>) -> (Vec<Decision>, Vec<Diagnostic>) {
    (Vec::new(), Vec::new())
}
