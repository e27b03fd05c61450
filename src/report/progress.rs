//! What is going on, for people at a terminal: which stage, how many, how long. Nothing in a pipe.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A line that says what is going on. Drawn on stderr, and only if that is a terminal.
#[derive(Clone, Debug)]
pub struct Progress(ProgressBar);

impl Progress {
    /// A line that stays silent if `quiet`.
    pub fn new(quiet: bool) -> Self {
        let target = if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let bar = ProgressBar::with_draw_target(None, target);
        bar.enable_steady_tick(Duration::from_millis(120));
        Self(bar)
    }

    /// Begins a stage whose length is not known.
    pub fn stage(&self, what: &'static str) {
        self.0.set_style(style("{spinner} {msg} ({elapsed})"));
        self.0.set_message(what);
    }

    /// Begins a stage of `n` pieces.
    pub fn stage_of(&self, what: &'static str, n: usize) {
        self.0.set_style(style("{spinner} {msg} {human_pos} of {human_len} ({elapsed}, {eta} to go)"));
        self.0.set_message(what);
        self.0.set_length(n as u64);
        self.0.set_position(0);
    }

    /// One piece is done.
    pub fn one(&self) {
        self.0.inc(1);
    }

    /// Takes the line away.
    pub fn end(&self) {
        self.0.finish_and_clear();
    }
}

fn style(template: &'static str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_spinner())
}
