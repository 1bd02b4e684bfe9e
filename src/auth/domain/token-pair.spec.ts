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

const SUBJECT = { user_id: '7', sub: '7', sid: SID };
const REFRESH = { token_type: 'refresh', exp: T + DAY, iat: T, jti: tokenId(SID, 2, 'refresh'), ...SUBJECT, gen: 2 }; // prettier-ignore
const ACCESS = { token_type: 'access', exp: T + 300, iat: T, jti: tokenId(SID, 2, 'access'), ...SUBJECT }; // prettier-ignore
const ADDRESS = { iss: 'https://issuer', aud: 'api' };

/** Compares claims as text, with their order, because a generation has exactly one token. */
const expectText = (claims: unknown) => expect(JSON.stringify(claims));
const text = (claims: RawClaims) => JSON.stringify(claims);

describe('pairClaims', () => {
  /** Custom claims of a presented token. */
  const CUSTOM = { role: 'admin', nested: { a: [1] }, nbf: 0, none: null };
  const OLD = { iss: 'old', aud: ['old'] };
  const OWN = { gen: 1, sid: 'x', sub: 'x', user_id: 1, jti: 'x', iat: 0, exp: 0, token_type: 'x' };

  it.each<[string, IssuePolicy, RawClaims, RawClaims]>([
    // the pair                                 policy      carried         added to both tokens
    ['has the claims in this order', POLICY, {}, {}],
    ['has the configured issuer and audience', ADDRESSED, {}, ADDRESS],
    ['has only the configured issuer', { ...POLICY, issuer: 'me' }, {}, { iss: 'me' }],
    ['has only the configured audience', { ...POLICY, audience: 'api' }, {}, { aud: 'api' }],
    ['keeps custom claims', ADDRESSED, CUSTOM, { ...ADDRESS, ...CUSTOM }],
    ['keeps iss and aud when none is configured', POLICY, OLD, OLD],
    ['prefers the configured iss and aud', ADDRESSED, { aud: ['old'], iss: 'old' }, ADDRESS],
    ['keeps no claim that the issuer sets', POLICY, { ...OWN, a: 1 }, { a: 1 }],
    ['is the same for the current token', ADDRESSED, { ...REFRESH, ...ADDRESS }, ADDRESS],
  ])('%s', (_, policy, carried, added) => {
    const pair = pairClaims(SESSION, policy, carried);
    expectText(pair.refresh).toBe(text({ ...REFRESH, ...added }));
    expectText(pair.access).toBe(text({ ...ACCESS, ...added }));
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
  const END = T + DAY;

  it.each<[string, Partial<typeof SESSION>, number, number]>([
    // the pair                                        row                        exp: refresh, access
    ['rounds iat down to a second', { rotatedAt: T * 1000 + 999 }, END, T + 300],
    ['rounds exp down to a second', { expiresAt: END * 1000 + 999 }, END, T + 300],
    ['limits access to the session', { sessionExpiresAt: (T + 299) * 1000 }, END, T + 299],
    ['does not shorten access to it', { sessionExpiresAt: (T + 300) * 1000 }, END, T + 300],
    ['limits access to the refresh token', { expiresAt: (T + 5) * 1000 }, T + 5, T + 5],
  ])('%s', (_, row, refreshExp, accessExp) => {
    const { refresh, access } = pairClaims({ ...SESSION, ...row }, POLICY, {});
    expect(refresh).toMatchObject({ iat: T, exp: refreshExp });
    expect(access).toMatchObject({ iat: T, exp: accessExp });
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
    ['claims of the log-in policy', ['amr', 'acr', 'auth_time']],
    ['members of every object', ['constructor', 'toString', '__proto__']],
    ['names of a password or its hash', ['passwordHash', 'password_hash', 'password', 'Password-Digest', 'hashed_password', 'encrypted_password', 'passwd', 'PASSWD_HASH', 'pw_hash']], // prettier-ignore
  ])('leaves out and reports %s', (_, names) => {
    const added = JSON.parse(`{${names.map((name) => `"${name}":1`).join()},"role":"x"}`) as object;
    expect(splitAddedClaims({ ...added })).toEqual({ accepted: { role: 'x' }, reserved: names });
  });
});
