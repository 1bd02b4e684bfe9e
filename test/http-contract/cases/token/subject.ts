import { ALICE, INVALID, NO_TOKEN_ACCOUNT, UNIDENTIFIED, USER_NOT_FOUND } from '../../responses.js';
import type { Specimen } from '../../forge.js';
import type { ContractResponse, ContractCase } from '../../contract-case.js';
import { accepted, type Cell, claiming, type Make, meant, refused, token } from './presented.js';

const NO_SESSION = meant('session needed')(INVALID);
const notRefreshed = meant('inactive users');

/** SimpleJWT finds a user by what `int()` makes of the claim, or does not look for one at all. */
const ofUser = (
  name: string,
  id: unknown,
  refusal: ContractResponse,
  asBearer: Cell,
): ContractCase[] =>
  token(name, claiming({ user_id: id }), notRefreshed(refusal), NO_SESSION, NO_SESSION, asBearer);

const MISSPELT = meant('subject claims')(USER_NOT_FOUND);
const ABSURD = meant('never a 500')(USER_NOT_FOUND);
const AS_FLOAT: Make = (good) => good.saying(asFloat(good.claims));
const NOBODYS = claiming({ user_id: undefined });

/** Claims that mean nothing to SimpleJWT. */
const ofNoSession = (name: string, make: Make): ContractCase[] =>
  refused(name, make, 'session needed');
const ofNoGeneration = (name: string, gen: unknown): ContractCase[] =>
  token(name, claiming({ gen }), NO_SESSION, NO_SESSION, NO_SESSION, ALICE);

const UNKNOWN_SESSION = '01890000-0000-7000-8000-000000000000';

/** Whose it is, and of which session. */
export const SUBJECT = [
  accepted('its user_id in words', claiming({ user_id: '1' })),
  accepted('its user_id in figures', claiming({ user_id: 1 })),
  accepted('its user_id as 1.0', AS_FLOAT),
  token('no user_id', NOBODYS, NO_SESSION, NO_SESSION, NO_SESSION, UNIDENTIFIED),
  ofUser('user_id null', null, INVALID, USER_NOT_FOUND),
  ofUser('user_id 0', 0, NO_TOKEN_ACCOUNT, USER_NOT_FOUND),
  ofUser('user_id -1', -1, NO_TOKEN_ACCOUNT, USER_NOT_FOUND),
  ofUser('the user_id of nobody', '999999', NO_TOKEN_ACCOUNT, USER_NOT_FOUND),
  ofUser('user_id " 1 "', ' 1 ', NO_TOKEN_ACCOUNT, MISSPELT),
  ofUser('user_id 1.5', 1.5, INVALID, MISSPELT),
  ofUser('user_id true', true, INVALID, MISSPELT),
  ofUser('an empty user_id', '', NO_TOKEN_ACCOUNT, ABSURD),
  ofUser('user_id "abc"', 'abc', NO_TOKEN_ACCOUNT, ABSURD),
  ofUser('a list for user_id', ['1'], INVALID, ABSURD),
  ofUser('an object for user_id', {}, INVALID, ABSURD),
  ofUser('user_id 2^70', 2 ** 70, INVALID, ABSURD),
  ofUser('NUL in its user_id', '1\0', INVALID, ABSURD),

  ofNoSession('no session', claiming({ sid: undefined })),
  ofNoSession('a session that never was', claiming({ sid: UNKNOWN_SESSION })),
  ofNoSession('a session that cannot be', claiming({ sid: 'x\0' })),
  ofNoSession('a number for its session', claiming({ sid: 1 })),
  ofNoSession('the claims of Django alone', (good) => good.saying(djangos(good))),
  ofNoGeneration('no generation', undefined),
  ofNoGeneration('generation -1', -1),
  ofNoGeneration('a generation with a fraction', 0.5),
  ofNoGeneration('a generation in words', '0'),
].flat();

/** JSON.stringify writes no 1.0. */
function asFloat(claims: object): string {
  return JSON.stringify(claims).replace(/"user_id":"?1"?/, '"user_id":1.0');
}

function djangos({ claims }: Specimen): object {
  const { token_type, exp, iat, jti, user_id } = claims;
  return { token_type, exp, iat, jti, user_id };
}
