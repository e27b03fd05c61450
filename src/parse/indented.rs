//! Records in a list that its author indented as a whole. For Markdown that is code; below a heading, with the
//! label of a record in its first line, it was meant as a list and is read as one. Must never touch other code.

use super::labels::{self, Label};
use super::outline::{self, Block, BlockKind, Outline};
use crate::text::Span;

/// Reads as lists what was meant as lists; every span stays one of `text`.
pub fn unfold(text: &str, outline: &mut Outline<'_>) {
    for index in 1..outline.blocks.len() {
        let below_heading = matches!(outline.blocks[index - 1].kind, BlockKind::Heading(_));
        let block = &outline.blocks[index];
        if !below_heading || block.kind != (BlockKind::Code { fenced: false }) {
            continue;
        }
        let from = text[..block.span.start as usize].rfind('\n').map_or(0, |at| at + 1);
        let span = Span::new(from, block.span.end as usize);
        let Some((list, code)) = list(span.of(text), span.start) else { continue };
        outline.code.retain(|code| *code != block.span);
        outline.code.extend(code);
        outline.code.sort();
        outline.blocks[index] = list;
    }
}

/// The list that indented lines are, and the code in it.
fn list(lines: &str, start: u32) -> Option<(Block, Vec<Span>)> {
    let first = lines.strip_prefix("    ")?;
    let words = first.trim_start().strip_prefix(['-', '*', '+'])?.strip_prefix(' ')?;
    let mark = labels::lead(words, Span::new(0, words.len()))?;
    if !matches!(mark.label, Label::Decision | Label::Observation | Label::Risk) {
        return None;
    }
    // As the content of an item, lines indented by four spaces are what they were meant to be.
    let read = outline::read_shifted(&format!("1.  {first}"), start);
    let mut outer = read.blocks;
    let item = outer.pop().filter(|_| outer.is_empty())?.children.pop()?;
    let mut inner = item.children;
    let list = inner.pop().filter(|list| inner.is_empty() && matches!(list.kind, BlockKind::List { .. }))?;
    Some((list, read.code))
}
