import { Inject, Injectable } from '@nestjs/common';
import { AUTH_SETTINGS, type AuthSettings } from '../config/auth.settings.js';
import { AuthError, type AuthErrorCode } from '../domain/auth-error.js';
import { AuthEvents } from '../domain/auth-events.js';
import { Clock } from '../domain/clock.js';
import { classifyRefresh, type RefreshVerdict } from '../domain/rotation.js';
import type { Session } from '../domain/session.js';
import { SessionReader } from '../sessions/session-reader.js';
import { SessionService } from '../sessions/session.service.js';
import type { Presentation } from './presentation.js';
import {
  tokenCreated,
  tokenRefused,
  tokenReissued,
  tokenReused,
  tokenStale,
} from './token-events.js';
import { type RefreshedTokens, TokenIssuer } from './token-issuer.js';

type Accepted = 'current' | 'retry' | 'withinReuseInterval';
type Refused = Exclude<RefreshVerdict['kind'], 'conflict' | Accepted>;

const REFUSALS: Record<Refused, AuthErrorCode> = {
  user_gone: 'account_inactive',
  no_session: 'invalid_token',
  session_ended: 'session_ended',
  expired: 'invalid_token',
  key_reused: 'key_reused',
  stale: 'token_consumed',
  reuse: 'token_reused',
};

/** Responds to a refresh token that the statement did not rotate (docs/rotation.md, The verdicts). */
@Injectable()
export class RefreshFallback {
  constructor(
    private readonly reader: SessionReader,
    private readonly sessions: SessionService,
    private readonly issuer: TokenIssuer,
    private readonly events: AuthEvents,
    private readonly clock: Clock,
    @Inject(AUTH_SETTINGS) private readonly settings: AuthSettings,
  ) {}

  /**
   * Reads the session, classifies the token and acts on the verdict.
   *
   * @returns `conflict`: the statement can be repeated
   * @throws {AuthError}
   */
  async respond(presented: Presentation): Promise<RefreshedTokens | 'conflict'> {
    const now = this.clock.now();
    const { sid, userId, keyHash } = presented;
    const [session, user] = await this.reader.read(sid, userId);
    const verdict = classifyRefresh(session, user, presented, keyHash, now, this.settings);
    switch (verdict.kind) {
      case 'conflict':
        return verdict.kind;
      case 'current':
        return this.issueAccessToken(verdict.session, presented, now);
      case 'retry':
      case 'withinReuseInterval':
        return this.reissue(verdict.kind, verdict.session, presented);
      case 'reuse':
        await this.revokeReused(verdict.session, presented);
        break;
      case 'stale':
        this.events.emit(tokenStale(verdict.session, presented));
        break;
      default:
        this.events.emit(tokenRefused(verdict.kind, presented));
    }
    const code = presented.isExpired ? 'invalid_token' : REFUSALS[verdict.kind];
    throw new AuthError(code, { detail: `refresh: ${verdict.kind}` });
  }

  private issueAccessToken(session: Session, { claims, added, client }: Presentation, now: number) {
    this.events.emit(tokenCreated('no_rotation', session, client));
    return { access: this.issuer.issueAccessToken(session, claims, added, now) };
  }

  private reissue(
    verdict: 'retry' | 'withinReuseInterval',
    session: Session,
    { claims, added, client }: Presentation,
  ) {
    this.events.emit(tokenReissued(verdict, session, client));
    return this.issuer.issuePair(session, claims, added);
  }

  private async revokeReused(session: Session, presented: Presentation): Promise<void> {
    const revoked = await this.sessions.revoke(session.id, 'reuse', presented.client);
    this.events.emit(
      revoked === null ? tokenRefused('reuse', presented) : tokenReused(revoked, presented),
    );
  }
}
