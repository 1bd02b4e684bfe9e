import { bitsOfPair } from './letter-pairs.js';
import type { Match, Matcher } from './match.js';
import { isSeparator, SEPARATOR_BITS } from './separators.js';

/** What people write for a letter. */
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

/** Words are more predictable than pairs of letters: about 13 bits for one of a long list. */
const WORD_FACTOR = 0.5;

const FIRST_LETTER_BITS = 4;

const CASE_CHANGE_BITS = 1;

const MIN_PAIRS = 3;

/**
 * Mean bits of a pair up to which letters count as words: the more pairs, the less likely a mean far
 * from the 6.5 of random letters is by chance.
 */
const maxMeanBits = (pairs: number): number => Math.min(4.2, 3.2 + pairs / 20);

/** A character after the one before it. */
interface Step {
  bits: number;
  /** Of the pair of letters; undefined where one of the two is none. */
  pairBits?: number;
}

/** Letters that follow each other as in English, with separators between words. */
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

/** @returns undefined where no words go on */
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
