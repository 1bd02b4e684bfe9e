import { Inject, Injectable } from '@nestjs/common';
import { AUTH_SETTINGS, type AuthSettings } from '../config/auth.settings.js';
import { AuthEvents } from '../domain/auth-events.js';
import type { RawClaims } from '../domain/compact-jws.js';
import { reportRefusedLogin } from '../domain/refused-login.js';
import type { ClientInfo } from '../domain/session.js';
import type { User } from '../domain/user.js';
import { SessionService } from '../sessions/session.service.js';
import { UnfamiliarLogins } from '../sessions/unfamiliar-logins.js';
import { AddedClaims } from './added-claims.js';
import { loginSucceeded, tokenCreated } from './token-events.js';
import { TokenIssuer, type TokenPair } from './token-issuer.js';

/** Starts sessions and signs their first pair of tokens. */
@Injectable()
export class SessionStarter {
  constructor(
    private readonly added: AddedClaims,
    private readonly sessions: SessionService,
    private readonly unfamiliar: UnfamiliarLogins,
    private readonly issuer: TokenIssuer,
    private readonly events: AuthEvents,
    @Inject(AUTH_SETTINGS) private readonly settings: AuthSettings,
  ) {}

  /**
   * @param user active, and checked with `userProblem`
   * @param claims of both tokens, which refreshes keep
   */
  async start(user: User, client: ClientInfo, claims: RawClaims): Promise<TokenPair> {
    const { added, session, earlierClients } = await this.begin(user, client).catch(
      (error: unknown) => {
        reportRefusedLogin(this.events, error, { userId: user.id, client });
        throw error;
      },
    );
    this.events.emit(loginSucceeded(session, client));
    await this.unfamiliar.report(session, client, earlierClients);
    this.events.emit(tokenCreated('login', session, client));
    return this.issuer.issuePair(session, claims, added);
  }

  private async begin(user: User, client: ClientInfo) {
    const added = await this.added.of(user.id);
    return { added, ...(await this.sessions.begin(user, client, this.settings)) };
  }
}
