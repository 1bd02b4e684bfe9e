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

describe.each(DATABASES)('sessions on the command line (%s)', (kind) => {
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
  /** @param age, lifetime in milliseconds; the refresh token expires a minute after its creation */
  const begin = async (
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
  /** Sessions a millisecond apart. @returns their ids, newest first */
  const beginMany = async (userId: string, count: number) => {
    const sid = await begin(userId);
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
    it('shows every state, newest first', async () => {
      const { id } = await createUser('alice');
      const expired = await begin(id, { userAgent: 'old', age: 100_000 });
      const idle = await begin(id, { userAgent: 'idle', age: 90_000, lifetime: 900_000 });
      const revoked = await begin(id, { userAgent: 'lost phone', age: 2_000 });
      const active = await begin(id);
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

    it('returns JSON without idempotency keys', async () => {
      const { id } = await createUser('json');
      expect(jsonOf(await keyturn('session list json --json'))).toEqual([]);
      const sid = await begin(id);
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

    it('lists more sessions than a page has, up to a limit and after an ID', async () => {
      const { id } = await createUser('busy');
      const sids = await beginMany(id, 2_001);
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

    it('shows an active session that is older than 1000 revoked ones', async () => {
      const { id } = await createUser('flooded');
      const sid = await begin(id, { age: 50_000 });
      await beginMany(id, 1_100);
      const revoked = { revokedAt: Date.now(), revokedReason: 'logout' } as const;
      await rows().update({ userId: id, id: Not(sid) }, revoked);
      const sessions = jsonOf(await keyturn('session list flooded --active --json'));
      expect(sessions).toMatchObject([{ id: sid }]);
    });

    it('replaces control characters of a client', async () => {
      const { id } = await createUser('strange');
      await begin(id, { userAgent: 'evil\u001b[2J\u202e' });
      const { stdout } = await keyturn('session list strange');
      expect(stdout).toContain('evil?[2J?');
    });

    it.each([
      ['--limit 0', /'--limit <number>' argument '0' is invalid. Give an integer from 1 to/],
      ['--limit all', /'--limit <number>' argument 'all' is invalid. Give an integer from 1 to/],
      ['--after yesterday', /'yesterday' is invalid. Give the ID of a session, as the list shows/],
    ])('rejects %s', async (options, stderr) => {
      const result = await keyturn(`session list alice ${options}`);
      expect(result).toEqual({ status: 2, stdout: '', stderr: expect.stringMatching(stderr) });
    });

    it('rejects a user who does not exist', async () => {
      const stderr = 'There is no user "nobody".\n';
      expect(await keyturn('session list nobody')).toEqual({ status: 1, stdout: '', stderr });
    });
  });

  describe('session revoke', () => {
    it('revokes one session, once', async () => {
      const { id } = await createUser('one');
      const [sid, other] = [await begin(id), await begin(id)];
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

    it('revokes a session that has expired', async () => {
      const { id } = await createUser('expired');
      const sid = await begin(id, { age: 100_000 });
      expect(await keyturn(`session revoke ${sid}`)).toMatchObject({ status: 0 });
      expect(await reasonOf(sid)).toBe('admin');
    });

    it('revokes every session of a user, also those that start at the same time', async () => {
      const { id } = await createUser('bob');
      const sids = [await begin(id), await begin(id)];
      const other = await begin((await createUser('carol')).id);
      const result = await keyturn('session revoke --user bob --json');
      expect([result.status, jsonOf(result)]).toEqual([0, { username: 'bob' }]);
      expect(await Promise.all(sids.map(reasonOf))).toEqual(['admin', 'admin']);
      expect(await reasonOf(other)).toBeNull();
      expect(await users.findById(id)).toMatchObject({ tokenVersion: 1 });
    });

    it('revokes every session, and finds none when it runs again', async () => {
      const { id } = await createUser('all');
      const sids = await Promise.all(Array.from({ length: 20 }, () => begin(id)));
      const { status, stdout, stderr } = await keyturn('session revoke --all --yes');
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toMatch(/^Revoked \d+ sessions\.\n$/);
      expect(new Set(await Promise.all(sids.map(reasonOf)))).toEqual(new Set(['admin']));
      expect(jsonOf(await keyturn('session revoke --all --yes --json'))).toEqual({ revoked: 0 });
    });

    it('does not revoke all sessions without a confirmation', async () => {
      const sid = await begin((await createUser('asked')).id);
      const stderr = 'Revoke every session of every user? Confirm with --yes.\n';
      expect(await keyturn('session revoke --all')).toEqual({ status: 2, stdout: '', stderr });
      expect(await reasonOf(sid)).toBeNull();
    });

    it.each(['session revoke', 'session revoke id --all', 'session revoke --user alice --all'])(
      'rejects a revocation without exactly one selection: %s',
      async (command) => {
        const stderr = 'Give exactly one of: ID, --user NAME, --all.\n';
        expect(await keyturn(command)).toEqual({ status: 2, stdout: '', stderr });
      },
    );
  });
});
