// Times the SLA engine as WASM, and the npm package moment-business-time on the same cases. Writes `node.json` into the
// given folder: nanoseconds for each operation, and in how many cases the package agrees. Started by
// `cargo xtask bench --only sla` with TZ set to the cases' zone, for the package knows only the machine's own.

import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const folder = process.argv[2];
const twin = process.env.TWIN;
const read = (name) => readFileSync(join(folder, name), 'utf8');

/** Nanoseconds of the best of some runs, for other programs only ever add time. */
function time(runs, work) {
  let best = Infinity;
  for (let run = 0; run < runs; run += 1) {
    const began = process.hrtime.bigint();
    work();
    best = Math.min(best, Number(process.hrtime.bigint() - began));
  }
  return best;
}

const cases = JSON.parse(read('cases.json'));
const { starts } = cases;

const glue = await import(pathToFileURL(join(twin, 'twin.mjs')));
glue.initSync({ module: readFileSync(join(twin, 'twin.wasm')) });
const desk = new glue.Desk(read('material.json'));
const wasm = {
  due: time(100, () => desk.due(10)) / (10 * starts.length),
  elapsed: time(100, () => desk.elapsed(10)) / (10 * starts.length),
  ticket: time(200, () => desk.ticket(500)) / 500,
  sweep: time(5, () => desk.sweep()) / 1_000_000,
};

const moment = createRequire(join(folder, 'npm', 'package.json'))('moment-business-time');
const clock = (hour) => `${String(hour).padStart(2, '0')}:00:00`;
const day = [clock(cases.opens), clock(cases.closes)];
moment.updateLocale('en', { workinghours: { 0: null, 1: day, 2: day, 3: day, 4: day, 5: day, 6: null } });
const due = (start) => moment(start * 1000).addWorkingTime(cases.budget_seconds / 3600, 'hours').unix();
const elapsed = (start) =>
  Math.round(moment((start + cases.span_seconds) * 1000).workingDiff(moment(start * 1000), 'seconds', true));
const agree = (answer, expected) => starts.filter((start, index) => answer(start) === expected[index]).length;
const other = {
  due: time(3, () => starts.forEach(due)) / starts.length,
  elapsed: time(3, () => starts.forEach(elapsed)) / starts.length,
  due_agrees: agree(due, cases.due),
  elapsed_agrees: agree(elapsed, cases.elapsed),
};

writeFileSync(join(folder, 'node.json'), JSON.stringify({ wasm, other }));
