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
    dictionary: { ...common.dictionary, ...english.dictionary, phrases: [...COMMON_PHRASES] },
    graphs: common.adjacencyGraphs,
    l33tMaxSubstitutions: MAX_SUBSTITUTIONS,
  });
  return (password, words) => {
    const { part, count } = repeatedPart(password);
    let guesses = count;
    for (const piece of piecesOf(part)) {
      // The types of zxcvbn lack the guesses of a part.
      guesses *= guessesOf(zxcvbn.check(piece, [...words]).sequence as Part[]);
      if (guesses >= MIN_GUESSES) return guesses;
    }
    return guesses;
  };
}

/** A part of a password, such as a word. */
type Part = MatchExtended & { guesses: number };

/**
 * Returns the guesses of all parts, in any order. The total of zxcvbn adds 10,000 for each part after
 * the first, so any three words would be enough.
 */
const guessesOf = (parts: readonly Part[]): number =>
  parts.reduce((product, { guesses }, index) => product * guesses * (index + 1), 1);

/** Returns the different pieces of a long text, which an attacker must guess one after the other. */
const piecesOf = (text: string): Set<string> =>
  new Set(text.match(new RegExp(`[^]{1,${MAX_ESTIMATED_LENGTH}}`, 'g')));
