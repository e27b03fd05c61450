//! A chart as a part of a page: its title, legend and sentence, the drawings for both widths, the numbers as
//! a table, and the figures under it. Short trusted HTML made here because pages carry it as one value;
//! every text in it is escaped.

use std::fmt::Write;

use crate::chart::{Figure, Shape};
use crate::text::escape;

/// An entry of a legend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The class that colours it: a kind of record or a part of a chart.
    pub class: &'static str,
    /// Its shape as a character.
    pub sign: &'static str,
    /// What it stands for.
    pub words: String,
}

impl Key {
    /// An entry.
    pub fn new(class: &'static str, sign: &'static str, words: impl Into<String>) -> Self {
        Self { class, sign, words: words.into() }
    }

    /// The four kinds of records, in the plural, the last with an addition.
    pub fn kinds(addition: &str) -> Vec<Self> {
        let names = ["steps", "decisions", "surprises", "outcomes"];
        let mut keys: Vec<Self> =
            Shape::ALL.into_iter().zip(names).map(|(shape, words)| Self::new(shape.word(), shape.sign(), words)).collect();
        if let Some(last) = keys.last_mut() {
            last.words.push_str(addition);
        }
        keys
    }
}

/// A figure in numbers, under a chart: the number and what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// `5.4 h`
    pub value: String,
    /// `active, in 2 spells over 27 h`
    pub words: String,
}

impl Cell {
    /// A figure.
    pub fn new(value: impl Into<String>, words: impl Into<String>) -> Self {
        Self { value: value.into(), words: words.into() }
    }
}

/// A chart with its surroundings. `heading` is the level of its title, 0 for a caption that is no heading.
pub fn figure(figure: &Figure, heading: u8, keys: &[Key], cells: &[Cell]) -> String {
    let mut html = String::from("<figure class=\"figure\"><figcaption>");
    html.push_str(&title(&figure.title, heading));
    html.push_str(&legend(keys));
    if heading > 0 && !figure.sentence.is_empty() {
        let _ = write!(html, "<p class=\"sentence\">{}</p>", escape(&figure.sentence));
    }
    html.push_str("</figcaption>");
    html.push_str(&figure.wide);
    html.push_str(&figure.narrow);
    html.push_str(&row(cells));
    html.push_str(&numbers(figure));
    html.push_str("</figure>");
    html
}

/// What stands where a chart would say nothing: its title, the reason, and the figures there are; with a bar
/// of what is done, if there is something to do.
pub fn words_only(title_text: &str, sentence: &str, heading: u8, cells: &[Cell], done: Option<(u32, u32)>) -> String {
    let mut html = String::from("<div class=\"figure\"><div class=\"caption\">");
    html.push_str(&title(title_text, heading));
    if let Some((done, total)) = done {
        let _ = write!(html, "<progress value=\"{done}\" max=\"{total}\" aria-label=\"steps done\">{done} of {total}</progress>");
    }
    let _ = write!(html, "<p class=\"sentence\">{}</p></div>", escape(sentence));
    html.push_str(&row(cells));
    html.push_str("</div>");
    html
}

fn title(text: &str, heading: u8) -> String {
    match heading {
        0 => format!("<p class=\"figure-title\">{}</p>", escape(text)),
        level => format!("<h{level} class=\"figure-title\">{}</h{level}>", escape(text)),
    }
}

fn legend(keys: &[Key]) -> String {
    if keys.is_empty() {
        return String::new();
    }
    let items: String = keys
        .iter()
        .map(|key| format!("<li><i class=\"key {}\" aria-hidden=\"true\">{}</i> {}</li>", key.class, key.sign, escape(&key.words)))
        .collect();
    format!("<ul class=\"legend\">{items}</ul>")
}

fn row(cells: &[Cell]) -> String {
    if cells.is_empty() {
        return String::new();
    }
    let items: String =
        cells.iter().map(|cell| format!("<div><dt>{}</dt><dd>{}</dd></div>", escape(&cell.words), escape(&cell.value))).collect();
    format!("<dl class=\"cells\">{items}</dl>")
}

fn numbers(figure: &Figure) -> String {
    let table = &figure.table;
    if table.rows.is_empty() {
        return String::new();
    }
    let title = escape(&figure.title);
    let mut html = format!(
        "<details><summary>The same in numbers</summary><div class=\"numbers\" tabindex=\"0\" role=\"region\" aria-label=\"{title}: numbers\"><table><thead><tr>"
    );
    for cell in &table.head {
        let _ = write!(html, "<th>{}", escape(cell));
    }
    // Cells and rows end where the next begins.
    html.push_str("<tbody>");
    for row in &table.rows {
        html.push_str("<tr>");
        for (index, cell) in row.iter().enumerate() {
            let _ = write!(html, "{}{}", if index == 0 { "<th>" } else { "<td>" }, escape(cell));
        }
    }
    html.push_str("</table>");
    if table.left_out > 0 {
        let _ = write!(html, "<p>{} more are not listed here.</p>", super::format::count(table.left_out));
    }
    html.push_str("</div></details>");
    html
}
