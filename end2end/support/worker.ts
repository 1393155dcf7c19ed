// What the service worker keeps.

import { expect, type Page } from '@playwright/test';

/** The service worker is in charge of the page: the first load only installs it. */
export async function inCharge(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.goto(address);
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
}

/** Which pages are kept, by path. */
export function keptPages(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const names = (await caches.keys()).filter((name) => name.startsWith('pages'));
    const all = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return all.flat().map((one) => new URL(one.url).pathname);
  });
}

/** What the browser says when there is no server; the tests of outages expect it. */
export const gone = /ERR_|Failed to load resource|status of 503/;
