import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { COLUMN_LENGTHS } from '../domain/column-lengths.js';
import type { UserProfile } from '../domain/user-directory.js';
import type { UserWithPasswordHash } from '../domain/user.js';
import { epochMs } from './epoch-ms.js';

export const USERNAME_INDEX = 'keyturn_user_username';
export const USERNAME_KEY_INDEX = 'keyturn_user_username_key';
export const EMAIL_KEY_INDEX = 'keyturn_user_email_key';

/**
 * A user of the module. Applications with their own users leave out this entity and its migration.
 */
@Entity('keyturn_user')
@Index(USERNAME_KEY_INDEX, ['usernameKey', 'usernameIsUnique'], { unique: true })
@Index(EMAIL_KEY_INDEX, ['emailKey', 'emailIsUnique'], { unique: true })
export class UserEntity implements UserWithPasswordHash<UserProfile> {
  @PrimaryColumn({ type: 'varchar', length: COLUMN_LENGTHS.userId })
  id!: string;

  @Index(USERNAME_INDEX, { unique: true })
  @Column({ type: 'varchar', length: COLUMN_LENGTHS.username })
  username!: string;

  @Column({ type: 'varchar', length: COLUMN_LENGTHS.email, nullable: true })
  email!: string | null;

  @Column({ name: 'password_hash', type: 'varchar', length: COLUMN_LENGTHS.passwordHash })
  passwordHash!: string;

  @Column({ name: 'is_active', type: 'boolean' })
  isActive!: boolean;

  @Column({ name: 'token_version', type: 'integer' })
  tokenVersion!: number;

  @Column({ name: 'created_at', type: 'bigint', transformer: epochMs })
  createdAt!: number;

  @Column({ name: 'last_login_at', type: 'bigint', nullable: true, transformer: epochMs })
  lastLoginAt!: number | null;

  @Column({ name: 'password_changed_at', type: 'bigint', transformer: epochMs })
  passwordChangedAt!: number;

  /** When an operator set the failed log-ins of the user to zero. */
  @Column({ name: 'login_unlocked_at', type: 'bigint', nullable: true, transformer: epochMs })
  loginUnlockedAt?: number | null;

  /**
   * SHA-256 of the hash that `passwordHash` has replaced as an upgrade, in hexadecimal: the first one
   * since the password was set. So an import recognizes the password.
   */
  @Column({ name: 'rehashed_from', type: 'varchar', length: 64, nullable: true })
  rehashedFrom?: string | null;

  /** The name without case. Null: an older version has created the user. */
  @Column({
    name: 'username_key',
    type: 'varchar',
    length: COLUMN_LENGTHS.loginKey,
    nullable: true,
  })
  usernameKey!: string | null;

  /** True: no other user for whom it is true has the same `usernameKey`. */
  @Column({ name: 'username_is_unique', type: 'boolean', nullable: true })
  usernameIsUnique!: true | null;

  /** The email address without case. */
  @Column({ name: 'email_key', type: 'varchar', length: COLUMN_LENGTHS.loginKey, nullable: true })
  emailKey!: string | null;

  /** True: no other user for whom it is true has the same `emailKey`. */
  @Column({ name: 'email_is_unique', type: 'boolean', nullable: true })
  emailIsUnique!: true | null;
}
