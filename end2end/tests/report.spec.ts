// Journey 1: a client reports an issue. With and without JavaScript.

import { readFileSync } from 'node:fs';
import { picture, textFile, zipFile } from '../support/files.ts';
import { axe, expect, signIn, test } from '../support/test.ts';
import { bothClient, hrmClient, open, refusal, report, reportForm, standardClient, ticket, unique } from '../support/tickets.ts';
import { sendUnchecked } from '../support/unchecked.ts';

const nojs = { tag: '@nojs' };

test('a report becomes a ticket with its key, its promises and who owns it', nojs, async ({ page }) => {
  await signIn(page, hrmClient);
  await open(page, '/home');
  await page.getByRole('main').getByRole('link', { name: 'Report an issue' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Report an issue');
  // The only product is said, not asked.
  await expect(page.getByText('About Rota HRM')).toBeVisible();
  const title = unique('The rota of ward 2 cannot be opened');
  const form = reportForm(page);
  await form.title.fill(title);
  await form.whatHappens.fill('A blank page since 07:40, on every computer of the ward.');
  await form.blocks.fill('The night shift does not know who works.');
  await form.impact('blocked').check();
  await form.send.click();
  await expect(page).toHaveURL(/\/tickets\/BRIM-\d+\?new=1$/);
  const key = /BRIM-\d+/.exec(page.url())?.[0] ?? '';
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
  const promises = page.getByRole('region', { name: 'What we promise' });
  await expect(promises).toContainText(`We have it. It is ${key}.`);
  await expect(promises.getByRole('listitem').first()).toContainText(/within .*\d+ (d|h|min)/);
  await expect(promises).toContainText(/looks after it|is with the team/);
  const { timeline, facts } = ticket(page);
  await expect(timeline).toContainText('A blank page since 07:40');
  await expect(timeline).toContainText('The night shift does not know who works.');
  await expect(facts).toContainText('Important work is blocked');
  await axe(page);
  await open(page, '/issues');
  await expect(page.getByRole('link', { name: new RegExp(title) })).toBeVisible();
});

test('every problem is named, and everything typed is kept', nojs, async ({ page, noConsoleErrors }) => {
  noConsoleErrors.allow(refusal);
  await signIn(page, hrmClient);
  await open(page, '/report');
  const form = reportForm(page);
  await form.blocks.fill('The pay run of Friday.');
  await sendUnchecked(form.send);
  const summary = page.getByRole('alert').filter({ hasText: 'need your attention' });
  await expect(summary).toBeVisible();
  await expect(summary).toBeFocused();
  for (const field of ['The title', 'What happens', 'Choose how bad it is']) {
    await expect(summary.getByRole('link', { name: new RegExp(field) })).toBeVisible();
  }
  await expect(form.blocks).toHaveValue('The pay run of Friday.');
  await expect(form.title).toHaveAttribute('aria-invalid', 'true');
  await expect(form.title).toHaveAccessibleDescription(/title/i);
  await axe(page);
  // A link of the summary leads to its field.
  await summary.getByRole('link', { name: /The title/ }).click();
  await expect(form.title).toBeFocused();
});

test('a form with one fault keeps the rest', nojs, async ({ page, noConsoleErrors }) => {
  noConsoleErrors.allow(refusal);
  await signIn(page, bothClient);
  await open(page, '/report');
  const form = reportForm(page);
  await form.product.selectOption({ label: 'Frontdesk' });
  await form.title.fill('Recall letters print twice');
  await form.impact('workaround').check();
  await sendUnchecked(form.send);
  await expect(page.getByRole('alert').filter({ hasText: 'attention' }).getByRole('link')).toHaveCount(1);
  await expect(form.product.locator('option:checked')).toHaveText('Frontdesk');
  await expect(form.title).toHaveValue('Recall letters print twice');
  await expect(form.impact('workaround')).toBeChecked();
});

test('a picture and a log come along and can be opened', nojs, async ({ page }) => {
  await signIn(page, hrmClient);
  await open(page, '/report');
  const form = reportForm(page);
  await form.title.fill(unique('The roster shows last week'));
  await form.whatHappens.fill('See the picture.');
  await form.impact('workaround').check();
  await form.files.setInputFiles([picture('screen.png'), textFile('app.log', 'roster: stale cache\n')]);
  await form.send.click();
  await expect(page).toHaveURL(/\/tickets\//);
  const { timeline } = ticket(page);
  const shot = timeline.getByRole('img', { name: 'Picture: screen.png' });
  await shot.scrollIntoViewIfNeeded();
  await expect.poll(() => shot.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
  const download = page.waitForEvent('download');
  await timeline.getByRole('link', { name: /app\.log/ }).click();
  expect(readFileSync(await (await download).path(), 'utf8')).toBe('roster: stale cache\n');
});

test('a file is judged by its content, not by its name', nojs, async ({ page, noConsoleErrors }) => {
  noConsoleErrors.allow(refusal);
  await signIn(page, hrmClient);
  await open(page, '/report');
  const form = reportForm(page);
  const title = unique('The export is damaged');
  await form.title.fill(title);
  await form.whatHappens.fill('The attached file does not open.');
  await form.impact('workaround').check();
  await form.files.setInputFiles([zipFile('holiday.png')]);
  await form.send.click();
  const summary = page.getByRole('alert').filter({ hasText: 'attention' });
  await expect(summary).toContainText('holiday.png');
  await expect(summary).toContainText(/PNG, JPEG, WebP.*PDF.*text/);
  await expect(form.title).toHaveValue(title);
  await expect(form.files).toHaveAccessibleDescription(/holiday\.png/);
});

test('with several products, each impact proposes what the product\'s policy says, and why is shown', nojs, async ({ page }) => {
  await signIn(page, bothClient);
  const cases = [
    { product: 'Rota HRM', impact: 'stopped', label: 'P0', meaning: /System unavailable/ },
    { product: 'Rota HRM', impact: 'blocked', label: 'P1', meaning: /Payroll, attendance, leave/ },
    { product: 'Rota HRM', impact: 'wish', label: 'P2', meaning: /Workflow issue/ },
    { product: 'Frontdesk', impact: 'stopped', label: 'Critical', meaning: /App completely down/ },
    { product: 'Frontdesk', impact: 'wish', label: 'Low', meaning: /Enhancement/ },
  ] as const;
  for (const { product, impact, label, meaning } of cases) {
    await report(page, { title: unique(`${product} ${label}`), impact, product });
    const { facts } = ticket(page);
    await expect(facts, product).toContainText(label);
    await expect(facts, product).toContainText(meaning);
  }
});

test('a P0 is promised in minutes, a wish in a window', nojs, async ({ page }) => {
  await signIn(page, hrmClient);
  await report(page, { title: unique('Nobody can sign in'), impact: 'stopped' });
  const promises = page.getByRole('region', { name: 'What we promise' });
  await expect(promises).toContainText('Someone takes it on');
  await expect(promises).toContainText(/within\s+(4 min|5 min|4:\d\d|5:00)/);
  await signIn(page, standardClient);
  await report(page, { title: unique('Everything is down'), impact: 'stopped' });
  await expect(promises).toContainText('You get our first answer');
  await expect(promises).toContainText(/within\s+(3 h 59 min|4 h)/);
});

test('a second click on the button gives no second ticket', nojs, async ({ page }) => {
  await signIn(page, hrmClient);
  await open(page, '/report');
  const title = unique('Sent twice');
  const form = reportForm(page);
  await form.title.fill(title);
  await form.whatHappens.fill('A nervous hand clicks twice.');
  await form.impact('workaround').check();
  await form.send.dblclick();
  await expect(page).toHaveURL(/\/tickets\//);
  await open(page, '/issues');
  await expect(page.getByRole('link', { name: new RegExp(title) })).toHaveCount(1);
});
