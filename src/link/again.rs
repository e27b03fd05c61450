//! One plan read again, in an archive that is linked already: what its page shows at once while everything is
//! linked anew. Links lead to the same records as before, by their ids; links that are new come with the whole.

use std::sync::Arc;

use jiff::Timestamp;

use super::dates;
use crate::model::{Archive, Document, Link, Node, Plan, PlanIndex, RecordKind, RecordMeta, RecordRef};

/// The archive with another document for plan `number`. Without `as_of` it is read as of its newest event.
pub fn again(archive: &Archive, number: PlanIndex, mut document: Document, as_of: Option<Timestamp>) -> Archive {
    let old = archive.plan(number);
    if let Some(history) = &old.history {
        dates::date_records(&mut document, history);
    }
    let progress = super::progress(&document);
    let status = super::status(&document, progress);
    let life = dates::life(&document, old.history.as_ref(), status.as_ref(), progress);
    let plan = Plan {
        authors: dates::authors(&document, old.history.as_ref()),
        breaks: super::pages::breaks(&document),
        document: Arc::new(document),
        status,
        created: life.created,
        updated: life.updated,
        completed: life.completed,
        progress,
        ..old.clone()
    };
    let newest = plan.updated.as_ref().map_or(archive.as_of, dates::latest);
    let as_of = as_of.unwrap_or_else(|| newest.max(archive.as_of));
    let node = |node: &Node| match node {
        Node::Record(record) if record.plan == number => {
            let id = &archive.record(*record).0.id;
            let index = (0..).zip(metas(&plan.document, record.kind)).find(|(_, meta)| meta.id == *id);
            index.map_or(Node::Plan(number), |(index, _)| Node::Record(RecordRef { index, ..*record }))
        }
        other => other.clone(),
    };
    let links = archive.links.iter().map(|link| Link { from: node(&link.from), to: node(&link.to), ..link.clone() }).collect();
    let mut plans = archive.plans.clone();
    plans[number as usize] = plan;
    Archive {
        plans,
        as_of,
        links,
        outgoing: archive.outgoing.clone(),
        incoming: archive.incoming.clone(),
        by_id: archive.by_id.clone(),
        repository: archive.repository.clone(),
        files: archive.files.clone(),
        zones: archive.zones.clone(),
    }
}

fn metas(document: &Document, kind: RecordKind) -> Vec<&RecordMeta> {
    match kind {
        RecordKind::Step => document.steps.iter().map(|one| &one.meta).collect(),
        RecordKind::Criterion => document.criteria.iter().map(|one| &one.meta).collect(),
        RecordKind::Log => document.log.iter().map(|one| &one.meta).collect(),
        RecordKind::Decision => document.decisions.iter().map(|one| &one.meta).collect(),
        RecordKind::Surprise => document.surprises.iter().map(|one| &one.meta).collect(),
        RecordKind::Outcome => document.outcomes.iter().map(|one| &one.meta).collect(),
        RecordKind::Revision => document.revisions.iter().map(|one| &one.meta).collect(),
        RecordKind::Risk => document.risks.iter().map(|one| &one.meta).collect(),
    }
}
