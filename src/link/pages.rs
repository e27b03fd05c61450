//! Where a plan that is too long for one page continues on others. Settled here, because links to a record name the
//! page that holds it; where a text may be cut is [`crate::markdown::pages`]'s.

use crate::markdown::pages::{self, Record};
use crate::model::{Break, Document, RecordMeta};

/// What a card weighs beside its words, with two or three relations and their reasons.
const CARD: usize = 350;
/// Any other record: its class, its permalink, its time.
const LINE: usize = 80;

/// Where each page of a document but the first begins.
pub fn breaks(document: &Document) -> Vec<Break> {
    let sides = document.source.sides.iter().map(|side| &*side.text);
    let texts: Vec<&str> = std::iter::once(&*document.source.text).chain(sides).collect();
    let mut records: Vec<Vec<Record>> = vec![Vec::new(); texts.len()];
    let cards = document.decisions.len() + document.surprises.len() + document.outcomes.len();
    let before = document.steps.len() + document.criteria.len() + document.log.len();
    for (number, RecordMeta { place, .. }) in document.metas().enumerate() {
        let weight = if (before..before + cards).contains(&number) { CARD } else { LINE };
        if let Some(records) = records.get_mut(usize::from(place.part)) {
            records.push(Record { span: place.span, weight });
        }
    }
    pages::breaks(&texts, &records).into_iter().map(|(part, at)| Break { part, at }).collect()
}
