import axios, { type AxiosError } from 'axios';
import { applyAuthTokenInterceptor, type IAuthTokens } from 'axios-jwt';

interface Pair {
  access: string;
  refresh: string;
}

/** The response to a refresh. `code` is that of an error. */
type Refreshed = Pair & { code?: string };

/** The record that all tabs share: the tokens and the idempotency key of this refresh token. */
type SessionRecord = IAuthTokens & { key: string };

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
  const save = (session: SessionRecord) => storage.setItem('session', JSON.stringify(session));
  const write = ({ access, refresh }: Pair) => {
    const key = crypto.getRandomValues(new Uint8Array(16)).join('-');
    save({ accessToken: access, refreshToken: refresh, key });
  };

  async function requestRefresh(): Promise<IAuthTokens> {
    // Not the token that axios-jwt passes: another tab may have replaced it.
    const sent = read();
    if (sent === null) throw new Error('Not logged in.');
    const headers = { 'Idempotency-Key': sent.key };
    // Any other status throws and changes nothing: the next call sends the same record again.
    const validateStatus = (status: number) => [200, 400, 401, 422].includes(status);
    const body = { refresh: sent.refreshToken };
    const response = await open.post<Refreshed>('/token/refresh/', body, {
      headers,
      validateStatus,
    });
    // If another tab has changed the record, continue with its record.
    if (read()?.refreshToken === sent.refreshToken) {
      if (response.status === 200) write({ ...body, ...response.data });
      else if (response.status === 401) await revokeSession(sent.refreshToken);
      // The next call sends a new key.
      else if (KEY_CODES.includes(response.data?.code ?? ''))
        write({ access: sent.accessToken, ...body });
    }
    const session = read();
    if (session === null) throw new Error('Not logged in.');
    return session;
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

  applyAuthTokenInterceptor(client, {
    requestRefresh,
    // axios-jwt only reads. It would overwrite what another tab has stored.
    getStorage: () => ({
      get: () => Promise.resolve(storage.getItem('session')),
      set: () => Promise.resolve(),
      remove: () => Promise.resolve(),
    }),
  });

  // axios-jwt uses the clock of the device. A 401 means that the clock is slow: refresh next time.
  client.interceptors.response.use(undefined, (error: AxiosError) => {
    const session = read();
    const refused = error.response?.status === 401 && error.config?.headers.get('Authorization');
    if (session !== null && refused === `Bearer ${session.accessToken}`) {
      save({ ...session, accessToken: '' });
    }
    throw error;
  });

  async function logIn(username: string, password: string): Promise<void> {
    write((await open.post<Pair>('/token/', { username, password })).data);
    await revoke();
  }
  async function logOut(): Promise<void> {
    const session = read();
    if (session !== null) await revokeSession(session.refreshToken);
  }

  return { client, logIn, logOut };
}
