//! How an archive names its plan files: dates, numbers, ids, and what joins the words. Pure.

use jiff::civil::Date;

use crate::text::slug;

/// What stands before the words of a name, and how they are joined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Naming {
    head: Head,
    /// Between head and words: `-`, `_`, `__`.
    after_head: String,
    /// Between words.
    join: char,
    /// After the words: `.plan`, `_execplan`.
    suffix: String,
}

/// What a name begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Head {
    /// Nothing, or a fixed word: ``, `execplan`.
    Word(String),
    /// Letters, a date, and a number within the day: `EP-20260221-001`.
    Date {
        letters: String,
        /// As `strftime` takes it.
        format: &'static str,
        /// Width of the number.
        number: Option<usize>,
    },
    /// Letters and a number: `FR-0012`, `07`.
    Number { letters: String, width: usize },
}

/// Dates that names begin with; longest first.
const DATES: &[(&str, &str)] = &[("dddd-dd-dd", "%Y-%m-%d"), ("dddd_dd_dd", "%Y_%m_%d"), ("dddddddd", "%Y%m%d"), ("dddd-dd", "%Y-%m")];

const SUFFIXES: &[&str] = &[".plan", ".execplan", "_execplan", "-execplan", "-exec-plan", "_plan", "-plan"];

impl Naming {
    /// The naming that most stems follow; the first (newest) one decides between equals.
    pub fn learn(stems: &[&str]) -> Self {
        let all: Vec<Self> = stems.iter().take(12).map(|stem| Self::of(stem)).collect();
        let usual = all.iter().rev().max_by_key(|naming| all.iter().filter(|other| other == naming).count());
        usual.cloned().unwrap_or(Self {
            head: Head::Date { letters: String::new(), format: "%Y-%m-%d", number: None },
            after_head: "_".to_owned(),
            join: '-',
            suffix: String::new(),
        })
    }

    fn of(stem: &str) -> Self {
        let suffix = SUFFIXES.iter().find(|suffix| stem.len() > suffix.len() && stem.ends_with(**suffix)).map_or("", |suffix| suffix);
        let bare = &stem[..stem.len() - suffix.len()];
        let (head, rest) = head(bare);
        let words = rest.trim_start_matches(['-', '_', ' ', '.']);
        let after_head = rest[..rest.len() - words.len()].to_owned();
        let count = |c: char| words.matches(c).count();
        let join = ['-', '_', ' '].into_iter().rev().max_by_key(|c| count(*c)).filter(|c| count(*c) > 0).unwrap_or('-');
        let width_free = match head {
            // `7`, `12` and `112` are one naming.
            Head::Number { letters, width } if bare[letters.len()..].starts_with(|c: char| c != '0') => {
                Head::Number { letters, width: if width <= 2 { width } else { 0 } }
            }
            head => head,
        };
        Self { head: width_free, after_head, join, suffix: suffix.to_owned() }
    }

    /// The name of a new plan; `stems` are those taken.
    pub fn name(&self, stems: &[&str], description: &str, today: Date) -> String {
        let head = match &self.head {
            Head::Word(word) => word.clone(),
            Head::Date { letters, format, number } => {
                let day = format!("{letters}{}", today.strftime(format));
                match number {
                    Some(width) => format!("{day}-{:0width$}", next(stems, &format!("{day}-")), width = *width),
                    None => day,
                }
            }
            Head::Number { letters, width } => format!("{letters}{:0width$}", next(stems, letters), width = *width),
        };
        let words = match self.join {
            ' ' => description.replace(['/', '\\', '\n'], " ").trim().to_owned(),
            join => slug(description).as_str().replace('-', &join.to_string()),
        };
        format!("{head}{}{words}{}", self.after_head, self.suffix)
    }
}

/// One more than the largest number that follows `before` in a stem.
fn next(stems: &[&str], before: &str) -> u64 {
    let number = |stem: &str| {
        let rest = stem.strip_prefix(before)?;
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        rest[..digits].parse::<u64>().ok().filter(|_| digits <= 6)
    };
    stems.iter().filter_map(|stem| number(stem)).max().map_or(1, |last| last.saturating_add(1))
}

/// The head of a stem, and the rest.
fn head(stem: &str) -> (Head, &str) {
    let n_letters = stem.bytes().take_while(u8::is_ascii_alphabetic).count();
    let joined = stem[n_letters..].starts_with(['-', '_']) && n_letters > 0 && n_letters <= 10;
    let start = if joined && stem[n_letters + 1..].starts_with(|c: char| c.is_ascii_digit()) { n_letters + 1 } else { 0 };
    let (letters, rest) = stem.split_at(start);
    for (shape, format) in DATES {
        let Some(after) = strip_shape(rest, shape) else { continue };
        let number =
            after.strip_prefix('-').map(|after| after.bytes().take_while(u8::is_ascii_digit).count()).filter(|n| (2..=4).contains(n));
        let is_number = number.filter(|n| after[1 + n..].starts_with(['_', '-']) && !letters.is_empty());
        let after = is_number.map_or(after, |n| &after[1 + n..]);
        return (Head::Date { letters: letters.to_owned(), format, number: is_number }, after);
    }
    let n_digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    if (1..=5).contains(&n_digits) && rest[n_digits..].starts_with(['-', '_', ' ', '.']) {
        return (Head::Number { letters: letters.to_owned(), width: n_digits }, &rest[n_digits..]);
    }
    let word = ["execplan", "exec-plan", "exec_plan", "plan"].into_iter().find(|word| {
        let same = stem.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
        same && stem[word.len()..].starts_with(['-', '_'])
    });
    let (word, rest) = stem.split_at(word.map_or(0, str::len));
    (Head::Word(word.to_owned()), rest)
}

/// The rest after digits in the places of `d`, if they are not followed by another digit.
fn strip_shape<'a>(text: &'a str, shape: &str) -> Option<&'a str> {
    let fits = text.len() >= shape.len()
        && text.bytes().zip(shape.bytes()).all(|(byte, want)| if want == b'd' { byte.is_ascii_digit() } else { byte == want });
    let rest = if fits { &text[shape.len()..] } else { return None };
    let is_year = text.starts_with("19") || text.starts_with("20");
    (is_year && !rest.starts_with(|c: char| c.is_ascii_digit())).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(stems: &[&str], expected: &str) {
        let today = jiff::civil::date(2026, 3, 4);
        assert_eq!(Naming::learn(stems).name(stems, "Add search: now!", today), expected);
    }

    #[test]
    fn names_follow_the_newest() {
        check(&[], "2026-03-04_add-search-now");
        check(&["2026-02-01-b-c", "2026-01-01-a"], "2026-03-04-add-search-now");
        check(&["2026-02-01_b_c"], "2026-03-04_add_search_now");
        check(&["12-b-c", "9-a-x", "7-z-z"], "13-add-search-now");
        check(&["007-b-c", "006-a-x"], "008-add-search-now");
        check(&["EP-20260304-001_b-c", "EP-20260221-002_a-d"], "EP-20260304-002_add-search-now");
        check(&["EP-2026-02-10__b-c"], "EP-2026-03-04__add-search-now");
        check(&["execplan_b_c", "execplan_a_d"], "execplan_add_search_now");
        check(&["b_c_execplan"], "add_search_now_execplan");
        check(&["b-c.plan", "a-d.plan"], "add-search-now.plan");
        check(&["b-c", "a-d", "2026-01-01-x"], "add-search-now");
        check(&["FR-0012-b-c"], "FR-0013-add-search-now");
        check(&["Gap Free ExecPlan"], "Add search: now!");
        check(&["운영_계획"], "add_search_now");
    }
}
