import { describe, expect, it } from '@jest/globals';
import { readBearer } from './bearer.js';

const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl';

describe('readBearer (docs/http-contract.md, Send a bearer token)', () => {
  it.each([
    ['in the usual form', `Bearer ${TOKEN}`],
    ['with the scheme in lower case (RFC 9110 §11.1)', `bearer ${TOKEN}`],
    ['with the scheme in upper case', `BEARER ${TOKEN}`],
    ['with several spaces', `Bearer    ${TOKEN}`],
    ['with a tab', `Bearer\t${TOKEN}`],
    ['with white space around it', `  Bearer ${TOKEN}\t `],
  ])('returns the token of a header %s', (_, header) => {
    expect(readBearer(header)).toBe(TOKEN);
  });

  it.each([
    ['is missing', undefined],
    ['is empty', ''],
    ['is white space', '  \t'],
    ['has no scheme', TOKEN],
    ['has the scheme Token', `Token ${TOKEN}`],
    ['has the scheme JWT', `JWT ${TOKEN}`],
    ['has the scheme Basic', 'Basic YWxpY2U6cGFzcw=='],
    ['has a colon', `Bearer: ${TOKEN}`],
    ['has no space', `Bearer${TOKEN}`],
    ['has a no-break space', `Bearer\xa0${TOKEN}`],
    ['has a scheme that is not ASCII', `Béarer ${TOKEN}`],
    ['has Bearer as its second word', `Token Bearer ${TOKEN}`],
  ])('returns undefined when the header %s', (_, header) => {
    expect(readBearer(header)).toBeUndefined();
  });

  it.each([
    ['nothing', 'Bearer'],
    ['a space', 'Bearer '],
    ['two words', `Bearer ${TOKEN} ${TOKEN}`],
    ['the joined value of two headers', `Bearer ${TOKEN}, Bearer ${TOKEN}`],
    ['a token with a space inside', 'Bearer eyJh bGci.e30.c2ln'],
  ])('throws malformed_authorization when Bearer is followed by %s', (_, header) => {
    expect(() => readBearer(header)).toThrow(
      expect.objectContaining({ name: 'AuthError', code: 'malformed_authorization' }),
    );
  });
});
