import { claimsOf, sign } from '../support/jwt.js';
import { SECRET, type Tokens } from '../support/service.js';

interface PretendSession {
  /** By generation. */
  pairs: Tokens[];
  /** What consumed each of them. */
  keys: string[];
  isOver: boolean;
}

/** What a request is answered: a status, and 200's body. */
export type PretendResponse = readonly [status: number, body?: object];

const ACCESS_SECONDS = 300;

const OK: PretendResponse = [200, {}];
const REFUSED: PretendResponse = [401];

/** As a service should: a logout ends its session, once. */
export const endsSessions = (session: PretendSession): PretendResponse => {
  if (session.isOver) return REFUSED;
  session.isOver = true;
  return OK;
};

/** How a logout lies. */
export const refusesForNothing = (): PretendResponse => REFUSED;
export const endsNothing = (): PretendResponse => OK;

/** As much of a service as honest clients use, in this process; wrong where a spec wants it. */
export class PretendService {
  logouts = 0;
  private readonly sessions = new Map<unknown, PretendSession>();

  constructor(
    private readonly now: () => number,
    private readonly end: (session: PretendSession) => PretendResponse = endsSessions,
  ) {}

  respond(path: string, bearer: string, key: string, body: Partial<Tokens>): PretendResponse {
    if (path === '/health/live') return OK;
    if (path === '/api/me/') return this.checkAccess(bearer);
    if (path === '/api/token/') return [200, this.begin()];
    const session = this.sessionOf(body.refresh!);
    if (path === '/api/token/refresh/') return this.refresh(session, body.refresh!, key);
    this.logouts++;
    return this.end(session);
  }

  private begin(): Tokens {
    const sid = `session-${this.sessions.size}`;
    const session: PretendSession = { pairs: [this.pairOf(sid, 0)], keys: [], isOver: false };
    this.sessions.set(sid, session);
    return session.pairs[0]!;
  }

  private refresh(session: PretendSession, token: string, key: string): PretendResponse {
    const { sid, gen } = claimsOf(token);
    const consumed = Number(gen);
    session.keys[consumed] ??= key;
    const isOld = consumed < session.pairs.length - 2;
    if (session.isOver || isOld || session.keys[consumed] !== key) return REFUSED;
    return [200, (session.pairs[consumed + 1] ??= this.pairOf(String(sid), consumed + 1))];
  }

  private checkAccess(token: string): PretendResponse {
    const isOver =
      this.sessionOf(token).isOver || Number(claimsOf(token)['exp']) * 1000 <= this.now();
    return isOver ? REFUSED : OK;
  }

  private sessionOf(token: string): PretendSession {
    return this.sessions.get(claimsOf(token)['sid'])!;
  }

  private pairOf(sid: string, gen: number): Tokens {
    const exp = Math.floor(this.now() / 1000) + ACCESS_SECONDS;
    const claims = { sid, gen, jti: `${sid}:${gen}` };
    return { refresh: sign(claims, SECRET), access: sign({ ...claims, exp }, SECRET) };
  }
}
