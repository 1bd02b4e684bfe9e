type Tokens = Partial<Record<'access' | 'refresh_jti' | 'code', string>>;
/** The record that all tabs share. It contains no token. */
interface SessionRecord {
  /** Identifies the log-in. A tab never continues with another one: the user may be another. */
  login: string;
  /** The ID of the refresh token in the cookie. */
  refresh_jti: string;
  /** The IDs and keys of the last eight refresh tokens that were sent. */
  keys: [jti: string, key: string][];
  /** Whether the access token is in a cookie too (`ACCESS_TOKEN_TRANSPORT=cookie`). */
  hasAccessCookie: boolean;
}
/** What authorizes a call: the access token of this tab, or no header with an access cookie. */
export interface Access {
  jti: string;
  headers: Record<string, string>;
}
/** A storage that all tabs share: `localStorage`, or one over IndexedDB, whose methods are asynchronous. */
interface SessionStorage {
  getItem(name: string): string | null | Promise<string | null>;
  setItem(name: string, value: string): void | Promise<void>;
  removeItem(name: string): void | Promise<void>;
}
/** `navigator.locks` in a browser. */
interface Locks {
  request(name: string, work: () => Promise<void>): Promise<unknown>;
}

/** The codes with which the service rejects a key. Then it has consumed nothing. */
const KEY_CODES = ['idempotency_key_invalid', 'idempotency_key_reused'];

/** Requests with cookies need this header, unless they have an `Idempotency-Key`. */
const WITHOUT_KEY = { 'X-Requested-With': 'fetch' };

/** @param api such as `/api` or `https://api.example.org/api` */
export function createCookieClient(api: string, storage: SessionStorage, locks: Locks) {
  /** In the memory of this tab: a stored token could be read by later scripts, and be copied. */
  let held: Access | undefined;
  /** The log-in of this tab. */
  let login: string | undefined;

  const read = async () =>
    JSON.parse((await storage.getItem('session')) ?? 'null') as SessionRecord | null;
  const write = async (record: SessionRecord) => {
    await storage.setItem('session', JSON.stringify(record));
  };
  const store = async ({ access, refresh_jti }: Tokens) => {
    const before: Partial<SessionRecord> = (await read()) ?? {};
    const jti = refresh_jti ?? before.refresh_jti ?? '';
    const hasAccessCookie = access === undefined;
    await write({ login: login!, refresh_jti: jti, keys: before.keys ?? [], hasAccessCookie });
    held = { jti, headers: hasAccessCookie ? {} : { Authorization: `Bearer ${access}` } };
  };
  /** @returns the record. @throws if there is none, or if it is that of another log-in */
  const current = async (): Promise<SessionRecord> => {
    const record = await read();
    if (record === null) throw new Error('Not logged in.');
    login ??= record.login;
    if (record.login !== login)
      throw new Error('Another user may have logged in. Reload the page.');
    return record;
  };
  const forget = async () => {
    held = undefined;
    await storage.removeItem('session');
  };
  // Rule 6: in all tabs, one request at a time that sets or clears the cookie.
  const inTurn = async (work: () => Promise<void>): Promise<void> => {
    await locks.request('session', () => work());
  };
  const post = (path: string, body: object, more: Record<string, string>) => {
    const headers = { 'Content-Type': 'application/json', ...more };
    // A request that gets no response must not hold the lock.
    const signal = AbortSignal.timeout(30_000);
    const init = { method: 'POST', headers, body: JSON.stringify(body), signal };
    // A log-out continues when its page is closed.
    const keepalive = path === '/token/blacklist/';
    return fetch(api + path, { ...init, credentials: 'include', keepalive });
  };

  /** Rule 2: chooses a key for the first refresh of a token, and stores it before. */
  async function keyOf(record: SessionRecord): Promise<string> {
    const known = record.keys.find(([jti]) => jti === record.refresh_jti);
    if (known !== undefined) return known[1];
    const key = crypto.getRandomValues(new Uint8Array(16)).join('-');
    record.keys.push([record.refresh_jti, key]);
    await write({ ...record, keys: record.keys.slice(-8) });
    return key;
  }

  /** @param attempts the maximum number of requests */
  async function rotate(attempts = 3): Promise<void> {
    const sent = await current();
    const { refresh_jti } = sent;
    const headers = { 'Idempotency-Key': await keyOf(sent) };
    const response = await post('/token/refresh/', { refresh_jti }, headers);
    const tokens = response.ok ? ((await response.json()) as Tokens) : undefined;
    if ((await read()) === null) {
      // Another tab logs out, and waits for the lock. It may be closed before it gets the lock.
      await completeLogOut();
      throw new Error('Not logged in.');
    }
    if (tokens !== undefined) return store(tokens);
    if ((await handleRejection(response, refresh_jti)) && attempts > 1) return rotate(attempts - 1);
    // Rule 3: after any other response the next call sends the same ID and key again.
    throw new Error(`The refresh failed with status ${response.status}.`);
  }

  /** Handles a 400, 401 or 422. @returns whether the refresh must be sent again */
  async function handleRejection(response: Response, sentJti: string): Promise<boolean> {
    const { status } = response;
    const record = await read();
    if (record === null || ![400, 401, 422].includes(status)) return false;
    if (record.refresh_jti !== sentJti) return true;
    if (status === 401) {
      await revokeSession();
      return false;
    }
    // Rule 4. A proxy may send the same status: then nothing changes.
    const { refresh_jti, code = '' } = (await response.json().catch(() => ({}))) as Tokens;
    const isKeyRejected = KEY_CODES.includes(code);
    if (refresh_jti !== undefined) await write({ ...record, refresh_jti });
    if (isKeyRejected)
      await write({ ...record, keys: record.keys.filter(([jti]) => jti !== sentJti) });
    return refresh_jti !== undefined || isKeyRejected;
  }

  /** Rule 5. Runs in the lock. @returns false if the service has not confirmed it */
  async function revokeSession(): Promise<boolean> {
    await storage.setItem('revoke', 'yes');
    await forget();
    const response = await post('/token/blacklist/', {}, WITHOUT_KEY).catch(() => undefined);
    const isConfirmed = response !== undefined && response.status < 429;
    if (isConfirmed) await storage.removeItem('revoke');
    return isConfirmed;
  }

  /** Runs in the lock. Revokes the session if a log-out was not confirmed. */
  async function completeLogOut(): Promise<void> {
    if ((await storage.getItem('revoke')) !== null) await revokeSession();
  }

  async function currentAccess(): Promise<Access | undefined> {
    const { hasAccessCookie, refresh_jti: jti } = await current();
    // All tabs share the access cookie, which changes with the refresh token.
    if (hasAccessCookie && held?.jti !== jti) held = { jti, headers: {} };
    return held;
  }

  let refreshing: Promise<void> | undefined;
  /** @param rejected the access that got a 401. Refreshes, unless there is a newer one. */
  async function access(rejected?: Access): Promise<Access> {
    const isMissing = async () => [undefined, rejected].includes(await currentAccess());
    if (await isMissing()) {
      const refresh = async () => ((await isMissing()) ? rotate() : undefined);
      // Calls that fail together wait for one refresh.
      refreshing ??= inTurn(refresh).finally(() => (refreshing = undefined));
      await refreshing;
    }
    return (await currentAccess())!;
  }

  /** `fetch` with the access token. After a 401 it refreshes and sends the request once more. */
  async function request(path: string, init?: RequestInit): Promise<Response> {
    const send = (sent: Access) => {
      const headers = new Headers(init?.headers);
      for (const [name, value] of Object.entries({ ...WITHOUT_KEY, ...sent.headers }))
        headers.set(name, value);
      return fetch(api + path, { ...init, headers, credentials: 'include' });
    };
    const sent = await access();
    const response = await send(sent);
    return response.status === 401 ? send(await access(sent)) : response;
  }

  function logIn(username: string, password: string): Promise<void> {
    const headers = { ...WITHOUT_KEY, 'X-Refresh-Token-Transport': 'cookie' };
    return inTurn(async () => {
      // If the response is lost, the cookie may be that of another user.
      await forget();
      const response = await post('/token/', { username, password }, headers);
      if (!response.ok) throw new Error(`The log-in failed with status ${response.status}.`);
      const tokens = (await response.json()) as Tokens;
      // The log-in has revoked the session of the cookie before.
      await storage.removeItem('revoke');
      login = crypto.randomUUID();
      await store(tokens);
    });
  }

  /**
   * Logs out all tabs at once, then revokes the session.
   *
   * @throws if the service has not confirmed it. Call it again, or open a page again.
   */
  async function logOut(): Promise<void> {
    await storage.setItem('revoke', 'yes');
    await forget();
    await inTurn(async () => {
      if (!(await revokeSession())) throw new Error('The service has not confirmed the log-out.');
    });
  }

  inTurn(completeLogOut).catch(() => undefined);
  return { request, logIn, logOut, access };
}
