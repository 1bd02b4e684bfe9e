import { createHash, randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { parseDatabaseUrl } from '../../src/service/database/database-url.js';
import { connect } from '../../src/service/database/open-database.js';
import { DATABASES } from '../support/databases.js';
import { Deployment } from '../support/deployment.js';
import { HttpClient } from '../support/http-client.js';
import { SECRET, sign } from '../support/jwt.js';
import { runCli } from '../support/run-cli.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';

const PASSWORD = 'violet kettle harbor';
const NEW_PASSWORD = 'amber lantern meadow';
const WRONG_PASSWORD = 'copper window thistle';
const TYPED_AS_NAME = 'a password typed as a name';
const KEYS = ['the-key-of-the-first-token', 'the-key-of-the-second-token'] as const;
const EMAIL = 'private@example.org';
const OTHER_SECRET = 'pW7dK2mX9vR4tB6nQ1sL8yF3hJ5gZ0cE';
const WEBHOOK_SECRET = `whsec_${randomBytes(32).toString('base64')}`;

/** Every place to which a process writes. */
interface Sinks {
  log: string;
  commands: string;
  audit: string;
  webhook: string;
  metrics: string;
  /** The responses that rejected a request. */
  errors: string;
}

/** A secret, its parts, and its encodings. */
const formsOf = (secret: string): string[] => [
  secret,
  Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  Buffer.from(secret).toString('base64url'),
  Buffer.from(secret).toString('hex'),
  createHash('sha256').update(secret).digest('hex'),
  encodeURIComponent(secret),
];

const found = (sinks: Sinks, secrets: readonly string[]): string[] =>
  Object.entries(sinks).flatMap(([sink, text]) =>
    secrets.flatMap((secret) =>
      formsOf(secret).some((form) => (text as string).includes(form)) ? [`${sink}: ${secret}`] : [],
    ),
  );

/** Uses every secret in every way that a client, an attacker and an operator can. */
async function useEverything(kind: (typeof DATABASES)[number]) {
  const receiver = await WebhookReceiver.start();
  const webhook = { ...receiver.variables(WEBHOOK_SECRET), EVENTS_WEBHOOK_TYPES: 'all' };
  const deployment = await Deployment.create(kind, { ...webhook, LOG_LEVEL: 'trace' });
  const server = await deployment.start({ METRICS_PORT: '0' });
  const secrets: string[] = [SECRET, OTHER_SECRET, WEBHOOK_SECRET, WEBHOOK_SECRET.slice(6), PASSWORD, NEW_PASSWORD, WRONG_PASSWORD, TYPED_AS_NAME, EMAIL, ...KEYS]; // prettier-ignore
  const sinks = { log: '', commands: '', audit: '', webhook: '', metrics: '', errors: '' };

  const command = async (args: string, input = '') => {
    const { stdout, stderr } = await runCli(args, { env: deployment.variables, input });
    sinks.commands += stdout + stderr;
    return stdout;
  };
  /** Keeps the tokens of a response as secrets, and a rejection as a sink. */
  const note = <R extends { status: number; text: string }>(response: R): R => {
    if (response.status >= 400) sinks.errors += response.text;
    const tokens = response.text.match(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g) ?? [];
    secrets.push(...tokens, ...tokens.flatMap((token) => token.split('.').slice(1)));
    return response;
  };
  const bobWith = (password: string) => ({ username: 'bob', password });

  await command(`user create bob --password-stdin --email ${EMAIL}`, PASSWORD);
  note(await server.logInAs(bobWith(WRONG_PASSWORD)));
  note(await server.logInAs({ username: TYPED_AS_NAME, password: PASSWORD }));
  const { tokens } = note(await server.logInAs(bobWith(PASSWORD)));
  const second = note(await server.refresh(tokens.refresh, KEYS[0])).tokens;
  note(await server.refresh(tokens.refresh, KEYS[0]));
  note(await server.refresh(second.refresh, KEYS[0]));
  const third = note(await server.refresh(second.refresh, KEYS[1])).tokens;
  note(await server.refresh(tokens.refresh, KEYS[0]));
  note(await server.verify(WRONG_PASSWORD));
  note(await server.me(third.access));
  const forged = sign({ token_type: 'access', user_id: '7', sid: 's' }, OTHER_SECRET);
  secrets.push(forged, ...forged.split('.').slice(1));
  for (const bearer of [forged, `${third.access}x`, third.refresh, PASSWORD, WRONG_PASSWORD]) {
    note(await server.me(bearer));
  }
  note(await server.refresh(tokens.refresh));
  note(await server.me(third.access));
  note(await server.get(`/api/me/${PASSWORD}?token=${third.access}`, { Cookie: `a=${PASSWORD}` }));
  note(await server.send('POST', '/api/token/', `{"password":"${PASSWORD}"`));
  await command('user set-password bob --password-stdin', NEW_PASSWORD);
  await command('session list bob --json');
  await command('config show');
  await command('doctor');
  await command('user deactivate bob');
  note(await server.logInAs(bobWith(NEW_PASSWORD)));
  note(await server.me(third.access));

  const dataSource = await connect(parseDatabaseUrl(deployment.database.url)!);
  const users = await dataSource.query<{ password_hash: string }[]>('SELECT * FROM keyturn_user');
  for (const { password_hash: hash } of users) secrets.push(hash, ...hash.split('$').slice(-2));
  const metrics = server.metricsOrigin;
  sinks.metrics = (await new HttpClient(metrics).get('/metrics')).text;
  const delivered = () => dataSource.query<object[]>('SELECT * FROM keyturn_webhook_delivery');
  do await setTimeout(300);
  while ((await delivered()).length > 0);
  await server.stop();
  sinks.log = server.output;
  sinks.audit = JSON.stringify(await dataSource.query('SELECT * FROM keyturn_audit_event'));
  sinks.commands += await command('audit --since 1h');
  sinks.webhook = receiver.all.map(({ headers, body }) => JSON.stringify(headers) + body).join();
  receiver.close();
  await dataSource.destroy();
  await deployment.drop();
  return { sinks, secrets };
}

describe.each(DATABASES)('secrets (%s)', (kind) => {
  it('no log, command, audit event, webhook, metric or error response contains a secret', async () => {
    const { sinks, secrets } = await useEverything(kind);
    // `user create` prints the address that the operator gave.
    const { commands, ...others } = sinks;
    const isEmail = (secret: string) => secret === EMAIL;
    expect(found({ ...others, commands: '' }, secrets)).toEqual([]);
    expect(found({ ...sinks, commands }, secrets.filter((one) => !isEmail(one)))).toEqual([]); // prettier-ignore
    // The scan has seen every sink in use, and detects a secret in each of them.
    for (const type of [
      'authn_login_fail',
      'authn_token_reuse',
      'authn_bearer_refused',
      'user_created',
    ]) {
      // prettier-ignore
      expect(sinks.audit).toContain(type);
      expect(sinks.webhook).toContain(type);
      expect(sinks.log + sinks.commands).toContain(type);
    }
    expect(sinks.errors).toContain('No active account');
    expect(sinks.metrics).toContain('keyturn_audit_dropped_total 0');
    expect(secrets.length).toBeGreaterThan(30);
    for (const sink of Object.keys(sinks)) {
      expect(found({ ...sinks, [sink]: `"${PASSWORD}"` }, [PASSWORD])).toHaveLength(1);
    }
  });
});
