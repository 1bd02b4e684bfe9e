import { type Claims, sign } from '../../../test/support/jwt.js';
import type { IssuedToken, Corpus, TokenType } from '../service-state.js';

const NOW = Date.UTC(2030, 0, 1) / 1000;
const SECRET = ' Zt7Rk2Wq9Xv4Bn1Mc6Lp3Jh8Gf5Ds0+/tQ== \n';

const sidOf = (session: number): string => `01a20000-0000-7000-8000-00000000000${session}`;

const claimsOf = (
  type: TokenType,
  session: number,
  userId: string,
  generation = session,
): Claims => ({
  token_type: type,
  exp: NOW + 300,
  iat: NOW,
  jti: `${session}`.repeat(32),
  user_id: userId,
  sub: userId,
  sid: sidOf(session),
  ...(type === 'refresh' && { gen: generation }),
  aud: 'api',
});

function issued(type: TokenType, session: number, userId: string): IssuedToken {
  return signed(type, claimsOf(type, session, userId));
}

const signed = (type: TokenType, claims: Claims): IssuedToken => ({
  type,
  claims,
  token: sign(claims, SECRET),
});

/** The keys that consumed the tokens of each session, newest first. */
const KEYS = ['the-key-that-consumed-the-last', 'the-key-before-it'] as const;

/** The older token was consumed longer ago than the time limit of `stale`. */
const AGES = [
  { key: KEYS[0], at: NOW },
  { key: KEYS[1], at: NOW - 600 },
] as const;

/** A seed corpus without a service, for the mutants of verifiers and checks. */
export const CORPUS: Corpus = {
  secrets: [SECRET],
  issuer: undefined,
  audience: 'api',
  now: NOW,
  clockToleranceSeconds: 60,
  users: new Map(
    ['alice', 'bob', 'carol'].map((id) => [id, { username: id, isActive: id !== 'carol' }]),
  ),
  sessions: new Map([
    [sidOf(2), { userId: 'alice', generation: 2, isRevoked: false, consumptions: AGES }],
    [
      sidOf(3),
      {
        userId: 'bob',
        generation: 3,
        isRevoked: false,
        consumptions: [{ key: undefined, at: NOW }, AGES[0]],
      },
    ],
    [sidOf(4), { userId: 'alice', generation: 4, isRevoked: true, consumptions: AGES }],
  ]),
  issued: [
    issued('access', 2, 'alice'),
    issued('refresh', 2, 'alice'),
    issued('access', 3, 'bob'),
    issued('refresh', 3, 'bob'),
  ],
  inactive: [
    signed('refresh', claimsOf('refresh', 2, 'alice', 0)),
    signed('refresh', claimsOf('refresh', 2, 'alice', 1)),
    signed('refresh', claimsOf('refresh', 3, 'bob', 2)),
    signed('refresh', { ...claimsOf('refresh', 2, 'alice', 0), exp: NOW - 60 }),
    signed('refresh', { ...claimsOf('refresh', 2, 'alice', 1), exp: NOW - 60 }),
    signed('refresh', { ...claimsOf('refresh', 2, 'alice'), exp: NOW - 60 }),
  ],
  keys: [undefined, ...KEYS, 'a-key-that-consumed-nothing'],
  invalidClaims: [claimsOf('access', 4, 'alice'), claimsOf('refresh', 4, 'carol')],
  retiredSecret: 'Gf5Ds0AaMc6Lp3Jh8Bn1Zt7Rk2Wq9Xv4',
};
