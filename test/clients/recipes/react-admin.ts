import {
  addRefreshAuthToAuthProvider,
  addRefreshAuthToDataProvider,
  type AuthProvider,
  type DataProvider,
  fetchUtils,
  HttpError,
} from 'ra-core';

interface Pair {
  access: string;
  refresh: string;
}

/** What all tabs share: the tokens, and the key that goes with this refresh token alone. */
type LoginRecord = Pair & { key: string };

/** `localStorage`, in a browser. */
type TokenStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

type HttpClient = typeof fetchUtils.fetchJson;

/**
 * @param api such as `https://api.example.org/api`
 * @param createDataProvider such as `(httpClient) => simpleRestProvider(api, httpClient)`
 */
export function createProviders(
  api: string,
  storage: TokenStorage,
  createDataProvider: (httpClient: HttpClient) => DataProvider,
) {
  const read = () => JSON.parse(storage.getItem('login') ?? 'null') as LoginRecord | null;
  const save = (login: LoginRecord) => storage.setItem('login', JSON.stringify(login));
  const write = (pair: Pair) => {
    save({ ...pair, key: crypto.getRandomValues(new Uint8Array(16)).join('-') });
  };

  async function post(path: string, body: object, more: Record<string, string> = {}) {
    const headers = new Headers({ 'Content-Type': 'application/json', ...more });
    const init = { method: 'POST', headers, body: JSON.stringify(body) };
    return (await fetchUtils.fetchJson(`${api}${path}`, init)).json as Pair;
  }

  async function refresh(): Promise<void> {
    const sent = read();
    if (sent === null) throw new Error('Nobody is logged in.');
    const isCurrent = () => read()?.refresh === sent.refresh;
    const key = { 'Idempotency-Key': sent.key };
    try {
      const pair = await post('/token/refresh/', { refresh: sent.refresh }, key);
      // Another tab was faster, or has logged out: what it stored stands.
      if (isCurrent()) write({ ...sent, ...pair });
    } catch (error) {
      // Everything but a 401 decides nothing: the next call sends the same record again.
      if (!isRefusal(error)) throw error;
      if (!isCurrent()) return;
      storage.removeItem('login');
      throw error;
    }
  }

  let refreshing: Promise<void> | undefined;
  /** React-admin calls it before each call: those at the same time wait for the same refresh. */
  async function refreshAuth(): Promise<void> {
    if (!isExpired(read())) return;
    refreshing ??= refresh().finally(() => (refreshing = undefined));
    await refreshing;
  }
  /** Where an error would log out: it is not over until the record is gone. */
  const tryToRefreshAuth = () => refreshAuth().catch(() => undefined);

  const httpClient: HttpClient = async (url, options) => {
    const access = read()?.access ?? '';
    const user = { authenticated: true, token: `Bearer ${access}` };
    try {
      return await fetchUtils.fetchJson(url, { ...options, user });
    } catch (error) {
      if (isRefusal(error)) expire(access);
      throw error;
    }
  };

  // The clock of this device is slow when a token is refused before its time: refresh next time.
  function expire(access: string): void {
    const login = read();
    if (login?.access === access) save({ ...login, access: '' });
  }

  const checkAuth = () =>
    read() === null ? Promise.reject(new Error('Nobody is logged in.')) : Promise.resolve();

  const authProvider: AuthProvider = {
    async login({ username, password }: { username: string; password: string }) {
      write(await post('/token/', { username, password }));
    },
    async logout() {
      const login = read();
      storage.removeItem('login');
      if (login === null) return;
      // Without a connection the login is forgotten here, and ends unused there.
      await post('/token/blacklist/', { refresh: login.refresh }).catch(() => undefined);
    },
    checkAuth,
    async checkError(error: unknown) {
      if (!isRefusal(error)) return;
      await tryToRefreshAuth();
      await checkAuth();
    },
    async getIdentity() {
      const me = (await httpClient(`${api}/me/`)).json as { id: string; username: string };
      return { id: me.id, fullName: me.username };
    },
  };

  return {
    authProvider: addRefreshAuthToAuthProvider(authProvider, tryToRefreshAuth),
    dataProvider: addRefreshAuthToDataProvider(createDataProvider(httpClient), refreshAuth),
  };
}

const isRefusal = (error: unknown): boolean => error instanceof HttpError && error.status === 401;

function isExpired(login: LoginRecord | null): boolean {
  if (login === null) return false;
  const payload = login.access.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/');
  if (payload === undefined) return true;
  const { exp } = JSON.parse(atob(payload)) as { exp: number };
  return exp * 1000 <= Date.now();
}
