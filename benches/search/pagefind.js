// Our search beside Pagefind's, on the pages of one built site, in Chromium: bytes of a first and of further queries,
// time to ten results with their excerpts, and at which rank 100 known plans come back. Pagefind is installed into a
// temporary folder; it is no part of the project.
//
// usage: node benches/search/pagefind.js SITE [LATENCY_MS]   (needs `npm ci --prefix tests`, and a site that was built)
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { serve } from "../../tests/browser/server.js";

const { chromium } = createRequire(new URL("../../tests/package.json", import.meta.url))("playwright-core");
const site = resolve(process.argv[2] ?? "site");
const work = mkdtempSync(join(tmpdir(), "pagefind-"));
execFileSync("npm", ["install", "--silent", "--no-audit", "--no-fund", "--prefix", work, "pagefind@1"], { stdio: "inherit" });
cpSync(join(site, "plans"), join(work, "site/plans"), { recursive: true, filter: (path) => !path.includes("/artifacts/") });
const begin = performance.now();
execFileSync(join(work, "node_modules/.bin/pagefind"), ["--site", join(work, "site"), "--glob", "plans/*/index.html", "--output-path", join(site, "pagefind"), "--quiet"], { stdio: "inherit" });
const size = (folder) => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile()).map((one) => readFileSync(join(one.parentPath ?? one.path, one.name)).length);
const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);
const report = (name, folder) => console.log(`${name}: ${size(folder).length} files, ${(sum(size(folder)) / 1e6).toFixed(1)} MB`);
console.log(`pagefind indexed in ${((performance.now() - begin) / 1000).toFixed(1)} s`);
report("pagefind", join(site, "pagefind"));
report("ours", join(site, "search"));

/** Every n-th plan gives one query: its title, words of a decision, an identifier, a Chinese phrase. */
function items() {
  const files = readdirSync(join(site, "plans")).filter((id) => existsSync(join(site, `api/v1/plans/${id}.json`))).sort();
  const out = { title: [], decision: [], identifier: [], chinese: [] };
  const counts = new Map();
  const texts = files.map((id) => readFileSync(join(site, `plans/${id}/index.md`), "utf8"));
  for (const text of texts) for (const word of new Set(text.match(/\b[a-z]+(?:_[a-z]+)+\b|\b[a-z]+(?:[A-Z][a-z]+)+\b|[\u4e00-\u9fff]{4,8}/g))) counts.set(word, (counts.get(word) ?? 0) + 1);
  files.forEach((id, i) => {
    const text = texts[i];
    const once = (pattern) => [...text.matchAll(pattern)].map((match) => match[0]).find((word) => counts.get(word) === 1);
    const title = /^# (.+)$/m.exec(text)?.[1];
    const decision = /Decision:\**\s*(?:`?\w[^\n]*?)((?:[A-Za-z]{3,} ){4})/.exec(text)?.[1];
    if (title) out.title.push([title.replace(/[`*]/g, ""), id]);
    if (decision) out.decision.push([decision.trim(), id]);
    const identifier = once(/\b[a-z]+(?:_[a-z]+)+\b|\b[a-z]+(?:[A-Z][a-z]+)+\b/g);
    if (identifier) out.identifier.push([identifier, id]);
    const chinese = once(/[\u4e00-\u9fff]{4,8}/g);
    if (chinese) out.chinese.push([chinese, id]);
  });
  return Object.entries(out).flatMap(([kind, all]) => Array.from({ length: Math.min(25, all.length) }, (_, i) => [kind, ...all[Math.floor((i * all.length) / Math.min(25, all.length))]]));
}

const engines = {
  ours: async (page, module) => page.evaluate(async (module) => {
    const { Session } = await import(module);
    const session = new Session(new URL("search/", location.href).href, (url, options) => fetch(url, options));
    await session.opened();
    globalThis.ask = (query, n) => session.ask(async (index) => {
      const { found } = await index.search(query, n);
      return found ? (await index.hits(found, 0, n)).map((hit) => hit.plan.id) : [];
    });
  }, module),
  pagefind: async (page) => page.evaluate(async () => {
    const pagefind = await import(new URL("pagefind/pagefind.js", location.href).href);
    await pagefind.init();
    globalThis.ask = async (query, n) => {
      const { results } = await pagefind.search(query);
      return (await Promise.all(results.slice(0, n).map((one) => one.data()))).map((one) => decodeURIComponent(/plans\/([^/]+)\//.exec(one.url)?.[1] ?? ""));
    };
  }),
};
const scripts = readdirSync(site, { recursive: true }).filter((name) => name.endsWith("js/search.js"));
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"] });
const middle = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
const all = items();
for (const [name, start] of Object.entries(engines)) {
  const server = await serve(site);
  const [first, further, cold, warm, again, ranks] = [[], [], [], [], [], {}];
  for (let i = 0; i < all.length; i += 4) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${server.origin}/robots.txt`).catch(() => {});
    await page.goto(`${server.origin}/index.html`);
    for (const [k, [kind, query, id]] of all.slice(i, i + 4).entries()) {
      server.sent.length = 0;
      const { time, found } = await (async () => {
        if (!k) await start(page, `${server.origin}/${scripts[0]}`);
        return page.evaluate(async ([query]) => {
          const begin = performance.now();
          const found = await globalThis.ask(query, 10);
          return { time: performance.now() - begin, found };
        }, [query]);
      })();
      const bytes = sum(server.sent.filter(({ path }) => /^(search|pagefind|plans)\/|js\/search/.test(path)).map((one) => one.bytes)) / 1024;
      (k ? further : first).push(bytes);
      (k ? warm : cold).push(time);
      again.push(await page.evaluate(async ([query]) => {
        const begin = performance.now();
        await globalThis.ask(query, 10);
        return performance.now() - begin;
      }, [query]));
      const plans = [...new Set(found)];
      (ranks[kind] ??= []).push(plans.indexOf(id) + 1);
    }
    await context.close();
  }
  server.close();
  const p95 = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? NaN;
  console.log(`${name}: first query ${middle(first).toFixed(0)} KB (p95 ${p95(first).toFixed(0)}), further ${middle(further).toFixed(0)} KB (p95 ${p95(further).toFixed(0)}); ${middle(cold).toFixed(0)} ms first, ${middle(warm).toFixed(0)} ms further, ${middle(again).toFixed(1)} ms with the bytes there (p95 ${p95(again).toFixed(0)})`);
  for (const [kind, list] of Object.entries(ranks)) console.log(`  ${kind}: ${list.filter((rank) => rank === 1).length} of ${list.length} first, ${list.filter((rank) => rank > 0).length} among ten results`);
}
await browser.close();
rmSync(work, { recursive: true, force: true });
rmSync(join(site, "pagefind"), { recursive: true, force: true });
