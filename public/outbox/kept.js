// What the app asks for: what is kept, what was done, what is being typed. Follows `store.js` in the same file.

(() => {
  const { PREFIX, tell, open, asked, read, write, who, isMemory, leave } = self.fieldStore;
  const STORES = ["engagements", "checklists", "tickets", "outbox", "drafts", "meta"];

  /** What the page shows of the way to the server. `mode`: `kept`, `shared`, `denied` or `full`. */
  const state = { sending: false, offline: false, problem: "", mode: "kept", at: 0 };
  const set = (changes) => {
    Object.assign(state, changes);
    tell({ state: true });
  };

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

  /** What may be different after a pull, in one look: these texts of checklists and tickets, and all that is small. */
  async function different(at, lists, open) {
    const [workspace = "null", engagements, made] = await Promise.all([
      at("meta").get("workspace"), at("engagements").all(), at("outbox").all(),
    ]);
    return `{"workspace":${workspace},"engagements":${JSON.stringify(engagements)},"rows":[${made.map(shown).join()}],`
      + `"checklists":[${lists.join()}],"tickets":[${open.join()}]}`;
  }

  const changed = (checklists, tickets) => read(["meta", "engagements", "checklists", "tickets", "outbox"], async (at) => {
    const texts = async (store, ids) => (await Promise.all(ids.map((id) => at(store).get(id)))).filter(Boolean).map((one) => one.text);
    return different(at, await texts("checklists", checklists), await texts("tickets", tickets));
  });

  /**
   * Keeps operations (each a JSON object without its number). When the promise is fulfilled, they survive whatever
   * happens to the page; those that are made together are kept together, and the draft they were typed as goes with them.
   */
  async function add(engagement, bodies, file, draftKey) {
    const put = () => write(["outbox", "files", "drafts", "meta"], async (at) => {
      let seq = (await at("meta").get("seq")) ?? 0;
      for (const body of bodies) {
        seq += 1;
        const checklist = JSON.parse(body).checklist ?? "";
        const row = { seq, engagement, checklist, body: `{"seq":${seq},${body.slice(1)}`, answer: null };
        if (file) {
          row.fileName = file.name;
          await at("files").put(seq, file);
        }
        await at("outbox").put(seq, row);
      }
      await at("meta").put("seq", seq);
      for (const key of draftKey ? [draftKey, `base-${draftKey}`] : []) await at("drafts").delete(key);
    });
    await orInMemory(put);
    tell({ rows: true });
    if (!isMemory()) navigator.storage?.persist?.().catch(() => {});
  }

  /** No room: it is kept and sent from memory, and the person is told that the page must not be closed before. */
  async function orInMemory(put) {
    const wasMemory = isMemory();
    try {
      return await put();
    } catch (error) {
      if (isMemory() && wasMemory) throw error;
      // Something else may have found out a moment ago.
      if (!isMemory()) {
        await leave();
        set({ mode: error?.name === "QuotaExceededError" ? "full" : "denied" });
      }
      return put();
    }
  }

  /** Takes a row back that was refused, or a decision that came second. */
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
      const { file: _, ...op } = JSON.parse(row.body);
      if ("base" in op && base > 0) op.base = base;
      await at("outbox").put(seq, { ...row, body: JSON.stringify({ ...op, id: uuid() }), answer: null, isUploaded: false });
    });
    tell({ rows: true });
  }

  async function draft(key, text) {
    await orInMemory(() => write(["drafts"], (at) => (text ? at("drafts").put(key, text) : at("drafts").delete(key))));
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

  /** What somebody has to decide about: refused, or a decision that came second. */
  function mustStay(row) {
    const answer = JSON.parse(row.answer);
    return answer.answer === "refused" || answer.since?.length > 0;
  }

  /** The rows that wait to be sent: `now`, and with or behind a file that goes first. */
  function unsent(rows) {
    const open = rows.filter((row) => row.answer === null);
    const files = open.filter((row) => row.fileName && !row.isUploaded);
    // Behind a file on the same checklist its order is kept; the others need not wait for it.
    const isBehind = (row) => files.some((file) => file.seq <= row.seq && file.checklist === row.checklist);
    return { files, now: open.filter((row) => !isBehind(row)), count: open.length };
  }

  /** How many changes of a person wait to be sent. */
  async function waiting(owner) {
    const isWaiting = (row) => row.answer === null;
    if (owner === who()) return (await read(["outbox"], (at) => at("outbox").all())).filter(isWaiting).length;
    const known = (await indexedDB.databases?.()) ?? [];
    if (!known.some(({ name }) => name === PREFIX + owner)) return 0;
    const theirs = await open(PREFIX + owner);
    const all = await asked(theirs.transaction("outbox").objectStore("outbox").getAll());
    theirs.close();
    return all.filter(isWaiting).length;
  }

  self.kept = {
    state, set, forgetEngagement, mustStay, load, held, rows, different, changed, add, again, discard, draft, choose, choices, room, waiting,
    unsent, orInMemory, uuid,
  };
})();
