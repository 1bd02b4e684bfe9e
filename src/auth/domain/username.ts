import { createHash } from 'node:crypto';
import { COLUMN_LENGTHS } from './column-lengths.js';
import { type StringFieldResult, trimEdges, validateStringField } from './string-field.js';

/**
 * How names are compared. `sensitive`: as they are stored. `insensitive`: without differences of case
 * and of compatible characters.
 */
export type UsernameCase = 'sensitive' | 'insensitive';

/**
 * Characters that are not seen: control characters, format characters such as bidi overrides and
 * zero-width spaces, separators of lines, everything that Unicode displays as nothing, and the empty
 * Braille pattern.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u;

/**
 * Validates the name of a new user. It is normalized to NFKC, so that texts that look the same are the
 * same. Names that are stored already are not validated again.
 *
 * @param text as an administrator typed it; white space at the edges is removed
 */
export function readNewName(text: string): StringFieldResult {
  const result = validateStringField(text, true);
  if (result.kind === 'refused') return result;
  // Some characters are a space with an accent in NFKC, such as U+00A8.
  const value = trimEdges(result.value.normalize('NFKC'));
  const [first, ...rest] = problemsOf(value);
  if (first === undefined) return { kind: 'accepted', value };
  return { kind: 'refused', messages: [first, ...rest] };
}

/** @returns the problem of a new text with invisible characters, which look like another text */
export function unseenProblem(text: string): string | undefined {
  const unseen = UNSEEN.exec(text)?.[0];
  return unseen === undefined
    ? undefined
    : `Invisible characters are not allowed: ${codeOf(unseen)}.`;
}

function problemsOf(name: string): string[] {
  const unseen = unseenProblem(name);
  const { username: maxLength } = COLUMN_LENGTHS;
  return [
    ...(unseen === undefined ? [] : [unseen]),
    ...(name.length <= maxLength ? [] : [`It is longer than ${maxLength} characters.`]),
  ];
}

const codeOf = (character: string): string =>
  `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;

/**
 * Returns a text that two names share exactly if they differ only in case or in compatible
 * characters: a compatibility caseless match (Unicode 17, D146).
 *
 * A text that grows beyond the column becomes a digest. No other key has its prefix, because keys are
 * in lower case.
 */
export function caselessKeyOf(text: string): string {
  const key = fold(fold(text.normalize('NFD')).normalize('NFKD')).normalize('NFKC');
  if (key.length <= COLUMN_LENGTHS.loginKey) return key;
  return `SHA256:${createHash('sha256').update(key).digest('hex')}`;
}

/**
 * Folds the case of a text. The first of the three steps replaces the capital sharp s, which has no
 * other upper case. The dotless i is a letter of its own in Unicode's table of folding.
 */
const fold = (text: string): string =>
  text
    .split('ı')
    .map((part) => part.toLowerCase().toUpperCase().toLowerCase())
    .join('ı');
