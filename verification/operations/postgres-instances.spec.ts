import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { ALICE, Deployment } from '../../test/support/deployment.js';
import { WebhookReceiver } from '../../test/support/webhook-receiver.js';

const WRONG = { username: ALICE.username, password: 'not the right password' };
const LIMITED = { LOGIN_THROTTLE: 'on', TRUST_PROXY: '1' };
const SECRET = `whsec_${randomBytes(32).toString('base64')}`;

describe('limits of log-ins on several instances', () => {
  it('two instances count together, and alone without the table', async () => {
    const deployment = await Deployment.create('postgres', LIMITED);
    const [one, other] = await deployment.startMany(2);
    const guess = async (server = one!, ip = '192.0.2.1') =>
      (await server.logInAs(WRONG, { 'X-Forwarded-For': ip })).status;
    for (let time = 0; time < 5; time++) await guess(time % 2 === 0 ? one : other);
    expect([await guess(one), await guess(other)]).toEqual([429, 429]);

    const client = new pg.Client(deployment.database.url);
    await client.connect();
    await client.query('DROP TABLE keyturn_login_throttle').finally(() => client.end());
    const statuses: number[] = [];
    for (let time = 0; time < 6; time++) statuses.push(await guess(other, '192.0.2.2'));
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
    expect(other!.output).toContain('"type":"login_throttle_unavailable","detail":"error 42P01"');
    await deployment.drop();
  });
});

describe('webhook of several instances', () => {
  it('delivers each event once, from one instance at a time', async () => {
    const receiver = await WebhookReceiver.start();
    // The wrong passwords of one user would exceed the limits of log-ins.
    const variables = { ...receiver.variables(SECRET), LOGIN_THROTTLE: 'off' };
    const deployment = await Deployment.create('postgres', variables);
    const servers = await deployment.startMany(3);
    const rounds = Array.from({ length: 10 }, () => servers.map((one) => one.logInAs(WRONG)));
    await Promise.all(rounds.flat());
    await receiver.accepts(31);
    await Promise.all(servers.map((one) => one.stop()));
    const ids = receiver.all.map(({ id }) => id);
    expect(new Set(ids).size).toBe(31);
    expect(ids).toHaveLength(31);
    await deployment.drop();
    receiver.close();
  });
});
