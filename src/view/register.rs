//! The registers: every decision, surprise or outcome of the archive, newest first.

use serde::Serialize;

use super::facets::{Sidebar, sidebar};
use super::index::n_pages;
use super::record::{Card, card};
use super::{Frame, Linked, Pager, RegisterKind, RegisterSpan, Scene, Section, format, frame, routes};
use crate::model::RecordRef;
use crate::text::Route;

/// `register.html`
#[derive(Clone, Debug, Serialize)]
pub struct RegisterView {
    /// See [`Frame`].
    pub frame: Frame,
    /// For classes and the mark: `decision`.
    pub kind: &'static str,
    /// `Decisions`, `Decisions in 2025`.
    pub title: String,
    /// What the register holds, in a sentence.
    pub lead: String,
    /// What the register can be narrowed to.
    pub sidebar: Sidebar,
    /// The records of this page by month.
    pub months: Vec<Month>,
    /// Where this page stands.
    pub pager: Pager,
    /// On the page of the newest: where the rest is.
    pub more: Linked,
    /// The feed of this register; may be empty.
    pub feed: String,
    /// The register holds nothing.
    pub is_empty: bool,
    /// What would fill it, in words.
    pub empty_words: &'static str,
}

/// The records of one month.
#[derive(Clone, Debug, Serialize)]
pub struct Month {
    /// `February 2026`
    pub title: String,
    /// Distinct on the page.
    pub id: String,
    /// The records.
    pub cards: Vec<Card>,
}

/// A page of a register.
pub fn register(scene: &Scene<'_>, kind: RegisterKind, span: RegisterSpan, page: u32) -> RegisterView {
    let route = routes::register(kind, span, page);
    let all = scene.index.register(kind);
    let size = scene.index.page_size();
    let of_span: &[(RecordRef, Option<i16>)] = match span {
        RegisterSpan::Latest => &all[..all.len().min(size)],
        _ => stretch(all, scene.index.register_spans(kind), span),
    };
    let first = (page.max(1) as usize - 1) * size;
    let rows = of_span.get(first..of_span.len().min(first + size)).unwrap_or(&[]);
    let title = match span {
        RegisterSpan::Latest => kind.title().to_owned(),
        RegisterSpan::Year(year) => format!("{} in {year}", kind.title()),
        RegisterSpan::Undated => format!("{} without a date", kind.title()),
    };
    let head = if page > 1 { format!("{title}, page {page}") } else { title.clone() };
    let feed = if scene.has(Section::Feeds) { route.link_to(&routes::feed(Some(kind)), None).as_str().to_owned() } else { String::new() };
    RegisterView {
        frame: frame(scene, &route, Section::Register(kind), &head),
        kind: kind.word(),
        title,
        lead: lead(scene, kind),
        sidebar: sidebar(scene, &route, kind, Some(span), None),
        months: months(scene, &route, rows),
        pager: Pager::new(&route, page, n_pages(of_span.len(), size), |page| routes::register(kind, span, page)),
        more: if span == RegisterSpan::Latest { more(scene, &route, kind) } else { Linked::default() },
        feed,
        is_empty: all.is_empty(),
        empty_words: match kind {
            RegisterKind::Decisions => "A decision is read from a plan’s Decision Log: what was chosen, why, when, by whom.",
            RegisterKind::Surprises => "A surprise is read from a plan’s Surprises & Discoveries: what was seen, and what shows it.",
            RegisterKind::Outcomes => "An outcome is read from a plan’s Outcomes & Retrospective: what was achieved, and what was learnt.",
        },
    }
}

/// The records of one of the spans that follow each other in a register.
fn stretch<'a>(all: &'a [(RecordRef, Option<i16>)], spans: &[(RegisterSpan, usize)], span: RegisterSpan) -> &'a [(RecordRef, Option<i16>)] {
    let start: usize = spans.iter().take_while(|(of, _)| *of != span).map(|(_, n)| n).sum();
    let n = spans.iter().find(|(of, _)| *of == span).map_or(0, |(_, n)| *n);
    &all[start..start + n]
}

fn lead(scene: &Scene<'_>, kind: RegisterKind) -> String {
    let spans = scene.index.register_spans(kind);
    let all = scene.index.register(kind);
    let n_plans = scene.index.plans_with(kind);
    let (one, many) = (kind.word(), kind.plural());
    let mut lead = format!("{} from {}", format::counted(all.len(), one, many), format::counted(n_plans, "plan", "plans"));
    let undated = spans.iter().find(|(span, _)| *span == RegisterSpan::Undated).map_or(0, |(_, n)| *n);
    if undated > 0 && undated < all.len() {
        lead.push_str(&format!("; {} without a date", format::count(undated)));
    } else if undated > 0 {
        lead.push_str("; none has a date");
    }
    lead
}

fn more(scene: &Scene<'_>, route: &Route, kind: RegisterKind) -> Linked {
    let all = scene.index.register(kind);
    let size = scene.index.page_size();
    let Some((_, year)) = all.get(size) else { return Linked::default() };
    // The page of the year on which the next record stands.
    let before = all[..size].iter().filter(|(_, of)| of == year).count();
    let page = u32::try_from(before / size + 1).unwrap_or(1);
    let span = year.map_or(RegisterSpan::Undated, RegisterSpan::Year);
    Linked {
        text: format!(
            "{} more, from {}",
            format::count(all.len() - size),
            year.map_or_else(|| "those without a date".to_owned(), |y| y.to_string())
        ),
        href: route.link_to(&routes::register(kind, span, page), None).as_str().to_owned(),
    }
}

fn months(scene: &Scene<'_>, route: &Route, rows: &[(RecordRef, Option<i16>)]) -> Vec<Month> {
    let mut months: Vec<Month> = Vec::new();
    for (record, _) in rows {
        let stamp = scene.archive.record(*record).0.stamp.as_ref();
        let title = stamp.map_or_else(|| "Without a date".to_owned(), |stamp| scene.index.clock.month(stamp));
        let card = card(scene, route, *record);
        match months.last_mut() {
            Some(month) if month.title == title => month.cards.push(card),
            _ => months.push(Month { id: crate::text::slug(&title).to_string(), title, cards: vec![card] }),
        }
    }
    months
}
