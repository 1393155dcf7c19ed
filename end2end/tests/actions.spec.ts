// Every action of the bar by its button: what keys do, and the rest. With and without JavaScript.

import type { Page } from '@playwright/test';
import { axe, expect, hasJavaScript, test } from '../support/test.ts';
import { hrmClient, inboxRow, narrow, open, ready, refusal, report, reportAs, standardClient, ticket, unique } from '../support/tickets.ts';

const nojs = { tag: '@nojs' };

/** A new ticket on its own page, looked at by an agent. */
async function shown(page: Page, as: (who: string) => Promise<Page>, what: string): Promise<{ agent: Page; key: string }> {
  const key = await reportAs(page, hrmClient, { title: unique(what) });
  const agent = await as('agent');
  await open(agent, `/tickets/${key}`);
  return { agent, key };
}

/** Opens one of the menus. */
async function menu(agent: Page, button: string, panel: string) {
  await ticket(agent).action(button).click();
  const found = ticket(agent).panel(panel);
  await expect(found).toBeVisible();
  return found;
}

/** Opens what stands under "More". */
async function more(agent: Page, button: string, panel: string) {
  const items = await menu(agent, 'More', 'More');
  await items.getByRole('button', { name: button }).click();
  const found = ticket(agent).panel(panel);
  await expect(found).toBeVisible();
  return found;
}

test('accepting takes it, and cannot be done twice', nojs, async ({ page, as }) => {
  const { agent, key } = await shown(page, as, 'Accept by button');
  await ticket(agent).action('Accept').click();
  await ready(agent);
  await expect(ticket(agent).main).toContainText(`${key}: accepted.`);
  const { facts, main, action } = ticket(agent);
  await expect(main).toContainText('Triaged');
  await expect(facts).toContainText('Amal Jain');
  // No dead ends: the button says why it is off.
  await expect(action(/Accept/)).toBeDisabled();
  await expect(action(/Accept/)).toHaveAccessibleName(/Accepted already: it is triaged/);
});

test('assigning gives it an owner, and takes them away', nojs, async ({ page, as }) => {
  const { agent, key } = await shown(page, as, 'Assign by button');
  let panel = await menu(agent, 'Assign', 'Assign');
  await panel.getByLabel('Who owns it on our side?').selectOption({ label: 'Tove Olsen' });
  await panel.getByRole('button', { name: 'Assign' }).click();
  await expect(ticket(agent).facts).toContainText('Tove Olsen');
  await expect(ticket(agent).timeline).toContainText('Amal Jain made Tove Olsen the owner');
  await open(page, `/tickets/${key}`);
  await expect(ticket(page).facts).toContainText('Tove Olsen');
  panel = await menu(agent, 'Assign', 'Assign');
  await panel.getByLabel('Who owns it on our side?').selectOption({ label: 'Nobody' });
  await panel.getByRole('button', { name: 'Assign' }).click();
  await expect(ticket(agent).facts).toContainText('Nobody yet');
});

test('a duplicate names the other ticket, which must exist', nojs, async ({ page, as, noConsoleErrors }) => {
  noConsoleErrors.allow(refusal);
  const { agent } = await shown(page, as, 'Said twice');
  const other = await report(page, { title: unique('Said first') });
  for (const [typed, answer] of [['nonsense', 'like ACME-42'], ['BRIM-99999', 'There is no ticket BRIM-99999']] as const) {
    // A refused form stands open on the page; before that, it is behind its button.
    const form = agent.getByRole('region', { name: 'The state was not changed' });
    if (await form.isVisible()) {
      await form.getByLabel('Duplicate of').fill(typed);
      await form.getByRole('button', { name: 'Move' }).click();
    } else {
      const panel = await menu(agent, 'Duplicate', 'Duplicate of another ticket');
      await panel.getByRole('textbox').fill(typed);
      await panel.getByRole('button', { name: 'Mark as duplicate' }).click();
    }
    await expect(form.getByRole('alert')).toContainText(answer);
    await expect(form.getByLabel('Duplicate of')).toHaveValue(typed);
  }
  const form = agent.getByRole('region', { name: 'The state was not changed' });
  await form.getByLabel('Duplicate of').fill(other);
  await form.getByRole('button', { name: 'Move' }).click();
  await expect(ticket(agent).timeline).toContainText(`marked it as a duplicate of ${other}`);
});

test('declining needs a sentence, which the client reads', nojs, async ({ page, as }) => {
  const { agent, key } = await shown(page, as, 'Please add a horoscope');
  const panel = await menu(agent, 'Decline', 'Decline');
  await panel.getByLabel('Why will it not be done?').fill('It is outside what we look after.');
  await panel.getByRole('button', { name: 'Decline' }).click();
  await expect(ticket(agent).timeline).toContainText('It is outside what we look after.');
  await open(page, `/tickets/${key}`);
  await expect(ticket(page).main).toContainText('Declined');
  await expect(ticket(page).timeline).toContainText('It is outside what we look after.');
});

test('declining without a reason is refused', nojs, async ({ page, as, noConsoleErrors }) => {
  noConsoleErrors.allow(refusal);
  const { agent } = await shown(page, as, 'Why not');
  const panel = await menu(agent, 'Decline', 'Decline');
  await panel.getByLabel('Why will it not be done?').fill('  ');
  await panel.getByRole('button', { name: 'Decline' }).click();
  const form = agent.getByRole('region', { name: 'The state was not changed' });
  await expect(form.getByRole('alert')).toContainText('Say why it is declined');
  await expect(form.getByRole('radio', { name: 'Declined' })).toBeChecked();
  await axe(agent);
});

test('snoozing puts it aside while its clocks go on', nojs, async ({ page, as }) => {
  const title = unique('Not today');
  const key = await reportAs(page, standardClient, { title, impact: 'stopped' });
  const agent = await as('agent');
  await open(agent, `/tickets/${key}`);
  const panel = await menu(agent, 'Snooze', 'Snooze');
  await panel.getByRole('button', { name: 'Until tomorrow morning' }).click();
  await expect(ticket(agent).main).toContainText(`${key}: snoozed; its clocks go on.`);
  await expect(ticket(agent).action('Snoozed')).toBeVisible();
  await open(agent, '/inbox');
  await narrow(agent, { Client: 'Luma Dental', Priority: 'Critical', State: 'New' });
  await expect(agent.getByRole('heading', { name: /^Snoozed/ })).toBeVisible();
  await expect(inboxRow(agent, title)).toContainText(/Next update/);
});

test('the title can be made clearer, and both sides see it', nojs, async ({ page, as }) => {
  const { agent, key } = await shown(page, as, 'It dosnt work');
  const title = unique('Signing in fails on tablets of ward 4');
  const panel = await more(agent, 'Edit the title', 'Edit the title');
  await panel.getByLabel('Title').fill(title);
  await panel.getByRole('button', { name: 'Save' }).click();
  await expect(agent.getByRole('heading', { level: 1 })).toHaveText(title);
  await open(page, `/tickets/${key}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
});

test('tickets are linked by key and relation', nojs, async ({ page, as }) => {
  const { agent } = await shown(page, as, 'Caused by something');
  const title = unique('The cause');
  const other = await report(page, { title });
  const panel = await more(agent, 'Link another ticket', 'Link another ticket');
  await panel.getByLabel('This ticket').selectOption({ label: 'is caused by' });
  await panel.getByLabel('Which ticket?').fill(other);
  await panel.getByRole('button', { name: 'Link' }).click();
  const link = ticket(agent).facts.getByRole('link', { name: new RegExp(other) });
  await expect(link).toContainText(/caused by/i);
  await link.click();
  await expect(agent.getByRole('heading', { level: 1 })).toHaveText(title);
});

test('another person of the client is told, and then sees it among theirs', nojs, async ({ page, as }) => {
  const { agent } = await shown(page, as, 'Tell Helen');
  const panel = await more(agent, 'Add a person', 'Add a person');
  await panel.getByLabel('Who else should follow it?').selectOption({ label: 'Helen Wu' });
  await panel.getByRole('button', { name: 'Add' }).click();
  await expect(ticket(agent).main).toContainText('Helen Wu follows it now');
  await expect(ticket(agent).facts.getByRole('listitem').filter({ hasText: 'Helen Wu' })).toBeVisible();
});

test('every menu is complete for keyboards and both themes', async ({ page, as }) => {
  const { agent } = await shown(page, as, 'Menus with axe');
  for (const button of ['Duplicate', 'Decline', 'Snooze', 'Assign', 'Priority', 'State', 'More']) {
    await ticket(agent).action(button).click();
    if (button === 'State') await agent.getByRole('radio', { name: 'Queued' }).check();
    await axe(agent);
    await agent.keyboard.press('Escape');
    await expect(ticket(agent).action(button), 'the focus comes back').toBeFocused();
  }
});

test('menus open without JavaScript', nojs, async ({ page, as }) => {
  test.skip(hasJavaScript(), 'with JavaScript the tests above prove it');
  const { agent } = await shown(page, as, 'No script');
  for (const [button, panel] of [['Priority', 'Change the priority'], ['State', 'Move to']] as const) {
    const found = await menu(agent, button, panel);
    await found.getByRole('button', { name: 'Close' }).click();
    await expect(found).toBeHidden();
  }
});
