/**
 * Control characters, format characters such as bidi overrides, and separators of lines. Texts of
 * clients may contain them. They can hide or rearrange text on a terminal.
 */
export const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * Escapes invisible characters in JSON as `\uXXXX`.
 *
 * @param json on one line, so only strings contain these characters
 */
export const escapeInvisible = (json: string): string =>
  PRINTABLE_ASCII.test(json) ? json : json.replaceAll(INVISIBLE, escaped);

/** Most lines, which need no slower search. */
const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

/** Escapes both halves of a surrogate pair. */
const escaped = (character: string): string =>
  character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
