//! The `git` command, asked three questions: what repository is this, which commits changed which
//! Markdown files, and what do these blobs hold. Nothing configured in the repository may run.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use jiff::Timestamp;

use crate::model::{Commit, Repository};
use crate::text::SourcePath;

/// Full hash of a blob.
pub type Blob = String;

/// One file changed by one commit, against one of its parents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// Index into [`Log::commits`].
    pub commit: u32,
    /// Path and content before; `None` if the file appeared.
    pub old: Option<(SourcePath, Blob)>,
    /// Path and content after; `None` if the file went.
    pub new: Option<(SourcePath, Blob)>,
}

/// The commits that touch Markdown files, parents before children.
#[derive(Clone, Debug, Default)]
pub struct Log {
    /// The commits, with the number of their parents.
    pub commits: Vec<(Commit, usize)>,
    /// Their changes, in the order of the commits.
    pub edges: Vec<Edge>,
    /// The UTC offset, in seconds, that most of them carry.
    pub usual_offset: Option<i32>,
}

/// A `git` that runs nothing the repository configures and asks nobody anything.
fn git(root: &Path) -> Command {
    let mut command = Command::new("git");
    command
        .arg("-C")
        .arg(root)
        .args(["-c", "core.quotepath=off", "-c", "core.fsmonitor=false", "-c", "log.showSignature=false", "-c", "diff.renameLimit=2000"])
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .stderr(Stdio::null());
    command
}

/// The output of a `git` that succeeds; `None` if it does not, or is not installed.
fn ask(root: &Path, args: &[&str]) -> Option<Vec<u8>> {
    let output = git(root).args(args).output().ok()?;
    output.status.success().then_some(output.stdout)
}

fn ask_line(root: &Path, args: &[&str]) -> Option<String> {
    let out = ask(root, args)?;
    let line = String::from_utf8_lossy(&out).trim_end_matches(['\n', '\r']).to_owned();
    (!line.is_empty()).then_some(line)
}

/// The repository that holds `root`, if it has a commit.
pub fn repository(root: &Path) -> Option<Repository> {
    Some(Repository {
        head: ask_line(root, &["rev-parse", "--verify", "HEAD^{commit}"])?,
        branch: ask_line(root, &["symbolic-ref", "--short", "-q", "HEAD"]),
        url: ask_line(root, &["config", "--get", "remote.origin.url"]).and_then(|url| web_address(&url)),
        prefix: ask_line(root, &["rev-parse", "--show-prefix"]).unwrap_or_default().trim_end_matches('/').to_owned(),
        shallow: ask_line(root, &["rev-parse", "--is-shallow-repository"]).as_deref() == Some("true"),
        usual_offset: None,
    })
}

/// The work tree that holds a folder, as `init` asks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkout {
    /// From the folder to the top of the work tree: empty, or `../` for each level.
    pub up: PathBuf,
    /// From the top to the folder, without a slash at its end; empty at the top.
    pub prefix: String,
    /// The branch that is published: the one the remote calls its own, else `main` or `master` where there is one, else the
    /// one at hand.
    pub branch: String,
}

/// The work tree that holds `root`, a commit or not.
pub fn checkout_of(root: &Path) -> Option<Checkout> {
    (ask_line(root, &["rev-parse", "--is-inside-work-tree"])? == "true").then(|| {
        let remote = ask_line(root, &["symbolic-ref", "--short", "-q", "refs/remotes/origin/HEAD"]);
        let remote = remote.and_then(|name| name.strip_prefix("origin/").map(str::to_owned));
        let is_there = |name: &&str| ask(root, &["show-ref", "--verify", "-q", &format!("refs/heads/{name}")]).is_some();
        let usual = || ["main", "master"].into_iter().find(is_there).map(str::to_owned);
        let at_hand = || ask_line(root, &["symbolic-ref", "--short", "-q", "HEAD"]);
        Checkout {
            up: ask_line(root, &["rev-parse", "--show-cdup"]).unwrap_or_default().into(),
            prefix: ask_line(root, &["rev-parse", "--show-prefix"]).unwrap_or_default().trim_end_matches('/').to_owned(),
            branch: remote.or_else(usual).or_else(at_hand).unwrap_or_else(|| "main".to_owned()),
        }
    })
}

impl Checkout {
    /// Whether git is told to ignore a folder below `root`, there or not.
    pub fn ignores(&self, root: &Path, folder: &str) -> bool {
        ask(root, &["check-ignore", "-q", "--", &format!("{folder}/")]).is_some()
    }
}

/// Whether `git` itself can be run.
pub fn is_installed() -> bool {
    Command::new("git").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// `git@host:owner/repo.git` and its relatives as `https://host/owner/repo`; credentials are dropped.
/// `None` for what is no web host: a local path, a bundle.
fn web_address(remote: &str) -> Option<String> {
    let rest = match remote.split_once("://") {
        Some(("https" | "http" | "ssh" | "git", rest)) => rest.to_owned(),
        Some(_) => return None,
        None => {
            let (host, path) = remote.split_once(':').filter(|(host, _)| host.contains('@') || host.contains('.'))?;
            format!("{host}/{path}")
        }
    };
    let rest = rest.rsplit_once('@').map_or(rest.as_str(), |(_, rest)| rest);
    let (host, path) = rest.split_once('/')?;
    let host = host.split(':').next().unwrap_or(host);
    let path = path.trim_end_matches('/').trim_end_matches(".git");
    (host.contains('.') && !path.is_empty()).then(|| format!("https://{host}/{path}"))
}

/// Every commit of HEAD's history that changes a Markdown file below `root`, with renames followed.
///
/// Merges are listed against each parent, since a conflict resolved in one is a change like any other;
/// `--full-history` keeps side branches, which plain `git log -- path` would drop.
pub fn log(root: &Path) -> Option<Log> {
    let out = ask(
        root,
        &[
            "log",
            "--full-history",
            "-m",
            "--raw",
            "--abbrev=40",
            "-M60%",
            "--topo-order",
            "--reverse",
            "-z",
            "--no-ext-diff",
            "--no-textconv",
            "--relative",
            "--date=format:%z",
            "--format=%x01%H%x00%P%x00%at%x00%ad%x00%an%x00%s",
            "--",
            ":(icase)*.md",
        ],
    )?;
    Some(read_log(&String::from_utf8_lossy(&out)))
}

fn read_log(text: &str) -> Log {
    let mut log = Log::default();
    let mut offsets: BTreeMap<i32, u32> = BTreeMap::new();
    for entry in text.split('\u{1}').skip(1) {
        let mut fields = entry.split('\0');
        let mut next = || fields.next().unwrap_or("").trim_start_matches('\n');
        let (hash, parents, seconds, zone, author, subject) = (next(), next(), next(), next(), next(), next());
        let at = seconds.parse().ok().and_then(|seconds| Timestamp::from_second(seconds).ok()).unwrap_or(Timestamp::UNIX_EPOCH);
        if log.commits.last().is_none_or(|(last, _)| last.hash != hash) {
            let commit = Commit { at, hash: hash.to_owned(), author: author.to_owned(), subject: subject.to_owned() };
            log.commits.push((commit, parents.split(' ').filter(|parent| !parent.is_empty()).count()));
            if let Some(offset) = offset_seconds(zone) {
                *offsets.entry(offset).or_default() += 1;
            }
        }
        let commit = u32::try_from(log.commits.len() - 1).unwrap_or(u32::MAX);
        while let Some(change) = fields.next() {
            let Some(edge) = read_edge(commit, change.trim_start_matches('\n'), &mut fields) else { continue };
            log.edges.push(edge);
        }
    }
    log.usual_offset = offsets.into_iter().max_by_key(|(_, n)| *n).map(|(offset, _)| offset);
    log
}

/// `:100644 100644 <old> <new> R087`, then one path, or two for a rename or copy.
fn read_edge<'a>(commit: u32, change: &str, fields: &mut impl Iterator<Item = &'a str>) -> Option<Edge> {
    let mut parts = change.strip_prefix(':')?.split(' ').skip(2);
    let (old, new, kind) = (parts.next()?, parts.next()?, parts.next()?);
    let first = SourcePath::new(fields.next()?);
    let two = kind.starts_with(['R', 'C']);
    let second = if two { SourcePath::new(fields.next()?) } else { first.clone() };
    let side = |path: SourcePath, blob: &str| (!blob.bytes().all(|byte| byte == b'0')).then(|| (path, blob.to_owned()));
    let old = if kind.starts_with('C') { None } else { side(first, old) };
    Some(Edge { commit, old, new: side(second, new) })
}

/// `+0200` in seconds.
fn offset_seconds(zone: &str) -> Option<i32> {
    let (sign, digits) = (zone.get(..1)?, zone.get(1..)?);
    let number: i32 = digits.parse().ok()?;
    let seconds = (number / 100) * 3600 + (number % 100) * 60;
    Some(if sign == "-" { -seconds } else { seconds })
}

/// Path and blob of every Markdown file of a revision, below `root`. A revision that could be taken for an
/// option is refused.
pub fn tree(root: &Path, revision: &str) -> Option<BTreeMap<SourcePath, Blob>> {
    if revision.starts_with('-') {
        return None;
    }
    let out = ask(root, &["ls-tree", "-r", "-z", revision])?;
    let text = String::from_utf8_lossy(&out);
    let entries = text.split('\0').filter_map(|line| {
        let (meta, path) = line.split_once('\t')?;
        let mut parts = meta.split(' ').skip(1);
        let is_markdown = path.len() > 3 && path[path.len() - 3..].eq_ignore_ascii_case(".md");
        (parts.next() == Some("blob") && is_markdown).then(|| (SourcePath::new(path), parts.next().unwrap_or("").to_owned()))
    });
    Some(entries.collect())
}

/// Files that git tracks although its ignore rules name them: to git they are not ignored.
pub fn tracked_though_ignored(root: &Path) -> std::collections::BTreeSet<SourcePath> {
    let out = ask(root, &["ls-files", "-z", "--cached", "--ignored", "--exclude-standard"]).unwrap_or_default();
    String::from_utf8_lossy(&out).split('\0').filter(|path| !path.is_empty()).map(SourcePath::new).collect()
}

/// Markdown files whose working copy differs from HEAD.
pub fn dirty(root: &Path) -> std::collections::BTreeSet<SourcePath> {
    let out = ask(root, &["diff", "--name-only", "-z", "--relative", "--no-ext-diff", "--no-textconv", "HEAD", "--", ":(icase)*.md"]);
    let out = out.unwrap_or_default();
    String::from_utf8_lossy(&out).split('\0').filter(|path| !path.is_empty()).map(SourcePath::new).collect()
}

/// The contents of blobs, decoded; a blob that cannot be read is left out.
pub fn blobs(root: &Path, wanted: Vec<Blob>) -> BTreeMap<Blob, String> {
    let child = git(root).args(["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut child) = child else { return BTreeMap::new() };
    let (Some(mut stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else { return BTreeMap::new() };
    let writer = std::thread::spawn(move || {
        for blob in wanted {
            if writeln!(stdin, "{blob}").is_err() {
                return;
            }
        }
    });
    let mut found = BTreeMap::new();
    let mut reader = BufReader::new(stdout);
    let mut header = String::new();
    while {
        header.clear();
        reader.read_line(&mut header).is_ok_and(|n| n > 0)
    } {
        let mut parts = header.split_whitespace();
        let (Some(blob), Some(kind)) = (parts.next(), parts.next()) else { continue };
        let Some(size) = parts.next().and_then(|size| size.parse::<usize>().ok()).filter(|_| kind == "blob") else { continue };
        let mut bytes = vec![0; size + 1];
        if reader.read_exact(&mut bytes).is_err() {
            break;
        }
        bytes.pop();
        let text = String::from_utf8_lossy(&bytes);
        found.insert(blob.to_owned(), text.trim_start_matches('\u{feff}').replace("\r\n", "\n"));
    }
    // The child ends with its input; what it printed has been read.
    let _ = writer.join();
    let _ = child.wait();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remotes_become_web_addresses_without_credentials() {
        let check = |remote: &str, address: Option<&str>| assert_eq!(web_address(remote).as_deref(), address, "{remote}");
        check("git@github.com:owner/repo.git", Some("https://github.com/owner/repo"));
        check("https://user:token@example.org/owner/repo.git", Some("https://example.org/owner/repo"));
        check("ssh://git@example.org:22/owner/repo", Some("https://example.org/owner/repo"));
        check("../elsewhere.bundle", None);
        check("/srv/git/repo.git", None);
    }

    #[test]
    fn a_raw_log_reads_as_commits_and_edges() {
        let zero = "0".repeat(40);
        let (a, b) = ("a".repeat(40), "b".repeat(40));
        let text = format!(
            "\u{1}h1\0\0100\0+0200\0Ada\0start\0\n:000000 100644 {zero} {a} A\0plan.md\0\u{1}h2\0h1\0200\0+0200\0Ada\0move\0\n:100644 100644 {a} {b} R090\0plan.md\0done/plan.md\0"
        );
        let log = read_log(&text);
        assert_eq!(log.usual_offset, Some(7200));
        assert_eq!(log.commits.len(), 2);
        assert_eq!(log.edges[1].old, Some((SourcePath::new("plan.md"), a)));
        assert_eq!(log.edges[1].new, Some((SourcePath::new("done/plan.md"), b)));
    }
}
