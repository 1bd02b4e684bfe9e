import { Injectable, Logger } from '@nestjs/common';
import { isShallow, type RawClaims } from '../domain/compact-jws.js';
import { splitAddedClaims } from '../domain/token-pair.js';
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
    const { accepted, reserved } = splitAddedClaims(await this.users.claims(user));
    for (const name of reserved) this.warnOnce(name);
    return asSigned(accepted);
  }

  private warnOnce(name: string): void {
    if (this.told.has(name)) return;
    this.told.add(name);
    this.logger.warn(`claims() of the user store names '${name}', which is left out: not its own.`);
  }
}

/** As the token will say it. What cannot be signed, or read again, fails here: nothing is consumed yet. */
function asSigned(claims: RawClaims): RawClaims {
  const read = JSON.parse(JSON.stringify(claims)) as RawClaims;
  if (!isShallow(read)) throw new TypeError('claims() of the user store answers too deep a nest.');
  return read;
}
