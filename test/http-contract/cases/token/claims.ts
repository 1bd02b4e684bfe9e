import { ALICE, bearer, DONE, NO_EXP, NO_ID, NO_TYPE, WRONG_TYPE } from '../../responses.js';
import type { Specimen } from '../../forge.js';
import type { ContractCase } from '../../contract-case.js';
import { accepted, claiming, everywhere, type Make, meant, refused, token } from './presented.js';

const not500 = meant('never a 500');

/** A time so many seconds from now. */
const at =
  (claim: string, seconds: number): Make =>
  (good) =>
    good.claiming({ [claim]: good.now + seconds });

/** Where ids are kept, no two cases may present the same. */
const withId =
  (idFrom: (jti: string) => unknown): Make =>
  (good: Specimen) =>
    good.claiming({ jti: idFrom(String(good.claims['jti'])) });

const ofType = (name: string, type: unknown): ContractCase[] =>
  token(name, claiming({ token_type: type }), WRONG_TYPE, DONE, WRONG_TYPE, bearer(WRONG_TYPE));

const NONE: Make = (good) => good.saying('{}');
const UNTYPED = claiming({ token_type: undefined });
const WITHOUT_ID = claiming({ jti: undefined });
const NULL_ID = claiming({ jti: null });
const QUOTED_EXP: Make = (good) => good.claiming({ exp: String(good.now + 100) });

/** The registered claims, and those of nobody. */
export const CLAIMS = [
  token('no claims', NONE, not500(NO_EXP), NO_EXP, not500(NO_EXP), bearer(NO_EXP)),

  refused('an exp in the past', at('exp', -10)),
  refused('an exp that is now', at('exp', 0)),
  refused('exp 0', claiming({ exp: 0 })),
  refused('exp -1', claiming({ exp: -1 })),
  refused('exp true', claiming({ exp: true })),
  refused('exp "soon"', claiming({ exp: 'soon' })),
  refused('exp "123"', claiming({ exp: '123' })),
  refused('an exp in quotes', QUOTED_EXP, 'never a 500'),
  refused('exp null', claiming({ exp: null }), 'never a 500'),
  refused('an exp that is a list', claiming({ exp: [] }), 'never a 500'),
  refused('exp 1e12', claiming({ exp: 1e12 }), 'never a 500'),
  accepted('an exp with a fraction', at('exp', 100.5)),
  everywhere('no exp', claiming({ exp: undefined }), NO_EXP),

  refused('nbf in the future', at('nbf', 1000)),
  refused('nbf "x"', claiming({ nbf: 'x' })),
  accepted('nbf in the past', at('nbf', -1000)),
  refused('iat in the future', at('iat', 1000)),
  refused('iat "x"', claiming({ iat: 'x' })),
  refused('iat null', claiming({ iat: null }), 'never a 500'),
  accepted('no iat', claiming({ iat: undefined })),

  accepted('any aud', claiming({ aud: 'x' })),
  accepted('a list for aud', claiming({ aud: ['x', 'y'] })),
  accepted('any iss', claiming({ iss: 'x' })),
  accepted('any sub', claiming({ sub: 'x' })),
  accepted('a number for sub', claiming({ sub: 5 })),
  accepted('a claim of the host', claiming({ role: 'admin' })),

  ofType('another type', 'sliding'),
  ofType('the type in capitals', 'REFRESH'),
  ofType('a number for its type', 1),
  ofType('null for its type', null),
  token('no type', UNTYPED, NO_TYPE, DONE, NO_TYPE, bearer(NO_TYPE)),

  token('no jti', WITHOUT_ID, not500(NO_ID), NO_ID, not500(NO_ID), bearer(NO_ID)),
  token('jti null', NULL_ID, not500(NO_ID), DONE, not500(NO_ID), ALICE),
  accepted(
    'a number for jti',
    withId((jti) => parseInt(jti.slice(0, 12), 16)),
  ),
  accepted(
    'a list for jti',
    withId((jti) => [jti]),
  ),
  accepted(
    'a jti of 320 characters',
    withId((jti) => jti.repeat(10)),
  ),
].flat();
