import { ALICE, INVALID, NO_TOKEN_ACCOUNT, UNIDENTIFIED, USER_NOT_FOUND } from '../../responses.js';
import type { SampleToken } from '../../sample-token.js';
import {
  type Cell,
  type ContractCase,
  type ContractResponse,
  differsBy,
} from '../../contract-case.js';
import { accepted, type Derive, refused, token, withClaims } from './presented.js';

const NEEDS_SESSION = differsBy('session needed')(INVALID);
const notRefreshed = differsBy('inactive users');

/** SimpleJWT converts the claim with `int()` to find a user, or does not look up the user. */
const ofUser = (
  name: string,
  id: unknown,
  refusal: ContractResponse,
  asBearer: Cell,
): ContractCase[] =>
  token(
    name,
    withClaims({ user_id: id }),
    notRefreshed(refusal),
    NEEDS_SESSION,
    NEEDS_SESSION,
    asBearer,
  );

const NOT_EXACT = differsBy('subject claims')(USER_NOT_FOUND);
const INVALID_ID = differsBy('never a 500')(USER_NOT_FOUND);
const AS_FLOAT: Derive = (good) => good.withPayload(asFloat(good.claims));
const NO_USER = withClaims({ user_id: undefined });

/** Cases of claims that SimpleJWT ignores. */
const ofNoSession = (name: string, derive: Derive): ContractCase[] =>
  refused(name, derive, 'session needed');
const ofNoGeneration = (name: string, gen: unknown): ContractCase[] =>
  token(name, withClaims({ gen }), NEEDS_SESSION, NEEDS_SESSION, NEEDS_SESSION, ALICE);

const UNKNOWN_SESSION = '01890000-0000-7000-8000-000000000000';

/** Cases of the user and the session of a token. */
export const SUBJECT = [
  accepted('its user_id as a string', withClaims({ user_id: '1' })),
  accepted('its user_id as a number', withClaims({ user_id: 1 })),
  accepted('its user_id as 1.0', AS_FLOAT),
  token('no user_id', NO_USER, NEEDS_SESSION, NEEDS_SESSION, NEEDS_SESSION, UNIDENTIFIED),
  ofUser('user_id null', null, INVALID, USER_NOT_FOUND),
  ofUser('user_id 0', 0, NO_TOKEN_ACCOUNT, USER_NOT_FOUND),
  ofUser('user_id -1', -1, NO_TOKEN_ACCOUNT, USER_NOT_FOUND),
  ofUser('the user_id of no user', '999999', NO_TOKEN_ACCOUNT, USER_NOT_FOUND),
  ofUser('user_id " 1 "', ' 1 ', NO_TOKEN_ACCOUNT, NOT_EXACT),
  ofUser('user_id 1.5', 1.5, INVALID, NOT_EXACT),
  ofUser('user_id true', true, INVALID, NOT_EXACT),
  ofUser('an empty user_id', '', NO_TOKEN_ACCOUNT, INVALID_ID),
  ofUser('user_id "abc"', 'abc', NO_TOKEN_ACCOUNT, INVALID_ID),
  ofUser('a list for user_id', ['1'], INVALID, INVALID_ID),
  ofUser('an object for user_id', {}, INVALID, INVALID_ID),
  ofUser('user_id 2^70', 2 ** 70, INVALID, INVALID_ID),
  ofUser('NUL in its user_id', '1\0', INVALID, INVALID_ID),

  ofNoSession('no session', withClaims({ sid: undefined })),
  ofNoSession('an unknown session', withClaims({ sid: UNKNOWN_SESSION })),
  ofNoSession('an impossible session ID', withClaims({ sid: 'x\0' })),
  ofNoSession('a number for its session', withClaims({ sid: 1 })),
  ofNoSession('the claims of SimpleJWT alone', (good) => good.withPayload(simpleJwtClaims(good))),
  ofNoGeneration('no generation', undefined),
  ofNoGeneration('generation -1', -1),
  ofNoGeneration('a generation with a fraction', 0.5),
  ofNoGeneration('a generation as a string', '0'),
].flat();

/** JSON.stringify cannot write 1.0. */
function asFloat(claims: object): string {
  return JSON.stringify(claims).replace(/"user_id":"?1"?/, '"user_id":1.0');
}

function simpleJwtClaims({ claims }: SampleToken): object {
  const { token_type, exp, iat, jti, user_id } = claims;
  return { token_type, exp, iat, jti, user_id };
}
