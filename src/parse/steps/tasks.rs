//! Tasks of a plan of GSD: a heading each, without a box. A plan was carried out once its summary lies beside it, which says
//! when; somebody may still have to look at what was built.

use super::{Context, Walk};
use crate::model::{RecordKind, Stamp, Step, StepState, gsd};
use crate::parse::stamp;
use crate::text::Span;

impl Walk<'_> {
    /// Reads them, if this part of the plan is one that holds tasks.
    pub(super) fn tasks(&mut self) {
        let path = self.ctx.path();
        let (plan, part) = gsd::part(path.stem());
        if part != gsd::Part::Plan || gsd::unit(path.folder()).is_none() {
            return;
        }
        let source = self.ctx.source;
        let summary = gsd::summary_of(source, self.ctx.part).map(|part| match part {
            0 => &*source.text,
            side => &*source.sides[usize::from(side) - 1].text,
        });
        let stamp = summary.and_then(|text| completed(self.ctx, text));
        let waits = summary.is_some_and(checkpoint_waits);
        let milestone = (!plan.is_empty()).then(|| format!("Plan {plan}"));
        let (sections, facts) = (&self.ctx.layout.sections, &self.ctx.layout.facts);
        let is_task = |(index, facts): &(usize, &super::sections::Facts)| {
            let section = &sections[*index];
            let above = facts.parent.map(|parent| sections[parent as usize].title.as_str());
            section.place.part == self.ctx.part && section.level == 3 && above == Some("Tasks")
        };
        for (index, _) in facts.iter().enumerate().filter(is_task) {
            let heading = super::heading_span(self.ctx.text, sections[index].place.span);
            let words = self.ctx.passage(own_words(self.ctx.text, heading));
            let is_done = summary.is_some() && !(waits && words.text.starts_with(CHECKPOINT));
            let (state, stamp) = if is_done { (StepState::Done, stamp.clone()) } else { (StepState::Todo, None) };
            let meta = self.ctx.meta(RecordKind::Step, &words.text, heading, stamp, u32::try_from(index).ok());
            let milestone = milestone.clone();
            self.work.steps.push(Step { meta, words, state, depth: 0, milestone, owner: None, completed: None, remaining: None });
        }
    }
}

/// What a task at which somebody has to look begins with.
const CHECKPOINT: &str = "Checkpoint: ";

/// When a summary says that the plan was completed: to the minute, where one of its lines is so precise.
fn completed(ctx: &Context<'_>, text: &str) -> Option<Stamp> {
    let says = |line: &&str| {
        let words = line.trim_start_matches(['-', '*', ' ', '_']);
        words.split_at_checked(9).is_some_and(|(word, rest)| word.eq_ignore_ascii_case("completed") && rest.starts_with([':', '*']))
    };
    text.lines().filter(says).filter_map(|line| stamp::first(line, ctx.options)).max_by_key(|stamp| (stamp.precision, stamp.at))
}

/// `- **Tasks:** 2 (auto) + 1 checkpoint (pending)`: somebody has still to look.
fn checkpoint_waits(summary: &str) -> bool {
    summary.lines().any(|line| line.contains("heckpoint") && ["pending", "needed", "awaiting"].iter().any(|word| line.contains(word)))
}

/// The words of a heading without its marks and without a number: `### Task 1: Write the index`.
fn own_words(text: &str, heading: Span) -> Span {
    let line = heading.of(text).trim_end();
    let all = line.trim_start_matches('#').trim_start();
    let rest = all.strip_prefix("Task ").map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.'));
    let rest = rest.and_then(|rest| rest.strip_prefix([':', '.'])).map(str::trim_start);
    let words = rest.filter(|rest| !rest.is_empty()).unwrap_or(all);
    let end = heading.start as usize + line.len();
    Span::new(end - words.len(), end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_waiting_are_told() {
        let text = "### Task 1.2: Write it  \n";
        assert_eq!(own_words(text, Span::new(0, text.len())).of(text), "Write it");
        let text = "### Checkpoint: All of it";
        assert_eq!(own_words(text, Span::new(0, text.len())).of(text), "Checkpoint: All of it");
        assert!(
            checkpoint_waits("- **Tasks:** 2 (auto) + 1 checkpoint (pending)\n") && !checkpoint_waits("- **Tasks:** 2 + 1 checkpoint\n")
        );
    }
}
