//! Parts of a file, as RFC 9110 asks for them: one range of bytes of a GET, under `If-Range`, and `If-None-Match`.
//! Several ranges at once are answered with the whole, which the standard allows. Knows nothing of what is served.

use axum::http::{HeaderMap, Method, header};

/// What of a file an answer holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Everything.
    Whole,
    /// Bytes from the first to before the second.
    Range(usize, usize),
    /// The range is beyond the end.
    Beyond,
    /// The asker has it already.
    Known,
}

/// The strong validator of a file: the same bytes, the same tag.
pub(super) fn tag(body: &[u8]) -> String {
    format!("\"{}\"", &blake3::hash(body).to_hex()[..16])
}

/// The part of a file of `length` bytes that a request asks for.
pub(super) fn asked(method: &Method, headers: &HeaderMap, length: usize, tag: &str) -> Part {
    let value = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(tags) = value(header::IF_NONE_MATCH)
        && tags.split(',').map(str::trim).any(|one| one == "*" || one.trim_start_matches("W/") == tag)
    {
        return Part::Known;
    }
    let range = value(header::RANGE).filter(|_| method == Method::GET);
    // There is no date to compare with, and weak tags never match.
    let is_current = value(header::IF_RANGE).is_none_or(|wanted| wanted.trim() == tag);
    range.filter(|_| is_current).map_or(Part::Whole, |range| one(range, length))
}

/// What is no range, or several, means the whole.
fn one(range: &str, length: usize) -> Part {
    let Some((unit, set)) = range.split_once('=') else { return Part::Whole };
    let Some((first, last)) = set.trim().split_once('-').filter(|_| unit.trim().eq_ignore_ascii_case("bytes")) else { return Part::Whole };
    let (Some(first), Some(last)) = (digits(first), digits(last)) else { return Part::Whole };
    match (first, last) {
        (None, None) => Part::Whole,
        (None, Some(0)) => Part::Beyond,
        (None, Some(_)) if length == 0 => Part::Beyond,
        (None, Some(n)) => Part::Range(length.saturating_sub(n), length),
        (Some(first), Some(last)) if last < first => Part::Whole,
        (Some(first), _) if first >= length => Part::Beyond,
        (Some(first), last) => Part::Range(first, last.unwrap_or(usize::MAX).saturating_add(1).min(length)),
    }
}

/// A number, or nothing; `None` if it is something else. Numbers too large to count are beyond every end.
fn digits(text: &str) -> Option<Option<usize>> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| (!text.is_empty()).then(|| text.parse().unwrap_or(usize::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(headers: &[(header::HeaderName, &'static str)]) -> Part {
        let headers = headers.iter().map(|(name, value)| (name.clone(), axum::http::HeaderValue::from_static(value))).collect();
        asked(&Method::GET, &headers, 100, "\"t\"")
    }

    #[test]
    fn a_range_is_read_as_the_standard_says() {
        for (range, expected) in [
            ("bytes=0-9", Part::Range(0, 10)),
            ("Bytes= 10-10", Part::Range(10, 11)),
            ("bytes=90-", Part::Range(90, 100)),
            ("bytes=-10", Part::Range(90, 100)),
            ("bytes=-1000", Part::Range(0, 100)),
            ("bytes=50-1000", Part::Range(50, 100)),
            ("bytes=0-99999999999999999999999", Part::Range(0, 100)),
            ("bytes=100-", Part::Beyond),
            ("bytes=99999999999999999999999-", Part::Beyond),
            ("bytes=-0", Part::Beyond),
            ("bytes=9-0", Part::Whole),
            ("bytes=0-1,5-6", Part::Whole),
            ("bytes=-", Part::Whole),
            ("bytes=a-b", Part::Whole),
            ("bytes=+1-2", Part::Whole),
            ("lines=0-9", Part::Whole),
            ("bytes", Part::Whole),
        ] {
            assert_eq!(part(&[(header::RANGE, range)]), expected, "{range}");
        }
        assert_eq!(one("bytes=-5", 0), Part::Beyond);
        assert_eq!(one("bytes=0-", 0), Part::Beyond);
    }

    #[test]
    fn a_range_of_another_file_is_the_whole() {
        let range = (header::RANGE, "bytes=0-9");
        assert_eq!(part(&[range.clone(), (header::IF_RANGE, "\"t\"")]), Part::Range(0, 10));
        for other in ["\"u\"", "W/\"t\"", "Sat, 21 Nov 2026 00:00:00 GMT"] {
            assert_eq!(part(&[range.clone(), (header::IF_RANGE, other)]), Part::Whole, "{other}");
        }
        assert_eq!(part(&[range.clone(), (header::IF_NONE_MATCH, "\"u\", W/\"t\"")]), Part::Known);
        assert_eq!(part(&[range, (header::IF_NONE_MATCH, "\"u\"")]), Part::Range(0, 10));
    }
}
