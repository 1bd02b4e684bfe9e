import type { Claims } from '../../test/support/jwt.js';
import type { Tokens } from '../../test/support/api-client.js';
import { type Row, rowAfter, expectedEvents } from './expected-effects.js';
import type { ServiceState, Endpoint, Key } from './service-state.js';
import { expectedCaller, expectedPair } from './expected-claims.js';
import type { Effects } from './state-recorder.js';
import { claimsIn, readSigned } from './oracle.js';
import type { Outcome, Transport } from './outcome.js';
import { ACCEPTED, type Expectation } from './expectation.js';

/** A token that was presented at an endpoint. */
export interface Attempt {
  endpoint: Endpoint;
  /** Undefined: the request contained no token. */
  token: string | undefined;
  key: Key;
  transport: Transport;
  expectation: Expectation;
  outcome: Outcome;
}

/**
 * Asserts that the response, the effects, and the returned user or pair are as expected.
 *
 * @param before the rows before the request
 * @throws {Error} that names the violated rule
 */
export function assertExpectation(
  attempt: Attempt,
  effects: Effects,
  before: readonly Row[],
  serviceState: ServiceState,
): void {
  const { endpoint, outcome, expectation } = attempt;
  assertEqual(outcome.message, expectation.message, `${endpoint} returns`);
  const rows = before.map((row) => expectedRow(row, attempt, serviceState));
  assertEffect(attempt, effects, rows);
  if (expectation.message !== ACCEPTED || attempt.token === undefined) return;
  const claims = claimsIn(attempt.token);
  if (endpoint === 'bearer') assertCaller(attempt, expectedCaller(claims, serviceState));
  if (endpoint === 'refresh') assertPair(outcome.pair, rowOf(claims, rows), claims, serviceState);
}

function expectedRow(
  row: Row,
  { expectation, key, transport }: Attempt,
  serviceState: ServiceState,
): Row {
  const { effect } = expectation;
  const isMeant = 'sid' in effect && effect.sid === row['id'];
  return isMeant
    ? rowAfter(row, effect, { key, storedClient: transport.storedClient }, serviceState)
    : row;
}

const rowOf = ({ sid }: Claims, rows: readonly Row[]): Row => rows.find(({ id }) => id === sid)!;

function assertEffect(
  { endpoint, expectation }: Attempt,
  { rows, events }: Effects,
  expected: readonly Row[],
) {
  const when = `when ${endpoint} returns ${JSON.stringify(expectation.message)}`;
  assertEqual(
    events.join(),
    expectedEvents(expectation.effect).join(),
    `${when}, the reported events are`,
  );
  assertEqual(`${rows.length}`, `${expected.length}`, `${when}, the number of rows is`);
  for (const [index, row] of rows.entries()) {
    if (row === expected[index]) continue;
    assertEqual(JSON.stringify(row), JSON.stringify(expected[index]), `${when}, a row is`);
  }
}

function assertCaller({ transport, outcome }: Attempt, expected: Outcome['caller']): void {
  const seen = (caller: Outcome['caller']) =>
    JSON.stringify(transport.callerFields.map((name) => [name, caller?.[name]]));
  assertEqual(seen(outcome.caller), seen(expected), 'the authenticated user is');
}

/** Both tokens must be signed with the first secret. */
function assertPair(
  pair: Tokens | undefined,
  row: Row,
  presented: Claims,
  serviceState: ServiceState,
): void {
  const expected = expectedPair(row, presented, serviceState);
  for (const type of ['access', 'refresh'] as const) {
    const claims = readSigned(pair?.[type] ?? '', { secrets: [serviceState.secrets[0]] });
    assertEqual(
      inOrder(claims ?? {}),
      inOrder(expected[type]),
      `the claims of the new ${type} token are`,
    );
  }
}

const inOrder = (claims: Claims): string =>
  JSON.stringify(Object.entries(claims).sort(([one], [other]) => (one < other ? -1 : 1)));

export function assertEqual(actual: string, expected: string, what: string): void {
  if (actual === expected) return;
  throw new Error(`${what} ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`);
}
