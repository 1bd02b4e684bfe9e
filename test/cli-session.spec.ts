import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { TypeOrmRefreshTokenStore } from '../src/auth/persistence/typeorm-refresh-token.store.js';
import { TypeOrmUserStore } from '../src/auth/persistence/typeorm-user.store.js';
import { parseDatabaseUrl } from '../src/service/database/database-url.js';
import { connect } from '../src/service/database/open-database.js';
import { migrate } from '../src/service/database/migrate.js';
import { createDatabase, DATABASES, type TestDatabase } from './support/databases.js';
import { type CliResult, runCli } from './support/run-cli.js';

const jsonOf = ({ stdout }: CliResult): unknown => JSON.parse(stdout);

describe.each(DATABASES)('logins on the command line (%s)', (kind) => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let users: TypeOrmUserStore;
  let logins: TypeOrmRefreshTokenStore;

  beforeAll(async () => {
    database = await createDatabase(kind);
    dataSource = await connect(parseDatabaseUrl(database.url)!);
    await migrate(dataSource);
    users = new TypeOrmUserStore(dataSource);
    logins = new TypeOrmRefreshTokenStore(dataSource, users);
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  const keyturn = (args: string) =>
    runCli(args.split(' '), { env: { DATABASE_URL: database.url } });
  const createUser = (username: string) =>
    users.create({ username, passwordHash: 'hunter2', isActive: true }, Date.now());
  const begin = async (userId: string, userAgent = 'curl/8', age = 1_000) => {
    const id = randomUUID();
    const rotatedAt = Date.now() - age;
    const expiresAt = rotatedAt + 60_000;
    const times = { rotatedAt, expiresAt, loginExpiresAt: expiresAt };
    await logins.create({ id, userId, tokenVersion: 0, ...times, ip: '192.0.2.1', userAgent });
    return id;
  };
  const reasonOf = async (sid: string) => (await logins.find(sid))?.revokedReason;

  describe('login list', () => {
    it('shows the newest first, with what became of each', async () => {
      const { id } = await createUser('alice');
      const ended = await begin(id, 'old', 100_000);
      const revoked = await begin(id, 'lost phone', 2_000);
      const living = await begin(id);
      await logins.revoke(revoked, 'logout', Date.now());
      const { status, stdout } = await keyturn('login list alice');
      expect(status).toBe(0);
      const [head, ...rows] = stdout.trimEnd().split('\n');
      expect(head).toMatch(/^ID +BEGAN +LAST SEEN +ENDS +STATE +FROM +CLIENT$/);
      expect(rows.map((row) => row.split(' ')[0])).toEqual([living, revoked, ended]);
      expect(rows[0]).toMatch(/ living +192\.0\.2\.1 +curl\/8$/);
      expect(rows[1]).toMatch(/ revoked \(logout\) +192\.0\.2\.1 +lost phone$/);
      expect(rows[2]).toMatch(/ ended +192\.0\.2\.1 +old$/);
    });

    it('answers in JSON, with nothing of the keys that spent tokens', async () => {
      const { id } = await createUser('json');
      const sid = await begin(id);
      const [login] = jsonOf(await keyturn('login list json --json')) as object[];
      expect(login).toMatchObject({ id: sid, state: 'living', revoked_at: null, ip: '192.0.2.1' });
      expect(Object.keys(login!)).not.toContain('proofs');
    });

    it('lets no stranger command the terminal of who looks', async () => {
      const { id } = await createUser('strange');
      await begin(id, 'evil\u001b[2J\u202e');
      const { stdout } = await keyturn('login list strange');
      expect(stdout).toContain('evil?[2J?');
    });

    it('is refused for nobody', async () => {
      const stderr = 'There is no user "nobody".\n';
      expect(await keyturn('login list nobody')).toEqual({ status: 1, stdout: '', stderr });
    });
  });

  describe('login revoke', () => {
    it('ends one login, once', async () => {
      const { id } = await createUser('one');
      const [sid, other] = [await begin(id), await begin(id)];
      const stdout = `Login ${sid} was ended.\n`;
      const result = await keyturn(`login revoke ${sid}`);
      expect(result).toMatchObject({ status: 0, stdout });
      expect(JSON.parse(result.stderr)).toMatchObject({
        event: { type: 'authn_token_revoked', reason: 'admin', sid, userId: id },
      });
      expect([await reasonOf(sid), await reasonOf(other)]).toEqual(['admin', null]);
      expect(await keyturn(`login revoke ${sid}`)).toMatchObject({
        status: 1,
        stderr: `No login "${sid}" is left to end.\n`,
      });
    });

    it('ends every login of a user, those that are beginning too', async () => {
      const { id } = await createUser('bob');
      const sids = [await begin(id), await begin(id)];
      const other = await begin((await createUser('carol')).id);
      const result = await keyturn('login revoke --user bob --json');
      expect([result.status, jsonOf(result)]).toEqual([0, { username: 'bob' }]);
      expect(await Promise.all(sids.map(reasonOf))).toEqual(['admin', 'admin']);
      expect(await reasonOf(other)).toBeNull();
      expect(await users.findById(id)).toMatchObject({ tokenVersion: 1 });
    });

    it('ends every login there is, and is done when it is run again', async () => {
      const { id } = await createUser('all');
      const sids = await Promise.all(Array.from({ length: 20 }, () => begin(id)));
      const { status, stdout, stderr } = await keyturn('login revoke --all --yes');
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toMatch(/^\d\d logins were ended\.\n$/);
      expect(new Set(await Promise.all(sids.map(reasonOf)))).toEqual(new Set(['admin']));
      expect(jsonOf(await keyturn('login revoke --all --yes --json'))).toEqual({ ended: 0 });
    });

    it('does not end all without being told twice', async () => {
      const sid = await begin((await createUser('asked')).id);
      const stderr = 'End every login of everybody? Confirm by --yes.\n';
      expect(await keyturn('login revoke --all')).toEqual({ status: 2, stdout: '', stderr });
      expect(await reasonOf(sid)).toBeNull();
    });

    it.each(['login revoke', 'login revoke id --all', 'login revoke --user alice --all'])(
      'is to be told what exactly: %s',
      async (command) => {
        const stderr = 'Give one of ID, --user NAME and --all.\n';
        expect(await keyturn(command)).toEqual({ status: 2, stdout: '', stderr });
      },
    );
  });
});
