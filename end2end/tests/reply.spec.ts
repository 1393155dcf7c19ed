// Journey 3: public replies and internal notes. With and without JavaScript.

import { picture, textFile, zipFile } from '../support/files.ts';
import { axe, expect, signIn, test } from '../support/test.ts';
import { hrmClient, open, ready, refusal, report, reportAs, standardClient, ticket, unique } from '../support/tickets.ts';

const nojs = { tag: '@nojs' };

test('a public reply is read by the client, and stops the first-response clock', nojs, async ({ page, as }) => {
  const key = await reportAs(page, standardClient, { title: unique('The kiosk is slow') });
  const agent = await as('agent');
  await open(agent, `/tickets/${key}`);
  const staff = ticket(agent);
  await expect(staff.facts.getByRole('listitem').filter({ hasText: 'First response' })).toContainText('left');
  const text = unique('We look at the network first');
  await staff.body.fill(text);
  await staff.send.click();
  await expect(staff.timeline).toContainText(text);
  await expect(staff.body).toHaveValue('');
  await expect(staff.facts.getByRole('listitem').filter({ hasText: 'First response' })).not.toContainText('left');
  await expect(staff.facts.getByRole('listitem').filter({ hasText: 'Next update' })).toBeVisible();
  await axe(agent);
  await open(page, `/tickets/${key}`);
  await expect(ticket(page).timeline).toContainText(text);
});

test('an internal note looks unlike a reply and never reaches the client', nojs, async ({ page, as }) => {
  const key = await reportAs(page, hrmClient, { title: unique('Payslips are missing') });
  const agent = await as('agent');
  await open(agent, `/tickets/${key}`);
  const staff = ticket(agent);
  const before = await staff.write.evaluate((area) => getComputedStyle(area.querySelector('form') ?? area).backgroundColor);
  await expect(staff.send).toHaveText(/Send/);
  await staff.asNote.check();
  await expect(staff.write).toContainText('Only our team sees this.');
  await expect(agent.getByRole('button', { name: 'Save note' })).toBeVisible();
  await expect
    .poll(() => staff.write.evaluate((area) => getComputedStyle(area.querySelector('form') ?? area).backgroundColor))
    .not.toBe(before);
  const secret = unique('Their contract ends in March, be careful');
  await staff.body.fill(secret);
  await staff.send.click();
  const note = staff.timeline.getByRole('listitem').filter({ hasText: secret });
  await expect(note).toContainText('Only our team sees this');
  await axe(agent);
  // Not in the page, not in its source, not on any list of theirs.
  for (const path of [`/tickets/${key}`, '/home', '/issues']) {
    await open(page, path);
    expect(await page.content(), path).not.toContain(secret);
  }
});

test('what is typed while a note is on its way stays, and is a note of its own', async ({ page, as }) => {
  const key = await reportAs(page, hrmClient, { title: unique('Typing on') });
  const agent = await as('agent');
  await open(agent, `/tickets/${key}`);
  const staff = ticket(agent);
  const identity = staff.write.locator('input[name=draft]');
  const before = await identity.inputValue();
  let release = () => {};
  const held = new Promise<void>((resolve) => { release = resolve; });
  await agent.route('**/messages', async (route) => {
    await held;
    await route.continue();
  });
  const [text, added] = [unique('We look at the network'), unique('and then at the printer')];
  await staff.asNote.check();
  await staff.body.fill(text);
  await staff.send.click();
  await expect(staff.write.locator('form')).toHaveAttribute('aria-busy', 'true');
  await staff.body.press('Control+End');
  await agent.keyboard.type(` ${added}`);
  release();
  await expect(staff.timeline.getByText(text)).toHaveCount(1);
  await expect(staff.body).toHaveValue(added);
  await expect(staff.body).toBeFocused();
  await expect(staff.asNote).toBeChecked();
  await expect(identity, 'another message has another name').not.toHaveValue(before);
  // A draft as any other.
  await open(agent, `/tickets/${key}`);
  await expect(staff.body).toHaveValue(added);
  await expect(staff.asNote).toBeChecked();
  await staff.send.click();
  const note = staff.timeline.getByRole('listitem').filter({ hasText: added });
  await expect(note).toContainText('Only our team sees this');
  await expect(note).not.toContainText(text);
  await expect(staff.timeline.getByText(text)).toHaveCount(1);
  await expect(staff.body).toHaveValue('');
});

test('an empty message is refused with words, and what was chosen is kept', nojs, async ({ page, as, noConsoleErrors }) => {
  noConsoleErrors.allow(refusal);
  const key = await reportAs(page, hrmClient, { title: unique('Nothing to say') });
  const agent = await as('agent');
  await open(agent, `/tickets/${key}`);
  const staff = ticket(agent);
  await staff.asNote.check();
  await staff.body.fill('   ');
  await staff.send.click();
  await expect(staff.write.getByRole('alert')).toBeVisible();
  await expect(staff.write.getByRole('alert')).toContainText(/message|note|text/i);
  await expect(staff.asNote).toBeChecked();
  await axe(agent);
});

test('a refused file keeps the message', nojs, async ({ page, noConsoleErrors }) => {
  noConsoleErrors.allow(refusal);
  await reportAs(page, hrmClient, { title: unique('A file that is none') });
  const own = ticket(page);
  const text = unique('Here is the picture you asked for');
  await own.body.fill(text);
  await own.attach.setInputFiles([zipFile('photo.png')]);
  await own.send.click();
  await expect(own.write.getByRole('alert')).toContainText('photo.png');
  await expect(own.body).toHaveValue(text);
});

test('files travel with a reply', nojs, async ({ page, as }) => {
  const key = await reportAs(page, hrmClient, { title: unique('Please see the log') });
  const own = ticket(page);
  await own.body.fill('The log and a picture.');
  await own.attach.setInputFiles([picture('ward.png'), textFile('client.log', 'a line\n')]);
  await own.send.click();
  await expect(own.timeline.getByRole('img', { name: 'Picture: ward.png' })).toBeVisible();
  const agent = await as('agent');
  await open(agent, `/tickets/${key}`);
  await expect(ticket(agent).timeline.getByRole('link', { name: /client\.log/ })).toBeVisible();
  // Of no use to anybody of another client.
  const address = await ticket(agent).timeline.getByRole('link', { name: /client\.log/ }).getAttribute('href');
  const stranger = await as(standardClient);
  expect((await stranger.request.get(address ?? '')).status()).toBe(404);
});

test('an answer of the client ends the waiting', nojs, async ({ page, as }) => {
  const key = await reportAs(page, hrmClient, { title: unique('Which device is it'), impact: 'workaround' });
  const agent = await as('agent');
  await open(agent, `/tickets/${key}`);
  const staff = ticket(agent);
  await staff.action('State').click();
  const panel = staff.panel('Move to');
  await panel.getByRole('radio', { name: 'Waiting on client' }).check();
  await panel.getByRole('button', { name: 'Move' }).click();
  await expect(staff.timeline).toContainText('Waiting on client');
  await open(page, '/home');
  await expect(page.getByRole('heading', { name: 'Your turn' })).toBeVisible();
  await open(page, `/tickets/${key}`);
  const own = ticket(page);
  await expect(own.main).toContainText('Waiting on you');
  await own.body.fill('It is the tablet at the entrance.');
  await own.send.click();
  await expect(own.timeline).toContainText('It is the tablet at the entrance.');
  await expect(own.main).toContainText('In progress');
});

test('what people write is text, never code', nojs, async ({ page }) => {
  const title = unique('<b onclick="alert(1)">bold</b> & <script>alert(2)</script>');
  await signIn(page, hrmClient);
  await report(page, { title, what: '<img src=x onerror="alert(3)"> **important** [a link](javascript:alert(4))' });
  await ready(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
  const { timeline } = ticket(page);
  await expect(timeline.locator('strong').filter({ hasText: 'important' })).toBeVisible();
  await expect(timeline.locator('[onerror], [onclick], script, a[href^="javascript"]')).toHaveCount(0);
});
