import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createCertificate } from '../../test/support/certificates.js';
import { Deployment } from '../../test/support/deployment.js';
import { freePort } from '../../test/support/postgres.mjs';
import type { ServerProcess } from '../../test/support/server-process.js';

/** Opens connections in turns. @returns the serial number of the certificate of each */
const serialNumbers = (url: string, count: number) =>
  Promise.all(
    Array.from({ length: count }, async () => {
      const { port } = new URL(url);
      const socket = connect({ host: '127.0.0.1', port: Number(port), rejectUnauthorized: false });
      await once(socket, 'secureConnect');
      const { serialNumber } = socket.getPeerCertificate();
      socket.destroy();
      return serialNumber;
    }),
  );

describe('HTTPS of several workers', () => {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-workers-tls-'));
  const files = { TLS_CERT_FILE: join(folder, 'cert.pem'), TLS_KEY_FILE: join(folder, 'key.pem') };
  let deployment: Deployment;
  let server: ServerProcess;
  let redirectPort: number;

  const install = async () => {
    const { cert, key } = await createCertificate();
    writeFileSync(files.TLS_CERT_FILE, cert, { mode: 0o600 });
    writeFileSync(files.TLS_KEY_FILE, key, { mode: 0o600 });
  };

  beforeAll(async () => {
    await install();
    redirectPort = await freePort();
    deployment = await Deployment.create('postgres', { ...files, WORKERS: '2' });
    server = await deployment.start({ HTTP_REDIRECT_PORT: String(redirectPort) });
  });
  afterAll(async () => {
    await deployment.drop();
    rmSync(folder, { recursive: true });
  });

  it('redirects from HTTP to the shared port', async () => {
    const response = await fetch(`http://127.0.0.1:${redirectPort}/x`, { redirect: 'manual' });
    expect(response.status).toBe(308);
    expect(response.headers.get('location')).toBe(`${server.url}/x`);
  });

  it('serves a renewed certificate from every worker', async () => {
    const [old] = await serialNumbers(server.url, 1);
    await install();
    let found: string[];
    do {
      await setTimeout(20);
      found = await serialNumbers(server.url, 4);
    } while (found.includes(old!));
    expect(new Set(found).size).toBe(1);
  });
});
