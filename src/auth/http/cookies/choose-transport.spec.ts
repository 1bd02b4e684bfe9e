import { describe, expect, it } from '@jest/globals';
import { chooseForLogin, chooseForToken } from './choose-transport.js';

describe('chooseForLogin', () => {
  it.each([
    ['body', undefined, 'body'],
    ['body', 'body', 'body'],
    ['cookie', undefined, 'cookie'],
    ['cookie', 'cookie', 'cookie'],
    ['both', undefined, 'body'],
    ['both', 'body', 'body'],
    ['both', 'cookie', 'cookie'],
  ] as const)('allows %s and chooses for the header %s: %s', (allowed, header, chosen) => {
    expect(chooseForLogin(allowed, header)).toBe(chosen);
  });

  it.each([
    ['body', 'cookie', 'X-Refresh-Token-Transport must be body.'],
    ['cookie', 'body', 'X-Refresh-Token-Transport must be cookie.'],
    ['both', 'Cookie', 'X-Refresh-Token-Transport must be body or cookie.'],
    ['both', '', 'X-Refresh-Token-Transport must be body or cookie.'],
    ['both', ['cookie'], 'X-Refresh-Token-Transport must be body or cookie.'],
  ] as const)('allows %s and rejects the header %s', (allowed, header, message) => {
    expect(() => chooseForLogin(allowed, header)).toThrow(
      expect.objectContaining({ code: 'invalid_request', message }),
    );
  });
});

describe('chooseForToken', () => {
  const BOOLEANS = [false, true];
  const requests = BOOLEANS.flatMap((hasField) =>
    BOOLEANS.flatMap((hasJti) => BOOLEANS.map((hasCookie) => ({ hasField, hasJti, hasCookie }))),
  );

  it.each(requests)('chooses the only transport that is allowed: %j', (request) => {
    expect(chooseForToken('body', request)).toBe('body');
    expect(chooseForToken('cookie', request)).toBe('cookie');
  });

  it.each([
    [false, false, false, 'body'],
    [false, false, true, 'cookie'],
    [false, true, false, 'cookie'],
    [false, true, true, 'cookie'],
    [true, false, false, 'body'],
    [true, false, true, 'body'],
    [true, true, false, 'body'],
    [true, true, true, 'body'],
  ] as const)('field %s, ID %s, cookie %s: chooses %s of both', (...row) => {
    const [hasField, hasJti, hasCookie, chosen] = row;
    expect(chooseForToken('both', { hasField, hasJti, hasCookie })).toBe(chosen);
  });
});
