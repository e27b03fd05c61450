//! Commands as a user runs them.

use std::process::{Command, Output};

use crate::folder::{Folder, said};
use crate::repo::Repo;

fn run(repo: &Repo, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_execplan-site"));
    command.args(args).arg("--root").arg(repo.root()).env("EXECPLAN_SITE_NO_CACHE", "1").env_remove("SOURCE_DATE_EPOCH");
    command.output().expect("the command runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

const PLAN: &str =
    "# Cut the start-up time\n\n## Progress\n\n- [ ] Measure it\n- [ ] Load less\n\n## Decision Log\n\n- Decision: measure first\n";

#[test]
fn diff_tells_ticks_additions_and_moves_between_revisions() {
    let repo = Repo::new();
    repo.write("plans/active/start-up.md", PLAN);
    repo.commit("2026-01-01T10:00:00Z", "plan");
    repo.git("2026-01-02T10:00:00Z", &["rm", "-q", "plans/active/start-up.md"]);
    let later = PLAN
        .replace("- [ ] Measure it", "- [x] Measure it")
        .replace("## Decision", "- [ ] Tell users\n\n## Decision")
        .replace("measure first\n", "measure first\n- Decision: load themes lazily\n");
    repo.write("plans/completed/start-up.md", &later);
    repo.commit("2026-01-02T10:00:00Z", "work");
    let out = run(&repo, &["diff", "HEAD~1..HEAD"]);
    assert!(out.status.success(), "{}", text(&out.stderr));
    assert_eq!(
        text(&out.stdout),
        "### Cut the start-up time\n\n`plans/completed/start-up.md`, moved: 0 of 2 steps before, 1 of 3 now\n\n\
         - status: proposed → complete\n- shelf: active → archived\n- ☑ ticked: Measure it\n- ☐ added: Tell users\n\
         - ◆ decided: load themes lazily\n\n"
    );
    let unknown = run(&repo, &["diff", "nowhere..HEAD"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(text(&unknown.stderr).contains("`nowhere`"), "{}", text(&unknown.stderr));
}

#[test]
fn init_writes_once_and_overwrites_only_when_told() {
    let repo = Repo::new();
    assert!(run(&repo, &["init", "--ci", "github"]).status.success());
    let workflow = repo.read(".github/workflows/plans.yml");
    let version = concat!("\n  EXECPLAN_SITE_VERSION: ", env!("CARGO_PKG_VERSION"), "\n");
    assert!(workflow.contains(version), "the workflow installs another version than the one that wrote it:\n{workflow}");
    repo.write("book.toml", "[book]\ntitle = \"Mine\"\n");
    let refused = run(&repo, &["init"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("`book.toml` already there"), "{}", text(&refused.stderr));
    let with_workflow = run(&repo, &["init", "--ci", "github"]);
    assert!(text(&with_workflow.stderr).contains("left book.toml as it was"), "{}", text(&with_workflow.stderr));
    assert_eq!(repo.read("book.toml"), "[book]\ntitle = \"Mine\"\n");
    assert!(run(&repo, &["init", "--force"]).status.success());
    assert!(repo.read("book.toml").contains("build-dir"));
}

#[test]
fn init_says_what_a_build_would_find_and_hides_the_site_from_git() {
    let repo = Repo::new();
    let plan = "# A\n\n## Progress\n\n- [ ] a step\n\n## Decision Log\n\n- Decision: none of it\n";
    repo.write("docs/exec-plans/active/a.md", plan);
    repo.write("docs/exec-plans/completed/b.md", plan);
    repo.write("plans/c.md", plan);
    repo.write("plans/gone.md", plan);
    repo.commit("2026-01-01T10:00:00Z", "plans");
    repo.git("2026-01-02T10:00:00Z", &["rm", "-q", "plans/gone.md"]);
    repo.commit("2026-01-02T10:00:00Z", "one less");
    repo.write(".gitignore", "/target");
    let out = run(&repo, &["init"]);
    assert!(out.status.success(), "{}", text(&out.stderr));
    let said = text(&out.stderr);
    assert!(said.contains("found 3 plans: 2 in `docs/exec-plans/`, 1 in `plans/`, 1 that only git still has"), "{said}");
    assert!(said.contains("added /site/ to .gitignore"), "{said}");
    assert_eq!(repo.read(".gitignore"), "/target\n/site/\n");
    assert!(run(&repo, &["init", "--force"]).status.success());
    assert_eq!(repo.read(".gitignore"), "/target\n/site/\n");

    let other = Repo::new();
    other.write(".gitignore", "site\n");
    let out = run(&other, &["init"]);
    assert!(text(&out.stderr).contains("no plan was found"), "{}", text(&out.stderr));
    assert_eq!(other.read(".gitignore"), "site\n");
}

#[test]
fn the_workflow_names_the_branch_and_the_folder_and_lies_at_the_top() {
    let repo = Repo::new();
    repo.git("2026-01-01T10:00:00Z", &["checkout", "-q", "-b", "trunk"]);
    repo.write("part/plans/a.md", "# A\n\n## Progress\n\n- [ ] a step\n");
    repo.commit("2026-01-01T10:00:00Z", "plan");
    let part = repo.root().join("part").display().to_string();
    let out = run(&repo, &["init", "--ci", "github", &part]);
    assert!(out.status.success(), "{}", text(&out.stderr));
    let workflow = repo.read(".github/workflows/plans.yml");
    assert!(workflow.contains("branches: [trunk]\n"), "{workflow}");
    assert!(workflow.contains("run: execplan-site build --root ./part --dest-dir"), "{workflow}");
    assert_eq!(repo.read("part/.gitignore"), "/site/\n");
}

#[test]
fn check_fails_on_findings_until_a_baseline_knows_them() {
    let repo = Repo::new();
    repo.write(
        "plans/completed/done.md",
        "# Done\n\nStatus: in progress\n\n## Progress\n\n- [ ] a step\n\n## Decision Log\n\n- Decision: none of it\n",
    );
    repo.commit("2026-01-01T10:00:00Z", "plan");
    let found = run(&repo, &["check"]);
    assert_eq!(found.status.code(), Some(1), "{}{}", text(&found.stdout), text(&found.stderr));
    assert!(text(&found.stdout).contains("archived-in-progress"), "{}", text(&found.stdout));
    assert!(text(&found.stdout).contains("plans/completed/done.md:3"), "{}", text(&found.stdout));
    let baseline = repo.root().join("known.json").display().to_string();
    assert!(run(&repo, &["check", "--write-baseline", &baseline]).status.success());
    let known = run(&repo, &["check", "--baseline", &baseline]);
    assert_eq!(known.status.code(), Some(0), "{}{}", text(&known.stdout), text(&known.stderr));
    let sarif = run(&repo, &["check", "--format", "sarif"]);
    let log: serde_json::Value = serde_json::from_slice(&sarif.stdout).expect("JSON");
    assert_eq!(log["version"], "2.1.0");
    assert_eq!(run(&repo, &["check", "--deny", "archived-in-progres"]).status.code(), Some(2));
}

#[test]
fn clean_removes_only_what_this_tool_wrote() {
    let repo = Repo::new();
    repo.write("plans/one.md", PLAN);
    repo.write("site/mine.txt", "mine");
    let refused = run(&repo, &["clean"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(repo.root().join("site/mine.txt").exists());
}

#[test]
fn a_build_without_plans_says_where_to_look() {
    let folder = Folder::new();
    folder.write("archive/notes.md", "# Notes\n\nWords.\n");
    let output = folder.build(&[]);
    assert!(said(&output).contains("no plan was found; `execplan-site list --explain`"), "{}", said(&output));
    assert!(!said(&folder.build(&["--quiet"])).contains("no plan was found"));
    assert!(said(&folder.run(&["list"])).contains("no plan was found; `execplan-site list --explain`"));
    assert!(!said(&folder.run(&["list"])).contains("book.toml"));
    folder.write("archive/ideas.md", "# Words\n\n- [ ] a\n");
    let output = folder.run(&["list"]);
    assert!(said(&output).contains("`ideas.md` has boxes") && said(&output).contains("include = [\"ideas.md\"]"), "{}", said(&output));
    folder.write("archive/[b] \"c\".md", "# Words\n\n- [ ] a\n");
    let output = folder.run(&["list"]);
    let include = said(&output).lines().find(|line| line.contains("include = ")).map(str::to_owned).expect("a line for book.toml");
    folder.write("archive/book.toml", &format!("[output.execplan-site]\n{include}\n"));
    assert_eq!(String::from_utf8_lossy(&folder.run(&["list"]).stdout).lines().count(), 2, "what is told can be written: {include}");
    folder.write("archive/book.toml", "");
    for name in ["one", "two", "three"] {
        folder.write(&format!("archive/zettel/{name}.md"), "# Words\n\n- [ ] a\n- [x] b\n");
    }
    for output in [folder.build(&[]), folder.run(&["list"])] {
        assert!(said(&output).contains("3 files in `zettel/` have boxes"), "{}", said(&output));
        assert!(said(&output).contains("include = [\"zettel/**\"]"), "{}", said(&output));
    }
    folder.write("archive/book.toml", "[output.execplan-site]\ninclude = [\"zettel/**\"]\n");
    assert!(said(&folder.build(&[])).contains("3 plans"), "{}", said(&folder.build(&[])));
}

#[test]
fn a_phase_of_gsd_is_one_plan_with_what_its_summaries_say() {
    let folder = Folder::new();
    let phase = |name: &str, text: &str| folder.write(&format!("archive/.planning/phases/02-mail/{name}"), text);
    phase(
        "02-CONTEXT.md",
        "# Phase 2: Read mail - Context\n\n**Status:** Ready for planning\n\n## Implementation Decisions\n\n- **D-01:** One list\n",
    );
    phase(
        "02-01-PLAN.md",
        "---\nphase: 02-mail\ndepends_on: [\"01-02\"]\n---\n\n<tasks>\n\n<task type=\"auto\">\n  <name>Task 1: Add the list</name>\n  <action>\n    \
         Write it.\n  </action>\n</task>\n\n<task type=\"checkpoint:human-verify\">\n  <what-built>The list</what-built>\n</task>\n\n</tasks>\n",
    );
    phase(
        "02-01-SUMMARY.md",
        "---\ncompleted: 2026-04-04\n---\n\n# Phase 2 Plan 1 Summary\n\n- **Completed:** 2026-04-04T10:18:00Z\n- **Tasks:** 1 + 1 checkpoint (pending)\n\n\
         ## Accomplishments\n\n- The list is read\n\n## Deviations from Plan\n\nNone - plan executed exactly as written.\n",
    );
    phase("02-02-PLAN.md", "<tasks>\n<task type=\"auto\">\n  <name>Task 1: Search it</name>\n</task>\n</tasks>\n");
    folder.write("archive/.planning/quick/1-keep-plain/1-PLAN.md", "<tasks>\n<task>\n<name>Write it</name>\n</task>\n</tasks>\n");
    folder
        .write("archive/.planning/quick/1-keep-plain/1-SUMMARY.md", "# Quick Task 1: Keep it plain\n\n## Self-Check\n\n- [x] it builds\n");
    folder.write("archive/.planning/ROADMAP.md", "# Roadmap: Mail\n\n- [x] 02-01-SUMMARY.md: the list\n- [ ] the rest\n");
    folder.write(
        "archive/.planning/REQUIREMENTS.md",
        "# Requirements\n\n- [x] **NAV-01**: it is listed\n\n## Traceability\n\n| Requirement | Phase | Status |\n|---|---|---|\n| NAV-01 | Phase 2 | Complete |\n",
    );
    folder.write("archive/.planning/milestones/v0.9-ROADMAP.md", "# Roadmap: Probe\n\n- [x] Phase 0\n");
    let built = said(&folder.build(&[]));
    assert!(!built.contains("dangling"), "a plan within a phase is none by itself: {built}");
    assert!(!built.contains("not archived"), "phases stay where they are: {built}");
    let page = folder.read("site/plans/02-mail/index.html");
    assert!(page.contains(">Phase 2: Read mail</h1>") && page.contains("Add the list") && !page.contains("&lt;task"), "{page}");
    let archive: serde_json::Value = serde_json::from_slice(&folder.run(&["export"]).stdout).expect("JSON");
    let text = |value: &serde_json::Value| value.as_str().unwrap_or("-").to_owned();
    let mut told = String::new();
    for plan in archive["plans"].as_array().expect("plans") {
        told += &[&plan["id"], &plan["title"], &plan["status"], &plan["shelf"]].map(text).join(" | ");
        told.extend(plan["criteria"].as_array().expect("criteria").iter().map(|one| format!("\n  criterion: {}", text(&one["text"]))));
        let links = plan["links"].as_array().expect("links").iter().filter(|link| link["relation"] == "mentions");
        told.extend(links.map(|link| format!("\n  mentions: {}", text(&link["to"]))));
        for step in plan["steps"].as_array().expect("steps") {
            told += "\n  ";
            told += &[&step["state"], &step["text"], &step["milestone"], &step["stamp"]["at"], &step["path"]].map(text).join(" | ");
        }
        for kind in ["decisions", "surprises", "outcomes"] {
            told.extend(plan[kind].as_array().expect("records").iter().map(|record| format!("\n  {kind}: {}", text(&record["text"]))));
        }
        told.push('\n');
    }
    let phase = ".planning/phases/02-mail";
    assert_eq!(
        told,
        format!(
            "roadmap | Roadmap: Mail | in-progress | active\n  criterion: NAV-01: it is listed\n  mentions: plans/02-mail/\n  \
             done | 02-01-SUMMARY.md: the list | - | - | -\n  todo | the rest | - | - | -\n\
             v0-9-roadmap | Roadmap: Probe | complete | archived\n  done | Phase 0 | Phase 0 | - | -\n\
             02-mail | Phase 2: Read mail | in-progress | active\n  \
             done | Add the list | Plan 02-01 | 2026-04-04T10:18:00Z | {phase}/02-01-PLAN.md\n  \
             todo | Checkpoint: The list | Plan 02-01 | - | {phase}/02-01-PLAN.md\n  \
             todo | Search it | Plan 02-02 | - | {phase}/02-02-PLAN.md\n  \
             decisions: One list\n  outcomes: The list is read\n\
             1-keep-plain | Quick Task 1: Keep it plain | complete | active\n  criterion: it builds\n  done | Write it | Plan 1 | - | -\n"
        )
    );
}

#[test]
fn checklists_and_families_of_other_tools_are_read() {
    let folder = Folder::new();
    let spec = |name: &str, text: &str| folder.write(&format!("archive/specs/001-heights/{name}"), text);
    spec("plan.md", "# Implementation Plan: Heights\n\n## Constitution Check\n\n- [x] typed\n");
    spec("tasks.md", "# Tasks: Heights\n\nMade of plan.md.\n\n- [x] T001 Write it\n- [ ] T002 Read it\n");
    spec("checklists/requirements.md", "# Checklist\n\n[The spec](../spec.md) and plan.md.\n\n- [x] complete\n- [x] testable\n");
    spec("spec.md", "# Specification\n");
    folder.write("archive/specs/002-waves/plan.md", "# Implementation Plan: Waves\n\n- [ ] T001 Write it\n");
    folder.write(
        "archive/backlog/tasks/task-29.1 - Core.md",
        "---\nid: TASK-29.1\ntitle: Core\nstatus: Done\ncreated_date: '2026-10-01 20:40'\nupdated_date: '2026-10-05 08:15'\nparent_task_id: TASK-29\n---\n\n\
         ## Final Summary\n\nThe core stands.\n",
    );
    folder.write("archive/backlog/tasks/task-29 - Whole.md", "---\nid: TASK-29\ntitle: Whole\nstatus: In Progress\n---\n");
    folder.write(
        "archive/_bmad-output/implementation-artifacts/1-2-exit-codes.md",
        "# Story 1.2: Exit codes\n\n## Status\n\nReady for Review\n\n## Tasks / Subtasks\n\n- [x] Task 1: Map them\n\n## Dev Agent Record\n\n\
         ### DoD Checklist Assessment\n\n- [x] it builds\n\n### Completion Notes List\n\n- All codes are mapped.\n",
    );
    let spec = |name: &str, text: &str| folder.write(&format!("archive/.agent-os/{name}"), text);
    spec("specs/2025-08-09-ask-first/tasks.md", "# Spec Tasks\n\n## Tasks\n\n- [x] 1. Ask\n\n## Implementation Notes\n\nNone.\n");
    spec("recaps/2025-08-09-ask-first.md", "# Recap\n\n## Outcomes\n\n- It asks first.\n");
    let decision =
        |day: &str, words: &str| format!("## {day}: A decision\n\n**ID:** DEC-001\n**Status:** Accepted\n\n### Decision\n\n{words}\n\n");
    spec(
        "product/decisions.md",
        &format!("# Product Decisions Log\n\n{}{}", decision("2025-07-24", "Keep one list."), decision("2025-07-25", "Keep no names.")),
    );
    let built = said(&folder.build(&[]));
    assert!(!built.contains("ambiguous") && !built.contains("dangling"), "files of one plan name each other: {built}");
    let archive: serde_json::Value = serde_json::from_slice(&folder.run(&["export"]).stdout).expect("JSON");
    let plans = archive["plans"].as_array().expect("plans");
    let plan = |id: &str| {
        let ids = || plans.iter().map(|plan| plan["id"].to_string()).collect::<Vec<_>>();
        plans.iter().find(|plan| plan["id"] == id).cloned().unwrap_or_else(|| panic!("no plan {id} in {:?}", ids()))
    };
    let lens = |plan: &serde_json::Value| ["steps", "criteria", "outcomes"].map(|kind| plan[kind].as_array().map_or(0, Vec::len));
    assert_eq!(lens(&plan("001-heights")), [2, 3, 0], "what a specification has to be is no work");
    let story = plan("1-2-exit-codes");
    assert_eq!((lens(&story), &story["status"]), ([1, 1, 1], &"in-progress".into()), "a story is reviewed once it is built");
    let asked = plan("2025-08-09-ask-first");
    assert_eq!((lens(&asked), &asked["title"]), ([1, 0, 1], &"Ask first".into()), "a recap tells what came of it");
    let decided = plan("decisions");
    assert_eq!((lens(&decided), decided["decisions"].as_array().map(Vec::len)), ([0, 0, 0], Some(2)), "what is accepted is no step");
    let core = plan("task-29-1");
    assert_eq!(
        (lens(&core), &core["created"]["at"], &core["updated"]["at"]),
        ([0, 0, 1], &"2026-10-01T20:40:00Z".into(), &"2026-10-05T08:15:00Z".into())
    );
    let parent = core["links"]
        .as_array()
        .expect("links")
        .iter()
        .find(|link| link["relation"] == "part-of")
        .unwrap_or_else(|| panic!("a parent: {core}"));
    assert!(parent["to"].as_str().is_some_and(|to| to.contains("task-29")), "{parent}");
}

#[test]
fn a_change_of_openspec_is_one_plan_of_one_name() {
    let folder = Folder::new();
    let change = |place: &str| {
        folder.write(&format!("archive/openspec/changes/{place}/proposal.md"), "## Why\n\nNobody finds anything.\n");
        folder.write(
            &format!("archive/openspec/changes/{place}/design.md"),
            "## Decisions\n\n### Decision 1: One index\n\n**Choice**: All in one.\n\n**Why**:\n- one file\n",
        );
        folder.write(&format!("archive/openspec/changes/{place}/specs/lists/spec.md"), "# Lists Specification\n\n## ADDED Requirements\n");
        folder.write(&format!("archive/openspec/changes/{place}/tasks.md"), "## 1. Index\n\n- [x] 1.1 Write it\n- [x] 1.2 Read it\n");
    };
    change("add-search");
    change("archive/2026-01-31-add-list");
    folder.build(&[]);
    let page = folder.read("site/plans/add-search/index.html");
    assert!(
        page.contains(">Add search</h1>") && page.contains("<h2 id=why>"),
        "the title is the folder's, and no section is taken for it: {page}"
    );
    let output = folder.run(&["export"]);
    let archive: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let told = |plan: &serde_json::Value| {
        let text = |value: &serde_json::Value| value.as_str().unwrap_or("-").to_owned();
        let decision = &plan["decisions"][0];
        let n_steps = plan["steps"].as_array().map_or(0, Vec::len);
        let words = [&plan["id"], &plan["title"], &plan["shelf"], &plan["created"]["at"], &plan["completed"]["at"], &decision["text"]];
        format!("{} {n_steps}", words.map(text).join(" | "))
    };
    let plans: Vec<String> = archive["plans"].as_array().expect("plans").iter().map(told).collect();
    assert_eq!(
        plans,
        ["add-search | Add search | active | - | - | One index 2", "add-list | Add list | archived | - | 2026-01-31 | One index 2"]
    );
}

#[test]
fn tasks_of_a_product_and_specifications_of_trae_are_one_plan_each() {
    let folder = Folder::new();
    let write = |name: &str, text: &str| folder.write(&format!("archive/{name}"), text);
    write("tasks/prd-add-search.md", "# PRD: Add search to lists\n\n## User Stories\n\n- [ ] As a reader I find words\n");
    write(
        "tasks/tasks-prd-add-search.md",
        "## Relevant Files\n\n- `src/find.rs`\n\n## Tasks\n\n- [x] 1.0 Write the index\n  - [x] 1.1 Words\n- [ ] 2.0 Read it\n",
    );
    write("tasks/tasks-prd-sort-lists.md", "## Relevant Files\n\n- `src/sort.rs`\n\n## Tasks\n\n- [ ] 1.0 Sort\n");
    let spec = |name: &str, text: &str| write(&format!(".trae/specs/add-feed/{name}"), text);
    spec("spec.md", "# A feed for readers Spec\n\n## Why\n\nNobody reads twice.\n\n#### Checklist\n\n- [ ] Ask first\n");
    spec(
        "tasks.md",
        "# Tasks\n\n- [x] Task 1: Write it\n  - [x] SubTask 1.1: Dates\n\n# Task Dependencies\n\n- Task 1 depends on nothing\n",
    );
    spec("checklist.md", "- [x] It is valid\n- [ ] It is short\n");
    write(
        ".claude/PRPs/plans/completed/add-mail.plan.md",
        "# Feature: Mail\n\n## Step-by-Step Tasks\n\n### Task 1: CREATE `mail.rs`\n\n## Testing Strategy\n\n### Manual / visual\n\n- [ ] It looks well\n\n\
         ### Edge cases\n\n- [ ] No address\n\n## Completion Checklist\n\n- [ ] Task 1\n",
    );
    let issue = "Type: task\nStatus: open\n\n## Question\n\nDoes it hold?\n\n## Answer\n\nYes.\n";
    write(".scratch/limits/issues/02-load-check.md", issue);
    write(
        ".ralph/IMPLEMENTATION_PLAN.md",
        "# Implementation Plan\n\n## Tasks\n\n- [ ] Write it\n\n### Testing Checklist\n\n- [ ] It starts\n",
    );
    let archive: serde_json::Value = serde_json::from_slice(&folder.run(&["export"]).stdout).expect("JSON");
    let len = |plan: &serde_json::Value, kind: &str| plan[kind].as_array().map_or(0, Vec::len);
    let told = |plan: &serde_json::Value| {
        format!("{} | {} | {} steps, {} criteria", plan["path"], plan["title"], len(plan, "steps"), len(plan, "criteria")).replace('"', "")
    };
    let plans: Vec<String> = archive["plans"].as_array().expect("plans").iter().map(told).collect();
    assert_eq!(
        plans,
        [
            ".claude/PRPs/plans/completed/add-mail.plan.md | Mail | 0 steps, 3 criteria",
            ".ralph/IMPLEMENTATION_PLAN.md | Implementation plan | 1 steps, 1 criteria",
            ".scratch/limits/issues/02-load-check.md | Load check | 0 steps, 0 criteria",
            ".trae/specs/add-feed/tasks.md | A feed for readers | 2 steps, 3 criteria",
            "tasks/tasks-prd-add-search.md | Add search to lists | 3 steps, 1 criteria",
            "tasks/tasks-prd-sort-lists.md | Sort lists | 1 steps, 0 criteria",
        ]
    );
    folder.build(&[]);
    let home = folder.read("site/index.html");
    assert!(!home.contains("more are open"), "{home}");
    assert!(home.contains("Open plans:") && home.contains(">Sort lists</a>"), "where nothing is dated, what is open is shown: {home}");
    (0..10).for_each(|n| write(&format!("plans/more-{n}.md"), &format!("# More {n}\n\n- [ ] Write it\n")));
    folder.build(&[]);
    let home = folder.read("site/index.html");
    assert_eq!(home.matches("<tr data-shelf").count(), 12, "{home}");
    assert!(home.contains(">2 more are open</a>"), "{home}");
    let feed = folder.read("site/plans/add-feed/index.html");
    assert!(!feed.contains("from its header"), "a task is no fact of the plan: {feed}");
}

#[test]
fn what_looks_like_a_secret_is_reported_and_not_repeated() {
    // Made up here, so that no file holds what looks like one.
    let token = format!("ghp_{}", "q7Wm2RzK9vLp4XnT8cJd6HsB3gFyQ5aNe1Uo");
    let repo = Repo::new();
    repo.write("plans/one.md", &format!("# One\n\n## Progress\n\n- [x] Ask with `{token}`\n"));
    repo.write("plans/artifacts/one/run.log", &format!("start\nAuthorization: {token}\n"));
    repo.write("book.toml", "[book]\nsrc = \"content\"\n");
    repo.write("content/notes.md", &format!("# Notes\n\n{token}\n"));
    repo.write("plans/gone.md", &format!("# Gone\n\n## Progress\n\n- [ ] Ask with `{token}`\n"));
    repo.commit("2026-01-01T10:00:00Z", "plan");
    repo.git("2026-01-02T10:00:00Z", &["rm", "-q", "plans/gone.md"]);
    repo.commit("2026-01-02T10:00:00Z", "no plan");
    let check = run(&repo, &["check"]);
    assert_eq!(check.status.code(), Some(1));
    let built = run(&repo, &["build"]);
    assert!(built.status.success(), "a build never fails of what a plan holds");
    for said in [
        text(&check.stdout),
        text(&run(&repo, &["check", "--format", "github"]).stdout),
        text(&run(&repo, &["check", "--format", "sarif"]).stdout),
    ] {
        assert_eq!(said.matches("a token of GitHub").count(), 4, "{said}");
        assert!(!said.contains(&token), "{said}");
    }
    let said = text(&check.stdout);
    // A plan that was deleted is shown from the history.
    for place in ["plans/one.md:5", "plans/gone.md:5", "plans/artifacts/one/run.log:2", "content/notes.md:3"] {
        assert!(said.contains(place), "{place}: {said}");
    }
    // What points to it is not published with it.
    for page in ["site/index.html", "site/attention/index.html", "site/plans/one/index.html"] {
        let shown = repo.read(page);
        assert!(!shown.contains("a token of") && shown.contains("<html"), "{page}: {shown}");
    }
    assert!(text(&built.stderr).contains("secret") && !text(&built.stderr).contains(&token), "{}", text(&built.stderr));
}
