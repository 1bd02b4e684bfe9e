import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { Connection } from '../../test/support/connection.js';
import { freePort } from '../../test/support/postgres.mjs';
import { replaced } from './replaced.js';

/** The installed Caddy with a file of deploy/. Only addresses differ: every site uses HTTP. */
export class Caddy {
  private written = '';

  private constructor(
    readonly url: string,
    /** The site that redirects to HTTPS, in deploy/Caddyfile. */
    readonly redirectUrl: string,
    private readonly child: ChildProcess,
  ) {
    child.stderr!.on('data', (chunk: Buffer) => (this.written += chunk.toString()));
  }

  /** Starts Caddy with no instance behind it. */
  static async start(): Promise<Caddy> {
    const [url, redirectUrl] = [await freeOrigin(), await freeOrigin()];
    return Caddy.startWith(configOf(url, redirectUrl, await freePort()), url, redirectUrl);
  }

  /**
   * Starts Caddy in front of an application, with checks by two instances.
   *
   * @param application the origin of the application
   */
  static async startGateway(origins: readonly string[], application: string): Promise<Caddy> {
    const url = await freeOrigin();
    return Caddy.startWith(gatewayOf(url, origins, application), url, url);
  }

  private static async startWith(config: string, url: string, redirectUrl: string): Promise<Caddy> {
    const child = spawn('caddy', ['run', '--adapter', 'caddyfile', '--config', '-']);
    child.stdin.end(config);
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

const freeOrigin = async (): Promise<string> => `http://127.0.0.1:${await freePort()}`;

const configOf = (url: string, redirectUrl: string, closedPort: number): string =>
  replaced('deploy/Caddyfile', [
    ['{\n', '{\n\tadmin off\n'],
    ['\nhttp://auth.example.org {', `\n${redirectUrl} {`],
    ['\nauth.example.org {', `\n${url} {`],
    ['127.0.0.1:3000', `127.0.0.1:${closedPort}`],
    ['127.0.0.1:3001', `127.0.0.1:${closedPort}`],
  ]);

function gatewayOf(url: string, origins: readonly string[], application: string): string {
  const [one = '', other = ''] = origins.map((origin) => new URL(origin).host);
  const config = replaced('deploy/gateway-Caddyfile', [
    // Of any host, because the requests name that of the file.
    ['\napp.example.org {', `\nhttp://:${new URL(url).port} {`],
    ['127.0.0.1:3000', one],
    ['127.0.0.1:3001', other],
    ['127.0.0.1:8080', new URL(application).host],
    // Without TLS, the gateway would send X-Forwarded-Proto: http.
    ['header_up Host', 'header_up X-Forwarded-Proto https\n\t\t\theader_up Host'],
  ]);
  return `{\n\tadmin off\n}\n${config}`;
}
