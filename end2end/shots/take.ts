// Takes the pictures: each page in three sizes, light and dark.

import { test, type Page } from '@playwright/test';
import { signIn } from '../support/sign-in.ts';
import { awake } from '../support/test.ts';
import { shots, ticketKey, type Shot } from './pages.ts';

export const sizes = [
  { name: 'phone', width: 390, height: 844 },
  { name: 'tablet', width: 820, height: 1180 },
  { name: 'desktop', width: 1440, height: 900 },
];
export const themes = ['light', 'dark'] as const;

const folder = process.env.SHOTS;
const wanted = (process.env.PAGES ?? '').split(',').filter(Boolean);
const unknown = wanted.filter((name) => !shots.some((shot) => shot.name === name));
if (unknown.length > 0) {
  throw new Error(`no page is called ${unknown.join(', ')}; there are ${shots.map((shot) => shot.name).join(', ')}`);
}

for (const shot of shots.filter((shot) => wanted.length === 0 || wanted.includes(shot.name))) {
  test(shot.name, async ({ page }) => {
    if (shot.who) await signIn(page, shot.who);
    for (const size of sizes) {
      for (const theme of themes) {
        await page.setViewportSize(size);
        await page.emulateMedia({ colorScheme: theme });
        await open(page, shot);
        await page.screenshot({ path: `${folder}/${shot.name}-${size.name}-${theme}.png` });
      }
    }
  });
}

async function open(page: Page, shot: Shot): Promise<void> {
  await visit(page, shot.path, shot.status);
  if (shot.follow) await visit(page, await linkOn(page, shot));
  await awake(page);
  if (shot.act) {
    await shot.act(page);
    await page.waitForLoadState();
    await awake(page);
  }
  await page.evaluate(() => document.fonts.ready);
}

/** Goes to a page; a picture of another answer than the expected one would only mislead. */
async function visit(page: Page, path: string, status = 200): Promise<void> {
  const response = await page.goto(path);
  if (response?.status() !== status) throw new Error(`${path} answered ${response?.status()}, not ${status}`);
}

/** The first link that fits, and what `then` makes of it. */
async function linkOn(page: Page, shot: Shot): Promise<string> {
  const links = await page.locator('main a[href]').evaluateAll((all) => all.map((a) => a.getAttribute('href') ?? ''));
  const href = links.find((link) => shot.follow?.test(link));
  if (!href) throw new Error(`${shot.path} has no link like ${shot.follow}: ${links.join(' ')}`);
  const key = ticketKey(href);
  if (!key) return href;
  if (shot.then === 'selected') return `/inbox?t=${key}`;
  if (shot.then !== 'why') return `/tickets/${key}`;
  await page.goto(`/tickets/${key}`);
  const why = page.locator(`main a[href*="/${key}/why/"]`).first();
  return (await why.getAttribute('href')) ?? '';
}
