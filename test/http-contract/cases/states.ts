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
import { about, differing, row, type ContractCase, type WireRequest } from '../contract-case.js';
import type { Claims } from '../../support/jwt.js';
import type { Tokens } from '../../support/service.js';

/** What is done with one token of a pair. */
type Use = (tokens: Tokens) => WireRequest;

const refreshing: Use = (tokens) => refresh(tokens.refresh);
const blacklisting: Use = (tokens) => blacklist(tokens.refresh);
const verifying: Use = (tokens) => verify(tokens.refresh);
const verifyingAccess: Use = (tokens) => verify(tokens.access);
const bearing: Use = (tokens) => me(`Bearer ${tokens.access}`);

// Whose pair it is.
const living = (use: Use) => async (fixture: Fixture) => use(await fixture.logIn());
const consumed = (use: Use) => async (fixture: Fixture) => use((await fixture.consumed()).first);
const ended = (use: Use) => async (fixture: Fixture) => use(await fixture.ended());
const inactive = (use: Use) => async (fixture: Fixture) => use(await fixture.tokensOf('inactive'));
const gone = (use: Use) => async (fixture: Fixture) => use(await fixture.tokensOf('gone'));

/** The current pair, after something was done with it. */
const after = (before: Use, use: Use) => async (fixture: Fixture) => {
  const tokens = await fixture.logIn();
  await fixture.send(before(tokens));
  return use(tokens);
};

/** The current pair, after something was done with the consumed one. */
const successor = (before: Use, use: Use) => async (fixture: Fixture) => {
  const { first, second } = await fixture.consumed();
  await fixture.send(before(first));
  return use(second);
};

/** The current pair, after something was done with the one before the one before. */
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

/** A consumed token that says something else as well. */
const consumedClaiming =
  (claims: (now: number) => Claims, use: Use) => async (fixture: Fixture) => {
    const { first } = await fixture.consumed();
    const altered = fixture.specimenOf(first.refresh).claiming(claims(fixture.now));
    return use({ ...first, refresh: altered });
  };

const expired = (now: number): Claims => ({ exp: now - 10 });
const ofAccess = (): Claims => ({ token_type: 'access' });

const another = (use: Use) => async (fixture: Fixture) => {
  const tokens = await fixture.logIn();
  await fixture.ended();
  return use(tokens);
};

export const STATES: ContractCase[] = [
  ...about(
    'the current token',
    row('is refreshed', living(refreshing), REFRESHED),
    row('is verified', living(verifying), DONE),
    row('is blacklisted', living(blacklisting), DONE),
    row('lives on when it was verified', after(verifying, refreshing), REFRESHED),
    row('lives on when another session of the user ends', another(refreshing), REFRESHED),
    row('has an access token that is verified', living(verifyingAccess), DONE),
    row('has an access token that is a bearer', living(bearing), ALICE),
  ),
  ...about(
    'a token of the other type',
    row('is not refreshed', withAccess(refresh), WRONG_TYPE),
    row('is not blacklisted', withAccess(blacklist), WRONG_TYPE),
    row(
      'is no bearer',
      withRefresh((token) => me(`Bearer ${token}`)),
      bearer(WRONG_TYPE),
    ),
  ),
  ...about(
    'a consumed token',
    row('is not refreshed', consumed(refreshing), BLACKLISTED),
    row('is not verified', consumed(verifying), VERIFIED_BLACKLISTED),
    differing('logout is logout', row('is blacklisted', consumed(blacklisting), DONE)),
    row('is not blacklisted if it is an older one', consumedTwice(blacklisting), BLACKLISTED),
    row('has an access token that lives on', consumed(bearing), ALICE),
    row('that has expired is not refreshed', consumedClaiming(expired, refreshing), INVALID),
    row('that has expired is not verified', consumedClaiming(expired, verifying), INVALID),
    row('that has expired is not blacklisted', consumedClaiming(expired, blacklisting), INVALID),
    differing(
      'session needed',
      row(
        'of another type is of the wrong type',
        consumedClaiming(ofAccess, refreshing),
        WRONG_TYPE,
      ),
    ),
  ),
  ...about(
    'the successor of a consumed token',
    row('is refreshed', successor(verifyingAccess, refreshing), REFRESHED),
    row('lives on when that was verified', successor(verifying, refreshing), REFRESHED),
    differing(
      'reuse ends the session',
      row('dies when that came back', successor(refreshing, refreshing), BLACKLISTED),
      row('dies when an older one came back', secondSuccessor(refreshing, refreshing), BLACKLISTED),
      row('is no bearer when that came back', successor(refreshing, bearing), bearer(INVALID)),
    ),
    differing(
      'logout is logout',
      row('dies when that was blacklisted', successor(blacklisting, refreshing), BLACKLISTED),
      row('dies when an older one was', secondSuccessor(blacklisting, refreshing), BLACKLISTED),
    ),
  ),
  ...about(
    'a token whose session has ended',
    row('is not refreshed', ended(refreshing), BLACKLISTED),
    row('is not verified', ended(verifying), VERIFIED_BLACKLISTED),
    row('is not blacklisted again', ended(blacklisting), BLACKLISTED),
    differing(
      'logout is logout',
      row('is not verified as an access token', ended(verifyingAccess), INVALID),
      row('is no bearer', ended(bearing), bearer(INVALID)),
    ),
  ),
  ...about(
    'a token whose user is inactive',
    row('is no bearer', inactive(bearing), USER_INACTIVE),
    differing(
      'inactive users',
      row('is not refreshed', inactive(refreshing), NO_TOKEN_ACCOUNT),
      row('is not verified', inactive(verifying), VERIFIED_BLACKLISTED),
      row('is not blacklisted', inactive(blacklisting), BLACKLISTED),
      row('is not verified as an access token', inactive(verifyingAccess), INVALID),
    ),
  ),
  ...about(
    'a token whose user is gone',
    row('is no bearer', gone(bearing), USER_NOT_FOUND),
    differing(
      'inactive users',
      row('is not refreshed', gone(refreshing), NO_TOKEN_ACCOUNT),
      row('is not verified', gone(verifying), VERIFIED_BLACKLISTED),
      row('is not blacklisted', gone(blacklisting), BLACKLISTED),
      row('is not verified as an access token', gone(verifyingAccess), INVALID),
    ),
  ),
];
