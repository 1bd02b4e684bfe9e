import type { DataSource } from 'typeorm';
import type { PasswordHasher } from '../../auth/domain/password-hasher.js';
import { UserEntity } from '../../auth/persistence/user.entity.js';
import { Argon2PasswordHasher } from '../../auth/users/argon2-password-hasher.js';
import { commandLine } from '../bootstrap/command-line.js';
import { FIRST_USERNAME } from '../bootstrap/first-user.js';
import { type Finding, finding } from './finding.js';
import { KNOWN_PASSWORDS } from './known-passwords.js';

const REMEDY = `Run: ${commandLine(`user set-password ${FIRST_USERNAME}`)}`;

/** Checks the password of the user whom a start in development creates, if it is used in production. */
export async function examineFirstUser(
  dataSource: DataSource,
  hasher: PasswordHasher = new Argon2PasswordHasher(),
): Promise<Finding[]> {
  const user = await dataSource.getRepository(UserEntity).findOneBy({ username: FIRST_USERNAME });
  if (user?.isActive !== true) return [];
  if (await hasKnownPassword(user, hasher)) {
    const text = `The user ${FIRST_USERNAME} has a publicly known password.`;
    return [finding('users', 'problem', text, REMEDY)];
  }
  if (user.passwordChangedAt !== user.createdAt) return [];
  const text =
    `The password of the user ${FIRST_USERNAME} was never changed. A start in development may have ` +
    'printed it.';
  return [finding('users', 'hint', text, REMEDY)];
}

async function hasKnownPassword(user: UserEntity, hasher: PasswordHasher): Promise<boolean> {
  for (const password of KNOWN_PASSWORDS)
    if (await hasher.verify(user.passwordHash, password)) return true;
  return false;
}
