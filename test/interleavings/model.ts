import { createHash } from 'node:crypto';
import type { RevocationReason } from '../../src/auth/domain/login.js';

/** A login as rotation.md knows it. Here nothing is hashed, and nothing has a length. */
export interface ModelLogin {
  tokenVersion: number;
  generation: number;
  /** The keys that spent the last eight generations, newest first; null: without a key. */
  keys: readonly (string | null)[];
  ended: RevocationReason | null;
}

export interface ModelUser {
  isActive: boolean;
  tokenVersion: number;
}

/** What a request to refresh brings. */
export interface Presented {
  generation: number;
  key: string | null;
}

/**
 * What a refresh token is worth at one moment. Times are not in it: everything here happens long
 * before anything expires.
 */
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

/** The login after `presented` has rotated it. */
export function rotated(login: ModelLogin, { generation, key }: Presented): ModelLogin {
  const known = login.generation === generation ? login.keys : [];
  return { ...login, generation: generation + 1, keys: [key, ...known].slice(0, SLOTS) };
}

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
