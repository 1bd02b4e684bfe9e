import { createSecretKey } from 'node:crypto';
import { JwtService } from '@nestjs/jwt';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { MemoryRefreshTokenStore, MemoryUserDirectory } from '../../testing/index.js';
import { resolveAuthSettings } from '../auth.settings.js';
import type { AuthEvent } from '../domain/auth-events.js';
import type { Login } from '../domain/login.js';
import type { RotationClaim } from '../domain/refresh-token.store.js';
import { LoginLiveness } from '../logins/login-liveness.js';
import { LoginService } from '../logins/login.service.js';
import { AddedClaims } from './added-claims.js';
import { TokenCodec } from './token-codec.js';
import { TokenIssuer } from './token-issuer.js';
import { TokenService } from './token.service.js';

const SECRET = 'kQ3vX8zL1mN6pR0sT5uW9yB2dF4hJ7ceG';
const NOWHERE = { ip: null, userAgent: null };

/** A store whose statement meets conflicts: it changes nothing, though nothing is wrong. */
class BusyStore extends MemoryRefreshTokenStore {
  claims = 0;
  conflicts = 0;

  override rotate(claim: RotationClaim): Promise<Login | null> {
    this.claims++;
    return this.conflicts-- > 0 ? Promise.resolve(null) : super.rotate(claim);
  }
}

describe(TokenService.name, () => {
  let store: BusyStore;
  let tokens: TokenService;
  let refresh: string;

  beforeEach(async () => {
    const settings = resolveAuthSettings({ secret: SECRET });
    const clock = { now: () => Date.UTC(2030, 0, 1), monotonic: () => 0 };
    const events = { emit: (event: AuthEvent) => void event };
    const users = new MemoryUserDirectory();
    store = new BusyStore(users);
    const jwt = new JwtService({ secret: createSecretKey(Buffer.from(SECRET)) });
    const codec = new TokenCodec(jwt, settings, clock);
    const liveness = new LoginLiveness(store, users, clock);
    const logins = new LoginService(store, users, liveness, clock, settings, events);
    const added = new AddedClaims(users);
    const issuer = new TokenIssuer(codec, settings);
    tokens = new TokenService(codec, issuer, added, logins, store, users, events, clock, settings);
    const user = await users.create({ username: 'alice', passwordHash: '', isActive: true }, 0);
    ({ refresh } = await tokens.obtain(user, NOWHERE));
  });

  it('rotates by one statement, and reads nothing when that was enough', async () => {
    store.find = () => Promise.reject(new Error('was read'));
    expect(await tokens.refresh(refresh, undefined, NOWHERE)).toHaveProperty('refresh');
    expect(store.claims).toBe(1);
  });

  it.each([1, 2, 3])('runs the statement again after %i conflicts', async (conflicts) => {
    store.conflicts = conflicts;
    expect(await tokens.refresh(refresh, undefined, NOWHERE)).toHaveProperty('refresh');
    expect(store.claims).toBe(conflicts + 1);
  });

  it('asks the client to come back after four conflicts', async () => {
    store.conflicts = 4;
    await expect(tokens.refresh(refresh, undefined, NOWHERE)).rejects.toMatchObject({
      code: 'temporarily_unavailable',
    });
    expect(store.claims).toBe(4);
  });
});
