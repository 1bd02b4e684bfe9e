import { TextDecoder } from 'node:util';
import { HttpException } from '@nestjs/common';

const JSON_TYPES = ['application/json', 'application/*', '*/*'];
const FORM_TYPE = 'application/x-www-form-urlencoded';

/**
 * The value that a request body means. Nothing of the body is repeated in an error: it may hold a
 * password.
 *
 * @param contentType the header as it was sent; undefined when there was none
 * @returns undefined for an empty body, of whatever type
 * @throws {HttpException} 415 for another type; 400 for what is no JSON (RFC 8259)
 */
export function parseBody(contentType: string | undefined, bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  const [type = '', ...parameters] = (contentType ?? '').toLowerCase().split(';');
  if (JSON_TYPES.includes(type.trim())) return parseJson(decode(bytes, charsetOf(parameters)));
  if (type.trim() === FORM_TYPE) return parseForm(bytes.toString('utf8'));
  const detail = `Unsupported media type "${contentType ?? ''}" in request.`;
  throw new HttpException({ detail }, 415);
}

function charsetOf(parameters: readonly string[]): string {
  const [, charset = 'utf-8'] = /^charset="?([^"]*)"?$/.exec(findCharset(parameters)) ?? [];
  return charset;
}

const findCharset = (parameters: readonly string[]): string =>
  parameters.map((parameter) => parameter.trim()).find((text) => text.startsWith('charset=')) ?? '';

/** A charset that nobody knows is ignored; Python's `latin-1` is known as `latin1`. A byte order mark is no JSON (RFC 8259 §8.1). */
function decode(bytes: Buffer, charset: string): string {
  try {
    return decoderOf(charset).decode(bytes);
  } catch {
    throw malformed('the body is not valid text in its encoding');
  }
}

function decoderOf(charset: string): TextDecoder {
  const options = { fatal: true, ignoreBOM: true };
  try {
    return new TextDecoder(charset.replace(/^latin-/, 'latin'), options);
  } catch {
    return new TextDecoder('utf-8', options);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw malformed(placeOf(text, (error as Error).message));
  }
}

/** V8 quotes what stands where it stopped, and often says where: the place alone is passed on. */
function placeOf(text: string, message: string): string {
  const position = /end of JSON/.test(message)
    ? text.length
    : Number(/at position (\d+)/.exec(message)?.[1] ?? NaN);
  if (Number.isNaN(position)) return 'Expecting value';
  const lines = text.slice(0, position).split('\n');
  const column = (lines.at(-1)?.length ?? 0) + 1;
  return `Expecting value: line ${lines.length} column ${column} (char ${position})`;
}

const malformed = (what: string): HttpException =>
  new HttpException({ detail: `JSON parse error - ${what}` }, 400);

/** The last of several fields of one name counts, as in Django. */
function parseForm(text: string): object {
  return Object.fromEntries(new URLSearchParams(text));
}
