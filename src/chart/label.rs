//! Numbers, days and durations as charts print them: the same digits on every machine.

use jiff::civil::Date;

/// `2.2`, `14`, `1,204`: one decimal below ten, none from there.
pub fn number(value: f64) -> String {
    let tenths = (value * 10.0).round() as i64;
    if tenths.abs() < 100 && tenths % 10 != 0 {
        let sign = if tenths < 0 { "-" } else { "" };
        return format!("{sign}{}.{}", tenths.abs() / 10, tenths.abs() % 10);
    }
    let whole = value.round() as i64;
    let digits = whole.abs().to_string();
    let mut out = if whole < 0 { String::from("-") } else { String::new() };
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A stretch of time: `43 min`, `5.4 h`, `12 days`, `14 months`, `3.1 years`.
pub fn duration(seconds: i64) -> String {
    let s = seconds.max(0) as f64;
    let with = |value: f64, one: &str, many: &str| {
        let text = number(value);
        let unit = if text == "1" { one } else { many };
        format!("{text} {unit}")
    };
    match seconds {
        ..60 => "under 1 min".to_owned(),
        60..5_370 => with((s / 60.0).round(), "min", "min"),
        5_370..171_000 => with(s / 3600.0, "h", "h"),
        171_000..5_184_000 => with((s / 86_400.0).round(), "day", "days"),
        5_184_000..63_072_000 => with((s / 2_629_800.0).round(), "month", "months"),
        _ => with(s / 31_557_600.0, "year", "years"),
    }
}

/// `10 Feb 2026`.
pub fn day(date: Date) -> String {
    date.strftime("%-d %b %Y").to_string()
}

/// `10 Feb`.
pub fn day_month(date: Date) -> String {
    date.strftime("%-d %b").to_string()
}

/// `Feb 2026`.
pub fn month(date: Date) -> String {
    date.strftime("%b %Y").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_durations_are_short() {
        assert_eq!([0.0, 2.25, 9.96, 14.4, 1204.0].map(number), ["0", "2.3", "10", "14", "1,204"]);
        assert_eq!(
            [30, 2580, 19_440, 57_600, 1_036_800, 36_500_000, 97_000_000].map(duration),
            ["under 1 min", "43 min", "5.4 h", "16 h", "12 days", "14 months", "3.1 years"]
        );
    }
}
