// The preview server with a real browser in front of it: an edit reloads the page where it was scrolled to, a
// style sheet is swapped in without a reload, a failed build is shown over the page, and storms of events are
// survived with flat memory. Prints the time from an edit to its page, as medians.
//
// usage: node browser/live.js [--bin PATH] [--plans N] [--edits N]
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
/** @param {string} name @param {string} otherwise */
const option = (name, otherwise) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? otherwise : process.argv[at + 1] ?? otherwise;
};
const bin = resolve(option("--bin", join(process.env["CARGO_TARGET_DIR"] ?? join(root, "target"), "debug/execplan-site")));
const nPlans = Number(option("--plans", "100"));
const nEdits = Number(option("--edits", "10"));

let nFailures = 0;
/** @param {boolean} ok @param {string} what */
function check(ok, what) {
  if (ok) return;
  nFailures += 1;
  console.log(`FAIL ${what}`);
}

/** @param {number} number @param {string} word @param {string} [name] */
const plan = (number, word, name = "part") => {
  const steps = Array.from({ length: 60 }, (_, step) => `- [x] (2026-01-05 ${String(step % 24).padStart(2, "0")}:00Z) Step ${step} of plan ${number}`);
  return `# Work on ${name} ${number}\n\n## Purpose\n\nSay ${word}.\n\n## Progress\n\n${steps.join("\n")}\n\n## Decision Log\n\n- Decision: Keep ${word}\n  Rationale: because\n`;
};

const archive = mkdtempSync(join(tmpdir(), "execplan-live-"));
const folder = join(archive, "docs/plans/active");
mkdirSync(folder, { recursive: true });
mkdirSync(join(archive, "theme/css"), { recursive: true });
const sheet = join(archive, "theme/css/tokens.css");
const tokens = readFileSync(join(root, "theme/css/tokens.css"), "utf8");
writeFileSync(sheet, tokens);
for (let number = 0; number < nPlans; number += 1) writeFileSync(join(folder, `plan-${number}.md`), plan(number, "nothing"));
const edited = join(folder, "plan-0.md");

const server = spawn(bin, ["serve", archive, "-p", "0"], { stdio: ["ignore", "ignore", "pipe"] });
/** @type {string[]} */
const said = [];
/** @type {string} */
const address = await new Promise((done, fail) => {
  createInterface({ input: server.stderr }).on("line", (line) => {
    said.push(line);
    const found = /serving at (http:\S+?);?( |$)/.exec(line);
    if (found?.[1]) done(found[1].replace(/;$/, ""));
  });
  server.on("exit", (code) => fail(new Error(`serve ended with ${code}: ${said.join("\n")}`)));
});

/**
 * Saves as many editors do, so that a file is never seen half written: each save is one reload.
 * @param {string} file @param {string} text
 */
function save(file, text) {
  writeFileSync(`${file}.tmp`, text);
  renameSync(`${file}.tmp`, file);
}

/** Resident memory of the server in MB. */
const memory = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
/** @param {number[]} values */
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const browser = await chromium.launch({ executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
try {
  const page = await browser.newPage({ viewport: { width: 900, height: 600 } });
  // A file that is written in place is empty for a moment; in a storm a build may find it so.
  let isCalm = true;
  page.on("console", (message) => check(message.type() !== "error" || !isCalm, `console: ${message.text()} ${message.location().url}`));
  page.on("pageerror", (error) => check(false, `page error: ${error.message}`));
  await page.goto(`${address}plans/plan-0/`);
  /** @param {string} text */
  const shows = (text) => page.waitForFunction((text) => document.body.innerText.includes(text), text, { timeout: 120_000, polling: 5 });

  /** @type {number[]} */
  const times = [];
  for (let number = 0; number < nEdits; number += 1) {
    const word = `word-${number}`;
    const begin = performance.now();
    if (number % 2) {
      writeFileSync(edited, plan(0, word));
    } else {
      save(edited, plan(0, word));
    }
    await shows(`Say ${word}.`);
    times.push(performance.now() - begin);
  }
  console.log(`${nPlans} plans: an edit shows after ${median(times).toFixed(0)} ms (median of ${nEdits}; slowest ${Math.max(...times).toFixed(0)} ms)`);

  /** An edited plan is shown at once and again when the whole site is built: waits until nothing more is said. */
  const settled = async () => {
    for (let seen = -1; seen !== said.length; await page.waitForTimeout(Math.max(1_500, 4 * median(times)))) seen = said.length;
  };
  // A save in place may be two changes; what comes next is to be the only one.
  save(edited, plan(0, "settled"));
  await shows("Say settled.");
  await settled();
  const unfolded = page.locator("main details:not([open]) > summary:visible").first();
  await unfolded.click();
  const hadFocus = await page.evaluate(() => `${document.activeElement?.localName} ${document.activeElement?.textContent}`);
  await page.evaluate(() => window.scrollTo({ top: 700, behavior: "instant" }));
  // A browser that is still busy with the page before scrolls back once more.
  await page.waitForTimeout(300);
  check(await page.evaluate(() => window.scrollY === 700 && document.readyState === "complete"), "the page stays scrolled to 700 while nothing changes");
  save(edited, plan(0, "scrolled"));
  await shows("Say scrolled.");
  const isBack = page.waitForFunction(() => Math.abs(window.scrollY - 700) < 40, null, { timeout: 20_000 });
  check(await isBack.then(() => true, () => false), "the page was scrolled to 700 and is there again after its reload");
  const isSame = page.waitForFunction((was) => {
    const element = document.activeElement;
    return element?.parentElement?.hasAttribute("open") && `${element.localName} ${element.textContent}` === was;
  }, hadFocus, { timeout: 20_000 });
  check(await isSame.then(() => true, () => false), `what had the focus has it, and is unfolded: ${hadFocus}`);
  await settled();

  await page.evaluate(() => document.documentElement.setAttribute("data-same-page", "yes"));
  save(sheet, `${tokens}\n:root { --live-test: 7 }\n`);
  await page.waitForFunction(() => getComputedStyle(document.documentElement).getPropertyValue("--live-test").trim() === "7", null, { timeout: 20_000 });
  check((await page.getAttribute("html", "data-same-page")) === "yes", "a style sheet was swapped in without a reload");

  writeFileSync(join(archive, "book.toml"), "[output.execplan-site]\npage-sise = 3\n");
  await shows("did you mean `page-size`?");
  check((await page.getAttribute("html", "data-same-page")) === "yes", "a failed build leaves the page");
  rmSync(join(archive, "book.toml"));
  await page.waitForFunction(() => document.getElementById("execplan-live") === null, null, { timeout: 20_000 });

  isCalm = false;
  const before = memory();
  for (let number = 0; number < 1_000; number += 1) writeFileSync(join(folder, `burst-${number}.md`), plan(number, "burst", "burst"));
  writeFileSync(edited, plan(0, "after-the-burst"));
  await shows("Say after-the-burst.");
  for (let number = 0; number < 1_000; number += 1) rmSync(join(folder, `burst-${number}.md`));
  writeFileSync(edited, plan(0, "after-the-checkout"));
  await shows("Say after-the-checkout.");
  const warm = memory();
  for (let number = 0; number < 10_000; number += 1) writeFileSync(edited, plan(0, `storm-${number}`));
  await shows("Say storm-9999.");
  const after = memory();
  console.log(`memory: ${before.toFixed(0)} MB at first, ${warm.toFixed(0)} MB after bursts of 1,000 files, ${after.toFixed(0)} MB after 10,000 more events`);
  check(after < warm * 1.3 + 20, `memory grew from ${warm.toFixed(0)} to ${after.toFixed(0)} MB in 10,000 events`);
  check(!said.some((line) => line.includes("cannot be watched")), `watching fell back: ${said.join("\n")}`);
} catch (error) {
  console.log(said.slice(-5).join("\n"));
  throw error;
} finally {
  await browser.close();
  server.removeAllListeners("exit");
  server.kill();
  rmSync(archive, { recursive: true, force: true });
}
if (nFailures > 0) process.exit(1);
console.log("the preview works");
