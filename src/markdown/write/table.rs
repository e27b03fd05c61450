//! Tables, each in a region that scrolls by itself.

use pulldown_cmark::{Alignment, Event, TagEnd};

use super::Writer;

/// An open table.
pub(super) struct Table {
    /// The writer's depth inside it.
    pub(super) depth: u32,
    alignments: Vec<Alignment>,
    in_head: bool,
    body_is_open: bool,
    column: usize,
    /// A mark whose own HTML goes into the next cell.
    pending: Option<usize>,
    /// The mark of the open row.
    row: Option<usize>,
}

impl Writer<'_> {
    pub(super) fn open_table(&mut self, alignments: &[Alignment]) {
        self.n_tables += 1;
        let name = match self.toc.last() {
            Some(heading) => format!("Table {}: {}", self.n_tables, heading.text),
            None => format!("Table {}", self.n_tables),
        };
        self.out.push_str("<div class=\"scroll\" tabindex=\"0\" role=\"region\"");
        self.attribute("aria-label", &name);
        self.out.push_str("><table>\n");
        self.depth += 1;
        self.tables.push(Table {
            depth: self.depth,
            alignments: alignments.to_vec(),
            in_head: false,
            body_is_open: false,
            column: 0,
            pending: None,
            row: None,
        });
    }

    pub(super) fn close_table(&mut self) {
        self.close_body();
        self.tables.pop();
        self.out.push_str("</table></div>\n");
    }

    pub(super) fn close_body(&mut self) {
        if let Some(table) = self.tables.last_mut()
            && std::mem::take(&mut table.body_is_open)
        {
            self.out.push_str("</tbody>\n");
        }
    }

    /// A run of rows of one mark begins: it gets its own body.
    pub(super) fn open_body(&mut self, mark: usize) {
        self.close_body();
        self.out.push_str("<tbody");
        self.mark_attributes(mark, "");
        self.out.push_str(">\n");
        if let Some(table) = self.tables.last_mut() {
            table.body_is_open = true;
            table.pending = Some(mark);
        }
    }

    pub(super) fn open_head(&mut self) {
        self.enter("<thead><tr>");
        if let Some(table) = self.tables.last_mut() {
            table.in_head = true;
            table.column = 0;
        }
    }

    pub(super) fn close_head(&mut self) {
        self.out.push_str("</tr></thead>\n");
        if let Some(table) = self.tables.last_mut() {
            table.in_head = false;
        }
    }

    pub(super) fn open_row(&mut self) {
        let mark = self.places.own.get(&(self.next - 1)).copied();
        if let Some(table) = self.tables.last_mut() {
            table.column = 0;
            table.row = mark;
            table.pending = mark.or(table.pending);
            if !std::mem::replace(&mut table.body_is_open, true) {
                self.out.push_str("<tbody>\n");
            }
        }
        self.out.push_str("<tr");
        if let Some(mark) = mark {
            self.mark_attributes(mark, "");
        }
        self.enter(">");
    }

    pub(super) fn close_row(&mut self) {
        self.out.push_str("</tr>\n");
    }

    pub(super) fn open_cell(&mut self) {
        let is_date = matches!(self.events.get(self.next), Some((Event::Text(words), _)) if is_date(words));
        let mut pending = None;
        let mut is_run = false;
        if let Some(table) = self.tables.last_mut() {
            self.out.push_str(if table.in_head { "<th" } else { "<td" });
            self.out.push_str(match table.alignments.get(table.column) {
                Some(Alignment::Center) => " class=\"center\"",
                Some(Alignment::Right) => " class=\"right\"",
                _ if is_date => " class=\"date\"",
                _ => "",
            });
            table.column += 1;
            pending = table.pending.take();
            is_run = pending != table.row;
        }
        self.enter(">");
        if let Some(mark) = pending {
            self.out.push_str(&self.marks[mark].before);
            if is_run {
                self.out.push_str(&self.marks[mark].after);
            }
        }
    }

    pub(super) fn close_cell(&mut self) {
        let is_last = matches!(self.events.get(self.next), Some((Event::End(TagEnd::TableRow), _)));
        let Some(table) = self.tables.last_mut() else { return };
        if is_last && let Some(mark) = table.row.take() {
            self.out.push_str(&self.marks[mark].after);
        }
        self.out.push_str(if table.in_head { "</th>" } else { "</td>" });
    }
}

/// Whether the words of a cell are a day and no more than a time, which no line should break: `2026-03-01 10:00Z`.
fn is_date(words: &str) -> bool {
    let is_day =
        |day: &[u8]| day.iter().enumerate().all(|(at, byte)| if matches!(at, 4 | 7) { *byte == b'-' } else { byte.is_ascii_digit() });
    let rest = words.as_bytes().get(10..).unwrap_or_default();
    words.as_bytes().first_chunk::<10>().is_some_and(|day| is_day(day))
        && rest.len() <= 10
        && rest.iter().all(|byte| byte.is_ascii_digit() || matches!(byte, b' ' | b':' | b'T' | b'Z' | b'U' | b'C'))
}
