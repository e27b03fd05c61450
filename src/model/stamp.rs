//! A moment as a plan or its history gives it: how precise, in which zone, and who says so.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How finely a moment is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Precision {
    /// Only the day.
    Day,
    /// To the minute.
    Minute,
    /// To the second.
    Second,
}

/// Who says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Provenance {
    /// Written in the plan, or in the name of its file or folder.
    Written,
    /// Read from the git history: the author date of a commit.
    Committed,
}

/// Where the zone of a written time comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Zone {
    /// `Z`, `UTC`, an offset or an unambiguous name stood beside it.
    Given,
    /// None stood beside it; taken as UTC.
    #[default]
    Assumed,
}

/// A moment with its precision and provenance. There is no stamp for an unknown time: that is `None`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Stamp {
    /// The instant; for [`Precision::Day`] midnight UTC of that day as written.
    pub at: Timestamp,
    /// How finely it is known.
    pub precision: Precision,
    /// Who says so.
    pub source: Provenance,
    /// Where the zone comes from.
    pub zone: Zone,
    /// For a committed time that history only bounds: the earliest it can have been (`at` is the latest).
    pub from: Option<Timestamp>,
    /// For a committed time: the full hash of the commit.
    pub commit: Option<String>,
}

impl Stamp {
    /// A time written in a plan.
    pub fn written(at: Timestamp, precision: Precision, zone: Zone) -> Self {
        Self { at, precision, source: Provenance::Written, zone, from: None, commit: None }
    }

    /// The author date of a commit.
    pub fn committed(at: Timestamp, commit: &str) -> Self {
        Self {
            at,
            precision: Precision::Second,
            source: Provenance::Committed,
            zone: Zone::Given,
            from: None,
            commit: Some(commit.to_owned()),
        }
    }

    /// Whether it tells no more than its day: a day, or a written time of exactly 00:00 UTC, since that is how days
    /// are written down as times.
    pub fn is_day(&self) -> bool {
        let midnight = || self.at.as_second().rem_euclid(24 * 60 * 60) == 0 && self.at.subsec_nanosecond() == 0;
        self.precision == Precision::Day || self.source == Provenance::Written && self.from.is_none() && midnight()
    }

    /// UTC, RFC 3339, cut to the precision: `2026-02-01`, `2026-02-01T13:00:00Z`.
    pub fn rfc3339(&self) -> String {
        match self.precision {
            Precision::Day => self.at.strftime("%Y-%m-%d").to_string(),
            Precision::Minute => self.at.strftime("%Y-%m-%dT%H:%M:00Z").to_string(),
            Precision::Second => self.at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        }
    }
}
