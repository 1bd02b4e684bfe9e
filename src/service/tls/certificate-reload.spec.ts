import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:tls';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { afterEach, beforeAll, beforeEach, expect, it, jest } from '@jest/globals';
import { createCertificate } from '../../../test/support/certificates.js';
import type { KeyPair } from './key-pair.js';
import { CertificateReload } from './certificate-reload.js';
import { stateOf, type TlsFiles } from './tls-files.js';

const BROKEN = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';

const DAY = 86_400_000;
const FACTS = { names: [], validUntil: Date.now() + 365 * DAY };

let [first, second]: KeyPair[] = [];
let folder: string;
let files: TlsFiles;
let server: Server;
let now: number;
let reload: CertificateReload;
let served: jest.SpiedFunction<Server['setSecureContext']>;
let warned: jest.SpiedFunction<Logger['warn']>;

beforeAll(async () => {
  [first, second] = [await createCertificate(), await createCertificate()];
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyturn-reload-'));
  const current = join(folder, '..data');
  files = { certFile: join(current, 'tls.crt'), keyFile: join(current, 'tls.key') };
  swap('1', first!);
  server = createServer();
  served = jest.spyOn(server, 'setSecureContext');
  warned = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  jest.spyOn(Logger.prototype, 'log').mockImplementation(() => undefined);
  now = Date.now();
  reload = new CertificateReload({ files, state: stateOf(files), facts: FACTS }, () => now);
  reload.add(server);
});
afterEach(() => {
  server.emit('close');
  rmSync(folder, { recursive: true });
  jest.restoreAllMocks();
});

/** Replaces both files through a link, as Kubernetes does. */
function swap(name: string, { cert, key }: KeyPair): void {
  mkdirSync(join(folder, name));
  writeFileSync(join(folder, name, 'tls.crt'), cert);
  writeFileSync(join(folder, name, 'tls.key'), key, { mode: 0o600 });
  symlinkSync(name, join(folder, '..new'));
  renameSync(join(folder, '..new'), join(folder, '..data'));
}

const servedCertificates = () => served.mock.calls.map(([{ cert }]) => cert);

it('CertificateReload serves a pair that a link replaces, once', () => {
  reload.check();
  swap('2', second!);
  reload.check();
  reload.check();
  expect(servedCertificates()).toEqual([second!.cert]);
  expect(warned).not.toHaveBeenCalled();
});

it('CertificateReload serves a pair that changed after the start had read it', () => {
  const state = stateOf(files);
  swap('2', second!);
  const later = new CertificateReload({ files, state, facts: FACTS });
  later.add(server);
  later.check();
  expect(servedCertificates()).toEqual([second!.cert]);
});

it.each<[string, () => KeyPair]>([
  ['has a malformed chain', () => ({ cert: `${second!.cert}\n${BROKEN}`, key: second!.key })],
  ['does not belong together', () => ({ cert: second!.cert, key: first!.key })],
  ['is empty', () => ({ cert: '', key: '' })],
])('CertificateReload logs a pair once and keeps the old one if it %s', (_, pairOf) => {
  swap('2', pairOf());
  reload.check();
  reload.check();
  expect(served).not.toHaveBeenCalled();
  expect(warned).toHaveBeenCalledTimes(1);
  swap('3', second!);
  reload.check();
  expect(servedCertificates()).toEqual([second!.cert]);
});

it('CertificateReload keeps the old pair while the files are missing', () => {
  rmSync(join(folder, '1'), { recursive: true });
  reload.check();
  expect(served).not.toHaveBeenCalled();
  expect(warned.mock.calls).toEqual([[expect.stringContaining('cannot be read (ENOENT)')]]);
});

it('CertificateReload warns once a day while the served certificate expires soon', () => {
  now += 340 * DAY;
  for (let n = 0; n < 3; n++) reload.check();
  now += DAY;
  for (let n = 0; n < 3; n++) reload.check();
  expect(warned.mock.calls).toEqual([
    [expect.stringMatching(/expires in 2[45] days\. Renew it\.$/)],
    [expect.stringMatching(/expires in 2[34] days\. Renew it\.$/)],
  ]);
});

it('CertificateReload does not warn of a certificate that was renewed', async () => {
  now += 340 * DAY;
  swap('2', await createCertificate({ until: now + 90 * DAY }));
  reload.check();
  now += 2 * DAY;
  reload.check();
  expect(warned).not.toHaveBeenCalled();
});
