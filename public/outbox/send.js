// How what was done gets to the server, and what is new from there. Follows `kept.js` in the same file.

(() => {
  const { PREFIX, state, tell, set, read, write, forgetEngagement, waiting, who, forgetWho } = self.kept;
  const ENVELOPE = 1;
  const AT_ONCE = 500;
  const BYTES_AT_ONCE = 4_000_000;
  const FIRST_WAIT = 2000;
  const LONGEST_WAIT = 300_000;
  const LONGEST_ANSWER = 60_000;

  let failures = 0;
  let retry = 0;
  let small = 0;
  let isWatching = false;

  /** When the page looks for news by itself, in milliseconds. */
  const LOOK_EVERY = 20_000;

  /** In a page: whenever there may be a way to the server again, or somebody looks. */
  function watch() {
    if (!self.document || isWatching) return;
    isWatching = true;
    addEventListener("online", sync);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) sync(); });
    setInterval(() => { if (!document.hidden && !state.offline) sync(); }, LOOK_EVERY);
  }

  class Stop extends Error {}

  /** One answer of the server; throws what decides whether it is tried again. */
  async function ask(path, options = {}) {
    const headers = { accept: "application/json", ...options.headers };
    // A network that swallows everything is none.
    const signal = AbortSignal.timeout(LONGEST_ANSWER);
    const response = await fetch(path, { ...options, headers, signal, cache: "no-store" });
    // Something between here and the server answers for it.
    const isOurs = (response.headers.get("content-type") ?? "").startsWith("application/json");
    if (response.status === 401) throw new Stop("sign in");
    if (response.status >= 500 || [408, 429].includes(response.status) || (response.ok && !isOurs)) throw new TypeError(`answered ${response.status}`);
    return response;
  }

  /** Sends what waits, then reads what is new. One at a time over all pages and the worker. */
  async function sync() {
    clearTimeout(retry);
    const person = who();
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
        // What was done here is kept already: only what came new has no room.
        if (error?.name === "QuotaExceededError") return set({ sending: false, mode: "full" });
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
      const batch = portion(open);
      if (batch.length === 0) return;
      for (const row of batch) if (row.fileName && !(await upload(row))) return drain();
      const client = (await read(["meta"], (at) => at("meta").get("device"))) ?? "memory";
      const body = `{"v":${ENVELOPE},"client_id":${JSON.stringify(client)},"person":${JSON.stringify(who())},"ops":[${batch.map((row) => row.body).join()}]}`;
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

  /** As many as fit into one envelope: at least one. */
  function portion(open) {
    let bytes = 0;
    const fits = (row) => (bytes += 4 * row.body.length) <= BYTES_AT_ONCE;
    const end = open.findIndex((row) => !fits(row));
    return open.slice(0, Math.max(1, Math.min(end < 0 ? open.length : end, small || AT_ONCE)));
  }

  async function settle(answers) {
    await write(["outbox", "files", "meta"], async (store) => {
      const round = (await store("meta").get("round")) ?? 0;
      for (const { seq, ...answer } of answers) {
        const row = await store("outbox").get(seq);
        // What counts does not come to be refused by a late second answer.
        if (!row || (row.answer && answer.answer === "refused")) continue;
        await store("outbox").put(seq, { ...row, answer: JSON.stringify(answer), round });
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
    // Rounds are counted, because clocks are set back: what was answered in an earlier one is in this pull.
    const round = await write(["meta"], async (at) => {
      const next = ((await at("meta").get("round")) ?? 0) + 1;
      await at("meta").put("round", next);
      return next;
    });
    const text = await (await ask("/api/v1/sync/workspace")).text();
    const workspace = JSON.parse(text);
    if (workspace.me.id !== who()) throw new Stop("sign in");
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
      if (response.ok) await apply(id, await response.json(), round);
    }
    if (gone.length > 0) tell({ all: true });
  }

  /** What somebody has to decide about: refused, or a decision that came second. */
  function mustStay(row) {
    const answer = JSON.parse(row.answer);
    return answer.answer === "refused" || answer.since?.length > 0;
  }

  /** Writes what changed; what was answered before this pull began is in it, so its rows go. */
  async function apply(id, pulled, round) {
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
        if (row.engagement !== id || row.answer === null || row.round >= round) continue;
        if (!mustStay(row)) await at("outbox").delete(row.seq);
      }
    });
    tell({ engagement: id, checklists: lists, tickets });
  }

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

  /** What the app asks for. */
  self.outbox = {
    ...self.kept,
    begin: async (who, isShared) => {
      watch();
      await self.kept.begin(who, isShared);
    },
    add: async (engagement, bodies, file) => {
      await self.kept.add(engagement, bodies, file);
      sync();
    },
    choose: async (engagement, isKept) => {
      await self.kept.choose(engagement, isKept);
      sync();
    },
    sync,
    shrink,
    /** Whoever it was signs out: nothing is sent or kept from here on. */
    leave: () => {
      clearTimeout(retry);
      self.kept.leave();
    },
    state: () => JSON.stringify(state),
    again: async (seq, base) => {
      await self.kept.again(seq, base);
      sync();
    },
    /** Sends what waits of whoever has something waiting; for the service worker. */
    wake: async () => {
      if (who()) return sync();
      for (const { name } of (await indexedDB.databases?.()) ?? []) {
        const owner = name?.startsWith(PREFIX) ? name.slice(PREFIX.length) : "";
        if (!owner || (await waiting(owner)) === 0) continue;
        await self.kept.begin(owner, false);
        await sync();
        forgetWho();
      }
      return undefined;
    },
  };
})();
