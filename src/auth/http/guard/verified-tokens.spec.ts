import { describe, expect, it } from '@jest/globals';
import { VerifiedTokens } from './verified-tokens.js';

describe(VerifiedTokens.name, () => {
  it('knows the claims of a token that it was told of, and of no other', () => {
    const verified = new VerifiedTokens();
    verified.remember('a.b.c', { sub: 'alice' });
    expect(verified.find('a.b.c')).toEqual({ sub: 'alice' });
    expect(verified.find('a.b.d')).toBeUndefined();
    expect(verified.find('constructor')).toBeUndefined();
  });

  it('lets nobody change what the next request is judged by', () => {
    const verified = new VerifiedTokens();
    verified.remember('a.b.c', { user_id: '1', nested: { roles: ['reader'] } });
    const claims = verified.find('a.b.c') as { user_id: string; nested: { roles: string[] } };
    expect(() => (claims.user_id = '2')).toThrow(TypeError);
    expect(() => claims.nested.roles.push('admin')).toThrow(TypeError);
  });

  it('remembers 5,000 tokens: the oldest goes', () => {
    const verified = new VerifiedTokens();
    for (let index = 0; index <= 5_000; index++) verified.remember(`token ${index}`, { index });
    expect(verified.find('token 0')).toBeUndefined();
    expect(verified.find('token 1')).toEqual({ index: 1 });
    expect(verified.find('token 5000')).toEqual({ index: 5_000 });
  });
});
