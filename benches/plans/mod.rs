//! The plans that benches of whole stages work on: made up here, in the forms of the project's own fixtures, or with
//! `PLANS=dir` those of a folder.
#![expect(clippy::disallowed_methods, reason = "a bench is told its folder by the environment")]

mod gather;

use std::path::Path;

use execplan_site::config::Config;
use execplan_site::model::{Document, PlanSource, Sources};
use execplan_site::parse::parse;
use execplan_site::text::SourcePath;

/// Numbers of plans.
pub const SIZES: [usize; 4] = [100, 1_000, 3_000, 10_000];

/// Words to speak of: as in a real archive some are in every plan, some in a few.
const AREAS: [&str; 12] = [
    "authentication",
    "scheduler",
    "tokenizer",
    "renderer",
    "billing",
    "telemetry",
    "importer",
    "migrations",
    "websocket",
    "permissions",
    "snapshots",
    "pagination",
];

/// Plan number `n` of an archive: steps, three decisions, two surprises, three outcomes, a parent for four in five,
/// references to two other plans and to files that few others name.
fn text(n: usize) -> String {
    let area = AREAS[n * 7 % AREAS.len()];
    let other = AREAS[n * 5 % AREAS.len()];
    let (near, far) = (n / 3, n.saturating_sub(40));
    let parent = if n.is_multiple_of(5) { String::new() } else { format!("- Parent: [{p}](plan-{p}.md)\n", p = n / 5 * 5) };
    let file = format!("src/{area}/part_{}.rs", n / 4);
    let term = format!("quorum{} lattice{}", n / 3, n / 6);
    let day = 1 + n % 27;
    format!(
        "# Rework the {area} of stage {n}\n\n{parent}- Depends on: `plan-{far}.md`\n\n## Progress\n\n\
         - [x] (2026-02-{day:02} 09:00Z) Measure the {area}\n- [x] (2026-02-{day:02} 11:00Z) Change `{file}`\n- [ ] Ship stage {n}\n\n\
         ## Surprises & Discoveries\n\n- Observation: `{file}` holds the {term} of the {other}\n  Evidence: see plan-{near}.md\n\
         - Observation: the {other} waits for step{n} twice\n\n## Decision Log\n\n\
         - Decision: Keep the {term} in `{file}`\n  Rationale: the {other} reads it\n  Date/Author: 2026-02-{day:02} / Ada\n\
         - Decision: Split the {area} by quorum{n}\n  Rationale: simple\n  Date/Author: 2026-02-{day:02} / Grace\n\
         - Decision: D{n}: retry after {n} ms\n  Rationale: #{n}\n\n## Outcomes & Retrospective\n\n\
         - The {term} now lies in `{file}` and the {other} is fast\n- Lesson: measure the {area} first\n- [ ] Follow-up: rework the {other} of stage {far}\n"
    )
}

/// An archive of `n` plans, read.
pub fn archive(n: usize) -> (Sources, Vec<Document>) {
    let mut texts = Vec::new();
    if let Ok(folder) = std::env::var("PLANS") {
        gather::gather(Path::new(&folder), &mut texts);
    }
    let n_read = texts.len().min(n);
    let text = |at: usize| texts.get(at).filter(|_| n_read > 0).cloned().unwrap_or_else(|| text(at));
    let source = |at: usize| PlanSource::file(SourcePath::new(format!("docs/plans/plan-{at}.md")), text(at));
    let mut plans: Vec<PlanSource> = (0..if n_read > 0 { n_read } else { n }).map(source).collect();
    plans.sort_by(|a, b| a.path.cmp(&b.path));
    let config = Config::default();
    let documents = plans.iter().map(|plan| parse(plan, config.options()).0).collect();
    let files: Vec<SourcePath> = plans.iter().map(|plan| plan.path.clone()).collect();
    (Sources { plans, files: files.into(), ..Sources::default() }, documents)
}
