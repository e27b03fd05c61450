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
export const RUNS = new RegExp(`[${CJK}]+|(?:(?![${CJK}])[\\p{Alphabetic}\\p{N}])+`, "gu");
export const CAMEL = /(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/;
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
        const parts = query ? [] : run.split(CAMEL);
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
export function fold(word) {
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

export const DAYS = /** @type {[number, number]} */ ([-1_000_000, 10_000_000]);
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

/* ---------------------------------------------------------------- bytes */

/** The version of the shards this module reads; see `search::shards` in the crate. */
export const VERSION = 3;

/** Unpacks a gzip member; bytes without its mark are taken as unpacked already by the server. @param {Uint8Array} bytes @returns {Promise<Uint8Array>} */
export async function unpack(bytes) {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const stream = new Blob([/** @type {BlobPart} */ (bytes)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Unpacks a unit. @param {Uint8Array} bytes @returns {Promise<Uint8Array>} */
export async function inflate(bytes) {
  const stream = new Blob([/** @type {BlobPart} */ (bytes)]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

export class Reader {
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
}

export const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** Contexts, as `search::shards::coder` has them: of numbers, then of bytes, counts and classes. */
const [COUNT, SHARED, LENGTH, ENTRIES, SIZE, OTHER_SIZE, FIRST, MORE, POSTINGS, GAP] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 12];
const [NORM, LETTER, MASK, WEIGHT] = [0, 3, 4, 5];
const BYTES = (GAP + 128) * 64;
const COUNTS = BYTES + 6 * 256;
const KINDS = COUNTS + 64;
const PACE = Array.from({ length: 31 }, (_, seen) => Math.floor(131072 / (2 * seen + 3)));

/** Reads what `Coder` wrote. */
export class Decoder {
  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 4;
    this.range = 0xffffffff;
    this.code = ((bytes[0] << 24) | (bytes[1] << 16) | (bytes[2] << 8) | bytes[3]) >>> 0;
    this.odds = new Uint16Array(KINDS + 16).fill(32768);
    this.seen = new Uint8Array(KINDS + 16);
  }
  fill() {
    while (this.range < 0x1000000) {
      this.range = (this.range << 8) >>> 0;
      this.code = ((this.code << 8) | this.bytes[this.at++]) >>> 0;
    }
  }
  /** @param {number} context */
  bit(context) {
    this.fill();
    const { odds, seen } = this;
    const [p, n] = [odds[context], seen[context]];
    const bound = (this.range >>> 12) * (p >> 4);
    if (n < 30) seen[context] = n + 1;
    if (this.code < bound) {
      this.range = bound;
      odds[context] = p + ((65536 - p) * PACE[n]) / 65536;
      return 0;
    }
    this.code -= bound;
    this.range -= bound;
    odds[context] = p - Math.floor((p * PACE[n]) / 65536);
    return 1;
  }
  /** @param {number} context @param {number} bits */
  tree(context, bits) {
    let node = 1;
    for (let i = bits; i > 0; i--) node = (node << 1) | this.bit(context + node);
    return node - (1 << bits);
  }
  /** @param {number} context */
  number(context) {
    const bits = this.tree(context * 64, 5);
    if (bits < 2) return bits;
    let value = 2 | this.bit(context * 64 + 32 + bits);
    for (let left = bits - 2; left > 0; ) {
      const n = Math.min(left, 8);
      left -= n;
      this.fill();
      this.range >>>= n;
      const some = Math.floor(this.code / this.range);
      this.code -= some * this.range;
      value = (value << n) | some;
    }
    return value;
  }
  /** @param {number} context */
  byte(context) {
    return this.tree(BYTES + context * 256, 8);
  }
  /** @param {number} field */
  count(field) {
    for (let value = 0; value < 12; value++) if (!this.bit(COUNTS + field * 16 + value)) return value;
    return 12 + this.number(MORE);
  }
  /** A word after another. @param {Uint8Array} before */
  word(before) {
    const shared = this.number(SHARED);
    const word = new Uint8Array(shared + this.number(LENGTH));
    word.set(before.subarray(0, shared));
    for (let i = shared; i < word.length; i++) word[i] = this.byte(LETTER);
    return word;
  }
  /** Runs of equal values, written out. @param {number} n */
  runs(n) {
    const out = new Uint32Array(n);
    let value = 0;
    for (let at = 0; at < n; ) {
      value += signed(this.number(FIRST));
      out.fill(value, at, (at += this.number(COUNT)));
    }
    return out;
  }
}

/** @param {number} value */
const bitsOf = (value) => 32 - Math.clz32(value);

/** @param {Uint8Array} a @param {Uint8Array} b */
function compare(a, b) {
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) if (a[i] !== b[i]) return a[i] - b[i];
  return a.length - b.length;
}

/** Order of words everywhere: by UTF-8 bytes. @param {string} a @param {string} b */
export const byName = (a, b) => compare(encoder.encode(a), encoder.encode(b));

/* ---------------------------------------------------------------- the index */

export const [TITLE, BODY, PLACE] = [0, 2, 3];
const [PREFIX_ENOUGH, PREFIX_WORDS, PREFIX_BOOST, PREFIX_FREE] = [100, 8, 0.5, 4];
const [K1, B] = [1.2, 0.75];
export const [CHUNK, CLASSES, STRETCH, DAY_SHIFT, FEW] = [256, 8, 8192, 1_000_000, 8192];
/** Bytes between two wanted stretches that are fetched along rather than asked for apart. */
const NEAR = 256;
/** Lengths that are fetched together. */
const WINDOW = 64;
/** Entries looked at for what to fetch next, and bytes fetched at first; each further round fetches twice as much. */
const [AHEAD, ROUND] = [32, 4096];

/** How long a field is whose length is written as this byte (tantivy's and Lucene's table). */
export const LENGTHS = Float64Array.from({ length: 256 }, (_, id) => {
  if (id < 24) return id;
  const [bits, shift] = [(id - 24) & 7, ((id - 24) >> 3) - 1];
  return 24 + (shift < 0 ? bits : (bits | 8) * 2 ** shift);
});

/**
 * @typedef {{start: number, lists: number, words: number}} Block where a block of the dictionary lies: its lists, then its words
 * @typedef {{first: number, end: number, postings: number, max: number, at: number, size: number, xat: number, xsize: number,
 *   docs: Uint32Array | null, counts: Uint32Array, norms: Uint8Array | null, classes: Uint8Array | null, spread: Uint32Array | null, places: Uint32Array[] | null}} Part
 *   a chunk of a list, with its entries once they are there; `max` is the most a posting can weigh, of 1; `spread` tells the posting of each entry, where postings are plans
 * @typedef {{field: number, entries: number, ceilings: Uint8Array | null, parts: Part[], block: Inline | null}} List `block` is set where the list lies in its block
 * @typedef {{lists: List[], at: number, size: number}} Inline the short lists of a block, and where their positions lie
 * @typedef {{text: string, lists: (List | null)[]}} Word
 * @typedef {{field: number, weight: number, lists: List[], known: Map<number, number>}} Leaf the words of a way in one field; how often a phrase stands in an entry, where that is known
 * @typedef {{tokens: Token[], boost: number, leaves: Leaf[]}} Way
 * @typedef {{clauses: Way[][], without: Way[], any: boolean, facts: Filter[], plans: Set<number> | null, lazy: Leaf[], docs: Uint32Array}} Pass `docs` are entries that may match; entries that only the lists of `lazy` know may be missing
 * @typedef {{number: number, score: number, plan: {id: string, title: string, path: string, state: string, status: string}, kind: string, heading: string, anchor: string, page: number, date: string, author: string, line: number, text: string}} Hit
 * @typedef {{pass: Pass, docs: Uint32Array, scores: Float64Array}} Found the best entries so far, best first
 * @typedef {{total: number, exact: boolean, any: boolean, terms: Set<string>, suggestion: string | null, found: Found | null}} Answer
 *   `total` counts entries; if not `exact` there may be fewer or more, see `Index.all`
 * @typedef {Map<unknown, {size: number, get: () => Promise<unknown>}>} Needs
 */

export class Index {
  /**
   * @param {(from: number, to: number) => Promise<Uint8Array>} load fetches bytes of the space of units
   * @param {(plan: string, from: number, to: number) => Promise<Uint8Array>} source fetches bytes of a plan's Markdown
   * @param {Uint8Array} root
   */
  constructor(load, source, root) {
    const reader = new Reader(root);
    const header = JSON.parse(reader.text());
    if (header.v !== VERSION) throw new VersionError(header.v);
    this.load = load;
    this.source = source;
    /** @type {number} */
    this.n = header.n;
    /** @type {{tokens: number[], boost: number[], kinds: string[], states: string[], statuses: string[], headings: string[], pack: number, size: number}} */
    this.header = header;
    let at = 0;
    const list = (/** @type {() => {name?: Uint8Array, start: number, size: number, unit: number}} */ read) => {
      const out = Array.from({ length: reader.number() }, () => {
        const one = read();
        one.start = at;
        at += one.size;
        return one;
      });
      // The units that tell parts apart follow the parts.
      for (const one of out) [one.size, one.unit, at] = [one.unit, at, at + one.unit];
      return out;
    };
    /** @type {Uint8Array} */
    let name = new Uint8Array();
    this.groups = list(() => ({ name: (name = reader.next(name)), start: 0, size: reader.number(), unit: reader.number() }));
    /** First entry of each group of plans. @type {number[]} */
    this.firsts = [];
    let first = 0;
    this.factGroups = list(() => {
      this.firsts.push(first);
      first += reader.number();
      return { start: 0, size: reader.number(), unit: reader.number() };
    });
    this.columnsAt = at;
    this.columns = Array.from({ length: reader.number() }, () =>
      Array.from({ length: 5 }, () => {
        const size = reader.number();
        at += size;
        return /** @type {[number, number]} */ ([at - size, size]);
      }),
    );
    this.commonUnit = [at, reader.number()];
    this.lengthsAt = at + this.commonUnit[1];
    /** Body lengths known so far; -1 unknown. */
    this.norms = new Int16Array(this.n).fill(-1);
    if (this.n <= FEW) this.norms.set(reader.take(this.n));
    this.everything = reader.at < root.length || !header.size ? root.subarray(reader.at) : null;
    /** @type {Map<string, Promise<any>>} */
    this.made = new Map();
    /** @type {{from: number, to: number, done: (bytes: Uint8Array) => void, fail: (error: unknown) => void}[]} */
    this.wanted = [];
    /** Filters that can be told, by stretch of entries. @type {WeakMap<Filter, ((doc: number) => boolean)[]>} */
    this.tests = new WeakMap();
    this.factors = header.tokens.map((/** @type {number} */ tokens) => LENGTHS.map((length) => K1 * (1 - B + (B * length) / (tokens / this.n))));
  }

  /* -------------------------------------------------------------- bytes */

  /** Some bytes of the space; what is wanted at one time and lies together is fetched together. @param {number} from @param {number} size @returns {Promise<Uint8Array>} */
  span(from, size) {
    if (this.everything) return Promise.resolve(this.everything.subarray(from, from + size));
    if (!size) return Promise.resolve(new Uint8Array());
    return new Promise((done, fail) => {
      if (!this.wanted.length) void Promise.resolve().then(() => {}).then(() => this.fetch());
      this.wanted.push({ from, to: from + size, done, fail });
    });
  }

  fetch() {
    const wanted = this.wanted.sort((a, b) => a.from - b.from);
    this.wanted = [];
    for (let i = 0; i < wanted.length; ) {
      const from = wanted[i].from;
      let to = wanted[i].to;
      const some = [wanted[i++]];
      while (i < wanted.length && wanted[i].from <= to + NEAR) {
        to = Math.max(to, wanted[i].to);
        some.push(wanted[i++]);
      }
      this.load(from, to).then(
        (bytes) => some.forEach((one) => one.done(bytes.subarray(one.from - from, one.to - from))),
        (error) => some.forEach((one) => one.fail(error)),
      );
    }
  }

  /** What a byte of the space belongs to, for those who count. @param {number} at */
  region(at) {
    const lists = this.groups[0]?.unit ?? 0;
    if (at < lists) return "lists";
    if (at < (this.factGroups[0]?.start ?? 0)) return "directory";
    if (at < this.columnsAt) return "facts";
    return at < this.commonUnit[0] ? "columns" : at < this.lengthsAt ? "common" : "lengths";
  }

  /** Something made once; what failed is made anew when asked for again. @template T @param {string} key @param {() => Promise<T>} make @returns {Promise<T>} */
  once(key, make) {
    let made = this.made.get(key);
    if (!made) {
      made = make();
      this.made.set(key, made);
      made.catch(() => this.made.delete(key));
    }
    return made;
  }

  /** A unit of text, unpacked. @param {number} at @param {number} size @returns {Promise<Uint8Array>} */
  unit(at, size) {
    return this.once(`unit ${at}`, async () => inflate(await this.span(at, size)));
  }

  /** A unit of numbers, to be read. @param {number} at @param {number} size */
  async coded(at, size) {
    return new Decoder(await this.span(at, size));
  }

  /* -------------------------------------------------------------- words */

  /** The blocks of a group of the dictionary. @param {number} group @returns {Promise<{names: Uint8Array[], blocks: Block[]}>} */
  directory(group) {
    return this.once(`directory ${group}`, async () => {
      let { start } = this.groups[group];
      const reader = await this.coded(this.groups[group].unit, this.groups[group].size);
      const [names, blocks] = [/** @type {Uint8Array[]} */ ([]), /** @type {Block[]} */ ([])];
      for (let left = reader.number(COUNT); left > 0; left--) {
        names.push(reader.word(names.at(-1) ?? new Uint8Array()));
        const block = { start, lists: reader.number(SIZE), words: reader.number(OTHER_SIZE) };
        blocks.push(block);
        start += block.lists + block.words;
      }
      return { names, blocks };
    });
  }

  /** The words of a block. @param {Block} block @returns {Promise<Map<string, Word>>} */
  words(block) {
    return this.once(`words ${block.start}`, async () => {
      const reader = await this.coded(block.start + block.lists, block.words);
      /** @type {Map<string, Word>} */
      const out = new Map();
      /** @type {Inline} */
      const inline = { lists: [], at: 0, size: 0 };
      const state = { at: block.start, inline };
      /** @type {Uint8Array} */
      let name = new Uint8Array();
      for (let left = reader.number(COUNT); left > 0; left--) {
        name = reader.word(name);
        const mask = reader.byte(MASK);
        const lists = [0, 1, 2, 3].map((field) => (mask & (1 << field) ? this.readList(reader, field, !!(mask & (16 << field)), state) : null));
        const text = decoder.decode(name);
        out.set(text, { text, lists });
      }
      inline.size = reader.number(SIZE);
      inline.at = block.start + block.lists - inline.size;
      return out;
    });
  }

  /** Reads a list, or where its parts lie. @param {Decoder} reader @param {number} field @param {boolean} long @param {{at: number, inline: Inline}} state @returns {List} */
  readList(reader, field, long, state) {
    const postings = reader.number(POSTINGS + field);
    /** @type {Part} */
    const part = { first: 0, end: Infinity, postings, max: 1, at: 0, size: 0, xat: 0, xsize: 0, docs: null, counts: new Uint32Array(), norms: null, classes: null, spread: null, places: null };
    /** @type {List} */
    const list = { field, entries: postings, ceilings: null, parts: [part], block: state.inline };
    if (!long) {
      state.inline.lists.push(list);
      this.postings(reader, list, part, Math.min(7, bitsOf(postings)));
      list.entries = /** @type {Uint32Array} */ (part.docs).length;
      return list;
    }
    if (byPlan(field)) list.entries = reader.number(ENTRIES);
    if (field === BODY) list.ceilings = Uint8Array.from({ length: CLASSES }, () => reader.byte(WEIGHT));
    list.block = null;
    list.parts = [];
    let first = 0;
    for (let left = postings; left > 0; left -= CHUNK) {
      first += reader.number(FIRST);
      const max = field === PLACE ? 1 : reader.byte(WEIGHT) / 255;
      list.parts.push({ ...part, first, postings: Math.min(left, CHUNK), max, size: reader.number(SIZE), xsize: field === PLACE ? 0 : reader.number(OTHER_SIZE) });
    }
    list.parts.forEach((part, i) => (part.end = list.parts[i + 1]?.first ?? Infinity));
    for (const part of list.parts) [part.at, state.at] = [state.at, state.at + part.size];
    for (const part of list.parts) [part.xat, state.at] = [state.at, state.at + part.xsize];
    return list;
  }

  /** The group of blocks that a word is or would be in. @param {Uint8Array} word */
  group(word) {
    return Math.max(0, after(this.groups.map((group) => /** @type {Uint8Array} */ (group.name)), word) - 1);
  }

  /** @param {string} text @returns {Promise<Map<string, Word>>} the block a word is or would be in */
  async near(text) {
    if (!this.groups.length) return new Map();
    const bytes = encoder.encode(text);
    const { names, blocks } = await this.directory(this.group(bytes));
    return this.words(blocks[Math.max(0, after(names, bytes) - 1)]);
  }

  /** @param {string} text @returns {Promise<Word | undefined>} */
  async word(text) {
    return (await this.near(text)).get(text);
  }

  /** In how many entries a word stands, added up over the scored fields. @param {Word | undefined} word */
  static frequency(word) {
    return word ? word.lists.slice(0, PLACE).reduce((sum, list) => sum + (list?.entries ?? 0), 0) : 0;
  }

  /** The most frequent words and in how many entries they stand. @returns {Promise<Map<string, number>>} */
  common() {
    return this.once("common", async () => {
      const reader = await this.coded(this.commonUnit[0], this.commonUnit[1]);
      /** @type {Map<string, number>} */
      const out = new Map();
      /** @type {Uint8Array} */
      let name = new Uint8Array();
      for (let left = reader.number(COUNT); left > 0; left--) {
        name = reader.word(name);
        out.set(decoder.decode(name), reader.number(ENTRIES));
      }
      return out;
    });
  }

  /** Words that begin with `prefix`, and in how many entries they stand. @param {string} prefix @returns {Promise<[string, number][]>} */
  async beginning(prefix) {
    const bytes = encoder.encode(prefix);
    const past = (/** @type {Uint8Array} */ name) => compare(name.subarray(0, bytes.length), bytes) > 0;
    const found = [];
    for (let group = this.group(bytes); group < this.groups.length && !past(/** @type {Uint8Array} */ (this.groups[group].name)); group++) found.push(this.directory(group));
    const blocks = (await Promise.all(found)).flatMap(({ names, blocks }) => {
      const first = Math.max(0, after(names, bytes) - 1);
      return blocks.slice(first).filter((_, i) => !past(names[first + i]));
    });
    const all = await Promise.all(blocks.map((block) => this.words(block)));
    return all.flatMap((words) => [...words.values()].map((word) => /** @type {[string, number]} */ ([word.text, Index.frequency(word)])));
  }

  /** The most frequent words that begin with `prefix`. @param {string} prefix @param {string} exact */
  async longer(prefix, exact) {
    const n_signs = [...prefix].length;
    if (!this.n || (IS_CJK.test(prefix) ? n_signs > 1 : n_signs < 2)) return [];
    const found = n_signs < PREFIX_FREE ? [...(await this.common())] : await this.beginning(prefix);
    return found
      .filter(([word, n]) => n > 0 && word !== exact && word.startsWith(prefix))
      .sort((a, b) => b[1] - a[1] || byName(a[0], b[0]))
      .slice(0, PREFIX_WORDS)
      .map(([word]) => word);
  }

  /* -------------------------------------------------------------- lists */

  /** Makes the entries of a part be there. @param {List} list @param {Part} part */
  async part(list, part) {
    if (part.docs) return;
    const reader = await this.coded(part.at, part.size);
    if (!part.docs) this.postings(reader, list, part, 0);
  }

  /** Reads the postings of a part. @param {Decoder} reader @param {List} list @param {Part} part @param {number} kind */
  postings(reader, { field, ceilings, block }, part, kind) {
    const n = part.postings;
    const [firsts, ends, counts] = [new Uint32Array(n), new Uint32Array(n), new Uint32Array(n).fill(1)];
    const gap = GAP + field * 32 + kind * 4;
    for (let i = 0, next = part.first, near = 0; i < n; i++) {
      const away = reader.number(gap + near);
      near = 1 + Math.min(2, bitsOf(away) >> 1);
      firsts[i] = next += away;
      next += byPlan(field) ? 1 + reader.number(ENTRIES) : 1;
      ends[i] = next;
      if (field !== PLACE) counts[i] += reader.count(field);
    }
    part.docs = firsts;
    part.counts = counts;
    if (field === PLACE || (field === BODY && block && this.n <= FEW)) {
      // Lengths are known, or do not matter.
    } else if (ceilings) part.classes = Uint8Array.from(counts, (count) => reader.tree(KINDS + (count > 1 ? 8 : 0), 3));
    else {
      part.norms = Uint8Array.from(counts, () => reader.byte(NORM + field));
      if (field === BODY) part.norms.forEach((norm, i) => (this.norms[firsts[i]] = norm));
    }
    if (byPlan(field)) spread(part, firsts, ends);
  }

  /** Makes a whole list be there. @param {List} list */
  async whole(list) {
    await Promise.all(list.parts.map((part) => this.part(list, part)));
  }

  /** Makes the positions of a part be there. @param {List} list @param {Part} part */
  async places(list, part) {
    if (part.places) return;
    const { block } = list;
    const reader = await this.coded(block ? block.at : part.xat, block ? block.size : part.xsize);
    if (part.places) return;
    for (const { field, parts } of block ? block.lists : [{ ...list, parts: [part] }]) {
      if (field === PLACE) continue;
      const [one] = parts;
      const docs = /** @type {Uint32Array} */ (one.docs);
      /** @type {Uint32Array[]} */
      const places = [];
      let last = -1;
      one.counts.forEach((count, i) => {
        // Entries of a plan share the positions in its title.
        const posting = one.spread ? one.spread[i] : i;
        if (posting === last) return void places.push(places[i - 1]);
        last = posting;
        const kind = field !== BODY ? 16 + field : block ? Math.min(15, bitsOf(LENGTHS[this.norms[docs[i]]])) : 0;
        let place = 0;
        places.push(Uint32Array.from({ length: count }, (_, rank) => (place += reader.number(GAP + kind * 3 + (count === 1 ? 0 : rank ? 2 : 1)))));
      });
      one.places = places;
    }
  }

  /**
   * How much each entry of `docs` counts at most for a list, of 1, and what is known of it: 0 it is not there, 1 its part
   * is missing, 2 its length is missing, 3 everything.
   * @param {List} list @param {Uint32Array} docs @param {Float64Array} most @param {Uint8Array} state
   */
  look(list, docs, most, state) {
    const n = docs.length;
    const factors = this.factors[list.field];
    state.fill(0);
    let i = 0;
    for (const part of list.parts) {
      while (i < n && docs[i] < part.first) i++;
      if (i === n) return;
      const { docs: own, counts, norms, classes } = part;
      if (!own) {
        for (; i < n && docs[i] < part.end; i++) [most[i], state[i]] = [part.max, 1];
        continue;
      }
      let k = docs[i] > own[0] && own.length > 64 ? lowest(own, docs[i]) : 0;
      for (; i < n && docs[i] < part.end; i++) {
        const doc = docs[i];
        while (own[k] < doc) k++;
        if (own[k] !== doc) continue;
        const norm = norms ? norms[k] : this.norms[doc];
        if (norm >= 0) {
          most[i] = counts[k] / (counts[k] + factors[norm]);
          state[i] = 3;
        } else {
          most[i] = /** @type {Uint8Array} */ (list.ceilings)[/** @type {Uint8Array} */ (classes)[k]] / 255;
          state[i] = 2;
        }
      }
    }
  }

  /** As `look`, for all words of a leaf; 1 also means that nobody knows yet whether a phrase stands there. @param {Leaf} leaf @param {Uint32Array} docs @param {Float64Array} most @param {Uint8Array} state */
  lookAt(leaf, docs, most, state) {
    this.look(leaf.lists[0], docs, most, state);
    if (leaf.lists.length === 1) return;
    const [one, has] = [new Float64Array(docs.length), new Uint8Array(docs.length)];
    for (const list of leaf.lists.slice(1)) {
      this.look(list, docs, one, has);
      for (let i = 0; i < docs.length; i++) {
        if (!has[i]) state[i] = 0;
        else if (state[i]) most[i] = Math.min(most[i], one[i]);
      }
    }
    const factors = this.factors[leaf.field];
    for (let i = 0; i < docs.length; i++) {
      if (!state[i]) continue;
      const times = leaf.known.get(docs[i]);
      if (times === undefined) {
        state[i] = 1;
        continue;
      }
      const norm = times ? this.normOf(leaf, docs[i]) : -1;
      state[i] = !times ? 0 : norm < 0 ? 2 : 3;
      if (state[i] === 3) most[i] = times / (times + factors[norm]);
    }
  }

  /** @param {Leaf} leaf @param {number} doc */
  normOf(leaf, doc) {
    if (leaf.field === BODY) return this.norms[doc];
    const part = partOf(leaf.lists[0], doc);
    return part?.docs && part.norms ? part.norms[lowest(part.docs, doc)] : -1;
  }

  /* -------------------------------------------------------------- answering */

  /** The ten best entries, or as many as are asked for. @param {string} text @param {number} [limit] @returns {Promise<Answer>} */
  async search(text, limit = 10) {
    const query = parse(text);
    /** @type {Answer} */
    const answer = { total: 0, exact: true, any: false, terms: new Set(), suggestion: null, found: null };
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
    const run = async (/** @type {string[]} */ longer, /** @type {boolean} */ any) => {
      const pass = await this.pass(query, longer, any);
      answer.found = await this.best({ pass, docs: new Uint32Array(), scores: new Float64Array() }, limit);
      return answer.found.docs.length > 0;
    };
    let some = await run(eager ? longer : [], false);
    const last = query.clauses.find((clause) => clause.prefix !== null);
    if (!some && !eager && last) {
      longer = await this.longer(/** @type {string} */ (last.prefix), last.tokens[last.tokens.length - 1][1]);
      if (longer.length) {
        some = await run(longer, false);
        for (const word of longer) answer.terms.add(word);
      }
    }
    if (eager) for (const word of longer) answer.terms.add(word);
    const parts = query.clauses.reduce((sum, clause) => sum + (clause.quoted ? 1 : clause.tokens.length), 0);
    if (!some && parts > 1) answer.any = some = await run(eager ? longer : [], true);
    if (answer.found) {
      const { pass, docs } = answer.found;
      answer.exact = docs.length < limit || (!pass.lazy.some(isOpen) && !this.weigh(pass, pass.docs).maybe.some(Boolean));
      answer.total = docs.length < limit ? docs.length : pass.docs.length;
    }
    if (!answer.total && query.clauses.length) answer.suggestion = await (await this.more()).suggest(this, text, query);
    return answer;
  }

  /**
   * One pass over the index: entries with all clauses, or with any clause or part of one.
   * @param {Query} query @param {string[]} longer @param {boolean} any
   * @returns {Promise<Pass>}
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
    const without = query.without.map((clause) => ({ tokens: clause.tokens, boost: 1, leaves: [] }));
    await Promise.all([...clauses.flat(), ...without].map((way) => this.leaves(way)));
    /** @type {Pass} */
    const pass = { clauses, without, any, facts: query.filters.filter((one) => one.field !== "plan"), plans: null, lazy: [], docs: new Uint32Array() };
    const wanted = query.filters.filter((one) => one.field === "plan");
    if (wanted.length) {
      const all = await (await this.more()).narrow(this, Uint32Array.from({ length: this.n }, (_, doc) => doc), wanted);
      pass.plans = new Set(all);
    }
    pass.docs = this.within(pass, await this.candidates(pass));
    return pass;
  }

  /** Finds the lists of a way. @param {Way} way */
  async leaves(way) {
    const words = await Promise.all(way.tokens.map((token) => this.word(token[1])));
    if (words.some((word) => !word)) return;
    const all = /** @type {Word[]} */ (words);
    const idf = (/** @type {number} */ n) => Math.log(1 + (this.n - n + 0.5) / (n + 0.5));
    this.header.boost.forEach((boost, field) => {
      const lists = /** @type {List[]} */ (all.map((word) => word.lists[field]));
      if (lists.some((list) => !list)) return;
      const weight = lists.reduce((sum, list) => sum + idf(list.entries), 0) * (1 + K1) * boost * way.boost;
      way.leaves.push({ field, weight, lists, known: new Map() });
    });
  }

  /** Entries that may match, from the clause with the fewest; a single word's long lists are left for later. @param {Pass} pass */
  async candidates(pass) {
    const { clauses, any } = pass;
    if (!clauses.length) return pass.plans ? Uint32Array.from(pass.plans).sort() : Uint32Array.from({ length: this.n }, (_, doc) => doc);
    const rarest = (/** @type {Leaf} */ leaf) => leaf.lists.reduce((a, b) => (b.entries < a.entries ? b : a));
    const size = (/** @type {Way[]} */ ways) => ways.flatMap((way) => way.leaves).reduce((sum, leaf) => sum + rarest(leaf).entries, 0);
    const driving = any ? clauses : [clauses.reduce((a, b) => (size(b) < size(a) ? b : a))];
    const leaves = driving.flat().flatMap((way) => way.leaves);
    if (clauses.length === 1 && leaves.every((leaf) => leaf.lists.length === 1)) pass.lazy = leaves.filter(isOpen);
    const lists = leaves.filter((leaf) => !pass.lazy.includes(leaf)).map(rarest);
    await Promise.all(lists.map((list) => this.whole(list)));
    return this.union(lists);
  }

  /** The entries of some lists, as far as they are there. @param {List[]} lists */
  union(lists) {
    const seen = new Uint8Array(this.n);
    let n = 0;
    for (const list of lists) for (const { docs } of list.parts) if (docs) for (const doc of docs) if (!seen[doc]) n += seen[doc] = 1;
    const out = new Uint32Array(n);
    for (let doc = 0, at = 0; at < n; doc++) if (seen[doc]) out[at++] = doc;
    return out;
  }

  /** @param {Pass} pass @param {Uint32Array} docs */
  within({ plans }, docs) {
    return plans ? docs.filter((doc) => plans.has(doc)) : docs;
  }

  /**
   * How much each entry counts at most; whether it may match (those that cannot are taken out of `docs`), whether it is
   * not sure to match, and whether its score is not yet known.
   * @param {Pass} pass @param {Uint32Array} docs
   */
  weigh({ clauses, without, any, facts }, docs) {
    const n = docs.length;
    const [total, one, sum, best] = [new Float64Array(n), new Float64Array(n), new Float64Array(n), new Float64Array(n)];
    const [state, here, open, maybe, dead] = [new Uint8Array(n), new Uint8Array(n), new Uint8Array(n), new Uint8Array(n), new Uint8Array(n)];
    const some = new Uint8Array(any ? n : 0);
    for (const ways of clauses) {
      here.fill(0);
      best.fill(0);
      for (const way of ways) {
        sum.fill(0);
        for (const leaf of way.leaves) {
          this.lookAt(leaf, docs, one, state);
          for (let i = 0; i < n; i++) {
            if (!state[i]) continue;
            sum[i] += leaf.weight * one[i];
            if (state[i] < 3) open[i] = 1;
            here[i] = Math.max(here[i], Math.min(state[i], 2));
          }
        }
        for (let i = 0; i < n; i++) if (sum[i] > best[i]) best[i] = sum[i];
      }
      for (let i = 0; i < n; i++) {
        total[i] += best[i];
        if (any) some[i] = Math.max(some[i], here[i]);
        else if (!here[i]) dead[i] = 1;
        else if (here[i] === 1) maybe[i] = 1;
      }
    }
    if (any) for (let i = 0; i < n; i++) if (some[i] < 2) [dead, maybe][some[i]][i] = 1;
    for (const { leaves } of without)
      for (const leaf of leaves) {
        this.lookAt(leaf, docs, one, state);
        for (let i = 0; i < n; i++) if (state[i]) (state[i] === 1 ? maybe : dead)[i] = 1;
      }
    for (const filter of facts)
      for (let i = 0; i < n; i++) {
        const test = this.tests.get(filter)?.[Math.floor(docs[i] / STRETCH)];
        if (!test) maybe[i] = 1;
        else if (test(docs[i]) === filter.not) dead[i] = 1;
      }
    for (let i = 0; i < n; i++) open[i] |= maybe[i];
    if (!dead.includes(1)) return { docs, total, open, maybe };
    const alive = (/** @type {unknown} */ _, /** @type {number} */ i) => !dead[i];
    return { docs: docs.filter(alive), total: total.filter(alive), open: open.filter(alive), maybe: maybe.filter(alive) };
  }

  /** What is missing to know an entry; what can be worked out from what is there, is. @param {Pass} pass @param {number} doc @param {Needs} needs @param {boolean} lengths whether its length matters @returns {boolean} whether something was worked out */
  missing(pass, doc, needs, lengths) {
    let news = false;
    const leaves = [...pass.clauses.flat(), ...pass.without].flatMap((way) => way.leaves);
    for (const leaf of leaves) {
      const parts = leaf.lists.map((list) => ({ list, part: partOf(list, doc) }));
      if (parts.some(({ part }) => !part || (part.docs && part.docs[lowest(part.docs, doc)] !== doc))) continue;
      const known = /** @type {{list: List, part: Part}[]} */ (parts);
      const unread = known.filter(({ part }) => !part.docs);
      for (const { list, part } of unread) needs.set(part, { size: part.size, get: () => this.part(list, part) });
      if (unread.length) continue;
      if (leaf.lists.length > 1 && !leaf.known.has(doc)) {
        const way = /** @type {Way} */ ([...pass.clauses.flat(), ...pass.without].find((way) => way.leaves.includes(leaf)));
        // The rarest two words tell most; where they do not stand together, the others need not be read.
        const order = [...known.keys()].sort((a, b) => known[a].list.entries - known[b].list.entries);
        /** @type {number[] | null} */
        let firsts = null;
        let unplaced = 0;
        for (const [rank, k] of order.entries()) {
          const { list, part } = known[k];
          if (unplaced && rank > 1) break;
          if (!part.places) {
            unplaced++;
            needs.set(part, { size: list.block?.size ?? part.xsize, get: () => this.places(list, part) });
          } else if (!unplaced) {
            const set = part.places[lowest(/** @type {Uint32Array} */ (part.docs), doc)];
            const offset = way.tokens[k][0] - way.tokens[0][0];
            firsts = firsts ? firsts.filter((first) => has(set, first + offset)) : [...set].map((place) => place - offset);
            if (!firsts.length) break;
          }
        }
        if (unplaced && firsts?.length !== 0) continue;
        leaf.known.set(doc, firsts?.length ?? 0);
        news = true;
      }
      if (leaf.known.get(doc) === 0) continue;
      if (lengths && leaf.field === BODY && this.norms[doc] < 0) {
        const window = Math.floor(doc / WINDOW);
        needs.set(window, { size: WINDOW, get: () => this.window(window) });
      }
    }
    const stretch = Math.floor(doc / STRETCH);
    for (const filter of pass.facts)
      if (!this.tests.get(filter)?.[stretch]) needs.set(`${pass.facts.indexOf(filter)} ${stretch}`, { size: 2048, get: async () => (await this.more()).learn(this, filter, stretch) });
    return news;
  }

  /** @param {number} window */
  async window(window) {
    const from = window * WINDOW;
    const bytes = await this.span(this.lengthsAt + from, Math.min(WINDOW, this.n - from));
    bytes.forEach((norm, i) => (this.norms[from + i] = norm));
  }

  /** The parts of lazy lists that are not there, and how much an entry that only they know of can count. @param {Pass} pass */
  unread({ clauses, lazy }) {
    return clauses.flat().flatMap(({ leaves }) => {
      const open = leaves.filter((leaf) => lazy.includes(leaf)).map((leaf) => {
        const parts = leaf.lists[0].parts.filter((part) => !part.docs);
        return { leaf, parts, most: leaf.weight * parts.reduce((most, part) => Math.max(most, part.max), 0) };
      });
      // It may stand in other fields too.
      const sum = open.reduce((sum, { most }) => sum + most, 0);
      return open.flatMap(({ leaf, parts, most }) => parts.map((part) => ({ leaf, part, most: sum - most + leaf.weight * part.max })));
    });
  }

  /** The best entries of a pass, and their scores; fetches what may hold one of them. @param {Found} found @param {number} limit @returns {Promise<Found>} */
  async best({ pass }, limit) {
    for (let round = 0; ; round++) {
      const { docs, total, open } = this.weigh(pass, pass.docs);
      pass.docs = docs;
      const growth = 2 ** Math.min(round, 6);
      const top = highest(total, Math.max(limit, AHEAD * growth));
      const shown = top.slice(0, limit);
      /** @type {Needs} */
      const needs = new Map();
      // Those whose scores are known bar the way for whatever cannot reach them.
      const known = highest(total.map((score, i) => (open[i] ? -1 : score)), limit);
      const floor = known.length < limit ? 0 : Math.max(0, total[known[limit - 1]] * (open[known[limit - 1]] ? 0 : 1));
      // Entries that no list has told of yet may still be better than the last one shown.
      const least = shown.length < limit ? 0 : total[shown[limit - 1]];
      const parts = this.unread(pass);
      const more = parts.filter(({ most }) => most >= least).sort((a, b) => b.most - a.most || a.part.first - b.part.first);
      let room = ROUND * growth;
      for (const { leaf, part } of more) {
        if ((room -= part.size) < 0 && needs.size) break;
        needs.set(part, { size: part.size, get: () => this.part(leaf.lists[0], part) });
      }
      if (!needs.size && !shown.some((i) => open[i])) return { pass, docs: Uint32Array.from(shown, (i) => docs[i]), scores: Float64Array.from(shown, (i) => total[i]) };
      let news = false;
      room = ROUND * growth;
      for (const i of top) {
        if (total[i] < floor) break;
        if (!open[i]) continue;
        const before = needs.size;
        news = this.missing(pass, docs[i], needs, true) || news;
        for (const { size } of [...needs.values()].slice(before)) room -= size;
        if (room < 0) break;
      }
      await Promise.all([...needs.values()].map(({ get }) => get()));
      if (pass.lazy.length) pass.docs = this.within(pass, merge(pass.docs, this.union(pass.lazy.map((leaf) => leaf.lists[0]))));
      if (!needs.size && !news) throw new Error("the search index contradicts itself");
    }
  }

  /* -------------------------------------------------------------- what only some queries need */

  more() {
    return this.once("more", () => import("./search-more.js"));
  }

  /** Every entry that matches, see `all` in `search-more.js`. @param {Found} found */
  async all(found) {
    return (await this.more()).all(this, found);
  }

  /** How many entries have each fact, see `counts` in `search-more.js`. @param {import("./search-more.js").All} all */
  async counts(all) {
    return (await this.more()).counts(this, all);
  }

  /* -------------------------------------------------------------- results */

  /** The entries at some ranks, with their texts. @param {Found} found @param {number} from @param {number} to @returns {Promise<Hit[]>} */
  async hits({ docs, scores }, from, to) {
    return Promise.all([...docs.slice(from, to)].map((doc, i) => this.hit(doc, scores[from + i])));
  }

  /** @param {number} number @param {number} score @returns {Promise<Hit>} */
  async hit(number, score) {
    const { header, entries, texts, first: start } = await this.plan(number);
    const [id, title, path, state, status, headings, authors, anchors, pages] = header;
    const entry = entries[number - start];
    const { kinds, states, statuses } = this.header;
    const source = (/** @type {typeof entry} */ { at, size }) => this.once(`source ${start} ${at}`, () => this.source(id, at, at + size));
    const words = entry.size ? await source(entry) : await this.unit(texts + entry.at, entry.unit);
    let raw = decoder.decode(words);
    let same = number - start;
    while (entries[same].anchor === 1) same--;
    const { anchor: form, name } = entries[same];
    const kind = kinds[entry.kind];
    const common = this.header.headings;
    const headingOf = (/** @type {number} */ number) => common[number] ?? headings[number - common.length];
    const heading = headingOf(entry.heading);
    let anchor = form === 2 ? headingAnchor(headingOf(entries[same].heading)) : form === 3 ? anchors[name] : "";
    if (form > 3) {
      const first = same === number - start ? raw : decoder.decode(await source(entries[same]));
      anchor = `${kind}${firstWords(first, form - 4)}${name ? `-${name}` : ""}`;
      // Box, stamp and label stand before the words that are worth quoting.
      if (first === raw) raw = fromWord(raw, form - 4);
    }
    return {
      number, score, plan: { id, title, path, state: states[state], status: statuses[status] }, kind, heading, anchor, page: pages?.[number - start] ?? 1,
      date: entry.day === null ? "" : new Date(entry.day * 86_400_000).toISOString().slice(0, 10),
      author: entry.author ? authors[entry.author - 1] : "", line: entry.line, text: entry.size ? plain(raw) : raw,
    };
  }

  /** Where what a plan's results say lies, for the plans of a group. @param {number} group @returns {Promise<{first: number, texts: number, facts: number, size: number}[]>} */
  planGroup(group) {
    return this.once(`group ${group}`, async () => {
      const { start, unit, size } = this.factGroups[group];
      const reader = await this.coded(unit, size);
      let [first, at] = [this.firsts[group], start];
      const end = this.firsts[group + 1] ?? this.n;
      const plans = [];
      while (first < end) {
        const [entries, texts, size] = [reader.number(ENTRIES), reader.number(SIZE), reader.number(OTHER_SIZE)];
        plans.push({ first, texts: at, facts: at + texts, size });
        first += entries;
        at += texts + size;
      }
      return plans;
    });
  }

  /** What the results of an entry's plan say. @param {number} doc */
  async plan(doc) {
    const group = after(this.firsts, doc) - 1;
    const plans = await this.planGroup(group);
    const { first, texts, facts, size } = plans[after(plans.map((plan) => plan.first), doc) - 1];
    return this.once(`plan ${first}`, async () => {
      const reader = new Reader(await this.unit(facts, size));
      /** @type {[id: string, title: string, path: string, state: number, status: number, headings: string[], authors: string[], anchors: string[], pages?: number[]]} */
      const header = JSON.parse(reader.text());
      let [lastDay, lastLine, end] = [0, 0, 0];
      const entries = Array.from({ length: reader.number() }, () => {
        const [kind, heading, author] = [reader.number(), reader.number(), reader.number()];
        const dated = reader.number();
        const day = dated ? (lastDay += signed(dated - 1)) : null;
        const line = (lastLine += signed(reader.number()));
        const size = reader.number();
        const at = size ? end + signed(reader.number()) : reader.number();
        const unit = size ? 0 : reader.number();
        if (size) end = at + size;
        const anchor = reader.number();
        const name = anchor > 2 ? reader.number() : 0;
        return { kind, heading, author, day, line, size, at, unit, anchor, name };
      });
      return { header, entries, texts, first };
    });
  }

}

/** The page and the index were made by different versions of the tool. */
export class VersionError extends Error {
  /** @param {unknown} found */
  constructor(found) {
    super(`this page reads search index version ${VERSION}, but the site has version ${String(found)}; reload the page`);
  }
}

/** Whether postings of a field are plans. @param {number} field */
const byPlan = (field) => field === TITLE || field === PLACE;

/** Postings of plans as postings of their entries. @param {Part} part @param {Uint32Array} firsts @param {Uint32Array} ends */
function spread(part, firsts, ends) {
  const n = ends.reduce((sum, end, i) => sum + end - firsts[i], 0);
  const [docs, at] = [new Uint32Array(n), new Uint32Array(n)];
  let i = 0;
  firsts.forEach((first, posting) => {
    for (let doc = first; doc < ends[posting]; doc++) [docs[i], at[i++]] = [doc, posting];
  });
  const { counts, norms } = part;
  Object.assign(part, { docs, spread: at, counts: at.map((posting) => counts[posting]), norms: norms && Uint8Array.from(at, (posting) => norms[posting]) });
}

/** @param {number} value */
const signed = (value) => (value % 2 ? -(value + 1) / 2 : value / 2);

/** How many of some sorted things are not after one. @template {Uint8Array | number} T @param {ArrayLike<T>} sorted @param {T} one */
function after(sorted, one) {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const here = sorted[middle];
    if (typeof here === "number" ? here <= /** @type {number} */ (one) : compare(here, /** @type {Uint8Array} */ (one)) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The index of the first that is not less. @param {Uint32Array} set @param {number} value */
function lowest(set, value) {
  let [low, high] = [0, set.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (set[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** @param {Uint32Array} set @param {number} value */
export const has = (set, value) => set[lowest(set, value)] === value;

/** The part of a list where an entry is or would be. @param {List} list @param {number} doc */
function partOf({ parts }, doc) {
  let [low, high] = [0, parts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (parts[middle].first <= doc) low = middle + 1;
    else high = middle;
  }
  return parts[low - 1];
}

/** Whether parts of a list are missing. @param {Leaf} leaf */
const isOpen = (leaf) => leaf.lists[0].parts.some((part) => !part.docs);

/** @param {Uint32Array} a @param {Uint32Array} b */
export function merge(a, b) {
  const out = new Uint32Array(a.length + b.length);
  let [i, k, n] = [0, 0, 0];
  while (i < a.length || k < b.length) {
    const value = k === b.length || a[i] <= b[k] ? a[i] : b[k];
    if (a[i] === value) i++;
    if (b[k] === value) k++;
    out[n++] = value;
  }
  return out.subarray(0, n);
}

/** The indexes of the highest values, highest first; of equal ones the first. @param {Float64Array} values @param {number} n */
function highest(values, n) {
  /** @type {number[]} */
  const out = [];
  for (let i = 0; i < values.length; i++) {
    if (out.length === n && values[i] <= values[out[n - 1]]) continue;
    let [low, high] = [0, out.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (values[out[middle]] >= values[i]) low = middle + 1;
      else high = middle;
    }
    out.splice(low, 0, i);
    if (out.length > n) out.pop();
  }
  return out;
}

/* ---------------------------------------------------------------- words of results */

const WORDS = /[\p{Alphabetic}\p{N}]+/gu;

/** The first words of a text as names of records hold them, after some that are skipped. @param {string} text @param {number} skipped */
function firstWords(text, skipped) {
  let [out, left] = ["", 48];
  for (const [word] of [...text.matchAll(WORDS)].slice(skipped, skipped + 6)) {
    const signs = [...word];
    if (left === 0 || (signs.length > left && left < 48)) break;
    out += `-${signs.slice(0, left).map((sign) => sign.toLowerCase()).join("")}`;
    left = Math.max(0, left - signs.length);
  }
  return out;
}

/** A stretch from one of its words on, with the marks that open before that word and close after it. @param {string} raw @param {number} skipped */
export function fromWord(raw, skipped) {
  const at = [...raw.matchAll(WORDS)][skipped]?.index ?? 0;
  return raw.slice(/[`*_[("'“「]*$/.exec(raw.slice(0, at))?.index ?? at);
}

/** The anchor of a heading. @param {string} heading */
const headingAnchor = (heading) => heading.trim().replaceAll(" ", "-").replace(/[^\p{Alphabetic}\p{N}_-]/gu, "").toLowerCase();

const TAG = /<\/?(?:a|b|br|code|dd|details|div|dl|dt|em|hr|i|img|kbd|li|ol|p|pre|span|strong|sub|summary|sup|table|tbody|td|th|thead|tr|u|ul)\b[^>]*>/gi;

/**
 * The words of a stretch of Markdown: marks dropped, code kept.
 * @param {string} markdown
 */
export function plain(markdown) {
  let fenced = false;
  return markdown
    .replace(/<!--.*?(?:-->|$)/gs, " ")
    .split("\n")
    .map((line) => {
      line = line.trim();
      if (/^(?:```|~~~)/.test(line)) return (fenced = !fenced) ? "" : "";
      if (fenced) return line;
      if (/^[|:\-=_* ]*$/.test(line)) return "";
      return line
        .replace(/^(?:[>\s]|#+\s*|[-*+]\s+|\[[ xX~-]\]\s+)+/, "")
        .split(/(`[^`]*`)/)
        .map((piece, i) => (i % 2 ? piece.slice(1, -1) : piece.replace(TAG, "").replace(/!?\[([^[\]]*)\]\([^)]*\)/g, "$1").replace(/(?<!\\)\*+(?=\S)|(?<=[^\s\\])\*+/g, "").replace(/\s*\|\s*/g, " · ").replace(/\\([!-/:-@[-`{-~])/g, "$1")))
        .join("")
        .replace(/^ · | ·\s*$/g, "");
    })
    .join(" ")
    .replace(/\s+/g, " ")
    .trim();
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
  const files = new Files(get);
  const root = await unpack(await files.whole(`${base}${gen}/root.bin`));
  let pack = Infinity;
  const load = async (/** @type {number} */ from, /** @type {number} */ to) => {
    const pieces = [];
    for (let i = Math.floor(from / pack); i * pack < to; i++)
      pieces.push(files.range(`${base}${gen}/${i}.bin`, Math.max(0, from - i * pack), Math.min(pack, to - i * pack)));
    const bytes = await Promise.all(pieces);
    return bytes.length === 1 ? bytes[0] : new Uint8Array(await new Blob(/** @type {BlobPart[]} */ (bytes)).arrayBuffer());
  };
  const source = (/** @type {string} */ plan, /** @type {number} */ from, /** @type {number} */ to) => files.range(`${base}../plans/${plan.split("/").map(encodeURIComponent).join("/")}/index.md`, from, to);
  const index = new Index(load, source, root);
  pack = index.header.pack;
  return index;
}

/** The index of a site as long as its page is open: opened when first asked, and anew if the site was published again meanwhile. */
export class Session {
  /** @param {string} base @param {(url: string, options?: RequestInit) => Promise<Response>} get */
  constructor(base, get) {
    this.base = base;
    this.get = get;
    /** @type {Promise<Index> | undefined} */
    this.index = undefined;
  }

  /** @param {boolean} [fresh] */
  opened(fresh = false) {
    if (!this.index || fresh) {
      const index = open(this.base, this.get, fresh);
      index.catch(() => this.index === index && (this.index = undefined));
      this.index = index;
    }
    return this.index;
  }

  /** Runs something against the index; once more, from the start, if a part of it is gone. @template T @param {(index: Index) => Promise<T>} run @returns {Promise<T>} */
  async ask(run) {
    try {
      return await run(await this.opened());
    } catch (error) {
      if (!(error instanceof StaleError)) throw error;
      return run(await this.opened(true));
    }
  }
}

/** Files of the site, in part where the server gives parts. */
class Files {
  /** @param {(url: string, options?: RequestInit) => Promise<Response>} get */
  constructor(get) {
    this.get = get;
    /** Kinds of files of which the server gave something else than the part that was asked for. @type {Set<string>} */
    this.indivisible = new Set();
    /** The first part of each kind that was asked for: the others wait until it is known what the server does. @type {Map<string, Promise<Uint8Array>>} */
    this.firsts = new Map();
    /** @type {Map<string, Promise<Uint8Array>>} */
    this.wholes = new Map();
  }

  /** @param {string} url @returns {Promise<Uint8Array>} */
  whole(url) {
    let whole = this.wholes.get(url);
    if (!whole) {
      whole = this.get(url).then((response) => body(response, url));
      this.wholes.set(url, whole);
      whole.catch(() => this.wholes.delete(url));
    }
    return whole;
  }

  /** @param {string} url @param {number} from @param {number} to */
  async range(url, from, to) {
    const kind = url.slice(url.lastIndexOf("."));
    const first = this.firsts.get(kind);
    if (first) {
      await first.catch(() => {});
      return this.part(url, from, to, kind);
    }
    const part = this.part(url, from, to, kind);
    this.firsts.set(kind, part);
    return part;
  }

  /** @param {string} url @param {number} from @param {number} to @param {string} kind */
  async part(url, from, to, kind) {
    if (!this.indivisible.has(kind) && !this.wholes.has(url)) {
      const response = await this.get(url, { headers: { Range: `bytes=${from}-${to - 1}` } });
      if (response.status === 206 && !response.headers.get("Content-Encoding")) {
        const bytes = await body(response, url).catch(() => new Uint8Array());
        if (bytes.length === to - from) return bytes;
      } else if (response.status === 404 || response.status === 410) throw new StaleError(url);
      // A server without ranges sends the whole at once.
      else if (response.status === 200 && !this.wholes.has(url)) this.wholes.set(url, body(response, url));
      // GitHub Pages counts the bytes of packed files when a browser accepts them, as Firefox does.
      this.indivisible.add(kind);
    }
    const bytes = await this.whole(url);
    if (bytes.length < to) throw new StaleError(url);
    return bytes.subarray(from, to);
  }
}

/** @param {Response} response @param {string} url */
async function body(response, url) {
  if (!response.ok) throw new StaleError(url);
  return new Uint8Array(await response.arrayBuffer());
}

/** A file of the generation is gone: the site was published anew. */
export class StaleError extends Error {
  /** @param {string} name */
  constructor(name) {
    super(`a part of the search index is gone (${name})`);
  }
}
