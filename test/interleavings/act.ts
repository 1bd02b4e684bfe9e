import type { Token } from './answer.js';
import type { Ruling } from './model.js';

/** Somebody who sends requests. */
export interface Party {
  name: string;
  role: 'client' | 'thief with a token' | 'thief with a request';
}

/** A ruling of some moment, with the generation that the login had then. */
export type Moment = `${Ruling} @${number}`;

/** A request to refresh, from its arrival to its answer. */
export interface Refresh {
  kind: 'refresh';
  party: Party;
  token: Token;
  key: string | null;
  /** Its login had ended for good before it arrived. */
  cameTooLate: boolean;
  /** What it was worth at each moment since it arrived. */
  moments: Set<Moment>;
  /** The generation that it rotated its login to. */
  rotatedTo: number | null;
}

interface Logout {
  kind: 'logout';
  sid: string;
}

/** A user's logins are all ended. */
interface EndOfAll {
  kind: 'password_change' | 'deactivated';
}

export interface SignIn {
  kind: 'sign in';
  /** The user's version when the password was verified. */
  tokenVersion: number;
  /** The password was changed since: what begins now is dead. */
  isDoomed: boolean;
}

/** What may change a row. */
export type Act = Refresh | Logout | EndOfAll | SignIn;
