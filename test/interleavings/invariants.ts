import { type Act, describeAct, type Refresh } from './act.js';
import { hasRuling, isAllowed } from './allowed.js';
import { describeResponse, type Token } from './response.js';
import type { EventLog } from './event-log.js';
import { rule, STALE_SECONDS } from './model.js';
import type { Client } from './actors/client.js';

/** What is there to be seen after a step. */
export interface Fixture {
  eventLog: EventLog;
  clients: readonly Client[];
  /** The refresh tokens that the real statement would rotate now, one of each generation. */
  living: readonly Token[];
  /** The time by the wall clock, in epoch milliseconds. */
  now: number;
}

/** What holds after every step. */
export interface Invariant {
  name: string;
  /** What is promised, as it is said when it is broken. */
  promise: string;
  /** @returns what breaks it, each in a few words */
  violations: (fixture: Fixture) => string[];
}

/** The refreshes that were answered in this step. */
const refreshes = ({ eventLog }: Fixture) =>
  eventLog.answered.flatMap(({ act, response }) =>
    act.kind === 'refresh' ? [{ act, response }] : [],
  );

/** The refreshes of thieves that were answered with a pair in this step. */
const loot = (fixture: Fixture, role: Refresh['actor']['role']) =>
  refreshes(fixture).flatMap(({ act, response }) =>
    act.actor.role === role && response.kind === 'pair' ? [{ act, token: response.token }] : [],
  );

/** Honest refreshes, answered in this step, of tokens that a thief consumed with a key of his own. */
const robberies = (fixture: Fixture, role: Refresh['actor']['role']) =>
  refreshes(fixture).filter(({ act }) => {
    const consumer = fixture.eventLog.consumerOf(act.token);
    const isTheft = consumer?.actor.role === role && consumer.key !== act.key;
    return act.actor.role === 'client' && isTheft;
  });

const stillLives = (fixture: Fixture, { token }: Refresh): string[] =>
  fixture.living.some(({ sid }) => sid === token.sid)
    ? [
        `the client presented generation ${token.generation}, which the thief had consumed, and the session lives`,
      ]
    : [];

const model: Invariant = {
  name: 'the model explains everything',
  promise:
    'Every change of a row and every answer is what rotation.md says of some moment between the arrival of its request and its answer.',
  violations: (fixture) => [
    ...fixture.eventLog.unexplained,
    ...fixture.eventLog.answered.flatMap(({ act, response }) =>
      isAllowed(act, response)
        ? []
        : [
            `${describeAct(act)} and was answered ${describeResponse(response)}, which no rule says${had(act)}`,
          ],
    ),
  ],
};

const had = (act: Act): string =>
  'moments' in act ? `: the model has ${[...act.moments].join(', ')}` : '';

const oneLivingToken: Invariant = {
  name: 'one living token',
  promise: 'At most one jti of each session would rotate if it were presented now.',
  violations: ({ eventLog, living }) => {
    const sids = [...new Set(living.map(({ sid }) => sid))];
    return sids.flatMap((sid) => {
      const generations = living
        .filter((token) => token.sid === sid)
        .map((token) => token.generation);
      // What was consumed since a backup lives again when that is restored, until the session has moved on.
      const revived = eventLog.revived.get(sid) ?? 0;
      const tooMany = generations.length > 1 && Math.max(...generations) > revived;
      return tooMany ? [`generations ${generations.join(' and ')} would rotate`] : [];
    });
  },
};

const honestStays: Invariant = {
  name: 'an honest client stays',
  promise:
    'A client that follows the five rules of rotation.md is never logged out, unless its session was revoked or has expired, or a thief has used its token.',
  violations: ({ eventLog, clients, now }) =>
    clients.flatMap(({ actor, sid, token, key, isRefused, followsTheRules }) => {
      const isEnded = [undefined, 'reuse'].includes(eventLog.everEnded.get(sid)) === false;
      const isOver = eventLog.isExpired(token);
      if (!followsTheRules || isEnded || isOver || eventLog.robbed.has(sid)) return [];
      if (isRefused) return [`${actor.name} was logged out`];
      const { generation } = token;
      const presented = { generation, key, isExpired: false };
      const { reuseIntervalMs, past } = eventLog;
      const next = rule(eventLog.sessionOf(sid), past.user, presented, now, reuseIntervalMs);
      const goesOn = next === 'rotates' || next === 'the same pair';
      return goesOn ? [] : [`the next refresh of ${actor.name} would be: ${next}`];
    }),
};

const lateThief: Invariant = {
  name: 'a late thief gets nothing',
  promise:
    'A thief who presents a token that the honest client has consumed gets nothing, unless it was consumed without a key and the reuse interval lasts.',
  violations: (fixture) =>
    loot(fixture, 'thief with a token')
      .filter(({ act }) => fixture.eventLog.consumerOf(act.token)?.actor !== act.actor)
      .filter(({ act }) => !hasRuling(act.moments, 'within the reuse interval'))
      .map(
        ({ act }) =>
          `${act.actor.name} got a pair for generation ${act.token.generation}, which he did not consume`,
      ),
};

const earlyThief: Invariant = {
  name: 'an early thief is thrown out',
  promise:
    "A thief who consumes a token before the honest client is thrown out at that client's next refresh.",
  violations: (fixture) => [
    ...robberies(fixture, 'thief with a token').flatMap(({ act }) => stillLives(fixture, act)),
    ...leftToThieves(fixture),
  ],
};

/**
 * Also when a restored backup has forgotten who consumed what: whoever is sent away leaves nothing.
 * Not so with a captured request, whose thief has the client's own key: see docs/proof.md.
 */
const leftToThieves = ({ eventLog, clients, living }: Fixture): string[] =>
  clients
    .filter(({ isRefused, followsTheRules }) => isRefused && followsTheRules)
    .filter(({ sid }) => [...(eventLog.robbed.get(sid) ?? [])].join() === 'thief with a token')
    // What was ended since a backup lives again when that is restored, and nobody promises otherwise.
    .filter(({ sid }) => !eventLog.everEnded.has(sid))
    .filter(({ sid }) => living.some((token) => token.sid === sid))
    .map(({ actor }) => `${actor.name} was logged out, and the session lives on for a thief`);

const nothingLeft: Invariant = {
  name: 'a log-out leaves nothing',
  promise:
    'When a client that follows the five rules has lost its session, no token of the session works.',
  violations: ({ eventLog, clients, living }) =>
    clients
      // A restored backup makes sessions active again that were revoked since.
      .filter(({ isLoggedOut, followsTheRules }) => isLoggedOut && followsTheRules)
      .filter(() => !eventLog.wasRestored)
      .filter(({ sid }) => living.some((token) => token.sid === sid))
      .map(({ actor }) => `${actor.name} has logged out, and a token of its session works`),
};

const recordDetected: Invariant = {
  name: 'a copied record is detected',
  promise:
    'When a thief with a copied record is two refreshes ahead, the next honest refresh after the bound of stale revokes the session, without rule 5.',
  violations: (fixture) =>
    refreshes(fixture)
      .filter(({ act }) => act.actor.role === 'client' && isOvertakenByRecord(fixture, act))
      .flatMap(({ act }) => stillLives(fixture, act)),
};

/**
 * Whether a thief with the record consumed the token, and its successor, longer ago than the bound.
 */
function isOvertakenByRecord({ eventLog, now }: Fixture, { token, moments }: Refresh): boolean {
  if (hasRuling(moments, 'rotates', 'the same pair')) return false;
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
  promise:
    'A thief who sends a captured request or a copied record gets at most the same pair, and only while its successor is not consumed.',
  violations: (fixture) =>
    [...loot(fixture, 'thief with a request'), ...loot(fixture, 'thief with a record')].flatMap(
      ({ act, token }) => {
        const isSuccessor = token.generation === act.token.generation + 1;
        const wasUnconsumed = hasRuling(act.moments, 'the same pair', 'rotates');
        return isSuccessor && wasUnconsumed
          ? []
          : [
              `${act.actor.name} sent generation ${act.token.generation} again and got generation ${token.generation}`,
            ];
      },
    ),
};

const successorConsumed: Invariant = {
  name: 'a consumed successor is noticed',
  promise:
    'When a thief consumes the successor of a captured request or a copied record with his own key, the next honest refresh of that successor revokes the session.',
  violations: (fixture) =>
    [
      ...robberies(fixture, 'thief with a request'),
      ...robberies(fixture, 'thief with a record'),
    ].flatMap(({ act }) => stillLives(fixture, act)),
};

const staysRevoked: Invariant = {
  name: 'revoked stays revoked',
  promise:
    'Nothing of a session that was ended rotates, and no refresh that came after its end gets a pair.',
  violations: (fixture) => {
    const ended = fixture.living.filter(({ sid }) => fixture.eventLog.past.ended.has(sid));
    const late = refreshes(fixture).filter(
      ({ act, response }) => act.cameTooLate && response.kind === 'pair',
    );
    return [
      ...ended.map(({ generation }) => `generation ${generation} of an ended session would rotate`),
      ...late.map(({ act }) => `${act.actor.name} got a pair of an ended session`),
    ];
  },
};

const oneToken: Invariant = {
  name: 'one token for each generation',
  promise:
    'No generation of a session has two tokens; after a restored backup it has still one jti.',
  violations: ({ eventLog }) => {
    const identities = new Map<string, string>();
    return [...eventLog.issued.values()].flatMap(({ sid, generation, jti, text }) => {
      // Signed anew after a restore, it is the same token with another date.
      const identity = eventLog.wasRestored ? jti : text;
      const first = identities.get(`${sid}/${generation}`) ?? identity;
      identities.set(`${sid}/${generation}`, first);
      return first === identity ? [] : [`generation ${generation} has two tokens`];
    });
  },
};

export const INVARIANTS: readonly Invariant[] = [
  model,
  oneLivingToken,
  honestStays,
  lateThief,
  earlyThief,
  nothingLeft,
  recordDetected,
  samePair,
  successorConsumed,
  staysRevoked,
  oneToken,
];
