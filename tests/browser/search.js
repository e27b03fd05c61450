// Search as a reader does it, in a real browser: from the keyboard alone, on the search page with its filters, from
// a file, without scripts, on a phone, and while the site is published anew. Prints one line a failure.
//
// usage: node browser/search.js [--bin PATH] [--shots DIR]
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { serve } from "./server.js";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
/** @param {string} name @param {string} otherwise */
const option = (name, otherwise) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? otherwise : process.argv[at + 1] ?? otherwise;
};
const bin = resolve(option("--bin", join(process.env["CARGO_TARGET_DIR"] ?? join(root, "target"), "debug/execplan-site")));
const shots = option("--shots", "");
const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const BASE = "/some/sub/path/";

let [nChecks, nFailures] = [0, 0];
/** @param {boolean} ok @param {string} what */
function check(ok, what) {
  nChecks += 1;
  if (ok) return;
  nFailures += 1;
  console.log(`FAIL ${what}`);
}

const folder = mkdtempSync(join(tmpdir(), "execplan-search-"));
const site = join(folder, "site");
const plans = join(folder, "archive/docs/plans/active");
mkdirSync(plans, { recursive: true });
const words = ["cache", "token", "parser", "index", "retry", "queue", "schema", "렌더링", "运营计划", "upload"];
/** @param {number} n */
const word = (n) => words[n % words.length];
for (let n = 0; n < 60; n += 1) {
  const steps = Array.from({ length: 12 }, (_, k) => `- [x] (2026-0${1 + (n % 6)}-1${k % 9} 10:00Z) Step ${k} moves the ${word(n + k)} to the ${word(n * 3 + k)} of part ${n}.`);
  const text = `---\nstatus: complete\ntags: [hidden-tag]\nauthor: ${n % 2 ? "Ada" : "Bob"}\n---\n# Move ${word(n)} number ${n}\n\n## Purpose\n\nReaders of part ${n} see the ${word(n + 1)} at once.\n\n## Progress\n\n${steps.join("\n")}\n\n## Decision Log\n\n- Decision: Keep the ${word(n)} in \`src/${word(n + 4)}/part_${n}.rs\`\n  Rationale: The ${word(n + 2)} was slow.\n  Date/Author: 2026-02-0${1 + (n % 9)} / ${n % 2 ? "Ada" : "Bob"}\n`;
  writeFileSync(join(plans, `move-${n}.md`), text);
}
const build = () => execFileSync(bin, ["build", "--quiet", "--root", join(folder, "archive"), "--dest-dir", site], { stdio: ["ignore", "ignore", "inherit"] });
build();
const server = await serve(site, { base: BASE });
const browser = await chromium.launch({
  executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

/** @param {import("playwright-core").BrowserContextOptions} [options] */
async function tab(options) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  page.on("pageerror", (error) => check(false, `script: ${error.message}`));
  page.on("console", (message) => check(message.type() !== "error" || /404/.test(message.text()), `console: ${message.text()}`));
  return page;
}
/** @param {import("playwright-core").Page} page @param {string} name */
async function shot(page, name) {
  if (!shots) return;
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: join(shots, `${name}.png`) });
}
/** @param {import("playwright-core").Page} page @param {string} what */
async function axe(page, what) {
  await page.evaluate(axeSource);
  const found = await page.evaluate(async () => {
    // @ts-expect-error axe is put into the page above
    const { violations } = await globalThis.axe.run(document, { resultTypes: ["violations"] });
    return violations.map((/** @type {any} */ one) => `${one.id}: ${one.nodes[0].html.slice(0, 160)}`);
  });
  for (const violation of found) check(false, `${what}: axe: ${violation}`);
}
/** @param {import("playwright-core").Page} page */
const active = (page) => page.evaluate(() => `${document.activeElement?.tagName}.${document.activeElement?.className}`);
const searched = () => server.sent.filter(({ path }) => path.startsWith("search/") && !path.endsWith(".html")).length;

try {
  {
    const page = await tab();
    await page.goto(`${server.origin}${BASE}index.html`, { waitUntil: "networkidle" });
    check(searched() === 0 && !server.sent.some(({ path }) => /search[^/]*\.js$/.test(path)), "nothing of the search is fetched before its box has focus");
    await page.keyboard.press("/");
    check((await active(page)).startsWith("INPUT"), "/ goes to the box");
    await page.keyboard.type("kind:step cache tok");
    await page.waitForSelector(".search-panel a.hit");
    check((await page.inputValue("header input[type=search]")) === "kind:step cache tok", "the slash is not typed into the box");
    check(/result/.test((await page.textContent(".find [role=status]")) ?? ""), "the live region says how many");
    check((await page.locator(".search-panel mark").allTextContents()).some((text) => /token/i.test(text)), "the beginning of a word is marked as the word");
    const first = await page.locator(".search-panel a.hit").first().getAttribute("href");
    await axe(page, "panel");
    await shot(page, "panel-1440");
    await page.keyboard.press("ArrowDown");
    check((await active(page)) === "A.hit", "down goes to the first result");
    await page.keyboard.press("ArrowUp");
    check((await active(page)).startsWith("INPUT"), "up goes back to the box");
    await page.keyboard.press("Escape");
    check(!(await page.isVisible(".search-panel")) && (await active(page)).startsWith("INPUT"), "escape closes the panel and stays in the box");
    await page.keyboard.press("Escape");
    check(!(await active(page)).startsWith("INPUT"), "escape again leaves the box");
    await page.keyboard.press("Control+k");
    check((await active(page)).startsWith("INPUT"), "control and k go to the box");
    await page.waitForSelector(".search-panel a.hit");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForURL(/plans\/.*#/);
    const target = await page.evaluate(() => document.getElementById(decodeURIComponent(location.hash.slice(1)))?.id ?? "");
    check(target !== "" && page.url().endsWith(first?.replace(/^(\.\.\/)*/, "") ?? "?"), `enter leads to the record itself (${page.url()})`);
    await page.context().close();
  }
  {
    const page = await tab();
    await page.goto(`${server.origin}${BASE}search/?q=kind%3Astep%20cache`);
    await page.waitForSelector("[data-facets] label");
    const total = Number((await page.textContent("[data-status]"))?.replace(/\D/g, ""));
    check(total > 10, "the address holds the query");
    const kinds = page.locator("[data-facets] fieldset").first().locator("label");
    const counts = Object.fromEntries((await kinds.allTextContents()).map((text) => [text.replace(/[\d,]/g, "").trim(), Number(text.replace(/\D/g, ""))]));
    check(counts["step"] === total && (counts["decision"] ?? 0) > 0, `each kind has its count (${JSON.stringify(counts)}, ${total})`);
    await page.locator("[data-facets] label", { hasText: "decision" }).locator("input").check();
    await page.waitForFunction((sum) => document.querySelector("[data-status]")?.textContent?.startsWith(`${sum} `), total + (counts["decision"] ?? 0));
    check(/kind%3A(step%2Cdecision|decision%2Cstep)/.test(page.url()), "a filter goes into the address");
    const before = await page.locator("a.hit").evaluateAll((all) => all.map((one) => one.getAttribute("href")));
    await page.locator("button.more").click();
    await page.waitForFunction((n) => document.querySelectorAll("a.hit").length > n, before.length);
    const after = await page.locator("a.hit").evaluateAll((all) => all.map((one) => one.getAttribute("href")));
    check(before.every((href, i) => href === after[i]) && new Set(after).size === after.length, "more results come after those that are there");
    await axe(page, "search page");
    await shot(page, "page-1440");
    await page.fill("[data-search-page] input[type=search]", "tokne");
    await page.locator("[data-results] button", { hasText: "token" }).click();
    await page.waitForSelector("a.hit");
    check((await page.inputValue("[data-search-page] input[type=search]")) === "token", "what may have been meant is offered");
    await page.fill("[data-search-page] input[type=search]", "kind:plan part 7 ");
    await page.waitForFunction(() => document.querySelector("a.hit .words")?.textContent?.includes("part 7 "));
    const plan = (await page.locator("a.hit .words").allTextContents()).join(" ");
    check(plan.includes("Readers of part 7") && !/hidden-tag|status:/.test(plan), `a plan is quoted by its summary (${plan.slice(0, 80)})`);
    await page.fill("[data-search-page] input[type=search]", "运营");
    await page.waitForFunction(() => document.querySelector("a.hit mark")?.textContent === "运营");
    check(true, "Chinese is found by a part of a word");

    // The site is published anew: the next page asks the new index, whatever the browser kept. (That a page which is
    // open all the while does so too is tested in node.)
    writeFileSync(join(plans, "move-0.md"), "# Move quokka\n\n## Progress\n\n- [ ] Feed the quokka\n\n## Decision Log\n");
    build();
    await page.goto(`${server.origin}${BASE}search/?q=quokka`);
    await page.waitForSelector("a.hit mark:has-text('quokka')");
    check(true, "a site that is published anew is searched anew");
    await page.context().close();
  }
  for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
    const page = await tab({ viewport: { width: 390, height: 844 }, colorScheme });
    await page.goto(`${server.origin}${BASE}index.html`);
    const box = page.locator("header input[type=search]");
    const fits = await box.evaluate((input) => {
      const { font, paddingLeft, paddingRight } = getComputedStyle(input);
      const canvas = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
      canvas.font = font;
      const room = input.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
      return canvas.measureText(/** @type {HTMLInputElement} */ (input).placeholder).width <= room;
    });
    check(fits, "the words in the empty box are not cut on a phone");
    await box.fill("token");
    await page.waitForSelector(".search-panel a.hit");
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    check(overflow <= 0, `the panel does not scroll the page sideways (${overflow})`);
    await axe(page, `panel on a phone, ${colorScheme}`);
    await shot(page, `panel-390-${colorScheme}`);
    await page.goto(`${server.origin}${BASE}search/index.html?q=token`);
    await page.waitForSelector("[data-facets] details");
    await axe(page, `search page on a phone, ${colorScheme}`);
    await shot(page, `page-390-${colorScheme}`);
    await page.context().close();
  }
  {
    const page = await tab({ javaScriptEnabled: false });
    await page.goto(`${server.origin}${BASE}search/index.html`);
    const text = (await page.textContent("main")) ?? "";
    check(/needs JavaScript/.test(text) && (await page.locator("main [data-static] a").count()) > 3, "without scripts the page says so and leads to the registers");
    await page.context().close();
    const file = await browser.newPage();
    await file.goto(pathToFileURL(join(site, "index.html")).href);
    await file.addScriptTag({ path: join(root, "theme/js/search.js"), type: "module" }).catch(() => {});
    await file.goto(pathToFileURL(join(site, "search/index.html")).href);
    check(/if you opened this page as a file/i.test((await file.textContent("main")) ?? ""), "a page opened as a file says what to do");
    await file.context().close();
  }
  {
    const plain = await serve(site, { base: BASE, ranges: false });
    const page = await tab();
    await page.goto(`${plain.origin}${BASE}search/?q=cache`);
    await page.waitForSelector("a.hit");
    check(true, "a server without ranges serves the same answers");
    plain.close();
    await page.context().close();
  }
} finally {
  await browser.close();
  server.close();
  rmSync(folder, { recursive: true, force: true });
}
console.log(`search: ${nChecks - nFailures} passed, ${nFailures} failed`);
process.exit(nFailures ? 1 : 0);
