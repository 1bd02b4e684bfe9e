import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sendRaw } from '../support/connection.js';
import { ALICE, Deployment } from '../support/deployment.js';
import type { HttpResponse } from '../support/http-client.js';
import { SECRET } from '../support/jwt.js';
import type { ServerProcess } from '../support/server-process.js';

const WRONG_PASSWORD = 'Tr0ub4dor&3-wrong';
const TYPED_AS_NAME = 'hunter2-typed-as-a-name';
const KEYS = ['the-key-of-the-first-token', 'the-key-of-the-second-token'] as const;
const COOKIE = 'session-of-another-application';
const IN_QUERY = 'a-secret-in-the-query';
const IN_PATH = 'a-secret-in-the-path';
const IN_BODY = 'a-secret-in-a-broken-body';
const SECRETS = [SECRET, ALICE.password, WRONG_PASSWORD, TYPED_AS_NAME, ...KEYS, COOKIE, IN_QUERY, IN_PATH, IN_BODY]; // prettier-ignore

const ID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

interface Line {
  level: string;
  time: string;
  message: string;
  requestId?: string;
  request?: { method: string; route: string; status: number; durationMs: number; address: string };
  event?: { type: string };
}

/** The complete lines that arrived so far. */
const linesOf = ({ output }: ServerProcess): Line[] =>
  output
    .split('\n')
    .slice(0, -1)
    .map((text) => JSON.parse(text) as Line);

const idOf = (response: HttpResponse) => response.headers.get('x-request-id');

/** @returns the log lines with the request ID of a response */
async function loggedLinesOf(server: ServerProcess, response: HttpResponse): Promise<Line[]> {
  // The line of a request is written after its response, and before that of the next one.
  const next = idOf(await server.get('/'));
  while (!linesOf(server).some(({ requestId }) => requestId === next)) await setTimeout(5);
  return linesOf(server).filter(({ requestId }) => requestId === idOf(response));
}

describe('the log at level trace with valid, invalid and malicious requests', () => {
  let deployment: Deployment;
  let server: ServerProcess;
  let raw: string;
  const tokens: string[] = [];

  const remember = ({ json }: HttpResponse) => {
    const { access = '', refresh = '' } = json as Record<string, string>;
    tokens.push(...[access, refresh].filter((token) => token !== ''));
    return { access, refresh };
  };

  beforeAll(async () => {
    deployment = await Deployment.create('sqlite', { LOG_LEVEL: 'trace' });
    server = await deployment.start();
    const first = remember(await server.logInAs(ALICE));
    const Authorization = `Bearer ${first.access}`;
    const Cookie = `session=${COOKIE}`;
    await server.get(`/api/me/?token=${first.access}&q=${IN_QUERY}`, { Authorization, Cookie });
    for (const credentials of [
      { username: 'alice', password: WRONG_PASSWORD },
      { username: TYPED_AS_NAME, password: ALICE.password },
      { username: TYPED_AS_NAME },
      { username: [ALICE.password], password: { [ALICE.password]: ALICE.password } },
      { password: IN_BODY.repeat(10_000) },
    ])
      await server.logInAs(credentials);
    const second = remember(await server.refresh(first.refresh, KEYS[0]));
    await server.refresh(first.refresh, KEYS[0]);
    await server.refresh(second.refresh, KEYS[0]);
    await server.refresh(`${second.refresh}x`);
    await server.refresh(second.access);
    await server.verify(IN_BODY);
    await server.refresh(first.refresh, KEYS[1]);
    await server.blacklist(second.refresh);
    for (const bearer of [second.access, `${second.access}x`, `${second.access} ${IN_BODY}`])
      await server.me(bearer);
    await server.get(`/api/token/${second.refresh}?refresh=${second.refresh}`);
    await server.send('DELETE', `/${IN_PATH}/%zz?${IN_QUERY}=${IN_QUERY}`, undefined);
    const broken = `{"password":"${IN_BODY}"`;
    await server.send('POST', '/api/token/', broken, { Cookie });
    await server.send('POST', '/api/token/', broken, { 'Content-Type': `text/${IN_BODY}` });
    raw = await sendRaw(server.url, `GET /${IN_PATH} ${IN_QUERY}\r\n${Authorization}\r\n\r\n`);
    await server.stop();
  });
  afterAll(() => deployment.drop());

  it('the log contains no token, password, key, cookie or query value', () => {
    expect(tokens).toHaveLength(4);
    const parts = tokens.flatMap((token) => [token, ...token.split('.').slice(1)]);
    const found = [...SECRETS, ...parts].filter((secret) => server.output.includes(secret));
    expect(found).toEqual([]);
  });

  it('the log contains one JSON object per line, with level, time and message', () => {
    for (const { level, time, message } of linesOf(server)) {
      expect(level).toMatch(/^(fatal|error|warn|info|debug|trace)$/);
      expect(new Date(time).toISOString()).toBe(time);
      expect(typeof message).toBe('string');
    }
  });

  it('the log contains the pattern of a route, and "unknown" for every unknown path', () => {
    const routes = linesOf(server).flatMap(({ request }) => request?.route ?? []);
    const known = ['', 'blacklist/', 'refresh/', 'verify/'].map((name) => `/api/token/${name}`);
    expect([...new Set(routes)].sort()).toEqual(['/api/me/', ...known, 'unknown', 'unparsed']);
  });

  it('the log line of a malformed request has the request ID of its response', () => {
    const [, id] = /^X-Request-Id: (\S+)\r$/m.exec(raw) ?? [];
    const lines = linesOf(server).filter(({ requestId }) => requestId === id);
    expect(lines).toMatchObject([{ request: { route: 'unparsed', status: 400 } }]);
  });
});

describe('the log line of a request', () => {
  let deployment: Deployment;
  let server: ServerProcess;
  beforeAll(async () => {
    deployment = await Deployment.create('sqlite', { TRUST_PROXY: '127.0.0.0/8' });
    server = await deployment.start();
  });
  afterAll(() => deployment.drop());

  const WRONG = { username: 'alice', password: WRONG_PASSWORD };

  it('contains method, route, status, duration and address of a request under its X-Request-Id', async () => {
    const response = await server.get('/api/me', { 'X-Forwarded-For': '192.0.2.1' });
    const lines = await loggedLinesOf(server, response);
    const request = { method: 'GET', route: '/api/me/', status: 401, address: '192.0.2.1' };
    expect(lines).toMatchObject([{ level: 'info', message: 'request', request }]);
    expect(lines[0]?.request?.durationMs).toBeGreaterThan(0);
  });

  it.each(['x'.repeat(9_000), '<script>'])(
    'logs no client address when the address from the proxy is invalid: %s',
    async (text) => {
      const response = await server.logInAs(WRONG, { 'X-Forwarded-For': text });
      const [event, request] = await loggedLinesOf(server, response);
      expect(event).toMatchObject({ event: { type: 'authn_login_fail', client: { ip: null } } });
      expect(request).toMatchObject({ request: { address: null } });
      expect(server.output).not.toContain(text);
    },
  );

  it('logs the auth events of a request under the request ID that a trusted proxy sent', async () => {
    const response = await server.logInAs(ALICE, { 'X-Request-Id': 'an-id-of-the-proxy' });
    expect(response.headers.get('x-request-id')).toBe('an-id-of-the-proxy');
    const messages = (await loggedLinesOf(server, response)).map(({ message }) => message);
    expect(messages.filter((message) => message !== 'authn_login_unfamiliar')).toEqual([
      'authn_login_success',
      'authn_token_created',
      'request',
    ]);
  });

  it('logs simultaneous requests under different request IDs', async () => {
    const logIns = Array.from({ length: 8 }, (_, index) =>
      server.logInAs(WRONG, { 'X-Forwarded-For': `192.0.2.${index}` }),
    );
    for (const response of await Promise.all(logIns)) {
      const messages = (await loggedLinesOf(server, response)).map(({ message }) => message);
      expect(messages).toEqual(['authn_login_fail', 'request']);
    }
  });

  it('ignores the X-Request-Id of a client that is not a trusted proxy', async () => {
    const other = await deployment.start({ TRUST_PROXY: '0' });
    const { headers } = await other.get('/api/me/', { 'X-Request-Id': 'an-id-of-the-client' });
    expect(headers.get('x-request-id')).toMatch(ID);
  });

  it('sends X-Request-Id with every response', async () => {
    const paths = ['/nowhere', '/%zz', '/api/me', '/api/token/', '/api/docs/', '/api/openapi.json'];
    const responses = await Promise.all(paths.map((path) => server.get(path)));
    for (const { headers } of responses) expect(headers.get('x-request-id')).toMatch(ID);
  });
});
