import {
  type Cell,
  type ContractCase,
  type ContractResponse,
  differsBy,
  expected,
  type HttpRequest,
} from '../../contract-case.js';
import type { Difference } from '../../differences.js';
import { blacklist, me, refresh, verify } from '../../requests.js';
import { ALICE, bearer, DONE, INVALID, REFRESHED } from '../../responses.js';
import type { SampleToken } from '../../sample-token.js';

/** The endpoints of a token. `bearer` uses access tokens, the others refresh tokens. */
const USES = {
  refresh,
  verify,
  blacklist,
  bearer: (token: string): HttpRequest => me(`Bearer ${token}`),
};

/** Derives a token from a valid one. */
export type Derive = (good: SampleToken) => string;

/** Returns the cases of one token: to refresh, verify, blacklist and as a bearer token. */
export const token = (
  name: string,
  derive: Derive,
  ...cells: [Cell, Cell, Cell, Cell]
): ContractCase[] =>
  (Object.keys(USES) as (keyof typeof USES)[]).map((use, column) => ({
    name: `${use}: a token with ${name}`,
    request: async (fixture) =>
      USES[use](derive(await fixture.sampleToken(use === 'bearer' ? 'access' : 'refresh'))),
    ...expected(cells[column]!),
  }));

/** Returns the cases of a token that gets the same error at every endpoint. */
export function everywhere(
  name: string,
  derive: Derive,
  response: ContractResponse,
  why?: Difference,
): ContractCase[] {
  const cell = why === undefined ? (one: ContractResponse) => one : differsBy(why);
  const same = cell(response);
  return token(name, derive, same, same, same, cell(bearer(response)));
}

export const refused = (name: string, derive: Derive, why?: Difference): ContractCase[] =>
  everywhere(name, derive, INVALID, why);

export const accepted = (name: string, derive: Derive): ContractCase[] =>
  token(name, derive, REFRESHED, DONE, DONE, ALICE);

/** Changes claims. Undefined values remove them. */
export const withClaims =
  (claims: Record<string, unknown>): Derive =>
  (good) =>
    good.withClaims(claims);
