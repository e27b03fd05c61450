//! Dates and times as people write them: found in one pass over a part's text by hand-written scanners,
//! computed with jiff. Must never read the clock, guess a year, or look inside code.

mod choose;
mod findings;
mod shapes;
pub mod usual;
mod zones;

use std::cell::OnceCell;

use jiff::civil::{Date, Time};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan};

pub use choose::{Stamped, stamped};
pub use findings::findings;

use crate::config::Options;
use crate::model::{Precision, Stamp, Zone};
use crate::text::Span;

/// A moment found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The moment; of a range, its end.
    pub stamp: Stamp,
    /// The bytes of date, time and zone, brackets left out.
    pub span: Span,
    /// The abbreviation, where it has several meanings and no option decides.
    pub ambiguous: Option<String>,
}

/// What a scan of a text finds, in order of the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stamps {
    /// Moments.
    pub found: Vec<Found>,
    /// Dates or times that do not exist.
    pub bad: Vec<Span>,
}

/// What one reading at a place of the text came to.
enum Reading {
    Moment(Found),
    Bad(Span),
}

/// A date as digits, with the bytes it takes.
struct Digits {
    year: i16,
    month: i8,
    day: i8,
    start: usize,
    end: usize,
    /// Whether other notations make an impossible date more likely a number than a mistake.
    loose: bool,
}

/// A clock time with its zone, and where it ends.
struct Clock {
    hour: i8,
    minute: i8,
    second: Option<i8>,
    zone: Option<Named>,
    end: usize,
}

/// A zone as written.
#[derive(Clone)]
enum Named {
    Fixed(Offset),
    Place(TimeZone),
    /// Taken as UTC because the abbreviation has several meanings.
    Ambiguous(String),
}

/// The moment a short text states (a header value, a cell), if any: its first.
pub fn first(text: &str, options: &Options) -> Option<Stamp> {
    scan(text, &[], options).found.into_iter().next().map(|found| found.stamp)
}

/// Finds every moment in `text`; those that begin inside one of `skip` (sorted) are passed over, unless they are
/// all it holds, as are those inside file names and paths.
pub fn scan(text: &str, skip: &[Span], options: &Options) -> Stamps {
    let mut out = Stamps::default();
    let bytes = text.as_bytes();
    let mut skip = skip.iter().peekable();
    let mut at = 0;
    // Every notation holds a year of this century: two bytes to search for.
    let finder = memchr::memmem::Finder::new(b"20");
    while let Some(n) = finder.find(&bytes[at..]) {
        let year = at + n;
        at = year + 2;
        if !digits_at(bytes, year, 4) || digit_before(bytes, year) {
            continue;
        }
        while skip.next_if(|span| (span.end as usize) <= year).is_some() {}
        let inside = skip.peek().filter(|span| (span.start as usize) <= year);
        if inside.is_some_and(|span| span.end - span.start > LONGEST_IN_CODE && !opens_item(text, **span, year)) {
            continue;
        }
        let scanner = Scanner { text, bytes, options, days_first: OnceCell::new() };
        let reading = scanner.read(year);
        if let Some(span) = inside
            && !reading.as_ref().is_some_and(|reading| is_all(text, **span, reading))
            && !opens_item(text, **span, year)
        {
            continue;
        }
        match reading {
            Some(Reading::Moment(found)) => {
                at = at.max(found.span.end as usize);
                take(&mut out.found, found, text);
            }
            Some(Reading::Bad(span)) => {
                at = at.max(span.end as usize);
                out.bad.push(span);
            }
            None => {}
        }
    }
    decide(text, &mut out.found, options);
    out
}

/// Whether a bracket with the moment at `year` opens a code span that opens an item: ``- [x] `[2026-03-17 11:20] Done` — …``.
fn opens_item(text: &str, code: Span, year: usize) -> bool {
    let start = code.start as usize;
    let opening = text[start..year].strip_prefix('`');
    if !opening.is_some_and(|opening| matches!(opening, "[" | "(")) {
        return false;
    }
    let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
    text[line..start].trim_start().starts_with(['-', '*', '+']) && !text[line..start].contains(char::is_alphabetic)
        || text[line..start].trim_end().ends_with("[x]")
        || text[line..start].trim_end().ends_with("[X]")
}

/// Settles abbreviations with several meanings where the text itself, or else its archive, shows which is meant.
fn decide(text: &str, found: &mut [Found], options: &Options) {
    if found.iter().all(|found| found.ambiguous.is_none()) {
        return;
    }
    let language = super::language::language(text);
    for found in found {
        let usual = |name: &str| offset(options.usual_zones.get(name)?.as_bytes()).map(|(offset, _)| i64::from(offset.seconds()) / 60);
        let meaning = |name: &str| evidence(name, text, language).or_else(|| usual(name));
        let Some(minutes) = found.ambiguous.as_deref().and_then(meaning) else { continue };
        let Ok(at) = found.stamp.at.checked_sub(minutes.minutes()) else { continue };
        found.stamp.at = at;
        found.stamp.zone = Zone::Given;
        found.ambiguous = None;
    }
}

/// Minutes east of UTC that an abbreviation means in this text: by its sister names, a place named, or the language.
fn evidence(name: &str, text: &str, language: &str) -> Option<i64> {
    let (_, senses) = zones::SENSES.iter().find(|(abbreviation, _)| *abbreviation == name)?;
    let speaks = |(_, languages, words): &&(i64, &[&str], &[&str])| {
        languages.contains(&language) || words.iter().any(|word| memchr::memmem::find(text.as_bytes(), word.as_bytes()).is_some())
    };
    let mut shown = senses.iter().filter(speaks);
    let (minutes, ..) = shown.next()?;
    shown.next().is_none().then_some(*minutes)
}

/// Longest code span that may be nothing but a moment: `(2026-06-04 00:00:00 America/Argentina/Buenos_Aires)`.
const LONGEST_IN_CODE: u32 = 64;

/// Whether a code span holds a moment and nothing else: its author only set the stamp off.
fn is_all(text: &str, code: Span, reading: &Reading) -> bool {
    let Reading::Moment(found) = reading else { return false };
    code.of(text).trim_matches(['`', '(', ')', '[', ']', ' ', ':']) == found.span.of(text)
}

/// Adds a moment; a second one joined to the first by a range mark takes its place.
fn take(found: &mut Vec<Found>, mut next: Found, text: &str) {
    if let Some(last) = found.last()
        && let Some(between) = text.get(last.span.end as usize..next.span.start as usize)
        && between.len() <= 8
        && matches!(between.trim(), "-" | "–" | "—" | "→" | "->" | "to" | "〜" | "~" | ".." | "…" | "至" | "到" | "bis" | "until")
        && (between.contains(' ') || !matches!(between, "-"))
        && last.stamp.at <= next.stamp.at
    {
        next.span.start = last.span.start;
        found.pop();
    }
    found.push(next);
}

fn digits_at(bytes: &[u8], at: usize, n: usize) -> bool {
    bytes.get(at..at + n).is_some_and(|digits| digits.iter().all(u8::is_ascii_digit))
}

fn digit_before(bytes: &[u8], at: usize) -> bool {
    at > 0 && bytes[at - 1].is_ascii_digit()
}

/// One or two digits at `at`: their value and where they end.
fn short(bytes: &[u8], at: usize) -> Option<(i8, usize)> {
    let tens = bytes.get(at).filter(|byte| byte.is_ascii_digit())?;
    let value = i8::try_from(tens - b'0').ok()?;
    match bytes.get(at + 1).filter(|byte| byte.is_ascii_digit()) {
        Some(ones) => Some((value * 10 + i8::try_from(ones - b'0').ok()?, at + 2)),
        None => Some((value, at + 1)),
    }
}

/// Exactly two digits at `at`.
fn two(bytes: &[u8], at: usize) -> Option<i8> {
    short(bytes, at).filter(|(_, end)| *end == at + 2).map(|(value, _)| value)
}

struct Scanner<'a> {
    text: &'a str,
    bytes: &'a [u8],
    options: &'a Options,
    /// See [`Scanner::days_come_first`].
    days_first: OnceCell<bool>,
}

impl Scanner<'_> {
    /// Reads the moment whose year stands at `year`.
    fn read(&self, year: usize) -> Option<Reading> {
        let date = self
            .numeric(year)
            .or_else(|| self.east_asian(year))
            .or_else(|| self.month_name(year))
            .or_else(|| self.day_first(year))
            .or_else(|| self.unbroken(year))
            .or_else(|| self.dashed_month(year))
            .or_else(|| self.in_bracket(year))?;
        let mut end = date.end;
        let clock = self.clock(date.end).or_else(|| self.compact_clock(date.end)).or_else(|| self.odd_clock(date.end));
        let zone = match &clock {
            Some(clock) => {
                end = clock.end;
                clock.zone.clone()
            }
            None => self.zone_after_date(date.end).map(|(zone, to)| {
                end = to;
                zone
            }),
        };
        if clock.is_none() && !self.ends_here(date.end) {
            return None;
        }
        let span = Span::new(date.start, end);
        let civil = Date::new(date.year, date.month, date.day).ok();
        let time = match &clock {
            Some(clock) if (clock.hour, clock.minute) == (24, 0) => Some(None),
            Some(clock) => Time::new(clock.hour, clock.minute, clock.second.unwrap_or(0).min(59), 0).ok().map(Some),
            None => Some(None),
        };
        let (Some(civil), Some(time)) = (civil, time) else { return (!date.loose).then_some(Reading::Bad(span)) };
        let next_day = clock.as_ref().is_some_and(|clock| clock.hour == 24);
        let civil = if next_day { civil.checked_add(1.day()).ok()? } else { civil };
        let precision = match &clock {
            None => Precision::Day,
            Some(clock) if clock.second.is_some() => Precision::Second,
            Some(_) => Precision::Minute,
        };
        let at = instant(civil, time.unwrap_or(Time::midnight()), zone.as_ref().filter(|_| clock.is_some()))?;
        let given = if matches!(zone, Some(Named::Fixed(_) | Named::Place(_))) { Zone::Given } else { Zone::Assumed };
        let ambiguous = match &zone {
            Some(Named::Ambiguous(name)) if clock.is_some() => Some(name.clone()),
            _ => None,
        };
        let found = Found { stamp: Stamp::written(at, precision, given), span, ambiguous };
        Some(Reading::Moment(self.to_end_of_range(found, civil, zone.as_ref())))
    }

    /// `2026-05-03`, `2026/05/03`, `2026.05.03`, `20260503T…`.
    fn numeric(&self, start: usize) -> Option<Digits> {
        let bytes = self.bytes;
        if !self.begins_here(start) {
            return None;
        }
        let year = self.year(start)?;
        let mark = *bytes.get(start + 4)?;
        if mark.is_ascii_digit() {
            let (month, day) = (two(bytes, start + 4)?, two(bytes, start + 6)?);
            let clocked = matches!(bytes.get(start + 8), Some(b'T')) && digits_at(bytes, start + 9, 4);
            return clocked.then_some(Digits { year, month, day, start, end: start + 8, loose: true });
        }
        if !matches!(mark, b'-' | b'/' | b'.') {
            return None;
        }
        let (month, at) = short(bytes, start + 5)?;
        if bytes.get(at) != Some(&mark) {
            return None;
        }
        let (day, end) = short(bytes, at + 1)?;
        let full = end == start + 10;
        if bytes.get(end).is_some_and(u8::is_ascii_digit) || (mark == b'.' && !full) {
            return None;
        }
        Some(Digits { year, month, day, start, end, loose: mark != b'-' || !full })
    }

    /// `2026年5月3日`, `2026년 5월 3일`.
    fn east_asian(&self, start: usize) -> Option<Digits> {
        let year = self.year(start)?;
        let rest = self.text.get(start + 4..)?;
        let (year_mark, month_mark, day_mark) = match rest.trim_start().chars().next()? {
            '年' => ('年', '月', '日'),
            '년' => ('년', '월', '일'),
            _ => return None,
        };
        let mut at = self.after(start + 4, year_mark)?;
        let (month, next) = short(self.bytes, at)?;
        at = self.after(next, month_mark)?;
        let (day, next) = short(self.bytes, at)?;
        let end = self.past(next, day_mark)?;
        Some(Digits { year, month, day, start, end, loose: false })
    }

    /// Where words go on after `mark`, which may have spaces before and after it.
    fn after(&self, at: usize, mark: char) -> Option<usize> {
        let end = self.past(at, mark)?;
        Some(end + self.text[end..].bytes().take_while(|byte| *byte == b' ').count())
    }

    fn past(&self, at: usize, mark: char) -> Option<usize> {
        let rest = self.text.get(at..)?;
        let blank = rest.bytes().take_while(|byte| *byte == b' ').count();
        rest[blank..].starts_with(mark).then(|| at + blank + mark.len_utf8())
    }

    /// `12 March 2026`, `March 12, 2026`, `12 de marzo de 2026`, `12 марта 2026 г.`: the year stands last.
    fn month_name(&self, year_at: usize) -> Option<Digits> {
        let year = self.year(year_at)?;
        let end = year_at + 4;
        if self.bytes.get(end).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_') {
            return None;
        }
        let from = (year_at.saturating_sub(40)..=year_at).find(|at| self.text.is_char_boundary(*at))?;
        let line = self.text[from..year_at].rfind('\n').map_or(from, |n| from + n + 1);
        let words = self.text[line..year_at].trim_end_matches([' ', ',']);
        if words.len() == year_at - line {
            return None;
        }
        // From right to left: `de`, then month and day in either order.
        let mut words = words.strip_suffix(" de").unwrap_or(words);
        let (mut month, mut day, mut start) = (None, None, line);
        for _ in 0..2 {
            words = words.trim_end_matches([' ', ',']);
            let words_before = words.strip_suffix(" de").or_else(|| words.strip_suffix(" of")).unwrap_or(words);
            let cut = words_before.rfind(|c: char| !(c.is_alphanumeric() || c == '.')).map_or(0, |n| n + char_len(words_before, n));
            let word = &words_before[cut..];
            start = line + cut;
            let bare = word.trim_end_matches('.').to_lowercase();
            let number = bare.trim_end_matches(|c: char| c.is_alphabetic());
            if month.is_none()
                && let Some((_, n)) = zones::MONTHS.iter().find(|(name, _)| *name == bare)
            {
                month = Some(*n);
            } else if day.is_none() && number.len() <= 2 && matches!(&bare[number.len()..], "" | "st" | "nd" | "rd" | "th" | "º") {
                day = Some(number.parse::<i8>().ok()?);
            } else {
                return None;
            }
            words = &words_before[..cut];
        }
        Some(Digits { year, month: month?, day: day?, start, end, loose: true })
    }

    /// `12.03.2026`; `13/03/2026` and `03/13/2026`, which tell by a number over twelve which of them is the day.
    fn day_first(&self, year_at: usize) -> Option<Digits> {
        let year = self.year(year_at)?;
        let start = year_at.checked_sub(6)?;
        let (first, second) = (two(self.bytes, start)?, two(self.bytes, start + 3)?);
        let mark = self.bytes[start + 2];
        if self.bytes[start + 5] != mark || !self.begins_here(start) {
            return None;
        }
        let (day, month) = match mark {
            b'.' => (first, second),
            b'/' if first > 12 || second <= 12 && self.days_come_first() => (first, second),
            b'/' if second > 12 => (second, first),
            _ => return None,
        };
        Some(Digits { year, month, day, start, end: year_at + 4, loose: true })
    }

    /// Whether another date of the text has its day before its month, and none has it behind: `13/03/2026`.
    fn days_come_first(&self) -> bool {
        *self.days_first.get_or_init(|| {
            let (mut first, mut second) = (false, false);
            for at in memchr::memchr_iter(b'/', self.bytes) {
                let is_date =
                    self.bytes.get(at + 3) == Some(&b'/') && digits_at(self.bytes, at + 4, 4) && !digits_at(self.bytes, at + 8, 1);
                let before = at.checked_sub(2).filter(|start| is_date && !digit_before(self.bytes, *start));
                if let Some((before, after)) = before.and_then(|start| two(self.bytes, start)).zip(two(self.bytes, at + 1)) {
                    first |= before > 12;
                    second |= after > 12;
                }
            }
            first && !second
        })
    }

    fn year(&self, at: usize) -> Option<i16> {
        self.text.get(at..at + 4)?.parse().ok()
    }

    /// Whether a date may begin here: not inside a word, number, path or file name.
    fn begins_here(&self, start: usize) -> bool {
        match start.checked_sub(1).map(|before| self.bytes[before]) {
            None => true,
            Some(b'-' | b'/' | b'_' | b'.' | b'=' | b'#' | b'\\' | b'+' | b'%' | b'$') => {
                // `_2026-05-03_` is emphasis, `->2026-05-03` an arrow; `a_2026-05-03` is neither.
                let two_before = start.checked_sub(2).map(|at| self.bytes[at]);
                let of_range = self.bytes[start - 1] == b'.' && two_before == Some(b'.');
                of_range
                    || self.bytes[start - 1] == b'_'
                        && two_before.is_none_or(|byte| byte.is_ascii_whitespace() || matches!(byte, b'(' | b'['))
            }
            Some(byte) if byte.is_ascii_alphanumeric() => false,
            Some(byte) if byte < 0x80 => true,
            Some(_) => self.text[..start].chars().next_back().is_none_or(|c| !c.is_alphabetic() || is_east_asian(c)),
        }
    }

    /// Whether a bare date may end here: not in the middle of a word, path or file name.
    fn ends_here(&self, end: usize) -> bool {
        let rest = &self.bytes[end..];
        let next = rest.get(1).copied();
        match rest.first() {
            None => true,
            Some(b'-' | b'_' | b'.' | b'\\' | b':' | b'+') => next.is_none_or(|byte| !byte.is_ascii_alphanumeric()) || rest[0] == b':',
            Some(b'/') => {
                let token = rest.iter().take_while(|byte| !byte.is_ascii_whitespace()).count();
                let tail = &rest[1..token];
                !tail.contains(&b'/') && !tail.iter().zip(tail.iter().skip(1)).any(|(a, b)| *a == b'.' && b.is_ascii_alphanumeric())
            }
            // `2026-07-13T20:5xZ`: a time that was not known when it was written.
            Some(b'T') => next.is_some_and(|byte| byte.is_ascii_digit()),
            Some(byte) => !byte.is_ascii_alphanumeric(),
        }
    }

    /// A clock time after a date: `T13:00Z`, ` 13:00:05+09:00`, `, 1:30 PM PDT`, ` at 13:00 UTC`.
    fn clock(&self, date_end: usize) -> Option<Clock> {
        let rest = self.text.get(date_end..)?;
        const LEADS: &[&str] = &["T", " at ", ", ", " - ", " @ ", " ~", "  ", " ", "_"];
        let lead = LEADS.iter().find(|lead| rest.starts_with(**lead)).map(|lead| lead.len());
        let joined = || self.text[..date_end].ends_with(['日', '일']).then_some(0);
        self.clock_at(date_end + lead.or_else(joined)?)
    }

    /// `13:00`, `1:30 PM PDT` at this place.
    fn clock_at(&self, mut at: usize) -> Option<Clock> {
        let (hour, next) = short(self.bytes, at)?;
        if self.bytes.get(next) != Some(&b':') || !digits_at(self.bytes, next + 1, 2) {
            return None;
        }
        let minute = two(self.bytes, next + 1)?;
        at = next + 3;
        let mut second = None;
        if self.bytes.get(at) == Some(&b':') && digits_at(self.bytes, at + 1, 2) {
            second = two(self.bytes, at + 1);
            at += 3;
            if matches!(self.bytes.get(at), Some(b'.' | b',')) && digits_at(self.bytes, at + 1, 1) {
                at += 1 + self.bytes[at + 1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            }
        }
        if self.bytes.get(at).is_some_and(u8::is_ascii_digit) {
            return None;
        }
        let (hour, at) = self.half_day(hour, at);
        let (zone, end) = self.zone(at).map_or((None, at), |(zone, end)| (Some(zone), end));
        Some(Clock { hour, minute, second, zone, end: self.past_about(end) })
    }

    /// Behind a word that says `about` after a time: `11:52頃`.
    fn past_about(&self, end: usize) -> usize {
        let rest = self.text.get(end..).unwrap_or("");
        end + ["頃", "ごろ", "경", "쯤"].iter().find(|word| rest.starts_with(**word)).map_or(0, |word| word.len())
    }

    /// `T025500Z` after a compact date.
    fn compact_clock(&self, date_end: usize) -> Option<Clock> {
        if self.bytes.get(date_end) != Some(&b'T') || !digits_at(self.bytes, date_end + 1, 4) {
            return None;
        }
        let (hour, minute) = (two(self.bytes, date_end + 1)?, two(self.bytes, date_end + 3)?);
        let second = two(self.bytes, date_end + 5);
        let at = date_end + if second.is_some() { 7 } else { 5 };
        let (zone, end) = self.zone(at)?;
        Some(Clock { hour, minute, second, zone: Some(zone), end })
    }

    /// `am` and `pm` after an hour.
    fn half_day(&self, hour: i8, at: usize) -> (i8, usize) {
        let rest = &self.bytes[at..];
        let blank = usize::from(rest.first() == Some(&b' '));
        let word: Vec<u8> = rest.iter().skip(blank).take(3).map(u8::to_ascii_lowercase).collect();
        if word.len() < 2 || word.get(2).is_some_and(u8::is_ascii_alphanumeric) || !(1..=12).contains(&hour) {
            return (hour, at);
        }
        match &word[..2] {
            b"am" => (hour % 12, at + blank + 2),
            b"pm" => (hour % 12 + 12, at + blank + 2),
            _ => (hour, at),
        }
    }

    /// A zone right after a time, and where it ends.
    fn zone(&self, at: usize) -> Option<(Named, usize)> {
        let rest = &self.bytes[at..];
        let word_ends = |n: usize| rest.get(n).is_none_or(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_');
        let blank = usize::from(rest.first() == Some(&b' '));
        if matches!(rest.get(blank), Some(b'Z')) && word_ends(blank + 1) {
            return Some((Named::Fixed(Offset::UTC), at + blank + 1));
        }
        if let Some((offset, n)) = offset(&rest[blank..]) {
            return Some((Named::Fixed(offset), at + blank + n));
        }
        let bracket = usize::from(rest.get(blank) == Some(&b'('));
        let (zone, end) = self.named_zone(at + blank + bracket)?;
        if bracket == 1 && self.bytes.get(end) != Some(&b')') {
            return None;
        }
        Some((zone, end + bracket))
    }

    /// A zone that follows a bare date: only by name.
    fn zone_after_date(&self, at: usize) -> Option<(Named, usize)> {
        (self.bytes.get(at) == Some(&b' ')).then(|| self.named_zone(at + 1)).flatten()
    }

    /// `JST`, `UTC+8`, `Europe/Berlin`.
    fn named_zone(&self, at: usize) -> Option<(Named, usize)> {
        let rest = &self.text[at..];
        let n = rest.bytes().take_while(|byte| byte.is_ascii_alphabetic()).count();
        let word = &rest[..n];
        let end = at + n;
        if rest[n..].starts_with('/') && word.len() >= 2 && word.as_bytes()[0].is_ascii_uppercase() {
            let n = rest.bytes().take_while(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'/' | b'_')).count();
            let name = rest[..n].trim_end_matches('/');
            return TimeZone::get(name).ok().map(|zone| (Named::Place(zone), at + name.len()));
        }
        if word.len() < 2 || word.len() > 5 || !word.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return None;
        }
        if rest[n..].starts_with(|c: char| c.is_alphanumeric() || c == '_') {
            return None;
        }
        if matches!(word, "UTC" | "GMT")
            && let Some((offset, more)) = offset(&rest.as_bytes()[n..])
        {
            return Some((Named::Fixed(offset), end + more));
        }
        if let Some(named) = self.options.zones.get(word) {
            let zone =
                offset(named.as_bytes()).map(|(offset, _)| Named::Fixed(offset)).or_else(|| TimeZone::get(named).ok().map(Named::Place))?;
            return Some((zone, end));
        }
        if let Some((_, minutes)) = zones::FIXED.iter().find(|(name, _)| *name == word) {
            return Offset::from_seconds(i32::from(*minutes) * 60).ok().map(|offset| (Named::Fixed(offset), end));
        }
        if let Some((_, place)) = zones::SEASONAL.iter().find(|(name, _)| *name == word) {
            return TimeZone::get(place).ok().map(|zone| (Named::Place(zone), end));
        }
        zones::AMBIGUOUS.iter().any(|(name, _)| *name == word).then(|| (Named::Ambiguous(word.to_owned()), end))
    }

    /// `2026-04-11~12`, `2026-04-28–05-02`: the last day of several.
    fn to_last_day(&self, found: &Found, date: Date) -> Option<Found> {
        let rest = &self.text[found.span.end as usize..];
        let lead = ['~', '〜', '–', '～'].iter().find(|lead| rest.starts_with(**lead))?;
        let from = found.span.end as usize + lead.len_utf8();
        let first = two(self.bytes, from)?;
        let second = two(self.bytes, from + 3).filter(|_| self.bytes.get(from + 2) == Some(&b'-'));
        let (month, day, end) = second.map_or((date.month(), first, from + 2), |second| (first, second, from + 5));
        let last = Date::new(date.year(), month, day).ok().filter(|last| *last > date)?;
        // `–13:00` is a time, `~30 %` and `~03.5` are counts.
        let goes_on = match self.bytes.get(end..) {
            Some([b':' | b'.', next, ..]) => next.is_ascii_digit(),
            Some([next, ..]) => next.is_ascii_alphanumeric() || matches!(next, b'-' | b'%'),
            _ => false,
        };
        if goes_on {
            return None;
        }
        let at = instant(last, Time::midnight(), None)?;
        Some(Found {
            stamp: Stamp::written(at, Precision::Day, Zone::Assumed),
            span: Span::new(found.span.start as usize, end),
            ambiguous: None,
        })
    }

    /// `10:00–11:30Z`: a second clock time on the same day makes the moment its end.
    fn to_end_of_range(&self, found: Found, date: Date, zone: Option<&Named>) -> Found {
        if found.stamp.precision == Precision::Day {
            return self.to_last_day(&found, date).unwrap_or(found);
        }
        let at = found.span.end as usize;
        let rest = &self.text[at..];
        let Some(lead) =
            [" – ", " - ", " — ", " → ", " -> ", " to ", "–", "-", "—", "→", "->", "~"].iter().find(|lead| rest.starts_with(**lead))
        else {
            return found;
        };
        let from = at + lead.len();
        let (Some((hour, next)), true) = (short(self.bytes, from), digits_at(self.bytes, from, 2)) else { return found };
        let Some(minute) = (self.bytes.get(next) == Some(&b':')).then(|| two(self.bytes, next + 1)).flatten() else { return found };
        let (own, end) = self.zone(next + 3).map_or((None, next + 3), |(zone, end)| (Some(zone), end));
        let end = self.past_about(end);
        let zone = own.as_ref().or(zone);
        let Some(at) = Time::new(hour, minute, 0, 0).ok().and_then(|time| instant(date, time, zone)) else { return found };
        // `23:00Z–00:30Z` ends on the next day.
        let at = if at < found.stamp.at { at.checked_add(24.hours()).unwrap_or(at) } else { at };
        let given = if matches!(zone, Some(Named::Fixed(_) | Named::Place(_))) { Zone::Given } else { Zone::Assumed };
        Found {
            stamp: Stamp::written(at, Precision::Minute, given),
            span: Span::new(found.span.start as usize, end),
            ambiguous: found.ambiguous,
        }
    }
}

fn instant(date: Date, time: Time, zone: Option<&Named>) -> Option<Timestamp> {
    let civil = date.to_datetime(time);
    match zone {
        Some(Named::Fixed(offset)) => offset.to_timestamp(civil).ok(),
        Some(Named::Place(zone)) => zone.to_timestamp(civil).ok(),
        Some(Named::Ambiguous(_)) | None => Offset::UTC.to_timestamp(civil).ok(),
    }
}

/// `+09:00`, `-0400`, `+8`, `−05:30` at the start of `bytes`, with its length. An offset nobody uses is none:
/// `10:00-20:00` is a range.
fn offset(bytes: &[u8]) -> Option<(Offset, usize)> {
    let (sign, start) = match bytes.first()? {
        b'+' => (1, 1),
        b'-' => (-1, 1),
        0xE2 if bytes.starts_with("−".as_bytes()) => (-1, 3),
        _ => return None,
    };
    let (hours, mut end) = short(bytes, start)?;
    let n_digits = end - start;
    let mut minutes = 0;
    if n_digits == 2 && bytes.get(end) == Some(&b':') && !matches!(bytes.get(end + 1), None | Some(b' ' | b'\n')) {
        minutes = two(bytes, end + 1)?;
        end += 3;
    } else if n_digits == 2 && digits_at(bytes, end, 2) {
        minutes = two(bytes, end)?;
        end += 2;
    }
    let used = if sign > 0 {
        hours <= 14 && matches!(minutes, 0 | 30 | 45)
    } else {
        hours <= 12 && (minutes == 0 || (minutes == 30 && hours < 10))
    };
    if !used || bytes.get(end).is_some_and(u8::is_ascii_alphanumeric) {
        return None;
    }
    let seconds = sign * (i32::from(hours) * 3600 + i32::from(minutes) * 60);
    Offset::from_seconds(seconds).ok().map(|offset| (offset, end))
}

fn char_len(text: &str, at: usize) -> usize {
    text[at..].chars().next().map_or(1, char::len_utf8)
}

fn is_east_asian(c: char) -> bool {
    matches!(c as u32, 0x2E80..=0x9FFF | 0xAC00..=0xD7AF | 0xF900..=0xFAFF | 0xFF00..=0xFFEF)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> Vec<(String, String)> {
        let stamps = scan(text, &[], &Options::default());
        stamps.found.iter().map(|found| (found.stamp.rfc3339(), found.span.of(text).to_owned())).collect()
    }

    #[test]
    fn every_shape_is_read() {
        for (text, at) in [
            ("(2026-04-12 08:10Z) x", "2026-04-12T08:10:00Z"),
            ("(2026-04-28) x", "2026-04-28"),
            ("2026-04-25：创建", "2026-04-25"),
            ("(2026-05-03T05:29Z)", "2026-05-03T05:29:00Z"),
            ("(2026-05-26T16:25:40Z)", "2026-05-26T16:25:40Z"),
            ("(2026-05-21 JST)", "2026-05-21"),
            ("(2026-03-26 15:43 EDT)", "2026-03-26T19:43:00Z"),
            ("(2026-04-28 20:54 -04:00)", "2026-04-29T00:54:00Z"),
            ("(2026-04-29 19:10-04:00)", "2026-04-29T23:10:00Z"),
            ("(2026-05-15 19:37:57 +04:00)", "2026-05-15T15:37:57Z"),
            ("2026-03-19T00:47:35+09:00 x", "2026-03-18T15:47:35Z"),
            ("2026-06-04 00:00 Europe/Berlin: x", "2026-06-03T22:00:00Z"),
            ("(2026-07-15 America/New_York)", "2026-07-15"),
            ("(2026-07-30 08:00 Asia/Shanghai)", "2026-07-30T00:00:00Z"),
            ("24 October 2025 23:40 GMT", "2025-10-24T23:40:00Z"),
            ("12 March 2026: x", "2026-03-12"),
            ("March 12, 2026", "2026-03-12"),
            ("Sept. 3rd, 2026", "2026-09-03"),
            ("12 de marzo de 2026", "2026-03-12"),
            ("12 марта 2026 г.", "2026-03-12"),
            ("12.03.2026", "2026-03-12"),
            ("2026年5月3日", "2026-05-03"),
            ("2026년 5월 3일 14:30 KST", "2026-05-03T05:30:00Z"),
            ("(2026-05-03 00:08 BJT)", "2026-05-02T16:08:00Z"),
            ("2026/05/03", "2026-05-03"),
            ("[2025-01-20 14:00 UTC] x", "2025-01-20T14:00:00Z"),
            ("2026-06-06T04:53:46.797564", "2026-06-06T04:53:46Z"),
            ("Completed 2026-07-13T20:5xZ", "2026-07-13"),
            ("done 2026-05-22.", "2026-05-22"),
            ("2026-05-22 1:05 PM PDT", "2026-05-22T20:05:00Z"),
            ("20260521T025500Z", "2026-05-21T02:55:00Z"),
            ("2026-05-01 10:00–11:30Z", "2026-05-01T11:30:00Z"),
            ("2026-05-01 → 2026-05-03", "2026-05-03"),
            ("2026-05-01 13:00 UTC+8", "2026-05-01T05:00:00Z"),
            ("2026-05-01 24:00Z", "2026-05-02T00:00:00Z"),
            ("2026-03-15/Codex", "2026-03-15"),
            ("_2026-03-15_", "2026-03-15"),
            ("(01-Mar-2026)", "2026-03-01"),
            ("2026-Mar-01: x", "2026-03-01"),
            ("(20260301)", "2026-03-01"),
            ("(1.3.2026)", "2026-03-01"),
            ("2026\u{2011}03\u{2011}01", "2026-03-01"),
            ("2026年3月1日13:00", "2026-03-01T13:00:00Z"),
            ("2026-03-01_13:00", "2026-03-01T13:00:00Z"),
            ("(2026-03-01_13.00.05) x", "2026-03-01T13:00:05Z"),
            ("2026-03-01_13.00: x", "2026-03-01T13:00:00Z"),
            ("[2026-03-01T13-00-05Z] x", "2026-03-01T13:00:05Z"),
            ("2026-03-01 13h00", "2026-03-01T13:00:00Z"),
            ("2026-03-01 ~13:00Z", "2026-03-01T13:00:00Z"),
            ("2026-03-01 1300Z", "2026-03-01T13:00:00Z"),
            ("2026-03-01T1300", "2026-03-01T13:00:00Z"),
            ("2026-03-01 下午1:00", "2026-03-01T13:00:00Z"),
            ("2026-03-01 13時30分", "2026-03-01T13:30:00Z"),
            ("2026-03-01 13:30頃: x", "2026-03-01T13:30:00Z"),
            ("2026-03-01 1pm", "2026-03-01T13:00:00Z"),
            ("2026-03-01 (13:00Z)", "2026-03-01T13:00:00Z"),
            ("2026-03-01 23:00Z–00:30Z", "2026-03-02T00:30:00Z"),
            ("2026-03-01..2026-03-03", "2026-03-03"),
            ("2026-03-01~03: x", "2026-03-03"),
            ("2026-02-27–03-02", "2026-03-02"),
            ("2026-03-05~03", "2026-03-05"),
            ("2026-03-01–13:00 x", "2026-03-01"),
            ("2026-03-01 (13:00Z by Ana)", "2026-03-01"),
            ("2026-03-01 12 files", "2026-03-01"),
            ("2026-03-01 1 amendment", "2026-03-01"),
        ] {
            let found = check(text);
            assert_eq!(found.iter().map(|found| found.0.as_str()).collect::<Vec<_>>(), [at], "{text}");
        }
    }

    #[test]
    fn file_names_and_numbers_are_not_dates() {
        for text in [
            "docs/2026-05-24-rebalance.md",
            "2026-05-24-rebalance",
            "execplan-2026-05-01",
            "v2026.5.3-beta",
            "2026-05",
            "12026-05-01",
            "2026-05-01/notes.md",
            "build 20260301",
            "version 1.3.2026",
            "file-01-Mar-2026",
            "2026-Mar-01x",
            "2026-03-01_13.00.05-notes.md",
            "2026-03-01_13.00.05_notes",
            "logs/2026-03-01T13-00-05.log",
            "2026-03-01_13.00.05.log",
        ] {
            assert_eq!(check(text), [], "{text}");
        }
    }

    #[test]
    fn what_does_not_exist_is_reported() {
        for text in ["(2026-02-30)", "(2026-13-01 10:00Z)", "2026-05-01 25:10Z"] {
            let stamps = scan(text, &[], &Options::default());
            assert_eq!((stamps.found.len(), stamps.bad.len()), (0, 1), "{text}");
        }
    }

    #[test]
    fn options_decide_what_an_abbreviation_means() {
        let mut options = Options::default();
        let text = "2026-05-20 13:55 CST: x";
        let found = scan(text, &[], &options).found;
        assert_eq!((found[0].stamp.rfc3339().as_str(), found[0].ambiguous.as_deref()), ("2026-05-20T13:55:00Z", Some("CST")));
        options.zones.insert("CST".into(), "+08:00".into());
        let found = scan(text, &[], &options).found;
        assert_eq!((found[0].stamp.rfc3339().as_str(), found[0].ambiguous.as_deref()), ("2026-05-20T05:55:00Z", None));
        options.zones.insert("CST".into(), "America/Chicago".into());
        assert_eq!(scan(text, &[], &options).found[0].stamp.rfc3339(), "2026-05-20T18:55:00Z");
    }
}
