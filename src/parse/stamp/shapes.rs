//! Rarer notations of dates and clock times: `01-Mar-2026`, `(20260301)`, `13h00`, `1pm`, `13時30分`. Each is read only where no
//! number of another kind is written so.

use jiff::tz::Offset;

use super::{Clock, Digits, Named, Scanner, digits_at, short, two};
use crate::parse::stamp::zones;

impl Scanner<'_> {
    /// `2026‑05‑03`, with hyphens that do not break.
    pub(super) fn unbroken(&self, start: usize) -> Option<Digits> {
        const HYPHEN: &[u8] = "\u{2011}".as_bytes();
        let bytes = self.bytes;
        if !bytes.get(start + 4..)?.starts_with(HYPHEN) || !self.begins_here(start) {
            return None;
        }
        let (year, month) = (self.year(start)?, two(bytes, start + 7)?);
        let day = bytes.get(start + 9..).filter(|rest| rest.starts_with(HYPHEN)).and_then(|_| two(bytes, start + 12))?;
        Some(Digits { year, month, day, start, end: start + 14, loose: false })
    }

    /// `01-Mar-2026`, `2026-Mar-01`.
    pub(super) fn dashed_month(&self, year_at: usize) -> Option<Digits> {
        let bytes = self.bytes;
        let year = self.year(year_at)?;
        let month = |at: usize| {
            let name = self.text.get(at..at + 3)?;
            zones::MONTHS.iter().find(|(month, _)| month.eq_ignore_ascii_case(name)).map(|(_, n)| *n)
        };
        if bytes.get(year_at + 4) == Some(&b'-') && bytes.get(year_at + 8) == Some(&b'-') && self.begins_here(year_at) {
            let (month, day) = (month(year_at + 5)?, two(bytes, year_at + 9)?);
            return Some(Digits { year, month, day, start: year_at, end: year_at + 11, loose: true });
        }
        let start = year_at.checked_sub(7)?;
        if bytes[year_at - 1] != b'-' || bytes[year_at - 5] != b'-' || !self.text.is_char_boundary(start) || !self.begins_here(start) {
            return None;
        }
        let (month, day) = (month(year_at - 4)?, two(bytes, start)?);
        let ends = bytes.get(year_at + 4).is_none_or(|byte| !byte.is_ascii_alphanumeric());
        ends.then_some(Digits { year, month, day, start, end: year_at + 4, loose: true })
    }

    /// `(20260503)`, `(3.5.2026)`: all that a bracket holds.
    pub(super) fn in_bracket(&self, year_at: usize) -> Option<Digits> {
        let bytes = self.bytes;
        let opens = |at: usize| at > 0 && matches!(bytes[at - 1], b'(' | b'[');
        let closes = |at: usize| matches!(bytes.get(at), Some(b')' | b']'));
        let year = self.year(year_at)?;
        if opens(year_at) && digits_at(bytes, year_at + 4, 4) && closes(year_at + 8) {
            let (month, day) = (two(bytes, year_at + 4)?, two(bytes, year_at + 6)?);
            return Some(Digits { year, month, day, start: year_at, end: year_at + 8, loose: true });
        }
        if !closes(year_at + 4) || year_at < 5 || bytes[year_at - 1] != b'.' {
            return None;
        }
        let start = (year_at.saturating_sub(6)..year_at - 3).find(|at| opens(*at))?;
        let (day, dot) = short(bytes, start)?;
        let (month, end) = short(bytes, dot + 1)?;
        let dotted = bytes[dot] == b'.' && end + 1 == year_at;
        dotted.then_some(Digits { year, month, day, start, end: year_at + 4, loose: true })
    }

    /// ` 13h00`, ` 1pm`, ` 1300Z`, `T1300`, ` 13時30分`, ` 下午1:00`, ` (13:00Z)`, `_13.00.00` after a date.
    pub(super) fn odd_clock(&self, date_end: usize) -> Option<Clock> {
        let bytes = self.bytes;
        let (first, at) = (*bytes.get(date_end)?, date_end + 1);
        if matches!(first, b'_' | b'T')
            && let Some(clock) = self.clock_of_a_file(at)
        {
            return Some(clock);
        }
        if first == b'T' && digits_at(bytes, at, 4) && bytes.get(at + 4).is_none_or(|byte| !byte.is_ascii_alphanumeric()) {
            return Some(Clock { hour: two(bytes, at)?, minute: two(bytes, at + 2)?, second: None, zone: None, end: at + 4 });
        }
        if first != b' ' {
            return None;
        }
        if bytes.get(at) == Some(&b'(') {
            let clock = self.clock_at(at + 1)?;
            return (bytes.get(clock.end) == Some(&b')')).then(|| Clock { end: clock.end + 1, ..clock });
        }
        if let Some(word) = ["下午", "午後", "오후 ", "오후"].iter().find(|word| self.text[at..].starts_with(**word)) {
            let clock = self.clock_at(at + word.len()).or_else(|| self.clock_of_words(at + word.len()))?;
            return (1..=12).contains(&clock.hour).then(|| Clock { hour: clock.hour % 12 + 12, ..clock });
        }
        if digits_at(bytes, at, 4) && bytes.get(at + 4) == Some(&b'Z') {
            let (zone, end) = self.zone(at + 4)?;
            return Some(Clock { hour: two(bytes, at)?, minute: two(bytes, at + 2)?, second: None, zone: Some(zone), end });
        }
        self.clock_of_words(at)
    }

    /// `13.00.00`, `13-00-00Z`: as in names of files, which may hold no colon; such names themselves go on.
    fn clock_of_a_file(&self, at: usize) -> Option<Clock> {
        let bytes = self.bytes;
        let (hour, minute) = (two(bytes, at)?, two(bytes, at + 3)?);
        let mark = *bytes.get(at + 2).filter(|mark| matches!(mark, b'.' | b'-'))?;
        let second = two(bytes, at + 6).filter(|_| bytes.get(at + 5) == Some(&mark));
        let end = at + if second.is_some() { 8 } else { 5 };
        let (zone, end) = match bytes.get(end) {
            Some(b'Z') => (Some(Named::Fixed(Offset::UTC)), end + 1),
            _ => (None, end),
        };
        let goes_on = match bytes.get(end) {
            Some(b'.') => bytes.get(end + 1).is_some_and(u8::is_ascii_alphanumeric),
            Some(byte) => byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'/'),
            None => false,
        };
        (!goes_on).then_some(Clock { hour, minute, second, zone, end })
    }

    /// `13h00`, `1pm`, `13時`, `13시 30분`.
    fn clock_of_words(&self, at: usize) -> Option<Clock> {
        let bytes = self.bytes;
        let (hour, next) = short(bytes, at)?;
        let (hour, minute, end) = if bytes.get(next) == Some(&b'h') && digits_at(bytes, next + 1, 2) {
            (hour, two(bytes, next + 1)?, next + 3)
        } else if let Some(mark) = ["時", "时", "시"].iter().find(|mark| self.text[next..].starts_with(**mark)) {
            let after = next + mark.len();
            let from = after + usize::from(bytes.get(after) == Some(&b' '));
            let minutes = short(bytes, from).filter(|(_, end)| self.text[*end..].starts_with(['分', '분']));
            minutes.map_or((hour, 0, after), |(minute, end)| (hour, minute, end + '分'.len_utf8()))
        } else {
            let (half, end) = self.half_day(hour, next);
            (end > next).then_some((half, 0, end))?
        };
        if bytes.get(end).is_some_and(u8::is_ascii_alphanumeric) && bytes.get(end) != Some(&b'Z') {
            return None;
        }
        let (zone, end) = self.zone(end).map_or((None, end), |(zone, end)| (Some(zone), end));
        Some(Clock { hour, minute, second: None, zone, end })
    }
}
