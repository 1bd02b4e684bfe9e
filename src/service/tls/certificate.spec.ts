import { generateKeyPairSync } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { createCertificate } from '../../../test/support/certificates.js';
import { checkCertificate, expiryWarning } from './certificate.js';
import type { KeyPair } from './key-pair.js';

const NOW = Date.UTC(2030, 0, 1);
const DAY = 86_400_000;

const pairOf = (names?: string[]) =>
  createCertificate({ from: NOW - DAY, until: NOW + 90 * DAY, ...(names && { names }) });

describe('checkCertificate', () => {
  let pair: KeyPair;
  let other: KeyPair;
  beforeAll(async () => {
    pair = await pairOf(['auth.example.org', '*.Example.net']);
    other = await pairOf();
  });

  it('returns the names and the end of a valid certificate', () => {
    expect(checkCertificate(pair, NOW)).toEqual({
      facts: {
        names: ['auth.example.org', '.example.net', '127.0.0.1'],
        validUntil: NOW + 90 * DAY,
      },
      problems: [],
    });
  });

  it('accepts a chain whose first certificate belongs to the key, and no other order', () => {
    const chain = (...certs: string[]) => ({ cert: certs.join('\n'), key: pair.key });
    expect(checkCertificate(chain(pair.cert, other.cert), NOW).problems).toEqual([]);
    expect(checkCertificate(chain(other.cert, pair.cert), NOW).problems).toEqual([
      expect.stringMatching(/^TLS_KEY_FILE is not the key of the first certificate/),
    ]);
  });

  it.each([
    [90 * DAY, ['TLS_CERT_FILE has expired: 2030-04-01. Renew it.']],
    [90 * DAY - 1, []],
    [-DAY, []],
    [-DAY - 1, ['TLS_CERT_FILE is not valid before 2029-12-31. Check the clock of this machine.']],
  ])('checks the validity period %i ms later', (later, problems) => {
    expect(checkCertificate(pair, NOW + later).problems).toEqual(problems);
  });

  it.each([
    ['malformed', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'],
    ['cut off', '-----BEGIN CERTIFICATE-----\nAAAA\n'],
  ])('reports a chain whose second certificate is %s', (_, second) => {
    const cert = `${pair.cert}\n${second}`;
    expect(checkCertificate({ cert, key: pair.key }, NOW).problems).toEqual([
      expect.stringMatching(/^TLS_CERT_FILE cannot be served: a certificate after the first/),
    ]);
  });

  it('reports an unreadable certificate and an unreadable key together', () => {
    expect(checkCertificate({ cert: pair.key, key: pair.cert }, NOW).problems).toEqual([
      'TLS_CERT_FILE has no certificate in PEM. It begins with -----BEGIN CERTIFICATE-----.',
      'TLS_KEY_FILE has no private key in PEM. It begins with -----BEGIN PRIVATE KEY-----.',
    ]);
    expect(checkCertificate({ cert: '', key: '' }, NOW).problems).toHaveLength(2);
  });

  it('reports an encrypted key', () => {
    const { privateKey } = generateKeyPairSync('ec', {
      namedCurve: 'P-256',
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' },
    });
    expect(checkCertificate({ cert: pair.cert, key: privateKey }, NOW).problems).toEqual([
      expect.stringMatching(/^TLS_KEY_FILE is encrypted\. Decrypt it with: openssl pkey/),
    ]);
  });
});

describe('expiryWarning', () => {
  it.each([
    [30 * DAY, undefined],
    [30 * DAY - 1, 'expires in 29 days'],
    [DAY, 'expires in 1 day'],
    [DAY - 1, 'expires in 0 days'],
    [1, 'expires in 0 days'],
    [0, 'has expired'],
    [-DAY, 'has expired'],
  ])('expiryWarning, %i ms before the expiry, returns: %s', (leftMs, state) => {
    const warning = state && `The certificate in TLS_CERT_FILE ${state}. Renew it.`;
    expect(expiryWarning({ names: [], validUntil: NOW + leftMs }, NOW)).toBe(warning);
  });
});
