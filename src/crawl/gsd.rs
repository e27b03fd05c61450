//! Files of a phase of GSD as Markdown. Their authors part them by tags, `<task>` and `<action>`, for a program to read; as
//! Markdown most of it would be raw HTML or code. Line by line, so that every line keeps its number; words are never changed.

use std::borrow::Cow;

use crate::model::gsd::{Part, part, unit};
use crate::parse::tags;
use crate::text::SourcePath;

/// `text` with its tags as headings and labels, where it is a file of a phase; else as it is.
pub fn as_markdown(path: &SourcePath, text: String) -> String {
    if unit(path.folder()).is_none() || !text.contains('<') {
        return text;
    }
    let is_plan = part(path.stem()).1 == Part::Plan;
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut out = String::with_capacity(text.len() + 64);
    let mut writer = Writer { lines: &lines, is_plan, open: Vec::new(), fence: None };
    for (at, line) in lines.iter().enumerate() {
        let bare = line.trim_end_matches('\n');
        out.push_str(&writer.line(at, bare));
        if bare.len() < line.len() {
            out.push('\n');
        }
    }
    out
}

/// What a line is, if it is a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tag<'a> {
    /// `<action>`
    Opens(&'a str),
    /// `</action>`
    Closes(&'a str),
    /// `<done>Words</done>`
    Holds(&'a str, &'a str),
}

impl<'a> Tag<'a> {
    fn of(line: &'a str) -> Option<Self> {
        let inside = line.trim().strip_prefix('<')?;
        if let Some(name) = inside.strip_prefix('/') {
            return name.strip_suffix('>').filter(|name| is_name(name)).map(Tag::Closes);
        }
        let (head, rest) = inside.split_once('>')?;
        let name = head.split(' ').next().filter(|name| is_name(name))?;
        if rest.is_empty() {
            return (!head.ends_with('/')).then_some(Tag::Opens(name));
        }
        let words = rest.strip_suffix('>')?.strip_suffix(name)?.strip_suffix("</")?;
        Some(Tag::Holds(name, words.trim()))
    }
}

/// Whether a tag is of no element of HTML, or of one that nobody writes in Markdown.
fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_'))
        && (name == "output" || !tags::is_element(name))
}

/// An element that has begun.
struct Open<'a> {
    name: &'a str,
    /// How far its tag is indented.
    indent: usize,
    /// How far its words are to be.
    base: usize,
}

/// How deep elements may lie in each other; tags further in are left out.
const MAX_DEPTH: usize = 16;

struct Writer<'a> {
    lines: &'a [&'a str],
    is_plan: bool,
    /// Elements that have begun, outermost first.
    open: Vec<Open<'a>>,
    /// The mark of the fence that is open.
    fence: Option<&'a str>,
}

impl<'a> Writer<'a> {
    fn line(&mut self, at: usize, line: &'a str) -> Cow<'a, str> {
        let trimmed = line.trim_start();
        let mark = ["```", "~~~"].into_iter().find(|mark| trimmed.starts_with(mark));
        match (self.fence, mark) {
            (None, Some(mark)) => {
                self.fence = Some(mark);
                return self.dedented(line);
            }
            (Some(open), Some(mark)) if open == mark => {
                self.fence = None;
                return self.dedented(line);
            }
            (Some(_), _) => return self.dedented(line),
            (None, None) => {}
        }
        let Some(tag) = Tag::of(line) else { return self.words(line) };
        if !self.is_plan {
            // Such a file has headings of its own.
            return match tag {
                Tag::Opens(_) | Tag::Closes(_) if line.starts_with('<') => Cow::Borrowed(""),
                _ => Cow::Borrowed(line),
            };
        }
        let base = self.base();
        match tag {
            Tag::Opens(_) if self.open.len() >= MAX_DEPTH => Cow::Borrowed(""),
            Tag::Opens(name) => {
                let in_task = self.in_task();
                let is_label = in_task && !matches!(name, "task" | "action");
                self.open.push(Open { name, indent: line.len() - trimmed.len(), base: if is_label { base + 2 } else { 0 } });
                match name {
                    "task" => self.checkpoint(at).map_or(Cow::Borrowed(""), Cow::Owned),
                    "action" => Cow::Borrowed(""),
                    _ if is_label => format!("{:base$}- **{}:**", "", label(name)).into(),
                    _ => format!("## {}", label(name)).into(),
                }
            }
            Tag::Closes(name) => {
                if let Some(last) = self.open.iter().rposition(|open| open.name == name) {
                    self.open.truncate(last);
                }
                Cow::Borrowed("")
            }
            Tag::Holds("name", words) if self.in_task() => format!("### {words}").into(),
            Tag::Holds(name, words) => format!("{:base$}- **{}:** {words}", "", label(name)).into(),
        }
    }

    fn in_task(&self) -> bool {
        self.open.iter().any(|open| open.name == "task")
    }

    /// How far what stands here is to be indented.
    fn base(&self) -> usize {
        self.open.last().map_or(0, |open| open.base)
    }

    /// Words of an element, without what they are indented for standing in it.
    fn words(&self, line: &'a str) -> Cow<'a, str> {
        let line = self.dedented(line);
        // A file that an agent is to read, each on a line.
        if self.is_plan && line.starts_with('@') { format!("- {line}").into() } else { line }
    }

    fn dedented(&self, line: &'a str) -> Cow<'a, str> {
        let n = self.open.last().map_or(0, |open| open.indent + 2);
        let n_blank = line.bytes().take(n).take_while(|byte| *byte == b' ').count();
        let (rest, base) = (&line[n_blank..], self.base());
        match self.is_plan {
            false => Cow::Borrowed(line),
            true if base == 0 || rest.is_empty() => Cow::Borrowed(rest),
            true => format!("{:base$}{rest}", "").into(),
        }
    }

    /// The heading of a task at a line that has no name and asks somebody to look: after what was built.
    fn checkpoint(&self, at: usize) -> Option<String> {
        let is_inside = |line: &&str| *line != "</task>" && !line.starts_with("<task");
        let inside: Vec<&str> = self.lines[at + 1..].iter().map(|line| line.trim()).take_while(is_inside).collect();
        if inside.iter().any(|line| line.starts_with("<name>")) {
            return None;
        }
        let start = inside.iter().position(|line| line.starts_with("<what-built>") || line.starts_with("<decision>"))?;
        let first = inside[start].split_once('>').map_or("", |(_, rest)| rest);
        let words =
            std::iter::once(first).chain(inside[start + 1..].iter().copied()).map(|line| line.split("</").next().unwrap_or(line).trim());
        words.clone().find(|line| !line.is_empty()).map(|words| format!("### Checkpoint: {words}"))
    }
}

/// `acceptance_criteria` as a label: `Acceptance criteria`.
fn label(name: &str) -> String {
    let words = name.replace(['_', '-'], " ");
    let mut chars = words.chars();
    chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(path: &str, text: &str) -> String {
        as_markdown(&SourcePath::new(path), text.to_owned())
    }

    #[test]
    fn tags_become_headings_and_labels() {
        let text = "---\nphase: 02-mail\n---\n\n<objective>\nRead the mail.\n</objective>\n\n<context>\n@src/mail.rs\n@docs/mail.md\n</context>\n\n\
                    <tasks>\n\n<task type=\"auto\">\n  <name>Task 1: Add `type`</name>\n  <files>src/mail.rs</files>\n  <action>\n    Update it:\n\n    \
                    ```rust\n    struct Folder {\n      id: u8,\n    }\n    ```\n  </action>\n  <verify>\n    <automated>cargo test</automated>\n  \
                    </verify>\n</task>\n\n<task type=\"checkpoint:human-verify\" gate=\"blocking\">\n  <what-built>The whole list</what-built>\n</task>\n\n\
                    </tasks>\n";
        let want = "---\nphase: 02-mail\n---\n\n## Objective\nRead the mail.\n\n\n## Context\n- @src/mail.rs\n- @docs/mail.md\n\n\n\
                    ## Tasks\n\n\n### Task 1: Add `type`\n- **Files:** src/mail.rs\n\nUpdate it:\n\n\
                    ```rust\nstruct Folder {\n  id: u8,\n}\n```\n\n- **Verify:**\n  - **Automated:** cargo test\n\n\n\n\
                    ### Checkpoint: The whole list\n- **What built:** The whole list\n\n\n\n";
        let found = read(".planning/phases/02-mail/02-01-PLAN.md", text);
        assert_eq!(found, want);
        assert_eq!(found.lines().count(), text.lines().count());
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// Whatever stands in a file of a phase, no line is lost or added, and no word that is not a tag.
        #[test]
        fn lines_and_words_stay(lines in prop::collection::vec(prop::sample::select(LINES), 0..30), name in prop::sample::select(&["02-01-PLAN.md", "02-CONTEXT.md"][..])) {
            let text = lines.concat();
            let found = read(&format!(".planning/phases/02-mail/{name}"), &text);
            prop_assert_eq!(found.split('\n').count(), text.split('\n').count(), "{}", found);
            let n_words = |text: &str| text.matches("word").count();
            prop_assert!(n_words(&found) >= n_words(&text), "{:?} of {:?}", found, text);
        }
    }

    const LINES: &[&str] = &[
        "<task type=\"auto\">\n",
        "<task type=\"checkpoint:decision\">\n",
        "  <name>Task 1: word</name>\n",
        "  <what-built>\n",
        "    word é\n",
        "  <done>word</done>\n",
        "  <action>\n",
        "    ```xml\n",
        "```\n",
        "</task>\n",
        "</action>\n",
        "<é>\n",
        "<>\n",
        "</>\n",
        "<name></name>\n",
        "\n",
        "@word\n",
        "word <b>word</b>",
        "\t<task>",
    ];

    #[test]
    fn other_files_only_lose_their_tags() {
        let text = "# Phase 2\n\n<domain>\n## Boundary\n\n<details>\nx\n</details>\n```xml\n<kept>\n```\n<deferred>\n## Later\n";
        let want = "# Phase 2\n\n\n## Boundary\n\n<details>\nx\n</details>\n```xml\n<kept>\n```\n\n## Later\n";
        assert_eq!(read(".planning/phases/02-mail/02-CONTEXT.md", text), want);
        assert_eq!(read("docs/plans/02-CONTEXT.md", text), text);
    }
}
