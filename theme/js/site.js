// Comforts of every page: theme switch, copied permalinks, a filter for the table of plans.
// A page is complete without this file. Types are JSDoc, checked with tsc.

/** @typedef {"auto" | "light" | "dark"} Theme */
/** @typedef {{ q: string, shelf: string, status: string, sort: string }} Wanted */
/** @typedef {{ title: string, author: string, shelf: string, status: string, last: string, started: string, done: number, total: number, minutes: number }} Facts */

/** @type {readonly Theme[]} */
const THEMES = ["auto", "light", "dark"];

/**
 * The theme after this one.
 * @param {Theme} theme
 * @returns {Theme}
 */
export function nextTheme(theme) {
  return THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? "auto";
}

/**
 * Whether a plan is wanted: every word of the query in its title or author, shelf and status as asked.
 * @param {Facts} plan
 * @param {Wanted} wanted
 */
export function matches(plan, wanted) {
  const text = `${plan.title} ${plan.author}`.toLowerCase();
  const words = wanted.q.toLowerCase().split(/\s+/).filter(Boolean);
  return (
    (!wanted.shelf || plan.shelf === wanted.shelf) &&
    (!wanted.status || plan.status === wanted.status) &&
    words.every((word) => text.includes(word))
  );
}

/**
 * Which of two plans comes first. What is unknown comes last.
 * @param {Facts} a
 * @param {Facts} b
 * @param {string} sort
 */
export function compare(a, b, sort) {
  const share = (/** @type {Facts} */ plan) => (plan.total ? plan.done / plan.total : -1);
  switch (sort) {
    case "title":
      return a.title.localeCompare(b.title);
    case "started":
      return b.started < a.started ? -1 : Number(b.started > a.started);
    case "progress":
      return share(b) - share(a);
    case "steps":
      return b.total - a.total;
    case "span":
      return b.minutes - a.minutes;
    default:
      return b.last < a.last ? -1 : Number(b.last > a.last);
  }
}

/**
 * What the query string asks for.
 * @param {string} search
 * @returns {Wanted}
 */
export function wantedOf(search) {
  const query = new URLSearchParams(search);
  const of = (/** @type {string} */ name) => query.get(name) ?? "";
  return { q: of("q"), shelf: of("shelf"), status: of("status"), sort: of("sort") };
}

/**
 * The query string that asks for it.
 * @param {Wanted} wanted
 */
export function queryOf(wanted) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(wanted)) if (value) query.set(name, value);
  const text = query.toString();
  return text ? `?${text}` : "";
}

/**
 * The facts that stand in a row of the table.
 * @param {HTMLTableRowElement} row
 * @returns {Facts}
 */
function factsOf(row) {
  const text = (/** @type {string} */ cell) => row.querySelector(cell)?.textContent?.trim() ?? "";
  const time = (/** @type {string} */ cell) => row.querySelector(`${cell} time`)?.getAttribute("datetime") ?? "";
  const bar = row.querySelector("progress");
  return {
    title: text(".c-plan"),
    author: text(".c-author"),
    shelf: row.dataset.shelf ?? "",
    status: row.dataset.status ?? "",
    last: time(".c-last"),
    started: time(".c-started"),
    done: bar?.value ?? 0,
    total: bar?.max ?? 0,
    minutes: Number(row.querySelector(".c-span")?.getAttribute("data-minutes") ?? -1),
  };
}

/**
 * The rows of the other pages of the table, fetched once they are needed. Their links are made to hold here.
 * @param {string[]} pages
 * @returns {Promise<HTMLTableRowElement[]>}
 */
async function otherRows(pages) {
  const here = new URL(location.pathname, location.href).href;
  const rows = await Promise.all(
    pages
      .map((page) => new URL(page, location.href).href)
      .filter((url) => url !== here && url !== `${here}index.html`)
      .map(async (url) => {
        const answer = await fetch(url);
        if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const found = /** @type {HTMLTableRowElement[]} */ ([...page.querySelectorAll("table[data-plans] tr[data-shelf]")]);
        for (const link of found.flatMap((row) => [...row.querySelectorAll("a")])) {
          link.setAttribute("href", new URL(link.getAttribute("href") ?? "", url).href);
        }
        return found;
      }),
  );
  return rows.flat();
}

/**
 * Filters and sorts the table of plans by the form above it; the query string holds the choice.
 * @param {HTMLFormElement} form
 * @param {HTMLTableElement} table
 */
function filterPlans(form, table) {
  const groups = [...table.tBodies];
  const own = /** @type {HTMLTableRowElement[]} */ ([...table.querySelectorAll("tr[data-shelf]")]);
  const homes = own.map((row) => row.parentElement);
  const pages = form.dataset.pages?.split("|") ?? [];
  const found = form.querySelector(".found");
  const results = document.createElement("tbody");
  /** @type {Promise<HTMLTableRowElement[]> | undefined} */
  let others;
  let turn = 0;

  /** @param {Wanted} wanted */
  async function show(wanted) {
    const mine = ++turn;
    const idle = !queryOf(wanted);
    if (idle) {
      results.remove();
      own.forEach((row, at) => homes[at]?.append(row));
      for (const group of groups) group.hidden = false;
      if (found) found.textContent = "";
      return;
    }
    let note = "";
    /** @type {HTMLTableRowElement[]} */
    let rest = [];
    try {
      others ??= otherRows(pages);
      rest = await others;
    } catch {
      others = undefined;
      note = " on this page; the other pages could not be read from here";
    }
    if (mine !== turn) return;
    const rows = [...own, ...rest].map((row) => ({ row, facts: factsOf(row) })).filter(({ facts }) => matches(facts, wanted));
    rows.sort((a, b) => compare(a.facts, b.facts, wanted.sort));
    results.replaceChildren(...rows.map(({ row }) => row));
    for (const group of groups) group.hidden = true;
    table.append(results);
    if (found) found.textContent = `${rows.length} ${rows.length === 1 ? "plan" : "plans"}${note}`;
  }

  function read() {
    const data = new FormData(form);
    const of = (/** @type {string} */ name) => String(data.get(name) ?? "");
    return { q: of("q"), shelf: of("shelf"), status: of("status"), sort: of("sort") };
  }

  const asked = wantedOf(location.search);
  for (const [name, value] of Object.entries(asked)) {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) field.value = value;
  }
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => {
    const wanted = read();
    history.replaceState(null, "", location.pathname + queryOf(wanted) + location.hash);
    void show(wanted);
  });
  void show(read());
}

/**
 * The query of the search page that the form beside a register asks for.
 * @param {string} kind
 * @param {Record<string, string>} asked
 */
export function narrowQuery(kind, asked) {
  const value = (/** @type {string} */ text) => text.replaceAll('"', " ").trim();
  const filters = ["date", "state", "author", "plan"].flatMap((name) => {
    const text = value(asked[name] ?? "");
    return text ? [`${name}:${/\s/.test(text) ? `"${text}"` : text}`] : [];
  });
  return [`kind:${kind}`, ...filters, (asked["words"] ?? "").trim()].filter(Boolean).join(" ");
}

/**
 * Offers to combine filters of a register; the search page answers, over all its records.
 * @param {HTMLFormElement} form
 */
function narrowRegister(form) {
  const fold = form.closest("details");
  const column = document.querySelector(".fold-nav + .toc");
  const wide = matchMedia("(min-width: 54rem)");
  // Beside the list there is room for a fold of its own; on a phone one fold holds all that narrows.
  const place = () => {
    if (!fold) return;
    fold.hidden = !wide.matches && column !== null;
    fold.open = wide.matches;
    if (fold.hidden) column?.prepend(form);
    else fold.append(form);
  };
  wide.addEventListener("change", place);
  place();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const asked = /** @type {Record<string, string>} */ (Object.fromEntries(new FormData(form)));
    location.assign(`${form.action}?q=${encodeURIComponent(`${narrowQuery(form.dataset.narrow ?? "", asked)} `)}`);
  });
}

/**
 * The link to the very heading or record that it stands in, if the event is about one.
 * @param {Event} event
 */
function permalinkOf(event) {
  const link = event.target instanceof Element ? event.target.closest("main a[href^='#']") : null;
  if (!(link instanceof HTMLAnchorElement)) return undefined;
  return document.getElementById(decodeURIComponent(link.hash.slice(1)))?.contains(link) ? link : undefined;
}

/** Copies the address of a heading or record when its permalink is clicked, and says so. */
function copyPermalinks() {
  document.addEventListener("click", async (event) => {
    const link = permalinkOf(event);
    if (!link) return;
    try {
      await navigator.clipboard.writeText(link.href);
      link.classList.add("copied");
      setTimeout(() => link.classList.remove("copied"), 1500);
    } catch {
      // The link still works as a link.
    }
  });
}

/** Says on hover what need not stand in every page: what a time is, and that a permalink copies itself. */
function explainOnHover() {
  document.addEventListener("pointerover", (event) => {
    const time = event.target instanceof Element ? event.target.closest("main time") : null;
    if (time instanceof HTMLTimeElement && !time.title && !time.classList.contains("commit")) {
      const [day, clock] = time.dateTime.split("T");
      time.title = `${day}${clock ? ` ${clock.replace("Z", " UTC")}` : ", day only"}, as written in the plan`;
    }
    const link = permalinkOf(event);
    if (link && !link.dataset.said) {
      link.dataset.said = "yes";
      link.title = [link.title, "copies the link"].filter(Boolean).join("; ");
    }
  });
}

/** Shows the theme switch and lets it turn. */
function switchThemes() {
  const button = document.querySelector("[data-theme-switch]");
  if (!(button instanceof HTMLButtonElement)) return;
  /** @type {Theme} */
  let theme = "auto";
  try {
    const kept = localStorage.getItem("theme");
    theme = THEMES.find((known) => known === kept) ?? "auto";
  } catch {
    // No storage: the choice lasts for this page.
  }
  const apply = () => {
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    button.textContent = { auto: "Auto", light: "Light", dark: "Dark" }[theme];
    button.title = "Colours: as the system has them, light, or dark";
  };
  button.hidden = false;
  apply();
  button.addEventListener("click", () => {
    theme = nextTheme(theme);
    try {
      localStorage.setItem("theme", theme);
    } catch {
      // See above.
    }
    apply();
  });
}

/** Marks in the table of contents the section that is being read. */
function followReading() {
  const links = /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll(".plan .toc a[href^='#'], .guide .toc .l3 a")]);
  const sections = new Map(
    links.flatMap((link) => {
      const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      return target ? [[target, link]] : [];
    }),
  );
  if (!sections.size || !("IntersectionObserver" in window)) return;
  let queued = false;
  const mark = () => {
    queued = false;
    let current;
    for (const [target, link] of sections) {
      if (target.getBoundingClientRect().top > 120) break;
      current = link;
    }
    for (const link of links) {
      if (link === current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  addEventListener(
    "scroll",
    () => {
      if (queued) return;
      queued = true;
      requestAnimationFrame(mark);
    },
    { passive: true },
  );
  mark();
}

/**
 * A plan that grew too long for one page goes on on others: an old link to one of its records then names a page that
 * no longer holds it. Looks for it on the other pages.
 */
async function followMoved() {
  const pages = /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll(".toc .leaf > a:not([aria-current])")]);
  if (location.hash.length < 2 || !pages.length) return;
  try {
    const id = decodeURIComponent(location.hash.slice(1));
    if (document.getElementById(id)) return;
    for (const { href } of pages) {
      const page = new DOMParser().parseFromString(await (await fetch(href)).text(), "text/html");
      if (page.getElementById(id)) return location.replace(`${href}#${encodeURIComponent(id)}`);
    }
  } catch {
    // No such name, or a page opened as a file, which may not read another.
  }
}

/** Loads the search when it is wanted: when its box gets focus, on `/` or Ctrl-K, and on the search page. */
function offerSearch() {
  const form = document.querySelector("form[data-search]");
  const page = document.querySelector("[data-search-page]");
  if (page instanceof HTMLElement) void import("./search-page.js").then((search) => search.startPage(page));
  const input = (page ?? form)?.querySelector("input");
  if (!(form instanceof HTMLFormElement) || !input) return;
  form.addEventListener("focusin", () => void import("./search-ui.js").then((search) => search.startBox(form)), { once: true });
  document.addEventListener("keydown", (event) => {
    const typing = event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]");
    const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
    const control = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
    if (!slash && !control) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
}

if (typeof document !== "undefined") {
  offerSearch();
  switchThemes();
  copyPermalinks();
  explainOnHover();
  followReading();
  void followMoved();
  const narrow = document.querySelector("form[data-narrow]");
  if (narrow instanceof HTMLFormElement) narrowRegister(narrow);
  const form = document.querySelector("form[data-filters]");
  const table = document.querySelector("table[data-plans]");
  if (form instanceof HTMLFormElement && table instanceof HTMLTableElement) filterPlans(form, table);
}
