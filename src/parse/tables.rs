//! Tables whose rows are records: which column says what, by the names of the head, in any order and language.
//! Must never know what is made of the rows.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::context::Context;
use super::inline;
use super::labels::{self, Label};
use super::outline::Block;
use super::phrases::with_unaccented;
use super::records::{self, Draft};
use crate::model::Stamp;
use crate::text::{QuickHash, Span, lower};

/// Names of columns, lower case, beyond those that are labels anywhere.
const COLUMNS: &[(Column, &[&str])] = &[
    (
        Column::Main,
        &[
            "answer",
            "resolution",
            "selection",
            "selected",
            "approach",
            "what was decided",
            "description",
            "decision taken",
            "what",
            "issue",
            "problem",
            "finding",
            "learning",
            "entry",
            "event",
            "决定内容",
            "决策项",
            "决定项",
            "结论",
            "内容",
            "問題",
            "内容",
            "결정 내용",
            "내용",
            "결론",
            "병목",
            "문제",
            "결정/관찰",
            "관찰/결정",
            "선택",
            "选择",
            "选型",
            "選択",
            "採用",
            "elección",
            "выбор",
            "descripción",
            "описание",
        ],
    ),
    (Column::Id, &["#", "id", "no", "no.", "nr", "n°", "number", "ref", "decision id", "decision #", "编号", "序号", "番号", "번호", "№"]),
    (
        Column::Other,
        &[
            "decision type",
            "decision status",
            "phase",
            "milestone",
            "status",
            "state",
            "area",
            "topic",
            "item",
            "question",
            "scope",
            "category",
            "type",
            "section",
            "file",
            "files",
            "location",
            "where",
            "severity",
            "level",
            "priority",
            "plan",
            "task",
            "step",
            "commit",
            "항목",
            "단계",
            "상태",
            "위치",
            "주제",
            "구분",
            "질문",
            "项目",
            "主题",
            "状态",
            "阶段",
            "问题",
            "項目",
            "状態",
            "段階",
            "tema",
            "estado",
            "тема",
            "статус",
        ],
    ),
];

/// What surprises are called in the head of a table of them, besides the names of [`COLUMNS`].
const ERRORS: &[&str] = &["error", "errors", "symptom", "what happened", "错误", "報錯", "エラー", "오류", "fehler", "erreur", "ошибка"];

/// What a record may be about, in the head of a table that says no more than that and what was decided.
const TOPICS: &[&str] = &[
    "item",
    "topic",
    "area",
    "subject",
    "aspect",
    "question",
    "항목",
    "영역",
    "주제",
    "질문",
    "项目",
    "事项",
    "主题",
    "问题",
    "項目",
    "論点",
    "tema",
    "aspecto",
    "вопрос",
    "тема",
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Main,
    Id,
    Other,
    Part(Label),
}

/// What the columns of a table say.
pub struct Columns {
    main: usize,
    label: Label,
    columns: Vec<Column>,
    /// Whether the head names the main column (as against: it was the first that could be it).
    pub sure: bool,
    /// The column that tells what a record is about, left of its words: `| Area | Decision |`.
    topic: Option<usize>,
    /// Whether the head is a topic and the records, and no more: `| Item | Decision |`.
    by_topic: bool,
}

/// Reads the head of a table. `None` if no column can hold the records' words.
pub fn columns(ctx: &Context<'_>, table: &Block, main: Label) -> Option<Columns> {
    let head = table.children.first()?;
    let (labels, columns): (Vec<Option<Label>>, Vec<Column>) =
        head.children.iter().map(|cell| column(&ctx.plain(cell.inline), main)).unzip();
    let named = labels.iter().position(|label| *label == Some(main)).or_else(|| columns.iter().position(|column| *column == Column::Main));
    let index = named.or_else(|| columns.iter().position(|column| *column == Column::Other))?;
    // Whether the name of a column is one of TOPICS; one that is not known at all may be the plan's own.
    let topic_at = |at: usize| {
        let name = ctx.plain(head.children[at].inline);
        let name = lower(name.trim());
        let known = TOPICS.contains(&&*name);
        (columns[at] == Column::Other && (known || !name.is_empty() && !NAMES.contains_key(&*name))).then_some((at, known))
    };
    let topic = (0..index).find_map(topic_at);
    let by_topic = columns.len() == 2 && labels.last() == Some(&Some(main)) && topic.is_some_and(|(_, known)| known);
    let topic = topic.map(|(at, _)| at);
    Some(Columns { main: index, label: main, columns, sure: named.is_some(), topic, by_topic })
}

/// What the name of a column announces as a label, and what the column holds.
fn column(name: &str, main: Label) -> (Option<Label>, Column) {
    let label = labels::lookup(name);
    (label, named(&lower(name.trim()), label, main))
}

/// What a column of that name, lower case, holds.
fn named(name: &str, label: Option<Label>, main: Label) -> Column {
    match (main, label) {
        (Label::Risk, Some(label @ (Label::Severity | Label::Likelihood))) => return Column::Part(label),
        // `| Error | Resolution |`: what was met, and what was done about it.
        (Label::Observation, Some(Label::Workaround)) => return Column::Part(Label::Workaround),
        // `| Decision | Verdict |`: what was to be decided, and how it was.
        (Label::Decision, None) if name == "verdict" => return Column::Part(Label::Outcome),
        (Label::Observation, _) if ERRORS.contains(&name) => return Column::Main,
        _ => {}
    }
    if let Some(column) = NAMES.get(name) {
        return *column;
    }
    match label {
        Some(label) if label == main => Column::Main,
        Some(Label::Severity | Label::Likelihood) => Column::Other,
        Some(label) => Column::Part(label),
        None if name.is_empty() => Column::Id,
        None if ["decision", "observation", "결정", "决策", "決定"].iter().any(|word| name.contains(word)) => Column::Main,
        None if name.starts_with("why") || name.contains("rationale") || name.contains("reason") => Column::Part(Label::Rationale),
        None if name.contains("date") => Column::Part(Label::Date),
        None => Column::Other,
    }
}

/// [`COLUMNS`] by name; of two the first counts.
static NAMES: LazyLock<HashMap<&'static str, Column, QuickHash>> = LazyLock::new(|| {
    let mut names = HashMap::default();
    for (name, column) in with_unaccented(COLUMNS.iter().flat_map(|(column, list)| list.iter().map(|name| (*name, *column)))) {
        names.entry(name).or_insert(column);
    }
    names
});

impl Columns {
    /// Whether the head tells that rows are records: it names them, or a part of them.
    pub fn names_records(&self) -> bool {
        self.sure || self.columns.iter().any(|column| matches!(column, Column::Part(_)))
    }

    /// Whether such a table is a log wherever it stands: its head names the records after their topic, or both them and
    /// their reasons and nothing before that they would be about (`| File | Decision | Reason |`).
    pub fn is_log(&self) -> bool {
        let is_beside = |column: &Column| matches!(column, Column::Id | Column::Part(Label::Date | Label::DateAuthor));
        let gives_reasons = self.columns.contains(&Column::Part(Label::Rationale)) && self.columns[..self.main].iter().all(is_beside);
        self.sure && (self.by_topic || gives_reasons)
    }

    /// The record of a row; `None` if its cell is empty.
    pub fn draft(&self, ctx: &Context<'_>, row: &Block, section: Option<u32>) -> Option<Draft> {
        let cell = row.children.get(self.main)?;
        let cell_words = inline::trim(ctx.text, cell.inline);
        if cell_words.start >= cell_words.end {
            return None;
        }
        let (lead, mut words) = ctx.stamped(cell_words);
        let mut label = self.label;
        if let Some(mark) = labels::lead(ctx.text, words).filter(|mark| matches!(mark.label, Label::Decision | Label::Observation)) {
            label = mark.label;
            words.start = mark.value;
        }
        if let Some((_, at)) = labels::id(ctx.text, words) {
            words.start = at;
        }
        let cells = self.columns.iter().zip(&row.children).enumerate().filter(|(_, (_, cell))| cell.inline.start < cell.inline.end);
        let mut fields: Vec<(Label, Span)> = cells
            .clone()
            .filter_map(|(_, (column, cell))| match column {
                Column::Part(label) => Some((*label, inline::trim(ctx.text, cell.inline))),
                _ => None,
            })
            .collect();
        // `| Decision | Choice |`: what was to be decided, and what came of it.
        let further = cells.filter(|(index, (column, _))| **column == Column::Main && *index != self.main);
        fields.extend(further.map(|(_, (_, cell))| (Label::Outcome, inline::trim(ctx.text, cell.inline))));
        let topic = self.topic.and_then(|at| row.children.get(at)).map(|cell| inline::trim(ctx.text, cell.inline));
        fields.extend(topic.filter(|topic| is_said(ctx.of(*topic))).map(|topic| (Label::Topic, topic)));
        let stamp = lead.or_else(|| first_dated(ctx, row));
        let words = records::passage(ctx, words);
        Some(Draft { main: label, span: inline::trim(ctx.text, row.span), words, fields, stamp, section, sure: self.sure })
    }
}

/// Whether a cell holds a word, as against `1`, `D-3` or a day.
fn is_said(cell: &str) -> bool {
    let mut before = ' ';
    cell.chars().any(|c| {
        let pair = c.is_alphabetic() && (before.is_alphabetic() || !c.is_ascii());
        before = c;
        pair
    })
}

/// The moment of a row whose cell holds nothing else.
fn first_dated(ctx: &Context<'_>, row: &Block) -> Option<Stamp> {
    row.children.iter().find_map(|cell| {
        let span = inline::trim(ctx.text, cell.inline);
        let found = ctx.stamps_in(span).first()?;
        (found.span.end - found.span.start + 4 >= span.end - span.start).then(|| found.stamp.clone())
    })
}
