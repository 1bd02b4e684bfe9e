import { Inject, Injectable } from '@nestjs/common';
import { AUTH_SETTINGS, type AuthSettings } from '../config/auth.settings.js';
import { AuthError, type AuthErrorCode } from '../domain/auth-error.js';
import { AuthEvents, type TokenCreated, type TokenRefused } from '../domain/auth-events.js';
import { readSubject } from '../domain/claims.js';
import { clientInfoOf } from '../domain/client-info.js';
import { Clock } from '../domain/clock.js';
import type { RawClaims } from '../domain/compact-jws.js';
import { toSlot } from '../domain/consumption.js';
import { keyHashOf, NO_KEY_HASH } from '../domain/idempotency-key.js';
import { type ClientInfo, classifySession, type Session } from '../domain/session.js';
import { RefreshTokenStore } from '../domain/refresh-token.store.js';
import { reportRefusedLogin } from '../domain/refused-login.js';
import {
  classifyRefresh,
  classifyRefreshToken,
  isRotatedAhead,
  type PresentedToken,
  type RefreshVerdict,
  type RefreshTokenState,
} from '../domain/rotation.js';
import { toSeconds } from '../domain/token-pair.js';
import { userProblem } from '../domain/user-problem.js';
import type { User } from '../domain/user.js';
import { UserStore } from '../domain/user.store.js';
import { SessionService } from '../sessions/session.service.js';
import { AddedClaims } from './added-claims.js';
import { TokenCodec } from './token-codec.js';
import { TokenIssuer, type TokenPair } from './token-issuer.js';

/** The tokens that a refresh returns. Without rotation there is no new refresh token. */
export type RefreshedTokens =
  | TokenPair
  | {
      /** The access token, for `Authorization: Bearer …`. */
      access: string;
    };

/** Maximum number of repetitions of a rotation that met a conflict. */
const MAX_REPEATS = 3;

/** A refresh token with a valid signature, and the other data of its request. */
interface Presentation extends PresentedToken {
  /** Null: the token has no valid `sid` or `gen`. */
  sid: string | null;
  claims: RawClaims;
  added: RawClaims;
  keyHash: string;
  client: ClientInfo;
}

type Reissued = 'retry' | 'withinReuseInterval';
type Refused = Exclude<RefreshVerdict['kind'], 'current' | 'conflict' | Reissued>;

const REFUSALS: Record<Refused, AuthErrorCode> = {
  user_gone: 'account_inactive',
  no_session: 'invalid_token',
  session_ended: 'session_ended',
  expired: 'invalid_token',
  key_reused: 'key_reused',
  stale: 'token_consumed',
  reuse: 'token_reused',
};

/** Obtains, refreshes, verifies and revokes tokens. */
@Injectable()
export class TokenService {
  constructor(
    private readonly codec: TokenCodec,
    private readonly issuer: TokenIssuer,
    private readonly added: AddedClaims,
    private readonly sessions: SessionService,
    private readonly store: RefreshTokenStore,
    private readonly users: UserStore,
    private readonly events: AuthEvents,
    private readonly clock: Clock,
    @Inject(AUTH_SETTINGS) private readonly settings: AuthSettings,
  ) {}

  /**
   * Starts a session and returns its first pair of tokens.
   *
   * @param user authenticated; with the `tokenVersion` read before the password was verified
   * @throws {AuthError} `invalid_credentials` for an inactive user; `temporarily_unavailable`
   * @throws {TypeError} if the user has an ID or a `tokenVersion` that cannot be stored
   */
  async obtain(user: User, sentBy?: ClientInfo | null): Promise<TokenPair> {
    const client = clientInfoOf(sentBy);
    const problem = userProblem(user);
    if (problem !== undefined) throw new TypeError(problem);
    if (!user.isActive) throw new AuthError('invalid_credentials', { detail: 'inactive_user' });
    const { added, session } = await this.begin(user, client).catch((error: unknown) => {
      reportRefusedLogin(this.events, error, { userId: user.id, client });
      throw error;
    });
    const { id: sid, userId } = session;
    this.events.emit({ type: 'authn_login_success', sid, userId, client });
    this.reportCreated('login', session, client);
    return this.issuer.issuePair(session, {}, added);
  }

  private async begin(user: User, client: ClientInfo) {
    const added = await this.added.of(user.id);
    return { added, session: await this.sessions.begin(user, client, this.settings) };
  }

  /**
   * Exchanges a refresh token for a new pair. One statement decides; the row is read and classified
   * only if the statement changed nothing.
   *
   * @param key the `Idempotency-Key` header of the request, as received; null or undefined without one
   * @throws {AuthError} `invalid_request` (the key is malformed), `invalid_token`,
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
    const presented = await this.readRefreshToken(token, keyHashOf(key), clientInfoOf(client));
    for (let repeats = 0; repeats <= MAX_REPEATS; repeats++) {
      const tokens = await this.tryRefresh(presented);
      if (tokens !== 'conflict') return tokens;
    }
    this.reportRefused('conflict', presented);
    throw new AuthError('temporarily_unavailable', { detail: 'every rotation met a conflict' });
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
   * @throws {AuthError} `invalid_token`, even for an expired token, which has revoked its session;
   *   `session_ended`; `token_consumed` for a token older than the previous one, which has revoked its
   *   session
   */
  async revoke(token: string, client: ClientInfo | null = null): Promise<void> {
    const { claims, isExpired } = this.codec.verify(token, 'refresh');
    const { sid, userId, generation } = readSubject(claims);
    if (sid === null || userId === null || generation === null) {
      throw new AuthError('invalid_token');
    }
    // The user of a session never changes, so this read cannot be out of date.
    const { session, user } = await this.read(sid, userId);
    if (session?.userId !== userId) throw new AuthError('invalid_token');
    const revoked = await this.sessions.revoke(sid, 'logout', client);
    if (isExpired) throw new AuthError('invalid_token');
    const before = revoked && { ...revoked, revokedAt: null };
    if (before === null || classifySession(before, user, userId, this.clock.now()) === 'ended') {
      throw new AuthError('session_ended');
    }
    if (generation < before.generation - 1) throw new AuthError('token_consumed');
  }

  private async readRefreshToken(
    token: string,
    keyHash: string,
    client: ClientInfo,
  ): Promise<Presentation> {
    const { claims, isExpired } = this.verifyRefreshToken(token, client);
    const { userId, sid, generation } = readSubject(claims);
    if (userId === null) throw this.invalid(client, 'the token names no user');
    return {
      userId,
      sid: generation === null ? null : sid,
      generation: generation ?? 0,
      isExpired,
      claims,
      // Before the token is consumed: an error of the application's code must not lose it.
      added: await this.added.of(userId),
      keyHash: this.rotates ? keyHash : NO_KEY_HASH,
      client,
    };
  }

  private verifyRefreshToken(token: string, client: ClientInfo) {
    try {
      return this.codec.verify(token, 'refresh');
    } catch (error) {
      this.reportRefused('invalid', { sid: null, userId: null, client });
      throw error;
    }
  }

  private invalid(client: ClientInfo, detail: string): AuthError {
    this.reportRefused('invalid', { sid: null, userId: null, client });
    return new AuthError('invalid_token', { detail });
  }

  private get rotates(): boolean {
    return this.settings.rotation === 'single-use';
  }

  private async tryRefresh(presented: Presentation): Promise<RefreshedTokens | 'conflict'> {
    const rotated = await this.rotate(presented);
    if (rotated !== null) return this.issuer.issuePair(rotated, presented.claims, presented.added);
    const now = this.clock.now();
    const { session, user } = await this.read(presented.sid, presented.userId);
    const verdict = classifyRefresh(
      session,
      user,
      presented,
      presented.keyHash,
      now,
      this.settings,
    );
    if (verdict.kind === 'conflict') return verdict.kind;
    return this.respond(verdict, presented, now);
  }

  private async rotate(presented: Presentation): Promise<Session | null> {
    const { sid, userId, generation, keyHash, client } = presented;
    if (!this.rotates || presented.isExpired || sid === null) return null;
    const now = this.clock.now();
    const idleExpiresAt = (toSeconds(now) + this.settings.refreshTokenSeconds) * 1000;
    const rotated = await this.store.rotate({
      sid,
      userId,
      generation,
      keyHash,
      slot: toSlot(keyHash, now),
      now,
      idleExpiresAt,
      ...client,
    });
    if (rotated === null) return null;
    this.reportCreated('rotation', rotated, client);
    if (isRotatedAhead(rotated)) this.reportMismatch('authn_token_ahead', rotated, presented);
    return rotated;
  }

  private async respond(
    verdict: Exclude<RefreshVerdict, { kind: 'conflict' }>,
    presented: Presentation,
    now: number,
  ): Promise<RefreshedTokens> {
    const { claims, added } = presented;
    switch (verdict.kind) {
      case 'current':
        this.reportCreated('no_rotation', verdict.session, presented.client);
        return { access: this.issuer.issueAccessToken(verdict.session, claims, added, now) };
      case 'retry':
      case 'withinReuseInterval':
        this.reportReissued(verdict.kind, verdict.session, presented);
        return this.issuer.issuePair(verdict.session, claims, added);
      case 'reuse':
        await this.revokeReused(verdict.session, presented);
        break;
      case 'stale':
        this.reportMismatch('authn_token_stale', verdict.session, presented);
        break;
      default:
        this.reportRefused(verdict.kind, presented);
    }
    const code = presented.isExpired ? 'invalid_token' : REFUSALS[verdict.kind];
    throw new AuthError(code, { detail: `refresh: ${verdict.kind}` });
  }

  private async revokeReused(session: Session, presented: Presentation): Promise<void> {
    const revoked = await this.sessions.revoke(session.id, 'reuse', presented.client);
    if (revoked === null) this.reportRefused('reuse', presented);
    else this.reportMismatch('authn_token_reuse', revoked, presented);
  }

  private reportCreated(
    origin: TokenCreated['origin'],
    session: Session,
    client: ClientInfo,
  ): void {
    const { id: sid, userId, generation } = session;
    this.events.emit({ type: 'authn_token_created', origin, sid, userId, generation, client });
  }

  private reportReissued(
    verdict: Reissued,
    { id: sid, userId, generation, ip, userAgent }: Session,
    { client }: Presentation,
  ): void {
    this.events.emit({
      type: 'authn_token_reissued',
      verdict,
      sid,
      userId,
      generation,
      client,
      holder: { ip, userAgent },
    });
  }

  private reportRefused(
    verdict: TokenRefused['verdict'],
    { sid, userId, client }: Pick<TokenRefused, 'sid' | 'userId' | 'client'>,
  ): void {
    this.events.emit({ type: 'authn_token_refused', verdict, sid, userId, client });
  }

  private reportMismatch(
    type: 'authn_token_reuse' | 'authn_token_stale' | 'authn_token_ahead',
    session: Session,
    presented: Presentation,
  ): void {
    this.events.emit({
      type,
      sid: session.id,
      userId: session.userId,
      presentedGeneration: presented.generation,
      currentGeneration: session.generation,
      presenter: presented.client,
      holder: { ip: session.ip, userAgent: session.userAgent },
    });
  }

  private async stateOf(claims: RawClaims): Promise<RefreshTokenState> {
    const { sid, userId, generation } = readSubject(claims);
    const lacksGeneration = claims['token_type'] === 'refresh' && generation === null;
    if (sid === null || userId === null || lacksGeneration) return 'no_session';
    const { session, user } = await this.read(sid, userId);
    return classifyRefreshToken(session, user, { userId, generation }, this.clock.now());
  }

  private async read(sid: string | null, userId: string) {
    const [session, user] = await Promise.all([
      sid === null ? null : this.store.find(sid),
      this.users.findById(userId),
    ]);
    return { session, user };
  }
}
