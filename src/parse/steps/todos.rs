//! `todos:` of YAML front matter as steps, or `phases:` that tell their states: an item begins with `- `, its words stand
//! in `content`, its state in `status`. Read by lines, so that front matter which is not valid YAML keeps its steps and their places.

use crate::model::{Status, StepState};
use crate::parse::front_matter::unquoted;
use crate::parse::status;
use crate::text::Span;

/// One item of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Todo {
    /// The whole item.
    pub span: Span,
    /// Its words, quotes left out; following lines of a folded scalar included.
    pub words: Span,
    /// Its state.
    pub state: StepState,
    /// Whether it states one.
    pub stated: bool,
    /// Who has it.
    pub owner: Option<String>,
    /// Where it may say when: `completed_at`, or the rest of the line that states the status.
    pub when: Option<Span>,
}

/// Keys that hold an item's words, best first.
const WORDS: &[&str] = &["content", "title", "task", "text", "description", "name", "summary", "id"];

/// Reads the items of `todos:` in the YAML at `yaml`.
pub fn todos(text: &str, yaml: Span) -> Vec<Todo> {
    let mut items: Vec<Item> = Vec::new();
    let mut inside = false;
    let mut is_sure = true;
    let mut indent = None;
    let mut at = yaml.start as usize;
    for line in yaml.of(text).split_inclusive('\n') {
        let start = at;
        at += line.len();
        let bare = line.trim();
        let n_indent = line.len() - line.trim_start().len();
        if n_indent == 0 && !bare.starts_with('-') && !bare.is_empty() && !bare.starts_with('#') {
            let key = bare.split(':').next().unwrap_or("");
            is_sure = matches!(key, "todos" | "tasks" | "steps" | "todo");
            inside = is_sure || matches!(key, "phases" | "milestones" | "stages" | "slices" | "subtasks");
            indent = None;
            continue;
        }
        if !inside {
            continue;
        }
        if let Some(rest) = bare.strip_prefix('-').filter(|rest| rest.is_empty() || rest.starts_with(' '))
            && indent.is_none_or(|indent| indent == n_indent)
        {
            indent = Some(n_indent);
            let body = start + n_indent + 1 + (rest.len() - rest.trim_start().len());
            items.push(Item { start, end: at, fields: Vec::new(), indent: body - start, is_sure });
            if let Some(item) = items.last_mut() {
                item.line(text, body, start + line.trim_end().len());
            }
        } else if let Some(item) = items.last_mut() {
            item.end = start + line.trim_end().len().max(n_indent);
            if n_indent <= item.indent {
                item.line(text, start + n_indent, start + line.trim_end().len());
            } else if let Some((_, span)) = item.fields.last_mut()
                && !bare.is_empty()
            {
                *span = Span::new(span.start as usize, start + line.trim_end().len());
            }
        }
    }
    items.iter().filter_map(|item| item.todo(text).filter(|todo| item.is_sure || todo.stated)).collect()
}

struct Item {
    start: usize,
    end: usize,
    /// Keys with the bytes of their values.
    fields: Vec<(String, Span)>,
    indent: usize,
    /// Whether the name of the list says that it is of work, whatever its items tell.
    is_sure: bool,
}

impl Item {
    fn line(&mut self, text: &str, from: usize, to: usize) {
        let line = text.get(from..to.max(from)).unwrap_or("");
        let key = line.split_once(':').filter(|(key, rest)| !key.contains(' ') && (rest.is_empty() || rest.starts_with(' ')));
        match key {
            Some((key, rest)) => {
                self.fields.push((key.trim_matches(['"', '\'']).to_lowercase(), Span::new(to - rest.trim_start().len(), to)))
            }
            None if self.fields.is_empty() && !line.is_empty() => self.fields.push(("content".into(), Span::new(from, to))),
            None => {}
        }
    }

    fn value(&self, text: &str, key: &str) -> Option<Span> {
        self.fields.iter().find(|(name, _)| name == key).map(|(_, span)| unquoted(text, *span)).filter(|span| span.start < span.end)
    }

    fn todo(&self, text: &str) -> Option<Todo> {
        let words = WORDS.iter().find_map(|key| self.value(text, key))?;
        let status = self.value(text, "status").or_else(|| self.value(text, "state")).map(|span| span.of(text));
        let owner = ["owner", "assignee", "assigned"].iter().find_map(|key| self.value(text, key)).map(|span| span.of(text).to_owned());
        let raw = |key: &str| self.fields.iter().find(|(name, _)| name == key).map(|(_, span)| *span);
        let when =
            ["completed_at", "completed", "done_at", "completed_on", "date", "updated", "status", "state"].iter().find_map(|key| raw(key));
        let stated = status.is_some();
        Some(Todo { when, span: Span::new(self.start, self.end), words, state: status.map_or(StepState::Todo, state), stated, owner })
    }
}

fn state(value: &str) -> StepState {
    let word = value.trim().to_lowercase().replace(['_', ' '], "-");
    let starts = |words: &[&str]| words.iter().any(|name| word.starts_with(name));
    if starts(&["done", "complete", "closed", "finished", "merged", "landed", "resolved", "implemented", "✅"]) {
        StepState::Done
    } else if starts(&["cancel", "drop", "supersed", "won", "skip", "abandon", "obsolete", "reject", "withdrawn", "n/a"]) {
        StepState::Dropped
    } else if starts(&["block", "defer", "pause", "on-hold", "wait", "postpon", "icebox"]) {
        StepState::Blocked
    } else if starts(&["in-progress", "inprogress", "partial", "started", "active", "doing", "wip", "ongoing", "current"]) {
        StepState::Partial
    } else {
        match status::status(value) {
            Some(Status::Complete) => StepState::Done,
            Some(Status::InProgress) => StepState::Partial,
            Some(Status::Blocked) => StepState::Blocked,
            Some(Status::Superseded | Status::Abandoned) => StepState::Dropped,
            Some(Status::Proposed) | None => StepState::Todo,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phases_are_work_where_they_tell_their_states() {
        let text =
            "phases:\n  - id: 0\n    name: \"Lay the ground\"\n    status: complete\n  - id: 1\n    name: Build\n    status: pending\n";
        let found = |text: &str| {
            todos(text, Span::new(0, text.len())).iter().map(|todo| (todo.words.of(text).to_owned(), todo.state)).collect::<Vec<_>>()
        };
        assert_eq!(found(text), [("Lay the ground".to_owned(), StepState::Done), ("Build".to_owned(), StepState::Todo)]);
        assert_eq!(found("phases:\n  - name: Lay the ground\n  - name: Build\n"), []);
    }

    #[test]
    fn todos_keep_words_state_and_place() {
        let text = "title: x\ntodos:\n  - id: A1\n    content: >-\n      Build the index\n      in memory\n    status: completed # 2026\n  - id: A2\n    content: \"Write: docs\"\n    status: in_progress\n  - content: Ship it\n    status: cancelled\n  - just words\nother:\n  - no\n";
        let found: Vec<_> = todos(text, Span::new(0, text.len()))
            .into_iter()
            .map(|todo| (todo.words.of(text).split_whitespace().collect::<Vec<_>>().join(" "), todo.state))
            .collect();
        let expected = [
            ("Build the index in memory", StepState::Done),
            ("Write: docs", StepState::Partial),
            ("Ship it", StepState::Dropped),
            ("just words", StepState::Todo),
        ];
        assert_eq!(found, expected.map(|(words, state)| (words.to_owned(), state)));
    }
}
