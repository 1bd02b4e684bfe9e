import { describe, expect, it } from '@jest/globals';
import { VerifiedTokens } from './verified-tokens.js';

describe(VerifiedTokens.name, () => {
  it('returns the claims of a token that was added, and undefined for others', () => {
    const verified = new VerifiedTokens();
    verified.add('a.b.c', { sub: 'alice' });
    expect(verified.find('a.b.c')?.claims).toEqual({ sub: 'alice' });
    expect(verified.find('a.b.d')).toBeUndefined();
    expect(verified.find('constructor')).toBeUndefined();
  });

  it('freezes the claims, so that no request changes them for the next', () => {
    const verified = new VerifiedTokens();
    verified.add('a.b.c', { user_id: '1', nested: { roles: ['reader'] } });
    const claims = verified.find('a.b.c')?.claims as {
      user_id: string;
      nested: { roles: string[] };
    };
    expect(() => (claims.user_id = '2')).toThrow(TypeError);
    expect(() => claims.nested.roles.push('admin')).toThrow(TypeError);
  });

  it('drops the oldest token when 5,000 are cached', () => {
    const verified = new VerifiedTokens();
    for (let index = 0; index <= 5_000; index++) verified.add(`token ${index}`, { index });
    expect(verified.find('token 0')).toBeUndefined();
    expect(verified.find('token 1')?.claims).toEqual({ index: 1 });
    expect(verified.find('token 5000')?.claims).toEqual({ index: 5_000 });
  });
});
