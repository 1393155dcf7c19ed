// Messages to a device: switched on by a person, sent for a P0, read with another implementation, ended.

import { PushService } from '../support/push-service.ts';
import { axe, expect, signIn, test } from '../support/test.ts';
import { hrmClient, open, report, unique } from '../support/tickets.ts';

test.describe('in the browser', () => {
  test.use({ serviceWorkers: 'allow' });

  test('a device that is switched on is told of a P0, encrypted, until it is gone', async ({ page, context, as }) => {
    // Nobody can press the browser's own question in a test.
    await context.grantPermissions(['notifications']);
    const service = await PushService.start();
    await service.serve(page);
    await signIn(page, 'admin');
    await open(page, '/settings');
    const here = page.locator('[data-push]');
    await expect(here.getByRole('status')).toHaveText('Off: no messages come to this browser.');
    await axe(page);
    await here.getByRole('button', { name: 'Switch on' }).click();
    await expect(here.getByRole('status')).toHaveText('On: messages come to this browser.');
    const devices = page.getByRole('list', { name: 'Devices that get messages' });
    await expect(devices.getByRole('listitem').first()).toContainText('Chrome on');
    await axe(page);

    const title = unique('No rota opens');
    await report(await as(hrmClient), { title, impact: 'stopped' });
    const told = await service.toldOf(title);
    expect(told.title).toMatch(/^BRIM-\d+ /);
    expect(told.navigate).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/tickets\/BRIM-\d+$/);
    expect(told.body).toMatch(/^(P0, reported by Ruth Bell of Brimley Care\.|You are asked to take it\.)$/);
    const [headers] = service.headers;
    expect(headers).toMatchObject({ 'content-encoding': 'aes128gcm', urgency: 'high', ttl: '86400' });
    expect(headers?.topic).toMatch(/^[\w-]{32}$/);
    const claims = service.claims(headers ?? {}, (await here.getAttribute('data-push')) ?? '');
    expect(claims.aud).toBe(service.origin);
    expect(Number(claims.exp)).toBeGreaterThan(Date.now() / 1000);

    service.status = 410;
    const next = unique('No rota opens again');
    await report(await as(hrmClient), { title: next, impact: 'stopped' });
    await service.toldOf(next);
    await expect(async () => {
      await page.reload();
      await expect(here.getByRole('status')).toHaveText('Off: no messages come to this browser.');
    }).toPass();
    await service.close();
  });

  test('what the push service delivers is shown, and leads to its ticket', async ({ page, context }) => {
    await context.grantPermissions(['notifications']);
    await signIn(page, 'agent');
    await page.goto('/settings');
    await page.evaluate(() => navigator.serviceWorker.ready);
    const devtools = await context.newCDPSession(page);
    const registration = new Promise<string>((resolve) => {
      devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        if (registrations[0]) resolve(registrations[0].registrationId);
      });
    });
    await devtools.send('ServiceWorker.enable');
    const { origin } = new URL(page.url());
    const notification = { title: 'ACME-21 Something', body: 'Mira gave it to you.', navigate: `${origin}/tickets/ACME-21`, tag: 'ACME-21' };
    const data = JSON.stringify({ web_push: 8030, notification });
    await devtools.send('ServiceWorker.deliverPushMessage', { origin, registrationId: await registration, data });
    const shown = () => page.evaluate(async () => {
      const all = await (await navigator.serviceWorker.ready).getNotifications();
      return all.map(({ title, body, tag, data }) => ({ title, body, tag, navigate: data.navigate }));
    });
    await expect.poll(shown).toEqual([notification]);
  });
});

test('what and when is chosen without JavaScript, and refused choices say why @nojs', async ({ page, noConsoleErrors }) => {
  noConsoleErrors.allow(/422/);
  await signIn(page, 'client_member');
  await page.goto('/settings');
  const main = page.getByRole('main');
  await expect(main.getByRole('checkbox', { name: /^The team answers/ })).toBeChecked();
  await main.getByLabel(/^Quiet from/).fill('22:00');
  await main.getByLabel(/^Quiet until/).fill('');
  await main.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(main.getByRole('alert')).toContainText('The time is missing.');
  await expect(main.getByLabel(/^Quiet from/)).toHaveValue('22:00');
  await axe(page);
  await main.getByLabel(/^Quiet until/).fill('07:00');
  await main.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(main).toContainText('What you are told was saved.');
  await expect(main.getByLabel(/^Quiet until/)).toHaveValue('07:00');
});
