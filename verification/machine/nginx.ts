import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Connection } from '../../test/support/connection.js';
import { freePort } from '../../test/support/postgres.mjs';

/** The installed nginx with deploy/nginx.conf. Only addresses, paths and the certificate differ. */
export class Nginx {
  private constructor(
    readonly url: string,
    /** The port that redirects to HTTPS. */
    readonly redirectUrl: string,
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {}

  static async start(origins: readonly string[]): Promise<Nginx> {
    const [port, redirectPort] = [await freePort(), await freePort()];
    const folder = mkdtempSync(join(tmpdir(), 'keyturn-nginx-'));
    for (const name of ['body', 'proxy']) mkdirSync(join(folder, name), { mode: 0o777 });
    makeCertificate(folder);
    writeFileSync(join(folder, 'keyturn.conf'), siteOf(folder, { port, redirectPort }, origins));
    writeFileSync(join(folder, 'nginx.conf'), mainOf(folder));
    const args = ['-p', folder, '-c', join(folder, 'nginx.conf')];
    execFileSync('nginx', ['-t', '-q', ...args]);
    const nginx = new Nginx(
      `https://127.0.0.1:${port}`,
      `http://127.0.0.1:${redirectPort}`,
      spawn('nginx', args),
      folder,
    );
    await nginx.untilListening();
    return nginx;
  }

  async stop(): Promise<void> {
    const exited = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGTERM');
    await exited;
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async untilListening(): Promise<void> {
    while (this.child.exitCode === null) {
      const connection = await Connection.open(this.url).catch(() => undefined);
      if (connection !== undefined) return connection.close();
      await setTimeout(20);
    }
    throw new Error('nginx did not start.');
  }
}

function makeCertificate(folder: string): void {
  const files = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const args = ['req', '-x509', ...kind, ...files, '-days', '1', '-subj', '/CN=auth.example.org'];
  execFileSync('openssl', args, { stdio: 'ignore' });
}

/** @throws when the file lacks a text that must be replaced */
function siteOf(
  folder: string,
  { port, redirectPort }: { port: number; redirectPort: number },
  origins: readonly string[],
): string {
  const [one = '', other = ''] = origins.map((origin) => new URL(origin).host);
  return [
    ['listen 80;', `listen 127.0.0.1:${redirectPort};`],
    ['listen 443 ssl;', `listen 127.0.0.1:${port} ssl;`],
    ['127.0.0.1:3000', one],
    ['127.0.0.1:3001', other],
    ['/etc/ssl/certs/auth.example.org.pem', join(folder, 'cert.pem')],
    ['/etc/ssl/private/auth.example.org.key', join(folder, 'key.pem')],
  ].reduce(
    (text, [from = '', to = '']) => {
      if (!text.includes(from)) throw new Error(`deploy/nginx.conf has no ${from}`);
      return text.replace(from, to);
    },
    readFileSync('deploy/nginx.conf', 'utf8'),
  );
}

const mainOf = (folder: string): string => `
  daemon off;
  worker_processes 1;
  pid ${join(folder, 'nginx.pid')};
  error_log ${join(folder, 'error.log')};
  events {}
  http {
    access_log off;
    client_body_temp_path ${join(folder, 'body')};
    proxy_temp_path ${join(folder, 'proxy')};
    include ${join(folder, 'keyturn.conf')};
  }
`;
