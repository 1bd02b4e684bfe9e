import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { UserEntity } from '../../src/auth/persistence/user.entity.js';
import { UNQUEUED_PASSWORD_HASHER } from '../../src/auth/users/queued-password-hasher.js';
import type { PasswordHasher } from '../../src/index.js';
import { createDatabase, DATABASES, type TestDatabase } from '../support/databases.js';
import { Deferred } from '../support/deferred.js';
import { type InProcessService, TestService } from '../support/service.js';

interface Vector {
  name: string;
  password: string;
  hash: string;
}

/** One hash of each program and format. */
const VECTORS = (
  JSON.parse(readFileSync('test/fixtures/password-hashes/vectors.json', 'utf8')) as Vector[]
).filter(({ password }) => password === 'violet kettle harbor');

const NEW_HASH = /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/;

/** Stores a user with a hash of another program. @returns the name */
async function importUser(service: TestService, { name, hash }: Vector): Promise<string> {
  const username = `user of ${name}`;
  await service.users.create({ username, password: 'replaced by the import' });
  await usersOf(service).update({ username }, { passwordHash: hash });
  return username;
}

const usersOf = (service: TestService) => service.dataSource.getRepository(UserEntity);

const hashOf = async (service: TestService, username: string): Promise<string> =>
  (await usersOf(service).findOneByOrFail({ username })).passwordHash;

async function untilUpgraded(service: TestService, username: string): Promise<void> {
  while (!NEW_HASH.test(await hashOf(service, username))) await setTimeout(5);
}

describe('users from another program', () => {
  let service: TestService;

  beforeAll(async () => void (service = await TestService.start('sqlite')));
  afterAll(() => service.stop());

  it.each(VECTORS.map((vector) => [vector.name, vector] as const))(
    'a user with a hash of %s logs in, gets a new hash, and keeps the session',
    async (_, vector) => {
      const { password } = vector;
      const username = await importUser(service, vector);
      const wrong = await service.logInAs({ username, password: 'violet kettle' });
      expect([wrong.status, await hashOf(service, username)]).toEqual([401, vector.hash]);
      const response = await service.logInAs({ username, password });
      expect(response.status).toBe(200);
      await untilUpgraded(service, username);
      const { refresh } = response.json as { refresh: string };
      expect((await service.post('/api/token/refresh/', { refresh })).status).toBe(200);
      expect((await service.logInAs({ username, password })).status).toBe(200);
      const { id } = await usersOf(service).findOneByOrFail({ username });
      const upgrades = (await service.events()).filter(
        (event) => event.type === 'authn_password_rehashed' && event.userId === id,
      );
      expect(upgrades).toHaveLength(1);
    },
  );
});

describe.each(DATABASES)('an upgrade of a hash (%s)', (kind) => {
  const [vector] = VECTORS as [Vector];
  let database: TestDatabase;
  let service: InProcessService;
  let username: string;
  let started: Deferred<void>;
  let end: Deferred<void>;

  beforeEach(async () => {
    database = await createDatabase(kind);
    service = await TestService.startInProcess(database);
    username = await importUser(service, vector);
    [started, end] = [new Deferred(), new Deferred()];
    const hasher = service.app.get<PasswordHasher>(UNQUEUED_PASSWORD_HASHER, { strict: false });
    const hash = hasher.hash.bind(hasher);
    hasher.hash = async (password) => {
      started.resolve();
      await end.promise;
      return hash(password);
    };
  });
  afterEach(() => database.drop());

  const logIn = (password: string) => service.logInAs({ username, password });

  /** The log-in that the service accepts after a restart. */
  const accepted = async (passwords: readonly string[]) => {
    const restarted = await TestService.startInProcess(database);
    const statuses = [];
    for (const password of passwords) {
      statuses.push((await restarted.logInAs({ username, password })).status);
    }
    const hash = await hashOf(restarted, username);
    await restarted.close();
    return { statuses, hash };
  };

  it('never replaces a password that is changed in the meantime', async () => {
    expect((await logIn(vector.password)).status).toBe(200);
    await started.promise;
    await service.users.setPassword(username, 'amber kettle meadow');
    const changed = await hashOf(service, username);
    end.resolve();
    await service.close();
    const { statuses, hash } = await accepted([vector.password, 'amber kettle meadow']);
    expect([statuses, hash]).toEqual([[401, 200], changed]);
  });

  it('is complete before a shutdown closes the database', async () => {
    expect((await logIn(vector.password)).status).toBe(200);
    await started.promise;
    const closed = service.close();
    // The shutdown has begun.
    await setTimeout(50);
    end.resolve();
    await closed;
    const { hash } = await accepted([]);
    expect(hash).toMatch(NEW_HASH);
  });
});
