import { claimsOf, SECRET, sign } from '../../test/support/jwt.js';
import type { Tokens } from '../../test/support/api-client.js';

interface FakeSession {
  /** The pairs, by generation. */
  pairs: Tokens[];
  /** The key that consumed each of them. */
  keys: string[];
  isRevoked: boolean;
}

/** A response: a status, and the body of a 200. */
export type FakeResponse = readonly [status: number, body?: object];

const ACCESS_SECONDS = 300;

const OK: FakeResponse = [200, {}];
const REFUSED: FakeResponse = [401];

/** Correct: a log-out revokes its session once. */
export const revokesSession = (session: FakeSession): FakeResponse => {
  if (session.isRevoked) return REFUSED;
  session.isRevoked = true;
  return OK;
};

/** Faulty log-outs. */
export const rejectsLogout = (): FakeResponse => REFUSED;
export const ignoresLogout = (): FakeResponse => OK;

/** An in-process fake of the endpoints that honest clients use, with a replaceable log-out. */
export class FakeService {
  logouts = 0;
  private readonly sessions = new Map<unknown, FakeSession>();

  constructor(
    private readonly now: () => number,
    private readonly end: (session: FakeSession) => FakeResponse = revokesSession,
  ) {}

  respond(path: string, bearer: string, key: string, body: Partial<Tokens>): FakeResponse {
    if (path === '/health/live') return OK;
    if (path === '/api/me/') return this.checkAccess(bearer);
    if (path === '/api/token/') return [200, this.start()];
    const session = this.sessionOf(body.refresh!);
    if (path === '/api/token/refresh/') return this.refresh(session, body.refresh!, key);
    this.logouts++;
    return this.end(session);
  }

  private start(): Tokens {
    const sid = `session-${this.sessions.size}`;
    const session: FakeSession = { pairs: [this.pairOf(sid, 0)], keys: [], isRevoked: false };
    this.sessions.set(sid, session);
    return session.pairs[0]!;
  }

  private refresh(session: FakeSession, token: string, key: string): FakeResponse {
    const { sid, gen } = claimsOf(token);
    const consumed = Number(gen);
    session.keys[consumed] ??= key;
    const isOld = consumed < session.pairs.length - 2;
    if (session.isRevoked || isOld || session.keys[consumed] !== key) return REFUSED;
    return [200, (session.pairs[consumed + 1] ??= this.pairOf(String(sid), consumed + 1))];
  }

  private checkAccess(token: string): FakeResponse {
    const isRevoked =
      this.sessionOf(token).isRevoked || Number(claimsOf(token)['exp']) * 1000 <= this.now();
    return isRevoked ? REFUSED : OK;
  }

  private sessionOf(token: string): FakeSession {
    return this.sessions.get(claimsOf(token)['sid'])!;
  }

  private pairOf(sid: string, gen: number): Tokens {
    const exp = Math.floor(this.now() / 1000) + ACCESS_SECONDS;
    const claims = { sid, gen, jti: `${sid}:${gen}` };
    return { refresh: sign(claims, SECRET), access: sign({ ...claims, exp }, SECRET) };
  }
}
