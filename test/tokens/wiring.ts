import { createSecretKey, type KeyObject } from 'node:crypto';
import { HttpException } from '@nestjs/common';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { JwtService } from '@nestjs/jwt';
import * as argon2 from '@node-rs/argon2';
import type Database from 'better-sqlite3';
import type { BetterSqlite3Driver } from 'typeorm/driver/better-sqlite3/BetterSqlite3Driver.js';
import type { AuthModuleOptions } from '../../src/auth/auth.options.js';
import { resolveAuthSettings } from '../../src/auth/auth.settings.js';
import { AuthError } from '../../src/auth/domain/auth-error.js';
import { PasswordHasher } from '../../src/auth/domain/password-hasher.js';
import { RefreshTokenStore } from '../../src/auth/domain/refresh-token.store.js';
import { UserStore } from '../../src/auth/domain/user.store.js';
import { BearerAuthenticator } from '../../src/auth/http/guard/bearer-authenticator.js';
import { JwtAuthGuard } from '../../src/auth/http/guard/jwt-auth.guard.js';
import { SessionStatusCache } from '../../src/auth/sessions/session-status-cache.js';
import { SessionService } from '../../src/auth/sessions/session.service.js';
import { TypeOrmUserStore } from '../../src/auth/persistence/typeorm-user.store.js';
import { TokenCodec } from '../../src/auth/tokens/token-codec.js';
import { TokenIssuer } from '../../src/auth/tokens/token-issuer.js';
import { TokenService } from '../../src/auth/tokens/token.service.js';
import { UserService } from '../../src/auth/users/user.service.js';
import { FakeClock } from '../support/fake-clock.js';
import { type InProcessService, TestService, type Tokens } from '../support/service.js';
import type { Door, Key, TokenType } from './authority.js';
import type { Caller, Outcome, Way } from './outcome.js';

export type { AuthUser } from '../../src/auth/http/guard/auth-user.js';
export { parseCompactJws } from '../../src/auth/domain/compact-jws.js';

/** What is said of a token: `accepted`, or the sentence that the wire has for it. */
export type Ruling = string;
const ACCEPTED: Ruling = 'accepted';

/** Somewhere at `/api/me/`: no handler, no `@Public()`. */
class Guarded {
  readonly path = '/api/me/';
}
const handler = () => undefined;

const SOMEONE = { ip: null, userAgent: null };

type Given = Omit<Outcome, 'ruling'>;

/**
 * The classes under test, asked without HTTP. Everything that the tests of tokens know of `src`
 * stands in this file.
 */
export class DirectDoors implements Way {
  readonly sees = ['id', 'username', 'sid', 'claims'] as const;
  readonly leaves = { ip: null, user_agent: null };
  private readonly codec: TokenCodec;
  private readonly tokens: TokenService;
  private readonly guard: JwtAuthGuard;

  constructor(private readonly service: InProcessService) {
    this.codec = service.app.get(TokenCodec, { strict: false });
    this.tokens = service.app.get(TokenService, { strict: false });
    this.guard = service.app.get(JwtAuthGuard, { strict: false });
  }

  /** @throws whatever is no refusal: it would be a 500 */
  present(door: Door, token: string, key: Key): Promise<Outcome> {
    return outcomeOf(() => this.enter(door, token, key));
  }

  /** The codec alone, below every door. */
  async decode(token: string, type?: TokenType): Promise<Ruling> {
    const { ruling } = await outcomeOf(() => void this.codec.verify(token, type));
    return ruling;
  }

  /** Milliseconds that the codec needs for a token. */
  timeOf(token: string): number {
    const begunAt = performance.now();
    try {
      this.codec.verify(token);
    } catch {
      // Refused: how long that took is the question.
    }
    return performance.now() - begunAt;
  }

  /** What was read of a session is true no longer: a test has put its row back. */
  forget(sid: string): void {
    this.service.app.get(SessionStatusCache, { strict: false }).forget(sid);
  }

  private async enter(door: Door, token: string, key: Key): Promise<Given | void> {
    if (door === 'bearer') return { caller: await this.asBearer(token) };
    if (door === 'verify') return this.tokens.verify(token);
    if (door === 'blacklist') return this.tokens.revoke(token);
    return { pair: (await this.tokens.refresh(token, key, SOMEONE)) as Tokens };
  }

  private async asBearer(token: string): Promise<Caller | undefined> {
    const request = { headers: { authorization: `Bearer ${token}` }, user: undefined };
    const response = { header: () => response };
    const context = new ExecutionContextHost([request, response], Guarded, handler);
    if (await this.guard.canActivate(context)) return request.user;
    throw new Error('the guard refuses without a word');
  }
}

async function outcomeOf(ask: () => Given | void | Promise<Given | void>): Promise<Outcome> {
  try {
    return { ruling: ACCEPTED, ...(await ask()) };
  } catch (error) {
    return { ruling: refusalOf(error) };
  }
}

/** @throws whatever is no refusal */
function refusalOf(error: unknown): Ruling {
  if (error instanceof AuthError && error.code !== 'temporarily_unavailable') {
    return error.message;
  }
  if (error instanceof HttpException && error.getStatus() < 500) {
    return sentenceOf(error.getResponse());
  }
  throw error;
}

interface WireBody {
  detail?: string;
  messages?: readonly { message: string }[];
  non_field_errors?: readonly string[];
  token?: readonly string[];
  refresh?: readonly string[];
}

/** What a body of the wire says of the token, wherever in the body that stands. */
export function sentenceOf(body: unknown): Ruling {
  const { detail, messages, non_field_errors: errors, token, refresh } = body as WireBody;
  const ofField = (errors ?? token ?? refresh)?.[0];
  return messages?.[0]?.message ?? ofField ?? detail ?? JSON.stringify(body);
}

export interface LoneCodec {
  codec: TokenCodec;
  clock: FakeClock;
}

/** A codec with any key, as no configuration could name it: those of the RFCs are no texts. */
export function codecWith(key: KeyObject, now: number): LoneCodec {
  const settings = { ...resolveAuthSettings({ secret: NO_ONES_SECRET }), key };
  const { algorithm } = settings;
  const jwt = new JwtService({
    secret: key,
    signOptions: { algorithm },
    verifyOptions: { algorithms: [algorithm], ignoreExpiration: true, ignoreNotBefore: true },
  });
  const clock = new FakeClock(now);
  return { codec: new TokenCodec(jwt, settings, clock), clock };
}

const NO_ONES_SECRET = 'Zt7Rk2Wq9Xv4Bn1Mc6Lp3Jh8Gf5Ds0Aa';

export const octKey = (k: string): KeyObject => createSecretKey(Buffer.from(k, 'base64url'));

/**
 * Makes users whose passwords cost next to nothing to verify: hundreds of them log in. What a hash
 * costs stands in the hash itself.
 */
export function thriftyUsers({ dataSource }: TestService): UserService {
  const hasher = new ThriftyHasher();
  return new UserService(new TypeOrmUserStore(dataSource), hasher, new FakeClock());
}

class ThriftyHasher extends PasswordHasher {
  hash(password: string): Promise<string> {
    return argon2.hash(password, { memoryCost: 8, timeCost: 1, parallelism: 1 });
  }

  verify(stored: string, password: string): Promise<boolean> {
    return argon2.verify(stored, password);
  }
}

/** SQLite itself, below TypeORM. */
export const databaseOf = ({ dataSource }: TestService): Database.Database =>
  (dataSource.driver as BetterSqlite3Driver).databaseConnection as Database.Database;

/** Where holes are made. */
export const partsOf = ({ app }: InProcessService) => ({
  tokens: app.get(TokenService, { strict: false }),
  issuer: app.get(TokenIssuer, { strict: false }),
  sessions: app.get(SessionService, { strict: false }),
  store: app.get(RefreshTokenStore, { strict: false }),
  users: app.get(UserStore, { strict: false }),
  authenticator: app.get(BearerAuthenticator, { strict: false }),
});

/** The service that forged tokens are sent to. */
export const startService = (auth: Partial<AuthModuleOptions>): Promise<InProcessService> =>
  TestService.startInProcess('sqlite', auth);
