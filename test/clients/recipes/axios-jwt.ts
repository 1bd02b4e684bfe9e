import axios, { type AxiosError } from 'axios';
import { applyAuthTokenInterceptor, type IAuthTokens } from 'axios-jwt';

interface Pair {
  access: string;
  refresh: string;
}

/** What all tabs share: the tokens, and the key that goes with this refresh token alone. */
type LoginRecord = IAuthTokens & { key: string };

/** `localStorage`, in a browser. */
type TokenStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** @param api such as `https://api.example.org/api` */
export function createClient(api: string, storage: TokenStorage) {
  const client = axios.create({ baseURL: api });
  // Logging in and refreshing must not wait for a refresh.
  const open = axios.create({ baseURL: api });

  const read = () => JSON.parse(storage.getItem('login') ?? 'null') as LoginRecord | null;
  const save = (login: LoginRecord) => storage.setItem('login', JSON.stringify(login));
  const write = ({ access, refresh }: Pair) => {
    const key = crypto.getRandomValues(new Uint8Array(16)).join('-');
    save({ accessToken: access, refreshToken: refresh, key });
  };

  async function requestRefresh(): Promise<IAuthTokens> {
    // Not the token that axios-jwt hands over: another tab may have replaced it.
    const sent = read();
    if (sent === null) throw new Error('Nobody is logged in.');
    const headers = { 'Idempotency-Key': sent.key };
    // Every other status throws and decides nothing: the next call sends the same record again.
    const validateStatus = (status: number) => status === 200 || status === 401;
    const body = { refresh: sent.refreshToken };
    const answer = await open.post<Pair>('/token/refresh/', body, { headers, validateStatus });
    // Another tab was faster, or has logged out: what it stored stands.
    const isCurrent = read()?.refreshToken === sent.refreshToken;
    if (isCurrent && answer.status === 200) write({ ...body, ...answer.data });
    if (isCurrent && answer.status === 401) storage.removeItem('login');
    const login = read();
    if (login === null) throw new Error('The login is over.');
    return login;
  }

  applyAuthTokenInterceptor(client, {
    requestRefresh,
    // axios-jwt only reads. It would overwrite whatever another tab has stored meanwhile.
    getStorage: () => ({
      get: () => Promise.resolve(storage.getItem('login')),
      set: () => Promise.resolve(),
      remove: () => Promise.resolve(),
    }),
  });

  // axios-jwt goes by the clock of the device. A refusal says that it is slow: refresh next time.
  client.interceptors.response.use(undefined, (error: AxiosError) => {
    const login = read();
    const refused = error.response?.status === 401 && error.config?.headers.get('Authorization');
    if (login !== null && refused === `Bearer ${login.accessToken}`) {
      save({ ...login, accessToken: '' });
    }
    throw error;
  });

  async function logIn(username: string, password: string): Promise<void> {
    write((await open.post<Pair>('/token/', { username, password })).data);
  }
  async function logOut(): Promise<void> {
    const login = read();
    storage.removeItem('login');
    if (login !== null) await open.post('/token/blacklist/', { refresh: login.refreshToken });
  }

  return { client, logIn, logOut };
}
