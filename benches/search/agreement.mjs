// Answers the queries of `answers.json` from the shards beside it and compares with what tantivy found;
// counts the bytes each query fetches, cold (nothing fetched before) and warm (in one session).
// Run by agreement.rs: node agreement.mjs DIR
import { readFileSync } from "node:fs";
import { Index, excerpt, unpack } from "../../theme/js/search.js";

const dir = process.argv[2];
const { gen } = JSON.parse(readFileSync(`${dir}/search/current.json`, "utf8"));
const answers = JSON.parse(readFileSync(`${dir}/answers.json`, "utf8"));
const raw = new Map();
const read = (name) => {
  if (!raw.has(name)) raw.set(name, readFileSync(`${dir}/search/${gen}/${name}.bin`));
  return raw.get(name);
};
const session = async () => {
  const fetched = { bytes: 0, files: 0, excerpts: 0, by: {} };
  const load = async (name) => {
    const bytes = read(name);
    fetched.bytes += bytes.length;
    fetched.files++;
    const kind = name.split("/")[0];
    fetched.by[kind] = (fetched.by[kind] ?? 0) + bytes.length;
    return unpack(new Uint8Array(bytes));
  };
  const index = new Index(load, await load("root"));
  return { index, fetched };
};

/** The first place where two rankings differ by more than rounding; -1 if none. */
export function differ(mine, theirs, close = 3e-6) {
  const near = (a, b) => Math.abs(a - b) <= close * Math.max(Math.abs(a), Math.abs(b), 1e-9);
  for (let i = 0; i < Math.min(10, theirs.length); i++) {
    if (!mine[i] || !near(mine[i][1], theirs[i][1])) return i;
    // A swap is a tie only if the entry is on the other list with the same score, or both lists end inside the tie.
    const twin = theirs.find(([number]) => number === mine[i][0]);
    if (twin ? !near(twin[1], mine[i][1]) : !near(theirs[theirs.length - 1][1], mine[i][1])) return i;
  }
  return -1;
}

const quantile = (values, q) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))];
const show = (name, values, unit) =>
  console.log(`${name}: mean ${(values.reduce((a, b) => a + b, 0) / values.length).toFixed(1)}, median ${quantile(values, 0.5).toFixed(1)}, p95 ${quantile(values, 0.95).toFixed(1)}, max ${quantile(values, 1).toFixed(1)} ${unit}`);

let [wrong, strict] = [0, 0];
const [cold, coldFiles, warm, times] = [[], [], [], []];
const by = {};
const kinds = {};
let [long, turn] = [await session(), 0];
for (const { kind, query, total, any, hits } of answers) {
  const { index, fetched } = await session();
  let answer;
  try {
    answer = await index.search(query);
  } catch (error) {
    console.log(`FAILED ${kind} ${JSON.stringify(query)}: ${error.stack}`);
    wrong++;
    continue;
  }
  const found = answer.found;
  const top = found ? [...found.order.slice(0, 20)].map((i) => [found.docs[i], found.scores[i]]) : [];
  const at = differ(top, hits);
  kinds[kind] = (kinds[kind] ?? 0) + 1;
  if (at >= 0 || answer.total !== total || answer.any !== any) {
    wrong++;
    if (wrong < 15) console.log(`DIFFERS ${kind} ${JSON.stringify(query)}: ${answer.total}/${total} ${answer.any}/${any} at ${at}`, JSON.stringify(top.slice(0, 3)), JSON.stringify(hits.slice(0, 3)));
  } else if (top.slice(0, 10).every(([number], i) => number === hits[i][0])) strict++;
  if (found) for (const hit of await index.hits(found, 0, 10)) excerpt(hit.text, answer.terms);
  cold.push(fetched.bytes / 1024);
  coldFiles.push(fetched.files);
  for (const [kind, bytes] of Object.entries(fetched.by)) by[kind] = (by[kind] ?? 0) + bytes / 1024 / answers.length;
  // The same query in a session of five: bytes beyond what was there, then time with all bytes there.
  if (turn++ % 5 === 0) long = await session();
  const before = long.fetched.bytes;
  const again = await long.index.search(query);
  if (again.found) await long.index.hits(again.found, 0, 10);
  if (turn % 5 !== 1) warm.push((long.fetched.bytes - before) / 1024);
  const start = performance.now();
  const timed = await long.index.search(query);
  if (timed.found) for (const hit of await long.index.hits(timed.found, 0, 10)) excerpt(hit.text, timed.terms);
  times.push(performance.now() - start);
}
console.log(`${answers.length} queries (${Object.entries(kinds).map(([k, n]) => `${n} ${k}`).join(", ")}): ${answers.length - wrong} agree, ${strict} in exactly the same order`);
show("first query of a session", cold, "KB");
console.log(`  by kind: ${Object.entries(by).map(([k, b]) => `${k} ${b.toFixed(1)}`).join(", ")} KB`);
show("files of a first query", coldFiles, "");
show("each further query of a session of five", warm, "KB");
show("time with the bytes there (node)", times, "ms");
process.exit(wrong ? 1 : 0);
