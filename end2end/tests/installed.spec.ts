// The installed app: pages stay readable when the server is gone, belong to one person, and follow new versions.

import type { Page } from '@playwright/test';
import { Outage } from '../support/outage.ts';
import { axe, expect, signIn, test } from '../support/test.ts';
import { hrmClient } from '../support/tickets.ts';

test.use({ serviceWorkers: 'allow' });

/** A page that every agent may see. */
const agentsInbox = '/inbox';

/** The service worker is in charge of the page: the first load only installs it. */
async function inCharge(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.goto(address);
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
}

/** What is kept, by path. */
function keptPages(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const names = (await caches.keys()).filter((name) => name.startsWith('pages'));
    const all = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return all.flat().map((one) => new URL(one.url).pathname);
  });
}

test('pages that were looked at are read without the server, which says so, and come alive again', async ({ page, noConsoleErrors }) => {
  noConsoleErrors.allow(/ERR_|Failed to load resource|status of 503/);
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
  await expect(page.getByRole('timer').first()).toContainText(/over|left|in /);
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
  await expect.poll(() => keptPages(page)).toEqual([]);
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
  expect((await request.get('/sw.js')).headers()['cache-control']).toBe('no-cache');
});
