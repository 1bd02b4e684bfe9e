import type { Claims } from '../support/jwt.js';
import type { Authority, Door, Key, KnownSession } from './authority.js';
import { accepted, type Deed, INVALID, refused, type Verdict } from './verdict.js';

const BLACKLISTED = 'Token is blacklisted';
const KEY_REUSED = 'Idempotency-Key was already used for another token.';
const NO_ACCOUNT = 'No active account found for the given token.';

/** Null: the claim says nothing that we could have issued. */
interface Named {
  sid: string;
  userId: string | null;
  session: KnownSession | undefined;
  generation: number | null;
}

interface State extends Named {
  /** Undefined: there is no such user. */
  isActive: boolean | undefined;
  hasEnded: boolean;
}

/** http-contract.md, "What becomes of a good one". */
export function checkStanding(claims: Claims, door: Door, authority: Authority, key: Key): Verdict {
  const state = stateOf(claims, authority);
  if (door === 'bearer') return checkBearer(claims, state);
  if (door === 'verify') return checkVerified(claims, state);
  if (door === 'refresh' && state.userId !== null && state.isActive !== true) {
    return refused(NO_ACCOUNT);
  }
  const { session, generation, sid } = state;
  if (session === undefined || generation === null) return refused(INVALID);
  if (state.hasEnded) return refused(BLACKLISTED);
  return door === 'refresh'
    ? checkRefresh({ sid, session, generation, key, now: authority.now })
    : checkLogout(sid, generation, session);
}

/** An expired token is classified as well, if it was consumed; and it logs its session out. */
export function checkLate(claims: Claims, door: Door, authority: Authority, key: Key): Verdict {
  const { sid, session, generation, hasEnded } = stateOf(claims, authority);
  if (hasEnded || session === undefined || generation === null) return refused(INVALID);
  if (door === 'blacklist') return refused(INVALID, { does: 'end', sid, reason: 'logout' });
  if (generation >= session.generation) return refused(INVALID);
  const verdict = checkConsumed({ sid, session, generation, key, now: authority.now });
  return verdict.says === BLACKLISTED ? refused(INVALID, verdict.deed) : verdict;
}

function stateOf(claims: Claims, { users, sessions }: Authority): State {
  const named = namedBy(claims, sessions);
  const isActive = named.userId === null ? undefined : users.get(named.userId)?.isActive;
  return { ...named, isActive, hasEnded: named.session?.hasEnded === true || isActive !== true };
}

function checkBearer(claims: Claims, { isActive, session, hasEnded }: State): Verdict {
  if (!Object.hasOwn(claims, 'user_id')) {
    return refused('Token contained no recognizable user identification');
  }
  if (isActive === undefined) return refused('User not found');
  if (!isActive) return refused('User is inactive');
  return session !== undefined && !hasEnded ? accepted() : refused(INVALID);
}

/** Only of a refresh token it is said that its time is over. */
function checkVerified(
  { token_type: type }: Claims,
  { session, generation, hasEnded }: State,
): Verdict {
  const isRefreshToken = type === 'refresh';
  if (session === undefined || (isRefreshToken && generation === null)) return refused(INVALID);
  const isOver = hasEnded || (generation !== null && generation < session.generation);
  if (!isOver) return accepted();
  return refused(isRefreshToken ? BLACKLISTED : INVALID);
}

interface Refresh {
  sid: string;
  session: KnownSession;
  generation: number;
  key: Key;
  /** Epoch seconds. */
  now: number;
}

/** rotation.md, "One statement decides". */
function checkRefresh(refresh: Refresh): Verdict {
  const { sid, session, generation, key } = refresh;
  if (generation < session.generation) return checkConsumed(refresh);
  const isUsed = key !== undefined && session.consumptions.some((one) => one.key === key);
  if (isUsed) return refused(KEY_REUSED);
  const isAhead = generation > session.generation;
  return accepted({ does: 'rotation', sid, from: generation, isAhead });
}

/** A request without a key never matches a consumption without a key. */
function checkConsumed({ sid, session, generation, key, now }: Refresh): Verdict {
  const behind = session.generation - generation;
  const consumption = session.consumptions[behind - 1];
  const isConsumer = key !== undefined && key === consumption?.key;
  if (isConsumer && behind === 1) return accepted({ does: 'reissue' });
  const isStale = isConsumer && now - consumption.at <= STALE_SECONDS;
  if (isStale) return refused(BLACKLISTED, { does: 'stale' });
  return refused(BLACKLISTED, { does: 'end', sid, reason: 'reuse' });
}

/** A minute and the clock tolerance. */
const STALE_SECONDS = 120;

/** The session ends in any case, and only who is far behind is not told so. */
function checkLogout(sid: string, generation: number, session: KnownSession): Verdict {
  const deed: Deed = { does: 'end', sid, reason: 'logout' };
  return generation < session.generation - 1 ? refused(BLACKLISTED, deed) : accepted(deed);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const MAX_GENERATION = 2 ** 31 - 2;

/** A session of somebody else is none of this token's. */
function namedBy({ user_id: id, sid, gen }: Claims, sessions: Authority['sessions']): Named {
  const userId = isExact(id) || isSound(id) ? String(id) : null;
  const named = typeof sid === 'string' && UUID.test(sid) ? sid : '';
  const session = sessions.get(named);
  const isGeneration = Number.isInteger(gen) && Number(gen) >= 0 && Number(gen) <= MAX_GENERATION;
  const owned = session?.userId === userId ? session : undefined;
  const generation = isGeneration ? Number(gen) : null;
  return { sid: named, userId, session: owned, generation };
}

/** Of another number JSON.parse may have made this one. */
const isExact = (id: unknown): boolean => Number.isSafeInteger(id) && !Object.is(id, -0);

const isSound = (id: unknown): boolean => typeof id === 'string' && !/\0|\p{Surrogate}/u.test(id);
