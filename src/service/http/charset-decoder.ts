import { isAscii } from 'node:buffer';
import { TextDecoder } from 'node:util';

/** Decodes bytes; throws for bytes that are not text. */
export type Decode = (bytes: Buffer) => string;

/** Labels of ASCII. The WHATWG maps them to Windows-1252, whose decoder accepts any byte. */
const ASCII = /^(us-)?ascii$|^ansi_x3\.4-19(68|86)$/;

/**
 * Looks up the decoder of a charset: UTF-8 for an unknown one, and `latin1` for Python's `latin-1`.
 * A byte order mark is kept, because JSON does not allow one (RFC 8259 §8.1).
 *
 * @returns a function that throws for bytes that are not text in the charset
 */
export function decoderOf(charset: string): Decode {
  if (ASCII.test(charset)) return decodeAscii;
  const decoder = webDecoderOf(charset.replace(/^latin-/, 'latin'));
  return (bytes) => decoder.decode(bytes);
}

function decodeAscii(bytes: Buffer): string {
  if (!isAscii(bytes)) throw new TypeError('not ASCII');
  return bytes.toString('latin1');
}

function webDecoderOf(label: string): TextDecoder {
  const options = { fatal: true, ignoreBOM: true };
  try {
    return new TextDecoder(label, options);
  } catch {
    return new TextDecoder('utf-8', options);
  }
}
