import { AuthError } from '../domain/auth-error.js';
import { isNameForLogin, type LoginRules } from '../domain/login-name.js';
import type { ClientInfo } from '../domain/session.js';
import type { User } from '../domain/user.js';
import type { UserDirectory } from '../domain/user-directory.js';
import type { CredentialsService } from './credentials.service.js';
import { emailOf } from './email-of.js';

/** Verifies the password of a user who has a valid access token, also without a name for log-ins. */
export class CurrentPassword {
  constructor(
    private readonly users: UserDirectory,
    private readonly credentials: CredentialsService,
    private readonly rules: LoginRules,
  ) {}

  /**
   * Verifies the password with the limits and the work of a log-in.
   *
   * @throws {AuthError} `user_not_found`
   * @throws what `CredentialsService.authenticate` throws
   */
  async verify(
    id: string,
    password: string,
    client: ClientInfo,
    signal: AbortSignal | undefined,
  ): Promise<User> {
    const user = await this.users.findById(id);
    if (user === null) throw new AuthError('user_not_found');
    const name = await this.loginNameOf(user);
    const find = () => this.users.findWithPasswordHash(id);
    return this.credentials.authenticateFound(name, find, password, client, { signal });
  }

  /** Returns the name whose log-ins share the limits. */
  private async loginNameOf(user: User): Promise<string> {
    if (isNameForLogin(this.rules)) return user.username;
    // No log-in has the name `user ID`, so this user shares the limits of no other user.
    return (await emailOf(this.users, user)) ?? `user ${user.id}`;
  }
}
