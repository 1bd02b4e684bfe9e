import { constants, createPublicKey, publicDecrypt } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { signatureChecks } from '../wiring.js';
import { WYCHEPROOF, type WycheproofGroup } from './wycheproof.js';

const publicKeyOf = ({ key }: WycheproofGroup) => createPublicKey({ key, format: 'jwk' });
const signatureIn = (token: string) => Buffer.from(token.split('.').pop()!, 'base64url');

describe.each(WYCHEPROOF)('the vectors of Project Wycheproof for $algorithm', (group) => {
  const { algorithm, valid, invalid } = group;
  const key = publicKeyOf(group);
  const isAccepted = (token: string) =>
    Promise.all(signatureChecks.map((check) => check({ algorithm, key }, token)));

  if (valid.length > 0) {
    it.each(valid)('the codec and the guard accept %i: %s', async (_, _comment, token) => {
      expect(await isAccepted(token)).toEqual([true, true]);
    });
  }

  if (invalid.length > 0) {
    it.each(invalid)('the codec and the guard reject %i: %s', async (_, _comment, token) => {
      expect(await isAccepted(token)).toEqual([false, false]);
    });
  }
});

it.each(WYCHEPROOF.filter(({ algorithm }) => /^(?:RS|PS)/.test(algorithm)))(
  'the invalid signatures of $algorithm have almost the right padding, and no error of transcription',
  (group) => {
    for (const [tcId, , token] of group.invalid) {
      const options = { key: publicKeyOf(group), padding: constants.RSA_NO_PADDING };
      const padded = publicDecrypt(options, signatureIn(token));
      const isPadded =
        group.algorithm === 'RS256'
          ? padded.subarray(0, 3).equals(Buffer.from([0, 1, 0xff]))
          : padded.at(-1) === 0xbc;
      expect([tcId, isPadded]).toEqual([tcId, true]);
    }
  },
);
