import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Connection } from '../../test/support/connection.js';
import { freePort } from '../../test/support/postgres.mjs';
import { replaced } from './replaced.js';

/** The installed nginx with a file of deploy/. Only addresses, paths and the certificate differ. */
export class Nginx {
  private constructor(
    readonly url: string,
    /** The port that redirects to HTTPS, in deploy/nginx.conf. */
    readonly redirectUrl: string,
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {}

  /** Starts nginx in front of two instances. */
  static start(origins: readonly string[]): Promise<Nginx> {
    return Nginx.startWith((ports, folder) => siteOf(folder, ports, origins));
  }

  /**
   * Starts nginx in front of an application, with checks by two instances.
   *
   * @param application the origin of the application
   * @param check the location that checks
   */
  static startGateway(
    origins: readonly string[],
    application: string,
    check: string,
  ): Promise<Nginx> {
    return Nginx.startWith(({ port }, folder) =>
      gatewayOf(folder, port, origins, application, check),
    );
  }

  private static async startWith(
    configure: (ports: Ports, folder: string) => string,
  ): Promise<Nginx> {
    const [port, redirectPort] = [await freePort(), await freePort()];
    const folder = mkdtempSync(join(tmpdir(), 'keyturn-nginx-'));
    for (const name of ['body', 'proxy']) mkdirSync(join(folder, name), { mode: 0o777 });
    // nginx gives its cache to the user of its workers, which must reach it.
    chmodSync(folder, 0o755);
    makeCertificate(folder);
    writeFileSync(join(folder, 'keyturn.conf'), configure({ port, redirectPort }, folder));
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

interface Ports {
  port: number;
  redirectPort: number;
}

function siteOf(folder: string, { port, redirectPort }: Ports, origins: readonly string[]): string {
  const [one = '', other = ''] = origins.map((origin) => new URL(origin).host);
  return replaced('deploy/nginx.conf', [
    ['listen 80;', `listen 127.0.0.1:${redirectPort};`],
    ['listen 443 ssl;', `listen 127.0.0.1:${port} ssl;`],
    ['127.0.0.1:3000', one],
    ['127.0.0.1:3001', other],
    ['/etc/ssl/certs/auth.example.org.pem', join(folder, 'cert.pem')],
    ['/etc/ssl/private/auth.example.org.key', join(folder, 'key.pem')],
  ]);
}

function gatewayOf(
  folder: string,
  port: number,
  origins: readonly string[],
  application: string,
  check: string,
): string {
  const [one = '', other = ''] = origins.map((origin) => new URL(origin).host);
  return replaced('deploy/gateway-nginx.conf', [
    ['listen 443 ssl;', `listen 127.0.0.1:${port} ssl;`],
    ['127.0.0.1:3000', one],
    ['127.0.0.1:3001', other],
    ['http://127.0.0.1:8080', application],
    ['/run/keyturn_check', join(folder, 'cache')],
    ['/etc/ssl/certs/app.example.org.pem', join(folder, 'cert.pem')],
    ['/etc/ssl/private/app.example.org.key', join(folder, 'key.pem')],
    ['auth_request /_keyturn_check;', `auth_request ${check};`],
  ]);
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
