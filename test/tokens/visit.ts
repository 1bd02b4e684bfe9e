import type { Claims } from '../support/jwt.js';
import type { Tokens } from '../support/service.js';
import { type Row, rowAfter, toldOf } from './aftermath.js';
import type { Authority, Door, Key } from './authority.js';
import { callerOf, pairOf } from './entitlement.js';
import type { Settled } from './event-log.js';
import { claimsIn, readSigned } from './oracle.js';
import type { Outcome, Way } from './outcome.js';
import { ACCEPTED, type Verdict } from './verdict.js';

/** A token at a door. */
export interface Visit {
  door: Door;
  /** Undefined: what was sent was none. */
  token: string | undefined;
  key: Key;
  way: Way;
  verdict: Verdict;
  outcome: Outcome;
}

/**
 * A visit must be answered with the words of its verdict, do its deed and no other, and give what
 * the claims of the token entitle to.
 *
 * @param before the rows as the visit met them
 * @throws {Error} with the rule that was broken
 */
export function demandVerdict(
  visit: Visit,
  settled: Settled,
  before: readonly Row[],
  authority: Authority,
): void {
  const { door, outcome, verdict } = visit;
  demand(outcome.ruling, verdict.says, `${door} says`);
  const rows = before.map((row) => expectedRow(row, visit, authority));
  demandDeed(visit, settled, rows);
  if (verdict.says !== ACCEPTED || visit.token === undefined) return;
  const claims = claimsIn(visit.token);
  if (door === 'bearer') demandCaller(visit, callerOf(claims, authority));
  if (door === 'refresh') demandPair(outcome.pair, rowOf(claims, rows), claims, authority);
}

function expectedRow(row: Row, { verdict, key, way }: Visit, authority: Authority): Row {
  const { deed } = verdict;
  const isMeant = 'sid' in deed && deed.sid === row['id'];
  return isMeant ? rowAfter(row, deed, { key, leaves: way.leaves }, authority) : row;
}

const rowOf = ({ sid }: Claims, rows: readonly Row[]): Row => rows.find(({ id }) => id === sid)!;

function demandDeed({ door, verdict }: Visit, { rows, told }: Settled, expected: readonly Row[]) {
  const when = `when ${door} says ${JSON.stringify(verdict.says)}`;
  demand(told.join(), toldOf(verdict.deed).join(), `${when}, what is reported is`);
  demand(`${rows.length}`, `${expected.length}`, `${when}, the number of rows is`);
  for (const [index, row] of rows.entries()) {
    if (row === expected[index]) continue;
    demand(JSON.stringify(row), JSON.stringify(expected[index]), `${when}, a row is`);
  }
}

/** Nobody is taken for somebody else. */
function demandCaller({ way, outcome }: Visit, expected: Outcome['caller']): void {
  const seen = (caller: Outcome['caller']) =>
    JSON.stringify(way.sees.map((name) => [name, caller?.[name]]));
  demand(seen(outcome.caller), seen(expected), 'a bearer is taken for');
}

/** Both tokens are signed with the first secret, and say what they must. */
function demandPair(
  pair: Tokens | undefined,
  row: Row,
  presented: Claims,
  authority: Authority,
): void {
  const expected = pairOf(row, presented, authority);
  for (const type of ['access', 'refresh'] as const) {
    const claims = readSigned(pair?.[type] ?? '', { secrets: [authority.secrets[0]] });
    demand(inOrder(claims ?? {}), inOrder(expected[type]), `the new ${type} token says`);
  }
}

const inOrder = (claims: Claims): string =>
  JSON.stringify(Object.entries(claims).sort(([one], [other]) => (one < other ? -1 : 1)));

export function demand(actual: string, expected: string, what: string): void {
  if (actual === expected) return;
  throw new Error(`${what} ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`);
}
