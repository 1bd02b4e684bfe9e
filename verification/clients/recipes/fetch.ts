type Pair = Record<'access' | 'refresh', string>;
/** The record that all tabs share: the tokens and the idempotency key of this refresh token. */
type SessionRecord = Pair & { key: string };
/** `localStorage` in a browser. */
type TokenStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** The codes with which the service rejects a key. Then it has consumed nothing. */
const KEY_CODES = ['idempotency_key_invalid', 'idempotency_key_reused'];

/** @param api such as `https://api.example.org/api` */
export function createClient(api: string, storage: TokenStorage) {
  const read = () => JSON.parse(storage.getItem('session') ?? 'null') as SessionRecord | null;
  // Rule 1: store each token at once, with 128 fresh random bits as its key.
  const write = ({ access, refresh }: Pair) => {
    const key = crypto.getRandomValues(new Uint8Array(16)).join('-');
    storage.setItem('session', JSON.stringify({ access, refresh, key }));
  };
  const post = (path: string, body: object, more: Record<string, string> = {}) => {
    const headers = { 'Content-Type': 'application/json', ...more };
    return fetch(api + path, { method: 'POST', headers, body: JSON.stringify(body) });
  };

  async function refresh(): Promise<void> {
    const sent = read(); // Rule 2: immediately before sending.
    if (sent === null) throw new Error('Not logged in.');
    const key = { 'Idempotency-Key': sent.key };
    const response = await post('/token/refresh/', { refresh: sent.refresh }, key);
    const json = response.json() as Promise<Pair & { code?: string }>;
    const body = response.ok ? await json : await json.catch(() => ({ ...sent, code: '' }));
    // Rules 3 and 5: another tab has changed the record. Continue with its record.
    if (read()?.refresh !== sent.refresh) return;
    if (response.ok) return write({ ...sent, ...body });
    if (response.status === 401) await revokeSession(sent.refresh);
    // The next call sends a new key.
    if (KEY_CODES.includes(body.code ?? '')) write(sent);
    // Rule 4: after any other response the next call sends the same record again.
    throw new Error(`The refresh failed with status ${response.status}.`);
  }

  /** Rule 5: deletes the record and revokes the session, which locks out a thief with a copy. */
  async function revokeSession(token: string): Promise<void> {
    storage.setItem('revoke', token);
    storage.removeItem('session');
    await revoke();
  }
  /** If the service does not respond, or responds with 429 or 5xx, the next log-in tries again. */
  async function revoke(): Promise<void> {
    const token = storage.getItem('revoke');
    if (token === null) return;
    const response = await post('/token/blacklist/', { refresh: token }).catch(() => undefined);
    if (response !== undefined && response.status < 429) storage.removeItem('revoke');
  }

  let refreshing: Promise<void> | undefined;
  /** `fetch` with the access token. After a 401 it refreshes and sends the request once more. */
  async function request(path: string, init?: RequestInit): Promise<Response> {
    const { access } = read() ?? {};
    if (access === undefined) throw new Error('Not logged in.');
    const send = (token: string) => {
      const headers = new Headers(init?.headers);
      headers.set('Authorization', `Bearer ${token}`);
      return fetch(api + path, { ...init, headers });
    };
    const response = await send(access);
    if (response.status !== 401) return response;
    // Calls that fail together wait for one refresh. A 401 that arrives late needs none.
    if (read()?.access === access) refreshing ??= refresh().finally(() => (refreshing = undefined));
    await refreshing;
    return send(read()?.access ?? '');
  }

  async function logIn(username: string, password: string): Promise<void> {
    const response = await post('/token/', { username, password });
    if (!response.ok) throw new Error(`The log-in failed with status ${response.status}.`);
    write((await response.json()) as Pair);
    await revoke();
  }
  async function logOut(): Promise<void> {
    const session = read();
    if (session !== null) await revokeSession(session.refresh);
  }
  return { request, logIn, logOut };
}
