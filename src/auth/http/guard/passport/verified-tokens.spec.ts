import { describe, expect, it } from '@jest/globals';
import { VerifiedTokens } from './verified-tokens.js';

const VERSION = 0;
const of = (claims: object) => ({ claims: { ...claims }, mayLackIssuer: false });

describe(VerifiedTokens.name, () => {
  it('returns the claims of a token that was added, and undefined for others', () => {
    const verified = new VerifiedTokens();
    verified.add('a.b.c', VERSION, { claims: { sub: 'alice' }, mayLackIssuer: true });
    expect(verified.find('a.b.c', VERSION)).toMatchObject({
      claims: { sub: 'alice' },
      mayLackIssuer: true,
    });
    expect(verified.find('a.b.d', VERSION)).toBeUndefined();
    expect(verified.find('constructor', VERSION)).toBeUndefined();
  });

  it('freezes the claims, so that no request changes them for the next', () => {
    const verified = new VerifiedTokens();
    verified.add('a.b.c', VERSION, of({ user_id: '1', nested: { roles: ['reader'] } }));
    const claims = verified.find('a.b.c', VERSION)?.claims as {
      user_id: string;
      nested: { roles: string[] };
    };
    expect(() => (claims.user_id = '2')).toThrow(TypeError);
    expect(() => claims.nested.roles.push('admin')).toThrow(TypeError);
  });

  it('drops the oldest token when 5,000 are cached', () => {
    const verified = new VerifiedTokens();
    for (let index = 0; index <= 5_000; index++) {
      verified.add(`token ${index}`, VERSION, of({ index }));
    }
    expect(verified.find('token 0', VERSION)).toBeUndefined();
    expect(verified.find('token 1', VERSION)?.claims).toEqual({ index: 1 });
    expect(verified.find('token 5000', VERSION)?.claims).toEqual({ index: 5_000 });
  });

  it('returns no token of before a key was withdrawn', () => {
    const verified = new VerifiedTokens();
    verified.add('before', 0, of({}));
    expect(verified.find('before', 1)).toBeUndefined();
    verified.add('after', 1, of({}));
    expect(verified.find('after', 1)).toBeDefined();
    expect(verified.find('before', 1)).toBeUndefined();
  });

  it('caches nothing when a withdrawal would not be noticed', () => {
    const verified = new VerifiedTokens();
    verified.add('a.b.c', undefined, of({}));
    expect(verified.find('a.b.c', undefined)).toBeUndefined();
  });
});
