import { expect, it } from '@jest/globals';
import { clientAddress } from './client-address.js';

it.each(['192.0.2.1', '::1', '::ffff:192.0.2.1', 'fe80::1%eth0'])(
  'the address of a client may be %s',
  (ip) => {
    expect(clientAddress({ ip })).toBe(ip);
  },
);

it.each([
  ['missing', undefined],
  ['empty', ''],
  ['a name', 'unknown'],
  ['longer than any address', `fe80::1%${'x'.repeat(9_000)}`],
  ['a text of a stranger', 'x'.repeat(9_000)],
])('what is %s is no address', (_, ip) => {
  expect(clientAddress(ip === undefined ? {} : { ip })).toBeNull();
});
