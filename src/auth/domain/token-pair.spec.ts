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

/** Claim for claim and in order: as text, because one generation is one token. */
const expectText = (claims: unknown) => expect(JSON.stringify(claims));
const text = (claims: RawClaims) => JSON.stringify(claims);

describe('the claims of a pair', () => {
  it.each<[string, IssuePolicy, RawClaims, RawClaims, RawClaims]>([
    ['stand in this order, gen in the refresh token alone', POLICY, {}, REFRESH, ACCESS],
    [
      'name the issuer and the audience when configured',
      ADDRESSED,
      {},
      { ...REFRESH, ...ADDRESS },
      { ...ACCESS, ...ADDRESS },
    ],
    [
      'name the issuer alone',
      { ...POLICY, issuer: 'me' },
      {},
      { ...REFRESH, iss: 'me' },
      { ...ACCESS, iss: 'me' },
    ],
    [
      'name the audience alone',
      { ...POLICY, audience: 'api' },
      {},
      { ...REFRESH, aud: 'api' },
      { ...ACCESS, aud: 'api' },
    ],
    [
      'carry on, in both tokens, what the presented token says beside them',
      ADDRESSED,
      { role: 'admin', nested: { a: [1] }, nbf: 0, none: null },
      { ...REFRESH, ...ADDRESS, role: 'admin', nested: { a: [1] }, nbf: 0, none: null },
      { ...ACCESS, ...ADDRESS, role: 'admin', nested: { a: [1] }, nbf: 0, none: null },
    ],
    [
      'carry on iss and aud when none is configured',
      POLICY,
      { iss: 'old', aud: ['old'] },
      { ...REFRESH, iss: 'old', aud: ['old'] },
      { ...ACCESS, iss: 'old', aud: ['old'] },
    ],
    [
      'take what is configured before what is carried',
      ADDRESSED,
      { aud: ['old'], iss: 'old' },
      { ...REFRESH, ...ADDRESS },
      { ...ACCESS, ...ADDRESS },
    ],
    [
      'take nothing that issuing decides from the presented token',
      POLICY,
      { gen: 1, sid: 'x', sub: 'x', user_id: 1, jti: 'x', iat: 0, exp: 0, token_type: 'x', a: 1 },
      { ...REFRESH, a: 1 },
      { ...ACCESS, a: 1 },
    ],
    [
      'are the same when their own refresh token is presented',
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
    'leave out a claim named %s, like a member of every object: no library signs it safely',
    (name) => {
      const carried = JSON.parse(`{"${name}":{"sid":"x"},"role":"admin"}`) as RawClaims;
      const { access } = pairClaims(SESSION, POLICY, carried);
      expect(access['sid']).toBe(SID);
      expect(Object.getPrototypeOf(access)).toBe(Object.prototype);
      expect(Object.keys(access)).not.toContain(name);
      expect(access['role']).toBe('admin');
    },
  );

  it('leave what they were made from as it was', () => {
    const carried = Object.freeze({ role: 'admin', gen: 1 });
    expect(() => pairClaims(Object.freeze({ ...SESSION }), POLICY, carried)).not.toThrow();
  });

  it('never have a jti in common: neither two types nor two generations', () => {
    const pairs = [0, 1, 2].map((generation) => pairClaims({ ...SESSION, generation }, POLICY, {}));
    const ids = pairs.flatMap(({ refresh, access }) => [refresh['jti'], access['jti']]);
    expect(new Set(ids).size).toBe(6);
  });
});

describe('the times of a pair', () => {
  it.each<[string, Partial<typeof SESSION>, number, number, number]>([
    ['are whole seconds, floored', { rotatedAt: T * 1000 + 999 }, T, T + DAY, T + 300],
    ['floor exp as well', { expiresAt: (T + DAY) * 1000 + 999 }, T, T + DAY, T + 300],
    [
      'end the access token with its session',
      { sessionExpiresAt: (T + 299) * 1000 },
      T,
      T + DAY,
      T + 299,
    ],
    [
      'leave it its time to the second',
      { sessionExpiresAt: (T + 300) * 1000 },
      T,
      T + DAY,
      T + 300,
    ],
    [
      'take exp of the refresh token from the row, and end the access token with it',
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
  ])('%d ms are %d s', (epochMs, seconds) => {
    expect(toSeconds(epochMs)).toBe(seconds);
  });
});

describe('an access token on its own (rotation: none)', () => {
  it.each([
    ['lives from its own iat, whatever the row says', T + 60, T + 360],
    ['never outlives its refresh token', T + DAY - 60, T + DAY],
    ['never outlives its session', T + 30 * DAY - 60, T + 30 * DAY, T + 31 * DAY],
  ])('%s', (_, iat, exp, refreshExp = T + DAY) => {
    const session = { ...SESSION, expiresAt: refreshExp * 1000 };
    const claims = accessClaims(session, ADDRESSED, { role: 'admin', gen: 2 }, iat);
    expectText(claims).toBe(text({ ...ACCESS, exp, iat, ...ADDRESS, role: 'admin' }));
  });
});

describe('claims that an application adds', () => {
  it('are taken as they are', () => {
    const named = { password_changed_at: 1, must_change_password: true, hash: 'x' };
    const added = { roles: ['admin'], tenant: { id: 7 }, scope: '', none: null, ...named };
    expect(splitAddedClaims(added)).toEqual({ accepted: added, reserved: [] });
  });

  it.each([
    ['registered', ['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti']],
    ['ours', ['token_type', 'user_id', 'sid', 'gen']],
    ['members of every object', ['constructor', 'toString', '__proto__']],
    ['a password or its hash', ['passwordHash', 'password_hash', 'password', 'Password-Digest', 'hashed_password', 'encrypted_password', 'passwd', 'PASSWD_HASH', 'pw_hash']], // prettier-ignore
  ])('are left out, and named, when they are %s', (_, names) => {
    const added = JSON.parse(`{${names.map((name) => `"${name}":1`).join()},"role":"x"}`) as object;
    expect(splitAddedClaims({ ...added })).toEqual({ accepted: { role: 'x' }, reserved: names });
  });
});
