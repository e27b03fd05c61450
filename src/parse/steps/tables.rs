//! Tables among the work of a plan: rows with a state are steps, rows of a running log with a date are entries. Must
//! never know what else a section holds.

use super::super::inline;
use super::super::outline::Block;
use super::mark;
use super::{At, Log, Walk};
use crate::model::{RecordKind, Step, StepState};

impl Walk<'_> {
    /// Tables of a running log: with a column of states its rows are steps, with one of dates they are entries.
    pub(super) fn table(&mut self, table: &Block, at: &At) {
        let Some((head, rows)) = table.children.split_first() else { return };
        let boxed = |cell: &Block| mark::leading_box(self.ctx.of(cell.inline)).is_some_and(|(_, n)| n == self.ctx.of(cell.inline).len());
        if at.log != Log::All {
            for row in rows.iter().filter(|row| row.children.iter().any(boxed)) {
                self.note(row.span, "a box in a table, expected a list; the row is not read as a step");
            }
            return;
        }
        let names: Vec<String> = head.children.iter().map(|cell| self.ctx.plain(cell.inline).to_lowercase()).collect();
        let column = |wanted: &[&str]| names.iter().position(|name| wanted.contains(&name.as_str()));
        let status = column(&["status", "state", "done", "状态", "상태", "状態", "estado", "статус", "완료", "完成"]);
        let date = column(&[
            "date",
            "time",
            "when",
            "timestamp",
            "date/time",
            "日期",
            "时间",
            "일자",
            "날짜",
            "日付",
            "fecha",
            "дата",
            "completed",
            "updated",
        ]);
        let owner = column(&["owner", "assignee", "who", "담당", "负责人", "担当", "responsable", "исполнитель"]);
        let is_words = |index: usize| {
            rows.iter().any(|row| row.children.get(index).is_some_and(|cell| self.ctx.plain(cell.inline).chars().count() > 6))
        };
        let what = (0..names.len()).filter(|n| ![status, date, owner].contains(&Some(*n))).find(|n| is_words(*n));
        let Some(what) = what else { return };
        for row in rows {
            let cell = |index: Option<usize>| index.and_then(|index| row.children.get(index)).map(|cell| cell.inline);
            let Some(words) = cell(Some(what)).filter(|words| words.start < words.end) else { continue };
            let stamp = cell(date).and_then(|span| self.ctx.stamps_in(span).first().map(|found| found.stamp.clone()));
            let state = cell(status).and_then(|span| cell_state(self.ctx.of(span)));
            match (state, &stamp) {
                (Some(state), _) => {
                    let words = self.ctx.passage(words);
                    let stamp =
                        stamp.or_else(|| cell(status).and_then(|span| self.ctx.stamps_in(span).last().map(|found| found.stamp.clone())));
                    let meta = self.ctx.meta(RecordKind::Step, &words.text, row.span, stamp, at.section);
                    let owner = cell(owner).map(|span| self.ctx.plain(span)).filter(|owner| owner.contains(char::is_alphanumeric));
                    self.work.steps.push(Step {
                        meta,
                        words,
                        state,
                        depth: 0,
                        milestone: at.milestone.clone(),
                        owner,
                        completed: None,
                        remaining: None,
                    });
                }
                (None, Some(_)) => self.log(row.span, words, stamp, at),
                (None, None) => {}
            }
        }
    }
}

/// The state a table cell names.
fn cell_state(cell: &str) -> Option<StepState> {
    let cell = cell.trim();
    if let Some((mark, n)) = mark::leading_box(cell)
        && n == cell.len()
    {
        return Some(mark::state(mark, ""));
    }
    if let Some((state, _)) = mark::leading_sign(cell) {
        return Some(state);
    }
    use crate::model::Status::{Abandoned, Blocked, Complete, InProgress, Proposed, Superseded};
    super::super::status::status(&inline::plain(cell)).map(|status| match status {
        Complete => StepState::Done,
        InProgress => StepState::Partial,
        Blocked => StepState::Blocked,
        Proposed => StepState::Todo,
        Superseded | Abandoned => StepState::Dropped,
    })
}
