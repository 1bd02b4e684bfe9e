import { describe, expect, it } from '@jest/globals';
import { readBearer } from './bearer.js';

const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl';

describe('an Authorization header (http-contract.md 2.5)', () => {
  it.each([
    ['as everybody writes it', `Bearer ${TOKEN}`],
    ['in small letters (RFC 9110 §11.1)', `bearer ${TOKEN}`],
    ['in capitals', `BEARER ${TOKEN}`],
    ['with several spaces', `Bearer    ${TOKEN}`],
    ['with a tab', `Bearer\t${TOKEN}`],
    ['with white space around it', `  Bearer ${TOKEN}\t `],
  ])('is read %s', (_, header) => {
    expect(readBearer(header)).toBe(TOKEN);
  });

  it.each([
    ['is not there', undefined],
    ['is empty', ''],
    ['is white space', '  \t'],
    ['is the token alone', TOKEN],
    ['says Token', `Token ${TOKEN}`],
    ['says JWT', `JWT ${TOKEN}`],
    ['says Basic', 'Basic YWxpY2U6cGFzcw=='],
    ['has a colon', `Bearer: ${TOKEN}`],
    ['has no space', `Bearer${TOKEN}`],
    ['has a space of another kind', `Bearer\xa0${TOKEN}`],
    ['has a scheme that is not ASCII', `Béarer ${TOKEN}`],
    ['names Bearer second', `Token Bearer ${TOKEN}`],
  ])('brings no token when it %s', (_, header) => {
    expect(readBearer(header)).toBeUndefined();
  });

  it.each([
    ['nothing', 'Bearer'],
    ['a space', 'Bearer '],
    ['two words', `Bearer ${TOKEN} ${TOKEN}`],
    ['another header’s value, joined on', `Bearer ${TOKEN}, Bearer ${TOKEN}`],
    ['a token with a space inside', 'Bearer eyJh bGci.e30.c2ln'],
  ])('is malformed when Bearer is followed by %s', (_, header) => {
    expect(() => readBearer(header)).toThrow(
      expect.objectContaining({ name: 'AuthError', code: 'malformed_authorization' }),
    );
  });
});
