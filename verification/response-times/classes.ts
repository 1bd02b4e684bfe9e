import { UserEntity } from '../../src/auth/persistence/user.entity.js';
import { readEnvironment } from '../../src/service/configuration/environment.js';
import type { TestDatabase } from '../../test/support/databases.js';
import { SECRET } from '../../test/support/jwt.js';
import { type InProcessService, TestService } from '../../test/support/service.js';

const PASSWORD = 'violet kettle harbor';
const WRONG = 'amber kettle meadow';

/** The kinds of rejected log-ins, which must be indistinguishable. */
export const CLASSES = {
  'a wrong password': () => ({ username: 'active', password: WRONG }),
  'an unknown name': (round: number) => ({ username: `unknown ${round}`, password: WRONG }),
  'an inactive user, right password': () => ({ username: 'inactive', password: PASSWORD }),
  'an inactive user, wrong password': () => ({ username: 'inactive', password: WRONG }),
  'a user without a password': () => ({ username: 'without', password: WRONG }),
  'a user with an unreadable hash': () => ({ username: 'unreadable', password: WRONG }),
} as const;

export type Class = keyof typeof CLASSES;

/** The users of a database, by name. Undefined: a new hash. */
export type Hashes = Readonly<Record<string, string | undefined>>;

/** The users of {@link CLASSES}. @param hash of those whose hash can be read */
export const usersOfClasses = (hash: string | undefined): Hashes => ({
  active: hash,
  inactive: hash,
  without: '!',
  unreadable: 'md5$salt$digest',
});

/**
 * Starts the service on a database with users. It counts their hashes at the start, so the users are
 * created before, by another start.
 */
export async function startWith(hashes: Hashes, database: TestDatabase): Promise<InProcessService> {
  const before = await startOn(database);
  for (const [username, passwordHash] of Object.entries(hashes)) {
    await before.users.create({ username, password: PASSWORD });
    if (passwordHash === undefined) continue;
    const users = before.dataSource.getRepository(UserEntity);
    await users.update({ username }, { passwordHash });
  }
  if ('inactive' in hashes) await before.users.deactivate('inactive');
  await before.close();
  return startOn(database);
}

/** No limit may reject the log-ins before their passwords are checked. */
function startOn(database: TestDatabase): Promise<InProcessService> {
  const { auth, http } = readEnvironment({ JWT_SECRET: SECRET, LOGIN_THROTTLE: 'off' });
  return TestService.startInProcess(database, auth, http);
}
