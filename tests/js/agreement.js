// Answers the queries of `answers.json` from the shards beside it and compares with what tantivy found;
// counts the bytes each query fetches: as the first of a session, and as a later one of five.
// Run by tests/it/search.rs and benches/search/agreement.rs: node tests/js/agreement.js DIR
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { Index, excerpt, unpack } from "../../theme/js/search.js";

/** @typedef {[number: number, score: number]} Scored */
/** @typedef {{kind: string, query: string, total: number, any: boolean, hits: Scored[]}} Expected */

const dir = process.argv[2] ?? ".";
/** @type {{gen: string}} */
const { gen } = JSON.parse(readFileSync(`${dir}/search/current.json`, "utf8"));
/** @type {Expected[]} */
const answers = JSON.parse(readFileSync(`${dir}/answers.json`, "utf8"));
const packed = new Uint8Array(readFileSync(`${dir}/search/${gen}/root.bin`));
const root = await unpack(packed);
const packs = readdirSync(`${dir}/search/${gen}`).filter((name) => /^\d+\.bin$/.test(name)).sort((a, b) => parseInt(a) - parseInt(b));
const space = Buffer.concat(packs.map((name) => readFileSync(`${dir}/search/${gen}/${name}`)));
// What every page that searches fetches besides: the scripts, as the server packs them.
const script = (/** @type {string} */ name) => gzipSync(readFileSync(existsSync(`${dir}/${name}`) ? `${dir}/${name}` : new URL(`../../theme/js/${name}`, import.meta.url))).length;
const [scripts, more] = [script("search.js") + script("search-ui.js"), script("search-more.js")];

/** A reader's visit: what it fetches is counted, by ranges and (for a server without) by whole files. */
function session() {
  const fetched = { bytes: packed.length, files: 1, by: /** @type {Record<string, number>} */ ({ root: packed.length }), whole: packed.length, seen: new Set(), parts: /** @type {Record<string, number>} */ ({}) };
  const count = (/** @type {string} */ kind, /** @type {number} */ bytes) => {
    fetched.bytes += bytes;
    fetched.files++;
    fetched.by[kind] = (fetched.by[kind] ?? 0) + bytes;
  };
  const load = async (/** @type {number} */ from, /** @type {number} */ to) => {
    for (let i = Math.floor(from / index.header.pack); i * index.header.pack < to; i++) {
      if (!fetched.seen.has(i)) fetched.whole += Math.min(index.header.pack, space.length - i * index.header.pack);
      fetched.seen.add(i);
    }
    count(index.region(from), to - from);
    return new Uint8Array(space.subarray(from, to));
  };
  const source = async (/** @type {string} */ plan, /** @type {number} */ from, /** @type {number} */ to) => {
    const bytes = new Uint8Array(readFileSync(`${dir}/plans/${plan}/index.md`));
    if (!fetched.seen.has(plan)) fetched.whole += gzipSync(bytes).length;
    fetched.seen.add(plan);
    count("words", to - from);
    return bytes.subarray(from, to);
  };
  const index = new Index(load, source, root);
  /** What units are for, as far as the index says before it asks for them. @type {Map<number, string>} */
  const uses = new Map();
  const { words, part, places, span } = index;
  index.words = (block) => (uses.set(block.start + block.lists, "words"), words.call(index, block));
  index.part = (list, one) => (uses.set(one.at, `postings ${list.field}`), part.call(index, list, one));
  index.places = (list, one) => (uses.set(list.block?.at ?? one.xat, `positions ${list.field}`), places.call(index, list, one));
  index.span = (from, size) => {
    const use = (index.region(from) === "lists" && uses.get(from)) || index.region(from);
    fetched.parts[use] = (fetched.parts[use] ?? 0) + size;
    return span.call(index, from, size);
  };
  return { index, fetched };
}

/**
 * The first place where two rankings differ by more than rounding (tantivy counts in 32 bits); -1 if none.
 * @param {Scored[]} mine @param {Scored[]} theirs
 */
function differ(mine, theirs) {
  const near = (/** @type {number} */ a, /** @type {number} */ b) => Math.abs(a - b) <= 3e-6 * Math.max(Math.abs(a), Math.abs(b), 1e-9);
  const last = theirs[theirs.length - 1];
  for (const [i, [, score]] of theirs.slice(0, 10).entries()) {
    const one = mine[i];
    if (!one || !last || !near(one[1], score)) return i;
    // A swap is a tie only if the other list has the entry with the same score, or ends inside the tie.
    const twin = theirs.find(([number]) => number === one[0]);
    if (!near((twin ?? last)[1], one[1])) return i;
  }
  return -1;
}

/** @param {string} name @param {number[]} values @param {string} unit */
function show(name, values, unit) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (/** @type {number} */ q) => (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0).toFixed(1);
  const mean = values.reduce((a, b) => a + b, 0) / Math.max(1, values.length);
  console.log(`${name}: mean ${mean.toFixed(1)}, median ${at(0.5)}, p95 ${at(0.95)}, max ${at(1)} ${unit}`);
}

/** @param {Index} index @param {string} query */
async function answer(index, query) {
  const found = await index.search(query);
  const hits = found.found ? await index.hits(found.found, 0, 10) : [];
  for (const hit of hits) excerpt(hit.text, found.terms);
  return found;
}

let [wrong, strict] = [0, 0];
const cold = /** @type {number[]} */ ([]);
const whole = /** @type {number[]} */ ([]);
const files = /** @type {number[]} */ ([]);
const warm = /** @type {number[]} */ ([]);
const times = /** @type {number[]} */ ([]);
const counted = /** @type {number[]} */ ([]);
const by = /** @type {Record<string, number>} */ ({});
const kinds = /** @type {Record<string, number>} */ ({});
let [long, turn] = [session(), 0];
for (const { kind, query, total, any, hits } of answers) {
  const { index, fetched } = session();
  const mine = await answer(index, query);
  const needed = scripts + (index.made.has("more") ? more : 0);
  by["scripts"] = (by["scripts"] ?? 0) + needed / 1024 / answers.length;
  cold.push((fetched.bytes + needed) / 1024);
  whole.push((fetched.whole + needed) / 1024);
  files.push(fetched.files);
  for (const [name, bytes] of Object.entries(fetched.by)) by[name] = (by[name] ?? 0) + bytes / 1024 / answers.length;
  const { found } = mine;
  const best = /** @type {Scored[]} */ (found ? [...found.docs].map((doc, i) => [doc, found.scores[i]]) : []);
  const at = differ(best, hits);
  kinds[kind] = (kinds[kind] ?? 0) + 1;
  const before = fetched.bytes;
  const all = found ? (await index.all(found)).docs.length : 0;
  counted.push((fetched.bytes - before) / 1024);
  if (at >= 0 || all !== total || mine.any !== any || (mine.exact && mine.total !== total)) {
    if (++wrong < 15) console.log(`DIFFERS ${kind} ${JSON.stringify(query)}: ${all} (${mine.exact ? "" : "not "}exactly ${mine.total}) of ${total}, any ${mine.any}/${any}, at ${at}`, best.slice(0, 3), hits.slice(0, 3));
  } else if (best.slice(0, 10).every(([number], i) => number === hits[i]?.[0])) strict++;
  if (process.argv.includes("-v")) console.log(`${(fetched.bytes / 1024).toFixed(0)} KB ${(before / 1024).toFixed(0)} KB ${fetched.files} ${kind} ${JSON.stringify(query)} ${JSON.stringify(fetched.parts)} words ${fetched.by.words}`);
  if (turn++ % 5 === 0) long = session();
  const start = long.fetched.bytes;
  await answer(long.index, query);
  if (turn % 5 !== 1) warm.push((long.fetched.bytes - start) / 1024);
  const begin = performance.now();
  await answer(long.index, query);
  times.push(performance.now() - begin);
}
const list = Object.entries(kinds).map(([name, n]) => `${n} ${name}`).join(", ");
console.log(`${answers.length} queries (${list}): ${answers.length - wrong} agree, ${strict} in exactly the same order`);
show("first query of a session, scripts and root included", cold, "KB");
console.log(`  ${Object.entries(by).map(([name, kb]) => `${name} ${kb.toFixed(1)}`).join(", ")} KB`);
show("the same from a server without ranges", whole, "KB");
show("requests of a first query", files, "");
show("each further query of a session of five", warm, "KB");
show("an exact count after that", counted, "KB");
show("time with the bytes there (node)", times, "ms");
process.exit(wrong ? 1 : 0);
