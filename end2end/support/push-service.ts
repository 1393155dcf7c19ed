// A browser vendor's push service and a browser of it, both the test's own. Messages are decrypted by another
// implementation than the server's.

import { createECDH, createPublicKey, randomBytes, verify, type ECDH } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { expect, type Page } from '@playwright/test';

interface Decryption {
  decrypt(body: Buffer, how: { version: 'aes128gcm'; privateKey: ECDH; authSecret: Buffer }): Buffer;
}
const ece = createRequire(import.meta.url)('http_ece') as Decryption;

/** What a message says, in the declarative form. */
export interface Told {
  web_push: number;
  notification: { title: string; body: string; navigate: string; tag: string };
}

export class PushService {
  private readonly keys = createECDH('prime256v1');
  private readonly secret = randomBytes(16);
  private server: Server | undefined;
  /** What came, decrypted. */
  readonly told: Told[] = [];
  /** The headers it came with. */
  readonly headers: IncomingHttpHeaders[] = [];
  /** What is answered. */
  status = 201;

  static async start(): Promise<PushService> {
    const service = new PushService();
    service.keys.generateKeys();
    service.server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const how = { version: 'aes128gcm', privateKey: service.keys, authSecret: service.secret } as const;
        service.told.push(JSON.parse(ece.decrypt(Buffer.concat(parts), how).toString('utf8')));
        service.headers.push(request.headers);
        response.writeHead(service.status).end();
      });
    });
    await new Promise<void>((resolve) => { service.server?.listen(0, '127.0.0.1', resolve); });
    return service;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server?.address() as AddressInfo).port}`;
  }

  /** What a browser of it says to a page that subscribes. */
  get subscription() {
    const keys = { p256dh: this.keys.getPublicKey('base64url'), auth: this.secret.toString('base64url') };
    return { endpoint: `${this.origin}/device`, expirationTime: null, keys };
  }

  /** The browser of a page gets its messages from here: a browser under test has no push service. */
  async serve(page: Page): Promise<void> {
    await page.addInitScript((subscription) => {
      const made = {
        endpoint: subscription.endpoint,
        toJSON: () => subscription,
        unsubscribe: async () => { localStorage.removeItem('test-subscribed'); return true; },
      };
      const there = () => (localStorage.getItem('test-subscribed') ? made : null);
      const manager = { subscribe: async () => { localStorage.setItem('test-subscribed', 'yes'); return made; }, getSubscription: async () => there() };
      Object.assign(PushManager.prototype, manager);
    }, this.subscription);
  }

  /** Waits for a message about a ticket. */
  async toldOf(title: string): Promise<Told['notification']> {
    const found = () => this.told.find((one) => one.notification.title.includes(title));
    await expect.poll(() => found() !== undefined, { timeout: 20_000, message: `a message about ${title}` }).toBe(true);
    return found()!.notification;
  }

  /** The claims of a message's proof, if its signature is right. */
  claims(headers: IncomingHttpHeaders, publicKey: string): Record<string, unknown> {
    const [, token, key] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(headers.authorization ?? '') ?? [];
    expect(key).toBe(publicKey);
    const point = Buffer.from(publicKey, 'base64url');
    const jwk = { kty: 'EC', crv: 'P-256', x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url') };
    const [header, claims, signature] = (token ?? '').split('.') as [string, string, string];
    const signer = { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' } as const;
    expect(verify('sha256', Buffer.from(`${header}.${claims}`), signer, Buffer.from(signature, 'base64url'))).toBe(true);
    return JSON.parse(Buffer.from(claims, 'base64url').toString('utf8'));
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => { this.server?.close(() => resolve()); });
  }
}
