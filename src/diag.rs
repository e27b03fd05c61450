//! Diagnostics as plain data, and the registry of their codes. Every stage returns them; only `report`
//! prints them. This module must never know how one is drawn.

use serde::{Deserialize, Serialize};

use crate::text::{SourcePath, Span};

/// How much a finding matters. Only what makes a command fail differs; the build never does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Something of the source is lost or unusable.
    Error,
    /// Something is probably not as its author meant.
    Warning,
    /// Worth knowing; nothing to mend.
    Note,
}

/// A kind of finding, named in kebab-case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Code(&'static str);

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::find(&name).ok_or_else(|| serde::de::Error::custom("no such code"))
    }
}

impl Code {
    /// The name as printed and as `check --deny` takes it.
    pub fn as_str(self) -> &'static str {
        self.0
    }

    /// The registered code of that name.
    pub fn find(name: &str) -> Option<Self> {
        REGISTRY.iter().find(|(code, ..)| code.0 == name).map(|(code, ..)| *code)
    }

    /// How much a finding of this kind matters.
    pub fn severity(self) -> Severity {
        REGISTRY.iter().find(|(code, ..)| *code == self).map_or(Severity::Warning, |(_, severity, _)| *severity)
    }

    /// What the code means, in one sentence.
    pub fn meaning(self) -> &'static str {
        REGISTRY.iter().find(|(code, ..)| *code == self).map_or("", |(_, _, meaning)| meaning)
    }
}

macro_rules! registry {
    ($($const:ident $severity:ident $name:literal $meaning:literal)*) => {
        /// Every code the tool can report.
        pub mod codes {
            use super::Code;
            $(#[doc = $meaning] pub const $const: Code = Code($name);)*
        }
        /// The codes with their severity and meaning, in the order of this table.
        pub const REGISTRY: &[(Code, Severity, &str)] = &[$((Code($name), Severity::$severity, $meaning)),*];
    };
}

// One line a code: constant, severity, name, meaning. Sorted by name.
registry! {
    AMBIGUOUS_REFERENCE Warning "ambiguous-reference" "a reference names more than one plan"
    AMBIGUOUS_ZONE Note "ambiguous-zone" "a time zone abbreviation has several meanings"
    ARCHIVED_IN_PROGRESS Warning "archived-in-progress" "a plan lies in an archive folder but says it is not finished"
    BAD_DATE Warning "bad-date" "a date or time that does not exist"
    BAD_GLOB Warning "bad-glob" "a glob of the configuration is not valid"
    BROKEN_FRONT_MATTER Warning "broken-front-matter" "front matter that is not valid YAML"
    BROKEN_LINK Warning "broken-link" "a link of a page of the site leads nowhere"
    BROKEN_TEMPLATE Warning "broken-template" "a template that does not work; the built-in one is used in its place"
    BYTE_ORDER_MARK Note "byte-order-mark" "a file begins with a byte order mark, which is dropped"
    CIRCULAR_FAMILY Warning "circular-family" "two or more plans are said to be parts of each other"
    COMPLETE_WITH_OPEN_STEPS Warning "complete-with-open-steps" "a plan says it is complete but has open steps"
    CRLF Note "crlf" "a file has Windows or old Mac line ends, which are read as line feeds"
    DANGLING_REFERENCE Warning "dangling-reference" "a reference to a plan or file that is not in the repository"
    DUPLICATE_ID Warning "duplicate-id" "two plans claim the same id"
    EMPTY_FILE Warning "empty-file" "a file in a plan folder has no text"
    FINISHED_BUT_ACTIVE Warning "finished-but-active" "every step of an active plan is done"
    FUTURE_DATE Warning "future-date" "a date later than the moment the archive is read as of"
    MERGE_CONFLICT Warning "merge-conflict" "merge conflict markers in a plan"
    NESTED_REPOSITORY Note "nested-repository" "a folder is a repository of its own and is not read"
    NO_HISTORY Warning "no-history" "the folder is not in a git repository, or its history is cut short"
    NOT_UTF8 Warning "not-utf8" "a file is not valid UTF-8; unreadable bytes are shown as replacement characters"
    NUL_BYTES Warning "nul-bytes" "a file has NUL bytes, which are shown as replacement characters"
    OUTSIDE_ROOT Warning "outside-root" "a link or symlink leads outside the repository"
    RAGGED_TABLE Warning "ragged-table" "the second line of a table has another number of cells than its head, so that Markdown shows no table"
    SECRET Warning "secret" "a text that the site publishes holds what looks like a key or token"
    SEVERAL_PARENTS Note "several-parents" "a plan is said to be a part of several plans; it is shown below the first"
    SYMLINK_LOOP Warning "symlink-loop" "a symlink leads back to itself or to a folder above it, and is not followed"
    TIME_OFF_COMMIT Note "time-off-commit" "a written time is later than the commit that brought it, or more than a day before it"
    TOO_LARGE Warning "too-large" "a file is larger than the limit and is not read as a plan"
    UNCLOSED_FENCE Warning "unclosed-fence" "a code fence is never closed"
    UNKNOWN_OVERRIDE Warning "unknown-override" "a file of the theme folder overrides nothing"
    UNMADE_PAGE Error "unmade-page" "the maker of pages failed at one, which shows no more than a text"
    UNREAD_PLAN Error "unread-plan" "the reader of plans failed at one, whose records are missing"
    UNREAD_RECORD Note "unread-record" "something that looks like a record could not be read as one"
    UNREADABLE Error "unreadable" "a file or folder could not be read"
    ZONE_ASSUMED Note "zone-assumed" "times without a zone were taken as UTC"
}

/// A second place that explains a finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Label {
    /// The place, in the file of the diagnostic.
    pub span: Span,
    /// What is there.
    pub text: String,
}

/// One finding: what was found and what was expected, at one place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Diagnostic {
    /// The file, where the finding is about one.
    pub path: Option<SourcePath>,
    /// The line, from 1, in that file.
    pub line: Option<u32>,
    /// The bytes, in that file.
    pub span: Option<Span>,
    /// What kind of finding.
    pub code: Code,
    /// How much it matters.
    pub severity: Severity,
    /// Lower case, no full stop, names in backticks: what was found and what was expected.
    pub message: String,
    /// Other places that explain it.
    pub labels: Vec<Label>,
    /// What to do about it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A finding about the whole run.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            path: None,
            line: None,
            span: None,
            code,
            severity: code.severity(),
            message: message.into(),
            labels: Vec::new(),
            help: None,
        }
    }

    /// Puts the finding in a file.
    #[must_use]
    pub fn in_file(mut self, path: &SourcePath) -> Self {
        self.path = Some(path.clone());
        self
    }

    /// Puts the finding on a line (from 1) and, where known, on its bytes.
    #[must_use]
    pub fn at(mut self, line: u32, span: Option<Span>) -> Self {
        self.line = Some(line);
        self.span = span;
        self
    }

    /// Says what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// What some work on a text of somebody else gives, or what it said as it failed: a mistake of ours, or of a library, in one
/// place costs that place and never the build.
///
/// # Errors
/// The words of the panic.
pub fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).map_err(|panic| {
        let said = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
        said.unwrap_or("it did not say why").to_owned()
    })
}

/// Sorts by path, place and code, and drops what is said twice.
pub fn settle(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort();
    diagnostics.dedup();
}
