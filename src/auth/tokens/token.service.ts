import { Injectable } from '@nestjs/common';
import { AuthError } from '../domain/auth-error.js';
import { readSubject, type TokenSubject } from '../domain/claims.js';
import { clientInfoOf } from '../domain/client-info.js';
import { Clock } from '../domain/clock.js';
import type { RawClaims } from '../domain/compact-jws.js';
import { keyHashOf } from '../domain/idempotency-key.js';
import type { LoginAttempt } from '../domain/login-policy.js';
import { classifyRefreshToken, type RefreshTokenState } from '../domain/rotation.js';
import { type ClientInfo, classifySession } from '../domain/session.js';
import { userProblem } from '../domain/user-problem.js';
import type { User } from '../domain/user.js';
import { SessionReader } from '../sessions/session-reader.js';
import { SessionService } from '../sessions/session.service.js';
import { AllowedLogin, type ReplacedSession } from './allowed-login.js';
import { LoginDecider } from './login-decider.js';
import { Refresher } from './refresher.js';
import { SessionStarter } from './session-starter.js';
import { TokenCodec } from './token-codec.js';
import type { RefreshedTokens, TokenPair } from './token-issuer.js';

/** Optional data of a log-in: the parts of its request that a log-in policy needs, among others. */
export interface ObtainOptions
  extends Partial<Pick<LoginAttempt, 'fields' | 'headers'>>, ReplacedSession {}

const NO_SUBJECT: TokenSubject = { userId: null, sid: null, generation: null };

/** Obtains, refreshes, verifies and revokes tokens. */
@Injectable()
export class TokenService {
  constructor(
    private readonly codec: TokenCodec,
    private readonly decider: LoginDecider,
    private readonly starter: SessionStarter,
    private readonly refresher: Refresher,
    private readonly reader: SessionReader,
    private readonly sessions: SessionService,
    private readonly clock: Clock,
  ) {}

  /**
   * Starts a session and returns its first pair of tokens.
   *
   * @param user authenticated; with the `tokenVersion` read before the password was verified
   * @param options `replaces` and `replacesSid` identify an earlier session of the browser, which is
   *   revoked. An invalid token and an ID of another user are ignored.
   * @throws {AuthError} `invalid_credentials` for an inactive user; `temporarily_unavailable`; or
   *   `login_challenged`, if the application's log-in policy requires more
   * @throws {TypeError} if the user has an ID or a `tokenVersion` that cannot be stored
   */
  async obtain(
    user: User,
    sentBy?: ClientInfo | null,
    options: ObtainOptions = {},
  ): Promise<TokenPair> {
    const client = clientInfoOf(sentBy);
    const problem = userProblem(user);
    if (problem !== undefined) throw new TypeError(problem);
    if (!user.isActive) throw new AuthError('invalid_credentials', { detail: 'inactive_user' });
    const isAllowed = options instanceof AllowedLogin;
    const claims = isAllowed ? options.claims : await this.decider.decide(user, client, options);
    await this.revokeReplaced(user, options, client);
    return this.starter.start(user, client, claims);
  }

  /**
   * Exchanges a refresh token for a new pair. One statement decides; the row is read and classified
   * only if the statement changed nothing.
   *
   * @param key the `Idempotency-Key` header of the request, as received; null or undefined without one
   * @throws {AuthError} `invalid_key`, `invalid_token`,
   *   `account_inactive`, `session_ended`, `token_consumed`, `token_reused` (the session is revoked now),
   *   `key_reused`, `temporarily_unavailable`
   * @example
   * ```ts
   * const { access, refresh } = await tokens.refresh(body.refresh, headers['idempotency-key']);
   * ```
   */
  async refresh(
    token: string,
    key?: string | null,
    client?: ClientInfo | null,
  ): Promise<RefreshedTokens> {
    return this.refresher.refresh(token, keyHashOf(key), clientInfoOf(client));
  }

  /**
   * Checks whether an access or refresh token is valid. Does not consume it.
   *
   * @throws {AuthError} `invalid_token`; for a refresh token also `token_consumed`, `session_ended`
   */
  async verify(token: string): Promise<void> {
    const { claims, isExpired } = this.codec.verify(token);
    const isRefreshToken = claims['token_type'] === 'refresh';
    const state = isExpired ? 'no_session' : await this.stateOf(claims);
    if (state === 'current') return;
    if (state === 'no_session' || !isRefreshToken) throw new AuthError('invalid_token');
    throw new AuthError(state === 'consumed' ? 'token_consumed' : 'session_ended');
  }

  /**
   * Logs out: revokes the session of a refresh token, even if the token is consumed or expired.
   *
   * @param client the client that sent the request, for the events
   * @throws {AuthError} `invalid_token`, also for an expired token; `token_consumed` for a token older
   *   than the previous one. The session of these two is revoked nevertheless. `session_ended` if it
   *   had ended before
   */
  async revoke(token: string, client: ClientInfo | null = null): Promise<void> {
    const { claims, isExpired } = this.codec.verify(token, 'refresh');
    const { sid, userId, generation } = readSubject(claims);
    if (sid === null || userId === null || generation === null) {
      throw new AuthError('invalid_token');
    }
    // The user of a session never changes, so this read cannot be out of date.
    const [session, user] = await this.reader.read(sid, userId);
    if (session?.userId !== userId) throw new AuthError('invalid_token');
    const revoked = await this.sessions.revoke(sid, 'logout', client);
    if (isExpired) throw new AuthError('invalid_token');
    const before = revoked && { ...revoked, revokedAt: null };
    if (before === null || classifySession(before, user, userId, this.clock.now()) === 'ended') {
      throw new AuthError('session_ended');
    }
    if (generation < before.generation - 1) throw new AuthError('token_consumed');
  }

  /** Before the new session begins, so that it does not count against a limit of sessions. */
  private async revokeReplaced(
    user: User,
    { replaces, replacesSid }: ReplacedSession,
    client: ClientInfo,
  ): Promise<void> {
    const { sid, userId } = replaces === undefined ? NO_SUBJECT : this.subjectOf(replaces);
    if (sid !== null && userId !== null)
      await this.sessions.revokeOf(userId, sid, 'replaced', client);
    else if (replacesSid !== undefined)
      await this.sessions.revokeOf(user.id, replacesSid, 'replaced', client);
  }

  /** @returns the subject of a valid or expired refresh token; nulls for any other text */
  private subjectOf(token: string): TokenSubject {
    try {
      return readSubject(this.codec.verify(token, 'refresh').claims);
    } catch (error) {
      if (error instanceof AuthError) return NO_SUBJECT;
      throw error;
    }
  }

  private async stateOf(claims: RawClaims): Promise<RefreshTokenState> {
    const { sid, userId, generation } = readSubject(claims);
    const lacksGeneration = claims['token_type'] === 'refresh' && generation === null;
    if (sid === null || userId === null || lacksGeneration) return 'no_session';
    const [session, user] = await this.reader.read(sid, userId);
    return classifyRefreshToken(session, user, { userId, generation }, this.clock.now());
  }
}
