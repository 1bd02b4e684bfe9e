import { v7 as uuidv7 } from 'uuid';
import { toSlot } from '../../auth/domain/consumption.js';
import { keyHashOf } from '../../auth/domain/idempotency-key.js';
import type {
  CreateOptions,
  RefreshTokenStore,
  RotationClaim,
} from '../../auth/domain/refresh-token.store.js';
import { type NewSession, type Session, UNKNOWN_CLIENT } from '../../auth/domain/session.js';
import { assertSame } from './assert-same.js';

export const HOUR = 3_600_000;
export const NOW = 1_700_000_000_000;
export const NO_SESSION = '01890000-0000-7000-8000-000000000000';

/** The owner of sessions. */
export interface Owner {
  id: string;
  tokenVersion: number;
}

/** A session store, and operations on the users of its sessions. */
export interface RefreshTokenStoreFixture {
  /** The store under test. */
  store: RefreshTokenStore;
  /** Creates an active user. */
  createUser: () => Promise<Owner>;
  /** Deactivates a user. */
  deactivate: (userId: string) => Promise<void>;
  /** Increments the user's `tokenVersion`. */
  revokeSessions: (userId: string) => Promise<void>;
  /** Releases the store after the tests. */
  close?(): Promise<void>;
}

/** By default a claim of generation 0 without a key, an hour after the start of the session. */
type Claim = Partial<RotationClaim> & { key?: string };

/** Creates a session of generation 0 that expires after a day unused, and after thirty days. */
export async function begin(
  { store, createUser }: RefreshTokenStoreFixture,
  owner?: Owner,
  changes: Partial<Omit<NewSession, 'id' | 'userId' | 'tokenVersion'>> = {},
  options: CreateOptions = {},
) {
  const { id: userId, tokenVersion } = owner ?? (await createUser());
  const sid = uuidv7({ msecs: changes.rotatedAt ?? NOW });
  const session = {
    id: sid,
    userId,
    tokenVersion,
    rotatedAt: NOW,
    expiresAt: NOW + 24 * HOUR,
    sessionExpiresAt: NOW + 720 * HOUR,
    ip: '192.0.2.1',
    userAgent: 'first',
    ...changes,
  };
  const created = await store.create(session, options);
  const rotate = ({ key, ...rest }: Claim = {}) => {
    const keyHash = keyHashOf(key);
    const now = rest.now ?? NOW + HOUR;
    const defaults = { generation: 0, idleExpiresAt: NOW + 25 * HOUR, ...UNKNOWN_CLIENT };
    const claim = { sid, userId, keyHash, slot: toSlot(keyHash, now), now, ...defaults };
    return store.rotate({ ...claim, ...rest });
  };
  return { sid, userId, tokenVersion, rotate, ...created, stored: () => store.find(sid) };
}

/** Creates sessions of one user, a millisecond apart. @returns their IDs, newest first */
export async function beginMany(fixture: RefreshTokenStoreFixture, count: number) {
  const owner = await fixture.createUser();
  const sids: string[] = [];
  for (let age = count; age > 0; age--) {
    const { sid } = await begin(fixture, owner, { rotatedAt: NOW - age });
    sids.unshift(sid);
  }
  return { owner, sids };
}

/** Compares only the members that are expected. */
export function assertMatches(session: Session | null, expected: Partial<Session>): void {
  const names = Object.keys(expected) as (keyof Session)[];
  const actual = Object.fromEntries(names.map((name) => [name, session?.[name]]));
  assertSame(actual, expected);
}
