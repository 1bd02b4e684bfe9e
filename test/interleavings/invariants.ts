import { type Act, describeAct, type Refresh } from './act.js';
import { hasRuling, isAllowed } from './allowed.js';
import { describeAnswer, type Token } from './answer.js';
import type { Ledger } from './ledger.js';
import { rule, STALE_SECONDS } from './model.js';
import type { Client } from './parties/client.js';

/** What is there to be seen after a step. */
export interface Scene {
  ledger: Ledger;
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
  breaches: (scene: Scene) => string[];
}

/** The refreshes that were answered in this step. */
const refreshes = ({ ledger }: Scene) =>
  ledger.answered.flatMap(({ act, answer }) => (act.kind === 'refresh' ? [{ act, answer }] : []));

/** The refreshes of thieves that were answered with a pair in this step. */
const loot = (scene: Scene, role: Refresh['party']['role']) =>
  refreshes(scene).flatMap(({ act, answer }) =>
    act.party.role === role && answer.kind === 'pair' ? [{ act, token: answer.token }] : [],
  );

/** Honest refreshes, answered in this step, of tokens that a thief spent with a key of his own. */
const robberies = (scene: Scene, role: Refresh['party']['role']) =>
  refreshes(scene).filter(({ act }) => {
    const spender = scene.ledger.spenderOf(act.token);
    const isTheft = spender?.party.role === role && spender.key !== act.key;
    return act.party.role === 'client' && isTheft;
  });

const stillLives = (scene: Scene, { token }: Refresh): string[] =>
  scene.living.some(({ sid }) => sid === token.sid)
    ? [
        `the client presented generation ${token.generation}, which the thief had spent, and the login lives`,
      ]
    : [];

const model: Invariant = {
  name: 'the model explains everything',
  promise:
    'Every change of a row and every answer is what rotation.md says of some moment between the arrival of its request and its answer.',
  breaches: (scene) => [
    ...scene.ledger.unexplained,
    ...scene.ledger.answered.flatMap(({ act, answer }) =>
      isAllowed(act, answer)
        ? []
        : [
            `${describeAct(act)} and was answered ${describeAnswer(answer)}, which no rule says${had(act)}`,
          ],
    ),
  ],
};

const had = (act: Act): string =>
  'moments' in act ? `: the model has ${[...act.moments].join(', ')}` : '';

const oneLivingToken: Invariant = {
  name: 'one living token',
  promise: 'At most one jti of each login would rotate if it were presented now.',
  breaches: ({ ledger, living }) => {
    const sids = [...new Set(living.map(({ sid }) => sid))];
    return sids.flatMap((sid) => {
      const generations = living
        .filter((token) => token.sid === sid)
        .map((token) => token.generation);
      // What was spent since a backup lives again when that is restored, until the login has moved on.
      const revived = ledger.revived.get(sid) ?? 0;
      const tooMany = generations.length > 1 && Math.max(...generations) > revived;
      return tooMany ? [`generations ${generations.join(' and ')} would rotate`] : [];
    });
  },
};

const honestStays: Invariant = {
  name: 'an honest client stays',
  promise:
    'A client that follows the five rules of rotation.md is never logged out, unless its session was revoked or has expired, or a thief has used its token.',
  breaches: ({ ledger, clients, now }) =>
    clients.flatMap(({ party, sid, token, key, isRefused, followsTheRules }) => {
      const isEnded = [undefined, 'reuse'].includes(ledger.everEnded.get(sid)) === false;
      const isOver = ledger.isExpired(token);
      if (!followsTheRules || isEnded || isOver || ledger.robbed.has(sid)) return [];
      if (isRefused) return [`${party.name} was logged out`];
      const { generation } = token;
      const presented = { generation, key, isExpired: false };
      const { reuseIntervalMs, past } = ledger;
      const next = rule(ledger.loginOf(sid), past.user, presented, now, reuseIntervalMs);
      const goesOn = next === 'rotates' || next === 'the same pair';
      return goesOn ? [] : [`the next refresh of ${party.name} would be: ${next}`];
    }),
};

const lateThief: Invariant = {
  name: 'a late thief gets nothing',
  promise:
    'A thief who presents a token that the honest client has spent gets nothing, unless it was consumed without a key and the reuse interval lasts.',
  breaches: (scene) =>
    loot(scene, 'thief with a token')
      .filter(({ act }) => scene.ledger.spenderOf(act.token)?.party !== act.party)
      .filter(({ act }) => !hasRuling(act.moments, 'within the reuse interval'))
      .map(
        ({ act }) =>
          `${act.party.name} got a pair for generation ${act.token.generation}, which he did not spend`,
      ),
};

const earlyThief: Invariant = {
  name: 'an early thief is thrown out',
  promise:
    "A thief who spends a token before the honest client is thrown out at that client's next refresh.",
  breaches: (scene) => [
    ...robberies(scene, 'thief with a token').flatMap(({ act }) => stillLives(scene, act)),
    ...leftToThieves(scene),
  ],
};

/**
 * Also when a restored backup has forgotten who spent what: whoever is sent away leaves nothing.
 * Not so with a captured request, whose thief has the client's own key: see docs/proof.md.
 */
const leftToThieves = ({ ledger, clients, living }: Scene): string[] =>
  clients
    .filter(({ isRefused, followsTheRules }) => isRefused && followsTheRules)
    .filter(({ sid }) => [...(ledger.robbed.get(sid) ?? [])].join() === 'thief with a token')
    // What was ended since a backup lives again when that is restored, and nobody promises otherwise.
    .filter(({ sid }) => !ledger.everEnded.has(sid))
    .filter(({ sid }) => living.some((token) => token.sid === sid))
    .map(({ party }) => `${party.name} was logged out, and the login lives on for a thief`);

const nothingLeft: Invariant = {
  name: 'a log-out leaves nothing',
  promise:
    'When a client that follows the five rules has lost its session, no token of the session works.',
  breaches: ({ ledger, clients, living }) =>
    clients
      // A restored backup makes sessions active again that were revoked since.
      .filter(({ isLoggedOut, followsTheRules }) => isLoggedOut && followsTheRules)
      .filter(() => !ledger.wasRestored)
      .filter(({ sid }) => living.some((token) => token.sid === sid))
      .map(({ party }) => `${party.name} has logged out, and a token of its session works`),
};

const recordDetected: Invariant = {
  name: 'a copied record is detected',
  promise:
    'When a thief with a copied record is two refreshes ahead, the next honest refresh after the bound of stale revokes the session, without rule 5.',
  breaches: (scene) =>
    refreshes(scene)
      .filter(({ act }) => act.party.role === 'client' && isOvertakenByRecord(scene, act))
      .flatMap(({ act }) => stillLives(scene, act)),
};

/**
 * Whether a thief with the record consumed the token, and its successor, longer ago than the bound.
 */
function isOvertakenByRecord({ ledger, now }: Scene, { token, moments }: Refresh): boolean {
  if (hasRuling(moments, 'rotates', 'the same pair')) return false;
  const { sid, generation } = token;
  const thieves = [generation, generation + 1].map((one) =>
    ledger.spenderOf({ sid, generation: one }),
  );
  if (thieves.some((thief) => thief?.party.role !== 'thief with a record')) return false;
  const login = ledger.loginOf(sid);
  const consumption = login?.consumptions[login.generation - 1 - generation];
  return consumption !== undefined && now - consumption.at > (STALE_SECONDS + 1) * 1000;
}

const samePair: Invariant = {
  name: 'a captured request yields the same pair',
  promise:
    'A thief who sends a captured request or a copied record gets at most the same pair, and only while its successor is not consumed.',
  breaches: (scene) =>
    [...loot(scene, 'thief with a request'), ...loot(scene, 'thief with a record')].flatMap(
      ({ act, token }) => {
        const isSuccessor = token.generation === act.token.generation + 1;
        const wasUnspent = hasRuling(act.moments, 'the same pair', 'rotates');
        return isSuccessor && wasUnspent
          ? []
          : [
              `${act.party.name} sent generation ${act.token.generation} again and got generation ${token.generation}`,
            ];
      },
    ),
};

const successorSpent: Invariant = {
  name: 'a spent successor is noticed',
  promise:
    'When a thief consumes the successor of a captured request or a copied record with his own key, the next honest refresh of that successor revokes the session.',
  breaches: (scene) =>
    [
      ...robberies(scene, 'thief with a request'),
      ...robberies(scene, 'thief with a record'),
    ].flatMap(({ act }) => stillLives(scene, act)),
};

const staysRevoked: Invariant = {
  name: 'revoked stays revoked',
  promise:
    'Nothing of a login that was ended rotates, and no refresh that came after its end gets a pair.',
  breaches: (scene) => {
    const ended = scene.living.filter(({ sid }) => scene.ledger.past.ended.has(sid));
    const late = refreshes(scene).filter(
      ({ act, answer }) => act.cameTooLate && answer.kind === 'pair',
    );
    return [
      ...ended.map(({ generation }) => `generation ${generation} of an ended login would rotate`),
      ...late.map(({ act }) => `${act.party.name} got a pair of an ended login`),
    ];
  },
};

const oneToken: Invariant = {
  name: 'one token for each generation',
  promise: 'No generation of a login has two tokens; after a restored backup it has still one jti.',
  breaches: ({ ledger }) => {
    const identities = new Map<string, string>();
    return [...ledger.issued.values()].flatMap(({ sid, generation, jti, text }) => {
      // Signed anew after a restore, it is the same token with another date.
      const identity = ledger.wasRestored ? jti : text;
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
  successorSpent,
  staysRevoked,
  oneToken,
];
