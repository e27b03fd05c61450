//! Files that belong to a plan but are not its text: by folder, by name, and by being linked to from it.
//! Pure: which files exist is given.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::belong::{Belonging, Tie};
use super::place::{self, Home};
use super::text::TextFile;
use crate::text::SourcePath;

/// A plan, as far as its artifacts are concerned.
pub struct Owner<'a> {
    /// Its main file.
    pub path: &'a SourcePath,
    /// The id it gives itself.
    pub identity: Option<&'a str>,
    /// Its texts, for the links in them: the file each stands in, its first line, the text.
    pub texts: Vec<(&'a SourcePath, u32, &'a str)>,
}

/// A file and the plan it belongs to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Belongs {
    /// The file.
    pub path: SourcePath,
    /// The plan's main file.
    pub plan: SourcePath,
    /// Why.
    pub reason: String,
}

/// Finds the artifacts of `owners` among `files` (sorted, Markdown left out where it is a text of its own). `belonging` speaks of
/// `texts` by their index.
pub fn artifacts(owners: &[Owner<'_>], files: &[SourcePath], belonging: &Belonging, texts: &[TextFile]) -> Vec<Belongs> {
    let tied: BTreeMap<&SourcePath, (&SourcePath, &str)> = belonging
        .ties
        .iter()
        .filter_map(|(index, tie)| match tie {
            Tie::Artifact { plan, reason } => Some((&texts[*index].path, (&texts[*plan].path, reason.as_str()))),
            Tie::Side { .. } => None,
        })
        .collect();
    let names = Names::new(owners);
    let mut found: BTreeSet<Belongs> = BTreeSet::new();
    for path in files.iter().filter(|path| !path.file_name().starts_with('.')) {
        let own = belonging.owner(path).map(|(folder, main)| (&texts[main].path, format!("in the plan's own folder `{folder}/`")));
        let tied = || tied.get(path).map(|(plan, reason)| (*plan, (*reason).to_owned()));
        if let Some((plan, reason)) = own.or_else(tied).or_else(|| names.by_folder(path)).or_else(|| names.by_stem(path)) {
            found.insert(Belongs { path: path.clone(), plan: plan.clone(), reason });
        }
    }
    let owned: BTreeSet<SourcePath> = found.iter().map(|one| one.path.clone()).collect();
    let of_links = owners.par_iter().flat_map_iter(|owner| linked_from(owner, files, &owned));
    found.extend(of_links.collect::<Vec<_>>());
    found.into_iter().collect()
}

/// The files that a plan's texts link to or name, unless they are a plan's by their place.
fn linked_from(owner: &Owner<'_>, files: &[SourcePath], owned: &BTreeSet<SourcePath>) -> Vec<Belongs> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    for (place, first_line, text) in &owner.texts {
        for mention in mentions(text) {
            let line = first_line + mention.line;
            if let Some(path) = linked(&mention, place, files).filter(|path| !owned.contains(path) && seen.insert(path.clone())) {
                let verb = if mention.is_link { "linked" } else { "named" };
                found.push(Belongs { path, plan: owner.path.clone(), reason: format!("{verb} at line {line}") });
            }
        }
    }
    found
}

/// Plans by the names that folders and files of theirs go by.
struct Names<'a> {
    /// Name to plans.
    by_name: BTreeMap<String, Vec<&'a SourcePath>>,
    /// Folder and stem to plan.
    by_stem: BTreeMap<(&'a str, &'a str), &'a SourcePath>,
}

impl<'a> Names<'a> {
    fn new(owners: &[Owner<'a>]) -> Self {
        let mut by_name: BTreeMap<String, Vec<&SourcePath>> = BTreeMap::new();
        for owner in owners {
            let stem = plan_stem(owner.path);
            let folder = owner.path.folder().rsplit('/').next().unwrap_or("");
            let generic = place::MAIN.contains(&place::kebab(stem).as_str());
            let names = [Some(stem).filter(|_| !generic), owner.identity, Some(folder).filter(|_| generic)];
            // Cut-down names say little when short.
            let cut = [leading_id(stem), undated(stem)].map(|name| name.filter(|name| name.len() > 2));
            let keys: BTreeSet<String> = names.into_iter().chain(cut).flatten().map(place::kebab).filter(|key| !key.is_empty()).collect();
            for key in keys {
                by_name.entry(key).or_default().push(owner.path);
            }
        }
        let by_stem = owners.iter().map(|owner| ((owner.path.folder(), plan_stem(owner.path)), owner.path)).collect();
        Self { by_name, by_stem }
    }

    /// `…/artifacts/<plan>/…`, or a folder beside the plan with the plan's name.
    fn by_folder(&self, path: &SourcePath) -> Option<(&'a SourcePath, String)> {
        let folder = path.folder();
        let mut above = "";
        let mut at = 0;
        while at < folder.len() {
            let end = folder[at..].find('/').map_or(folder.len(), |next| at + next);
            let name = &folder[at..end];
            let below = folder.get(end + 1..).and_then(|rest| rest.split('/').next()).filter(|name| !name.is_empty());
            if let Some(below) = below.filter(|_| place::is_for_artifacts(&name.to_lowercase()))
                && let Some(plan) = self.by_name.get(&place::kebab(below)).and_then(|plans| nearest(plans, above))
            {
                return Some((plan, format!("folder {name}/{below}/")));
            }
            if let Some(plan) = self.by_stem.get(&(above, name)) {
                return Some((plan, format!("folder {name}/, named after the plan")));
            }
            above = &folder[..end];
            at = end + 1;
        }
        None
    }

    /// `x.acceptance.json` beside `x.md`.
    fn by_stem(&self, path: &SourcePath) -> Option<(&'a SourcePath, String)> {
        let name = path.file_name();
        let dots: Vec<usize> = name.match_indices('.').map(|(at, _)| at).collect();
        let plan = dots.into_iter().rev().find_map(|at| self.by_stem.get(&(path.folder(), &name[..at])))?;
        Some((plan, format!("`{name}` is named after the plan")))
    }
}

/// Among plans of one name, the one that lies nearest to a folder; none if two lie equally near.
fn nearest<'a>(plans: &[&'a SourcePath], folder: &str) -> Option<&'a SourcePath> {
    let distance = |plan: &SourcePath| {
        let (mine, its): (Vec<_>, Vec<_>) = (folder.split('/').collect(), plan.folder().split('/').collect());
        let shared = mine.iter().zip(&its).take_while(|(a, b)| a == b).count();
        mine.len() + its.len() - 2 * shared
    };
    plans.iter().copied().min_by_key(|plan| (distance(plan), plan.as_str()))
}

/// The file stem without `.plan`.
pub fn plan_stem(path: &SourcePath) -> &str {
    let stem = path.stem();
    stem.strip_suffix(".plan").or_else(|| stem.strip_suffix(".execplan")).unwrap_or(stem)
}

/// `EP-20260101-001` of `EP-20260101-001_title`.
fn leading_id(stem: &str) -> Option<&str> {
    let (id, _) = stem.split_once("__").or_else(|| stem.split_once('_'))?;
    let is_id = id.starts_with(|c: char| c.is_ascii_alphabetic()) && id.chars().any(|c| c.is_ascii_digit());
    is_id.then_some(id)
}

/// `add-search` of `2026-01-31-add-search`.
pub fn undated(stem: &str) -> Option<&str> {
    let rest = stem.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '_' | '.'));
    (stem.len() - rest.len() >= 8 && !rest.is_empty()).then_some(rest)
}

/// A file named in a text.
#[derive(Debug, PartialEq, Eq)]
struct Mention {
    /// As written, `#fragment` and `?query` cut off, percent-encoding undone.
    target: String,
    /// Lines above it.
    line: u32,
    /// A link or image; else a code span.
    is_link: bool,
}

/// The local files a text links to or names in code spans, outside fenced code.
fn mentions(text: &str) -> Vec<Mention> {
    let mut found = Vec::new();
    let mut fence: Option<&str> = None;
    for (number, line) in text.lines().enumerate() {
        let bare = line.trim_start();
        match fence {
            Some(mark) => {
                fence = if bare.starts_with(mark) { None } else { fence };
                continue;
            }
            None if bare.starts_with("```") => fence = Some("```"),
            None if bare.starts_with("~~~") => fence = Some("~~~"),
            None => {}
        }
        if fence.is_some() || memchr::memchr2(b'`', b']', line.as_bytes()).is_none() {
            continue;
        }
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        let mut push = |raw: &str, is_link: bool| {
            if let Some(target) = local_target(raw, is_link) {
                found.push(Mention { target, line: number, is_link });
            }
        };
        for (at, _) in line.match_indices("](") {
            let rest = &line[at + 2..];
            let target = match rest.strip_prefix('<') {
                Some(rest) => rest.split('>').next(),
                None => rest.split([')', ' ', '"']).next(),
            };
            push(target.unwrap_or(""), true);
        }
        if let Some((_, target)) = bare.strip_prefix('[').and_then(|rest| rest.split_once("]: ")) {
            push(target.split(' ').next().unwrap_or("").trim_matches(['<', '>']), true);
        }
        for span in line.split('`').skip(1).step_by(2) {
            push(span, false);
        }
    }
    found
}

fn local_target(raw: &str, is_link: bool) -> Option<String> {
    if !raw.contains('.') {
        return None;
    }
    let target = raw.trim().split(['#', '?']).next().unwrap_or("");
    let is_local = !target.is_empty() && target.len() < 400 && !target.contains("://") && !target.starts_with("mailto:");
    let has_extension = target.rsplit('/').next().is_some_and(|name| name.contains('.'));
    if !is_local || !has_extension || (!is_link && target.contains(char::is_whitespace)) || !can_be_artifact(target) {
        return None;
    }
    Some(if is_link { percent_decoded(target) } else { target.to_owned() })
}

/// Whether a target is worth looking for: by far the most are source code and other plans.
fn can_be_artifact(target: &str) -> bool {
    let extension = target.rsplit('.').next().unwrap_or("");
    let is_one = |list: &[&str]| list.iter().any(|one| one.eq_ignore_ascii_case(extension));
    is_one(EVIDENCE) || is_one(DATA) || target.split('/').any(place::is_for_artifacts)
}

fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = (bytes[at] == b'%').then(|| text.get(at + 1..at + 3)).flatten().and_then(|hex| u8::from_str_radix(hex, 16).ok());
        out.push(code.unwrap_or(bytes[at]));
        at += if code.is_some() { 3 } else { 1 };
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

/// Pictures, recordings, logs and diffs: evidence wherever it lies.
const EVIDENCE: &[&str] = &[
    "png", "jpg", "jpeg", "gif", "webp", "avif", "bmp", "mp4", "webm", "mov", "mp3", "wav", "pdf", "log", "diff", "patch", "cast", "har",
    "ansi",
];
/// Data and notes: evidence only beside or below plans, configuration elsewhere.
const DATA: &[&str] = &["json", "jsonl", "ndjson", "csv", "tsv", "txt", "svg", "xml", "yaml", "yml", "html"];
/// Folders of source code and its assets.
const SOURCE: &[&str] = &["src", "public", "static", "app", "lib", "fixtures", "icons", "node_modules", "resources"];

/// The file a mention names, if it is evidence and exists: as a path from its file, else from the root.
fn linked(mention: &Mention, place: &SourcePath, files: &[SourcePath]) -> Option<SourcePath> {
    let from_file = place.resolve(&mention.target);
    let from_root = place.resolve(&format!("/{}", mention.target.trim_start_matches("./")));
    let exists = |path: &SourcePath| files.binary_search(path).is_ok();
    let path = from_file.into_iter().chain(from_root).find(exists)?;
    // Indexes of plans are named in plans but belong to none.
    if matches!(path.stem(), "registry" | "index" | "package") {
        return None;
    }
    let extension = path.extension().to_lowercase();
    let folders = || path.folder().split('/').map(str::to_lowercase);
    let in_source = folders().any(|name| SOURCE.contains(&name.as_str()));
    if matches!(place::home(&path), Home::Attachments(_)) {
        return Some(path);
    }
    let is_near = is_near(&path, place) || folders().any(|name| place::is_for_artifacts(&name));
    let is_evidence = EVIDENCE.contains(&extension.as_str()) && (mention.is_link || !in_source || is_near);
    (is_evidence || (DATA.contains(&extension.as_str()) && is_near && !in_source)).then_some(path)
}

/// Whether a file lies below the outermost folder of plans that holds the plan, or beside the plan.
fn is_near(path: &SourcePath, plan: &SourcePath) -> bool {
    if !plan.folder().is_empty() && path.folder() == plan.folder() {
        return true;
    }
    let mut end = 0;
    for folder in plan.folder().split('/') {
        end += folder.len();
        if place::is_plan_folder(folder) {
            return path.as_str().strip_prefix(&plan.as_str()[..end]).is_some_and(|rest| rest.starts_with('/'));
        }
        end += 1;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(plans: &[(&str, &str)], files: &[&str], expected: &[(&str, &str, &str)]) {
        let paths: Vec<SourcePath> = plans.iter().map(|(path, _)| SourcePath::new(path)).collect();
        let owners: Vec<Owner<'_>> =
            paths.iter().zip(plans).map(|(path, (_, text))| Owner { path, identity: None, texts: vec![(path, 1, *text)] }).collect();
        let mut files: Vec<SourcePath> = files.iter().map(SourcePath::new).collect();
        files.sort();
        let found = artifacts(&owners, &files, &Belonging::default(), &[]);
        let found: Vec<_> = found.iter().map(|one| (one.path.as_str(), one.plan.as_str(), one.reason.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn artifacts_by_folder() {
        let a = ".agent/execplans/2026-01-01_a-b.md";
        let archived = ".agent/execplans/archive/old.md";
        check(
            &[(a, ""), (archived, "")],
            &[
                ".agent/execplans/artifacts/2026-01-01_a-b/run.log",
                ".agent/execplans/artifacts/2026-01-01_a-b/.gitkeep",
                ".agent/execplans/archive/artifacts/old/x/shot.png",
                ".agent/execplans/2026-01-01_a-b/notes.txt",
                ".agent/execplans/2026-01-01_a-b.acceptance.json",
                ".agent/execplans/artifacts/nobody/run.log",
            ],
            &[
                (".agent/execplans/2026-01-01_a-b.acceptance.json", a, "`2026-01-01_a-b.acceptance.json` is named after the plan"),
                (".agent/execplans/2026-01-01_a-b/notes.txt", a, "folder 2026-01-01_a-b/, named after the plan"),
                (".agent/execplans/archive/artifacts/old/x/shot.png", archived, "folder artifacts/old/"),
                (".agent/execplans/artifacts/2026-01-01_a-b/run.log", a, "folder artifacts/2026-01-01_a-b/"),
            ],
        );
    }

    #[test]
    fn artifacts_by_link() {
        let plan = "docs/plans/active/a.md";
        let text =
            "# A\n![x](../shots/a%20b.png)\n`docs/run.log`, `src/main.rs`, `package.json`\n```\n`docs/other.log`\n```\n[d](../data.csv)\n";
        check(
            &[(plan, text)],
            &["docs/plans/shots/a b.png", "docs/run.log", "src/main.rs", "package.json", "docs/other.log", "docs/plans/data.csv"],
            &[
                ("docs/plans/data.csv", plan, "linked at line 7"),
                ("docs/plans/shots/a b.png", plan, "linked at line 2"),
                ("docs/run.log", plan, "named at line 3"),
            ],
        );
    }
}
