import { createHmac } from 'node:crypto';
import { Auth } from '@auth/core';
import { decode } from '@auth/core/jwt';
import { describe, expect, it } from '@jest/globals';
import { itRevokesSession } from './it-revokes-session.js';
import { itRefreshesSession } from './it-refreshes-session.js';
import { MemoryStorage } from './memory-storage.js';
import { createAuthConfig } from './recipes/auth-core.js';
import { type Client, type CopiedRecord, Fixture } from './fixture.js';

const SITE = 'https://app.example.org/auth';
const SECRET = 'the AUTH_SECRET of the site';

/** A browser with its cookies, and an Auth.js site that calls the API. */
class Site implements Client {
  constructor(
    private readonly api: string,
    private readonly cookies: MemoryStorage,
  ) {}

  logIn(username: string, password: string): Promise<unknown> {
    return this.submit('callback/credentials', { username, password });
  }

  logOut(): Promise<unknown> {
    return this.submit('signout', {});
  }

  async get(path: string): Promise<unknown> {
    const { access } = await this.session();
    const headers = { Authorization: `Bearer ${access}` };
    const response = await fetch(`${this.api}${path}`, { headers });
    if (!response.ok) throw new Error(`The API responded with status ${response.status}.`);
    return response.json();
  }

  private async session(): Promise<{ access: string }> {
    const session = (await (await this.visit('session')).json()) as { access: string } | null;
    if (session === null) throw new Error('Not logged in.');
    return session;
  }

  private async submit(action: string, fields: Record<string, string>): Promise<Response> {
    const { csrfToken } = (await (await this.visit('csrf')).json()) as { csrfToken: string };
    return this.visit(action, {
      method: 'POST',
      body: new URLSearchParams({ ...fields, csrfToken }),
    });
  }

  private async visit(action: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...this.cookies.items].map(([name, value]) => `${name}=${value}`).join('; ');
    const request = new Request(`${SITE}/${action}`, { ...init, headers: { cookie } });
    const config = createAuthConfig(this.api, SECRET);
    const response = await Auth(request, { ...config, basePath: '/auth', trustHost: true });
    response.headers.getSetCookie().forEach((line) => this.storeCookie(line));
    return response;
  }

  private storeCookie(line: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (value === '') this.cookies.removeItem(name);
    else this.cookies.setItem(name, value);
  }
}

const SESSION_COOKIE = '__Secure-authjs.session-token';

/** The token in the cookie and the key that the site derives from it. The site sends both. */
async function copyRecord(cookies: MemoryStorage): Promise<CopiedRecord> {
  const token = cookies.getItem(SESSION_COOKIE)!;
  const session = await decode({ token, secret: SECRET, salt: SESSION_COOKIE });
  const { refresh } = session!.pair;
  return { refresh, key: createHmac('sha256', SECRET).update(refresh).digest('hex') };
}

describe('Auth.js', () => {
  const fixture = new Fixture((api, cookies) => new Site(api, cookies), {}, copyRecord);

  // Three parallel requests carry the old cookie, and each sends its own refresh.
  itRefreshesSession(fixture, 3);
  itRevokesSession(fixture);

  it('recovers when a late response resets the Auth.js cookie to the consumed token', async () => {
    const old = new Map(fixture.storage.items);
    fixture.expireAccessToken();
    await fixture.client.get('/me/');
    fixture.expireAccessToken();
    old.forEach((value, name) => fixture.storage.setItem(name, value));
    expect(await fixture.client.get('/me/')).toEqual(fixture.user);
    expect(fixture.network.takeKeys()).toHaveLength(3);
    expect((await fixture.session()).generation).toBe(2);
  });

  it('does not detect a copied Auth.js cookie while owner and thief refresh in turn', async () => {
    const cookies = new MemoryStorage();
    fixture.storage.items.forEach((value, name) => cookies.setItem(name, value));
    const thief = new Site(`${fixture.service.url}/api`, cookies);
    for (let round = 0; round < 3; round++) {
      fixture.expireAccessToken();
      expect(await thief.get('/me/')).toEqual(fixture.user);
      expect(await fixture.client.get('/me/')).toEqual(fixture.user);
    }
  });
});
