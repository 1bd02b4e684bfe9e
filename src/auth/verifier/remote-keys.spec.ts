import { KeyObject, webcrypto } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { RemoteKeys } from './remote-keys.js';

type Jose = ConstructorParameters<typeof RemoteKeys>[1];
type Header = ReturnType<Jose['decodeProtectedHeader']>;
type Find = ReturnType<Jose['createRemoteJWKSet']>;
type Finding = (header?: object) => ReturnType<Find>;

/** @param find what is published, as jose finds it there @param header of the token */
function keysOf(find: Finding, header: Header) {
  const jose = { createRemoteJWKSet: () => find as Find, decodeProtectedHeader: () => header };
  return new RemoteKeys(new URL('https://issuer.test/jwks.json'), jose).keysFor('a token');
}

const failing = (code: string): Finding => {
  const error = Object.assign(new Error('as jose says it'), { code });
  return () => Promise.reject(error);
};

describe('published keys', () => {
  let publicKey: webcrypto.CryptoKey;
  beforeAll(async () => {
    const curve = { name: 'ECDSA', namedCurve: 'P-256' };
    ({ publicKey } = await webcrypto.subtle.generateKey(curve, true, ['sign', 'verify']));
  });

  it.each<Header>([{ alg: 'ES256' }, { alg: 'ES256', kid: 'ec-1' }])(
    'are asked for one by nothing but what %j says of it',
    async (header) => {
      const asked: unknown[] = [];
      const find: Finding = (by) => {
        asked.push(by);
        return Promise.resolve(publicKey);
      };
      const keys = await keysOf(find, { ...header, jku: 'https://thief.test', typ: 'JWT' });
      expect(keys).toEqual([KeyObject.from(publicKey)]);
      expect(asked).toStrictEqual([header]);
    },
  );

  it('have none for a token of another algorithm, or of no algorithm', async () => {
    expect(await keysOf(() => Promise.resolve(publicKey), { alg: 'RS256' })).toEqual([]);
    expect(await keysOf(() => Promise.resolve(publicKey), {})).toEqual([]);
  });

  it.each(['ERR_JWKS_NO_MATCHING_KEY', 'ERR_JWKS_MULTIPLE_MATCHING_KEYS'])(
    'have none for a token where jose says %s',
    async (code) => {
      expect(await keysOf(failing(code), { alg: 'ES256' })).toEqual([]);
    },
  );

  it.each(['ERR_JWKS_TIMEOUT', 'ECONNREFUSED'])(
    'are out of reach for a while where it says %s',
    async (code) => {
      await expect(keysOf(failing(code), { alg: 'ES256' })).rejects.toMatchObject({
        code: 'temporarily_unavailable',
        detail: 'no keys from jwksUri',
        cause: { code },
      });
    },
  );
});
