import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createCertificate } from '../../../test/support/certificates.js';
import { readCertificate } from './read-certificate.js';

const NONE = { certFile: undefined, keyFile: undefined, redirectPort: undefined };

describe('readCertificate', () => {
  let folder: string;
  const inFolder = (name: string) => join(folder, name);
  const read = (certFile: string, keyFile: string) =>
    readCertificate({ ...NONE, certFile: inFolder(certFile), keyFile: inFolder(keyFile) });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'keyturn-certificate-'));
    const { cert, key } = await createCertificate({ names: ['auth.example.org'] });
    writeFileSync(inFolder('cert.pem'), cert);
    writeFileSync(inFolder('key.pem'), key, { mode: 0o600 });
    writeFileSync(inFolder('binary.der'), Buffer.from([0x30, 0x82, 0xff, 0xfe]));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('returns no certificate when no variable is set', () => {
    expect(readCertificate(NONE)).toEqual({ served: undefined, problems: [], warnings: [] });
  });

  it.each([
    [{ certFile: 'x' }, 'TLS_CERT_FILE is set without TLS_KEY_FILE. Set both.'],
    [{ keyFile: 'x' }, 'TLS_KEY_FILE is set without TLS_CERT_FILE. Set both.'],
    [
      { redirectPort: 80 },
      'HTTP_REDIRECT_PORT redirects to HTTPS, which the service does not serve. Set TLS_CERT_FILE and TLS_KEY_FILE, or let the proxy redirect.',
    ],
  ])('reports the incomplete variables %j', (variables, problem) => {
    expect(readCertificate({ ...NONE, ...variables }).problems).toEqual([problem]);
  });

  it('returns the pair and its facts', () => {
    const { served, problems, warnings } = read('cert.pem', 'key.pem');
    expect([problems, warnings]).toEqual([[], []]);
    expect(served?.facts.names).toEqual(['auth.example.org', '127.0.0.1']);
  });

  it('reports both files that cannot be read, without their paths', () => {
    expect(read('missing', 'missing').problems).toEqual([
      'TLS_CERT_FILE cannot be read (ENOENT). Set it to a file that this user can read.',
      'TLS_KEY_FILE cannot be read (ENOENT). Set it to a file that this user can read.',
    ]);
    expect(read('binary.der', 'key.pem').problems).toEqual([
      'TLS_CERT_FILE is not text. Convert the file to PEM.',
    ]);
  });

  it('warns of a key that other users can read', () => {
    chmodSync(inFolder('key.pem'), 0o644);
    expect(read('cert.pem', 'key.pem').warnings).toEqual([
      'TLS_KEY_FILE is a file that other users can read. Run: chmod 600 "$TLS_KEY_FILE"',
    ]);
    chmodSync(inFolder('key.pem'), 0o600);
  });

  it('warns of a certificate that expires soon', async () => {
    const until = Date.now() + 3 * 86_400_000;
    const { cert, key } = await createCertificate({ until });
    writeFileSync(inFolder('soon.pem'), cert);
    writeFileSync(inFolder('soon.key'), key, { mode: 0o600 });
    expect(read('soon.pem', 'soon.key').warnings).toEqual([
      expect.stringMatching(/^The certificate in TLS_CERT_FILE expires in [23] days\. Renew it\.$/),
    ]);
  });
});
