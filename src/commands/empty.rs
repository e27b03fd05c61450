//! What is said where no plan was found: how to see why, and which folder may hold them.

use crate::crawl::likely_folder;
use crate::model::Candidate;
use crate::report::say;

/// Says that an archive is empty.
pub fn tell(candidates: &[Candidate]) {
    say("no plan was found; `execplan-site list --explain` says of every Markdown file why it is none");
    if let Some((folder, n)) = likely_folder(candidates) {
        say(&format!("{n} files in `{folder}/` have boxes or a section of a plan; if they are plans, say so in book.toml:"));
        say(&format!("\n  [output.execplan-site]\n  include = [\"{folder}/**\"]\n"));
    }
}
