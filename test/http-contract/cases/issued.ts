import { claimsOf, headerOf } from '../../support/jwt.js';
import type { Tokens } from '../../support/api-client.js';
import { ALICE_CREDENTIALS, OBTAIN, post, refresh } from '../requests.js';
import type { ContractCase, HttpRequest } from '../contract-case.js';
import type { Difference } from '../differences.js';
import type { Fixture } from '../fixture.js';

const logIn = post(OBTAIN, ALICE_CREDENTIALS);

/** Returns a refresh of a token with additional claims. */
const refreshWithClaims = async (fixture: Fixture): Promise<HttpRequest> => {
  const good = await fixture.sampleToken('refresh');
  const { nbf, iat } = { nbf: fixture.now - 1000, iat: fixture.now - 100 };
  return refresh(good.withClaims({ role: 'admin', aud: 'x', nbf, iat }));
};

const REFRESH = 'token_type="refresh" exp=now+86400 iat=now jti=HEX user_id="1" sub="1" sid=UUID';
const ACCESS = 'token_type="access" exp=now+300 iat=now jti=HEX user_id="1" sub="1" sid=UUID';
const EXTRAS = 'role="admin" aud="x" nbf=now-1000';

export const ISSUED: ContractCase[] = [
  issued('a refresh token', logIn, `${REFRESH} gen=0`, 'session claims'),
  issued('an access token', logIn, ACCESS, 'session claims'),
  issued(
    'the next refresh token',
    refreshWithClaims,
    `${REFRESH} gen=1 ${EXTRAS}`,
    'carried claims',
  ),
  issued('the next access token', refreshWithClaims, `${ACCESS} ${EXTRAS}`, 'carried claims'),
];

function issued(
  name: string,
  request: ContractCase['request'],
  claims: string,
  differs: Difference,
): ContractCase {
  const type = claims.includes('"refresh"') ? 'refresh' : 'access';
  const response = { status: 200, body: `{"alg":"HS256","typ":"JWT"} ${claims}` };
  const view = (text: string, now: number) => describe((JSON.parse(text) as Tokens)[type], now);
  return { name: `${name} has the documented claims in order`, request, response, view, differs };
}

/** Describes a token's header and claims in order, without values that differ in every run. */
function describe(token: string, now: number): string {
  const claims = Object.entries(claimsOf(token)).map(
    ([name, value]) => `${name}=${shown(value, now)}`,
  );
  return [headerOf(token), ...claims].join(' ');
}

function shown(value: unknown, now: number): string {
  if (typeof value === 'number' && value > 1e9) return `now${offset(value - now)}`;
  return JSON.stringify(value)
    .replace(/"[0-9a-f]{32}"/, 'HEX')
    .replace(/"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"/, 'UUID');
}

/** Rounds to tens of seconds, because a second may pass between request and issue. */
function offset(seconds: number): string {
  const tens = Math.round(seconds / 10) * 10;
  if (tens === 0) return '';
  return tens > 0 ? `+${tens}` : String(tens);
}
