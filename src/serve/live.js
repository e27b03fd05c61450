// @ts-check
/**
 * Keeps an open page up to date while `execplan-site serve` runs. Never part of a published site.
 *
 * A change of style sheets is swapped in; any other reloads the page where it was scrolled to; a failed build
 * is shown over the page, which stays as it was.
 */

/**
 * @typedef {object} Stand
 * @property {number} generation counts the changes a reader has to see
 * @property {boolean} stylesOnly whether the last change was one of style sheets only
 * @property {string} assets version of the theme's files
 * @property {string | null} failure why the last build failed
 */

const SCROLL = "execplan-site live scroll";

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

function reload() {
  const { scrollX, scrollY } = window;
  sessionStorage.setItem(SCROLL, JSON.stringify({ path: location.pathname, x: scrollX, y: scrollY }));
  location.reload();
}

function restoreScroll() {
  const kept = JSON.parse(sessionStorage.getItem(SCROLL) ?? "null");
  sessionStorage.removeItem(SCROLL);
  if (kept?.path === location.pathname) window.scrollTo(kept.x, kept.y);
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
restoreScroll();

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
