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
  it.each([
    ['body', false, false, 'body'],
    ['body', false, true, 'body'],
    ['body', true, true, 'body'],
    ['cookie', false, false, 'cookie'],
    ['cookie', true, false, 'cookie'],
    ['cookie', true, true, 'cookie'],
    ['both', false, false, 'body'],
    ['both', true, false, 'body'],
    ['both', false, true, 'cookie'],
    ['both', true, true, 'body'],
  ] as const)('allows %s, field %s, cookie %s: chooses %s', (allowed, field, cookie, chosen) => {
    expect(chooseForToken(allowed, field, cookie)).toBe(chosen);
  });
});
