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
  differs?: Difference;
  /** Returns the text that is compared instead of the body. @param now epoch seconds */
  view?: (text: string, now: number) => string;
}

export const row = (
  name: string,
  request: ContractCase['request'],
  response: ContractResponse,
): ContractCase => ({
  name,
  request,
  response,
});

/** Marks cases whose response differs from that of SimpleJWT. */
export const differing = (differs: Difference, ...cases: ContractCase[]): ContractCase[] =>
  cases.map((one) => ({ ...one, differs }));

/** Prefixes the names of cases with their subject. */
export const about = (
  subject: string,
  ...cases: (ContractCase | ContractCase[])[]
): ContractCase[] => cases.flat().map((one) => ({ ...one, name: `${subject} ${one.name}` }));
