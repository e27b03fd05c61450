// Opens built sites in a real browser, below a sub-path, as a reader would: every kind of page, wide and
// narrow, light and dark, with and without scripts. Prints one line a failure; exit status 1 if there is any.
//
// usage: node browser/check.js [--bin PATH] [--shots DIR]
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";
import { serve } from "./server.js";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../..");
/** @param {string} name @param {string} otherwise */
const option = (name, otherwise) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? otherwise : process.argv[at + 1] ?? otherwise;
};
const bin = resolve(option("--bin", join(process.env["CARGO_TARGET_DIR"] ?? join(root, "target"), "debug/execplan-site")));
const shots = option("--shots", "");
const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const BASE = "/some/sub/path/";

/** @type {string[]} */
const failures = [];
let n_checks = 0;
/** @param {boolean} ok @param {string} what */
function check(ok, what) {
  n_checks += 1;
  if (!ok) {
    failures.push(what);
    console.log(`FAIL ${what}`);
  }
}

/** Every file below a folder, relative, sorted. @param {string} folder @returns {string[]} */
function files(folder) {
  return /** @type {string[]} */ (readdirSync(folder, { recursive: true })).filter((name) => statSync(join(folder, name)).isFile()).map((name) => name.replaceAll("\\", "/")).sort();
}

/** Internal links of every page that lead nowhere, read from the files. @param {string} site */
function brokenLinks(site) {
  const all = new Set(files(site));
  /** @type {Map<string, Set<string>>} */
  const ids = new Map();
  /** @param {string} file */
  const idsOf = (file) => {
    let found = ids.get(file);
    if (!found) {
      const text = readFileSync(join(site, file), "utf8");
      found = new Set(attributes(text, "id"));
      ids.set(file, found);
    }
    return found;
  };
  const broken = [];
  for (const page of [...all].filter((name) => name.endsWith(".html") && name !== "404.html")) {
    const links = attributes(readFileSync(join(site, page), "utf8"), "href|src");
    if (links.length < 10) broken.push(`${page}: only ${links.length} links are found to look at`);
    for (const link of links) {
      if (/^[a-z][a-z0-9+.-]*:/i.test(link) || link.startsWith("//")) continue;
      const url = new URL(link, `http://x/${page.split("/").map(encodeURIComponent).join("/")}`);
      let file = decodeURIComponent(url.pathname.slice(1));
      if (file === "" || file.endsWith("/")) file += "index.html";
      const target = link === "" ? page : file;
      if (!all.has(target)) broken.push(`${page}: ${link}`);
      else if (url.hash && target.endsWith(".html") && !idsOf(target).has(decodeURIComponent(url.hash.slice(1)))) broken.push(`${page}: ${link} (no such anchor)`);
    }
  }
  return broken;
}

/** The values of an attribute, quoted or not, in the tags of a page. @param {string} html @param {string} names */
function attributes(html, names) {
  const wanted = new RegExp(`\\s(?:${names})=(?:"([^"]*)"|([^\\s">]+))`, "gi");
  const tags = html.matchAll(/<[a-z](?:"[^"]*"|[^">])*>/gi);
  return [...tags].flatMap(([tag]) => [...tag.matchAll(wanted)].map((match) => unescapeHtml(match[1] ?? match[2] ?? "")));
}

/** @param {string} text */
function unescapeHtml(text) {
  return text.replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&#x27;", "'").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&#x2F;", "/").replaceAll("&amp;", "&");
}

/** The kind of page a file is: one of each is opened. @param {string} page */
function kind(page) {
  return page
    .replace(/^plans\/\d+\/index.html$/, "plans/N")
    .replace(/^plans\/[^/]+\/artifacts\/.*\.([a-z0-9]+)\/(?:\d+\/)?index\.html$/i, "artifact.$1")
    .replace(/^plans\/[^/]+\/artifacts\/.*/, "artifact")
    .replace(/^plans\/[^/]+\/index\.html$/, "plan")
    .replace(/^plans\/(?!page\/)[^/]+\/\d+\/index\.html$/, "further page of a plan")
    .replace(/^plans\/[^/]+\/(mentioned|related|history)\/(?:\d+\/)?index\.html$/, "plan $1")
    .replace(/^(?:decisions|surprises|outcomes)\/by\/[^/]+\/(?:\d+\/)?index\.html$/, "register by AUTHOR")
    .replace(/^(?:decisions|surprises|outcomes)\/state\/[^/]+\/(?:\d+\/)?index\.html$/, "register by STATE")
    .replace(/^(?:decisions|surprises|outcomes)\/plans\/(?:\d+\/)?index\.html$/, "register by PLAN")
    .replace(/^files\/.+\/index\.html$/, "file")
    .replace(/\/\d{4}(?:-q\d)?\//, "/YEAR/")
    .replace(/\/\d+\//, "/N/");
}

/** @param {string} name @param {string} site */
async function visit(name, site) {
  const pages = files(site).filter((file) => file.endsWith(".html") && file !== "404.html");
  for (const link of brokenLinks(site)) check(false, `${name}: broken link in ${link}`);
  check(pages.length > 3, `${name}: has pages`);
  /** @type {Map<string, string>} */
  const samples = new Map();
  for (const page of pages) {
    const known = samples.get(kind(page));
    // Of each kind the largest page: what overflows, overflows there.
    if (!known || statSync(join(site, page)).size > statSync(join(site, known)).size) samples.set(kind(page), page);
    if (!samples.has("table of records") && /<tr [^>]*class="row /.test(readFileSync(join(site, page), "utf8"))) samples.set("table of records", page);
  }
  const server = await serve(site, { base: BASE });
  const profile = mkdtempSync(join(tmpdir(), "execplan-site-browser-"));
  const browser = await chromium.launch({
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  try {
    for (const [type, page] of [...samples].sort()) {
      const address = `${server.origin}${BASE}${page.split("/").map(encodeURIComponent).join("/")}`;
      const label = `${name} ${type} (${page})`;
      let text = "";
      for (const [width, height, colorScheme] of /** @type {[number, number, "light" | "dark"][]} */ ([[1440, 900, "light"], [390, 844, "dark"], [320, 700, "light"]])) {
        const context = await browser.newContext({ viewport: { width, height }, colorScheme });
        const tab = await context.newPage();
        tab.on("console", (message) => check(message.type() !== "error", `${label}: console: ${message.text()}`));
        tab.on("pageerror", (error) => check(false, `${label}: script: ${error.message}`));
        tab.on("request", (request) => check(request.url().startsWith(server.origin) || request.url().startsWith("data:"), `${label}: external request ${request.url()}`));
        tab.on("requestfailed", (request) => check(false, `${label}: failed request ${request.url()}`));
        tab.on("response", (response) => check(response.status() < 400, `${label}: ${response.status()} for ${response.url()}`));
        await tab.goto(address, { waitUntil: "load" });
        const overflow = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        check(overflow <= 0, `${label}: scrolls sideways by ${overflow} px at ${width}`);
        check((await tab.locator("h1").count()) === 1, `${label}: has one h1`);
        const words = await covered(tab);
        check(words.length === 0, `${label}: lies on words at ${width}: ${words.join(", ")}`);
        if (width === 1440) text = await mainText(tab);
        if (width !== 320) {
          await tab.evaluate(axeSource);
          const violations = await tab.evaluate(async () => {
            // @ts-expect-error axe is put into the page above
            const found = await globalThis.axe.run(document, { resultTypes: ["violations"] });
            return found.violations.map((/** @type {any} */ one) => `${one.id} (${one.impact}): ${one.nodes.slice(0, 2).map((/** @type {any} */ node) => node.html.slice(0, 120)).join(" | ")}`);
          });
          for (const violation of violations) check(false, `${label}: axe, ${colorScheme}, ${width}: ${violation}`);
        }
        if (shots && width !== 320) {
          mkdirSync(shots, { recursive: true });
          await tab.screenshot({ path: join(shots, `${name}-${type.replaceAll("/", "_")}-${width}-${colorScheme}.png`) });
        }
        await context.close();
      }
      const plain = await browser.newContext({ viewport: { width: 1440, height: 900 }, javaScriptEnabled: false });
      const tab = await plain.newPage();
      await tab.goto(address, { waitUntil: "load" });
      const without = await mainText(tab);
      check(without === text, `${label}: reads the same without scripts (${difference(text, without)})`);
      await plain.close();
    }
    await lost(browser, name, `${server.origin}${BASE}no/such/page/`);
  } finally {
    await browser.close();
    server.close();
    rmSync(profile, { recursive: true, force: true });
  }
  console.log(`${name}: ${pages.length} pages, ${samples.size} kinds opened`);
}

/**
 * What is placed beside the words of a record (its mark, its box, its date) and lies on them instead: the first few of a page.
 * @param {import("playwright-core").Page} tab
 */
async function covered(tab) {
  return tab.evaluate(() => {
    /** @type {string[]} */
    const found = [];
    for (const placed of document.querySelectorAll("main :is(.mark, .box, .when)")) {
      const around = placed.closest("li, td, th");
      if (!around || getComputedStyle(placed).position !== "absolute") continue;
      const box = placed.getBoundingClientRect();
      if (box.width < 2 || box.height < 2) continue;
      const texts = document.createTreeWalker(around, NodeFilter.SHOW_TEXT);
      for (let text = texts.nextNode(); text && found.length < 3; text = texts.nextNode()) {
        if (placed.contains(text) || !text.textContent?.trim() || text.parentElement?.closest(".sr, .box")) continue;
        const range = document.createRange();
        range.selectNodeContents(text);
        const lies = [...range.getClientRects()].some((line) => Math.min(line.right, box.right) - Math.max(line.left, box.left) > 1 && Math.min(line.bottom, box.bottom) - Math.max(line.top, box.top) > 1);
        if (lies) found.push(`${placed.className} on "${text.textContent.trim().slice(0, 40)}"`);
      }
    }
    return found;
  });
}

/**
 * The page for lost addresses is in order at any depth, also where its style sheets are not found.
 * @param {import("playwright-core").Browser} browser @param {string} name @param {string} address
 */
async function lost(browser, name, address) {
  const tab = await browser.newPage({ viewport: { width: 390, height: 844 } });
  tab.on("console", (message) => check(!message.text().includes("Content Security Policy"), `${name} lost: console: ${message.text()}`));
  await tab.goto(address, { waitUntil: "load" });
  const display = await tab.locator("header.site").evaluate((header) => getComputedStyle(header).display);
  check(display === "flex", `${name} lost: the header is laid out`);
  check(await tab.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth), `${name} lost: scrolls sideways`);
  await tab.close();
}

/** What a page says in its main part, but for what is marked as belonging to scripts. @param {import("playwright-core").Page} tab */
async function mainText(tab) {
  const parts = await tab.locator("main :not([data-script], [data-script] *, script, style, noscript, noscript *)").evaluateAll((all) =>
    all.flatMap((element) => [...element.childNodes].filter((node) => node.nodeType === 3).map((node) => (node.textContent ?? "").trim()).filter(Boolean)));
  return parts.join("\n");
}

/** @param {string} a @param {string} b */
function difference(a, b) {
  const [left, right] = [a.split("\n"), b.split("\n")];
  const at = left.findIndex((line, index) => line !== right[index]);
  return `${JSON.stringify(left[at] ?? "")} and ${JSON.stringify(right[at] ?? "")}`;
}

/** An archive of one plan that is too long for a page, and of many that mention it. @param {string} folder */
function long(folder) {
  const plans = join(folder, "docs/plans");
  mkdirSync(plans, { recursive: true });
  const steps = Array.from({ length: 1500 }, (_, n) => `- [x] (2026-02-${String(1 + n % 28).padStart(2, "0")} 10:00Z) Step ${n} of \`src/part${n}.rs\`, with some words that say what it was.`);
  const parts = Array.from({ length: 60 }, (_, n) => `## Part ${n}\n\n${"What there is to say of this part, in a line or two. ".repeat(60)}\n`);
  writeFileSync(join(plans, "long.md"), `# A long plan\n\n## Progress\n\n${steps.join("\n")}\n\n${parts.join("\n")}\n## Decision Log\n\n- Decision: The last one.\n`);
  for (let n = 0; n < 120; n++) writeFileSync(join(plans, `p${n}.md`), `# Plan ${n}\n\n## Progress\n\n- [ ] See [the end](long.md#decision-log)\n\n## Decision Log\n\nNone.\n`);
  return folder;
}

/** An old link to a record that has moved on to another page of its plan still finds it. @param {string} site */
async function moved(site) {
  const server = await serve(site, { base: BASE });
  const browser = await chromium.launch({ executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
  const tab = await browser.newPage();
  await tab.goto(`${server.origin}${BASE}plans/long/index.html#decision-the-last-one`);
  await tab.waitForURL(/plans\/long\/\d+\/(?:index\.html)?#decision-the-last-one$/, { timeout: 10_000 }).catch(() => {});
  check(await tab.locator("#decision-the-last-one").count() === 1, `moved: an old link finds its record (${tab.url()})`);
  await browser.close();
  server.close();
}

const temporary = mkdtempSync(join(tmpdir(), "execplan-site-"));
try {
  const archives = [["demo", root], ["long", long(join(temporary, "archive"))]];
  const corpus = resolve(root, "../shared/corpus");
  if (existsSync(corpus)) archives.push(["corpus", join(corpus, "shinzui+nagare")], ["corpus-zh", join(corpus, "Carpon39038+QuantA")]);
  else console.log("no archives beside the checkout: only the demo is opened");
  for (const [name, folder] of /** @type {[string, string][]} */ (archives)) {
    const site = join(temporary, name);
    execFileSync(bin, ["build", "--quiet", "--root", folder, "--dest-dir", site], { stdio: ["ignore", "ignore", "inherit"] });
    await visit(name, site);
    if (name === "long") await moved(site);
  }
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
console.log(`${n_checks - failures.length} passed, ${failures.length} failed`);
process.exit(failures.length ? 1 : 0);
