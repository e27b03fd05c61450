//! Written times held against the commits that brought them: what is later than its commit, or more than a
//! day off, is worth a look.

use jiff::{SignedDuration, Timestamp};

use super::dates::latest;
use crate::diag::{Diagnostic, Label, codes};
use crate::model::{Commit, Dating, Document, PlanHistory, Provenance, RecordMeta, Stamp, StepState, Zone};

/// How far a clock runs east of UTC and west of it: what a time without a zone can be off by.
const EAST: SignedDuration = SignedDuration::from_hours(14);
const WEST: SignedDuration = SignedDuration::from_hours(12);
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// How a written time stands to the commit that brought it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Off {
    /// It had not come when it was committed.
    Later,
    /// It is more than a day before the commit, and the version before did not have it.
    Earlier,
}

/// What a stamp can mean at the least and at the most: a day is any moment of it, and without a zone in any zone.
fn bounds(stamp: &Stamp) -> (Timestamp, Timestamp) {
    let (mut from, mut to) = (stamp.at, latest(stamp));
    if stamp.zone == Zone::Assumed || stamp.is_day() {
        from = from.checked_sub(EAST).unwrap_or(from);
        to = to.checked_add(WEST).unwrap_or(to);
    }
    (from, to)
}

fn off(stamp: &Stamp, commit: &Commit, is_new: bool) -> Option<Off> {
    let (from, to) = bounds(stamp);
    if from > commit.at {
        return Some(Off::Later);
    }
    (is_new && commit.at.duration_since(to) > DAY).then_some(Off::Earlier)
}

/// A record, the commit that brought it, and whether the version before that commit did not have it.
type Brought<'a> = (&'a RecordMeta, &'a Commit, bool);

/// What history dates: ticked steps, and decisions and surprises by their first version.
fn brought<'a>(document: &'a Document, history: &'a PlanHistory) -> impl Iterator<Item = Brought<'a>> {
    let done = document.steps.iter().filter(|step| step.state == StepState::Done);
    let steps = done.filter_map(|step| match history.items.get(step.meta.id.as_str())?.ticked.as_ref()? {
        Dating::Seen(commit) => Some((&step.meta, commit, true)),
        Dating::Between { commit, .. } | Dating::Before(commit) => Some((&step.meta, commit, false)),
    });
    // What the first version already had may be older than the repository.
    let first = history.changes.first().map(|change| change.commit.hash.as_str());
    let decisions = document.decisions.iter().map(|record| &record.meta);
    let surprises = document.surprises.iter().map(|record| &record.meta);
    let others = decisions.chain(surprises).filter_map(move |meta| {
        let commit = &history.items.get(meta.id.as_str())?.appeared;
        Some((meta, commit, first != Some(commit.hash.as_str())))
    });
    steps.chain(others)
}

/// The findings of one plan: at most one of each kind, at its first place, with the others as labels.
pub fn findings(document: &Document, history: &PlanHistory) -> Vec<Diagnostic> {
    let (mut later, mut earlier) = (Vec::new(), Vec::new());
    for (meta, commit, is_new) in brought(document, history) {
        let Some(stamp) = meta.stamp.as_ref().filter(|stamp| stamp.source == Provenance::Written) else { continue };
        match off(stamp, commit, is_new) {
            Some(Off::Later) => later.push((meta, stamp, commit)),
            Some(Off::Earlier) => earlier.push((meta, stamp, commit)),
            None => {}
        }
    }
    let later = finding(document, &later, "later than", "mend the time: work is not committed before it is done");
    let earlier = finding(document, &earlier, "more than a day before", "mend the time if it was mistyped, or commit the plan as you go");
    later.into_iter().chain(earlier).collect()
}

fn finding(document: &Document, found: &[(&RecordMeta, &Stamp, &Commit)], how: &str, help: &str) -> Option<Diagnostic> {
    let ((meta, stamp, commit), others) = found.split_first()?;
    let hash = commit.hash.get(..7).unwrap_or(&commit.hash);
    let when = commit.at.strftime("%Y-%m-%dT%H:%M:%SZ");
    let mut message = format!("time `{}` is {how} the commit that brought it, `{hash}` of {when}", stamp.rfc3339());
    if !others.is_empty() {
        message.push_str(&format!("; so are {} more in this plan", others.len()));
    }
    let mut diagnostic = Diagnostic::new(codes::TIME_OFF_COMMIT, message)
        .in_file(&document.source.path)
        .at(meta.place.line, Some(meta.place.span))
        .help(help);
    let label = |(meta, stamp, _): &(&RecordMeta, &Stamp, &Commit)| Label { span: meta.place.span, text: stamp.rfc3339() };
    diagnostic.labels = others.iter().take(5).map(label).collect();
    Some(diagnostic)
}
