// A server that can go away: a proxy before the real one. Taking a browser offline would not do, because the service
// worker's own requests would still arrive.

import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { baseUrl } from './environment.ts';

/** When the server has a request; when it has answered it, and the answer is on its way and gets lost. */
type Moment = 'asked' | 'answered';

/** How long such a request is waited for: pages try again within seconds. */
const COMES_WITHIN = 30_000;

/** Somebody who waits for the middle of a request. */
interface Waiting { path: RegExp; when: Moment; act: () => void; limit: NodeJS.Timeout }

export class Outage {
  private sockets = new Set<Socket>();
  private server: Server | undefined;
  private port = 0;
  private hasNewBuild = false;
  private refused: RegExp | undefined;
  private swallowed: RegExp | undefined;
  private seen: Waiting | undefined;

  private constructor(private readonly base: string) {}

  /** A proxy that works, on a port of its own. Cookies of the real server count there too. */
  static async begin(base = baseUrl): Promise<Outage> {
    const outage = new Outage(base);
    await outage.end();
    return outage;
  }

  /** Where the proxy is. */
  get address(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The server is gone: connections break, new ones are refused. */
  async cut(): Promise<void> {
    const server = this.server;
    this.server = undefined;
    for (const socket of this.sockets) socket.destroy();
    if (server) await new Promise<void>((resolve) => { server.close(() => resolve()); });
  }

  /** The server is there again. */
  async end(): Promise<void> {
    const server = createServer((incoming, outgoing) => this.pass(incoming, outgoing));
    server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
    await new Promise<void>((resolve) => { server.listen(this.port, '127.0.0.1', resolve); });
    this.port = (server.address() as AddressInfo).port;
    this.server = server;
  }

  /** From now on the server has another service worker, as after an update. */
  update(): void {
    this.hasNewBuild = true;
  }

  /** From now on there is no way to these addresses; without a pattern to all of them again. */
  refuse(path?: RegExp): void {
    this.refused = path;
  }

  /** From now on what is sent to these addresses is never answered, as in a cellar; without a pattern it is again. */
  swallow(path?: RegExp): void {
    this.swallowed = path;
  }

  /** Waits for the middle of the next request to such an address that gets so far. Its answer never arrives. */
  during(path: RegExp, when: Moment): Promise<void> {
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error(`no request to ${path} was ${when}`)), COMES_WITHIN);
      const act = () => {
        clearTimeout(limit);
        resolve();
      };
      this.seen = { path, when, act, limit };
    });
  }

  private pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { host } = new URL(this.base);
    if (this.refused?.test(incoming.url ?? '')) {
      incoming.socket.destroy();
      return;
    }
    if (this.swallowed?.test(incoming.url ?? '')) return;
    const seen = this.seen?.path.test(incoming.url ?? '') ? this.seen : undefined;
    if (seen) this.seen = undefined;
    let isOver = !seen;
    const reached = () => {
      isOver = true;
      seen?.act();
    };
    const isWorker = this.hasNewBuild && incoming.url === '/sw.js';
    const headers = { ...incoming.headers, host, ...(isWorker ? { 'accept-encoding': 'identity' } : {}) };
    const onward = request(this.base + (incoming.url ?? '/'), { method: incoming.method, headers }, (answer) => {
      if (seen) {
        incoming.socket.destroy();
        if (seen.when === 'answered') reached();
        return;
      }
      const { 'content-length': length, ...rest } = answer.headers;
      outgoing.writeHead(answer.statusCode ?? 502, isWorker || !length ? rest : answer.headers);
      if (isWorker) answer.on('end', () => outgoing.end('\n// the next build\n'));
      answer.pipe(outgoing, { end: !isWorker });
    });
    onward.on('error', () => outgoing.destroy());
    // It broke before: the next one is waited for.
    onward.on('close', () => { if (!isOver) this.seen ??= seen; });
    outgoing.on('close', () => onward.destroy());
    if (seen?.when === 'asked') onward.on('finish', reached);
    incoming.pipe(onward);
  }

  /** Ends the proxy. */
  async close(): Promise<void> {
    clearTimeout(this.seen?.limit);
    await this.cut();
  }
}
