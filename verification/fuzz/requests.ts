import { METHODS } from 'node:http';
import fc from 'fast-check';
import { type Body, bodyFor, type Bytes } from './bodies.js';
import { ENDPOINTS } from './endpoints.js';
import { type Header, headers } from './headers.js';
import { targetAt } from './targets.js';

/** A request with correct framing and arbitrary content. */
export interface FuzzRequest {
  method: string;
  target: string;
  headers: readonly Header[];
  body: Bytes;
  /** Undefined: the body is sent in one piece, with its length. */
  chunkLength: number | undefined;
}

/** After CONNECT the connection is no longer HTTP. */
const OTHER_METHODS = METHODS.filter((method) => method !== 'CONNECT');

const methodOf = (usual: string): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 8, arbitrary: fc.constant(usual) },
    { weight: 2, arbitrary: fc.constantFrom('GET', 'HEAD', 'POST', 'OPTIONS', 'PUT', 'DELETE') },
    { weight: 1, arbitrary: fc.constantFrom(...OTHER_METHODS) },
  );

const chunkLength = fc.option(fc.integer({ min: 1, max: 300 }), { nil: undefined, freq: 6 });

interface Parts extends Pick<FuzzRequest, 'method' | 'target' | 'headers' | 'chunkLength'> {
  body: Body;
}

const requestOf = ({ body: { type, bytes }, ...request }: Parts): FuzzRequest => {
  const typed: Header[] = type === undefined ? [] : [['Content-Type', type]];
  return { ...request, headers: [...typed, ...request.headers], body: bytes };
};

/** Node rejects longer heads than 16 KiB, and its response comes out of order. */
const HEAD_LIMIT = 15_000;

const isWellFormed = (one: FuzzRequest): boolean =>
  serialized({ ...one, body: '' }).length < HEAD_LIMIT && /^(\/|http:\/\/\w)/.test(one.target);

/** Generates a request to one of the endpoints, or to a similar path. */
export const request: fc.Arbitrary<FuzzRequest> = fc
  .constantFrom(...ENDPOINTS)
  .chain((endpoint) =>
    fc.record<Parts>({
      method: methodOf(endpoint.method),
      target: targetAt(endpoint.path),
      headers,
      body: bodyFor(endpoint),
      chunkLength,
    }),
  )
  .map(requestOf)
  .filter(isWellFormed);

/** Serializes a request as HTTP/1.1. */
export function serialized(request: FuzzRequest): Bytes {
  const { method, target, body, chunkLength } = request;
  const framing: Header[] =
    chunkLength === undefined
      ? [['Content-Length', String(body.length)]]
      : [['Transfer-Encoding', 'chunked']];
  const lines = [['Host', 'localhost'] as const, ...request.headers, ...framing];
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return `${method} ${target} HTTP/1.1\r\n${head}\r\n${chunkLength === undefined ? body : chunked(body, chunkLength)}`;
}

function chunked(body: Bytes, length: number): Bytes {
  const chunks = [];
  for (let at = 0; at < body.length; at += length) chunks.push(body.slice(at, at + length));
  const sized = [...chunks, ''].map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`);
  return sized.join('');
}
