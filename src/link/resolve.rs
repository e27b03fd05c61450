//! What a reference means: an index of everything that can be referred to, and the rules by which the
//! words of a plan are looked up in it. Shared by the linker and by the pages, so that a link on a page
//! and a link in the archive never disagree.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::model::{Archive, Node, Plan, PlanIndex, RecordKind, RecordRef, ReferenceKind};
use crate::text::{Anchor, QuickHash, SourcePath, slug};

/// Everything of an archive that can be referred to.
#[derive(Clone, Debug, Default)]
pub struct Index {
    by_path: HashMap<SourcePath, PlanIndex, QuickHash>,
    by_name: HashMap<String, Vec<PlanIndex>, QuickHash>,
    /// Plans by the names of their side files.
    by_side: HashMap<String, Vec<PlanIndex>, QuickHash>,
    by_id: HashMap<String, Vec<PlanIndex>, QuickHash>,
    /// By their ids without the day these begin with.
    by_undated: HashMap<String, Vec<PlanIndex>, QuickHash>,
    by_old_path: HashMap<SourcePath, PlanIndex, QuickHash>,
    /// Artifacts, with the plan they belong to.
    artifacts: HashMap<SourcePath, PlanIndex, QuickHash>,
    /// Outermost folders of files and of code paths that have an extension.
    heads: HashSet<String, QuickHash>,
    /// Folders that hold plans.
    folders: HashSet<String, QuickHash>,
    /// Every file of the tree, and every folder that holds one, at any depth.
    files: HashSet<SourcePath, QuickHash>,
    all_folders: HashSet<String, QuickHash>,
    /// Architecture decision records by number.
    records: BTreeMap<u32, Vec<SourcePath>>,
    /// Web address of the repository, without a trailing slash.
    pub repository: Option<String>,
    /// Branch or commit that links into the repository name.
    pub revision: String,
}

/// What a reference leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// One thing, and how it was found where that is not plain: `moved from …`.
    Found(Node, Option<String>),
    /// Several plans go by that name.
    Ambiguous(Vec<PlanIndex>),
    /// It looks like a reference inside the archive, but nothing is there.
    Dangling,
    /// Nothing that can be looked up.
    Unknown,
}

impl Index {
    /// Indexes the plans of an archive whose links are yet to be made.
    pub fn new(archive: &Archive, repository: Option<String>) -> Self {
        let mut index = Self {
            repository: repository.map(|url| url.trim_end_matches('/').trim_end_matches(".git").to_owned()),
            revision: archive.repository.as_ref().map_or_else(|| "HEAD".into(), |repository| repository.head.clone()),
            ..Self::default()
        };
        for (number, plan) in (0..).zip(&archive.plans) {
            index.add(number, plan);
        }
        for path in archive.files.iter() {
            if let Some(number) = record_number(path).filter(|_| path.as_str().ends_with(".md")) {
                index.records.entry(number).or_default().push(path.clone());
            }
            index.add_head(path.as_str());
            index.files.insert(path.clone());
            let mut folder = path.folder().trim_end_matches('/');
            while !folder.is_empty() && !index.all_folders.contains(folder) {
                index.all_folders.insert(folder.to_owned());
                folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
            }
        }
        index
    }

    fn add(&mut self, number: PlanIndex, plan: &Plan) {
        let source = &plan.document.source;
        if source.part.is_none() {
            self.by_path.entry(source.path.clone()).or_insert(number);
            self.by_name.entry(source.path.file_name().to_lowercase()).or_default().push(number);
            for side in &source.sides {
                self.by_path.entry(side.path.clone()).or_insert(number);
                self.by_side.entry(side.path.file_name().to_lowercase()).or_default().push(number);
            }
        }
        self.folders.insert(source.path.folder().to_owned());
        for artifact in &plan.artifacts {
            self.artifacts.entry(artifact.path.clone()).or_insert(number);
        }
        let paths = plan.document.references.iter().filter(|reference| reference.kind == ReferenceKind::CodePath);
        for path in paths.map(|reference| without_line(plan.document.target(reference))).filter(|path| has_extension(path)) {
            self.add_head(path);
        }
        let own = plan.document.own_id.as_deref().map(|id| id.trim().to_lowercase());
        let names = [Some(plan.id.as_str().to_owned()), own, Some(source.path.stem().to_lowercase())];
        for name in names.into_iter().flatten() {
            let list = self.by_id.entry(name).or_default();
            if list.last() != Some(&number) {
                list.push(number);
            }
        }
        if let Some(undated) = undated(plan.id.as_str()) {
            self.by_undated.entry(undated.to_owned()).or_default().push(number);
        }
        for change in plan.history.iter().flat_map(|history| &history.changes) {
            if change.path != source.path {
                self.by_old_path.entry(change.path.clone()).or_insert(number);
            }
        }
    }

    fn add_head(&mut self, path: &str) {
        if let Some((head, _)) = path.trim_start_matches("./").split_once('/').filter(|(head, _)| !self.heads.contains(*head)) {
            self.heads.insert(head.to_owned());
        }
    }

    /// The plan whose file this is.
    pub fn plan_at(&self, path: &SourcePath) -> Option<PlanIndex> {
        self.by_path.get(path).copied()
    }

    /// Whether the tree has this file.
    pub fn is_file(&self, path: &SourcePath) -> bool {
        self.files.contains(path)
    }

    /// Whether the tree has this folder, with a file below it.
    pub fn is_folder(&self, path: &SourcePath) -> bool {
        self.all_folders.contains(path.as_str())
    }

    /// What `target`, written in `plan` or in the side file of it at `from`, leads to.
    pub fn resolve(&self, archive: &Archive, plan: PlanIndex, from: &SourcePath, target: &str, kind: &ReferenceKind) -> Resolution {
        match kind {
            ReferenceKind::Link => self.link(archive, plan, from, target),
            ReferenceKind::CodePath => self.code_path(archive, from, target),
            ReferenceKind::PlanName => self.name(archive, plan, from, target),
            ReferenceKind::Issue => self.issue(target),
            ReferenceKind::Commit => self.commit(target),
            ReferenceKind::Symbol => Resolution::Unknown,
            ReferenceKind::Relation(_) => self.relation(archive, plan, from, target),
        }
    }

    /// A Markdown link destination.
    fn link(&self, archive: &Archive, plan: PlanIndex, from: &SourcePath, target: &str) -> Resolution {
        let (path, fragment) = target.split_once('#').map_or((target, ""), |(path, fragment)| (path, fragment));
        if path.is_empty() {
            let own = super::line::first_line(fragment).and_then(|line| super::line::at(archive, plan, from.file_name(), line));
            return own.map_or_else(|| self.fragment(archive, plan, fragment), |node| Resolution::Found(node, None));
        }
        if let Some((scheme, _)) =
            path.split_once(':').filter(|(scheme, _)| scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+.-".contains(c)))
        {
            return if matches!(scheme, "http" | "https") { self.address(target) } else { Resolution::Unknown };
        }
        if path.starts_with("//") || path.starts_with('<') || path.contains("{{") {
            return Resolution::Unknown;
        }
        let path = decode(path.split('?').next().unwrap_or(path));
        if is_local_machine_path(&path) {
            return self.tail(&path);
        }
        match self.path(archive, from, &path) {
            Resolution::Found(Node::Plan(found), how) if !fragment.is_empty() => {
                let at_line = super::line::first_line(fragment).and_then(|line| super::line::at(archive, found, file_name(&path), line));
                match (at_line, self.fragment(archive, found, fragment)) {
                    (Some(node), _) => Resolution::Found(node, how),
                    (None, Resolution::Found(node, _)) => Resolution::Found(node, how),
                    (None, _) => Resolution::Found(Node::Plan(found), how),
                }
            }
            Resolution::Unknown => match self.tail(&path) {
                Resolution::Unknown => Resolution::Dangling,
                found => found,
            },
            other => other,
        }
    }

    /// A heading or record of a plan.
    fn fragment(&self, archive: &Archive, plan: PlanIndex, fragment: &str) -> Resolution {
        let wanted = Anchor::new(decode(fragment));
        let document = &archive.plan(plan).document;
        if document.sections.iter().any(|section| section.anchor == wanted) {
            return Resolution::Found(Node::Heading(plan, wanted), None);
        }
        let kinds = [RecordKind::Step, RecordKind::Decision, RecordKind::Surprise, RecordKind::Outcome];
        let lens = [document.steps.len(), document.decisions.len(), document.surprises.len(), document.outcomes.len()];
        for (kind, len) in kinds.into_iter().zip(lens) {
            for index in 0..u32::try_from(len).unwrap_or(u32::MAX) {
                let record = RecordRef { plan, kind, index };
                if archive.record(record).0.id == wanted {
                    return Resolution::Found(Node::Record(record), None);
                }
            }
        }
        Resolution::Dangling
    }

    /// A web address: one into our own repository is resolved there.
    fn address(&self, address: &str) -> Resolution {
        if let Some(rest) =
            self.repository.as_deref().and_then(|own| address.strip_prefix(own)).and_then(|rest| rest.strip_prefix("/blob/"))
            && let Some((_, path)) = rest.split_once('/')
        {
            let path = SourcePath::new(decode(path.split(['#', '?']).next().unwrap_or(path)));
            if let Some(plan) = self.plan_at(&path) {
                return Resolution::Found(Node::Plan(plan), None);
            }
            if self.files.contains(&path) {
                return Resolution::Found(Node::File(path), None);
            }
        }
        Resolution::Found(Node::Web(address.to_owned()), None)
    }

    /// The text of a code span that is a path, with an optional `:line`. A path that is no plan's stands for
    /// itself, in the repository or not: records that name it are what matters.
    fn code_path(&self, archive: &Archive, from: &SourcePath, target: &str) -> Resolution {
        let path = without_line(target);
        if is_local_machine_path(path) {
            return self.tail(path);
        }
        if let Some(head) = elided(path) {
            return self.beginning(from, head, path);
        }
        let found = match self.path(archive, from, path) {
            Resolution::Unknown => self.tail(path),
            found => found,
        };
        match found {
            Resolution::Found(Node::Plan(plan), how) if path.len() < target.len() => {
                let line = super::line::first_line(target[path.len()..].trim_start_matches([':', '#']));
                let node = line.and_then(|line| super::line::at(archive, plan, file_name(path), line));
                Resolution::Found(node.unwrap_or(Node::Plan(plan)), how)
            }
            Resolution::Unknown if self.is_plan_place(path) => Resolution::Dangling,
            Resolution::Unknown if path.contains('/') => {
                let clean = path.trim_start_matches("./").trim_end_matches('/');
                // Of words with slashes between them, such as `open/done`, only the folder they begin with tells paths.
                let is_path = has_extension(path) || path.ends_with('/') || path.starts_with(['.', '/']);
                let head = clean.split('/').next().unwrap_or_default();
                if clean.is_empty() || clean.starts_with("..") || !(is_path || self.heads.contains(head)) {
                    Resolution::Unknown
                } else {
                    Resolution::Found(Node::File(SourcePath::new(clean)), None)
                }
            }
            other => other,
        }
    }

    /// The one plan, else the one file, whose path begins as a name that is cut short does: `plans/52-...`.
    fn beginning(&self, from: &SourcePath, head: &str, cited: &str) -> Resolution {
        let heads = [from.resolve(head), SourcePath::new("").resolve(head)];
        let begins = |path: &SourcePath| heads.iter().flatten().any(|head| path.as_str().starts_with(head.as_str()));
        let mut found: Vec<PlanIndex> = self.by_path.iter().filter(|(path, _)| begins(path)).map(|(_, plan)| *plan).collect();
        found.sort_unstable();
        found.dedup();
        let node = match found.as_slice() {
            [plan] => Some(Node::Plan(*plan)),
            [] => {
                let mut files = self.files.iter().filter(|path| begins(path));
                files.next().filter(|_| files.next().is_none()).map(|path| Node::File(path.clone()))
            }
            _ => None,
        };
        node.map_or(Resolution::Unknown, |node| Resolution::Found(node, Some(format!("cited as `{cited}`; the one whose name begins so"))))
    }

    /// What an absolute path on somebody's machine leads to: the longest end of it that is a file here. The name of
    /// a file alone is none, unless it lay in a folder named like the repository. For what nothing here is called.
    fn tail(&self, path: &str) -> Resolution {
        if !path.starts_with('/') && !is_local_machine_path(path) {
            return Resolution::Unknown;
        }
        let own = self.repository.as_deref().and_then(|url| url.rsplit('/').next());
        let ends = path.match_indices('/').skip(1).map(|(at, _)| (path[..at].rsplit('/').next(), &path[at + 1..]));
        let mut may_be = ends.filter(|(above, end)| end.contains('/') || own.is_some() && *above == own);
        let found = may_be.find_map(|(_, end)| {
            let file = SourcePath::new(end);
            let node = self.plan_at(&file).map(Node::Plan).or_else(|| self.is_file(&file).then(|| Node::File(file.clone())))?;
            Some(Resolution::Found(node, Some(format!("`{file}` of the path `{path}`"))))
        });
        found.unwrap_or(Resolution::Unknown)
    }

    /// Whether a Markdown path lies in a folder that holds plans: nothing there is a dangling reference.
    fn is_plan_place(&self, path: &str) -> bool {
        let path = path.trim_start_matches("./");
        path.ends_with(".md")
            && path.rsplit_once('/').is_some_and(|(folder, _)| self.folders.contains(folder))
            && !path.contains(['*', '<', '{', '…'])
    }

    /// A path: as it stands from this file or from the root; where a plan was before it moved; by its file
    /// name alone, if one plan has it.
    fn path(&self, archive: &Archive, from: &SourcePath, path: &str) -> Resolution {
        let candidates = [from.resolve(path), SourcePath::new("").resolve(path)];
        for candidate in candidates.iter().flatten() {
            if let Some(plan) = self.plan_at(candidate) {
                return Resolution::Found(Node::Plan(plan), None);
            }
            if self.files.contains(candidate) {
                return Resolution::Found(Node::File(candidate.clone()), None);
            }
        }
        for candidate in candidates.iter().flatten() {
            if let Some(plan) = self.by_old_path.get(candidate) {
                return Resolution::Found(Node::Plan(*plan), Some(format!("moved here from `{candidate}`")));
            }
            if self.is_folder(candidate) {
                return Resolution::Found(Node::File(candidate.clone()), None);
            }
        }
        let name = file_name(path).to_lowercase();
        if !name.ends_with(".md") {
            return Resolution::Unknown;
        }
        match self.by_name.get(&name).map(Vec::as_slice) {
            Some([plan]) => Resolution::Found(Node::Plan(*plan), Some(format!("cited as `{path}`; found by its file name"))),
            Some(several) => match nearest(archive, several, &candidates) {
                Some(plan) => Resolution::Found(Node::Plan(plan), Some(format!("cited as `{path}`; the nearest file of that name"))),
                None => Resolution::Ambiguous(several.to_vec()),
            },
            None => match self.side(&name) {
                Some(plan) => Resolution::Found(Node::Plan(plan), Some(format!("cited as `{path}`; found by its file name"))),
                None => Resolution::Unknown,
            },
        }
    }

    /// The one plan that has a side file of this name: `07-01-plan.md` is one of many names, `progress.md` is of many plans.
    fn side(&self, name: &str) -> Option<PlanIndex> {
        match self.by_side.get(name).map(Vec::as_slice) {
            Some([plan]) => Some(*plan),
            _ => None,
        }
    }

    /// A plan id or file name in prose; the file of that name beside the one that names it, or beside its plan, goes first.
    fn name(&self, archive: &Archive, plan: PlanIndex, from: &SourcePath, target: &str) -> Resolution {
        if target.ends_with(".md") {
            let beside = [from, &archive.plan(plan).document.source.path].map(|file| file.resolve(target));
            if let Some(plan) = beside.iter().flatten().find_map(|path| self.plan_at(path)) {
                return Resolution::Found(Node::Plan(plan), None);
            }
        }
        let name = target.trim().to_lowercase();
        let found = self.by_id.get(&name).or_else(|| self.by_name.get(&name)).or_else(|| self.by_id.get(slug(&name).as_str()));
        let found = found.or_else(|| self.by_undated.get(&name));
        match found.map(Vec::as_slice) {
            Some([plan]) => Resolution::Found(Node::Plan(*plan), None),
            Some(several) => Resolution::Ambiguous(several.to_vec()),
            None if name.ends_with(".md") => self.side(&name).map_or(Resolution::Unknown, |plan| Resolution::Found(Node::Plan(plan), None)),
            None => self.record(&name),
        }
    }

    /// `adr-12`: the one architecture decision record of that number.
    fn record(&self, name: &str) -> Resolution {
        let number = name.strip_prefix("adr").map(|rest| rest.trim_start_matches(['-', '_'])).and_then(|number| number.parse().ok());
        match number.and_then(|number: u32| self.records.get(&number)).map(Vec::as_slice) {
            Some([path]) => {
                let node = self.plan_at(path).map_or_else(|| Node::File(path.clone()), Node::Plan);
                Resolution::Found(node, Some(format!("`{path}` is the record of that number")))
            }
            _ => Resolution::Unknown,
        }
    }

    /// `#123`, `owner/repo#1`.
    fn issue(&self, target: &str) -> Resolution {
        if target.starts_with("http") {
            return Resolution::Found(Node::Web(target.to_owned()), None);
        }
        let Some((place, number)) = target.split_once('#').filter(|(_, number)| number.bytes().all(|byte| byte.is_ascii_digit())) else {
            return Resolution::Unknown;
        };
        let base = match (place, &self.repository) {
            ("", Some(own)) => own.clone(),
            ("", None) => return Resolution::Unknown,
            (other, own) => format!("{}/{other}", own.as_deref().map_or("https://github.com", host)),
        };
        Resolution::Found(Node::Web(format!("{base}/issues/{number}")), None)
    }

    fn commit(&self, hash: &str) -> Resolution {
        match &self.repository {
            Some(own) => Resolution::Found(Node::Web(format!("{own}/commit/{hash}")), None),
            None => Resolution::Unknown,
        }
    }

    /// The value of a header field that relates plans: an id, a path, or a link.
    fn relation(&self, archive: &Archive, plan: PlanIndex, from: &SourcePath, target: &str) -> Resolution {
        if target.starts_with("http://") || target.starts_with("https://") {
            return self.address(target);
        }
        let found = match self.name(archive, plan, from, target) {
            Resolution::Unknown if target.contains(['/', '.']) && !target.contains(' ') => self.link(archive, plan, from, target),
            other => other,
        };
        // Plans are related to plans: a brief that belongs to one stands for it.
        match found {
            Resolution::Found(Node::File(path), how) => match self.artifacts.get(&path) {
                Some(owner) if *owner != plan => Resolution::Found(Node::Plan(*owner), Some(format!("`{path}` belongs to it"))),
                _ => Resolution::Found(Node::File(path), how),
            },
            other => other,
        }
    }
}

/// `https://host` of an address.
fn host(address: &str) -> &str {
    let start = address.find("://").map_or(0, |at| at + 3);
    address[start..].find('/').map_or(address, |end| &address[..start + end])
}

/// The number of an architecture decision record: `docs/adr/0012-use-tokens.md`, `adr-012-use-tokens.md`.
fn record_number(path: &SourcePath) -> Option<u32> {
    let name = path.file_name();
    let is_named = name.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("adr"));
    let is_kept = |folder: &str| {
        matches!(folder, "adr" | "adrs" | "decisions") || folder.contains("decision_record") || folder.contains("decision-record")
    };
    if !is_named && !path.folder().rsplit('/').next().is_some_and(is_kept) {
        return None;
    }
    let rest = if is_named { name[3..].trim_start_matches(['-', '_']) } else { name };
    let n_digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let is_number = (1..=5).contains(&n_digits) && rest[n_digits..].starts_with(['-', '_', '.']);
    rest[..n_digits].parse().ok().filter(|_| is_number)
}

/// Of several plans with one file name the one that lies in the same tree of folders as the cited path does: what
/// was cited in `plans/active/` is sooner `plans/completed/` than in another tree. Nothing if two are as near.
fn nearest(archive: &Archive, plans: &[PlanIndex], cited: &[Option<SourcePath>]) -> Option<PlanIndex> {
    let folders = |path: &SourcePath| path.folder().split('/').filter(|name| !name.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    let shared = |plan: PlanIndex| {
        let own = folders(&archive.plan(plan).document.source.path);
        let common = |path: &SourcePath| {
            let cited = folders(path);
            let n = cited.iter().zip(&own).take_while(|(a, b)| a == b).count();
            // Only the last folder may be another one.
            if n + 1 >= cited.len() { n } else { 0 }
        };
        cited.iter().flatten().map(common).max().unwrap_or(0)
    };
    let mut near: Vec<(usize, PlanIndex)> = plans.iter().map(|plan| (shared(*plan), *plan)).collect();
    near.sort_unstable();
    let is_generic = |plan: PlanIndex| super::identity::is_generic(archive.plan(plan).document.source.path.stem());
    match near.as_slice() {
        [.., (second, _), (first, plan)] if first > second && *first > 0 && !is_generic(*plan) => Some(*plan),
        _ => None,
    }
}

/// What stands of a path whose end is left out: `plans/52-` of `plans/52-...` and `plans/52-….md`.
fn elided(path: &str) -> Option<&str> {
    let rest = path.strip_suffix(".md").unwrap_or(path);
    let head = rest.strip_suffix("...").or_else(|| rest.strip_suffix('…'))?;
    (!head.is_empty() && !head.ends_with('/')).then_some(head)
}

/// `add-search` of `2026-01-31-add-search`.
fn undated(id: &str) -> Option<&str> {
    let rest = id.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-');
    (id.len() - rest.len() >= 8 && rest.len() >= 4).then_some(rest)
}

/// Whether the last part of a path has an extension, or begins with a dot.
fn has_extension(path: &str) -> bool {
    file_name(path).contains('.')
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// A path on somebody's own machine, which leads nowhere for anybody else.
pub fn is_local_machine_path(path: &str) -> bool {
    let is_drive = path.as_bytes().get(1) == Some(&b':') && path.as_bytes()[0].is_ascii_alphabetic();
    is_drive
        || path.starts_with('~')
        || ["/Users/", "/home/", "/tmp/", "/private/", "/var/", "/opt/", "/root/", "/mnt/"].iter().any(|home| path.starts_with(home))
}

/// `src/a.rs:12`, `src/a.rs:12-20`, `src/a.rs#L12` without the line.
pub fn without_line(target: &str) -> &str {
    let target = target.split('#').next().unwrap_or(target);
    match target.rsplit_once(':') {
        Some((path, line)) if !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b',')) => {
            without_line(path)
        }
        _ => target,
    }
}

/// Percent-decoding; what is not valid stays as it is.
fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let byte = (bytes[at] == b'%').then(|| text.get(at + 1..at + 3)).flatten().and_then(|hex| u8::from_str_radix(hex, 16).ok());
        out.push(byte.unwrap_or(bytes[at]));
        at += if byte.is_some() { 3 } else { 1 };
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decision_records_are_known_by_their_numbers() {
        let number = |path: &str| record_number(&SourcePath::new(path));
        assert_eq!(number("docs/adr/0012-use-tokens.md"), Some(12));
        assert_eq!(number("docs/architectural_decision_records/ADR-022-blocks.md"), Some(22));
        assert_eq!(number("docs/design/adr_008.md"), Some(8));
        for other in ["docs/adr/README.md", "docs/notes/0012-use-tokens.md", "docs/adr/2026.05.md", "docs/adrift.md"] {
            assert!(number(other).is_none_or(|n| n == 2026), "{other}");
        }
    }

    #[test]
    fn lines_and_hosts_are_cut_off() {
        assert_eq!(without_line("src/a.rs:12-20"), "src/a.rs");
        assert_eq!(without_line("src/a.rs:12:4"), "src/a.rs");
        assert_eq!(without_line("a::b"), "a::b");
        assert_eq!(host("https://example.org/owner/repo"), "https://example.org");
        assert_eq!(decode("a%20b%zz"), "a b%zz");
    }
}
