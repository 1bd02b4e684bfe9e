import { beforeAll, describe, expect, it } from '@jest/globals';
import { AuditStore } from '../../src/service/audit/audit-store.js';
import { auditRecordOf } from '../../src/service/audit/audit-record.js';
import { EventIds } from '../../src/service/audit/event-id.js';
import type { AuthEvent } from '../../src/auth/domain/auth-events.js';
import { DATABASES } from '../support/databases.js';
import { emptyDatabase, open } from '../support/opened.js';
import { type CliResult, runCli } from '../support/run-cli.js';

const PASSWORD = 'violet kettle harbor';

const linesOf = ({ stdout }: CliResult) =>
  stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { id: string; type: string; details: object });

describe.each(DATABASES)('keyturn audit (%s)', (kind) => {
  let env: Record<string, string>;
  let store: AuditStore;
  const ids = new EventIds();

  beforeAll(async () => {
    env = { DATABASE_URL: await emptyDatabase(kind) };
    await runCli('migrate', { env });
    store = new AuditStore(await open(env['DATABASE_URL']!));
  });

  const audit = (options: string) => runCli(`audit ${options}`.trim(), { env });
  const user = (command: string, more: Record<string, string> = {}) =>
    runCli(`user ${command}`, { env: { ...env, ...more }, input: PASSWORD });
  const idOf = async (name: string): Promise<string> => {
    const { stdout } = await user('list --json');
    const users = JSON.parse(stdout) as { username: string; id: string }[];
    return users.find(({ username }) => username === name)!.id;
  };
  /** @param ages milliseconds before now @returns the IDs, in the order of the ages */
  const insert = async (userId: string, ...ages: number[]) => {
    const event = { type: 'authn_login_fail', reason: 'wrong_password', userId } as const;
    const client = { ip: '192.0.2.1', userAgent: 'curl/8\u001b[2J' };
    const records = ages.map((age) => {
      const time = Date.now() - age;
      const at = { id: new EventIds().next(time), time, source: 'service' } as const;
      return auditRecordOf({ ...event, client }, at);
    });
    await store.insert(records, []);
    return records.map(({ id }) => id);
  };

  it('audit lists what the commands did, newest last, and the command line as the actor', async () => {
    await user('create alice --password-stdin');
    const id = await idOf('alice');
    await user('deactivate alice');
    await user('delete alice --yes');
    const events = linesOf(await audit(`--user ${id} --json`));
    const actor = 'command_line';
    expect(events).toMatchObject([
      { type: 'user_created', user_id: id, details: { actor, isActive: true } },
      { type: 'user_deactivated', user_id: id, details: { actor } },
      { type: 'authn_token_revoked', details: { actor, reason: 'deactivated' } },
      { type: 'user_deleted', severity: 'information', details: { actor } },
      { type: 'authn_token_revoked', details: { actor, reason: 'deleted' } },
    ]);
    expect(JSON.stringify(events)).not.toMatch(/alice|kettle|argon2/);
  });

  it('audit prints a table without control characters', async () => {
    await user('create table --password-stdin');
    await insert(await idOf('table'), 1_000);
    const { status, stdout } = await audit('--user table');
    expect(status).toBe(0);
    const [head, ...rows] = stdout.trimEnd().split('\n');
    expect(head).toMatch(/^TIME +EVENT +USER +ADDRESS +DETAILS$/);
    expect(rows.join('\n')).toMatch(/ authn_login_fail +\S+ +192\.0\.2\.1 +reason=wrong_password/);
    expect(stdout).not.toContain('\u001b');
  });

  it('audit filters by time, type and number', async () => {
    const [old, middle, recent] = await insert('filtered', 7_200_000, 3_600_000, 1_000);
    const listed = async (options: string) =>
      linesOf(await audit(`--user filtered --json ${options}`)).map(({ id }) => id);
    expect(await listed('')).toEqual([old, middle, recent]);
    expect(await listed('--since 90m')).toEqual([middle, recent]);
    expect(await listed('--until 30m')).toEqual([old, middle]);
    expect(await listed('--limit 1')).toEqual([recent]);
    expect(await listed('--until 30m --limit 1')).toEqual([middle]);
    expect(await listed('--since 2000-01-01')).toEqual([old, middle, recent]);
    expect(await listed('--type user_created authn_login_fail')).toEqual([old, middle, recent]);
    expect(await listed('--type user_created')).toEqual([]);
  });

  it('audit lists the newest 100 events, and all pages with --since', async () => {
    const time = Date.now() - 5_000;
    const event = { type: 'user_activated', userId: 'many' } as AuthEvent;
    const records = Array.from({ length: 1_203 }, () =>
      auditRecordOf(event, { id: ids.next(time), time, source: 'service' }),
    );
    for (let from = 0; from < records.length; from += 200) {
      await store.insert(records.slice(from, from + 200), []);
    }
    const all = records.map(({ id }) => id);
    const listed = async (options: string) =>
      linesOf(await audit(`--user many --json ${options}`)).map(({ id }) => id);
    expect(await listed('')).toEqual(all.slice(-100));
    expect(await listed('--since 1h')).toEqual(all);
  });

  it('commands write no events to the table when AUDIT_RETENTION is 0s', async () => {
    await user('create unaudited --password-stdin', { AUDIT_RETENTION: '0s' });
    expect((await audit('--user unaudited --json')).stdout).toBe('');
  });

  it('prune deletes the events that are older than AUDIT_RETENTION', async () => {
    const [, kept] = await insert('pruned', 3 * 86_400_000, 1_000);
    const result = await runCli('prune --json', { env: { ...env, AUDIT_RETENTION: '2d' } });
    expect(JSON.parse(result.stdout)).toMatchObject({ events: 1 });
    expect(linesOf(await audit('--user pruned --json')).map(({ id }) => id)).toEqual([kept]);
  });

  it.each([
    [
      1,
      '--user unknown',
      /^There is no user "unknown", and no event of a user with this ID\. Give the name or the ID of a user\.\n$/,
    ],
    [2, '--since yesterday', /Give a duration such as 7d, a date such as/],
    [2, '--type user_gone', /Give the name of an event: authn_login_success, /],
    [2, '--limit 0', /Give an integer from 1/],
    [2, '--follow --until 1h', /^--follow excludes --until\.\n$/],
  ])('an invalid command exits with status %d: audit %s', async (status, options, reason) => {
    expect(await audit(options)).toEqual({
      status,
      stdout: '',
      stderr: expect.stringMatching(reason),
    });
  });
});

it('a command prints the number of events that were not stored, the reason, and that it succeeded', async () => {
  const env = { DATABASE_URL: await emptyDatabase('sqlite') };
  await runCli('migrate', { env });
  for (const name of ['alice', 'bob'])
    await runCli(`user create ${name} --password-stdin`, { env, input: PASSWORD });
  const dataSource = await open(env.DATABASE_URL);
  await dataSource.query('DROP TABLE keyturn_audit_event');
  const one = await runCli('user unlock alice', { env });
  const two = await runCli('user deactivate bob --json', { env });
  const reason = 'in the audit log: the database rejected the write.';
  expect([one.status, two.status]).toEqual([0, 0]);
  const start = 'Warning: The command succeeded.';
  expect(one.stderr).toContain(`${start} 1 event was not stored ${reason}\n`);
  expect(two.stderr).toContain(`${start} 2 events were not stored ${reason}\n`);
});
