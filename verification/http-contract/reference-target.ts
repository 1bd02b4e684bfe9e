import { randomBytes } from 'node:crypto';
import { sign } from '../../test/support/jwt.js';
import type { Tokens } from '../../test/support/api-client.js';
import { exchange } from '../../test/http-contract/exchange.js';
import { ALICE_CREDENTIALS, OBTAIN, post, verify } from '../../test/http-contract/requests.js';
import type { RemovedUser, Target } from '../../test/http-contract/target.js';

/** The IDs of an inactive and a deleted user. SimpleJWT accepts tokens without a session. */
const REMOVED: Record<RemovedUser, number> = { inactive: 2, deleted: 999_999 };

/** A running SimpleJWT. */
export class ReferenceTarget implements Target {
  private constructor(
    readonly url: string,
    readonly secret: string,
  ) {}

  /** @throws {Error} with a message for the user, when it is not usable */
  static async reach(url: string, secret: string): Promise<ReferenceTarget> {
    const target = new ReferenceTarget(url, secret);
    try {
      await target.logIn();
      await target.checkSecret();
    } catch (error) {
      const { message } = error as Error;
      throw new Error(`The reference at ${url} is not usable: ${message}.`, { cause: error });
    }
    return target;
  }

  private async checkSecret(): Promise<void> {
    const { access } = await this.tokensOf('deleted');
    const { status } = await exchange(this.url, verify(access));
    if (status !== 200) throw new Error('it signs with another key. Pass its key: --secret KEY');
  }

  get now(): number {
    return Math.floor(Date.now() / 1000);
  }

  async logIn(): Promise<Tokens> {
    const { status, text } = await exchange(this.url, post(OBTAIN, ALICE_CREDENTIALS));
    if (status !== 200) throw new Error(`the log-in of alice returned ${status}`);
    return JSON.parse(text) as Tokens;
  }

  tokensOf(user: RemovedUser): Promise<Tokens> {
    const issued = (token_type: string): string => {
      const { now: iat } = this;
      const jti = randomBytes(16).toString('hex');
      return sign({ token_type, exp: iat + 300, iat, jti, user_id: REMOVED[user] }, this.secret);
    };
    return Promise.resolve({ access: issued('access'), refresh: issued('refresh') });
  }
}
