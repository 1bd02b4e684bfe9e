import type { RevocationReason } from '../../src/auth/domain/session.js';
import type { Token } from './response.js';
import type { Ruling } from './model.js';

/** Somebody who sends requests. */
export interface Actor {
  name: string;
  role: 'client' | 'thief with a token' | 'thief with a request' | 'thief with a record';
}

/** A ruling of some moment, with the generation that the session had then. */
export type Moment = `${Ruling} @${number}`;

interface Timed {
  /** What the clock on the wall has shown since it arrived. */
  clocks: Set<number>;
}

/** A request that presents a refresh token. */
interface Presenting extends Timed {
  token: Token;
  /** Its `exp` had passed when it arrived. */
  isExpired: boolean;
  /** What the token was worth at each moment since it arrived. */
  moments: Set<Moment>;
}

/** A request to refresh, from its arrival to its answer. */
export interface Refresh extends Presenting {
  kind: 'refresh';
  actor: Actor;
  key: string | null;
  /** Its session had ended for good before it arrived. */
  cameTooLate: boolean;
  /** The generation that it rotated its session to. */
  rotatedTo: number | null;
  /** What the pairs say that it may be answered with. */
  pairs: Set<string>;
}

export interface Logout extends Presenting {
  kind: 'logout';
  /** The generation of the session when it ended it. */
  endedAt: number | null;
}

/** A user's sessions are all ended. */
interface EndOfAll extends Timed {
  kind: Extract<RevocationReason, 'password_change' | 'deactivated' | 'deleted'>;
}

/** By the first password. */
export interface SignIn extends Timed {
  kind: 'sign in';
  /** The versions that the user had at the moments when the password was right. */
  versions: Set<number>;
  /** There was a moment when it was wrong, or the user inactive. */
  wasUnwelcome: boolean;
  /** The user's version when the password was verified. */
  tokenVersion: number | null;
  /** The password was changed since: what begins now is dead. */
  isDoomed: boolean;
  /** What the pairs say that it may be answered with. */
  pairs: Set<string>;
}

/** What may change a row. */
export type Act = Refresh | Logout | EndOfAll | SignIn;

export const refreshOf = (actor: Actor, token: Token, key: string | null): Refresh => ({
  kind: 'refresh',
  actor,
  token,
  key,
  isExpired: false,
  cameTooLate: false,
  rotatedTo: null,
  moments: new Set(),
  clocks: new Set(),
  pairs: new Set(),
});

export const logoutWith = (token: Token): Logout => ({
  kind: 'logout',
  token,
  isExpired: false,
  endedAt: null,
  moments: new Set(),
  clocks: new Set(),
});

export const endOfAll = (kind: EndOfAll['kind']): EndOfAll => ({ kind, clocks: new Set() });

export const newSignIn = (): SignIn => ({
  kind: 'sign in',
  versions: new Set(),
  wasUnwelcome: false,
  tokenVersion: null,
  isDoomed: false,
  clocks: new Set(),
  pairs: new Set(),
});

/** For a person to read. */
export function describeAct(act: Act): string {
  if (act.kind === 'refresh')
    return `${act.actor.name} presented generation ${act.token.generation}`;
  if (act.kind === 'logout') return `a logout presented generation ${act.token.generation}`;
  return act.kind === 'sign in' ? 'somebody signed in' : `somebody asked for: ${act.kind}`;
}

/** The same for acts that go on alike: everything that is known of them. */
export const keyOfAct = (act: Act): string =>
  JSON.stringify('token' in act ? { ...act, token: act.token.name } : act, (_, value: unknown) =>
    value instanceof Set ? [...value].sort() : value,
  );
