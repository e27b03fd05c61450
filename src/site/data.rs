//! The archive for programs: JSON, its schemas, and `llms.txt`. The shapes of plans and records are those of
//! [`crate::export`]; only the wrapping is ours.
//!
//! The list of plans is cut into files of [`PLANS_A_FILE`], in path order, so that no file grows with the
//! archive and a new plan changes few of them: `api/v1/plans.json` is the first, each names the next.

use schemars::JsonSchema;
use serde::Serialize;

use crate::export::{self, Export, PlanExport, ProgressExport, StampExport};
use crate::model::{Archive, Plan, Shelf};
use crate::text::Route;
use crate::view::{format, routes};

/// Plans in one file of the list.
pub const PLANS_A_FILE: usize = 500;

/// Plans of each shelf that `llms.txt` names; the rest is in the list of plans.
const N_NAMED: usize = 100;

/// One file of the list of plans.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlanList {
    /// Version of this contract.
    pub schema_version: u32,
    /// Always `execplan-plans`.
    pub kind: String,
    /// Plans in all files together.
    pub n_plans: usize,
    /// This file, from 1.
    pub page: usize,
    /// All files.
    pub n_pages: usize,
    /// The next file, relative to the top of the site.
    pub next: Option<String>,
    /// Plans by path.
    pub plans: Vec<PlanSummary>,
}

/// A plan in the list.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlanSummary {
    /// Names the plan in URLs.
    pub id: String,
    /// Its (main) file, relative to the root.
    pub path: String,
    /// Its title.
    pub title: String,
    /// Its page, relative to the top of the site.
    pub url: String,
    /// All of its records as JSON, relative to the top of the site.
    pub data: String,
    /// Its Markdown, relative to the top of the site.
    pub markdown: String,
    /// Where the file lies: `active`, `archived`, `deleted`.
    pub shelf: String,
    /// What the plan says, or what its folder or steps say for it.
    pub status: Option<String>,
    /// First sign of life.
    pub created: Option<StampExport>,
    /// Last sign of life.
    pub updated: Option<StampExport>,
    /// When it was finished.
    pub completed: Option<StampExport>,
    /// Steps done and in scope.
    pub progress: ProgressExport,
    /// How many decisions it records.
    pub n_decisions: usize,
    /// How many surprises it records.
    pub n_surprises: usize,
    /// How many outcomes it records.
    pub n_outcomes: usize,
}

/// One plan with all of its records.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlanFile {
    /// Version of this contract.
    pub schema_version: u32,
    /// Always `execplan-plan`.
    pub kind: String,
    /// The plan.
    pub plan: PlanExport,
}

/// What a schema describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Schema {
    /// [`PlanList`]
    Plans,
    /// [`PlanFile`]
    Plan,
    /// [`Export`]
    Export,
}

impl Schema {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Plans, Self::Plan, Self::Export];

    /// Where it is published.
    pub fn route(self) -> Route {
        Route::new(match self {
            Self::Plans => "api/v1/schema/plans.json",
            Self::Plan => "api/v1/schema/plan.json",
            Self::Export => "api/v1/schema/export.json",
        })
    }

    /// The JSON Schema, made from the types.
    pub fn text(self) -> String {
        let schema = match self {
            Self::Plans => schemars::schema_for!(PlanList),
            Self::Plan => schemars::schema_for!(PlanFile),
            Self::Export => schemars::schema_for!(Export),
        };
        json(&schema)
    }
}

/// How many files the list of plans is cut into; at least one.
pub fn n_lists(archive: &Archive) -> usize {
    archive.plans.len().div_ceil(PLANS_A_FILE).max(1)
}

/// Where file `page`, from 1, of the list of plans is published.
pub fn list_route(page: usize) -> Route {
    if page <= 1 { Route::new("api/v1/plans.json") } else { Route::new(format!("api/v1/plans-{page}.json")) }
}

/// Where the records of a plan are published.
pub fn plan_route(plan: &Plan) -> Route {
    Route::new(format!("api/v1/plans/{}.json", plan.id))
}

/// File `page`, from 1, of the list of plans.
pub fn list(archive: &Archive, page: usize) -> String {
    let n_pages = n_lists(archive);
    let plans = archive.plans.iter().skip((page - 1) * PLANS_A_FILE).take(PLANS_A_FILE);
    json(&PlanList {
        schema_version: export::SCHEMA_VERSION,
        kind: "execplan-plans".into(),
        n_plans: archive.plans.len(),
        page,
        n_pages,
        next: (page < n_pages).then(|| list_route(page + 1).to_string()),
        plans: plans.map(summary).collect(),
    })
}

/// The records of one plan, with the archive's links that start at it (`links`: indices into them).
pub fn plan(archive: &Archive, plan: &Plan, links: &[u32]) -> String {
    let links = links.iter().map(|&link| export::link_export(archive, &archive.links[link as usize])).collect();
    let plan = export::plan_export(plan, links);
    json(&PlanFile { schema_version: export::SCHEMA_VERSION, kind: "execplan-plan".into(), plan })
}

/// The way in for a language model: what the archive is, where its data lies, and its plans as Markdown.
pub fn llms(archive: &Archive, title: &str, description: Option<&str>) -> String {
    let mut out = format!("# {}\n\n", one_line(title));
    if let Some(description) = description {
        out.push_str(&format!("> {}\n\n", one_line(description)));
    }
    out.push_str(&format!(
        "An archive of {}: living plans with their steps, decisions, surprises and outcomes. \
         Every plan is also there as Markdown, at `index.md` beside its page, and as JSON.\n\n## Data\n\n",
        format::counted(archive.plans.len(), "ExecPlan", "ExecPlans")
    ));
    out.push_str("- [All plans](api/v1/plans.json): JSON, state, dates and counts of every plan, and where its records lie\n");
    out.push_str("- [Schemas](api/v1/schema/plan.json): JSON Schema of one plan with all of its records\n");
    for (shelf, heading) in [(Shelf::Active, "Active plans"), (Shelf::Archived, "Archived plans"), (Shelf::Deleted, "Optional")] {
        let mut plans: Vec<&Plan> = archive.plans.iter().filter(|plan| plan.shelf() == shelf).collect();
        if plans.is_empty() {
            continue;
        }
        plans.sort_by_key(|plan| std::cmp::Reverse(plan.updated.as_ref().map(|stamp| stamp.at)));
        out.push_str(&format!("\n## {heading}\n\n"));
        for plan in plans.iter().take(N_NAMED) {
            out.push_str(&line(plan));
        }
        if plans.len() > N_NAMED {
            out.push_str(&format!("- and {} more in [All plans](api/v1/plans.json)\n", format::count(plans.len() - N_NAMED)));
        }
    }
    out
}

fn line(plan: &Plan) -> String {
    let title = one_line(&plan.document.title).replace('[', "(").replace(']', ")");
    let raw = Route::new("").link_to(&routes::plan_raw(plan), None);
    let status = plan.status.as_ref().map_or("state not known", |status| export::status_word(status.value));
    let steps =
        if plan.progress.total == 0 { String::new() } else { format!(", {} of {} steps done", plan.progress.done, plan.progress.total) };
    let summary = one_line(&format::clip(&plan.document.summary, 160));
    let summary = if summary.is_empty() { String::new() } else { format!(". {summary}") };
    format!("- [{title}]({raw}): {status}{steps}{summary}\n")
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn summary(plan: &Plan) -> PlanSummary {
    let document = &plan.document;
    PlanSummary {
        id: plan.id.to_string(),
        path: document.source.path.to_string(),
        title: document.title.clone(),
        url: routes::plan(plan).to_string(),
        data: plan_route(plan).to_string(),
        markdown: routes::plan_raw(plan).to_string(),
        shelf: export::shelf_word(plan.shelf()).into(),
        status: plan.status.as_ref().map(|status| export::status_word(status.value).into()),
        created: plan.created.as_ref().map(export::stamp),
        updated: plan.updated.as_ref().map(export::stamp),
        completed: plan.completed.as_ref().map(export::stamp),
        progress: ProgressExport { done: plan.progress.done, total: plan.progress.total },
        n_decisions: document.decisions.len(),
        n_surprises: document.surprises.len(),
        n_outcomes: document.outcomes.len(),
    }
}

fn json<T: Serialize>(value: &T) -> String {
    let mut text = serde_json::to_string(value).unwrap_or_default();
    text.push('\n');
    text
}
