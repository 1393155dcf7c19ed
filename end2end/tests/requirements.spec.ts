// What a policy asks for before a state: said in a sentence, and nothing typed is lost.

import type { Page } from '@playwright/test';
import { axe, expect, test } from '../support/test.ts';
import { hrmClient, open, refusal, reportAs, standardClient, ticket, unique, type ImpactName } from '../support/tickets.ts';

const nojs = { tag: '@nojs' };
const refused = (agent: Page) => agent.getByRole('region', { name: 'The state was not changed' });

async function shown(page: Page, as: (who: string) => Promise<Page>, impact: ImpactName): Promise<Page> {
  const key = await reportAs(page, hrmClient, { title: unique(`Needs for ${impact}`), impact });
  const agent = await as('agent');
  await open(agent, `/tickets/${key}`);
  return agent;
}

async function choose(agent: Page, state: string) {
  await ticket(agent).action('State').click();
  const panel = ticket(agent).panel('Move to');
  await panel.getByRole('radio', { name: state }).check();
  return panel;
}

test('P1 needs a workaround and an owner before it is triaged', nojs, async ({ page, as, noConsoleErrors }) => {
  noConsoleErrors.allow(refusal);
  const agent = await shown(page, as, 'blocked');
  const panel = await choose(agent, 'Triaged');
  await panel.getByRole('button', { name: 'Move' }).click();
  const form = refused(agent);
  const summary = form.getByRole('alert');
  await expect(summary).toContainText('P1 needs a workaround (write “none known” if there is none) before it can be triaged.');
  await expect(summary).toContainText('P1 needs an owner before it can be triaged.');
  await axe(agent);
  // Half of it: the other half is still asked for, and the text stays.
  await form.getByLabel('Workaround').fill('Write the hours down on paper.');
  await form.getByRole('button', { name: 'Move' }).click();
  await expect(summary).not.toContainText('workaround');
  await expect(summary).toContainText('P1 needs an owner');
  await expect(form.getByLabel('Workaround')).toHaveValue('Write the hours down on paper.');
  await expect(form.getByRole('radio', { name: 'Triaged' })).toBeChecked();
  await form.getByLabel('Owner').selectOption({ label: 'Amal Jain (me)' });
  await form.getByRole('button', { name: 'Move' }).click();
  await expect(ticket(agent).main.getByText('Triaged', { exact: true }).first()).toBeVisible();
  await expect(ticket(agent).facts).toContainText('Write the hours down on paper.');
  await expect(ticket(agent).facts).toContainText('Amal Jain');
  await expect(form).toBeHidden();
});

test('accepting a P1 asks for the workaround only: who accepts owns it', nojs, async ({ page, as, noConsoleErrors }) => {
  noConsoleErrors.allow(refusal);
  const agent = await shown(page, as, 'blocked');
  await ticket(agent).action('Accept').click();
  const form = agent.getByRole('region', { name: 'Accepting needs one more thing' });
  await expect(form.getByRole('alert')).toContainText('P1 needs a workaround');
  await expect(form.getByRole('alert')).not.toContainText('owner');
  await form.getByLabel('Workaround').fill('none known');
  await form.getByRole('button', { name: 'Accept' }).click();
  await expect(ticket(agent).main.getByText('Triaged', { exact: true }).first()).toBeVisible();
  await expect(ticket(agent).facts).toContainText('none known');
});

test('P2 needs impact, owner and target window before it is queued', nojs, async ({ page, as, noConsoleErrors }) => {
  noConsoleErrors.allow(refusal);
  const agent = await shown(page, as, 'wish');
  const panel = await choose(agent, 'Queued');
  await panel.getByLabel('Business impact').fill('Two hours of typing each month.');
  await panel.getByRole('button', { name: 'Move' }).click();
  const form = refused(agent);
  const summary = form.getByRole('alert');
  await expect(summary).toContainText('P2 needs an owner before it can be queued.');
  await expect(summary).toContainText('P2 needs a target window');
  await expect(summary).not.toContainText('business impact');
  await expect(form.getByLabel('Business impact')).toHaveValue('Two hours of typing each month.');
  await form.getByLabel('Target window').fill('release 3.1');
  await form.getByLabel('Owner').selectOption({ label: 'Tomas Ortega' });
  await form.getByRole('button', { name: 'Move' }).click();
  await expect(ticket(agent).main.getByText('Queued', { exact: true }).first()).toBeVisible();
  const { facts } = ticket(agent);
  for (const fact of ['Two hours of typing each month.', 'release 3.1', 'Tomas Ortega']) await expect(facts).toContainText(fact);
});

/** The clocks of a ticket. */
const clock = (page: Page, text: string | RegExp) => ticket(page).facts.getByRole('list').first().getByRole('listitem').filter({ hasText: text });

test('waiting pauses what the policy lets pause, says so before, and ends with the client\'s reply', nojs, async ({ page, as }) => {
  const key = await reportAs(page, standardClient, { title: unique('Needs an answer') });
  const agent = await as('agent');
  await open(agent, `/tickets/${key}`);
  const running = { response: /First response .* left/, update: /Next update in/, resolution: /Resolution .* left/ };
  for (const words of Object.values(running)) await expect(clock(agent, words)).toBeVisible();
  await expect(clock(agent, /paused/i)).toHaveCount(0);

  const panel = await choose(agent, 'Waiting on client');
  await expect(panel.getByText('Pauses next update and resolution for at most 14 d.')).toBeVisible();
  const reason = unique('Which version do you see on the first page?');
  await panel.getByLabel('Reason').fill(reason);
  await panel.getByRole('button', { name: 'Move' }).click();
  await expect(ticket(agent).timeline).toContainText(`Amal Jain moved it to “Waiting on client”: “${reason}”`);

  // Both sides see two clocks that stand and why; the first response never pauses.
  await open(page, `/tickets/${key}`);
  await expect(ticket(page).timeline).toContainText(reason);
  await expect(ticket(page).main.getByText('Waiting on you', { exact: true }).first()).toBeVisible();
  for (const side of [agent, page]) {
    await expect(clock(side, /paused/i)).toHaveCount(2);
    await expect(clock(side, running.response)).toBeVisible();
    await expect(clock(side, running.resolution)).toHaveCount(0);
  }
  // In its first second a pause has no length yet, and no line of its own.
  await expect(async () => {
    await open(page, `/tickets/${key}/why/resolution`);
    await expect(page.getByRole('table')).toContainText(/paused: waiting on (the )?client, by Amal Jain/i, { timeout: 1_000 });
  }).toPass();
  await axe(page);

  // The client's answer starts them again.
  await open(page, `/tickets/${key}`);
  const answer = unique('It says 3.0.2');
  await ticket(page).body.fill(answer);
  await ticket(page).send.click();
  await expect(ticket(page).timeline).toContainText(answer);
  await open(agent, `/tickets/${key}`);
  await expect(ticket(agent).timeline).toContainText('Ivana Marić wrote, so the work goes on');
  for (const side of [agent, page]) {
    await expect(ticket(side).main.getByText('In progress', { exact: true }).first()).toBeVisible();
    await expect(clock(side, /paused/i)).toHaveCount(0);
    await expect(clock(side, running.resolution)).toBeVisible();
    await expect(clock(side, running.update)).toBeVisible();
  }
});

test('a P0 never pauses, and says so before', nojs, async ({ page, as }) => {
  const agent = await shown(page, as, 'stopped');
  const panel = await choose(agent, 'Waiting on third party');
  await expect(panel.getByText('P0 never pauses: every clock goes on.').filter({ visible: true })).toBeVisible();
  await panel.getByLabel('Reason').fill('The data centre looks into it.');
  await panel.getByRole('button', { name: 'Move' }).click();
  await expect(ticket(agent).timeline).toContainText('The data centre looks into it.');
  await expect(ticket(agent).main.getByText('Waiting on third party', { exact: true }).first()).toBeVisible();
  await expect(clock(agent, /left| in /).first()).toBeVisible();
  await expect(clock(agent, /paused/i)).toHaveCount(0);
});
