import { exactText } from './exact-number.js';

/** White space as Python defines it: with U+0085 and U+001C to U+001F, without U+FEFF. */
const SPACE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

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

/** A rule for a field that must be a string. */
export interface StringRule {
  name: string;
  isMet: (value: unknown) => boolean;
  /** Returns the message of Django REST framework for a value that breaks the rule. */
  message: (value: unknown) => string;
}

/**
 * The rules in the order of their messages. A value breaks one of them, or several of those about
 * characters. White space alone is blank, trimmed or not.
 */
export const STRING_RULES: readonly StringRule[] = [
  rule('isPresent', (value) => value !== undefined, 'This field is required.'),
  rule('isNotNull', (value) => value !== null, 'This field may not be null.'),
  rule('isTextOrNumber', isTextOrNumber, 'Not a valid string.'),
  rule('isExact', isExact, 'This number may not be exact. Send it as a string.'),
  textRule('isNotBlank', (text) => trimEdges(text) !== '', 'This field may not be blank.'),
  textRule('hasNoNull', (text) => !text.includes('\0'), 'Null characters are not allowed.'),
  textRule('hasNoSurrogate', (text) => surrogateIn(text) === undefined, surrogateMessage),
  // Decoders write it for bytes that they cannot decode, so different passwords become equal.
  textRule(
    'hasNoReplacement',
    (text) => !text.includes('\ufffd'),
    'Replacement characters are not allowed: U+FFFD.',
  ),
];

type Message = string | ((value: unknown) => string);

function rule(name: string, isMet: StringRule['isMet'], message: Message): StringRule {
  return { name, isMet, message: typeof message === 'string' ? () => message : message };
}

/** Is met by values that are not strings, because other rules are about them. */
function textRule(name: string, isMet: (text: string) => boolean, message: Message): StringRule {
  return rule(name, (value) => typeof value !== 'string' || isMet(value), message);
}

function isTextOrNumber(value: unknown): boolean {
  const isMissing = value === undefined || value === null;
  return isMissing || typeof value === 'string' || isNumber(value);
}

/** Checks that the text of a number is unambiguous. */
function isExact(value: unknown): boolean {
  return !isNumber(value) || exactText(value) !== undefined;
}

function isNumber(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

function surrogateIn(text: string): string | undefined {
  return /\p{Surrogate}/u.exec(text)?.[0];
}

function surrogateMessage(value: unknown): string {
  const code = surrogateIn(String(value))?.charCodeAt(0).toString(16).toUpperCase();
  return `Surrogate characters are not allowed: U+${code}.`;
}

/**
 * Converts a value that meets the rules. A number becomes its text.
 *
 * @param trim whether to remove white space at the edges
 */
export function readText(value: unknown, trim: boolean): string {
  const text = String(value);
  return trim ? trimEdges(text) : text;
}

export type StringFieldResult =
  | { kind: 'accepted'; value: string }
  | { kind: 'refused'; messages: readonly [string, ...string[]] };

/**
 * Validates and converts a field that must be a string.
 *
 * @param value the field as the parser of the body returns it
 * @param trim whether to remove white space at the edges of the value
 */
export function validateStringField(value: unknown, trim: boolean): StringFieldResult {
  const broken = STRING_RULES.filter(({ isMet }) => !isMet(value));
  const [first, ...rest] = broken.map(({ message }) => message(value));
  if (first === undefined) return { kind: 'accepted', value: readText(value, trim) };
  return { kind: 'refused', messages: [first, ...rest] };
}
