import { describe, expect, it } from '@jest/globals';
import { AUDITED_TYPES } from './audit-record.js';
import { isEventSelected, parseEventSelection } from './event-selection.js';

describe('parseEventSelection', () => {
  it.each([
    ['warning', { types: [], hasWarnings: true }],
    ['all', { types: AUDITED_TYPES, hasWarnings: false }],
    [
      'user_deleted, authn_token_reuse,user_deleted',
      { types: ['user_deleted', 'authn_token_reuse'], hasWarnings: false },
    ],
  ])('reads %s', (text, value) => {
    expect(parseEventSelection(text)).toEqual({ value });
  });

  it('reads user as every change of a user, also of the password', () => {
    const { value } = parseEventSelection('user') as { value: { types: readonly string[] } };
    expect(value.types).toEqual(
      expect.arrayContaining(['user_created', 'user_updated', 'authn_password_change']),
    );
    expect(value.types).not.toContain('authn_login_fail');
  });

  it.each(['', ' , ', 'users', 'authn_token_created', 'WARNING', 'all;user'])(
    'rejects %j',
    (text) => {
      expect(parseEventSelection(text)).toEqual({ problem: expect.stringMatching(/^must be all/) });
    },
  );
});

describe('isEventSelected', () => {
  it.each([
    ['authn_token_reissued', 'warning', true],
    ['authn_token_reissued', 'information', false],
    ['user_deleted', 'information', true],
  ])('returns for %s of severity %s: %p', (type, severity, expected) => {
    const selection = { types: ['user_deleted'], hasWarnings: true };
    expect(isEventSelected(selection, { type, severity })).toBe(expected);
  });
});
