import { describe, expect, it } from '@jest/globals';
import {
  type ClaimsRefusal,
  type ClaimsResult,
  type ExpectedClaims,
  validateClaims,
  readSubject,
} from './claims.js';
import type { RawClaims } from './compact-jws.js';

/** Now, in the seconds of a token. */
const T = Date.UTC(2030, 0, 1) / 1000;
const YEAR_10000 = 253_402_300_800;

const INVALID = 'Token is invalid or expired';
const NO_EXP = "Token has no 'exp' claim";
const NO_ID = 'Token has no id';
const NO_TYPE = 'Token has no type';
const WRONG_TYPE = 'Token has wrong type';

const GOOD = { token_type: 'refresh', exp: T + 300, iat: T, jti: 'x' };
const EXPIRED = { ...GOOD, exp: T - 1 };

/** `changes` whose value is undefined are claims that the token does not have. */
function claimsWith(changes: RawClaims, claims: RawClaims = GOOD): RawClaims {
  return JSON.parse(JSON.stringify({ ...claims, ...changes })) as RawClaims;
}

interface Circumstances extends ExpectedClaims {
  at?: number;
  toleranceMs?: number;
}

function check(claims: RawClaims, circumstances: Circumstances = {}): ClaimsResult {
  const { at = T, toleranceMs = 0, ...expected } = circumstances;
  return validateClaims(claims, { tokenType: 'refresh', ...expected }, at * 1000, toleranceMs);
}

const refused = (message: ClaimsRefusal): ClaimsResult => ({ kind: 'refused', message });

describe('exp: a token is valid while now < exp', () => {
  it.each<[string, unknown, ClaimsResult]>([
    ['in a second', T + 1, { kind: 'valid' }],
    ['in a thousandth of a second, as a float', T + 0.001, { kind: 'valid' }],
    ['the last second of the year 9999', YEAR_10000 - 1, { kind: 'valid' }],
    ['now', T, { kind: 'expired' }],
    ['a second ago', T - 1, { kind: 'expired' }],
    ['0', 0, { kind: 'expired' }],
    ['-1', -1, { kind: 'expired' }],
    ['the year 10000', YEAR_10000, refused(INVALID)],
    ['1e12', 1e12, refused(INVALID)],
    ['true', true, refused(INVALID)],
    ['null', null, refused(INVALID)],
    ['"soon"', 'soon', refused(INVALID)],
    ['a number in quotes', String(T + 1), refused(INVALID)],
    ['an array', [T + 1], refused(INVALID)],
    ['an object', {}, refused(INVALID)],
    ['missing', undefined, refused(NO_EXP)],
  ])('%s', (_, exp, verdict) => {
    expect(check(claimsWith({ exp }))).toEqual(verdict);
  });

  it('has no tolerance', () => {
    expect(check(GOOD, { at: GOOD.exp, toleranceMs: 60_000 })).toEqual({ kind: 'expired' });
  });

  it('counts the milliseconds of now', () => {
    expect(check(GOOD, { at: GOOD.exp - 0.001 })).toEqual({ kind: 'valid' });
  });

  it('is refused when JSON made infinity of it', () => {
    const claims = JSON.parse('{"token_type":"refresh","exp":1e999,"jti":"x"}') as RawClaims;
    expect(check(claims)).toEqual(refused(INVALID));
  });
});

describe.each(['iat', 'nbf'])('%s: a token is valid from then on, within the tolerance', (name) => {
  it.each<[string, unknown, number, ClaimsResult]>([
    ['missing', undefined, 0, { kind: 'valid' }],
    ['long ago', 0, 0, { kind: 'valid' }],
    ['now', T, 0, { kind: 'valid' }],
    ['a float', T - 0.5, 0, { kind: 'valid' }],
    ['in a second', T + 1, 0, refused(INVALID)],
    ['at the edge of the tolerance', T + 60, 60_000, { kind: 'valid' }],
    ['past the tolerance', T + 60.001, 60_000, refused(INVALID)],
    ['null', null, 60_000, refused(INVALID)],
    ['true', true, 60_000, refused(INVALID)],
    ['text', String(T), 60_000, refused(INVALID)],
    ['an array', [T], 60_000, refused(INVALID)],
  ])('%s', (_, value, toleranceMs, verdict) => {
    expect(check(claimsWith({ [name]: value }), { toleranceMs })).toEqual(verdict);
  });
});

describe('token_type', () => {
  it.each<[string, unknown, ClaimsResult]>([
    ['the expected one', 'refresh', { kind: 'valid' }],
    ['the other one', 'access', refused(WRONG_TYPE)],
    ['in another case', 'Refresh', refused(WRONG_TYPE)],
    ['null', null, refused(WRONG_TYPE)],
    ['a number', 1, refused(WRONG_TYPE)],
    ['an array of the expected one', ['refresh'], refused(WRONG_TYPE)],
    ['missing', undefined, refused(NO_TYPE)],
  ])('%s', (_, token_type, verdict) => {
    const claims = claimsWith({ token_type });
    expect(check(claims)).toEqual(verdict);
    expect(check(claims, { tokenType: undefined })).toEqual({ kind: 'valid' });
  });

  it('access is taken where access is expected, and refresh is not', () => {
    expect(check(claimsWith({ token_type: 'access' }), { tokenType: 'access' }).kind).toBe('valid');
    expect(check(GOOD, { tokenType: 'access' })).toEqual(refused(WRONG_TYPE));
  });
});

describe('jti', () => {
  it.each<[string, unknown, ClaimsResult]>([
    ['a number', 1, { kind: 'valid' }],
    ['an array', [], { kind: 'valid' }],
    ['missing', undefined, refused(NO_ID)],
  ])('%s', (_, jti, verdict) => {
    expect(check(claimsWith({ jti }))).toEqual(verdict);
    expect(check(claimsWith({ jti }), { tokenType: undefined })).toEqual(verdict);
  });

  it('null is none where a refresh token is wanted', () => {
    const anyType = { tokenType: undefined };
    expect(check(claimsWith({ jti: null }))).toEqual(refused(NO_ID));
    expect(check(claimsWith({ jti: null }), anyType)).toEqual({ kind: 'valid' });
  });
});

describe('iss and aud', () => {
  const [issuer, audience] = ['https://issuer', 'api'];

  it.each<[string, ExpectedClaims, RawClaims, 'valid' | 'refused']>([
    ['of any kind are taken when none is expected', {}, { iss: 1, aud: {}, sub: [] }, 'valid'],
    ['iss as expected', { issuer }, { iss: issuer }, 'valid'],
    ['another iss', { issuer }, { iss: `${issuer}/` }, 'refused'],
    ['no iss', { issuer }, {}, 'refused'],
    ['an array of the iss', { issuer }, { iss: [issuer] }, 'refused'],
    ['aud as expected', { audience }, { aud: audience }, 'valid'],
    ['aud among others', { audience }, { aud: ['web', audience] }, 'valid'],
    ['another aud', { audience }, { aud: 'web' }, 'refused'],
    ['an aud that only contains it', { audience }, { aud: `${audience}-2` }, 'refused'],
    ['only other auds', { audience }, { aud: ['web'] }, 'refused'],
    ['no auds', { audience }, { aud: [] }, 'refused'],
    ['an aud too deep', { audience }, { aud: [[audience]] }, 'refused'],
    ['null for aud', { audience }, { aud: null }, 'refused'],
    ['no aud', { audience }, {}, 'refused'],
    ['both as expected', { issuer, audience }, { iss: issuer, aud: audience }, 'valid'],
    ['the right iss for another aud', { issuer, audience }, { iss: issuer }, 'refused'],
    ['the right aud of another iss', { issuer, audience }, { aud: audience }, 'refused'],
  ])('%s', (_, expected, claims, kind) => {
    const verdict = check(claimsWith(claims), expected);
    expect(verdict).toEqual(kind === 'valid' ? { kind } : refused(INVALID));
  });
});

describe('the order of the checks (http-contract.md 2.2)', () => {
  const issuer = 'https://issuer';
  /** Everything is wrong; each row heals what the rows above it complain of. */
  it.each<[string, RawClaims, ClaimsRefusal]>([
    ['exp is no date', { exp: 'soon', nbf: T + 9, iat: T + 9 }, INVALID],
    ['nbf lies ahead', { nbf: T + 9 }, INVALID],
    ['iat lies ahead', { iat: T + 9 }, INVALID],
    ['iss is another', { iss: 'https://other' }, INVALID],
    ['exp is missing', { iss: issuer }, NO_EXP],
    ['jti is missing', { iss: issuer, exp: T + 1 }, NO_ID],
    ['token_type is missing', { iss: issuer, exp: T + 1, jti: 'x' }, NO_TYPE],
    ['token_type is wrong', { iss: issuer, exp: T + 1, jti: 'x', token_type: 1 }, WRONG_TYPE],
  ])('%s', (_, claims, message) => {
    expect(check(claims, { issuer })).toEqual(refused(message));
  });
});

describe('an expired token', () => {
  it('is called expired only if all else is right', () => {
    expect(check(EXPIRED)).toEqual({ kind: 'expired' });
  });

  it.each<[string, RawClaims]>([
    ['an iat that lies ahead', { iat: T + 9 }],
    ['an nbf that lies ahead', { nbf: T + 9 }],
    ['another iss', { iss: 'https://other' }],
    ['no jti', { jti: undefined }],
    ['no token_type', { token_type: undefined }],
    ['the wrong token_type', { token_type: 'access' }],
  ])('with %s is refused, and says only that it is invalid or expired', (_, changes) => {
    const verdict = check(claimsWith({ iss: 'me', ...changes }, EXPIRED), { issuer: 'me' });
    expect(verdict).toEqual(refused(INVALID));
  });
});

describe('the subject of a token', () => {
  const SID = '01890a5d-ac96-774b-bcce-b302099a8057';

  it('is its user_id, its sid and its gen', () => {
    const claims = { user_id: 'alice', sid: SID, gen: 3, sub: 'bob' };
    expect(readSubject(claims)).toEqual({ userId: 'alice', sid: SID, generation: 3 });
  });

  it('is nobody when it says nothing', () => {
    expect(readSubject({})).toEqual({ userId: null, sid: null, generation: null });
  });

  it.each<[string, unknown, string | null]>([
    ['a text', '1', '1'],
    ['a text with spaces, not trimmed', ' 1 ', ' 1 '],
    ['an empty text', '', ''],
    ['a surrogate pair', '\u{1f511}', '\u{1f511}'],
    ['a number, as its text', 1, '1'],
    ['zero', 0, '0'],
    ['a negative number', -1, '-1'],
    ['the greatest safe integer', 2 ** 53 - 1, '9007199254740991'],
    ['2^53, which 2^53 + 1 becomes', 2 ** 53, null],
    ['a fraction', 1.5, null],
    ['infinity', Infinity, null],
    ['null', null, null],
    ['true', true, null],
    ['an array', ['1'], null],
    ['an object', {}, null],
    ['a text with NUL, which no database could hold', 'a\0', null],
    ['a lone surrogate, which no database could hold', 'a\udc00', null],
  ])('user_id: %s', (_, user_id, userId) => {
    expect(readSubject({ user_id }).userId).toBe(userId);
  });

  it.each<[string, unknown, string | null]>([
    ['a UUID', SID, SID],
    ['the nil UUID', SID.replaceAll(/\w/g, '0'), SID.replaceAll(/\w/g, '0')],
    ['in capitals', SID.toUpperCase(), null],
    ['without dashes', SID.replaceAll('-', ''), null],
    ['with braces', `{${SID}}`, null],
    ['with a digit too many', `${SID}0`, null],
    ['with something before it', `0${SID}`, null],
    ['with a line feed behind', `${SID}\n`, null],
    ['with a letter that is no digit', SID.replace('a', 'g'), null],
    ['empty', '', null],
    ['a number', 1, null],
    ['an array of one', [SID], null],
    ['null', null, null],
  ])('sid: %s', (_, sid, expected) => {
    expect(readSubject({ sid }).sid).toBe(expected);
  });

  it.each<[string, unknown, number | null]>([
    ['0', 0, 0],
    ['1', 1, 1],
    ['2^31 - 2', 2 ** 31 - 2, 2 ** 31 - 2],
    ['2^31 - 1, whose successor no column could hold', 2 ** 31 - 1, null],
    ['-1', -1, null],
    ['a fraction', 0.5, null],
    ['infinity', Infinity, null],
    ['a text', '0', null],
    ['true', true, null],
    ['null', null, null],
    ['an array of one', [0], null],
  ])('gen: %s', (_, gen, generation) => {
    expect(readSubject({ gen }).generation).toBe(generation);
  });
});
