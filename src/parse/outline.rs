//! A text as a tree of blocks with byte spans: what every reader of records walks. Made from
//! pulldown-cmark's events, so fences, lists and tables are exactly what the page will show.

use std::borrow::Cow;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd};

use super::tags;
use crate::text::{Anchor, Anchors, Span};

/// The Markdown extensions read everywhere in this project (parser and renderer must agree). Front matter is
/// not among them: see [`front_matter`].
pub fn extensions() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS | Options::ENABLE_GFM
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    let mut found = read(text).headings;
    for heading in &mut found {
        heading.anchor = anchors.heading(&heading.text);
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

/// A text as blocks, with the stretches of it that are code or links.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline<'a> {
    /// Blocks at the top level, front matter first.
    pub blocks: Vec<Block>,
    /// Inline code, code blocks and raw HTML, marks included, in order.
    pub code: Vec<Span>,
    /// Links and images, in order.
    pub links: Vec<Link<'a>>,
    /// Headings, those inside quotes and items included, in order; their anchors are still empty.
    pub headings: Vec<Heading>,
    /// Where blocks first lie deeper than [`MAX_DEPTH`]: those are not among the blocks.
    pub too_deep: Option<Span>,
}

/// How deep blocks may lie in each other. Real plans stay below twenty; whoever walks a tree of blocks calls itself for
/// each level, and a line of a hundred thousand `>` must not cost the stack.
pub const MAX_DEPTH: usize = 100;

/// A link or image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link<'a> {
    /// The whole of it, marks included.
    pub span: Span,
    /// Where it leads, as written (or as its definition says).
    pub destination: CowStr<'a>,
    /// Whether it is an image.
    pub image: bool,
}

impl Block {
    /// The bytes of the block's first own words: a leaf's inline text, an item's first paragraph. Without any, the place where
    /// they would stand.
    pub fn lead(&self) -> Span {
        if self.inline != Span::default() {
            return self.inline;
        }
        match self.children.first() {
            Some(first) if matches!(first.kind, BlockKind::Paragraph) => first.inline,
            Some(first) => Span { end: first.span.start, ..first.span },
            None => Span { start: self.span.end, ..self.span },
        }
    }

    /// The blocks below the block's first own words: what an item says further.
    pub fn rest(&self) -> &[Block] {
        match self.children.first() {
            Some(first) if self.inline == Span::default() && matches!(first.kind, BlockKind::Paragraph) => &self.children[1..],
            _ => &self.children,
        }
    }
}

/// The bytes of YAML front matter, dashes included, and of the YAML inside: only at the very start of a text.
///
/// pulldown-cmark takes any `---` that is followed by text and later by `---` for front matter, also in the
/// middle of a text; so front matter is cut off first and [`extensions`] does not name it.
pub fn front_matter(text: &str) -> Option<(Span, Span)> {
    let first = text.lines().next()?;
    if first.trim_end() != "---" {
        return None;
    }
    let from = (first.len() + 1).min(text.len());
    let mut at = from;
    let mut looks_like_yaml = None;
    for line in text[from..].split_inclusive('\n') {
        let bare = line.trim_end();
        if bare == "---" || bare == "..." {
            return looks_like_yaml.unwrap_or(at == from).then(|| (Span::new(0, at + line.len()), Span::new(from, at)));
        }
        if looks_like_yaml.is_none() && !bare.is_empty() && !bare.starts_with('#') {
            let key = bare.split(':').next().unwrap_or("");
            let is_key = key.len() < bare.len() && !key.is_empty() && key.len() < 60 && !key.starts_with(['*', '>', '|', '`', ' ']);
            looks_like_yaml = Some(is_key || bare.starts_with("- ") || bare.starts_with('{'));
        }
        at += line.len();
    }
    None
}

/// Reads `text` as blocks.
pub fn outline(text: &str) -> Vec<Block> {
    read(text).blocks
}

/// Reads `text` as blocks, code and links; tags that only part it are blank.
pub fn read(text: &str) -> Outline<'_> {
    let outline = read_as_it_is(text);
    // A tag is raw HTML; nearly all code is marked as such.
    let is_marked = |code: &Span| matches!(text.as_bytes().get(code.start as usize), Some(b'`' | b'~'));
    if outline.code.iter().all(is_marked) {
        return outline;
    }
    match tags::blanked(text) {
        Cow::Borrowed(_) => outline,
        Cow::Owned(blanked) => {
            let Outline { blocks, code, links, headings, too_deep } = read_as_it_is(&blanked);
            let own = |link: Link<'_>| Link { span: link.span, destination: link.destination.into_static(), image: link.image };
            Outline { links: links.into_iter().map(own).collect(), blocks, code, headings, too_deep }
        }
    }
}

fn read_as_it_is(text: &str) -> Outline<'_> {
    // Room for what most plans hold: a stretch of code in each hundred bytes.
    let mut outline = Outline { code: Vec::with_capacity(text.len() / 100), ..Outline::default() };
    let mut base = 0;
    let mut open: Option<Heading> = None;
    let mut n_too_deep = 0_usize;
    let mut tree = Tree { open: Vec::with_capacity(16), closed: Vec::with_capacity(64) };
    if let Some((whole, yaml)) = front_matter(text) {
        base = whole.end;
        tree.closed.push(Block { inline: yaml, ..leaf(BlockKind::FrontMatter, whole) });
    }
    let mut events = Parser::new_ext(&text[base as usize..], extensions()).into_offset_iter();
    loop {
        // An event is taken apart where it lies: moving all of it costs more than most of them take.
        let next = events.next();
        let Some((event, range)) = &next else { break };
        let span = Span::new(range.start + base as usize, range.end + base as usize);
        // Most events are words, which only headings ask for. Taken out of their event they are let go quickly.
        if let Event::Text(_) = event {
            let Some((Event::Text(words), _)) = next else { continue };
            if let Some(heading) = &mut open {
                heading.text.push_str(&words);
            }
            if n_too_deep == 0 {
                tree.touch(span);
            }
            continue;
        }
        if let Some(heading) = &mut open {
            push_plain(&mut heading.text, event);
        }
        if n_too_deep > 0 {
            match event {
                Event::Start(tag) => n_too_deep += usize::from(kind_of(tag).is_some()),
                Event::End(tag) => n_too_deep -= usize::from(is_block_end(*tag)),
                _ => {}
            }
            continue;
        }
        match next {
            Some((Event::SoftBreak | Event::HardBreak, _)) => tree.touch(span),
            Some((Event::Code(_words) | Event::InlineHtml(_words), _)) => {
                outline.code.push(span);
                tree.touch(span);
            }
            Some((Event::Start(tag), _)) => match kind_of(&tag) {
                Some(_) if tree.open.len() >= MAX_DEPTH => {
                    n_too_deep = 1;
                    outline.too_deep.get_or_insert(span);
                }
                Some(kind) => {
                    match kind {
                        BlockKind::Code { .. } | BlockKind::Html => outline.code.push(span),
                        BlockKind::Heading(level) => {
                            let text = String::with_capacity(span.range().len());
                            open = Some(Heading { level, text, anchor: Anchor::default(), span });
                        }
                        _ => {}
                    }
                    tree.open(kind, span);
                }
                None => {
                    match tag {
                        Tag::Link { dest_url, .. } => outline.links.push(Link { span, destination: dest_url, image: false }),
                        Tag::Image { dest_url, .. } => outline.links.push(Link { span, destination: dest_url, image: true }),
                        _ => {}
                    }
                    tree.touch(span);
                }
            },
            Some((Event::End(tag), _)) => {
                if is_block_end(tag) {
                    tree.close();
                }
                if let TagEnd::Heading(_) = tag
                    && let Some(mut heading) = open.take()
                {
                    let n_words = heading.text.trim_end().len();
                    heading.text.truncate(n_words);
                    if heading.text.starts_with(char::is_whitespace) {
                        heading.text = heading.text.trim_start().to_owned();
                    }
                    outline.headings.push(heading);
                }
            }
            Some((Event::Rule, _)) => tree.rule(span),
            Some((Event::TaskListMarker(ticked), _)) => tree.tick(ticked),
            _ => tree.touch(span),
        }
    }
    while !tree.open.is_empty() {
        tree.close();
    }
    outline.blocks = tree.closed;
    outline
}

/// Blocks while they are read.
struct Tree {
    /// Those that have begun, outermost first.
    open: Vec<Open>,
    /// Those that have ended and whose parent has not.
    closed: Vec<Block>,
}

/// A block that has begun.
struct Open {
    kind: BlockKind,
    span: Span,
    inline: Span,
    /// Whether inline content is still its own: what comes after a block inside it is none.
    is_leaf: bool,
    /// How many blocks were closed before it.
    first: usize,
}

impl Tree {
    fn open(&mut self, kind: BlockKind, span: Span) {
        self.end_leaf();
        self.open.push(Open { kind, span, inline: Span::default(), is_leaf: true, first: self.closed.len() });
    }

    /// Ends the innermost block.
    fn close(&mut self) {
        let Some(Open { kind, span, inline, first, .. }) = self.open.pop() else { return };
        let children = if self.closed.len() > first { self.closed.split_off(first) } else { Vec::new() };
        self.closed.push(Block { kind, span, inline, children });
    }

    /// Gives the innermost item its box.
    fn tick(&mut self, ticked: bool) {
        if let Some(item) = self.open.iter_mut().rev().find(|open| matches!(open.kind, BlockKind::Item { .. })) {
            item.kind = BlockKind::Item { task: Some(ticked) };
        }
    }

    /// A block without content between others.
    fn rule(&mut self, span: Span) {
        self.end_leaf();
        self.closed.push(leaf(BlockKind::Rule, span));
    }

    /// Ends the inline content of the innermost block.
    fn end_leaf(&mut self) {
        if let Some(open) = self.open.last_mut() {
            open.is_leaf = false;
        }
    }

    /// Widens the inline span of the innermost block by a stretch of inline content.
    fn touch(&mut self, span: Span) {
        if let Some(Open { inline, is_leaf: true, .. }) = self.open.last_mut() {
            *inline = if *inline == Span::default() { span } else { inline.join(span) };
        }
    }
}

fn leaf(kind: BlockKind, span: Span) -> Block {
    Block { kind, span, inline: Span::default(), children: Vec::new() }
}

/// Reads `text`, which stands `start` bytes into another, as blocks and code of that other; links and headings are left out.
pub fn read_shifted(text: &str, start: u32) -> Outline<'static> {
    fn shift(blocks: &mut [Block], by: impl Fn(Span) -> Span + Copy) {
        for block in blocks {
            block.span = by(block.span);
            if block.inline != Span::default() {
                block.inline = by(block.inline);
            }
            shift(&mut block.children, by);
        }
    }
    let by = |span: Span| Span { start: span.start + start, end: span.end + start };
    let read = read(text);
    let mut blocks = read.blocks;
    shift(&mut blocks, by);
    Outline { blocks, code: read.code.into_iter().map(by).collect(), ..Outline::default() }
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
        Tag::CodeBlock(kind) => BlockKind::Code { fenced: matches!(kind, CodeBlockKind::Fenced(_)) },
        Tag::BlockQuote(_) => BlockKind::Quote,
        Tag::HtmlBlock => BlockKind::Html,
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
    fn front_matter_stands_only_at_the_start() {
        let text = "---\nid: a\n---\n# T\n\n---\nwords\n\n---\n\nmore\n";
        let blocks = outline(text);
        assert_eq!(blocks[0].kind, BlockKind::FrontMatter);
        assert_eq!(blocks[0].inline.of(text), "id: a\n");
        assert_eq!(blocks[1].kind, BlockKind::Heading(1));
        assert_eq!(blocks.iter().filter(|block| block.kind == BlockKind::FrontMatter).count(), 1);
        assert_eq!(front_matter("---\n\nJust a rule.\n\n---\n"), None);
    }

    #[test]
    fn blocks_too_deep_are_left_out() {
        let depth = |text: &str| {
            let mut blocks = outline(text);
            let mut depth = 0;
            while let Some(first) = blocks.into_iter().next() {
                depth += 1;
                blocks = first.children;
            }
            depth
        };
        let text = format!("{}deep\n\n- [x] near\n", "> ".repeat(200_000));
        assert_eq!(depth(&text), MAX_DEPTH);
        let outline = read(&text);
        assert_eq!(outline.too_deep.map(|span| span.start), Some(2 * u32::try_from(MAX_DEPTH).expect("small")));
        assert_eq!(outline.blocks[1].children[0].kind, BlockKind::Item { task: Some(true) });
        assert_eq!(read(&format!("{}near\n", "> ".repeat(20))).too_deep, None);
    }

    #[test]
    fn boxes_in_fences_are_code() {
        let blocks = outline("```md\n- [ ] no\n```\n");
        assert_eq!(blocks[0].kind, BlockKind::Code { fenced: true });
    }
}
