import {
  ALICE,
  bearer,
  BLACKLISTED,
  DONE,
  INVALID,
  NO_TOKEN_ACCOUNT,
  REFRESHED,
  USER_INACTIVE,
  USER_NOT_FOUND,
  VERIFIED_BLACKLISTED,
  WRONG_TYPE,
} from '../responses.js';
import { blacklist, me, refresh, verify } from '../requests.js';
import { type Fixture, withAccess, withRefresh } from '../fixture.js';
import { about, differing, row, type ContractCase, type HttpRequest } from '../contract-case.js';
import type { Claims } from '../../support/jwt.js';
import type { Tokens } from '../../support/service.js';

/** Returns a request with a token of a pair. */
type Use = (tokens: Tokens) => HttpRequest;

const refreshIt: Use = (tokens) => refresh(tokens.refresh);
const blacklistIt: Use = (tokens) => blacklist(tokens.refresh);
const verifyIt: Use = (tokens) => verify(tokens.refresh);
const verifyAccess: Use = (tokens) => verify(tokens.access);
const authenticate: Use = (tokens) => me(`Bearer ${tokens.access}`);

// Pairs in different states.
const current = (use: Use) => async (fixture: Fixture) => use(await fixture.logIn());
const consumed = (use: Use) => async (fixture: Fixture) => use((await fixture.consumed()).first);
const revoked = (use: Use) => async (fixture: Fixture) => use(await fixture.revoked());
const inactive = (use: Use) => async (fixture: Fixture) => use(await fixture.tokensOf('inactive'));
const deleted = (use: Use) => async (fixture: Fixture) => use(await fixture.tokensOf('deleted'));

/** Uses the current pair after another request with it. */
const after = (before: Use, use: Use) => async (fixture: Fixture) => {
  const tokens = await fixture.logIn();
  await fixture.send(before(tokens));
  return use(tokens);
};

/** Uses the current pair after a request with the consumed one. */
const successor = (before: Use, use: Use) => async (fixture: Fixture) => {
  const { first, second } = await fixture.consumed();
  await fixture.send(before(first));
  return use(second);
};

/** Uses the current pair after a request with the one before the consumed one. */
const secondSuccessor = (before: Use, use: Use) => async (fixture: Fixture) => {
  const { first, second } = await fixture.consumed();
  const third = await fixture.rotate(second);
  await fixture.send(before(first));
  return use(third);
};

const consumedTwice = (use: Use) => async (fixture: Fixture) => {
  const { first, second } = await fixture.consumed();
  await fixture.rotate(second);
  return use(first);
};

/** Uses a consumed token with changed claims. */
const consumedWithClaims =
  (claims: (now: number) => Claims, use: Use) => async (fixture: Fixture) => {
    const { first } = await fixture.consumed();
    const altered = fixture.sampleTokenOf(first.refresh).withClaims(claims(fixture.now));
    return use({ ...first, refresh: altered });
  };

const expired = (now: number): Claims => ({ exp: now - 10 });
const ofAccess = (): Claims => ({ token_type: 'access' });

const afterRevokingAnother = (use: Use) => async (fixture: Fixture) => {
  const tokens = await fixture.logIn();
  await fixture.revoked();
  return use(tokens);
};

export const STATES: ContractCase[] = [
  ...about(
    'the current token',
    row('is refreshed', current(refreshIt), REFRESHED),
    row('is verified', current(verifyIt), DONE),
    row('is blacklisted', current(blacklistIt), DONE),
    row('is still valid after a verification', after(verifyIt, refreshIt), REFRESHED),
    row(
      'is still valid after the revocation of another session of the user',
      afterRevokingAnother(refreshIt),
      REFRESHED,
    ),
    row('has an access token that is verified', current(verifyAccess), DONE),
    row('has an access token that authenticates', current(authenticate), ALICE),
  ),
  ...about(
    'a token of the other type',
    row('is not refreshed', withAccess(refresh), WRONG_TYPE),
    row('is not blacklisted', withAccess(blacklist), WRONG_TYPE),
    row(
      'does not authenticate',
      withRefresh((token) => me(`Bearer ${token}`)),
      bearer(WRONG_TYPE),
    ),
  ),
  ...about(
    'a consumed token',
    row('is not refreshed', consumed(refreshIt), BLACKLISTED),
    row('is not verified', consumed(verifyIt), VERIFIED_BLACKLISTED),
    differing('log-out revokes the session', row('is blacklisted', consumed(blacklistIt), DONE)),
    row('is not blacklisted if it is an older one', consumedTwice(blacklistIt), BLACKLISTED),
    row('has an access token that still authenticates', consumed(authenticate), ALICE),
    row('that has expired is not refreshed', consumedWithClaims(expired, refreshIt), INVALID),
    row('that has expired is not verified', consumedWithClaims(expired, verifyIt), INVALID),
    row('that has expired is not blacklisted', consumedWithClaims(expired, blacklistIt), INVALID),
    differing(
      'session needed',
      row(
        'of another type is rejected for its type',
        consumedWithClaims(ofAccess, refreshIt),
        WRONG_TYPE,
      ),
    ),
  ),
  ...about(
    'the successor of a consumed token',
    row('is refreshed', successor(verifyAccess, refreshIt), REFRESHED),
    row(
      'is still valid after the consumed token was verified',
      successor(verifyIt, refreshIt),
      REFRESHED,
    ),
    differing(
      'reuse revokes the session',
      row(
        'is revoked when the consumed token comes back',
        successor(refreshIt, refreshIt),
        BLACKLISTED,
      ),
      row(
        'is revoked when an older one comes back',
        secondSuccessor(refreshIt, refreshIt),
        BLACKLISTED,
      ),
      row(
        'does not authenticate after the consumed token came back',
        successor(refreshIt, authenticate),
        bearer(INVALID),
      ),
    ),
    differing(
      'log-out revokes the session',
      row(
        'is revoked when the consumed token is blacklisted',
        successor(blacklistIt, refreshIt),
        BLACKLISTED,
      ),
      row(
        'is revoked when an older one is blacklisted',
        secondSuccessor(blacklistIt, refreshIt),
        BLACKLISTED,
      ),
    ),
  ),
  ...about(
    'a token of a revoked session',
    row('is not refreshed', revoked(refreshIt), BLACKLISTED),
    row('is not verified', revoked(verifyIt), VERIFIED_BLACKLISTED),
    row('is not blacklisted again', revoked(blacklistIt), BLACKLISTED),
    differing(
      'log-out revokes the session',
      row('is not verified as an access token', revoked(verifyAccess), INVALID),
      row('does not authenticate', revoked(authenticate), bearer(INVALID)),
    ),
  ),
  ...about(
    'a token of an inactive user',
    row('does not authenticate', inactive(authenticate), USER_INACTIVE),
    differing(
      'inactive users',
      row('is not refreshed', inactive(refreshIt), NO_TOKEN_ACCOUNT),
      row('is not verified', inactive(verifyIt), VERIFIED_BLACKLISTED),
      row('is not blacklisted', inactive(blacklistIt), BLACKLISTED),
      row('is not verified as an access token', inactive(verifyAccess), INVALID),
    ),
  ),
  ...about(
    'a token of a deleted user',
    row('does not authenticate', deleted(authenticate), USER_NOT_FOUND),
    differing(
      'inactive users',
      row('is not refreshed', deleted(refreshIt), NO_TOKEN_ACCOUNT),
      row('is not verified', deleted(verifyIt), VERIFIED_BLACKLISTED),
      row('is not blacklisted', deleted(blacklistIt), BLACKLISTED),
      row('is not verified as an access token', deleted(verifyAccess), INVALID),
    ),
  ),
];
