//! Search as readers meet it: what a query finds, the same in the browser and here.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use execplan_site::search::grammar::{FilterField, parse};
use execplan_site::search::text::{Mode, Token, tokenize};
use execplan_site::search::{Entry, Index, Kind, PlanFacts, Records, Source, search, shards};
use execplan_site::text::{Anchor, Route, Slug, SourcePath, Span};
use rand_core::{Rng, SeedableRng};
use rand_pcg::Pcg64Mcg;
use serde_json::{Value, json};

#[expect(clippy::disallowed_methods, reason = "a test reads its fixtures")]
fn fixture(name: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/search").join(name);
    serde_json::from_slice(&std::fs::read(path).expect("a fixture")).expect("JSON")
}

fn pairs(tokens: &[Token]) -> Value {
    tokens.iter().map(|token| json!([token.position, token.text])).collect()
}

#[test]
fn text_is_cut_into_the_tokens_of_the_vector_file() {
    for vector in fixture("tokens.json") {
        let text = vector["text"].as_str().expect("text");
        assert_eq!(pairs(&tokenize(text, Mode::Index)), vector["index"], "{text}");
        assert_eq!(pairs(&tokenize(text, Mode::Query)), vector["query"], "{text}");
    }
}

#[test]
fn queries_are_read_as_the_vector_file_says() {
    let field = |field| match field {
        FilterField::Kind => "kind",
        FilterField::State => "state",
        FilterField::Status => "status",
        FilterField::Author => "author",
        FilterField::Plan => "plan",
        FilterField::Day => "day",
    };
    for vector in fixture("queries.json") {
        let text = vector["query"].as_str().expect("text");
        let query = parse(text);
        let clauses = |list: &[execplan_site::search::grammar::Clause]| -> Value {
            list.iter().map(|one| json!({"tokens": pairs(&one.tokens), "quoted": one.quoted, "prefix": one.prefix})).collect()
        };
        let filters: Value = (query.filters.iter())
            .map(|one| json!({"field": field(one.field), "values": one.values, "days": one.days.map(|(a, b)| [a, b]), "not": one.not}))
            .collect();
        let parsed = json!({"clauses": clauses(&query.clauses), "without": clauses(&query.without), "filters": filters});
        assert_eq!(parsed, vector["parsed"], "{text}");
    }
}

fn plan(id: &str, title: &str, state: u8, authors: &[&str]) -> PlanFacts {
    PlanFacts {
        id: Slug::new(id),
        title: title.to_owned(),
        path: SourcePath::new(format!("docs/plans/{id}.md")),
        sides: vec![SourcePath::new(format!("docs/plans/{id}/log.md"))],
        state,
        status: 1 + state,
        authors: authors.iter().map(|author| (*author).to_owned()).collect(),
    }
}

fn entry(plan: u32, kind: Kind, heading: &str, text: &str, day: Option<i32>) -> Entry {
    let anchor = Anchor::new(if kind == Kind::Plan { "" } else { kind.word() });
    Entry {
        plan,
        kind,
        heading: heading.to_owned(),
        text: text.to_owned(),
        anchor,
        page: 1,
        author: None,
        day,
        dated: day.is_some(),
        part: 0,
        line: 7,
        quoted: text.len() as u32,
        place: None,
        named: None,
    }
}

fn few() -> Records {
    let plans = vec![plan("add-search", "Add search", 0, &["Ada Lovelace"]), plan("token-refresh", "Refresh tokens", 1, &["bob"])];
    let entries = vec![
        entry(0, Kind::Plan, "Add search", "Readers find records. docs/plans/add-search.md add-search", Some(20454)),
        entry(0, Kind::Decision, "Decision Log", "Use tantivy, call addNewPlan from src/auth/token.rs", Some(20500)),
        entry(0, Kind::Section, "背景", "为运营计划建立搜索索引", None),
        entry(1, Kind::Plan, "Refresh tokens", "Tokens expire. docs/plans/token-refresh.md", Some(20100)),
        entry(1, Kind::Step, "Progress", "Retry the refresh with --dry-run in v1.2.3", Some(20101)),
    ];
    Records { plans, entries }
}

fn found(index: &Index, query: &str) -> Vec<u32> {
    let mut numbers: Vec<u32> = search(index, query, 20).expect("an answer").hits.iter().map(|hit| hit.0).collect();
    numbers.sort_unstable();
    numbers
}

#[test]
fn names_paths_chinese_filters_and_beginnings_find_what_they_name() {
    let index = Index::build(Arc::new(few())).expect("an index");
    for (query, numbers) in [
        ("tantivy", vec![1]),
        ("TANTIV", vec![1]),
        ("new ", vec![1]),
        ("addNewPlan", vec![1]),
        ("src/auth/token.rs", vec![1]),
        ("auth/tok", vec![1]),
        ("--dry-run", vec![4]),
        ("v1.2.3", vec![4]),
        ("运营计划", vec![2]),
        ("引", vec![2]),
        ("\"use tantivy\"", vec![1]),
        ("\"tantivy use\"", vec![]),
        ("refresh -retry", vec![3]),
        ("kind:step", vec![4]),
        ("state:archived", vec![3, 4]),
        ("author:ada", vec![0, 1, 2]),
        ("plan:token", vec![3, 4]),
        ("date:2026", vec![0, 1]),
        ("until:2025-01-12", vec![3]),
        ("tantivy expire ", vec![1, 3]),
    ] {
        assert_eq!(found(&index, query), numbers, "{query}");
    }
    let answer = search(&index, "tanitvy", 10).expect("an answer");
    assert_eq!((answer.total, answer.suggestion.as_deref()), (0, Some("tantivy")));
    // Words are told as they are written, not as the index folds them; what was right stays as it was asked.
    let answer = search(&index, "kind:decision recodrs \"tantviy\" ", 10).expect("an answer");
    assert_eq!((answer.total, answer.suggestion.as_deref()), (0, Some("kind:decision records \"tantivy\"")));
}

fn files(index: &Index) -> BTreeMap<Route, Vec<u8>> {
    let mut files = BTreeMap::new();
    shards::export(index, &mut |route, bytes| drop(files.insert(route, bytes))).expect("an export");
    files
}

/// The files of an index, as a cache would hand them back.
#[derive(Debug)]
struct Shelf(BTreeMap<String, Vec<u8>>);

impl Source for Shelf {
    fn len(&self, name: &str) -> Option<usize> {
        self.0.get(name).map(Vec::len)
    }

    fn read(&self, name: &str, range: std::ops::Range<usize>) -> std::io::Result<Vec<u8>> {
        self.0.get(name).and_then(|bytes| bytes.get(range)).map(<[u8]>::to_vec).ok_or_else(|| std::io::Error::other("no such bytes"))
    }
}

#[test]
fn an_index_that_was_kept_answers_as_it_did() {
    let made = Index::build(Arc::new(many())).expect("an index");
    let shelf = Shelf(made.files().expect("its files").into_iter().collect());
    let kept = Index::open(Arc::new(shelf)).expect("the same index");
    for query in ["token", "plan3", "\"the index\"", "kind:decision word"] {
        let hits = |index: &Index| search(index, query, 20).expect("an answer").hits;
        assert_eq!(hits(&kept), hits(&made), "{query}");
        for hit in hits(&kept) {
            assert_eq!(kept.found(hit.0).expect("an entry"), made.found(hit.0).expect("an entry"));
        }
    }
    assert!(!search(&kept, "token", 20).expect("an answer").hits.is_empty());
}

#[test]
fn a_tiny_archive_is_one_small_file() {
    let files = files(&Index::build(Arc::new(few())).expect("an index"));
    let names: Vec<&str> = files.keys().map(|route| route.as_str().rsplit('/').next().unwrap_or("")).collect();
    assert_eq!(names, ["root.bin", "current.json"]);
    assert!(files.values().map(Vec::len).sum::<usize>() < 3000);
}

/// Records made of a skewed vocabulary: common words, rare ones, names, paths and Chinese.
fn many() -> Records {
    many_of(150)
}

fn many_of(n_plans: u32) -> Records {
    let mut random = Pcg64Mcg::seed_from_u64(11);
    let mut below = move |n: usize| (random.next_u64() % n as u64) as usize;
    let mut words: Vec<String> = (0..1500).map(|n| format!("{}{}", ["tok", "plan", "ind", "cach", "ref"][n % 5], n / 5)).collect();
    words.extend(["the", "src/auth/token.rs", "addNewPlan", "add_new_plan", "运营计划", "검색을", "caches", "queries"].map(str::to_owned));
    let mut word = move || {
        // Squaring twice makes the first words common and the last rare.
        let at = below(1000) * below(1000) / 1000 * below(1000) / 1000;
        let last = words.len() - 1 - at % words.len();
        words[last].clone()
    };
    let mut text = move |n: usize| (0..n).map(|_| word()).collect::<Vec<_>>().join(" ");
    let mut records = Records::default();
    for number in 0..n_plans {
        records.plans.push(plan(&format!("plan-{number}"), &text(4), (number % 3) as u8, &["ada", "bob"][..1 + number as usize % 2]));
        for (at, kind) in Kind::ALL.into_iter().take(10).enumerate() {
            let day = (number % 4 > 0).then_some(20_000 + number as i32 * 3 + at as i32);
            records.entries.push(entry(number, kind, &text(2), &text(20 + at * 12), day));
        }
    }
    records
}

#[test]
fn shards_are_the_same_on_one_and_many_threads() {
    let make = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| files(&Index::build(Arc::new(many())).expect("an index")))
    };
    let one = make(1);
    assert!(one.len() > 20, "the archive is large enough to be cut up");
    assert_eq!(one, make(4));
}

#[test]
fn words_that_are_let_go_leave_the_same_files() {
    // The second is cut into stretches of words and says lengths in its lists.
    for n_plans in [150, 900] {
        let mut records = many_of(n_plans);
        // Words that stand in the plan's own text are let go once they are indexed.
        for entry in records.entries.iter_mut().step_by(2) {
            entry.place = Some(Span::new(10, 10 + entry.text.len()));
        }
        let exported = files(&Index::build(Arc::new(records.clone())).expect("an index"));
        let mut made = BTreeMap::new();
        shards::make_of(records, &mut |route, bytes| drop(made.insert(route, bytes))).expect("an export");
        assert!(made == exported, "{n_plans} plans");
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the shards are handed to node as files")]
fn the_browser_ranks_as_tantivy_does() {
    let records = Arc::new(many());
    let index = Index::build(records.clone()).expect("an index");
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (route, bytes) in files(&index) {
        let path = folder.path().join(route.file());
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, bytes).expect("a file");
    }
    let mut random = Pcg64Mcg::seed_from_u64(5);
    let mut below = move |n: usize| (random.next_u64() % n as u64) as usize;
    let mut queries = vec!["the ".to_owned(), "kind:decision".to_owned(), "tok".to_owned(), "nosuchword the ".to_owned(), "引".to_owned()];
    while queries.len() < 300 {
        let entry = &records.entries[below(records.entries.len())];
        let words: Vec<&str> = entry.text.split(' ').collect();
        let at = below(words.len() - 3);
        let beginning: String = words[at].chars().take(2 + below(4)).collect();
        queries.push(match below(7) {
            0 => format!("{} ", words[at]),
            1 => format!("{} {} ", words[at], words[below(words.len())]),
            2 => format!("\"{}\"", words[at..at + 2].join(" ")),
            3 => beginning,
            4 => format!("{} {beginning}", words[below(words.len())]),
            5 => format!("{} -{} since:2025 kind:step,log,plan ", words[at], words[below(words.len())]),
            _ => format!("{} state:archived author:bob plan:plan ", words[at]),
        });
    }
    let answers: Vec<Value> = (queries.iter())
        .map(|query| {
            let answer = search(&index, query, 20).expect("an answer");
            json!({"kind": "drawn", "query": query, "total": answer.total, "any": answer.any, "hits": answer.hits})
        })
        .collect();
    std::fs::write(folder.path().join("answers.json"), json!(answers).to_string()).expect("a file");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/js/agreement.js");
    let output = std::process::Command::new("node").arg(script).arg(folder.path()).output().expect("node is needed for this test");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains(": 300 agree"), "{said}{}", String::from_utf8_lossy(&output.stderr));
}

/// Runs `search` in a small archive; exit status, standard output and standard error.
fn command(args: &[&str]) -> (Option<i32>, String, String) {
    let repo = crate::repo::Repo::new();
    let plan = |status: &str, step: &str, decision: &str| {
        format!(
            "---\nstatus: {status}\ntags: [hidden]\n---\n# Refresh tokens\n\n## Purpose\n\nReaders stay signed in.\n\n## Progress\n\n\
             - [x] (2026-01-05 10:00Z) {step}\n- [x] (2026-02-05 10:00Z) Tell users of tokens\n\n## Decision Log\n\n- Decision: {decision}\n"
        )
    };
    repo.write("docs/plans/active/refresh.md", &plan("in progress", "Renew the token early", "Retry a token once"));
    repo.write("docs/plans/completed/older.md", &plan("complete", "Drop the token cache", "Keep no token on disk"));
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_execplan-site"));
    command.arg("search").args(args).arg("--root").arg(repo.root()).env("EXECPLAN_SITE_NO_CACHE", "1").env_remove("SOURCE_DATE_EPOCH");
    let out = command.output().expect("the command runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (out.status.code(), text(&out.stdout), text(&out.stderr))
}

#[test]
fn the_command_answers_filters_and_says_when_there_is_nothing() {
    let (status, out, err) = command(&["renew", "early"]);
    assert_eq!(status, Some(0), "{err}");
    assert!(out.contains("Renew the token early") && out.contains("docs/plans/active/refresh.md:") && !out.contains('\u{1b}'), "{out}");
    let (status, out, err) = command(&["nowhere"]);
    assert_eq!((status, out.as_str()), (Some(1), ""), "{err}");
    assert!(err.contains("nothing found"), "{err}");
    assert!(command(&["tokne"]).2.contains("did you mean `token`?"));
    let (status, _, err) = command(&["--kind", "decison", "token"]);
    assert!(status == Some(2) && err.contains("did you mean `decision`?"), "{err}");
    assert_eq!(command(&["--since", "yesterday", "token"]).0, Some(2));
}

#[test]
fn the_command_prints_json_that_filters_and_limits_hold() {
    let json = |args: &[&str]| -> Value { serde_json::from_str(&command(args).1).expect("JSON") };
    let found = json(&["--json", "token"]);
    assert_eq!((&found["kind"], &found["matched"], &found["total"]), (&json!("execplan-search"), &json!("all"), &json!(10)));
    let kinds = |found: &Value| found["hits"].as_array().expect("hits").iter().map(|hit| hit["kind"].clone()).collect::<Vec<_>>();
    let decisions = json(&["--json", "--kind", "decision", "token"]);
    assert_eq!(kinds(&decisions), ["decision", "decision"]);
    assert_eq!(json(&["--json", "--kind", "decision", "--state", "archived", "token"])["hits"][0]["excerpt"], "Keep no token on disk");
    assert_eq!(json(&["--json", "--kind", "step", "--until", "2026-01", "token"])["total"], 2);
    assert_eq!(json(&["--json", "--kind", "step", "--since", "2026-02", "token"])["total"], 2);
    let limited = json(&["--json", "--limit", "3", "token"]);
    assert_eq!((limited["hits"].as_array().map(Vec::len), &limited["total"]), (Some(3), &found["total"]));
    let plan = json(&["--json", "--kind", "plan", "signed"]);
    assert!(plan["hits"][0]["excerpt"].as_str().is_some_and(|text| text.contains("signed in") && !text.contains("hidden")), "{plan}");
}
