// The service worker: pages that were looked at stay readable without a network, and the app opens from the home screen.
//
// The server fills in the two constants. What is kept, in caches of the browser:
// - `shell-BUILD`: the files of a build and the page that says "offline"
// - `pages-BUILD`: pages as they were last seen by one person; another person's first page deletes them, as does signing out
// It also shows push messages. The files of the build before are kept too, for pages that were opened with it. Live updates
// and the API are never touched; what is typed while offline is the drafts' business.

const BUILD = "{{build}}";
const FILES = "{{files}}";

// What waits to be sent, and how: the page `/field` runs the same script.
importScripts("{{outbox}}");

const OFFLINE = "/offline";
/** The workspace that works without a network: always kept, and shown from the cache at once. */
const FIELD = "/field";
/** How long the network may take before a kept page is shown instead, in milliseconds. */
const PATIENCE = 3000;
/** And one that nobody waits for. */
const LONG = 60_000;
/** And when the app is opened from the home screen, where the workspace can be shown instead. */
const START_PATIENCE = 800;
/** Pages kept of one person, the latest. */
const KEPT_MAX = 60;
/** The cache entry that says whose pages these are. */
const OWNER = "/pages-owner";
/** The cache entry that says that somebody has signed in since, and no page has said who. */
const UNSURE = "/pages-unsure";
const KEPT_AT = "x-kept-at";
/** Where the system sends what another app shares with this one (the manifest's `share_target`). */
const SHARE = "/go/share";
/** The cache of what was shared until the form takes it (`installed.js`). Like the pages, it goes when somebody comes or goes. */
const SHARED = "pages-shared";

/** Counts how often everything was forgotten. */
let turns = 0;

const shell = () => caches.open(`shell-${BUILD}`);
const pages = () => caches.open(`pages-${BUILD}`);

addEventListener("install", (event) => {
  event.waitUntil((async () => {
    // Made anew, so that it is the last of the shells also after going back to an earlier build.
    await caches.delete(`shell-${BUILD}`);
    await (await shell()).addAll([...FILES, OFFLINE]);
  })());
});

addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    await registration.navigationPreload?.enable();
    const before = await takeOver().catch(() => undefined);
    // Also for whoever has opened one page only before the network goes; and not a frame that names another build's files.
    await keepField(turns, PATIENCE).catch(() => {});
    const shells = (await caches.keys()).filter((name) => name.startsWith("shell-") && name !== `shell-${BUILD}`);
    // Pages that were opened with the build before, in charge until now, go on with its files.
    const old = before?.replace("pages", "shell") ?? shells.at(-1);
    const kept = new Set([SHARED, ...[`shell-${BUILD}`, old].flatMap((name) => [name, name?.replace("shell", "pages")])]);
    for (const name of await caches.keys()) if (!kept.has(name)) await caches.delete(name);
  })());
});

/** Whether everything that a page is made of is kept: in these files, or in any. */
async function hasFiles(text, files = caches) {
  const names = [...text.matchAll(/["'](\/pkg\/[^"'#?]+)/g)].map(([, name]) => name);
  return (await Promise.all(names.map((name) => files.match(name)))).every(Boolean);
}

/** The pages that the build before has kept are this build's too, until it has newer ones: somebody may be offline now. */
async function takeOver() {
  const isOther = (name) => name.startsWith("pages-") && name !== SHARED && name !== `pages-${BUILD}`;
  const before = (await caches.keys()).filter(isOther).at(-1);
  if (!before || (await currentOwner())) return before;
  const [from, to] = [await caches.open(before), await pages()];
  const files = await caches.open(before.replace("pages", "shell"));
  // Whose they are last: it says that all of them are there.
  const isOwner = (request) => new URL(request.url).pathname === OWNER;
  for (const request of (await from.keys()).sort((one, other) => isOwner(one) - isOwner(other))) {
    const page = await from.match(request);
    const isFrame = new URL(request.url).pathname === FIELD;
    // A frame of a build before that one: its files go.
    if (isFrame && !(await hasFiles(await page.clone().text(), files))) continue;
    await to.put(request, page);
  }
  return before;
}

// The page asks for this after the person agreed to load the new version.
addEventListener("message", (event) => {
  if (event.data === "take over") skipWaiting();
});

// Where a browser knows the declarative form itself, this is not even asked.
addEventListener("push", (event) => {
  const { title, ...options } = event.data?.json().notification ?? {};
  const data = { navigate: options.navigate ?? "/notifications" };
  event.waitUntil(registration.showNotification(title ?? "Something happened", {
    icon: "/icon-192.png", renotify: Boolean(options.tag), ...options, data,
  }));
});

// The page that shows the ticket already, or a new one: what somebody types elsewhere stays where it is.
addEventListener("notificationclick", (event) => {
  event.notification.close();
  const address = new URL(event.notification.data.navigate, location.origin);
  if (address.origin !== location.origin) return;
  event.waitUntil((async () => {
    const open = await clients.matchAll({ type: "window" });
    const there = open.find((one) => new URL(one.url).pathname === address.pathname);
    if (there) return there.focus();
    return clients.openWindow(address.href);
  })());
});

// The push service gave the browser another address: the server is told, in the name of whoever is signed in.
addEventListener("pushsubscriptionchange", (event) => {
  event.waitUntil((async () => {
    const options = event.oldSubscription?.options;
    const made = event.newSubscription ?? (options && await registration.pushManager.subscribe(options));
    if (!made) return;
    const body = JSON.stringify({ ...made.toJSON(), instead_of: event.oldSubscription?.endpoint });
    await fetch("/settings/push", { method: "POST", headers: { "content-type": "application/json" }, body });
  })());
});

// The browser has a network again: what was done without one is sent, also when no page is open.
addEventListener("sync", (event) => {
  if (event.tag === "outbox") event.waitUntil(outbox.wake());
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  // Whoever signs in or out: what is kept is not theirs any more.
  if (request.method === "POST" && url.pathname === "/sign-in") event.respondWith(signIn(request));
  if (request.method === "POST" && url.pathname === "/sign-out") event.respondWith(signOut(request));
  if (request.method === "POST" && url.pathname === SHARE) event.respondWith(share(request));
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(navigate(event, request));
  else if (request.headers.get("accept") === "text/html") event.respondWith(seen(event, request));
  else if (FILES.includes(url.pathname) || url.pathname.startsWith("/pkg/")) event.respondWith(file(request));
});

/** A file whose name changes with its content: the kept one is as good as any. */
async function file(request) {
  return (await caches.match(request)) ?? fetch(request);
}

/** A page: the network's, or after a while or without a network the kept one, or the page that says "offline". */
async function navigate(event, request) {
  const fresh = seen(event, request, event.preloadResponse);
  fresh.catch(() => {});
  if (new URL(request.url).pathname === FIELD) {
    // The frame is the same every time; the next visit has what is fetched meanwhile.
    const kept = await keptPage(new Request(FIELD));
    if (kept) return kept;
  }
  const isOpened = new URL(request.url).searchParams.get("source") === "installed";
  const patience = isOpened && (await startPage(request)) ? START_PATIENCE : PATIENCE;
  const late = new Promise((resolve) => { setTimeout(resolve, patience); });
  try {
    const first = await Promise.race([fresh, late]);
    // A proxy that cannot reach the server is no network either.
    if (first && ![502, 503, 504].includes(first.status)) return first;
    return (await keptPage(request)) ?? (await startPage(request)) ?? (await fresh);
  } catch {
    return (await keptPage(request)) ?? (await startPage(request)) ?? offline();
  }
}

/** Whoever opens the app without a network comes to what works without one. */
async function startPage(request) {
  if (new URL(request.url).pathname !== "/" || !(await keptPage(new Request(FIELD)))) return undefined;
  return Response.redirect(FIELD, 302);
}

/** The network's answer. A page that is looked at is kept, also one that a script asked for to bring it into another. */
function seen(event, request, preload) {
  const turn = turns;
  const answer = (async () => (await preload) ?? fetch(request))();
  const copied = answer.then((response) => (isPage(response) ? response.clone() : response));
  // At once: after the answer was given the event takes no more work.
  event.waitUntil(copied.then((copy) => keep(request, copy, turn)).catch(() => {}));
  return copied.then(() => answer);
}

function isPage(response) {
  return response.ok && !response.redirected && (response.headers.get("content-type") ?? "").startsWith("text/html");
}

/** Only who has reached the server is signed out. */
async function signOut(request) {
  try {
    const answer = await fetch(request);
    if (hasLedOn(answer)) await forget();
    return answer;
  } catch {
    return offline();
  }
}

/** Whoever signs in may be somebody else: the frame of the workspace is theirs only once a page has said so. */
async function signIn(request) {
  // Whatever becomes of what is kept: nobody is kept from signing in.
  await lapse().catch(() => {});
  let answer;
  try {
    answer = await fetch(request);
  } catch {
    return offline();
  }
  if (hasLedOn(answer)) {
    turns += 1;
    // Where there is no room for the mark, what is kept goes.
    await pages().then((cache) => cache.put(UNSURE, new Response(""))).catch(forget).catch(() => {});
  }
  return answer;
}

/** Whether the server did what was asked: it then leads to another page. */
const hasLedOn = (answer) => answer.type === "opaqueredirect" || answer.redirected;

/** Keeps a page of a signed-in person. The sign-in page means that nobody is signed in any more. */
async function keep(request, response, turn) {
  // What a person may see no longer is not kept any longer.
  if ([403, 404, 410].includes(response.status)) await (await pages()).delete(addressOf(request));
  if (!isPage(response)) return;
  const url = new URL(request.url);
  const text = await response.text();
  const owner = /<body[^>]* data-viewer="([^"]*)"/.exec(text)?.[1];
  const isOwners = (await currentOwner()) === owner;
  // Asked for before somebody came or went: it may be anybody's.
  if (turn !== turns && !isOwners) return;
  if (url.pathname === "/sign-in") await lapse();
  if (owner && !isOwners) await forget();
  else if (owner && turn === turns) await (await pages()).delete(UNSURE);
  // They said now that others use this device: what was kept before goes.
  if (owner && isOwners && /<body[^>]* data-shared/.test(text)) await forget();
  // The frame of a build that is still being fetched is of no use without a network.
  if (url.pathname === FIELD && !(await hasFiles(text))) return;
  if (!owner || (response.headers.get("cache-control") ?? "").includes("no-store")) return;
  const headers = new Headers(response.headers);
  for (const name of ["content-encoding", "content-length", "speculation-rules"]) headers.delete(name);
  headers.set(KEPT_AT, String(Date.now()));
  const cache = await pages();
  await cache.put(OWNER, new Response(owner));
  // Put anew, it is the last of the keys.
  await cache.delete(addressOf(request));
  // What was said once is not said again by the copy.
  const silent = text.replace(/(<div id="flash"[^>]*>)<p.*?<\/p>/s, "$1");
  await cache.put(addressOf(request), new Response(silent, { headers }));
  const stays = (one) => [OWNER, UNSURE, FIELD].includes(new URL(one.url).pathname);
  const addresses = (await cache.keys()).filter((one) => !stays(one));
  for (const old of addresses.slice(0, -KEPT_MAX)) await cache.delete(old);
  if (url.pathname !== FIELD) await keepField(turn);
}

/** The frame of the workspace is kept without having been opened. */
async function keepField(turn, patience = LONG) {
  const known = await (await pages()).match(FIELD);
  if (known && (await hasFiles(await known.text(), await shell()))) return;
  const asked = new Request(new URL(FIELD, location.origin), { headers: { accept: "text/html" } });
  await keep(asked, await fetch(asked, { signal: AbortSignal.timeout(patience) }), turn);
}

/** What was shared is kept for the form that takes it. Where nobody's pages are kept, the server answers, which keeps no files. */
async function share(request) {
  if (isForeign(request)) return new Response("Another site asked for this. Nothing was taken over.", { status: 403 });
  const address = (await currentOwner()) && (await formAddress());
  if (!address || isHidden(request)) return fetch(request);
  const form = await request.formData();
  const cache = await caches.open(SHARED);
  // Shared twice before the form was opened: both are taken.
  const before = await (await cache.match(SHARE))?.formData();
  for (const [name, value] of before ?? []) form.append(name, value);
  await cache.put(SHARE, new Response(form));
  return Response.redirect(`${address}?shared=1`, 303);
}

/** Whether a page of another site sends it. The system names no page, at most an app. */
function isForeign({ referrer, headers }) {
  const isElsewhere = (address) => /^https?:/.test(address) && new URL(address).origin !== location.origin;
  return isElsewhere(referrer) || isElsewhere(headers.get("origin") ?? "");
}

/** Whether the page that sends it, if one does, says not where it is: the server is told (`csrf.rs`). */
const isHidden = ({ referrer, referrerPolicy }) => !referrer && /^(no-referrer|same-origin)$/.test(referrerPolicy);

/** Where this person reports an issue: any of their pages says which side they are on. */
async function formAddress() {
  const cache = await pages();
  for (const { url } of await cache.keys()) {
    const side = /<body[^>]* data-side="(staff|client)"/.exec(await (await cache.match(url)).text())?.[1];
    if (side) return side === "staff" ? "/tickets/new" : "/report";
  }
  return undefined;
}

/** The form is the same page, whether it was opened to take what was shared or not. */
const addressOf = (request) => request.url.replace(/\?shared=1$/, "");

async function currentOwner() {
  return (await (await pages()).match(OWNER))?.text();
}

/** A session has ended: pages go, but not the frame of the workspace, in which work waits that nobody has sent yet. */
async function lapse() {
  turns += 1;
  const cache = await pages();
  for (const request of await cache.keys()) {
    if (![OWNER, UNSURE, FIELD].includes(new URL(request.url).pathname)) await cache.delete(request);
  }
  await caches.delete(SHARED);
}

async function forget() {
  turns += 1;
  for (const name of await caches.keys()) if (name.startsWith("pages-")) await caches.delete(name);
}

/** The page as it was, marked with its age in milliseconds, so that clocks and the bar can say so. */
async function keptPage(request) {
  const cache = await pages();
  const page = await cache.match(addressOf(request));
  if (!page || (await cache.match(UNSURE))) return undefined;
  const age = Math.min(Math.max(Date.now() - Number(page.headers.get(KEPT_AT)), 1), 4e9);
  const text = await page.text();
  return new Response(text.replace("<html ", `<html data-kept-for="${age}" `), { headers: page.headers });
}

/** The page that says "offline", with the pages that can be read. */
async function offline() {
  const page = await (await shell()).match(OFFLINE);
  if (!page) return Response.error();
  const rows = [];
  const cache = await pages();
  const isUnsure = await cache.match(UNSURE);
  for (const { url } of isUnsure ? [] : (await cache.keys()).reverse()) {
    const { pathname, search } = new URL(url);
    if (pathname === OWNER) continue;
    const title = /<title>([^<]*)<\/title>/.exec(await (await cache.match(url)).text())?.[1].replace(/ · [^·]*$/, "");
    const address = (pathname + search).replaceAll("&", "&amp;").replaceAll('"', "&quot;");
    rows.push(`<li><a href="${address}">${title ?? address}</a></li>`);
  }
  let text = await page.text();
  if (rows.length > 0) text = text.replace(/(id="kept-pages"[^>]*) hidden(="")?/, "$1").replace("<ul></ul>", () => `<ul>${rows.join("")}</ul>`);
  return new Response(text, { headers: page.headers, status: 503 });
}
