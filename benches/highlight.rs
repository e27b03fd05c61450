//! How fast code becomes HTML, by language, and prose beside it. `cargo bench --bench highlight`; divan prints MB/s.

use divan::Bencher;
use divan::counter::BytesCount;
use execplan_site::markdown::{Unresolved, document, highlight};
use execplan_site::parse::outline;

fn main() {
    divan::main();
}

/// A snippet for each language, in the style of what plans quote.
const SNIPPETS: &[(&str, &str)] = &[
    (
        "rust",
        "/// Adds one plan.\npub fn add_plan(archive: &mut Archive, plan: Plan) -> Result<PlanIndex, Error> {\n    let index = archive.plans.len();\n    if archive.by_id.contains_key(&plan.id) {\n        return Err(Error::Duplicate(format!(\"{} is taken\", plan.id)));\n    }\n    archive.plans.push(plan); // sorted later\n    Ok(u32::try_from(index)?)\n}\n\n",
    ),
    (
        "typescript",
        "export interface PlanView<T extends Plan> { id: string; steps: Step[]; done?: number }\n\nexport async function load(id: string): Promise<PlanView<Plan>> {\n  const response = await fetch(`/api/v1/plans/${id}.json`, { cache: \"no-store\" });\n  if (!response.ok) throw new Error(`no plan ${id}: ${response.status}`);\n  return (await response.json()) as PlanView<Plan>;\n}\n\n",
    ),
    (
        "bash",
        "# Build the site and look at what changed\nset -euo pipefail\ncargo run --release -- build --root \"$ROOT\" -d \"${OUT:-site}\" | tee build.log\nfor page in $(find \"$OUT\" -name '*.html' | sort); do\n  diff -q \"$page\" \"old/${page#\"$OUT\"/}\" || echo \"changed: $page\"\ndone\n\n",
    ),
    (
        "json",
        "{\"plans\": [{\"id\": \"add-search\", \"steps\": 12, \"done\": 7, \"rate\": 1.25, \"authors\": [\"a\", \"b\"], \"open\": true, \"parent\": null}]}\n",
    ),
    ("text", "2026-02-01T10:00:00Z INFO build: 312 plans, 4,120 records, 0 warnings <ok> & done\n"),
    ("diff", "@@ -1,4 +1,4 @@\n context\n-let a = 1;\n+let a = 2;\n context\n"),
];

/// About 64 KB of one language.
fn code(language: &str) -> String {
    let snippet = SNIPPETS.iter().find(|(name, _)| *name == language).map_or("", |(_, snippet)| snippet);
    snippet.repeat((64 << 10) / snippet.len())
}

/// Code of which each line comes again and again: what the memo of lines gives.
#[divan::bench(args = ["rust", "typescript", "bash", "json", "text", "diff"])]
fn highlight_code(bencher: Bencher<'_, '_>, language: &str) {
    let code = code(language);
    highlight::html(language, &code[..code.len().min(1000)]);
    bencher.counter(BytesCount::of_str(&code)).bench(|| highlight::html(language, &code));
}

/// Code of which no line was read before: every line has a number, and every run its own thread.
#[divan::bench(args = ["rust", "typescript", "bash"])]
fn highlight_new_code(bencher: Bencher<'_, '_>, language: &str) {
    let code: String = code(language).lines().enumerate().map(|(index, line)| format!("{line} x{index}\n")).collect();
    highlight::html(language, &code[..code.len().min(1000)]);
    bencher
        .counter(BytesCount::of_str(&code))
        .bench(|| std::thread::scope(|scope| scope.spawn(|| highlight::html(language, &code)).join().expect("highlighting never panics")));
}

/// About 64 KB of prose with lists, tables and links, without code blocks.
fn prose() -> String {
    let section = "## Progress\n\n- [x] (2026-02-01 10:00Z) Read `src/lib.rs` and **wrote** the first test, see [the plan](https://example.org/plan).\n  - [ ] nested step with _emphasis_ and a_snake_case_name\n\nA paragraph of several sentences. It goes on for a while, over more\nthan one line, and names `src/auth/token.rs` twice & more.\n\n| what | count |\n|------|------:|\n| rows | 12 |\n\n";
    section.repeat((64 << 10) / section.len())
}

#[divan::bench]
fn prose_events(bencher: Bencher<'_, '_>) {
    let text = prose();
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| pulldown_cmark::Parser::new_ext(&text, outline::extensions()).into_offset_iter().count());
}

#[divan::bench]
fn prose_html(bencher: Bencher<'_, '_>) {
    let text = prose();
    bencher.counter(BytesCount::of_str(&text)).bench(|| document(&text, &[], &Unresolved));
}
