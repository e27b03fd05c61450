// The pure parts of the browser's search. That it ranks as tantivy does is tested by tests/it/search.rs.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { Index, LENGTHS, StaleError, VersionError, excerpt, open, parse, tokenize, unpack } from "../../theme/js/search.js";

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
  return new Uint8Array([text.length & 127 | 128, text.length >> 7, ...text, 0, 1, 0, 0]);
}
const EMPTY = { v: 1, n: 0, tokens: [0, 0, 0], boost: [2, 1.5, 1], kinds: [], states: [], statuses: [] };

test("an index of another version is refused with a clear message", async () => {
  assert.throws(() => new Index(async () => new Uint8Array(), root({ ...EMPTY, v: 2 })), VersionError);
  const get = async () => new Response(JSON.stringify({ v: 7, gen: "x" }));
  await assert.rejects(open("http://x/search/", get), /reads search index version 1, but the site has version 7; reload the page/);
});

test("an empty archive is searched without a fetch", async () => {
  const index = new Index(() => assert.fail("nothing to fetch"), root(EMPTY));
  assert.equal((await index.search("anything")).total, 0);
});

test("a file that is gone tells that the site was published anew", async () => {
  /** @type {string[]} */
  const asked = [];
  const get = async (/** @type {string} */ url, /** @type {RequestInit | undefined} */ options) => {
    asked.push(`${url} ${options?.cache ?? ""}`);
    return url.endsWith("current.json") ? new Response('{"v":1,"gen":"g"}') : new Response("", { status: 404 });
  };
  await assert.rejects(open("s/", get, true), StaleError);
  assert.deepEqual(asked, ["s/current.json reload", "s/g/root.bin "]);
});
