/** The keys of a US keyboard with and without Shift. */
const SHIFTED = '!@#$%^&*()_+{}|:"<>?~';
const UNSHIFTED = "1234567890-=[]\\;',./`";

/** A password with more separators than this is no harder to guess: they follow a pattern. */
const MAX_COUNTED_SEPARATORS = 3;

/** Ten for each separator, as for any other character. */
const separatorGuesses = (count: number): number => 10 ** Math.min(count, MAX_COUNTED_SEPARATORS);

/** An attacker tries few patterns of Shift, such as for every key, or for every other one. */
const SHIFT_GUESSES = 10;

/** Returns the length of a text in Unicode code points. */
export const lengthOf = (text: string): number => [...text].length;

/**
 * Returns the forms in which an attacker finds a password. The easiest one determines how hard the
 * password is to guess.
 *
 * - as it is, in NFKC and in NFC
 * - letters and digits alone: `p*a*s*s`, `pássword`
 * - typed without Shift: `!QAZ@WSX`
 *
 * @param text the password in NFKC
 * @param typed the password in NFC
 * @returns each form with a factor: the guesses for the form times the factor are those for the password
 */
export function formsOf(text: string, typed: string): Map<string, number> {
  const bare = bareForm(text);
  const forms: [string, number][] = [
    [withoutShift(text), SHIFT_GUESSES],
    [bare, separatorGuesses(lengthOf(text) - lengthOf(bare))],
    [typed, 1],
    [text, 1],
  ];
  return new Map(forms);
}

/**
 * Returns the letters and digits of a password, without accents on Latin letters. The estimator does
 * not recognize a word with other characters between its letters (`p*a*s*s`).
 *
 * @returns the password itself, if it has none of them
 */
export function bareForm(password: string): string {
  const plain = password.normalize('NFD').replace(/(\p{Script=Latin})\p{M}+/gu, '$1');
  return plain.normalize('NFC').replace(/[^\p{L}\p{M}\p{N}]+/gu, '') || password;
}

function withoutShift(password: string): string {
  const keys = [...password].map((key) => UNSHIFTED[SHIFTED.indexOf(key)] ?? key);
  return keys.join('').toLowerCase();
}
