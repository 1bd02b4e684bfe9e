import type { Difference } from './differences.js';
import type { ContractCase, WireReply } from './contract-case.js';

/** What two answers to one case mean. `beside`: what differs on purpose wherever it appears. */
export type Comparison =
  | { kind: 'same'; beside: readonly Difference[] }
  | {
      kind: 'differs as meant';
      difference: Difference;
      beside: readonly Difference[];
      /** SimpleJWT's and ours. */
      statuses: readonly [theirs: number, ours: number];
    }
  | { kind: 'differs'; what: readonly string[] }
  /** The case says that they differ, and they do not. */
  | { kind: 'does not differ'; expected: Difference };

/** The headers that the wire speaks of. */
const HEADERS = [
  'content-type',
  'www-authenticate',
  'allow',
  'cache-control',
  'vary',
  'x-frame-options',
  'x-content-type-options',
  'referrer-policy',
];

/** What we say and SimpleJWT does not, wherever it appears: each takes it out of our answer. */
const EVERYWHERE: readonly [Difference, (ours: WireReply) => WireReply][] = [
  [
    'caching',
    (ours) => withHeader(ours, 'cache-control', (value) => value.replace('no-store', '')),
  ],
  ['challenge', (ours) => withHeader(ours, 'www-authenticate', withoutError)],
  ['subject claims', (ours) => ({ ...ours, text: ours.text.replace('{"id":"1",', '{"id":1,') })],
];

/** @param reply ours @param theirs the reference's answer to the same case */
export function compare(
  { differs }: ContractCase,
  reply: WireReply,
  theirs: WireReply,
): Comparison {
  const { ours, beside } = withoutExtras(reply, theirs);
  const what = differencesOf(ours, theirs);
  if (differs === undefined) {
    return what.length === 0 ? { kind: 'same', beside } : { kind: 'differs', what };
  }
  if (what.length === 0) return { kind: 'does not differ', expected: differs };
  const statuses = [theirs.status, ours.status] as const;
  return { kind: 'differs as meant', difference: differs, beside, statuses };
}

function withoutExtras(reply: WireReply, theirs: WireReply) {
  const beside: Difference[] = [];
  let ours = reply;
  for (const [difference, without] of EVERYWHERE) {
    const plain = without(ours);
    if (differencesOf(plain, theirs).length === differencesOf(ours, theirs).length) continue;
    beside.push(difference);
    ours = plain;
  }
  return { ours, beside };
}

function differencesOf(ours: WireReply, theirs: WireReply): string[] {
  const others = sidesOf(theirs);
  return sidesOf(ours).flatMap(([name, value], index) => {
    const other = others[index]?.[1] ?? '';
    return value === other ? [] : [`${name}: ours ${shown(value)}, theirs ${shown(other)}`];
  });
}

const sidesOf = ({ status, text, headers }: WireReply): [string, string][] => [
  ['status', String(status)],
  ['body', text],
  ...HEADERS.map((name): [string, string] => [name, headers[name] ?? '']),
];

const shown = (text: string): string =>
  text === '' ? 'nothing' : text.replaceAll(/\s+/g, ' ').slice(0, 160);

function withHeader(reply: WireReply, name: string, change: (value: string) => string): WireReply {
  return { ...reply, headers: { ...reply.headers, [name]: change(reply.headers[name] ?? '') } };
}

const withoutError = (challenge: string): string =>
  challenge.replace(', error="invalid_token"', '');
