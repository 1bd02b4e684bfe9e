import { describe, expect, it } from '@jest/globals';
import { readTokenRequest } from './token-request.js';

const MISSING = 'The parameter token is missing.';
const TOKEN_ONCE = 'The parameter token must be one string, and must not be repeated.';
const HINT_ONCE = 'The parameter token_type_hint must be one string, and must not be repeated.';

describe('readTokenRequest', () => {
  it.each([
    [{ token: 'a.b.c' }],
    [{ token: 'a.b.c', token_type_hint: 'refresh_token' }],
    [{ token: 'a.b.c', token_type_hint: 'saml2' }],
    [{ token: 'a.b.c', token_type_hint: '' }],
    [{ token: 'a.b.c', other: ['x', 'y'] }],
  ])('accepts %j', (members) => {
    expect(readTokenRequest(members)).toEqual({ kind: 'accepted', token: 'a.b.c' });
  });

  it.each([
    [{}, MISSING],
    [{ token: '' }, MISSING],
    [{ token: null }, MISSING],
    [{ token_type_hint: ['x', 'y'] }, MISSING],
    [{ token: ['a', 'b'] }, TOKEN_ONCE],
    [{ token: 7 }, TOKEN_ONCE],
    [{ token: 'a', token_type_hint: ['x', 'y'] }, HINT_ONCE],
    [{ token: 'a', token_type_hint: { a: 1 } }, HINT_ONCE],
  ])('refuses %j: %s', (members, description) => {
    expect(readTokenRequest(members)).toEqual({ kind: 'refused', description });
  });

  it('describes problems with the characters of RFC 6749 §5.2', () => {
    for (const text of [MISSING, TOKEN_ONCE, HINT_ONCE])
      expect(text).toMatch(/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/);
  });
});
