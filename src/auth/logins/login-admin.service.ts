import { Injectable } from '@nestjs/common';
import { type AuthEvents, SilentAuthEvents } from '../domain/auth-events.js';
import { Clock } from '../domain/clock.js';
import { judgeLogin, type Login } from '../domain/login.js';
import { LoginDirectory } from '../domain/login-directory.js';
import { UserStore, type UserWithPassword } from '../domain/user.store.js';

/** What was asked for cannot be done; the message says why. */
class LoginRefusedError extends Error {
  override readonly name = 'LoginRefusedError';
}

export interface ListedLogin extends Login {
  isLiving: boolean;
}

/** More logins than anybody reads. */
const LONGEST_LIST = 1_000;

/** How many logins one statement ends: it is over soon, and nobody waits for its locks. */
const BATCH = 1_000;

/** An operator's look at logins, and their end. It asks the stores and remembers nothing. */
@Injectable()
export class LoginAdminService {
  constructor(
    private readonly logins: LoginDirectory,
    private readonly users: UserStore,
    private readonly clock: Clock,
    private readonly events: AuthEvents = new SilentAuthEvents(),
  ) {}

  /** The newest thousand logins of a user. @throws {LoginRefusedError} */
  async listOf(username: string): Promise<ListedLogin[]> {
    const user = await this.find(username);
    const now = this.clock.now();
    const logins = await this.logins.listOf(user.id, LONGEST_LIST);
    return logins.map((login) => ({
      ...login,
      isLiving: judgeLogin(login, user, user.id, now) === 'living',
    }));
  }

  /** @throws {LoginRefusedError} when there is none to end */
  async revoke(sid: string): Promise<Login> {
    const ended = await this.logins.revoke(sid, 'admin', this.clock.now());
    if (ended === null) {
      throw new LoginRefusedError(`No login ${JSON.stringify(sid)} is left to end.`);
    }
    this.reportEnd(sid, ended.userId);
    return ended;
  }

  /** Ends every login of a user, those that are beginning too. @throws {LoginRefusedError} */
  async revokeAllOf(username: string): Promise<void> {
    const { id } = await this.find(username);
    const now = this.clock.now();
    if (this.users.endLogins) await this.users.endLogins(id, 'admin', now);
    else await this.logins.revokeAllOf(id, 'admin', now);
    this.reportEnd(null, id);
  }

  /**
   * Ends every login of everybody that there is now, batch by batch: whoever stops it in the
   * middle has ended some logins wholly and the others not at all. It is over when it has been
   * through all of them and found none.
   *
   * @param onBatch is told how many are ended so far
   * @returns how many were ended
   */
  async revokeAll(onBatch: (ended: number) => void): Promise<number> {
    const now = this.clock.now();
    // Clocks differ: by that of its own instance a login may have begun later than now.
    const begunUntil = Math.max(now, (await this.logins.newestBegunAt()) ?? now);
    let total = 0;
    let after = '';
    for (;;) {
      const batch = { after, limit: BATCH, begunUntil };
      const ended = await this.logins.revokeBatch(batch, 'admin', now);
      if (ended.length === 0 && after === '') return total;
      after = ended.reduce((last, id) => (id > last ? id : last), '');
      if (ended.length > 0) onBatch((total += ended.length));
    }
  }

  private reportEnd(sid: string | null, userId: string): void {
    const end = { reason: 'admin', sid, userId, client: null } as const;
    this.events.emit({ type: 'authn_token_revoked', ...end });
  }

  private async find(username: string): Promise<UserWithPassword> {
    const user = await this.users.findByUsername(username);
    if (user !== null) return user;
    throw new LoginRefusedError(`There is no user ${JSON.stringify(username)}.`);
  }
}
