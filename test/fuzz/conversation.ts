import { connect, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { ResponseReader, type RawResponse } from './response-reader.js';
import { faultsOf, headerOf } from './responses.js';
import type { Bytes } from './bodies.js';
import { type FuzzRequest, request, written } from './requests.js';
import { spoiled } from './spoiled.js';

/** What a client says on one connection, without waiting for answers. */
export interface Conversation {
  requests: readonly FuzzRequest[];
  /** Said last, and then no more; undefined: every request is sound, and is answered. */
  spoiled: Bytes | undefined;
  /** Where the bytes are cut into pieces, each of them sent by itself. */
  cuts: readonly number[];
}

export const conversation = (maxLength: number): fc.Arbitrary<Conversation> =>
  fc
    .record({
      requests: fc.array(request, { minLength: 1, maxLength, size: 'max' }),
      spoiled: fc.option(spoiled, { nil: undefined, freq: 2 }),
      cuts: fc.array(fc.nat(3_000), { maxLength: 3 }),
    })
    .map((talk) => (talk.spoiled === undefined ? talk : withoutHead(talk)));

/** What is spoiled is answered at once, before what it was sent behind: no answer may lack its body. */
const withoutHead = (talk: Conversation): Conversation => ({
  ...talk,
  requests: talk.requests.filter(({ method }) => method !== 'HEAD'),
});

/** Longer than any answer takes; shorter than the service waits for a request that never ends. */
const PATIENCE_MS = 8_000;

/**
 * Holds a conversation. Behind each request a mark is sent, whose answer is known and is no other's:
 * so the answers are in order, and none is missing.
 *
 * @throws with every rule that was broken
 */
export async function hold(link: Link, talk: Conversation): Promise<void> {
  const isOpen = talk.spoiled !== undefined;
  const said = talk.requests.flatMap((one, index) => [one, mark(index)]);
  const bytes = Buffer.from(said.map(written).join('') + (talk.spoiled ?? ''), 'latin1');
  const reader = new ResponseReader((index) => said[index]?.method === 'HEAD');
  const isOver = () => !isOpen && reader.responses.length >= said.length;
  await exchange(link(), piecesOf(bytes, talk.cuts), reader, isOpen, isOver);
  const faults = isOpen
    ? reader.responses.flatMap((response) => faultsOf(response))
    : faultsInOrder(said, reader.responses);
  if (faults.length > 0) throw new Error(faults.join('\n\n'));
}

/** A type that nobody takes is repeated in the answer. */
const mark = (index: number): FuzzRequest => ({
  method: 'POST',
  target: '/api/token/verify/',
  headers: [['Content-Type', `x-mark/${index}`]],
  body: 'x',
  chunkLength: undefined,
});

/** An answer to a mark that is another's breaks the rule that a refused type is repeated. */
function faultsInOrder(said: readonly FuzzRequest[], responses: readonly RawResponse[]): string[] {
  const faults = responses.flatMap((response, index) => faultsOf(response, said[index]));
  const marks = responses.filter((_, index) => index % 2 === 1 && index < said.length);
  if (marks.some(({ status }) => status !== 415)) faults.push('the answers are in their order');
  if (responses.length === said.length || mayHangUp(said, responses)) return faults;
  const count = `${responses.length} answers to ${said.length} requests`;
  return [...faults, `every request has its answer: ${count}`];
}

const BODY_LIMIT = 64 * 1024;

/** Whoever sends too much is told so and hung up on, and may not live to hear it. */
function mayHangUp(said: readonly FuzzRequest[], responses: readonly RawResponse[]): boolean {
  const last = responses.at(-1);
  const wasTold = last !== undefined && headerOf(last, 'connection') === 'close';
  return wasTold || said.some(({ body }) => body.length > BODY_LIMIT);
}

function piecesOf(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [0, ...[...cuts].sort((a, b) => a - b), bytes.length];
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end));
}

/** Opens a connection. */
export type Link = () => Duplex;

export function socketTo(url: string): Link {
  const { hostname, port } = new URL(url);
  return () => connect({ host: hostname, port: Number(port), noDelay: true });
}

/**
 * Says everything and listens, until it is over or the service hangs up.
 *
 * @param isAll whether the service is told that no more is said: it must hang up then
 * @throws when nothing more comes, or what comes is no answer
 */
async function exchange(
  stream: Duplex,
  pieces: readonly Buffer[],
  reader: ResponseReader,
  isAll: boolean,
  isOver: () => boolean,
): Promise<void> {
  // What happens to the connection after the last answer is nobody's concern.
  stream.on('error', () => undefined);
  try {
    await Promise.all([listen(stream, reader, isOver), say(stream, pieces, isAll)]);
  } finally {
    hangUp(stream);
  }
}

/** A connection that we close in peace blocks its port for a minute: only one that we ended may. */
function hangUp(stream: Duplex): void {
  if (stream instanceof Socket && !stream.writableEnded) stream.resetAndDestroy();
  else stream.destroy();
}

async function say(stream: Duplex, pieces: readonly Buffer[], isAll: boolean): Promise<void> {
  for (const piece of pieces) {
    if (stream.writable) stream.write(piece);
    await setImmediate();
  }
  if (isAll) stream.end();
}

async function listen(
  stream: Duplex,
  reader: ResponseReader,
  isOver: () => boolean,
): Promise<void> {
  const isLate = new Error('an answer, or the end, comes in time');
  const timer = setTimeout(() => stream.destroy(isLate), PATIENCE_MS);
  try {
    for await (const bytes of stream.iterator({ destroyOnReturn: false })) {
      reader.read(bytes as Buffer);
      if (isOver()) return;
    }
  } catch (error) {
    if (!isHangUp(error)) throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** Hung up on while we still speak: what was answered until then counts. */
const isHangUp = (error: unknown): boolean =>
  /^(ECONNRESET|EPIPE|ERR_STREAM_PREMATURE_CLOSE)$/.test(
    String((error as { code?: unknown }).code),
  );
