// Whose the field workspace's work is and where it is kept: on a device without a server, of several people, with a full
// or forbidden storage.

import type { Page } from '@playwright/test';
import { begin, type Started } from '../support/checklists.ts';
import { baseUrl } from '../support/environment.ts';
import { picture } from '../support/files.ts';
import { bar, databases, eachBehindProxy, goTo, item, kept, networkIsBack, noBarrier, onServer, openField, rows, upToDate } from '../support/field.ts';
import type { Outage } from '../support/outage.ts';
import { expect, person, signIn, test, type Person } from '../support/test.ts';
import { hrmClient } from '../support/tickets.ts';
import { inCharge, keptPages } from '../support/worker.ts';

let outage: Outage;
eachBehindProxy((one) => { outage = one; });

const guide = (page: Page) => item(page, 'Hand out the one-page guide');

/** A run on a device with a session of its own, which the test may end. */
async function onDevice(page: Page): Promise<Started> {
  const run = await begin(page, 'User training');
  await signIn(page, 'admin', { fresh: true });
  await kept(page, outage, `#/checklist/${run.id}`);
  return run;
}

/** Checks one item while the server is gone. */
async function checkOffline(page: Page): Promise<void> {
  await outage.cut();
  await guide(page).box.click();
  await expect(bar(page).says).toHaveText('Offline. 1 change is saved on this device.');
}

/** Fills in the form that is open. */
async function fillIn(page: Page, { email, password }: Person): Promise<void> {
  await page.getByLabel(/e-?mail/i).fill(email);
  await page.locator('input[type=password]').fill(password);
  await page.getByRole('main').getByRole('button', { name: /sign in/i }).click();
}

/** Signs somebody in instead of whoever was here, as the worker sees it. */
async function signInHere(page: Page, who: string, { isShared = false } = {}): Promise<void> {
  await page.goto('about:blank');
  await page.context().clearCookies();
  await page.goto(`${outage.address}/sign-in`);
  if (isShared) await page.getByLabel('Others use this device too').check();
  await fillIn(page, person(who));
  await expect(page).not.toHaveURL(/\/sign-in/);
}

/** Who has checked the item, as the server knows. */
async function checks(page: Page, run: Started): Promise<string[]> {
  const { log } = await onServer(page, baseUrl, run.id);
  return log.filter((entry) => entry.op.do === 'check').map((entry) => JSON.stringify(entry));
}

test('it opens without the server although it was never visited, and the start page leads there', async ({ page }) => {
  await signIn(page, 'admin');
  await inCharge(page, `${outage.address}/inbox`);
  await expect.poll(() => keptPages(page)).toContain('/field');
  await outage.cut();
  await page.goto(`${outage.address}/`);
  await expect(page).toHaveURL(/\/field$/);
  await expect(bar(page).says).toContainText('Offline.');
  await expect(page.getByRole('main')).toContainText('Open this page once with a network.');
  await noBarrier(page);
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
  await outage.end();
  await networkIsBack(page);
  await upToDate(page);
  await expect(page.getByRole('heading', { name: /Brimley Care/ })).toBeVisible();
});

test('with the session ended, work is kept, and sent after signing in again', async ({ page }) => {
  const run = await onDevice(page);
  await checkOffline(page);
  await page.context().clearCookies();
  await outage.end();
  await networkIsBack(page);
  await expect(bar(page).says).toHaveText('1 change kept on this device: sign in again to send.');
  await expect(guide(page).box).toBeChecked();
  await noBarrier(page);
  await bar(page).signIn.click();
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await fillIn(page, person('admin'));
  await expect(page).toHaveURL(/\/field/);
  await upToDate(page);
  expect(await checks(page, run)).toHaveLength(1);
});

test('another person on the same device sees nothing of it and sends nothing of it', async ({ page }) => {
  const run = await onDevice(page);
  await checkOffline(page);
  const mine = (await databases(page))[0] ?? '';
  await page.context().clearCookies();
  await outage.end();
  // The client's owner, who may work on the same checklist.
  await signInHere(page, hrmClient);
  await openField(page, outage.address, `#/checklist/${run.id}`);
  await expect(guide(page).box).not.toBeChecked();
  expect(await rows(page)).toEqual([]);
  await networkIsBack(page);
  await upToDate(page);
  expect(await checks(page, run)).toEqual([]);
  // Not even if somebody made the browser do so.
  const data = { v: 1, client_id: crypto.randomUUID(), person: mine.replace('aftercare-field-', ''), ops: [] };
  const forged = await page.request.post(`${baseUrl}/api/v1/sync/push`, { data, headers: { origin: baseUrl } });
  expect(forged.status()).toBe(401);
  expect(await page.evaluate((name) => new Promise<number>((resolve, reject) => {
    const request = indexedDB.open(name);
    request.onerror = () => { reject(request.error); };
    request.onsuccess = () => {
      const all = request.result.transaction(['checklists', 'tickets', 'engagements', 'drafts']);
      const counts = [...all.objectStoreNames].map((store) => all.objectStore(store).count());
      all.oncomplete = () => { request.result.close(); resolve(counts.reduce((sum, one) => sum + one.result, 0)); };
    };
  }), mine), 'what the first person had read is deleted').toBe(0);

  await signInHere(page, 'admin');
  await openField(page, outage.address, `#/checklist/${run.id}`);
  await expect(guide(page).box).toBeChecked();
  const [check] = await checks(page, run);
  expect(check).toContain('Mira Kovač');
});

test('who signs in where a session has ended has a workspace of their own', async ({ page }) => {
  const run = await onDevice(page);
  await checkOffline(page);
  await page.context().clearCookies();
  await outage.end();
  await networkIsBack(page);
  await bar(page).signIn.click();
  await fillIn(page, person(hrmClient));
  await expect(page).toHaveURL(/\/field/);
  await goTo(page, `#/checklist/${run.id}`);
  await upToDate(page);
  await expect(guide(page).box).not.toBeChecked();
  expect(await rows(page)).toEqual([]);
  expect(await checks(page, run)).toEqual([]);
});

test('who says that others use the device too has nothing kept from then on', async ({ page }) => {
  const run = await onDevice(page);
  await signInHere(page, 'admin', { isShared: true });
  await openField(page, outage.address, `#/checklist/${run.id}`);
  // The visit after it has the page that was kept, if one was.
  await openField(page, outage.address, `#/checklist/${run.id}`);
  expect(await keptPages(page)).toEqual([]);
  await outage.cut();
  await guide(page).box.click();
  await expect(bar(page).says).toHaveText('1 change not sent yet. A shared device keeps nothing.');
});

/** Signs out by the menu of the page that is open. */
async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: /, account$|^More$/ }).filter({ visible: true }).click();
  await page.getByRole('button', { name: 'Sign out' }).filter({ visible: true }).click();
}

/** Says yes to all that the page asks from now on; answers with what that was. */
function agreeing(page: Page): string[] {
  const asked: string[] = [];
  page.on('dialog', (dialog) => {
    asked.push(dialog.message());
    void dialog.accept();
  });
  return asked;
}

test('signing out with unsent work asks, and then deletes it', async ({ page }) => {
  const run = await onDevice(page);
  await outage.cut();
  await guide(page).box.click();
  await expect(guide(page).way).toHaveText('on this device');
  // There is a server, but no way for what waits.
  outage.refuse(/sync\//);
  await outage.end();
  const asked: string[] = [];
  let answer: 'accept' | 'dismiss' = 'dismiss';
  page.on('dialog', (dialog) => {
    asked.push(dialog.message());
    void dialog[answer]();
  });
  await signOut(page);
  await expect.poll(() => asked).toEqual([expect.stringMatching(/^On this device only, and not sent: 1 change .*Signing out deletes/)]);
  await expect(page).toHaveURL(/\/field/);
  await page.reload();
  await expect(guide(page).box).toBeChecked();
  answer = 'accept';
  await signOut(page);
  await expect(page).toHaveURL(/\/sign-in$/);
  expect(asked).toHaveLength(2);
  await expect.poll(() => databases(page)).toEqual([]);
  await expect.poll(() => keptPages(page)).toEqual([]);
  outage.refuse();
  await fillIn(page, person('admin'));
  await expect(page).not.toHaveURL(/\/sign-in/);
  await openField(page, outage.address, `#/checklist/${run.id}`);
  await expect(guide(page).box).not.toBeChecked();
});

test('signing out with nothing unsent asks nothing and leaves nothing', async ({ page }) => {
  await onDevice(page);
  expect(await databases(page)).toHaveLength(1);
  const asked = agreeing(page);
  await signOut(page);
  await expect(page).toHaveURL(/\/sign-in$/);
  await expect.poll(() => databases(page)).toEqual([]);
  expect(asked).toEqual([]);
});

test('signing out from the workspace asks about what is typed on other pages, too', async ({ page }) => {
  await onDevice(page);
  const draft = await page.evaluate(() => {
    const name = `aftercare:draft:${document.body.dataset.viewer}:/tickets/new`;
    localStorage.setItem(name, '{"title":"Half a title"}');
    return name;
  });
  const asked = agreeing(page);
  await signOut(page);
  await expect(page).toHaveURL(/\/sign-in$/);
  expect(asked).toEqual([expect.stringContaining('1 change or text')]);
  expect(await page.evaluate((name) => localStorage.getItem(name), draft)).toBeNull();
});

test('a sign-out that never arrived deletes nothing when the session ends later', async ({ page }) => {
  const run = await onDevice(page);
  const other = await page.context().newPage();
  await other.goto(`${outage.address}/field`);
  await upToDate(other);
  await outage.cut();
  await signOut(other);
  await expect(other.getByRole('heading', { level: 1 })).toContainText(/offline/i);
  await other.close();
  await guide(page).box.click();
  await expect(guide(page).way).toHaveText('on this device');
  await page.context().clearCookies();
  await outage.end();
  await networkIsBack(page);
  await bar(page).signIn.click();
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  expect(await databases(page)).toHaveLength(1);
  await fillIn(page, person('admin'));
  await expect(page).toHaveURL(/\/field/);
  await upToDate(page);
  expect(await checks(page, run)).toHaveLength(1);
});

test('a browser that keeps nothing says so and works as long as there is a server', async ({ page }) => {
  const run = await begin(page, 'User training');
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => { throw new DOMException('The user denied permission.', 'SecurityError'); };
  });
  await page.goto(`/field#/checklist/${run.id}`);
  await expect(bar(page).says).toHaveText('This browser keeps nothing on this device: stay online, and send before you close.');
  await guide(page).box.click();
  await expect(guide(page).box).toBeChecked();
  await expect.poll(() => checks(page, run)).toHaveLength(1);
  await noBarrier(page);
  await goTo(page, '#/device');
  await expect(page.getByRole('main')).toContainText('This browser does not let this page keep anything.');
});

test('a full storage is said, and what was done is sent from memory', async ({ page }) => {
  const run = await begin(page, 'User training');
  await page.addInitScript(() => {
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (...row: Parameters<typeof put>) {
      if (this.name === 'outbox') throw new DOMException('There is no room.', 'QuotaExceededError');
      return put.apply(this, row);
    };
  });
  await openField(page, '', `#/checklist/${run.id}`);
  await guide(page).box.click();
  await expect(bar(page).says).toHaveText('The storage of this device is full. Do not close this page before everything is sent.');
  await expect(guide(page).box).toBeChecked();
  await expect.poll(() => checks(page, run)).toHaveLength(1);
  await expect.poll(() => rows(page)).toEqual([]);
  await noBarrier(page);
  await goTo(page, '#/device');
  await expect(page.getByRole('main')).toContainText('The storage of this device is full.');
});

test('what found no room comes into the storage as soon as there is some, beside what another page has kept', async ({ page }) => {
  const run = await onDevice(page);
  const other = await page.context().newPage();
  await openField(other, outage.address, `#/checklist/${run.id}`);
  await page.evaluate(() => {
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (...row: Parameters<typeof put>) {
      if (this.name === 'files' && !('hasRoom' in window)) throw new DOMException('There is no room.', 'QuotaExceededError');
      return put.apply(this, row);
    };
  });
  outage.refuse(/sync\//);
  await guide(page).more.click();
  await guide(page).line.getByLabel('Photo or file', { exact: true }).setInputFiles([picture('guide.png')]);
  await expect(bar(page).says).toHaveText('The storage of this device is full. Do not close this page before everything is sent.');
  // While the page tries in vain, both go on.
  await networkIsBack(page);
  await guide(page).box.click();
  const theirs = item(other, 'Make sign-ins for everybody');
  await theirs.box.click();
  await expect(theirs.way).toHaveText('on this device');
  await page.evaluate(() => { (window as unknown as { hasRoom: boolean }).hasRoom = true; });
  await networkIsBack(page);
  await expect.poll(async () => (await rows(page)).map((row) => row.op.do).sort()).toEqual(['attach', 'check', 'check']);
  outage.refuse();
  await networkIsBack(page);
  await upToDate(page);
  expect(await checks(page, run)).toHaveLength(2);
  const { log } = await onServer(page, baseUrl, run.id);
  expect(log.filter((entry) => entry.op.do === 'attach')).toHaveLength(1);
});

test('a shared device keeps nothing', async ({ page }) => {
  const run = await begin(page, 'User training');
  await page.context().clearCookies();
  await page.goto(`${outage.address}/sign-in`);
  await page.getByLabel('Others use this device too').check();
  await fillIn(page, person('admin'));
  await expect(page).not.toHaveURL(/\/sign-in/);
  await inCharge(page, `${outage.address}/field`);
  await openField(page, outage.address, `#/checklist/${run.id}`);
  await guide(page).box.click();
  await expect.poll(() => checks(page, run)).toHaveLength(1);
  await outage.cut();
  await item(page, 'Make sign-ins for everybody').box.click();
  await expect(bar(page).says).toHaveText('1 change not sent yet. A shared device keeps nothing.');
  await noBarrier(page);
  await outage.end();
  await networkIsBack(page);
  await expect.poll(() => checks(page, run)).toHaveLength(2);
  expect(await databases(page)).toEqual([]);
  expect(await keptPages(page)).toEqual([]);
  await goTo(page, '#/device');
  await expect(page.getByRole('main')).toContainText('This is a shared device: nothing is kept here after you close the page.');
});
