import { createAlova } from 'alova';
import { createClientTokenAuthentication } from 'alova/client';
import adapterFetch from 'alova/fetch';

interface Pair {
  access: string;
  refresh: string;
}

/** What all tabs share: the tokens, and the key that goes with this refresh token alone. */
type LoginRecord = Pair & { key: string };

/** `localStorage`, in a browser. */
type TokenStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

class HttpError extends Error {
  constructor(readonly status: number) {
    super(`The API answered ${status}.`);
  }
}

/** @param api such as `https://api.example.org/api` */
export function createClient(api: string, storage: TokenStorage) {
  const read = () => JSON.parse(storage.getItem('login') ?? 'null') as LoginRecord | null;
  const save = (login: LoginRecord) => storage.setItem('login', JSON.stringify(login));
  const write = (pair: Pair) => {
    save({ ...pair, key: crypto.getRandomValues(new Uint8Array(16)).join('-') });
  };
  const bearer = () => `Bearer ${read()?.access ?? ''}`;

  /** Why the last refresh failed. */
  let failure: Error | undefined;

  const { onAuthRequired } = createClientTokenAuthentication({
    refreshToken: {
      isExpired: () => isExpired(read()),
      // It must not throw: the calls that wait for the refresh would wait forever.
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
    // By default a GET is answered from memory for five minutes, to the next user as well.
    cacheFor: null,
    beforeRequest: onAuthRequired(),
    responded: (response, { config }) => {
      if (response.ok) return response.json();
      if (response.status === 401) expire(config.headers['Authorization']);
      throw new HttpError(response.status);
    },
  });
  /** For requests that need no access token. */
  const open = { meta: { authRole: null } };

  // The clock of this device is slow when a token is refused before its time: refresh next time.
  function expire(refused: unknown): void {
    const login = read();
    if (login !== null && refused === bearer()) save({ ...login, access: '' });
  }

  async function refresh(): Promise<void> {
    const sent = read();
    if (sent === null) throw new Error('Nobody is logged in.');
    const isCurrent = () => read()?.refresh === sent.refresh;
    const config = { ...open, headers: { 'Idempotency-Key': sent.key } };
    try {
      const pair = await alova.Post<Pair>('/token/refresh/', { refresh: sent.refresh }, config);
      // Another tab was faster, or has logged out: what it stored stands.
      if (isCurrent()) write({ ...sent, ...pair });
    } catch (error) {
      // Everything but a 401 decides nothing: the next call sends the same record again.
      if (!(error instanceof HttpError && error.status === 401)) throw error;
      if (!isCurrent()) return;
      storage.removeItem('login');
      throw error;
    }
  }

  async function logIn(username: string, password: string): Promise<void> {
    write(await alova.Post<Pair>('/token/', { username, password }, open));
  }
  async function logOut(): Promise<void> {
    const login = read();
    storage.removeItem('login');
    if (login !== null) await alova.Post('/token/blacklist/', { refresh: login.refresh }, open);
  }

  return { alova, logIn, logOut };
}

function isExpired(login: LoginRecord | null): boolean {
  if (login === null) return false;
  const payload = login.access.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/');
  if (payload === undefined) return true;
  const { exp } = JSON.parse(atob(payload)) as { exp: number };
  return exp * 1000 <= Date.now();
}
