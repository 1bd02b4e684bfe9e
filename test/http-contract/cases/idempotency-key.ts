import { BAD_KEY, BLACKLISTED, KEY_REUSED, REFRESHED } from '../responses.js';
import { type Headers, refresh, withKey } from '../requests.js';
import { type Fixture, withRefresh } from '../fixture.js';
import { about, differing, row, type ContractCase } from '../contract-case.js';

const KEY = withKey('nEyw0qUPYLXkXwKIYKmzRw');
const QUOTED_KEY = withKey('"nEyw0qUPYLXkXwKIYKmzRw"');
const OTHER_KEY = withKey('9pTn4mC3dJ0vBqs7YhZr2A');

/** The consumed token again. */
const again = (consumedWith: Headers, sentWith: Headers) => async (fixture: Fixture) =>
  refresh((await fixture.consumed(consumedWith)).first.refresh, sentWith);

/** The token after the one that {@link KEY} consumed. */
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
  row('of 16 characters is one', presented(withKey('x'.repeat(16))), REFRESHED),
  row('of 255 characters is one', presented(withKey('x'.repeat(255))), REFRESHED),
  row('of 255 characters in quotes is one', presented(withKey(`"${'x'.repeat(255)}"`)), REFRESHED),
  row('may be another for the next token', next(OTHER_KEY), REFRESHED),
  row('that did not consume the token gets nothing', again(KEY, OTHER_KEY), BLACKLISTED),
  row('of a token that was consumed without one gets nothing', again({}, KEY), BLACKLISTED),
  row('that is missing gets nothing', again(KEY, {}), BLACKLISTED),
  differing(
    'retry with a key',
    row('that consumed the token gets a pair again', again(KEY, KEY), REFRESHED),
    row('is the same in quotes', again(KEY, QUOTED_KEY), REFRESHED),
    row('serves one token', next(KEY), KEY_REUSED),
    row('serves one token, in quotes too', next(QUOTED_KEY), KEY_REUSED),
    ...NO_KEYS.map(([name, key]) => row(`that ${name} is none`, presented(withKey(key)), BAD_KEY)),
  ),
);
