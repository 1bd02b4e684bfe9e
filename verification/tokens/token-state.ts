import { classifyToken } from '../interleavings/model.js';
import type { Claims } from '../../test/support/jwt.js';
import type { ServiceState, Endpoint, Key, SessionState } from './service-state.js';
import { accepted, type Effect, INVALID, refused, type Expectation } from './expectation.js';

const BLACKLISTED = 'Token is blacklisted';
const KEY_REUSED = 'Idempotency-Key was already used for another token.';
const NO_ACCOUNT = 'No active account found for the given token.';

/** The claims of a token. Null: the claim has a value that is never issued. */
interface TokenSubject {
  sid: string;
  userId: string | null;
  session: SessionState | undefined;
  generation: number | null;
}

interface TokenState extends TokenSubject {
  /** Undefined: the user does not exist. */
  isActive: boolean | undefined;
  isRevoked: boolean;
}

/** Returns the expected response to a token with valid claims. */
export function checkState(
  claims: Claims,
  endpoint: Endpoint,
  serviceState: ServiceState,
  key: Key,
): Expectation {
  const tokenState = tokenStateOf(claims, serviceState);
  if (endpoint === 'bearer') return checkBearer(claims, tokenState);
  if (endpoint === 'verify') return checkVerified(claims, tokenState);
  if (endpoint === 'refresh' && tokenState.userId !== null && tokenState.isActive !== true) {
    return refused(NO_ACCOUNT);
  }
  const { session, generation, sid } = tokenState;
  if (session === undefined || generation === null) return refused(INVALID);
  if (tokenState.isRevoked) return refused(BLACKLISTED);
  return endpoint === 'refresh'
    ? checkRefresh({ sid, session, generation, key, now: serviceState.now, isExpired: false })
    : checkLogout(sid, generation, session);
}

/** Returns the expected response to an expired token. Consumption and log-out still take effect. */
export function checkExpired(
  claims: Claims,
  endpoint: Endpoint,
  serviceState: ServiceState,
  key: Key,
): Expectation {
  const { sid, session, generation, isRevoked } = tokenStateOf(claims, serviceState);
  if (isRevoked || session === undefined || generation === null) return refused(INVALID);
  if (endpoint === 'blacklist')
    return refused(INVALID, { type: 'revocation', sid, reason: 'logout' });
  const { now } = serviceState;
  const expectation = checkRefresh({ sid, session, generation, key, now, isExpired: true });
  return expectation.message === BLACKLISTED ? refused(INVALID, expectation.effect) : expectation;
}

function tokenStateOf(claims: Claims, { users, sessions }: ServiceState): TokenState {
  const subject = subjectOf(claims, sessions);
  const isActive = subject.userId === null ? undefined : users.get(subject.userId)?.isActive;
  return {
    ...subject,
    isActive,
    isRevoked: subject.session?.isRevoked === true || isActive !== true,
  };
}

function checkBearer(claims: Claims, { isActive, session, isRevoked }: TokenState): Expectation {
  if (!Object.hasOwn(claims, 'user_id')) {
    return refused('Token contained no recognizable user identification');
  }
  if (isActive === undefined) return refused('User not found');
  if (!isActive) return refused('User is inactive');
  return session !== undefined && !isRevoked ? accepted() : refused(INVALID);
}

/** Only a refresh token is reported as blacklisted. */
function checkVerified(
  { token_type: type }: Claims,
  { session, generation, isRevoked }: TokenState,
): Expectation {
  const isRefreshToken = type === 'refresh';
  if (session === undefined || (isRefreshToken && generation === null)) return refused(INVALID);
  const isConsumedOrRevoked = isRevoked || (generation !== null && generation < session.generation);
  if (!isConsumedOrRevoked) return accepted();
  return refused(isRefreshToken ? BLACKLISTED : INVALID);
}

interface Refresh {
  sid: string;
  session: SessionState;
  generation: number;
  key: Key;
  /** Epoch seconds. */
  now: number;
  isExpired: boolean;
}

/** Returns the response and the effect of the verdict of the model. */
function checkRefresh({ sid, session, generation, key, now, isExpired }: Refresh): Expectation {
  const consumptions = session.consumptions.map((one) => ({
    key: one.key ?? null,
    at: one.at * 1000,
  }));
  const presented = { generation, key: key ?? null, isExpired };
  const model = { generation: session.generation, consumptions };
  switch (classifyToken(model, presented, now * 1000, 0)) {
    case 'rotates': {
      const isAhead = generation > session.generation;
      return accepted({ type: 'rotation', sid, from: generation, isAhead });
    }
    case 'same pair':
      return accepted({ type: 'reissue' });
    case 'key reused':
      return refused(KEY_REUSED);
    case 'stale':
      return refused(BLACKLISTED, { type: 'stale' });
    case 'token expired':
      return refused(INVALID);
    default:
      return refused(BLACKLISTED, { type: 'revocation', sid, reason: 'reuse' });
  }
}

/** The session is revoked in any case, but the response to an old token is an error. */
function checkLogout(sid: string, generation: number, session: SessionState): Expectation {
  const effect: Effect = { type: 'revocation', sid, reason: 'logout' };
  return generation < session.generation - 1 ? refused(BLACKLISTED, effect) : accepted(effect);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const MAX_GENERATION = 2 ** 31 - 2;

/** Ignores a session of another user. */
function subjectOf(
  { user_id: id, sid, gen }: Claims,
  sessions: ServiceState['sessions'],
): TokenSubject {
  const userId = isExact(id) || isValidText(id) ? String(id) : null;
  const subject = typeof sid === 'string' && UUID.test(sid) ? sid : '';
  const session = sessions.get(subject);
  const isGeneration = Number.isInteger(gen) && Number(gen) >= 0 && Number(gen) <= MAX_GENERATION;
  const owned = session?.userId === userId ? session : undefined;
  const generation = isGeneration ? Number(gen) : null;
  return { sid: subject, userId, session: owned, generation };
}

/** Other numbers may be the result of rounding in JSON.parse. */
const isExact = (id: unknown): boolean => Number.isSafeInteger(id) && !Object.is(id, -0);

const isValidText = (id: unknown): boolean =>
  typeof id === 'string' && !/\0|\p{Surrogate}/u.test(id);
