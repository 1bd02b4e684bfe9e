import type { PasswordRules } from '../domain/password-rules.js';
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
  return (password, words) => {
    const { part, count } = repeatedPart(password);
    const guesses = excerptsOf(part).map((text) => zxcvbn.check(text, [...words]).guesses);
    return count * Math.max(...guesses);
  };
}

/** A long text is at least as hard to guess as its start, and as its end. */
const excerptsOf = (text: string): string[] =>
  text.length <= MAX_ESTIMATED_LENGTH
    ? [text]
    : [text.slice(0, MAX_ESTIMATED_LENGTH), text.slice(-MAX_ESTIMATED_LENGTH)];
