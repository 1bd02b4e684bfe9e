import { type Claims, sign } from '../../support/jwt.js';
import type { IssuedToken, Material, TokenType } from '../authority.js';

const NOW = Date.UTC(2030, 0, 1) / 1000;
const SECRET = ' Zt7Rk2Wq9Xv4Bn1Mc6Lp3Jh8Gf5Ds0+/tQ== \n';

const sidOf = (login: number): string => `01a20000-0000-7000-8000-00000000000${login}`;

const claimsOf = (type: TokenType, login: number, userId: string): Claims => ({
  token_type: type,
  exp: NOW + 300,
  iat: NOW,
  jti: `${login}`.repeat(32),
  user_id: userId,
  sub: userId,
  sid: sidOf(login),
  ...(type === 'refresh' && { gen: login }),
  aud: 'api',
});

function issued(type: TokenType, login: number, userId: string): IssuedToken {
  const claims = claimsOf(type, login, userId);
  return { type, claims, token: sign(claims, SECRET) };
}

/** A service that is none: what the weakened verifiers are asked about, without a database. */
export const MATERIAL: Material = {
  secrets: [SECRET],
  issuer: undefined,
  audience: 'api',
  now: NOW,
  clockToleranceSeconds: 60,
  users: new Map([['alice', true], ['bob', true], ['carol', false]]), // prettier-ignore
  logins: new Map([
    [sidOf(2), { userId: 'alice', generation: 2, hasEnded: false }],
    [sidOf(3), { userId: 'bob', generation: 3, hasEnded: false }],
    [sidOf(4), { userId: 'alice', generation: 4, hasEnded: true }],
  ]),
  issued: [
    issued('access', 2, 'alice'),
    issued('refresh', 2, 'alice'),
    issued('access', 3, 'bob'),
    issued('refresh', 3, 'bob'),
  ],
  strangers: [claimsOf('access', 4, 'alice'), claimsOf('refresh', 4, 'carol')],
  retiredSecret: 'Gf5Ds0AaMc6Lp3Jh8Bn1Zt7Rk2Wq9Xv4',
};
