import type { MatchExtended } from '@zxcvbn-ts/core';
import { MIN_GUESSES, type PasswordRules } from '../domain/password-rules.js';
import { COMMON_PHRASES } from './common-phrases.js';
import { repeatedPart } from './repeated-part.js';

export type GuessEstimator = PasswordRules['estimateGuesses'];

/**
 * The longest text that is estimated at once, in UTF-16 units: zxcvbn needs quadratic time or more,
 * on the event loop. 32 characters take about as long as the hash of the password.
 */
const MAX_ESTIMATED_LENGTH = 32;

/** The default of 100 makes zxcvbn ten times slower for every password with digits. */
const MAX_SUBSTITUTIONS = 2;

let loading: Promise<GuessEstimator> | undefined;

/**
 * Loads zxcvbn and its dictionaries on the first call: 60 MB of memory and 0.2 s, which neither the
 * start nor a service without new passwords needs.
 */
export function loadGuessEstimator(): Promise<GuessEstimator> {
  return (loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  }));
}

async function load(): Promise<GuessEstimator> {
  const { ZxcvbnFactory } = await import('@zxcvbn-ts/core');
  const common = await import('@zxcvbn-ts/language-common');
  const english = await import('@zxcvbn-ts/language-en');
  const zxcvbn = new ZxcvbnFactory({
    dictionary: { ...common.dictionary, ...english.dictionary },
    graphs: common.adjacencyGraphs,
    l33tMaxSubstitutions: MAX_SUBSTITUTIONS,
  });
  const guessesFor = (pieces: readonly string[], words: readonly string[]): number => {
    let guesses = 1;
    for (const piece of pieces) {
      // The types of zxcvbn lack the guesses of a part.
      guesses *= guessesOf(zxcvbn.check(piece, [...words]).sequence as Part[]);
      if (guesses >= MIN_GUESSES) break;
    }
    return guesses;
  };
  return (password, words) => {
    const { part, count } = repeatedPart(password.replace(PHRASE, PHRASE_TOKEN));
    const text = part.replace(REPEATS, '$1');
    const estimates = divisionsOf(text).map((pieces) => guessesFor(pieces, words));
    return count * Math.min(...estimates);
  };
}

/** Any common phrase, the longest first. */
const PHRASE = new RegExp([...COMMON_PHRASES].sort((a, b) => b.length - a.length).join('|'), 'gi');

/** A word that takes as few guesses as a common phrase. */
const PHRASE_TOKEN = 'password';

/** A part of at least three characters that is repeated within a text, in any case. */
const REPEATS = /([^]{3,32}?)\1+/gi;

/** A part of a password, such as a word. */
type Part = MatchExtended & { guesses: number };

/**
 * Returns the guesses of all parts, in any order. The total of zxcvbn adds 10,000 for each part after
 * the first, so any three words would be enough.
 */
const guessesOf = (parts: readonly Part[]): number =>
  parts.reduce((product, { guesses }, index) => product * guesses * (index + 1), 1);

/** More pieces of a text are not estimated: they can only make it harder to guess. */
const MAX_PIECES = 4;

/** Divides a long text into pieces in two ways, because a border can be within a word. */
function divisionsOf(text: string): string[][] {
  if (text.length <= MAX_ESTIMATED_LENGTH) return [[text]];
  const half = MAX_ESTIMATED_LENGTH / 2;
  return [piecesOf(text), [text.slice(0, half), ...piecesOf(text.slice(half))]];
}

/** Returns the different pieces of a long text, which an attacker must guess one after the other. */
const piecesOf = (text: string): string[] => [...new Set(text.match(PIECES))].slice(0, MAX_PIECES);

const PIECES = new RegExp(`[^]{1,${MAX_ESTIMATED_LENGTH}}`, 'g');
