import { createHash } from 'node:crypto';
import type { RevocationReason } from '../../src/auth/domain/login.js';

/** A login as rotation.md knows it. Here nothing is hashed. All times are epoch milliseconds. */
export interface ModelLogin {
  tokenVersion: number;
  generation: number;
  /** The keys that spent the last eight generations, newest first; null: without a key. */
  keys: readonly (string | null)[];
  rotatedAt: number;
  /** When the current token expires unused: never after the login's own end. */
  expiresAt: number;
  /** The login's own end, which nothing puts off. */
  loginExpiresAt: number;
  ended: RevocationReason | null;
  endedAt: number | null;
}

export interface ModelUser {
  isActive: boolean;
  tokenVersion: number;
  password: string | null;
}

/** What a request to refresh brings. */
export interface Presented {
  generation: number;
  key: string | null;
}

/** What a refresh token is worth at one moment. Everything here happens before anything expires. */
export type Ruling =
  | 'rotates'
  | 'the same pair'
  | 'reuse'
  | 'superseded'
  | 'key reused'
  | 'ended'
  | 'user gone'
  | 'no login';

const SLOTS = 8;

/** The rules of a refresh token, in the order of rotation.md. */
export function rule(
  login: ModelLogin | undefined,
  user: ModelUser,
  { generation, key }: Presented,
): Ruling {
  if (!user.isActive) return 'user gone';
  if (login === undefined) return 'no login';
  if (login.ended !== null || login.tokenVersion !== user.tokenVersion) return 'ended';
  const keyAgain = (slot: number) => key !== null && login.keys[slot] === key;
  if (generation >= login.generation) return keyAgain(0) ? 'key reused' : 'rotates';
  const slot = login.generation - 1 - generation;
  if (!keyAgain(slot)) return 'reuse';
  return slot === 0 ? 'the same pair' : 'superseded';
}

const DAY = 86_400_000;

/** How long things last by default, milliseconds. */
export const LIFETIMES = { access: 300_000, idle: DAY, login: 30 * DAY };

/** Whether this password, by which nobody has logged in yet, begins a login. */
export const isWelcome = (user: ModelUser, password: string): boolean =>
  user.isActive && user.password === password;

/** A login that begins. @param lifetime how long it lasts, however often it is refreshed */
export function begun(tokenVersion: number, at: number, lifetime = LIFETIMES.login): ModelLogin {
  const loginExpiresAt = wholeSecond(at) + lifetime;
  const expiresAt = idleEnd(at, loginExpiresAt);
  const unspent = { generation: 0, keys: [], ended: null, endedAt: null };
  return { ...unspent, tokenVersion, rotatedAt: at, expiresAt, loginExpiresAt };
}

/** The login after `presented` has rotated it. */
export function rotated(login: ModelLogin, presented: Presented, at: number): ModelLogin {
  const { generation, key } = presented;
  const known = login.generation === generation ? login.keys : [];
  const keys = [key, ...known].slice(0, SLOTS);
  const expiresAt = idleEnd(at, login.loginExpiresAt);
  return { ...login, generation: generation + 1, keys, rotatedAt: at, expiresAt };
}

export const ended = (login: ModelLogin, reason: RevocationReason, at: number): ModelLogin => ({
  ...login,
  ended: reason,
  endedAt: at,
});

const wholeSecond = (ms: number): number => Math.floor(ms / 1000) * 1000;

const idleEnd = (at: number, loginExpiresAt: number): number =>
  Math.min(wholeSecond(at) + LIFETIMES.idle, loginExpiresAt);

/** The column `proofs` of a login whose last generations were spent by these keys. */
export const proofsOf = (keys: readonly (string | null)[]): string => keys.map(proofOf).join('');

const NO_KEY = '-'.repeat(43);
const proofs = new Map<string, string>();

/** Few keys are asked for often. */
function proofOf(key: string | null): string {
  if (key === null) return NO_KEY;
  const proof = proofs.get(key) ?? createHash('sha256').update(key).digest('base64url');
  proofs.set(key, proof);
  return proof;
}
