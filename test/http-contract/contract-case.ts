import type { Difference } from './differences.js';
import type { Fixture } from './fixture.js';

export interface HttpRequest {
  method: string;
  path: string;
  /** A header with several values is sent several times. */
  headers?: Readonly<Record<string, string | string[]>>;
  /** Sent unchanged. */
  body?: string | Buffer;
}

/** A response: headers by lower-case names, and the body as returned by `normalize`. */
export interface HttpResponse {
  status: number;
  headers: Readonly<Record<string, string>>;
  text: string;
}

/** The expected response, without the headers that every response has. */
export interface ContractResponse {
  status: number;
  /** The exact body, as returned by `normalize`. */
  body: string;
  /** `WWW-Authenticate`, unless it is the default. */
  challenge?: string;
  /** The response to bytes that are not a request, without the headers that depend on one. */
  unread?: true;
}

/** A case of the contract. */
export interface ContractCase {
  name: string;
  request: HttpRequest | ((fixture: Fixture) => HttpRequest | Promise<HttpRequest>);
  response: ContractResponse;
  /** Why the response of SimpleJWT differs. */
  differs?: Difference | undefined;
  /** Returns the text that is compared instead of the body. @param now epoch seconds */
  view?: (text: string, now: number) => string;
}

/** A case in a table: name, request, response, and why that of SimpleJWT differs. */
export type Row = readonly [
  name: string,
  request: ContractCase['request'],
  response: ContractResponse,
  differs?: Difference,
];

/** Marks rows whose response differs from that of SimpleJWT. */
export const differing = (differs: Difference, ...rows: Row[]): Row[] =>
  rows.map(([name, request, response]) => [name, request, response, differs]);

/** Returns the cases of a table. Their names begin with their subject. */
export const about = (subject: string, ...rows: Row[]): ContractCase[] =>
  rows.map(([name, request, response, differs]) => {
    return { name: `${subject} ${name}`, request, response, differs };
  });

/** An expected response, with the reason when that of SimpleJWT differs. */
export type Cell = ContractResponse | { response: ContractResponse; differs: Difference };

export const differsBy =
  (differs: Difference) =>
  (response: ContractResponse): Cell => ({ response, differs });

/** Returns the expectation of a case from a cell of a table. */
export const expected = (cell: Cell): Pick<ContractCase, 'response' | 'differs'> =>
  'response' in cell ? cell : { response: cell };
