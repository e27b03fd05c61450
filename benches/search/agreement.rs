//! Compares the browser's search with tantivy's over any archive: `search_agreement DIR [QUERIES] [OUT]` reads
//! the archive in DIR, exports its shards to OUT, draws QUERIES queries of every kind from its own words,
//! answers them with tantivy, and has `tests/js/agreement.js` (node) answer them from the shards.
//! Prints sizes and times of every stage on the way.
#![expect(clippy::disallowed_methods, clippy::disallowed_macros, reason = "a measuring tool is all rim")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use execplan_site::search::{Index, Records, parse_query, search, shards};
use execplan_site::{config::Config, crawl, pipeline, text::Route};
use rand_core::{Rng, SeedableRng};
use rand_pcg::Pcg64Mcg;

type Fault = Box<dyn std::error::Error>;

fn main() -> Result<(), Fault> {
    let mut args = std::env::args().skip(1);
    let root = PathBuf::from(args.next().ok_or("usage: search_agreement DIR [QUERIES] [OUT]")?);
    let n_queries: usize = args.next().map_or(Ok(1000), |n| n.parse())?;
    let out = args.next().map_or_else(|| std::env::temp_dir().join("search-agreement"), PathBuf::from);

    let config = Config::default();
    let clock = Clock::new("crawl");
    let (sources, _) = crawl::crawl(&root, &config)?;
    let clock = clock.next("parse and link");
    let (archive, _) = pipeline::understand(&sources, &config, None);
    let clock = clock.next("records");
    let records = Arc::new(Records::of(&archive, &BTreeMap::new()));
    let n_text: usize = records.entries.iter().map(|entry| entry.text.len() + entry.heading.len()).sum();
    let clock = clock.next("tantivy");
    let index = Index::build(records.clone())?;
    let clock = clock.next("export");
    let mut files: Vec<(Route, Vec<u8>)> = Vec::new();
    shards::export(&index, &mut |route, bytes| files.push((route, bytes)))?;
    clock.end();
    println!("{} plans, {} entries, {n_text} bytes of text", records.plans.len(), records.entries.len());
    sizes(&files, n_text);
    for folder in ["search", "plans"].map(|name| out.join(name)).iter().filter(|folder| folder.exists()) {
        std::fs::remove_dir_all(folder)?;
    }
    let sources = archive.plans.iter().map(|plan| {
        let route = Route::new(format!("plans/{}/index.md", plan.id));
        (route, plan.document.source.text.as_bytes().to_vec())
    });
    files.extend(sources);
    // The scripts as they are published, so that their bytes are counted too.
    let theme = execplan_site::theme::Theme::embedded();
    for name in ["search.js", "search-ui.js", "search-more.js"] {
        files.push((Route::new(name), theme.asset(&format!("js/{name}")).unwrap_or_default().to_vec()));
    }
    for (route, bytes) in &files {
        let path = out.join(route.file());
        std::fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
        std::fs::write(path, bytes)?;
    }

    let queries = draw(&records, n_queries);
    let clock = Clock::new("tantivy answers");
    let mut answers = Vec::new();
    let mut times = Vec::new();
    for (kind, text) in &queries {
        let start = Instant::now();
        let answer = search(&index, text, 20)?;
        times.push(start.elapsed().as_secs_f64() * 1e3);
        answers.push(serde_json::json!({ "kind": kind, "query": text, "total": answer.total, "any": answer.any, "hits": answer.hits }));
    }
    clock.end();
    times.sort_by(f64::total_cmp);
    println!("tantivy: median {:.2} ms, p95 {:.2} ms", times[times.len() / 2], times[times.len() * 95 / 100]);
    std::fs::write(out.join("answers.json"), serde_json::to_vec(&answers)?)?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/js/agreement.js");
    let status = std::process::Command::new("node").arg(script).arg(&out).status()?;
    std::process::exit(status.code().unwrap_or(2));
}

fn sizes(files: &[(Route, Vec<u8>)], n_text: usize) {
    let all: usize = files.iter().map(|file| file.1.len()).sum();
    let most = files.iter().map(|file| file.1.len()).max().unwrap_or(0);
    let root = files.iter().find(|file| file.0.as_str().ends_with("root.bin")).map_or(0, |file| file.1.len());
    println!(
        "  {} files, {all} bytes, largest {most}, root {root}: {:.1} % of the text",
        files.len(),
        all as f64 * 100.0 / n_text.max(1) as f64
    );
}

/// Queries of every kind, drawn from the words of random entries.
fn draw(records: &Records, n: usize) -> Vec<(&'static str, String)> {
    let mut random = Pcg64Mcg::seed_from_u64(7);
    let mut pick = |n: usize| (random.next_u64() % n.max(1) as u64) as usize;
    let mut out = Vec::new();
    let mut tries = 0;
    while out.len() < n && tries < n * 50 && !records.entries.is_empty() {
        tries += 1;
        let entry = &records.entries[pick(records.entries.len())];
        let text = if pick(6) == 0 { &records.plans[entry.plan as usize].title } else { &entry.text };
        let words: Vec<&str> = text.split_whitespace().collect();
        if words.is_empty() {
            continue;
        }
        let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
        let start = pick(words.len());
        let some = |n: usize| words[start..(start + n).min(words.len())].iter().map(|word| bare(word)).collect::<Vec<_>>().join(" ");
        let ascii_word = |word: &&str| word.is_ascii() && bare(word).len() > 3;
        let kind = ["words", "words", "scattered", "phrase", "prefix", "identifier", "path", "cjk", "filter", "without", "code"][pick(11)];
        let query = match kind {
            "words" => format!("{} ", some(1 + pick(4))),
            "scattered" => format!("{} {} ", bare(words[start]), bare(words[pick(words.len())])),
            "phrase" => format!("\"{}\"", some(2 + pick(2))),
            "prefix" => match words.iter().skip(start).find(|word| ascii_word(word)) {
                Some(word) => {
                    let word = bare(word);
                    let shown: String = word.chars().take(2 + pick(word.len())).collect();
                    if pick(2) == 0 { shown } else { format!("{} {shown}", bare(words[pick(words.len())])) }
                }
                None => continue,
            },
            "identifier" => match words.iter().skip(start).find(|w| bare(w).contains('_') || bare(w).contains('-') || camel(w)) {
                Some(word) => bare(word),
                None => continue,
            },
            "path" => match words.iter().skip(start).find(|word| word.contains('/') && word.len() < 80) {
                Some(word) => bare(word),
                None => continue,
            },
            "cjk" => {
                let signs: Vec<char> = text.chars().collect();
                match signs.iter().position(|c| execplan_site::search::text::is_cjk(*c)) {
                    Some(at) => signs[at..].iter().skip(pick(signs.len() - at)).take(1 + pick(4)).collect(),
                    None => continue,
                }
            }
            "filter" => {
                let filters = [
                    "kind:decision",
                    "kind:step,section",
                    "state:archived",
                    "status:complete",
                    "since:2025-01",
                    "date:2024",
                    "plan:add",
                    "-kind:section",
                ];
                format!("{} {} ", filters[pick(filters.len())], some(1 + pick(2)))
            }
            "without" => format!("{} -{} ", some(1), bare(words[pick(words.len())])),
            _ => format!("{} ", words[start..(start + 3).min(words.len())].join(" ")),
        };
        let parsed = parse_query(&query);
        if !parsed.clauses.is_empty() && query.len() < 200 {
            out.push((kind, query));
        }
    }
    out
}

fn camel(word: &str) -> bool {
    word.as_bytes().windows(2).any(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase())
}

/// Names and times a stage.
struct Clock(&'static str, Instant);

impl Clock {
    fn new(name: &'static str) -> Self {
        Self(name, Instant::now())
    }

    fn next(self, name: &'static str) -> Self {
        self.end();
        Self::new(name)
    }

    fn end(self) {
        println!("{:16} {:8.3} s", self.0, self.1.elapsed().as_secs_f64());
    }
}
