import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Connection } from '../../test/support/connection.js';
import { ALICE, Deployment } from '../../test/support/deployment.js';
import { claimsOf, SECRET, sign } from '../../test/support/jwt.js';
import { keyturn } from '../../test/support/run-cli.js';
import type { ServerProcess } from '../../test/support/server-process.js';
import { Caddy } from './caddy.js';
import { type Echo, EchoApplication } from './echo-application.js';
import { Nginx } from './nginx.js';

interface Gateway {
  url: string;
  stop(): Promise<void>;
}

type Start = (origins: readonly string[], application: string) => Promise<Gateway>;

const GATEWAYS: readonly (readonly [string, Start])[] = [
  ['nginx', (origins, app) => Nginx.startGateway(origins, app, '/_keyturn_check')],
  ['nginx with a cache', (origins, app) => Nginx.startGateway(origins, app, CACHED)],
  ['Caddy', (origins, app) => Caddy.startGateway(origins, app)],
];

const CACHED = '/_keyturn_check_cached';

const VARIABLES = {
  NODE_ENV: 'production',
  TRUST_PROXY: '1',
  PUBLIC_URL: 'https://auth.example.org',
  REFRESH_TOKEN_TRANSPORT: 'both',
  ACCESS_TOKEN_TRANSPORT: 'cookie',
  CHECK_CLAIMS: 'role',
  LOG_LEVEL: 'debug',
};

/** The headers with which a gateway reaches an instance. */
const FROM_PROXY = { 'X-Forwarded-For': '127.0.0.1', 'X-Forwarded-Proto': 'https' };

const UNICODE = 'Zoë 李雷+50%';

/** All spellings of a header that a client may forge, with the values of another user. */
const FORGED = {
  'X-Auth-User-Id': 'mallory',
  'x-auth-username': 'mallory',
  'X-Auth-Session-Id': 'mallory',
  'X-Auth-Claim-Role': 'admin',
  X_Auth_User_Id: 'mallory',
  'X-Auth_User-Id': 'mallory',
  'X_Auth-User_Id': 'mallory',
};

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

let deployment: Deployment;
let servers: ServerProcess[];
let application: EchoApplication;

beforeAll(async () => {
  deployment = await Deployment.create('sqlite', VARIABLES);
  const create = ['user', 'create', UNICODE, '--password-stdin'];
  await keyturn(create, deployment.variables, ALICE.password);
  servers = await deployment.startMany(2);
  application = await EchoApplication.start();
});
afterAll(async () => {
  await application.stop();
  await deployment.drop();
});

/** The requests of the gateway to both instances so far. */
const checks = (): number =>
  servers.reduce((sum, { output }) => sum + output.split('"route":"/api/token/check/"').length - 1, 0); // prettier-ignore

const logIn = async (username = ALICE.username) =>
  (await servers[0]!.logInAs({ ...ALICE, username }, FROM_PROXY)).tokens;

describe.each(GATEWAYS)('%s with its file in deploy/', (name, start) => {
  let gateway: Gateway;
  let connection: Connection;

  beforeAll(async () => {
    gateway = await start(
      servers.map(({ url }) => url),
      application.url,
    );
    connection = await Connection.open(gateway.url);
  });
  afterAll(async () => {
    connection.close();
    await gateway.stop();
  });

  const send = (headers: Record<string, string>, method = 'GET', body = '') =>
    connection.request(method, '/orders?x=1', { Host: 'app.example.org', ...headers }, body);

  /** @returns the request that the application received */
  const received = async (...request: Parameters<typeof send>): Promise<Echo> => {
    const { status, body } = await send(...request);
    expect([status, body]).toEqual([200, expect.stringContaining('"method"')]);
    return application.received.at(-1)!;
  };

  const authHeadersOf = ({ headers }: Echo): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(headers).filter(([key, value]) => /^x[-_]auth/.test(key) && value !== ''),
    );

  it(`${name} sends a 401 with its challenge to a request without a token`, async () => {
    const before = application.received.length;
    const { status, headers } = await send(FORGED);
    expect([status, headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="api"']);
    expect(application.received).toHaveLength(before);
  });

  it(`${name} sends a 401 with invalid_token for a rejected token`, async () => {
    const { status, headers } = await send(bearer('a.b.c'));
    const challenge = headers.get('www-authenticate');
    expect([status, challenge]).toEqual([401, 'Bearer realm="api", error="invalid_token"']);
  });

  it(`${name} names the user and the session to the application`, async () => {
    const { access } = await logIn();
    const { user_id: id, sid } = claimsOf(access);
    expect(authHeadersOf(await received(bearer(access)))).toEqual({
      'x-auth-user-id': id,
      'x-auth-username': 'alice',
      'x-auth-session-id': sid,
    });
  });

  it(`${name} removes the headers that a client has forged`, async () => {
    const { access } = await logIn();
    const echo = await received({ ...FORGED, ...bearer(access) });
    expect(echo.headers['x-auth-user-id']).toBe(claimsOf(access)['user_id']);
    expect(JSON.stringify(authHeadersOf(echo))).not.toMatch(/mallory|admin/);
    expect(Object.keys(authHeadersOf(echo))).toHaveLength(3);
  });

  it(`${name} passes on a user name and a claim of any characters, which the application decodes`, async () => {
    const { access } = await logIn(UNICODE);
    const role = ['größer', 'a,b\r\n'];
    const token = sign({ ...claimsOf(access), role }, SECRET);
    const { headers } = await received(bearer(token));
    expect(decodeURIComponent(String(headers['x-auth-username']))).toBe(UNICODE);
    const claim = decodeURIComponent(String(headers['x-auth-claim-role']));
    expect(JSON.parse(claim)).toEqual(role);
  });

  it(`${name} passes on the method and the body of the client`, async () => {
    const { access } = await logIn();
    const headers = { ...bearer(access), 'Content-Type': 'application/json' };
    const echo = await received(headers, 'POST', '{"amount":1}');
    expect([echo.method, echo.body]).toEqual(['POST', '{"amount":1}']);
  });

  describe('with an access cookie', () => {
    const cookieOf = async (): Promise<Record<string, string>> => ({
      Cookie: `__Host-Http-keyturn-access=${(await logIn()).access}`,
    });
    const FOREIGN = { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' };
    const OWN = { 'Sec-Fetch-Site': 'same-origin', 'X-Requested-With': 'fetch' };

    it(`${name} lets a page be read, also from a link of another site`, async () => {
      const echo = await received({ ...FOREIGN, ...(await cookieOf()) });
      expect(authHeadersOf(echo)).toHaveProperty('x-auth-username', 'alice');
    });

    it(`${name} lets a page of its own origin change state`, async () => {
      expect((await received({ ...OWN, ...(await cookieOf()) }, 'POST')).method).toBe('POST');
    });

    it.each(['POST', 'PUT', 'DELETE'])(
      `${name} refuses a %s from a page of another site, also with forged methods`,
      async (method) => {
        const claimed = { 'X-Original-Method': 'GET', 'X-Forwarded-Method': 'GET' };
        const cookie = await cookieOf();
        const before = application.received.length;
        expect((await send({ ...FOREIGN, ...cookie }, method)).status).toBe(403);
        expect((await send({ ...FOREIGN, ...cookie, ...claimed }, method)).status).toBe(403);
        expect(application.received).toHaveLength(before);
      },
    );

    it(`${name} never shares the response of a cookie with another user`, async () => {
      // The same Authorization header, which is not a token.
      const basic = { Authorization: 'Basic YTpi' };
      await received({ ...basic, ...(await cookieOf()) });
      const { access } = await logIn(UNICODE);
      const echo = await received({ ...basic, Cookie: `__Host-Http-keyturn-access=${access}` });
      expect(echo.headers['x-auth-user-id']).toBe(claimsOf(access)['user_id']);
      expect((await send(basic)).status).toBe(401);
    });
  });

  it(`${name} refuses a revoked session within two seconds of the log-out`, async () => {
    const { access, refresh } = await logIn();
    await received(bearer(access));
    // The other instance, which hears of the log-out only from the database.
    expect((await servers[1]!.blacklist(refresh, FROM_PROXY)).status).toBe(200);
    const loggedOutAt = Date.now();
    // The instances cache the state of a session for a second, and nginx may for another one.
    const limitMs = name.endsWith('cache') ? 2_100 : 1_100;
    let allowedForMs = 0;
    while (Date.now() - loggedOutAt < limitMs + 500) {
      const elapsedMs = Date.now() - loggedOutAt;
      const { status } = await send(bearer(access));
      if (status === 200) allowedForMs = elapsedMs;
      else expect(status).toBe(401);
      await setTimeout(20);
    }
    expect(allowedForMs).toBeLessThan(limitMs);
  });
});

describe('nginx with a cache', () => {
  let gateway: Gateway;
  beforeAll(async () => {
    const origins = servers.map(({ url }) => url);
    gateway = await Nginx.startGateway(origins, application.url, CACHED);
  });
  afterAll(() => gateway.stop());

  it('nginx with a cache sends one check a second for many requests with one token', async () => {
    const headers = bearer((await logIn()).access);
    const connection = await Connection.open(gateway.url);
    const [before, startedAt] = [checks(), Date.now()];
    for (let request = 0; request < 200; request++) {
      expect((await connection.request('GET', '/', headers)).status).toBe(200);
    }
    connection.close();
    // The service writes its log in pieces.
    await setTimeout(500);
    const seconds = Math.ceil((Date.now() - startedAt) / 1000);
    expect(checks() - before).toBeGreaterThan(0);
    expect(checks() - before).toBeLessThanOrEqual(seconds + 1);
  });

  it('nginx with a cache never gives the response for one token to another', async () => {
    const [one, other] = [await logIn(), await logIn(UNICODE)];
    const connection = await Connection.open(gateway.url);
    for (const { access } of [one, other, one, other]) {
      await connection.request('GET', '/', bearer(access));
      const { headers } = application.received.at(-1)!;
      expect(headers['x-auth-user-id']).toBe(claimsOf(access)['user_id']);
    }
    connection.close();
  });
});

describe.each(GATEWAYS)('%s without a usable instance', (name, start) => {
  let unavailable: Server;
  beforeAll(async () => {
    unavailable = createServer((_, response) => {
      response.writeHead(503, { 'Retry-After': '1' }).end('{"detail":"unavailable"}');
    });
    await new Promise<void>((resolve) => unavailable.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    unavailable.close();
    unavailable.closeAllConnections();
  });

  const statusBehind = async (origin: string) => {
    const before = application.received.length;
    const gateway = await start([origin, origin], application.url);
    const connection = await Connection.open(gateway.url);
    const { status, headers } = await connection.request('GET', '/', bearer('a.b.c'));
    connection.close();
    await gateway.stop();
    expect(application.received).toHaveLength(before);
    return [status, headers.get('retry-after')];
  };

  it(`${name} sends a 503 with Retry-After when Keyturn responds with one`, async () => {
    const { port } = unavailable.address() as AddressInfo;
    expect(await statusBehind(`http://127.0.0.1:${port}`)).toEqual([503, '1']);
  });

  it(`${name} lets no request pass when no instance listens`, async () => {
    const [status] = await statusBehind('http://127.0.0.1:9');
    expect([502, 503]).toContain(status);
  });
});
