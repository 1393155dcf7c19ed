// Takes the pictures: each page in three sizes, light and dark.

import { test } from '@playwright/test';
import { addressOf, places, show } from '../support/pages.ts';

export const sizes = [
  { name: 'phone', width: 390, height: 844 },
  { name: 'tablet', width: 820, height: 1180 },
  { name: 'desktop', width: 1440, height: 900 },
];
export const themes = ['light', 'dark'] as const;

const folder = process.env.SHOTS;
const wanted = (process.env.PAGES ?? '').split(',').filter(Boolean);
const unknown = wanted.filter((name) => !places.some((place) => place.name === name));
if (unknown.length > 0) {
  throw new Error(`no page is called ${unknown.join(', ')}; there are ${places.map((place) => place.name).join(', ')}`);
}

for (const place of places.filter((place) => wanted.length === 0 || wanted.includes(place.name))) {
  test(place.name, async ({ page }) => {
    const address = await addressOf(page, place);
    for (const size of sizes) {
      for (const theme of themes) {
        await page.setViewportSize(size);
        await page.emulateMedia({ colorScheme: theme });
        await show(page, place, address);
        await page.evaluate(() => document.fonts.ready);
        await page.screenshot({ path: `${folder}/${place.name}-${size.name}-${theme}.png` });
      }
    }
  });
}
