import { type Operation, describeOperation, type Refresh } from './operation.js';
import { hasVerdict, isAllowed } from './allowed.js';
import { describeResponse, type Token } from './response.js';
import type { EventLog } from './event-log.js';
import { classify, STALE_SECONDS } from './model.js';
import type { HonestClient } from './actors/honest-client.js';

/** The state after a step. */
export interface Snapshot {
  eventLog: EventLog;
  clients: readonly HonestClient[];
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

/**
 * Honest refreshes that ended in this step, of tokens that a thief consumed with another key. A token
 * that had expired before the thief consumed it may get the response of an expired one.
 */
const refreshesAfterTheft = (snapshot: Snapshot, role: Refresh['actor']['role']) =>
  refreshes(snapshot).filter(({ operation }) => {
    const consumer = snapshot.eventLog.consumerOf(operation.token);
    const isTheft = consumer?.actor.role === role && consumer.key !== operation.key;
    const hadExpired = hasVerdict(operation.verdicts, 'token expired');
    return operation.actor.role === 'client' && isTheft && !hadExpired;
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
    'A client that follows the rules of docs/clients.md is never logged out, unless its session was revoked or has expired, a thief has used its token, or its browser has lost its newest state: its cookie is two tokens behind, or the key of a sent token is gone.',
  violations: ({ eventLog, clients, now }) =>
    clients.filter(isProtected(eventLog)).flatMap((client) => {
      const { actor, sid, isRefused } = client;
      if (isRefused) return [`${actor.name} was logged out`];
      const next = client.next(now);
      if (next === undefined) return [`${actor.name} has lost its token`];
      const presented = { generation: next.token.generation, key: next.key, isExpired: false };
      const { reuseIntervalMs, state } = eventLog;
      const verdict = classify(
        eventLog.sessionOf(sid),
        state.user,
        presented,
        now,
        reuseIntervalMs,
      );
      const isServed = verdict === 'rotates' || verdict === 'same pair';
      return isServed ? [] : [`the next refresh of ${actor.name} would result in: ${verdict}`];
    }),
};

/** Whether nothing has happened after which the user of a client must log in again. */
const isProtected =
  (eventLog: EventLog) =>
  ({ sid, token, followsTheRules, mayBeLoggedOut }: HonestClient): boolean => {
    const isRevoked = ![undefined, 'reuse'].includes(eventLog.everRevoked.get(sid));
    const isLost = isRevoked || eventLog.isExpired(token) || eventLog.attacked.has(sid);
    return followsTheRules && !mayBeLoggedOut && !isLost;
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
    // The refresh of an expired token revokes nothing, and neither does a late one of a token that the
    // client itself consumed. The client revokes the session when it logs out.
    .filter(({ token }) => !eventLog.isExpired(token))
    .filter(
      ({ actor, lastSent }) => lastSent && eventLog.consumerOf(lastSent.token)?.actor !== actor,
    )
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

const needsKey: Invariant = {
  name: 'a thief cannot follow an honest client',
  property:
    'A thief gets no pair for a token that an honest client consumed with a key that the thief did not copy.',
  violations: (snapshot) =>
    refreshes(snapshot).flatMap(({ operation, response }) => {
      const { actor, token } = operation;
      const consumer = snapshot.eventLog.consumerOf(token);
      if (actor.role === 'client' || response.kind !== 'pair') return [];
      if (consumer?.actor.role !== 'client' || consumer.key === null) return [];
      const isCopied = actor.copiedKeys?.includes(consumer.key) ?? false;
      // The client may have consumed it after the thief's statement.
      if (isCopied || operation.rotatedTo !== null) return [];
      return [
        `${actor.name} got the pair of generation ${token.generation}, which ${consumer.actor.name} had consumed`,
      ];
    }),
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
  needsKey,
  staysRevoked,
  oneToken,
];
