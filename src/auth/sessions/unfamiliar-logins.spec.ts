import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { TokenFixture } from '../../../test/support/token-fixture.js';
import type { UserProfile } from '../domain/user-directory.js';

const CHROME = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/131.0.0.0 Safari/537.36';
const HOME = { ip: '192.0.2.1', userAgent: CHROME };
const NEXT_VERSION = { ...HOME, userAgent: CHROME.replace('131', '132') };
const ELSEWHERE = { ...HOME, ip: '198.51.100.7' };

describe('UnfamiliarLogins', () => {
  let fixture: TokenFixture;
  let alice: UserProfile;
  beforeEach(async () => {
    fixture = new TokenFixture();
    alice = await fixture.create('alice');
  });

  const logIn = async (client: typeof HOME, user = alice) => {
    // The IDs of sessions are ordered by millisecond.
    fixture.clock.step(1);
    const { events } = await fixture.recordEvents(() => fixture.tokens.obtain(user, client));
    return events.filter(({ type }) => type === 'authn_login_unfamiliar');
  };

  it('reports the first session of a user with both parts', async () => {
    expect(await logIn(HOME)).toEqual([
      {
        type: 'authn_login_unfamiliar',
        sid: expect.any(String),
        userId: alice.id,
        client: HOME,
        device: 'Chrome on Linux',
        unknown: ['address', 'device'],
        isFirst: true,
      },
    ]);
  });

  it('reports an unknown address, and nothing for another version of a known browser', async () => {
    await logIn(HOME);
    expect(await logIn(NEXT_VERSION)).toEqual([]);
    expect(await logIn(ELSEWHERE)).toMatchObject([{ unknown: ['address'], isFirst: false }]);
    expect(await logIn(ELSEWHERE)).toEqual([]);
  });

  it('reports one of two sessions that begin at the same time', async () => {
    const both = () => Promise.all([1, 2].map(() => fixture.tokens.obtain(alice, HOME)));
    const { events } = await fixture.recordEvents(both);
    const types = events.map(({ type }) => type);
    expect(types.filter((type) => type === 'authn_login_unfamiliar')).toHaveLength(1);
  });

  it('compares revoked sessions too, and none of another user', async () => {
    await logIn(HOME);
    await fixture.sessions.revokeAllOf(alice.id);
    const user = { ...alice, tokenVersion: alice.tokenVersion + 1 };
    expect(await logIn(HOME, user)).toEqual([]);
    expect(await logIn(HOME, await fixture.create('bob'))).toMatchObject([{ isFirst: true }]);
  });

  it('reports nothing for a client without an address and a User-Agent', async () => {
    const { events } = await fixture.recordEvents(() => fixture.tokens.obtain(alice));
    expect(events.map(({ type }) => type)).not.toContain('authn_login_unfamiliar');
  });

  it('lets a log-in succeed and logs a warning when the clients cannot be compared', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
    const create = fixture.store.create.bind(fixture.store);
    const unreadable = {
      ip: null,
      get userAgent(): string {
        throw new Error('cannot be read');
      },
    };
    fixture.store.create = async (...args) => ({
      ...(await create(...args)),
      earlierClients: [unreadable],
    });
    expect(await logIn({ ...HOME, ip: null as never })).toEqual([]);
    expect(warn).toHaveBeenCalledTimes(1);
    warn.mockRestore();
  });
});
