import { createAlova } from 'alova';
import { createClientTokenAuthentication } from 'alova/client';
import adapterFetch from 'alova/fetch';

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

class HttpError extends Error {
  /** @param code the `code` of the body; undefined if it has none */
  constructor(
    readonly status: number,
    readonly code?: string,
  ) {
    super(`The API responded with status ${status}.`);
  }
}

/** @returns the status of the response, or 503 if there was none */
const statusOf = (error: unknown): number => (error instanceof HttpError ? error.status : 503);

/** @param api such as `https://api.example.org/api` */
export function createClient(api: string, storage: TokenStorage) {
  const read = () => JSON.parse(storage.getItem('session') ?? 'null') as SessionRecord | null;
  const save = (session: SessionRecord) => storage.setItem('session', JSON.stringify(session));
  const write = (pair: Pair) => {
    save({ ...pair, key: crypto.getRandomValues(new Uint8Array(16)).join('-') });
  };
  const bearer = () => `Bearer ${read()?.access ?? ''}`;

  /** Why the last refresh failed. */
  let failure: Error | undefined;

  const { onAuthRequired } = createClientTokenAuthentication({
    refreshToken: {
      isExpired: () => isExpired(read()),
      // It must not throw: alova would never settle the calls that wait for the refresh.
      handler: async () => {
        failure = await refresh().then(
          () => undefined,
          (error: Error) => error,
        );
      },
    },
    assignToken: ({ config }) => {
      if (isExpired(read()) && failure !== undefined) throw failure;
      (config.headers as Record<string, string>)['Authorization'] = bearer();
    },
  });

  const alova = createAlova({
    baseURL: api,
    requestAdapter: adapterFetch(),
    // By default alova caches each GET for five minutes, even for the next user.
    cacheFor: null,
    beforeRequest: onAuthRequired(),
    responded: async (response, { config }) => {
      const json = response.json() as Promise<{ code?: string }>;
      if (response.ok) return json;
      if (response.status === 401) expire(config.headers['Authorization']);
      const { code } = await json.catch(() => ({ code: undefined }));
      throw new HttpError(response.status, code);
    },
  });
  /** For requests that need no access token. */
  const open = { meta: { authRole: null } };

  // A 401 before the token's `exp` means that the clock of this device is slow: refresh next time.
  function expire(refused: unknown): void {
    const session = read();
    if (session !== null && refused === bearer()) save({ ...session, access: '' });
  }

  async function refresh(): Promise<void> {
    const sent = read();
    if (sent === null) throw new Error('Not logged in.');
    const isCurrent = () => read()?.refresh === sent.refresh;
    const config = { ...open, headers: { 'Idempotency-Key': sent.key } };
    try {
      const pair = await alova.Post<Pair>('/token/refresh/', { refresh: sent.refresh }, config);
      // If another tab has changed the record, continue with its record.
      if (isCurrent()) write({ ...sent, ...pair });
    } catch (error) {
      if (!isCurrent()) return;
      if (statusOf(error) === 401) await revokeSession(sent.refresh);
      // The next call sends a new key. After any other response it sends the same record again.
      if (error instanceof HttpError && KEY_CODES.includes(error.code ?? '')) write(sent);
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
    const status = await alova
      .Post('/token/blacklist/', { refresh: token }, open)
      .then(() => 200, statusOf);
    if (status < 429) storage.removeItem('revoke');
  }

  async function logIn(username: string, password: string): Promise<void> {
    write(await alova.Post<Pair>('/token/', { username, password }, open));
    await revoke();
  }
  async function logOut(): Promise<void> {
    const session = read();
    if (session !== null) await revokeSession(session.refresh);
  }

  return { alova, logIn, logOut };
}

function isExpired(session: SessionRecord | null): boolean {
  if (session === null) return false;
  const payload = session.access.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/');
  if (payload === undefined) return true;
  const { exp } = JSON.parse(atob(payload)) as { exp: number };
  return exp * 1000 <= Date.now();
}
