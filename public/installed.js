// What an installed app needs beside its pages: the service worker and the offer of a new version, how to install,
// and the number on the app's icon. Nothing here is needed to read a page or send a form.

const HINT_KEY = "aftercare:install-hint";
const PUSH_KEY = "aftercare:push-carried-over";
const { serviceWorker } = navigator;

/** A bar across the page: a sentence, and buttons. */
function bar(id, text, ...buttons) {
  document.getElementById(id)?.remove();
  const element = document.createElement("div");
  element.id = id;
  element.className = "connection-bar offer-bar";
  element.setAttribute("role", "status");
  const sentence = document.createElement("span");
  sentence.textContent = text;
  element.append(sentence, ...buttons.map(([label, act]) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", act);
    return button;
  }));
  return element;
}

// ---- The service worker -------------------------------------------------------------------------

/** The new version waits until the person agrees: nobody's page is taken away while they type. */
function offer(worker) {
  document.body.prepend(bar("new-version", "There is a new version of this app.", ["Load it", () => {
    serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    worker.postMessage("take over");
  }]));
}

async function work() {
  const registration = await serviceWorker.register("/sw.js");
  // A worker that was installed while no other one was in charge is the first, not a new version.
  const offerIfNew = (worker) => { if (worker?.state === "installed" && serviceWorker.controller) offer(worker); };
  offerIfNew(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const worker = registration.installing;
    worker?.addEventListener("statechange", () => offerIfNew(worker));
  });
  document.addEventListener("visibilitychange", () => {
    // Without a network there is nothing new.
    if (!document.hidden) registration.update().catch(() => {});
  });
}

if (serviceWorker && isSecureContext) work().catch((error) => console.info("Pages are not kept for offline use:", error.message));

/** Messages to this browser are one person's: the server learns in whose session it is now. */
async function carryOver() {
  const { viewer } = document.body.dataset;
  // Whoever signs in now has another session.
  if (!viewer) sessionStorage.removeItem(PUSH_KEY);
  if (!viewer || window.Notification?.permission !== "granted" || sessionStorage.getItem(PUSH_KEY)) return;
  const registration = await serviceWorker.getRegistration();
  const subscription = await registration?.pushManager.getSubscription();
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ endpoint: subscription?.endpoint });
  const answer = subscription && (await fetch("/settings/push/here", { method: "POST", headers, body }));
  // Asked again with the next page.
  if (answer && !answer.ok) return;
  sessionStorage.setItem(PUSH_KEY, "yes");
}

if (serviceWorker && isSecureContext) carryOver().catch(() => {});

// ---- What another app shared with this one ------------------------------------------------------

/** As in `sw.js`, which keeps it. */
const SHARE = "/go/share";
const SHARED = "pages-shared";

/** The islands are awake, or it is clear that they stay asleep. */
function settled() {
  const { dataset } = document.documentElement;
  return new Promise((resolve) => {
    const look = () => { if (/^(awake|none|failed)$/.test(dataset.islands)) resolve(); };
    new MutationObserver(look).observe(document.documentElement, { attributeFilter: ["data-islands"] });
    look();
  });
}

/** Puts texts behind what a field has, and says so to whoever listens. */
function write(field, texts) {
  if (texts.length === 0) return;
  field.value = [field.value, ...texts].filter(Boolean).join("\n");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** The form takes what was shared: nothing that is there already is replaced, so that no draft is lost. */
async function take(form) {
  const cache = await caches.open(SHARED);
  const kept = await cache.match(SHARE);
  const wasSent = location.search === "?shared=1";
  // Loaded again, the page does not ask a second time.
  if (wasSent) history.replaceState(history.state, "", location.pathname);
  if (!kept) {
    if (wasSent) form.prepend(Object.assign(document.createElement("p"), {
      className: "draft-hint", role: "status", textContent: "What you shared was not kept while you signed in. Share it again, or add it here.",
    }));
    return;
  }
  // A draft comes back first: it does so only where nothing is written.
  await settled();
  const shared = await kept.formData();
  const { title, what_happens: what, files } = form.elements;
  const texts = (name) => shared.getAll(name).map((text) => text.trim()).filter(Boolean);
  // Many apps send the address within the text as well.
  const told = texts("text");
  told.push(...texts("url").filter((url) => !told.some((text) => text.includes(url))));
  const titles = texts("title");
  if (!title.value && titles[0]?.length <= title.maxLength) write(title, titles.splice(0, 1));
  write(what, [...titles, ...told]);
  const transfer = new DataTransfer();
  for (const file of [...files.files, ...shared.getAll("files")]) if (file.size > 0) transfer.items.add(file);
  files.files = transfer.files;
  files.dispatchEvent(new Event("change", { bubbles: true }));

  // A copy that was kept cannot be sent, and takes its files with it when somebody leaves: then they come again.
  const isCopy = () => document.documentElement.hasAttribute("data-kept-for");
  const forgetIt = () => cache.delete(SHARE);
  if (!isCopy()) return forgetIt();
  for (const name of ["title", "text", "url"]) shared.delete(name);
  document.addEventListener("aftercare:updated", () => isCopy() || forgetIt());
  return cache.put(SHARE, new Response(shared));
}

const reportForm = document.querySelector("form[data-report]");
if (reportForm && window.caches) take(reportForm).catch((error) => console.info("What was shared could not be taken:", error.message));

// ---- How to install -----------------------------------------------------------------------------

const isPhone = matchMedia("(max-width: 640px)").matches;
const isInstalled = matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;
const mayHint = () => isPhone && !isInstalled && document.body.dataset.viewer && localStorage.getItem(HINT_KEY) !== "no";
const never = ["Not again", () => {
  localStorage.setItem(HINT_KEY, "no");
  document.getElementById("install-hint")?.remove();
}];

/** At the end of the page: it comes late, and would move what somebody reads or is about to touch. */
const hint = (...said) => document.body.append(bar("install-hint", ...said, never));

addEventListener("beforeinstallprompt", (event) => {
  if (!mayHint()) return;
  event.preventDefault();
  hint("Keep this on your home screen: it opens at once, also without a network.", ["Install", () => {
    document.getElementById("install-hint")?.remove();
    event.prompt();
  }]);
});

// Safari on iOS has no such event, only its menu.
if (navigator.standalone === false && mayHint()) {
  hint("Keep this on your home screen: open the share menu, then “Add to Home Screen”.");
}

// ---- The number on the icon ---------------------------------------------------------------------

/** Tickets with a promise already missed, as the navigation counts them. */
function badge() {
  // A kept page knows only how it was then.
  if (document.documentElement.hasAttribute("data-kept-for")) return;
  const overdue = Number(document.querySelector("[data-overdue]")?.dataset.overdue ?? 0);
  const done = overdue > 0 ? navigator.setAppBadge?.(overdue) : navigator.clearAppBadge?.();
  // Not installed, or not allowed: nobody misses it.
  done?.catch(() => {});
}

badge();
document.addEventListener("aftercare:updated", badge);

// ---- Signing out --------------------------------------------------------------------------------

const FIELD_DATABASE = "aftercare-field-";
const ERASE_KEY = "aftercare:erase";

const asked = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

/** A person's drafts of pages that ask about them themselves. */
const draftsOf = (viewer) => Object.keys(localStorage).filter((key) => key.startsWith(`aftercare:draft:${viewer}:`));

/** What of the field workspace is on this device and nowhere else: changes that were not sent or about which somebody has to
 *  decide, and texts begun. */
async function onlyHere(name) {
  const known = (await indexedDB.databases?.()) ?? [];
  if (!known.some((one) => one.name === name)) return 0;
  const database = await asked(indexedDB.open(name));
  const all = (store) => asked(database.transaction(store).objectStore(store).getAll());
  const rows = (await all("outbox")).filter((row) => row.answer === null || /"answer":"refused"|"since":\[[^\]]/.test(row.answer));
  const drafts = await asked(database.transaction("drafts").objectStore("drafts").getAllKeys());
  database.close();
  // Against what a text was begun is no text.
  return rows.length + drafts.filter((key) => !key.startsWith("base-")).length;
}

// Before anybody else looks at the form: nothing that is only here goes unasked.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  const { viewer } = document.body.dataset;
  if (form.getAttribute("action") !== "/sign-out" || !viewer) return;
  if ("isAsked" in form.dataset) {
    delete form.dataset.isAsked;
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  const name = FIELD_DATABASE + viewer;
  const drafts = location.pathname === "/field" ? draftsOf(viewer).length : 0;
  const count = drafts + (await onlyHere(name).catch(() => 0));
  const texts = count === 1 ? "1 change or text" : `${count} changes and texts`;
  if (count > 0 && !confirm(`On this device only, and not sent: ${texts}. Signing out deletes that.`)) return;
  // Deleted once they are out: as long as the server has not been reached, they are still signed in.
  localStorage.setItem(ERASE_KEY, name);
  form.dataset.isAsked = "";
  form.requestSubmit(event.submitter);
}, true);

// Only the page to which signing out leads: whoever comes to sign in again, because the session has ended, has all there still.
const erased = localStorage.getItem(ERASE_KEY);
const isOut = location.pathname === "/sign-in" && location.search === "?out=1";
// Loaded again, it is a page like any other.
if (isOut) history.replaceState(history.state, "", location.pathname);
if (erased && isOut && !document.body.dataset.viewer) {
  localStorage.removeItem(ERASE_KEY);
  indexedDB.deleteDatabase(erased);
  for (const key of draftsOf(erased.slice(FIELD_DATABASE.length))) localStorage.removeItem(key);
} else if (erased && document.body.dataset.viewer) {
  // They stayed, or came back.
  localStorage.removeItem(ERASE_KEY);
}
