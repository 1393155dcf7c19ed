// What a device keeps to work without a network, and how it gets to the server: used by the page `/field` and by the
// service worker, which can send what waits without starting the app. A classic script, because workers import those.
//
// One database per person, so that nobody sees or sends what somebody else did on the same device:
// - `engagements`, `checklists`, `tickets`: as they were pulled; texts, because only the app reads them
// - `outbox`: what was done here, ready to send; a row gets its answer and is deleted once a pull has brought it back
// - `files`: photos and files on their way; `drafts`: what is being typed; `meta`: the workspace, the device's id, its counter
// Where the browser keeps nothing (storage denied, a shared device) the same is held in memory, and the page says so.

(() => {
  const PREFIX = "aftercare-field-";
  const STORES = ["engagements", "checklists", "tickets", "outbox", "files", "drafts", "meta"];
  const VERSION = 1;
  const AT_ONCE = 500;
  const FIRST_WAIT = 2000;
  const LONGEST_WAIT = 300_000;

  let person = "";
  let database = null;
  let memory = null;
  let failures = 0;
  let retry = 0;
  let small = 0;
  /** What the page shows of the way to the server. */
  const state = { sending: false, offline: false, problem: "", mode: "kept", at: 0 };

  const tell = (detail) => self.dispatchEvent(new CustomEvent("outbox", { detail: JSON.stringify(detail) }));
  const set = (changes) => {
    Object.assign(state, changes);
    tell({ state: true });
  };

  // ---- The database -----------------------------------------------------------------------------

  const asked = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

  function open(name) {
    const request = indexedDB.open(name, VERSION);
    request.onupgradeneeded = () => {
      for (const store of STORES) if (!request.result.objectStoreNames.contains(store)) request.result.createObjectStore(store);
    };
    return asked(request);
  }

  /** Runs `work` in one transaction; the database is opened anew when the system has closed it behind our back. */
  async function transact(mode, stores, work) {
    if (memory) return work((store) => memory.store(store));
    for (let attempt = 0; ; attempt += 1) {
      try {
        database ??= await open(PREFIX + person);
        database.onversionchange = database.onclose = () => { database?.close(); database = null; };
        const transaction = database.transaction(stores, mode, { durability: "strict" });
        const done = new Promise((resolve, reject) => {
          transaction.oncomplete = resolve;
          transaction.onabort = () => reject(transaction.error ?? new DOMException("aborted", "AbortError"));
        });
        done.catch(() => {});
        const result = await work((store) => {
          const real = transaction.objectStore(store);
          return {
            get: (key) => asked(real.get(key)),
            all: () => asked(real.getAll()),
            keys: () => asked(real.getAllKeys()),
            put: (key, value) => asked(real.put(value, key)),
            delete: (key) => asked(real.delete(key)),
          };
        });
        await done;
        return result;
      } catch (error) {
        database?.close();
        database = null;
        if (attempt > 0 || error?.name === "QuotaExceededError") throw error;
      }
    }
  }

  const read = (stores, work) => transact("readonly", stores, work);
  const write = (stores, work) => transact("readwrite", stores, work);

  /** The same interface without a database. */
  function heap() {
    const maps = new Map(STORES.map((name) => [name, new Map()]));
    return {
      store: (name) => {
        const map = maps.get(name);
        return {
          get: async (key) => map.get(key),
          all: async () => [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value),
          keys: async () => [...map.keys()].sort((a, b) => (a < b ? -1 : 1)),
          put: async (key, value) => { map.set(key, value); },
          delete: async (key) => { map.delete(key); },
        };
      },
    };
  }

  /** When the page looks for news by itself, in milliseconds. */
  const LOOK_EVERY = 20_000;

  /** In a page: whenever there may be a way to the server again, or somebody looks. */
  function watch() {
    if (!self.document) return;
    addEventListener("online", sync);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) sync(); });
    setInterval(() => { if (!document.hidden && !state.offline) sync(); }, LOOK_EVERY);
  }

  /** Begins for one person. `isShared`: nothing is kept on this device. */
  async function begin(who, isShared) {
    if (!person) watch();
    person = who;
    database = null;
    memory = isShared ? heap() : null;
    if (isShared) return set({ mode: "shared" });
    try {
      await write(["meta"], async (at) => {
        if (!(await at("meta").get("device"))) await at("meta").put("device", crypto.randomUUID());
      });
      await forgetOthers();
      set({ mode: "kept" });
    } catch {
      memory = heap();
      set({ mode: "denied" });
    }
  }

  /** Another person's copies are deleted; what they have not sent yet stays for them. */
  async function forgetOthers() {
    for (const { name } of (await indexedDB.databases?.()) ?? []) {
      if (!name?.startsWith(PREFIX) || name === PREFIX + person) continue;
      const other = await open(name);
      const copies = ["engagements", "checklists", "tickets", "drafts"];
      const transaction = other.transaction(copies, "readwrite");
      for (const store of copies) transaction.objectStore(store).clear();
      other.close();
    }
  }

  // ---- What the app asks for --------------------------------------------------------------------

  /** Everything that is kept, as one text. */
  async function load() {
    return read(STORES, async (at) => {
      const [engagements, checklists, tickets, rows, drafts, keys] = [
        await at("engagements").all(), await at("checklists").all(), await at("tickets").all(),
        await at("outbox").all(), await at("drafts").all(), await at("drafts").keys(),
      ];
      const workspace = (await at("meta").get("workspace")) ?? "null";
      const list = (texts) => `[${texts.join()}]`;
      const typed = Object.fromEntries(keys.map((key, index) => [key, drafts[index]]));
      return `{"workspace":${workspace},"engagements":${JSON.stringify(engagements)},`
        + `"checklists":${list(checklists.map((one) => one.text))},"tickets":${list(tickets.map((one) => one.text))},`
        + `"rows":${list(rows.map(shown))},"drafts":${JSON.stringify(typed)}}`;
    });
  }

  /** The workspace and which engagements are kept, without what they hold. */
  const held = () => read(["meta", "engagements"], async (at) => `{"workspace":${(await at("meta").get("workspace")) ?? "null"},`
    + `"engagements":${JSON.stringify(await at("engagements").all())}}`);

  /** A row as the app reads it. */
  const shown = (row) => `{"seq":${row.seq},"engagement":${JSON.stringify(row.engagement)},"op":${row.body},`
    + `"answer":${row.answer ?? "null"},"file":${JSON.stringify(row.fileName ?? null)}}`;

  const rows = async () => `[${(await read(["outbox"], (at) => at("outbox").all())).map(shown).join()}]`;

  const changed = async (checklists, tickets) => read(["checklists", "tickets"], async (at) => {
    const texts = async (store, ids) => {
      const found = [];
      for (const id of ids) found.push(await at(store).get(id));
      return found.filter(Boolean).map((one) => one.text).join();
    };
    return `{"checklists":[${await texts("checklists", checklists)}],"tickets":[${await texts("tickets", tickets)}]}`;
  });

  /**
   * Keeps operations (each a JSON object without its number) and begins to send them. When the promise is fulfilled,
   * they survive whatever happens to the page; those that are made together are kept together.
   */
  async function add(engagement, bodies, file) {
    const put = () => write(["outbox", "files", "meta"], async (at) => {
      let seq = (await at("meta").get("seq")) ?? 0;
      for (const body of bodies) {
        seq += 1;
        const row = { seq, engagement, body: `{"seq":${seq},${body.slice(1)}`, answer: null };
        if (file) {
          row.fileName = file.name;
          await at("files").put(seq, file);
        }
        await at("outbox").put(seq, row);
      }
      await at("meta").put("seq", seq);
    });
    try {
      await put();
    } catch (error) {
      // Full: it is sent from memory at once, and the person is told that it must not be closed before.
      if (memory) throw error;
      await moveToMemory();
      set({ mode: error?.name === "QuotaExceededError" ? "full" : "denied" });
      await put();
    }
    tell({ rows: true });
    if (!memory) navigator.storage?.persist?.().catch(() => {});
    sync();
  }

  /** Takes everything along that can still be read. */
  async function moveToMemory() {
    const next = heap();
    try {
      await read(STORES, async (at) => {
        for (const store of STORES) {
          const [keys, values] = [await at(store).keys(), await at(store).all()];
          for (const [index, key] of keys.entries()) await next.store(store).put(key, values[index]);
        }
      });
    } catch { /* What cannot be read is not there. */ }
    memory = next;
  }

  /** Takes a row back: one that was refused, or has not been sent. */
  async function discard(seq) {
    await write(["outbox", "files"], async (at) => {
      await at("outbox").delete(seq);
      await at("files").delete(seq);
    });
    tell({ rows: true });
  }

  async function draft(key, text) {
    await write(["drafts"], async (at) => (text ? at("drafts").put(key, text) : at("drafts").delete(key)));
  }

  /** Which engagements this device keeps besides the person's own, and which of those not. */
  async function choose(engagement, isKept) {
    await write(["meta", "engagements", "checklists", "tickets"], async (at) => {
      const choices = JSON.parse((await at("meta").get("choices")) ?? "{}");
      choices[engagement] = isKept;
      await at("meta").put("choices", JSON.stringify(choices));
      if (!isKept) await forgetEngagement(at, engagement);
    });
    tell({ all: true });
    sync();
  }

  async function forgetEngagement(at, engagement) {
    await at("engagements").delete(engagement);
    for (const store of ["checklists", "tickets"]) {
      const [keys, values] = [await at(store).keys(), await at(store).all()];
      for (const [index, key] of keys.entries()) if (values[index].engagement === engagement) await at(store).delete(key);
    }
  }

  const choices = async () => (await read(["meta"], (at) => at("meta").get("choices"))) ?? "{}";

  const room = async () => {
    const { usage = 0, quota = 0 } = (await navigator.storage?.estimate?.()) ?? {};
    return JSON.stringify({ usage, quota, persisted: (await navigator.storage?.persisted?.()) ?? false });
  };

  // ---- To the server and back -------------------------------------------------------------------

  class Stop extends Error {}

  /** One answer of the server; throws what decides whether it is tried again. */
  async function ask(path, options = {}) {
    const response = await fetch(path, { ...options, headers: { accept: "application/json", ...options.headers }, cache: "no-store" });
    // Something between here and the server answers for it.
    const isOurs = (response.headers.get("content-type") ?? "").startsWith("application/json");
    if (response.status === 401) throw new Stop("sign in");
    if (response.status >= 500 || response.status === 429 || (response.ok && !isOurs)) throw new TypeError(`answered ${response.status}`);
    return response;
  }

  /** Sends what waits, then reads what is new. One at a time over all pages and the worker. */
  async function sync() {
    clearTimeout(retry);
    if (!person) return;
    const work = async () => {
      set({ sending: true });
      try {
        await drain();
        await pull();
        failures = 0;
        set({ sending: false, offline: false, problem: "", at: Date.now() });
      } catch (error) {
        if (error instanceof Stop) return set({ sending: false, offline: false, problem: error.message });
        failures += 1;
        set({ sending: false, offline: true });
        // Where the browser can, it wakes the worker once there is a network, also when this page is closed.
        navigator.serviceWorker?.ready.then((worker) => worker.sync?.register("outbox")).catch(() => {});
        const wait = Math.min(FIRST_WAIT * 2 ** (failures - 1), LONGEST_WAIT) * (0.5 + Math.random() / 2);
        retry = setTimeout(sync, wait);
      }
      // Something was added while the last round was on its way.
      if (!state.offline && !state.problem && (await waiting(person)) > 0) setTimeout(sync, 0);
    };
    if (!navigator.locks) return work();
    // Whoever holds the lock reads the outbox again before it ends; a second one in line is enough.
    const { pending = [] } = await navigator.locks.query();
    if (pending.some((lock) => lock.name === PREFIX + person)) return undefined;
    return navigator.locks.request(PREFIX + person, work);
  }

  async function drain() {
    for (;;) {
      const open = (await read(["outbox"], (at) => at("outbox").all())).filter((row) => row.answer === null);
      const batch = open.slice(0, small || AT_ONCE);
      if (batch.length === 0) return;
      for (const row of batch) if (row.fileName && !(await upload(row))) return drain();
      const client = (await read(["meta"], (at) => at("meta").get("device"))) ?? "memory";
      const body = `{"v":${VERSION},"client_id":${JSON.stringify(client)},"person":${JSON.stringify(person)},"ops":[${batch.map((row) => row.body).join()}]}`;
      const response = await ask("/api/v1/sync/push", { method: "POST", headers: { "content-type": "application/json" }, body });
      if (response.status === 413 && batch.length > 1) {
        small = Math.ceil(batch.length / 2);
        continue;
      }
      if (!response.ok) throw new Stop((await response.json()).problem ?? `The server answered ${response.status}.`);
      const { answers } = await response.json();
      await settle(answers);
      // An answer that says nothing of what was sent would be asked for for ever.
      if (!answers.some(({ seq }) => batch.some((row) => row.seq === seq))) throw new TypeError("nothing was answered");
    }
  }

  async function settle(answers) {
    const at = Date.now();
    await write(["outbox", "files"], async (store) => {
      for (const { seq, ...answer } of answers) {
        const row = await store("outbox").get(seq);
        if (!row) continue;
        await store("outbox").put(seq, { ...row, answer: JSON.stringify(answer), answeredAt: at });
        if (answer.answer !== "refused") await store("files").delete(seq);
      }
    });
    tell({ rows: true });
  }

  /** Sends a row's file first; the operation then names it. False when the server does not take the file. */
  async function upload(row) {
    const file = await read(["files"], (at) => at("files").get(row.seq));
    const op = JSON.parse(row.body);
    if (op.file || !file) return true;
    const form = new FormData();
    form.append("file", file, row.fileName);
    const response = await ask(`/api/v1/sync/files?checklist=${encodeURIComponent(op.checklist)}`, { method: "POST", body: form });
    const answer = await response.json();
    if (!response.ok) {
      const problems = answer.problems ?? [{ field: "files", message: answer.problem ?? "The server does not take this file." }];
      await settle([{ seq: row.seq, answer: "refused", problems }]);
      return false;
    }
    row.body = JSON.stringify({ ...op, file: answer });
    await write(["outbox"], (at) => at("outbox").put(row.seq, row));
    return true;
  }

  async function pull() {
    const began = Date.now();
    const text = await (await ask("/api/v1/sync/workspace")).text();
    const workspace = JSON.parse(text);
    if (workspace.me.id !== person) throw new Stop("sign in");
    const [before, chosen] = await read(["meta", "engagements"], async (at) => [
      await at("engagements").all(), JSON.parse((await at("meta").get("choices")) ?? "{}"),
    ]);
    const kept = workspace.engagements.filter((one) => chosen[one.id] ?? one.is_own);
    const gone = before.filter((one) => !kept.some((other) => other.id === one.id));
    await write(["meta", "engagements", "checklists", "tickets", "outbox"], async (at) => {
      await at("meta").put("workspace", text);
      for (const one of gone) await forgetEngagement(at, one.id);
      // Nothing brings these back any more.
      for (const row of await at("outbox").all()) {
        const isKept = kept.some((one) => one.id === row.engagement);
        if (!isKept && row.answer && !mustStay(row)) await at("outbox").delete(row.seq);
      }
    });
    tell({ workspace: true });
    for (const { id } of kept) {
      const cursor = before.find((one) => one.id === id)?.cursor;
      const since = cursor ? `&since=${encodeURIComponent(cursor)}` : "";
      const response = await ask(`/api/v1/sync/pull?engagement=${encodeURIComponent(id)}${since}`);
      if (response.ok) await apply(id, await response.json(), began);
    }
    if (gone.length > 0) tell({ all: true });
  }

  /** What somebody has to decide about: refused, or a decision that came second. */
  function mustStay(row) {
    const answer = JSON.parse(row.answer);
    return answer.answer === "refused" || answer.since?.length > 0;
  }

  /** Writes what changed; what was answered before this pull began is in it, so its rows go. */
  async function apply(id, pulled, began) {
    const lists = pulled.checklists.map((one) => one.plan.id);
    const tickets = pulled.tickets.map((one) => one.key);
    await write(["engagements", "checklists", "tickets", "outbox", "files"], async (at) => {
      const { cursor, open, kept } = pulled;
      await at("engagements").put(id, { id, cursor, open, kept, pulledAt: Date.now() });
      for (const one of pulled.checklists) await at("checklists").put(one.plan.id, { engagement: id, text: JSON.stringify(one) });
      for (const one of pulled.tickets) await at("tickets").put(one.key, { engagement: id, text: JSON.stringify(one) });
      for (const [store, keep] of [["checklists", kept], ["tickets", open]]) {
        const [keys, values] = [await at(store).keys(), await at(store).all()];
        for (const [index, key] of keys.entries()) {
          if (values[index].engagement === id && !keep.includes(key)) await at(store).delete(key);
        }
      }
      for (const row of await at("outbox").all()) {
        if (row.engagement !== id || row.answer === null || row.answeredAt >= began) continue;
        if (!mustStay(row)) await at("outbox").delete(row.seq);
      }
    });
    tell({ engagement: id, checklists: lists, tickets });
  }

  /** How many changes of a person wait to be sent. */
  async function waiting(who) {
    if (memory && who === person) return (await memory.store("outbox").all()).filter((row) => row.answer === null).length;
    const known = (await indexedDB.databases?.()) ?? [{ name: PREFIX + who }];
    if (!known.some(({ name }) => name === PREFIX + who)) return 0;
    const own = await open(PREFIX + who);
    const all = await asked(own.transaction("outbox").objectStore("outbox").getAll());
    own.close();
    return all.filter((row) => row.answer === null).length;
  }

  /** Deletes all that is kept of a person. */
  const erase = (who) => {
    database?.close();
    database = null;
    return asked(indexedDB.deleteDatabase(PREFIX + who)).catch(() => {});
  };

  const LONGEST_SIDE = 2000;

  /** A photo as small as it can be and still be read; other files, and what cannot be drawn, stay as they are. */
  async function shrink(file) {
    if (!file.type.startsWith("image/") || !self.createImageBitmap) return file;
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
      if (scale === 1 && file.size < 1_000_000) return file;
      const canvas = new OffscreenCanvas(Math.round(picture.width * scale), Math.round(picture.height * scale));
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.82 });
      return blob.size < file.size ? new File([blob], file.name.replace(/\.\w+$/, ".jpg"), { type: "image/jpeg" }) : file;
    } catch {
      return file;
    }
  }

  self.outbox = {
    begin, load, held, rows, changed, add, discard, draft, choose, choices, room, sync, waiting, erase, shrink,
    state: () => JSON.stringify(state),
    uuid: () => {
      // UUID version 7: the time first, so that ids are in the order in which they were made.
      const bytes = crypto.getRandomValues(new Uint8Array(16));
      const now = Date.now();
      for (let index = 0; index < 6; index += 1) bytes[index] = Math.floor(now / 2 ** (40 - 8 * index)) % 256;
      bytes[6] = (bytes[6] & 0x0f) | 0x70;
      bytes[8] = (bytes[8] & 0x3f) | 0x80;
      const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
      return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
    },
    /** Sends what waits of whoever has something waiting; for the service worker. */
    wake: async () => {
      if (person) return sync();
      for (const { name } of (await indexedDB.databases?.()) ?? []) {
        const who = name?.startsWith(PREFIX) ? name.slice(PREFIX.length) : "";
        if (!who || (await waiting(who)) === 0) continue;
        await begin(who, false);
        await sync();
        person = "";
      }
      return undefined;
    },
  };
})();
