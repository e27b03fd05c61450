//! Tables among the work of a plan: rows with a state are steps, rows of a running log with a date are entries. Must
//! never know what else a section holds.

use super::super::inline;
use super::super::outline::{Block, BlockKind};
use super::super::sections;
use super::mark;
use super::{At, Log, Role, Walk};
use crate::model::{RecordKind, SectionKind, Step, StepState};
use crate::text::{Span, is_one_of};

impl Walk<'_> {
    /// Tables of a running log: with a column of states its rows are steps, with one of dates they are entries. In a
    /// list of tasks a table where every row has a state holds steps.
    pub(super) fn table(&mut self, table: &Block, at: &At) {
        let Some((head, rows)) = table.children.split_first() else { return };
        let boxed = |cell: &Block| mark::leading_box(self.ctx.of(cell.inline)).is_some_and(|(_, n)| n == self.ctx.of(cell.inline).len());
        if at.role == Role::Criterion && self.criteria_in(head, rows, at) {
            return;
        }
        let is_tasks = || at.log == Log::Dated && at.role == Role::Step && self.is_of_tasks(at.section);
        if at.log != Log::All && !is_tasks() {
            for row in rows.iter().filter(|row| row.children.iter().any(boxed)) {
                self.note(row.span, "a box in a table, expected a list; the row is not read as a step");
            }
            return;
        }
        let rows = self.without_total(rows);
        let Some(columns) = self.columns(head, rows) else { return };
        let state = |row: &Block| columns.status.and_then(|n| row.children.get(n)).and_then(|cell| cell_state(self.ctx.of(cell.inline)));
        let states: Vec<Option<StepState>> = rows.iter().map(state).collect();
        let are_events =
            columns.date == Some(0) && head.children.get(columns.what).is_some_and(|cell| is_one_of(&self.ctx.plain(cell.inline), EVENT));
        if are_events && states.iter().all(|state| state.is_none_or(|state| state == StepState::Done)) {
            let is_dated = |row: &Block| row.children.first().is_some_and(|cell| !self.ctx.stamps_in(cell.inline).is_empty());
            // A row without a day is no entry of a log; its state says what it is.
            let states: Vec<Option<StepState>> = rows.iter().zip(states).map(|(row, state)| state.filter(|_| !is_dated(row))).collect();
            rows.iter().zip(states).for_each(|(row, state)| self.row(row, &columns, state, at));
        } else if at.log == Log::All || states.iter().all(Option::is_some) {
            rows.iter().zip(states).for_each(|(row, state)| self.row(row, &columns, state, at));
        }
    }

    /// Takes the rows of a table of criteria that says of each whether it is met: `| Criterion | Status |`.
    fn criteria_in(&mut self, head: &Block, rows: &[Block], at: &At) -> bool {
        let Some(columns) = self.columns(head, rows) else { return false };
        let state = |row: &Block| cell_state(self.ctx.of(row.children.get(columns.status?)?.inline));
        let Some(states) = rows.iter().map(state).collect::<Option<Vec<StepState>>>() else { return false };
        for (row, state) in rows.iter().zip(states) {
            if let Some(words) = row.children.get(columns.what).filter(|cell| cell.inline.start < cell.inline.end) {
                self.criterion(state == StepState::Done, row.span, words.inline, at);
            }
        }
        true
    }

    /// The rows of every table of three or more in which each has a state, for a plan that tells of its work nowhere else.
    pub(super) fn tables_of_state(&mut self) {
        for body in self.ctx.bodies().filter(|body| matches!(body.kind, None | Some(SectionKind::Steps | SectionKind::Status))) {
            let at = self.entered(&body);
            let may_hold = |block: &&Block| at.role == Role::Step && block.kind == BlockKind::Table && block.children.len() > 3;
            for table in body.blocks.iter().filter(may_hold) {
                let Some((head, rows)) = table.children.split_first() else { continue };
                let tells_state = |cell: &Block| is_one_of(&self.ctx.plain(cell.inline), STATUS);
                if !head.children.iter().any(tells_state) {
                    continue;
                }
                let rows = self.without_total(rows);
                let Some(columns) = self.columns(head, rows) else { continue };
                let state = |row: &Block| cell_state(self.ctx.of(row.children.get(columns.status?)?.inline));
                let known: Vec<Option<StepState>> = rows.iter().map(state).collect();
                // A word of the author's own among states that are known, or no word, tells of none of them: not begun.
                let is_own_word = |row: &Block| {
                    let cell = columns.status.and_then(|n| row.children.get(n)).map(|cell| self.ctx.plain(cell.inline));
                    cell.is_some_and(|cell| {
                        cell.chars().all(|c| c.is_alphabetic() || c == ' ' || c == '-') && cell.split_whitespace().count() <= 2
                    })
                };
                let names_task = head.children.get(columns.what).is_some_and(|cell| is_one_of(&self.ctx.plain(cell.inline), TASK));
                let n_known = known.iter().flatten().count();
                let may_be_own = names_task || n_known * 4 >= rows.len() * 3 && rows.len() > 3;
                let is_told = |(row, state): (&Block, &Option<StepState>)| state.is_some() || may_be_own && is_own_word(row);
                let are_told = n_known * 2 > rows.len() && rows.iter().zip(&known).all(is_told);
                let states = are_told.then(|| known.into_iter().map(|state| state.unwrap_or(StepState::Todo)));
                if are_told {
                    let first = self.ctx.place(table.span).line;
                    let last = self.ctx.lines.line(table.span.end) + self.ctx.first_line - 1;
                    self.diagnostics.retain(|note| !note.line.is_some_and(|line| (first..=last).contains(&line)));
                }
                for (row, state) in rows.iter().zip(states.into_iter().flatten()) {
                    self.row(row, &columns, Some(state), &at);
                }
            }
        }
    }

    /// Rows without the last, if that one sums up the others.
    fn without_total<'b>(&self, rows: &'b [Block]) -> &'b [Block] {
        let Some((last, others)) = rows.split_last() else { return rows };
        let sums = |cell: &Block| is_one_of(self.ctx.plain(cell.inline).trim_matches(|c: char| !c.is_alphanumeric()), TOTAL);
        if last.children.iter().take(2).any(sums) { others } else { rows }
    }

    /// What the columns of a table are, by the names in its head. `None` if no column holds words.
    fn columns(&self, head: &Block, rows: &[Block]) -> Option<Columns> {
        let names: Vec<String> = head.children.iter().map(|cell| self.ctx.plain(cell.inline).to_lowercase()).collect();
        let column = |wanted: &[&str]| names.iter().position(|name| wanted.contains(&name.as_str()));
        let (status, date, owner) = (column(STATUS), column(DATE), column(OWNER));
        // Ids such as `A₂` may pass for words; a column of words has them in most rows.
        let n_words = |index: usize| {
            rows.iter().filter(|row| row.children.get(index).is_some_and(|cell| is_words(&self.ctx.plain(cell.inline)))).count()
        };
        let is_words = |index: usize| n_words(index) * 2 > rows.len();
        let first = || (0..names.len()).filter(|n| ![status, date, owner].contains(&Some(*n))).find(|n| is_words(*n));
        let what = column(TASK).filter(|n| is_words(*n)).or_else(first)?;
        Some(Columns { what, status, date, owner })
    }

    fn row(&mut self, row: &Block, columns: &Columns, state: Option<StepState>, at: &At) {
        let cell = |index: Option<usize>| index.and_then(|index| row.children.get(index)).map(|cell| cell.inline);
        // `—` names nothing; what stands beside it may.
        let holds_words = |words: &Span| self.ctx.of(*words).contains(char::is_alphanumeric);
        let beside = || {
            (columns.what + 1..row.children.len()).filter(|n| Some(*n) != columns.status).find_map(|n| cell(Some(n)).filter(holds_words))
        };
        let Some(words) = cell(Some(columns.what)).filter(holds_words).or_else(beside) else { return };
        let stamp = cell(columns.date).and_then(|span| self.ctx.stamps_in(span).first().map(|found| found.stamp.clone()));
        let Some(state) = state else {
            if stamp.is_some() {
                self.log(row.span, words, stamp, at);
            }
            return;
        };
        let words = self.ctx.passage(words);
        let stamp =
            stamp.or_else(|| cell(columns.status).and_then(|span| self.ctx.stamps_in(span).last().map(|found| found.stamp.clone())));
        let meta = self.ctx.meta(RecordKind::Step, &words.text, row.span, stamp, at.section);
        let owner = cell(columns.owner).map(|span| self.ctx.plain(span)).filter(|owner| owner.contains(char::is_alphanumeric));
        let milestone = at.milestone.as_deref().map(str::to_owned);
        self.work.steps.push(Step { meta, words, state, depth: 0, milestone, owner, completed: None, remaining: None });
    }

    /// Whether a section, or one it is nested under, is by its name a list of tasks: `Workstreams & Tasks`.
    fn is_of_tasks(&self, mut section: Option<u32>) -> bool {
        while let Some(index) = section {
            let facts = self.ctx.layout.facts[index as usize];
            let title = &self.ctx.layout.sections[index as usize].title;
            if facts.own {
                let name = sections::normal(title);
                return name.split(' ').any(|word| TASKS.contains(&word)) || name.ends_with("work breakdown");
            }
            section = facts.parent;
        }
        false
    }
}

/// Which column of a table says what.
struct Columns {
    what: usize,
    status: Option<usize>,
    date: Option<usize>,
    owner: Option<usize>,
}

/// Whether a cell holds words rather than a number, a date or an id; scripts without spaces need few signs.
fn is_words(cell: &str) -> bool {
    let n = cell.chars().count();
    let is_id = n <= 14 && cell.is_ascii() && !cell.contains(' ') && cell.bytes().any(|byte| byte.is_ascii_digit());
    !is_id && cell.contains(char::is_alphabetic) && (n > 6 || n > 1 && !cell.is_ascii())
}

/// Words of headings whose tables list what is to be done.
const TASKS: &[&str] =
    &["task", "tasks", "workstream", "workstreams", "任务", "任务列表", "タスク", "タスク一覧", "작업", "태스크", "tareas", "задачи"];

/// Words of a row that sums up the others.
const TOTAL: &[&str] = &["total", "overall", "sum", "all", "gesamt", "insgesamt", "总计", "合计", "合計", "합계", "전체", "итого", "всего"];

/// Names of columns, lower case.
const TASK: &[&str] = &[
    "task",
    "description",
    "work",
    "work item",
    "action",
    "step",
    "what",
    "deliverable",
    "story",
    "user story",
    "epic",
    "feature",
    "name",
    "title",
    "名称",
    "名前",
    "タイトル",
    "이름",
    "제목",
    "nombre",
    "título",
    "название",
    "任务",
    "步骤",
    "事项",
    "工作",
    "内容",
    "描述",
    "タスク",
    "作業",
    "項目",
    "작업",
    "단계",
    "항목",
    "태스크",
    "설명",
    "tarea",
    "descripción",
    "задача",
    "описание",
];
/// Columns of what happened, in a table that begins with its day.
const EVENT: &[&str] = &["activity", "event", "entry", "what happened", "活动", "事件", "出来事", "활동", "evento", "событие"];
const STATUS: &[&str] = &["status", "state", "done", "状态", "상태", "状態", "estado", "статус", "완료", "完成"];
const DATE: &[&str] = &[
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
    "完成日期",
    "完成时间",
    "完了日",
    "완료일",
    "completed",
    "updated",
];
const OWNER: &[&str] = &["owner", "assignee", "who", "담당", "负责人", "担当", "responsable", "исполнитель"];

/// The state a table cell names.
pub(super) fn cell_state(cell: &str) -> Option<StepState> {
    let cell = cell.trim();
    if let Some((mark, n)) = mark::leading_box(cell)
        && n == cell.len()
    {
        return Some(mark::state(mark, ""));
    }
    if let Some((state, _)) = mark::leading_sign(cell) {
        return Some(state);
    }
    // The column asks whether it is done; a plan that is open is under way, a step is not.
    for (word, state) in [("yes", StepState::Done), ("no", StepState::Todo), ("open", StepState::Todo)] {
        if cell.eq_ignore_ascii_case(word) {
            return Some(state);
        }
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
