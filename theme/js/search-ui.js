// @ts-check
/**
 * The search box. Loaded by `site.js` when the box gets focus, and only then fetches the index. What is found and how
 * it ranks is `search.js`'s; this module only shows it, and the search page (`search-page.js`) shows it likewise.
 * @module
 */
import { Session, excerpt } from "./search.js";

/** @typedef {import("./search.js").Answer} Answer */
/** @typedef {import("./search.js").Hit} Hit */

export const PAGE = 10;
const top = document.documentElement.dataset.top ?? "";
const base = new URL(`${top}search/`, location.href).href;

export const session = new Session(base, (url, options) => fetch(url, options));

/**
 * An element with attributes and children; text stays text.
 * @param {string} name @param {Record<string, string>} [attributes] @param {...(Node | string)} children
 */
export function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

/** @param {number} n @param {string} one @param {string} many */
const counted = (n, one, many) => `${n.toLocaleString("en")} ${n === 1 ? one : many}`;

/** @param {string} text */
const encode = (text) => text.split("/").map(encodeURIComponent).join("/");

/** Where a hit is read. @param {Hit} hit */
function address(hit) {
  const plan = `${top}plans/${encode(hit.plan.id)}/`;
  if (hit.kind === "artifact") return `${plan}artifacts/${encode(hit.heading)}/index.html`;
  return `${plan}${hit.page > 1 ? `${hit.page}/` : ""}index.html${hit.anchor ? `#${encodeURIComponent(hit.anchor)}` : ""}`;
}

/** @param {string} text @param {Set<string>} terms @param {number} [width] */
function marked(text, terms, width) {
  const out = document.createDocumentFragment();
  for (const [piece, mark] of excerpt(text, terms, width)) out.append(mark ? element("mark", {}, piece) : piece);
  return out;
}

/** @param {Hit} hit @param {Set<string>} terms */
function result(hit, terms) {
  const facts = [hit.kind, hit.kind === "plan" || hit.heading === "" ? "" : hit.heading, hit.date, hit.author].filter(Boolean);
  const line = element("span", { class: "facts" }, element("span", { class: `mark ${hit.kind}`, "aria-hidden": "true" }), facts.join(" · "));
  const words = element("span", { class: "words" }, marked(hit.text, terms, 240));
  return element("li", {}, element("a", { class: "hit", href: address(hit) }, line, words));
}

/** Groups hits by plan, in the order of each plan's best hit. @param {Hit[]} hits @param {Set<string>} terms */
export function groups(hits, terms) {
  /** @type {Map<string, Hit[]>} */
  const plans = new Map();
  for (const hit of hits) plans.set(hit.plan.id, [...(plans.get(hit.plan.id) ?? []), hit]);
  return [...plans.values()].map((hits) => {
    const { plan } = hits[0];
    const status = plan.status === "unknown" ? "" : ` · ${plan.status.replace("-", " ")}`;
    const title = element("p", { class: "plan-title" }, element("span", { class: "title" }, marked(plan.title, terms, 1000)), element("span", { class: "state" }, `${plan.state}${status}`));
    return element("div", { class: "group", role: "group", "aria-label": plan.title }, title, element("ul", {}, ...hits.map((hit) => result(hit, terms))));
  });
}

/** What is said of an answer as a whole. @param {Answer} answer @param {string} query @param {(query: string) => void} ask */
export function summary(answer, query, ask) {
  if (answer.total === 0) {
    const words = element("p", { class: "note" }, `Nothing found for “${query.trim()}”.`);
    if (answer.suggestion) {
      const suggestion = answer.suggestion;
      const button = element("button", { type: "button" }, suggestion);
      button.addEventListener("click", () => ask(suggestion));
      words.append(" Did you mean ", button, "?");
    }
    return [words];
  }
  return answer.any ? [element("p", { class: "note" }, "No entry has all of these words; these have some of them.")] : [];
}

/** How many there are, as far as that is known. @param {Answer} answer @param {number} shown */
export function told({ total, exact, any }, shown) {
  if (!total) return "Nothing found";
  return `${exact ? counted(total, "result", "results") : `The ${shown} best results`}${any ? " with some of the words" : ""}`;
}

/** @param {unknown} error */
export function trouble(error) {
  const words = location.protocol === "file:" ? "A browser does not let a page that was opened as a file read the index. Serve the folder: execplan-site serve, or any web server." : `Search does not work: ${error instanceof Error ? error.message : String(error)}.`;
  return element("p", { class: "note trouble", role: "alert" }, words);
}

/** Arrows walk from the box through the results and back. @param {HTMLInputElement} input @param {HTMLElement} within @param {() => void} leave */
export function walk(input, within, leave) {
  /** @param {KeyboardEvent} event */
  const onKey = (event) => {
    if (event.key === "Escape") {
      event.preventDefault();
      leave();
      return;
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const links = /** @type {HTMLElement[]} */ ([...within.querySelectorAll("a.hit, a.all, button.more")]);
    const at = links.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    if (at < 0 && document.activeElement !== input) return;
    event.preventDefault();
    const next = at + (event.key === "ArrowDown" ? 1 : -1);
    if (next < 0) input.focus();
    else links[Math.min(next, links.length - 1)]?.focus();
  };
  input.addEventListener("keydown", onKey);
  within.addEventListener("keydown", onKey);
}

/** Calls `run` a moment after the last call. @param {() => void} run */
export function later(run) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = window.setTimeout(run, 90);
  };
}

/**
 * The panel below the search box of every page.
 * @param {HTMLFormElement} form
 */
export function startBox(form) {
  const input = form.querySelector("input");
  if (!input || form.dataset.ready) return;
  form.dataset.ready = "";
  const status = element("p", { class: "sr", role: "status" });
  const panel = element("div", { class: "search-panel", hidden: "" });
  form.append(status, panel);
  let turn = 0;
  const close = () => {
    panel.hidden = true;
    turn++;
    input.focus();
  };
  /** @param {string} query */
  const ask = (query) => {
    input.value = query;
    input.focus();
    void show();
  };
  const show = async () => {
    const mine = ++turn;
    const query = input.value;
    // One letter says nothing yet; one sign of Chinese may.
    if (/^\s*[\0-\x7f]?\s*$/.test(query)) {
      panel.hidden = true;
      status.textContent = "";
      return;
    }
    try {
      const [answer, hits] = await session.ask(async (index) => {
        const answer = await index.search(query, PAGE);
        return /** @type {const} */ ([answer, answer.found ? await index.hits(answer.found, 0, PAGE) : []]);
      });
      if (mine !== turn) return;
      panel.replaceChildren(...summary(answer, query, ask), ...groups(hits, answer.terms));
      if (answer.total > 0) {
        const words = answer.exact ? `All ${counted(answer.total, "result", "results")} and filters` : "All results and filters";
        panel.append(element("p", { class: "foot" }, element("a", { class: "all", href: `${base}index.html?q=${encodeURIComponent(query)}` }, words)));
      }
      status.textContent = told(answer, hits.length);
    } catch (error) {
      if (mine !== turn) return;
      panel.replaceChildren(trouble(error));
    }
    panel.hidden = false;
  };
  input.addEventListener("input", later(show));
  input.addEventListener("focus", () => {
    if (panel.hidden && input.value.trim()) void show();
  });
  walk(input, panel, () => {
    if (panel.hidden) input.blur();
    else close();
  });
  document.addEventListener("pointerdown", (event) => {
    if (event.target instanceof Node && !form.contains(event.target)) panel.hidden = true;
  });
  form.addEventListener("focusout", (event) => {
    if (event.relatedTarget instanceof Node && !form.contains(event.relatedTarget)) panel.hidden = true;
  });
  void session.opened().catch(() => {});
  if (input.value.trim()) void show();
}
