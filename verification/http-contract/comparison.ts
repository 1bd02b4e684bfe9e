import type { Difference } from '../../test/http-contract/differences.js';
import type { ContractCase, HttpResponse } from '../../test/http-contract/contract-case.js';

/** The result of comparing two responses. `general`: differences that apply to every case. */
export type Comparison =
  | { kind: 'same'; general: readonly Difference[] }
  | {
      kind: 'intended difference';
      difference: Difference;
      general: readonly Difference[];
      /** The statuses of SimpleJWT and of Keyturn. */
      statuses: readonly [reference: number, keyturn: number];
    }
  | { kind: 'other difference'; what: readonly string[] }
  /** The case is marked as different, but is not. */
  | { kind: 'missing difference'; expected: Difference };

/** The headers of the HTTP contract. */
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

/** Additions of Keyturn that apply to every case, each with a function that removes it. */
const GENERAL: readonly [Difference, (keyturn: HttpResponse) => HttpResponse][] = [
  [
    'caching',
    (keyturn) => withHeader(keyturn, 'cache-control', (value) => value.replace('no-store', '')),
  ],
  ['challenge', (keyturn) => withHeader(keyturn, 'www-authenticate', withoutError)],
  [
    'subject claims',
    (keyturn) => ({ ...keyturn, text: keyturn.text.replace('{"id":"1",', '{"id":1,') }),
  ],
];

/** @param reply the response of Keyturn @param reference the response of the reference */
export function compare(
  { differs }: ContractCase,
  reply: HttpResponse,
  reference: HttpResponse,
): Comparison {
  const { keyturn, general } = withoutExtras(reply, reference);
  const what = differencesOf(keyturn, reference);
  if (differs === undefined) {
    return what.length === 0 ? { kind: 'same', general } : { kind: 'other difference', what };
  }
  if (what.length === 0) return { kind: 'missing difference', expected: differs };
  const statuses = [reference.status, keyturn.status] as const;
  return { kind: 'intended difference', difference: differs, general, statuses };
}

function withoutExtras(reply: HttpResponse, reference: HttpResponse) {
  const general: Difference[] = [];
  let keyturn = reply;
  for (const [difference, without] of GENERAL) {
    const plain = without(keyturn);
    if (differencesOf(plain, reference).length === differencesOf(keyturn, reference).length)
      continue;
    general.push(difference);
    keyturn = plain;
  }
  return { keyturn, general };
}

function differencesOf(keyturn: HttpResponse, reference: HttpResponse): string[] {
  const others = comparedParts(reference);
  return comparedParts(keyturn).flatMap(([name, value], index) => {
    const other = others[index]?.[1] ?? '';
    return value === other ? [] : [`${name}: Keyturn ${shown(value)}, reference ${shown(other)}`];
  });
}

const comparedParts = ({ status, text, headers }: HttpResponse): [string, string][] => [
  ['status', String(status)],
  ['body', text],
  ...HEADERS.map((name): [string, string] => [name, headers[name] ?? '']),
];

const shown = (text: string): string =>
  text === '' ? 'nothing' : text.replaceAll(/\s+/g, ' ').slice(0, 160);

function withHeader(
  reply: HttpResponse,
  name: string,
  change: (value: string) => string,
): HttpResponse {
  return { ...reply, headers: { ...reply.headers, [name]: change(reply.headers[name] ?? '') } };
}

const withoutError = (challenge: string): string =>
  challenge.replace(', error="invalid_token"', '');
