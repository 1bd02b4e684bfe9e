import { expect, it } from '@jest/globals';
import { type ChangedParts, eventsOfChange } from './change-events.js';
import type { UserChange } from './user-events.js';

const CLIENT = { ip: '192.0.2.1', userAgent: null };
const CHANGE: UserChange = { userId: 'a user', actor: 'user', client: CLIENT };

const UPDATED = { type: 'user_updated', attributes: ['email'], ...CHANGE };
const PASSWORD_CHANGED = { type: 'authn_password_change', ...CHANGE };
const ACTIVATED = { type: 'user_activated', ...CHANGE };
const DEACTIVATED = { type: 'user_deactivated', ...CHANGE };
const REVOKED = {
  type: 'authn_token_revoked',
  reason: 'deactivated',
  sid: null,
  userId: 'a user',
  client: CLIENT,
};

const CASES: [ChangedParts, object[]][] = [false, true].flatMap((hasAttributes) =>
  [false, true].flatMap((hasNewPassword) =>
    [undefined, true, false].flatMap((isActive) =>
      [null, 'deactivated' as const].map((revokes): [ChangedParts, object[]] => [
        { attributes: hasAttributes ? ['email'] : [], hasNewPassword, isActive, revokes },
        [
          ...(hasAttributes ? [UPDATED] : []),
          ...(hasNewPassword ? [PASSWORD_CHANGED] : []),
          ...(isActive === true ? [ACTIVATED] : []),
          ...(isActive === false ? [DEACTIVATED] : []),
          ...(revokes === null ? [] : [REVOKED]),
        ],
      ]),
    ),
  ),
);

it.each(CASES)('returns the events of %j', (parts, events) => {
  expect(eventsOfChange(parts, CHANGE)).toEqual(events);
});

it('returns the event of a deletion before that of the revocation', () => {
  const parts = { isDeleted: true, revokes: 'deactivated' as const };
  expect(eventsOfChange(parts, CHANGE)).toEqual([{ type: 'user_deleted', ...CHANGE }, REVOKED]);
});

it('returns no event for a change without parts', () => {
  expect(eventsOfChange({}, CHANGE)).toEqual([]);
});
