// The database of one person on this device, or memory where the browser keeps nothing. A classic script, because the
// service worker imports it; `kept.js` and `send.js` follow it in the same file.
//
// One database per person, so that nobody sees or sends what somebody else did on the same device:
// - `engagements`, `checklists`, `tickets`: as they were pulled; texts, because only the app reads them
// - `outbox`: what was done here, ready to send; a row gets its answer and is deleted once a pull has brought it back
// - `files`: photos and files on their way; `drafts`: what is being typed
// - `meta`: the workspace, the device's id, the counters of operations and of rounds, which engagements are kept

(() => {
  const PREFIX = "aftercare-field-";
  const STORES = ["engagements", "checklists", "tickets", "outbox", "files", "drafts", "meta"];
  const VERSION = 1;

  let person = "";
  /** The promise of the open database. */
  let opening = null;
  let memory = null;
  /** Memory has everything that the database has: it takes its place when there is room again. */
  let hasAll = false;
  /** Work in memory is done one after the other, as transactions are. */
  let turn = Promise.resolve();
  let channel = null;

  const asked = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

  const dispatch = (detail) => self.dispatchEvent(new CustomEvent("outbox", { detail: JSON.stringify(detail) }));

  /** Says here and, for what is kept, in the other pages and the worker of the same person that something is different. */
  function tell(detail) {
    dispatch(detail);
    if (!detail.state && !memory) channel?.postMessage(detail);
  }

  function open(name) {
    const request = indexedDB.open(name, VERSION);
    request.onupgradeneeded = () => {
      for (const store of STORES) if (!request.result.objectStoreNames.contains(store)) request.result.createObjectStore(store);
    };
    return asked(request);
  }

  /** The database of whoever works here. Systems close it behind our back; signing out deletes it. */
  async function own() {
    if (!person) throw new DOMException("nobody works here", "InvalidStateError");
    opening ??= open(PREFIX + person).then((database) => {
      const forget = () => {
        database.close();
        opening = null;
      };
      database.onclose = forget;
      database.onversionchange = (event) => {
        forget();
        // Deleted: whoever worked here has signed out.
        if (event.newVersion === null) end();
      };
      return database;
    });
    return opening;
  }

  async function close() {
    const database = await opening?.catch(() => null);
    database?.close();
    opening = null;
  }

  /** Nobody works here any more. */
  async function stop() {
    person = "";
    channel?.close();
    channel = null;
    await close();
  }

  function end() {
    memory = null;
    stop();
    if (self.document) location.replace("/sign-in");
  }

  /** Runs `work` in one transaction; the database is opened anew when it was closed. */
  async function transact(mode, stores, work) {
    if (memory) {
      const heap = memory;
      const done = turn.then(() => work((store) => heap.store(store)));
      turn = done.catch(() => {});
      return done;
    }
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await once(await own(), mode, stores, work);
      } catch (error) {
        await close();
        if (attempt > 0 || !person || error?.name === "QuotaExceededError") throw error;
      }
    }
  }

  async function once(database, mode, stores, work) {
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
  }

  const read = (stores, work) => transact("readonly", stores, work);
  const write = (stores, work) => transact("readwrite", stores, work);

  /** The same interface without a database. */
  function heap() {
    const maps = new Map(STORES.map((name) => [name, new Map()]));
    const sorted = (map) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
    return {
      store: (name) => {
        const map = maps.get(name);
        return {
          get: async (key) => map.get(key),
          all: async () => sorted(map).map(([, value]) => value),
          keys: async () => sorted(map).map(([key]) => key),
          put: async (key, value) => { map.set(key, value); },
          delete: async (key) => { map.delete(key); },
        };
      },
    };
  }

  /** Begins for one person; true when what they do is kept. `isShared`: others use the device, nothing is kept on it. */
  async function begin(who, isShared) {
    await close();
    channel?.close();
    person = who;
    memory = isShared ? heap() : null;
    hasAll = false;
    if (isShared) return false;
    try {
      await write(["meta"], async (at) => {
        if (!(await at("meta").get("device"))) await at("meta").put("device", crypto.randomUUID());
      });
    } catch {
      memory = heap();
      return false;
    }
    channel = self.BroadcastChannel ? new BroadcastChannel(PREFIX + who) : null;
    if (channel) channel.onmessage = (event) => dispatch(event.data);
    return true;
  }

  /** Another person's copies are deleted; what they typed and have not sent stays for them. */
  async function forgetOthers() {
    for (const { name } of (await indexedDB.databases?.()) ?? []) {
      if (!name?.startsWith(PREFIX) || name === PREFIX + person) continue;
      const other = await open(name);
      const copies = ["engagements", "checklists", "tickets"];
      const transaction = other.transaction(copies, "readwrite");
      for (const store of copies) transaction.objectStore(store).clear();
      other.close();
    }
  }

  /** Goes on in memory with everything that can still be read. */
  async function leave() {
    const next = heap();
    try {
      await read(STORES, async (at) => {
        for (const store of STORES) {
          const [keys, values] = [await at(store).keys(), await at(store).all()];
          for (const [index, key] of keys.entries()) await next.store(store).put(key, values[index]);
        }
      });
      hasAll = true;
    } catch {
      hasAll = false;
    }
    memory = next;
  }

  /** Brings what is in memory back into the database, where that is possible again; true when it is there. */
  async function comeBack() {
    if (!memory) return true;
    const from = memory;
    const rows = await from.store("outbox").all();
    memory = null;
    try {
      await write(["outbox", "files", "drafts", "meta"], async (at) => {
        let seq = (await at("meta").get("seq")) ?? 0;
        // Rows that were dealt with in memory are dealt with.
        if (hasAll) for (const key of await at("outbox").keys()) await at("outbox").delete(key);
        for (const row of rows) {
          const isNew = hasAll ? row.seq : (seq += 1);
          const body = JSON.stringify({ ...JSON.parse(row.body), seq: isNew });
          await at("outbox").put(isNew, { ...row, seq: isNew, body });
          const file = await from.store("files").get(row.seq);
          if (file) await at("files").put(isNew, file);
          seq = Math.max(seq, isNew);
        }
        for (const key of await from.store("drafts").keys()) await at("drafts").put(key, await from.store("drafts").get(key));
        await at("meta").put("seq", seq);
      });
      return true;
    } catch {
      memory = from;
      return false;
    }
  }

  self.fieldStore = {
    PREFIX, tell, open, asked, read, write, begin, forgetOthers, leave, comeBack, stop,
    who: () => person,
    isMemory: () => memory !== null,
  };
})();
