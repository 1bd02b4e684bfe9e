import { ALICE, bearer, DONE, NO_EXP, NO_ID, NO_TYPE, WRONG_TYPE } from '../../responses.js';
import { type ContractCase, differsBy } from '../../contract-case.js';
import { accepted, type Derive, everywhere, refused, token, withClaims } from './presented.js';

const not500 = differsBy('never a 500');

/** Sets a claim to a number of seconds from now. */
const at =
  (claim: string, seconds: number): Derive =>
  (good) =>
    good.withClaims({ [claim]: good.now + seconds });

/** Derives the `jti` from the original one, because SimpleJWT stores it: no two cases may use the same. */
const withId =
  (idFrom: (jti: string) => unknown): Derive =>
  (good) =>
    good.withClaims({ jti: idFrom(String(good.claims['jti'])) });

const ofType = (name: string, type: unknown): ContractCase[] =>
  token(name, withClaims({ token_type: type }), WRONG_TYPE, DONE, WRONG_TYPE, bearer(WRONG_TYPE));

const NONE: Derive = (good) => good.withPayload('{}');
const UNTYPED = withClaims({ token_type: undefined });
const WITHOUT_ID = withClaims({ jti: undefined });
const NULL_ID = withClaims({ jti: null });
const NUMERIC_ID = withId((jti) => parseInt(jti.slice(0, 12), 16));
const LISTED_ID = withId((jti) => [jti]);
const LONG_ID = withId((jti) => jti.repeat(10));
const QUOTED_EXP: Derive = (good) => good.withClaims({ exp: String(good.now + 100) });

/** Cases of registered and unknown claims. */
export const CLAIMS = [
  token('no claims', NONE, not500(NO_EXP), NO_EXP, not500(NO_EXP), bearer(NO_EXP)),

  refused('an exp in the past', at('exp', -10)),
  refused('an exp that is now', at('exp', 0)),
  refused('exp 0', withClaims({ exp: 0 })),
  refused('exp -1', withClaims({ exp: -1 })),
  refused('exp true', withClaims({ exp: true })),
  refused('exp "soon"', withClaims({ exp: 'soon' })),
  refused('exp "123"', withClaims({ exp: '123' })),
  refused('an exp in quotes', QUOTED_EXP, 'never a 500'),
  refused('exp null', withClaims({ exp: null }), 'never a 500'),
  refused('an exp that is a list', withClaims({ exp: [] }), 'never a 500'),
  refused('exp 1e12', withClaims({ exp: 1e12 }), 'never a 500'),
  accepted('an exp with a fraction', at('exp', 100.5)),
  everywhere('no exp', withClaims({ exp: undefined }), NO_EXP),

  refused('nbf in the future', at('nbf', 1000)),
  refused('nbf "x"', withClaims({ nbf: 'x' })),
  accepted('nbf in the past', at('nbf', -1000)),
  refused('iat in the future', at('iat', 1000)),
  refused('iat "x"', withClaims({ iat: 'x' })),
  refused('iat null', withClaims({ iat: null }), 'never a 500'),
  accepted('no iat', withClaims({ iat: undefined })),

  accepted('any aud', withClaims({ aud: 'x' })),
  accepted('a list for aud', withClaims({ aud: ['x', 'y'] })),
  accepted('any iss', withClaims({ iss: 'x' })),
  accepted('any sub', withClaims({ sub: 'x' })),
  accepted('a number for sub', withClaims({ sub: 5 })),
  accepted('a claim of the application', withClaims({ role: 'admin' })),

  ofType('another type', 'sliding'),
  ofType('the type in capitals', 'REFRESH'),
  ofType('a number for its type', 1),
  ofType('null for its type', null),
  token('no type', UNTYPED, NO_TYPE, DONE, NO_TYPE, bearer(NO_TYPE)),

  token('no jti', WITHOUT_ID, not500(NO_ID), NO_ID, not500(NO_ID), bearer(NO_ID)),
  token('jti null', NULL_ID, not500(NO_ID), DONE, not500(NO_ID), ALICE),
  accepted('a number for jti', NUMERIC_ID),
  accepted('a list for jti', LISTED_ID),
  accepted('a jti of 320 characters', LONG_ID),
].flat();
