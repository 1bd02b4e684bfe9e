import { describe, expect, it } from '@jest/globals';
import type { LookupAddress } from 'node:dns';
import { checkedLookup } from './checked-lookup.js';

const PUBLIC = { address: '8.8.8.8', family: 4 };
const PUBLIC_V6 = { address: '2606:4700::1111', family: 6 };
const PRIVATE = { address: '10.0.0.1', family: 4 };
const MAPPED = { address: '::ffff:169.254.169.254', family: 6 };

/** @returns the arguments of the callback */
const resultOf = (addresses: LookupAddress[], options: object, error: Error | null = null) =>
  new Promise((resolve) => {
    const lookup = checkedLookup((_hostname, _options, callback) => callback(error, addresses));
    lookup('siem.example.org', options, (...result) => resolve(result));
  });

describe('checkedLookup', () => {
  it('returns only the public addresses of a name', async () => {
    const all = await resultOf([PRIVATE, PUBLIC, MAPPED, PUBLIC_V6], { all: true });
    expect(all).toEqual([null, [PUBLIC, PUBLIC_V6]]);
    const one = await resultOf([PRIVATE, PUBLIC], {});
    expect(one).toEqual([null, PUBLIC.address, PUBLIC.family]);
  });

  it.each([[[PRIVATE]], [[MAPPED, PRIVATE]], [[]]])(
    'fails for a name with only the addresses %j',
    async (addresses) => {
      const result = await resultOf(addresses, { all: true });
      expect(result).toEqual([expect.objectContaining({ code: 'PRIVATE_ADDRESS' }), []]);
    },
  );

  it('returns the error of the name server', async () => {
    const error = Object.assign(new Error('unknown'), { code: 'ENOTFOUND' });
    expect(await resultOf([], { all: true }, error)).toEqual([error, []]);
  });
});
