//! A text as a tree of blocks with byte spans: what every reader of records walks. Made from
//! pulldown-cmark's events, so fences, lists and tables are exactly what the page will show.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use crate::text::{Anchor, Anchors, Span};

/// The Markdown extensions read everywhere in this project (parser and renderer must agree).
pub fn extensions() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
}

/// One block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its bytes, marks included.
    pub span: Span,
    /// For leaf text (heading, paragraph, cell, tight item): the bytes of its inline content, else empty.
    pub inline: Span,
    /// Blocks inside it.
    pub children: Vec<Block>,
}

/// Kinds of blocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// A heading of level 1 to 6.
    Heading(u8),
    /// A paragraph.
    Paragraph,
    /// A list; ordered or not.
    List {
        /// Whether its items are numbered.
        ordered: bool,
    },
    /// A list item; `Some(ticked)` if it begins with `[ ]`, `[x]` or `[X]`.
    Item {
        /// GitHub's own task box, if any. Other marks (`[~]`, `[✅]`) stand in the inline text.
        task: Option<bool>,
    },
    /// A table; the first row is its head.
    Table,
    /// A table row.
    Row,
    /// A table cell.
    Cell,
    /// A code block.
    Code {
        /// The info string; empty for indented code.
        info: String,
        /// Whether it is fenced.
        fenced: bool,
    },
    /// A quotation or alert.
    Quote,
    /// A block of raw HTML.
    Html,
    /// YAML front matter (inline span: its text without the dashes).
    FrontMatter,
    /// A thematic break.
    Rule,
    /// A footnote definition.
    Footnote,
}

/// A heading, with the anchor its page gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Plain text.
    pub text: String,
    /// GitHub's anchor, distinct among all that came out of the same [`Anchors`].
    pub anchor: Anchor,
    /// The heading's own bytes, marks included.
    pub span: Span,
}

/// The headings of `text`, with the anchors that `markdown::document` gives them. The texts of one page
/// (a plan, then its side parts) are read in page order with the same `anchors`.
pub fn headings(text: &str, anchors: &mut Anchors) -> Vec<Heading> {
    let mut found = Vec::new();
    let mut open: Option<(u8, String, Span)> = None;
    for (event, range) in Parser::new_ext(text, extensions()).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { level, .. }) => open = Some((level as u8, String::new(), range.into())),
            Event::End(TagEnd::Heading(_)) => {
                if let Some((level, text, span)) = open.take() {
                    let text = text.trim().to_owned();
                    let anchor = anchors.heading(&text);
                    found.push(Heading { level, text, anchor, span });
                }
            }
            event => {
                if let Some((_, text, _)) = &mut open {
                    push_plain(text, &event);
                }
            }
        }
    }
    found
}

/// Adds what an inline event says in plain text. Headings get their anchors from this text.
pub fn push_plain(text: &mut String, event: &Event<'_>) {
    match event {
        Event::Text(words) | Event::Code(words) => text.push_str(words),
        Event::SoftBreak | Event::HardBreak => text.push(' '),
        _ => {}
    }
}

/// Reads `text` as blocks.
pub fn outline(text: &str) -> Vec<Block> {
    let mut stack: Vec<Block> =
        vec![Block { kind: BlockKind::Quote, span: Span::new(0, text.len()), inline: Span::default(), children: Vec::new() }];
    for (event, range) in Parser::new_ext(text, extensions()).into_offset_iter() {
        match event {
            Event::Start(tag) => {
                if let Some(kind) = kind_of(&tag) {
                    stack.push(Block { kind, span: range.into(), inline: Span::default(), children: Vec::new() });
                } else {
                    touch(&mut stack, range.into());
                }
            }
            Event::End(tag) => {
                if is_block_end(tag)
                    && stack.len() > 1
                    && let Some(block) = stack.pop()
                    && let Some(parent) = stack.last_mut()
                {
                    parent.children.push(block);
                }
            }
            Event::Rule => push_leaf(&mut stack, BlockKind::Rule, range.into()),
            Event::TaskListMarker(ticked) => {
                if let Some(item) = stack.iter_mut().rev().find(|block| matches!(block.kind, BlockKind::Item { .. })) {
                    item.kind = BlockKind::Item { task: Some(ticked) };
                }
            }
            _ => touch(&mut stack, range.into()),
        }
    }
    while stack.len() > 1 {
        if let Some(block) = stack.pop()
            && let Some(parent) = stack.last_mut()
        {
            parent.children.push(block);
        }
    }
    stack.pop().map(|root| root.children).unwrap_or_default()
}

fn push_leaf(stack: &mut [Block], kind: BlockKind, span: Span) {
    if let Some(parent) = stack.last_mut() {
        parent.children.push(Block { kind, span, inline: Span::default(), children: Vec::new() });
    }
}

/// Widens the inline span of the innermost block by a stretch of inline content.
fn touch(stack: &mut [Block], span: Span) {
    if stack.len() > 1
        && let Some(block) = stack.last_mut()
        && block.children.is_empty()
    {
        block.inline = if block.inline == Span::default() { span } else { block.inline.join(span) };
    }
}

fn kind_of(tag: &Tag<'_>) -> Option<BlockKind> {
    Some(match tag {
        Tag::Heading { level, .. } => BlockKind::Heading(*level as u8),
        Tag::Paragraph => BlockKind::Paragraph,
        Tag::List(first) => BlockKind::List { ordered: first.is_some() },
        Tag::Item => BlockKind::Item { task: None },
        Tag::Table(_) => BlockKind::Table,
        Tag::TableHead | Tag::TableRow => BlockKind::Row,
        Tag::TableCell => BlockKind::Cell,
        Tag::CodeBlock(CodeBlockKind::Fenced(info)) => BlockKind::Code { info: info.to_string(), fenced: true },
        Tag::CodeBlock(CodeBlockKind::Indented) => BlockKind::Code { info: String::new(), fenced: false },
        Tag::BlockQuote(_) => BlockKind::Quote,
        Tag::HtmlBlock => BlockKind::Html,
        Tag::MetadataBlock(_) => BlockKind::FrontMatter,
        Tag::FootnoteDefinition(_) => BlockKind::Footnote,
        _ => return None,
    })
}

fn is_block_end(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Heading(_)
            | TagEnd::Paragraph
            | TagEnd::List(_)
            | TagEnd::Item
            | TagEnd::Table
            | TagEnd::TableHead
            | TagEnd::TableRow
            | TagEnd::TableCell
            | TagEnd::CodeBlock
            | TagEnd::BlockQuote(_)
            | TagEnd::HtmlBlock
            | TagEnd::MetadataBlock(_)
            | TagEnd::FootnoteDefinition
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_keep_their_boxes_and_nested_lists() {
        let text = "- [x] one `a`\n  - [ ] two\n- three\n";
        let blocks = outline(text);
        let BlockKind::List { ordered: false } = blocks[0].kind else { panic!("a list: {blocks:?}") };
        let first = &blocks[0].children[0];
        assert_eq!(first.kind, BlockKind::Item { task: Some(true) });
        assert_eq!(first.inline.of(text), "one `a`");
        assert_eq!(first.children[0].children[0].inline.of(text), "two");
    }

    #[test]
    fn boxes_in_fences_are_code() {
        let blocks = outline("```md\n- [ ] no\n```\n");
        assert_eq!(blocks[0].kind, BlockKind::Code { info: "md".into(), fenced: true });
    }
}
