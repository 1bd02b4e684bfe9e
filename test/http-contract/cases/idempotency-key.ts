import { BAD_KEY, BLACKLISTED, KEY_REUSED, REFRESHED } from '../responses.js';
import { type Headers, refresh, withKey } from '../requests.js';
import { type Fixture, withRefresh } from '../fixture.js';
import { about, differing, row, type ContractCase } from '../contract-case.js';

const KEY = withKey('nEyw0qUPYLXkXwKIYKmzRw');
const QUOTED_KEY = withKey('"nEyw0qUPYLXkXwKIYKmzRw"');
const OTHER_KEY = withKey('9pTn4mC3dJ0vBqs7YhZr2A');

/** Returns a request that presents the consumed token again. */
const again = (consumedWith: Headers, sentWith: Headers) => async (fixture: Fixture) =>
  refresh((await fixture.consumed(consumedWith)).first.refresh, sentWith);

/** Returns a request that presents the successor of the token that {@link KEY} consumed. */
const next = (sentWith: Headers) => async (fixture: Fixture) =>
  refresh((await fixture.consumed(KEY)).second.refresh, sentWith);

const presented = (sentWith: Headers) => withRefresh((token) => refresh(token, sentWith));

const NO_KEYS: [name: string, key: string][] = [
  ['is empty', ''],
  ['is too short', 'x'.repeat(15)],
  ['is too long', 'x'.repeat(256)],
  ['has a space inside', 'with a space inside'],
  ['has a quote that is not closed', '"nEyw0qUPYLXkXwKIYKmzRw'],
  ['is too short in quotes', `"${'x'.repeat(15)}"`],
  ['has letters beyond ASCII', 'ümlaut-ümlaut-ümlaut'],
];

export const IDEMPOTENCY_KEY: ContractCase[] = about(
  'an Idempotency-Key',
  row('is accepted with 16 characters', presented(withKey('x'.repeat(16))), REFRESHED),
  row('is accepted with 255 characters', presented(withKey('x'.repeat(255))), REFRESHED),
  row(
    'is accepted with 255 characters in quotes',
    presented(withKey(`"${'x'.repeat(255)}"`)),
    REFRESHED,
  ),
  row('may differ for the next token', next(OTHER_KEY), REFRESHED),
  row('is rejected for a token that another key consumed', again(KEY, OTHER_KEY), BLACKLISTED),
  row('is rejected for a token that was consumed without a key', again({}, KEY), BLACKLISTED),
  row('is required for a token that was consumed with a key', again(KEY, {}), BLACKLISTED),
  differing(
    'retry with a key',
    row('returns the pair again when it consumed the token', again(KEY, KEY), REFRESHED),
    row('is the same key in quotes', again(KEY, QUOTED_KEY), REFRESHED),
    row('is rejected for a second token', next(KEY), KEY_REUSED),
    row('is rejected for a second token in quotes', next(QUOTED_KEY), KEY_REUSED),
    ...NO_KEYS.map(([name, key]) =>
      row(`is rejected when it ${name}`, presented(withKey(key)), BAD_KEY),
    ),
  ),
);
