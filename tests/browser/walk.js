// Walks built sites in a real browser as a reader who asks what came of a surprise: from where it stands in its plan by
// nothing but "related" links to an outcome. Every link says why it is there, and
// leads to a record that can be seen. Exit status 1 if an archive has such a way and it cannot be walked.
//
// usage: node browser/walk.js [--bin PATH] [--verbose]
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../..");
const at = process.argv.indexOf("--bin");
const bin = resolve(at < 0 ? join(process.env["CARGO_TARGET_DIR"] ?? join(root, "target"), "debug/execplan-site") : process.argv[at + 1] ?? "");
const verbose = process.argv.includes("--verbose");

/** @typedef {{ id: string, line: number, text: string }} Item */
/** @typedef {{ from: string | null, to: string, relation: string, reason: string, derived: boolean }} Link */
/** @typedef {{ url: string, pages?: { url: string, records: string[] }[], surprises: Item[], outcomes: Item[], decisions: Item[], links: Link[] }} Plan */

/** The shortest ways from surprises to outcomes over links between records, by address. @param {Plan[]} plans */
function ways(plans) {
  /** @type {Map<string, Set<string>>} */
  const next = new Map();
  /** @param {Plan} plan @param {string | null} id */
  const address = (plan, id) => `${plan.pages?.find((page) => page.records.includes(id ?? ""))?.url ?? plan.url}#${id}`;
  /** @param {string} a @param {string} b */
  const join = (a, b) => void (next.get(a) ?? next.set(a, new Set()).get(a))?.add(b);
  for (const plan of plans) {
    for (const link of plan.links.filter((link) => link.from && link.to.includes("#"))) {
      const from = address(plan, link.from);
      // A mention stands in the text; it is related from the other side only.
      if (link.relation !== "mentions") join(from, link.to);
      join(link.to, from);
    }
  }
  const outcomes = new Set(plans.flatMap((plan) => plan.outcomes.map((one) => address(plan, one.id))));
  const found = [];
  for (const start of plans.flatMap((plan) => plan.surprises.map((one) => address(plan, one.id))).filter((one) => next.has(one))) {
    const before = new Map([[start, ""]]);
    for (const place of before.keys()) {
      if (outcomes.has(place)) {
        const way = [];
        for (let step = place; step; step = before.get(step) ?? "") way.unshift(step);
        if (way.length > 2) found.push(way);
        break;
      }
      for (const one of next.get(place) ?? []) if (!before.has(one)) before.set(one, place);
    }
  }
  return found.sort((a, b) => a.length - b.length || (a.join() < b.join() ? -1 : 1));
}

/** @param {import("playwright-core").Page} tab @param {string[]} way @param {string} site */
async function walk(tab, way, site) {
  /** @param {string} place */
  const file = (place) => {
    const [path = "", anchor = ""] = place.split("#");
    return `${pathToFileURL(join(site, path, "index.html")).href}#${encodeURIComponent(anchor)}`;
  };
  await tab.goto(file(way[0] ?? ""));
  const said = [];
  for (const [number, place] of way.entries()) {
    const anchor = decodeURIComponent(new URL(tab.url()).hash.slice(1));
    const record = tab.locator(`[id="${anchor}"]`);
    if (tab.url() !== file(place)) return `step ${number + 1} is at ${tab.url()}, not at ${place}`;
    if (!(await record.isVisible())) return `${place} cannot be seen`;
    said.push(((await record.locator(".card-head > :first-child, .mark").first().textContent()) ?? "").trim());
    const following = way[number + 1];
    if (following === undefined) break;
    const relations = record.locator(".related .relation");
    const hrefs = await relations.evaluateAll((all) => all.map((one) => /** @type {HTMLAnchorElement | null} */ (one.querySelector("a"))?.href ?? ""));
    const at = hrefs.indexOf(file(following));
    if (at < 0) return `${place} has no related link to ${following}`;
    const reason = ((await relations.nth(at).locator(".reason").textContent()) ?? "").trim();
    if (!reason) return `${place}: the link to ${following} does not say why`;
    said.push(`— ${((await relations.nth(at).textContent()) ?? "").trim().split(" ").slice(0, 2).join(" ")}, because ${reason} →`);
    await relations.nth(at).locator("a").first().click();
    await tab.waitForURL(file(following), { timeout: 10_000 });
  }
  if (verbose) console.log(said.join("\n    "));
  return "";
}

/** @param {string} name @param {string} folder @param {number} wanted ways to walk */
async function visit(name, folder, wanted) {
  const site = mkdtempSync(join(tmpdir(), "execplan-site-"));
  const browser = await chromium.launch({
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  try {
    execFileSync(bin, ["build", "--quiet", "--root", folder, "--dest-dir", site], { stdio: "ignore" });
    /** @type {{ plans: Plan[] }} */
    const { plans } = JSON.parse(execFileSync(bin, ["export", "--root", folder], { encoding: "utf8", maxBuffer: 1 << 30, stdio: ["ignore", "pipe", "ignore"] }));
    const found = ways(plans);
    const tab = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    let n_failed = 0;
    for (const way of found.slice(0, wanted)) {
      const trouble = await walk(tab, way, site);
      if (!trouble) continue;
      n_failed += 1;
      console.log(`FAIL ${name}: ${trouble}`);
    }
    const n_walked = Math.min(wanted, found.length) - n_failed;
    console.log(`${name}: ${found.length} ways from a surprise to an outcome, ${n_walked} walked`);
    return n_failed === 0 && n_walked > 0;
  } finally {
    await browser.close();
    rmSync(site, { recursive: true, force: true });
  }
}

let ok = await visit("made archive", join(root, "tests/fixtures/walk"), 2);
const corpus = resolve(root, "../shared/corpus");
if (!existsSync(corpus)) console.log("no archives beside the checkout: only the made one is walked");
for (const name of existsSync(corpus) ? ["rrva+laban", "travisennis+cake"] : []) ok = (await visit(name, join(corpus, name), 5)) && ok;
process.exit(ok ? 0 : 1);
