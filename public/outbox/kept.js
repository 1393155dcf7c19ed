// What a device keeps to work without a network: used by the page `/field` and by the service worker. A classic script,
// because workers import those; `send.js` follows it in the same file.
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

  let person = "";
  let database = null;
  let memory = null;
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

  /** Begins for one person. `isShared`: nothing is kept on this device. */
  async function begin(who, isShared) {
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
      const typed = keys.map((key, index) => [key, drafts[index]]);
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
   * Keeps operations (each a JSON object without its number). When the promise is fulfilled,
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

  /** A new id. */
  function uuid() {
    // UUID version 7: the time first, so that ids are in the order in which they were made.
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    const now = Date.now();
    for (let index = 0; index < 6; index += 1) bytes[index] = Math.floor(now / 2 ** (40 - 8 * index)) % 256;
    bytes[6] = (bytes[6] & 0x0f) | 0x70;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  }

  /** Sends a refused row once more under another id: its file is uploaded anew, and a decision is made by
   *  the version that was seen since. */
  async function again(seq, base) {
    await write(["outbox"], async (at) => {
      const row = await at("outbox").get(seq);
      if (!row) return;
      const { file, ...op } = JSON.parse(row.body);
      if ("base" in op && base > 0) op.base = base;
      await at("outbox").put(seq, { ...row, body: JSON.stringify({ ...op, id: uuid() }), answer: null });
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
  }

  async function forgetEngagement(at, engagement) {
    await at("engagements").delete(engagement);
    for (const store of ["checklists", "tickets"]) {
      const [keys, values] = [await at(store).keys(), await at(store).all()];
      for (const [index, key] of keys.entries()) if (values[index].engagement === engagement) await at(store).delete(key);
    }
  }

  const choices = async () => JSON.stringify(Object.entries(JSON.parse((await read(["meta"], (at) => at("meta").get("choices"))) ?? "{}")));

  const room = async () => {
    const { usage = 0, quota = 0 } = (await navigator.storage?.estimate?.()) ?? {};
    return JSON.stringify({ usage, quota, persisted: (await navigator.storage?.persisted?.()) ?? false });
  };

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

  /** Lets go of the database, which is about to be deleted: a page that is still open must not make it anew. */
  function leave() {
    memory = heap();
    person = "";
    database?.close();
    database = null;
  }

  /** Deletes all that is kept of a person. */
  const erase = (who) => {
    database?.close();
    database = null;
    return asked(indexedDB.deleteDatabase(PREFIX + who)).catch(() => {});
  };

  self.kept = {
    PREFIX, state, tell, set, read, write, forgetEngagement, begin, load, held, rows, changed, add, again, discard, draft, uuid, choose, choices,
    room, waiting, leave, erase,
    who: () => person,
    forgetWho: () => { person = ""; },
  };
})();
