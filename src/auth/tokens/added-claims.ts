import { Injectable, Logger } from '@nestjs/common';
import { isShallow, type RawClaims } from '../domain/compact-jws.js';
import { splitAddedClaims } from '../domain/token-pair.js';
import { UserStore } from '../domain/user.store.js';

/** Reads the claims that an application adds to the access tokens of its users. */
@Injectable()
export class AddedClaims {
  private readonly logger = new Logger('Auth');
  private readonly warnedOf = new Set<string>();

  constructor(private readonly users: UserStore) {}

  /** @throws {AuthError} `temporarily_unavailable` @throws the errors of the application's code */
  async of(userId: string): Promise<RawClaims> {
    if (this.users.claims === undefined) return {};
    const user = await this.users.findById(userId);
    if (user === null) return {};
    const { accepted, reserved } = splitAddedClaims(await this.users.claims(user));
    for (const name of reserved) this.warnOnce(name);
    return asSigned(accepted);
  }

  private warnOnce(name: string): void {
    if (this.warnedOf.has(name)) return;
    this.warnedOf.add(name);
    this.logger.warn(
      `claims() of the user store returned the reserved claim '${name}', which was left out.`,
    );
  }
}

/**
 * Converts claims as JSON does. Claims that cannot be signed or verified fail before a token is
 * consumed.
 */
function asSigned(claims: RawClaims): RawClaims {
  const read = JSON.parse(JSON.stringify(claims)) as RawClaims;
  if (isShallow(read)) return read;
  throw new TypeError('claims() of the user store returned claims that are nested too deeply.');
}
