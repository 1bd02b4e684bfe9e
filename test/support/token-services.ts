import { JwtService } from '@nestjs/jwt';
import type { AuthSettings } from '../../src/auth/config/auth.settings.js';
import type { AuthEvents } from '../../src/auth/domain/auth-events.js';
import type { Clock } from '../../src/auth/domain/clock.js';
import { AllowEveryLogin, type LoginPolicy } from '../../src/auth/domain/login-policy.js';
import type { RefreshTokenStore } from '../../src/auth/domain/refresh-token.store.js';
import type { UserStore } from '../../src/auth/domain/user.store.js';
import { KeyRing } from '../../src/auth/keys/key-ring.js';
import { SessionReader } from '../../src/auth/sessions/session-reader.js';
import { SessionStatusCache } from '../../src/auth/sessions/session-status-cache.js';
import { SessionService } from '../../src/auth/sessions/session.service.js';
import { UnfamiliarLogins } from '../../src/auth/sessions/unfamiliar-logins.js';
import { TokenThrottle } from '../../src/auth/throttle/token-throttle.js';
import { AddedClaims } from '../../src/auth/tokens/added-claims.js';
import { LoginDecider } from '../../src/auth/tokens/login-decider.js';
import { PresentationReader } from '../../src/auth/tokens/presentation.js';
import { RefreshFallback } from '../../src/auth/tokens/refresh-fallback.js';
import { Refresher } from '../../src/auth/tokens/refresher.js';
import { SessionStarter } from '../../src/auth/tokens/session-starter.js';
import { TokenCodec } from '../../src/auth/tokens/token-codec.js';
import { TokenIssuer } from '../../src/auth/tokens/token-issuer.js';
import type { TokenService } from '../../src/auth/tokens/token.service.js';

interface Given {
  settings: AuthSettings;
  store: RefreshTokenStore;
  users: UserStore;
  events: AuthEvents;
  clock: Clock;
  /** @default allows every log-in */
  policy?: LoginPolicy;
}

/** The arguments of TokenService. */
export type TokenServiceParts = ConstructorParameters<typeof TokenService>;

/** Creates the token and session services without Nest, wired as in `auth.module.ts`. */
export function createTokenServices(given: Given) {
  const { settings, store, users, events, clock, policy = new AllowEveryLogin() } = given;
  const codec = new TokenCodec(new JwtService(), new KeyRing(settings, clock), settings, clock);
  const issuer = new TokenIssuer(codec, settings);
  const reader = new SessionReader(store, users);
  const sessionStatus = new SessionStatusCache(reader, clock);
  const sessions = new SessionService(store, users, sessionStatus, clock, events);
  const added = new AddedClaims(users);
  const unfamiliar = new UnfamiliarLogins(events);
  const starter = new SessionStarter(added, sessions, unfamiliar, issuer, events, settings);
  const presentations = new PresentationReader(codec, added, events, settings);
  const fallback = new RefreshFallback(reader, sessions, issuer, events, clock, settings);
  const throttle = new TokenThrottle(settings);
  const refresher = new Refresher(presentations, store, fallback, issuer, events, clock, throttle, settings); // prettier-ignore
  const decider = new LoginDecider(policy, events);
  const parts: TokenServiceParts = [codec, decider, starter, refresher, reader, sessions, clock];
  return { codec, issuer, sessionStatus, sessions, parts };
}
