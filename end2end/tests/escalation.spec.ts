// A P0 that nobody takes calls people, who take it from their notifications; both sides see what concerns them.

import { hasJavaScript } from '../support/environment.ts';
import { expect, signIn, test } from '../support/test.ts';
import { hrmClient, open, report, unique } from '../support/tickets.ts';

test('a P0 calls its owner at once, who takes it from the notifications', { tag: '@nojs' }, async ({ page, browser }) => {
  const title = unique('No rota opens at Willow');
  await signIn(page, 'admin');
  await open(page, '/notifications');

  const clients = await browser.newContext();
  const other = await clients.newPage();
  await signIn(other, hrmClient);
  const key = await report(other, { title, impact: 'stopped' });

  // The owner of the engagement is asked within moments; with JavaScript the open page shows it by itself.
  const call = page.getByRole('main').getByRole('listitem').filter({ hasText: title });
  if (!hasJavaScript()) {
    await expect(async () => {
      await page.reload();
      await expect(call).toBeVisible({ timeout: 1_000 });
    }).toPass();
  }
  await expect(call).toBeVisible();
  await expect(call).toContainText('You are asked to take it, because of its priority.');
  await expect(call).toContainText('Level 1');
  await expect(page.getByRole('link', { name: /^Notifications.*unread/ }).filter({ visible: true })).toBeVisible();

  await call.getByRole('button', { name: /^I take it/ }).click();
  await expect(page.getByRole('status').filter({ hasText: `${key}: you own it now.` }).first()).toBeVisible();
  await expect(call).toContainText('You took it');
  await expect(call.getByRole('button')).toHaveCount(0);

  // The client's owner was told, and is not asked to do anything.
  await open(other, '/notifications');
  const told = other.getByRole('main').getByRole('listitem').filter({ hasText: title });
  await expect(told).toContainText('Your support plan names you for P0');
  await expect(told).toContainText('took it');
  await expect(told.getByRole('button', { name: /I take it/ })).toHaveCount(0);
  await clients.close();
});

test('who was asked next, and why, stands on the ticket and in the list', { tag: '@nojs' }, async ({ page }) => {
  await signIn(page, 'amal@northwind.example');
  await open(page, '/notifications');
  const main = page.getByRole('main');
  const call = main.getByRole('listitem').filter({ hasText: 'Rota does not open anywhere' });
  // Other tests of the same run call people too: the one of the demo may be further down.
  await expect(async () => {
    if (await call.count() === 0) await main.getByRole('link', { name: 'Show more' }).click({ timeout: 2_000 });
    await expect(call).toContainText('Level 2', { timeout: 1_000 });
  }).toPass();
  await expect(call).toContainText('because nobody acknowledged within 3 min');
  await call.getByRole('link').click();
  await expect(page.getByText('Escalated to Amal Jain, level 2, because nobody acknowledged within 3 min')).toBeVisible();
});
