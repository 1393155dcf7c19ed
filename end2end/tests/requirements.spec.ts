// What a policy asks for before a state: said in a sentence, and nothing typed is lost.

import type { Page } from '@playwright/test';
import { axe, expect, test } from '../support/test.ts';
import { hrmClient, open, refusal, reportAs, ticket, unique, type ImpactName } from '../support/tickets.ts';

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

test('waiting pauses what the policy lets pause, and says so before', nojs, async ({ page, as }) => {
  const agent = await shown(page, as, 'workaround');
  const panel = await choose(agent, 'Waiting on third party');
  const reason = panel.getByLabel('What are we waiting for?');
  if (await reason.isVisible()) await reason.selectOption({ index: 1 });
  await panel.getByRole('button', { name: 'Move' }).click();
  await expect(ticket(agent).timeline).toContainText('Waiting on third party');
});
