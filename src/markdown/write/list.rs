//! Lists, their items and task boxes. A list is opened by its first item, so that a run of items can be set
//! apart by closing the list before it and opening it again inside.

use pulldown_cmark::Event;

use super::Writer;

/// An open list.
pub(super) struct List {
    /// Number of the next item, if numbered.
    number: Option<u64>,
    /// Whether its tag is written and not yet closed.
    is_open: bool,
}

impl Writer<'_> {
    pub(super) fn open_list(&mut self, first: Option<u64>) {
        self.lists.push(List { number: first, is_open: false });
        self.depth += 1;
    }

    pub(super) fn close_list(&mut self) {
        self.pause_list();
        self.lists.pop();
    }

    /// Closes the tag of the innermost list; its next item opens a new one.
    fn pause_list(&mut self) {
        if let Some(list) = self.lists.last_mut()
            && std::mem::take(&mut list.is_open)
        {
            self.out.push_str(if list.number.is_some() { "</ol>\n" } else { "</ul>\n" });
        }
    }

    fn resume_list(&mut self) {
        let Some(list) = self.lists.last_mut() else { return };
        if std::mem::replace(&mut list.is_open, true) {
            return;
        }
        match list.number {
            None => self.out.push_str("<ul>\n"),
            Some(1) => self.out.push_str("<ol>\n"),
            Some(number) => self.out.push_str(&format!("<ol start=\"{number}\">\n")),
        }
    }

    pub(super) fn open_item(&mut self) {
        self.resume_list();
        let index = self.next - 1;
        let following = self.events.get(self.next..).unwrap_or(&[]);
        let is_task = following.iter().take(2).any(|(event, _)| matches!(event, Event::TaskListMarker(_)));
        let class = if is_task { "task" } else { "" };
        self.out.push_str("<li");
        self.depth += 1;
        if let Some(mark) = self.places.own.get(&index).copied() {
            self.mark_attributes(mark, class);
            self.out.push('>');
            self.out.push_str(&self.marks[mark].before);
            self.own.insert(self.depth, mark);
        } else {
            self.attribute("class", class);
            self.out.push('>');
        }
    }

    pub(super) fn close_item(&mut self) {
        if let Some(mark) = self.own.remove(&(self.depth + 1)) {
            self.out.push_str(&self.marks[mark].after);
        }
        self.out.push_str("</li>\n");
        if let Some(List { number: Some(number), .. }) = self.lists.last_mut() {
            *number = number.saturating_add(1);
        }
    }

    pub(super) fn task_box(&mut self, ticked: bool) {
        let state = if ticked { "aria-label=\"done\" checked" } else { "aria-label=\"open\"" };
        self.out.push_str(&format!("<input type=\"checkbox\" disabled {state}> "));
    }

    /// A run of items or rows of one mark begins.
    pub(super) fn open_run(&mut self, mark: usize) {
        if self.tables.last().is_some_and(|table| table.depth == self.depth) {
            return self.open_body(mark);
        }
        self.pause_list();
        self.open_mark("<div", mark);
        self.depth += 1;
    }

    /// It ends.
    pub(super) fn close_run(&mut self, mark: usize) {
        if self.tables.last().is_some_and(|table| table.depth == self.depth) {
            return self.close_body();
        }
        self.pause_list();
        self.leave();
        self.out.push_str(&self.marks[mark].after);
        self.out.push_str("</div>\n");
    }
}
