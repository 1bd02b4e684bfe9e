import { about, type ContractCase, differing, type Row } from '../contract-case.js';
import { type Fixture, withAccess } from '../fixture.js';
import { authorized, bearer, CHECK, send } from '../requests.js';
import * as responses from '../responses.js';

const { BAD_HEADER, EMPTY, INVALID, NO_CONTENT, NO_CREDENTIALS, WRONG_TYPE } = responses;
const { notAllowed, withoutBody } = responses;

const asBearer = (method: string, path = CHECK) =>
  withAccess((token) => authorized(method, path, token));

/** Returns a request with an access token whose claims are changed. */
const withClaims = (change: (now: number) => object) => async (fixture: Fixture) => {
  const sample = await fixture.sampleToken('access');
  return authorized('GET', CHECK, sample.withClaims({ ...change(fixture.now) }));
};

const withAuthorization = (value: string) =>
  send('GET', CHECK, undefined, { Authorization: value });

export const CHECKS: ContractCase[] = [
  ...about(
    'a check',
    ...differing(
      'gateway endpoint',
      ['with an access token is allowed', asBearer('GET'), NO_CONTENT],
      ['with HEAD is allowed', asBearer('HEAD'), NO_CONTENT],
      ['without a slash is allowed', asBearer('GET', '/api/token/check'), NO_CONTENT],
      ['with a query is allowed', asBearer('GET', `${CHECK}?rd=/`), NO_CONTENT],
      ['with a body is allowed', withAccess((token) => send('GET', CHECK, '{', bearer(token))), NO_CONTENT], // prettier-ignore
      ['without a token is rejected', send('GET', CHECK), NO_CREDENTIALS],
      ['without a token by HEAD is rejected', send('HEAD', CHECK), withoutBody(NO_CREDENTIALS)],
      ['with another scheme is rejected', withAuthorization('Basic YTpi'), NO_CREDENTIALS],
      ['with two words after Bearer is rejected', withAuthorization('Bearer a b'), BAD_HEADER],
      ['with garbage is rejected', withAuthorization('Bearer a.b.c'), responses.bearer(INVALID)],
      ['with an expired token is rejected', withClaims((now) => ({ exp: now - 1 })), responses.bearer(INVALID)], // prettier-ignore
      ['with a refresh token is rejected', withClaims(() => ({ token_type: 'refresh' })), responses.bearer(WRONG_TYPE)], // prettier-ignore
      ['of a revoked session is rejected', async (fixture) => authorized('GET', CHECK, (await fixture.revoked()).access), responses.bearer(INVALID)], // prettier-ignore
      ...['POST', 'PUT', 'PATCH', 'DELETE'].flatMap((method): Row[] => [
        [`by ${method} without a token is rejected`, send(method, CHECK), NO_CREDENTIALS],
        [`by ${method} is not allowed`, asBearer(method), notAllowed(method)],
      ]),
      ['by OPTIONS returns the allowed methods', send('OPTIONS', CHECK), EMPTY],
    ),
  ),
];
