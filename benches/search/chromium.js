// Times of the browser's search in Chromium, on what `search_agreement` wrote: for each query of `answers.json`, as one of
// five of a visit, from a server on this machine, and once more with its bytes there; and the requests it made.
//
// usage: node benches/search/chromium.js DIR [QUERIES]   (needs `npm ci --prefix tests`)
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { serve } from "../../tests/browser/server.js";

const { chromium } = createRequire(new URL("../../tests/package.json", import.meta.url))("playwright-core");
const dir = resolve(process.argv[2] ?? ".");
const queries = JSON.parse(readFileSync(`${dir}/answers.json`, "utf8")).slice(0, Number(process.argv[3] ?? 200));
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"] });
for (const ranges of [true, false]) {
  const server = await serve(dir, { ranges });
  const [first, again, requests, wrong] = [[], [], [], []];
  const some = ranges ? queries : queries.slice(0, 20);
  for (let i = 0; i < some.length; i += 5) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${server.origin}/search/current.json`);
    await page.evaluate(async () => {
      const { Session } = await import("/search.js");
      const session = new Session(new URL("/search/", location.href).href, (url, options) => fetch(url, options));
      await session.opened();
      globalThis.ask = (query) =>
        session.ask(async (index) => {
          const begin = performance.now();
          const { found } = await index.search(query, 10);
          if (found) await index.hits(found, 0, 10);
          return { time: performance.now() - begin, best: found ? [...found.docs] : [] };
        });
    });
    for (const { query, hits } of some.slice(i, i + 5)) {
      server.sent.length = 0;
      const { time, best } = await page.evaluate((query) => globalThis.ask(query), query);
      requests.push(server.sent.length);
      first.push(time);
      again.push((await page.evaluate((query) => globalThis.ask(query), query)).time);
      if (best.some((number, i) => number !== hits[i]?.[0])) wrong.push(query);
    }
    await context.close();
  }
  server.close();
  const show = (name, values) => {
    const sorted = values.toSorted((a, b) => a - b);
    console.log(`  ${name}: median ${sorted[Math.floor(sorted.length / 2)]?.toFixed(1)}, p95 ${sorted[Math.floor(sorted.length * 0.95)]?.toFixed(1)}, max ${sorted.at(-1)?.toFixed(1)}`);
  };
  console.log(`${some.length} queries, ${ranges ? "with" : "without"} ranges: ${wrong.length} in another order than tantivy's`);
  show("ms to ten results", first);
  show("ms with the bytes there", again);
  show("requests", requests);
}
await browser.close();
