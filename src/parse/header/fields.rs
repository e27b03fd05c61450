//! The labelled facts of a header: front matter, bullets, bold labels, quote lines, `A: x • B: y` lines,
//! tables, and the footer some formats close with. Must never know which fact wins.

use std::borrow::Cow;

use super::keys::{self, Key};
use crate::diag::{Diagnostic, codes};
use crate::model::{HeaderField, Section, SectionKind};
use crate::parse::context::Context;
use crate::parse::front_matter::{self, Value};
use crate::parse::inline;
use crate::parse::outline::{Block, BlockKind};
use crate::parse::records;
use crate::text::{Span, bare, is_one_of};

/// One fact with what it is known as.
#[derive(Clone, Debug)]
pub struct Fact {
    /// As the model keeps it.
    pub field: HeaderField,
    /// What it states, if its label is known.
    pub key: Option<Key>,
    /// Bytes of the value.
    pub span: Span,
    /// For front matter: the scalars of the value.
    pub texts: Vec<String>,
}

/// Headings of sections that hold nothing but header facts, lower case.
const SECTIONS: &[&str] = &[
    "metadata",
    "meta",
    "header",
    "plan metadata",
    "plan header",
    "plan info",
    "info",
    "document info",
    "plan details",
    "status",
    "current status",
    "plan status",
    "基本信息",
    "元数据",
    "元信息",
    "状态",
    "当前状态",
    "メタデータ",
    "基本情報",
    "ステータス",
    "状態",
    "메타데이터",
    "기본 정보",
    "문서 정보",
    "상태",
    "현재 상태",
    "metadatos",
    "estado",
    "метаданные",
    "статус",
];

/// Every fact of the header, in order of the text, and what is wrong with the front matter.
pub fn facts(ctx: &Context<'_>) -> (Vec<Fact>, Vec<Diagnostic>) {
    use SectionKind::{Decisions, Lessons, Outcomes, Risks, Surprises};
    let mut reader = Reader { ctx, facts: Vec::new(), below_title: false };
    let mut diagnostics = Vec::new();
    if let Some(block) = ctx.blocks.first().filter(|block| block.kind == BlockKind::FrontMatter) {
        diagnostics.extend(reader.front_matter(block));
    }
    let mut n_headings = 0;
    let bodies: Vec<_> = ctx.bodies().collect();
    for body in &bodies {
        let top = match body.heading {
            None => true,
            Some(section) => {
                n_headings += u32::from(section.level < 7);
                n_headings <= 1
            }
        };
        let named = |title: &str| {
            let name = bare(title);
            name.len() <= 40 && is_one_of(name, SECTIONS)
        };
        let is_header = |section: &Section| (body.facts.own && section.kind == Some(SectionKind::Status)) || named(&section.title);
        // Where nothing stands between title and first log, the labels below are those of records.
        let in_log = body.kind.is_some_and(|kind| matches!(kind, Decisions | Surprises | Outcomes | Lessons | Risks));
        let top = top && !in_log && !ctx.is_decision(body.section);
        if !body.facts.of_piece && (top || body.heading.is_some_and(is_header)) {
            reader.below_title = body.heading.is_none_or(|section| section.level == 1);
            reader.blocks(body.blocks, false);
        }
    }
    if let Some(last) = bodies.last() {
        reader.footer(last.blocks, last.heading);
    }
    let mut facts = reader.facts;
    facts.sort_by_key(|fact| fact.span.start);
    facts.dedup_by_key(|fact| fact.span);
    name_parent(&mut facts);
    (facts, diagnostics)
}

/// Where front matter names two ids, of which one begins with the other (`id: EP-7/M2`, `plan_id: EP-7`), the shorter
/// is that of the plan this one is a part of.
fn name_parent(facts: &mut [Fact]) {
    let is_id = |fact: &&Fact| fact.key == Some(Key::Id) && fact.field.front_matter;
    let Some(own) = facts.iter().filter(is_id).map(|fact| fact.field.value.clone()).max_by_key(String::len) else { return };
    for fact in facts.iter_mut().filter(|fact| is_id(&&**fact)) {
        let rest = own.strip_prefix(fact.field.value.as_str()).unwrap_or("");
        if rest.starts_with(['/', '-', '.', ':']) && fact.field.value.len() > 2 {
            fact.key = Some(Key::Relation("parent"));
        }
    }
}

struct Reader<'a> {
    ctx: &'a Context<'a>,
    facts: Vec<Fact>,
    /// Whether nothing but the title stands before what is read.
    below_title: bool,
}

impl<'a> Reader<'a> {
    fn front_matter(&mut self, block: &Block) -> Option<Diagnostic> {
        let ctx = self.ctx;
        let (entries, broken) = front_matter::read(ctx.text, block.inline);
        for entry in entries {
            let holds_maps = matches!(&entry.value, Value::List(items) if items.iter().any(|item| matches!(item, Value::Map(_))));
            let value = entry.value.line();
            if holds_maps || value.is_empty() {
                continue;
            }
            let texts = entry.value.texts().into_iter().map(str::to_owned).collect();
            let field = HeaderField { label: entry.key, value, place: ctx.place(entry.span), front_matter: true };
            self.facts.push(Fact { key: keys::key(&field.label), field, span: entry.span, texts });
        }
        let broken = broken?;
        let message = format!("front matter is not valid YAML: {}", broken.reason.trim_end_matches('.'));
        Some(
            ctx.finding(codes::BROKEN_FRONT_MATTER, broken.span, message)
                .help("the other lines were read one by one; quote values that hold `: `"),
        )
    }

    fn blocks(&mut self, blocks: &[Block], marked: bool) {
        for block in blocks {
            match block.kind {
                BlockKind::Paragraph => self.lines(block.inline, marked),
                BlockKind::List { .. } => {
                    // `- [x] Task 1: Write it` is work, not a fact.
                    let is_work = |item: &&Block| matches!(item.kind, BlockKind::Item { task: Some(_) });
                    block.children.iter().filter(|item| !is_work(item)).for_each(|item| self.item(item));
                }
                BlockKind::Quote => self.blocks(&block.children, true),
                BlockKind::Table => self.table(block),
                _ => {}
            }
        }
    }

    fn item(&mut self, item: &Block) {
        let before = self.facts.len();
        self.lines(item.lead(), true);
        // A label with its values in a list below it.
        if self.facts.len() == before + 1
            && let (Some(first), Some(last)) = (item.rest().first(), item.rest().last())
            && let Some(fact) = self.facts.last_mut()
        {
            let below = Span { start: first.span.start, end: last.span.end };
            let value = records::passage(self.ctx, inline::trim(self.ctx.text, below)).text;
            let value = value.strip_prefix("- ").unwrap_or(&value);
            fact.span.end = below.end;
            fact.field.place.span.end = below.end;
            if !fact.field.value.is_empty() {
                fact.field.value.push(' ');
            }
            fact.field.value.push_str(value);
        }
    }

    /// The facts of a paragraph or item, one or several a line. `marked`: it is a bullet or quote, so that labels
    /// need not be known ones.
    fn lines(&mut self, leaf: Span, marked: bool) {
        let mut open: Option<usize> = None;
        for line in inline::lines(self.ctx.text, leaf) {
            // A quote mark stands at the start of its every line but the first.
            let skipped = self.ctx.of(line).len() - self.ctx.of(line).trim_start_matches(['>', ' ']).len();
            let line = Span::new(line.start as usize + skipped, line.end as usize);
            let mut found = false;
            let (cut, whole) = if may_be_cut(self.ctx.of(line)) {
                (pieces(self.ctx.text, line), None)
            } else {
                (Vec::new(), Some(inline::trim(self.ctx.text, line)))
            };
            for piece in cut.into_iter().chain(whole).filter(|piece| piece.start < piece.end) {
                // Below a field that is known, a line with a label of its own is one too.
                if let Some((label, value)) = self.label(piece, marked || found || open.is_some()) {
                    open = Some(self.push(label.into_owned(), value));
                    found = true;
                } else if let Some(index) = open
                    && found
                {
                    self.grow(index, piece);
                }
            }
            if !found && let Some(index) = open {
                self.grow(index, line);
            }
        }
    }

    fn label(&self, piece: Span, marked: bool) -> Option<(Cow<'a, str>, Span)> {
        let (name, value) = inline::label(self.ctx.text, piece)?;
        let words = self.ctx.of(piece);
        let bold = words.starts_with("**") || words.starts_with("__");
        let is_lower = name.chars().next().is_some_and(char::is_lowercase);
        let known = keys::key(&name).is_some_and(|key| !is_lower || self.below_title && is_of_header(key));
        let n_words = name.split_whitespace().count();
        (known
            || ((bold || marked)
                && n_words <= 4
                && name.chars().count() <= 40
                && name.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase())))
        .then_some((name, value))
    }

    fn push(&mut self, label: String, span: Span) -> usize {
        let ctx = self.ctx;
        let mut value = ctx.plain(span);
        let key = keys::key(&label);
        let mut name = label;
        // `Status (2026-05-20 — all done):` states it in the label.
        if let Some(open) = name.find(['(', '（']) {
            if value.is_empty() && key == Some(Key::Status) {
                value = name[open..].trim_matches(['(', ')', '（', '）']).to_owned();
            }
            name.truncate(open);
        }
        let name = name.trim().to_owned();
        self.facts.push(Fact {
            key,
            field: HeaderField { label: name, value, place: ctx.place(span), front_matter: false },
            span,
            texts: Vec::new(),
        });
        self.facts.len() - 1
    }

    /// A value goes on in the next line.
    fn grow(&mut self, index: usize, line: Span) {
        let more = self.ctx.plain(line);
        let fact = &mut self.facts[index];
        fact.span.end = fact.span.end.max(line.end);
        fact.field.place.span.end = fact.span.end;
        if !fact.field.value.is_empty() && !more.is_empty() {
            fact.field.value.push(' ');
        }
        fact.field.value.push_str(&more);
    }

    fn table(&mut self, table: &Block) {
        let ctx = self.ctx;
        let Some((head, rows)) = table.children.split_first() else { return };
        let names: Vec<String> = head.children.iter().map(|cell| ctx.plain(cell.inline)).collect();
        let n_known = names.iter().filter(|name| keys::key(name).is_some()).count();
        let mut pairs = Vec::new();
        if rows.len() == 1 && n_known >= 2 && n_known == names.len() {
            pairs.extend(names.into_iter().zip(rows[0].children.iter().map(|cell| cell.inline)));
        } else if names.len() == 2 {
            let first =
                head.children.get(1).map(|cell| cell.inline).filter(|_| keys::key(&names[0]).is_some() && keys::key(&names[1]).is_none());
            if let Some(value) = first {
                pairs.push((names[0].clone(), value));
            }
            for row in rows {
                if let [name, value] = row.children.as_slice() {
                    pairs.push((ctx.plain(name.inline), value.inline));
                }
            }
            // A table of other things stands at the top of many plans; a header names at least one known fact.
            if !pairs.iter().any(|(name, _)| matches!(keys::key(name), Some(key) if key != Key::Known)) {
                return;
            }
        }
        for (name, value) in pairs {
            if !name.is_empty() && name.chars().count() <= 40 {
                self.push(name.trim_end_matches([':', '：']).to_owned(), inline::trim(ctx.text, value));
            }
        }
    }

    /// `**Created**: …` lines at the very end of the text, below a rule or by themselves.
    fn footer(&mut self, blocks: &[Block], heading: Option<&Section>) {
        let Some(block) = blocks.iter().rev().find(|block| !matches!(block.kind, BlockKind::Html | BlockKind::Rule)) else { return };
        // Where it is all that stands below a heading within a section, it is what that heading announces.
        let is_all = blocks.first().is_some_and(|first| first.span == block.span);
        if block.kind != BlockKind::Paragraph || is_all && heading.is_some_and(|section| matches!(section.level, 3..7)) {
            return;
        }
        let before = self.facts.len();
        self.below_title = false;
        self.lines(block.inline, false);
        let dated = |fact: &Fact| matches!(fact.key, Some(Key::Created | Key::Updated | Key::Completed | Key::Status | Key::People));
        if !self.facts[before..].first().is_some_and(dated) {
            self.facts.truncate(before);
        }
    }
}

/// What is read below the title in small letters too.
fn is_of_header(key: Key) -> bool {
    matches!(key, Key::Status | Key::Created | Key::Updated | Key::Completed | Key::People)
}

/// Whether a line holds a sign that may cut it.
fn may_be_cut(line: &str) -> bool {
    let bytes = line.as_bytes();
    let bytes = bytes.get(1..).unwrap_or(bytes);
    let odd = |byte: u8| u8::from(byte == b'|') | u8::from(byte == b'*') | u8::from(byte >= 0xC2);
    line.starts_with(['•', '·', '|', '｜']) || line.ends_with(['|']) || bytes.iter().fold(0, |any, byte| any | odd(*byte)) != 0
}

/// A line cut at `•`, `·`, `|` and at bold labels within it, where what follows looks like a label.
fn pieces(text: &str, line: Span) -> Vec<Span> {
    let words = line.of(text);
    let mut cuts = vec![0];
    let may_cut = |(at, byte): (usize, u8)| matches!(byte, b'|' | b'*' | 0xC2 | 0xE2 | 0xEF).then_some(at);
    for at in words.bytes().enumerate().filter_map(may_cut) {
        let Some(c) = words[at..].chars().next() else { continue };
        let after = at + c.len_utf8();
        match c {
            '•' | '·' | '|' | '｜' if starts_label(&words[after..]) => cuts.push(after),
            '*' if at > 0 && words[at..].starts_with("**") && words[..at].ends_with(' ') && starts_bold_label(&words[at..]) => {
                cuts.push(at)
            }
            _ => {}
        }
    }
    cuts.push(words.len());
    cuts.dedup();
    cuts.windows(2)
        .map(|pair| {
            let piece = words[pair[0]..pair[1]].trim_end().trim_end_matches(['•', '·', '|', '｜']);
            inline::trim(text, Span::new(line.start as usize + pair[0], line.start as usize + pair[0] + piece.len()))
        })
        .filter(|span| span.start < span.end)
        .collect()
}

fn starts_label(words: &str) -> bool {
    let words = words.trim_start();
    let end = words.find([':', '：']).unwrap_or(usize::MAX);
    end <= 60 && words[..end].split_whitespace().count() <= 4 && !words[..end].contains(['.', '`', '('])
}

fn starts_bold_label(words: &str) -> bool {
    let inner = &words[2..];
    inner.find("**").is_some_and(|end| end <= 40 && (inner[..end].ends_with([':', '：']) || inner[end + 2..].starts_with([':', '：'])))
}
