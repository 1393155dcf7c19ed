// The installed app: pages stay readable when the server is gone, belong to one person, and follow new versions.

import type { Page } from '@playwright/test';
import { picture } from '../support/files.ts';
import { Outage } from '../support/outage.ts';
import { axe, expect, person, signIn, test } from '../support/test.ts';
import { hrmClient, reportForm, ticket, unique } from '../support/tickets.ts';
import { gone, inCharge, keptPages } from '../support/worker.ts';

test.use({ serviceWorkers: 'allow' });

/** A page that every agent may see. */
const agentsInbox = '/inbox';

test('pages that were looked at are read without the server, which says so, and come alive again', async ({ page, noConsoleErrors }) => {
  noConsoleErrors.allow(gone);
  await signIn(page, 'agent');
  const outage = await Outage.begin();
  await inCharge(page, `${outage.address}${agentsInbox}`);
  await page.goto(`${outage.address}/tickets/ACME-21`);
  const title = await page.getByRole('heading', { level: 1 }).textContent();
  await expect.poll(() => keptPages(page)).toEqual(expect.arrayContaining(['/inbox', '/tickets/ACME-21']));

  await outage.cut();
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title ?? '');
  await expect(page.locator('#connection')).toContainText('Offline. Everything here is as of');
  // The styles and the clocks work: files are kept as well.
  await expect(page.locator('html')).toHaveAttribute('data-islands', 'awake');
  await expect(page.getByRole('timer').first()).toContainText(/^\d+ (d|h|min|s)\b/);
  await axe(page);

  // A page that was never looked at leads to those that were.
  await page.goto(`${outage.address}/reports`);
  await expect(page.getByRole('heading', { level: 1, name: 'You are offline' })).toBeAttached();
  await axe(page);
  await page.getByRole('link', { name: title ?? '' }).click();
  await expect(page).toHaveURL(/\/tickets\/ACME-21$/);

  await outage.end();
  await expect(page.locator('#connection')).toBeHidden({ timeout: 20_000 });
  await expect(page.locator('html')).not.toHaveAttribute('data-kept-for', /./);
  await outage.close();
});

test('kept pages belong to one person and go when they sign out', async ({ page, noConsoleErrors }) => {
  noConsoleErrors.allow(/status of 401/);
  await signIn(page, 'agent');
  await inCharge(page, agentsInbox);
  await expect.poll(() => keptPages(page)).toContain('/inbox');
  // Somebody else's first page takes the place of all of them.
  await page.context().clearCookies();
  await signIn(page, hrmClient);
  await page.goto('/home');
  await expect.poll(() => keptPages(page)).toContain('/home');
  expect(await keptPages(page)).not.toContain('/inbox');
  // The page for signing in means that nobody is signed in.
  await page.context().clearCookies();
  await page.goto('/home');
  await expect(page).toHaveURL(/\/sign-in/);
  await expect.poll(() => keptPages(page)).not.toContain('/home');
  // Only the frame of the field workspace stays, in which work may wait to be sent.
  expect((await keptPages(page)).filter((path) => !['/field', '/pages-owner'].includes(path))).toEqual([]);
});

test('a new version waits until the person agrees, and then is loaded once', async ({ page }) => {
  await signIn(page, 'agent');
  const outage = await Outage.begin();
  await inCharge(page, `${outage.address}${agentsInbox}`);
  outage.update();
  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
  const offer = page.getByRole('status').filter({ hasText: 'There is a new version of this app.' });
  await expect(offer).toBeVisible();
  await axe(page);
  const search = page.getByRole('searchbox').or(page.getByRole('textbox')).first();
  await search.fill('ACME-2');
  await expect(search, 'nothing is taken away before').toHaveValue('ACME-2');
  let loads = 0;
  page.on('load', () => { loads += 1; });
  await offer.getByRole('button', { name: 'Load it' }).click();
  await expect.poll(() => loads).toBe(1);
  await expect(offer).toBeHidden();
  expect(loads).toBe(1);
  await outage.close();
});

/** As the system does when another app shares something: a form is sent to where the manifest says. */
async function share(page: Page, texts: Record<string, string>, pictureName: string): Promise<void> {
  await page.evaluate((fields) => {
    const form = document.createElement('form');
    Object.assign(form, { id: 'share', method: 'post', action: '/go/share', enctype: 'multipart/form-data' });
    for (const [name, value] of Object.entries(fields)) {
      form.append(Object.assign(document.createElement('textarea'), { name, value }));
    }
    form.append(Object.assign(document.createElement('input'), { type: 'file', name: 'files' }));
    document.body.append(form);
  }, texts);
  await page.locator('#share input').setInputFiles([picture(pictureName)]);
  await page.evaluate(() => document.querySelector<HTMLFormElement>('#share')?.submit());
}

/** Whether something that was shared still waits for the form. */
function isShareWaiting(page: Page): Promise<boolean> {
  return page.evaluate(async () => Boolean(await caches.match('/go/share')));
}

test('a picture and a text from another app come into the report, beside the draft, and are sent with it', async ({ page }) => {
  await signIn(page, hrmClient);
  await inCharge(page, '/report');
  const form = reportForm(page);
  await form.whatHappens.fill('Typed before.');
  await page.goto('/issues');
  const title = unique('White screen');
  await share(page, { title, text: 'Since noon, see https://example.org/x', url: 'https://example.org/x' }, 'screen.png');
  await expect(page).toHaveURL(/\/report$/);
  await expect(form.title).toHaveValue(title);
  await expect(form.whatHappens).toHaveValue('Typed before.\nSince noon, see https://example.org/x');
  const picked = page.getByRole('list', { name: 'Picked files' });
  await expect(picked).toContainText('screen.png');
  await expect.poll(() => isShareWaiting(page)).toBe(false);
  await axe(page);
  await form.impact('workaround').check();
  await form.send.click();
  await expect(page).toHaveURL(/\/tickets\//);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
  await expect(ticket(page).timeline.getByRole('img', { name: 'Picture: screen.png' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('data-islands', 'awake');
  // It was for one report.
  await page.goto('/report');
  await expect(page.locator('html')).toHaveAttribute('data-islands', 'awake');
  await expect(form.title).toHaveValue('');
  await expect(picked).toBeHidden();
});

test('a page of another site shares nothing with the app, also when it hides itself', async ({ page, noConsoleErrors }) => {
  // The answer is a text without an icon, for which browsers ask.
  noConsoleErrors.allow(/status of 40[34]/);
  await signIn(page, hrmClient);
  await inCharge(page, '/report');
  await expect.poll(() => keptPages(page)).toContain('/report');
  const here = new URL('/go/share', page.url()).href;
  const elsewhere = 'http://elsewhere.example/';
  for (const policy of ['strict-origin', 'no-referrer']) {
    const body = `<title>Elsewhere</title><form method="post" action="${here}" enctype="multipart/form-data"><input name="text" value="Not yours"></form>`;
    await page.route(elsewhere, (route) => route.fulfill({ contentType: 'text/html', headers: { 'referrer-policy': policy }, body }));
    await page.goto(elsewhere);
    const answer = page.waitForResponse(here);
    await page.evaluate(() => document.forms[0]?.submit());
    expect((await answer).status(), policy).toBe(403);
    await page.unroute(elsewhere);
    await page.goto('/issues');
    expect(await isShareWaiting(page), policy).toBe(false);
  }
});

test('what is shared without a network waits in the form and is sent when there is one', async ({ page, noConsoleErrors }) => {
  noConsoleErrors.allow(gone);
  await signIn(page, hrmClient);
  const outage = await Outage.begin();
  await inCharge(page, `${outage.address}/report`);
  await expect.poll(() => keptPages(page)).toContain('/report');
  await outage.cut();
  const title = unique('Nobody can sign in');
  await share(page, { title, text: 'Since six.' }, 'first.png');
  const form = reportForm(page);
  const picked = page.getByRole('list', { name: 'Picked files' });
  await expect(form.title).toHaveValue(title);
  await expect(picked).toContainText('first.png');
  // Opened again, nothing is lost, and no text is there twice.
  await page.goto(`${outage.address}/report`);
  await expect(picked).toContainText('first.png');
  await expect(form.whatHappens).toHaveValue('Since six.');

  await outage.end();
  await expect(page.locator('html')).not.toHaveAttribute('data-kept-for', /./, { timeout: 20_000 });
  await expect.poll(() => isShareWaiting(page)).toBe(false);
  await expect(form.title).toHaveValue(title);
  await expect(picked).toContainText('first.png');
  await form.impact('workaround').check();
  await form.send.click();
  await expect(page).toHaveURL(/\/tickets\//);
  await expect(ticket(page).timeline.getByRole('img', { name: 'Picture: first.png' })).toBeVisible();
  await outage.close();
});

test('what is shared goes with whoever shared it, and the form says so', async ({ page, noConsoleErrors }) => {
  noConsoleErrors.allow(/status of 401/);
  await signIn(page, hrmClient);
  await inCharge(page, '/report');
  await page.context().clearCookies();
  await share(page, { text: 'A secret of mine.' }, 'secret.png');
  await expect(page).toHaveURL(/\/sign-in/);
  await expect.poll(() => isShareWaiting(page)).toBe(false);
  await page.getByLabel(/e-?mail/i).fill(person(hrmClient).email);
  await page.locator('input[type=password]').fill(person(hrmClient).password);
  await page.getByRole('main').getByRole('button', { name: /sign in/i }).click();
  await expect(page).toHaveURL(/\/report$/);
  await expect(page.getByRole('status').filter({ hasText: 'What you shared was not kept while you signed in.' })).toBeVisible();
  await axe(page);
});

test('the manifest has what installing needs, and every address in it answers', async ({ page, request }) => {
  await signIn(page, 'agent');
  const manifest = await (await request.get('/manifest.webmanifest')).json();
  expect([manifest.id, manifest.scope, manifest.display]).toEqual(['/', '/', 'standalone']);
  const sizes = manifest.icons.map((icon: { sizes: string; purpose: string }) => `${icon.sizes} ${icon.purpose}`);
  expect(sizes).toEqual(expect.arrayContaining(['192x192 any', '512x512 any', '512x512 maskable']));
  const files = [...manifest.icons, ...manifest.screenshots].map((one: { src: string }) => one.src);
  for (const address of [...files, '/icon-180.png']) {
    const response = await request.get(address);
    expect(response.status(), address).toBe(200);
    expect(response.headers()['content-type'], address).toMatch(/^image\//);
  }
  for (const { url } of manifest.shortcuts) expect((await page.request.get(url)).status(), url).toBe(200);
  expect(manifest.share_target).toMatchObject({ action: '/go/share', method: 'POST', enctype: 'multipart/form-data' });
  expect(manifest.share_target.params.files[0].accept).toEqual(expect.arrayContaining(['image/png', 'image/jpeg', 'image/webp']));
  expect((await request.get('/sw.js')).headers()['cache-control']).toBe('no-cache');
});
