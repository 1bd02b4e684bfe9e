import { claimsOf } from '../../support/jwt.js';
import type { Tokens } from '../../support/service.js';
import type { Caller } from '../outcome.js';
import type { Maker } from '../run.js';
import { type AuthUser, partsOf } from '../wiring.js';
import type { World } from '../world.js';

/** The service with one hole, which is opened while it runs. */
export interface WeakenedService {
  /** What it does wrong. */
  hole: string;
  maker: Maker;
  /** The rule that is broken, in the words of who demands it. */
  caughtBy: string;
  /** @returns what closes it again */
  open: (world: World) => () => void;
}

/** Puts another method in the place of one. @returns what puts the real one back */
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
  (method as (...given: unknown[]) => unknown).bind(part) as Method;

/** What a token says, whoever signed it; nothing where it says nothing. */
function believed(token: string): { sid?: unknown; user_id?: unknown } {
  try {
    return claimsOf(token) ?? {};
  } catch {
    return {};
  }
}

/** A refusal at refresh does something to the session that a token names which is none of ours. */
const refusing = (world: World, act: (sid: string) => Promise<unknown>) => {
  const { tokens } = partsOf(world.service);
  return replace(tokens, 'refresh', (real) => async (token, ...more) => {
    const { sid } = believed(token);
    const isForged = (await world.doors.decode(token)) !== 'accepted';
    if (isForged && typeof sid === 'string') await act(sid);
    return real(token, ...more);
  });
};

/** What it was given last, each time. */
function belated<T>(): (value: T) => T {
  let last: T | undefined;
  return (value) => {
    const given = last ?? value;
    last = value;
    return given;
  };
}

const PROLONGING =
  'UPDATE keyturn_refresh_token SET session_expires_at = session_expires_at + 1000 WHERE id = ?';

export const WEAKENED_SERVICES: readonly WeakenedService[] = [
  {
    hole: 'a refused refresh ends the session that a forged token names',
    maker: 'forged',
    caughtBy: 'what is reported is',
    open: (world) => refusing(world, (sid) => partsOf(world.service).sessions.revoke(sid, 'reuse')),
  },
  {
    hole: 'a refused refresh ends the session that a forged token names, and tells nobody',
    maker: 'forged',
    caughtBy: 'a row is',
    open: (world) => refusing(world, (sid) => partsOf(world.service).store.revoke(sid, 'reuse', 1)),
  },
  {
    hole: 'a refused bearer signs its user out everywhere',
    maker: 'forged',
    caughtBy: 'a row is',
    open: ({ service }) => {
      const { authenticator, users } = partsOf(service);
      return replace(
        authenticator,
        'authenticate',
        (real) => (token) =>
          real(token).catch(async (error: unknown) => {
            await users.revokeSessions?.(String(believed(token).user_id), 'admin', 1);
            throw error;
          }),
      );
    },
  },
  {
    hole: 'the guard answers with the caller before',
    maker: 'forged',
    caughtBy: 'a bearer is taken for',
    open: ({ service }) => {
      const before = belated<AuthUser>();
      const { authenticator } = partsOf(service);
      return replace(
        authenticator,
        'authenticate',
        (real) => async (token) => before(await real(token)),
      );
    },
  },
  {
    hole: 'something in front of /api/me/ keeps the answer for the next one',
    maker: 'forged',
    caughtBy: 'a bearer is taken for',
    open: ({ wire }) => {
      const before = belated<Partial<Caller>>();
      return replace(wire, 'present', (real) => async (...sent) => {
        const outcome = await real(...sent);
        return outcome.caller ? { ...outcome, caller: before(outcome.caller) } : outcome;
      });
    },
  },
  {
    hole: 'a refresh gives the pair that was made before',
    maker: 'misissued',
    caughtBy: 'the new access token says',
    open: ({ service }) => {
      const before = belated<Tokens>();
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
    hole: 'a retry is dated anew',
    maker: 'misissued',
    caughtBy: 'the new access token says',
    open: ({ service }) => {
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
    hole: 'a rotation prolongs its session',
    maker: 'misissued',
    caughtBy: 'a row is',
    open: ({ service }) => {
      const { store } = partsOf(service);
      return replace(store, 'rotate', (real) => async (rotation) => {
        const rotated = await real(rotation);
        await service.dataSource.query(PROLONGING, [rotation.sid]);
        return rotated;
      });
    },
  },
];
