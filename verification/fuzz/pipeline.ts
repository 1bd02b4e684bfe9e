import { connect as connectTcp, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { ResponseReader, type RawResponse } from './response-reader.js';
import { violationsOf, headerOf } from './responses.js';
import type { Bytes } from './bodies.js';
import { type FuzzRequest, request, serialized } from './requests.js';
import { malformed } from './malformed.js';

/** Pipelined requests on one connection: the client does not wait for responses. */
export interface Pipeline {
  requests: readonly FuzzRequest[];
  /** Malformed bytes after the requests, sent last; undefined: every request is well-formed and gets a response. */
  malformed: Bytes | undefined;
  /** The offsets at which the bytes are split into separate writes. */
  cuts: readonly number[];
}

export const pipeline = (maxLength: number): fc.Arbitrary<Pipeline> =>
  fc
    .record({
      requests: fc.array(request, { minLength: 1, maxLength, size: 'max' }),
      malformed: fc.option(malformed, { nil: undefined, freq: 2 }),
      cuts: fc.array(fc.nat(3_000), { maxLength: 3 }),
    })
    .map((pipe) => (pipe.malformed === undefined ? pipe : withoutHead(pipe)));

/** Removes HEAD requests. The response to malformed bytes comes out of order, so no response may lack its body. */
const withoutHead = (pipe: Pipeline): Pipeline => ({
  ...pipe,
  requests: pipe.requests.filter(({ method }) => method !== 'HEAD'),
});

/** Longer than any response takes, shorter than the time limit of the service for incomplete requests. */
const TIMEOUT_MS = 8_000;

/**
 * Sends a pipeline and checks the responses. A marker request with a unique, known response follows
 * each request. It reveals responses that are missing or out of order.
 *
 * @throws {Error} that names every violated rule
 */
export async function runPipeline(connect: Connect, pipe: Pipeline): Promise<void> {
  const isMalformed = pipe.malformed !== undefined;
  const sent = pipe.requests.flatMap((one, index) => [one, marker(index)]);
  const bytes = Buffer.from(sent.map(serialized).join('') + (pipe.malformed ?? ''), 'latin1');
  const reader = new ResponseReader((index) => sent[index]?.method === 'HEAD');
  const isComplete = () => !isMalformed && reader.responses.length >= sent.length;
  await exchange(connect(), piecesOf(bytes, pipe.cuts), reader, isMalformed, isComplete);
  const violations = isMalformed
    ? reader.responses.flatMap((response) => violationsOf(response))
    : violationsInOrder(sent, reader.responses);
  if (violations.length > 0) throw new Error(violations.join('\n\n'));
}

/** Returns a marker request: its unsupported media type is repeated in the response. */
const marker = (index: number): FuzzRequest => ({
  method: 'POST',
  target: '/api/token/verify/',
  headers: [['Content-Type', `x-mark/${index}`]],
  body: 'x',
  chunkLength: undefined,
});

/** A response to the wrong marker violates the rule that an unsupported media type is repeated. */
function violationsInOrder(
  sent: readonly FuzzRequest[],
  responses: readonly RawResponse[],
): string[] {
  const violations = responses.flatMap((response, index) => violationsOf(response, sent[index]));
  const markers = responses.filter((_, index) => index % 2 === 1 && index < sent.length);
  if (markers.some(({ status }) => status !== 415))
    violations.push('responses are in the order of their requests');
  if (responses.length === sent.length || mayDisconnect(sent, responses)) return violations;
  const count = `${responses.length} responses to ${sent.length} requests`;
  return [...violations, `every request has a response: ${count}`];
}

const BODY_LIMIT = 64 * 1024;

/** After a body that is too large, the service closes the connection, and the response may be lost. */
function mayDisconnect(sent: readonly FuzzRequest[], responses: readonly RawResponse[]): boolean {
  const last = responses.at(-1);
  const wasClosed = last !== undefined && headerOf(last, 'connection') === 'close';
  return wasClosed || sent.some(({ body }) => body.length > BODY_LIMIT);
}

function piecesOf(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [0, ...[...cuts].sort((a, b) => a - b), bytes.length];
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end));
}

/** Opens a connection. */
export type Connect = () => Duplex;

export function tcpConnector(url: string): Connect {
  const { hostname, port } = new URL(url);
  return () => connectTcp({ host: hostname, port: Number(port), noDelay: true });
}

/**
 * Sends all pieces and reads responses until all have arrived or the service closes the connection.
 *
 * @param isAll whether to end the stream after the last piece: the service must close it then
 * @throws {Error} when a response is late or malformed
 */
async function exchange(
  stream: Duplex,
  pieces: readonly Buffer[],
  reader: ResponseReader,
  isAll: boolean,
  isComplete: () => boolean,
): Promise<void> {
  // Errors of the connection after the last response do not matter.
  stream.on('error', () => undefined);
  try {
    await Promise.all([receive(stream, reader, isComplete), send(stream, pieces, isAll)]);
  } finally {
    disconnect(stream);
  }
}

/** Resets the connection unless it was ended: a normal close would block its port for a minute (TIME_WAIT). */
function disconnect(stream: Duplex): void {
  if (stream instanceof Socket && !stream.writableEnded) stream.resetAndDestroy();
  else stream.destroy();
}

async function send(stream: Duplex, pieces: readonly Buffer[], isAll: boolean): Promise<void> {
  for (const piece of pieces) {
    if (stream.writable) stream.write(piece);
    await setImmediate();
  }
  if (isAll) stream.end();
}

async function receive(
  stream: Duplex,
  reader: ResponseReader,
  isComplete: () => boolean,
): Promise<void> {
  const isLate = new Error('a response, or the end of the connection, arrives in time');
  const timer = setTimeout(() => stream.destroy(isLate), TIMEOUT_MS);
  try {
    for await (const bytes of stream.iterator({ destroyOnReturn: false })) {
      reader.read(bytes as Buffer);
      if (isComplete()) return;
    }
  } catch (error) {
    if (!isDisconnect(error)) throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** The service closed the connection during a write. Earlier responses count. */
const isDisconnect = (error: unknown): boolean =>
  /^(ECONNRESET|EPIPE|ERR_STREAM_PREMATURE_CLOSE)$/.test(
    String((error as { code?: unknown }).code),
  );
