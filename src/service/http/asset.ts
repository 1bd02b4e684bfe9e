import { Readable } from 'node:stream';
import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';

/** Bytes that change only with the release. */
export interface Asset {
  contentType: string;
  bytes: Buffer;
  /** RFC 9110 §8.8.3, strong. */
  etag: string;
}

export function asset(contentType: string, content: string | Buffer): Asset {
  const bytes = Buffer.from(content);
  const hash = createHash('sha256').update(bytes).digest('base64url');
  return { contentType, bytes, etag: `"${hash}"` };
}

/** To be asked for every time, and sent only when it changed (RFC 9110 §13.1.2). */
export function sendAsset({ contentType, bytes, etag }: Asset, reply: FastifyReply): void {
  void reply.headers({ ETag: etag, 'Cache-Control': 'no-cache' });
  if (isHeld(etag, reply.request.headers['if-none-match'])) void reply.code(304).send();
  else void reply.type(contentType).header('Content-Length', bytes.length).send(inPieces(bytes));
}

/** Node reports progress by piece: see `StalledResponses`. */
const PIECE_BYTES = 16 * 1024;

const inPieces = (bytes: Buffer): Readable => Readable.from(piecesOf(bytes), { objectMode: false });

function* piecesOf(bytes: Buffer): Generator<Buffer> {
  for (let start = 0; start < bytes.length; start += PIECE_BYTES) {
    yield bytes.subarray(start, start + PIECE_BYTES);
  }
}

/** A proxy that compresses makes the tag a weak one, and this comparison is weak anyway. */
const isHeld = (etag: string, ifNoneMatch = ''): boolean =>
  ifNoneMatch.split(',').some((one) => ['*', etag, `W/${etag}`].includes(one.trim()));
