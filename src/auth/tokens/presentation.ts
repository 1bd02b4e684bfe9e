import { Inject, Injectable } from '@nestjs/common';
import { AUTH_SETTINGS, type AuthSettings } from '../config/auth.settings.js';
import { AuthError } from '../domain/auth-error.js';
import { AuthEvents } from '../domain/auth-events.js';
import { readSubject } from '../domain/claims.js';
import type { RawClaims } from '../domain/compact-jws.js';
import { NO_KEY_HASH } from '../domain/idempotency-key.js';
import type { PresentedToken } from '../domain/rotation.js';
import type { ClientInfo } from '../domain/session.js';
import { AddedClaims } from './added-claims.js';
import { TokenCodec, type VerifiedToken } from './token-codec.js';
import { tokenRefused } from './token-events.js';

/** A refresh token with a valid signature, and the other data of its request. */
export interface Presentation extends PresentedToken {
  /** Null: the token has no valid `sid` or `gen`. */
  sid: string | null;
  claims: RawClaims;
  /** Claims that the application adds to the access token. */
  added: RawClaims;
  keyHash: string;
  client: ClientInfo;
}

/** Reads the refresh tokens that clients present. */
@Injectable()
export class PresentationReader {
  constructor(
    private readonly codec: TokenCodec,
    private readonly added: AddedClaims,
    private readonly events: AuthEvents,
    @Inject(AUTH_SETTINGS) private readonly settings: AuthSettings,
  ) {}

  /** @throws {AuthError} `invalid_token`, `temporarily_unavailable` */
  async read(token: string, keyHash: string, client: ClientInfo): Promise<Presentation> {
    const { claims, isExpired } = this.verify(token, client);
    const { userId, sid, generation } = readSubject(claims);
    if (userId === null) {
      this.reportInvalid(client);
      throw new AuthError('invalid_token', { detail: 'the token names no user' });
    }
    return {
      userId,
      sid: generation === null ? null : sid,
      generation: generation ?? 0,
      isExpired,
      claims,
      // Before the token is consumed: an error of the application's code must not lose it.
      added: await this.added.of(userId),
      keyHash: this.settings.rotation === 'none' ? NO_KEY_HASH : keyHash,
      client,
    };
  }

  private verify(token: string, client: ClientInfo): VerifiedToken {
    try {
      return this.codec.verify(token, 'refresh');
    } catch (error) {
      this.reportInvalid(client);
      throw error;
    }
  }

  private reportInvalid(client: ClientInfo): void {
    this.events.emit(tokenRefused('invalid', { sid: null, userId: null, client }));
  }
}
