import { isAscii } from 'node:buffer';
import { TextDecoder } from 'node:util';

/** Decodes bytes; throws for bytes that are not text. */
export type Decode = (bytes: Buffer) => string;

/** Labels of ASCII. The WHATWG maps them to Windows-1252, in which every byte is valid. */
const ASCII = /^(us-)?ascii$|^ansi_x3\.4-19(68|86)$/;

/**
 * Looks up the decoder of a charset: UTF-8 for an unknown one, and `latin1` for Python's `latin-1`,
 * which is Windows-1252 on the web. A byte order mark is kept, because JSON does not allow one
 * (RFC 8259 §8.1).
 *
 * @returns a function that throws for bytes that are not text in the charset
 */
export function decoderOf(charset: string): Decode {
  if (ASCII.test(charset)) return decodeAscii;
  const decoder = webDecoderOf(charset.replace(/^latin-/, 'latin'));
  if (decoder.encoding === 'windows-1252') return decodeWindows1252;
  return (bytes) => decoder.decode(bytes);
}

function decodeAscii(bytes: Buffer): string {
  if (!isAscii(bytes)) throw new TypeError('not ASCII');
  return bytes.toString('latin1');
}

/** Bytes 0x80 to 0x9F of Windows-1252 (https://encoding.spec.whatwg.org/#windows-1252). */
const WINDOWS_1252 =
  '\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f' +
  '\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178';

/**
 * Decodes Windows-1252. The decoder of Node 20 drops a 0xFF at the start, and decodes the euro sign
 * as a control character.
 */
const decodeWindows1252 = (bytes: Buffer): string =>
  bytes
    .toString('latin1')
    .replace(/[\x80-\x9f]/g, (control) => WINDOWS_1252[control.charCodeAt(0) - 0x80]!);

const OPTIONS = { fatal: true, ignoreBOM: true };
const UTF_8 = new TextDecoder('utf-8', OPTIONS);

function webDecoderOf(label: string): TextDecoder {
  if (label === 'utf-8') return UTF_8;
  try {
    return new TextDecoder(label, OPTIONS);
  } catch {
    return UTF_8;
  }
}
