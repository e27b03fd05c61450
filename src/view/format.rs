//! Values as readers see them: times, durations, counts, sizes, cut texts. Pure; knows nothing of pages.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use crate::model::{Precision, Provenance, Stamp};

/// A moment, ready to print.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Time {
    /// For the `datetime` attribute.
    pub iso: String,
    /// `10 Feb 2026` or `10 Feb 2026, 11:52`.
    pub text: String,
    /// Without a year that is understood: `10 Feb 11:52`.
    pub short: String,
    /// The day alone: `10 Feb 2026`.
    pub day: String,
    /// What its words do not say: `written without a zone`, `the date of commit a41f0c2f`; empty for a time that is
    /// simply written in the plan.
    pub title: String,
    /// `written`, `commit`: says whether a hollow or a filled mark goes with it.
    pub source: &'static str,
    /// Eight digits of the commit; empty if it was written.
    pub commit: String,
    /// For a time that history only bounds: the earliest it can have been.
    pub from: String,
}

/// Prints moments in one zone.
#[derive(Clone, Debug)]
pub struct Clock {
    zone: TimeZone,
    zone_name: String,
    this_year: i16,
}

impl Clock {
    /// A clock for the zone named in the configuration, as of a moment. A name that is none means UTC.
    pub fn new(zone_name: &str, as_of: Timestamp) -> Self {
        let (zone, zone_name) = match TimeZone::get(zone_name) {
            Ok(zone) => (zone, zone_name.to_owned()),
            Err(_) => (TimeZone::UTC, "UTC".to_owned()),
        };
        let this_year = as_of.to_zoned(zone.clone()).year();
        Self { zone, zone_name, this_year }
    }

    /// The name of the zone.
    pub fn zone_name(&self) -> &str {
        &self.zone_name
    }

    /// The moment the archive is read as of: `11 Feb 2026, 12:00`. Empty where nothing in it is dated.
    pub fn as_of(&self, as_of: Timestamp) -> String {
        if as_of == Timestamp::UNIX_EPOCH { String::new() } else { self.moment(as_of) }
    }

    /// A moment known to the minute: `11 Feb 2026, 12:00`.
    pub fn moment(&self, at: Timestamp) -> String {
        at.to_zoned(self.zone.clone()).strftime("%-d %b %Y, %H:%M").to_string()
    }

    /// The day of a moment: `11 Feb 2026`.
    pub fn day(&self, at: Timestamp) -> String {
        at.to_zoned(self.zone.clone()).strftime("%-d %b %Y").to_string()
    }

    /// The day of a moment, to count with.
    pub fn date_of(&self, at: Timestamp) -> Date {
        at.to_zoned(self.zone.clone()).date()
    }

    /// The day of a stamp, to count with.
    pub fn date(&self, stamp: &Stamp) -> Date {
        stamp.at.to_zoned(self.zone_of(stamp)).date()
    }

    /// The year of a stamp. A stamp that is only a day lies in the year it was written with, whatever the zone.
    pub fn year(&self, stamp: &Stamp) -> i16 {
        stamp.at.to_zoned(self.zone_of(stamp)).year()
    }

    /// The month of a stamp, as a heading: `February 2026`.
    pub fn month(&self, stamp: &Stamp) -> String {
        stamp.at.to_zoned(self.zone_of(stamp)).strftime("%B %Y").to_string()
    }

    /// A stamp, ready to print.
    pub fn time(&self, stamp: &Stamp) -> Time {
        let zoned = stamp.at.to_zoned(self.zone_of(stamp));
        let is_day = stamp.is_day();
        let this_year = zoned.year() == self.this_year;
        let text = zoned.strftime(if is_day { "%-d %b %Y" } else { "%-d %b %Y, %H:%M" }).to_string();
        let short = zoned.strftime(match (is_day, this_year) {
            (true, true) => "%-d %b",
            (false, true) => "%-d %b %H:%M",
            (true, false) => "%-d %b %Y",
            (false, false) => "%-d %b %Y %H:%M",
        });
        let (source, commit) = match stamp.source {
            Provenance::Written => ("written", String::new()),
            Provenance::Committed => ("commit", stamp.commit.as_deref().map_or("", short_hash).to_owned()),
        };
        Time {
            iso: if is_day { zoned.strftime("%Y-%m-%d").to_string() } else { without_seconds(stamp.rfc3339()) },
            short: short.to_string(),
            day: zoned.strftime("%-d %b %Y").to_string(),
            title: self.title(stamp, &text, &commit),
            from: stamp.from.map_or_else(String::new, |from| self.moment(from)),
            text,
            source,
            commit,
        }
    }

    fn title(&self, stamp: &Stamp, text: &str, commit: &str) -> String {
        match (stamp.source, stamp.precision, stamp.from) {
            (Provenance::Written, Precision::Day, _) => String::new(),
            (Provenance::Written, _, _) if stamp.is_day() => "written as 00:00, taken for the day".to_owned(),
            (Provenance::Written, _, _) if stamp.zone == crate::model::Zone::Assumed => "written without a zone".to_owned(),
            (Provenance::Written, _, _) => String::new(),
            (Provenance::Committed, _, Some(from)) => {
                format!("some time between {} and {text}, the date of commit {commit}", self.moment(from))
            }
            (Provenance::Committed, _, None) => format!("the date of commit {commit}"),
        }
    }

    fn zone_of(&self, stamp: &Stamp) -> TimeZone {
        if stamp.is_day() { TimeZone::UTC } else { self.zone.clone() }
    }
}

impl Time {
    /// The start tag of its element, with what is not plain from its words.
    pub fn open_tag(&self) -> String {
        let mut tag = String::from("<time");
        if self.source == "commit" {
            tag.push_str(" class=\"commit\"");
        }
        tag.push_str(" datetime=\"");
        tag.push_str(&self.iso);
        if !self.title.is_empty() {
            tag.push_str("\" title=\"");
            tag.push_str(&crate::text::escape(&self.title));
        }
        tag.push_str("\">");
        tag
    }
}

/// A moment on the minute without its seconds.
fn without_seconds(iso: String) -> String {
    iso.strip_suffix(":00Z").filter(|minute| minute.len() == "2026-02-10T11:52".len()).map_or(iso.clone(), |minute| format!("{minute}Z"))
}

/// The first eight digits of a commit hash.
pub fn short_hash(hash: &str) -> &str {
    hash.get(..8).unwrap_or(hash)
}

/// A count with thousands set apart: `2,431`.
pub fn count(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A count with its noun: `1 decision`, `2,431 decisions`.
pub fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", count(n), if n == 1 { one } else { many })
}

/// A stretch of time in its two nearest units or fewer: `43 min`, `5.4 h`, `12 days`, `2.3 years`.
pub fn duration(duration: SignedDuration) -> String {
    let minutes = duration.as_secs().abs() / 60;
    match minutes {
        0 => "under 1 min".to_owned(),
        1..=89 => format!("{minutes} min"),
        90..=2879 => format!("{} h", tenths(minutes, 60)),
        _ => days(minutes / (24 * 60)),
    }
}

/// A number of days: `1 day`, `12 days`, `2.3 years`.
pub fn days(days: i64) -> String {
    match days {
        1 => "1 day".to_owned(),
        _ if days < 365 => format!("{days} days"),
        _ => format!("{} years", tenths(days, 365)),
    }
}

/// `n / unit` to one decimal, without a trailing `.0`.
fn tenths(n: i64, unit: i64) -> String {
    let tenths = (n * 10 + unit / 2) / unit;
    if tenths % 10 == 0 { format!("{}", tenths / 10) } else { format!("{}.{}", tenths / 10, tenths % 10) }
}

/// A file size: `812 bytes`, `1.2 KB`, `3.4 MB` (powers of 1,000).
pub fn size(bytes: u64) -> String {
    let n = i64::try_from(bytes).unwrap_or(i64::MAX / 16);
    match n {
        1 => "1 byte".to_owned(),
        0..=999 => format!("{n} bytes"),
        1_000..=999_999 => format!("{} KB", tenths(n, 1_000)),
        _ => format!("{} MB", tenths(n, 1_000_000)),
    }
}

/// `text` cut to about `width` columns at a word, with an ellipsis; letters of Chinese, Japanese and Korean
/// are two columns wide and may be parted anywhere.
pub fn clip(text: &str, width: usize) -> String {
    // No character has more columns than bytes.
    if text.len() <= width {
        return text.to_owned();
    }
    let mut columns = 0;
    let mut last_break = 0;
    for (at, c) in text.char_indices() {
        let wide = is_wide(c);
        if c.is_whitespace() || wide {
            last_break = at;
        }
        columns += if wide { 2 } else { 1 };
        if columns > width {
            let cut = if last_break * 2 > at { last_break } else { at };
            return format!("{}…", text[..cut].trim_end_matches([' ', ',', ';', ':', '.', '(', '，', '。', '、']));
        }
    }
    text.to_owned()
}

/// Roughly how many columns `text` is wide.
pub fn columns(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    text.chars().map(|c| if is_wide(c) { 2 } else { 1 }).sum()
}

fn is_wide(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ff60}' | '\u{20000}'..='\u{3fffd}')
}

/// A message as HTML; what stands in backticks is code.
pub fn with_code(message: &str) -> String {
    let mut html = String::with_capacity(message.len() + 16);
    let mut parts = message.split('`').peekable();
    let mut is_code = false;
    while let Some(part) = parts.next() {
        if is_code && parts.peek().is_some() {
            html.push_str(&format!("<code>{}</code>", crate::text::escape(part)));
        } else {
            html.push_str(if is_code { "`" } else { "" });
            html.push_str(&crate::text::escape(part));
        }
        is_code = !is_code;
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Zone;

    #[test]
    fn times_say_what_they_are() {
        let at: Timestamp = "2026-02-10T11:52:00Z".parse().expect("a time");
        let clock = Clock::new("UTC", at);
        let written = clock.time(&Stamp::written(at, Precision::Minute, Zone::Given));
        assert_eq!((written.short.as_str(), written.text.as_str()), ("10 Feb 11:52", "10 Feb 2026, 11:52"));
        let day: Timestamp = "2025-12-31T00:00:00Z".parse().expect("a time");
        let day = Clock::new("America/New_York", at).time(&Stamp::written(day, Precision::Day, Zone::Assumed));
        assert_eq!(day.short, "31 Dec 2025");
        let midnight: Timestamp = "2026-02-10T00:00:00Z".parse().expect("a time");
        let filler = Clock::new("America/New_York", at).time(&Stamp::written(midnight, Precision::Minute, Zone::Given));
        assert_eq!((filler.text.as_str(), filler.iso.as_str()), ("10 Feb 2026", "2026-02-10"));
        assert!(filler.title.contains("00:00"), "{}", filler.title);
        let commit = clock.time(&Stamp::committed(at, "a41f0c2f9977"));
        assert_eq!((commit.source, commit.commit.as_str()), ("commit", "a41f0c2f"));
    }

    #[test]
    fn durations_and_sizes_are_short() {
        let of = |minutes: i64| duration(SignedDuration::from_mins(minutes));
        assert_eq!(
            [of(0), of(43), of(324), of(60 * 24 * 12), of(60 * 24 * 840)],
            ["under 1 min", "43 min", "5.4 h", "12 days", "2.3 years"]
        );
        assert_eq!([size(1), size(812), size(1_234), size(3_400_000)], ["1 byte", "812 bytes", "1.2 KB", "3.4 MB"]);
        assert_eq!([count(7), count(2_431), count(1_000_000)], ["7", "2,431", "1,000,000"]);
    }

    #[test]
    fn texts_are_cut_at_words_or_between_wide_letters() {
        assert_eq!(clip("Token bucket, not a sliding window", 20), "Token bucket, not a…");
        assert_eq!(clip("展示入口阅读顺序锁定", 8), "展示入口…");
        assert_eq!(clip("short", 8), "short");
        assert_eq!(clip("aaaaaaaaaaaaaaaaaaaaaaaaa", 8), "aaaaaaaa…");
    }
}
