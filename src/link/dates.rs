//! When things happened: fills missing stamps from history and works out a plan's life from its records.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::model::{
    Dating, Document, Passage, PlanHistory, Precision, Progress, Provenance, RecordMeta, Shelf, Stamp, Stated, Status, StatusSource,
    StepState, Zone, openspec,
};
use crate::parse::people;

/// First sign of life, last sign of life, and completion of a plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Life {
    /// First.
    pub created: Option<Stamp>,
    /// Last.
    pub updated: Option<Stamp>,
    /// Finished.
    pub completed: Option<Stamp>,
}

/// Every record of a document with its words: steps, criteria, log, decisions, surprises, outcomes,
/// revisions, risks.
pub fn records(document: &Document) -> impl Iterator<Item = (&RecordMeta, &Passage)> {
    let steps = document.steps.iter().map(|record| (&record.meta, &record.words));
    let criteria = document.criteria.iter().map(|record| (&record.meta, &record.words));
    let log = document.log.iter().map(|record| (&record.meta, &record.words));
    let decisions = document.decisions.iter().map(|record| (&record.meta, &record.words));
    let surprises = document.surprises.iter().map(|record| (&record.meta, &record.words));
    let outcomes = document.outcomes.iter().map(|record| (&record.meta, &record.words));
    let revisions = document.revisions.iter().map(|record| (&record.meta, &record.words));
    let risks = document.risks.iter().map(|record| (&record.meta, &record.words));
    steps.chain(criteria).chain(log).chain(decisions).chain(surprises).chain(outcomes).chain(revisions).chain(risks)
}

/// The last instant a stamp can mean: the end of the day for a day.
pub fn latest(stamp: &Stamp) -> Timestamp {
    let end_of_day = || stamp.at.checked_add(24.hours()).and_then(|next| next.checked_sub(1.second())).ok();
    if stamp.is_day() { end_of_day().unwrap_or(stamp.at) } else { stamp.at }
}

/// Orders stamps by what came first. Of one day, what is written goes before what git knows, and what is known to
/// the minute says more than the day itself.
fn first_by(stamp: &Stamp) -> (Date, bool, bool, Timestamp) {
    (day(stamp), stamp.source != Provenance::Written, stamp.is_day(), stamp.at)
}

/// Orders stamps by what came last, in the same way.
fn last_by(stamp: &Stamp) -> (Date, bool, bool, Timestamp) {
    (day(stamp), stamp.source == Provenance::Written, !stamp.is_day(), stamp.at)
}

fn day(stamp: &Stamp) -> Date {
    stamp.at.to_zoned(TimeZone::UTC).date()
}

/// Gives each record without a written time the one history knows: a step the time of its tick, any other
/// record the commit in which it first stood.
pub fn date_records(document: &mut Document, history: &PlanHistory) {
    for step in &mut document.steps {
        if step.meta.stamp.is_none()
            && let Some(item) = history.items.get(step.meta.id.as_str())
            && matches!(step.state, StepState::Done | StepState::Partial)
        {
            step.meta.stamp = item.ticked.as_ref().and_then(tick);
        }
    }
    let decisions = document.decisions.iter_mut().map(|record| &mut record.meta);
    let surprises = document.surprises.iter_mut().map(|record| &mut record.meta);
    let outcomes = document.outcomes.iter_mut().map(|record| &mut record.meta);
    for meta in decisions.chain(surprises).chain(outcomes) {
        if meta.stamp.is_none()
            && let Some(item) = history.items.get(meta.id.as_str())
        {
            meta.stamp = Some(Stamp::committed(item.appeared.at, &item.appeared.hash));
        }
    }
}

/// The stamp of a dated tick; nothing where the oldest version already had it.
fn tick(dating: &Dating) -> Option<Stamp> {
    match dating {
        Dating::Seen(commit) => Some(Stamp::committed(commit.at, &commit.hash)),
        Dating::Between { from, commit } => Some(Stamp { from: Some(*from), ..Stamp::committed(commit.at, &commit.hash) }),
        Dating::Before(_) => None,
    }
}

/// The day in the name of a plan's file, or of its folder where that names it, or in its title: the earlier of two.
fn named(document: &Document) -> Option<Stamp> {
    let source = &document.source;
    let heading = document.sections.first().filter(|section| section.level == 1 && section.place.part == 0);
    let title = heading.and_then(|section| section.place.span.of(&source.text).lines().next());
    let stem = source.path.stem();
    let folder = source.path.folder().rsplit('/').next().unwrap_or_default();
    let name = Some(if super::identity::is_generic(stem) { folder } else { stem }).filter(|_| source.part.is_none());
    // Such a folder is named after the day of its end.
    let name = name.filter(|_| openspec::change(source.path.folder()).is_none());
    let days = [name, title].into_iter().flatten().filter_map(day_in);
    day_stamp(days.min()?)
}

fn day_stamp(day: Date) -> Option<Stamp> {
    let at = day.to_zoned(TimeZone::UTC).ok()?.timestamp();
    Some(Stamp::written(at, Precision::Day, Zone::Assumed))
}

/// The first date of a name: `2026-03-09`, `2026_03_09` or `20260309`, in this century.
fn day_in(name: &str) -> Option<Date> {
    let bytes = name.as_bytes();
    let number = |from: usize, n: usize| -> Option<i16> {
        let digits = bytes.get(from..from + n)?;
        digits.iter().all(u8::is_ascii_digit).then(|| digits.iter().fold(0, |number, digit| number * 10 + i16::from(digit - b'0')))
    };
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let starts = (0..bytes.len()).filter(|at| is_digit(*at) && (*at == 0 || !is_digit(at - 1)));
    starts.into_iter().find_map(|at| {
        let gap = usize::from(matches!(bytes.get(at + 4), Some(b'-' | b'_' | b'.')));
        let end = at + 8 + 2 * gap;
        let is_whole = (gap == 0 || bytes.get(at + 7) == bytes.get(at + 4)) && !is_digit(end);
        let (year, month, day) = (number(at, 4)?, number(at + 4 + gap, 2)?, number(at + 6 + 2 * gap, 2)?);
        let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
        (is_whole && (2000..2100).contains(&year)).then_some(date)
    })
}

/// Works out the life of a plan. A written fact wins, then the records and what the plan is named after, then the commits.
pub fn life(document: &Document, history: Option<&PlanHistory>, status: Option<&Stated<Status>>, progress: Progress) -> Life {
    let stamps: Vec<&Stamp> = records(document).filter_map(|(meta, _)| meta.stamp.as_ref()).collect();
    let commits = history.map(|history| history.changes.as_slice()).unwrap_or_default();
    let committed = |change: &crate::model::Change| Stamp::committed(change.commit.at, &change.commit.hash);
    let first = stamps.iter().min_by_key(|stamp| first_by(stamp)).map(|stamp| (*stamp).clone());
    let last = stamps.iter().max_by_key(|stamp| last_by(stamp)).map(|stamp| (*stamp).clone());
    let begun = first.into_iter().chain(named(document)).min_by_key(first_by);
    let created = document.created.clone().or(begun).or_else(|| commits.first().map(committed));
    // Nothing is seen to happen last before the plan was there.
    let updated = [document.updated.clone(), document.completed.clone(), last, document.created.clone()]
        .into_iter()
        .flatten()
        .max_by_key(last_by)
        // What a plan is named after says when it began, and nothing of what came of it.
        .or_else(|| commits.last().map(committed));
    // What the plan states goes before what its boxes say.
    let is_stated = |status: &Stated<Status>| matches!(status.source, StatusSource::Header | StatusSource::FrontMatter);
    let finished = match status {
        Some(status) if status.value == Status::Complete || is_stated(status) => status.value == Status::Complete,
        _ => progress.total > 0 && progress.done == progress.total,
    };
    let last_done = document.steps.iter().filter(|step| step.state == StepState::Done).filter_map(|step| step.meta.stamp.clone());
    let archived = commits
        .iter()
        .rev()
        .find(|change| document.source.shelf == Shelf::Archived && matches!(change.kind, crate::model::ChangeKind::Moved { .. }));
    // Neither when it was written nor when something was decided says when it was finished.
    let ended = || {
        let outcomes = document.outcomes.iter().filter_map(|outcome| outcome.meta.stamp.clone());
        let log = || document.log.iter().filter_map(|entry| entry.meta.stamp.clone()).max_by_key(last_by);
        let commit = || commits.last().map(committed);
        let named = || day_stamp(day_in(openspec::change(document.source.path.folder())?.archived?)?);
        outcomes
            .max_by_key(last_by)
            .or_else(log)
            .or_else(named)
            .or_else(|| archived.map(committed))
            .or_else(|| document.updated.clone())
            .or_else(commit)
    };
    let completed = document.completed.clone().or_else(|| finished.then(|| last_done.max_by_key(last_by).or_else(ended)).flatten());
    Life { created, updated, completed }
}

/// People and agents: named in the plan, else commit authors, in order of appearance.
pub fn authors(document: &Document, history: Option<&PlanHistory>) -> Vec<String> {
    let mut authors: Vec<String> = Vec::new();
    let decided = document.decisions.iter().filter_map(|decision| decision.author.as_deref());
    let named = document.authors.iter().map(String::as_str).chain(decided).flat_map(people::split);
    let committed = history.into_iter().flat_map(|history| history.changes.iter().map(|change| change.commit.author.as_str()));
    for author in named.chain(committed).filter(|author| !author.is_empty()) {
        // `user` and `User` are one.
        let lower = author.to_lowercase();
        if !authors.iter().any(|known| known == author || known.to_lowercase() == lower) {
            authors.push(author.to_owned());
        }
    }
    authors
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_in_names_are_whole_and_real() {
        let day = |name: &str| day_in(name).map(|date| date.to_string());
        for (name, expected) in [
            ("2026-03-09-add-search", Some("2026-03-09")),
            ("plan-20260309-223752-conflict", Some("2026-03-09")),
            ("# Plan (2026-03-09) — conflicts", Some("2026-03-09")),
            ("v1.2_2026_03_09", Some("2026-03-09")),
            ("2026-03-09_2", Some("2026-03-09")),
            ("0012-use-tokens", None),
            ("2026-13-09", None),
            ("2026-03", None),
            ("20260309223752", None),
            ("1987006988-game", None),
            ("2026-0309", None),
        ] {
            assert_eq!(day(name).as_deref(), expected, "{name}");
        }
    }
}
