// @ts-check
/**
 * Full-text search over the shards that `execplan-site build` exports: the same words, the same grammar
 * and the same ranking as tantivy in the command line. Pure: it fetches through a function it is given and
 * touches no document, so that node can test it. The format of the shards and the rules of the tokenizer
 * are documented in the crate (`search::shards`, `search::text`, `search::query`).
 * @module
 */

/* ---------------------------------------------------------------- tokens */

const CJK = "\\u3005-\\u3007\\u3040-\\u309F\\u30A1-\\u30FA\\u30FC-\\u30FF\\u31F0-\\u31FF\\u3400-\\u4DBF\\u4E00-\\u9FFF\\uA960-\\uA97F\\uAC00-\\uD7FF\\uF900-\\uFAFF\\u1100-\\u11FF\\u{20000}-\\u{3FFFF}";
const RUNS = new RegExp(`[${CJK}]+|(?:(?![${CJK}])[\\p{Alphabetic}\\p{N}])+`, "gu");
const IS_CJK = new RegExp(`^[${CJK}]`, "u");

/** @typedef {[position: number, text: string]} Token */

/**
 * The tokens of a text.
 * @param {string} text
 * @param {boolean} [query] whether the text is looked for (as against: searched)
 * @returns {Token[]}
 */
export function tokenize(text, query = false) {
  /** @type {Token[]} */
  const out = [];
  let position = 0;
  for (const [run] of text.normalize("NFKC").matchAll(RUNS)) {
    if (IS_CJK.test(run)) {
      const signs = [...run];
      signs.forEach((sign, i) => {
        if (i + 1 < signs.length) out.push([position, sign + signs[i + 1]]);
        else if (i === 0 || !query) out.push([position, sign]);
        position++;
      });
    } else {
      if (run.length <= 64) {
        const parts = query ? [] : run.split(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/);
        for (const text of new Set([run, ...parts].map(fold))) out.push([position, text]);
      }
      position++;
    }
  }
  return out;
}

/** @param {string} word */
const lower = (word) => word.toLowerCase().replaceAll("ς", "σ");

/** @param {string} word */
function fold(word) {
  word = lower(word);
  if (!/^[a-z]{4,}$/.test(word)) return word;
  if (word.length > 4 && /ies?$/.test(word)) return word.replace(/ies?$/, "y");
  if (/s$/.test(word) && !/[sui]s$/.test(word)) word = word.slice(0, -1);
  return word.length > 3 && /([sxz]|[cs]h)e$/.test(word) ? word.slice(0, -1) : word;
}

/**
 * The last token of a query word before plurals are folded.
 * @param {string} word
 * @returns {string | null}
 */
function lastUnfolded(word) {
  const run = [...word.normalize("NFKC").matchAll(RUNS)].at(-1)?.[0];
  if (!run) return null;
  if (IS_CJK.test(run)) return [...run].slice(-2).join("");
  return run.length <= 64 ? lower(run) : null;
}

/* ---------------------------------------------------------------- grammar */

/**
 * @typedef {{tokens: Token[], quoted: boolean, prefix: string | null}} Clause
 * @typedef {{field: "kind" | "state" | "status" | "author" | "plan" | "day", values: string[], days: [number, number] | null, not: boolean}} Filter
 * @typedef {{clauses: Clause[], without: Clause[], filters: Filter[]}} Query
 */

const DAYS = /** @type {[number, number]} */ ([-1_000_000, 10_000_000]);
/** @type {Record<string, Filter["field"]>} */
const FIELDS = { kind: "kind", state: "state", status: "status", author: "author", plan: "plan", path: "plan", date: "day", since: "day", until: "day" };

/**
 * Reads a query; nothing is a syntax error.
 * @param {string} text
 * @returns {Query}
 */
export function parse(text) {
  /** @type {Query} */
  const query = { clauses: [], without: [], filters: [] };
  let rest = text;
  for (;;) {
    rest = rest.replace(/^\p{White_Space}+/u, "");
    if (!rest) return query;
    const not = /^-[\p{Alphabetic}\p{N}"“”]/u.test(rest);
    if (not) rest = rest.slice(1);
    const [word, quoted, after] = item(rest);
    const found = quoted ? null : filter(rest, not);
    if (found) {
      query.filters.push(found[0]);
      rest = found[1];
      continue;
    }
    const tokens = tokenize(word, true);
    if (tokens.length) {
      const first = tokens[0][0];
      for (const token of tokens) token[0] -= first;
      const prefix = !after && !quoted && !not ? lastUnfolded(word) : null;
      const list = not ? query.without : query.clauses;
      const same = list.findIndex((other) => other.quoted === quoted && `${other.tokens}` === `${tokens}`);
      if (same >= 0) list.splice(same, 1);
      list.push({ tokens, quoted, prefix });
    }
    rest = after;
  }
}

/** @param {string} text @returns {[word: string, quoted: boolean, after: string]} */
function item(text) {
  const quote = /^["“”]([^"“”]*)["“”]?/.exec(text);
  if (quote) return [quote[1], true, text.slice(quote[0].length)];
  const end = text.search(/\p{White_Space}/u);
  return end < 0 ? [text, false, ""] : [text.slice(0, end), false, text.slice(end)];
}

/** @param {string} text @param {boolean} not @returns {[Filter, string] | null} */
function filter(text, not) {
  const name = /^([A-Za-z]+):/.exec(text)?.[1];
  const field = name && FIELDS[name.toLowerCase()];
  if (!name || !field) return null;
  const [value, , after] = item(text.slice(name.length + 1));
  if (!trim(value)) return null;
  if (field === "day") {
    const days = range(name.toLowerCase(), value);
    return days && [{ field, values: [], days, not }, after];
  }
  const values = value.split(",").map(trim).filter(Boolean).map((one) => one.toLowerCase());
  return [{ field, values, days: null, not }, after];
}

/** @param {string} text */
const trim = (text) => text.replace(/^\p{White_Space}+|\p{White_Space}+$/gu, "");

/** @param {string} name @param {string} value @returns {[number, number] | null} */
function range(name, value) {
  const dots = value.indexOf("..");
  const [from, to] =
    name === "since" ? [value, ""] : name === "until" ? ["", value] : dots < 0 ? [value, value] : [value.slice(0, dots), value.slice(dots + 2)];
  const low = from ? period(from)?.[0] : DAYS[0];
  const high = to ? period(to)?.[1] : DAYS[1];
  return low === undefined || high === undefined || (!from && !to) ? null : [low, high];
}

/** @param {string} text @returns {[number, number] | null} */
function period(text) {
  const parts = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(text);
  if (!parts) return null;
  const [year, month, day] = [Number(parts[1]), Number(parts[2] ?? 1), Number(parts[3] ?? 1)];
  if (month < 1 || month > 12 || day < 1) return null;
  const first = dayNumber(year, month, day);
  if (parts[3]) return first < dayNumber(year, month + 1, 1) ? [first, first] : null;
  return [first, (parts[2] ? dayNumber(year, month + 1, 1) : dayNumber(year + 1, 1, 1)) - 1];
}

/** Days since 1970-01-01. @param {number} year @param {number} month @param {number} day */
function dayNumber(year, month, day) {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getTime() / 86_400_000;
}

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

/* ---------------------------------------------------------------- bytes */

/** The version of the shards this module reads; see `search::shards` in the crate. */
export const VERSION = 1;

/** Unpacks a gzip member; bytes without its mark are taken as unpacked already by the server. @param {Uint8Array} bytes @returns {Promise<Uint8Array>} */
export async function unpack(bytes) {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const stream = new Blob([/** @type {BlobPart} */ (bytes)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

class Reader {
  /** @param {Uint8Array} bytes @param {number} [at] */
  constructor(bytes, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }
  number() {
    const { bytes } = this;
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[this.at++];
      value += (byte & 127) * scale;
      if (!(byte & 128)) return value;
    }
  }
  /** @param {number} length */
  take(length) {
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
  text() {
    return decoder.decode(this.take(this.number()));
  }
  /** A word after another. @param {Uint8Array} before */
  next(before) {
    const shared = this.number();
    const rest = this.take(this.number());
    const word = new Uint8Array(shared + rest.length);
    word.set(before.subarray(0, shared));
    word.set(rest, shared);
    return word;
  }
  /** Runs of equal values, written out. @param {number} n */
  runs(n) {
    const out = new Uint32Array(n);
    let at = 0;
    for (let left = this.number(); left > 0; left--) {
      const value = this.number();
      out.fill(value, at, (at += this.number()));
    }
    return out;
  }
}

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** @param {Uint8Array} a @param {Uint8Array} b */
function compare(a, b) {
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) if (a[i] !== b[i]) return a[i] - b[i];
  return a.length - b.length;
}

/** Order of words everywhere: by UTF-8 bytes. @param {string} a @param {string} b */
const byName = (a, b) => compare(encoder.encode(a), encoder.encode(b));

/* ---------------------------------------------------------------- the index */

const [TITLE, BODY, PLACE] = [0, 2, 3];
const [PREFIX_ENOUGH, PREFIX_WORDS, PREFIX_BOOST, PREFIX_FREE] = [100, 8, 0.5, 4];
const [K1, B] = [1.2, 0.75];
const [NORMS, STRETCH, DAY_SHIFT] = [4096, 8192, 1_000_000];

/** How long a field is whose length is written as this byte (tantivy's and Lucene's table). */
export const LENGTHS = Float64Array.from({ length: 256 }, (_, id) => {
  if (id < 24) return id;
  const [bits, shift] = [(id - 24) & 7, ((id - 24) >> 3) - 1];
  return 24 + (shift < 0 ? bits : (bits | 8) * 2 ** shift);
});

/**
 * @typedef {{entries: number, postings: number, long: number, at: number, size: number, xat: number, xsize: number}} Slot where one list of a word lies
 * @typedef {{text: string, block: number, slots: (Slot | null)[]}} Word
 * @typedef {{docs: Uint32Array, counts: Uint32Array, norms: Uint8Array | null, at: Uint32Array | null, chunks: number[]}} List
 *   `docs` are entries; `counts` and `norms` go by posting, which is `at[i]` for title and place, else `i`
 * @typedef {{docs: Uint32Array, counts: Uint32Array, weight: number, field: number, norm: (i: number) => number}} Leaf
 * @typedef {{tokens: Token[], boost: number, leaves: Leaf[]}} Way
 * @typedef {{number: number, score: number, plan: {id: string, title: string, path: string, state: string, status: string}, kind: string, heading: string, anchor: string, date: string, author: string, line: number, text: string}} Hit
 * @typedef {{total: number, any: boolean, terms: Set<string>, suggestion: string | null, found: Found | null}} Answer
 * @typedef {{docs: Uint32Array, scores: Float64Array, order: Uint32Array, before: Uint32Array, facts: Filter[]}} Found entries that match, their scores, and their indexes best first
 */

export class Index {
  /**
   * @param {(name: string) => Promise<Uint8Array>} load fetches and unpacks a file of the generation, by its name without `.bin`
   * @param {Uint8Array} root
   */
  constructor(load, root) {
    const reader = new Reader(root);
    const header = JSON.parse(reader.text());
    if (header.v !== VERSION) throw new VersionError(header.v);
    this.load = load;
    /** @type {number} */
    this.n = header.n;
    /** @type {{tokens: number[], boost: number[], kinds: string[], states: string[], statuses: string[]}} */
    this.header = header;
    this.plans = starts(reader);
    const n_blocks = reader.number();
    /** @type {Uint8Array[]} */
    this.separators = [];
    for (let i = 1; i < n_blocks; i++) this.separators.push(reader.next(this.separators.at(-1) ?? new Uint8Array()));
    this.excerpts = starts(reader);
    /** @type {Map<string, Promise<any>>} */
    this.files = new Map();
    for (let left = reader.number(); left > 0; left--) this.files.set(reader.text(), Promise.resolve(reader.take(reader.number())));
    /** Body lengths known so far; -1 unknown. */
    this.norms = new Int16Array(this.n).fill(-1);
    this.factors = header.tokens.map((/** @type {number} */ tokens) => LENGTHS.map((length) => K1 * (1 - B + (B * length) / (tokens / this.n))));
  }

  /** A file, fetched once. @param {string} name @returns {Promise<Uint8Array>} */
  file(name) {
    return this.once(name, () => this.load(name));
  }

  /** Something made once; what failed is made anew when asked for again. @template T @param {string} key @param {() => Promise<T>} make @returns {Promise<T>} */
  once(key, make) {
    let made = this.files.get(key);
    if (!made) {
      made = make();
      this.files.set(key, made);
      made.catch(() => this.files.delete(key));
    }
    return made;
  }

  /** The block a word is or would be in. @param {Uint8Array} word */
  block(word) {
    let [low, high] = [0, this.separators.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compare(this.separators[middle], word) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** @param {number} block @returns {Promise<Map<string, Word>>} */
  words(block) {
    return this.once(`words ${block}`, async () => {
      const bytes = await this.file(`t/${block}`);
      const head = new Reader(bytes);
      const n = head.number();
      const n_words = head.number();
      const n_facts = head.number();
      const [names, facts] = [new Reader(bytes, head.at), new Reader(bytes, head.at + n_words)];
      let [at, xat] = [head.at + n_words + n_facts, 0];
      /** @type {Map<string, Word>} */
      const out = new Map();
      /** @type {Uint8Array} */
      let name = new Uint8Array();
      for (let i = 0; i < n; i++) {
        name = names.next(name);
        const mask = facts.number();
        /** @type {(Slot | null)[]} */
        const slots = [null, null, null, null];
        for (let field = 0; field < 4; field++) {
          if (!(mask & (1 << field))) continue;
          const entries = facts.number();
          const postings = field === TITLE || field === PLACE ? facts.number() : entries;
          const long = mask & (16 << field) ? facts.number() : -1;
          const size = long < 0 ? facts.number() : 0;
          const xsize = long < 0 && field !== PLACE ? facts.number() : 0;
          slots[field] = { entries, postings, long, at, size, xat, xsize };
          at += size;
          xat += xsize;
        }
        const text = decoder.decode(name);
        out.set(text, { text, block, slots });
      }
      return out;
    });
  }

  /** @param {string} text @returns {Promise<Word | undefined>} */
  async word(text) {
    return this.n ? (await this.words(this.block(encoder.encode(text)))).get(text) : undefined;
  }

  /** In how many entries a word stands, added up over the scored fields. @param {Word | undefined} word */
  static frequency(word) {
    return word ? word.slots.slice(0, PLACE).reduce((sum, slot) => sum + (slot?.entries ?? 0), 0) : 0;
  }

  /** The most frequent words and in how many entries they stand. @returns {Promise<Map<string, number>>} */
  common() {
    return this.once("common", async () => {
      const reader = new Reader(await this.file("c"));
      /** @type {Map<string, number>} */
      const out = new Map();
      /** @type {Uint8Array} */
      let name = new Uint8Array();
      for (let left = reader.number(); left > 0; left--) {
        name = reader.next(name);
        out.set(decoder.decode(name), reader.number());
      }
      return out;
    });
  }

  /** The most frequent words that begin with `prefix`. @param {string} prefix @param {string} exact */
  async longer(prefix, exact) {
    const n_signs = [...prefix].length;
    const cjk = IS_CJK.test(prefix);
    if (!this.n || (cjk ? n_signs > 1 : n_signs < 2)) return [];
    /** @type {[string, number][]} */
    let found = [];
    if (n_signs < PREFIX_FREE) {
      found = [...(await this.common())];
    } else {
      const bytes = encoder.encode(prefix);
      const blocks = [this.block(bytes)];
      for (let i = blocks[0]; i < this.separators.length && compare(this.separators[i].subarray(0, bytes.length), bytes) <= 0; i++) blocks.push(i + 1);
      for (const words of await Promise.all(blocks.map((block) => this.words(block))))
        for (const word of words.values()) found.push([word.text, Index.frequency(word)]);
    }
    return found
      .filter(([word, n]) => n > 0 && word !== exact && word.startsWith(prefix))
      .sort((a, b) => b[1] - a[1] || byName(a[0], b[0]))
      .slice(0, PREFIX_WORDS)
      .map(([word]) => word);
  }

  /** @param {Word} word @param {number} field @returns {Promise<List>} */
  async list(word, field) {
    const slot = /** @type {Slot} */ (word.slots[field]);
    const { long, postings } = slot;
    return this.once(`list ${long < 0 ? `${word.block} ${slot.at}` : long}`, async () => {
      const reader = new Reader(await this.file(long < 0 ? `t/${word.block}` : `l/${long}`), long < 0 ? slot.at : 0);
      const docs = new Uint32Array(postings);
      const counts = new Uint32Array(postings).fill(1);
      for (let i = 0, doc = -1; i < postings; i++) {
        const value = reader.number();
        docs[i] = doc += (value >> 1) + 1;
        if (value & 1) counts[i] = 0;
      }
      for (let i = 0; i < postings; i++) if (!counts[i]) counts[i] = reader.number();
      const norms = field === PLACE || (field === BODY && long >= 0) ? null : reader.take(postings);
      if (norms && field === BODY) for (let i = 0; i < postings; i++) this.norms[docs[i]] = norms[i];
      const chunks = [];
      if (long >= 0) for (let left = reader.number(); left > 0; left--) chunks.push(reader.number());
      const list = { docs, counts, norms, at: null, chunks };
      return field === TITLE || field === PLACE ? this.spread(list, slot.entries) : list;
    });
  }

  /** A list of plans as a list of their entries. @param {List} list @param {number} entries @returns {List} */
  spread(list, entries) {
    const [docs, at] = [new Uint32Array(entries), new Uint32Array(entries)];
    let n = 0;
    list.docs.forEach((plan, i) => {
      for (let doc = this.plans[plan]; doc < this.plans[plan + 1]; doc++) [docs[n], at[n++]] = [doc, i];
    });
    return { ...list, docs, at };
  }

  /**
   * Where a word stands in the postings `wanted` of one of its lists.
   * @param {Word} word @param {number} field @param {Iterable<number>} wanted posting numbers, ascending
   * @returns {Promise<Map<number, Uint32Array>>}
   */
  async positions(word, field, wanted) {
    const slot = /** @type {Slot} */ (word.slots[field]);
    const list = await this.list(word, field);
    const set = new Set(wanted);
    const chunks = slot.long < 0 ? [slot.postings] : list.chunks;
    /** @type {Map<number, Uint32Array>} */
    const out = new Map();
    let start = 0;
    const read = [];
    for (const [number, count] of chunks.entries()) {
      const [first, end] = [start, start + count];
      start = end;
      let any = false;
      for (let i = first; i < end && !any; i++) any = set.has(i);
      if (!any) continue;
      const bytes = this.file(slot.long < 0 ? `x/${word.block}` : `y/${slot.long}-${number}`);
      read.push(
        bytes.then((bytes) => {
          const reader = new Reader(bytes, slot.long < 0 ? slot.xat : 0);
          for (let i = first; i < end; i++) {
            const places = new Uint32Array(list.counts[i]);
            let place = 0;
            for (let k = 0; k < places.length; k++) places[k] = place += reader.number();
            if (set.has(i)) out.set(i, places);
          }
        }),
      );
    }
    await Promise.all(read);
    return out;
  }

  /* -------------------------------------------------------------- answering */

  /** @param {string} text @returns {Promise<Answer>} */
  async search(text) {
    const query = parse(text);
    /** @type {Answer} */
    const answer = { total: 0, any: false, terms: new Set(), suggestion: null, found: null };
    if (!this.n || !(query.clauses.length || query.without.length || query.filters.length)) return answer;
    let [longer, eager] = [/** @type {string[]} */ ([]), false];
    for (const { tokens, prefix } of query.clauses) {
      for (const [, token] of tokens) answer.terms.add(token);
      const last = tokens[tokens.length - 1][1];
      if (prefix !== null) {
        eager = Index.frequency(await this.word(last)) < PREFIX_ENOUGH;
        // Otherwise looked up only if nothing is found without.
        if (eager) longer = await this.longer(prefix, last);
      }
    }
    answer.found = await this.pass(query, eager ? longer : [], false);
    const last = query.clauses.find((clause) => clause.prefix !== null);
    if (!answer.found.docs.length && !eager && last) {
      longer = await this.longer(/** @type {string} */ (last.prefix), last.tokens[last.tokens.length - 1][1]);
      if (longer.length) {
        answer.found = await this.pass(query, longer, false);
        for (const word of longer) answer.terms.add(word);
      }
    }
    if (eager) for (const word of longer) answer.terms.add(word);
    const parts = query.clauses.reduce((sum, clause) => sum + (clause.quoted ? 1 : clause.tokens.length), 0);
    if (!answer.found.docs.length && parts > 1) {
      answer.found = await this.pass(query, eager ? longer : [], true);
      answer.any = answer.found.docs.length > 0;
    }
    answer.total = answer.found.docs.length;
    if (!answer.total && query.clauses.length) answer.suggestion = await this.suggest(query);
    return answer;
  }

  /**
   * One pass over the index: entries with all clauses, or with any clause or part of one.
   * @param {Query} query @param {string[]} longer @param {boolean} any
   * @returns {Promise<Found>}
   */
  async pass(query, longer, any) {
    /** @type {Way[][]} */
    const clauses = [];
    for (const clause of query.clauses) {
      const ways = [{ tokens: clause.tokens, boost: 1, leaves: [] }];
      if (clause.prefix !== null)
        for (const word of longer) {
          const tokens = /** @type {Token[]} */ ([...clause.tokens.slice(0, -1), [clause.tokens[clause.tokens.length - 1][0], word]]);
          ways.push({ tokens, boost: PREFIX_BOOST, leaves: [] });
        }
      clauses.push(ways);
      if (any && !clause.quoted && clause.tokens.length > 1) for (const token of clause.tokens) clauses.push([{ tokens: [token], boost: 1, leaves: [] }]);
    }
    const without = query.without.map((clause) => [{ tokens: clause.tokens, boost: 1, leaves: [] }]);
    await Promise.all([...clauses, ...without].flat().map((way) => this.leaves(way)));

    /** @type {Uint32Array} */
    let docs = this.meet(clauses, any);
    docs = await this.narrow(docs, query.filters.filter((one) => one.field === "plan"));
    // Phrases so far only have all their words; now see where the words stand, but only in entries that may count.
    const phrases = clauses.flat().filter((way) => way.tokens.length > 1);
    if (phrases.length) {
      await Promise.all(phrases.map((way) => this.phrase(way, docs)));
      docs = intersect(docs, this.meet(clauses, any));
    }
    await Promise.all(without.flat().filter((way) => way.tokens.length > 1).map((way) => this.phrase(way, docs)));
    for (const ways of without) docs = subtract(docs, this.meet([ways], true));
    const facts = query.filters.filter((one) => one.field !== "plan");
    const before = docs;
    docs = await this.narrow(docs, facts);
    await this.lengths(clauses, docs);
    const scores = this.score(clauses, docs);
    const order = Uint32Array.from(docs.keys()).sort((a, b) => scores[b] - scores[a] || a - b);
    return { docs, scores, order, before, facts };
  }

  /** Finds the lists of a way; for a phrase the entries that have all its words in one field. @param {Way} way */
  async leaves(way) {
    const words = await Promise.all(way.tokens.map((token) => this.word(token[1])));
    way.leaves = [];
    if (words.some((word) => !word)) return;
    const all = /** @type {Word[]} */ (words);
    const idf = (/** @type {number} */ n) => Math.log(1 + (this.n - n + 0.5) / (n + 0.5));
    await Promise.all(
      this.header.boost.map(async (boost, field) => {
        const slots = all.map((word) => word.slots[field]);
        if (slots.some((slot) => !slot)) return;
        const weight = slots.reduce((sum, slot) => sum + idf(/** @type {Slot} */ (slot).entries), 0) * (1 + K1) * boost * way.boost;
        const lists = await Promise.all(all.map((word) => this.list(word, field)));
        const [shortest] = [...lists].sort((a, b) => a.docs.length - b.docs.length);
        const docs = lists.reduce((docs, list) => (list === shortest ? docs : intersect(docs, list.docs)), shortest.docs);
        way.leaves.push(leaf(this, docs, lists[0], field, weight, lists.length > 1));
      }),
    );
    way.leaves.sort((a, b) => a.field - b.field);
  }

  /** Keeps of a phrase's entries those of `docs` where its words stand in order, and counts how often. @param {Way} way @param {Uint32Array} docs */
  async phrase(way, docs) {
    const words = /** @type {Word[]} */ (await Promise.all(way.tokens.map((token) => this.word(token[1]))));
    await Promise.all(
      way.leaves.map(async (one) => {
        const here = intersect(one.docs, docs);
        const lists = await Promise.all(words.map((word) => this.list(word, one.field)));
        const numbers = lists.map((list) => postings(list, here));
        const places = await Promise.all(words.map((word, i) => this.positions(word, one.field, numbers[i])));
        const kept = /** @type {number[]} */ ([]);
        const counts = /** @type {number[]} */ ([]);
        here.forEach((doc, i) => {
          const sets = places.map((place, k) => place.get(numbers[k][i]) ?? new Uint32Array());
          let n = 0;
          for (const start of sets[0]) {
            if (sets.every((set, k) => !k || has(set, start + way.tokens[k][0] - way.tokens[0][0]))) n++;
          }
          if (n) {
            kept.push(doc);
            counts.push(n);
          }
        });
        const exact = leaf(this, Uint32Array.from(kept), lists[0], one.field, one.weight, true);
        Object.assign(one, exact, { counts: Uint32Array.from(counts) });
      }),
    );
  }

  /** The entries with a leaf of every clause, or of any; all entries if there is no clause. @param {Way[][]} clauses @param {boolean} any */
  meet(clauses, any) {
    const seen = new Uint16Array(this.n);
    let n = 0;
    clauses.forEach((ways, i) => {
      n = any ? n : 0;
      for (const way of ways)
        for (const { docs } of way.leaves)
          for (const doc of docs)
            if (any ? !seen[doc] : seen[doc] === i) {
              seen[doc] = any ? 1 : i + 1;
              n++;
            }
    });
    const goal = any ? Math.min(1, clauses.length) : clauses.length;
    const out = new Uint32Array(clauses.length ? n : this.n);
    let at = 0;
    for (let doc = 0; doc < this.n && at < out.length; doc++) if (seen[doc] === goal) out[at++] = doc;
    return out;
  }

  /** Learns the body lengths that scoring needs and no list has told. @param {Way[][]} clauses @param {Uint32Array} docs */
  async lengths(clauses, docs) {
    const wanted = new Set();
    for (const way of clauses.flat())
      for (const one of way.leaves)
        if (one.field === BODY) for (const doc of intersect(one.docs, docs)) if (this.norms[doc] < 0) wanted.add(doc);
    if (!wanted.size) return;
    // A list's own lengths are the smaller fetch if most of its entries are wanted.
    for (const way of clauses.flat()) {
      if (way.tokens.length > 1) continue;
      const slot = (await this.word(way.tokens[0][1]))?.slots[BODY];
      if (!slot || slot.long < 0 || slot.entries * 8 >= this.n) continue;
      const list = await this.list(/** @type {Word} */ (await this.word(way.tokens[0][1])), BODY);
      const here = list.docs.filter((doc) => wanted.has(doc));
      const stretches = new Set(here.map((doc) => Math.floor(doc / NORMS)));
      if (!here.length || slot.entries > stretches.size * NORMS) continue;
      const norms = await this.file(`n/${slot.long}`);
      list.docs.forEach((doc, i) => {
        this.norms[doc] = norms[i];
        wanted.delete(doc);
      });
    }
    const stretches = new Set([...wanted].map((doc) => Math.floor(doc / NORMS)));
    await Promise.all(
      [...stretches].map(async (number) => {
        const norms = await this.file(`k/${number}`);
        norms.forEach((norm, i) => (this.norms[number * NORMS + i] = norm));
      }),
    );
  }

  /** BM25 as tantivy computes it: fields of a way add up, the best way of a clause counts, clauses add up. @param {Way[][]} clauses @param {Uint32Array} docs */
  score(clauses, docs) {
    const at = new Int32Array(this.n).fill(-1);
    docs.forEach((doc, i) => (at[doc] = i));
    const total = new Float64Array(docs.length);
    for (const ways of clauses) {
      const best = new Float64Array(docs.length);
      for (const way of ways) {
        const sum = ways.length > 1 ? new Float64Array(docs.length) : best;
        for (const { docs, counts, weight, field, norm } of way.leaves) {
          const factors = this.factors[field];
          for (let i = 0; i < docs.length; i++) {
            const k = at[docs[i]];
            if (k >= 0) sum[k] += (weight * counts[i]) / (counts[i] + factors[norm(i)]);
          }
        }
        if (sum !== best) for (let i = 0; i < sum.length; i++) if (sum[i] > best[i]) best[i] = sum[i];
      }
      for (let i = 0; i < total.length; i++) total[i] += best[i];
    }
    return total;
  }

  /* -------------------------------------------------------------- filters */

  /** @param {Uint32Array} docs @param {Filter[]} filters @returns {Promise<Uint32Array>} */
  async narrow(docs, filters) {
    for (const one of filters) {
      const test = one.field === "plan" ? await this.inPlans(one) : one.field === "day" ? await this.inDays(one, docs) : await this.hasFact(one, docs);
      docs = docs.filter((doc) => test(doc) !== one.not);
    }
    return docs;
  }

  /** @param {Filter} filter */
  async inPlans({ values }) {
    const found = new Set();
    for (const value of values) {
      const words = await Promise.all(tokenize(value, true).map((token) => this.word(token[1])));
      if (!words.length || words.some((word) => !word?.slots[PLACE])) continue;
      const lists = await Promise.all(words.map((word) => this.list(/** @type {Word} */ (word), PLACE)));
      for (const doc of lists.reduce((docs, list) => intersect(docs, list.docs), lists[0].docs)) found.add(doc);
    }
    return (/** @type {number} */ doc) => found.has(doc);
  }

  /** @param {Filter} filter @param {Uint32Array} docs */
  async inDays({ days }, docs) {
    const [low, high] = days ?? DAYS;
    const columns = await this.stretches("w", docs, (bytes) => new Reader(bytes).runs(STRETCH));
    return (/** @type {number} */ doc) => {
      const day = columns[Math.floor(doc / STRETCH)][doc % STRETCH];
      return day > 0 && day - DAY_SHIFT >= low && day - DAY_SHIFT <= high;
    };
  }

  /** @param {Filter} filter @param {Uint32Array} docs */
  async hasFact({ field, values }, docs) {
    const columns = await this.facts(docs);
    const { kinds, states, statuses } = this.header;
    const names = field === "kind" ? kinds : field === "state" ? states : statuses;
    const good = new Set(field === "author" ? [] : accepted(values, names).map((name) => names.indexOf(name)));
    return (/** @type {number} */ doc) => {
      const [column, i] = [columns[Math.floor(doc / STRETCH)], doc % STRETCH];
      if (field === "author") return column.authors[column.author[i]].some((/** @type {string} */ name) => acceptsAuthor(values, name));
      return good.has(column[/** @type {"kind" | "state" | "status"} */ (field)][i]);
    };
  }

  /** @param {Uint32Array} docs */
  facts(docs) {
    return this.stretches("d", docs, (bytes) => {
      const reader = new Reader(bytes);
      /** @type {{authors: string[][]}} */
      const { authors } = JSON.parse(reader.text());
      return { authors, kind: reader.runs(STRETCH), state: reader.runs(STRETCH), status: reader.runs(STRETCH), year: reader.runs(STRETCH), author: reader.runs(STRETCH) };
    });
  }

  /** The columns of the stretches that hold some entries. @template T @param {string} name @param {Uint32Array} docs @param {(bytes: Uint8Array) => T} make @returns {Promise<T[]>} */
  async stretches(name, docs, make) {
    /** @type {T[]} */
    const out = [];
    const numbers = new Set(docs.map((doc) => Math.floor(doc / STRETCH)));
    await Promise.all([...numbers].map(async (number) => {
        out[number] = await this.once(`columns ${name}/${number}`, async () => make(await this.file(`${name}/${number}`)));
      }));
    return out;
  }

  /**
   * How many of the found entries have each kind, state, status, year and author; filters on the same fact are set aside.
   * @param {Found} found
   * @returns {Promise<Record<"kind" | "state" | "status" | "year" | "author", Map<string, number>>>}
   */
  async counts({ before, facts }) {
    const columns = await this.facts(before);
    const { kinds, states, statuses } = this.header;
    const fields = /** @type {const} */ (["kind", "state", "status", "year", "author"]);
    const out = { kind: new Map(), state: new Map(), status: new Map(), year: new Map(), author: new Map() };
    for (const field of fields) {
      const docs = await this.narrow(before, facts.filter((one) => one.not || one.field !== (field === "year" ? "day" : field)));
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

  /* -------------------------------------------------------------- results */

  /**
   * The entries at some ranks, with their texts.
   * @param {Found} found @param {number} from @param {number} to
   * @returns {Promise<Hit[]>}
   */
  hits({ docs, scores, order }, from, to) {
    return Promise.all(
      [...order.slice(from, to)].map(async (i) => {
        const number = docs[i];
        let [low, high] = [0, this.excerpts.length - 1];
        while (low < high) {
          const middle = (low + high) >> 1;
          if (this.excerpts[middle + 1] <= number) low = middle + 1;
          else high = middle;
        }
        const block = await this.once(`texts ${low}`, async () => JSON.parse(decoder.decode(await this.file(`e/${low}`))));
        const [plan, kind, heading, anchor, day, author, line, text] = block.e[number - this.excerpts[low]];
        const [id, title, path, state, status] = block.p[plan];
        const { kinds, states, statuses } = this.header;
        const date = day === null ? "" : new Date(day * 86_400_000).toISOString().slice(0, 10);
        return {
          number, score: scores[i], plan: { id, title, path, state: states[state], status: statuses[status] },
          kind: kinds[kind], heading, anchor, date, author: author ?? "", line, text,
        };
      }),
    );
  }

  /** The query with each unknown word replaced by the nearest known one. @param {Query} query */
  async suggest(query) {
    const words = [];
    let changed = false;
    for (const [, token] of query.clauses.flatMap((clause) => clause.tokens)) {
      const block = await this.words(this.block(encoder.encode(token)));
      if (Index.frequency(block.get(token))) {
        words.push(token);
        continue;
      }
      const known = new Map(await this.common());
      for (const word of block.values()) if (Index.frequency(word)) known.set(word.text, Index.frequency(word));
      const [best] = [...known]
        .map(([word, n]) => ({ word, n, away: distance(token, word) }))
        .filter(({ away }) => away < Infinity)
        .sort((a, b) => a.away - b.away || b.n - a.n || byName(a.word, b.word));
      if (!best) return null;
      words.push(best.word);
      changed = true;
    }
    return changed ? words.join(" ") : null;
  }
}

/** The page and the index were made by different versions of the tool. */
export class VersionError extends Error {
  /** @param {unknown} found */
  constructor(found) {
    super(`this page reads search index version ${VERSION}, but the site has version ${String(found)}; reload the page`);
  }
}

/** Where each of some stretches starts, given how long each is; and the end. @param {Reader} reader */
function starts(reader) {
  const out = new Uint32Array(reader.number() + 1);
  for (let i = 1; i < out.length; i++) out[i] = out[i - 1] + reader.number();
  return out;
}

/** @param {Index} index @param {Uint32Array} docs @param {List} list @param {number} field @param {number} weight @param {boolean} phrase @returns {Leaf} */
function leaf(index, docs, list, field, weight, phrase) {
  const { counts, norms, at } = list;
  /** @type {Leaf["norm"]} */
  let norm = (i) => index.norms[docs[i]];
  if (field !== BODY && norms) {
    const numbers = phrase ? postings(list, docs) : at;
    norm = numbers ? (i) => norms[numbers[i]] : (i) => norms[i];
  }
  return { docs, counts: phrase ? new Uint32Array(docs.length).fill(1) : at ? at.map((i) => counts[i]) : counts, weight, field, norm };
}

/** The posting numbers of some entries of a list. @param {List} list @param {Uint32Array} docs */
function postings(list, docs) {
  let i = 0;
  return docs.map((doc) => {
    while (list.docs[i] < doc) i++;
    return list.at ? list.at[i] : i;
  });
}

/** @param {Uint32Array} set @param {number} value */
function has(set, value) {
  let [low, high] = [0, set.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (set[middle] === value) return true;
    if (set[middle] < value) low = middle + 1;
    else high = middle - 1;
  }
  return false;
}

/** @param {Uint32Array} a @param {Uint32Array} b */
function intersect(a, b) {
  let [i, n] = [0, 0];
  const out = new Uint32Array(Math.min(a.length, b.length));
  for (const value of a) {
    while (i < b.length && b[i] < value) i++;
    if (b[i] === value) out[n++] = value;
  }
  return out.subarray(0, n);
}

/** @param {Uint32Array} a @param {Uint32Array} b */
function subtract(a, b) {
  const gone = new Set(b);
  return a.filter((value) => !gone.has(value));
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

/* ---------------------------------------------------------------- excerpts */

/**
 * A stretch of a text around the words that were looked for, cut into marked and unmarked pieces.
 * @param {string} text @param {Set<string>} terms @param {number} [width] about how many UTF-16 units
 * @returns {[text: string, marked: boolean][]}
 */
export function excerpt(text, terms, width = 240) {
  /** @type {[start: number, end: number, term: string][]} */
  const marks = [];
  for (const match of text.matchAll(RUNS)) {
    const [run, start] = [match[0], /** @type {number} */ (match.index)];
    if (IS_CJK.test(run)) {
      let at = start;
      const signs = [...run];
      signs.forEach((sign, i) => {
        const pair = sign + (signs[i + 1] ?? "");
        if (terms.has(pair)) marks.push([at, at + pair.length, pair]);
        else if (terms.has(sign)) marks.push([at, at + sign.length, sign]);
        at += sign.length;
      });
    } else {
      const term = tokenize(run).find((token) => terms.has(token[1]));
      if (term) marks.push([start, start + run.length, term[1]]);
    }
  }
  // The stretch with the most different words, and of those the first.
  let [best, from] = [0, 0];
  for (let i = 0; i < marks.length; i++) {
    const here = new Set();
    for (let k = i; k < marks.length && marks[k][1] - marks[i][0] <= width * 0.75; k++) here.add(marks[k][2]);
    if (here.size > best) [best, from] = [here.size, marks[i][0]];
  }
  let start = Math.max(0, from - Math.floor(width / 4));
  if (start > 0) {
    const space = text.slice(start, from).search(/\s/);
    start += space < 0 ? 0 : space + 1;
    if (/[\uDC00-\uDFFF]/.test(text[start])) start++;
  }
  let end = Math.min(text.length, start + width);
  if (end < text.length) {
    const space = text.slice(start, end).search(/\s\S*$/);
    if (space > width / 2) end = start + space;
    else if (/[\uD800-\uDBFF]/.test(text[end - 1])) end--;
  }
  /** @type {[string, boolean][]} */
  const out = [];
  const push = (/** @type {string} */ piece, /** @type {boolean} */ marked) => {
    const last = out[out.length - 1];
    if (!piece) return;
    if (last && last[1] === marked) last[0] += piece;
    else out.push([piece, marked]);
  };
  if (start > 0) push("… ", false);
  let at = start;
  for (const [a, b] of marks) {
    if (b <= at || b > end) continue;
    push(text.slice(at, Math.max(at, a)), false);
    push(text.slice(Math.max(at, a), b), true);
    at = b;
  }
  push(text.slice(at, end), false);
  if (end < text.length) push(" …", false);
  return out;
}

/* ---------------------------------------------------------------- the site */

/**
 * Opens the index of a site.
 * @param {string} base address of the `search/` folder, ending in `/`
 * @param {(url: string, options?: RequestInit) => Promise<Response>} get
 * @param {boolean} [fresh] whether to ask past the browser's cache, because a file was gone
 * @returns {Promise<Index>}
 */
export async function open(base, get, fresh = false) {
  const response = await get(`${base}current.json`, { cache: fresh ? "reload" : "no-cache" });
  if (!response.ok) throw new Error(`the search index is missing (${response.status})`);
  const { v, gen } = await response.json();
  if (v !== VERSION) throw new VersionError(v);
  const load = async (/** @type {string} */ name) => {
    const response = await get(`${base}${gen}/${name}.bin`);
    if (!response.ok) throw new StaleError(name);
    return unpack(new Uint8Array(await response.arrayBuffer()));
  };
  return new Index(load, await load("root"));
}

/** A file of the generation is gone: the site was published anew. */
export class StaleError extends Error {
  /** @param {string} name */
  constructor(name) {
    super(`a part of the search index is gone (${name})`);
  }
}
