import type { Claims } from '../../support/jwt.js';
import type { Tokens } from '../../support/api-client.js';
import {
  about,
  type Cell,
  type ContractCase,
  differsBy,
  expected,
  type HttpRequest,
} from '../contract-case.js';
import { type Fixture, withAccess, withRefresh } from '../fixture.js';
import { blacklist, me, refresh, verify } from '../requests.js';
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

/** The uses of a pair. */
const USES = {
  refresh: (tokens: Tokens): HttpRequest => refresh(tokens.refresh),
  verify: (tokens: Tokens): HttpRequest => verify(tokens.refresh),
  blacklist: (tokens: Tokens): HttpRequest => blacklist(tokens.refresh),
  verifyAccess: (tokens: Tokens): HttpRequest => verify(tokens.access),
  authenticate: (tokens: Tokens): HttpRequest => me(`Bearer ${tokens.access}`),
};
type Use = keyof typeof USES;

/** Prepares a pair in some state. */
type State = (fixture: Fixture) => Promise<Tokens>;

/** Returns a case for each use of a pair. */
const of = (name: string, state: State, cells: Partial<Record<Use, Cell>>): ContractCase[] =>
  (Object.entries(cells) as [Use, Cell][]).map(([use, cell]) => ({
    name: `${use}: ${name}`,
    request: async (fixture) => USES[use](await state(fixture)),
    ...expected(cell),
  }));

const consumed: State = async (fixture) => (await fixture.consumed()).first;
const current: State = (fixture) => fixture.logIn();
const revoked: State = (fixture) => fixture.revoked();
const inactive: State = (fixture) => fixture.tokensOf('inactive');
const deleted: State = (fixture) => fixture.tokensOf('deleted');

const verified: State = async (fixture) => {
  const tokens = await fixture.logIn();
  await fixture.send(verify(tokens.refresh));
  return tokens;
};

const besideRevoked: State = async (fixture) => {
  const tokens = await fixture.logIn();
  await fixture.revoked();
  return tokens;
};

/** The pair after the one that was consumed and then used. */
const successor =
  (use: Use): State =>
  async (fixture) => {
    const { first, second } = await fixture.consumed();
    await fixture.send(USES[use](first));
    return second;
  };

const secondSuccessor =
  (use: Use): State =>
  async (fixture) => {
    const { first, second } = await fixture.consumed();
    const third = await fixture.rotate(second);
    await fixture.send(USES[use](first));
    return third;
  };

const consumedTwice: State = async (fixture) => {
  const { first, second } = await fixture.consumed();
  await fixture.rotate(second);
  return first;
};

const consumedWith =
  (claims: (now: number) => Claims): State =>
  async (fixture) => {
    const { first } = await fixture.consumed();
    const altered = fixture.sampleTokenOf(first.refresh).withClaims(claims(fixture.now));
    return { ...first, refresh: altered };
  };

const consumedAndExpired = consumedWith((now) => ({ exp: now - 10 }));
const consumedOfOtherType = consumedWith(() => ({ token_type: 'access' }));

const afterReuse = differsBy('reuse revokes the session');
const afterLogOut = differsBy('log-out revokes the session');
const ofUser = differsBy('inactive users');

/** The responses to the tokens of an inactive or missing user. */
const NO_USER = {
  refresh: ofUser(NO_TOKEN_ACCOUNT),
  verify: ofUser(VERIFIED_BLACKLISTED),
  blacklist: ofUser(BLACKLISTED),
  verifyAccess: ofUser(INVALID),
};

export const STATES: ContractCase[] = [
  ...of('the current pair', current, {
    refresh: REFRESHED,
    verify: DONE,
    blacklist: DONE,
    verifyAccess: DONE,
    authenticate: ALICE,
  }),
  ...of('the current pair after a verification', verified, { refresh: REFRESHED }),
  ...of('a pair beside a revoked session of its user', besideRevoked, { refresh: REFRESHED }),
  ...of('a consumed pair', consumed, {
    refresh: BLACKLISTED,
    verify: VERIFIED_BLACKLISTED,
    blacklist: afterLogOut(DONE),
    authenticate: ALICE,
  }),
  ...of('a pair that was consumed before the last one', consumedTwice, { blacklist: BLACKLISTED }),
  ...of('a consumed token that has expired', consumedAndExpired, {
    refresh: INVALID,
    verify: INVALID,
    blacklist: INVALID,
  }),
  ...of('a consumed token of the other type', consumedOfOtherType, {
    refresh: differsBy('session needed')(WRONG_TYPE),
  }),
  ...of('the successor of a pair', successor('verifyAccess'), { refresh: REFRESHED }),
  ...of('the successor of a verified token', successor('verify'), { refresh: REFRESHED }),
  ...of('the successor of a reused token', successor('refresh'), {
    refresh: afterReuse(BLACKLISTED),
    authenticate: afterReuse(bearer(INVALID)),
  }),
  ...of('the second successor of a reused token', secondSuccessor('refresh'), {
    refresh: afterReuse(BLACKLISTED),
  }),
  ...of('the successor of a blacklisted token', successor('blacklist'), {
    refresh: afterLogOut(BLACKLISTED),
  }),
  ...of('the second successor of a blacklisted token', secondSuccessor('blacklist'), {
    refresh: afterLogOut(BLACKLISTED),
  }),
  ...of('a pair of a revoked session', revoked, {
    refresh: BLACKLISTED,
    verify: VERIFIED_BLACKLISTED,
    blacklist: BLACKLISTED,
    verifyAccess: afterLogOut(INVALID),
    authenticate: afterLogOut(bearer(INVALID)),
  }),
  ...of('a pair of an inactive user', inactive, { ...NO_USER, authenticate: USER_INACTIVE }),
  ...of('a pair of a deleted user', deleted, { ...NO_USER, authenticate: USER_NOT_FOUND }),
  ...about(
    'a token of the other type',
    ['is not refreshed', withAccess(refresh), WRONG_TYPE],
    ['is not blacklisted', withAccess(blacklist), WRONG_TYPE],
    ['does not authenticate', withRefresh((token) => me(`Bearer ${token}`)), bearer(WRONG_TYPE)],
  ),
];
