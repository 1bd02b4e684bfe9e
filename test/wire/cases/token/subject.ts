import { ALICE, INVALID, NO_TOKEN_ACCOUNT, UNIDENTIFIED, USER_NOT_FOUND } from '../../answers.js';
import type { Specimen } from '../../forge.js';
import type { WireAnswer, WireCase } from '../../wire-case.js';
import { accepted, type Cell, claiming, type Make, meant, refused, token } from './presented.js';

const NO_LOGIN = meant('login needed')(INVALID);
const notRefreshed = meant('inactive users');

/** SimpleJWT finds a user by what `int()` makes of the claim, or does not look for one at all. */
const ofUser = (name: string, id: unknown, refusal: WireAnswer, asBearer: Cell): WireCase[] =>
  token(name, claiming({ user_id: id }), notRefreshed(refusal), NO_LOGIN, NO_LOGIN, asBearer);

const MISSPELT = meant('subject claims')(USER_NOT_FOUND);
const ABSURD = meant('never a 500')(USER_NOT_FOUND);
const AS_FLOAT: Make = (good) => good.saying(asFloat(good.claims));
const NOBODYS = claiming({ user_id: undefined });

/** Claims that mean nothing to SimpleJWT. */
const ofNoLogin = (name: string, make: Make): WireCase[] => refused(name, make, 'login needed');
const ofNoGeneration = (name: string, gen: unknown): WireCase[] =>
  token(name, claiming({ gen }), NO_LOGIN, NO_LOGIN, NO_LOGIN, ALICE);

const UNKNOWN_LOGIN = '01890000-0000-7000-8000-000000000000';

/** Whose it is, and of which login. */
export const SUBJECT = [
  accepted('its user_id in words', claiming({ user_id: '1' })),
  accepted('its user_id in figures', claiming({ user_id: 1 })),
  accepted('its user_id as 1.0', AS_FLOAT),
  token('no user_id', NOBODYS, NO_LOGIN, NO_LOGIN, NO_LOGIN, UNIDENTIFIED),
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

  ofNoLogin('no login', claiming({ sid: undefined })),
  ofNoLogin('a login that never was', claiming({ sid: UNKNOWN_LOGIN })),
  ofNoLogin('a login that cannot be', claiming({ sid: 'x\0' })),
  ofNoLogin('a number for its login', claiming({ sid: 1 })),
  ofNoLogin('the claims of Django alone', (good) => good.saying(djangos(good))),
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
