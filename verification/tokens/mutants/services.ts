import { claimsOf } from '../../../test/support/jwt.js';
import type { Tokens } from '../../../test/support/api-client.js';
import type { Caller } from '../outcome.js';
import type { TokenGenerator } from '../run.js';
import { type AuthUser, partsOf } from '../wiring.js';
import type { World } from '../world.js';

/** A mutant of the service: one fault, injected while it runs. */
export interface MutantService {
  /** A description of the fault. */
  fault: string;
  generator: TokenGenerator;
  /** Part of the error message of the failed assertion. */
  caughtBy: string;
  /** @returns a function that removes the fault */
  inject: (world: World) => () => void;
}

/** Replaces a method. @returns a function that restores it */
function replace<Part extends object, Name extends keyof Part>(
  part: Part,
  name: Name,
  replacement: (real: Part[Name]) => Part[Name],
): () => void {
  const real = part[name];
  part[name] = replacement(bound(part, real));
  return () => void (part[name] = real);
}

const bound = <Method>(part: object, method: Method): Method =>
  (method as (...args: unknown[]) => unknown).bind(part) as Method;

/** Returns the unverified claims of a token, or none. */
function claimsOrNone(token: string): { sid?: unknown; user_id?: unknown } {
  try {
    return claimsOf(token) ?? {};
  } catch {
    return {};
  }
}

/** Runs an action on the session that a forged token names, when refresh rejects it. */
const onRejectedRefresh = (world: World, act: (sid: string) => Promise<unknown>) => {
  const { tokens } = partsOf(world.service);
  return replace(tokens, 'refresh', (real) => async (token, ...more) => {
    const { sid } = claimsOrNone(token);
    const isForged = (await world.direct.decode(token)) !== 'accepted';
    if (isForged && typeof sid === 'string') await act(sid);
    return real(token, ...more);
  });
};

/** Returns the value of the previous call. */
function previousValue<T>(): (value: T) => T {
  let last: T | undefined;
  return (value) => {
    const previous = last ?? value;
    last = value;
    return previous;
  };
}

const EXTEND_SESSION =
  'UPDATE keyturn_refresh_token SET session_expires_at = session_expires_at + 1000 WHERE id = ?';

export const MUTANT_SERVICES: readonly MutantService[] = [
  {
    fault: 'a rejected refresh revokes the session that a forged token names',
    generator: 'forged',
    caughtBy: 'the reported events are',
    inject: (world) =>
      onRejectedRefresh(world, (sid) => partsOf(world.service).sessions.revoke(sid, 'reuse')),
  },
  {
    fault: 'a rejected refresh revokes the session that a forged token names, without an event',
    generator: 'forged',
    caughtBy: 'a row is',
    inject: (world) =>
      onRejectedRefresh(world, (sid) => partsOf(world.service).store.revoke(sid, 'reuse', 1)),
  },
  {
    fault: 'a rejected access token revokes all sessions of its user',
    generator: 'forged',
    caughtBy: 'a row is',
    inject: ({ service }) => {
      const { authenticator, users } = partsOf(service);
      return replace(
        authenticator,
        'authenticate',
        (real) => (token) =>
          real(token).catch(async (error: unknown) => {
            await users.revokeSessions?.(String(claimsOrNone(token).user_id), 'admin', 1);
            throw error;
          }),
      );
    },
  },
  {
    fault: 'the guard returns the user of the previous request',
    generator: 'forged',
    caughtBy: 'the authenticated user is',
    inject: ({ service }) => {
      const before = previousValue<AuthUser>();
      const { authenticator } = partsOf(service);
      return replace(
        authenticator,
        'authenticate',
        (real) => async (token) => before(await real(token)),
      );
    },
  },
  {
    fault: 'a cache in front of /api/me/ returns the previous response',
    generator: 'forged',
    caughtBy: 'the authenticated user is',
    inject: ({ http }) => {
      const before = previousValue<Partial<Caller>>();
      return replace(http, 'present', (real) => async (...sent) => {
        const outcome = await real(...sent);
        return outcome.caller ? { ...outcome, caller: before(outcome.caller) } : outcome;
      });
    },
  },
  {
    fault: 'a refresh returns the pair of the previous refresh',
    generator: 'misissued',
    caughtBy: 'the claims of the new access token are',
    inject: ({ service }) => {
      const before = previousValue<Tokens>();
      const { issuer } = partsOf(service);
      return replace(
        issuer,
        'issuePair',
        (real) =>
          (...parts) =>
            before(real(...parts)),
      );
    },
  },
  {
    fault: 'a retry returns a pair with a new date',
    generator: 'misissued',
    caughtBy: 'the claims of the new access token are',
    inject: ({ service }) => {
      const { issuer } = partsOf(service);
      return replace(
        issuer,
        'issuePair',
        (real) =>
          (session, ...more) =>
            real({ ...session, rotatedAt: service.now }, ...more),
      );
    },
  },
  {
    fault: 'a rotation extends its session',
    generator: 'misissued',
    caughtBy: 'a row is',
    inject: ({ service }) => {
      const { store } = partsOf(service);
      return replace(store, 'rotate', (real) => async (rotation) => {
        const rotated = await real(rotation);
        await service.dataSource.query(EXTEND_SESSION, [rotation.sid]);
        return rotated;
      });
    },
  },
];
