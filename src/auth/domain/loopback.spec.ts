import { describe, expect, it } from '@jest/globals';
import { isLoopback } from './loopback.js';

describe('isLoopback', () => {
  it.each([
    'localhost',
    'LOCALHOST',
    '127.0.0.1',
    '127.0.0.0',
    '127.255.255.255',
    '127.8.0.1',
    '::1',
    '[::1]',
    '0:0:0:0:0:0:0:1',
    '::ffff:127.0.0.1',
    '::FFFF:127.9.8.7',
    '[::ffff:127.0.0.1]',
    '::ffff:7f00:1',
    '::ffff:7fff:ffff',
  ])('returns true for %s', (host) => {
    expect(isLoopback(host)).toBe(true);
  });

  it.each([
    '127.evil.example',
    '127.0.0.1.evil.example',
    '127.0.0',
    '127.1',
    '127.0.0.256',
    '127.0.0.01',
    '127.0.0.1.1',
    '1127.0.0.1',
    '128.0.0.1',
    '126.255.255.255',
    '0.0.0.0',
    '10.0.0.1',
    '::',
    '::2',
    '[::1',
    '::1%lo',
    '::ffff:10.0.0.1',
    '::ffff:8000:1',
    '::127.0.0.1',
    '64:ff9b::127.0.0.1',
    '2001:db8::1',
    'localhost.evil.example',
    'evil-localhost',
    'app.localhost',
    'db.example',
    '',
  ])('returns false for %j', (host) => {
    expect(isLoopback(host)).toBe(false);
  });
});
