// The field workspace: checklists are worked on without the server, and nothing that was done or typed is lost.

import type { Page } from '@playwright/test';
import { begin } from '../support/checklists.ts';
import { bar, eachBehindProxy, goTo, item, kept, networkIsBack, noBarrier, onServer, openField, rows, send, trouble, upToDate, writeNote } from '../support/field.ts';
import { picture } from '../support/files.ts';
import type { Outage } from '../support/outage.ts';
import { baseUrl } from '../support/environment.ts';
import { expect, test } from '../support/test.ts';
import { hrmClient, open, unique } from '../support/tickets.ts';

let outage: Outage;
eachBehindProxy((one) => { outage = one; });

/** A run of a template on a device that keeps it. */
async function onDevice(page: Page, template: string) {
  const run = await begin(page, template);
  await kept(page, outage, `#/checklist/${run.id}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(run.name);
  return run;
}

test('each change says how it stands: on this device, sent, gone', async ({ page }) => {
  const run = await onDevice(page, 'User training');
  const guide = item(page, 'Hand out the one-page guide');
  await outage.cut();
  await guide.box.click();
  await expect(guide.box).toBeChecked();
  await expect(guide.way).toHaveText('on this device');
  await item(page, 'Make sign-ins for everybody').box.click();
  await expect(bar(page).says).toHaveText('Offline. 2 changes are saved on this device.');
  await writeNote(page, 'Train the people who administer it', 'The room has no projector.');
  await expect(bar(page).says).toHaveText('Offline. 3 changes are saved on this device.');
  await noBarrier(page);
  await page.reload();
  await expect(bar(page).says).toHaveText('Offline. 3 changes are saved on this device.');
  await expect(guide.box).toBeChecked();

  // The server takes what is sent, but what came of it cannot be read yet.
  outage.refuse(/sync\/(workspace|pull)/);
  await outage.end();
  await networkIsBack(page);
  await expect(guide.way).toHaveText('sent');
  const { log } = await onServer(page, baseUrl, run.id);
  expect(log.map((entry) => entry.op.do).sort()).toEqual(['check', 'check', 'note']);
  outage.refuse();
  await networkIsBack(page);
  await upToDate(page);
  await expect(guide.way).toHaveText('');
  await expect(guide.box).toBeChecked();
  expect(await rows(page)).toEqual([]);
});

test('what was refused says so with its text and its reason, holds up nothing, and is tried again or discarded', async ({ page, as }) => {
  test.slow();
  const run = await onDevice(page, 'Acceptance');
  const client = await as(hrmClient);
  await open(client, run.address);
  await outage.cut();
  // The client signs this section meanwhile.
  const lost = 'What is open is listed as issues';
  const reason = unique('Not listed on purpose');
  await item(page, lost).more.click();
  await item(page, lost).line.getByLabel('Skip it, because').fill(reason);
  await item(page, lost).line.getByRole('button', { name: 'Skip item' }).click();
  await expect(item(page, lost).line.locator('.ck-skip')).toContainText(reason);
  await writeNote(page, lost, 'A note may always be written.');
  await item(page, 'The escalation owners of both sides').box.click();

  const checks = client.locator('li').filter({ hasText: 'The agreed acceptance checks were run' });
  await checks.getByLabel(/^Photo or file/).setInputFiles([picture('checks.png')]);
  await checks.getByRole('button', { name: 'Attach and check' }).click();
  for (const title of ['The agreed acceptance checks', 'One full cycle', lost]) {
    const box = client.locator('li').filter({ has: client.locator('.ck-title', { hasText: title }) }).getByRole('checkbox');
    if (!(await box.isChecked()) && !title.startsWith('The agreed')) await box.click();
    await expect(box).toBeChecked();
  }
  await client.getByRole('region', { name: 'Acceptance checks' }).getByRole('button', { name: 'Sign' }).click();
  await expect(client.getByRole('region', { name: 'Acceptance checks' })).toContainText('Ruth Bell');

  await outage.end();
  await networkIsBack(page);
  const refused = trouble(page, 'This was refused: What is open is listed as issues');
  await expect(refused.line).toContainText('Ruth Bell signed this section.');
  await expect(refused.line).toContainText(reason);
  await expect(item(page, lost).way).toHaveText('refused');
  await expect(item(page, lost).box).toBeChecked();
  // Those behind it have arrived.
  await expect.poll(async () => (await onServer(page, baseUrl, run.id)).log.map((entry) => entry.op.do)).toEqual(expect.arrayContaining(['note', 'check', 'sign']));
  await expect(bar(page).says).toContainText('Everything is sent');
  await noBarrier(page);

  // The reason stands: refused once more, and still there.
  await refused.press('Try again');
  await expect(refused.line).toContainText(reason);
  await client.getByRole('region', { name: 'Acceptance checks' }).getByRole('button', { name: 'Take back' }).click();
  await expect(client.getByRole('region', { name: 'Acceptance checks' }).getByRole('button', { name: 'Sign' })).toBeVisible();
  await refused.press('Try again');
  await expect(refused.line).toHaveCount(0);
  await expect.poll(async () => (await onServer(page, baseUrl, run.id)).log.filter((entry) => entry.op.do === 'skip')).toHaveLength(1);

  // The other way out, once this device has learnt that the signature was taken back.
  await expect(item(page, lost).way).toHaveText('');
  await outage.cut();
  await item(page, lost).box.click();
  await expect(item(page, lost).way).toHaveText('on this device');
  await client.reload();
  await client.getByRole('region', { name: 'Acceptance checks' }).getByRole('button', { name: 'Sign' }).click();
  await expect(client.getByRole('region', { name: 'Acceptance checks' }).getByRole('button', { name: 'Take back' })).toBeVisible();
  await outage.end();
  await networkIsBack(page);
  const second = trouble(page, 'This was refused');
  await expect(second.line).toBeVisible();
  await second.press('Discard');
  await expect(second.line).toHaveCount(0);
  await expect.poll(() => rows(page)).toEqual([]);
});

const plan = 'The support plan is read together';

for (const [choice, stays] of [['Keep Ruth Bell’s', 'Thursday at two.'], ['Use mine', 'Wednesday at nine.']] as const) {
  test(`two notes written at the same time are both kept: ${choice}`, async ({ page, as }) => {
    const run = await onDevice(page, 'Acceptance');
    await conflictOn(page, await as(hrmClient), run.id);
    const { more, both, notes } = item(page, plan);
    await expect(item(page, plan).line).toContainText('Written at the same time: open “More” and choose.');
    if ((await more.getAttribute('aria-expanded')) !== 'true') await more.click();
    await expect(both).toContainText('Thursday at two.');
    await expect(both).toContainText('Wednesday at nine.');
    await noBarrier(page);
    await both.getByRole('button', { name: choice }).click();
    await expect(notes).toHaveText([stays]);
    await expect(both).toHaveCount(0);
    await bothTextsAreHistory(page, run.id, 3);
  });
}

test('two notes written at the same time are written into one', async ({ page, as }) => {
  const run = await onDevice(page, 'Acceptance');
  await conflictOn(page, await as(hrmClient), run.id);
  const { more, note, save, notes, both } = item(page, plan);
  if ((await more.getAttribute('aria-expanded')) !== 'true') await more.click();
  await expect(note).toHaveValue('Thursday at two.\n\nWednesday at nine.');
  await note.fill('Thursday at nine.');
  await save.click();
  await expect(notes).toHaveText(['Thursday at nine.']);
  await expect(both).toHaveCount(0);
  await bothTextsAreHistory(page, run.id, 3);
});

/** The client writes a note on the server while the device writes another one without it. */
async function conflictOn(page: Page, client: Page, id: string): Promise<void> {
  await openField(client, '', `#/checklist/${id}`);
  await outage.cut();
  await writeNote(page, plan, 'Wednesday at nine.');
  await writeNote(client, plan, 'Thursday at two.');
  await upToDate(client);
  await outage.end();
  await send(page);
  await expect(item(page, plan).notes).toHaveText(['Thursday at two.', 'Wednesday at nine.']);
}

async function bothTextsAreHistory(page: Page, id: string, count: number): Promise<void> {
  const texts = async () => (await onServer(page, baseUrl, id)).log.map((entry) => entry.op.text ?? '');
  await expect.poll(texts).toHaveLength(count);
  expect(await texts()).toEqual(expect.arrayContaining(['Thursday at two.', 'Wednesday at nine.']));
}

test('a photo, a line of the log, an item, a reason and a signature wait for the server together', async ({ page }) => {
  const run = await onDevice(page, 'Readiness');
  const safe = page.getByRole('region', { name: 'Safe to operate' });
  await outage.cut();
  const backup = item(page, 'A backup was restored');
  await backup.box.click();
  await expect(backup.line.getByRole('alert')).toContainText('This needs a photo or a file as evidence');
  await backup.more.click();
  await backup.line.getByLabel('Photo or file', { exact: true }).setInputFiles([picture('restored.png')]);
  await expect(backup.line).toContainText('On this device, not sent yet: restored.png');
  await page.getByRole('region', { name: 'Log' }).getByLabel('What happened').fill('The network is down in the whole building.');
  await page.getByRole('button', { name: 'Add to log' }).click();
  await expect(page.locator('.field-line')).toContainText('The network is down in the whole building.');
  await expect(page.locator('.field-line')).toContainText('on this device');
  await safe.getByText('Add an item').click();
  await safe.getByLabel('What to do').fill('Write down the serial number');
  await safe.getByRole('button', { name: 'Add item' }).click();
  await expect(item(page, 'Write down the serial number').way).toHaveText('on this device');
  await item(page, 'Write down the serial number').box.click();
  await expect(item(page, 'Write down the serial number').box).toBeChecked();
  await page.reload();
  await expect(item(page, 'Write down the serial number').box).toBeChecked();

  await outage.end();
  await send(page);
  await expect(page.locator('.field-line')).not.toContainText('on this device');
  await expect(backup.line.locator('.ck-evidence')).toContainText('restored.png');
  await expect(backup.line.getByRole('alert')).toHaveCount(0);
  await backup.box.click();
  await expect(backup.box).toBeChecked();
  for (const title of ['The production environment is checked', 'Access is reviewed', 'The error review is set up']) {
    await item(page, title).box.click();
    await expect(item(page, title).box).toBeChecked();
  }
  const route = item(page, 'The escalation route was tried once');
  await route.more.click();
  await route.line.getByLabel('Skip it, because').fill('   ');
  await route.line.getByRole('button', { name: 'Skip item' }).click();
  await expect(route.line.getByRole('alert')).toContainText('The reason is missing');
  await route.line.getByLabel('Skip it, because').fill('Tried last week.');
  await route.line.getByRole('button', { name: 'Skip item' }).click();
  await expect(route.line.locator('.ck-skip')).toContainText('Tried last week.');
  await upToDate(page);
  await outage.cut();
  await safe.getByRole('button', { name: 'Sign' }).click();
  const signed = safe.locator('.signature').filter({ hasText: 'Signed by Mira Kovač' });
  await expect(signed).toContainText('on this device');
  await outage.end();
  await send(page);
  await expect(signed).not.toContainText('on this device');

  await open(page, run.address);
  const there = page.getByRole('region', { name: 'Safe to operate' });
  await expect(there.locator('li').filter({ hasText: 'A backup was restored' }).getByRole('link', { name: /restored\.png/ })).toBeVisible();
  await expect(there).toContainText('Tried last week.');
  await expect(there).toContainText('Write down the serial number');
  await expect(page.getByRole('main')).toContainText('The network is down in the whole building.');
});

test('everything is done by keyboard, and the focus stays where it was', async ({ page }) => {
  await onDevice(page, 'User training');
  const guide = item(page, 'Hand out the one-page guide');
  await guide.box.focus();
  await page.keyboard.press('Space');
  await expect(guide.box).toBeChecked();
  await expect(guide.box).toBeFocused();
  await upToDate(page);
  await expect(guide.way).toHaveText('');
  await expect(guide.box, 'also after it was sent and came back').toBeFocused();
  await page.keyboard.press('Tab');
  await expect(guide.more).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(guide.note).toBeVisible();
  await expect(guide.more).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(guide.line.getByLabel('Photo or file', { exact: true })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(guide.note).toBeFocused();
  await page.keyboard.type('Forty copies.');
  await page.keyboard.press('Tab');
  await expect(guide.save).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(guide.notes).toHaveText(['Forty copies.']);
  await upToDate(page);
  await expect(guide.way).toHaveText('');
  expect(await page.evaluate(() => document.activeElement?.closest('li.ck .ck-forms') !== null), 'the focus is where the note was written').toBe(true);
});

/** The client writes a note of the guide on another device. */
async function theirNote(client: Page, run: string): Promise<void> {
  await openField(client, '', `#/checklist/${run}`);
  await writeNote(client, 'Hand out the one-page guide', 'We have printed them.');
  await upToDate(client);
}

test('what is half typed survives a reload, a change of others and a pull', async ({ page, as }) => {
  const run = await onDevice(page, 'User training');
  const guide = item(page, 'Hand out the one-page guide');
  await guide.more.click();
  await guide.note.fill('half a sen');
  await theirNote(await as(hrmClient), run.id);
  await networkIsBack(page);
  await expect(guide.notes).toHaveText(['We have printed them.']);
  await expect(guide.note).toHaveValue('half a sen');
  await page.reload();
  await guide.more.click();
  await expect(guide.note).toHaveValue('half a sen');
  // It was begun when there was no note: it stands beside the one that came meanwhile.
  await guide.save.click();
  await upToDate(page);
  await expect(guide.both).toBeVisible();
  await expect(guide.line).toContainText('We have printed them.');
  await expect(guide.line).toContainText('half a sen');
});

test('opened from the home screen where nothing is answered, it shows the workspace', async ({ page }) => {
  const run = await onDevice(page, 'User training');
  outage.swallow(/./);
  await page.goto('about:blank');
  await page.goto(`${outage.address}/?source=installed`);
  await expect(page).toHaveURL(/\/field$/);
  await goTo(page, `#/checklist/${run.id}`);
  await item(page, 'Hand out the one-page guide').box.click();
  await expect(item(page, 'Hand out the one-page guide').way).toHaveText('on this device');
  outage.swallow();
  await outage.cut();
  await outage.end();
  await networkIsBack(page);
  await upToDate(page);
});

test('a file that does not get through holds nothing else up', async ({ page, as }) => {
  const run = await onDevice(page, 'User training');
  const guide = item(page, 'Hand out the one-page guide');
  outage.refuse(/sync\/files/);
  await guide.more.click();
  await guide.line.getByLabel('Photo or file', { exact: true }).setInputFiles([picture('guide.png')]);
  await expect(bar(page).says).toHaveText('1 change waiting');
  await theirNote(await as(hrmClient), run.id);
  await networkIsBack(page);
  await expect(guide.notes).toHaveText(['We have printed them.']);
  await expect(bar(page).says).toHaveText('1 change waiting');
  outage.refuse();
  await upToDate(page);
  expect((await onServer(page, baseUrl, run.id)).log.map((entry) => entry.op.do)).toContain('attach');
});

test('no part has a barrier', async ({ page }) => {
  const run = await onDevice(page, 'Launch day');
  await noBarrier(page);
  await item(page, 'Print the paper fallback').more.click();
  await noBarrier(page);
  for (const part of ['#/', '#/triage', '#/tickets', '#/device', `#/checklist/${run.id}x`, '#/ticket/ZZZ-9']) {
    await goTo(page, part);
    await noBarrier(page);
  }
});
