import { type AuthSettings, resolveAuthSettings } from '../../src/auth/config/auth.settings.js';
import type { Clock } from '../../src/auth/domain/clock.js';
import { SilentAuthEvents } from '../../src/auth/domain/auth-events.js';
import { PasswordHasher } from '../../src/auth/domain/password-hasher.js';
import type { RefreshTokenStore } from '../../src/auth/domain/refresh-token.store.js';
import { TokenTransports } from '../../src/auth/http/cookies/token-transports.js';
import { TokenController } from '../../src/auth/http/token/token.controller.js';
import type { SessionService } from '../../src/auth/sessions/session.service.js';
import type { TokenIssuer } from '../../src/auth/tokens/token-issuer.js';
import { TokenService } from '../../src/auth/tokens/token.service.js';
import { CredentialsService } from '../../src/auth/users/credentials.service.js';
import { DummyHashes } from '../../src/auth/users/dummy-hashes.js';
import { HashQueue } from '../../src/auth/users/hash-queue.js';
import { HashUpgrades } from '../../src/auth/users/hash-upgrades.js';
import { RecordingThrottle } from '../../test/support/recording-throttle.js';
import { createTokenServices, type TokenServiceParts } from '../../test/support/token-services.js';
import type { Scenario } from './scenarios/scenario.js';
import type { Stores } from './storage/storage.js';

const SECRET = 'kQ3vX8zL1mN6pR0sT5uW9yB2dF4hJ7ceG';

/** Uses a password as its own hash, because hashing is not under test. */
class PlainHasher extends PasswordHasher {
  hash(password: string): Promise<string> {
    return Promise.resolve(password);
  }

  verify(hash: string, password: string): Promise<boolean> {
    return Promise.resolve(hash === password);
  }
}

/** An instance of the service: the real classes that are under test. */
export interface Instance extends Stores {
  credentials: CredentialsService;
  tokens: TokenService;
  issuer: TokenIssuer;
  sessionService: SessionService;
  /** Creates the controller of the token endpoints. */
  controllerOf: (tokens: TokenOperations) => TokenController;
}

/** The operations that the token endpoints need for a token. */
export type TokenOperations = Pick<TokenService, 'refresh' | 'revoke'>;

/** Creates the services that are under test: the real ones, or those of a mutant. */
export interface Wiring {
  tokenService: (parts: TokenServiceParts, store: RefreshTokenStore) => TokenService;
  transports: (settings: AuthSettings, clock: Clock) => TokenTransports;
  controller: (tokens: TokenService, transports: TokenTransports) => TokenController;
}

export const REAL_SERVICE: Wiring = {
  tokenService: (parts) => new TokenService(...parts),
  transports: (settings, clock) => new TokenTransports(settings, clock),
  controller: (tokens, transports) => new TokenController(tokens, transports),
};

const settingsOf = ({ reuseIntervalSeconds = 0 }: Scenario): AuthSettings =>
  resolveAuthSettings({
    loginThrottle: 'off',
    secret: SECRET,
    reuseInterval: `${reuseIntervalSeconds}s`,
    refreshTokenTransport: 'cookie',
  });

/** Starts an instance. Each request has its own. */
export type StartInstance = (stores: Stores, clock: Clock) => Instance;

export function instancesOf(wiring: Wiring, scenario: Scenario): StartInstance {
  const settings = settingsOf(scenario);
  return (stores, clock) => startInstance(stores, clock, settings, wiring);
}

function startInstance(
  { sessions: store, users }: Stores,
  clock: Clock,
  settings: AuthSettings,
  wiring: Wiring,
): Instance {
  const events = new SilentAuthEvents();
  const given = { settings, store, users, events, clock };
  const { issuer, sessions: sessionService, parts } = createTokenServices(given);
  const tokens = wiring.tokenService(parts, store);
  // The scheduler controls the order, so the queue must not.
  const queue = new HashQueue({ running: Infinity, waiting: 0 });
  const hasher = new PlainHasher();
  const credentials = new CredentialsService(
    users,
    hasher,
    events,
    queue,
    RecordingThrottle.asThrottle(),
    new DummyHashes(users, hasher),
    new HashUpgrades(users, hasher, events, queue),
  );
  // The controller calls no other operation for a request with a token.
  const controllerOf = (operations: TokenOperations) =>
    wiring.controller(operations as TokenService, wiring.transports(settings, clock));
  return { credentials, tokens, issuer, sessionService, controllerOf, sessions: store, users };
}
