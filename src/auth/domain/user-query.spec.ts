import { describe, expect, it } from '@jest/globals';
import { matchesUserQuery } from './user-query.js';

const user = {
  username: 'Élise',
  email: 'E@Example.org',
  isActive: true,
  createdAt: 500,
};

describe('matchesUserQuery', () => {
  it.each([
    ['everything', {}, true],
    ['active users', { isActive: true }, true],
    ['inactive users', { isActive: false }, false],
    ['users created since their creation', { createdSince: 500 }, true],
    ['users created later', { createdSince: 501 }, false],
    ['a part of the name without case', { search: 'LIS' }, true],
    ['a composed letter of the name', { search: 'é' }, true],
    ['a part of the email address', { search: '@example' }, true],
    ['another text', { search: 'e_e' }, false],
    ['two conditions of which one is false', { isActive: true, search: 'bob' }, false],
  ])('selects by %s', (_, query, expected) => {
    expect(matchesUserQuery(user, query)).toBe(expected);
  });

  it('selects no user without an email address by an email address', () => {
    expect(matchesUserQuery({ ...user, email: null }, { search: 'example' })).toBe(false);
  });
});
