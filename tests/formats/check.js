// Runs the program and validates what it prints for other programs: SARIF against the schema of SARIF 2.1.0, the
// export and the site's JSON against the schemas they come with. One line a failure; exit status 1 if there is any.
//
// usage: node formats/check.js [--bin PATH]
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../..");
const at = process.argv.indexOf("--bin");
const bin = resolve(at < 0 ? join(process.env["CARGO_TARGET_DIR"] ?? join(root, "target"), "debug/execplan-site") : process.argv[at + 1] ?? "");

let n_checks = 0;
let n_failed = 0;
/** @param {boolean} ok @param {string} what */
function check(ok, what) {
  n_checks += 1;
  if (ok) return;
  n_failed += 1;
  console.log(`FAIL ${what}`);
}

/** What the program prints, whatever its exit status. @param {string[]} args */
function run(args) {
  try {
    return execFileSync(bin, args, { encoding: "utf8", maxBuffer: 1 << 30, stdio: ["ignore", "pipe", "ignore"] });
  } catch (error) {
    return /** @type {{ stdout: string }} */ (error).stdout;
  }
}

/** @param {string} file */
const json = (file) => JSON.parse(readFileSync(file, "utf8"));
// `default` is what a CommonJS module is wrapped in.
const formats = /** @type {(ajv: unknown, names: string[]) => void} */ (/** @type {unknown} */ (addFormats.default ?? addFormats));
const draft7 = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
formats(draft7, ["date-time", "uri", "uri-reference"]);
const sarif = draft7.compile(json(join(root, "tests/fixtures/sarif/sarif-2.1.0.schema.json")));
const newest = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });

/** @param {import("ajv").ValidateFunction} validate @param {unknown} value @param {string} what */
function valid(validate, value, what) {
  const ok = validate(value);
  check(ok, `${what}: ${(validate.errors ?? []).slice(0, 4).map((error) => `${error.instancePath} ${error.message}`).join("; ")}`);
}

/** @param {string} name @param {string} folder @param {boolean} findings whether there is something to find */
function archive(name, folder, findings) {
  const log = JSON.parse(run(["check", "--quiet", "--verbose", "--format", "sarif", "--root", folder]));
  valid(sarif, log, `${name}: sarif`);
  const [only] = log.runs;
  check(!findings || only.results.length > 0, `${name}: sarif has results`);
  /** @type {{ ruleId: string, ruleIndex: number, locations?: { physicalLocation: { artifactLocation: { uri: string }, region?: { startLine: number } } }[] }[]} */
  const results = only.results;
  for (const result of results) {
    check(only.tool.driver.rules[result.ruleIndex].id === result.ruleId, `${name}: rule ${result.ruleIndex} is ${result.ruleId}`);
    const uri = result.locations?.[0]?.physicalLocation.artifactLocation.uri;
    check(uri === undefined || !findings || existsSync(join(folder, decodeURIComponent(uri))), `${name}: ${uri} is a file`);
  }
  const site = mkdtempSync(join(tmpdir(), "execplan-site-"));
  try {
    run(["build", "--quiet", "--root", folder, "--dest-dir", site]);
    const schema = (/** @type {string} */ one) => newest.compile({ ...json(join(site, `api/v1/schema/${one}.json`)), $id: undefined });
    valid(schema("export"), JSON.parse(run(["export", "--root", folder])), `${name}: export`);
    valid(schema("plans"), json(join(site, "api/v1/plans.json")), `${name}: plans.json`);
    const plan = schema("plan");
    const plans = join(site, "api/v1/plans");
    for (const file of existsSync(plans) ? readdirSync(plans).filter((one) => one.endsWith(".json")) : []) valid(plan, json(join(plans, file)), `${name}: ${file}`);
  } finally {
    rmSync(site, { recursive: true, force: true });
  }
  console.log(`${name}: ${results.length} findings`);
}

// Everything that makes a finding hard to write down: a path with spaces and signs, no line, quotes in the message.
const made = mkdtempSync(join(tmpdir(), "execplan-site-"));
try {
  mkdirSync(join(made, "docs/plans/über uns"), { recursive: true });
  writeFileSync(join(made, "docs/plans/über uns/a #1 plan.md"), "# A plan\n\n## Progress\n\n- [x] (2026-02-31) See [gone](\"gone%20\\u0001\".md) and `docs/plans/über uns/none.md`\n\n```\nopen\n");
  writeFileSync(join(made, "docs/plans/empty.md"), "");
  writeFileSync(join(made, "docs/plans/b.md"), "# B\n\n- Parent: [c](c.md)\n\n## Progress\n\n- [ ] One\n");
  writeFileSync(join(made, "docs/plans/c.md"), "# C\n\n- Parent: [b](b.md)\n- Status: complete\n\n## Progress\n\n- [ ] One\n");
  archive("made", made, true);
} finally {
  rmSync(made, { recursive: true, force: true });
}
archive("demo", root, false);
const corpus = resolve(root, "../shared/corpus");
if (!existsSync(corpus)) console.log("no archives beside the checkout: only the made one and the demo are validated");
for (const name of existsSync(corpus) ? ["EngraphCode+castr", "fm-dev-mx+celebra-me", "Carpon39038+QuantA"] : []) archive(name, join(corpus, name), false);
console.log(`${n_checks - n_failed} passed, ${n_failed} failed`);
process.exit(n_failed ? 1 : 0);
