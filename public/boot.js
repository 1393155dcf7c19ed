// Wakes the islands of a page.
//
// The page names the two files to load on this script's own tag, because a module has no
// `document.currentScript`:
//
//   <script type="module" src="/pkg/boot.HASH.js"
//           data-glue="/pkg/aftercare.HASH.js" data-wasm="/pkg/aftercare.HASH.wasm"></script>
//
// A page without islands loads neither. `<html data-islands>` says how far things are:
// "none", "loading", "awake" or "failed". Forms and links work in each of these states.

const tag = document.querySelector("script[data-glue][data-wasm]");
const page = document.documentElement;
const woken = new WeakSet();
let leaving = false;
let loading = null;

// A load that is cut short by leaving the page is not a failure.
addEventListener("pagehide", () => { leaving = true; });
addEventListener("pageshow", () => { leaving = false; });

/** Loads glue and WASM once and answers with the module's exports. */
function load() {
  loading ??= import(tag.dataset.glue).then(async (glue) => {
    await glue.default({ module_or_path: tag.dataset.wasm });
    glue.hydrate();
    return glue;
  });
  return loading;
}

/** The islands in and below `root`, outer ones before those they contain. */
function islandsIn(root) {
  const found = [...root.querySelectorAll("leptos-island")];
  if (root instanceof Element && root.matches("leptos-island")) found.unshift(root);
  return found.filter((island) => !woken.has(island));
}

/**
 * Makes the island around the surrounding `<leptos-children>` the owner of the one that wakes
 * next, so that it sees its context. The callback is put there when the outer island wakes.
 */
function enterOwner(glue, island) {
  let around = island.parentElement?.closest("leptos-children");
  while (around && !around.$$on_hydrate) around = around.parentElement?.closest("leptos-children");
  if (around) around.$$on_hydrate();
  else glue.enter_root();
}

/** Wakes every sleeping island in and below `root`, in document order. */
async function wake(root = document) {
  if (islandsIn(root).length === 0) return;
  const glue = await load();
  // Asked for again: the page may have changed while the files were loading.
  for (const island of islandsIn(root)) {
    if (!island.isConnected || woken.has(island)) continue;
    const name = island.dataset.component;
    const start = glue[name];
    if (!start) throw new Error(`this page has an island "${name}" that the loaded code lacks`);
    woken.add(island);
    enterOwner(glue, island);
    await start(island);
  }
}

async function wakePage() {
  if (islandsIn(document).length === 0) {
    page.dataset.islands = "none";
    return;
  }
  page.dataset.islands = "loading";
  try {
    await wake();
    page.dataset.islands = "awake";
  } catch (error) {
    if (leaving) return;
    page.dataset.islands = "failed";
    console.error("The interactive parts of this page could not be started.", error);
  }
}

// For live updates: after a part of the page was replaced, `wake(part)` starts what is new in it.
window.aftercare = { wake };

wakePage();
