//! How well written times agree with the commits that brought them.

use super::percentile;
use crate::model::{Dating, Plan, Provenance, StepState};

/// How long after their written times the ticks of steps were committed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lag {
    /// Done steps with a written clock time whose tick a commit shows.
    pub n: usize,
    /// The median of commit minus written time, in seconds; negative where the written times are later.
    pub median: i64,
}

impl Lag {
    /// Of lags in seconds, in any order; `None` for none.
    ///
    /// Worked example: steps said to be done at 10:00, 11:00 and 12:00 and committed at 10:20, 11:05 and
    /// 14:00 lag by 1200, 300 and 7200 s; the median is 1200 s.
    ///
    /// ```
    /// use execplan_site::rates::Lag;
    /// assert_eq!(Lag::of(vec![1200, 300, 7200]), Some(Lag { n: 3, median: 1200 }));
    /// assert_eq!(Lag::of(Vec::new()), None);
    /// ```
    pub fn of(mut lags: Vec<i64>) -> Option<Self> {
        lags.sort_unstable();
        Some(Self { n: lags.len(), median: *percentile(&lags, 50)? })
    }
}

/// The lags of one plan's steps, in seconds: of those that state a clock time and stood open in the version
/// before the commit that ticked them.
pub fn lags(plan: &Plan) -> impl Iterator<Item = i64> {
    let done = plan.document.steps.iter().filter(|step| step.state == StepState::Done);
    done.filter_map(|step| {
        let stamp = step.meta.stamp.as_ref()?;
        let is_clock = stamp.source == Provenance::Written && !stamp.is_day();
        let item = plan.history.as_ref().filter(|_| is_clock)?.items.get(step.meta.id.as_str())?;
        match &item.ticked {
            Some(Dating::Seen(commit)) => Some(commit.at.as_second() - stamp.at.as_second()),
            _ => None,
        }
    })
}
