import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { Connection } from '../../test/support/connection.js';
import { freePort } from '../../test/support/postgres.mjs';

/**
 * The installed Caddy with deploy/Caddyfile, and no instance behind it. Only addresses differ: both
 * sites use HTTP.
 */
export class Caddy {
  private written = '';

  private constructor(
    readonly url: string,
    /** The site that redirects to HTTPS. */
    readonly redirectUrl: string,
    private readonly child: ChildProcess,
  ) {
    child.stderr!.on('data', (chunk: Buffer) => (this.written += chunk.toString()));
  }

  static async start(): Promise<Caddy> {
    const url = `http://127.0.0.1:${await freePort()}`;
    const redirectUrl = `http://127.0.0.1:${await freePort()}`;
    const child = spawn('caddy', ['run', '--adapter', 'caddyfile', '--config', '-']);
    child.stdin.end(configOf(url, redirectUrl, await freePort()));
    const caddy = new Caddy(url, redirectUrl, child);
    await caddy.untilListening();
    return caddy;
  }

  /** The log so far. */
  get log(): string {
    return this.written;
  }

  async stop(): Promise<void> {
    const closed = once(this.child, 'close');
    this.child.kill();
    await closed;
  }

  private async untilListening(): Promise<void> {
    while (this.child.exitCode === null) {
      const opening = [this.url, this.redirectUrl].map((url) => Connection.open(url));
      const opened = await Promise.allSettled(opening);
      const connections = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      for (const connection of connections) connection.close();
      if (connections.length === opening.length) return;
      await setTimeout(20);
    }
    throw new Error(`Caddy did not start:\n${this.written}`);
  }
}

/** @throws when the file lacks a text that must be replaced */
const configOf = (url: string, redirectUrl: string, closedPort: number): string =>
  [
    ['{\n', '{\n\tadmin off\n'],
    ['\nhttp://auth.example.org {', `\n${redirectUrl} {`],
    ['\nauth.example.org {', `\n${url} {`],
    ['127.0.0.1:3000', `127.0.0.1:${closedPort}`],
    ['127.0.0.1:3001', `127.0.0.1:${closedPort}`],
  ].reduce(
    (text, [from = '', to = '']) => {
      if (!text.includes(from)) throw new Error(`deploy/Caddyfile has no ${from}`);
      return text.replace(from, to);
    },
    readFileSync('deploy/Caddyfile', 'utf8'),
  );
