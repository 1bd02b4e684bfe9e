import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ALICE } from '../support/deployment.js';
import { DATABASES } from '../support/databases.js';
import { TestService } from '../support/service.js';

const WRONG = 'violet kettle harbour';
const HOUR_MS = 3_600_000;
const LIMITED = { LOGIN_THROTTLE: 'on', TRUST_PROXY: '1' };

describe.each(DATABASES)('limits of log-ins (%s)', (kind) => {
  let service: TestService;
  let name: string;
  let users = 0;

  beforeAll(async () => {
    service = await TestService.start(kind, {
      ...LIMITED,
      LOGIN_THROTTLE_PER_ADDRESS: '30/15m, 500/24h',
    });
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    name = `user ${++users}`;
    // Resets the limits of the addresses of earlier tests.
    service.pass(25 * HOUR_MS);
    await service.users.create({ username: name, password: ALICE.password });
  });

  const logIn = (ip: string, password = ALICE.password, username = name) =>
    service.logInAs({ username, password }, { 'X-Forwarded-For': ip });
  const guess = (ip: string, username = name) => logIn(ip, WRONG, username);
  const failTimes = async (times: number, ip: string, username = name) => {
    const statuses: number[] = [];
    for (let time = 0; time < times; time++) statuses.push((await guess(ip, username)).status);
    return statuses;
  };

  it('responds 429 with Retry-After to the sixth wrong password within a minute', async () => {
    expect(await failTimes(5, '192.0.2.1')).toEqual([401, 401, 401, 401, 401]);
    const { status, headers, text } = await guess('192.0.2.1');
    expect([status, headers.get('retry-after'), headers.get('cache-control')]).toEqual([
      429,
      '60',
      'no-store',
    ]);
    expect(text).toBe('{"detail":"Request was throttled. Expected available in 60 seconds."}');
  });

  it('responds to an unknown user with the same status and body as to a known one', async () => {
    const [known, unknown] = [
      await failTimes(6, '192.0.2.1'),
      await failTimes(6, '192.0.2.2', '?'),
    ];
    expect(unknown).toEqual(known);
    const responses = [await guess('192.0.2.1'), await guess('192.0.2.2', '?')];
    expect(responses[1]!.text).toBe(responses[0]!.text);
  });

  it('refuses the right password, too, until the time has passed', async () => {
    await failTimes(5, '192.0.2.1');
    expect((await logIn('192.0.2.1')).status).toBe(429);
    service.pass(60_000);
    expect((await logIn('192.0.2.1')).status).toBe(200);
  });

  it('makes the delays grow from a minute to a day', async () => {
    const delays: number[] = [];
    const failUntilRefused = async () => {
      let response = await guess('192.0.2.1');
      while (response.status !== 429) response = await guess('192.0.2.1');
      delays.push(Number(response.headers.get('retry-after')));
      service.pass(1000 * delays.at(-1)!);
    };
    for (let times = 0; times < 7; times++) await failUntilRefused();
    expect(delays).toEqual([60, 60, 780, 60, 60, 780, 86_400 - 1800]);
  });

  it('counts 300 guesses at the same time before their hashes', async () => {
    const responses = await Promise.all(Array.from({ length: 300 }, () => guess('192.0.2.1')));
    const statuses = responses.map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(295);
  });

  it('accepts many simultaneous log-ins with the right password', async () => {
    const responses = await Promise.all(Array.from({ length: 30 }, () => logIn('192.0.2.1')));
    expect(responses.map(({ status }) => status)).toEqual(responses.map(() => 200));
  });

  it('limits one address over all accounts, and IPv6 by /64', async () => {
    const results: number[] = [];
    for (let index = 0; index < 31; index++) {
      const response = await guess(`2001:db8:0:1::${index.toString(16)}`, `unknown ${index}`);
      results.push(response.status);
    }
    expect(results).toEqual([...Array<number>(30).fill(401), 429]);
    expect((await guess('2001:db8:0:2::1', 'unknown 1')).status).toBe(401);
  });
});

describe.each(DATABASES)('limits of log-ins of one account (%s)', (kind) => {
  const ATTACKERS = Array.from({ length: 20 }, (_, index) => `198.18.0.${index}`);
  let service: TestService;
  beforeAll(async () => {
    service = await TestService.start(kind, { ...LIMITED, LOGIN_THROTTLE_PER_ACCOUNT: '10/1m' });
    await service.users.create(ALICE);
  });
  afterAll(() => service.stop());

  const logIn = (ip: string, password = ALICE.password) =>
    service.logInAs({ ...ALICE, password }, { 'X-Forwarded-For': ip });

  it('with a limit of 10, refuses an unfamiliar address for one cool-down per four attacking addresses, and never a usual one', async () => {
    await logIn('192.0.2.1');
    const responses: number[] = [];
    for (let minute = 0; minute < 6; minute++) {
      const guesses = await Promise.all(ATTACKERS.map((ip) => logIn(ip, WRONG)));
      expect(guesses.map(({ status }) => status)).not.toContain(200);
      expect((await logIn('192.0.2.1', WRONG)).status).toBe(401);
      responses.push((await logIn(`203.0.113.${minute}`)).status);
      service.pass(60_000);
    }
    expect(responses).toEqual([429, 429, 429, 429, 429, 200]);
    expect((await logIn('192.0.2.1')).status).toBe(200);
  });
});

describe('limits of requests with tokens', () => {
  let service: TestService;
  beforeAll(async () => {
    const limits = { LOGIN_THROTTLE_PER_SESSION: '3/1m', LOGIN_THROTTLE_TOKEN_REQUESTS: '8/1m' };
    service = await TestService.start('sqlite', { ...LIMITED, ...limits });
  });
  afterAll(() => service.stop());

  it('responds 429 to the fourth refresh of a session within a minute, and consumes no token', async () => {
    const first = await service.logIn();
    let { refresh } = first;
    for (let time = 0; time < 3; time++) ({ refresh } = (await service.refresh(refresh)).tokens);
    const refused = await service.refresh(refresh);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '60']);
    const other = await service.logIn();
    expect((await service.refresh(other.refresh)).status).toBe(200);
    service.pass(60_000);
    expect((await service.refresh(refresh)).status).toBe(200);
  });

  it('responds 429 to the requests of one address', async () => {
    service.pass(60_000);
    const { access } = await service.logIn();
    const statuses: number[] = [];
    for (let time = 0; time < 9; time++) statuses.push((await service.verify(access)).status);
    expect(statuses).toEqual([...Array<number>(8).fill(200), 429]);
    expect((await service.me(access)).status).toBe(200);
  });
});
