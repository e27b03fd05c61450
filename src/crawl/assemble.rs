//! Texts to sources: every text gets its one verdict, plans get their further files, files get their plans.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::artifacts::{self, Belongs, Owner};
use super::belong::{self, Belonging, Tie};
use super::classify::Class;
use super::pages;
use super::place::{self, Home};
use super::text::TextFile;
use super::walk::File;
use crate::diag::Diagnostic;
use crate::model::{ArtifactSource, Candidate, Layout, PlanSource, SidePart, Verdict};
use crate::parse::title;
use crate::text::SourcePath;

/// The texts of a root with what each was taken for.
pub struct Reading {
    /// Sorted by path.
    pub texts: Vec<TextFile>,
    /// By index of the text: every one of them.
    pub verdicts: BTreeMap<usize, Verdict>,
    belonging: Belonging,
    /// By index of the plan: its sides, in path order.
    sides: BTreeMap<usize, Vec<usize>>,
    /// By index of the plan: what a text that specifies it calls the work.
    designed: BTreeMap<usize, String>,
    /// Main texts of plans with a folder of their own.
    mains: BTreeSet<usize>,
}

impl Reading {
    /// Settles what each text is.
    pub fn new(texts: Vec<TextFile>) -> Self {
        let belonging = belong::belong(&texts);
        let verdict = |(index, text): (usize, &TextFile)| {
            let verdict = match belonging.ties.get(&index) {
                Some(Tie::Side { .. }) => Verdict::Side,
                Some(Tie::Artifact { .. }) => Verdict::Artifact,
                None if text.is_unread => Verdict::Unread,
                None if !matches!(text.class, Class::Not { .. }) => Verdict::Plan,
                None if pages::is_page(text) => Verdict::Page,
                None => Verdict::NotAPlan,
            };
            (index, verdict)
        };
        let verdicts = texts.iter().enumerate().map(verdict).collect();
        let mut sides: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let mut designed: BTreeMap<usize, String> = BTreeMap::new();
        for (index, tie) in &belonging.ties {
            if let Tie::Side { plan, .. } = tie {
                sides.entry(*plan).or_default().push(*index);
            }
            let top = texts[*index].look.headings.iter().find(|top| top.level == 1);
            let called =
                top.filter(|_| belong::specifies(&texts[*index].path, &texts[tie.plan()].path)).map(|top| title::of_design(&top.text));
            if let Some(title) = called.filter(|title| !title.is_empty()) {
                designed.entry(tie.plan()).or_insert(title);
            }
        }
        let mains = belonging.own.values().copied().collect();
        Self { texts, verdicts, belonging, sides, designed, mains }
    }

    /// What reading the texts that are used brought up.
    pub fn findings(&self) -> impl Iterator<Item = Diagnostic> + '_ {
        let used = self.verdicts.iter().filter(|(_, verdict)| matches!(verdict, Verdict::Plan | Verdict::Side | Verdict::Page));
        used.flat_map(|(index, _)| self.texts[*index].findings.iter().cloned())
    }

    /// Every plan, by path and then by place in the file.
    pub fn plans(&self) -> Vec<PlanSource> {
        let plans = self.verdicts.iter().filter(|(_, verdict)| **verdict == Verdict::Plan);
        plans.flat_map(|(index, _)| self.plans_of(*index)).collect()
    }

    fn plans_of(&self, index: usize) -> Vec<PlanSource> {
        let text = &self.texts[index];
        let standing = place::standing(&text.path);
        let whole = PlanSource {
            path: text.path.clone(),
            text: text.text.clone(),
            first_line: 1,
            layout: Layout::File,
            part: None,
            designed: self.designed.get(&index).cloned(),
            sides: self.sides_of(index).map(|side| SidePart { path: side.path.clone(), text: side.text.clone() }).collect(),
            shelf: standing.shelf,
            shelf_reason: standing.reason,
            folder_status: standing.status,
            deletion: None,
        };
        match &text.class {
            Class::Parts(parts) => parts
                .iter()
                .map(|part| {
                    let standing = part.standing.clone();
                    let mut plan = PlanSource {
                        text: text.text[part.range.clone()].into(),
                        first_line: part.first_line,
                        layout: Layout::Part,
                        part: Some(part.heading.clone()),
                        ..whole.clone()
                    };
                    if let Some(standing) = standing {
                        (plan.shelf, plan.shelf_reason, plan.folder_status) = (standing.shelf, standing.reason, standing.status);
                    }
                    plan
                })
                .collect(),
            Class::Plan(found) => {
                let layout = if self.mains.contains(&index) { Layout::Folder } else { Layout::File };
                vec![match &found.inside {
                    Some((range, first_line)) => {
                        PlanSource { text: text.text[range.clone()].into(), first_line: *first_line, layout: Layout::Fence, ..whole }
                    }
                    None => PlanSource { layout, ..whole },
                }]
            }
            Class::Not { .. } => Vec::new(),
        }
    }

    fn sides_of(&self, index: usize) -> impl Iterator<Item = &TextFile> {
        self.sides.get(&index).into_iter().flatten().map(|side| &self.texts[*side])
    }

    /// Every file that belongs to a plan, by path and plan.
    pub fn artifacts(&self, files: &[File]) -> Vec<ArtifactSource> {
        let owners: Vec<Owner<'_>> = self
            .verdicts
            .iter()
            .filter(|(_, verdict)| **verdict == Verdict::Plan)
            .map(|(index, _)| {
                let text = &self.texts[*index];
                let texts = std::iter::once(text).chain(self.sides_of(*index));
                Owner {
                    path: &text.path,
                    identity: text.identity.as_deref(),
                    texts: texts.map(|text| (&text.path, 1, &*text.text)).collect(),
                }
            })
            .collect();
        let of_text: BTreeMap<&SourcePath, Verdict> =
            self.verdicts.iter().map(|(index, verdict)| (&self.texts[*index].path, *verdict)).collect();
        let is_free = |path: &SourcePath| match of_text.get(path) {
            None | Some(Verdict::Artifact) => true,
            Some(Verdict::NotAPlan) => matches!(place::home(path), Home::Attachments(_)),
            Some(_) => false,
        };
        let disks: BTreeMap<&SourcePath, &File> = files.iter().filter(|file| file.link.is_none()).map(|file| (&file.path, file)).collect();
        let free: Vec<SourcePath> = disks.keys().filter(|path| is_free(path)).map(|path| (*path).clone()).collect();
        let found = artifacts::artifacts(&owners, &free, &self.belonging, &self.texts);
        let sized = |belongs: &Belongs| {
            let bytes = disks.get(&belongs.path).and_then(|file| file.disk.metadata().ok()).map_or(0, |metadata| metadata.len());
            ArtifactSource { path: belongs.path.clone(), bytes, plan: belongs.plan.clone(), reason: belongs.reason.clone() }
        };
        found.par_iter().map(sized).collect()
    }

    /// What every file that was looked at was taken for, by path; `unread` is what the walk passed by.
    pub fn candidates(&self, artifacts: &[ArtifactSource], unread: Vec<Candidate>) -> Vec<Candidate> {
        let mut by_path: BTreeMap<SourcePath, Candidate> = unread.into_iter().map(|one| (one.path.clone(), one)).collect();
        for (index, verdict) in &self.verdicts {
            let text = &self.texts[*index];
            let reason = match (self.belonging.ties.get(index), &text.class) {
                (Some(Tie::Side { plan, reason } | Tie::Artifact { plan, reason }), _) => {
                    format!("{reason}, of `{}`", self.texts[*plan].path)
                }
                (None, _) if *verdict == Verdict::Page => "in the folder of the site's own pages".to_owned(),
                (None, Class::Plan(found)) => found.reason.clone(),
                (None, Class::Parts(parts)) if parts.len() == 1 => "a plan under a heading of its own".to_owned(),
                (None, Class::Parts(parts)) => format!("{} plans under headings of their own", parts.len()),
                (None, Class::Not { reason, .. }) => pages::not_shown(text).map_or_else(|| reason.clone(), ToOwned::to_owned),
            };
            let likely = *verdict == Verdict::NotAPlan && matches!(text.class, Class::Not { likely: true, .. });
            by_path.insert(text.path.clone(), Candidate { path: text.path.clone(), verdict: *verdict, reason, likely });
        }
        for artifact in artifacts {
            let known = by_path.get(&artifact.path).is_some_and(|known| known.verdict == Verdict::Artifact);
            if !known {
                let reason = format!("{}, of `{}`", artifact.reason, artifact.plan);
                by_path.insert(
                    artifact.path.clone(),
                    Candidate { path: artifact.path.clone(), verdict: Verdict::Artifact, reason, likely: false },
                );
            }
        }
        by_path.into_values().collect()
    }
}
