//! Where marks go: for each the one block, the run of blocks or the stretch of words that it means.
//! Works on events and their bytes; knows nothing of HTML beyond which element may stand in which.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use super::Mark;
use super::source::Spanned;

/// What to write for marks, by position: the index of the event it comes before.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// Sorted by position, in the order to write them.
    pub hooks: Vec<(usize, Hook)>,
    /// Items and rows that are marked themselves: index of their start event → index of the mark.
    pub own: BTreeMap<usize, usize>,
}

/// Something to write between two events. Each carries the index of its mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hook {
    /// Opens a `div` around blocks.
    Open(usize),
    /// Closes it.
    Close(usize),
    /// Opens a run of list items or table rows.
    OpenRun(usize),
    /// Closes it.
    CloseRun(usize),
    /// Opens a `span` around words.
    OpenWords(usize),
    /// Closes it.
    CloseWords(usize),
    /// An empty `span`: nothing better was found.
    Point(usize),
}

/// Finds the place of every mark.
pub(super) fn place(text: &str, events: &[Spanned<'_>], marks: &[Mark]) -> Places {
    if marks.is_empty() {
        return Places::default();
    }
    let tree = Tree::new(text, events);
    let mut order: Vec<usize> = (0..marks.len()).collect();
    order.sort_by_key(|index| (marks[*index].span.start, std::cmp::Reverse(marks[*index].span.end), *index));
    let mut own = BTreeMap::new();
    let mut fits: Vec<(usize, Fit)> = Vec::new();
    for index in order {
        let span = trimmed(text, marks[index].span.range());
        let fit = match tree.fit(span.clone()) {
            Fit::Own(start, _) if own.contains_key(&start) => Fit::Point(tree.point(span.start)),
            fit => fit,
        };
        if let Fit::Own(start, _) = fit {
            own.insert(start, index);
        }
        fits.push((index, fit));
    }
    Places { hooks: hooks(fits, &tree, marks), own }
}

/// What one mark means. Event indices: from the first event of it to one past its last.
#[derive(Clone, Debug)]
enum Fit {
    /// The item or row that starts there.
    Own(usize, usize),
    /// Whole blocks.
    Blocks(usize, usize),
    /// Items of one list or rows of one table.
    Run(usize, usize),
    /// Words of one leaf, at one depth.
    Words(usize, usize),
    /// Only a place.
    Point(usize),
}

/// Turns fits into hooks; of two that cross, the later becomes a point.
fn hooks(mut fits: Vec<(usize, Fit)>, tree: &Tree<'_>, marks: &[Mark]) -> Vec<(usize, Hook)> {
    let ends = |fit: &Fit| match *fit {
        Fit::Own(from, to) | Fit::Blocks(from, to) | Fit::Run(from, to) | Fit::Words(from, to) => Some((from, to)),
        Fit::Point(_) => None,
    };
    fits.sort_by_key(|(index, fit)| (ends(fit).map(|(from, to)| (from, std::cmp::Reverse(to))), *index));
    let mut open: Vec<usize> = Vec::new();
    let mut sorted: Vec<((usize, u8, isize), Hook)> = Vec::new();
    for (number, (index, fit)) in fits.into_iter().enumerate() {
        let fit = match ends(&fit) {
            Some((from, to)) => {
                while open.last().is_some_and(|end| *end <= from) {
                    open.pop();
                }
                if open.last().is_some_and(|end| *end < to) {
                    Fit::Point(tree.point(marks[index].span.start as usize))
                } else {
                    open.push(to);
                    fit
                }
            }
            None => fit,
        };
        // At one position: what closes, innermost first; then points; then what opens, outermost first.
        let nth = isize::try_from(number).unwrap_or(isize::MAX);
        let mut pair = |from, to, opening, closing| {
            sorted.push(((from, 2, nth), opening));
            sorted.push(((to, 0, -nth), closing));
        };
        match fit {
            Fit::Own(..) => {}
            Fit::Blocks(from, to) => pair(from, to, Hook::Open(index), Hook::Close(index)),
            Fit::Run(from, to) => pair(from, to, Hook::OpenRun(index), Hook::CloseRun(index)),
            Fit::Words(from, to) => pair(from, to, Hook::OpenWords(index), Hook::CloseWords(index)),
            Fit::Point(at) => sorted.push(((at, 1, nth), Hook::Point(index))),
        }
    }
    sorted.sort_by_key(|(key, _)| *key);
    sorted.into_iter().map(|((at, ..), hook)| (at, hook)).collect()
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let Some(inside) = text.get(range.clone()) else { return range };
    let start = range.start + (inside.len() - inside.trim_start().len());
    start..start + inside.trim().len()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    List,
    Item,
    Table,
    Row,
    Head,
    Cell,
    /// Quotes, footnotes and the text as a whole.
    Flow,
    /// Paragraphs and headings.
    Prose,
    /// Code, HTML, rules.
    Opaque,
}

struct Node {
    kind: Kind,
    /// Without blanks at either end.
    span: Range<usize>,
    /// Index of the start event, and one past the end event.
    events: Range<usize>,
    children: Vec<usize>,
}

/// The blocks of a text; the first node is the text itself.
struct Tree<'a> {
    events: &'a [Spanned<'a>],
    nodes: Vec<Node>,
}

impl<'a> Tree<'a> {
    fn new(text: &str, events: &'a [Spanned<'a>]) -> Self {
        let mut nodes = vec![Node { kind: Kind::Flow, span: 0..text.len(), events: 0..events.len(), children: Vec::new() }];
        let mut open = vec![0_usize];
        let mut inline_depth = 0_u32;
        for (index, (event, range)) in events.iter().enumerate() {
            let kind = match event {
                Event::Start(tag) => kind_of(tag),
                Event::Rule => Some(Kind::Opaque),
                Event::End(_) if inline_depth > 0 => {
                    inline_depth -= 1;
                    continue;
                }
                Event::End(_) => {
                    if open.len() > 1
                        && let Some(node) = open.pop()
                    {
                        nodes[node].events.end = index + 1;
                    }
                    continue;
                }
                _ => continue,
            };
            let Some(kind) = kind else {
                inline_depth += 1;
                continue;
            };
            let parent = open.last().copied().unwrap_or(0);
            let id = nodes.len();
            nodes.push(Node { kind, span: trimmed(text, range.clone()), events: index..index + 1, children: Vec::new() });
            nodes[parent].children.push(id);
            if !matches!(event, Event::Rule) {
                open.push(id);
            }
        }
        Self { events, nodes }
    }

    fn fit(&self, mut span: Range<usize>) -> Fit {
        let mut id = 0;
        loop {
            let node = &self.nodes[id];
            let kids = self.touched(node, &span);
            let (Some(first), Some(last)) = (kids.first().copied(), kids.last().copied()) else {
                return self.own_words(id, &span);
            };
            if node.kind == Kind::Item && span.start <= self.lead(id) {
                return Fit::Own(node.events.start, node.events.end);
            }
            if first == last {
                let kid = &self.nodes[first];
                let covers = span.start <= kid.span.start && kid.span.end <= span.end;
                match kid.kind {
                    Kind::Item | Kind::Row if covers || span.start <= self.lead(first) => {
                        return Fit::Own(kid.events.start, kid.events.end);
                    }
                    Kind::List if covers && kid.children.len() == 1 => {}
                    Kind::Cell | Kind::Head => {}
                    _ if covers => return Fit::Blocks(kid.events.start, kid.events.end),
                    _ => {}
                }
                id = first;
                continue;
            }
            let (head, tail) = (&self.nodes[first], &self.nodes[last]);
            match node.kind {
                Kind::List => return Fit::Run(head.events.start, tail.events.end),
                Kind::Row | Kind::Head => return self.own_words(id, &span),
                Kind::Table => {
                    let first = if head.kind == Kind::Head { kids[1] } else { first };
                    return Fit::Run(self.nodes[first].events.start, tail.events.end);
                }
                _ if span.start > self.lead(first) => span.end = head.span.end,
                _ if span.end < tail.span.end => span.end = self.nodes[kids[kids.len() - 2]].span.end,
                _ => return Fit::Blocks(head.events.start, tail.events.end),
            }
        }
    }

    /// The children of a node that share bytes with `span`.
    fn touched<'n>(&self, node: &'n Node, span: &Range<usize>) -> &'n [usize] {
        let from = node.children.partition_point(|kid| self.nodes[*kid].span.end <= span.start);
        let to = node.children.partition_point(|kid| self.nodes[*kid].span.start < span.end);
        node.children.get(from..to).unwrap_or(&[])
    }

    /// Where a block's first words begin, after its bullet or pipe.
    fn lead(&self, id: usize) -> usize {
        let node = &self.nodes[id];
        let inside = self.events.get(node.events.start + 1..node.events.end).unwrap_or(&[]);
        let first = inside.iter().find(|(event, _)| !matches!(event, Event::TaskListMarker(_)));
        first.map_or(node.span.start, |(_, range)| range.start.clamp(node.span.start, node.span.end))
    }

    /// A span that touches no block inside `id`: words of it.
    fn own_words(&self, id: usize, span: &Range<usize>) -> Fit {
        let node = &self.nodes[id];
        let is_free = matches!(node.kind, Kind::Item | Kind::Row) && span.start <= self.lead(id);
        if is_free {
            return Fit::Own(node.events.start, node.events.end);
        }
        if !matches!(node.kind, Kind::Prose | Kind::Cell | Kind::Item) {
            return Fit::Point(self.point(span.start));
        }
        self.words(node, span).unwrap_or_else(|| Fit::Point(self.point(span.start)))
    }

    /// The events of a leaf that `span` covers, if they open what they close.
    fn words(&self, node: &Node, span: &Range<usize>) -> Option<Fit> {
        let first_block = node.children.first().map_or(node.events.end - 1, |kid| self.nodes[*kid].events.start);
        let range = node.events.start + 1..first_block;
        let is_box = |event: &Event<'_>| matches!(event, Event::TaskListMarker(_));
        let from = range.clone().find(|index| {
            let (event, bytes) = &self.events[*index];
            bytes.start >= span.start && !is_box(event) && !matches!(event, Event::End(_))
        })?;
        let mut depth = 0_i32;
        let mut to = None;
        for index in from..range.end {
            let (event, bytes) = &self.events[index];
            if bytes.start >= span.end {
                break;
            }
            match event {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth -= 1,
                _ => {}
            }
            if depth < 0 {
                break;
            }
            if depth == 0 && bytes.end <= span.end {
                to = Some(index + 1);
            }
        }
        to.map(|to| Fit::Words(from, to))
    }

    /// The event before which an empty element may stand, nearest to `offset`.
    fn point(&self, offset: usize) -> usize {
        let mut id = 0;
        loop {
            let node = &self.nodes[id];
            let kid = node.children.iter().copied().find(|kid| self.nodes[*kid].span.end > offset);
            match (node.kind, kid) {
                (Kind::Opaque | Kind::List | Kind::Table, None) => return node.events.start,
                (Kind::Opaque, Some(_)) => return node.events.start,
                (Kind::Prose | Kind::Cell, _) => {
                    let inside = node.events.start + 1..node.events.end - 1;
                    return inside.clone().find(|index| self.events[*index].1.end > offset).unwrap_or(inside.end);
                }
                (Kind::Item, kid) if kid.is_none_or(|kid| offset < self.nodes[kid].span.start) => return node.events.start + 1,
                (_, Some(kid)) => id = kid,
                (Kind::Flow | Kind::Item, None) if id == 0 => return node.events.end,
                (Kind::Row | Kind::Head, None) => return node.events.start + 2,
                (_, None) => return node.events.end - 1,
            }
        }
    }
}

fn kind_of(tag: &Tag<'_>) -> Option<Kind> {
    Some(match tag {
        Tag::List(_) => Kind::List,
        Tag::Item => Kind::Item,
        Tag::Table(_) => Kind::Table,
        Tag::TableHead => Kind::Head,
        Tag::TableRow => Kind::Row,
        Tag::TableCell => Kind::Cell,
        Tag::BlockQuote(_) | Tag::FootnoteDefinition(_) => Kind::Flow,
        Tag::Paragraph | Tag::Heading { .. } => Kind::Prose,
        Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::MetadataBlock(_) => Kind::Opaque,
        _ => return None,
    })
}
