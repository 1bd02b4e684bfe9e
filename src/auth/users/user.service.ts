import { Injectable } from '@nestjs/common';
import { AuthEvents, SilentAuthEvents } from '../domain/auth-events.js';
import { Clock } from '../domain/clock.js';
import type { RevocationReason } from '../domain/login.js';
import { PasswordHasher } from '../domain/password-hasher.js';
import { judgeStringField } from '../domain/string-field.js';
import { initialTokenVersion } from '../domain/token-version.js';
import { UserDirectory, type UserProfile } from '../domain/user-directory.js';
import type { UserWithPassword } from '../domain/user.store.js';

/** What was asked for cannot be done; the message says why, and gives no secret away. */
class UserRefusedError extends Error {
  override readonly name = 'UserRefusedError';
}

/** A user to be created, with a password. */
export interface UserRequest {
  /** The unique name to log in with: at most 255 characters. */
  username: string;
  /** The password as the user types it. Only its hash is stored. */
  password: string;
  /** The id: at most 255 characters. @default a UUIDv7 */
  id?: string | undefined;
  /** The email address: at most 320 characters. @default none */
  email?: string | undefined;
  /** Whether the user may log in. @default true */
  isActive?: boolean;
}

/** As much as the columns hold. */
const MAX_LENGTH = { name: 255, id: 255, email: 320 };

/** Makes and changes the users of our own. */
@Injectable()
export class UserService {
  constructor(
    private readonly users: UserDirectory,
    private readonly hasher: PasswordHasher,
    private readonly clock: Clock,
    private readonly events: AuthEvents = new SilentAuthEvents(),
    /** Is told whose logins have ended, before anybody else is: to believe no longer that they live. */
    private readonly onLoginsEnded: (userId: string) => void = () => undefined,
  ) {}

  /**
   * Creates a user, and hashes the password.
   *
   * @throws {UserRefusedError} if a field cannot be used; the message names the field
   * @throws {UserConflictError} if another user has the name or the id
   * @example
   * ```ts
   * await users.create({ username: 'alice', password: 'correct horse' });
   * ```
   */
  async create({ username, password, id, email, isActive = true }: UserRequest) {
    const user = {
      username: accepted('name', username),
      id: id === undefined ? undefined : accepted('id', id),
      email: email === undefined ? undefined : accepted('email', email),
      isActive: acceptedFlag('isActive', isActive),
      tokenVersion: initialTokenVersion(),
    };
    const passwordHash = await this.hashOf(password);
    return this.users.create({ ...user, passwordHash }, this.clock.now());
  }

  /** Whether there is no user at all. */
  isEmpty(): Promise<boolean> {
    return this.users.isEmpty();
  }

  /** Returns all users, in the order of their names. */
  list(): Promise<UserProfile[]> {
    return this.users.list();
  }

  /** Ends every login of the user. @throws {UserRefusedError} */
  async setPassword(username: string, password: string): Promise<void> {
    const { id } = await this.find(username);
    const passwordHash = await this.hashOf(password);
    await this.users.setPassword(id, passwordHash, this.clock.now());
    this.onLoginsEnded(id);
    this.events.emit({ type: 'authn_password_change', userId: id });
    this.reportEnd(id, 'password_change');
  }

  /**
   * Allows a user to log in again. Revoked sessions stay revoked.
   *
   * @throws {UserRefusedError} if the user does not exist
   */
  async activate(username: string): Promise<void> {
    const { id } = await this.find(username);
    await this.users.activate(id);
  }

  /** Ends every login of the user. @throws {UserRefusedError} */
  async deactivate(username: string): Promise<void> {
    const { id } = await this.find(username);
    await this.users.deactivate(id, this.clock.now());
    this.onLoginsEnded(id);
    this.reportEnd(id, 'deactivated');
  }

  /** Deletes a user and revokes all of the user's sessions. @throws {UserRefusedError} */
  async delete(username: string): Promise<void> {
    const { id } = await this.find(username);
    await this.users.delete(id, this.clock.now());
    this.onLoginsEnded(id);
    this.reportEnd(id, 'deleted');
  }

  private reportEnd(userId: string, reason: RevocationReason): void {
    this.events.emit({ type: 'authn_token_revoked', reason, sid: null, userId, client: null });
  }

  private async find(username: string): Promise<UserWithPassword> {
    const user = await this.users.findByUsername(username);
    if (user === null) throw new UserRefusedError(`There is no user ${JSON.stringify(username)}.`);
    return user;
  }

  /** A password that the login endpoint would refuse as a field could never be used. */
  private hashOf(password: string): Promise<string> {
    const verdict = judgeStringField(password, false);
    if (verdict.kind === 'refused') refuse('password', verdict.messages);
    return this.hasher.hash(password);
  }
}

function accepted(what: keyof typeof MAX_LENGTH, text: string): string {
  const verdict = judgeStringField(text, true);
  if (verdict.kind === 'refused') return refuse(what, verdict.messages);
  if (verdict.value.length <= MAX_LENGTH[what]) return verdict.value;
  return refuse(what, [`It is longer than ${MAX_LENGTH[what]} characters.`]);
}

/** A text 'false' out of a form would count as true. */
function acceptedFlag(what: string, value: boolean): boolean {
  return typeof value === 'boolean' ? value : refuse(what, ['It is not true or false.']);
}

function refuse(what: string, messages: readonly string[]): never {
  throw new UserRefusedError(`The ${what} cannot be used: ${messages.join(' ')}`);
}
