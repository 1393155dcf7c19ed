// The server process is killed while two devices work, restarted in the middle of a push, and killed again: both devices
// end with the same, and every text is in the server's history.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from '@playwright/test';
import { start } from '../support/checklists.ts';
import { launchOptions } from '../support/environment.ts';
import { addItems, bar, brimley, item, kept, networkIsBack, onServer, openField, rows, upToDate, writeNote } from '../support/field.ts';
import { Outage } from '../support/outage.ts';
import { OwnServer } from '../support/own-server.ts';
import { expect, signIn, test } from '../support/test.ts';
import { hrmClient } from '../support/tickets.ts';
import { gone } from '../support/worker.ts';

test.use({ serviceWorkers: 'allow' });

const mira = 'mira@northwind.example';
const both = 5;

/** Texts that nobody else writes. */
const noted = (who: string, place: number) => `${who} was at place ${place}.`;

/** Checks forty of the items, and writes a note on five. */
async function work(page: Page, who: string, titles: string[], firstNote: number): Promise<void> {
  for (const title of titles) {
    await item(page, title).box.click();
    await expect(item(page, title).box).toBeChecked();
  }
  for (let place = firstNote; place < firstNote + 5; place += 1) {
    await writeNote(page, `Place of work ${String(place).padStart(2, '0')}`, noted(who, place));
  }
}

/** What is checked and noted, item by item, as it is shown. */
function shown(page: Page): Promise<string[]> {
  return page.locator('li.ck').evaluateAll((lines) => lines.map((line) => {
    const notes = [...line.querySelectorAll('.ck-note .ck-text')].map((note) => note.textContent);
    return [line.querySelector('.ck-title')?.textContent, line.querySelector('[role=checkbox]')?.getAttribute('aria-checked'), ...notes].join(' | ');
  }));
}

test('two devices work while the server is dead, and both end with the same', async ({ browser, playwright, noConsoleErrors }, { project }) => {
  test.setTimeout(300_000);
  noConsoleErrors.allow(gone);
  const own = await OwnServer.begin();
  const outage = await Outage.begin(own.base);
  const profile = await mkdtemp(join(tmpdir(), 'aftercare-profile-'));
  const { viewport, deviceScaleFactor, hasTouch, isMobile } = project.use;
  const phone = { viewport, deviceScaleFactor, hasTouch, isMobile, serviceWorkers: 'allow', locale: 'en-GB', timezoneId: 'Europe/Berlin' } as const;
  const openBrowser = async () => {
    const context = await playwright.chromium.launchPersistentContext(profile, { ...launchOptions, ...phone });
    context.on('page', (page) => noConsoleErrors.watch(page));
    return context;
  };
  const desk = await browser.newContext({ baseURL: own.base, ...phone });
  desk.on('page', (page) => noConsoleErrors.watch(page));
  let pocket: BrowserContext | undefined;
  try {
    // Somebody of ours at a desk; the client's owner with a phone that closes the browser now and then.
    const mine = await desk.newPage();
    await signIn(mine, own.person(mira), { fresh: true });
    await mine.goto(`/checklists/new?engagement=${brimley}`);
    const run = await start(mine, 'Launch day');
    const titles = await addItems(mine, own.base, run.id, 60);
    pocket = await openBrowser();
    let theirs = await pocket.newPage();
    await signInAt(theirs, outage.address, own);
    const part = `#/checklist/${run.id}`;
    await kept(theirs, outage, part);
    await openField(mine, own.base, part);
    await openField(mine, own.base, part);

    await own.kill();
    // Opened from what the device keeps, by the worker.
    await mine.goto('about:blank');
    await mine.goto(`${own.base}/field${part}`);
    await expect(bar(mine).says).toContainText('Offline. What you see is from');
    await theirs.reload();
    await expect(bar(theirs).says).toContainText('Offline. What you see is from');
    await work(mine, 'Mira', titles.slice(0, 40), 1);
    await work(theirs, 'Ruth', titles.slice(20), both);
    await expect(bar(mine).says).toContainText('Offline. 45 changes are saved on this device.');

    // The browser is closed and opened again; the other page is loaded anew.
    await pocket.close();
    pocket = await openBrowser();
    theirs = await pocket.newPage();
    await theirs.goto(`${outage.address}/field${part}`);
    await expect(bar(theirs).says).toContainText('Offline. 45 changes are saved on this device.');
    await mine.reload();
    await expect(bar(mine).says).toContainText('Offline. 45 changes are saved on this device.');

    // The server is there again, and killed in the middle of the first push: it may have counted or not.
    await own.start();
    const asked = outage.during(/sync\/push/, 'asked').then(() => own.kill());
    await bar(theirs).sendNow.click();
    await asked;
    await expect(bar(theirs).says).toContainText(/^Offline/, { timeout: 20_000 });
    // Once more; now it has counted, and the answer is lost.
    await own.start();
    const answered = outage.during(/sync\/push/, 'answered').then(() => own.kill());
    await networkIsBack(theirs);
    await answered;
    await expect(bar(theirs).says).toContainText('Offline. 45 changes are saved on this device.', { timeout: 20_000 });

    // A new version of the service worker takes over while the changes wait: their way is still closed.
    await own.start();
    outage.refuse(/sync\//);
    outage.update();
    await theirs.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
    const offer = theirs.getByRole('status').filter({ hasText: 'There is a new version of this app.' });
    await offer.getByRole('button', { name: 'Load it' }).click();
    await expect(offer).toBeHidden();
    await expect(bar(theirs).says).toContainText('Offline. 45 changes are saved on this device.');
    outage.refuse();

    await networkIsBack(theirs);
    await upToDate(theirs);
    await networkIsBack(mine);
    await upToDate(mine);
    await networkIsBack(theirs);
    await upToDate(theirs);
    await expect.poll(() => rows(mine)).toEqual([]);
    await expect.poll(() => rows(theirs)).toEqual([]);

    // Whoever came second stands beside whoever came first, the same on both devices; either may have been first.
    const overlapping = `Place of work ${String(both).padStart(2, '0')}`;
    for (const page of [mine, theirs]) {
      await expect(item(page, overlapping).notes).toHaveCount(2);
      await expect(item(page, overlapping).line).toContainText('Written at the same time');
      await expect(page.getByRole('region', { name: 'Needs you' })).toHaveCount(0);
    }
    expect(await shown(mine)).toEqual(await shown(theirs));
    expect((await shown(mine)).filter((line) => /Place of work .* \| true/.test(line))).toHaveLength(60);

    // Each counts once, and every text is there.
    const { log } = await onServer(mine, own.base, run.id);
    const ids = log.map((entry) => entry.op.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(log.filter((entry) => entry.op.do === 'check')).toHaveLength(80);
    const texts = log.filter((entry) => entry.op.do === 'note').map((entry) => entry.op.text);
    const written = [1, 2, 3, 4, 5].map((place) => noted('Mira', place)).concat([5, 6, 7, 8, 9].map((place) => noted('Ruth', place)));
    expect(texts.sort()).toEqual(written.sort());
    // As a person reads it on the server's page.
    await mine.goto(run.address);
    const line = mine.getByRole('listitem').filter({ has: mine.locator('.ck-title', { hasText: overlapping }) });
    await expect(line.locator('.ck-note').first()).toContainText(noted('Ruth', both));
    await expect(line.locator('.ck-note').first()).toContainText(noted('Mira', both));
  } finally {
    await pocket?.close();
    await desk.close();
    await outage.close();
    await own.end();
    await rm(profile, { recursive: true, force: true });
  }
});

/** Signs the client's owner in at an address of their own. */
async function signInAt(page: Page, address: string, own: OwnServer): Promise<void> {
  const { email, password } = own.person(hrmClient);
  await page.goto(`${address}/sign-in`);
  await page.getByLabel(/e-?mail/i).fill(email);
  await page.locator('input[type=password]').fill(password);
  await page.getByRole('main').getByRole('button', { name: /sign in/i }).click();
  await expect(page).not.toHaveURL(/\/sign-in/);
}
