import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PASSWORD, type Tokens } from '../support/api-client.js';
import type { HttpResponse, RequestHeaders } from '../support/http-client.js';
import { sidOf } from '../support/jwt.js';
import { TestService } from '../support/service.js';

const PATH = '/api/sessions/';
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0';

interface Item {
  id: string;
  current: boolean;
}

interface PageBody {
  next: string | null;
  previous: string | null;
  results: Item[];
}

const pageIn = ({ json }: HttpResponse) => json as unknown as PageBody;
const idsIn = (response: HttpResponse) => pageIn(response).results.map(({ id }) => id);
const bearer = ({ access }: Pick<Tokens, 'access'>) => ({ Authorization: `Bearer ${access}` });

describe.each(['sqlite', 'postgres'] as const)('sessions of a user (%s)', (database) => {
  let service: TestService;
  beforeAll(async () => void (service = await TestService.start(database)));
  afterAll(() => service.stop());

  const list = (tokens: Pick<Tokens, 'access'>, query = '') =>
    service.get(`${PATH}${query}`, bearer(tokens));
  const remove = (tokens: Pick<Tokens, 'access'>, path: string) =>
    service.send('DELETE', path, undefined, bearer(tokens));

  /** Logs in `count` more times, a second apart. @returns the sessions, newest first */
  async function logInMore(username: string, count: number) {
    const sids: string[] = [];
    for (let n = 0; n < count; n++) {
      service.pass(1_000);
      sids.unshift(sidOf((await service.obtain(username)).refresh));
    }
    return sids;
  }

  it('lists the active sessions of the user, newest first, and marks the current one', async () => {
    const first = await service.logIn();
    service.pass(60_000);
    const headers: RequestHeaders = { 'User-Agent': FIREFOX };
    const credentials = { username: first.username, password: PASSWORD };
    const { tokens } = await service.logInAs(credentials, headers);
    await service.logIn();
    const response = await list(tokens);
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
    const created = new Date(service.now).toISOString();
    expect(response.json).toMatchObject({
      next: null,
      previous: null,
      results: [
        {
          id: sidOf(tokens.refresh),
          created_at: created,
          refreshed_at: created,
          expires_at: new Date(service.now + 86_400_000).toISOString(),
          address: '127.0.0.1',
          device: 'Firefox on Linux',
          current: true,
        },
        { id: first.sid, device: 'node', current: false },
      ],
    });
    expect(Object.keys(pageIn(response).results[0] ?? {})).toEqual(
      ['id', 'created_at', 'refreshed_at', 'expires_at', 'address', 'device', 'current'], // prettier-ignore
    );
  });

  it('shows when a session was last refreshed, and no revoked or expired session', async () => {
    const { username, refresh, sid } = await service.logIn();
    const [revoked] = await logInMore(username, 1);
    await service.restore({ ...(await service.read(revoked!)), revokedAt: service.now });
    service.pass(3_600_000);
    const { tokens } = await service.refresh(refresh);
    const { results } = pageIn(await list(tokens));
    const refreshed = new Date(service.now).toISOString();
    expect(results).toMatchObject([{ id: sid, refreshed_at: refreshed, current: true }]);
  });

  it('pages through the sessions by the links, to the end and back', async () => {
    const user = await service.logIn();
    const sids = [...(await logInMore(user.username, 6)), user.sid];
    const follow = (url: string | null) => service.get(String(url), bearer(user));
    const first = await list(user, '?page_size=3');
    const second = await follow(pageIn(first).next);
    const third = await follow(pageIn(second).next);
    expect([first, second, third].map(idsIn)).toEqual([
      sids.slice(0, 3),
      sids.slice(3, 6),
      sids.slice(6),
    ]);
    expect([pageIn(first).previous, pageIn(third).next]).toEqual([null, null]);
    expect(pageIn(first).next).toMatch(`${service.url}/api/sessions/?cursor=`);
    const back = await follow(pageIn(third).previous);
    expect(idsIn(back)).toEqual(sids.slice(3, 6));
    expect(idsIn(await follow(pageIn(back).previous))).toEqual(sids.slice(0, 3));
  });

  it('rejects an invalid cursor and an invalid page size', async () => {
    const user = await service.logIn();
    const cursor = await list(user, '?cursor=x');
    expect([cursor.status, cursor.json]).toEqual([404, { detail: 'Invalid cursor' }]);
    const size = await list(user, '?page_size=101');
    expect([size.status, size.json]).toEqual([
      400,
      { page_size: ['Must be an integer from 1 to 100.'] },
    ]);
  });

  it('revokes a session of the user', async () => {
    const user = await service.logIn();
    const other = await service.obtain(user.username);
    const sid = sidOf(other.refresh);
    const response = await remove(user, `${PATH}${sid}/`);
    expect([response.status, response.text]).toEqual([204, '']);
    expect((await service.read(sid)).revokedReason).toBe('logout');
    expect((await service.me(other.access)).status).toBe(401);
    expect((await service.me(user.access)).status).toBe(200);
  });

  it('responds alike for a session of another user, an unknown one and a revoked one', async () => {
    const user = await service.logIn();
    const other = await service.logIn();
    const revoked = sidOf((await service.obtain(user.username)).refresh);
    await remove(user, `${PATH}${revoked}`);
    const unknown = '019b76da-a800-7000-8000-000000000001';
    for (const sid of [
      other.sid,
      unknown,
      revoked,
      'x',
      '%00',
      "'",
      '..%2f..',
      `${'9'.repeat(60)}`,
    ]) {
      const { status, json } = await remove(user, `${PATH}${sid}/`);
      expect([sid, status, json]).toEqual([sid, 404, { detail: 'Not found.' }]);
    }
    expect((await service.me(other.access)).status).toBe(200);
  });

  it('revokes all other sessions, and with all=true the current one too', async () => {
    const user = await service.logIn();
    await logInMore(user.username, 2);
    const stranger = await service.logIn();
    const events = await service.eventsDuring(async () => {
      expect((await remove(user, PATH)).status).toBe(204);
    });
    expect(events).toMatchObject([
      { type: 'authn_token_revoked', sid: null, except: user.sid, reason: 'logout' },
    ]);
    expect(idsIn(await list(user))).toEqual([user.sid]);
    await logInMore(user.username, 1);
    expect((await remove(user, `${PATH}?all=true`)).status).toBe(204);
    expect((await list(user)).status).toBe(401);
    expect((await service.refresh(user.refresh)).status).toBe(401);
    expect((await service.me(stranger.access)).status).toBe(200);
  });

  it('revokes nothing when the value of all is invalid', async () => {
    const user = await service.logIn();
    await logInMore(user.username, 1);
    const { status, json } = await remove(user, `${PATH}?all=1`);
    expect([status, json]).toEqual([400, { all: ['Must be true or false.'] }]);
    expect(idsIn(await list(user))).toHaveLength(2);
  });

  it('accepts a DELETE with an empty JSON body, as some clients send it', async () => {
    const user = await service.logIn();
    const headers = { ...bearer(user), 'Content-Type': 'application/json' };
    expect((await service.send('DELETE', PATH, Buffer.from(''), headers)).status).toBe(204);
  });

  it.each([
    ['GET', PATH],
    ['DELETE', PATH],
    ['DELETE', `${PATH}x/`],
    ['POST', PATH],
    ['GET', `${PATH}x/`],
  ])('requires an access token for %s %s', async (method, path) => {
    const { status, headers } = await service.send(method, path, undefined);
    expect([status, headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="api"']);
  });

  it('names the allowed methods', async () => {
    const user = await service.logIn();
    const post = await service.send('POST', PATH, undefined, bearer(user));
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD, DELETE, OPTIONS']);
    const get = await service.get(`${PATH}x/`, bearer(user));
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'DELETE, OPTIONS']);
  });
});

describe('MAX_SESSIONS_PER_USER', () => {
  it('revokes the oldest session of a user who logs in too often', async () => {
    const service = await TestService.start('sqlite', { MAX_SESSIONS_PER_USER: '2' });
    const first = await service.logIn();
    service.pass(1_000);
    const second = await service.obtain(first.username);
    service.pass(1_000);
    const events = await service.eventsDuring(() => service.obtain(first.username));
    expect(events).toContainEqual(
      expect.objectContaining({
        type: 'authn_token_revoked',
        sid: first.sid,
        reason: 'session_limit',
      }),
    );
    expect((await service.me(first.access)).status).toBe(401);
    expect((await service.me(second.access)).status).toBe(200);
    await service.stop();
  });
});

it('reports a log-in from an unknown device once', async () => {
  const service = await TestService.start('sqlite');
  const { username } = await service.logIn();
  const credentials = { username, password: PASSWORD };
  const unfamiliar = async (headers: RequestHeaders) => {
    const events = await service.eventsDuring(() => service.logInAs(credentials, headers));
    return events.filter(({ type }) => type === 'authn_login_unfamiliar');
  };
  expect(await unfamiliar({})).toEqual([]);
  expect(await unfamiliar({ 'User-Agent': FIREFOX })).toMatchObject([
    { unknown: ['device'], device: 'Firefox on Linux', isFirst: false },
  ]);
  expect(await unfamiliar({ 'User-Agent': FIREFOX })).toEqual([]);
  await service.stop();
});
