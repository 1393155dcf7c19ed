// The database of one person on this device, or memory where the browser keeps nothing. A classic script, because the
// service worker imports it; `kept.js`, `pull.js` and `send.js` follow it in the same file.
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
  /** The rows of the outbox, and the drafts, that memory has from the database, as they were there. */
  let taken = nothing();
  /** The way into memory, while it lasts. */
  let leaving = null;
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
    memory = null;
    await close();
  }

  function end() {
    memory = null;
    stop();
    if (self.document) location.replace("/sign-in");
  }

  /** Runs `work` in one transaction, or in memory, one piece of work after the other. */
  async function transact(mode, stores, work) {
    if (!memory) return inDatabase(mode, stores, work);
    // When its turn comes, everything may be back in the database.
    return inTurn(() => {
      const heap = memory;
      return heap ? work((store) => heap.store(store)) : inDatabase(mode, stores, work);
    });
  }

  function inTurn(work) {
    const done = turn.then(work);
    turn = done.catch(() => {});
    return done;
  }

  /** The database is opened anew when it was closed. */
  async function inDatabase(mode, stores, work) {
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
    memory = null;
    taken = nothing();
    if (isShared) {
      // What they have not sent, from when nobody else used the device, is theirs to send; nothing is added to it.
      const known = (await indexedDB.databases?.().catch(() => [])) ?? [];
      if (known.some(({ name }) => name === PREFIX + who)) await moveOut();
      memory ??= heap();
      return false;
    }
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

  /** Another person's copies are deleted, and one's own where nothing is kept; what was typed and not sent stays for them. */
  async function forgetOthers() {
    for (const { name } of (await indexedDB.databases?.()) ?? []) {
      if (!name?.startsWith(PREFIX) || (name === PREFIX + person && !memory)) continue;
      const other = await open(name);
      const copies = ["engagements", "checklists", "tickets"];
      const transaction = other.transaction(copies, "readwrite");
      for (const store of copies) transaction.objectStore(store).clear();
      other.close();
    }
  }

  function nothing() {
    return { rows: new Map(), drafts: new Map(), isKnown: false };
  }

  /** Goes on in memory with everything that can still be read. Whoever finds no room at the same time goes there, too. */
  function leave() {
    leaving ??= moveOut().finally(() => { leaving = null; });
    return leaving;
  }

  async function moveOut() {
    const next = heap();
    const found = nothing();
    try {
      await read(STORES, async (at) => {
        for (const store of STORES) {
          const [keys, values] = [await at(store).keys(), await at(store).all()];
          for (const [index, key] of keys.entries()) await next.store(store).put(key, values[index]);
        }
      });
      for (const row of await next.store("outbox").all()) found.rows.set(row.seq, JSON.stringify(row));
      for (const key of await next.store("drafts").keys()) found.drafts.set(key, await next.store("drafts").get(key));
      found.isKnown = true;
      taken = found;
    } catch {
      taken = nothing();
    }
    memory = next;
  }

  /** Brings what is in memory back into the database, where that is possible again; true when it is there. */
  async function comeBack() {
    // Whatever is done meanwhile waits for its end.
    return memory ? inTurn(moveBack) : true;
  }

  async function moveBack() {
    const from = memory;
    if (!from) return true;
    const [rows, drafts] = [await from.store("outbox").all(), await from.store("drafts").keys()];
    try {
      await inDatabase("readwrite", ["outbox", "files", "drafts", "meta"], async (at) => {
        let seq = (await at("meta").get("seq")) ?? 0;
        // Only what became different here: another page may have gone on with the rest.
        for (const key of new Set([...taken.drafts.keys(), ...drafts])) {
          const [was, text] = [taken.drafts.get(key), await from.store("drafts").get(key)];
          if (text === was || (taken.isKnown && (await at("drafts").get(key)) !== was)) continue;
          await (text === undefined ? at("drafts").delete(key) : at("drafts").put(key, text));
        }
        for (const key of taken.rows.keys()) {
          if (!rows.some((row) => row.seq === key)) for (const store of ["outbox", "files"]) await at(store).delete(key);
        }
        for (const row of rows) {
          const was = taken.rows.get(row.seq);
          const there = was && (await at("outbox").get(row.seq));
          if (was && (JSON.stringify(row) === was || JSON.stringify(there) !== was)) continue;
          const number = was ? row.seq : (seq += 1);
          const body = JSON.stringify({ ...JSON.parse(row.body), seq: number });
          await at("outbox").put(number, { ...row, seq: number, body });
          const file = await from.store("files").get(row.seq);
          if (!file) await at("files").delete(number);
          else if (!was) await at("files").put(number, file);
        }
        await at("meta").put("seq", seq);
      });
      memory = null;
      // Under other numbers, maybe; and what could not be read before is there now.
      tell(taken.isKnown ? { rows: true } : { all: true });
      return true;
    } catch {
      return false;
    }
  }

  self.fieldStore = {
    PREFIX, tell, open, asked, read, write, begin, forgetOthers, leave, comeBack, stop,
    who: () => person,
    isMemory: () => memory !== null,
  };
})();
