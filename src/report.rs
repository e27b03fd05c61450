//! Diagnostics and progress for people and machines: the only place that draws either.

use std::io::Write;

use crate::diag::{Diagnostic, Severity};

/// Prints why a command could not run.
pub fn failure(failure: &dyn std::error::Error) {
    // A stderr that cannot be written leaves nowhere to say so.
    let _ = writeln!(anstream::stderr(), "error: {failure}");
}

/// Prints findings; notes only when asked.
pub fn diagnostics(found: &[Diagnostic], with_notes: bool) {
    let mut out = anstream::stderr().lock();
    for one in found.iter().filter(|one| with_notes || one.severity != Severity::Note) {
        let place = match (&one.path, one.line) {
            (Some(path), Some(line)) => format!("{path}:{line}: "),
            (Some(path), None) => format!("{path}: "),
            _ => String::new(),
        };
        let _ = writeln!(out, "{place}{}: {}", one.code.as_str(), one.message);
    }
}
