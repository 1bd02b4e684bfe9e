import { type Operation, describeOperation, type Refresh } from './operation.js';
import { hasVerdict, isAllowed } from './allowed.js';
import { describeResponse, type Token } from './response.js';
import type { EventLog } from './event-log.js';
import { classify, STALE_SECONDS } from './model.js';
import type { Client } from './actors/client.js';

/** The state after a step. */
export interface Snapshot {
  eventLog: EventLog;
  clients: readonly Client[];
  /** The refresh tokens that the real statement would rotate now, one per generation. */
  activeTokens: readonly Token[];
  /** The wall clock, in epoch milliseconds. */
  now: number;
}

/** A property that must hold after every step. */
export interface Invariant {
  name: string;
  /** The property, as a violation report prints it. */
  property: string;
  /** @returns a description of each violation */
  violations: (snapshot: Snapshot) => string[];
}

/** The refreshes that ended in this step. */
const refreshes = ({ eventLog }: Snapshot) =>
  eventLog.completed.flatMap(({ operation, response }) =>
    operation.kind === 'refresh' ? [{ operation, response }] : [],
  );

/** The refreshes of this step that returned a pair to a thief. */
const pairsForThief = (snapshot: Snapshot, role: Refresh['actor']['role']) =>
  refreshes(snapshot).flatMap(({ operation, response }) =>
    operation.actor.role === role && response.kind === 'pair'
      ? [{ operation, token: response.token }]
      : [],
  );

/** Honest refreshes that ended in this step, of tokens that a thief consumed with another key. */
const refreshesAfterTheft = (snapshot: Snapshot, role: Refresh['actor']['role']) =>
  refreshes(snapshot).filter(({ operation }) => {
    const consumer = snapshot.eventLog.consumerOf(operation.token);
    const isTheft = consumer?.actor.role === role && consumer.key !== operation.key;
    return operation.actor.role === 'client' && isTheft;
  });

const sessionStillActive = (snapshot: Snapshot, { token }: Refresh): string[] =>
  snapshot.activeTokens.some(({ sid }) => sid === token.sid)
    ? [
        `the client presented generation ${token.generation}, which the thief had consumed, and the session is still active`,
      ]
    : [];

const model: Invariant = {
  name: 'the service matches the model',
  property:
    'The model allows every change of a row and every response at some time between the arrival of the request and its response.',
  violations: (snapshot) => [
    ...snapshot.eventLog.unexplained,
    ...snapshot.eventLog.completed.flatMap(({ operation, response }) =>
      isAllowed(operation, response)
        ? []
        : [
            `${describeOperation(operation)}: no rule allows the response "${describeResponse(response)}"${verdictsOf(operation)}`,
          ],
    ),
  ],
};

const verdictsOf = (operation: Operation): string =>
  'verdicts' in operation
    ? `; the verdicts of the model were ${[...operation.verdicts].join(', ')}`
    : '';

const oneActiveToken: Invariant = {
  name: 'one active token',
  property: 'At most one jti of each session would rotate if presented now.',
  violations: ({ eventLog, activeTokens }) => {
    const sids = [...new Set(activeTokens.map(({ sid }) => sid))];
    return sids.flatMap((sid) => {
      const generations = activeTokens
        .filter((token) => token.sid === sid)
        .map((token) => token.generation);
      // A restored backup reactivates tokens that were consumed since, until the session rotates again.
      const generationsBeforeRestore = eventLog.generationsBeforeRestore.get(sid) ?? 0;
      const tooMany = generations.length > 1 && Math.max(...generations) > generationsBeforeRestore;
      return tooMany ? [`generations ${generations.join(' and ')} would rotate`] : [];
    });
  },
};

const honestClientStays: Invariant = {
  name: 'an honest client stays logged in',
  property:
    'A client that follows the five rules of docs/clients.md is never logged out, unless its session was revoked or has expired, or a thief has used its token.',
  violations: ({ eventLog, clients, now }) =>
    clients.flatMap(({ actor, sid, token, key, isRefused, followsTheRules }) => {
      const isRevoked = [undefined, 'reuse'].includes(eventLog.everRevoked.get(sid)) === false;
      const isExpired = eventLog.isExpired(token);
      if (!followsTheRules || isRevoked || isExpired || eventLog.attacked.has(sid)) return [];
      if (isRefused) return [`${actor.name} was logged out`];
      const { generation } = token;
      const presented = { generation, key, isExpired: false };
      const { reuseIntervalMs, state } = eventLog;
      const next = classify(eventLog.sessionOf(sid), state.user, presented, now, reuseIntervalMs);
      const isServed = next === 'rotates' || next === 'same pair';
      return isServed ? [] : [`the next refresh of ${actor.name} would result in: ${next}`];
    }),
};

const lateThief: Invariant = {
  name: 'a late thief gets no tokens',
  property:
    'A thief who presents a token that the honest client has consumed gets no tokens, unless it was consumed without a key within the reuse interval.',
  violations: (snapshot) =>
    pairsForThief(snapshot, 'thief with a token')
      .filter(
        ({ operation }) => snapshot.eventLog.consumerOf(operation.token)?.actor !== operation.actor,
      )
      .filter(({ operation }) => !hasVerdict(operation.verdicts, 'within the reuse interval'))
      .map(
        ({ operation }) =>
          `${operation.actor.name} got a pair for generation ${operation.token.generation}, which another actor had consumed`,
      ),
};

const earlyThief: Invariant = {
  name: 'an early thief loses the session',
  property:
    'When a thief consumes a token before the honest client, the next refresh of that client revokes the session.',
  violations: (snapshot) => [
    ...refreshesAfterTheft(snapshot, 'thief with a token').flatMap(({ operation }) =>
      sessionStillActive(snapshot, operation),
    ),
    ...sessionsLeftToThief(snapshot),
  ],
};

/**
 * Holds even when a restored backup contains no record of the consumption: a rejected client leaves
 * no active session. Does not hold for a captured request, because that thief has the client's key
 * (verification/README.md).
 */
const sessionsLeftToThief = ({ eventLog, clients, activeTokens }: Snapshot): string[] =>
  clients
    .filter(({ isRefused, followsTheRules }) => isRefused && followsTheRules)
    .filter(({ sid }) => [...(eventLog.attacked.get(sid) ?? [])].join() === 'thief with a token')
    // A restored backup reactivates sessions that were revoked since. That is documented.
    .filter(({ sid }) => !eventLog.everRevoked.has(sid))
    .filter(({ sid }) => activeTokens.some((token) => token.sid === sid))
    .map(({ actor }) => `${actor.name} was logged out, and a thief can still use the session`);

const noValidTokenLeft: Invariant = {
  name: 'a log-out leaves no valid token',
  property:
    'When a client that follows the five rules has lost its session, no token of the session works.',
  violations: ({ eventLog, clients, activeTokens }) =>
    clients
      // A restored backup makes sessions active again that were revoked since.
      .filter(({ isLoggedOut, followsTheRules }) => isLoggedOut && followsTheRules)
      .filter(() => !eventLog.wasRestored)
      .filter(({ sid }) => activeTokens.some((token) => token.sid === sid))
      .map(({ actor }) => `${actor.name} has logged out, and a token of its session works`),
};

const recordDetected: Invariant = {
  name: 'a copied record is detected',
  property:
    'When a thief with a copied record is two refreshes ahead, the next honest refresh after the time limit of stale revokes the session, even without rule 5.',
  violations: (snapshot) =>
    refreshes(snapshot)
      .filter(
        ({ operation }) =>
          operation.actor.role === 'client' && isOvertakenByRecord(snapshot, operation),
      )
      .flatMap(({ operation }) => sessionStillActive(snapshot, operation)),
};

/**
 * Checks whether a thief with the record consumed the token and its successor, and whether the time
 * limit of `stale` has passed since.
 */
function isOvertakenByRecord({ eventLog, now }: Snapshot, { token, verdicts }: Refresh): boolean {
  if (hasVerdict(verdicts, 'rotates', 'same pair')) return false;
  const { sid, generation } = token;
  const thieves = [generation, generation + 1].map((one) =>
    eventLog.consumerOf({ sid, generation: one }),
  );
  if (thieves.some((thief) => thief?.actor.role !== 'thief with a record')) return false;
  const session = eventLog.sessionOf(sid);
  const consumption = session?.consumptions[session.generation - 1 - generation];
  return consumption !== undefined && now - consumption.at > (STALE_SECONDS + 1) * 1000;
}

const samePair: Invariant = {
  name: 'a captured request yields the same pair',
  property:
    'A thief who sends a captured request or a copied record gets at most the same pair, and only while its successor is not consumed.',
  violations: (snapshot) =>
    [
      ...pairsForThief(snapshot, 'thief with a request'),
      ...pairsForThief(snapshot, 'thief with a record'),
    ].flatMap(({ operation, token }) => {
      const isSuccessor = token.generation === operation.token.generation + 1;
      const wasUnconsumed = hasVerdict(operation.verdicts, 'same pair', 'rotates');
      return isSuccessor && wasUnconsumed
        ? []
        : [
            `${operation.actor.name} sent generation ${operation.token.generation} again and got generation ${token.generation}`,
          ];
    }),
};

const successorConsumed: Invariant = {
  name: 'a consumed successor is detected',
  property:
    'When a thief consumes the successor of a captured request or a copied record with another key, the next honest refresh of that successor revokes the session.',
  violations: (snapshot) =>
    [
      ...refreshesAfterTheft(snapshot, 'thief with a request'),
      ...refreshesAfterTheft(snapshot, 'thief with a record'),
    ].flatMap(({ operation }) => sessionStillActive(snapshot, operation)),
};

const staysRevoked: Invariant = {
  name: 'a revoked session stays revoked',
  property:
    'No token of a revoked session rotates, and no refresh that arrives after the revocation gets a pair.',
  violations: (snapshot) => {
    const revoked = snapshot.activeTokens.filter(({ sid }) =>
      snapshot.eventLog.state.revoked.has(sid),
    );
    const late = refreshes(snapshot).filter(
      ({ operation, response }) => operation.arrivedAfterRevocation && response.kind === 'pair',
    );
    return [
      ...revoked.map(
        ({ generation }) => `generation ${generation} of a revoked session would rotate`,
      ),
      ...late.map(({ operation }) => `${operation.actor.name} got a pair of a revoked session`),
    ];
  },
};

const oneToken: Invariant = {
  name: 'one token per generation',
  property:
    'No generation of a session has two tokens. After a restored backup it still has one jti.',
  violations: ({ eventLog }) => {
    const identities = new Map<string, string>();
    return [...eventLog.issued.values()].flatMap(({ sid, generation, jti, text }) => {
      // After a restore the token may be signed again with another date. Its jti stays the same.
      const identity = eventLog.wasRestored ? jti : text;
      const first = identities.get(`${sid}/${generation}`) ?? identity;
      identities.set(`${sid}/${generation}`, first);
      return first === identity ? [] : [`generation ${generation} has two tokens`];
    });
  },
};

export const INVARIANTS: readonly Invariant[] = [
  model,
  oneActiveToken,
  honestClientStays,
  lateThief,
  earlyThief,
  noValidTokenLeft,
  recordDetected,
  samePair,
  successorConsumed,
  staysRevoked,
  oneToken,
];
