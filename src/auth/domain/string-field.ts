import { exactText } from './exact-number.js';

/** What Python calls white space: U+0085 and U+001C to U+001F are, U+FEFF is not. */
const SPACE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

export type StringFieldResult =
  | { kind: 'accepted'; value: string }
  | { kind: 'refused'; messages: readonly [string, ...string[]] };

const refused = (...messages: [string, ...string[]]): StringFieldResult => ({
  kind: 'refused',
  messages,
});

/**
 * @returns `text` without the white space at its edges. It walks in from both ends: an expression
 *   that is anchored at the end starts again at every space inside, in quadratic time.
 */
export function trimEdges(text: string): string {
  // There is no character beyond either end, and so no space.
  let start = 0;
  let end = text.length;
  while (SPACE.test(text.charAt(start))) start++;
  while (SPACE.test(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

/**
 * What a value in a JSON body means where a string is wanted, in Django REST framework's words.
 * A number is accepted as its text if it has only one; white space alone is blank, trimmed or not.
 *
 * @param value a field as the body's parser returns it
 * @param trim whether the accepted value loses the white space at its edges
 */
export function validateStringField(value: unknown, trim: boolean): StringFieldResult {
  if (value === undefined) return refused('This field is required.');
  if (value === null) return refused('This field may not be null.');
  if (typeof value === 'string') return validateText(value, trim);
  if (typeof value !== 'number' && typeof value !== 'bigint') return refused('Not a valid string.');
  const text = exactText(value);
  return text === undefined ? refused(INEXACT_NUMBER) : { kind: 'accepted', value: text };
}

const INEXACT_NUMBER = 'This number may not be exact. Send it as a string.';

function validateText(text: string, trim: boolean): StringFieldResult {
  const trimmed = trimEdges(text);
  if (trimmed === '') return refused('This field may not be blank.');
  const [first, ...rest] = forbiddenCharacters(text);
  if (first !== undefined) return refused(first, ...rest);
  return { kind: 'accepted', value: trim ? trimmed : text };
}

/**
 * Decoders write this for bytes that they cannot decode. Texts that differed before become equal,
 * so a password with it would accept others.
 */
const REPLACEMENT = '\ufffd';

function forbiddenCharacters(text: string): string[] {
  const messages = [];
  if (text.includes('\0')) messages.push('Null characters are not allowed.');
  const surrogate = /\p{Surrogate}/u.exec(text)?.[0].charCodeAt(0).toString(16).toUpperCase();
  if (surrogate !== undefined) {
    messages.push(`Surrogate characters are not allowed: U+${surrogate}.`);
  }
  if (text.includes(REPLACEMENT)) {
    messages.push('Replacement characters are not allowed: U+FFFD.');
  }
  return messages;
}
