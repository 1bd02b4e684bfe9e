import { beforeEach, describe, expect, it } from '@jest/globals';
import { HERE, TokenFixture } from '../../../test/support/token-fixture.js';
import { MemoryRefreshTokenStore } from '../../testing/memory-refresh-token.store.js';
import { MemoryUserDirectory } from '../../testing/memory-user-directory.js';
import type { Session } from '../domain/session.js';
import type { RotationClaim } from '../domain/refresh-token.store.js';
import { TokenService } from './token.service.js';

/** A store whose statement meets conflicts and changes nothing. */
class BusyStore extends MemoryRefreshTokenStore {
  claims = 0;
  conflicts = 0;

  override rotate(claim: RotationClaim): Promise<Session | null> {
    this.claims++;
    return this.conflicts-- > 0 ? Promise.resolve(null) : super.rotate(claim);
  }
}

describe(TokenService.name, () => {
  let store: BusyStore;
  let tokens: TokenService;
  let refresh: string;

  beforeEach(async () => {
    const users = new MemoryUserDirectory();
    store = new BusyStore(users);
    const fixture = new TokenFixture({}, users, store);
    tokens = fixture.tokens;
    const user = await fixture.create('alice');
    ({ refresh } = await tokens.obtain(user, HERE));
  });

  it('rotates with one statement and reads nothing when it succeeds', async () => {
    store.find = () => Promise.reject(new Error('A session was read.'));
    expect(await tokens.refresh(refresh, undefined, HERE)).toHaveProperty('refresh');
    expect(store.claims).toBe(1);
  });

  it.each([1, 2, 3])('repeats the statement after %i conflicts', async (conflicts) => {
    store.conflicts = conflicts;
    expect(await tokens.refresh(refresh, undefined, HERE)).toHaveProperty('refresh');
    expect(store.claims).toBe(conflicts + 1);
  });

  it('rejects with temporarily_unavailable after four conflicts', async () => {
    store.conflicts = 4;
    await expect(tokens.refresh(refresh, undefined, HERE)).rejects.toMatchObject({
      code: 'temporarily_unavailable',
    });
    expect(store.claims).toBe(4);
  });
});
