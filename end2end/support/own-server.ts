// A server process of a test's own: to kill it without warning, as a power cut would, and to start it again on what is
// left on its disk.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { required, type Person } from './environment.ts';

/** The longest a debug build takes to fill an empty folder with demo content on a slow machine. */
const START_LIMIT = 120_000;

export class OwnServer {
  private child: ChildProcess | undefined;
  private said = '';
  private readonly lastChance = () => this.child?.kill('SIGKILL');

  private constructor(private readonly folder: string, private readonly port: number) {
    // Also when a test runs into its limit and nobody ends it.
    process.on('exit', this.lastChance);
  }

  /** A server with demo content in a folder that goes with it. */
  static async begin(): Promise<OwnServer> {
    const own = new OwnServer(await mkdtemp(join(tmpdir(), 'aftercare-own-')), await freePort());
    await own.start();
    return own;
  }

  /** Its address, without a slash at the end; the same after each start. */
  get base(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** A person of its demo content, by e-mail: passwords differ from those of the server that all tests share. */
  person(email: string): Person {
    const people: Person[] = JSON.parse(readFileSync(join(this.folder, 'data', 'demo-sign-ins.json'), 'utf8'));
    const found = people.find((one) => one.email === email);
    if (!found) throw new Error(`${email} is nobody of the demo`);
    return found;
  }

  /** Starts it on what is in its folder; answers when it is healthy. */
  async start(): Promise<void> {
    const args = ['serve', '--data', join(this.folder, 'data'), '--port', String(this.port), '--site', required('SITE'), '--demo'];
    const ownSettings = Object.entries(process.env).filter(([name]) => !name.startsWith('AFTERCARE_'));
    const child = spawn(required('SERVER'), args, { cwd: this.folder, env: Object.fromEntries(ownSettings), stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => { this.said = (this.said + text.toString()).slice(-4000); });
    this.child = child;
    const until = Date.now() + START_LIMIT;
    while (!(await this.isHealthy())) {
      if (child.exitCode !== null || Date.now() > until) throw new Error(`the server did not start: ${this.said}`);
      await new Promise((resolve) => { setTimeout(resolve, 20); });
    }
  }

  private isHealthy(): Promise<boolean> {
    return fetch(`${this.base}/healthz`).then((answer) => answer.ok, () => false);
  }

  /** Ends the process at once: it cannot finish anything (SIGKILL). */
  async kill(): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  /** Ends it and deletes its folder. */
  async end(): Promise<void> {
    await this.kill();
    process.off('exit', this.lastChance);
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
