// The field workspace on a slow phone, for `cargo xtask bench`, which says where the server is in the environment and reads the
// answer, JSON, from the standard output. Times are taken in the page, in milliseconds, up to the moment after the frame that
// shows what was waited for.

import { chromium } from '@playwright/test';
import { readFileSync } from 'node:fs';

const { BASE_URL, CHROMIUM, COOKIE, ENGAGEMENT, LISTS, SERVER } = process.env;
const args = JSON.parse(readFileSync(new URL('support/chromium-flags.json', import.meta.url), 'utf8'));
/** How many times slower than this machine the phone is. */
const SLOWER = 4;
const PHONE = { viewport: { width: 412, height: 823 }, deviceScaleFactor: 1.75, isMobile: true, hasTouch: true };
/** Each in a browser of its own that has kept nothing. */
const PULLS = 5;
const OPENINGS = 5;
/** Boxes ticked in each of so many lists. */
const [TICKED_LISTS, TICKS] = [5, 20];
/** Between two boxes: so long that what the first one set off is partly still going on. */
const PAUSE = 250;

const browser = await chromium.launch({ executablePath: CHROMIUM, args });

/** A phone that is signed in. */
async function phone() {
  const context = await browser.newContext(PHONE);
  const cookies = COOKIE.split('; ').map((one) => one.split(/=(.*)/s));
  await context.addCookies(cookies.map(([name, value]) => ({ name, value, url: BASE_URL })));
  await context.addInitScript(watch, { engagement: ENGAGEMENT, lists: Number(LISTS) });
  return context;
}

/** Runs in the page before everything else: notes when things are shown. */
function watch({ engagement, lists }) {
  const seen = { ticks: [], listed: 0, kept: 0 };
  window.seen = seen;
  const { port1, port2 } = new MessageChannel();
  const waiting = [];
  port1.onmessage = () => { for (const note of waiting.splice(0)) note(performance.now()); };
  // What is posted while a frame is made arrives when it was made.
  const afterFrame = (note) => requestAnimationFrame(() => { waiting.push(note); port2.postMessage(0); });

  // An engagement is written before this is told.
  addEventListener('outbox', ({ detail }) => { if (JSON.parse(detail).engagement === engagement) seen.kept ||= performance.now(); });
  let pressed = 0;
  addEventListener('pointerdown', () => { pressed = 0; }, true);
  addEventListener('pointerup', (event) => { pressed = event.timeStamp; }, true);
  let isListed = false;
  new MutationObserver((changes) => {
    if (!isListed && document.querySelectorAll('.field-cards li').length >= lists) {
      isListed = true;
      afterFrame((at) => { seen.listed = at; });
    }
    // A box that is said to be checked once more, when the server's copy of the tick comes, is none that was pressed.
    const isChecked = ({ target, oldValue }) => target.ariaChecked === 'true' && oldValue === 'false';
    if (pressed > 0 && changes.some((change) => change.type === 'attributes' && isChecked(change))) {
      const from = pressed;
      pressed = 0;
      afterFrame((at) => seen.ticks.push(at - from));
    }
  }).observe(document, { subtree: true, childList: true, attributeFilter: ['aria-checked'], attributeOldValue: true });
}

/** A page of a phone, as slow as asked. */
async function open(context, slower, address = '/field') {
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: slower });
  await page.goto(BASE_URL + address, { waitUntil: 'commit' });
  return page;
}

const listed = (page) => page.waitForFunction(() => window.seen.listed, null, { timeout: 60_000 }).then((handle) => handle.jsonValue());

/** The first visit: from the last byte of what was pulled until it is kept and shown. */
async function pull() {
  const context = await phone();
  const page = await open(context, SLOWER);
  await listed(page);
  await page.waitForFunction(() => window.seen.kept);
  const found = await page.evaluate((engagement) => {
    const isPull = ({ name }) => name.includes('/sync/pull') && name.includes(engagement);
    const { encodedBodySize, decodedBodySize, responseEnd } = performance.getEntriesByType('resource').find(isPull);
    const { kept, listed } = window.seen;
    return { bytes: encodedBodySize, plain: decodedBodySize, kept: kept - responseEnd, applied: Math.max(kept, listed) - responseEnd };
  }, ENGAGEMENT);
  await context.close();
  return found;
}

/** Ticks boxes of some lists, and says how long each took. */
async function tick(page, first) {
  const times = [];
  for (let list = first; list < first + TICKED_LISTS; list += 1) {
    await page.evaluate((index) => { location.hash = document.querySelectorAll('.field-cards a')[index].hash; }, list);
    const boxes = page.locator('.tick:not(.locked)[aria-checked=false]');
    await boxes.first().waitFor();
    for (let count = 0; count < TICKS; count += 1) {
      const box = await boxes.first().elementHandle();
      await box.scrollIntoViewIfNeeded();
      // A scroll that is still going on would be measured too.
      await page.waitForTimeout(PAUSE);
      const before = await page.evaluate(() => window.seen.ticks.length);
      await box.tap();
      await page.waitForFunction((count) => window.seen.ticks.length > count, before);
    }
    times.push(...(await page.evaluate(() => window.seen.ticks.splice(0))));
    await page.evaluate(() => { location.hash = '#/'; });
    await page.locator('.field-cards a').first().waitFor();
  }
  return times;
}

const pulls = [];
for (let run = 0; run < PULLS; run += 1) pulls.push(await pull());
console.error(`pulled ${pulls.length} times`);

const context = await phone();
let page = await open(context, SLOWER);
await listed(page);
// The service worker keeps the page when it is visited with the worker in charge; from then on it opens without the server.
await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
await page.close();
page = await open(context, SLOWER);
await listed(page);
await page.evaluate(async () => {
  const isKept = async () => {
    for (const name of await caches.keys()) if (name.startsWith('pages-') && (await (await caches.open(name)).match('/field'))) return true;
    return false;
  };
  const end = Date.now() + 30_000;
  while (!(await isKept())) {
    if (Date.now() > end) throw new Error('the service worker does not keep /field');
    await new Promise((resolve) => { setTimeout(resolve, 200); });
  }
});
const answering = await tick(page, 0);
console.error(`ticked ${answering.length} boxes`);
process.kill(Number(SERVER), 'SIGKILL');
const gone = await tick(page, TICKED_LISTS);
console.error(`ticked ${gone.length} boxes without the server`);
await page.close();
const opening = {};
for (const [name, slower] of [['full', 1], ['slow', SLOWER]]) {
  opening[name] = [];
  for (let run = 0; run < OPENINGS; run += 1) {
    const opened = await open(context, slower);
    opening[name].push(await listed(opened));
    await opened.close();
  }
}
await browser.close();
console.log(JSON.stringify({ pulls, answering, gone, opening }));
