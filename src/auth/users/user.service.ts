import { Injectable } from '@nestjs/common';
import { AuthEvents, SilentAuthEvents } from '../domain/auth-events.js';
import { Clock } from '../domain/clock.js';
import { OperationalError } from '../domain/operational-error.js';
import type { RevocationReason } from '../domain/session.js';
import { PasswordHasher } from '../domain/password-hasher.js';
import { validateStringField } from '../domain/string-field.js';
import { initialTokenVersion } from '../domain/user.js';
import { UserDirectory, type UserProfile } from '../domain/user-directory.js';
import type { UserQuery } from '../domain/user-query.js';
import { readNewName } from '../domain/username.js';
import type { Actor, UserEvent } from '../domain/user-events.js';

/** The request cannot be carried out. The message has the reason and contains no secret. */
class UserRefusedError extends OperationalError {
  override readonly name = 'UserRefusedError';
}

/** A user to be created, with a password. */
export interface UserRequest {
  /**
   * The unique name to log in with: at most 255 characters, none of them invisible. It is normalized to
   * NFKC.
   */
  username: string;
  /** The password as the user types it. Only its hash is stored. */
  password: string;
  /** The ID: at most 255 characters. @default a UUIDv7 */
  id?: string | undefined;
  /** The email address: at most 320 characters. @default none */
  email?: string | undefined;
  /** Whether the user may log in. @default true */
  isActive?: boolean;
}

type OmitFromEach<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** The lengths of the columns. */
const MAX_LENGTH = { id: 255, email: 320 };

/** Creates and changes the module's own users. */
@Injectable()
export class UserService {
  constructor(
    private readonly users: UserDirectory,
    private readonly hasher: PasswordHasher,
    private readonly clock: Clock,
    private readonly events: AuthEvents = new SilentAuthEvents(),
    /** Called before the events, with the user whose sessions were revoked, to clear the cache. */
    private readonly onSessionsRevoked: (userId: string) => void = () => undefined,
    /** Who calls the methods, for the events. */
    private readonly actor: Actor = 'application',
  ) {}

  /**
   * Creates a user, and hashes the password.
   *
   * @throws {UserRefusedError} if a field cannot be used; the message names the field
   * @throws {UserConflictError} if another user has the name or the ID, or the email address if it is
   *   one of `loginFields`
   * @example
   * ```ts
   * await users.create({ username: 'alice', password: 'violet kettle harbor' });
   * ```
   */
  async create({ username, password, id, email, isActive = true }: UserRequest) {
    const user = {
      username: acceptedName(username),
      id: id === undefined ? undefined : accepted('id', id),
      email: email === undefined ? undefined : accepted('email', email),
      isActive: acceptedFlag('isActive', isActive),
      tokenVersion: initialTokenVersion(),
    };
    const passwordHash = await this.hashOf(password);
    const created = await this.users.create({ ...user, passwordHash }, this.clock.now());
    this.report({ type: 'user_created', userId: created.id, isActive: created.isActive });
    return created;
  }

  /** Checks whether there are no users. */
  isEmpty(): Promise<boolean> {
    return this.users.isEmpty();
  }

  /**
   * Returns a page of at most 1000 users, sorted by name. For the next page, pass the name of the last
   * user as `after`.
   *
   * @param query filters and the page. @default the first 1000 users
   */
  list(query: UserQuery = {}): Promise<UserProfile[]> {
    return this.users.list(query);
  }

  /** Returns a user by name. @throws {UserRefusedError} if there is none */
  async find(username: string): Promise<UserProfile> {
    const user = await this.users.findByName(username);
    if (user === null) throw new UserRefusedError(`There is no user ${JSON.stringify(username)}.`);
    return user;
  }

  /**
   * Changes the name of a user. Sessions stay active, and access tokens contain the old name until they
   * expire.
   *
   * @returns the user with the new name
   * @throws {UserRefusedError} if there is no such user, or if the new name cannot be used
   * @throws {UserConflictError} if another user has the new name
   */
  async rename(username: string, newName: string): Promise<UserProfile> {
    const user = await this.find(username);
    const accepted = acceptedName(newName);
    await this.users.rename(user.id, accepted);
    this.report({ type: 'user_updated', userId: user.id, attributes: ['username'] });
    return { ...user, username: accepted };
  }

  /**
   * Changes the email address of a user, or removes it. Sessions stay active.
   *
   * @param email null: the user has no email address
   * @returns the user with the new email address
   * @throws {UserRefusedError} if there is no such user, or if the email address cannot be used
   * @throws {UserConflictError} if it is one of `loginFields`, and another user has it
   */
  async setEmail(username: string, email: string | null): Promise<UserProfile> {
    const user = await this.find(username);
    const changed = email === null ? null : accepted('email', email);
    await this.users.setEmail(user.id, changed);
    this.report({ type: 'user_updated', userId: user.id, attributes: ['email'] });
    return { ...user, email: changed };
  }

  /** Changes a password and revokes all sessions of the user. @throws {UserRefusedError} */
  async setPassword(username: string, password: string): Promise<void> {
    const { id } = await this.find(username);
    const passwordHash = await this.hashOf(password);
    await this.users.setPassword(id, passwordHash, this.clock.now());
    this.onSessionsRevoked(id);
    this.report({ type: 'authn_password_change', userId: id });
    this.reportRevoked(id, 'password_change');
  }

  /**
   * Sets the failed log-ins of a user to zero, so that log-ins from every address are possible again.
   *
   * @throws {UserRefusedError}
   */
  async unlock(username: string): Promise<void> {
    const { id } = await this.find(username);
    await this.users.unlock(id, this.clock.now());
    this.report({ type: 'authn_login_unlock', userId: id });
  }

  /** Activates a user. Revoked sessions stay revoked. @throws {UserRefusedError} */
  async activate(username: string): Promise<void> {
    const { id } = await this.find(username);
    await this.users.activate(id);
    this.report({ type: 'user_activated', userId: id });
  }

  /** Deactivates a user and revokes all sessions of the user. @throws {UserRefusedError} */
  async deactivate(username: string): Promise<void> {
    const { id } = await this.find(username);
    await this.users.deactivate(id, this.clock.now());
    this.onSessionsRevoked(id);
    this.report({ type: 'user_deactivated', userId: id });
    this.reportRevoked(id, 'deactivated');
  }

  /** Deletes a user and revokes all sessions of the user. @throws {UserRefusedError} */
  async delete(username: string): Promise<void> {
    const { id } = await this.find(username);
    await this.users.delete(id, this.clock.now());
    this.onSessionsRevoked(id);
    this.report({ type: 'user_deleted', userId: id });
    this.reportRevoked(id, 'deleted');
  }

  private report(event: OmitFromEach<UserEvent, 'actor' | 'client'>): void {
    this.events.emit({ ...event, actor: this.actor, client: null });
  }

  private reportRevoked(userId: string, reason: RevocationReason): void {
    this.events.emit({ type: 'authn_token_revoked', reason, sid: null, userId, client: null });
  }

  /**
   * Hashes a new password, for users that are created elsewhere. Rejects one that the token endpoint
   * would reject, because no log-in could use it.
   *
   * @throws {UserRefusedError}
   */
  hashOf(password: string): Promise<string> {
    const result = validateStringField(password, false);
    if (result.kind === 'refused') refuse('password', result.messages);
    return this.hasher.hash(password);
  }
}

function acceptedName(text: string): string {
  const result = readNewName(text);
  return result.kind === 'accepted' ? result.value : refuse('name', result.messages);
}

function accepted(field: keyof typeof MAX_LENGTH, text: string): string {
  const result = validateStringField(text, true);
  if (result.kind === 'refused') return refuse(field, result.messages);
  if (result.value.length <= MAX_LENGTH[field]) return result.value;
  return refuse(field, [`It is longer than ${MAX_LENGTH[field]} characters.`]);
}

/** Rejects other types, because the string 'false' of a form would count as true. */
function acceptedFlag(field: string, value: boolean): boolean {
  return typeof value === 'boolean' ? value : refuse(field, ['It is not true or false.']);
}

function refuse(field: string, messages: readonly string[]): never {
  throw new UserRefusedError(`The ${field} cannot be used: ${messages.join(' ')}`);
}
