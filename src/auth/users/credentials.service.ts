import { setTimeout } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { AuthError, ThrottledError } from '../domain/auth-error.js';
import { AuthEvents } from '../domain/auth-events.js';
import { clientInfoOf } from '../domain/client-info.js';
import {
  type CredentialsResult,
  classifyCredentials,
  passwordHashOf,
  readCredentials,
  type SentCredentials,
} from '../domain/credentials.js';
import type { ClientInfo } from '../domain/session.js';
import { PasswordHasher } from '../domain/password-hasher.js';
import { reportRefusedLogin } from '../domain/refused-login.js';
import type { User, UserWithPasswordHash } from '../domain/user.js';
import { UserStore } from '../domain/user.store.js';
import { LoginThrottle } from '../throttle/login-throttle.js';
import { DummyHashes } from './dummy-hashes.js';
import { HashQueue } from './hash-queue.js';
import { HashUpgrades } from './hash-upgrades.js';
import { bucketOf } from './queue-bucket.js';
import { UNQUEUED_PASSWORD_HASHER } from './queued-password-hasher.js';
import { UnreadableHashes } from './unreadable-hashes.js';
import { type ReadUser, UserLookUp } from './user-look-up.js';

/**
 * Longer than a hash with the default cost. The reads behind a refusal take longer for a user with many
 * sessions than for an unknown name, and the response must not show it.
 */
const MIN_REFUSAL_MS = 25;

async function untilHashTime(startedAt: number): Promise<void> {
  await setTimeout(Math.max(0, startedAt + MIN_REFUSAL_MS - performance.now()));
}

/** Prevents an unhandled rejection. The caller that awaits the promise handles the error. */
const ignore = (): void => undefined;

/** Authenticates users by name and password. */
@Injectable()
export class CredentialsService {
  private readonly lookUp: UserLookUp;
  private readonly unreadable = new UnreadableHashes();

  constructor(
    users: UserStore,
    @Inject(UNQUEUED_PASSWORD_HASHER) private readonly hasher: PasswordHasher,
    private readonly events: AuthEvents,
    private readonly queue: HashQueue,
    private readonly throttle: LoginThrottle,
    private readonly dummies: DummyHashes,
    private readonly upgrades: HashUpgrades,
  ) {
    this.lookUp = new UserLookUp(users);
  }

  /**
   * Authenticates a user. An unknown user, a wrong password and an inactive user get the same
   * error after the same work: for an unknown user, a dummy hash is verified. The attempt is counted
   * for its address and name, waits in the hash queue, and is counted for the account after the
   * look-up.
   *
   * @param sentBy the client: its `ip` selects the limits, and the bucket in the hash queue, see
   *   `bucketOf`. All attempts without an address share them.
   * @param options its `signal` is aborted when the response is no longer needed: a waiting attempt
   *   leaves the queue, and no attempt succeeds
   * @throws {ThrottledError} after too many failed log-ins
   * @throws {AuthError} `invalid_credentials`, `temporarily_unavailable`; `invalid_request` for a
   *   field that the token endpoint rejects
   * @throws the signal's reason, if it is aborted
   * @example
   * ```ts
   * const client = { ip: request.ip ?? null, userAgent: request.get('user-agent') ?? null };
   * const user = await credentials.authenticate(username, password, client);
   * return tokens.obtain(user, client);
   * ```
   */
  async authenticate(
    username: string,
    password: string,
    sentBy?: ClientInfo | null,
    options: { signal?: AbortSignal | undefined } = {},
  ): Promise<User> {
    return this.authenticateFound(username, undefined, password, sentBy, options);
  }

  /**
   * Authenticates a user like `authenticate`, and reads the user in another way than by the name.
   *
   * @param username selects the limits
   * @param read undefined: by the name
   * @internal
   */
  async authenticateFound(
    username: string,
    read: ReadUser | undefined,
    password: string,
    sentBy?: ClientInfo | null,
    { signal }: { signal?: AbortSignal | undefined } = {},
  ): Promise<User> {
    const startedAt = performance.now();
    const client = clientInfoOf(sentBy);
    const sent = readCredentials({ username, password });
    const findUser = this.lookUp.prepare(sent.username, read);
    const result = await this.checkWithinLimits(sent, findUser, client, signal).catch(
      async (error: unknown) => {
        if (error instanceof ThrottledError) await untilHashTime(startedAt);
        reportRefusedLogin(this.events, error, { userId: null, client });
        throw error;
      },
    );
    if (result.kind !== 'accepted') throw this.refusal(result, client);
    signal?.throwIfAborted();
    return result.user;
  }

  private async checkWithinLimits(
    sent: SentCredentials,
    findUser: ReadUser,
    client: ClientInfo,
    signal: AbortSignal | undefined,
  ): Promise<CredentialsResult> {
    const login = await this.throttle.admit(sent.username, client, signal);
    const countUser = async () => {
      const user = await findUser();
      await login.countFor(user?.id ?? null);
      return user;
    };
    // The look-up runs while the log-in waits. In a flood it runs later, so that a flood does not read the database.
    const early = this.queue.isCrowded ? undefined : countUser();
    early?.catch(ignore);
    const verify = async () => {
      // Only a flood fills the queue, and only then it matters.
      const isPreferred =
        this.queue.isCrowded && (await this.throttle.isUsualClient(sent.username, client));
      const work = { bucket: bucketOf(client.ip), isPreferred, signal };
      return this.queue.run(() => this.check(() => early ?? countUser(), sent, signal), work);
    };
    const result = await verify().catch(async (error: unknown) => {
      await early?.catch(ignore);
      // An attempt that is given up counts, or a client could occupy the limits of an account.
      if (signal?.aborted === true) login.fail();
      else await login.cancel();
      throw error;
    });
    if (result.kind === 'accepted') await login.succeed();
    else login.fail();
    return result;
  }

  private async check(
    findUser: () => Promise<UserWithPasswordHash | null>,
    { username, password }: SentCredentials,
    signal: AbortSignal | undefined,
  ): Promise<CredentialsResult> {
    signal?.throwIfAborted();
    // Chosen for users too, so that the choice takes the same time for all names.
    const dummy = this.dummies.choose(username);
    const user = await findUser();
    signal?.throwIfAborted();
    const hash = user && this.readableHashOf(user);
    const compared = hash ?? dummy ?? (await this.dummies.ofNewHash());
    const matches = await this.hasher.verify(compared, password);
    const result = classifyCredentials(user, matches && hash !== null);
    if (result.kind === 'accepted' && hash !== null) {
      this.upgrades.startIfNeeded({ userId: result.user.id, hash, password });
    }
    return result;
  }

  /** @returns null for a user without a password, or with a hash that no password matches */
  private readableHashOf(user: UserWithPasswordHash): string | null {
    const hash = passwordHashOf(user);
    if (hash === null || this.hasher.dummyFor?.(hash) !== null) return hash;
    this.unreadable.report(user.id, hash);
    return null;
  }

  private refusal(
    { kind: reason, userId }: Exclude<CredentialsResult, { kind: 'accepted' }>,
    client: ClientInfo,
  ): AuthError {
    this.events.emit({ type: 'authn_login_fail', reason, userId, client });
    return new AuthError('invalid_credentials', { detail: reason });
  }
}
