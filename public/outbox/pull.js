// How the server is asked, and what is new from there. Follows `kept.js` in the same file.

(() => {
  const { tell, read, write, who, isMemory } = self.fieldStore;
  const { forgetEngagement, mustStay, different } = self.kept;
  const LONGEST_ANSWER = 60_000;

  /** `isAsked`: somebody asked for what is under way, which counts as their being here. */
  const way = { isAsked: false };
  /** While a pull is being told: what it wrote, as `changed` gives it. */
  let fresh = "";

  class Stop extends Error {}

  /** One answer of the server; throws what decides whether it is tried again. */
  async function ask(path, options = {}, longest = LONGEST_ANSWER) {
    const headers = { accept: "application/json", ...options.headers };
    // What a page does by itself does not keep anybody signed in.
    if (!way.isAsked) headers["x-aftercare-background"] = "1";
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

  self.wire = { way, Stop, ask, reason, pull, fresh: () => fresh };
})();
