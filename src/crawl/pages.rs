//! The site's own pages: the Markdown files of the book's source folder that are not plans.

use std::path::Path;

use super::assemble::Reading;
use super::classify::Class;
use super::text::{TextFile, front_fact};
use crate::config::{Book, Config};
use crate::model::{ContentPage, Verdict};

/// Weight of a page that gives itself none: after the front page and every weighted page of a usual book.
const WEIGHT: i64 = 1000;

/// The folder of the site's own pages, if there is one: an archive without a `book.toml` has a `content`
/// folder for reasons of its own.
pub fn book(root: &Path, config: &Config) -> Option<String> {
    let is_set = root.join("book.toml").is_file() || config.book.src != Book::default().src;
    let folder = config.book.src.trim_start_matches("./").trim_matches('/');
    is_set.then(|| if folder == "." { String::new() } else { folder.to_owned() })
}

/// Whether a text is a page.
pub fn is_page(text: &TextFile) -> bool {
    text.in_book && !text.is_given && matches!(text.class, Class::Not { .. }) && !text.text.trim().is_empty() && not_shown(text).is_none()
}

/// Why a text of the book is not shown as a page, if it is not.
pub fn not_shown(text: &TextFile) -> Option<&'static str> {
    let is_draft = || front(text).and_then(|front| front_fact(front, "draft")).is_some_and(|value| value == "true");
    match text.path.file_name() {
        _ if !text.in_book => None,
        "SUMMARY.md" => Some("the table of contents of the book"),
        _ if is_draft() => Some("a page that is a draft"),
        _ => None,
    }
}

/// The pages, in the order of the texts.
pub fn pages(reading: &Reading) -> Vec<ContentPage> {
    let pages = reading.verdicts.iter().filter(|(_, verdict)| **verdict == Verdict::Page).map(|(index, _)| &reading.texts[*index]);
    pages.map(|text| ContentPage { path: text.path.clone(), text: text.text.clone(), weight: weight(text) }).collect()
}

fn weight(text: &TextFile) -> i64 {
    let given = front(text).and_then(|front| front_fact(front, "weight").or_else(|| toml_fact(front, "weight")));
    let stem = text.path.stem().to_lowercase();
    given.and_then(|weight| weight.parse().ok()).unwrap_or(if matches!(stem.as_str(), "index" | "_index" | "readme") { 0 } else { WEIGHT })
}

/// The lines of a page's front matter: YAML between `---`, TOML between `+++`.
fn front(text: &TextFile) -> Option<&str> {
    if let Some(range) = &text.look.front_matter {
        return text.text.get(range.clone());
    }
    let rest = text.text.strip_prefix("+++\n")?;
    rest.find("\n+++").map(|end| &rest[..end])
}

fn toml_fact(front: &str, key: &str) -> Option<String> {
    let value = front.lines().find_map(|line| line.strip_prefix(key)?.trim_start().strip_prefix('='))?;
    Some(value.trim().trim_matches('"').to_owned())
}
