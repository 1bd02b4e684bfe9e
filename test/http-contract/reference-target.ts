import { randomBytes } from 'node:crypto';
import { sign } from '../support/jwt.js';
import type { Tokens } from '../support/service.js';
import { exchange } from './exchange.js';
import { ALICE_CREDENTIALS, OBTAIN, post, verify } from './requests.js';
import type { LostUser, Target } from './target.js';

/** Whom SimpleJWT believes to be inactive or gone: it needs no session to have been. */
const LOST: Record<LostUser, number> = { inactive: 2, gone: 999_999 };

/** The real SimpleJWT, at an address. */
export class ReferenceTarget implements Target {
  private constructor(
    readonly url: string,
    readonly secret: string,
  ) {}

  /** @throws {Error} in words for whoever called, when it cannot be asked */
  static async reach(url: string, secret: string): Promise<ReferenceTarget> {
    const target = new ReferenceTarget(url, secret);
    try {
      await target.logIn();
      await target.checkSecret();
    } catch (error) {
      const { message } = error as Error;
      throw new Error(`The reference at ${url} cannot be asked: ${message}.`, { cause: error });
    }
    return target;
  }

  private async checkSecret(): Promise<void> {
    const { access } = await this.tokensOf('gone');
    const { status } = await exchange(this.url, verify(access));
    if (status !== 200) throw new Error('it signs with another key; say with which: --secret KEY');
  }

  get now(): number {
    return Math.floor(Date.now() / 1000);
  }

  async logIn(): Promise<Tokens> {
    const { status, text } = await exchange(this.url, post(OBTAIN, ALICE_CREDENTIALS));
    if (status !== 200) throw new Error(`it answers ${status} to the session of alice`);
    return JSON.parse(text) as Tokens;
  }

  tokensOf(user: LostUser): Promise<Tokens> {
    const issued = (token_type: string): string => {
      const { now: iat } = this;
      const jti = randomBytes(16).toString('hex');
      return sign({ token_type, exp: iat + 300, iat, jti, user_id: LOST[user] }, this.secret);
    };
    return Promise.resolve({ access: issued('access'), refresh: issued('refresh') });
  }
}
