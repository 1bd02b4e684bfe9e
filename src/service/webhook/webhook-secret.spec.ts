import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { parseWebhookSecrets } from './webhook-secret.js';

const secretOf = (bytes: Buffer) => `whsec_${bytes.toString('base64')}`;
const [one, other, third] = [randomBytes(24), randomBytes(64), randomBytes(32)] as const;

describe('parseWebhookSecrets', () => {
  it('decodes a secret of 24 to 64 bytes', () => {
    expect(parseWebhookSecrets(secretOf(one))).toEqual({ value: [one] });
    expect(parseWebhookSecrets(secretOf(other))).toEqual({ value: [other] });
  });

  it('decodes two secrets with a space between them', () => {
    const text = `${secretOf(one)} ${secretOf(other)}`;
    expect(parseWebhookSecrets(text)).toEqual({ value: [one, other] });
  });

  it.each([
    ['without the prefix', one.toString('base64')],
    ['of 23 bytes', secretOf(randomBytes(23))],
    ['of 65 bytes', secretOf(randomBytes(65))],
    ['of one repeated byte', secretOf(Buffer.alloc(32))],
    ['with other characters', `${secretOf(one).slice(0, 20)}*${secretOf(one).slice(20)}`],
    ['with two spaces', `${secretOf(one)}  ${secretOf(other)}`],
    ['twice the same', `${secretOf(one)} ${secretOf(one)}`],
    ['three of them', [one, other, third].map(secretOf).join(' ')],
  ])('rejects a secret %s', (_, text) => {
    const parsed = parseWebhookSecrets(text) as { problem: string };
    expect(parsed.problem).not.toBe('');
    expect(JSON.stringify(parsed)).not.toContain(text.slice(6));
  });
});
