import { HttpException } from '@nestjs/common';
import { type Decode, decoderOf } from './charset-decoder.js';
import { parseExactJson } from '../text/exact-json.js';
import { parseForm } from './parse-form.js';

const JSON_TYPES = ['application/json', 'application/*', '*/*'];
const FORM_TYPE = 'application/x-www-form-urlencoded';

/**
 * Parses a request body. Bytes are decoded strictly and numbers keep their source text, so
 * different passwords never become equal. Errors contain no part of the body, which may contain a
 * password.
 *
 * @param contentType the header as sent; undefined when there is none
 * @returns undefined for an empty body of any type
 * @throws {HttpException} 415 for another type; 400 for invalid JSON (RFC 8259), and for bytes that
 *   are not text in their charset
 */
export function parseBody(contentType: string | undefined, bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  const [type = '', ...parameters] = (contentType ?? '').toLowerCase().split(';');
  const charset = charsetOf(parameters);
  if (JSON_TYPES.includes(type.trim())) return parseJson(bytes, charset);
  if (type.trim() === FORM_TYPE) return parseForm(bytes, strictly(decoderOf(charset), 'Form'));
  const detail = `Unsupported media type "${contentType ?? ''}" in request.`;
  throw new HttpException({ detail }, 415);
}

function charsetOf(parameters: readonly string[]): string {
  const [, charset = 'utf-8'] = /^charset="?([^"]*)"?$/.exec(findCharset(parameters)) ?? [];
  return charset;
}

const findCharset = (parameters: readonly string[]): string =>
  parameters.map((parameter) => parameter.trim()).find((text) => text.startsWith('charset=')) ?? '';

type BodyKind = 'JSON' | 'Form';

/** @returns a function that throws a 400 for bytes that are not text in the charset */
function strictly(decode: Decode, kind: BodyKind): Decode {
  return (bytes) => {
    try {
      return decode(bytes);
    } catch {
      throw malformed(kind, 'the body is not valid text in its encoding');
    }
  };
}

function parseJson(bytes: Buffer, charset: string): unknown {
  const text = strictly(decoderOf(charset), 'JSON')(bytes);
  try {
    return parseExactJson(text);
  } catch (error) {
    throw malformed('JSON', placeOf(text, (error as Error).message));
  }
}

/** Returns the position of the error. The message of V8 also quotes the body, which is left out. */
function placeOf(text: string, message: string): string {
  const position = /end of JSON/.test(message)
    ? text.length
    : Number(/at position (\d+)/.exec(message)?.[1] ?? NaN);
  if (Number.isNaN(position)) return 'Expecting value';
  const lines = text.slice(0, position).split('\n');
  const column = (lines.at(-1)?.length ?? 0) + 1;
  return `Expecting value: line ${lines.length} column ${column} (char ${position})`;
}

const malformed = (kind: BodyKind, reason: string): HttpException =>
  new HttpException({ detail: `${kind} parse error - ${reason}` }, 400);
