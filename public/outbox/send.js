// How what was done gets to the server. Follows `pull.js` in the same file; the last of them.

(() => {
  const { PREFIX, tell, read, write, who, isMemory, forgetOthers, comeBack } = self.fieldStore;
  const { state, set, waiting, unsent, orInMemory } = self.kept;
  const { way, Stop, ask, reason, pull, fresh } = self.wire;
  const ENVELOPE = 1;
  const AT_ONCE = 500;
  const BYTES_AT_ONCE = 4_000_000;
  const FIRST_WAIT = 2000;
  const LONGEST_WAIT = 300_000;
  /** A large file on a slow network takes its time, in which everything else goes on. */
  const LONGEST_UPLOAD = 1_200_000;
  /** When the page looks for news by itself, in milliseconds. */
  const LOOK_EVERY = 20_000;
  /** Whoever ticks one box ticks the next: what is done is sent after so long without another change, in milliseconds. */
  const QUIET = 800;
  /** And after so long in any case. */
  const LONGEST_QUIET = 3000;

  let failures = 0;
  let retry = 0;
  /** This page waits for its turn to send. */
  let isInLine = false;
  /** The files on their way; null while none is. */
  let sending = null;
  let fileFailures = 0;
  /** When a file that did not arrive is tried again, in milliseconds since this page was opened: clocks are set back. */
  let filesNotBefore = 0;
  let soon = 0;
  /** When the first of the changes was made that wait for quiet, in milliseconds; 0 when none does. */
  let firstUnsent = 0;
  let small = 0;
  let isWatching = false;

  /** In a page: whenever there may be a way to the server again, or somebody looks. */
  function watch() {
    if (!self.document || isWatching) return;
    isWatching = true;
    addEventListener("online", () => {
      filesNotBefore = 0;
      sync();
    });
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

  /** Something waits that is nowhere but in this page. */
  let mayLose = false;

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
    way.isAsked ||= byPerson;
    if (byPerson) filesNotBefore = 0;
    const person = who();
    if (!person) return undefined;
    if (!navigator.locks) return round(person);
    // Whoever holds the lock reads the outbox again before it ends; once in line is enough.
    if (isInLine) return undefined;
    isInLine = true;
    return navigator.locks.request(PREFIX + person, () => {
      isInLine = false;
      return round(person);
    });
  }

  async function round(person) {
    if (who() !== person) return;
    set({ sending: true });
    let hasRoom = true;
    try {
      if (["full", "denied"].includes(state.mode) && (await comeBack())) set({ mode: "kept" });
      await drain();
      await pull();
      failures = 0;
      set({ sending: false, offline: false, problem: "", at: Date.now() });
    } catch (error) {
      hasRoom = error?.name !== "QuotaExceededError";
      failed(error);
    }
    way.isAsked = false;
    if (!who()) return;
    const left = unsent(await read(["outbox"], (at) => at("outbox").all()));
    mayLose = left.count > 0;
    // What fills the device may be the very files that wait.
    if (state.offline || (state.problem && hasRoom)) return;
    // Something was added while the round was on its way; what was done here just now has its time.
    if (hasRoom && left.now.length > 0 && firstUnsent === 0) setTimeout(sync, 0);
    if (left.files.length > 0) sendFiles(person).catch(() => {});
  }

  function failed(error) {
    if (error instanceof Stop) return set({ sending: false, offline: false, problem: error.message });
    // What was done here is kept already: only what came new has no room.
    if (error?.name === "QuotaExceededError") {
      return set({ sending: false, offline: false, problem: "There is no room on this device for what is new. What you did is kept and sent." });
    }
    failures += 1;
    set({ sending: false, offline: true });
    wakeLater();
    retry = setTimeout(sync, pause(failures));
    return undefined;
  }

  /** Where the browser can, it wakes the worker once there is a network, also when this page is closed. */
  function wakeLater() {
    navigator.serviceWorker?.ready.then((worker) => worker.sync?.register("outbox")).catch(() => {});
  }

  /** How long to wait after so many failures in a row, in milliseconds. */
  const pause = (count) => Math.min(FIRST_WAIT * 2 ** (count - 1), LONGEST_WAIT) * (0.5 + Math.random() / 2);

  /** Sends everything that waits for no file. */
  async function drain() {
    for (;;) {
      const batch = portion(unsent(await read(["outbox"], (at) => at("outbox").all())).now);
      if (batch.length === 0) return;
      await push(batch);
    }
  }

  /** Sends file after file, each followed by what waits behind it. One at a time over all pages and the worker; everything
   *  else goes on meanwhile. */
  function sendFiles(person) {
    const all = async (lock) => {
      for (;;) {
        const [row] = unsent(await read(["outbox"], (at) => at("outbox").all())).files;
        if (!lock || !row || who() !== person) return;
        await upload(row);
        fileFailures = 0;
        await sync();
      }
    };
    const locked = () => (navigator.locks ? navigator.locks.request(`${PREFIX}${person}-files`, { ifAvailable: true }, all) : all(true));
    if (performance.now() < filesNotBefore) return Promise.resolve();
    sending ??= locked().catch((error) => {
      if (error instanceof Stop) return set({ problem: error.message });
      fileFailures += 1;
      const wait = pause(fileFailures);
      filesNotBefore = performance.now() + wait;
      setTimeout(sync, wait + 50);
      wakeLater();
      throw error;
    }).finally(() => { sending = null; });
    return sending;
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
    // Meanwhile everything may have moved to memory or back, where it has another number; or it was taken back.
    const own = async (at) => (await at("outbox").all()).find((one) => JSON.parse(one.body).id === op.id);
    if (!response.ok) {
      const now = await read(["outbox"], own);
      return now && settle([{ seq: now.seq, answer: "refused", problems: await reason(response) }]);
    }
    const stored = await response.json();
    return orInMemory(() => write(["outbox"], async (at) => {
      const now = await own(at);
      if (now) await at("outbox").put(now.seq, { ...now, body: JSON.stringify({ ...JSON.parse(now.body), file: stored }), isUploaded: true });
    }));
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
      if (isKept || isShared) await forgetOthers().catch(() => {});
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
    fresh,
    /** Sends what waits of whoever has something waiting; for the service worker. Fails while something is left to send. */
    wake: async () => {
      let isLeft = false;
      for (const { name } of (await indexedDB.databases?.()) ?? []) {
        const owner = name?.startsWith(PREFIX) ? name.slice(PREFIX.length) : "";
        if (!owner || (await waiting(owner)) === 0) continue;
        set({ offline: false, problem: "" });
        try {
          if (!(await self.fieldStore.begin(owner, false))) throw new TypeError("there is no storage");
          await sync();
          // Whoever is not signed in comes back by themselves.
          if (state.problem === "sign in") continue;
          await sendFiles(owner);
          isLeft ||= (await waiting(owner)) > 0;
        } catch {
          isLeft = true;
        } finally {
          await self.fieldStore.stop();
        }
      }
      if (isLeft) throw new TypeError("something waits to be sent");
    },
  };
})();
