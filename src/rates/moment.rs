//! When something happened, as a stretch of time no narrower than what is known. Everything that is
//! placed on a chart or counted in a rate goes through here, so that a day never turns into a clock time.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::model::{Provenance, Stamp};

/// How well a moment is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Known {
    /// To the minute or better: a point.
    Clock,
    /// Only the day: the whole day.
    Day,
    /// Only that it lies between two versions of the file.
    Between,
}

/// A stretch of time in which one thing happened; `from == to` when it is known to the minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    /// The latest it can have been; for a day its last moment.
    pub to: Timestamp,
    /// The earliest it can have been.
    pub from: Timestamp,
    /// How well it is known.
    pub known: Known,
    /// Who says so.
    pub source: Provenance,
    /// The day `from` falls on, in the zone that times are shown in.
    pub first_day: Date,
    /// The day `to` falls on, likewise.
    pub last_day: Date,
}

impl Moment {
    /// Reads a stamp in the zone that times are shown in. A written day is that day in this zone; so is a
    /// written time of exactly 00:00 UTC ([`Stamp::is_day`]).
    ///
    /// Worked example, in UTC: `2026-02-10 08:30Z` is the point 08:30; `2026-02-10` and `2026-02-10 00:00Z`
    /// are the stretch from 00:00 to 23:59:59.
    ///
    /// ```
    /// use execplan_site::model::{Precision, Stamp, Zone};
    /// use execplan_site::rates::{Known, Moment};
    /// use jiff::tz::TimeZone;
    ///
    /// let clock = Stamp::written("2026-02-10T08:30Z".parse().unwrap(), Precision::Minute, Zone::Given);
    /// let moment = Moment::of(&clock, &TimeZone::UTC);
    /// assert_eq!((moment.known, moment.from), (Known::Clock, moment.to));
    ///
    /// let day = Stamp::written("2026-02-10T00:00Z".parse().unwrap(), Precision::Day, Zone::Assumed);
    /// let moment = Moment::of(&day, &TimeZone::UTC);
    /// assert_eq!(moment.known, Known::Day);
    /// assert_eq!(moment.to.as_second() - moment.from.as_second(), 86_399);
    /// ```
    pub fn of(stamp: &Stamp, zone: &TimeZone) -> Self {
        if stamp.is_day() {
            return Self::day(stamp.at.to_zoned(TimeZone::UTC).date(), stamp.source, zone);
        }
        match stamp.from {
            Some(from) if from < stamp.at => Self::between(from, stamp.at, stamp.source, zone),
            _ => Self::clock(stamp.at, stamp.source, zone),
        }
    }

    /// A point.
    pub fn clock(at: Timestamp, source: Provenance, zone: &TimeZone) -> Self {
        let day = at.to_zoned(zone.clone()).date();
        Self { to: at, from: at, known: Known::Clock, source, first_day: day, last_day: day }
    }

    /// A whole day.
    pub fn day(day: Date, source: Provenance, zone: &TimeZone) -> Self {
        let from = start_of(day, zone);
        let next = day.checked_add(1.day()).unwrap_or(day);
        let to = start_of(next, zone).checked_sub(1.second()).unwrap_or(from).max(from);
        Self { to, from, known: Known::Day, source, first_day: day, last_day: day }
    }

    /// Somewhere between two moments.
    pub fn between(from: Timestamp, to: Timestamp, source: Provenance, zone: &TimeZone) -> Self {
        let day = |at: Timestamp| at.to_zoned(zone.clone()).date();
        Self { to, from, known: Known::Between, source, first_day: day(from), last_day: day(to) }
    }

    /// The day it happened on, where that much is known.
    pub fn on(&self) -> Option<Date> {
        (self.first_day == self.last_day).then_some(self.first_day)
    }

    /// The point, where it is known to the minute.
    pub fn at(&self) -> Option<Timestamp> {
        (self.known == Known::Clock).then_some(self.to)
    }
}

/// The first moment of a day in a zone.
pub fn start_of(day: Date, zone: &TimeZone) -> Timestamp {
    day.to_zoned(zone.clone()).map(|zoned| zoned.timestamp()).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// Whole days from one day to another; negative when `to` comes first.
pub fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

/// The Monday of the ISO week a day falls in.
pub fn monday_of(day: Date) -> Date {
    let back = i64::from(day.weekday().to_monday_zero_offset());
    day.checked_sub(back.days()).unwrap_or(day)
}
