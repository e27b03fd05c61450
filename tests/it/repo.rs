//! A git repository made for one test.

use std::path::Path;
use std::process::Command;

/// A repository in a temporary folder, with dates under the test's control.
pub struct Repo {
    folder: tempfile::TempDir,
}

impl Repo {
    pub fn new() -> Self {
        let repo = Self { folder: tempfile::tempdir().expect("a temporary folder") };
        repo.git("2026-01-01T00:00:00Z", &["init", "-q", "-b", "main"]);
        repo
    }

    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    pub fn git(&self, at: &str, args: &[&str]) -> String {
        let mut command = Command::new("git");
        command.arg("-C").arg(self.root()).args(["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false"]);
        command.args(args).env("GIT_AUTHOR_DATE", at).env("GIT_COMMITTER_DATE", at).env("GIT_CONFIG_GLOBAL", "/dev/null");
        let output = command.output().expect("git runs");
        assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    #[expect(clippy::disallowed_methods, reason = "a test makes files")]
    pub fn write(&self, path: &str, text: &str) {
        let path = self.root().join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }

    #[expect(clippy::disallowed_methods, reason = "a test reads what was made")]
    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Commits everything as it stands and returns the hash.
    pub fn commit(&self, at: &str, subject: &str) -> String {
        self.git(at, &["add", "-A"]);
        self.git(at, &["commit", "-q", "-m", subject]);
        self.git(at, &["rev-parse", "HEAD"])
    }
}
