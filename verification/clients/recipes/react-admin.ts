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

/** The record that all tabs share: the tokens and the idempotency key of this refresh token. */
type SessionRecord = Pair & { key: string };

/** `localStorage` in a browser. */
type TokenStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** The codes with which the service rejects a key. Then it has consumed nothing. */
const KEY_CODES = ['idempotency_key_invalid', 'idempotency_key_reused'];

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
  const read = () => JSON.parse(storage.getItem('session') ?? 'null') as SessionRecord | null;
  const save = (session: SessionRecord) => storage.setItem('session', JSON.stringify(session));
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
    if (sent === null) throw new Error('Not logged in.');
    const isCurrent = () => read()?.refresh === sent.refresh;
    const key = { 'Idempotency-Key': sent.key };
    try {
      const pair = await post('/token/refresh/', { refresh: sent.refresh }, key);
      // If another tab has changed the record, continue with its record.
      if (isCurrent()) write({ ...sent, ...pair });
    } catch (error) {
      if (!isCurrent()) return;
      if (statusOf(error) === 401) await revokeSession(sent.refresh);
      // The next call sends a new key. After any other response it sends the same record again.
      if (KEY_CODES.includes(codeOf(error))) write(sent);
      throw error;
    }
  }

  /** Deletes the record and revokes the session, which also locks out a thief with a copy. */
  async function revokeSession(token: string): Promise<void> {
    storage.setItem('revoke', token);
    storage.removeItem('session');
    await revoke();
  }
  /** If the service does not respond, or responds with 429 or 5xx, the next log-in tries again. */
  async function revoke(): Promise<void> {
    const token = storage.getItem('revoke');
    if (token === null) return;
    const status = await post('/token/blacklist/', { refresh: token }).then(() => 200, statusOf);
    if (status < 429) storage.removeItem('revoke');
  }

  let refreshing: Promise<void> | undefined;
  /** React-admin calls it before each call. Calls at the same time wait for the same refresh. */
  async function refreshAuth(): Promise<void> {
    if (!isExpired(read())) return;
    refreshing ??= refresh().finally(() => (refreshing = undefined));
    await refreshing;
  }
  /** For calls where an error would log out. A missing record means that the session is revoked. */
  const tryToRefreshAuth = () => refreshAuth().catch(() => undefined);

  const httpClient: HttpClient = async (url, options) => {
    const access = read()?.access ?? '';
    const user = { authenticated: true, token: `Bearer ${access}` };
    try {
      return await fetchUtils.fetchJson(url, { ...options, user });
    } catch (error) {
      if (statusOf(error) === 401) expire(access);
      throw error;
    }
  };

  // A 401 before the token's `exp` means that the clock of this device is slow: refresh next time.
  function expire(access: string): void {
    const session = read();
    if (session?.access === access) save({ ...session, access: '' });
  }

  const checkAuth = () =>
    read() === null ? Promise.reject(new Error('Not logged in.')) : Promise.resolve();

  const authProvider: AuthProvider = {
    async login({ username, password }: { username: string; password: string }) {
      write(await post('/token/', { username, password }));
      await revoke();
    },
    async logout() {
      const session = read();
      if (session !== null) await revokeSession(session.refresh);
    },
    checkAuth,
    async checkError(error: unknown) {
      if (statusOf(error) !== 401) return;
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

/** @returns the status of the response, or 503 if there was none */
const statusOf = (error: unknown): number =>
  error instanceof HttpError ? (error.status as number) : 503;

/** @returns the `code` of the body, or an empty text if it has none */
const codeOf = (error: unknown): string =>
  (error instanceof HttpError && (error.body as { code?: string } | undefined)?.code) || '';

function isExpired(session: SessionRecord | null): boolean {
  if (session === null) return false;
  const payload = session.access.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/');
  if (payload === undefined) return true;
  const { exp } = JSON.parse(atob(payload)) as { exp: number };
  return exp * 1000 <= Date.now();
}
