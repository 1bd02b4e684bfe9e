import { Injectable } from '@nestjs/common';
import { AuthError } from '../domain/auth-error.js';
import { revocableSession, type RevocableSession } from '../domain/oauth/revocable-session.js';
import type { ClientInfo } from '../domain/session.js';
import { SessionService } from '../sessions/session.service.js';
import { TokenCodec } from './token-codec.js';

/** Revokes the sessions of tokens, without a report about the token (RFC 7009). */
@Injectable()
export class TokenRevoker {
  constructor(
    private readonly codec: TokenCodec,
    private readonly sessions: SessionService,
  ) {}

  /**
   * Revokes the session of a token. An invalid or foreign token revokes nothing.
   *
   * @param client the client that sent the request, for the events
   * @throws {AuthError} `temporarily_unavailable`
   */
  async revoke(token: string, client: ClientInfo): Promise<void> {
    const session = this.sessionOf(token);
    if (session === undefined) return;
    await this.sessions.revokeOf(session.userId, session.sid, 'logout', client);
  }

  private sessionOf(token: string): RevocableSession | undefined {
    try {
      const { claims, isExpired } = this.codec.verify(token);
      return revocableSession(claims, isExpired);
    } catch (error) {
      if (error instanceof AuthError && error.code === 'invalid_token') return undefined;
      throw error;
    }
  }
}
