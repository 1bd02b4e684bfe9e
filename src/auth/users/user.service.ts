import { Injectable } from '@nestjs/common';
import { AuthError } from '../domain/auth-error.js';
import { AuthEvents, SilentAuthEvents } from '../domain/auth-events.js';
import { type ChangedParts, eventsOfChange } from '../domain/change-events.js';
import { Clock } from '../domain/clock.js';
import { COLUMN_LENGTHS } from '../domain/column-lengths.js';
import type { ClientInfo } from '../domain/session.js';
import { PasswordHasher } from '../domain/password-hasher.js';
import type { PasswordOwner } from '../domain/password-rules.js';
import { validateStringField } from '../domain/string-field.js';
import { initialTokenVersion, type User } from '../domain/user.js';
import { UserDirectory, type UserProfile } from '../domain/user-directory.js';
import type { UserQuery } from '../domain/user-query.js';
import { readNewName, unseenProblem } from '../domain/username.js';
import type { Actor, UserChange, UserEvent } from '../domain/user-events.js';
import { emailOf } from './email-of.js';
import { PasswordPolicy } from './password-policy.js';
import { UnknownUserError, UserRefusedError } from './user-refused-error.js';

/** The user that a method has changed. The name is as it is stored. */
type ChangedUser = Pick<User, 'id' | 'username'>;

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

/** Options of a new password. */
export interface NewPasswordOptions {
  /**
   * Skips the rules for new passwords (docs/module.md, Choose the rules for passwords): for tests, and for passwords from
   * another system. @default false
   */
  allowWeakPassword?: boolean | undefined;
}

/** Options of {@link UserService}. */
export interface UserServiceOptions {
  /** Receives the events. @default none */
  events?: AuthEvents | undefined;
  /** Called before the events, with the user whose sessions were revoked, to clear the cache. */
  onSessionsRevoked?: (userId: string) => void;
  /** Who calls the methods, for the events. @default 'application' */
  actor?: Actor | undefined;
  /** The rules for new passwords. @default the rules without options */
  policy?: PasswordPolicy;
}

type OmitFromEach<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** A change of the password, which revokes every session. */
const NEW_PASSWORD: ChangedParts = { hasNewPassword: true, revokes: 'password_change' };

const MAX_LENGTH = { id: COLUMN_LENGTHS.userId, email: COLUMN_LENGTHS.email };

/** Creates and changes the module's own users. */
@Injectable()
export class UserService {
  private readonly events: AuthEvents;
  private readonly onSessionsRevoked: (userId: string) => void;
  private readonly actor: Actor;
  private readonly policy: PasswordPolicy;

  constructor(
    private readonly users: UserDirectory,
    private readonly hasher: PasswordHasher,
    private readonly clock: Clock,
    options: UserServiceOptions = {},
  ) {
    this.events = options.events ?? new SilentAuthEvents();
    this.onSessionsRevoked = options.onSessionsRevoked ?? (() => undefined);
    this.actor = options.actor ?? 'application';
    this.policy = options.policy ?? new PasswordPolicy();
  }

  /**
   * Creates a user, and hashes the password.
   *
   * @throws {UserRefusedError} if a field cannot be used; the message names the field
   * @throws {WeakPasswordError} if the password breaks the rules for new passwords
   * @throws {UserConflictError} if another user has the name or the ID, or the email address if it is
   *   one of `loginFields`
   * @example
   * ```ts
   * await users.create({ username: 'alice', password: 'violet kettle harbor' });
   * ```
   */
  async create(
    { username, password, id, email, isActive = true }: UserRequest,
    options: NewPasswordOptions = {},
  ): Promise<UserProfile> {
    const user = {
      username: acceptedName(username),
      id: id === undefined ? undefined : accepted('id', id),
      email: email === undefined ? undefined : acceptedEmail(email),
      isActive: acceptedFlag('isActive', isActive),
      tokenVersion: initialTokenVersion(),
    };
    const passwordHash = await this.hashOf(password, user, options);
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
    if (user === null) throw new UnknownUserError(username);
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
    if (accepted === user.username) return user;
    await this.users.rename(user.id, accepted);
    this.reportChange(user.id, { attributes: ['username'] });
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
    const changed = email === null ? null : acceptedEmail(email);
    if (changed === user.email) return user;
    await this.users.setEmail(user.id, changed);
    this.reportChange(user.id, { attributes: ['email'] });
    return { ...user, email: changed };
  }

  /**
   * Sets a password and revokes all sessions of the user.
   *
   * @returns the ID and the stored name of the user
   * @throws {UserRefusedError} if there is no such user, or the password cannot be used
   * @throws {WeakPasswordError} if the password breaks the rules for new passwords
   */
  async setPassword(
    username: string,
    password: string,
    options: NewPasswordOptions = {},
  ): Promise<ChangedUser> {
    const user = await this.find(username);
    const passwordHash = await this.hashOf(password, user, options);
    await this.users.setPassword(user.id, passwordHash, this.clock.now());
    this.reportChange(user.id, NEW_PASSWORD);
    return changedUser(user);
  }

  /**
   * Checks a new password for `changePassword`, before anything is changed.
   *
   * @throws {UserRefusedError} if the password cannot be used
   * @throws {WeakPasswordError} if the password breaks the rules for new passwords
   */
  async checkNewPassword(user: User, password: string): Promise<void> {
    const email = await emailOf(this.users, user);
    await this.check(password, { username: user.username, email }, {});
  }

  /**
   * Changes the password of a user whose current password was verified, and revokes all sessions of
   * the user. Of two changes at the same time, one succeeds.
   *
   * @param user as the verification of the current password returned it, with its `tokenVersion`
   * @returns the user with the new `tokenVersion`, for a new session
   * @throws {AuthError} `session_ended` if the user was changed since then: the other change has
   *   revoked the session of this request too
   * @throws what `checkNewPassword` throws
   */
  async changePassword(
    user: User,
    password: string,
    client: ClientInfo | null = null,
  ): Promise<User> {
    await this.checkNewPassword(user, password);
    return this.changeCheckedPassword(user, password, client);
  }

  /**
   * Changes the password like `changePassword`, after `checkNewPassword` has accepted it.
   *
   * @internal
   */
  async changeCheckedPassword(
    user: User,
    password: string,
    client: ClientInfo | null,
  ): Promise<User> {
    const passwordHash = await this.hasher.hash(password);
    const change = { passwordHash, tokenVersion: user.tokenVersion };
    const tokenVersion = await this.users.changePassword(user.id, change, this.clock.now());
    if (tokenVersion === null) {
      throw new AuthError('session_ended', { detail: 'the user was changed at the same time' });
    }
    this.reportChange(user.id, NEW_PASSWORD, client);
    return { ...user, tokenVersion };
  }

  /**
   * Sets the failed log-ins of a user to zero for every address. The limit of an address over all
   * accounts stays.
   *
   * @returns the ID and the stored name of the user
   * @throws {UserRefusedError}
   */
  async unlock(username: string): Promise<ChangedUser> {
    const user = await this.find(username);
    await this.users.unlock(user.id);
    this.report({ type: 'authn_login_unlock', userId: user.id });
    return changedUser(user);
  }

  /**
   * Activates a user. Revoked sessions stay revoked.
   *
   * @returns the ID and the stored name of the user
   * @throws {UserRefusedError}
   */
  async activate(username: string): Promise<ChangedUser> {
    const user = await this.find(username);
    await this.users.activate(user.id);
    this.reportChange(user.id, { isActive: true });
    return changedUser(user);
  }

  /**
   * Deactivates a user and revokes all sessions of the user.
   *
   * @returns the ID and the stored name of the user
   * @throws {UserRefusedError}
   */
  async deactivate(username: string): Promise<ChangedUser> {
    const user = await this.find(username);
    await this.users.deactivate(user.id, this.clock.now());
    this.reportChange(user.id, { isActive: false, revokes: 'deactivated' });
    return changedUser(user);
  }

  /**
   * Deletes a user and revokes all sessions of the user.
   *
   * @returns the ID and the stored name of the user
   * @throws {UserRefusedError}
   */
  async delete(username: string): Promise<ChangedUser> {
    const user = await this.find(username);
    await this.users.delete(user.id, this.clock.now());
    this.reportChange(user.id, { isDeleted: true, revokes: 'deleted' });
    return changedUser(user);
  }

  /**
   * Checks and hashes a new password, for users that are created elsewhere.
   *
   * @throws {UserRefusedError} if the password cannot be used
   * @throws {WeakPasswordError} if the password breaks the rules for new passwords
   */
  async hashOf(
    password: string,
    owner: PasswordOwner,
    options: NewPasswordOptions = {},
  ): Promise<string> {
    await this.check(password, owner, options);
    return this.hasher.hash(password);
  }

  private report(event: OmitFromEach<UserEvent, 'actor' | 'client'>): void {
    this.events.emit({ ...event, ...this.changeOf(event.userId, null) });
  }

  private reportChange(
    userId: string,
    parts: ChangedParts,
    client: ClientInfo | null = null,
  ): void {
    if (parts.revokes) this.onSessionsRevoked(userId);
    for (const event of eventsOfChange(parts, this.changeOf(userId, client))) {
      this.events.emit(event);
    }
  }

  private changeOf(userId: string, client: ClientInfo | null): UserChange {
    return { userId, actor: client === null ? this.actor : 'user', client };
  }

  /** Rejects a password that the token endpoint would reject, because no log-in could use it. */
  private async check(
    password: string,
    owner: PasswordOwner,
    { allowWeakPassword = false }: NewPasswordOptions,
  ): Promise<void> {
    const result = validateStringField(password, false);
    if (result.kind === 'refused') refuse('password', result.messages);
    if (!acceptedFlag('allowWeakPassword', allowWeakPassword)) {
      await this.policy.check(password, owner);
    }
  }
}

const changedUser = ({ id, username }: ChangedUser): ChangedUser => ({ id, username });

function acceptedEmail(text: string): string {
  const email = accepted('email', text);
  const problem = unseenProblem(email);
  return problem === undefined ? email : refuse('email', [problem]);
}

function acceptedName(text: string): string {
  const result = readNewName(text);
  return result.kind === 'accepted' ? result.value : refuse('username', result.messages);
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
