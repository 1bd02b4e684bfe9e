import type { AuthModuleOptions } from '../../src/auth/config/auth.options.js';
import { type AuthSettings, resolveAuthSettings } from '../../src/auth/config/auth.settings.js';
import type { AuthEvent } from '../../src/auth/domain/auth-events.js';
import type { Session } from '../../src/auth/domain/session.js';
import type { UserProfile } from '../../src/auth/domain/user-directory.js';
import type { SessionStatusCache } from '../../src/auth/sessions/session-status-cache.js';
import type { SessionService } from '../../src/auth/sessions/session.service.js';
import type { TokenCodec } from '../../src/auth/tokens/token-codec.js';
import type { TokenIssuer } from '../../src/auth/tokens/token-issuer.js';
import { TokenService } from '../../src/auth/tokens/token.service.js';
import { MemoryRefreshTokenStore } from '../../src/testing/memory-refresh-token.store.js';
import { MemoryUserDirectory } from '../../src/testing/memory-user-directory.js';
import { FakeClock } from './fake-clock.js';
import { claimsOf, SECRET } from './jwt.js';
import { createTokenServices } from './token-services.js';

export const HERE = { ip: '192.0.2.1', userAgent: 'a browser' };
export const THERE = { ip: '192.0.2.2', userAgent: 'another browser' };

/** The token and session services with in-memory stores and a clock that the test moves. */
export class TokenFixture {
  readonly clock = new FakeClock();
  /** All events so far. */
  readonly events: AuthEvent[] = [];
  readonly settings: AuthSettings;
  readonly codec: TokenCodec;
  readonly issuer: TokenIssuer;
  readonly sessionStatus: SessionStatusCache;
  readonly sessions: SessionService;
  readonly tokens: TokenService;

  constructor(
    options: Partial<AuthModuleOptions> = {},
    readonly users = new MemoryUserDirectory(),
    readonly store = new MemoryRefreshTokenStore(users),
  ) {
    const { clock } = this;
    const events = { emit: (event: AuthEvent) => this.events.push(event) };
    const settings = resolveAuthSettings({ secret: SECRET, loginThrottle: 'off', ...options });
    users.sessions = store;
    this.settings = settings;
    const services = createTokenServices({ settings, store, users, events, clock });
    this.codec = services.codec;
    this.issuer = services.issuer;
    this.sessionStatus = services.sessionStatus;
    this.sessions = services.sessions;
    this.tokens = new TokenService(...services.parts);
  }

  create(username: string): Promise<UserProfile> {
    return this.users.create(
      { username, passwordHash: '', isActive: true, tokenVersion: 0 },
      this.clock.now(),
    );
  }

  /** The session of a token. */
  async sessionOf(token: string): Promise<Session> {
    const session = await this.store.find(claimsOf(token)['sid'] as string);
    if (session === null) throw new Error('The token names no session.');
    return session;
  }

  /** @returns the result of `work`, and the events that were emitted during it */
  async recordEvents<T>(work: () => Promise<T>) {
    const before = this.events.length;
    const result = await work();
    return { result, events: this.events.slice(before) };
  }
}
