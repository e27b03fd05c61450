// @ts-check
/**
 * Keeps an open page up to date while `execplan-site serve` runs. Never part of a published site.
 *
 * A change of style sheets is swapped in; any other reloads the page where it was scrolled to, with what had the focus
 * and what was unfolded; a failed build is shown over the page, which stays as it was.
 */

/**
 * @typedef {object} Stand
 * @property {number} generation counts the changes a reader has to see
 * @property {boolean} stylesOnly whether the last change was one of style sheets only
 * @property {string} assets version of the theme's files
 * @property {string | null} failure why the last build failed
 */

/**
 * @typedef {object} Focused the element that has the focus, by what stays when the text around it changes
 * @property {string} name
 * @property {string} id
 * @property {string | null} href
 * @property {number} index among the elements of its name
 * @property {string | null} value what was typed into it
 */

const KEPT = "execplan-site live";

/** The generation this page was rendered from. */
let generation = Number(new URL(import.meta.url).search.slice(1));

/**
 * Puts the new style sheets in place of the old ones once they are loaded, so that nothing flashes.
 * @param {string} version
 */
function swapStyles(version) {
  for (const link of document.querySelectorAll('link[rel="stylesheet"]')) {
    const href = link.getAttribute("href") ?? "";
    const changed = href.replace(/assets\/[^/]+\//, `assets/${version}/`);
    if (changed === href) continue;
    const next = /** @type {HTMLLinkElement} */ (link.cloneNode());
    next.href = changed;
    next.addEventListener("load", () => link.remove());
    link.after(next);
  }
}

/** @returns {Focused | null} */
function focused() {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const name = element.localName;
  const index = [...document.querySelectorAll(name)].indexOf(element);
  return { name, id: element.id, href: element.getAttribute("href"), index, value: element instanceof HTMLInputElement ? element.value : null };
}

/** @param {Focused} was */
function focusAgain(was) {
  const alike = [...document.querySelectorAll(was.name)].filter((element) => element.getAttribute("href") === was.href);
  const at = [...document.querySelectorAll(was.name)][was.index];
  const element = (was.id && document.getElementById(was.id)) || (at && alike.includes(at) ? at : alike[0]);
  if (!(element instanceof HTMLElement)) return;
  if (element instanceof HTMLInputElement && was.value !== null) element.value = was.value;
  element.focus({ preventScroll: true });
}

/** Where the reader is, for the page that comes next. */
function keep() {
  const folds = [...document.querySelectorAll("details")].map((fold) => fold.open);
  const kept = { path: location.pathname, x: window.scrollX, y: window.scrollY, focused: focused(), folds };
  sessionStorage.setItem(KEPT, JSON.stringify(kept));
}

function reload() {
  // The page stays until the next one answers, and its reader goes on reading: what counts is where they are at the end.
  window.addEventListener("pagehide", keep);
  location.reload();
}

/** Puts the reader back where they were. */
function restore() {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  sessionStorage.removeItem(KEPT);
  if (kept?.path !== location.pathname) return;
  const folds = [...document.querySelectorAll("details")];
  if (folds.length === kept.folds.length) folds.forEach((fold, index) => (fold.open = kept.folds[index]));
  if (kept.focused) focusAgain(kept.focused);
  // At once, and not as links do, which glide.
  window.scrollTo({ left: kept.x, top: kept.y, behavior: "instant" });
}

/** @param {string | null} failure */
function showFailure(failure) {
  document.getElementById("execplan-live")?.remove();
  if (failure === null) return;
  const box = document.createElement("section");
  box.id = "execplan-live";
  box.setAttribute("role", "alert");
  const title = document.createElement("h2");
  title.textContent = "The last build failed; this is the site before it";
  const words = document.createElement("pre");
  words.textContent = failure;
  box.append(title, words);
  document.body.append(box);
}

const style = document.createElement("link");
style.rel = "stylesheet";
style.href = "/__live.css";
document.head.append(style);
restore();

new EventSource("/__live").addEventListener("stand", (event) => {
  /** @type {Stand} */
  const stand = JSON.parse(event.data);
  showFailure(stand.failure);
  if (stand.generation === generation) return;
  // One step behind, and that step was one of style sheets: swap. Anything else needs the whole page.
  if (stand.stylesOnly && stand.generation === generation + 1) {
    generation = stand.generation;
    swapStyles(stand.assets);
  } else {
    reload();
  }
});
