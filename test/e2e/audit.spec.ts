import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { auditOf } from '../support/audited-events.js';
import { DATABASES } from '../support/databases.js';
import { ALICE, Deployment } from '../support/deployment.js';
import { spawnBinary, untilExit } from '../support/run-binary.js';
import { keyturn } from '../support/run-cli.js';

const WRONG = { username: ALICE.username, password: 'not the right password' };

describe.each(DATABASES)('audit log (%s)', (kind) => {
  let deployment: Deployment;
  beforeAll(async () => void (deployment = await Deployment.create(kind)));
  afterAll(() => deployment.drop());

  it('has every event of a request at the end of the process, with its client', async () => {
    const server = await deployment.start();
    const agent = { 'User-Agent': 'a browser' };
    await server.logInAs(WRONG, agent);
    const { tokens } = await server.logInAs(ALICE, agent);
    await server.refresh(tokens.refresh, undefined, agent);
    await server.get('/api/me/', { ...agent, Authorization: `Bearer ${tokens.access}x` });
    await server.blacklist(tokens.refresh, agent);
    expect(await server.stop()).toBe(0);
    const events = await auditOf(deployment);
    expect(events.map(({ type }) => type)).toEqual([
      'user_created',
      'authn_login_fail',
      'authn_login_success',
      'authn_login_unfamiliar',
      'authn_bearer_refused',
      'authn_token_revoked',
    ]);
    for (const event of events.slice(1)) {
      expect(event).toMatchObject({ ip: '127.0.0.1', user_agent: 'a browser' });
    }
    expect(events[4]?.details).toEqual({ reason: 'invalid', suppressed: 0 });
  });

  it('audit --follow prints events as they appear, and ends with Ctrl-C', async () => {
    const following = spawnBinary(['audit', '--follow', '--limit', '1', '--json'], {
      env: deployment.variables,
    });
    const exited = untilExit(following);
    let text = '';
    following.stdout.on('data', (bytes: Buffer) => void (text += bytes.toString()));
    while (!text.includes('\n')) await setTimeout(20);
    await keyturn(['user', 'deactivate', ALICE.username], deployment.variables);
    while (!text.includes('user_deactivated')) await setTimeout(20);
    following.kill('SIGINT');
    expect(await exited).toMatchObject({ status: 0, stderr: '' });
    const ids = text.split('\n').filter(Boolean).map((line) => (JSON.parse(line) as { id: string }).id); // prettier-ignore
    expect(new Set(ids).size).toBe(ids.length);
    await keyturn(['user', 'activate', ALICE.username], deployment.variables);
  });

  it('audit --follow ends when the reader of its output has ended', async () => {
    const following = spawnBinary(['audit', '--follow', '--json'], { env: deployment.variables });
    await new Promise((resolve) => following.stdout.once('data', resolve));
    following.stdout.destroy();
    const exited = new Promise((resolve) => following.once('exit', resolve));
    await keyturn(['user', 'activate', ALICE.username], deployment.variables);
    expect(await exited).toBe(0);
  });

  it('a service with AUDIT_RETENTION=0s stores no events', async () => {
    const before = await auditOf(deployment);
    const server = await deployment.start({ AUDIT_RETENTION: '0s' });
    await server.logInAs(WRONG);
    expect(await server.stop()).toBe(0);
    expect(await auditOf(deployment)).toEqual(before);
  });
});
