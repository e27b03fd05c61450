//! The command line: what the user said, as types.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Turn a folder of ExecPlans into a site people want to read.
#[derive(Clone, Debug, Parser)]
#[command(name = "execplan-site", version, propagate_version = true)]
pub struct Cli {
    /// What holds for every command.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What holds for every command.
#[derive(Clone, Debug, Args)]
pub struct Global {
    /// Folder that holds the plans: a repository, or any folder in one
    #[arg(long, global = true, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,
    /// Configuration file [default: book.toml in the root, if there is one]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Moment to take as now, RFC 3339 or a date [default: SOURCE_DATE_EPOCH, else the newest event of the archive]
    #[arg(long, global = true, value_name = "TIME")]
    pub as_of: Option<String>,
    /// Threads to use [default: one a core]
    #[arg(long, short, global = true, value_name = "N")]
    pub jobs: Option<usize>,
    /// Say less
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// Say more: notes, and every diagnostic in full
    #[arg(long, short, global = true)]
    pub verbose: bool,
    /// When to use colour
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto)]
    pub color: Color,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// What to do.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Build the site
    Build(Build),
    /// Preview the site and rebuild it on every change
    Serve(Serve),
    /// Build the site, and again on every change
    Watch(Build),
    /// Find records: decisions, surprises, outcomes, steps, prose
    Search(Search),
    /// Report what is wrong, contradictory or broken
    Check(Check),
    /// List the plans, or say of every file why it is or is not one
    List(List),
    /// Print the archive as JSON
    Export(Place),
    /// Start a plan in the archive's own dialect and naming
    New(New),
    /// Move a finished plan and what belongs to it to the archive folder
    Archive(Archive),
    /// Say what changed in the plans between two revisions
    Diff(Diff),
    /// Write a configuration file and, if asked, a workflow that publishes the site
    Init(Init),
    /// Remove the site and what is kept between runs
    Clean(Place),
    /// Print what a shell needs to complete this command
    Completions(Completions),
}

/// A folder given as an argument instead of `--root`.
#[derive(Clone, Debug, Args)]
pub struct Place {
    /// Folder that holds the plans, instead of --root
    #[arg(value_name = "DIR")]
    pub dir: Option<PathBuf>,
}

/// `build` and `watch`
#[derive(Clone, Debug, Args)]
pub struct Build {
    /// Folder that holds the plans.
    #[command(flatten)]
    pub place: Place,
    /// Folder to write the site to [default: build.build-dir, `site`]
    #[arg(long, short, value_name = "DIR")]
    pub dest_dir: Option<PathBuf>,
    /// Address the site will be published at
    #[arg(long, short = 'u', value_name = "URL")]
    pub base_url: Option<String>,
    /// Open the site in a browser afterwards
    #[arg(long, short)]
    pub open: bool,
    /// Say how long each stage took
    #[arg(long)]
    pub timings: bool,
}

/// `serve`
#[derive(Clone, Debug, Args)]
pub struct Serve {
    /// Folder that holds the plans.
    #[command(flatten)]
    pub place: Place,
    /// Port to listen on; the next free one if it is taken
    #[arg(long, short, value_name = "PORT", default_value_t = 3000)]
    pub port: u16,
    /// Name or address to listen on
    #[arg(long, short = 'n', value_name = "HOST", default_value = "127.0.0.1")]
    pub hostname: String,
    /// Open the site in a browser
    #[arg(long, short)]
    pub open: bool,
}

/// `search`
#[derive(Clone, Debug, Args)]
pub struct Search {
    /// Words; also '"a phrase"', kind:decision, since:2026-01, and after -- also -word; the last word finds longer ones too
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
    /// Only plan, decision, surprise, outcome, step, criterion, log, risk, revision, section, artifact; several with a comma
    #[arg(long, value_name = "KIND")]
    pub kind: Option<String>,
    /// Only plans that are active, archived or deleted
    #[arg(long, value_name = "STATE")]
    pub state: Option<String>,
    /// Only plans of this status
    #[arg(long, value_name = "STATUS")]
    pub status: Option<String>,
    /// Only plans with these words in id or path
    #[arg(long, value_name = "WORDS")]
    pub plan: Option<String>,
    /// Only what this person or agent wrote
    #[arg(long, value_name = "NAME")]
    pub author: Option<String>,
    /// Only from this year, month or day on
    #[arg(long, value_name = "DATE")]
    pub since: Option<String>,
    /// Only up to the end of this year, month or day
    #[arg(long, value_name = "DATE")]
    pub until: Option<String>,
    /// Results to print
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub limit: usize,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// `list`
#[derive(Clone, Debug, Args)]
pub struct List {
    /// Folder that holds the plans.
    #[command(flatten)]
    pub place: Place,
    /// Say of every file that was looked at why it is or is not a plan
    #[arg(long)]
    pub explain: bool,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// `new`
#[derive(Clone, Debug, Args)]
pub struct New {
    /// What the plan is about, in a few words: its title
    #[arg(value_name = "DESCRIPTION")]
    pub description: String,
    /// Print what would be written, and write nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// `archive`
#[derive(Clone, Debug, Args)]
pub struct Archive {
    /// Id or path of the plan
    #[arg(value_name = "ID")]
    pub id: String,
    /// Print what would move, and move nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// `check`
#[derive(Clone, Debug, Args)]
pub struct Check {
    /// Folder that holds the plans.
    #[command(flatten)]
    pub place: Place,
    /// How to print the findings
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
    /// Let findings of this code, even notes, fail the check
    #[arg(long, value_name = "CODE")]
    pub deny: Vec<String>,
    /// Leave out the findings this file knows
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Write the present findings to this file, for --baseline
    #[arg(long, value_name = "FILE", conflicts_with = "baseline")]
    pub write_baseline: Option<PathBuf>,
}

/// How findings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// With the lines they are about
    Human,
    /// One JSON object
    Json,
    /// SARIF 2.1.0
    Sarif,
    /// GitHub workflow commands
    Github,
}

/// `diff`
#[derive(Clone, Debug, Args)]
pub struct Diff {
    /// Two revisions: `main..HEAD`; or one, compared with the working tree
    #[arg(value_name = "REV..REV")]
    pub range: String,
    /// Print JSON instead of Markdown
    #[arg(long)]
    pub json: bool,
}

/// `init`
#[derive(Clone, Debug, Args)]
pub struct Init {
    /// Folder that holds the plans.
    #[command(flatten)]
    pub place: Place,
    /// Write a workflow for this service as well
    #[arg(long, value_enum, value_name = "SERVICE")]
    pub ci: Option<Ci>,
    /// Overwrite files that are there
    #[arg(long)]
    pub force: bool,
}

/// Services a workflow can be written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Ci {
    /// GitHub Actions and GitHub Pages
    Github,
}

/// `completions`
#[derive(Clone, Debug, Args)]
pub struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}
