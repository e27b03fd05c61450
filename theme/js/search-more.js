// @ts-check
/**
 * What only some searches need, and is fetched then: filters, counts of facts, and what may have been meant where
 * nothing was found.
 * @module
 */
import { BODY, CAMEL, DAYS, DAY_SHIFT, Decoder, Index, PLACE, RUNS, Reader, STRETCH, TITLE, byName, decoder, fold, has, inflate, merge, tokenize } from "./search.js";

/** @typedef {import("./search.js").Filter} Filter */
/** @typedef {import("./search.js").Query} Query */
/** @typedef {import("./search.js").Found} Found */
/** @typedef {import("./search.js").Pass} Pass */
/** @typedef {import("./search.js").Needs} Needs */
/** @typedef {import("./search.js").List} List */
/** @typedef {import("./search.js").Word} Word */
/** @typedef {{docs: Uint32Array, before: Uint32Array, facts: Filter[]}} All entries that match, with and without the filters on facts */

/**
 * The names a filter value accepts.
 * @param {string[]} values
 * @param {string[]} names
 */
function accepted(values, names) {
  const wanted = values.map((value) => value.replace(/[ _]/g, "-"));
  return names.filter((name) => wanted.some((value) => name.startsWith(value) || value === `${name}s`));
}

/** @param {string[]} values @param {string} name */
function acceptsAuthor(values, name) {
  const have = tokenize(name).map((token) => token[1]);
  return values.some((value) => {
    const wanted = tokenize(value, true);
    return wanted.length > 0 && wanted.every(([, text], i) => have.some((one) => one === text || (i + 1 === wanted.length && one.startsWith(text))));
  });
}


/**
 * Every entry that matches, with and without the filters on facts; fetches all that is missing for that.
 * @param {Index} index @param {Found} found
 * @returns {Promise<All>}
 */
export async function all(index, found) {
  const { facts } = found.pass;
  /** @type {Pass} */
  const pass = { ...found.pass, facts: [], lazy: [] };
  const every = [...pass.clauses.flat(), ...pass.without].flatMap((way) => way.leaves).flatMap((leaf) => leaf.lists);
  let docs = index.within(pass, await index.candidates(pass));
  await Promise.all((docs.length > 500 ? every : pass.lazy.flatMap((leaf) => leaf.lists)).map((list) => index.whole(list)));
  docs = index.within(pass, merge(docs, index.union(pass.lazy.flatMap((leaf) => leaf.lists))));
  for (;;) {
    const weighed = index.weigh(pass, docs);
    docs = weighed.docs;
    /** @type {Needs} */
    const needs = new Map();
    weighed.maybe.forEach((maybe, i) => void (maybe && index.missing(pass, docs[i], needs, false)));
    if (!weighed.maybe.includes(1)) break;
    await Promise.all([...needs.values()].map(({ get }) => get()));
  }
  return { before: docs, docs: await narrow(index, docs, facts), facts };
}

/** @param {Index} index @param {Uint32Array} docs @param {Filter[]} filters @returns {Promise<Uint32Array>} */
export async function narrow(index, docs, filters) {
  for (const one of filters) {
    if (one.field === "plan") {
      const found = await inPlans(index, one);
      docs = docs.filter((doc) => found.has(doc) !== one.not);
    } else {
      await Promise.all([...new Set(docs.map((doc) => Math.floor(doc / STRETCH)))].map((stretch) => learn(index, one, stretch)));
      const tests = index.tests.get(one) ?? [];
      docs = docs.filter((doc) => tests[Math.floor(doc / STRETCH)](doc) !== one.not);
    }
  }
  return docs;
}

/** @param {Index} index @param {Filter} filter @returns {Promise<Set<number>>} */
async function inPlans(index, { values }) {
  const found = new Set();
  for (const value of values) {
    const words = await Promise.all(tokenize(value, true).map((token) => index.word(token[1])));
    const lists = words.map((word) => word?.lists[PLACE]);
    if (!lists.length || lists.some((list) => !list)) continue;
    await Promise.all(lists.map((list) => index.whole(/** @type {List} */ (list))));
    const sets = lists.map((list) => index.union([/** @type {List} */ (list)]));
    for (const doc of sets.reduce((docs, set) => docs.filter((doc) => has(set, doc)))) found.add(doc);
  }
  return found;
}

/** Makes a filter testable in a stretch of entries. @param {Index} index @param {Filter} filter @param {number} stretch */
export async function learn(index, filter, stretch) {
  const { field, values, days } = filter;
  const tests = index.tests.get(filter) ?? [];
  index.tests.set(filter, tests);
  if (field === "day") {
    const [low, high] = days ?? DAYS;
    const [column] = await columnOf(index, stretch, 4);
    tests[stretch] = (doc) => {
      const day = column[doc % STRETCH] - DAY_SHIFT;
      return day > -DAY_SHIFT && day >= low && day <= high;
    };
    return;
  }
  const { kinds, states, statuses } = index.header;
  if (field === "author") {
    const { authors, author } = await authorsOf(index, stretch);
    const good = authors.map((names) => names.some((name) => acceptsAuthor(values, name)));
    tests[stretch] = (doc) => good[author[doc % STRETCH]];
    return;
  }
  const names = field === "kind" ? kinds : field === "state" ? states : statuses;
  const good = new Set(accepted(values, names).map((name) => names.indexOf(name)));
  const column = (await columnOf(index, stretch, field === "kind" ? 0 : 1))[field === "status" ? 1 : 0];
  tests[stretch] = (doc) => good.has(column[doc % STRETCH]);
}

/** Facts of the entries of a stretch: kinds; shelves and statuses; years; days. @param {Index} index @param {number} stretch @param {number} unit */
function columnOf(index, stretch, unit) {
  return index.once(`column ${stretch} ${unit}`, async () => {
    const reader = await index.coded(...index.columns[stretch][unit]);
    const n = Math.min(STRETCH, index.n - stretch * STRETCH);
    return unit === 1 ? [reader.runs(n), reader.runs(n)] : [reader.runs(n)];
  });
}

/** The sets of authors in a stretch, and which of them each entry has. @param {Index} index @param {number} stretch @returns {Promise<{authors: string[][], author: Uint32Array}>} */
function authorsOf(index, stretch) {
  return index.once(`authors ${stretch}`, async () => {
    const reader = new Reader(await index.span(...index.columns[stretch][3]));
    const names = await inflate(reader.take(reader.number()));
    const numbers = new Decoder(reader.bytes.subarray(reader.at));
    return { authors: JSON.parse(decoder.decode(names)), author: numbers.runs(Math.min(STRETCH, index.n - stretch * STRETCH)) };
  });
}

/** Facts of the entries of a stretch, for counting. @param {Index} index @param {number} stretch */
async function factsOf(index, stretch) {
  const [[kind], [state, status], [year], { authors, author }] = await Promise.all([columnOf(index, stretch, 0), columnOf(index, stretch, 1), columnOf(index, stretch, 2), authorsOf(index, stretch)]);
  return { kind, state, status, year, authors, author };
}

/**
 * How many of the entries have each kind, state, status, year and author; filters on the same fact are set aside.
 * @param {Index} index @param {All} all
 * @returns {Promise<Record<"kind" | "state" | "status" | "year" | "author", Map<string, number>>>}
 */
export async function counts(index, { before, facts }) {
  const columns = /** @type {Awaited<ReturnType<typeof factsOf>>[]} */ ([]);
  await Promise.all([...new Set(before.map((doc) => Math.floor(doc / STRETCH)))].map(async (stretch) => void (columns[stretch] = await factsOf(index, stretch))));
  const { kinds, states, statuses } = index.header;
  const fields = /** @type {const} */ (["kind", "state", "status", "year", "author"]);
  const out = { kind: new Map(), state: new Map(), status: new Map(), year: new Map(), author: new Map() };
  for (const field of fields) {
    const docs = await narrow(index, before, facts.filter((one) => one.not || one.field !== (field === "year" ? "day" : field)));
    const add = (/** @type {string} */ name) => out[field].set(name, (out[field].get(name) ?? 0) + 1);
    for (const doc of docs) {
      const [column, i] = [columns[Math.floor(doc / STRETCH)], doc % STRETCH];
      if (field === "kind") add(kinds[column.kind[i]]);
      else if (field === "state") add(states[column.state[i]]);
      else if (field === "status") add(statuses[column.status[i]]);
      else if (field === "author") column.authors[column.author[i]].forEach(add);
      else if (column.year[i]) add(String(column.year[i]));
    }
  }
  return out;
}

/** The query with each unknown word replaced by the nearest known one, as an entry writes it. @param {Index} index @param {string} text @param {Query} query */
export async function suggest(index, text, query) {
  /** @type {Map<string, string>} */
  const instead = new Map();
  for (const [, token] of query.clauses.flatMap((clause) => clause.tokens)) {
    const block = await index.near(token);
    if (Index.frequency(block.get(token))) continue;
    const known = new Map(await index.common());
    for (const word of block.values()) if (Index.frequency(word)) known.set(word.text, Index.frequency(word));
    const [best] = [...known]
      .map(([word, n]) => ({ word, n, away: distance(token, word) }))
      .filter(({ away }) => away < Infinity)
      .sort((a, b) => a.away - b.away || b.n - a.n || byName(a.word, b.word));
    if (!best) return null;
    instead.set(token, await written(index, best.word));
  }
  return instead.size ? text.replace(RUNS, (run) => instead.get(tokenize(run, true)[0]?.[1]) ?? run).trim() : null;
}

/** A word as one of the first entries that hold it writes it. @param {Index} index @param {string} token */
async function written(index, token) {
  const word = await index.word(token);
  for (const field of [BODY, 1, TITLE]) {
    const list = word?.lists[field];
    if (!list) continue;
    await index.part(list, list.parts[0]);
    for (const doc of (list.parts[0].docs ?? []).slice(0, 4)) {
      const hit = await index.hit(doc, 0);
      for (const [run] of (field === BODY ? hit.text : field === TITLE ? hit.plan.title : hit.heading).matchAll(RUNS)) {
        const found = [run, ...run.split(CAMEL)].find((part) => fold(part) === token);
        if (found) return found;
      }
    }
  }
  return token;
}

/** Edit distance with swaps, if it is small enough for the length: 1 from four letters, 2 from eight. @param {string} a @param {string} b */
function distance(a, b) {
  const [x, y] = [[...a], [...b]];
  const allowed = x.length < 4 ? 0 : x.length < 8 ? 1 : 2;
  if (!allowed || Math.abs(x.length - y.length) > allowed) return Infinity;
  /** @type {number[][]} */
  const rows = [[...y.keys(), y.length]];
  for (let i = 1; i <= x.length; i++) {
    rows[i] = [i];
    for (let j = 1; j <= y.length; j++) {
      const same = x[i - 1] === y[j - 1] ? 0 : 1;
      rows[i][j] = Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + same);
      if (i > 1 && j > 1 && x[i - 1] === y[j - 2] && x[i - 2] === y[j - 1]) rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
    }
  }
  return rows[x.length][y.length] <= allowed ? rows[x.length][y.length] : Infinity;
}
