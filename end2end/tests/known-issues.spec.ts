// Known issues: offered while a client types, kept out of the way, and to be read at leisure.

import { axe, expect, hasJavaScript, signIn, test } from '../support/test.ts';
import { hrmClient, open, refusal, reportForm } from '../support/tickets.ts';

test('known issues are offered while typing', async ({ page }) => {
  await signIn(page, hrmClient);
  await open(page, '/report');
  const form = reportForm(page);
  const offered = page.getByRole('complementary', { name: 'Solved before' });
  await expect(offered.getByRole('listitem')).toHaveCount(0);
  await form.title.pressSequentially('I cannot log in, the account is locked', { delay: 5 });
  const known = offered.getByRole('listitem').filter({ hasText: 'Account locked' });
  await expect(known).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: /look.? like yours/ })).toBeAttached();
  await known.getByText('Account locked').click();
  await expect(known).toContainText('too many attempts');
  await expect(known).toContainText('unlock the account');
  await axe(page);
  // Another text, other answers.
  await form.title.fill('White screen after start');
  await expect(offered.getByRole('listitem').filter({ hasText: 'White screen' })).toBeVisible();
  await expect(known).toHaveCount(0);
  await form.title.fill('');
  await expect(offered.getByRole('listitem')).toHaveCount(0);
});

test('an answer that helped ends the report without a ticket, and the text is kept', async ({ page }) => {
  await signIn(page, hrmClient);
  await open(page, '/report');
  const form = reportForm(page);
  await form.title.fill('Account locked again');
  await form.whatHappens.fill('Three tries, then locked.');
  const offered = page.getByRole('complementary', { name: 'Solved before' });
  const known = offered.getByRole('listitem').filter({ hasText: 'Account locked' });
  await known.getByText('Account locked').click();
  await known.getByRole('button', { name: 'This solved it' }).click();
  await expect(offered).toContainText('Nothing was sent');
  await offered.getByRole('link', { name: 'Back to the start page' }).click();
  await expect(page).toHaveURL(/\/home$/);
});

test('staff who report for a client are offered them, also before a product is chosen', async ({ page }) => {
  await signIn(page, 'agent');
  await open(page, '/tickets/new');
  const form = reportForm(page);
  const offered = page.getByRole('complementary', { name: 'Solved before' });
  await form.title.fill('Account locked on three tablets');
  await form.product.selectOption({ label: 'Luma Dental, Frontdesk' });
  await expect(offered.getByRole('listitem').filter({ hasText: 'Account locked' })).toBeVisible();
});

test('without JavaScript, a form shown again carries the known issues', { tag: '@nojs' }, async ({ page, noConsoleErrors }) => {
  test.skip(hasJavaScript(), 'with JavaScript they come while typing');
  noConsoleErrors.allow(refusal);
  await signIn(page, hrmClient);
  await open(page, '/report');
  const form = reportForm(page);
  await form.title.fill('Account locked');
  await form.whatHappens.fill('   ');
  await form.impact('workaround').check();
  await form.send.click();
  const offered = page.getByRole('complementary', { name: 'Solved before' });
  await expect(offered.getByRole('listitem').filter({ hasText: 'Account locked' })).toBeVisible();
});

test('the knowledge page is searched by what is seen', { tag: '@nojs' }, async ({ page }) => {
  await signIn(page, hrmClient);
  await open(page, '/knowledge');
  const main = page.getByRole('main');
  await expect(main.getByRole('heading', { name: 'Authentication' })).toBeVisible();
  await main.getByRole('searchbox', { name: 'Search known issues' }).fill('white screen');
  await main.getByRole('button', { name: 'Search' }).click();
  await expect(page).toHaveURL(/\/knowledge\?q=white/);
  await main.getByText('White screen', { exact: true }).click();
  await expect(main.getByText('fix the JavaScript errors')).toBeVisible();
  await main.getByRole('searchbox', { name: 'Search known issues' }).fill('xylophone');
  await main.getByRole('button', { name: 'Search' }).click();
  await expect(main).toContainText('Nothing about “xylophone”');
  await expect(main.getByRole('link', { name: 'Report an issue' }).last()).toBeVisible();
});
