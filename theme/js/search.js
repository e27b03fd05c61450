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
        out.push([position, fold(run)]);
        const parts = query ? [] : run.split(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/);
        if (parts.length > 1) for (const part of parts) out.push([position, fold(part)]);
      }
      position++;
    }
  }
  return out;
}

/** @param {string} word */
function fold(word) {
  word = word.toLowerCase().replaceAll("ς", "σ");
  if (!/^[a-z]{4,}$/.test(word)) return word;
  if (word.length > 4 && /ies?$/.test(word)) return word.replace(/ies?$/, "y");
  if (/s$/.test(word) && !/[sui]s$/.test(word)) word = word.slice(0, -1);
  return word.length > 3 && /([sxz]|[cs]h)e$/.test(word) ? word.slice(0, -1) : word;
}
