import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase, type TestDatabase } from '../support/databases.js';
import type { HttpResponse } from '../support/http-client.js';
import { keyturn, ServerProcess } from '../support/server-process.js';

const JWT_SECRET = 'hV2nQ8xK5mB1zR7tW3yL9cF4gJ6pD0sAe';
const PASSWORD = 'correct horse battery staple';
const WRONG_PASSWORD = 'Tr0ub4dor&3-wrong';
const TYPED_AS_NAME = 'hunter2-typed-as-a-name';
const KEYS = ['the-key-of-the-first-token', 'the-key-of-the-second-token'] as const;
const COOKIE = 'session-of-another-application';
const IN_QUERY = 'a-secret-in-the-query';
const IN_PATH = 'a-secret-in-the-path';
const IN_BODY = 'a-secret-in-a-broken-body';
const SECRETS = [JWT_SECRET, PASSWORD, WRONG_PASSWORD, TYPED_AS_NAME, ...KEYS, COOKIE, IN_QUERY, IN_PATH, IN_BODY]; // prettier-ignore

const ID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

interface Line {
  level: string;
  time: string;
  message: string;
  requestId?: string;
  request?: { method: string; route: string; status: number; durationMs: number; address: string };
  event?: { type: string };
}

/** A service process, its output, and the secrets that must not appear in it. */
class Fixture {
  readonly secrets = new Set<string>(SECRETS);
  output = '';

  constructor(
    private readonly database: TestDatabase,
    private running?: ServerProcess,
  ) {}

  static async open(variables: Record<string, string> = {}): Promise<Fixture> {
    const database = await createDatabase('sqlite');
    const fixture = new Fixture(database);
    const env = { DATABASE_URL: database.url, JWT_SECRET, ...variables };
    await keyturn(['user', 'create', 'alice', '--password-stdin'], env, PASSWORD);
    const append = (text: string) => void (fixture.output += text);
    fixture.running = await ServerProcess.start(env, undefined, append);
    return fixture;
  }

  get server(): ServerProcess {
    return this.running!;
  }

  get lines(): Line[] {
    const texts = this.output.trimEnd().split('\n');
    return texts.map((text) => JSON.parse(text) as Line);
  }

  /** @returns the log lines with the request ID of the response */
  linesOf(response: HttpResponse): Line[] {
    const id = response.headers.get('x-request-id');
    return this.lines.filter(({ requestId }) => requestId === id);
  }

  async obtain(): Promise<{ access: string; refresh: string }> {
    const credentials = { username: 'alice', password: PASSWORD };
    return this.remember(await this.server.post('/api/token/', credentials));
  }

  async refresh(refresh: string, key?: string): Promise<{ access: string; refresh: string }> {
    const headers = key === undefined ? {} : { 'Idempotency-Key': key };
    return this.remember(await this.server.post('/api/token/refresh/', { refresh }, headers));
  }

  /** Records the tokens of a response, their payloads and their signatures. All headers are equal. */
  private remember({ json }: HttpResponse): { access: string; refresh: string } {
    const tokens = Object.values(json).filter((value) => String(value).startsWith('eyJ'));
    for (const token of tokens as string[]) {
      const [, payload = '', signature = ''] = token.split('.');
      for (const secret of [token, payload, signature]) this.secrets.add(secret);
    }
    return json as { access: string; refresh: string };
  }

  async close(): Promise<void> {
    await this.running?.stop();
    await this.database.drop();
  }
}

/** Sends bytes that are not a valid HTTP request. */
async function sendRaw(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).setEncoding('utf8');
  let response = '';
  socket.on('data', (text) => (response += String(text)));
  socket.end(bytes);
  await once(socket, 'close');
  return response;
}

describe('the log at level trace with valid, invalid and malicious requests', () => {
  let fixture: Fixture;
  let raw: string;

  beforeAll(async () => {
    fixture = await Fixture.open({ LOG_LEVEL: 'trace' });
    const { server } = fixture;
    const first = await fixture.obtain();
    const Authorization = `Bearer ${first.access}`;
    const Cookie = `session=${COOKIE}`;
    await server.get(`/api/me/?token=${first.access}&q=${IN_QUERY}`, { Authorization, Cookie });
    const wrong = [
      { username: 'alice', password: WRONG_PASSWORD },
      { username: TYPED_AS_NAME, password: PASSWORD },
      { username: TYPED_AS_NAME },
      { username: [PASSWORD], password: { [PASSWORD]: PASSWORD } },
    ];
    for (const credentials of wrong) await server.post('/api/token/', credentials);
    const second = await fixture.refresh(first.refresh, KEYS[0]);
    await fixture.refresh(first.refresh, KEYS[0]);
    await fixture.refresh(second.refresh, KEYS[0]);
    await server.post('/api/token/refresh/', { refresh: `${second.refresh}x` });
    await server.post('/api/token/refresh/', { refresh: second.access });
    await server.post('/api/token/verify/', { token: IN_BODY });
    await fixture.refresh(first.refresh, KEYS[1]);
    await server.post('/api/token/blacklist/', { refresh: second.refresh });
    for (const bearer of [second.access, `${second.access}x`, `${second.access} ${IN_BODY}`]) {
      await server.get('/api/me/', { Authorization: `Bearer ${bearer}` });
    }
    await server.get(`/api/token/${second.refresh}?refresh=${second.refresh}`);
    await server.send('DELETE', `/${IN_PATH}/%zz?${IN_QUERY}=${IN_QUERY}`, undefined);
    await server.send('POST', '/api/token/', `{"password":"${IN_BODY}"`, { Cookie });
    await server.send('POST', '/api/token/', `{"password":"${IN_BODY}"}`, {
      'Content-Type': `text/${IN_BODY}`,
    });
    await server.post('/api/token/', { password: IN_BODY.repeat(10_000) });
    raw = await sendRaw(server.url, `GET /${IN_PATH} ${IN_QUERY}\r\n${Authorization}\r\n\r\n`);
    await fixture.server.stop();
  }, 60_000);
  afterAll(() => fixture.close());

  it('the log contains no token, password, key, cookie or query value', () => {
    const found = [...fixture.secrets].filter((secret) => fixture.output.includes(secret));
    expect(fixture.secrets.size).toBeGreaterThan(SECRETS.length + 6);
    expect(found).toEqual([]);
  });

  it('the log contains one JSON object per line, with level, time and message', () => {
    for (const { level, time, message } of fixture.lines) {
      expect(level).toMatch(/^(fatal|error|warn|info|debug|trace)$/);
      expect(new Date(time).toISOString()).toBe(time);
      expect(typeof message).toBe('string');
    }
  });

  it('the log contains the pattern of a route, and "unknown" for every unknown path', () => {
    const routes = fixture.lines.flatMap(({ request }) => (request ? [request.route] : []));
    expect([...new Set(routes)].sort()).toEqual([
      '/api/me/',
      '/api/token/',
      '/api/token/blacklist/',
      '/api/token/refresh/',
      '/api/token/verify/',
      'unknown',
      'unparsed',
    ]);
  });

  it('the log line of a malformed request has the request ID of its response', () => {
    const [, id] = /^X-Request-Id: (\S+)\r$/m.exec(raw) ?? [];
    const lines = fixture.lines.filter(({ requestId }) => requestId === id);
    expect(lines).toMatchObject([{ request: { route: 'unparsed', status: 400 } }]);
  });

  it('the log contains the events of log-ins and tokens', () => {
    const found = new Set(fixture.lines.flatMap(({ event }) => (event ? [event.type] : [])));
    expect([...found].sort()).toEqual([
      'authn_login_fail',
      'authn_login_success',
      'authn_token_created',
      'authn_token_refused',
      'authn_token_reissued',
      'authn_token_reuse',
      'authn_token_revoked',
    ]);
  });
});

describe('the log line of a request', () => {
  let fixture: Fixture;
  beforeAll(async () => void (fixture = await Fixture.open({ TRUST_PROXY: '127.0.0.0/8' })));
  afterAll(() => fixture.close());

  /** The log line is written after the response is sent. */
  const loggedLinesOf = async (response: HttpResponse) => {
    await fixture.server.get('/');
    return fixture.linesOf(response);
  };

  it('contains method, route, status, duration and address of a request under its X-Request-Id', async () => {
    const response = await fixture.server.get('/api/me', { 'X-Forwarded-For': '192.0.2.1' });
    expect(response.headers.get('x-request-id')).toMatch(ID);
    const lines = await loggedLinesOf(response);
    const request = { method: 'GET', route: '/api/me/', status: 401, address: '192.0.2.1' };
    expect(lines).toMatchObject([{ level: 'info', message: 'request', request }]);
    expect(lines[0]?.request?.durationMs).toBeGreaterThan(0);
  });

  it.each([
    ['too long', 'x'.repeat(9_000)],
    ['not an address', '<script>'],
  ])('logs no client address when the address from the proxy is invalid: %s', async (_, text) => {
    const credentials = { username: 'alice', password: WRONG_PASSWORD };
    const headers = { 'X-Forwarded-For': text };
    const response = await fixture.server.post('/api/token/', credentials, headers);
    const [event, request] = await loggedLinesOf(response);
    expect(event).toMatchObject({ event: { type: 'authn_login_fail', client: { ip: null } } });
    expect(request).toMatchObject({ request: { address: null } });
    expect(fixture.output).not.toContain(text);
  });

  it('logs the auth events of a request under the request ID that a trusted proxy sent', async () => {
    const credentials = { username: 'alice', password: PASSWORD };
    const headers = { 'X-Request-Id': 'an-id-of-the-proxy' };
    const response = await fixture.server.post('/api/token/', credentials, headers);
    expect(response.headers.get('x-request-id')).toBe('an-id-of-the-proxy');
    const messages = (await loggedLinesOf(response)).map(({ message }) => message);
    expect(messages).toEqual(['authn_login_success', 'authn_token_created', 'request']);
  });

  it('logs simultaneous requests under different request IDs', async () => {
    const credentials = { username: 'alice', password: WRONG_PASSWORD };
    const post = () => fixture.server.post('/api/token/', credentials);
    const responses = await Promise.all(Array.from({ length: 8 }, post));
    for (const response of responses) {
      const messages = (await loggedLinesOf(response)).map(({ message }) => message);
      expect(messages).toEqual(['authn_login_fail', 'request']);
    }
  });

  it('ignores the X-Request-Id of a client that is not a trusted proxy', async () => {
    const other = await Fixture.open();
    const response = await other.server.get('/api/me/', { 'X-Request-Id': 'an-id-of-the-proxy' });
    await other.close();
    expect(response.headers.get('x-request-id')).toMatch(ID);
  });

  it('sends X-Request-Id with every error response', async () => {
    const paths = ['/nowhere', '/%zz', '/api/token/', '/api/docs/', '/api/openapi.json'];
    const responses = await Promise.all(paths.map((path) => fixture.server.get(path)));
    for (const { headers } of responses) expect(headers.get('x-request-id')).toMatch(ID);
  });
});
