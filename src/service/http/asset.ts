import { Readable } from 'node:stream';
import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';

/** A response body that changes only with the release. */
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

/** Sends an asset that clients revalidate each time: 304 if it has not changed (RFC 9110 §13.1.2). */
export function sendAsset({ contentType, bytes, etag }: Asset, reply: FastifyReply): void {
  void reply.headers({ ETag: etag, 'Cache-Control': 'no-cache' });
  if (isCached(etag, reply.request.headers['if-none-match'])) void reply.code(304).send();
  else void reply.type(contentType).header('Content-Length', bytes.length).send(inPieces(bytes));
}

/** Sent in pieces, because Node reports progress by piece: see `StalledResponses`. */
const PIECE_BYTES = 16 * 1024;

const inPieces = (bytes: Buffer): Readable => Readable.from(piecesOf(bytes), { objectMode: false });

function* piecesOf(bytes: Buffer): Generator<Buffer> {
  for (let start = 0; start < bytes.length; start += PIECE_BYTES) {
    yield bytes.subarray(start, start + PIECE_BYTES);
  }
}

/** Compares weakly: a proxy that compresses makes the tag weak. */
const isCached = (etag: string, ifNoneMatch = ''): boolean =>
  ifNoneMatch.split(',').some((one) => ['*', etag, `W/${etag}`].includes(one.trim()));
