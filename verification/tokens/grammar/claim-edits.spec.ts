import { createHmac } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { sign } from '../../../test/support/jwt.js';
import { readSigned } from '../oracle.js';
import { CLAIM_EDITS } from './claim-edits.js';

const SECRET = 'kQ3vX8zL1mN6pR0sT5uW9yB2dF4hJ7ceG';
const NAMES = ['exp', 'iat', 'nbf', 'jti', 'token_type', 'user_id', 'sub', 'sid', 'gen', 'iss', 'aud']; // prettier-ignore

it.each([
  ['an object without a primitive value', '{"toString":0,"valueOf":0}'],
  ['a list 20,000 levels deep', `${'['.repeat(20_000)}${']'.repeat(20_000)}`],
  ['no JSON', '{,}'],
])('every claim edit applies to %s', (_, value) => {
  const members = NAMES.map((name) => [`"${name}"`, value] as const);
  for (const edit of CLAIM_EDITS) expect(Array.isArray(edit.apply(members))).toBe(true);
});

it('the oracle rejects claims that are nested too deeply without a stack overflow', () => {
  const claims = `{"role":${'['.repeat(5_000)}${']'.repeat(5_000)}}`;
  const [header] = sign({}, SECRET).split('.');
  const signed = `${header}.${Buffer.from(claims).toString('base64url')}`;
  const signature = createHmac('sha256', SECRET).update(signed).digest('base64url');
  expect(readSigned(`${signed}.${signature}`, { secrets: [SECRET] })).toBeUndefined();
});
