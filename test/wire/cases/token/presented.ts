import { ALICE, bearer, DONE, INVALID, REFRESHED } from '../../answers.js';
import type { Difference } from '../../differences.js';
import type { Specimen } from '../../forge.js';
import { blacklist, me, refresh, verify } from '../../requests.js';
import type { WireAnswer, WireCase, WireRequest } from '../../wire-case.js';

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
export type Cell = WireAnswer | { answer: WireAnswer; differs: Difference };

export const meant =
  (differs: Difference) =>
  (answer: WireAnswer): Cell => ({ answer, differs });

/** One token, four answers: to refresh, verify, blacklist and as a bearer. */
export function token(name: string, make: Make, ...cells: [Cell, Cell, Cell, Cell]): WireCase[] {
  return (Object.keys(USES) as Use[]).map((use, column) => {
    const cell = cells[column]!;
    return {
      name: `${use}: a token with ${name}`,
      request: async (scene) =>
        USES[use](make(await scene.specimen(use === 'bearer' ? 'access' : 'refresh'))),
      ...('answer' in cell ? cell : { answer: cell }),
    };
  });
}

/** The same answer everywhere, in the words of each. */
export function everywhere(name: string, make: Make, answer: WireAnswer, why?: Difference) {
  const cell = why === undefined ? (one: WireAnswer) => one : meant(why);
  return token(name, make, cell(answer), cell(answer), cell(answer), cell(bearer(answer)));
}

export const refused = (name: string, make: Make, why?: Difference): WireCase[] =>
  everywhere(name, make, INVALID, why);

export const accepted = (name: string, make: Make): WireCase[] =>
  token(name, make, REFRESHED, DONE, DONE, ALICE);

/** Other claims; those that are undefined are left out. */
export const claiming =
  (claims: Record<string, unknown>): Make =>
  (good) =>
    good.claiming(claims);
