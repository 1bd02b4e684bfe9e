import { bitsOfPair } from './letter-pairs.js';
import type { Match, Matcher } from './match.js';
import { isSeparator, SEPARATOR_BITS } from './alphabet.js';

/** Characters that people write for letters. */
const LEET: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/** Words are more predictable than their letter pairs: a word of a long list has about 13 bits. */
const WORD_FACTOR = 0.5;

const FIRST_LETTER_BITS = 4;

const CASE_CHANGE_BITS = 1;

const MIN_PAIRS = 3;

/**
 * Maximum mean bits of a pair in a word. The limit grows with the number of pairs, because a mean
 * far below the 6.5 bits of random letters becomes less likely by chance.
 */
const maxMeanBits = (pairs: number): number => Math.min(4.2, 3.2 + pairs / 20);

/** The cost of a character that follows another one. */
interface Step {
  bits: number;
  /** Bits of the letter pair; undefined if one of the two is not a letter. */
  pairBits?: number;
}

/** Matches letter sequences that are typical of English, with separators between words. */
export function words(text: string): Matcher {
  const letters = text.toLowerCase().split('').map(letterOf);
  const steps = letters.map((_, at) => stepTo(at, letters, text));
  return (start) => (isLetter(letters[start]) ? wordsFrom(start, steps) : []);
}

const letterOf = (character: string): string => LEET[character] ?? character;

function wordsFrom(start: number, steps: readonly (Step | undefined)[]): Match[] {
  const matches: Match[] = [];
  let [bits, pairBits, pairs] = [FIRST_LETTER_BITS, 0, 0];
  for (let end = start + 1, step = steps[end]; step !== undefined; step = steps[++end]) {
    bits += step.bits;
    pairBits += step.pairBits ?? 0;
    pairs += step.pairBits === undefined ? 0 : 1;
    const isWord = pairs >= MIN_PAIRS && pairBits / pairs <= maxMeanBits(pairs);
    if (isWord) matches.push({ length: end - start + 1, bits });
  }
  return matches;
}

/** @returns undefined if the character cannot continue a word */
function stepTo(at: number, letters: readonly string[], text: string): Step | undefined {
  const [before, letter] = [letters[at - 1], letters[at]!];
  if (isSeparator(letter)) return isLetter(before) ? { bits: SEPARATOR_BITS } : undefined;
  if (!isLetter(letter)) return undefined;
  if (isSeparator(before)) return { bits: FIRST_LETTER_BITS };
  if (!isLetter(before)) return undefined;
  const pairBits = bitsOfPair(before, letter);
  const changesCase = isUpperCase(text[at]!) !== isUpperCase(text[at - 1]!);
  return { bits: WORD_FACTOR * pairBits + (changesCase ? CASE_CHANGE_BITS : 0), pairBits };
}

const isLetter = (character: string | undefined): character is string =>
  character !== undefined && /^[a-z]$/.test(character);

const isUpperCase = (character: string): boolean => /^[A-Z]$/.test(character);
