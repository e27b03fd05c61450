//! Separated values as tables, a page of rows at a time.

use std::ops::RangeInclusive;

use csv::{ReaderBuilder, StringRecord};

use super::lines::Start;
use super::{PAGE_BYTES, grouped};
use crate::text::escape;

/// Rows on one page.
const PAGE_ROWS: usize = 500;
/// Columns shown of a wider table.
const COLUMNS: usize = 64;
/// Characters shown of a longer cell.
const CELL: usize = 1000;

/// Whether a text has at least two columns.
pub(super) fn is_table(text: &str) -> bool {
    let mut records = reader(text, delimiter(text)).into_records();
    records.next().is_some_and(|record| record.is_ok_and(|record| record.len() > 1))
}

/// The separator that stands most often in the first line.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or("");
    let count = |separator: &u8| first.bytes().filter(|byte| byte == separator).count();
    *b";\t,".iter().max_by_key(|separator| count(separator)).unwrap_or(&b',')
}

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text.as_bytes())
}

/// The pages of a table. The first row is its head, and on no page by itself.
pub(super) fn pages(text: &str) -> (Vec<Start>, Vec<RangeInclusive<u32>>) {
    let mut starts: Vec<Start> = Vec::new();
    let mut pages: Vec<RangeInclusive<u32>> = Vec::new();
    let mut n_rows = 0;
    let mut reader = reader(text, delimiter(text));
    let mut record = csv::ByteRecord::new();
    let mut is_head = true;
    while reader.read_byte_record(&mut record).unwrap_or(false) {
        let Some(position) = record.position() else { continue };
        if std::mem::take(&mut is_head) {
            continue;
        }
        let offset = usize::try_from(position.byte()).unwrap_or(usize::MAX).min(text.len());
        let line = u32::try_from(position.line()).unwrap_or(u32::MAX);
        if starts.last().is_none_or(|start| n_rows >= PAGE_ROWS || offset - start.offset > PAGE_BYTES) {
            starts.push(Start { offset, line, ..Start::default() });
            pages.push(line..=line);
            n_rows = 0;
        }
        if let Some(page) = pages.last_mut() {
            *page = *page.start()..=line;
        }
        n_rows += 1;
    }
    (starts, pages)
}

/// One page of rows, under the head.
pub(super) fn page(text: &str, starts: &[Start], index: usize) -> String {
    let delimiter = delimiter(text);
    let mut head = StringRecord::new();
    reader(text, delimiter).read_record(&mut head).unwrap_or(false);
    let start = starts.get(index).copied().unwrap_or(Start { offset: text.len(), ..Start::default() });
    let end = starts.get(index + 1).map_or(text.len(), |next| next.offset);
    let slice = text.get(start.offset..end).unwrap_or("");
    let mut rows: Vec<(u64, StringRecord)> = Vec::new();
    let mut records = reader(slice, delimiter);
    let mut record = StringRecord::new();
    while records.read_record(&mut record).unwrap_or(false) {
        let line = record.position().map_or(0, |position| position.line() - 1) + u64::from(start.line);
        rows.push((line, record.clone()));
    }
    let n_columns = rows.iter().map(|(_, row)| row.len()).chain([head.len()]).max().unwrap_or(0);
    let n_shown = n_columns.min(COLUMNS);
    let is_number = |cell: &str| cell.trim().is_empty() || cell.trim().trim_end_matches('%').replace(',', "").parse::<f64>().is_ok();
    let right: Vec<bool> = (0..n_shown)
        .map(|column| {
            rows.iter().all(|(_, row)| row.get(column).is_none_or(is_number))
                && rows.iter().any(|(_, row)| row.get(column).is_some_and(|cell| !cell.trim().is_empty()))
        })
        .collect();
    let mut out = String::from("<div class=\"scroll data\" tabindex=\"0\" role=\"region\" aria-label=\"Rows\"><table>\n<thead><tr>");
    let class = |column: usize| if right[column] { " class=\"right\"" } else { "" };
    for column in 0..n_shown {
        out.push_str(&format!("<th scope=\"col\"{}>{}</th>", class(column), cell(head.get(column))));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for (line, row) in &rows {
        out.push_str(&format!("<tr id=\"L{line}\">"));
        for column in 0..n_shown {
            out.push_str(&format!("<td{}>{}</td>", class(column), cell(row.get(column))));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table></div>\n");
    if n_columns > n_shown {
        out.push_str(&format!("<p class=\"binary\">{} more columns are in the file.</p>\n", grouped(n_columns - n_shown)));
    }
    out
}

fn cell(value: Option<&str>) -> String {
    let value = value.unwrap_or("");
    match value.char_indices().nth(CELL) {
        Some((at, _)) => format!("{}…", escape(&value[..at])),
        None => escape(value),
    }
}
