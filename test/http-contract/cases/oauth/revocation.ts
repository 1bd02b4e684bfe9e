import { about, type ContractCase, differing, type Row } from '../../contract-case.js';
import { type Fixture, withAccess, withRefresh } from '../../fixture.js';
import { me, post, postRaw, refresh, REVOKE, send } from '../../requests.js';
import {
  bearer,
  BLACKLISTED,
  DONE,
  EMPTY,
  INVALID,
  NO_FORM,
  NO_PARAMETERS,
  NO_TOKEN_PARAMETER,
  NOT_JSON,
  notAllowed,
  REFRESHED,
  repeated,
  TOO_LARGE,
  unsupported,
} from '../../responses.js';

const FORM = 'application/x-www-form-urlencoded';

const form = (body: string | Buffer, path = REVOKE) => postRaw(path, body, FORM);
const revoke = (token: string) => form(new URLSearchParams({ token }).toString());
const json = (body: string) => postRaw(REVOKE, body);

/** Returns the first access or refresh token of a session, revoked by another of its tokens. */
const after = (token: (fixture: Fixture) => Promise<[revoked: string, sent: string]>) => {
  return async (fixture: Fixture) => {
    const [revoked, sent] = await token(fixture);
    await fixture.send(revoke(revoked));
    return sent;
  };
};

const byRefreshToken = after(async (fixture) => {
  const { refresh: token } = await fixture.logIn();
  return [token, token];
});
const byAccessToken = after(async (fixture) => {
  const { access, refresh: token } = await fixture.logIn();
  return [access, token];
});
const byConsumedToken = after(async (fixture) => {
  const { first, second } = await fixture.consumed();
  return [(await fixture.rotate(second), first.refresh), second.refresh];
});
const byExpired = (type: 'access' | 'refresh') =>
  after(async (fixture) => {
    const tokens = await fixture.logIn();
    const sample = fixture.sampleTokenOf(tokens[type]);
    return [sample.withClaims({ exp: fixture.now - 1 }), tokens.refresh];
  });
const byForeign = after(async (fixture) => {
  const { refresh: token } = await fixture.logIn();
  return [fixture.sampleTokenOf(token).signedWith('another secret of this test, long enough'), token]; // prettier-ignore
});
const byOtherUser = after(async (fixture) => {
  const { refresh: token } = await fixture.logIn();
  return [fixture.sampleTokenOf(token).withClaims({ user_id: '2', sub: '2' }), token];
});

export const REVOCATION: ContractCase[] = [
  ...about(
    'a revocation',
    ...differing(
      'OAuth endpoints',
      ['of a refresh token succeeds', withRefresh(revoke), DONE],
      ['of an access token succeeds', withAccess(revoke), DONE],
      ['in JSON succeeds', withRefresh((token) => post(REVOKE, { token })), DONE],
      ['without a slash succeeds', withRefresh((token) => form(`token=${token}`, '/api/token/revoke')), DONE], // prettier-ignore
      ['of a revoked session succeeds', async (fixture) => revoke((await fixture.revoked()).refresh), DONE], // prettier-ignore
      ['of a consumed token succeeds', async (fixture) => revoke((await fixture.consumed()).first.refresh), DONE], // prettier-ignore
      ['of an inactive user succeeds', async (fixture) => revoke((await fixture.tokensOf('inactive')).refresh), DONE], // prettier-ignore
      ['of garbage succeeds', revoke('garbage'), DONE],
      ['of a token with spaces succeeds', form('token=+'), DONE],
      ...['access_token', 'refresh_token', 'saml2', ''].map((hint): Row => [
        `with the hint '${hint}' succeeds`,
        withAccess((token) => form(`token=${token}&token_type_hint=${hint}`)),
        DONE,
      ]),
      ['with an Authorization header ignores it', withRefresh((token) => post(REVOKE, { token }, { Authorization: 'Basic YTpi' })), DONE], // prettier-ignore
      ['without a body is rejected', send('POST', REVOKE), NO_TOKEN_PARAMETER],
      ['without a token is rejected', form('token_type_hint=access_token'), NO_TOKEN_PARAMETER],
      ['with an empty token is rejected', form('token='), NO_TOKEN_PARAMETER],
      ['with null is rejected', json('{"token":null}'), NO_TOKEN_PARAMETER],
      ['with two tokens is rejected', form('token=a&token=a'), repeated('token')],
      ['with two hints is rejected', form('token=a&token_type_hint=b&token_type_hint=b'), repeated('token_type_hint')], // prettier-ignore
      ['with a list is rejected', json('{"token":["a"]}'), repeated('token')],
      ['with a number, which counts as its text, succeeds', json('{"token":1}'), DONE],
      ...['[]', '"x"', '1', 'true', 'null'].map((body): Row => [
        `with the body ${body} is rejected`,
        json(body),
        NO_PARAMETERS,
      ]),
      ['with another unknown parameter succeeds', form('token=a&b=1&b=2'), DONE],
      ['that is not JSON is rejected', json('{'), NOT_JSON],
      ['that is not UTF-8 is rejected', form('token=%ff'), NO_FORM],
      ['of another type is rejected', postRaw(REVOKE, 'token=a', 'text/plain'), unsupported('text/plain')], // prettier-ignore
      ['beyond the limit is rejected', form(`token=${'a'.repeat(70_000)}`), TOO_LARGE],
      ...['GET', 'PUT', 'PATCH', 'DELETE'].map((method): Row => [
        `by ${method} is not allowed`,
        send(method, REVOKE),
        notAllowed(method),
      ]),
      ['by OPTIONS returns the allowed methods', send('OPTIONS', REVOKE), EMPTY],
    ),
  ),
  ...about(
    'a refresh token',
    ...differing(
      'OAuth endpoints',
      ['is revoked by itself', async (fixture) => refresh(await byRefreshToken(fixture)), BLACKLISTED], // prettier-ignore
      ['is revoked by its access token', async (fixture) => refresh(await byAccessToken(fixture)), BLACKLISTED], // prettier-ignore
      ['is revoked by a consumed token', async (fixture) => refresh(await byConsumedToken(fixture)), BLACKLISTED], // prettier-ignore
      ['is revoked by an expired refresh token', async (fixture) => refresh(await byExpired('refresh')(fixture)), BLACKLISTED], // prettier-ignore
      ['is not revoked by an expired access token', async (fixture) => refresh(await byExpired('access')(fixture)), REFRESHED], // prettier-ignore
      ['is not revoked by a token with another signature', async (fixture) => refresh(await byForeign(fixture)), REFRESHED], // prettier-ignore
      ['is not revoked by a token of another user', async (fixture) => refresh(await byOtherUser(fixture)), REFRESHED], // prettier-ignore
    ),
  ),
  ...about(
    'an access token',
    ...differing('OAuth endpoints', [
      'is revoked by itself',
      async (fixture) => {
        const { access } = await fixture.logIn();
        await fixture.send(revoke(access));
        return me(`Bearer ${access}`);
      },
      bearer(INVALID),
    ]),
  ),
];
