import { claimsOf, sign } from '../support/jwt.js';
import { SECRET, type Tokens } from '../support/service.js';

interface PretendLogin {
  /** By generation. */
  pairs: Tokens[];
  /** What spent each of them. */
  keys: string[];
  isOver: boolean;
}

/** What a request is answered: a status, and 200's body. */
export type PretendAnswer = readonly [status: number, body?: object];

const ACCESS_SECONDS = 300;

const OK: PretendAnswer = [200, {}];
const REFUSED: PretendAnswer = [401];

/** As a service should: a logout ends its login, once. */
export const endsLogins = (login: PretendLogin): PretendAnswer => {
  if (login.isOver) return REFUSED;
  login.isOver = true;
  return OK;
};

/** How a logout lies. */
export const refusesForNothing = (): PretendAnswer => REFUSED;
export const endsNothing = (): PretendAnswer => OK;

/** As much of a service as honest clients use, in this process; wrong where a spec wants it. */
export class PretendService {
  logouts = 0;
  private readonly logins = new Map<unknown, PretendLogin>();

  constructor(
    private readonly now: () => number,
    private readonly end: (login: PretendLogin) => PretendAnswer = endsLogins,
  ) {}

  answer(path: string, bearer: string, key: string, body: Partial<Tokens>): PretendAnswer {
    if (path === '/health/live') return OK;
    if (path === '/api/me/') return this.judgeAccess(bearer);
    if (path === '/api/token/') return [200, this.begin()];
    const login = this.loginOf(body.refresh!);
    if (path === '/api/token/refresh/') return this.refresh(login, body.refresh!, key);
    this.logouts++;
    return this.end(login);
  }

  private begin(): Tokens {
    const sid = `login-${this.logins.size}`;
    const login: PretendLogin = { pairs: [this.pairOf(sid, 0)], keys: [], isOver: false };
    this.logins.set(sid, login);
    return login.pairs[0]!;
  }

  private refresh(login: PretendLogin, token: string, key: string): PretendAnswer {
    const { sid, gen } = claimsOf(token);
    const spent = Number(gen);
    login.keys[spent] ??= key;
    const isOld = spent < login.pairs.length - 2;
    if (login.isOver || isOld || login.keys[spent] !== key) return REFUSED;
    return [200, (login.pairs[spent + 1] ??= this.pairOf(String(sid), spent + 1))];
  }

  private judgeAccess(token: string): PretendAnswer {
    const isOver =
      this.loginOf(token).isOver || Number(claimsOf(token)['exp']) * 1000 <= this.now();
    return isOver ? REFUSED : OK;
  }

  private loginOf(token: string): PretendLogin {
    return this.logins.get(claimsOf(token)['sid'])!;
  }

  private pairOf(sid: string, gen: number): Tokens {
    const exp = Math.floor(this.now() / 1000) + ACCESS_SECONDS;
    const claims = { sid, gen, jti: `${sid}:${gen}` };
    return { refresh: sign(claims, SECRET), access: sign({ ...claims, exp }, SECRET) };
  }
}
