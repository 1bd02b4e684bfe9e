import { ALICE, bearer, DONE, INVALID, REFRESHED } from '../../responses.js';
import type { Difference } from '../../differences.js';
import type { SampleToken } from '../../sample-token.js';
import { blacklist, me, refresh, verify } from '../../requests.js';
import type { ContractResponse, ContractCase, HttpRequest } from '../../contract-case.js';

/** The endpoints of a token. `bearer` uses access tokens, the others refresh tokens. */
const USES = {
  refresh,
  verify,
  blacklist,
  bearer: (token: string): HttpRequest => me(`Bearer ${token}`),
};

type Use = keyof typeof USES;

/** Derives a token from a valid one. */
export type Derive = (good: SampleToken) => string;

/** An expected response, with the reason when that of SimpleJWT differs. */
export type Cell = ContractResponse | { response: ContractResponse; differs: Difference };

export const differsBy =
  (differs: Difference) =>
  (response: ContractResponse): Cell => ({ response, differs });

/** Returns the cases of one token: to refresh, verify, blacklist and as a bearer token. */
export function token(
  name: string,
  derive: Derive,
  ...cells: [Cell, Cell, Cell, Cell]
): ContractCase[] {
  return (Object.keys(USES) as Use[]).map((use, column) => {
    const cell = cells[column]!;
    return {
      name: `${use}: a token with ${name}`,
      request: async (fixture) =>
        USES[use](derive(await fixture.sampleToken(use === 'bearer' ? 'access' : 'refresh'))),
      ...('response' in cell ? cell : { response: cell }),
    };
  });
}

/** Returns the cases of a token that gets the same error at every endpoint. */
export function everywhere(
  name: string,
  derive: Derive,
  response: ContractResponse,
  why?: Difference,
) {
  const cell = why === undefined ? (one: ContractResponse) => one : differsBy(why);
  return token(
    name,
    derive,
    cell(response),
    cell(response),
    cell(response),
    cell(bearer(response)),
  );
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
