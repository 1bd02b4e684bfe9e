import { beforeAll, describe, expect, it } from '@jest/globals';
import { type DataSource, Not } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { RefreshToken } from '../../src/auth/persistence/refresh-token.entity.js';
import { TypeOrmRefreshTokenStore } from '../../src/auth/persistence/typeorm-refresh-token.store.js';
import { TypeOrmUserStore } from '../../src/auth/persistence/typeorm-user.store.js';
import { migrate } from '../../src/service/database/migrate.js';
import { type DatabaseKind, DATABASES } from '../support/databases.js';
import { emptyDatabase, open } from '../support/opened.js';
import { type CliResult, jsonOf, runCli } from '../support/run-cli.js';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0';

/** Times are in milliseconds. */
interface SessionParts {
  userAgent?: string | null;
  age?: number;
  lifetime?: number;
}

/** A migrated database with sessions that a test creates. */
class Fixture {
  readonly users: TypeOrmUserStore;
  private readonly store: TypeOrmRefreshTokenStore;

  private constructor(
    private readonly url: string,
    private readonly dataSource: DataSource,
  ) {
    this.users = new TypeOrmUserStore(dataSource);
    this.store = new TypeOrmRefreshTokenStore(dataSource, this.users);
  }

  static async create(kind: DatabaseKind): Promise<Fixture> {
    const url = await emptyDatabase(kind);
    const dataSource = await open(url);
    await migrate(dataSource);
    return new Fixture(url, dataSource);
  }

  /** @param command such as `list alice` */
  session(command: string): Promise<CliResult> {
    return runCli(`session ${command}`.trim(), { env: { DATABASE_URL: this.url } });
  }

  /** @returns the ID of the new user */
  async createUser(username: string): Promise<string> {
    const user = { username, passwordHash: 'hunter2', isActive: true, tokenVersion: 0 };
    return (await this.users.create(user, Date.now())).id;
  }

  /**
   * Creates a session whose refresh token expires one minute after its creation.
   */
  async createSession(
    userId: string,
    { userAgent = 'curl/8', age = 1_000, lifetime = 60_000 }: SessionParts = {},
  ): Promise<string> {
    const rotatedAt = Date.now() - age;
    const id = uuidv7({ msecs: rotatedAt });
    const [expiresAt, sessionExpiresAt] = [rotatedAt + 60_000, rotatedAt + lifetime];
    const times = { rotatedAt, expiresAt, sessionExpiresAt };
    await this.store.create({ id, userId, tokenVersion: 0, ...times, ip: '192.0.2.1', userAgent });
    return id;
  }

  /** Creates sessions one millisecond apart. @returns their IDs, newest first */
  async createSessions(userId: string, count: number): Promise<string[]> {
    const sid = await this.createSession(userId);
    const newest = await this.rows.findOneByOrFail({ id: sid });
    const others = Array.from({ length: count - 1 }, (_, index) => {
      const createdAt = newest.createdAt - index - 1;
      return { ...newest, createdAt, id: uuidv7({ msecs: createdAt }) };
    });
    await this.rows.save(others, { chunk: 50 });
    return [sid, ...others.map(({ id }) => id)];
  }

  async revoke(sid: string): Promise<void> {
    await this.store.revoke(sid, 'logout', Date.now());
  }

  async reasonOf(sid: string): Promise<string | null | undefined> {
    return (await this.store.find(sid))?.revokedReason;
  }

  get rows() {
    return this.dataSource.getRepository(RefreshToken);
  }
}

describe.each(DATABASES)('keyturn session (%s)', (kind) => {
  let db: Fixture;
  beforeAll(async () => void (db = await Fixture.create(kind)));

  it('session list shows sessions of every state, newest first', async () => {
    const id = await db.createUser('alice');
    const expired = await db.createSession(id, { userAgent: null, age: 100_000 });
    const idle = await db.createSession(id, { userAgent: 'idle', age: 90_000, lifetime: 900_000 });
    const revoked = await db.createSession(id, { userAgent: 'lost phone', age: 2_000 });
    const active = await db.createSession(id, { userAgent: FIREFOX });
    await db.revoke(revoked);
    const { status, stdout } = await db.session('list alice');
    expect(status).toBe(0);
    const [head, ...rows] = stdout.trimEnd().split('\n');
    expect(head).toMatch(/^ID +CREATED +LAST SEEN +EXPIRES +STATE +ADDRESS +DEVICE +CLIENT$/);
    expect(rows.map((row) => row.split(' ')[0])).toEqual([active, revoked, idle, expired]);
    expect(rows[0]).toMatch(
      / active +192\.0\.2\.1 +Firefox on Linux +Mozilla\/5\.0 .*Firefox\/132\.0$/,
    );
    expect(rows[1]).toMatch(/ revoked \(logout\) +192\.0\.2\.1 +lost phone +lost phone$/);
    expect(rows[2]).toMatch(/ expired +192\.0\.2\.1 +idle +idle$/);
    expect(rows[3]).toMatch(/ expired +192\.0\.2\.1 +- +-$/);
    const listed = jsonOf(await db.session('list alice --active --json'));
    expect(listed).toMatchObject([{ id: active, state: 'active' }]);
  });

  it('session list --json contains no idempotency keys', async () => {
    const id = await db.createUser('json');
    expect(jsonOf(await db.session('list json --json'))).toEqual([]);
    const sid = await db.createSession(id);
    expect(jsonOf(await db.session('list json --json'))).toEqual([
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
        device: 'curl',
        user_agent: 'curl/8',
      },
    ]);
  });

  it('session list --active shows an active session that is older than 1000 revoked ones', async () => {
    const id = await db.createUser('flooded');
    const sid = await db.createSession(id, { age: 50_000 });
    await db.createSessions(id, 1_100);
    const revoked = { revokedAt: Date.now(), revokedReason: 'logout' } as const;
    await db.rows.update({ userId: id, id: Not(sid) }, revoked);
    expect(jsonOf(await db.session('list flooded --active --json'))).toMatchObject([{ id: sid }]);
  });

  it('session revoke revokes one session once', async () => {
    const id = await db.createUser('one');
    const [sid, other] = [await db.createSession(id), await db.createSession(id)];
    const stdout = `Revoked session ${sid}.\n`;
    const result = await db.session(`revoke ${sid}`);
    expect(result).toMatchObject({ status: 0, stdout });
    expect(JSON.parse(result.stderr)).toMatchObject({
      event: { type: 'authn_token_revoked', reason: 'admin', sid, userId: id },
    });
    expect([await db.reasonOf(sid), await db.reasonOf(other)]).toEqual(['admin', null]);
    const stderr = `Session "${sid}" does not exist or is already revoked.\n`;
    expect(await db.session(`revoke ${sid}`)).toEqual({ status: 1, stdout: '', stderr });
  });

  it('session revoke accepts a session that has expired', async () => {
    const sid = await db.createSession(await db.createUser('expired'), { age: 100_000 });
    expect(await db.session(`revoke ${sid}`)).toMatchObject({ status: 0 });
    expect(await db.reasonOf(sid)).toBe('admin');
  });

  it('session revoke --user revokes every session of a user, also sessions that are created at the same time', async () => {
    const id = await db.createUser('bob');
    const sids = [await db.createSession(id), await db.createSession(id)];
    const other = await db.createSession(await db.createUser('carol'));
    const result = await db.session('revoke --user bob --json');
    expect([result.status, jsonOf(result)]).toEqual([0, { username: 'bob' }]);
    expect(await Promise.all(sids.map((sid) => db.reasonOf(sid)))).toEqual(['admin', 'admin']);
    expect(await db.reasonOf(other)).toBeNull();
    expect(await db.users.findById(id)).toMatchObject({ tokenVersion: 1 });
  });

  it('session revoke --all revokes every session, and reports 0 when it runs again', async () => {
    const sids = await db.createSessions(await db.createUser('all'), 20);
    const { status, stdout, stderr } = await db.session('revoke --all --yes');
    expect([status, stderr]).toEqual([0, expect.stringContaining('"sid":null,"userId":null')]);
    expect(stdout).toMatch(/^Revoked \d+ sessions\.\n$/);
    const reasons = await Promise.all(sids.map((sid) => db.reasonOf(sid)));
    expect(new Set(reasons)).toEqual(new Set(['admin']));
    expect(jsonOf(await db.session('revoke --all --yes --json'))).toEqual({ revoked: 0 });
  });
});

describe('options of keyturn session', () => {
  let db: Fixture;
  beforeAll(async () => {
    db = await Fixture.create('sqlite');
    await db.createUser('alice');
  });

  it('session list reads several pages, up to --limit and after the ID in --after', async () => {
    const sids = await db.createSessions(await db.createUser('busy'), 2_001);
    const listed = async (options: string) => {
      const sessions = jsonOf(await db.session(`list busy --json ${options}`));
      return (sessions as { id: string }[]).map((session) => session.id);
    };
    expect(await listed('')).toEqual(sids);
    expect(await listed('--limit 1500')).toEqual(sids.slice(0, 1_500));
    expect(await listed(`--limit 2 --after ${sids[1_998]}`)).toEqual(sids.slice(1_999));
    const { stdout } = await db.session('list busy');
    expect(stdout.trimEnd().split('\n')).toHaveLength(2_002);
  });

  it('session list replaces control characters in the user agent', async () => {
    await db.createSession(await db.createUser('strange'), { userAgent: 'evil\u001b[2J\u202e' });
    expect((await db.session('list strange')).stdout).toContain('evil?[2J?');
  });

  it('session list --json escapes control characters in the user agent', async () => {
    const userAgent = 'evil\u009b2J\u202e\u{e0041}';
    await db.createSession(await db.createUser('escaped'), { userAgent });
    const result = await db.session('list escaped --json');
    expect(result.stdout).toContain('"user_agent":"evil\\u009b2J\\u202e\\udb40\\udc41"');
    expect(jsonOf(result)).toMatchObject([{ user_agent: userAgent }]);
  });

  it('session revoke --all does nothing without a confirmation', async () => {
    const sid = await db.createSession(await db.createUser('unconfirmed'));
    const stderr = 'Revoke every session of every user? Confirm with --yes.\n';
    expect(await db.session('revoke --all')).toEqual({ status: 2, stdout: '', stderr });
    expect(await db.reasonOf(sid)).toBeNull();
  });

  const ONE_SELECTION = /^Give exactly one of: ID, --user NAME, --all\.\n$/;

  it.each([
    [1, 'list unknown', /^There is no user "unknown"\. List the users with: .* user list\n$/],
    [
      1,
      'revoke --user unknown',
      /^There is no user "unknown"\. List the users with: .* user list\n$/,
    ],
    [2, 'list alice --limit 0', /'--limit <number>' argument '0' is invalid\. Give an integer/],
    [2, 'list alice --limit all', /'all' is invalid\. Give an integer from 1 to/],
    [2, 'list alice --after yesterday', /'yesterday' is invalid\. Give the ID of a session, as/],
    [2, 'revoke', ONE_SELECTION],
    [2, 'revoke id --all', ONE_SELECTION],
    [2, 'revoke --user alice --all', ONE_SELECTION],
  ])(
    'an invalid command exits with status %d and prints the reason: session %s',
    async (status, command, reason) => {
      const stderr = expect.stringMatching(reason);
      expect(await db.session(command)).toEqual({ status, stdout: '', stderr });
    },
  );
});
