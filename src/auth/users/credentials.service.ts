import { Injectable } from '@nestjs/common';
import { AuthError } from '../domain/auth-error.js';
import { AuthEvents } from '../domain/auth-events.js';
import { judgeCredentials, readCredentials } from '../domain/credentials.js';
import { type ClientInfo, NOWHERE } from '../domain/login.js';
import { PasswordHasher } from '../domain/password-hasher.js';
import { type User, UserStore } from '../domain/user.store.js';

/** User name and password in, user out. */
@Injectable()
export class CredentialsService {
  /** Not visible to whoever prints the service. */
  #dummyHash: Promise<string> | undefined;

  constructor(
    private readonly users: UserStore,
    private readonly hasher: PasswordHasher,
    private readonly events: AuthEvents,
  ) {}

  /** Makes the dummy hash before the first request, which would otherwise take twice as long. */
  async onModuleInit(): Promise<void> {
    await this.hashOfNobody();
  }

  /**
   * An unknown user, a wrong password and an inactive user are alike in text, in status and in
   * time: a password is always verified, against the hash of nobody if need be.
   *
   * @throws {AuthError} `invalid_credentials`, `temporarily_unavailable`; `invalid_request` for what
   *   the login endpoint refuses as a field
   */
  async authenticate(
    username: string,
    password: string,
    client: ClientInfo = NOWHERE,
  ): Promise<User> {
    const sent = readCredentials({ username, password });
    const user = await this.users.findByUsername(sent.username);
    const hash = user?.passwordHash ?? (await this.hashOfNobody());
    const matches = await this.hasher.verify(hash, sent.password);
    const verdict = judgeCredentials(user, matches);
    if (verdict.kind === 'accepted') return verdict.user;
    const { kind: reason, userId } = verdict;
    this.events.emit({ type: 'authn_login_fail', reason, userId, client });
    throw new AuthError('invalid_credentials', { detail: reason });
  }

  private hashOfNobody(): Promise<string> {
    return (this.#dummyHash ??= this.hasher.hash('the password of nobody'));
  }
}
