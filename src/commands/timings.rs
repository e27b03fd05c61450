//! How long each stage took: told on request, never in the output.
#![expect(clippy::disallowed_methods, reason = "the clock is read here and only here, and never reaches the output")]

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// A stopwatch with laps.
#[derive(Debug)]
pub struct Timings {
    begin: Instant,
    last: Instant,
    laps: Vec<(&'static str, Duration)>,
    notes: Vec<String>,
}

/// Time that threads spend at one kind of work, one beside the other.
#[derive(Debug, Default)]
pub struct Busy(AtomicU64);

impl Busy {
    /// Adds the time of some of it.
    pub fn during<T>(&self, work: impl FnOnce() -> T) -> T {
        let begin = Instant::now();
        let done = work();
        self.0.fetch_add(u64::try_from(begin.elapsed().as_nanos()).unwrap_or(u64::MAX), Ordering::Relaxed);
        done
    }

    /// The sum over all threads.
    pub fn spent(&self) -> Duration {
        Duration::from_nanos(self.0.load(Ordering::Relaxed))
    }
}

impl Timings {
    /// Starts it.
    pub fn start() -> Self {
        let now = Instant::now();
        Self { begin: now, last: now, laps: Vec::new(), notes: Vec::new() }
    }

    /// Ends a stage.
    pub fn lap(&mut self, stage: &'static str) {
        let now = Instant::now();
        self.laps.push((stage, now - self.last));
        self.last = now;
    }

    /// Says what the stages did not have to do.
    pub fn note(&mut self, words: &str) {
        self.notes.push(words.to_owned());
    }

    /// Says how long the threads of the last stage were at one kind of work, together.
    pub fn busy(&mut self, work: &str, spent: Duration) {
        let stage = self.laps.last().map_or("", |(stage, _)| stage);
        self.notes.push(format!("{stage}: {:.3} s of thread time for {work}", spent.as_secs_f64()));
    }

    /// Seconds since the start.
    pub fn seconds(&self) -> f64 {
        self.begin.elapsed().as_secs_f64()
    }

    /// One line a stage, in seconds and in hundredths of the whole.
    pub fn table(&self) -> String {
        let whole: f64 = self.laps.iter().map(|(_, lap)| lap.as_secs_f64()).sum();
        let row = |(stage, lap): &(&str, Duration)| {
            let seconds = lap.as_secs_f64();
            format!("  {stage:<12}{seconds:>8.3} s {:>4.0} %", seconds / whole.max(f64::MIN_POSITIVE) * 100.0)
        };
        let notes = self.notes.iter().map(|words| format!("  {words}"));
        self.laps.iter().map(row).chain(notes).collect::<Vec<_>>().join("\n")
    }
}
