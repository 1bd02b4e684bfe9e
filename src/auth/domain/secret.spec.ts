import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { judgeSecret, type SecretVerdict } from './secret.js';

/** Far too short to sign with: a longer one takes half a second to make. */
const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 512 });

const publicPem = (type: 'spki' | 'pkcs1') => publicKey.export({ format: 'pem', type }).toString();

describe('a signing secret', () => {
  it.each<[string, string | undefined, SecretVerdict]>([
    ['is missing when there is none', undefined, 'missing'],
    ['is missing when it is empty', '', 'missing'],
    ['is short below 32 bytes', 'kQ3vX8zL1mN6pR0sT5uW9yB2dF4hJ7c', 'short'],
    ['is strong from 32 bytes on', 'kQ3vX8zL1mN6pR0sT5uW9yB2dF4hJ7ce', 'strong'],
    ['counts bytes, not characters', 'é'.repeat(15) + 'ab', 'strong'],
    ['is not one that a tutorial prints', 'your-256-bit-secret-your-256-bit', 'well_known'],
    ['is not jwt.io’s', 'a-string-secret-at-least-256-bits-long', 'well_known'],
    ['is not Django’s', 'django-insecure-2kq8v1m3z7x9c4b6n0', 'well_known'],
    ['is not a placeholder', 'please-CHANGE-ME-before-production', 'well_known'],
    ['is not one character again and again', 'a'.repeat(64), 'well_known'],
    ['is not one word again and again', 'kQ3vX8zL'.repeat(4), 'well_known'],
    ['is not a row of digits', '0123456789abcdefghijklmnopqrstuv', 'well_known'],
    ['is not a public key', publicPem('spki'), 'well_known'],
    ['is not a public key of RSA alone', publicPem('pkcs1'), 'well_known'],
    ['is not a certificate', `-----BEGIN CERTIFICATE-----\nMIIBkTCB+wIJ`, 'well_known'],
    ['is not one word an odd number of times', 'kQ3vX8zL1mN'.repeat(3), 'well_known'],
    ['may end with one character twice', 'kQ3vX8zL1mN6pR0sT5uW9yB2dF4hJ7cc', 'strong'],
  ])('%s', (_, secret, verdict) => {
    expect(judgeSecret(secret)).toBe(verdict);
  });

  it.each([
    'change me',
    'your jwt',
    'replace this',
    'a string secret',
    'super secret',
    'secret key',
  ])('does not say "%s", however its words are joined', (words) => {
    for (const joint of ['', '-', '_', ' ']) {
      const secret = `kQ3vX8zL1mN6pR0s:${words.replaceAll(' ', joint)}:T5uW9yB2dF4hJ7ce`;
      expect(judgeSecret(secret)).toBe('well_known');
    }
  });
});
