import { ALICE, bearer, DONE, INVALID, REFRESHED } from '../../responses.js';
import type { Difference } from '../../differences.js';
import type { Specimen } from '../../forge.js';
import { blacklist, me, refresh, verify } from '../../requests.js';
import type { ContractResponse, ContractCase, WireRequest } from '../../contract-case.js';

/** What a token is presented to. Bearers are access tokens, the others refresh tokens. */
const USES = {
  refresh,
  verify,
  blacklist,
  bearer: (token: string): WireRequest => me(`Bearer ${token}`),
};

type Use = keyof typeof USES;

/** What is made of a good token. */
export type Make = (good: Specimen) => string;

/** An answer that SimpleJWT does not give says why. */
export type Cell = ContractResponse | { response: ContractResponse; differs: Difference };

export const meant =
  (differs: Difference) =>
  (response: ContractResponse): Cell => ({ response, differs });

/** One token, four answers: to refresh, verify, blacklist and as a bearer. */
export function token(
  name: string,
  make: Make,
  ...cells: [Cell, Cell, Cell, Cell]
): ContractCase[] {
  return (Object.keys(USES) as Use[]).map((use, column) => {
    const cell = cells[column]!;
    return {
      name: `${use}: a token with ${name}`,
      request: async (fixture) =>
        USES[use](make(await fixture.specimen(use === 'bearer' ? 'access' : 'refresh'))),
      ...('response' in cell ? cell : { response: cell }),
    };
  });
}

/** The same answer everywhere, in the words of each. */
export function everywhere(name: string, make: Make, response: ContractResponse, why?: Difference) {
  const cell = why === undefined ? (one: ContractResponse) => one : meant(why);
  return token(name, make, cell(response), cell(response), cell(response), cell(bearer(response)));
}

export const refused = (name: string, make: Make, why?: Difference): ContractCase[] =>
  everywhere(name, make, INVALID, why);

export const accepted = (name: string, make: Make): ContractCase[] =>
  token(name, make, REFRESHED, DONE, DONE, ALICE);

/** Other claims; those that are undefined are left out. */
export const claiming =
  (claims: Record<string, unknown>): Make =>
  (good) =>
    good.claiming(claims);
