//! Findings for machines: JSON, SARIF 2.1.0 and GitHub's workflow commands.

use serde_json::{Value, json};

use super::severity_word;
use crate::diag::{Diagnostic, REGISTRY, Severity};
use crate::text::{SourcePath, encode_segment};

/// One JSON object with every finding, in the form `export` has them.
pub fn json(found: &[Diagnostic]) -> Value {
    json!({ "diagnostics": found.iter().map(crate::export::diagnostic).collect::<Vec<_>>() })
}

/// A SARIF 2.1.0 log, as code scanning services take it. `folder` is where the root lies in its repository: paths
/// are told from the top of that, as the services know them.
pub fn sarif(found: &[Diagnostic], folder: &str) -> Value {
    let rules: Vec<Value> = REGISTRY
        .iter()
        .map(|(code, severity, meaning)| {
            json!({
                "id": code.as_str(),
                "shortDescription": { "text": meaning },
                "defaultConfiguration": { "level": severity_word(*severity) },
            })
        })
        .collect();
    let rule_index = |one: &Diagnostic| REGISTRY.iter().position(|(code, ..)| *code == one.code);
    let results: Vec<Value> = found
        .iter()
        .map(|one| {
            let mut result = json!({
                "ruleId": one.code.as_str(),
                "ruleIndex": rule_index(one),
                "level": severity_word(one.severity),
                "message": { "text": one.help.as_ref().map_or_else(|| one.message.clone(), |help| format!("{}\n{help}", one.message)) },
                "partialFingerprints": { "codePathMessage/v1": fingerprint(one) },
            });
            if let Some(path) = &one.path {
                let uri: Vec<String> = in_repository(folder, path).split('/').map(encode_segment).collect();
                let mut place = json!({ "artifactLocation": { "uri": uri.join("/"), "uriBaseId": "%SRCROOT%" } });
                if let Some(line) = one.line {
                    place["region"] = json!({ "startLine": line.max(1) });
                }
                result["locations"] = json!([{ "physicalLocation": place }]);
            }
            result
        })
        .collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "execplan-site",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

/// A path from the top of the repository.
fn in_repository(folder: &str, path: &SourcePath) -> String {
    let folder = folder.trim_matches('/');
    if folder.is_empty() { path.to_string() } else { format!("{folder}/{path}") }
}

/// One workflow command a finding, so that it shows beside the line in a pull request. For `folder` see [`sarif`].
pub fn github(found: &[Diagnostic], folder: &str) -> String {
    let data = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
    let mut out = String::new();
    for one in found {
        let command = match one.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let file = one.path.as_ref().map(|path| format!("file={},", property(&in_repository(folder, path)))).unwrap_or_default();
        let line = one.line.map(|line| format!("line={line},")).unwrap_or_default();
        let message = one.help.as_ref().map_or_else(|| one.message.clone(), |help| format!("{}\nhelp: {help}", one.message));
        out.push_str(&format!("::{command} {file}{line}title={}::{}\n", property(one.code.as_str()), data(&message)));
    }
    out
}

/// What stays the same of a finding when lines move: its code, file and message.
pub fn fingerprint(one: &Diagnostic) -> String {
    let text = format!("{}\0{}\0{}", one.code.as_str(), one.path.as_ref().map_or("", |path| path.as_str()), one.message);
    blake3::hash(text.as_bytes()).to_hex()[..32].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::codes;

    fn finding() -> Diagnostic {
        Diagnostic::new(codes::DANGLING_REFERENCE, "`a, b` is gone: 100%")
            .in_file(&SourcePath::new("plans/ü x.md"))
            .at(3, None)
            .help("write it")
    }

    #[test]
    fn github_commands_escape_their_data() {
        assert_eq!(
            github(&[finding()], ""),
            "::warning file=plans/ü x.md,line=3,title=dangling-reference::`a, b` is gone: 100%25%0Ahelp: write it\n"
        );
    }

    #[test]
    fn sarif_points_at_the_rule_and_the_line() {
        let log = sarif(&[finding()], "docs/");
        let result = &log["runs"][0]["results"][0];
        let index = usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("small");
        assert_eq!(log["runs"][0]["tool"]["driver"]["rules"][index]["id"], "dangling-reference");
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "docs/plans/%C3%BC%20x.md");
        assert_eq!(place["region"]["startLine"], 3);
    }
}
