import { describe, expect, it } from '@jest/globals';
import type { RawClaims } from './compact-jws.js';
import { tokenId } from './session.js';
import {
  accessClaims,
  type IssuePolicy,
  splitAddedClaims,
  pairClaims,
  toSeconds,
} from './token-pair.js';

const DAY = 86_400;
const T = Date.UTC(2030, 0, 1) / 1000;
const SID = '01890a5d-ac96-774b-bcce-b302099a8057';

const SESSION = {
  id: SID,
  userId: '7',
  generation: 2,
  rotatedAt: T * 1000,
  expiresAt: (T + DAY) * 1000,
  sessionExpiresAt: (T + 30 * DAY) * 1000,
};
const POLICY: IssuePolicy = { accessTokenSeconds: 300 };
const ADDRESSED: IssuePolicy = { ...POLICY, issuer: 'https://issuer', audience: 'api' };

const REFRESH = {
  token_type: 'refresh',
  exp: T + DAY,
  iat: T,
  jti: tokenId(SID, 2, 'refresh'),
  user_id: '7',
  sub: '7',
  sid: SID,
  gen: 2,
};
const ACCESS = {
  token_type: 'access',
  exp: T + 300,
  iat: T,
  jti: tokenId(SID, 2, 'access'),
  user_id: '7',
  sub: '7',
  sid: SID,
};
const ADDRESS = { iss: 'https://issuer', aud: 'api' };

/** Compares claims as text, with their order, because a generation has exactly one token. */
const expectText = (claims: unknown) => expect(JSON.stringify(claims));
const text = (claims: RawClaims) => JSON.stringify(claims);

describe('pairClaims', () => {
  it.each<[string, IssuePolicy, RawClaims, RawClaims, RawClaims]>([
    ['returns the claims in this order, gen only in the refresh token', POLICY, {}, REFRESH, ACCESS], // prettier-ignore
    [
      'adds the issuer and the audience when configured',
      ADDRESSED,
      {},
      { ...REFRESH, ...ADDRESS },
      { ...ACCESS, ...ADDRESS },
    ],
    [
      'adds only the issuer when only it is configured',
      { ...POLICY, issuer: 'me' },
      {},
      { ...REFRESH, iss: 'me' },
      { ...ACCESS, iss: 'me' },
    ],
    [
      'adds only the audience when only it is configured',
      { ...POLICY, audience: 'api' },
      {},
      { ...REFRESH, aud: 'api' },
      { ...ACCESS, aud: 'api' },
    ],
    [
      'copies custom claims of the presented token to both tokens',
      ADDRESSED,
      { role: 'admin', nested: { a: [1] }, nbf: 0, none: null },
      { ...REFRESH, ...ADDRESS, role: 'admin', nested: { a: [1] }, nbf: 0, none: null },
      { ...ACCESS, ...ADDRESS, role: 'admin', nested: { a: [1] }, nbf: 0, none: null },
    ],
    [
      'copies iss and aud of the presented token when none is configured',
      POLICY,
      { iss: 'old', aud: ['old'] },
      { ...REFRESH, iss: 'old', aud: ['old'] },
      { ...ACCESS, iss: 'old', aud: ['old'] },
    ],
    [
      'prefers the configured issuer and audience to those of the presented token',
      ADDRESSED,
      { aud: ['old'], iss: 'old' },
      { ...REFRESH, ...ADDRESS },
      { ...ACCESS, ...ADDRESS },
    ],
    [
      'copies no claim that the issuer sets from the presented token',
      POLICY,
      { gen: 1, sid: 'x', sub: 'x', user_id: 1, jti: 'x', iat: 0, exp: 0, token_type: 'x', a: 1 },
      { ...REFRESH, a: 1 },
      { ...ACCESS, a: 1 },
    ],
    [
      'returns the same claims when the current refresh token is presented',
      ADDRESSED,
      { ...REFRESH, ...ADDRESS },
      { ...REFRESH, ...ADDRESS },
      { ...ACCESS, ...ADDRESS },
    ],
  ])('%s', (_, policy, carried, refresh, access) => {
    const pair = pairClaims(SESSION, policy, carried);
    expectText(pair.refresh).toBe(text(refresh));
    expectText(pair.access).toBe(text(access));
  });

  it.each(['__proto__', 'constructor', 'toString'])(
    'leaves out a claim named %s, like a member of every object',
    (name) => {
      const carried = JSON.parse(`{"${name}":{"sid":"x"},"role":"admin"}`) as RawClaims;
      const { access } = pairClaims(SESSION, POLICY, carried);
      expect(access['sid']).toBe(SID);
      expect(Object.getPrototypeOf(access)).toBe(Object.prototype);
      expect(Object.keys(access)).not.toContain(name);
      expect(access['role']).toBe('admin');
    },
  );

  it('does not change its arguments', () => {
    const carried = Object.freeze({ role: 'admin', gen: 1 });
    expect(() => pairClaims(Object.freeze({ ...SESSION }), POLICY, carried)).not.toThrow();
  });

  it('returns a different jti for each type and generation', () => {
    const pairs = [0, 1, 2].map((generation) => pairClaims({ ...SESSION, generation }, POLICY, {}));
    const ids = pairs.flatMap(({ refresh, access }) => [refresh['jti'], access['jti']]);
    expect(new Set(ids).size).toBe(6);
  });
});

describe('pairClaims with the times of a row', () => {
  it.each<[string, Partial<typeof SESSION>, number, number, number]>([
    ['rounds iat down to a second', { rotatedAt: T * 1000 + 999 }, T, T + DAY, T + 300],
    ['rounds exp down to a second', { expiresAt: (T + DAY) * 1000 + 999 }, T, T + DAY, T + 300],
    [
      'limits the access token to its session',
      { sessionExpiresAt: (T + 299) * 1000 },
      T,
      T + DAY,
      T + 299,
    ],
    [
      'does not shorten an access token that expires with its session',
      { sessionExpiresAt: (T + 300) * 1000 },
      T,
      T + DAY,
      T + 300,
    ],
    [
      'takes exp of the refresh token from the row and limits the access token to it',
      { expiresAt: (T + 5) * 1000 },
      T,
      T + 5,
      T + 5,
    ],
  ])('%s', (_, row, iat, refreshExp, accessExp) => {
    const { refresh, access } = pairClaims({ ...SESSION, ...row }, POLICY, {});
    expect(refresh).toMatchObject({ iat, exp: refreshExp });
    expect(access).toMatchObject({ iat, exp: accessExp });
  });

  it.each([
    [0, 0],
    [999, 0],
    [1000, 1],
    [1999.9, 1],
    [-1, -1],
  ])('toSeconds converts %d ms to %d s', (epochMs, seconds) => {
    expect(toSeconds(epochMs)).toBe(seconds);
  });
});

describe('accessClaims (rotation: none)', () => {
  it.each([
    ['returns a full lifetime from iat', T + 60, T + 360],
    ['limits the token to its refresh token', T + DAY - 60, T + DAY],
    ['limits the token to its session', T + 30 * DAY - 60, T + 30 * DAY, T + 31 * DAY],
  ])('%s', (_, iat, exp, refreshExp = T + DAY) => {
    const session = { ...SESSION, expiresAt: refreshExp * 1000 };
    const claims = accessClaims(session, ADDRESSED, { role: 'admin', gen: 2 }, iat);
    expectText(claims).toBe(text({ ...ACCESS, exp, iat, ...ADDRESS, role: 'admin' }));
  });
});

describe('splitAddedClaims', () => {
  it('accepts custom claims unchanged', () => {
    const named = { password_changed_at: 1, must_change_password: true, hash: 'x' };
    const added = { roles: ['admin'], tenant: { id: 7 }, scope: '', none: null, ...named };
    expect(splitAddedClaims(added)).toEqual({ accepted: added, reserved: [] });
  });

  it.each([
    ['registered claims', ['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti']],
    ['claims of Keyturn', ['token_type', 'user_id', 'sid', 'gen']],
    ['members of every object', ['constructor', 'toString', '__proto__']],
    ['names of a password or its hash', ['passwordHash', 'password_hash', 'password', 'Password-Digest', 'hashed_password', 'encrypted_password', 'passwd', 'PASSWD_HASH', 'pw_hash']], // prettier-ignore
  ])('leaves out and reports %s', (_, names) => {
    const added = JSON.parse(`{${names.map((name) => `"${name}":1`).join()},"role":"x"}`) as object;
    expect(splitAddedClaims({ ...added })).toEqual({ accepted: { role: 'x' }, reserved: names });
  });
});
