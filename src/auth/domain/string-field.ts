import { exactText } from './exact-number.js';

/** White space as Python defines it: with U+0085 and U+001C to U+001F, without U+FEFF. */
const SPACE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

export type StringFieldResult =
  | { kind: 'accepted'; value: string }
  | { kind: 'refused'; messages: readonly [string, ...string[]] };

const refused = (...messages: [string, ...string[]]): StringFieldResult => ({
  kind: 'refused',
  messages,
});

/**
 * Removes the white space at the edges of a text. It scans from both ends, because a regular
 * expression that is anchored at the end needs quadratic time on white space inside the text.
 */
export function trimEdges(text: string): string {
  let start = 0;
  let end = text.length;
  while (SPACE.test(text.charAt(start))) start++;
  while (SPACE.test(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

/**
 * Validates a field that must be a string, with Django REST framework's messages. A number is
 * converted to a string if its text is unambiguous. White space alone is blank, trimmed or not.
 *
 * @param value the field as the parser of the body returns it
 * @param trim whether to remove white space at the edges of the value
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

/** Decoders write this for bytes that they cannot decode, so different passwords become equal. */
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
