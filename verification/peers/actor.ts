import { randomBytes } from 'node:crypto';
import type { Peer } from './peer.js';

/** A client or a thief with a refresh token and the key of its next refresh. */
export class Actor {
  private key = newKey();

  private constructor(
    private readonly peer: Peer,
    private token: string,
  ) {}

  static async logIn(peer: Peer): Promise<Actor> {
    return new Actor(peer, await peer.logIn());
  }

  /** Returns a thief with a copy of the token. The thief has no copy of the key, which was never sent. */
  copyForThief(): Actor {
    return new Actor(this.peer, this.token);
  }

  /** Refreshes, and stores the new token. @returns whether there was one */
  async refresh(): Promise<boolean> {
    const successor = await this.send();
    if (successor === undefined) return false;
    this.store(successor);
    return true;
  }

  /** Refreshes without storing the result. @returns the new refresh token */
  async send(key = this.key): Promise<string | undefined> {
    return (await this.peer.refresh(this.token, key)).refresh;
  }

  store(token: string): void {
    this.token = token;
    this.key = newKey();
  }
}

/** Returns 128 random bits. */
export const newKey = (): string => randomBytes(16).toString('base64url');
