import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { signMessage } from '../../src/service/webhook/sign-message.js';
import { DATABASES } from '../../test/support/databases.js';
import { ALICE, Deployment } from '../../test/support/deployment.js';
import { keyturn } from '../../test/support/run-cli.js';
import type { ServerProcess } from '../../test/support/server-process.js';
import { type ReceivedMessage, WebhookReceiver } from '../../test/support/webhook-receiver.js';

const [KEY, PREVIOUS] = [randomBytes(32), randomBytes(32)];
const secretOf = (key: Buffer) => `whsec_${key.toString('base64')}`;

const WRONG = { username: ALICE.username, password: 'not the right password' };

const isSignedWith =
  (...keys: Buffer[]) =>
  ({ headers, id, body }: ReceivedMessage): boolean => {
    const timestamp = Number(headers['webhook-timestamp']);
    return headers['webhook-signature'] === signMessage({ id, timestamp, body }, keys);
  };

describe.each(DATABASES)('webhook (%s)', (kind) => {
  let receiver: WebhookReceiver;
  let deployment: Deployment;

  beforeEach(async () => {
    receiver = await WebhookReceiver.start();
    const secrets = `${secretOf(KEY)} ${secretOf(PREVIOUS)}`;
    deployment = await Deployment.create(kind, receiver.variables(secrets));
  });
  afterEach(async () => {
    await deployment.drop();
    receiver.close();
  });

  const failLogIns = async (server: ServerProcess, count: number) => {
    for (let index = 0; index < count; index++) await server.logInAs(WRONG);
  };
  const types = () => receiver.accepted.map(({ type }) => type);

  it('delivers the events of commands and of the service, signed with both secrets', async () => {
    const server = await deployment.start();
    await receiver.accepts(1);
    await failLogIns(server, 2);
    await server.logInAs(ALICE);
    await receiver.accepts(3);
    // The command has created alice. A log-in is no warning.
    expect(types()).toEqual(['user_created', 'authn_login_fail', 'authn_login_fail']);
    expect(receiver.all.every(isSignedWith(KEY, PREVIOUS))).toBe(true);
    const { data } = JSON.parse(receiver.all[1]!.body) as { data: object };
    expect(data).toMatchObject({
      severity: 'warning',
      ip: '127.0.0.1',
      request_id: expect.stringMatching(/^[\da-f-]{36}$/),
      details: { reason: 'wrong_password' },
    });
    await keyturn(['user', 'deactivate', ALICE.username], deployment.variables);
    await receiver.accepts(4);
    expect(types().at(-1)).toBe('user_deactivated');
  });

  it('responds and loses no event when the receiver is unavailable and the service is restarted', async () => {
    receiver.status = 503;
    const server = await deployment.start();
    await receiver.gets(1);
    await failLogIns(server, 3);
    expect((await server.logInAs(ALICE)).status).toBe(200);
    expect(await server.stop()).toBe(0);
    receiver.status = 204;
    const restarted = await deployment.start();
    await receiver.accepts(4);
    await failLogIns(restarted, 1);
    await receiver.accepts(5);
    const fails = Array.from({ length: 4 }, () => 'authn_login_fail');
    expect(types()).toEqual(['user_created', ...fails]);
    const ids = receiver.accepted.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].sort());
  });

  it('writes neither the secret nor the path of the receiver to the log when it rejects messages and connections', async () => {
    receiver.status = 500;
    const server = await deployment.start();
    await receiver.gets(1);
    receiver.status = 410;
    await receiver.gets(2);
    while (!server.output.includes('410 Gone')) await server.get('/health/live');
    expect(server.output).toContain('"webhook_failed"');
    receiver.close();
    await failLogIns(server, 1);
    expect((await server.logInAs(ALICE)).status).toBe(200);
    expect(await server.stop()).toBe(0);
    expect(server.output).not.toMatch(/whsec_|\/hook/);
  });
});
