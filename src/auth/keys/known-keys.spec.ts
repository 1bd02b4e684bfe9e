import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { KnownKeys } from './known-keys.js';

const keyOf = (text: string) => createSecretKey(Buffer.from(text));
const HS256 = { alg: 'HS256', kid: undefined } as const;

describe(KnownKeys.name, () => {
  it('returns the defined keys in their order', async () => {
    const [current, previous] = [keyOf('a'), keyOf('b')];
    const both = await new KnownKeys('HS256', current, previous).keysFor(HS256);
    expect(both.map(({ key }) => key)).toEqual([current, previous]);
    const one = await new KnownKeys('HS256', current, undefined).keysFor(HS256);
    expect(one.map(({ key }) => key)).toEqual([current]);
  });

  it('returns no key for another algorithm', async () => {
    const keys = new KnownKeys('HS256', keyOf('a'));
    expect(await keys.keysFor({ alg: 'RS256', kid: undefined })).toEqual([]);
    expect(keys.algorithms).toEqual(['HS256']);
  });
});
