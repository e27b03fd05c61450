//! What a part refers to.

use super::context::Context;
use crate::diag::Diagnostic;
use crate::model::Reference;

/// Reads them from one part of a plan.
pub fn read(_ctx: &Context<'_>) -> (Vec<Reference>, Vec<Diagnostic>) {
    (Vec::new(), Vec::new())
}
