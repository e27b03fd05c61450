// The pure parts of the browser's search. That it ranks as tantivy does is tested by tests/it/search.rs.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { Index, LENGTHS, Session, StaleError, VERSION, VersionError, excerpt, fromWord, open, parse, plain, tokenize, unpack } from "../../theme/js/search.js";

test("text is cut into the tokens of the vector file", () => {
  /** @type {{text: string, index: [number, string][], query: [number, string][]}[]} */
  const vectors = JSON.parse(readFileSync(new URL("../fixtures/search/tokens.json", import.meta.url), "utf8"));
  assert.ok(vectors.length > 30);
  for (const { text, index, query } of vectors) {
    assert.deepEqual(tokenize(text), index, text);
    assert.deepEqual(tokenize(text, true), query, text);
  }
});

test("queries are read as the vector file says", () => {
  /** @type {{query: string, parsed: unknown}[]} */
  const vectors = JSON.parse(readFileSync(new URL("../fixtures/search/queries.json", import.meta.url), "utf8"));
  assert.ok(vectors.length > 20);
  for (const { query, parsed } of vectors) assert.deepEqual(parse(query), parsed, query);
});

test("an excerpt stands around the words and marks them", () => {
  const text = `${"before ".repeat(60)}the token is refreshed ${"after ".repeat(60)}`;
  const pieces = excerpt(text, new Set(["token"]), 100);
  assert.deepEqual(pieces.filter(([, marked]) => marked), [["token", true]]);
  const shown = pieces.map(([piece]) => piece).join("");
  assert.match(shown, /^… .*the token is refreshed .* …$/s);
  assert.ok(shown.length < 120);
});

test("an excerpt marks camelCase by its parts and Chinese by its pairs, joined", () => {
  assert.deepEqual(excerpt("call addNewPlan now", new Set(["plan"])), [["call ", false], ["addNewPlan", true], [" now", false]]);
  assert.deepEqual(excerpt("做好运营计划吧", new Set(["运营", "营计", "计划"])), [["做好", false], ["运营计划", true], ["吧", false]]);
  assert.deepEqual(excerpt("nothing here", new Set(["absent"])), [["nothing here", false]]);
});

test("bytes are unpacked only if they are packed", async () => {
  const plain = new TextEncoder().encode("shards");
  assert.deepEqual(await unpack(new Uint8Array(gzipSync(plain))), plain);
  assert.deepEqual(await unpack(plain), plain);
});

test("lengths of fields are read as tantivy writes them", () => {
  assert.deepEqual([...LENGTHS.slice(38, 44)], [38, 39, 40, 42, 44, 46]);
  assert.equal(LENGTHS[255], 2013265944);
});

/** @param {Record<string, unknown>} header */
function root(header) {
  const text = new TextEncoder().encode(JSON.stringify(header));
  return new Uint8Array([text.length & 127 | 128, text.length >> 7, ...text, 0, 0, 0, 0]);
}
const EMPTY = { v: VERSION, n: 0, tokens: [0, 0, 0], boost: [2, 1.5, 1], kinds: [], states: [], statuses: [], headings: [], pack: 4096, size: 0 };
const none = async () => new Uint8Array();

test("an index of another version is refused with a clear message", async () => {
  assert.throws(() => new Index(none, none, root({ ...EMPTY, v: 1 })), VersionError);
  const get = async () => new Response(JSON.stringify({ v: 7, gen: "x" }));
  await assert.rejects(open("http://x/search/", get), /reads search index version 3, but the site has version 7; reload the page/);
});

test("an empty archive is searched without a fetch", async () => {
  const index = new Index(() => assert.fail("nothing to fetch"), none, root(EMPTY));
  assert.equal((await index.search("anything")).total, 0);
});

test("a file that is gone tells that the site was published anew", async () => {
  /** @type {string[]} */
  const asked = [];
  const get = async (/** @type {string} */ url, /** @type {RequestInit | undefined} */ options) => {
    asked.push(`${url} ${options?.cache ?? ""}`);
    return url.endsWith("current.json") ? new Response(`{"v":${VERSION},"gen":"g"}`) : new Response("", { status: 404 });
  };
  await assert.rejects(open("s/", get, true), StaleError);
  assert.deepEqual(asked, ["s/current.json reload", "s/g/root.bin "]);
});

test("the words of Markdown are read without its marks", () => {
  const text = "## Why\n\n- [x] **Use** [tantivy](https://x.y/z) for `a_b::c`<br> 2 * 3\n> quoted \\*star\\*\n\n| a | b |\n|---|---|\n| 1 | 2 |\n```rust\nfn a<T>() {}\n```\nb <!-- c\nd --> e";
  assert.equal(plain(text), "Why Use tantivy for a_b::c 2 * 3 quoted *star* a · b 1 · 2 fn a<T>() {} b e");
});

test("words are quoted with the marks that open before them", () => {
  for (const [raw, skipped, words] of /** @type {[string, number, string][]} */ ([
    ["- [ ] `a.py`: `b()` goes", 0, "a.py: b() goes"],
    ["- [x] (2026-02-24) [The plan](../p.md) ends", 4, "The plan ends"],
    ["- Decision: **Keep** it", 1, "Keep it"],
    ["- [ ] 2026-02-24 (later) it ends", 3, "(later) it ends"],
    ["plain", 0, "plain"],
  ])) assert.equal(plain(fromWord(raw, skipped)), words);
});

/** A server of one file: with ranges, without, or with ranges of something else. @param {"ranges" | "wholes" | "wrong"} manner @param {string[]} asked */
function server(manner, asked) {
  const header = new TextEncoder().encode(JSON.stringify({ ...EMPTY, size: 9000 }));
  const index = new Uint8Array([header.length & 127 | 128, header.length >> 7, ...header, 0, 0, 0, 0]);
  return async (/** @type {string} */ url, /** @type {RequestInit | undefined} */ options) => {
    const range = /bytes=(\d+)-(\d+)/.exec(new Headers(options?.headers).get("range") ?? "");
    asked.push(`${url.replace("s/g/", "")}${range ? ` ${range[1]}-${range[2]}` : ""}`);
    if (url.endsWith("current.json")) return new Response(`{"v":${VERSION},"gen":"g"}`);
    if (url.endsWith("root.bin")) return new Response(index);
    const bytes = Uint8Array.from({ length: url.endsWith("2.bin") ? 808 : 4096 }, (_, i) => (parseInt(url.slice(4)) * 4096 + i) % 251);
    if (!range || manner === "wholes") return new Response(bytes);
    if (manner === "wrong") return new Response("", { status: 416 });
    return new Response(bytes.slice(Number(range[1]), Number(range[2]) + 1), { status: 206 });
  };
}

for (const manner of /** @type {const} */ (["ranges", "wholes", "wrong"])) {
  test(`units are read from a server with ${manner}`, async () => {
    /** @type {string[]} */
    const asked = [];
    const index = await open("s/", server(manner, asked));
    const [near, far, across] = await Promise.all([index.span(10, 20), index.span(100, 5), index.span(4090, 10)]);
    const expected = (/** @type {number} */ from, /** @type {number} */ to) => Uint8Array.from({ length: to - from }, (_, i) => (from + i) % 251);
    assert.deepEqual([near, far, across], [expected(10, 30), expected(100, 105), expected(4090, 4100)]);
    // The first answer tells what the server does; nothing is asked for twice.
    const all = { ranges: ["0.bin 10-104", "0.bin 4090-4095", "1.bin 0-3"], wholes: ["0.bin 10-104", "1.bin"], wrong: ["0.bin 10-104", "0.bin", "1.bin"] };
    assert.deepEqual(asked.slice(2).sort(), all[manner].sort());
    asked.length = 0;
    await index.span(50, 2);
    assert.deepEqual(asked, manner === "ranges" ? ["0.bin 50-51"] : []);
  });
}

test("a page that was open while the site was published anew asks the new index, past the cache", async () => {
  /** @type {string[]} */
  const asked = [];
  let published = "g";
  const inner = server("ranges", []);
  const get = async (/** @type {string} */ url, /** @type {RequestInit | undefined} */ options) => {
    asked.push(`${url}${options?.cache ? ` ${options.cache}` : ""}`);
    if (url.endsWith("current.json")) return new Response(`{"v":${VERSION},"gen":"${published}"}`);
    return url.includes(`/${published}/`) ? inner(url.replace(`/${published}/`, "/g/"), options) : new Response("", { status: 404 });
  };
  const session = new Session("s/", get);
  const read = () => session.ask((index) => index.span(8000, 3));
  await read();
  published = "h";
  assert.deepEqual([...(await read())], [8000 % 251, 8001 % 251, 8002 % 251]);
  assert.deepEqual(asked.slice(3), ["s/g/1.bin", "s/current.json reload", "s/h/root.bin", "s/h/1.bin"]);
});
