// The whole way by keyboard: signing in, reporting, triage. No pointer, focus always to be seen.

import type { Page } from '@playwright/test';
import { expect, person, test } from '../support/test.ts';
import { hrmClient, open, reportForm, ready, ticket, unique } from '../support/tickets.ts';

test.skip(({ isMobile }) => isMobile, 'a phone has no Tab key');

/** Presses Tab until something with that name has the focus. */
async function tabTo(page: Page, name: RegExp, most = 60): Promise<void> {
  for (let step = 0; step < most; step += 1) {
    await page.keyboard.press('Tab');
    const focus = await page.evaluate(() => {
      const active = document.activeElement as HTMLElement | null;
      if (!active || active === document.body) return null;
      const labels = (active as HTMLInputElement).labels;
      const text = [active.getAttribute('aria-label'), labels?.[0]?.textContent, active.textContent].find((one) => one?.trim());
      const style = getComputedStyle(active);
      const around = active.closest('label, .row, .impact, .composer, .sw');
      const marked = (one: Element | null) => one !== null && (getComputedStyle(one).outlineStyle !== 'none' || getComputedStyle(one).boxShadow !== 'none');
      return { text: (text ?? '').replace(/\s+/g, ' ').trim(), isSeen: style.outlineStyle !== 'none' || style.boxShadow !== 'none' || marked(around), tag: active.outerHTML.slice(0, 120) };
    });
    if (!focus) continue;
    expect.soft(focus.isSeen, `the focus is to be seen on ${focus.tag}`).toBe(true);
    if (name.test(focus.text)) return;
  }
  throw new Error(`nothing named ${name} within ${most} steps`);
}

async function signInByKeys(page: Page, who: string): Promise<void> {
  await page.goto('/sign-in');
  await tabTo(page, /^E-mail/);
  await page.keyboard.type(person(who).email);
  await tabTo(page, /^Password/);
  await page.keyboard.type(person(who).password);
  await page.keyboard.press('Enter');
  await expect(page).not.toHaveURL(/sign-in/);
  await ready(page);
}

test('the first stop skips to the content', { tag: '@nojs' }, async ({ page }) => {
  await signInByKeys(page, 'agent');
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to content' });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
});

test('reporting by keyboard only', { tag: '@nojs' }, async ({ page }) => {
  await signInByKeys(page, hrmClient);
  await tabTo(page, /^Report an issue/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Report an issue');
  await ready(page);
  const title = unique('Typed only');
  await tabTo(page, /^What is wrong/);
  await page.keyboard.type(title);
  await tabTo(page, /^What happens/);
  await page.keyboard.type('Nothing else but keys.');
  await tabTo(page, /^What does it block/);
  await tabTo(page, /Everything has stopped/);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(reportForm(page).impact('workaround')).toBeChecked();
  await tabTo(page, /^Pictures or files/);
  await tabTo(page, /^Send to the team/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
});

test('triage by Tab only: a row, its menu, a reply', async ({ page, as }) => {
  const client = await as(hrmClient);
  await open(client, '/report');
  const form = reportForm(client);
  await form.title.fill(unique('Reply by keys'));
  await form.whatHappens.fill('Please answer.');
  await form.impact('wish').check();
  await form.send.click();
  await expect(client).toHaveURL(/\/tickets\//);
  await signInByKeys(page, 'agent');
  await open(page, new URL(client.url()).pathname);
  await tabTo(page, /^State/);
  await page.keyboard.press('Enter');
  const panel = ticket(page).panel('Move to');
  await expect(panel).toBeVisible();
  await tabTo(page, /Triaged/);
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowDown');
  await expect(panel.getByRole('radio', { name: 'In progress' })).toBeChecked();
  await tabTo(page, /^Move$/);
  await page.keyboard.press('Enter');
  await expect(panel).toBeHidden();
  await expect(ticket(page).timeline).toContainText('In progress');
  await tabTo(page, /^Your message/, 80);
  const text = unique('Sent with keys');
  await page.keyboard.type(text);
  await page.keyboard.press('Control+Enter');
  await expect(ticket(page).timeline).toContainText(text);
});
