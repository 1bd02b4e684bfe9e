import axios, { type AxiosError } from 'axios';
import { createAuthRefresh } from 'axios-auth-refresh';

interface Pair {
  access: string;
  refresh: string;
}

/** What all tabs share: the tokens, and the key that goes with this refresh token alone. */
type LoginRecord = Pair & { key: string };

/** `localStorage`, in a browser. */
type TokenStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** @param api such as `https://api.example.org/api` */
export function createClient(api: string, storage: TokenStorage) {
  const client = axios.create({ baseURL: api });
  // Logging in and refreshing must not wait for a refresh.
  const open = axios.create({ baseURL: api });

  const read = () => JSON.parse(storage.getItem('login') ?? 'null') as LoginRecord | null;
  const write = (pair: Pair) => {
    const key = crypto.getRandomValues(new Uint8Array(16)).join('-');
    storage.setItem('login', JSON.stringify({ ...pair, key }));
  };
  const bearer = () => `Bearer ${read()?.access ?? ''}`;

  async function refresh(): Promise<void> {
    const sent = read();
    if (sent === null) throw new Error('Nobody is logged in.');
    const headers = { 'Idempotency-Key': sent.key };
    // Every other status throws and decides nothing: the next call sends the same record again.
    const validateStatus = (status: number) => status === 200 || status === 401;
    const body = { refresh: sent.refresh };
    const answer = await open.post<Pair>('/token/refresh/', body, { headers, validateStatus });
    // Another tab was faster, or has logged out: what it stored stands.
    if (read()?.refresh !== sent.refresh) return;
    if (answer.status === 200) return write({ ...sent, ...answer.data });
    storage.removeItem('login');
    throw new Error('The login is over.');
  }

  client.interceptors.request.use((config) => {
    config.headers.set('Authorization', bearer());
    return config;
  });

  createAuthRefresh(
    client,
    async ({ config }: AxiosError) => {
      // A refusal may come late, when the token that it was for has been replaced.
      if (config?.headers.get('Authorization') === bearer()) await refresh();
    },
    // By default a call that is refused while a refresh is under way fails.
    { deduplicateRefresh: false },
  );

  async function logIn(username: string, password: string): Promise<void> {
    write((await open.post<Pair>('/token/', { username, password })).data);
  }
  async function logOut(): Promise<void> {
    const login = read();
    storage.removeItem('login');
    if (login !== null) await open.post('/token/blacklist/', { refresh: login.refresh });
  }

  return { client, logIn, logOut };
}
