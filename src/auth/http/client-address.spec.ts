import { expect, it } from '@jest/globals';
import { clientAddress } from './client-address.js';

it.each(['192.0.2.1', '::1', '::ffff:192.0.2.1', 'fe80::1%eth0'])(
  'clientAddress returns the address %s unchanged',
  (ip) => {
    expect(clientAddress({ ip })).toBe(ip);
  },
);

it.each([
  ['203.0.113.9:51008', '203.0.113.9'],
  ['203.0.113.9:_hidden', '203.0.113.9'],
  ['[2001:db8::17]', '2001:db8::17'],
  ['[2001:db8::17]:4711', '2001:db8::17'],
  ['[fe80::1%eth0]:80', 'fe80::1%eth0'],
  ['[::ffff:192.0.2.1]:80', '::ffff:192.0.2.1'],
])('clientAddress reads %s, as load balancers write it, as %s', (ip, address) => {
  expect(clientAddress({ ip })).toBe(address);
});

it.each([
  ['203.0.113.9:'],
  ['203.0.113.9:512345'],
  ['203.0.113.256:80'],
  ['203.0.113.9:80:80'],
  ['[203.0.113.9]:80'],
  ['[2001:db8::17'],
  ['2001:db8::17]:80'],
  ['[]'],
  ['[2001:db8::17]x'],
  [' 203.0.113.9'],
  ['203.0.113.9 '],
  ['"203.0.113.9"'],
  ['_hidden'],
])('clientAddress returns null for %j', (ip) => {
  expect(clientAddress({ ip })).toBeNull();
});

it.each([
  ['missing', undefined],
  ['empty', ''],
  ['a name', 'unknown'],
  ['longer than any address', `fe80::1%${'x'.repeat(9_000)}`],
  ['a long text', 'x'.repeat(9_000)],
])('clientAddress returns null for an address that is %s', (_, ip) => {
  expect(clientAddress(ip === undefined ? {} : { ip })).toBeNull();
});
