import type { KeyObject } from 'node:crypto';
import type { AuthSettings } from '../../auth.settings.js';

/**
 * With which key a request's token is verified: the current one, and the previous one after that
 * has failed. Current tokens cost what they cost without a previous key.
 */
export class KeysInTurn {
  private readonly secondAttempts = new WeakSet<object>();

  constructor(private readonly keys: Pick<AuthSettings, 'key' | 'previousKey'>) {}

  keyFor(request: object): KeyObject {
    const { key, previousKey = key } = this.keys;
    return this.secondAttempts.has(request) ? previousKey : key;
  }

  /** A key has failed. @returns whether the next attempt has another */
  failed(request: object): boolean {
    if (this.keys.previousKey === undefined || this.secondAttempts.has(request)) return false;
    this.secondAttempts.add(request);
    return true;
  }
}
