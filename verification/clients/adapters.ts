import { createHmac } from 'node:crypto';
import { Auth } from '@auth/core';
import { decode } from '@auth/core/jwt';
import type { AxiosInstance } from 'axios';
import type { DataProvider, fetchUtils } from 'ra-core';
import type { Client, CopiedRecord, CreateClient } from './fixture.js';
import type { MemoryStorage } from './memory-storage.js';
import { createClient as createAlova } from './recipes/alova.js';
import { createAuthConfig } from './recipes/auth-core.js';
import { createClient as createAxiosAuthRefresh } from './recipes/axios-auth-refresh.js';
import { createClient as createAxiosJwt } from './recipes/axios-jwt.js';
import { createClient as createFetch } from './recipes/fetch.js';
import { createProviders } from './recipes/react-admin.js';

async function bodyOf(response: Response): Promise<unknown> {
  if (!response.ok) throw new Error(`The API responded with status ${response.status}.`);
  return response.json();
}

const overFetch: CreateClient = (api, storage) => {
  const { request, ...client } = createFetch(api, storage);
  return { ...client, get: async (path) => bodyOf(await request(path)) };
};

const overAxios =
  (
    create: (...args: Parameters<CreateClient>) => Omit<Client, 'get'> & { client: AxiosInstance },
  ) =>
  (...args: Parameters<CreateClient>): Client => {
    const { client, ...session } = create(...args);
    return { ...session, get: async (path) => (await client.get<unknown>(path)).data };
  };

const overAlova: CreateClient = (api, storage) => {
  const { alova, ...client } = createAlova(api, storage);
  return { ...client, get: (path) => alova.Get(path).send() };
};

interface User {
  id: string;
  username: string;
}

/** A data provider of the application with the one method that the tests call. */
function createDataProvider(api: string, httpClient: typeof fetchUtils.fetchJson): DataProvider {
  const getOne = async (path: string) => ({
    data: (await httpClient(`${api}${path}`)).json as User,
  });
  return { getOne } as unknown as DataProvider;
}

export const overReactAdmin = (api: string, storage: MemoryStorage) => {
  const providers = createProviders(api, storage, (http) => createDataProvider(api, http));
  const { authProvider, dataProvider } = providers;
  return {
    ...providers,
    logIn: (username: string, password: string) =>
      authProvider.login({ username, password }) as Promise<unknown>,
    logOut: () => authProvider.logout({}),
    get: async (path: string) => (await dataProvider.getOne<User>(path, { id: '' })).data,
  };
};

/** The recipes whose record is in the storage of a device. */
export const CLIENTS: readonly (readonly [string, CreateClient])[] = [
  ['fetch', overFetch],
  ['axios-jwt', overAxios(createAxiosJwt)],
  ['axios-auth-refresh', overAxios(createAxiosAuthRefresh)],
  ['alova', overAlova],
  ['React-admin', overReactAdmin],
];

const SITE = 'https://app.example.org/auth';
const SITE_SECRET = 'the AUTH_SECRET of the site';
const SESSION_COOKIE = '__Secure-authjs.session-token';

/** A browser with its cookies, and an Auth.js site that calls the API. */
export class Site implements Client {
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
    const session = (await (await this.visit('session')).json()) as { access: string } | null;
    if (session === null) throw new Error('Not logged in.');
    const headers = { Authorization: `Bearer ${session.access}` };
    return bodyOf(await fetch(`${this.api}${path}`, { headers }));
  }

  /** The token in the cookie and the key that the site derives from it. The site sends both. */
  static async copyRecord(cookies: MemoryStorage): Promise<CopiedRecord> {
    const token = cookies.getItem(SESSION_COOKIE)!;
    const session = await decode({ token, secret: SITE_SECRET, salt: SESSION_COOKIE });
    const { refresh } = session!.pair;
    return { refresh, key: createHmac('sha256', SITE_SECRET).update(refresh).digest('hex') };
  }

  private async submit(action: string, fields: Record<string, string>): Promise<Response> {
    const { csrfToken } = (await (await this.visit('csrf')).json()) as { csrfToken: string };
    const body = new URLSearchParams({ ...fields, csrfToken });
    return this.visit(action, { method: 'POST', body });
  }

  private async visit(action: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...this.cookies.items].map(([name, value]) => `${name}=${value}`).join('; ');
    const request = new Request(`${SITE}/${action}`, { ...init, headers: { cookie } });
    const config = createAuthConfig(this.api, SITE_SECRET);
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
