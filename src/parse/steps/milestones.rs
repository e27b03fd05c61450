//! Which milestone a step belongs to: the heading or line above it that names one, else its own first words. Must
//! never know what else a step says.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::super::context::{Body, Context};
use super::super::inline;
use super::super::outline::{Block, BlockKind};
use super::super::sections;
use super::names::{leading_milestone, leading_work, numbered_work, owner_in, without_owner};
use super::{At, Role, Walk};
use crate::model::{SectionKind, Step};

/// A line that leads the list after it.
pub struct Lead {
    milestone: Option<String>,
    owner: Option<String>,
    /// Whether boxes follow it at once.
    boxes: bool,
    /// Whether they are criteria, which a line inside an item says and no heading can.
    criteria: bool,
}

impl Walk<'_> {
    /// The title of the nearest heading that names a milestone or phase. The plan's own title does not: all steps are its.
    pub(super) fn milestone(&self, body: &Body<'_>) -> Option<String> {
        let layout = self.ctx.layout;
        self.upwards(body).map(|index| (index, &layout.sections[index], layout.facts[index])).find_map(|(index, section, facts)| {
            let inside = section.kind == Some(SectionKind::Steps) && !facts.own;
            let names = (inside && section.level > 1) || numbered_work(&section.title) && !self.is_title(index);
            names.then(|| section.title.clone())
        })
    }

    /// Whether a section is opened by the plan's title: its first heading of the first level, unless the others of
    /// that level go on counting (`# Phase 1`, `# Phase 2`).
    fn is_title(&self, index: usize) -> bool {
        let sections = &self.ctx.layout.sections;
        let of_level = |section: &&crate::model::Section| section.level == 1 && section.place.part == 0;
        sections[index].level == 1
            && sections[index].place.part == 0
            && !sections[..index].iter().any(|section| of_level(&section))
            && !sections[index + 1..].iter().filter(of_level).any(|section| numbered_work(&section.title))
    }

    /// A line that leads the list after it: `**Phase 1**`, `Backend (assigned: Backend-Agent)`, `Phase 2:`. One that
    /// counts is a milestone; any other only where boxes follow at once and no heading above counts (`**Files:**`
    /// below `### Task 3` is none).
    pub(super) fn lead(&self, block: &Block, next: Option<&Block>, at: &At) -> Option<Lead> {
        let list = next.filter(|next| matches!(next.kind, BlockKind::List { .. }))?;
        let words = self.ctx.of(block.inline);
        if words.len() > 200 || words.contains('\n') {
            return None;
        }
        let title = inline::plain(words);
        let owner = owner_in(&title);
        let bold = words.starts_with("**") && words.trim_end_matches([':', '：', '.']).ends_with("**");
        let is_lead =
            bold || words.ends_with([':', '：']) || owner.is_some() || words.len() <= 60 && !words.ends_with(['.', '。', '!', '?']);
        if !is_lead {
            return None;
        }
        let title = without_owner(&title);
        let title = title.trim_end_matches([':', '：', ' ']);
        let boxes = list.children.first().is_some_and(|item| self.holds_boxes(item));
        let counted = || at.milestone.as_deref().is_some_and(numbered_work);
        let names = numbered_work(title) || (bold || owner.is_some()) && boxes && !counted();
        // `**Phase 0 acceptance**`
        let says = |kind: Option<SectionKind>| kind == Some(SectionKind::Criteria);
        let criteria = boxes && (at.depth > 0 && says(sections::kind_of_line(title)) || bold && says(sections::kind_of_heading(title)));
        Some(Lead { milestone: (names && !criteria && !title.is_empty()).then(|| title.to_owned()), owner, boxes, criteria })
    }

    /// What a line that leads a list says of the boxes from there on. A list of other things leaves a milestone
    /// that counts as it is.
    pub(super) fn led(&self, here: &mut At, lead: Lead, at: &At) {
        let stays = lead.milestone.is_none() && !lead.boxes && here.milestone.as_deref().is_some_and(numbered_work);
        if !stays {
            here.milestone = lead.milestone.map(Rc::from).or_else(|| at.milestone.clone());
        }
        here.owner = lead.owner.map(Rc::from);
        here.role = if lead.criteria && at.role == Role::Step { Role::Criterion } else { at.role };
    }
}

/// Gives steps that stand under no milestone the one their own first words name. `Milestone 1` and `M1` always do;
/// other work that counts (`Stage A: …`, `Batch 2 …`) where a heading has that name or another step counts so too.
pub fn name(ctx: &Context<'_>, steps: &mut [Step]) {
    let mut counted: Vec<(usize, &'static str, String)> = Vec::new();
    for (index, step) in steps.iter_mut().enumerate().filter(|(_, step)| step.milestone.is_none()) {
        step.milestone = leading_milestone(&step.words.text);
        if let Some((kind, label)) = leading_work(&step.words.text).filter(|_| step.milestone.is_none()) {
            counted.push((index, kind, label.to_owned()));
        }
    }
    let mut n_of: BTreeMap<&str, usize> = BTreeMap::new();
    counted.iter().for_each(|(_, kind, _)| *n_of.entry(kind).or_default() += 1);
    for (index, kind, label) in counted {
        if n_of[kind] > 1 || has_heading(ctx, &label) {
            steps[index].milestone = Some(label);
        }
    }
    by_siblings(ctx, steps);
}

/// Gives steps that still stand under no milestone the heading they stand under, where others beside it, of the same
/// level and likewise of no other use, have steps too: `## Backend`, `## Frontend`.
fn by_siblings(ctx: &Context<'_>, steps: &mut [Step]) {
    let layout = ctx.layout;
    // What two headings have to share: the one they stand under, and their level.
    let place = |step: &Step| {
        let index = step.meta.section.filter(|_| step.milestone.is_none())?;
        let (section, facts) = (layout.sections.get(index as usize)?, layout.facts.get(index as usize)?);
        let is_plain = !facts.own && section.kind.is_none_or(|kind| kind == SectionKind::Steps) && (2..=6).contains(&section.level);
        is_plain.then_some(((section.place.part, facts.parent, section.level), index))
    };
    let mut beside: BTreeMap<_, BTreeSet<u32>> = BTreeMap::new();
    steps.iter().filter_map(place).for_each(|(key, index)| {
        beside.entry(key).or_default().insert(index);
    });
    for step in steps {
        if let Some((_, index)) = place(step).filter(|(key, _)| beside[key].len() > 1) {
            step.milestone = Some(layout.sections[index as usize].title.clone());
        }
    }
}

/// Whether a heading of the plan begins with these words.
fn has_heading(ctx: &Context<'_>, label: &str) -> bool {
    let begins = |title: &str| title.get(..label.len()).is_some_and(|head| head.eq_ignore_ascii_case(label));
    let mut titles = ctx.layout.sections.iter().map(|section| section.title.as_str());
    titles.any(|title| begins(title) && !title[label.len()..].starts_with(char::is_alphanumeric))
}
