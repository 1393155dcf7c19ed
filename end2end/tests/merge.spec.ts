// Merging one ticket into another, and splitting off what a client wrote: both ways and on both sides.

import type { Page } from '@playwright/test';
import { axe, expect, hasJavaScript, test } from '../support/test.ts';
import { hrmClient, impacts, open, ready, refusal, report, reportAs, ticket, unique, type ImpactName } from '../support/tickets.ts';

const nojs = { tag: '@nojs' };

/** Opens one of the forms behind "More". */
async function more(agent: Page, button: string) {
  await ticket(agent).action('More').click();
  await ticket(agent).panel('More').getByRole('button', { name: button }).click();
  const panel = ticket(agent).panel(button);
  await expect(panel).toBeVisible();
  return panel;
}

/** Two tickets of one client, and an agent who looks at the second. */
async function two(page: Page, as: (who: string) => Promise<Page>, impact: ImpactName = 'blocked') {
  const title = unique('Nobody on ward 4 can sign in');
  const into = await reportAs(page, hrmClient, { title, impact: 'workaround' });
  const from = await report(page, { title: unique('Sign-in is broken'), impact });
  const agent = await as('agent');
  await open(agent, `/tickets/${from}`);
  return { title, into, from, agent };
}

test('a ticket is merged into another, and everybody finds the way', nojs, async ({ page, as }) => {
  const { title, into, from, agent } = await two(page, as);
  const panel = await more(agent, 'Merge into another ticket');
  await axe(agent);
  await panel.getByLabel('In which ticket does it go on?').fill(into);
  await panel.getByLabel(/^Why\?/).fill('It is the same outage.');
  await panel.getByRole('button', { name: 'Merge' }).click();
  await expect(agent).toHaveURL(new RegExp(`/tickets/${into}$`));
  await ready(agent);
  const { main, timeline, facts } = ticket(agent);
  await expect(main).toContainText(`${from}: merged. It goes on here as ${into}.`);
  await expect(timeline).toContainText(`Amal Jain merged ${from} into it`);
  await expect(timeline, 'the higher priority stays').toContainText(`${from}, which was merged into it, had P1`);
  await facts.getByRole('link', { name: new RegExp(`merged from ${from}`) }).click();

  const gone = agent.getByRole('region', { name: 'Where it goes on' });
  await expect(gone).toContainText(`This goes on as ${into}`);
  await expect(ticket(agent).timeline).toContainText('“It is the same outage.”');
  await expect(ticket(agent).write, 'nobody would read it there').toHaveCount(0);
  await axe(agent);

  await open(page, `/tickets/${from}`);
  await expect(page.getByRole('heading', { name: 'Is it back?' })).toHaveCount(0);
  await page.getByRole('region', { name: 'Where it goes on' }).getByRole('link', { name: `Go to ${into}` }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
  await open(page, '/notifications');
  await expect(page.getByRole('listitem').filter({ hasText: `${from}, “` }).first()).toContainText('goes on here');
});

test('a merge that cannot be says why and keeps what was typed', nojs, async ({ page, as, noConsoleErrors }) => {
  noConsoleErrors.allow(refusal);
  const { from, agent } = await two(page, as);
  const panel = await more(agent, 'Merge into another ticket');
  await panel.getByLabel('In which ticket does it go on?').fill('ACME-21');
  await panel.getByLabel(/^Why\?/).fill('Perhaps the same.');
  await panel.getByRole('button', { name: 'Merge' }).click();
  const form = agent.getByRole('region', { name: 'The tickets were not merged' });
  await expect(form.getByRole('alert')).toContainText("ACME-21 is another client's ticket");
  await expect(form.getByLabel(/^Why\?/)).toHaveValue('Perhaps the same.');
  await axe(agent);
  await form.getByLabel('In which ticket does it go on?').fill(from);
  await form.getByRole('button', { name: 'Merge' }).click();
  await expect(form.getByRole('alert')).toContainText('A ticket cannot be merged into itself');
});

test('what a client wrote becomes an issue of its own', nojs, async ({ page, as }) => {
  const key = await reportAs(page, hrmClient, { title: unique('The rota is empty') });
  await ticket(page).body.fill('Besides, the printer on ward 4 is offline. It blinks.');
  await ticket(page).send.click();
  await expect(ticket(page).timeline).toContainText('It blinks.');
  const agent = await as('agent');
  await open(agent, `/tickets/${key}`);
  const message = ticket(agent).timeline.getByRole('listitem').filter({ hasText: 'It blinks.' });
  await message.hover();
  await message.getByRole('link', { name: /^Split off what/ }).click();
  await ready(agent);
  const form = agent.getByRole('region', { name: 'Make it an issue of its own' });
  const title = form.getByLabel('What is wrong, in one sentence?');
  await expect(title, 'it begins with what they wrote').toHaveValue('Besides, the printer on ward 4 is offline');
  await expect(form.getByLabel('What did the client write?').locator('option:checked')).toContainText('Besides, the printer');
  await axe(agent);
  const sentence = unique('The printer on ward 4 is offline');
  await title.fill(sentence);
  await form.getByLabel('How bad is it?').selectOption({ label: impacts.blocked });
  await form.getByRole('button', { name: 'Split off' }).click();
  await expect(agent.getByRole('heading', { level: 1 })).toHaveText(sentence);
  await ready(agent);
  await expect(ticket(agent).timeline).toContainText(`split it off ${key}, where Ruth Bell wrote it`);
  await expect(ticket(agent).timeline).toContainText('It blinks.');

  await open(page, `/tickets/${key}`);
  await ticket(page).facts.getByRole('link', { name: /split off [A-Z]+-\d+/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(sentence);
});

test('the form behind "More" splits off too, and says what is missing', nojs, async ({ page, as, noConsoleErrors }) => {
  noConsoleErrors.allow(refusal);
  const key = await reportAs(page, hrmClient, { title: unique('Two things at once') });
  const agent = await as('agent');
  await open(agent, `/tickets/${key}`);
  const panel = await more(agent, 'Split off an issue');
  await axe(agent);
  await panel.getByLabel('What is wrong, in one sentence?').fill('   ');
  await panel.getByLabel('How bad is it?').selectOption({ label: impacts.wish });
  await panel.getByRole('button', { name: 'Split off' }).click();
  const form = agent.getByRole('region', { name: 'No issue was split off' });
  await expect(form.getByRole('alert')).toContainText('The title');
  await expect(form.getByLabel('How bad is it?').locator('option:checked')).toHaveText(impacts.wish);
  await axe(agent);
});

test('a ticket that has ended says why it cannot be merged', async ({ page, as }) => {
  const { into, from, agent } = await two(page, as);
  const panel = await more(agent, 'Merge into another ticket');
  await panel.getByLabel('In which ticket does it go on?').fill(into);
  await panel.getByRole('button', { name: 'Merge' }).click();
  await expect(agent).toHaveURL(new RegExp(`/tickets/${into}$`));
  await open(agent, `/tickets/${from}`);
  await ticket(agent).action('More').click();
  const item = ticket(agent).panel('More').getByRole('button', { name: /Merge into another ticket/ });
  await expect(item).toBeDisabled();
  await expect(item).toHaveAccessibleName(/was merged into/);
});

test('in the inbox a merge leads to the next ticket', async ({ page, as }) => {
  test.skip(!hasJavaScript(), 'without JavaScript the inbox shows the merged ticket');
  // The worst comes first in the inbox, so that there is a next one however many there are.
  const { into, from, agent } = await two(page, as, 'stopped');
  await open(agent, `/inbox?t=${from}`);
  const panel = await more(agent, 'Merge into another ticket');
  await panel.getByLabel('In which ticket does it go on?').fill(into);
  await panel.getByRole('button', { name: 'Merge' }).click();
  await expect(agent.getByRole('main')).toContainText(`${from}: merged into ${into}.`);
  await expect(agent.locator(`article[data-ticket="${from}"]`)).toHaveCount(0);
});
