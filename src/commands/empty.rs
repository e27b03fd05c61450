//! What is said where no plan was found: how to see why, and which files may be plans.

use crate::crawl::likely;
use crate::model::Candidate;
use crate::report::say;

/// Says that an archive is empty.
pub fn tell(candidates: &[Candidate]) {
    say("no plan was found; `execplan-site list --explain` says of every Markdown file why it is none");
    let (globs, n) = likely(candidates);
    if n == 0 {
        return;
    }
    // A list of strings in JSON is one in TOML.
    let listed = serde_json::Value::from(globs.clone());
    let have = if n == 1 { "has" } else { "have" };
    let names = globs.iter().map(|glob| format!("`{}`", glob.trim_end_matches("**"))).collect::<Vec<_>>().join(", ");
    let what = if globs.len() == n { names } else { format!("{n} files in {names}") };
    say(&format!("{what} {have} boxes or a section of a plan; what is a plan can be said in book.toml:"));
    say(&format!("\n  [output.execplan-site]\n  include = {listed}\n"));
}
