import { Inject, Injectable } from '@nestjs/common';
import { AUTH_SETTINGS, type AuthSettings } from '../auth.settings.js';
import { AuthError, type AuthErrorCode } from '../domain/auth-error.js';
import { AuthEvents, type TokenCreated, type TokenRefused } from '../domain/auth-events.js';
import { readSubject } from '../domain/claims.js';
import { Clock } from '../domain/clock.js';
import type { RawClaims } from '../domain/compact-jws.js';
import { type ClientInfo, judgeLogin, type Login, NOWHERE } from '../domain/login.js';
import { proofOf } from '../domain/proofs.js';
import { RefreshTokenStore } from '../domain/refresh-token.store.js';
import {
  isRotatedAhead,
  judgeRefresh,
  judgeStanding,
  type PresentedToken,
  type RefreshVerdict,
  type TokenStanding,
} from '../domain/rotation.js';
import { toSeconds } from '../domain/token-pair.js';
import { type User, UserStore } from '../domain/user.store.js';
import { SessionService } from '../sessions/session.service.js';
import { AddedClaims } from './added-claims.js';
import { TokenCodec } from './token-codec.js';
import { TokenIssuer, type TokenPair } from './token-issuer.js';

/** What a refresh answers. Without rotation there is no new refresh token. */
export type RefreshedTokens = TokenPair | { access: string };

/** How often the statement is run again after it met a state that had passed when it was read. */
const MAX_REPEATS = 3;

/** A refresh token that verifies, and what else the request brought. */
interface Presentation extends PresentedToken {
  /** Null: the token names no login that we could have begun. */
  sid: string | null;
  claims: RawClaims;
  added: RawClaims;
  proof: string;
  client: ClientInfo;
}

type Refused = Exclude<RefreshVerdict['kind'], 'again' | 'retry' | 'overlap'>;

const REFUSALS: Record<Refused, AuthErrorCode> = {
  user_gone: 'account_inactive',
  no_login: 'invalid_token',
  login_ended: 'login_ended',
  expired: 'invalid_token',
  key_reused: 'key_reused',
  superseded: 'token_spent',
  reuse: 'token_reused',
};

/** Obtain, refresh, verify and revoke. */
@Injectable()
export class TokenService {
  constructor(
    private readonly codec: TokenCodec,
    private readonly issuer: TokenIssuer,
    private readonly added: AddedClaims,
    private readonly logins: SessionService,
    private readonly store: RefreshTokenStore,
    private readonly users: UserStore,
    private readonly events: AuthEvents,
    private readonly clock: Clock,
    @Inject(AUTH_SETTINGS) private readonly settings: AuthSettings,
  ) {}

  /**
   * Begins a login.
   *
   * @param user authenticated; with the `tokenVersion` read before the password was verified
   * @throws {AuthError} `temporarily_unavailable`
   */
  async obtain(user: User, client: ClientInfo = NOWHERE): Promise<TokenPair> {
    const added = await this.added.of(user.id);
    const login = await this.logins.begin(user, client, this.settings);
    const { id: sid, userId } = login;
    this.events.emit({ type: 'authn_login_success', sid, userId, client });
    this.reportCreated('login', login, client);
    return this.issuer.issuePair(login, {}, added);
  }

  /**
   * Spends a refresh token. One statement decides; only what it left unchanged is read and judged.
   *
   * @param key the request's `Idempotency-Key`, well formed; undefined when it has none
   * @throws {AuthError} `invalid_token`, `account_inactive`, `login_ended`, `token_spent`,
   *   `token_reused` (the login has been ended now), `key_reused`, `temporarily_unavailable`
   */
  async refresh(
    token: string,
    key?: string,
    client: ClientInfo = NOWHERE,
  ): Promise<RefreshedTokens> {
    const presented = await this.readRefreshToken(token, key, client);
    for (let repeats = 0; repeats <= MAX_REPEATS; repeats++) {
      const tokens = await this.tryRefresh(presented);
      if (tokens !== 'again') return tokens;
    }
    this.reportRefused('again', presented);
    throw new AuthError('temporarily_unavailable', { detail: 'every rotation met a conflict' });
  }

  /**
   * Asks what a token of any type is worth, and changes nothing.
   *
   * @throws {AuthError} `invalid_token`; for a refresh token also `token_spent`, `login_ended`
   */
  async verify(token: string): Promise<void> {
    const { claims, isExpired } = this.codec.verify(token);
    const isRefreshToken = claims['token_type'] === 'refresh';
    const standing = isExpired ? 'no_login' : await this.standingOf(claims);
    if (standing === 'current') return;
    if (standing === 'no_login' || !isRefreshToken) throw new AuthError('invalid_token');
    throw new AuthError(standing === 'spent' ? 'token_spent' : 'login_ended');
  }

  /**
   * Logout: any refresh token of a login ends it.
   *
   * @param client whose request it is, for the events
   * @throws {AuthError} `invalid_token`, `login_ended`; `token_spent` for a token older than the
   *   one before the current, although its login has been ended now
   */
  async revoke(token: string, client: ClientInfo | null = null): Promise<void> {
    const { claims, isExpired } = this.codec.verify(token, 'refresh');
    const { sid, userId, generation } = readSubject(claims);
    if (isExpired || sid === null || userId === null || generation === null) {
      throw new AuthError('invalid_token');
    }
    // Whose a login is never changes: somebody else's is not touched.
    const { login, user } = await this.read(sid, userId);
    if (login?.userId !== userId) throw new AuthError('invalid_token');
    const ended = await this.logins.revoke(sid, 'logout', client);
    const before = ended && { ...ended, revokedAt: null };
    if (before === null || judgeLogin(before, user, userId, this.clock.now()) === 'ended') {
      throw new AuthError('login_ended');
    }
    if (generation < before.generation - 1) throw new AuthError('token_spent');
  }

  private async readRefreshToken(
    token: string,
    key: string | undefined,
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
      // Before the token is spent: what goes wrong in the application's code costs nobody a login.
      added: await this.added.of(userId),
      proof: proofOf(this.rotates ? key : undefined),
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

  private async tryRefresh(presented: Presentation): Promise<RefreshedTokens | 'again'> {
    const rotated = await this.rotate(presented);
    if (rotated !== null) return this.issuer.issuePair(rotated, presented.claims, presented.added);
    const now = this.clock.now();
    const { login, user } = await this.read(presented.sid, presented.userId);
    const verdict = judgeRefresh(login, user, presented, presented.proof, now, this.settings);
    if (verdict.kind === 'again' && this.rotates) return verdict.kind;
    return this.answer(verdict, presented, now);
  }

  private async rotate(presented: Presentation): Promise<Login | null> {
    const { sid, userId, generation, proof, client } = presented;
    if (!this.rotates || presented.isExpired || sid === null) return null;
    const now = this.clock.now();
    const idleExpiresAt = (toSeconds(now) + this.settings.refreshTokenSeconds) * 1000;
    const rotated = await this.store.rotate({
      sid,
      userId,
      generation,
      proof,
      now,
      idleExpiresAt,
      ...client,
    });
    if (rotated === null) return null;
    this.reportCreated('rotation', rotated, client);
    if (isRotatedAhead(rotated)) this.reportOutOfStep('authn_token_ahead', rotated, presented);
    return rotated;
  }

  private async answer(
    verdict: RefreshVerdict,
    presented: Presentation,
    now: number,
  ): Promise<RefreshedTokens> {
    const { claims, added } = presented;
    switch (verdict.kind) {
      case 'again':
        this.reportCreated('no_rotation', verdict.login, presented.client);
        return { access: this.issuer.issueAccessToken(verdict.login, claims, added, now) };
      case 'retry':
      case 'overlap':
        this.reportReissued(verdict.kind, verdict.login, presented);
        return this.issuer.issuePair(verdict.login, claims, added);
      case 'reuse':
        await this.endReused(verdict.login, presented);
        break;
      case 'superseded':
        this.reportOutOfStep('authn_token_superseded', verdict.login, presented);
        break;
      default:
        this.reportRefused(verdict.kind, presented);
    }
    const code = presented.isExpired ? 'invalid_token' : REFUSALS[verdict.kind];
    throw new AuthError(code, { detail: `refresh: ${verdict.kind}` });
  }

  private async endReused(login: Login, presented: Presentation): Promise<void> {
    const ended = await this.logins.revoke(login.id, 'reuse', presented.client);
    if (ended === null) this.reportRefused('reuse', presented);
    else this.reportOutOfStep('authn_token_reuse', ended, presented);
  }

  private reportCreated(origin: TokenCreated['origin'], login: Login, client: ClientInfo): void {
    const { id: sid, userId, generation } = login;
    this.events.emit({ type: 'authn_token_created', origin, sid, userId, generation, client });
  }

  private reportReissued(
    verdict: 'retry' | 'overlap',
    { id: sid, userId, generation }: Login,
    { client }: Presentation,
  ): void {
    this.events.emit({ type: 'authn_token_reissued', verdict, sid, userId, generation, client });
  }

  private reportRefused(
    verdict: TokenRefused['verdict'],
    { sid, userId, client }: Pick<TokenRefused, 'sid' | 'userId' | 'client'>,
  ): void {
    this.events.emit({ type: 'authn_token_refused', verdict, sid, userId, client });
  }

  private reportOutOfStep(
    type: 'authn_token_reuse' | 'authn_token_superseded' | 'authn_token_ahead',
    login: Login,
    presented: Presentation,
  ): void {
    this.events.emit({
      type,
      sid: login.id,
      userId: login.userId,
      presentedGeneration: presented.generation,
      currentGeneration: login.generation,
      presenter: presented.client,
      holder: { ip: login.ip, userAgent: login.userAgent },
    });
  }

  private async standingOf(claims: RawClaims): Promise<TokenStanding> {
    const { sid, userId, generation } = readSubject(claims);
    const isNone = claims['token_type'] === 'refresh' && generation === null;
    if (sid === null || userId === null || isNone) return 'no_login';
    const { login, user } = await this.read(sid, userId);
    return judgeStanding(login, user, { userId, generation }, this.clock.now());
  }

  private async read(sid: string | null, userId: string) {
    const [login, user] = await Promise.all([
      sid === null ? null : this.store.find(sid),
      this.users.findById(userId),
    ]);
    return { login, user };
  }
}
