import { createSecretKey, type KeyObject } from 'node:crypto';
import { HttpException } from '@nestjs/common';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { JwtService } from '@nestjs/jwt';
import * as argon2 from '@node-rs/argon2';
import type Database from 'better-sqlite3';
import type { BetterSqlite3Driver } from 'typeorm/driver/better-sqlite3/BetterSqlite3Driver.js';
import type { AuthModuleOptions } from '../../src/auth/config/auth.options.js';
import { resolveAuthSettings } from '../../src/auth/config/auth.settings.js';
import { AuthError } from '../../src/auth/domain/auth-error.js';
import type { VerificationKey } from '../../src/auth/domain/keys/verification-key.js';
import { PasswordHasher } from '../../src/auth/domain/password-hasher.js';
import { RefreshTokenStore } from '../../src/auth/domain/refresh-token.store.js';
import { UserStore } from '../../src/auth/domain/user.store.js';
import { BearerAuthenticator } from '../../src/auth/http/guard/bearer-authenticator.js';
import { JwtStrategy } from '../../src/auth/http/guard/passport/jwt.strategy.js';
import type { Verification } from '../../src/auth/http/guard/passport/verification.js';
import { VerifiedTokens } from '../../src/auth/http/guard/passport/verified-tokens.js';
import { JwtAuthGuard } from '../../src/auth/http/guard/jwt-auth.guard.js';
import { SessionStatusCache } from '../../src/auth/sessions/session-status-cache.js';
import { SessionService } from '../../src/auth/sessions/session.service.js';
import { TypeOrmUserStore } from '../../src/auth/persistence/typeorm-user.store.js';
import { KeyRing } from '../../src/auth/keys/key-ring.js';
import { TokenCodec } from '../../src/auth/tokens/token-codec.js';
import { TokenIssuer } from '../../src/auth/tokens/token-issuer.js';
import { TokenService } from '../../src/auth/tokens/token.service.js';
import { UserService } from '../../src/auth/users/user.service.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { type InProcessService, TestService, type Tokens } from '../../test/support/service.js';
import type { Endpoint, Key, TokenType } from './service-state.js';
import type { Caller, Outcome, Transport } from './outcome.js';

export type { AuthUser } from '../../src/auth/http/guard/auth-user.js';
export { parseCompactJws } from '../../src/auth/domain/compact-jws.js';

/** `accepted`, or the error message of the HTTP contract. */
export type Message = string;
const ACCEPTED: Message = 'accepted';

/** A controller of `/api/me/`, without `@Public()`. */
class Guarded {
  readonly path = '/api/me/';
}
const handler = () => undefined;

const NO_CLIENT_INFO = { ip: null, userAgent: null };

type ResponseData = Omit<Outcome, 'message'>;

/**
 * Calls the classes under test without HTTP. Only this file of the token tests imports classes of
 * `src`.
 */
export class DirectTransport implements Transport {
  readonly callerFields = ['id', 'username', 'sid', 'claims'] as const;
  readonly storedClient = { ip: null, user_agent: null };
  private readonly codec: TokenCodec;
  private readonly tokens: TokenService;
  private readonly guard: JwtAuthGuard;

  constructor(private readonly service: InProcessService) {
    this.codec = service.app.get(TokenCodec, { strict: false });
    this.tokens = service.app.get(TokenService, { strict: false });
    this.guard = service.app.get(JwtAuthGuard, { strict: false });
  }

  /** @throws every error that would be a 500 */
  present(endpoint: Endpoint, token: string, key: Key): Promise<Outcome> {
    return outcomeOf(() => this.call(endpoint, token, key));
  }

  /** Verifies a token with the codec alone. */
  async decode(token: string, type?: TokenType): Promise<Message> {
    const { message } = await outcomeOf(() => void this.codec.verify(token, type));
    return message;
  }

  /** Returns the time that the codec takes for a token, in milliseconds. */
  timeOf(token: string): number {
    const startedAt = performance.now();
    try {
      this.codec.verify(token);
    } catch {
      // The result does not matter, only the duration.
    }
    return performance.now() - startedAt;
  }

  /** Drops the cached status of a session whose row a test has restored. */
  forget(sid: string): void {
    this.service.app.get(SessionStatusCache, { strict: false }).forget(sid);
  }

  private async call(endpoint: Endpoint, token: string, key: Key): Promise<ResponseData | void> {
    if (endpoint === 'bearer') return { caller: await this.asBearer(token) };
    if (endpoint === 'verify') return this.tokens.verify(token);
    if (endpoint === 'blacklist') return this.tokens.revoke(token);
    return { pair: (await this.tokens.refresh(token, key, NO_CLIENT_INFO)) as Tokens };
  }

  private async asBearer(token: string): Promise<Caller | undefined> {
    const request = { headers: { authorization: `Bearer ${token}` }, user: undefined };
    const response = { header: () => response };
    const context = new ExecutionContextHost([request, response], Guarded, handler);
    if (await this.guard.canActivate(context)) return request.user;
    throw new Error('the guard returned false without an error');
  }
}

async function outcomeOf(
  call: () => ResponseData | void | Promise<ResponseData | void>,
): Promise<Outcome> {
  try {
    return { message: ACCEPTED, ...(await call()) };
  } catch (error) {
    return { message: errorMessageOf(error) };
  }
}

/** @throws every error that is not a rejection */
function errorMessageOf(error: unknown): Message {
  if (error instanceof AuthError && error.code !== 'temporarily_unavailable') {
    return error.message;
  }
  if (error instanceof HttpException && error.getStatus() < 500) {
    return messageOf(error.getResponse());
  }
  throw error;
}

interface ErrorBody {
  detail?: string;
  messages?: readonly { message: string }[];
  non_field_errors?: readonly string[];
  token?: readonly string[];
  refresh?: readonly string[];
}

/** Returns the error message of a response body, from any of its fields. */
export function messageOf(body: unknown): Message {
  const { detail, messages, non_field_errors: errors, token, refresh } = body as ErrorBody;
  const ofField = (errors ?? token ?? refresh)?.[0];
  return messages?.[0]?.message ?? ofField ?? detail ?? JSON.stringify(body);
}

export interface LoneCodec {
  codec: TokenCodec;
  clock: FakeClock;
}

/** Returns a codec with any key: those of the RFCs are binary, which no configuration can express. */
export function codecWith(key: KeyObject, now: number): LoneCodec {
  const resolved = resolveAuthSettings({ secret: OTHER_SECRET, loginThrottle: 'off' });
  const settings = { ...resolved, keys: { ...resolved.keys, secret: key } };
  const clock = new FakeClock(now);
  const ring = new KeyRing(settings, clock);
  return { codec: new TokenCodec(new JwtService(), ring, settings, clock), clock };
}

/** The checks of a signature alone: of the codec, and of the guard. */
export const signatureChecks = [
  (key: VerificationKey, token: string) =>
    Promise.resolve(codecWith(octKey(''), 0).codec['isSignedBy'](key, token)),
  (key: VerificationKey, token: string) => loneGuard['isSignedBy'](key, token),
];

const loneGuard = new BearerAuthenticator(
  {} as Verification,
  new JwtStrategy(),
  new VerifiedTokens(),
  new FakeClock(),
);

const OTHER_SECRET = 'Zt7Rk2Wq9Xv4Bn1Mc6Lp3Jh8Gf5Ds0Aa';

export const octKey = (k: string): KeyObject => createSecretKey(Buffer.from(k, 'base64url'));

/**
 * Returns a service that creates users with cheap password hashes, because hundreds of them log in.
 * A hash contains its own parameters.
 */
export function usersWithFastHashes({ dataSource }: TestService): UserService {
  const hasher = new FastHasher();
  return new UserService(new TypeOrmUserStore(dataSource), hasher, new FakeClock());
}

class FastHasher extends PasswordHasher {
  hash(password: string): Promise<string> {
    return argon2.hash(password, { memoryCost: 8, timeCost: 1, parallelism: 1 });
  }

  verify(stored: string, password: string): Promise<boolean> {
    return argon2.verify(stored, password);
  }
}

/** Returns the SQLite connection of TypeORM. */
export const databaseOf = ({ dataSource }: TestService): Database.Database =>
  (dataSource.driver as BetterSqlite3Driver).databaseConnection as Database.Database;

/** Returns the parts of the service in which mutants replace methods. */
export const partsOf = ({ app }: InProcessService) => ({
  tokens: app.get(TokenService, { strict: false }),
  issuer: app.get(TokenIssuer, { strict: false }),
  sessions: app.get(SessionService, { strict: false }),
  store: app.get(RefreshTokenStore, { strict: false }),
  users: app.get(UserStore, { strict: false }),
  authenticator: app.get(BearerAuthenticator, { strict: false }),
});

export const startService = (auth: Partial<AuthModuleOptions>): Promise<InProcessService> =>
  TestService.startInProcess('sqlite', auth);
