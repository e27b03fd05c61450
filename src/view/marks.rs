//! How the records of a plan are set off in its text: a class, an anchor, and what stands before and after
//! them. Short trusted HTML made here because it goes into the middle of a text; every value is escaped.

use super::Scene;
use super::format::Time;
use super::record::{self, Related};
use super::resolve::blob_url;
use crate::markdown::Mark;
use crate::model::{Document, PlanIndex, RecordKind, RecordMeta, RecordRef, StepState};
use crate::parse::outline::front_matter;
use crate::text::{Route, Span, escape};

/// Relations named on a card.
const N_RELATED: usize = 5;

/// The marks of a stretch of one part of a plan's text, in order, for the page at `route`.
pub fn marks(scene: &Scene<'_>, route: &Route, plan: PlanIndex, part: u16, stretch: &Span) -> Vec<Mark> {
    let document = &scene.archive.plan(plan).document;
    let mut marks = Vec::new();
    let text = document.part_text(part);
    let front = front_matter(text).map_or(0, |(whole, _)| whole.end);
    let maker = Maker { scene, route, document, text, front };
    let refs = |kind: RecordKind, n: usize| (0..).take(n).map(move |index| RecordRef { plan, kind, index });
    let all = refs(RecordKind::Step, document.steps.len())
        .chain(refs(RecordKind::Criterion, document.criteria.len()))
        .chain(refs(RecordKind::Log, document.log.len()))
        .chain(refs(RecordKind::Decision, document.decisions.len()))
        .chain(refs(RecordKind::Surprise, document.surprises.len()))
        .chain(refs(RecordKind::Outcome, document.outcomes.len()))
        .chain(refs(RecordKind::Revision, document.revisions.len()))
        .chain(refs(RecordKind::Risk, document.risks.len()));
    for record in all {
        let (meta, words) = scene.archive.record(record);
        if meta.place.part == part && maker.is_in(meta.place.span, stretch) {
            let mark = maker.mark(record, meta, words.place.span);
            let is_printed = meta.place.span.end > front;
            let has_parts = is_printed && (mark.class.starts_with("card") || record.kind == RecordKind::Risk);
            marks.push(mark);
            if has_parts {
                maker.inside(record, meta, words.place.span, &mut marks);
            }
        }
    }
    if stretch.range().len() < maker.text.len() {
        marks.retain(|mark| maker.is_in(mark.span, stretch));
        for mark in &mut marks {
            mark.span = Span { start: mark.span.start.max(stretch.start), end: mark.span.end.min(stretch.end) };
        }
    }
    marks.sort_by_key(|mark| (mark.span.start, std::cmp::Reverse(mark.span.end)));
    marks
}

/// The class and the word of a step's state.
pub fn step_words(state: StepState) -> (&'static str, &'static str) {
    match state {
        StepState::Todo => ("todo", "open"),
        StepState::Done => ("done", "done"),
        StepState::Partial => ("partial", "partly done"),
        StepState::Blocked => ("blocked", "blocked"),
        StepState::Dropped => ("dropped", "dropped"),
    }
}

struct Maker<'a> {
    scene: &'a Scene<'a>,
    route: &'a Route,
    document: &'a Document,
    text: &'a str,
    /// Where the front matter ends, which is not printed.
    front: u32,
}

impl Maker<'_> {
    /// Whether something of a span stands in a stretch of the text, or all of it is there.
    fn is_in(&self, span: Span, stretch: &Span) -> bool {
        if stretch.range().len() == self.text.len() {
            return true;
        }
        let words = span.of(self.text);
        let start = span.start as usize + (words.len() - words.trim_start().len());
        let end = start + words.trim().len();
        stretch.range().contains(&start) || start < stretch.start as usize && end > stretch.start as usize
    }

    fn mark(&self, record: RecordRef, meta: &RecordMeta, words: Span) -> Mark {
        let span = meta.place.span;
        let hidden = self.lead(span, words).into_iter().collect();
        let is_row = span.of(self.text).trim_start().starts_with('|');
        let mark = Mark { span, id: meta.id.clone(), hidden, ..Mark::default() };
        match record.kind {
            RecordKind::Step => {
                let step = &self.document.steps[record.index as usize];
                let (state, word) = step_words(step.state);
                let mark = Mark { class: format!("step {state}"), before: boxed(word), after: self.tail(meta), ..mark };
                if span.end > self.front {
                    return mark;
                }
                let before = format!("{}<span>{}</span>", mark.before, escape(&step.words.text));
                Mark { class: format!("front step {state}"), before, ..mark }
            }
            RecordKind::Criterion => {
                let met = self.document.criteria[record.index as usize].met;
                let (state, word) = if met { ("done", "met") } else { ("todo", "open") };
                Mark { class: format!("criterion {state}"), before: boxed(word), after: self.tail(meta), ..mark }
            }
            RecordKind::Log => Mark { class: "log".into(), after: self.tail(meta), ..mark },
            RecordKind::Revision => Mark { class: "revision".into(), after: self.tail(meta), hidden: Vec::new(), ..mark },
            RecordKind::Risk => Mark { class: "risk".into(), hidden: Vec::new(), ..mark },
            RecordKind::Decision | RecordKind::Surprise | RecordKind::Outcome if is_row => {
                let kind = record.kind.word();
                let before = format!("<i class=\"mark {kind}\"></i>");
                let related = record::related(self.scene, self.route, record);
                let class = format!("row {kind}{}", superseded(&related).0);
                let after = format!("<span class=\"when\">{} {}</span>{}", self.line(meta), permalink(meta), related_list(&related));
                Mark { class, before, after, hidden: Vec::new(), ..mark }
            }
            RecordKind::Decision | RecordKind::Surprise | RecordKind::Outcome => {
                let related = record::related(self.scene, self.route, record);
                let (class, more) = superseded(&related);
                let mut before = self.head(record, meta, more);
                if span.end <= self.front {
                    before.push_str(&format!("<p>{}</p>", escape(&self.scene.archive.record(record).1.text)));
                }
                Mark { class: format!("card {}{class}", record.kind.word()), before, after: related_list(&related), ..mark }
            }
        }
    }

    /// What lies inside a card or a risk: its own words, its labelled parts, and its last line where the head says it already.
    fn inside(&self, record: RecordRef, meta: &RecordMeta, words: Span, marks: &mut Vec<Mark>) {
        let whole = meta.place.span;
        // The head of a table labels its cells.
        let is_row = whole.of(self.text).trim_start().starts_with('|');
        if is_row || !whole.contains(words) || words.start == words.end {
            return;
        }
        let mut parts: Vec<(&str, Span)> = record::parts(self.document, record)
            .into_iter()
            .map(|(label, passage)| (label, passage.place))
            .filter(|(_, place)| place.part == meta.place.part && whole.contains(place.span))
            .map(|(label, place)| (label, place.span))
            .collect();
        parts.sort_by_key(|(_, span)| (span.start, span.end));
        let sentence = self.sentence(words);
        if sentence.start < sentence.end && record.kind != RecordKind::Risk {
            marks.push(Mark { span: sentence, class: "what".into(), ..Mark::default() });
        }
        let mut end = words.end;
        for (label, span) in parts {
            if span.start < end {
                continue;
            }
            let gap = Span { start: end, end: span.start };
            if self.says_nothing_new(gap, &[label]) {
                let before = format!("<span class=\"label\">{label}</span> ");
                marks.push(Mark { span, class: "part".into(), before, hidden: vec![gap], ..Mark::default() });
            }
            end = span.end;
        }
        let tail = Span { start: end, end: whole.end };
        let author = record::author(self.document, record).unwrap_or("");
        let is_dated = meta.stamp.is_some() && tail.of(self.text).contains(|c: char| c.is_ascii_digit());
        if is_dated
            && self.says_nothing_new(tail, &[author, "author"])
            && let Some(mark) = marks.last_mut()
        {
            mark.hidden.push(tail);
        }
    }

    /// The first sentence of some words, where it is short enough to stand out; nothing where none is.
    fn sentence(&self, words: Span) -> Span {
        const LONGEST: usize = 240;
        let text = words.of(self.text);
        let block = text.find("\n\n").unwrap_or(text.len());
        let stops = text[..block].match_indices(['.', '。', '；', '：', ':', '!', '?', '！', '？']);
        let mut ends = stops.map(|(at, stop)| at + stop.len()).filter(|end| {
            let is_wide = !text.is_char_boundary(end - 1);
            is_wide || text[*end..].starts_with([' ', '\n'])
        });
        let end = if block <= LONGEST { Some(block) } else { ends.find(|end| *end >= 24).filter(|end| *end <= LONGEST) };
        end.map_or(Span { start: words.start, end: words.start }, |end| Span::new(words.start as usize, words.start as usize + end))
    }

    /// Whether a stretch holds nothing but stamps, labels and the words given.
    fn says_nothing_new(&self, span: Span, known: &[&str]) -> bool {
        let text = span.of(self.text);
        let is_known = |word: &str| {
            known.iter().any(|known| known.split(|c: char| !c.is_alphanumeric()).any(|known| known.eq_ignore_ascii_case(word)))
        };
        span.end > span.start
            && text.len() <= 160
            && text.split(|c: char| !c.is_alphanumeric()).all(|word| is_stamp_or_label(word) || is_known(word))
    }

    /// The first line of a card: what it is, which is its permalink, when, and where it stands.
    fn head(&self, record: RecordRef, meta: &RecordMeta, more: &str) -> String {
        let label = record::label(self.document, record);
        format!(
            "<span class=\"card-head\"><a href=\"#{}\">{label}{more}</a> {}{}{}</span>",
            anchor(meta),
            meta.stamp.as_ref().map_or_else(String::new, |stamp| time(&self.scene.index.clock.time(stamp)) + " · "),
            record::author(self.document, record).map_or_else(String::new, |author| escape(&super::format::clip(author, 40)) + " · "),
            self.line(meta),
        )
    }

    /// What stands at the right of a step: its time, which is its permalink and says on which line it stands.
    fn tail(&self, meta: &RecordMeta) -> String {
        let (anchor, line) = (anchor(meta), meta.place.line);
        match &meta.stamp {
            Some(stamp) => {
                let when = time(&self.scene.index.clock.time(stamp));
                format!("<a class=\"when\" href=\"#{anchor}\" title=\"line {line}\">{when}</a>")
            }
            None => format!("<a class=\"when\" href=\"#{anchor}\" aria-label=\"line {line}\">¶</a>"),
        }
    }

    fn line(&self, meta: &RecordMeta) -> String {
        let number = meta.place.line;
        let path = self.document.source.file_of(meta.place.part);
        let url = if self.document.source.deletion.is_none() { blob_url(self.scene, path, Some(&format!("L{number}"))) } else { None };
        match url {
            Some(url) => format!("<a href=\"{}\">line {number}</a>", escape(&url)),
            None => format!("line {number}"),
        }
    }

    /// The bytes before a record's words, if they are nothing but a box, a stamp or a label that is shown anyway.
    fn lead(&self, span: Span, words: Span) -> Option<Span> {
        if !span.contains(words) || words.start == span.start {
            return None;
        }
        let lead = Span { start: span.start, end: words.start };
        self.says_nothing_new(lead, &[]).then_some(lead)
    }
}

/// Words before a record's own words that say no more than its mark and its time do.
#[rustfmt::skip]
const SHOWN: [&str; 38] = [
    "x", "decision", "observation", "surprise", "discovery", "outcome", "lesson", "result", "date", "utc", "gmt", "z", "am", "pm", "cst",
    "jst", "kst", "cet", "cest", "pdt", "pst", "edt", "est", "rationale", "reason", "reasoning", "why", "alternatives", "considered",
    "evidence", "impact", "implication", "workaround", "决策", "决定", "理由", "原因", "日期",
];

fn is_stamp_or_label(word: &str) -> bool {
    let is_number = word.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'T' | b'Z'));
    word.is_empty() || is_number && word.as_bytes()[0].is_ascii_digit() || SHOWN.iter().any(|shown| shown.eq_ignore_ascii_case(word))
}

/// A step's box: drawn by the style sheet, read aloud as a word.
fn boxed(word: &str) -> String {
    format!("<i class=\"box\">{word}</i>")
}

/// A link to the record itself.
fn permalink(meta: &RecordMeta) -> String {
    format!("<a class=\"permalink\" href=\"#{}\" aria-label=\"Link to this\">¶</a>", anchor(meta))
}

fn anchor(meta: &RecordMeta) -> String {
    crate::text::encode_segment(meta.id.as_str())
}

/// Class and words for a record another one takes the place of.
fn superseded(related: &[Related]) -> (&'static str, &'static str) {
    if related.iter().any(|related| related.relation == "superseded by") { (" superseded", ", superseded") } else { ("", "") }
}

/// A time; what is not simply written in the plan is marked: a commit time is hollow.
pub fn time(time: &Time) -> String {
    let from = if time.from.is_empty() { "" } else { "≤ " };
    let commit = if time.commit.is_empty() { String::new() } else { format!(" <span class=\"commit\">{}</span>", escape(&time.commit)) };
    format!("{}{from}{}</time>{commit}", time.open_tag(), escape(&time.short))
}

fn related_list(related: &[Related]) -> String {
    if related.is_empty() {
        return String::new();
    }
    let mut out = String::from("<span class=\"related\">");
    for related in related.iter().take(N_RELATED) {
        let mark = format!("<i class=\"mark {}\"></i>", related.kind);
        let text = escape(&related.text);
        let name = if related.href.is_empty() { text } else { format!("<a href=\"{}\">{text}</a>", escape(&related.href)) };
        let plan = if related.plan.is_empty() { String::new() } else { format!(" in {}", escape(&related.plan)) };
        let reason = if related.reason.is_empty() { String::new() } else { format!(" <span class=\"reason\">{}</span>", related.reason) };
        out.push_str(&format!("<span class=\"relation\">{} {mark}{name}{plan}{reason}</span>", related.relation));
    }
    if let Some(more) = related.len().checked_sub(N_RELATED).filter(|more| *more > 0) {
        out.push_str(&format!("<span class=\"relation\">and {more} more</span>"));
    }
    out.push_str("</span>");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_shown_anyway_is_hidden() {
        let shown = |text: &str| text.split(|c: char| !c.is_alphanumeric()).all(is_stamp_or_label);
        assert!(shown("- [x] (2026-02-01 13:00Z) "));
        assert!(shown("- **Decision:** "));
        assert!(shown("- [x] 2026-02-01T13:00:05Z — "));
        assert!(!shown("- [x] M1: "));
        assert!(!shown("- (2026-02-01, owner) "));
    }
}
