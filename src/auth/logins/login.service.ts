import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { AUTH_SETTINGS, type AuthSettings } from '../auth.settings.js';
import { AuthEvents } from '../domain/auth-events.js';
import { Clock } from '../domain/clock.js';
import { type ClientInfo, judgeLogin, type Login, type RevocationReason } from '../domain/login.js';
import { RefreshTokenStore } from '../domain/refresh-token.store.js';
import { toSeconds } from '../domain/token-pair.js';
import { type User, UserStore } from '../domain/user.store.js';
import { LoginLiveness } from './login-liveness.js';

/** A login as its user sees it. Times are epoch milliseconds. */
export interface LivingLogin {
  /** Claim `sid` of its tokens: what `revoke` takes. */
  sid: string;
  createdAt: number;
  /** When it was last refreshed. */
  refreshedAt: number;
  /** When it is over if it is not refreshed. */
  expiresAt: number;
  /** Where it was last refreshed from. */
  ip: string | null;
  userAgent: string | null;
}

/** More logins than anybody reads. */
const LONGEST_LIST = 1_000;

/** A login that nobody has refreshed in time lives on in name only: no token of it is good. */
const isUsable = (login: Login, user: User | null, now: number): boolean =>
  judgeLogin(login, user, login.userId, now) === 'living' && login.expiresAt > now;

function toLivingLogin({ id, createdAt, rotatedAt, expiresAt, ip, userAgent }: Login): LivingLogin {
  return { sid: id, createdAt, refreshedAt: rotatedAt, expiresAt, ip, userAgent };
}

/** The life of logins: they begin and they end. */
@Injectable()
export class LoginService {
  constructor(
    private readonly store: RefreshTokenStore,
    private readonly users: UserStore,
    private readonly liveness: LoginLiveness,
    private readonly clock: Clock,
    @Inject(AUTH_SETTINGS) private readonly settings: AuthSettings,
    private readonly events: AuthEvents,
  ) {}

  /**
   * @param user authenticated; with the `tokenVersion` read before the password was verified
   * @throws {AuthError} `temporarily_unavailable`
   */
  async begin(user: User, client: ClientInfo): Promise<Login> {
    const now = this.clock.now();
    const login = this.newLogin(user, client, now);
    await this.users.recordLogin(user.id, now);
    await this.store.create(login);
    return {
      ...login,
      generation: 0,
      consumed: '',
      revokedAt: null,
      revokedReason: null,
      createdAt: now,
    };
  }

  /**
   * Where a user is signed in: the living logins, the newest first.
   *
   * @throws {AuthError} `temporarily_unavailable`
   */
  async list(userId: string): Promise<LivingLogin[]> {
    const user = await this.users.findById(userId);
    const logins = await this.store.listOf(userId, LONGEST_LIST);
    const now = this.clock.now();
    return logins.filter((login) => isUsable(login, user, now)).map(toLivingLogin);
  }

  /**
   * Ends a login, whatever its generation: a refresh in flight cannot undo it.
   *
   * @param client whose request ends it; null when it is no request of a client's
   * @returns the login as it ended, or null when there was none left to end
   * @throws {AuthError} `temporarily_unavailable`
   */
  async revoke(
    sid: string,
    reason: RevocationReason = 'logout',
    client: ClientInfo | null = null,
  ): Promise<Login | null> {
    const ended = await this.store.revoke(sid, reason, this.clock.now());
    this.liveness.forget(sid);
    if (ended !== null) this.report(sid, ended.userId, reason, client);
    return ended;
  }

  /**
   * Ends every login of a user. With users of its own the application raises their `tokenVersion`
   * before: a login that is beginning at this moment is born dead by that.
   */
  async revokeAllOf(
    userId: string,
    reason: RevocationReason = 'admin',
    client: ClientInfo | null = null,
  ): Promise<void> {
    const now = this.clock.now();
    if (this.users.endLogins) await this.users.endLogins(userId, reason, now);
    else await this.store.revokeAllOf(userId, reason, now);
    this.liveness.forgetAllOf(userId);
    this.report(null, userId, reason, client);
  }

  private report(
    sid: string | null,
    userId: string,
    reason: RevocationReason,
    client: ClientInfo | null,
  ): void {
    this.events.emit({ type: 'authn_token_revoked', reason, sid, userId, client });
  }

  /** Token times are whole seconds: both ends are counted from the second in which the login began. */
  private newLogin(user: User, client: ClientInfo, now: number) {
    const second = toSeconds(now);
    const loginExpiresAt = (second + this.settings.loginSeconds) * 1000;
    const idleExpiresAt = (second + this.settings.refreshTokenSeconds) * 1000;
    return {
      id: uuidv7(),
      userId: user.id,
      tokenVersion: user.tokenVersion,
      rotatedAt: now,
      expiresAt: Math.min(idleExpiresAt, loginExpiresAt),
      loginExpiresAt,
      ...client,
    };
  }
}
