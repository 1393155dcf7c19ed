// Every page, at both sizes: accessible in both themes, within its window, without a word in the console.

import type { Page } from '@playwright/test';
import { addressOf, places, show } from '../support/pages.ts';
import { axe, expect, test } from '../support/test.ts';

/**
 * What sticks out of the window on the right, or makes a part of the page scroll to the side. Bars of buttons and links
 * may: on the phone they are swiped.
 */
function sticksOut(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const window = document.documentElement.clientWidth;
    const clips = (element: Element | null): boolean =>
      element !== null && element !== document.body && (getComputedStyle(element).overflowX !== 'visible' || clips(element.parentElement));
    const named = (element: Element) => `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''}`;
    const shown = [...document.body.querySelectorAll('*')].filter((element) => element.checkVisibility({ visibilityProperty: true }));
    const out = shown
      .filter((element) => element.getBoundingClientRect().right > window + 1 && !clips(element.parentElement))
      .map((element) => `${named(element)} ends at ${Math.round(element.getBoundingClientRect().right)} of ${window}`);
    const sideways = shown
      .filter((element) => !element.matches('nav, [role=group], .filters'))
      .filter((element) => /auto|scroll/.test(getComputedStyle(element).overflowX) && element.scrollWidth > element.clientWidth + 1)
      .map((element) => `${named(element)} holds ${element.scrollWidth} in ${element.clientWidth}`);
    return [...out, ...sideways];
  });
}

for (const place of places) {
  test(`${place.name} (${place.path})`, async ({ page, noConsoleErrors }) => {
    if (place.status) noConsoleErrors.allow(new RegExp(`status of ${place.status}`));
    const response = await show(page, place, await addressOf(page, place));
    const policy = response.headers()['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'/);
    // What lies behind a dialog is out of reach.
    const reached = page.locator(':is(dialog:modal, body:not(:has(dialog:modal)))');
    await expect(reached.getByRole('heading', { level: 1 }), 'one first heading').toHaveCount(1);
    await expect(page).toHaveTitle(/.+ · Northwind Apps$/);
    const html = await response.text();
    expect(html, 'nothing inline').not.toMatch(/<[^>]+\s(style|on[a-z]+)=|<style|<script(?![^>]*\ssrc=)/);
    expect(await sticksOut(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 'no scrolling to the side').toBeLessThanOrEqual(0);
    const ids = await page.evaluate(() => [...document.querySelectorAll('[id]')].map((element) => element.id));
    expect(ids.filter((one, index) => ids.indexOf(one) !== index), 'ids are unique').toEqual([]);
    await axe(page);
  });
}
