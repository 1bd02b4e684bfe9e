import type { RevocationReason } from '../../../src/auth/domain/session.js';
import {
  type NewUser,
  type PasswordChange,
  UserDirectory,
} from '../../../src/auth/domain/user-directory.js';
import type { Statement } from '../task.js';

/**
 * A user directory in which every method is one step. A transaction is one step too, because its
 * intermediate states are invisible.
 */
export class SteppedUsers extends UserDirectory {
  /** @param users returns the current directory, which a restored backup replaces */
  constructor(
    private readonly users: () => UserDirectory,
    private readonly statement: Statement,
  ) {
    super();
  }

  create(user: NewUser, now: number) {
    return this.users().create(user, now);
  }

  isEmpty() {
    return this.users().isEmpty();
  }

  list() {
    return this.users().list();
  }

  findByName(username: string) {
    return this.users().findByName(username);
  }

  rename(id: string, username: string) {
    return this.users().rename(id, username);
  }

  setEmail(id: string, email: string | null) {
    return this.users().setEmail(id, email);
  }

  findByUsername(username: string) {
    return this.statement('reads the user by name', () => this.users().findByUsername(username));
  }

  findById(id: string) {
    return this.statement('reads the user', () => this.users().findById(id));
  }

  findWithPasswordHash(id: string) {
    return this.statement('reads the user with the hash', () =>
      this.users().findWithPasswordHash(id),
    );
  }

  recordLogin(id: string, now: number) {
    return this.statement('records the log-in', () => this.users().recordLogin(id, now));
  }

  setPassword(id: string, hash: string, now: number) {
    return this.statement('sets the password', () => this.users().setPassword(id, hash, now));
  }

  changePassword(id: string, change: PasswordChange, now: number) {
    const run = () => this.users().changePassword(id, change, now);
    return this.statement('changes the password', run);
  }

  unlock(id: string) {
    return this.users().unlock(id);
  }

  activate(id: string) {
    return this.statement('activates', () => this.users().activate(id));
  }

  deactivate(id: string, now: number) {
    return this.statement('deactivates', () => this.users().deactivate(id, now));
  }

  delete(id: string, now: number) {
    return this.statement('deletes the user', () => this.users().delete(id, now));
  }

  override async revokeSessions(id: string, reason: RevocationReason, now: number): Promise<void> {
    const run = async () => this.users().revokeSessions?.(id, reason, now);
    await this.statement('revokes all sessions', run);
  }
}
