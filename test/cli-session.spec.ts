import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource, Not } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { RefreshToken } from '../src/auth/persistence/refresh-token.entity.js';
import { TypeOrmRefreshTokenStore } from '../src/auth/persistence/typeorm-refresh-token.store.js';
import { TypeOrmUserStore } from '../src/auth/persistence/typeorm-user.store.js';
import { parseDatabaseUrl } from '../src/service/database/database-url.js';
import { connect } from '../src/service/database/open-database.js';
import { migrate } from '../src/service/database/migrate.js';
import { createDatabase, DATABASES, type TestDatabase } from './support/databases.js';
import { type CliResult, runCli } from './support/run-cli.js';

const jsonOf = ({ stdout }: CliResult): unknown => JSON.parse(stdout);

describe.each(DATABASES)('keyturn session (%s)', (kind) => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let users: TypeOrmUserStore;
  let store: TypeOrmRefreshTokenStore;

  beforeAll(async () => {
    database = await createDatabase(kind);
    dataSource = await connect(parseDatabaseUrl(database.url)!);
    await migrate(dataSource);
    users = new TypeOrmUserStore(dataSource);
    store = new TypeOrmRefreshTokenStore(dataSource, users);
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  const keyturn = (args: string) =>
    runCli(args.split(' '), { env: { DATABASE_URL: database.url } });
  const createUser = (username: string) =>
    users.create(
      { username, passwordHash: 'hunter2', isActive: true, tokenVersion: 0 },
      Date.now(),
    );
  /**
   * @param age, lifetime in milliseconds. The refresh token expires one minute after its creation.
   */
  const createSession = async (
    userId: string,
    { userAgent = 'curl/8', age = 1_000, lifetime = 60_000 } = {},
  ) => {
    const rotatedAt = Date.now() - age;
    const id = uuidv7({ msecs: rotatedAt });
    const times = {
      rotatedAt,
      expiresAt: rotatedAt + 60_000,
      sessionExpiresAt: rotatedAt + lifetime,
    };
    await store.create({ id, userId, tokenVersion: 0, ...times, ip: '192.0.2.1', userAgent });
    return id;
  };
  const rows = () => dataSource.getRepository(RefreshToken);
  /** Creates sessions one millisecond apart. @returns their IDs, newest first */
  const createSessions = async (userId: string, count: number) => {
    const sid = await createSession(userId);
    const newest = await rows().findOneByOrFail({ id: sid });
    const others = Array.from({ length: count - 1 }, (_, index) => {
      const createdAt = newest.createdAt - index - 1;
      return { ...newest, createdAt, id: uuidv7({ msecs: createdAt }) };
    });
    await rows().save(others, { chunk: 50 });
    return [sid, ...others.map(({ id }) => id)];
  };
  const reasonOf = async (sid: string) => (await store.find(sid))?.revokedReason;

  describe('session list', () => {
    it('session list shows sessions of every state, newest first', async () => {
      const { id } = await createUser('alice');
      const expired = await createSession(id, { userAgent: 'old', age: 100_000 });
      const idle = await createSession(id, { userAgent: 'idle', age: 90_000, lifetime: 900_000 });
      const revoked = await createSession(id, { userAgent: 'lost phone', age: 2_000 });
      const active = await createSession(id);
      await store.revoke(revoked, 'logout', Date.now());
      const { status, stdout } = await keyturn('session list alice');
      expect(status).toBe(0);
      const [head, ...rows] = stdout.trimEnd().split('\n');
      expect(head).toMatch(/^ID +CREATED +LAST SEEN +EXPIRES +STATE +ADDRESS +CLIENT$/);
      expect(rows.map((row) => row.split(' ')[0])).toEqual([active, revoked, idle, expired]);
      expect(rows[0]).toMatch(/ active +192\.0\.2\.1 +curl\/8$/);
      expect(rows[1]).toMatch(/ revoked \(logout\) +192\.0\.2\.1 +lost phone$/);
      expect(rows[2]).toMatch(/ expired +192\.0\.2\.1 +idle$/);
      expect(rows[3]).toMatch(/ expired +192\.0\.2\.1 +old$/);
      const { stdout: only } = await keyturn('session list alice --active --json');
      expect(JSON.parse(only)).toMatchObject([{ id: active, state: 'active' }]);
    });

    it('session list --json contains no idempotency keys', async () => {
      const { id } = await createUser('json');
      expect(jsonOf(await keyturn('session list json --json'))).toEqual([]);
      const sid = await createSession(id);
      expect(jsonOf(await keyturn('session list json --json'))).toEqual([
        {
          id: sid,
          state: 'active',
          created_at: expect.any(String),
          last_seen_at: expect.any(String),
          expires_at: expect.any(String),
          session_expires_at: expect.any(String),
          revoked_at: null,
          revoked_reason: null,
          ip: '192.0.2.1',
          user_agent: 'curl/8',
        },
      ]);
    });

    it('session list reads several pages, up to --limit and after the ID in --after', async () => {
      const { id } = await createUser('busy');
      const sids = await createSessions(id, 2_001);
      const listed = async (options: string) => {
        const sessions = jsonOf(await keyturn(`session list busy --json ${options}`.trim()));
        return (sessions as { id: string }[]).map((session) => session.id);
      };
      expect(await listed('')).toEqual(sids);
      expect(await listed('--limit 1500')).toEqual(sids.slice(0, 1_500));
      expect(await listed(`--limit 2 --after ${sids[1_998]}`)).toEqual(sids.slice(1_999));
      const { stdout } = await keyturn('session list busy');
      expect(stdout.trimEnd().split('\n')).toHaveLength(2_002);
    });

    it('session list --active shows an active session that is older than 1000 revoked ones', async () => {
      const { id } = await createUser('flooded');
      const sid = await createSession(id, { age: 50_000 });
      await createSessions(id, 1_100);
      const revoked = { revokedAt: Date.now(), revokedReason: 'logout' } as const;
      await rows().update({ userId: id, id: Not(sid) }, revoked);
      const sessions = jsonOf(await keyturn('session list flooded --active --json'));
      expect(sessions).toMatchObject([{ id: sid }]);
    });

    it('session list replaces control characters in the user agent', async () => {
      const { id } = await createUser('strange');
      await createSession(id, { userAgent: 'evil\u001b[2J\u202e' });
      const { stdout } = await keyturn('session list strange');
      expect(stdout).toContain('evil?[2J?');
    });

    it.each([
      ['--limit 0', /'--limit <number>' argument '0' is invalid. Give an integer from 1 to/],
      ['--limit all', /'--limit <number>' argument 'all' is invalid. Give an integer from 1 to/],
      ['--after yesterday', /'yesterday' is invalid. Give the ID of a session, as the list shows/],
    ])('session list rejects %s', async (options, stderr) => {
      const result = await keyturn(`session list alice ${options}`);
      expect(result).toEqual({ status: 2, stdout: '', stderr: expect.stringMatching(stderr) });
    });

    it('session list rejects a user who does not exist', async () => {
      const stderr = 'There is no user "unknown".\n';
      expect(await keyturn('session list unknown')).toEqual({ status: 1, stdout: '', stderr });
    });
  });

  describe('session revoke', () => {
    it('session revoke revokes one session once', async () => {
      const { id } = await createUser('one');
      const [sid, other] = [await createSession(id), await createSession(id)];
      const stdout = `Revoked session ${sid}.\n`;
      const result = await keyturn(`session revoke ${sid}`);
      expect(result).toMatchObject({ status: 0, stdout });
      expect(JSON.parse(result.stderr)).toMatchObject({
        event: { type: 'authn_token_revoked', reason: 'admin', sid, userId: id },
      });
      expect([await reasonOf(sid), await reasonOf(other)]).toEqual(['admin', null]);
      expect(await keyturn(`session revoke ${sid}`)).toMatchObject({
        status: 1,
        stderr: `Session "${sid}" does not exist or is already revoked.\n`,
      });
    });

    it('session revoke accepts a session that has expired', async () => {
      const { id } = await createUser('expired');
      const sid = await createSession(id, { age: 100_000 });
      expect(await keyturn(`session revoke ${sid}`)).toMatchObject({ status: 0 });
      expect(await reasonOf(sid)).toBe('admin');
    });

    it('session revoke --user revokes every session of a user, also sessions that are created at the same time', async () => {
      const { id } = await createUser('bob');
      const sids = [await createSession(id), await createSession(id)];
      const other = await createSession((await createUser('carol')).id);
      const result = await keyturn('session revoke --user bob --json');
      expect([result.status, jsonOf(result)]).toEqual([0, { username: 'bob' }]);
      expect(await Promise.all(sids.map(reasonOf))).toEqual(['admin', 'admin']);
      expect(await reasonOf(other)).toBeNull();
      expect(await users.findById(id)).toMatchObject({ tokenVersion: 1 });
    });

    it('session revoke --all revokes every session, and reports 0 when it runs again', async () => {
      const { id } = await createUser('all');
      const sids = await Promise.all(Array.from({ length: 20 }, () => createSession(id)));
      const { status, stdout, stderr } = await keyturn('session revoke --all --yes');
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toMatch(/^Revoked \d+ sessions\.\n$/);
      expect(new Set(await Promise.all(sids.map(reasonOf)))).toEqual(new Set(['admin']));
      expect(jsonOf(await keyturn('session revoke --all --yes --json'))).toEqual({ revoked: 0 });
    });

    it('session revoke --all does nothing without a confirmation', async () => {
      const sid = await createSession((await createUser('unconfirmed')).id);
      const stderr = 'Revoke every session of every user? Confirm with --yes.\n';
      expect(await keyturn('session revoke --all')).toEqual({ status: 2, stdout: '', stderr });
      expect(await reasonOf(sid)).toBeNull();
    });

    it.each(['session revoke', 'session revoke id --all', 'session revoke --user alice --all'])(
      'session revoke requires exactly one selection: %s',
      async (command) => {
        const stderr = 'Give exactly one of: ID, --user NAME, --all.\n';
        expect(await keyturn(command)).toEqual({ status: 2, stdout: '', stderr });
      },
    );
  });
});
