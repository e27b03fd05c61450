// @ts-check
/**
 * The search page: all results of a query that lives in the address, and filters with their counts.
 * @module
 */
import { parse } from "./search.js";
import { PAGE, element, groups, later, session, summary, told, trouble, walk } from "./search-ui.js";

/** @typedef {import("./search.js").Index} Index */
/** @typedef {import("./search.js").Answer} Answer */
/** @typedef {import("./search.js").Found} Found */

const FACETS = /** @type {const} */ ({ kind: "Kind", state: "State", status: "Status", year: "Year", author: "Author" });
/** @typedef {keyof typeof FACETS} Facet */

/** The query without its filters on a fact, and with these values for it. @param {string} query @param {Facet} facet @param {string[]} values */
function withFacet(query, facet, values) {
  const names = facet === "year" ? "date|since|until" : facet;
  const rest = query.replace(new RegExp(`(^|\\s)(?:${names}):(?:"[^"]*"?|\\S*)`, "gi"), "$1").replace(/\s+/g, " ").trim();
  if (!values.length) return rest;
  const value = values.join(",");
  return `${facet === "year" ? "date" : facet}:${/\s/.test(value) ? `"${value}"` : value}${rest ? ` ${rest}` : ""} `;
}

/** The values that a query's filters on a fact accept, of those there are. @param {string} query @param {Facet} facet @param {string[]} values */
function chosen(query, facet, values) {
  const filters = parse(query).filters.filter((one) => !one.not && one.field === (facet === "year" ? "day" : facet));
  if (!filters.length) return new Set();
  return new Set(
    values.filter((value) =>
      filters.some((one) => {
        if (facet === "year") return one.days?.[0] === parse(`date:${value}`).filters[0]?.days?.[0] && one.days?.[1] === parse(`date:${value}`).filters[0]?.days?.[1];
        return one.values.some((wanted) => value.toLowerCase() === wanted || value.startsWith(wanted));
      }),
    ),
  );
}

/**
 * The search page.
 * @param {HTMLElement} page
 */
export function startPage(page) {
  const form = page.querySelector("form");
  const input = form?.querySelector("input");
  const status = page.querySelector("[data-status]");
  const results = page.querySelector("[data-results]");
  const facets = page.querySelector("[data-facets]");
  if (!form || !input || !status || !(results instanceof HTMLElement) || !(facets instanceof HTMLElement)) return;
  page.querySelector("[data-static]")?.remove();
  form.hidden = false;
  let turn = 0;
  /** @param {string} query */
  const ask = (query) => {
    input.value = query;
    void show();
  };
  const show = async () => {
    const mine = ++turn;
    const query = input.value;
    history.replaceState(null, "", query.trim() ? `?q=${encodeURIComponent(query)}` : location.pathname);
    if (!query.trim()) {
      results.replaceChildren();
      facets.hidden = true;
      status.textContent = "";
      return;
    }
    try {
      await session.ask((index) => answerFrom(index, query, mine));
    } catch (error) {
      if (mine === turn) results.replaceChildren(trouble(error));
    }
  };
  /** @param {Index} index @param {string} query @param {number} mine */
  const answerFrom = async (index, query, mine) => {
    const answer = await index.search(query, 2 * PAGE);
    const hits = answer.found ? await index.hits(answer.found, 0, 2 * PAGE) : [];
    if (mine !== turn) return;
    results.replaceChildren(...summary(answer, query, ask), ...groups(hits, answer.terms));
    if (answer.exact) status.textContent = told(answer, hits.length);
    if (!answer.found) {
      facets.hidden = true;
      return;
    }
    // Results are there; how many in all, and of which kinds, may take some more bytes.
    const all = await index.all(answer.found);
    const counts = all.before.length ? await index.counts(all) : null;
    if (mine !== turn) return;
    Object.assign(answer, { total: all.docs.length, exact: true });
    status.textContent = told(answer, hits.length);
    more(index, answer, answer.found, hits.length, mine);
    if (counts) filters(counts, query);
    else facets.hidden = true;
  };
  /** A button for the next results; those that are shown stay where they are. @param {Index} index @param {Answer} answer @param {Found} found @param {number} shown @param {number} mine */
  const more = (index, answer, found, shown, mine) => {
    if (shown >= answer.total) return;
    const button = element("button", { type: "button", class: "more" }, "Show more");
    results.append(button);
    button.addEventListener("click", async () => {
      const longer = await index.best(found, shown + 2 * PAGE);
      const hits = await index.hits(longer, shown, shown + 2 * PAGE);
      if (mine !== turn) return;
      const next = groups(hits, answer.terms);
      button.replaceWith(...next);
      next[0]?.querySelector("a")?.focus();
      more(index, answer, longer, shown + hits.length, mine);
    });
  };
  /** @param {Awaited<ReturnType<Index["counts"]>>} counts @param {string} query */
  const filters = (counts, query) => {
    const open = facets.querySelector("details")?.open ?? matchMedia("(min-width: 54rem)").matches;
    const sets = /** @type {Facet[]} */ (Object.keys(FACETS)).map((facet) => {
      const all = [...counts[facet]].sort((a, b) => (facet === "year" ? (a[0] < b[0] ? 1 : -1) : b[1] - a[1] || (a[0] < b[0] ? -1 : 1)));
      const on = chosen(query, facet, all.map(([value]) => value));
      const rows = all.filter(([value], i) => i < 8 || on.has(value)).map(([value, n]) => {
        const box = element("input", { type: "checkbox" });
        if (on.has(value)) box.setAttribute("checked", "");
        box.addEventListener("change", () => {
          const values = facet === "year" ? [] : [...on].filter((one) => one !== value);
          if (!on.has(value)) values.push(value);
          ask(withFacet(input.value, facet, /** @type {string[]} */ (values)));
        });
        const mark = facet === "kind" ? [element("span", { class: `mark ${value}`, "aria-hidden": "true" })] : [];
        return element("label", {}, box, ...mark, element("span", { class: "value" }, value.replace("-", " ")), element("span", { class: "n" }, n.toLocaleString("en")));
      });
      return rows.length ? element("fieldset", {}, element("legend", {}, FACETS[facet]), ...rows) : "";
    });
    const focused = facets.contains(document.activeElement) ? [...facets.querySelectorAll("input")].indexOf(/** @type {HTMLInputElement} */ (document.activeElement)) : -1;
    const details = element("details", open ? { open: "" } : {}, element("summary", {}, "Filters"), ...sets);
    facets.replaceChildren(details);
    facets.hidden = false;
    facets.querySelectorAll("input")[focused]?.focus();
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void show();
  });
  input.addEventListener("input", later(show));
  input.addEventListener("focus", () => void session.opened().catch(() => {}), { once: true });
  walk(input, results, () => {
    if (document.activeElement === input) ask("");
    else input.focus();
  });
  addEventListener("popstate", () => ask(new URLSearchParams(location.search).get("q") ?? ""));
  const asked = new URLSearchParams(location.search).get("q") ?? "";
  input.value = asked;
  if (asked) void show();
  input.focus();
}
