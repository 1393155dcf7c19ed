// How what was done gets to the server, and what is new from there. Follows `kept.js` in the same file.

(() => {
  const { PREFIX, tell, read, write, who, isMemory, forgetOthers, comeBack } = self.fieldStore;
  const { state, set, forgetEngagement, mustStay, waiting, different } = self.kept;
  const ENVELOPE = 1;
  const AT_ONCE = 500;
  const BYTES_AT_ONCE = 4_000_000;
  const FIRST_WAIT = 2000;
  const LONGEST_WAIT = 300_000;
  const LONGEST_ANSWER = 60_000;
  /** A large file on a slow network takes minutes. */
  const LONGEST_UPLOAD = 600_000;
  /** When the page looks for news by itself, in milliseconds. */
  const LOOK_EVERY = 20_000;
  /** Whoever ticks one box ticks the next: what is done is sent after so long without another change, in milliseconds. */
  const QUIET = 800;
  /** And after so long in any case. */
  const LONGEST_QUIET = 3000;

  let failures = 0;
  let retry = 0;
  let soon = 0;
  /** When the first of the changes was made that wait for quiet, in milliseconds; 0 when none does. */
  let firstUnsent = 0;
  let small = 0;
  let isWatching = false;
  /** Somebody asked for this round: it counts as their being here. */
  let isAsked = false;

  /** In a page: whenever there may be a way to the server again, or somebody looks. */
  function watch() {
    if (!self.document || isWatching) return;
    isWatching = true;
    addEventListener("online", () => sync());
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) {
        // The page may be gone before its time comes.
        if (firstUnsent > 0) sync(true);
        return;
      }
      // A page that was frozen has missed what others said meanwhile.
      if (!isMemory()) tell({ all: true });
      sync();
    });
    setInterval(() => { if (!document.hidden && !state.offline) sync(); }, LOOK_EVERY);
    addEventListener("beforeunload", (event) => { if (isMemory() && mayLose) event.preventDefault(); });
  }

  /** While a pull is being told: what it wrote, as `changed` gives it. */
  let fresh = "";
  /** Something waits that is nowhere but in this page. */
  let mayLose = false;

  class Stop extends Error {}

  /** One answer of the server; throws what decides whether it is tried again. */
  async function ask(path, options = {}, longest = LONGEST_ANSWER) {
    const headers = { accept: "application/json", ...options.headers };
    // What a page does by itself does not keep anybody signed in.
    if (!isAsked) headers["x-aftercare-background"] = "1";
    // A network that swallows everything is none.
    const response = await fetch(path, { ...options, headers, signal: AbortSignal.timeout(longest), cache: "no-store" });
    // Something between here and the server answers for it.
    const isOurs = (response.headers.get("content-type") ?? "").startsWith("application/json");
    if (response.status === 401) throw new Stop("sign in");
    if (response.status >= 500 || [408, 429].includes(response.status) || (response.ok && !isOurs)) {
      throw new TypeError(`answered ${response.status}`);
    }
    return response;
  }

  /** What a refusal says; one that is not the server's own says only its number. */
  async function reason(response) {
    const answer = await response.json().catch(() => ({}));
    return answer.problems ?? [{ field: "files", message: answer.problem ?? `It was not let through (${response.status}).` }];
  }

  /** Sends what was just done, together with what is done right after it: on a slow device a round is felt by the next tick. */
  function sendSoon() {
    const now = Date.now();
    firstUnsent ||= now;
    clearTimeout(soon);
    soon = setTimeout(() => sync(true), Math.max(0, Math.min(QUIET, firstUnsent + LONGEST_QUIET - now)));
  }

  /** Sends what waits, then reads what is new. One at a time over all pages and the worker. */
  async function sync(byPerson = false) {
    clearTimeout(retry);
    clearTimeout(soon);
    firstUnsent = 0;
    isAsked ||= byPerson;
    const person = who();
    if (!person) return undefined;
    if (!navigator.locks) return round(person);
    // Whoever holds the lock reads the outbox again before it ends; a second one in line is enough.
    const { pending = [] } = await navigator.locks.query();
    if (pending.some((lock) => lock.name === PREFIX + person)) return undefined;
    return navigator.locks.request(PREFIX + person, () => round(person));
  }

  async function round(person) {
    if (who() !== person) return;
    set({ sending: true });
    try {
      if (["full", "denied"].includes(state.mode) && (await comeBack())) set({ mode: "kept" });
      await drain();
      await pull();
      failures = 0;
      set({ sending: false, offline: false, problem: "", at: Date.now() });
    } catch (error) {
      failed(error);
    }
    isAsked = false;
    if (!who()) return;
    const left = await waiting(person);
    mayLose = left > 0;
    // Something was added while the round was on its way; what was done here just now has its time.
    if (!state.offline && !state.problem && left > 0 && firstUnsent === 0) setTimeout(sync, 0);
  }

  function failed(error) {
    if (error instanceof Stop) return set({ sending: false, offline: false, problem: error.message });
    // What was done here is kept already: only what came new has no room.
    if (error?.name === "QuotaExceededError") {
      return set({ sending: false, problem: "There is no room on this device for what is new. What you did is kept and sent." });
    }
    failures += 1;
    set({ sending: false, offline: true });
    // Where the browser can, it wakes the worker once there is a network, also when this page is closed.
    navigator.serviceWorker?.ready.then((worker) => worker.sync?.register("outbox")).catch(() => {});
    const wait = Math.min(FIRST_WAIT * 2 ** (failures - 1), LONGEST_WAIT) * (0.5 + Math.random() / 2);
    retry = setTimeout(sync, wait);
    return undefined;
  }

  /** Sends everything that waits: first what needs no file, then file after file, each with what waits behind it. */
  async function drain() {
    for (;;) {
      const open = (await read(["outbox"], (at) => at("outbox").all())).filter((row) => row.answer === null);
      const uploads = open.filter((row) => row.fileName && !row.isUploaded);
      // Behind a file on the same checklist its order is kept; the others need not wait for it.
      const isBehind = (row) => uploads.some((file) => file.seq <= row.seq && file.checklist === row.checklist);
      const batch = portion(open.filter((row) => !isBehind(row)));
      if (batch.length > 0) await push(batch);
      else if (uploads.length > 0) await upload(uploads[0]);
      else return;
    }
  }

  async function push(batch) {
    const client = (await read(["meta"], (at) => at("meta").get("device"))) ?? "memory";
    const body = `{"v":${ENVELOPE},"client_id":${JSON.stringify(client)},"person":${JSON.stringify(who())},"ops":[${batch.map((row) => row.body).join()}]}`;
    const response = await ask("/api/v1/sync/push", { method: "POST", headers: { "content-type": "application/json" }, body });
    if (response.status === 413) {
      if (batch.length > 1) small = Math.ceil(batch.length / 2);
      else await settle([{ seq: batch[0].seq, answer: "refused", problems: await reason(response) }]);
      return;
    }
    if (!response.ok) throw new Stop((await reason(response))[0].message);
    const { answers } = await response.json();
    await settle(answers);
    // An answer that says nothing of what was sent would be asked for for ever.
    if (!answers.some(({ seq }) => batch.some((row) => row.seq === seq))) throw new TypeError("nothing was answered");
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

  /** Sends a row's file; the operation then names it. */
  async function upload(row) {
    const file = await read(["files"], (at) => at("files").get(row.seq));
    const op = JSON.parse(row.body);
    const form = new FormData();
    if (file) form.append("file", file, row.fileName);
    const place = `checklist=${encodeURIComponent(op.checklist)}&person=${encodeURIComponent(who())}`;
    const response = await ask(`/api/v1/sync/files?${place}`, { method: "POST", body: form }, LONGEST_UPLOAD);
    if (!response.ok) return settle([{ seq: row.seq, answer: "refused", problems: await reason(response) }]);
    const body = JSON.stringify({ ...op, file: await response.json() });
    return write(["outbox"], async (at) => {
      // Taken back meanwhile: nothing names the file then.
      if (await at("outbox").get(row.seq)) await at("outbox").put(row.seq, { ...row, body, isUploaded: true });
    });
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
      const place = `engagement=${encodeURIComponent(id)}&person=${encodeURIComponent(who())}`;
      const response = await ask(`/api/v1/sync/pull?${place}${since}`);
      if (response.ok) await apply(id, await response.json(), cursor, round);
    }
    if (gone.length > 0) tell({ all: true });
  }

  /** Writes what changed since a cursor; what was answered before this pull began is in it, so its rows go. */
  async function apply(id, pulled, since, round) {
    const lists = pulled.checklists.map((one) => [one.plan.id, JSON.stringify(one)]);
    const tickets = pulled.tickets.map((one) => [one.key, JSON.stringify(one)]);
    const wasMemory = isMemory();
    const written = await write(["engagements", "checklists", "tickets", "outbox", "meta"], async (at) => {
      const { cursor, open, kept } = pulled;
      // Forgotten meanwhile, or read by somebody else: what changed since is not all that is missing.
      if ((await at("engagements").get(id))?.cursor !== since) return null;
      await at("engagements").put(id, { id, cursor, open, kept, pulledAt: Date.now() });
      // Asked for all at once: waiting for each in turn costs more than the writing.
      await Promise.all([
        ...lists.map(([key, text]) => at("checklists").put(key, { engagement: id, text })),
        ...tickets.map(([key, text]) => at("tickets").put(key, { engagement: id, text })),
      ]);
      for (const [store, keep] of [["checklists", kept], ["tickets", open]]) {
        const known = new Set(keep);
        // What stays is not even read.
        for (const key of await at(store).keys()) {
          if (!known.has(key) && (await at(store).get(key)).engagement === id) await at(store).delete(key);
        }
      }
      for (const row of await at("outbox").all()) {
        if (row.engagement !== id || row.answer === null || row.round >= round || mustStay(row)) continue;
        await at("outbox").delete(row.seq);
      }
      const texts = (pairs) => pairs.map(([, text]) => text);
      return self.document ? different(at, texts(lists), texts(tickets)) : "";
    });
    if (written === null) return;
    const keys = (pairs) => pairs.map(([key]) => key);
    // This page need not read again what it has just written, unless it has moved between database and memory meanwhile.
    fresh = isMemory() === wasMemory ? written : "";
    try {
      tell({ engagement: id, checklists: keys(lists), tickets: keys(tickets) });
    } finally {
      fresh = "";
    }
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
    begin: async (person, isShared) => {
      watch();
      const isKept = await self.fieldStore.begin(person, isShared);
      set({ mode: isShared ? "shared" : isKept ? "kept" : "denied" });
      // Nobody's business but theirs: when it fails, this person works all the same.
      if (isKept) await forgetOthers().catch(() => {});
    },
    add: async (...what) => {
      await self.kept.add(...what);
      mayLose = true;
      // What is nowhere but in this page does not wait for quiet.
      if (isMemory()) sync(true);
      else sendSoon();
    },
    again: async (seq, base) => {
      await self.kept.again(seq, base);
      sync(true);
    },
    choose: async (engagement, isKept) => {
      await self.kept.choose(engagement, isKept);
      sync(true);
    },
    sync: () => sync(true),
    shrink,
    state: () => JSON.stringify(state),
    fresh: () => fresh,
    /** Sends what waits of whoever has something waiting; for the service worker. Fails while something is left to send. */
    wake: async () => {
      for (const { name } of (await indexedDB.databases?.()) ?? []) {
        const owner = name?.startsWith(PREFIX) ? name.slice(PREFIX.length) : "";
        if (!owner || (await waiting(owner)) === 0) continue;
        if (!(await self.fieldStore.begin(owner, false))) continue;
        await sync();
        const isLeft = state.problem !== "sign in" && (await waiting(owner)) > 0;
        await self.fieldStore.stop();
        if (isLeft) throw new TypeError("something waits to be sent");
      }
    },
  };
})();
