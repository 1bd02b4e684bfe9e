import { randomBytes } from 'node:crypto';
import type { Peer } from './peer.js';

/** Somebody who holds a refresh token, by right or not, and the key that it is sent with. */
export class Actor {
  private key = newKey();

  private constructor(
    private readonly peer: Peer,
    private token: string,
  ) {}

  static async logIn(peer: Peer): Promise<Actor> {
    return new Actor(peer, await peer.logIn());
  }

  /** Whoever has copied the token. The key was never sent, so it is not copied. */
  robbed(): Actor {
    return new Actor(this.peer, this.token);
  }

  /** Keeps what is answered. @returns whether a token was */
  async refresh(): Promise<boolean> {
    const successor = await this.send();
    if (successor === undefined) return false;
    this.keep(successor);
    return true;
  }

  /** @returns the new refresh token, which nobody has kept yet */
  async send(key = this.key): Promise<string | undefined> {
    return (await this.peer.refresh(this.token, key)).refresh;
  }

  keep(token: string): void {
    this.token = token;
    this.key = newKey();
  }
}

/** 128 random bits. */
export const newKey = (): string => randomBytes(16).toString('base64url');
