//! The one small grammar of queries, as written by a person who may also paste code. Text in, tree out;
//! repeated in `theme/js/search.js`. It must never know how a query is answered.
//!
//! | written | means |
//! |---|---|
//! | `token refresh` | both words; entries with either if none has both |
//! | `src/auth/token.rs`, `add_new_plan`, `v1.2.3`, `运营` | the parts in this order: a word of several tokens is a phrase |
//! | `"exact words"` | these words in this order |
//! | `-word`, `-"two words"`, `-kind:step` | not these; a sign before anything else, or `--flag`, is just text |
//! | `kind:decision,surprise` `state:archived` `status:complete` `author:ada` `plan:search` `path:docs` | filters; a comma is *or* |
//! | `since:2026-01` `until:2026-03-15` `date:2026` `date:2026-01..2026-03` | dates, both ends included |
//! | the last word | also the beginning of longer words, unless white space follows it |
//!
//! Any other `name:value`, and a date that is none, is plain text. Nothing is a syntax error.

use super::text::{Mode, Token, last_unfolded, tokenize};

/// A parsed query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// What is looked for; each clause once.
    pub clauses: Vec<Clause>,
    /// What must not be there.
    pub without: Vec<Clause>,
    /// Which entries count at all.
    pub filters: Vec<Filter>,
}

/// A word or phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// Its tokens; the first stands at position 0.
    pub tokens: Vec<Token>,
    /// Whether it stood in quotation marks.
    pub quoted: bool,
    /// For the last word: its last token before plurals were folded, as the beginning of longer words.
    pub prefix: Option<String>,
}

/// A condition on the facts of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// On what.
    pub field: FilterField,
    /// What is accepted: any of these. Empty for dates.
    pub values: Vec<String>,
    /// For dates: first and last day since 1970-01-01, both included.
    pub days: Option<(i32, i32)>,
    /// Whether it is turned round.
    pub not: bool,
}

/// What a filter is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilterField {
    /// The kind of entry.
    Kind,
    /// The shelf of the plan.
    State,
    /// The status of the plan.
    Status,
    /// Who.
    Author,
    /// Words of the plan's id or path.
    Plan,
    /// The day.
    Day,
}

/// Reads a query.
pub fn parse(text: &str) -> Query {
    let mut query = Query::default();
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            break;
        }
        let negative = rest.strip_prefix('-').filter(|rest| rest.starts_with(|c: char| c.is_alphanumeric() || is_quote(c)));
        let (word, quoted, after) = item(negative.unwrap_or(rest));
        let filter = if quoted { None } else { filter(negative.unwrap_or(rest), negative.is_some()) };
        if let Some((filter, after)) = filter {
            query.filters.push(filter);
            rest = after;
            continue;
        }
        let is_last = after.is_empty() && !quoted && negative.is_none();
        if let Some(clause) = clause(word, quoted, is_last) {
            let list = if negative.is_some() { &mut query.without } else { &mut query.clauses };
            // The last word stands for its earlier twin, because only it has a prefix.
            list.retain(|other| other.quoted != clause.quoted || other.tokens != clause.tokens);
            list.push(clause);
        }
        rest = after;
    }
    query
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”')
}

/// The item at the start of `text`, whether it is quoted, and what follows.
fn item(text: &str) -> (&str, bool, &str) {
    let mut chars = text.chars();
    if chars.next().is_some_and(is_quote) {
        let inner = chars.as_str();
        let end = inner.find(is_quote).unwrap_or(inner.len());
        let after = inner[end..].chars();
        let mut after = after;
        after.next();
        (&inner[..end], true, after.as_str())
    } else {
        let end = text.find(char::is_whitespace).unwrap_or(text.len());
        (&text[..end], false, &text[end..])
    }
}

fn clause(word: &str, quoted: bool, is_last: bool) -> Option<Clause> {
    let mut tokens = tokenize(word, Mode::Query);
    let first = tokens.first()?.position;
    tokens.iter_mut().for_each(|token| token.position -= first);
    let prefix = if is_last { last_unfolded(word) } else { None };
    Some(Clause { tokens, quoted, prefix })
}

/// A filter at the start of `text`, and what follows it.
fn filter(text: &str, not: bool) -> Option<(Filter, &str)> {
    let (name, value) = text.split_once(':')?;
    if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphabetic()) {
        return None;
    }
    let (value, _, after) = item(value);
    if value.trim().is_empty() {
        return None;
    }
    let name = name.to_ascii_lowercase();
    let field = match name.as_str() {
        "kind" => FilterField::Kind,
        "state" => FilterField::State,
        "status" => FilterField::Status,
        "author" => FilterField::Author,
        "plan" | "path" => FilterField::Plan,
        "date" | "since" | "until" => FilterField::Day,
        _ => return None,
    };
    if field == FilterField::Day {
        return Some((Filter { field, values: Vec::new(), days: Some(days(&name, value)?), not }, after));
    }
    let values = value.split(',').map(str::trim).filter(|value| !value.is_empty()).map(str::to_lowercase).collect();
    Some((Filter { field, values, days: None, not }, after))
}

/// Earliest and latest day that a filter can name.
pub const DAY_BOUNDS: (i32, i32) = (-1_000_000, 10_000_000);

fn days(name: &str, value: &str) -> Option<(i32, i32)> {
    let (low, high) = DAY_BOUNDS;
    match name {
        "since" => Some((period(value)?.0, high)),
        "until" => Some((low, period(value)?.1)),
        _ => match value.split_once("..") {
            None => period(value),
            Some((from, "")) => Some((period(from)?.0, high)),
            Some(("", to)) => Some((low, period(to)?.1)),
            Some((from, to)) => Some((period(from)?.0, period(to)?.1)),
        },
    }
}

/// First and last day of `2026`, `2026-01` or `2026-01-31`.
fn period(text: &str) -> Option<(i32, i32)> {
    let parts: Vec<&str> = text.split('-').collect();
    let digits = |part: &str, n: usize| (part.len() == n && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse::<i32>().ok())?;
    let year = digits(parts.first()?, 4)?;
    let month = parts.get(1).map(|part| digits(part, 2).filter(|month| (1..=12).contains(month)));
    let day = parts.get(2).map(|part| digits(part, 2).filter(|day| (1..=31).contains(day)));
    match (parts.len(), month, day) {
        (1, ..) => Some((day_number(year, 1, 1), day_number(year + 1, 1, 1) - 1)),
        (2, Some(Some(month)), _) => Some((day_number(year, month, 1), day_number(year + month / 12, month % 12 + 1, 1) - 1)),
        (3, Some(Some(month)), Some(Some(day))) => {
            let first = day_number(year, month, day);
            let next_month = day_number(year + month / 12, month % 12 + 1, 1);
            (first < next_month).then_some((first, first))
        }
        _ => None,
    }
}

/// Days since 1970-01-01 of a date of the Gregorian calendar (Howard Hinnant, `days_from_civil`).
pub fn day_number(year: i32, month: i32, day: i32) -> i32 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// Year, month and day of a day number.
pub fn date_of(day: i32) -> (i32, i32, i32) {
    let shifted = day + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_index = (5 * day_of_year + 2) / 153;
    let month = if month_index < 10 { month_index + 3 } else { month_index - 9 };
    let year = year_of_era + era * 400 + i32::from(month <= 2);
    (year, month, day_of_year - (153 * month_index + 2) / 5 + 1)
}

/// The names a filter value accepts: those it is a beginning of (`dec` → `decision`), or whose plural it is.
/// A space or `_` stands for `-`.
pub fn accepted<'a>(values: &[String], names: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let values: Vec<String> = values.iter().map(|value| value.replace([' ', '_'], "-")).collect();
    names.into_iter().filter(|name| values.iter().any(|value| name.starts_with(value.as_str()) || *value == format!("{name}s"))).collect()
}

/// Whether a person's name is accepted by an `author:` value: all tokens of the value are tokens of the
/// name, the last also as the beginning of one.
pub fn accepts_author(values: &[String], name: &str) -> bool {
    let name = tokenize(name, Mode::Index);
    values.iter().any(|value| {
        let wanted = tokenize(value, Mode::Query);
        !wanted.is_empty()
            && wanted.iter().enumerate().all(|(at, token)| {
                let is_last = at + 1 == wanted.len();
                name.iter().any(|have| have.text == token.text || is_last && have.text.starts_with(&token.text))
            })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let query = parse(text);
        let words = |clauses: &[Clause]| {
            let word = |clause: &Clause| {
                let joined = clause.tokens.iter().map(|token| token.text.as_str()).collect::<Vec<_>>().join("+");
                let prefix = clause.prefix.as_ref().map_or(String::new(), |prefix| format!("~{prefix}"));
                if clause.quoted { format!("“{joined}”") } else { format!("{joined}{prefix}") }
            };
            clauses.iter().map(word).collect::<Vec<_>>().join(" ")
        };
        let filters = query.filters.iter().map(|f| format!("{:?}{}{:?}{:?}", f.field, if f.not { "!" } else { "" }, f.values, f.days));
        [words(&query.clauses), words(&query.without), filters.collect::<Vec<_>>().join(" ")].join(" | ")
    }

    #[test]
    fn words_phrases_and_exclusions() {
        assert_eq!(shown("token refresh"), "token refresh~refresh |  | ");
        assert_eq!(shown("Caches "), "cach |  | ");
        assert_eq!(shown("\"exact words\" -old -\"two words\""), "“exact+word” | old “two+word” | ");
        assert_eq!(shown("“never closed"), "“never+closed” |  | ");
    }

    #[test]
    fn pasted_code_is_just_text() {
        assert_eq!(shown("fn resolve(&self, --dry-run -> x::y "), "fn resolve+self dry+run x+y |  | ");
        assert_eq!(shown("http://a.b since:launch todo: "), "http+a+b since+launch todo |  | ");
    }

    #[test]
    fn filters_take_lists_and_dates() {
        assert_eq!(shown("kind:decision,Surprise x "), "x |  | Kind[\"decision\", \"surprise\"]None");
        assert_eq!(shown("date:2026-01..2026-02"), " |  | Day[]Some((20454, 20512))");
        assert_eq!(shown("-state:archived author:\"Ada L\""), " |  | State![\"archived\"]None Author[\"ada l\"]None");
        assert_eq!(shown("date:2026-02-30 "), "date+2026+02+30 |  | ");
    }

    #[test]
    fn days_and_dates_are_inverse() {
        for day in (-200_000..200_000).step_by(37) {
            let (year, month, date) = date_of(day);
            assert_eq!(day_number(year, month, date), day);
        }
        assert_eq!(day_number(1970, 1, 1), 0);
    }

    #[test]
    fn a_word_twice_is_one_clause() {
        assert_eq!(shown("group other groups"), "other group~groups |  | ");
    }
}
