import type { Token } from '../response.js';

/** The rules that a page with cookies follows (docs/clients.md, Use cookies). */
export interface BrowserRules {
  /**
   * Rule 2: chooses the key of a token.
   *
   * @param holder the name of the browser or the thief
   * @param number counts the keys of this holder
   */
  chooseKey: (holder: string, number: number, token: Pick<Token, 'name'>) => string;
  /** Rule 2: whether the key is stored before the request is sent, or with its response. */
  storesKeyFirst: boolean;
  /** Rule 6: whether the tabs send one request at a time. */
  takesTurns: boolean;
  /** Whether it keeps the ID of its session in a cookie, so that the next log-in revokes it. */
  keepsSessionId: boolean;
}

export const BROWSER_RULES: BrowserRules = {
  chooseKey: (holder, number) => `${holder.replaceAll(' ', '-')}:key-${number}`.padEnd(16, '-'),
  storesKeyFirst: true,
  takesTurns: true,
  keepsSessionId: true,
};
