import { about, type ContractCase, differing, type Row } from '../contract-case.js';
import { type Fixture, withRefresh } from '../fixture.js';
import { type Headers, refresh, withKey } from '../requests.js';
import { BAD_KEY, BLACKLISTED, KEY_REUSED, REFRESHED } from '../responses.js';

const KEY = withKey('nEyw0qUPYLXkXwKIYKmzRw');
const QUOTED_KEY = withKey('"nEyw0qUPYLXkXwKIYKmzRw"');
const OTHER_KEY = withKey('9pTn4mC3dJ0vBqs7YhZr2A');

/** Returns a request that presents the consumed token again. */
const again = (consumedWith: Headers, sentWith: Headers) => async (fixture: Fixture) =>
  refresh((await fixture.consumed(consumedWith)).first.refresh, sentWith);

/** Returns a request that presents the successor of the token that {@link KEY} consumed. */
const next = (sentWith: Headers) => async (fixture: Fixture) =>
  refresh((await fixture.consumed(KEY)).second.refresh, sentWith);

const presented = (key: string) => withRefresh((token) => refresh(token, withKey(key)));

const NO_KEYS = {
  'is empty': '',
  'is too short': 'x'.repeat(15),
  'is too long': 'x'.repeat(256),
  'has a space inside': 'with a space inside',
  'has a quote that is not closed': '"nEyw0qUPYLXkXwKIYKmzRw',
  'is too short in quotes': `"${'x'.repeat(15)}"`,
  'has letters beyond ASCII': 'ümlaut-ümlaut-ümlaut',
};

export const IDEMPOTENCY_KEY: ContractCase[] = about(
  'an Idempotency-Key',
  ['is accepted with 16 characters', presented('x'.repeat(16)), REFRESHED],
  ['is accepted with 255 characters', presented('x'.repeat(255)), REFRESHED],
  ['is accepted with 255 characters in quotes', presented(`"${'x'.repeat(255)}"`), REFRESHED],
  ['may differ for the next token', next(OTHER_KEY), REFRESHED],
  ['is rejected for a token that another key consumed', again(KEY, OTHER_KEY), BLACKLISTED],
  ['is rejected for a token that was consumed without a key', again({}, KEY), BLACKLISTED],
  ['is required for a token that was consumed with a key', again(KEY, {}), BLACKLISTED],
  ...differing(
    'retry with a key',
    ['returns the pair again when it consumed the token', again(KEY, KEY), REFRESHED],
    ['is the same key in quotes', again(KEY, QUOTED_KEY), REFRESHED],
    ['is rejected for a second token', next(KEY), KEY_REUSED],
    ['is rejected for a second token in quotes', next(QUOTED_KEY), KEY_REUSED],
    ...Object.entries(NO_KEYS).map(([name, key]): Row => [
      `is rejected when it ${name}`,
      presented(key),
      BAD_KEY,
    ]),
  ),
);
