import { claimsOf, headerOf } from '../../support/jwt.js';
import type { Tokens } from '../../support/service.js';
import { ALICE_CREDENTIALS, OBTAIN, post, refresh } from '../requests.js';
import { differing, type ContractCase, type WireRequest } from '../contract-case.js';
import type { Fixture } from '../fixture.js';

const session = post(OBTAIN, ALICE_CREDENTIALS);

/** A refresh token with claims of its own, refreshed. */
const carrying = async (fixture: Fixture): Promise<WireRequest> => {
  const good = await fixture.specimen('refresh');
  const { nbf, iat } = { nbf: fixture.now - 1000, iat: fixture.now - 100 };
  return refresh(good.claiming({ role: 'admin', aud: 'x', nbf, iat }));
};

const REFRESH = 'token_type="refresh" exp=now+86400 iat=now jti=HEX user_id="1" sub="1" sid=UUID';
const ACCESS = 'token_type="access" exp=now+300 iat=now jti=HEX user_id="1" sub="1" sid=UUID';
const EXTRAS = 'role="admin" aud="x" nbf=now-1000';

export const ISSUED: ContractCase[] = [
  ...differing(
    'session claims',
    says('a refresh token', session, 'refresh', `${REFRESH} gen=0`),
    says('an access token', session, 'access', ACCESS),
  ),
  ...differing(
    'carried claims',
    says('the next refresh token', carrying, 'refresh', `${REFRESH} gen=1 ${EXTRAS}`),
    says('the next access token', carrying, 'access', `${ACCESS} ${EXTRAS}`),
  ),
];

function says(name: string, request: ContractCase['request'], type: keyof Tokens, claims: string) {
  const response = { status: 200, body: `{"alg":"HS256","typ":"JWT"} ${claims}` };
  const view = (text: string, now: number) => describe((JSON.parse(text) as Tokens)[type], now);
  return { name: `${name} says these claims in this order`, request, response, view };
}

/** A token's header and claims, in their order, without what is never the same twice. */
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

/** Whole tens: between asking and issuing a second may pass. */
function offset(seconds: number): string {
  const tens = Math.round(seconds / 10) * 10;
  if (tens === 0) return '';
  return tens > 0 ? `+${tens}` : String(tens);
}
