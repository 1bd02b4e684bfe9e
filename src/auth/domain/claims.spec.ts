import { describe, expect, it } from '@jest/globals';
import {
  type ClaimsRefusal,
  type ClaimsResult,
  type ExpectedClaims,
  validateClaims,
  readSubject,
} from './claims.js';
import type { RawClaims } from './compact-jws.js';

/** Now, in epoch seconds as in a token. */
const T = Date.UTC(2030, 0, 1) / 1000;
const YEAR_10000 = 253_402_300_800;

const INVALID = 'Token is invalid or expired';
const NO_EXP = "Token has no 'exp' claim";
const NO_ID = 'Token has no id';
const NO_TYPE = 'Token has no type';
const WRONG_TYPE = 'Token has wrong type';

const VALID = { token_type: 'refresh', exp: T + 300, iat: T, jti: 'x' };
const EXPIRED = { ...VALID, exp: T - 1 };

/** Changes claims, and removes those whose value in `changes` is undefined. */
function claimsWith(changes: RawClaims, claims: RawClaims = VALID): RawClaims {
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

describe('validateClaims, exp', () => {
  it.each<[string, unknown, ClaimsResult]>([
    ['in one second', T + 1, { kind: 'valid' }],
    ['in one millisecond, as a float', T + 0.001, { kind: 'valid' }],
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
  ])('checks an exp that is %s', (_, exp, result) => {
    expect(check(claimsWith({ exp }))).toEqual(result);
  });

  it('applies no clock tolerance to exp', () => {
    expect(check(VALID, { at: VALID.exp, toleranceMs: 60_000 })).toEqual({ kind: 'expired' });
  });

  it('compares exp with the milliseconds of now', () => {
    expect(check(VALID, { at: VALID.exp - 0.001 })).toEqual({ kind: 'valid' });
  });

  it('rejects an exp that JSON.parse reads as infinity', () => {
    const claims = JSON.parse('{"token_type":"refresh","exp":1e999,"jti":"x"}') as RawClaims;
    expect(check(claims)).toEqual(refused(INVALID));
  });
});

describe.each(['iat', 'nbf'])('validateClaims, %s', (name) => {
  it.each<[string, unknown, number, ClaimsResult]>([
    ['missing', undefined, 0, { kind: 'valid' }],
    ['long ago', 0, 0, { kind: 'valid' }],
    ['now', T, 0, { kind: 'valid' }],
    ['a float', T - 0.5, 0, { kind: 'valid' }],
    ['in one second', T + 1, 0, refused(INVALID)],
    ['at the end of the tolerance', T + 60, 60_000, { kind: 'valid' }],
    ['past the tolerance', T + 60.001, 60_000, refused(INVALID)],
    ['null', null, 60_000, refused(INVALID)],
    ['true', true, 60_000, refused(INVALID)],
    ['text', String(T), 60_000, refused(INVALID)],
    ['an array', [T], 60_000, refused(INVALID)],
  ])(`checks the claim ${name} when it is %s`, (_, value, toleranceMs, result) => {
    expect(check(claimsWith({ [name]: value }), { toleranceMs })).toEqual(result);
  });
});

describe('validateClaims, token_type', () => {
  it.each<[string, unknown, ClaimsResult]>([
    ['the expected one', 'refresh', { kind: 'valid' }],
    ['the other type', 'access', refused(WRONG_TYPE)],
    ['in another case', 'Refresh', refused(WRONG_TYPE)],
    ['null', null, refused(WRONG_TYPE)],
    ['a number', 1, refused(WRONG_TYPE)],
    ['an array of the expected one', ['refresh'], refused(WRONG_TYPE)],
    ['missing', undefined, refused(NO_TYPE)],
  ])('checks a token_type that is %s', (_, token_type, result) => {
    const claims = claimsWith({ token_type });
    expect(check(claims)).toEqual(result);
    expect(check(claims, { tokenType: undefined })).toEqual({ kind: 'valid' });
  });

  it('accepts only an access token when one is expected', () => {
    expect(check(claimsWith({ token_type: 'access' }), { tokenType: 'access' }).kind).toBe('valid');
    expect(check(VALID, { tokenType: 'access' })).toEqual(refused(WRONG_TYPE));
  });
});

describe('validateClaims, jti', () => {
  it.each<[string, unknown, ClaimsResult]>([
    ['a number', 1, { kind: 'valid' }],
    ['an array', [], { kind: 'valid' }],
    ['missing', undefined, refused(NO_ID)],
  ])('checks a jti that is %s', (_, jti, result) => {
    expect(check(claimsWith({ jti }))).toEqual(result);
    expect(check(claimsWith({ jti }), { tokenType: undefined })).toEqual(result);
  });

  it('rejects the jti null only for a refresh token', () => {
    const anyType = { tokenType: undefined };
    expect(check(claimsWith({ jti: null }))).toEqual(refused(NO_ID));
    expect(check(claimsWith({ jti: null }), anyType)).toEqual({ kind: 'valid' });
  });
});

describe('validateClaims, iss and aud', () => {
  const [issuer, audience] = ['https://issuer', 'api'];

  it.each<[string, ExpectedClaims, RawClaims, 'valid' | 'refused']>([
    ['values of any type where none is expected', {}, { iss: 1, aud: {}, sub: [] }, 'valid'],
    ['the expected iss', { issuer }, { iss: issuer }, 'valid'],
    ['another iss', { issuer }, { iss: `${issuer}/` }, 'refused'],
    ['no iss', { issuer }, {}, 'refused'],
    ['an array of the iss', { issuer }, { iss: [issuer] }, 'refused'],
    ['the expected aud', { audience }, { aud: audience }, 'valid'],
    ['the expected aud among others', { audience }, { aud: ['web', audience] }, 'valid'],
    ['another aud', { audience }, { aud: 'web' }, 'refused'],
    ['an aud that only begins like it', { audience }, { aud: `${audience}-2` }, 'refused'],
    ['an array of another aud', { audience }, { aud: ['web'] }, 'refused'],
    ['an empty array for aud', { audience }, { aud: [] }, 'refused'],
    ['a nested array of the aud', { audience }, { aud: [[audience]] }, 'refused'],
    ['null for aud', { audience }, { aud: null }, 'refused'],
    ['no aud', { audience }, {}, 'refused'],
    ['neither, when both may be missing', { issuer, audience, mayLackIssuer: true }, {}, 'valid'],
    [
      'another iss, when it may be missing',
      { issuer, mayLackIssuer: true },
      { iss: 'x' },
      'refused',
    ],
    [
      'another aud, when it may be missing',
      { audience, mayLackIssuer: true },
      { aud: 'x' },
      'refused',
    ],
    ['both expected values', { issuer, audience }, { iss: issuer, aud: audience }, 'valid'],
    ['the expected iss without aud', { issuer, audience }, { iss: issuer }, 'refused'],
    ['the expected aud without iss', { issuer, audience }, { aud: audience }, 'refused'],
  ])('checks iss and aud of a token with %s', (_, expected, claims, kind) => {
    const result = check(claimsWith(claims), expected);
    expect(result).toEqual(kind === 'valid' ? { kind } : refused(INVALID));
  });
});

describe('validateClaims, order of the checks (docs/http-contract.md, Read a token)', () => {
  const issuer = 'https://issuer';
  /**
   * Each row corrects the claims that the rows above it report. All later claims are still invalid.
   */
  it.each<[string, RawClaims, ClaimsRefusal]>([
    ['exp is not a date', { exp: 'soon', nbf: T + 9, iat: T + 9 }, INVALID],
    ['nbf is in the future', { nbf: T + 9 }, INVALID],
    ['iat is in the future', { iat: T + 9 }, INVALID],
    ['iss is another', { iss: 'https://other' }, INVALID],
    ['exp is missing', { iss: issuer }, NO_EXP],
    ['jti is missing', { iss: issuer, exp: T + 1 }, NO_ID],
    ['token_type is missing', { iss: issuer, exp: T + 1, jti: 'x' }, NO_TYPE],
    ['token_type is wrong', { iss: issuer, exp: T + 1, jti: 'x', token_type: 1 }, WRONG_TYPE],
  ])('reports first that %s', (_, claims, message) => {
    expect(check(claims, { issuer })).toEqual(refused(message));
  });
});

describe('validateClaims, expired tokens', () => {
  it('returns expired for an expired token when all other claims are valid', () => {
    expect(check(EXPIRED)).toEqual({ kind: 'expired' });
  });

  it.each<[string, RawClaims]>([
    ['an iat in the future', { iat: T + 9 }],
    ['an nbf in the future', { nbf: T + 9 }],
    ['another iss', { iss: 'https://other' }],
    ['no jti', { jti: undefined }],
    ['no token_type', { token_type: undefined }],
    ['the wrong token_type', { token_type: 'access' }],
  ])('rejects an expired token with %s as invalid or expired', (_, changes) => {
    const result = check(claimsWith({ iss: 'me', ...changes }, EXPIRED), { issuer: 'me' });
    expect(result).toEqual(refused(INVALID));
  });
});

describe('readSubject', () => {
  const SID = '01890a5d-ac96-774b-bcce-b302099a8057';

  it('returns user_id, sid and gen', () => {
    const claims = { user_id: 'alice', sid: SID, gen: 3, sub: 'bob' };
    expect(readSubject(claims)).toEqual({ userId: 'alice', sid: SID, generation: 3 });
  });

  it('returns null for missing claims', () => {
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
    ['a text with NUL, which no database can store', 'a\0', null],
    ['a lone surrogate, which no database can store', 'a\udc00', null],
  ])('reads a user_id that is %s', (_, user_id, userId) => {
    expect(readSubject({ user_id }).userId).toBe(userId);
  });

  it.each<[string, unknown, string | null]>([
    ['a UUID', SID, SID],
    ['the nil UUID', SID.replaceAll(/\w/g, '0'), SID.replaceAll(/\w/g, '0')],
    ['a UUID in capitals', SID.toUpperCase(), null],
    ['a UUID without dashes', SID.replaceAll('-', ''), null],
    ['a UUID in braces', `{${SID}}`, null],
    ['a UUID with a digit after it', `${SID}0`, null],
    ['a UUID with a digit before it', `0${SID}`, null],
    ['a UUID with a line feed after it', `${SID}\n`, null],
    ['a UUID with a letter that is not a digit', SID.replace('a', 'g'), null],
    ['empty', '', null],
    ['a number', 1, null],
    ['an array of one', [SID], null],
    ['null', null, null],
  ])('reads a sid that is %s', (_, sid, expected) => {
    expect(readSubject({ sid }).sid).toBe(expected);
  });

  it.each<[string, unknown, number | null]>([
    ['0', 0, 0],
    ['1', 1, 1],
    ['2^31 - 2', 2 ** 31 - 2, 2 ** 31 - 2],
    ['2^31 - 1, whose successor exceeds the column', 2 ** 31 - 1, null],
    ['-1', -1, null],
    ['a fraction', 0.5, null],
    ['infinity', Infinity, null],
    ['a text', '0', null],
    ['true', true, null],
    ['null', null, null],
    ['an array of one', [0], null],
  ])('reads a gen that is %s', (_, gen, generation) => {
    expect(readSubject({ gen }).generation).toBe(generation);
  });
});
