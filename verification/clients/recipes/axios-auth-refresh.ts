import axios, { type AxiosError } from 'axios';
import { createAuthRefresh } from 'axios-auth-refresh';

interface Pair {
  access: string;
  refresh: string;
}

/** The response to a refresh. `code` is that of an error. */
type Refreshed = Pair & { code?: string };

/** The record that all tabs share: the tokens and the idempotency key of this refresh token. */
type SessionRecord = Pair & { key: string };

/** `localStorage` in a browser. */
type TokenStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** The codes with which the service rejects a key. Then it has consumed nothing. */
const KEY_CODES = ['idempotency_key_invalid', 'idempotency_key_reused'];

/** @param api such as `https://api.example.org/api` */
export function createClient(api: string, storage: TokenStorage) {
  const client = axios.create({ baseURL: api });
  // Logging in and refreshing must not wait for a refresh.
  const open = axios.create({ baseURL: api });

  const read = () => JSON.parse(storage.getItem('session') ?? 'null') as SessionRecord | null;
  const write = (pair: Pair) => {
    const key = crypto.getRandomValues(new Uint8Array(16)).join('-');
    storage.setItem('session', JSON.stringify({ ...pair, key }));
  };
  const bearer = () => `Bearer ${read()?.access ?? ''}`;

  async function refresh(): Promise<void> {
    const sent = read();
    if (sent === null) throw new Error('Not logged in.');
    const headers = { 'Idempotency-Key': sent.key };
    // Any other status throws and changes nothing: the next call sends the same record again.
    const validateStatus = (status: number) => [200, 400, 401, 422].includes(status);
    const body = { refresh: sent.refresh };
    const response = await open.post<Refreshed>('/token/refresh/', body, {
      headers,
      validateStatus,
    });
    // Another tab has changed the record: continue with its record.
    if (read()?.refresh !== sent.refresh) return;
    if (response.status === 200) return write({ ...sent, ...response.data });
    if (response.status === 401) await revokeSession(sent.refresh);
    // The next call sends a new key.
    else if (KEY_CODES.includes(response.data?.code ?? '')) write(sent);
    throw new Error(`The refresh failed with status ${response.status}.`);
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
    const validateStatus = (status: number) => status < 429;
    await open.post('/token/blacklist/', { refresh: token }, { validateStatus }).then(
      () => storage.removeItem('revoke'),
      () => undefined,
    );
  }

  client.interceptors.request.use((config) => {
    config.headers.set('Authorization', bearer());
    return config;
  });

  createAuthRefresh(
    client,
    async ({ config }: AxiosError) => {
      // A 401 may arrive late, after the access token was replaced.
      if (config?.headers.get('Authorization') === bearer()) await refresh();
    },
    // By default a call that gets a 401 during a refresh fails.
    { deduplicateRefresh: false },
  );

  async function logIn(username: string, password: string): Promise<void> {
    write((await open.post<Pair>('/token/', { username, password })).data);
    await revoke();
  }
  async function logOut(): Promise<void> {
    const session = read();
    if (session !== null) await revokeSession(session.refresh);
  }

  return { client, logIn, logOut };
}
