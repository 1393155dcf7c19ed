// Changing the priority: with a reason, and the due time before stays readable.

import { axe, expect, test } from '../support/test.ts';
import { hrmClient, open, refusal, reportAs, standardClient, ticket, unique } from '../support/tickets.ts';

const nojs = { tag: '@nojs' };

test('another priority, the same start, a new due time, and the one before in "why"', nojs, async ({ page, as }) => {
  const key = await reportAs(page, standardClient, { title: unique('More urgent than said'), impact: 'workaround' });
  const agent = await as('agent');
  await open(agent, `/tickets/${key}/why/resolution`);
  // The due time stands first, before anything is explained.
  const due = agent.getByRole('main').getByRole('time').first();
  const before = await due.innerText();
  await open(agent, `/tickets/${key}`);
  await ticket(agent).action('Priority').click();
  const panel = ticket(agent).panel('Change the priority');
  await panel.getByRole('radio', { name: /^High/ }).check();
  await panel.getByLabel('Why?').fill('The whole practice is concerned.');
  await panel.getByRole('button', { name: 'Change the priority' }).click();
  const { facts, timeline } = ticket(agent);
  await expect(facts).toContainText('High');
  await expect(facts).toContainText('The whole practice is concerned.');
  await expect(timeline).toContainText('changed the priority from Medium to High: “The whole practice is concerned.”');
  await open(agent, `/tickets/${key}/why/resolution`);
  const main = agent.getByRole('main');
  await expect(main.getByRole('heading', { name: 'Earlier due times' })).toBeVisible();
  const earlier = main.getByRole('listitem').filter({ hasText: 'The priority was changed' });
  await expect(earlier).toContainText('by Amal Jain');
  expect(before).toContain(await earlier.locator('s').innerText());
  expect(await due.innerText()).not.toBe(before);
  await expect(main).toContainText('priority High');
  await axe(agent);
  // The client reads the reason too.
  await open(page, `/tickets/${key}`);
  await expect(ticket(page).timeline).toContainText('The whole practice is concerned.');
});

test('a priority without a reason is refused, and the choice is kept', nojs, async ({ page, as, noConsoleErrors }) => {
  noConsoleErrors.allow(refusal);
  const key = await reportAs(page, hrmClient, { title: unique('No reason given'), impact: 'wish' });
  const agent = await as('agent');
  await open(agent, `/tickets/${key}`);
  await ticket(agent).action('Priority').click();
  const panel = ticket(agent).panel('Change the priority');
  await panel.getByRole('radio', { name: /^P1/ }).check();
  await panel.getByLabel('Why?').fill('   ');
  await panel.getByRole('button', { name: 'Change the priority' }).click();
  const form = agent.getByRole('region', { name: 'The priority was not changed' });
  await expect(form.getByRole('alert').getByRole('link')).toBeVisible();
  await expect(form.getByRole('radio', { name: /^P1/ })).toBeChecked();
  await form.getByLabel('Why?').fill('Payroll is blocked.');
  await form.getByRole('button', { name: 'Change the priority' }).click();
  await expect(ticket(agent).facts).toContainText('Payroll is blocked.');
});
