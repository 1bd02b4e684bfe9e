import { Injectable, Logger } from '@nestjs/common';
import type { RawClaims } from '../domain/compact-jws.js';
import { judgeAddedClaims } from '../domain/token-pair.js';
import { UserStore } from '../domain/user.store.js';

/** What an application's users add to their access tokens. */
@Injectable()
export class AddedClaims {
  private readonly logger = new Logger('Auth');
  private readonly told = new Set<string>();

  constructor(private readonly users: UserStore) {}

  /** @throws {AuthError} `temporarily_unavailable` @throws whatever the application's code throws */
  async of(userId: string): Promise<RawClaims> {
    if (this.users.claims === undefined) return {};
    const user = await this.users.findById(userId);
    if (user === null) return {};
    const { accepted, reserved } = judgeAddedClaims(await this.users.claims(user));
    for (const name of reserved) this.warnOnce(name);
    return accepted;
  }

  private warnOnce(name: string): void {
    if (this.told.has(name)) return;
    this.told.add(name);
    this.logger.warn(`claims() of the user store names '${name}', which is left out: not its own.`);
  }
}
