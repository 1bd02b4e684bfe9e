import { KeyObject, webcrypto } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { RemoteKeys } from './remote-keys.js';

type Jose = ConstructorParameters<typeof RemoteKeys>[1];
type Header = Parameters<RemoteKeys['keysFor']>[0];
type Find = ReturnType<Jose['createRemoteJWKSet']>;
type Finding = (header?: object) => ReturnType<Find>;

/** @param find jose's look-up in the published keys @param header the header of the token */
function keysOf(find: Finding, header: Header) {
  const jose = { createRemoteJWKSet: () => find as Find };
  return new RemoteKeys(new URL('https://issuer.test/jwks.json'), jose).keysFor(header);
}

const failing = (code: string): Finding => {
  const error = Object.assign(new Error('an error of jose'), { code });
  return () => Promise.reject(error);
};

describe('RemoteKeys', () => {
  let publicKey: webcrypto.CryptoKey;
  beforeAll(async () => {
    const curve = { name: 'ECDSA', namedCurve: 'P-256' };
    ({ publicKey } = await webcrypto.subtle.generateKey(curve, true, ['sign', 'verify']));
  });

  it.each([{ alg: 'ES256' }, { alg: 'ES256', kid: 'ec-1' }] as Header[])(
    'looks up a key only by the members %j of the header',
    async (header) => {
      const lookUps: unknown[] = [];
      const find: Finding = (by) => {
        lookUps.push(by);
        return Promise.resolve(publicKey);
      };
      const keys = await keysOf(find, { ...header, kid: header.kid });
      expect(keys).toEqual([{ algorithm: 'ES256', key: KeyObject.from(publicKey) }]);
      expect(lookUps).toStrictEqual([header]);
    },
  );

  it('returns no key for a token with another algorithm', async () => {
    for (const alg of ['RS256', 'ES384', 'EdDSA'] as const) {
      expect(await keysOf(() => Promise.resolve(publicKey), { alg, kid: undefined })).toEqual([]);
    }
  });

  it.each(['ERR_JWKS_NO_MATCHING_KEY', 'ERR_JWKS_MULTIPLE_MATCHING_KEYS'])(
    'returns no key when jose throws %s',
    async (code) => {
      expect(await keysOf(failing(code), { alg: 'ES256', kid: undefined })).toEqual([]);
    },
  );

  it.each(['ERR_JWKS_TIMEOUT', 'ECONNREFUSED'])(
    'rejects with temporarily_unavailable when jose throws %s',
    async (code) => {
      await expect(keysOf(failing(code), { alg: 'ES256', kid: undefined })).rejects.toMatchObject({
        code: 'temporarily_unavailable',
        detail: 'no keys from jwksUri',
        cause: { code },
      });
    },
  );
});
