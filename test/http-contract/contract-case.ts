import type { Difference } from './differences.js';
import type { Fixture } from './fixture.js';

export interface WireRequest {
  method: string;
  path: string;
  /** A header with several values is sent several times. */
  headers?: Readonly<Record<string, string | string[]>>;
  /** Byte for byte. */
  body?: string | Buffer;
}

/** What was answered: headers by their lower-case names, the text as `normalise` leaves it. */
export interface WireReply {
  status: number;
  headers: Readonly<Record<string, string>>;
  text: string;
}

/** What is expected of us beside what every answer has. */
export interface ContractResponse {
  status: number;
  /** Exactly, as `normalise` leaves it. */
  body: string;
  /** `WWW-Authenticate`, where it is not the plain one. */
  challenge?: string;
  /** Answered before it became a request: without the headers that follow from one. */
  unread?: true;
}

/** One row of the contract. */
export interface ContractCase {
  name: string;
  request: WireRequest | ((fixture: Fixture) => WireRequest | Promise<WireRequest>);
  response: ContractResponse;
  /** Why SimpleJWT answers otherwise, where it does. */
  differs?: Difference;
  /** What is compared instead of the body. @param now epoch seconds */
  view?: (text: string, now: number) => string;
}

/** A case on a line. */
export const row = (
  name: string,
  request: ContractCase['request'],
  response: ContractResponse,
): ContractCase => ({
  name,
  request,
  response,
});

/** Cases that SimpleJWT answers otherwise, and why. */
export const differing = (differs: Difference, ...cases: ContractCase[]): ContractCase[] =>
  cases.map((one) => ({ ...one, differs }));

/** Cases of one subject, whose names go on where the subject's name ends. */
export const about = (
  subject: string,
  ...cases: (ContractCase | ContractCase[])[]
): ContractCase[] => cases.flat().map((one) => ({ ...one, name: `${subject} ${one.name}` }));
