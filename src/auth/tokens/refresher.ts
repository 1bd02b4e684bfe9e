import { Inject, Injectable } from '@nestjs/common';
import { AUTH_SETTINGS, type AuthSettings } from '../config/auth.settings.js';
import { AuthError } from '../domain/auth-error.js';
import { AuthEvents } from '../domain/auth-events.js';
import { Clock } from '../domain/clock.js';
import { toSlot } from '../domain/consumption.js';
import { RefreshTokenStore } from '../domain/refresh-token.store.js';
import { isRotatedAhead } from '../domain/rotation.js';
import type { ClientInfo, Session } from '../domain/session.js';
import { TokenThrottle } from '../throttle/token-throttle.js';
import { toSeconds } from '../domain/token-pair.js';
import { type Presentation, PresentationReader } from './presentation.js';
import { RefreshFallback } from './refresh-fallback.js';
import { tokenAhead, tokenCreated, tokenRefused } from './token-events.js';
import { type RefreshedTokens, TokenIssuer } from './token-issuer.js';

/** Maximum number of repetitions of a rotation that met a conflict. */
const MAX_REPEATS = 3;

/** Exchanges refresh tokens for new pairs (docs/rotation.md, One statement decides). */
@Injectable()
export class Refresher {
  constructor(
    private readonly presentations: PresentationReader,
    private readonly store: RefreshTokenStore,
    private readonly fallback: RefreshFallback,
    private readonly issuer: TokenIssuer,
    private readonly events: AuthEvents,
    private readonly clock: Clock,
    private readonly throttle: TokenThrottle,
    @Inject(AUTH_SETTINGS) private readonly settings: AuthSettings,
  ) {}

  /** The arguments and errors are those of `TokenService.refresh`, with the key as its hash. */
  async refresh(token: string, keyHash: string, client: ClientInfo): Promise<RefreshedTokens> {
    const presented = await this.presentations.read(token, keyHash, client);
    if (presented.sid !== null) await this.throttle.admitRefresh(presented.sid);
    for (let repeats = 0; repeats <= MAX_REPEATS; repeats++) {
      const rotated = await this.rotate(presented);
      if (rotated !== null) {
        return this.issuer.issuePair(rotated, presented.claims, presented.added);
      }
      const tokens = await this.fallback.respond(presented);
      if (tokens !== 'conflict') return tokens;
    }
    this.events.emit(tokenRefused('conflict', presented));
    throw new AuthError('temporarily_unavailable', { detail: 'every rotation met a conflict' });
  }

  /** Consumes the token with one statement. @returns null if it was not rotated */
  private async rotate(presented: Presentation): Promise<Session | null> {
    const { sid, userId, generation, keyHash, client } = presented;
    if (this.settings.rotation === 'none' || presented.isExpired || sid === null) return null;
    const now = this.clock.now();
    const idleExpiresAt = (toSeconds(now) + this.settings.refreshTokenSeconds) * 1000;
    const slot = toSlot(keyHash, now);
    const claim = { sid, userId, generation, keyHash, slot, now, idleExpiresAt, ...client };
    const rotated = await this.store.rotate(claim);
    if (rotated === null) return null;
    this.events.emit(tokenCreated('rotation', rotated, client));
    if (isRotatedAhead(rotated)) this.events.emit(tokenAhead(rotated, presented));
    return rotated;
  }
}
