// Answers the queries of `answers.json` from the shards beside it and compares with what tantivy found;
// counts the bytes each query fetches: as the first of a session, and as a later one of five.
// Run by tests/it/search.rs and benches/search/agreement.rs: node tests/js/agreement.js DIR
import { readFileSync } from "node:fs";
import { Index, excerpt, unpack } from "../../theme/js/search.js";

/** @typedef {[number: number, score: number]} Scored */
/** @typedef {{kind: string, query: string, total: number, any: boolean, hits: Scored[]}} Expected */

const dir = process.argv[2] ?? ".";
/** @type {{gen: string}} */
const { gen } = JSON.parse(readFileSync(`${dir}/search/current.json`, "utf8"));
/** @type {Expected[]} */
const answers = JSON.parse(readFileSync(`${dir}/answers.json`, "utf8"));
/** @type {Map<string, Uint8Array>} */
const raw = new Map();
/** @param {string} name */
function read(name) {
  const bytes = raw.get(name) ?? new Uint8Array(readFileSync(`${dir}/search/${gen}/${name}.bin`));
  raw.set(name, bytes);
  return bytes;
}

async function session() {
  const fetched = { bytes: 0, files: 0, by: /** @type {Record<string, number>} */ ({}) };
  const load = async (/** @type {string} */ name) => {
    const bytes = read(name);
    const kind = name.split("/")[0] ?? "";
    fetched.bytes += bytes.length;
    fetched.files++;
    fetched.by[kind] = (fetched.by[kind] ?? 0) + bytes.length;
    return unpack(bytes);
  };
  return { index: new Index(load, await load("root")), fetched };
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
const files = /** @type {number[]} */ ([]);
const warm = /** @type {number[]} */ ([]);
const times = /** @type {number[]} */ ([]);
const by = /** @type {Record<string, number>} */ ({});
const kinds = /** @type {Record<string, number>} */ ({});
let [long, turn] = [await session(), 0];
for (const { kind, query, total, any, hits } of answers) {
  const { index, fetched } = await session();
  const mine = await answer(index, query);
  const { found } = mine;
  const best = /** @type {Scored[]} */ (found ? [...found.order.slice(0, 20)].map((i) => [found.docs[i], found.scores[i]]) : []);
  const at = differ(best, hits);
  kinds[kind] = (kinds[kind] ?? 0) + 1;
  if (at >= 0 || mine.total !== total || mine.any !== any) {
    if (++wrong < 15) console.log(`DIFFERS ${kind} ${JSON.stringify(query)}: ${mine.total} of ${total}, any ${mine.any}/${any}, at ${at}`, best.slice(0, 3), hits.slice(0, 3));
  } else if (best.slice(0, 10).every(([number], i) => number === hits[i]?.[0])) strict++;
  cold.push(fetched.bytes / 1024);
  files.push(fetched.files);
  for (const [name, bytes] of Object.entries(fetched.by)) by[name] = (by[name] ?? 0) + bytes / 1024 / answers.length;
  if (turn++ % 5 === 0) long = await session();
  const before = long.fetched.bytes;
  await answer(long.index, query);
  if (turn % 5 !== 1) warm.push((long.fetched.bytes - before) / 1024);
  const start = performance.now();
  await answer(long.index, query);
  times.push(performance.now() - start);
}
const list = Object.entries(kinds).map(([name, n]) => `${n} ${name}`).join(", ");
console.log(`${answers.length} queries (${list}): ${answers.length - wrong} agree, ${strict} in exactly the same order`);
show("first query of a session", cold, "KB");
console.log(`  by kind: ${Object.entries(by).map(([name, kb]) => `${name} ${kb.toFixed(1)}`).join(", ")} KB`);
show("files of a first query", files, "");
show("each further query of a session of five", warm, "KB");
show("time with the bytes there (node)", times, "ms");
process.exit(wrong ? 1 : 0);
