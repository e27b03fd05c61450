//! An archive in a temporary folder, and the command run on it.
#![expect(clippy::disallowed_methods, reason = "a test makes and reads files")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A copy of a fixture, or an empty folder.
pub struct Folder {
    folder: tempfile::TempDir,
}

impl Folder {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    /// The archive of `tests/fixtures/site`: two plans, two artifacts.
    pub fn archive() -> Self {
        let folder = Self::new();
        let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/site");
        for entry in walkdir::WalkDir::new(&fixture) {
            let entry = entry.expect("the fixture is there");
            if entry.file_type().is_file() {
                let name = entry.path().strip_prefix(&fixture).expect("below the fixture").to_string_lossy().into_owned();
                folder.write(&format!("archive/{name}"), &std::fs::read_to_string(entry.path()).expect("text"));
            }
        }
        folder
    }

    /// The folder itself: it holds `archive/` and whatever the test puts beside it.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The root of the archive.
    pub fn root(&self) -> PathBuf {
        self.path().join("archive")
    }

    pub fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }

    pub fn read(&self, name: &str) -> String {
        String::from_utf8_lossy(&std::fs::read(self.path().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))).into_owned()
    }

    /// Every file below `name`, with its bytes, by path.
    pub fn files(&self, name: &str) -> std::collections::BTreeMap<String, Vec<u8>> {
        let top = self.path().join(name);
        let entries =
            walkdir::WalkDir::new(&top).into_iter().map(|entry| entry.expect("readable")).filter(|entry| entry.file_type().is_file());
        entries
            .map(|entry| {
                let name = entry.path().strip_prefix(&top).expect("below").to_string_lossy().into_owned();
                (name, std::fs::read(entry.path()).expect("readable"))
            })
            .collect()
    }

    /// The command, to be run on the archive.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_execplan-site"));
        command.current_dir(self.root()).args(args).env_remove("SOURCE_DATE_EPOCH").env("NO_COLOR", "1");
        command
    }

    /// Runs the command on the archive.
    pub fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().expect("the command runs")
    }

    /// Builds the archive into `site/` beside it.
    pub fn build(&self, args: &[&str]) -> Output {
        let output = self.run(&[&["build", "-d", "../site"], args].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        output
    }
}

/// What a command said on stderr.
pub fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
