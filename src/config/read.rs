//! Text and environment to [`Config`], with errors that point at the place and name what was meant.

use std::ops::Range;

use globset::Glob;
use toml::de::{DeTable, DeValue};

use super::Config;
use crate::model::SectionKind;

/// Prefix of environment variables that override a key: `EXECPLAN_SITE_BOOK__TITLE` sets `book.title`.
const PREFIX: &str = "EXECPLAN_SITE_";

/// What is wrong with a configuration, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// Bytes of the file; `None` if the environment is at fault.
    pub span: Option<Range<usize>>,
    /// What was found and what was expected.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

/// Reads the text of a `book.toml` (empty for none) and the environment's overrides.
///
/// Keys of tables we share with mdBook that are not ours are left alone; unknown keys under
/// `[output.execplan-site]` are errors.
///
/// # Errors
/// Text that is not TOML, a value of the wrong type, an unknown key of ours, a zone, glob or section kind
/// that does not exist.
pub fn read(text: &str, environment: impl IntoIterator<Item = (String, String)>) -> Result<Config, Error> {
    let config: Config = toml::from_str(text).map_err(|error| explain(&error))?;
    let mut overrides: Vec<(String, String)> =
        environment.into_iter().filter_map(|(name, value)| Some((name.strip_prefix(PREFIX)?.to_owned(), value))).collect();
    overrides.sort();
    let config = if overrides.is_empty() { config } else { overridden(text, &overrides)? };
    let places = Places(DeTable::parse(text).ok().map(toml::Spanned::into_inner));
    places.misspelt()?;
    check(&config, &places)?;
    Ok(config)
}

/// Applies the environment to the text's tables. A value that reads as TOML is taken as such, else as a string.
fn overridden(text: &str, overrides: &[(String, String)]) -> Result<Config, Error> {
    let mut root: toml::Table = toml::from_str(text).map_err(|error| explain(&error))?;
    for (name, value) in overrides {
        let path: Vec<String> = name.split("__").map(|part| part.to_lowercase().replace('_', "-")).collect();
        let Some((key, tables)) = path.split_last() else { continue };
        let mut table = &mut root;
        for part in tables {
            let entry = table.entry(part.clone()).or_insert_with(|| toml::Value::Table(toml::Table::new()));
            table = match entry {
                toml::Value::Table(inner) => inner,
                _ => return Err(environment_error(name, &format!("`{part}` is not a table"))),
            };
        }
        let parsed = toml::from_str::<toml::Table>(&format!("v = {value}")).ok().and_then(|mut table| table.remove("v"));
        table.insert(key.clone(), parsed.unwrap_or_else(|| toml::Value::String(value.clone())));
        let tried: Result<Config, _> = root.clone().try_into();
        tried.map_err(|error: toml::de::Error| environment_error(name, error.message()))?;
    }
    root.try_into().map_err(|error: toml::de::Error| explain(&error))
}

fn environment_error(name: &str, message: &str) -> Error {
    Error { span: None, message: format!("environment variable `{PREFIX}{name}`: {message}"), help: None }
}

/// A deserialisation error in our words, with the nearest known key.
fn explain(error: &toml::de::Error) -> Error {
    let message = error.message();
    let names: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    if message.starts_with("unknown field")
        && let Some((found, known)) = names.split_first()
    {
        return Error {
            span: error.span(),
            message: format!("unknown key `{found}` in `[output.execplan-site]`"),
            help: Some(
                nearest(found, known).map_or_else(|| format!("known keys: {}", known.join(", ")), |near| format!("did you mean `{near}`?")),
            ),
        };
    }
    let message = message.lines().next().unwrap_or(message).trim_end_matches('.').to_owned();
    Error { span: error.span(), message, help: None }
}

/// How alike two names must be to be taken for one another: 1 for the same.
const NEAR: f64 = 0.8;

/// The known name nearest to `found`, if one is near; of several that are as near, the last.
pub fn nearest<'a>(found: &str, known: &[&'a str]) -> Option<&'a str> {
    let letters = Letters::of(found);
    let mut best: Option<(f64, &str)> = None;
    for name in known {
        let least = best.map_or(NEAR, |(score, _)| score);
        if letters.likeness_at_most(name) < least {
            continue;
        }
        let score = strsim::jaro_winkler(found, name);
        if score > NEAR && best.is_none_or(|(best, _)| score >= best) {
            best = Some((score, name));
        }
    }
    best.map(|(_, name)| name)
}

/// How often a name has which bytes: enough to tell names that cannot be alike, in a hundredth of the time.
struct Letters<'a> {
    name: &'a str,
    counts: [u8; 64],
}

impl<'a> Letters<'a> {
    fn of(name: &'a str) -> Self {
        Self { name, counts: counts(name) }
    }

    /// A bound on the Jaro-Winkler likeness: no more characters can match than both have, all in order, and all of
    /// the first four. A name that is not ASCII is never told apart.
    fn likeness_at_most(&self, other: &str) -> f64 {
        if !self.name.is_ascii() || !other.is_ascii() || self.name.len() > 255 || other.len() > 255 {
            return 1.0;
        }
        let common: u32 = self.counts.iter().zip(counts(other)).map(|(a, b)| u32::from((*a).min(b))).sum();
        let share = |length: usize| f64::from(common) / f64::from(u32::try_from(length.max(1)).unwrap_or(u32::MAX));
        let jaro = (share(self.name.len()) + share(other.len()) + 1.0) / 3.0;
        let prefix = self.name.bytes().zip(other.bytes()).take(4).take_while(|(a, b)| a == b).count();
        // A little more than the bound, for what rounding may take away.
        jaro + 0.1 * f64::from(u8::try_from(prefix).unwrap_or(4)) * (1.0 - jaro) + 1e-9
    }
}

fn counts(name: &str) -> [u8; 64] {
    let mut counts = [0_u8; 64];
    for byte in name.bytes() {
        let count = &mut counts[usize::from(byte & 63)];
        *count = count.saturating_add(1);
    }
    counts
}

/// Where keys stand in the text, for errors found after reading.
struct Places<'a>(Option<DeTable<'a>>);

impl Places<'_> {
    fn of(&self, path: &[&str]) -> Option<Range<usize>> {
        let mut table = self.0.as_ref()?;
        let (last, tables) = path.split_last()?;
        for part in tables {
            table = table.get(*part)?.get_ref().as_table()?;
        }
        let value: &toml::Spanned<DeValue<'_>> = table.get(*last)?;
        Some(value.span())
    }

    /// Fails where a table of `output` is ours but for a slip: whoever wrote it would wonder why nothing in it holds.
    fn misspelt(&self) -> Result<(), Error> {
        let output = self.0.as_ref().and_then(|root| root.get("output")?.get_ref().as_table());
        let slip = |name: &str| name != "execplan-site" && nearest(name, &["execplan-site"]).is_some();
        let Some((name, _)) = output.and_then(|output| output.iter().find(|(name, _)| slip(name.get_ref()))) else { return Ok(()) };
        Err(Error {
            span: Some(name.span()),
            message: format!("`output.{}` is the table of no renderer", name.get_ref()),
            help: Some("did you mean `output.execplan-site`?".into()),
        })
    }
}

/// What types alone cannot say.
fn check(config: &Config, places: &Places<'_>) -> Result<(), Error> {
    let options = config.options();
    let ours = |key: &str| places.of(&["output", "execplan-site", key]);
    if jiff::tz::TimeZone::get(&options.time_zone).is_err() {
        return Err(Error {
            span: ours("time-zone"),
            message: format!("`{}` is not a time zone; expected an IANA name", options.time_zone),
            help: Some("names look like `Europe/Berlin` or `UTC`".into()),
        });
    }
    for (name, meaning) in &options.zones {
        let offset = format!("2000-01-01T00:00:00{meaning}").parse::<jiff::Timestamp>();
        if offset.is_err() && jiff::tz::TimeZone::get(meaning).is_err() {
            return Err(Error {
                span: places.of(&["output", "execplan-site", "zones", name]),
                message: format!("zone `{name}` is given as `{meaning}`; expected an offset or an IANA name"),
                help: Some("write `\"+08:00\"` or `\"Asia/Shanghai\"`".into()),
            });
        }
    }
    for (key, globs) in [("include", &options.include), ("exclude", &options.exclude)] {
        for glob in globs {
            Glob::new(glob).map_err(|error| Error {
                span: ours(key),
                message: format!("`{glob}` is not a glob: {}", error.kind()),
                help: None,
            })?;
        }
    }
    for kind in options.sections.keys() {
        if section_kind(kind).is_none() {
            let known: Vec<&str> = SECTION_KINDS.iter().map(|(name, _)| *name).collect();
            let near = nearest(kind, &known);
            return Err(Error {
                span: places.of(&["output", "execplan-site", "sections", kind]),
                message: format!("unknown section kind `{kind}`"),
                help: Some(near.map_or_else(|| format!("known kinds: {}", known.join(", ")), |near| format!("did you mean `{near}`?"))),
            });
        }
    }
    if options.page_size == 0 {
        return Err(Error { span: ours("page-size"), message: "`page-size` is 0; expected at least 1".into(), help: None });
    }
    Ok(())
}

/// Names of section kinds in `[output.execplan-site.sections]`.
const SECTION_KINDS: &[(&str, SectionKind)] = &[
    ("purpose", SectionKind::Purpose),
    ("steps", SectionKind::Steps),
    ("criteria", SectionKind::Criteria),
    ("decisions", SectionKind::Decisions),
    ("surprises", SectionKind::Surprises),
    ("outcomes", SectionKind::Outcomes),
    ("lessons", SectionKind::Lessons),
    ("follow-ups", SectionKind::FollowUps),
    ("risks", SectionKind::Risks),
    ("gates", SectionKind::Gates),
    ("revisions", SectionKind::Revisions),
    ("artifacts", SectionKind::Artifacts),
    ("context", SectionKind::Context),
    ("status", SectionKind::Status),
];

/// The section kind of that name.
pub fn section_kind(name: &str) -> Option<SectionKind> {
    SECTION_KINDS.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_error(text: &str, span: &str, message: &str, help: &str) {
        let error = read(text, []).expect_err("an error");
        assert_eq!(error.span.map(|span| text[span].to_owned()).as_deref(), Some(span));
        assert_eq!((error.message.as_str(), error.help.as_deref().unwrap_or("")), (message, help));
    }

    #[test]
    fn unknown_keys_of_ours_are_errors_that_name_the_nearest() {
        check_error(
            "[output.execplan-site]\ntime-zon = \"UTC\"\n",
            "time-zon",
            "unknown key `time-zon` in `[output.execplan-site]`",
            "did you mean `time-zone`?",
        );
    }

    #[test]
    fn a_misspelt_name_of_ours_is_no_other_renderer() {
        let message = "`output.execplan_site` is the table of no renderer";
        check_error("[output.execplan_site]\ntime-zone = \"UTC\"\n", "execplan_site", message, "did you mean `output.execplan-site`?");
        read("[output.linkcheck]\nx = 1\n[output.html]\n[output.execplan-site]\n", []).expect("valid");
    }

    #[test]
    fn keys_of_mdbook_that_are_not_ours_are_left_alone() {
        let config = read("[book]\nmultilingual = false\ntitle = \"T\"\n[output.html.fold]\nenable = true\n", []).expect("valid");
        assert_eq!(config.book.title.as_deref(), Some("T"));
    }

    #[test]
    fn values_are_checked_where_they_stand() {
        check_error(
            "[output.execplan-site]\ntime-zone = \"Mars\"\n",
            "\"Mars\"",
            "`Mars` is not a time zone; expected an IANA name",
            "names look like `Europe/Berlin` or `UTC`",
        );
        check_error(
            "[output.execplan-site.sections]\ndecision = [\"Choices\"]\n",
            "[\"Choices\"]",
            "unknown section kind `decision`",
            "did you mean `decisions`?",
        );
    }

    #[test]
    fn the_environment_overrides_keys() {
        let pairs = [("EXECPLAN_SITE_BOOK__TITLE", "From outside"), ("EXECPLAN_SITE_OUTPUT__EXECPLAN_SITE__PAGE_SIZE", "7")];
        let config = read("[book]\ntitle = \"T\"\n", pairs.map(|(name, value)| (name.to_owned(), value.to_owned()))).expect("valid");
        assert_eq!((config.book.title.as_deref(), config.options().page_size), (Some("From outside"), 7));
        let wrong = read("", [("EXECPLAN_SITE_OUTPUT__EXECPLAN_SITE__PAGE_SIZE".to_owned(), "many".to_owned())]).expect_err("an error");
        assert!(wrong.message.contains("EXECPLAN_SITE_OUTPUT__EXECPLAN_SITE__PAGE_SIZE"), "{}", wrong.message);
    }
}
