//! The shape of the source itself: which layer may use which.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The layers, lowest first. A module may use its own layer and lower ones.
const LAYERS: &[&[&str]] = &[
    &["model", "text", "diag", "config"],
    &["markdown", "chart", "parse", "secrets"],
    &["link", "rates", "search"],
    &["view", "theme", "render", "site", "export"],
    &["memo", "check", "pipeline"],
    &["crawl", "publish", "cache", "serve", "report", "commands", "cli"],
];

/// Crates with one home.
const HOMES: &[(&str, &[&str])] = &[
    ("pulldown_cmark", &["parse", "markdown"]),
    ("syntect", &["markdown"]),
    ("two_face", &["markdown"]),
    ("ammonia", &["markdown"]),
    ("tera", &["render"]),
    ("tantivy", &["search"]),
    ("regex", &["secrets"]),
    ("axum", &["serve"]),
    ("notify", &["serve"]),
    ("annotate_snippets", &["report"]),
    ("indicatif", &["report"]),
    ("clap", &["cli", "commands"]),
    ("schemars", &["export", "site"]),
    ("atom_syndication", &["site"]),
    ("rand_pcg", &["rates"]),
];

#[expect(clippy::disallowed_methods, reason = "the test reads the source")]
fn sources(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).expect("UTF-8");
            found.push((path, text));
        }
    }
    found.sort();
}

fn modules() -> Vec<(String, PathBuf, String)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    sources(&src, &mut found);
    let named = found.into_iter().map(|(path, text)| {
        let below = path.strip_prefix(&src).expect("below src").to_path_buf();
        let first = below.iter().next().expect("a name").to_string_lossy().trim_end_matches(".rs").to_owned();
        (first, below, text)
    });
    named.filter(|(module, ..)| module != "lib" && module != "main").collect()
}

#[test]
fn a_layer_uses_only_lower_ones() {
    let layer: BTreeMap<&str, usize> =
        LAYERS.iter().enumerate().flat_map(|(number, names)| names.iter().map(move |name| (*name, number))).collect();
    let mut wrong = Vec::new();
    for (module, path, text) in modules() {
        let Some(own) = layer.get(module.as_str()) else {
            wrong.push(format!("{}: module `{module}` has no layer", path.display()));
            continue;
        };
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
            for used in line.split("crate::").skip(1) {
                let names: Vec<&str> = match used.strip_prefix('{') {
                    Some(list) => list.split(',').map(|name| name.trim().split("::").next().unwrap_or("")).collect(),
                    None => vec![used.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or("")],
                };
                wrong.extend(
                    names
                        .into_iter()
                        .filter(|name| layer.get(name).is_some_and(|other| other > own))
                        .map(|name| format!("{}:{}: `{module}` uses `{name}`, a higher layer", path.display(), number + 1)),
                );
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_heavy_crate_has_its_home() {
    let mut wrong = Vec::new();
    for (module, path, text) in modules() {
        for (name, homes) in HOMES {
            let uses = text.lines().any(|line| !line.trim_start().starts_with("//") && line.contains(&format!("{name}::")));
            if uses && !homes.contains(&module.as_str()) {
                wrong.push(format!("{}: `{name}` lives in {}", path.display(), homes.join(" and ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_module_says_why_it_exists() {
    let silent: Vec<_> = modules().into_iter().filter(|(.., text)| !text.starts_with("//!")).map(|(_, path, _)| path).collect();
    assert!(silent.is_empty(), "no `//!` paragraph: {silent:?}");
}
