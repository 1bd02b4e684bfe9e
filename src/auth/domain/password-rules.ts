import { normalizePassword } from './normalize-password.js';
import { bareForm, formsOf, lengthOf } from './password-forms.js';

/** NIST SP 800-63B-4 §3.1.1.2, for a password that is the only factor. */
export const DEFAULT_MIN_PASSWORD_LENGTH = 15;

/** The limits of a configured minimum. OWASP ASVS 5.0 6.2.1 requires eight characters. */
export const MIN_PASSWORD_LENGTH_LIMITS = { min: 8, max: 64 } as const;

/** Bounds the work for one password. NIST SP 800-63B-4 requires that at least 64 are possible. */
export const MAX_PASSWORD_LENGTH = 1024;

/**
 * A password that an attacker finds with fewer guesses is common. It is the lower bound of "safely
 * unguessable" in zxcvbn (score 3), here without the guesses that zxcvbn adds for each part.
 *
 * NIST SP 800-63B-4 §3.1.1.2 requires a blocklist, OWASP ASVS 5.0 6.2.4 one of the 3000 most common
 * passwords that meet the other rules, and 6.2.12 one of breached passwords. Hardly any entry of such
 * a list has 15 characters, and attackers combine entries instead: `passwordpassword1`,
 * `letmein123456789`. The estimate of the whole password finds these combinations too.
 */
export const MIN_GUESSES = 1e8;

/** The user who gets the password, and the service: a password must not consist of their names. */
export interface PasswordOwner {
  username: string;
  email?: string | null | undefined;
  /** The names of the service. */
  serviceNames?: readonly string[];
}

/** The rules that a configuration and a dictionary complete. */
export interface PasswordRules {
  /** Unicode code points, in NFC or NFKC: the smaller number. */
  minLength: number;
  /**
   * Estimates the guesses that an attacker needs.
   *
   * @param words that the attacker tries first, such as the user's name
   */
  estimateGuesses: (password: string, words: readonly string[]) => number;
}

/**
 * Returns the rules that a new password breaks, in the words of Django. There are no rules of
 * composition, and no expiry (NIST SP 800-63B-4 §3.1.1.2).
 *
 * @param password as the user types it
 * @returns an empty list for a good password
 */
export function passwordProblems(
  password: string,
  owner: PasswordOwner,
  { minLength, estimateGuesses }: PasswordRules,
): readonly string[] {
  const text = normalizePassword(password);
  // One typed character can become 18 in NFKC.
  const typed = password.normalize('NFC');
  if (lengthOf(text) > MAX_PASSWORD_LENGTH) return [TOO_LONG];
  const length = Math.min(lengthOf(typed), lengthOf(text));
  const names = namesOf(owner);
  const words = names.flatMap((name) => name.words);
  const namedForms = [text, bareForm(text)];
  const isCommon = [...formsOf(text, typed)].some(
    ([form, factor]) => estimateGuesses(form, words) * factor < MIN_GUESSES,
  );
  return [
    ...names
      .filter(({ words }) => namedForms.some((form) => isVariation(form, words)))
      .map(({ what }) => tooSimilar(what)),
    ...(length < minLength ? [tooShort(minLength)] : []),
    ...(isCommon ? ['This password is too common.'] : []),
  ];
}

const TOO_LONG = `This password is too long. It must contain at most ${MAX_PASSWORD_LENGTH} characters.`;

const tooShort = (minLength: number): string =>
  `This password is too short. It must contain at least ${minLength} characters.`;

const tooSimilar = (what: string): string => `The password is too similar to the ${what}.`;

interface Name {
  what: string;
  words: readonly string[];
}

const namesOf = ({ username, email, serviceNames = [] }: PasswordOwner): readonly Name[] => [
  { what: 'username', words: wordsOf([username]) },
  { what: 'email address', words: wordsOf([email ?? '']) },
  { what: 'name of the service', words: wordsOf(serviceNames) },
];

/** A shorter part of a name is in too many other words. */
const MIN_WORD_LENGTH = 3;

/** Splits names into words, such as the parts of an email address. The longest come first. */
function wordsOf(names: readonly string[]): readonly string[] {
  const words = names.flatMap((name) => fold(name).match(/[\p{L}\p{N}]+/gu) ?? []);
  const long = words.filter((word) => word.length >= MIN_WORD_LENGTH);
  return [...new Set(long)].sort((a, b) => b.length - a.length);
}

/**
 * A password with fewer other letters and digits than a password must have at all consists of the
 * name.
 */
const MIN_REST = MIN_PASSWORD_LENGTH_LIMITS.min;

/**
 * Checks whether a password is a name with little else: in another case, backwards, repeated, or with
 * a few other characters around it.
 */
function isVariation(password: string, words: readonly string[]): boolean {
  const text = fold(password);
  const rest = words.reduce(
    (left, word) => left.replaceAll(word, ' ').replaceAll(backwards(word), ' '),
    text,
  );
  return rest !== text && [...lettersOf(rest)].length < MIN_REST;
}

const fold = (text: string): string => normalizePassword(text).toLowerCase();

const lettersOf = (text: string): string => text.replace(/[^\p{L}\p{N}]+/gu, '');

const backwards = (word: string): string => [...word].reverse().join('');
