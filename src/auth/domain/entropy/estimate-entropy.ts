import { alphabetBits, isHex, isSeparator, SEPARATOR_BITS } from './alphabet.js';
import { digits } from './digits.js';
import type { Matcher } from './match.js';
import { byteValues, codes, keys, progressions } from './progressions.js';
import { repeats } from './repeats.js';
import { words } from './words.js';

/** UTF-16 units that are examined: a secret whose first 256 units are predictable is rejected. */
const MAX_EXAMINED = 256;

const BITS_OF_BYTE = 8;

/**
 * Estimates the entropy of a secret: the bits of its shortest description by repeats, sequences,
 * keyboard patterns, English words (also with digits for letters), digits and years. A character
 * that follows no pattern is one of the alphabet that the text uses.
 *
 * The estimate is a little low for random text, where short patterns occur by chance. A library for
 * passwords (zxcvbn) does not fit: it is made for short texts, needs seconds for a PEM text, and
 * estimates random hexadecimal digits as low as a sentence of the same length.
 *
 * @param enough bits at which the estimate stops
 * @returns bits; when they reach `enough`, those of the beginning of the text
 */
export function estimateEntropyBits(secret: string, enough: number): number {
  const text = secret.slice(0, MAX_EXAMINED);
  return shortestDescription(text.length, matchersOf(text), enough);
}

/**
 * Estimates the entropy of bytes, by repeats and by sequences with any step. Each other byte has 8 bits.
 *
 * @param enough bits at which the estimate stops
 */
export function estimateByteEntropyBits(bytes: Buffer, enough: number): number {
  const text = bytes.subarray(0, MAX_EXAMINED).toString('latin1');
  const single: Matcher = () => [{ length: 1, bits: BITS_OF_BYTE }];
  const sequences = progressions(byteValues(text), BITS_OF_BYTE);
  return shortestDescription(text.length, [single, repeats(text), sequences], enough);
}

function shortestDescription(length: number, matchers: Matcher[], enough: number): number {
  const bits = new Array<number>(length + 1).fill(Infinity);
  bits[0] = 0;
  for (let start = 0; start < length; start++) {
    const before = bits[start]!;
    if (before >= enough) return before;
    for (const match of matchers.flatMap((matcher) => matcher(start))) {
      const end = start + match.length;
      bits[end] = Math.min(bits[end]!, before + match.bits);
    }
  }
  return bits[length]!;
}

function matchersOf(text: string): Matcher[] {
  const folded = text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  const symbolBits = alphabetBits(text);
  return [
    (start) => [{ length: 1, bits: isSeparator(text[start]) ? SEPARATOR_BITS : symbolBits }],
    repeats(folded),
    progressions(codes(folded), symbolBits),
    progressions(keys(folded), symbolBits),
    // Hexadecimal text contains words and runs of digits by chance.
    ...(isHex(text) ? [] : [words(text), digits(text)]),
  ];
}
